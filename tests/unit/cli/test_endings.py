"""How a command ends early: one line on standard error, whatever is in it, and an exit code."""

import sys

import click
import pytest
from connect_customer_profiles.aws.call import _refused
from connect_customer_profiles.aws.errors import AwsError, on_one_line
from connect_customer_profiles.cli import endings, group, main, suggestions
from connect_customer_profiles.operations.errors import REFUSED, UNREACHABLE, Refused, Unreachable
from connect_customer_profiles.operations.selection import Selection
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.rules.screen import readable, unshown

from tests.hostile.corpus import MARKUP, TEXTS

TOKEN = "FwoGZXIvYXdzEBYaDH+/abc%3D==" * 4
EVERYTHING = "".join(TEXTS)


def shown(text: str) -> str:
    """A text as it has to be shown: line breaks are spaces, other characters without a glyph are escapes."""
    return readable(on_one_line(text))


@pytest.mark.parametrize("text", [*TEXTS, EVERYTHING])
def test_one_line_with_the_whole_text(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    endings.complain(f"GetDomain: {text}.")
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"customer-profiles: {shown(f'GetDomain: {text}.')}\n")
    assert [each for each in err[:-1] if unshown(each)] == []


@pytest.mark.parametrize("text", MARKUP)
def test_nothing_is_markup(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    endings.complain(text)
    assert capsys.readouterr().err == f"customer-profiles: {text}\n"


def test_on_a_narrow_terminal_an_error_ends_its_lines_between_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    suggestions.remember(Selection(stack="prod"))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    endings.complain("contacts: three batches are not loaded:\nrun customer-profiles resubmit contacts, then wait")
    assert capsys.readouterr().err.splitlines() == [
        "customer-profiles: contacts: three",
        "  batches are not loaded: run",
        "  customer-profiles resubmit contacts --stack prod,",
        "  then wait",
    ]


ERRORS = (
    (AwsError("GetDomain: AccessDenied: {}", "AccessDenied"), UNREACHABLE),
    (Unreachable("pulumi: {}"), UNREACHABLE),
    (Refused("{}: no such integration"), REFUSED),
    (RuleViolation("{}", "must be a name"), REFUSED),
)


@pytest.mark.parametrize(("error", "code"), ERRORS)
def test_every_error_of_a_command_ends_it_so(
    error: Exception, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error.args = tuple(str(each).replace("{}", EVERYTHING) for each in error.args)

    @click.command("status")
    def broken() -> int:
        raise error

    monkeypatch.setattr(group.LazyGroup, "get_command", lambda *_: broken)
    with pytest.raises(SystemExit) as ended:
        main.main(["status"])
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (code, "")
    assert err == f"customer-profiles: {shown(str(error))}\n"
    assert err.count("\n") == 1


SIGNED = (
    "The Canonical String for this request should have been\n'POST\n/\n\nhost:sqs.us-east-1.amazonaws.com\n"
    "x-amz-date:20260101T000000Z\nx-amz-security-token:{}\n\nhost;x-amz-date;x-amz-security-token\n0a1b'"
)


@pytest.mark.parametrize("words", [SIGNED, "?X-Amz-Security-Token={}&X-Amz-Date=1", '{{"X-Amz-Security-Token": "{}"}}'])
def test_a_session_token_that_a_service_repeats_is_in_no_error(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    error = _refused("SendMessage", {"Error": {"Code": "SignatureDoesNotMatch", "Message": words.format(TOKEN)}})
    endings.complain(str(error))
    for text in (str(error), error.words, capsys.readouterr().err):
        assert "[secret]" in text
        assert TOKEN[:8] not in text
        assert TOKEN[-8:] not in text
    assert error.unauthenticated


def test_what_names_the_header_only_stays() -> None:
    message = "the header x-amz-security-token is missing; host;x-amz-date;x-amz-security-token"
    assert _refused("A", {"Error": {"Code": "B", "Message": message}}).words == message
