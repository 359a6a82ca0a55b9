"""Which fields a source offers, and what an integration asks of it. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ..rules import RuleViolation
from ..rules.rule import nearest
from .source import SourceObject


class Offer(NamedTuple):
    """The fields of an object, as AppFlow describes them.

    Attributes:
        what: the object, in words.
        fields: their names; those of parts of a field, with its name before a dot.
    """

    what: str
    fields: frozenset[str]

    def has(self, name: str) -> bool:
        """Whether a flow can read a field: one that is described, or a part of one whose parts are not."""
        whole, dot, _ = name.partition(".")
        parts = any(each.startswith(f"{whole}.") for each in self.fields)
        return name in self.fields or bool(dot and whole in self.fields and not parts)

    def check(self, argument: str, name: str) -> None:
        """Refuse a field that the object lacks.

        Raises:
            RuleViolation: with the nearest names.
        """
        if not self.has(name):
            meant = nearest(name, self.fields)
            raise RuleViolation(name, f"{self.what} has no such field{meant and f'; {meant}'}", argument=argument)


def default_fields(
    template: SourceObject | None, tasks: Any, chosen: Collection[str] | None = None, offer: Offer | None = None
) -> list[str]:
    """The fields that are loaded if an integration names none: those that the template reads and the object has.

    Args:
        template: the object's template; None loads nothing.
        tasks: the argument. A field of the template that a task names is loaded, so that the task stands or falls with
            what the source has.
        chosen: those of an earlier decision; None if there is none.
        offer: what the object has; None if nobody knows, which leaves those that every organisation has.
    """
    if template is None:
        return []
    if offer is None:
        loaded = set(template.common if chosen is None else chosen)
    else:
        wanted = template.readable if chosen is None else chosen
        loaded = {name for name in wanted if name in offer.fields or (name in template.common and offer.has(name))}
    named = {name for _, name in _named(tasks)}
    return [name for name in template.readable if name in loaded or name in named]


def check_fields(
    offer: Offer, arguments: Mapping[str, Any], incremental_field: str | None, *, task: str = "tasks[{}]"
) -> None:
    """Check that an object has every field that an integration reads.

    Args:
        offer: the object's fields.
        arguments: `fields` and `tasks` of the integration, which follow their rules.
        incremental_field: the one that it pulls by.
        task: how a violation names a task.

    Raises:
        RuleViolation: names the argument, the field and the nearest names.
    """
    for index, name in enumerate(arguments.get("fields") or ()):
        offer.check(f"fields[{index}]", name)
    for argument, name in _named(arguments.get("tasks"), task):
        offer.check(argument, name)
    if incremental_field:
        offer.check("incremental_field", incremental_field)


def _named(tasks: Any, place: str = "tasks[{}]") -> Iterator[tuple[str, str]]:
    """The fields of the source that tasks read, each with its argument."""
    given = [each if isinstance(each, Mapping) else {} for each in tasks] if isinstance(tasks, (list, tuple)) else []
    for index, each in enumerate(given):
        where = place.format(index)
        # In AppFlow's own form, a task may read what another one writes.
        written = {other.get("destination_field") for other in given if other is not each}
        yield from ((f"{where}.fields", name) for name in _texts(each.get("fields")))
        read = (name for name in _texts(each.get("source_fields")) if name not in written)
        yield from ((f"{where}.source_fields", name) for name in read)
        if isinstance(each.get("field"), str):
            yield f"{where}.field", each["field"]


def _texts(given: Any) -> Iterable[str]:
    return (each for each in given if isinstance(each, str)) if isinstance(given, (list, tuple)) else ()
