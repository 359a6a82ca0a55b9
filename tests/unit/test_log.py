"""What the library says on the engine's screen, and what a dynamic provider answers, is one line that a screen shows
unchanged."""

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from connect_customer_profiles import log
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.ingestion.dynamic_provider import METHODS, AwsProvider
from connect_customer_profiles.plugin.owned_resources import providers
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.rules.screen import readable
from pulumi.dynamic import CheckFailure, CheckResult, ConfigureRequest, ResourceProvider
from pulumi.dynamic.config import Config

from tests.hostile.corpus import TEXTS

EVERYTHING = "".join(TEXTS)


@pytest.mark.parametrize("level", ["info", "warn", "error", "debug"])
def test_every_level_is_readable(level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, level, lambda text, *_args, **_options: said.append(text))
    getattr(log, level)(EVERYTHING)
    assert said == [readable(EVERYTHING)]


def test_a_line_of_a_provider_is_readable(capsys: pytest.CaptureFixture[str]) -> None:
    log.say(EVERYTHING)
    assert capsys.readouterr().out == f"{readable(EVERYTHING)}\n"


class Provider(AwsProvider):
    _in_plugin = True

    def check(self, olds: dict[str, object], news: dict[str, object]) -> CheckResult:
        return CheckResult({}, [CheckFailure("", f"Component: {news['text']}")])

    def create(self, props: dict[str, object]) -> object:  # type: ignore[override]
        raise props["error"]  # type: ignore[misc]


def shown(call: Callable[[], object]) -> str:
    """What the plugin sends of a call that must fail."""
    with pytest.raises(Exception) as raised:  # noqa: PT011 - its class is made for it
        call()
    assert type(raised.value).__module__ == "builtins"
    return type(raised.value).__name__


@pytest.mark.parametrize("text", TEXTS)
def test_what_a_provider_answers_is_readable(text: str) -> None:
    """The engine prints the name of the exception's class."""
    assert shown(lambda: Provider().check({}, {"text": text})) == f"Component: {readable(text)}"
    for error in (AwsError(f"CreateX: {text}"), RuleViolation("x", text)):
        assert shown(lambda error=error: Provider().create({"error": error})) == readable(str(error))  # type: ignore[misc]


class Broken(dict[str, object]):
    """Properties at which a provider fails, whatever it looks at."""

    def __init__(self, error: Exception) -> None:
        super().__init__(x=1)
        self.error = error

    def _fail(self, *_: object) -> Any:
        raise self.error

    __getitem__ = __contains__ = __iter__ = __len__ = get = items = keys = values = _fail


class ElsewhereError(Exception):
    """An error of a library."""


ARGUMENTS = {"check": 2, "diff": 3, "create": 1, "read": 2, "update": 3, "delete": 2}
"""How many arguments the methods of a provider take; where there are more than the properties, the first is the ID."""

ERRORS = {
    AwsError("GetDomain: AccessDeniedException: no"): "GetDomain: AccessDeniedException: no",
    RuleViolation("x", "must not", argument="name"): "name = 'x': must not",
    ElsewhereError("two\nlines"): r"ElsewhereError: two\nlines",
    KeyError("batches"): "KeyError: 'batches'",
}


def test_every_method_of_every_provider_is_meant() -> None:
    assert set(ARGUMENTS) == set(METHODS)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("type_", providers())
def test_no_class_path_in_any_message_of_a_dynamic_resource(type_: str, method: str) -> None:
    provider = providers()[type_]
    provider._in_plugin = True
    if method not in vars(type(provider)):
        assert getattr(ResourceProvider, method) is getattr(type(provider), method)
        return
    for error, said in ERRORS.items():
        count = ARGUMENTS[method]
        given = [Broken(error) for _ in range(count)]
        identified = ["id", *given[1:]] if method in ("diff", "read", "update", "delete") else given
        assert shown(lambda given=identified: getattr(provider, method)(*given)) == said  # type: ignore[misc]


def test_what_the_configuration_says_wrongly_is_one_line_without_a_class_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.tracebacklimit", 1000, raising=False)
    with pytest.raises(Exception) as raised:  # noqa: PT011 - its class is made for it
        AwsProvider().configure(ConfigureRequest(Config({"aws:assumeRole": "[]"}, "shop")))
    assert type(raised.value).__module__ == "builtins"
    assert type(raised.value).__name__.startswith("aws:assumeRole: must be an object with roleArn")
