"""Checking a component's arguments: at once where they are plain values, else as soon as their Outputs are known."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import pulumi

from .. import log, rules
from ..names import PACKAGE
from ..rules import RuleViolation
from .gathering import gathered, is_plain
from .program import is_mocked
from .targeting import known

T = TypeVar("T")
U = TypeVar("U")

LOGGED = "refused: see above"


def type_token(component: str) -> str:
    """The type token of a component, its identity in state: never rename one."""
    return f"{PACKAGE}:index:{component}"


class InvalidArgumentError(pulumi.RunError):
    """An argument that breaks a rule: component, argument, value and rule on one line, without a traceback.

    Attributes:
        violation: argument, value and rule, for a program that says them in words of its own; None if the line has been
            logged already.
    """

    violation: RuleViolation | None = None

    def __init__(self, component: str, name: str, violation: RuleViolation) -> None:
        super().__init__(f"{component} '{name}': {violation}")
        self.violation = violation


class LoggedError(InvalidArgumentError):
    """Stands for an error that has been logged."""

    def __init__(self) -> None:
        pulumi.RunError.__init__(self, LOGGED)


def logging_refusals(function: Callable[[T], U]) -> Callable[[T], U]:
    """A function for an Output, whose `InvalidArgumentError` is logged at once.

    The SDK logs an error when the program has ended; by then the engine may have given up, because it still calls hooks
    of the program. A test with mocks gets the error itself.
    """

    def logging(value: T) -> U:
        try:
            return function(value)
        except InvalidArgumentError as error:
            raise told(error) from None

    return logging


def told(error: InvalidArgumentError) -> InvalidArgumentError:
    """What to raise for an error inside an Output: it is logged at once; see `logging_refusals`."""
    if is_mocked():
        return error
    log.error(str(error))
    return LoggedError()


class Arguments:
    """The arguments of one component, checked against the component's `TypedDict` and rules.

    Args:
        hide_unknown: whether messages hide the value of an unknown argument, which may be a misspelt secret.

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
        known = declared.__annotations__
        for argument in sorted(set(self._args) - set(known)):
            given = self._args[argument]
            value = rules.HIDDEN if hide_unknown else rules.LATER if isinstance(given, pulumi.Output) else given
            self._refuse(argument, value, f"is not an argument; {rules.instead_of(argument, known, 'arguments')}")
        for argument in sorted(declared.__required_keys__ - set(self._args)):  # type: ignore[attr-defined]
            self._refuse(argument, None, "is required")

    def get(self, argument: str, rule: Callable[[Any], T], default: Any = None) -> Any:
        """The argument, checked by `rule`: at once if it is a plain value, else as an Output.

        Returns `default`, unchecked, if the argument has no value. An Output that breaks the rule fails before anything
        that uses it is created.
        """
        if argument not in self._args:
            return default
        return self.checked(
            {argument: self._args[argument]}, lambda values: rules.checked(argument, values[argument], rule)
        )

    def build(self, make: Callable[[dict[str, Any]], T], *arguments: str) -> Any:
        """The result of `make`, called with the arguments that have a value. `make` raises `RuleViolation`, which names
        one of them."""
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
        result = known(gathered(**values)).apply(logging_refusals(apply))
        self._awaited.append(result)
        return result

    def refused_if_new(
        self, given: dict[str, Any], check: Callable[[dict[str, Any]], None], is_new: Callable[[], Awaitable[bool]]
    ) -> None:
        """Check what only a resource that does not exist yet has to pass, before `passed`.

        Args:
            given: what the check is called with, once all of it is known.
            check: raises `RuleViolation`, which names an argument.
            is_new: called if it does.
        """

        async def apply(known: dict[str, Any]) -> None:
            try:
                check(known)
            except RuleViolation as violation:
                if await is_new():
                    raise told(InvalidArgumentError(self._component, self._name, violation)) from None

        self._awaited.append(known(gathered(**given)).apply(apply))

    def passed(self) -> list[pulumi.Resource] | pulumi.Output[list[pulumi.Resource]]:
        """A dependency for children, so that nothing is created before every argument has passed its rule."""
        awaited = {str(number): each for number, each in enumerate(self._awaited)}
        return gathered(**awaited).apply(lambda _: []) if awaited else []

    def _refuse(self, argument: str, value: object, rule: str) -> None:
        raise InvalidArgumentError(self._component, self._name, RuleViolation(value, rule, argument=argument))
