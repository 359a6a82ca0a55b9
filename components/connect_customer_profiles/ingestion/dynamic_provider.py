"""Helpers of all dynamic resources: credentials, errors on one line, and values in the engine's forms."""

import sys
from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

from pulumi.dynamic import CheckFailure, ConfigureRequest, ResourceProvider
from pulumi.output import Unknown
from pulumi.runtime import rpc

from ..aws.errors import AwsError
from ..rules import RuleViolation, moved, place, stays
from ..rules.argument_names import TOLD, spell, spelled
from ..rules.screen import readable
from .plain import normalised, optional_text, text

if TYPE_CHECKING:
    from ..aws.client import AwsClient
    from ..aws.session import Credentials

METHODS = ("check", "diff", "create", "read", "update", "delete")
"""What the engine calls."""


def _on_one_line(method: Callable[..., Any]) -> Callable[..., Any]:
    """A method whose errors the user sees as their message alone, on one line that every screen can show, without the
    path of a class. Of an error that is not ours, the class is named as well.

    The plugin sends the end of the traceback: the name of the exception's class, and nothing after that if it has no
    text.
    """

    @wraps(method)
    def call(self: "AwsProvider", *arguments: Any) -> Any:
        try:
            answer = method(self, *arguments)
        except _ShownError:
            raise
        except Exception as error:
            if not self._in_plugin:
                raise
            ours = isinstance(error, (AwsError, RuleViolation))
            raise _shown(spelled(str(error)) if ours else f"{type(error).__name__}: {error}") from None
        failures = getattr(answer, "failures", None) or ()
        if failures and self._in_plugin:
            # The engine would say "<class path> resource '<name>' has a problem" before each.
            raise _shown(spelled("; ".join(failure.reason for failure in failures)))
        for failure in failures:
            failure.reason = readable(spelled(failure.reason))
        return answer

    return call


class _ShownError(Exception):
    """What the plugin sends as it is."""


def _in_words_of_the_program(check: Callable[..., Any]) -> Callable[..., Any]:
    """A check that is not given the words of the program among the inputs; this process uses them from now on."""

    @wraps(check)
    def call(self: "AwsProvider", olds: dict[str, Any], news: dict[str, Any]) -> Any:
        if TOLD in news:
            spell(news[TOLD])
        return check(self, olds, {key: value for key, value in news.items() if key != TOLD})

    return call


def _shown(text: str) -> _ShownError:
    """An exception that the plugin sends as this text alone."""
    made: _ShownError = type(readable(text), (_ShownError,), {"__module__": "builtins"})()
    return made


class AwsProvider(ResourceProvider):
    """The base of the dynamic providers: credentials, and errors on one line."""

    serialize_as_secret_always = False
    _credentials: "Credentials | None" = None
    _in_plugin = False

    def __init_subclass__(cls) -> None:
        if "check" in vars(cls):
            setattr(cls, "check", _in_words_of_the_program(vars(cls)["check"]))  # noqa: B010 - a method, says mypy
        for name in METHODS:
            if name in vars(cls):
                setattr(cls, name, _on_one_line(vars(cls)[name]))

    @_on_one_line
    def configure(self, req: ConfigureRequest) -> None:
        # Only the plugin process calls this; its tracebacks would reach the user.
        sys.tracebacklimit = 0
        self._in_plugin = True
        self.work_as(req.config.get)

    def work_as(self, get: Callable[[str], str | None]) -> None:
        """Make calls with the credentials that a stack's configuration asks for.

        Args:
            get: returns the value of a key such as `aws:assumeRole`, or None.

        Raises:
            AwsError: a role to assume is not given as the provider wants it.
        """
        from ..aws import session

        self._credentials = session.configured(get)

    def client(self, inputs: Mapping[str, Any]) -> "AwsClient":
        """The calls of the account and Region that the inputs name. Only the plugin process makes calls: a program
        loads none of them.

        Raises:
            AwsError: the credentials belong to another account, in which nothing of a resource would be found.
        """
        from ..aws import sts
        from ..aws.client import AwsClient

        there, here = text(inputs, "account"), sts.account(text(inputs, "region"), self._credentials_for(inputs))
        if there != here:
            raise AwsError(stays(place(there), f"the credentials belong to account {here}"))
        return AwsClient(text(inputs, "account"), text(inputs, "region"), self._credentials_for(inputs))

    def check_account(self, inputs: Mapping[str, Any]) -> None:
        """Check that the credentials belong to the account that the inputs name.

        Raises:
            RuleViolation: they belong to another account, or there are none.
        """
        if is_unknown(inputs.get("aws_profile")):
            return
        from ..aws import sts

        try:
            found = sts.account(inputs["region"], self._credentials_for(inputs))
        except AwsError as error:
            raise RuleViolation(
                inputs.get("aws_profile"), f"no usable AWS credentials: {error.words}", argument="aws_profile"
            ) from None
        if found != inputs["account"]:
            rule = f"the credentials belong to account {found}, but the aws provider works in {inputs['account']}"
            raise RuleViolation(inputs.get("aws_profile"), rule, argument="aws_profile")

    def moved(self, component: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[CheckFailure]:
        """The failure of a resource that is to be in another account or Region than it is; there it would be made anew.

        Args:
            component: the class of the component that declares it.
            olds: the inputs in state; empty if it is new.
            news: the inputs that it is to have.
        """
        there, here = ((text(each, "account"), text(each, "region")) for each in (olds, news))
        if not there[0] or not all(here) or is_unknown(here) or there == here:
            return []
        return [CheckFailure("", f"{component}: {moved(*here, there)}")]

    def _credentials_for(self, inputs: Mapping[str, Any]) -> "Credentials":
        from ..aws.session import Credentials

        return (self._credentials or Credentials()).with_profile(optional_text(inputs, "aws_profile"))


def only(props: Mapping[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """The normalised values of these keys, if they are present."""
    plain = normalised(props)
    return {key: plain[key] for key in keys if key in plain}


def is_unknown(value: Any) -> bool:
    """Whether a value, or anything inside it, is not known yet, as at preview."""
    if isinstance(value, Mapping):
        return any(is_unknown(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return any(is_unknown(item) for item in value)
    return isinstance(value, Unknown) or (isinstance(value, str) and value == rpc.UNKNOWN)
