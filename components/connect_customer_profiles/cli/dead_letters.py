"""`customer-profiles dead-letters`."""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from ..operations.dead_letters import export, messages, opening, survey, triage
from ..operations.errors import ATTENTION, FINE, Refused
from ..operations.selection import Selection, find
from ..rules import rfc3339
from .console import Output, counted
from .discard import command as discard
from .letter_options import choice_options, queue_options, receive_option, tell_others, tell_unseen, tell_without_keys
from .options import target
from .redrive import command as redrive

LISTED = 100


@click.group("dead-letters")
def command() -> None:
    """Dead letters: see what a domain could not ingest and why, and re-ingest it.

    SQS shows messages only to whoever receives them. Every sub-command receives letters, and makes those that it does
    not delete visible again. Letters of a queue with a redrive policy are counted only, unless --receive is given;
    those in its failure queue are looked at. Only `export --bodies` shows an object's data.
    """


@command.command(
    "list",
    epilog="""\b
Examples:
  customer-profiles dead-letters list
  customer-profiles dead-letters list --only missing-key --limit 20 --json
""",
)
@choice_options
@click.option(
    "--limit", type=click.IntRange(1), default=LISTED, show_default=True, help="Number of letters to look at."
)
@receive_option
@queue_options
@target
def list_(
    where: Selection,
    out: Output,
    queue: str | None,
    parked: bool,
    receive: bool,
    limit: int,
    only: tuple[str, ...],
    object_types: tuple[str, ...],
) -> int:
    """List letters with their error and age, without their objects."""
    found_target = find(where, ingestions=False)
    opened = opening.opened(found_target, queue, parked=parked)
    domain = opened.profiles.domain
    choose = triage.chosen(only or triage.NAMES, object_types, domain)
    look = survey.Survey(opened.queue, receive=receive)
    letters = [letter for letter in look.walk(limit) if choose(letter)]
    unseen = look.unseen()
    out.table(
        ("message id", "object type", "cause", "sent", "received", "characters", "error"),
        [
            (
                letter.message_id,
                letter.object_type,
                triage.cause(letter, domain).name,
                _moment(letter.sent),
                letter.deliveries,
                len(letter.body),
                letter.error,
            )
            for letter in letters
        ],
    )
    tell_unseen(unseen, opened.queue, out)
    out.document(
        {
            "letters": [{**messages.shown(each), "cause": triage.cause(each, domain).name} for each in letters],
            "unseen": asdict(unseen),
        },
        found_target,
        attention=(attention := triage.any_counts(letters, domain) or bool(unseen)),
    )
    return ATTENTION if attention else FINE


@command.command(
    "triage",
    epilog="""\b
Examples:
  customer-profiles dead-letters triage
  customer-profiles dead-letters triage --stack prod --json
""",
)
@click.option("--limit", type=click.IntRange(1), help="Number of letters to look at. Default: all.")
@receive_option
@queue_options
@target
def triage_(where: Selection, out: Output, queue: str | None, parked: bool, receive: bool, limit: int | None) -> int:
    """Group letters by cause and object type, with the remedy for each."""
    found_target = find(where, ingestions=False)
    opened = opening.opened(found_target, queue, parked=parked)
    look = survey.Survey(opened.queue, receive=receive)
    groups = triage.groups(look.walk(limit), opened.profiles.domain)
    unseen = look.unseen()
    out.table(
        ("letters", "cause", "object type", "oldest", "newest"),
        [
            (each.letters, each.cause.name, each.object_type, _moment(each.oldest), _moment(each.newest))
            for each in groups
        ],
    )
    if groups:
        out.line()
    for first in {each.cause.name: each for each in groups}.values():
        out.line(f"{first.cause.name}: {first.remedy}")
        for text in dict.fromkeys(text for each in groups if each.cause is first.cause for text in each.messages):
            out.line(f"  {text}")
    out.document(
        {
            "groups": [
                {
                    **{key: value for key, value in asdict(each).items() if key != "cause"},
                    "cause": each.cause.name,
                    "remedy": each.remedy,
                    "passes_by_itself": each.cause.passes,
                }
                for each in groups
            ],
            "unseen": asdict(unseen),
        },
        found_target,
        attention=(attention := any(each.counts for each in groups) or bool(unseen)),
    )
    tell_unseen(unseen, opened.queue, out)
    if not (groups or unseen):
        out.line("No dead letters.", "good")
    return ATTENTION if attention else FINE


@command.command(
    "export",
    epilog="""\b
Examples:
  customer-profiles dead-letters export letters.jsonl
  customer-profiles dead-letters export --bodies --only too-large letters.jsonl
""",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--bodies", is_flag=True, help="Include the objects themselves, which are personal data.")
@choice_options
@click.option("--limit", type=click.IntRange(1), help="Number of letters to look at. Default: all.")
@receive_option
@queue_options
@target
def export_(
    where: Selection,
    out: Output,
    file: Path,
    bodies: bool,
    queue: str | None,
    parked: bool,
    receive: bool,
    limit: int | None,
    only: tuple[str, ...],
    object_types: tuple[str, ...],
) -> int:
    """Write letters to FILE as JSON lines that only you can read: keys, causes and errors, and with --bodies the
    objects.

    Those of another domain, which shares the queue, only with `--only another-domain`.
    """
    if file.exists():
        raise Refused(f"{file}: File exists")
    found_target = find(where, ingestions=False)
    opened = opening.opened(found_target, queue, parked=parked)
    domain = opened.profiles.domain
    sieve = triage.Sieve(triage.chosen(only, object_types, domain), domain)
    look = survey.Survey(opened.queue, receive=receive)
    letters = sieve.chosen(look.walk(limit))
    count = export.export(letters, file, domain=domain, keys=opened.profiles.keys, bodies=bodies)
    unseen = look.unseen()
    out.line(f"{counted(count, 'letter')} in {file}")
    tell_others(sieve.of_other_domains, out)
    tell_unseen(unseen, opened.queue, out)
    unread = opened.profiles.unread
    tell_without_keys(unread, out)
    found = {
        "letters": count,
        "of_other_domains": sieve.of_other_domains,
        "file": str(file),
        "bodies": bodies,
        "unseen": asdict(unseen),
        "without_keys": [*unread],
    }
    out.document(found, found_target, attention=bool(unseen or unread))
    return ATTENTION if unseen or unread else FINE


def _moment(seconds: float) -> str:
    return rfc3339(datetime.fromtimestamp(seconds, UTC)) if seconds else ""


command.add_command(redrive)
command.add_command(discard)
