"""`customer-profiles dead-letters discard`."""

from collections.abc import Iterator
from pathlib import Path

import click

from ..operations.dead_letters import export, opening, survey, triage
from ..operations.dead_letters.discard import discard
from ..operations.dead_letters.messages import Letter
from ..operations.errors import ATTENTION, FINE, Refused
from ..operations.selection import Selection, find
from .console import Output, counted
from .letter_options import choice_options, queue_options, receive_option, tell_others, tell_without_keys
from .options import askable, confirmed, target


@click.command(
    "discard",
    epilog="""\b
Examples:
  customer-profiles dead-letters discard letters.jsonl --only too-large
  customer-profiles dead-letters discard letters.jsonl --object-type Salesforce-Contact --yes
""",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@choice_options
@click.option("--limit", type=click.IntRange(1), help="Number of letters to look at. Default: all.")
@receive_option
@queue_options
@target
def command(
    where: Selection,
    out: Output,
    file: Path,
    yes: bool,
    queue: str | None,
    parked: bool,
    receive: bool,
    limit: int | None,
    only: tuple[str, ...],
    object_types: tuple[str, ...],
) -> int:
    """Write letters with their objects to FILE, which only you can read, ask, and delete them from the queue for good.

    Deletes only what FILE has; letters of another domain, which shares the queue, only with `--only another-domain`.
    Exit code 1 if letters could not be found again, because somebody else has received them: these stay in the queue.
    Also if FILE lacks the keys of some, because their object type could not be read; their objects are in it.
    """
    if file.exists():
        raise Refused(f"{file}: File exists")
    if not yes:
        # Before anything is written: the next attempt would find the file of this one.
        askable(out, "run `dead-letters export`, which deletes nothing")
    found_target = find(where, ingestions=False)
    opened = opening.opened(found_target, queue, parked=parked)
    if opened.queue.failures and not receive:
        raise Refused(f"{opened.queue.url}: its redrive policy counts each look as a delivery; pass --receive")
    profiles, ids = opened.profiles, set[str]()
    sieve = triage.Sieve(triage.chosen(only, object_types, profiles.domain), profiles.domain)

    def exported() -> Iterator[Letter]:
        for letter in sieve.chosen(survey.walk(opened.queue, limit)):
            ids.add(letter.message_id)
            yield letter

    count = export.export(exported(), file, domain=profiles.domain, keys=profiles.keys, bodies=True)
    tell_others(sieve.of_other_domains, out)
    out.line(f"{_are(count)} in {file}, and will be deleted from {opened.queue.url}")
    tell_without_keys(profiles.unread, out)
    if count:
        confirmed(out, yes=yes)
    deleted = discard(opened.queue, ids) if ids else 0
    left = count - deleted
    found = {
        "exported": count,
        "of_other_domains": sieve.of_other_domains,
        "file": str(file),
        "discarded": deleted,
        "left": left,
        "without_keys": [*profiles.unread],
    }
    attention = bool(left or profiles.unread)
    out.document(found, found_target, attention=attention)
    out.line(f"{_are(deleted)} deleted, {left:,} {'is' if left == 1 else 'are'} left", "bad" if left else "good")
    return ATTENTION if attention else FINE


def _are(letters: int) -> str:
    return f"{counted(letters, 'letter')} {'is' if letters == 1 else 'are'}"
