"""The steps of a session: a block of a page, or a line of the reader's own; each with what it shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .pages import Block


@dataclass(frozen=True)
class Copied:
    """A block of commands as it stands on its page.

    `instead` has what a reader writes for a placeholder, `shows` what a command shows (a regular expression, one for
    each time if it is run several times), and `leave_out` the commands that are not run, with the reason.
    """

    block: Block
    instead: Mapping[str, str] = field(default_factory=dict)
    shows: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    leave_out: Mapping[str, str] = field(default_factory=dict)

    def commands(self) -> Iterator[tuple[str, str]]:
        """What is run, and what it shows."""
        assert {*self.shows, *self.leave_out} <= {*self.block.commands}
        shows = {name: iter((each,) if isinstance(each, str) else each) for name, each in self.shows.items()}
        for command in self.block.commands:
            if command not in self.leave_out:
                run = command
                for placeholder, value in self.instead.items():
                    run = run.replace(placeholder, value)
                yield run, next(shows[command]) if command in shows else ""


@dataclass(frozen=True)
class Own:
    """A line of the reader's own, and what it shows."""

    command: str
    shows: str = ""

    def commands(self) -> Iterator[tuple[str, str]]:
        """What is run, and what it shows."""
        yield self.command, self.shows


def written(path: str, source: Block) -> Own:
    """A file with what a block has."""
    return Own(f"cat > {path} <<'END'\n{source.text}END")


Session = tuple[Copied | Own, ...]


PYTHON = ".venv/bin/python"
LOCAL = f"{PYTHON} -m localcloud"

CLOUD = (Own(f"{LOCAL} serve --detach"), Own(f'eval "$({LOCAL} env)"'))
"""A local AWS, and the shell led to it."""

UNCHANGED = Own("git status --porcelain", r"^\s*$")
"""No file of the repository has changed, and none is new."""
