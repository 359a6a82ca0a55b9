"""The form of every JSON document: where it is about, whether somebody should look, times in one form.

`docs/command-line/schema.json` has their schema.
"""

from datetime import UTC, datetime
from typing import Any

from ..operations.targets import Target
from ..rules import rfc3339

TIMES = frozenset(
    ("expected_end", "pulled_until", "started", "rests_until", "since", "oldest", "newest", "sent", "start", "end")
)
"""The members that are times: RFC 3339, UTC; null where nobody knows."""


def formed(document: dict[str, Any], target: Target | None, *, attention: bool) -> dict[str, Any]:
    """A document with what all documents have.

    Args:
        document: the command's own members.
        target: what it is about; None for a command that asks nobody.
        attention: whether somebody should look, for which the exit code is 1, or 3 where AWS did not answer.
    """
    head = {
        "domain": target.domain_name if target else None,
        "account": target.account if target else None,
        "region": target.region if target else None,
        "needs_attention": attention,
    }
    return {**head, **{key: _member(key, each) for key, each in document.items()}}


def _member(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _member(name, each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_member("", each) for each in value]
    return _time(value) if key in TIMES else value


def _time(value: Any) -> str | None:
    if isinstance(value, (int, float)):
        value = datetime.fromtimestamp(value, UTC) if value else None
    return rfc3339(value) if isinstance(value, datetime) else value or None
