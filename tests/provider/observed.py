"""The calls of a command, as an emulator recorded them: each is one that can go wrong."""

from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True)
class Call:
    """The n-th call of an operation within a command, counted from 0."""

    service: str
    operation: str
    occurrence: int

    @property
    def writes(self) -> bool:
        """Whether an answer that is lost has an effect to lose."""
        return not self.operation.startswith(("Get", "List", "Describe"))

    def __str__(self) -> str:
        return f"{self.operation} {self.occurrence + 1}"


def seen(calls: list[dict[str, Any]]) -> list[Call]:
    """The calls of an emulator's record, each operation's numbered.

    One that came too early is left out: it is repeated, and another run may not come too early.
    """
    numbers: Counter[tuple[str, str]] = Counter()
    found = []
    for each in calls:
        if each["status"] == HTTPStatus.TOO_MANY_REQUESTS:
            continue
        name = (each["service"], each["operation"])
        found.append(Call(*name, numbers[name]))
        numbers[name] += 1
    return found
