"""What the bridge knows of a resource type."""

# ruff: noqa: ARG002 - methods to be overridden name every argument

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from .documents import equivalent

if TYPE_CHECKING:
    from collections.abc import Callable

State = dict[str, Any]
"""Properties of a resource under Pulumi's names."""


@dataclass(frozen=True)
class Changes:
    """What an update has to do."""

    old: State
    """The resource's state so far."""
    new: State
    """The inputs that are wanted now."""
    names: frozenset[str]
    """The properties whose values differ."""

    def any(self, *names: str) -> bool:
        """Whether one of these properties differs."""
        return not self.names.isdisjoint(names)

    def tag(self, tag: Callable[[dict[str, str]], Any], untag: Callable[[list[str]], Any]) -> None:
        """Sets the tags that are new or have another value, and removes those that are no longer wanted."""
        old, new = self.old.get("tags") or {}, self.new.get("tags") or {}
        if wanted := {name: text for name, text in new.items() if old.get(name) != text}:
            tag(wanted)
        if unwanted := sorted(set(old) - set(new)):
            untag(unwanted)


class Kind:
    """A resource type: its properties as data, its API calls as methods.

    A method gets a boto3 client of `service` and lets its errors pass. An error of `gone` means that the resource does
    not exist.
    """

    token: ClassVar[str]
    """Type token, for example `aws:sqs/queue:Queue`."""
    service: ClassVar[str]
    """Name of the boto3 client."""
    required: ClassVar[frozenset[str]] = frozenset()
    """Arguments that must be given."""
    optional: ClassVar[frozenset[str]] = frozenset()
    """Arguments that may be given."""
    defaults: ClassVar[dict[str, Any]] = {}
    """Values that arguments have if not given, as in the real provider."""
    replaces: ClassVar[frozenset[str]] = frozenset()
    """Arguments whose change replaces the resource."""
    sticky: ClassVar[frozenset[str]] = frozenset()
    """Arguments that keep their value when they are no longer given, since AWS or another resource may set them."""
    write_only: ClassVar[frozenset[str]] = frozenset()
    """Arguments that AWS does not tell again."""
    computed: ClassVar[frozenset[str]] = frozenset()
    """Outputs known only after creation; they never change in an update."""
    documents: ClassVar[frozenset[str]] = frozenset()
    """Arguments that are JSON documents."""
    secrets: ClassVar[frozenset[str]] = frozenset()
    """Paths of properties that are secret however they are given, such as `config.password`."""
    named_by: ClassVar[str | None] = None
    """The argument that gets a generated name if not given."""
    name_limit: ClassVar[int] = 64
    """Longest name, in characters."""
    tagged: ClassVar[bool] = False
    """Whether it takes tags."""
    regional: ClassVar[bool] = True
    """Whether it lives in a Region."""
    gone: ClassVar[frozenset[str]] = frozenset()
    """Error codes that say that the resource does not exist."""

    @property
    def arguments(self) -> frozenset[str]:
        """Every argument that may be given."""
        extra = {"tags"} if self.tagged else set()
        extra |= {"region"} if self.regional else set()
        return self.required | self.optional | {*self.defaults} | extra | ({self.named_by} if self.named_by else set())

    def generated_name(self, name: str, suffix: str, inputs: State) -> str:
        """A physical name for a resource that was given none.

        Args:
            name: The resource's name in the program.
            suffix: Random characters.
            inputs: The other arguments.
        """
        return self._fitting(name, suffix)

    def _fitting(self, name: str, suffix: str, ending: str = "") -> str:
        room = self.name_limit - len(suffix) - 1 - len(ending)
        return f"{name[:room]}-{suffix}{ending}"

    def same(self, key: str, old: Any, new: Any) -> bool:
        """Whether two values of a property mean the same."""
        if key in self.documents:
            return equivalent(old, new)
        if key == "tags":
            return (old or {}) == (new or {})
        return bool(old == new)

    def problem(self, inputs: State) -> str | None:
        """What is wrong with the inputs as a whole, if anything; some may be unknown."""
        return None

    def address(self, identifier: str, known: State, account: Callable[[], str]) -> str:
        """What `read` gets: the id, with whatever else it takes to find the resource.

        Args:
            identifier: The id; for an import, what was asked for.
            known: The inputs or the state so far, empty for an import.
            account: Asks for the account.
        """
        return identifier

    def identified(self, identifier: str, state: State) -> str:
        """The id of a resource that was read, which an import may have asked for in another form."""
        return identifier

    def create(self, client: Any, inputs: State) -> str:
        """Create the resource with the first API call, and return its id."""
        raise NotImplementedError

    def complete(self, client: Any, identifier: str, inputs: State) -> None:
        """Make the further API calls of a creation: a failure now leaves a resource that Pulumi knows of."""

    def read(self, client: Any, identifier: str) -> State | None:
        """Every property that AWS tells; None if the resource does not exist. Properties without a value are None.

        Args:
            client: The client.
            identifier: What `address` answers.
        """
        raise NotImplementedError

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        """Change the resource in place."""
        raise NotImplementedError

    def delete(self, client: Any, identifier: str, state: State) -> None:
        """Delete the resource."""
        raise NotImplementedError
