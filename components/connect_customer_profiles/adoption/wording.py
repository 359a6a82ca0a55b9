"""Words of a program: names for what it takes over, in Pulumi and as variables, and the spelling of arguments. Pure."""

import builtins
import keyword
import re
from collections.abc import Iterable, Mapping
from typing import Any

RESERVED = frozenset(
    (
        *("aliases", "arns", "config", "dead_letter_queue_url", "domain_name", "execution_role_arn", "instances"),
        *("integrations", "kms_key_arn", "pulumi", "take_over"),
    )
)
"""The other variables of a program."""


def slug(text: str) -> str:
    """A text as words of small letters and digits with hyphens between them, which begin with a letter; `OrderLines`
    is `order-lines`. "" if it has no such characters."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", text)
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:60].strip("-")


class Names:
    """The names of a program's components; no two are alike, nor are their variables.

    Args:
        taken: names that are not free.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def fix(self, name: str) -> None:
        """Take a name, whether or not it is free."""
        self._taken.add(name)

    def new(self, text: str, kind: str) -> str:
        """A name that is free.

        Args:
            text: what the thing is called at AWS.
            kind: a word for what it is, which the name begins with if the text has no letter to begin with, and ends
                with if the name alone is taken.
        """
        base = slug(text)
        if not base[:1].isalpha():
            base = f"{kind}-{base}".strip("-")
        numbered = (f"{base}-{kind}-{number}" for number in range(2, len(self._taken) + 3))
        free = next(each for each in (base, f"{base}-{kind}", *numbered) if self._free(each))
        self._taken.add(free)
        return free

    def _free(self, name: str) -> bool:
        made = variable(name)
        # Words of Python are no variables, and its functions should keep theirs.
        known = made in RESERVED or keyword.iskeyword(made) or keyword.issoftkeyword(made) or hasattr(builtins, made)
        return not known and name not in self._taken


def variable(name: str) -> str:
    """The variable of a component with that name."""
    return name.replace("-", "_")


def snake(name: str) -> str:
    """`DayOfTheWeek` as `day_of_the_week`, `S3Exporting` as `s3_exporting`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def arguments(value: Any) -> Any:
    """A part of an answer with its members in the spelling of arguments; texts stay as they are."""
    if isinstance(value, Mapping):
        return {snake(str(key)): arguments(item) for key, item in value.items()}
    return [arguments(item) for item in value] if isinstance(value, (list, tuple)) else value


def own_tags(tags: Mapping[str, str] | None) -> dict[str, str]:
    """Tags without those of AWS, which nobody else can set."""
    return {key: value for key, value in sorted((tags or {}).items()) if not key.lower().startswith("aws")}


def tagged(tags: Mapping[str, str] | None) -> dict[str, dict[str, str]]:
    """The argument `tags`, if there are any."""
    found = own_tags(tags)
    return {"tags": found} if found else {}


def duration(seconds: int) -> str:
    """A duration in words, to the second: `4 days`, `1 day 1 hour 1 minute 1 second`."""
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    parts = [(days, "day"), (hour, "hour"), (minute, "minute"), (second, "second")]
    return " ".join(f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number) or "0 seconds"
