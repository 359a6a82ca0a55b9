"""Checking a component's arguments: at once where they are plain values, else as soon as their Outputs are known."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import pulumi

from .. import rules
from ..rules import RuleViolation

T = TypeVar("T")

PACKAGE = "connect-customer-profiles"


def type_token(component: str) -> str:
    """The type token of a component, its identity in state: never rename one."""
    return f"{PACKAGE}:index:{component}"


class InvalidArgumentError(pulumi.RunError):
    """An argument that breaks a rule: component, argument, value and rule on one line, without a traceback."""

    def __init__(self, component: str, name: str, violation: RuleViolation) -> None:
        super().__init__(f"{component} '{name}': {violation}")


class Arguments:
    """The arguments of one component, checked against the component's `TypedDict` and rules.

    Args:
        hide_unknown: no message shows the value of an unknown argument: it may be a misspelt secret.

    Raises:
        InvalidArgumentError: a missing or unknown argument, at construction.
    """

    def __init__(
        self, component: str, name: str, args: Mapping[str, Any], declared: type, *, hide_unknown: bool = False
    ) -> None:
        self._component = component
        self._name = name
        self._args = {key: value for key, value in args.items() if value is not None}
        self._awaited: list[pulumi.Output[Any]] = []
        known: Iterable[str] = declared.__annotations__
        for argument in sorted(set(self._args) - set(known)):
            value = rules.HIDDEN if hide_unknown else self._args[argument]
            self._refuse(argument, value, f"is no argument; known are {', '.join(sorted(known))}")
        for argument in sorted(declared.__required_keys__ - set(self._args)):  # type: ignore[attr-defined]
            self._refuse(argument, None, "is required")

    def get(self, argument: str, rule: Callable[[Any], T], default: Any = None) -> Any:
        """The argument, checked by `rule`: the checked value where it is plain, else an Output of it.

        Without a value it is `default`, unchecked. An Output that breaks the rule fails before what uses it is created.
        """
        if argument not in self._args:
            return default
        return self.checked(
            {argument: self._args[argument]}, lambda values: rules.checked(argument, values[argument], rule)
        )

    def build(self, make: Callable[[dict[str, Any]], T], *arguments: str) -> Any:
        """What `make` makes of those arguments that have a value; it raises `RuleViolation` naming one."""
        return self.checked({key: self._args[key] for key in arguments if key in self._args}, make)

    def checked(self, values: dict[str, Any], make: Callable[[dict[str, Any]], T]) -> Any:
        """`make(values)` now if all values are plain, else an Output of it."""

        def apply(resolved: dict[str, Any]) -> T:
            try:
                return make(resolved)
            except RuleViolation as violation:
                raise InvalidArgumentError(self._component, self._name, violation) from None

        if is_plain(values):
            return apply(values)
        result = pulumi.Output.from_input(values).apply(apply)
        self._awaited.append(result)
        return result

    def passed(self) -> list[pulumi.Resource] | pulumi.Output[list[pulumi.Resource]]:
        """What children depend on: nothing is created before every argument has passed its rule."""
        return pulumi.Output.all(*self._awaited).apply(lambda _: []) if self._awaited else []

    def _refuse(self, argument: str, value: object, rule: str) -> None:
        raise InvalidArgumentError(self._component, self._name, RuleViolation(value, rule, argument=argument))


def is_plain(value: Any) -> bool:
    """Whether there is no Output in a value."""
    if isinstance(value, Mapping):
        return all(is_plain(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return all(is_plain(item) for item in value)
    return value is None or isinstance(value, (str, int, float, bool))
