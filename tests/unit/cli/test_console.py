"""What a screen shows of texts from outside: all of it, on one line, and nothing that it obeys."""

import io
import json
import re
import unicodedata
from collections.abc import Callable

import pytest
from connect_customer_profiles.cli.console import Output
from connect_customer_profiles.cli.watch import frame
from connect_customer_profiles.operations.status import Status
from connect_customer_profiles.rules.screen import UNSHOWN, readable
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tests.hostile.corpus import GLYPHS, TEXTS

ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([nrt]))")
CONTROLS_OF_RICH = re.compile(r"\x1b\[[0-9;]*m")


def unescaped(text: str) -> str:
    """The text that `readable` was given, where it had no backslash of its own."""
    letters = {"n": "\n", "r": "\r", "t": "\t"}

    def original(found: re.Match[str]) -> str:
        return letters[found[4]] if found[4] else chr(int(found[1] or found[2] or found[3], 16))

    return ESCAPE.sub(original, text)


def shown_by(output: Output) -> str:
    file = output.console.file
    assert isinstance(file, io.StringIO)
    return CONTROLS_OF_RICH.sub("", file.getvalue())


def terminal(width: int = 10_000) -> Output:
    console = Console(file=io.StringIO(), force_terminal=True, width=width, highlight=False, color_system="standard")
    return Output(as_json=False, console=console)


def piped() -> Output:
    return Output(as_json=False, console=Console(file=io.StringIO(), width=80, highlight=False))


@given(st.text(st.characters(exclude_characters="\\")))
def test_nothing_is_lost_and_nothing_without_a_glyph_is_left(text: str) -> None:
    shown = readable(text)
    assert unescaped(shown) == text
    assert [each for each in shown if unicodedata.category(each) in UNSHOWN] == []


@pytest.mark.parametrize("text", GLYPHS[:-3])
def test_what_has_glyphs_stays_as_it_is(text: str) -> None:
    assert readable(text) == text.replace("\u200d", r"\u200d")


@pytest.mark.parametrize(
    "code", ["034f", "115f", "1160", "17b4", "180b", "2065", "3164", "fe00", "fe0f", "ffa0", "fff0"]
)
def test_a_letter_that_is_shown_as_nothing_becomes_an_escape(code: str) -> None:
    assert readable(f"admin{chr(int(code, 16))}") == rf"admin\u{code}"


def test_a_variation_selector_beyond_the_first_plane_becomes_an_escape() -> None:
    assert readable("admin\U000e0100") == r"admin\U000e0100"


@pytest.mark.parametrize("output", [terminal, piped])
@pytest.mark.parametrize("text", TEXTS)
def test_a_line_is_one_line_with_the_whole_text(output: Callable[[], Output], text: str) -> None:
    screen = output()
    screen.line(f"name: {text}", "bad")
    assert shown_by(screen) == f"name: {readable(text)}\n"


@pytest.mark.parametrize("text", TEXTS)
def test_a_cell_of_a_piped_table_is_the_whole_text(text: str) -> None:
    screen = piped()
    screen.table(("name", "message"), [("one", text), ("two", "fine")])
    lines = shown_by(screen).splitlines()
    assert [line[6:].rstrip() for line in lines] == ["message", (readable(text) or "-").rstrip(), "fine"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_cell_on_a_terminal_has_every_character_and_no_markup(text: str) -> None:
    screen = terminal(width=80)
    screen.table(("name", "message"), [("one", text)])
    body = "".join(line[5:].strip() for line in shown_by(screen).splitlines()[1:]).removeprefix("sage")
    assert "".join(body.split()) == "".join((readable(text) or "-").split())


@pytest.mark.parametrize("lines", [False, True])
def test_a_document_is_the_texts_and_nothing_that_a_screen_obeys(
    lines: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    Output(as_json=True).document({"texts": [*TEXTS], **dict.fromkeys(TEXTS)}, None, lines=lines)
    written = capsys.readouterr().out
    assert json.loads(written)["texts"] == [*TEXTS]
    assert {*TEXTS} <= json.loads(written).keys()
    assert re.search(r"[^ -~\n]", written) is None
    assert (written.count("\n") == 1) is lines


SENTENCES = [
    (
        "Refused while a workflow runs, which `pulumi up --refresh` shows: run `customer-profiles resubmit contacts`, "
        "or wait.",
        [
            "Refused while a workflow runs, which",
            "  `pulumi up --refresh` shows: run",
            "  `customer-profiles resubmit contacts`,",
            "  or wait.",
        ],
    ),
    (
        "  do this     Renew the connection of the connector profile.",
        ["  do this     Renew the connection of", "              the connector profile."],
    ),
    (
        "contacts: workflow 0d5b loads them: customer-profiles watch --domain shop",
        ["contacts: workflow 0d5b loads them:", "  customer-profiles watch --domain shop"],
    ),
    (
        "  see https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_GetDomain.html for it",
        [
            "  see",
            "    https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_GetDomain.html",
            "    for it",
        ],
    ),
    ("  顧客 プロファイル 統合 された 顧客 デー", ["  顧客 プロファイル 統合 された 顧客", "    デー"]),
    ("fits into the forty columns of a terminal", ["fits into the forty columns of a", "  terminal"]),
    ("fits into 40 columns: no line is broken!", ["fits into 40 columns: no line is broken!"]),
]


@pytest.mark.parametrize(("text", "lines"), SENTENCES)
def test_a_sentence_on_a_narrow_terminal_ends_its_lines_between_words_and_cuts_no_command(
    text: str, lines: list[str]
) -> None:
    screen, elsewhere = terminal(width=40), piped()
    for output in (screen, elsewhere):
        output.line(text, "bad")
    assert shown_by(screen).splitlines() == lines
    assert shown_by(elsewhere) == f"{text}\n"


def test_what_is_to_be_copied_is_never_cut() -> None:
    screen, command = terminal(width=40), "aws kms enable-key --key-id 0d5b --region eu-central-1 --profile crm"
    screen.verbatim(f"    {command}")
    assert shown_by(screen) == f"    {command}\n"


@given(st.lists(st.text("ab顧 `\u00a0", max_size=12), max_size=20), st.integers(4, 40))
def test_no_word_is_lost_or_cut(parts: list[str], width: int) -> None:
    text = " ".join(parts)
    screen = terminal(width=width)
    screen.line(text)
    assert shown_by(screen).split() == text.split()


ROW = (
    "amazon-connect-contacts-of-the-shop",
    "IN_PROGRESS",
    "12/35 batches, 2 running",
    1_234_567,
    "2026-01-31T12:00:00Z",
)


def test_a_table_that_does_not_fit_has_a_block_for_each_row_and_breaks_no_word() -> None:
    screen = terminal(width=80)
    screen.table(("integration", "status", "history", "records", "end expected", "note"), [(*ROW, "")])
    assert shown_by(screen).splitlines() == [
        "amazon-connect-contacts-of-the-shop",
        "  status        IN_PROGRESS",
        "  history       12/35 batches, 2 running",
        "  records       1,234,567",
        "  end expected  2026-01-31T12:00:00Z",
    ]


def test_a_message_in_such_a_block_ends_its_lines_between_words() -> None:
    screen = terminal(width=40)
    screen.table(("from", "cause", "message"), [("2024-01-01", "field", "No such column 'Emial' on entity 'Contact'")])
    assert shown_by(screen).splitlines() == [
        "2024-01-01",
        "  cause    field",
        "  message  No such column 'Emial' on",
        "           entity 'Contact'",
    ]


@pytest.mark.parametrize("width", [40, 80, 100, 138, 200])
@pytest.mark.parametrize("name", ["contacts", "amazon-connect-contacts-of-the-shop-in-the-north-of-the-country"])
def test_watching_never_cuts_the_end_that_is_expected(width: int, name: str) -> None:
    status = Status(name, "Contact", "workflow", "IN_PROGRESS", 35, 12, 2, 0, 1_234_567, None, "2026-01-31T12:00:00Z")
    screen = terminal(width=width)
    screen.console.print(frame({name: status}, width))
    shown = shown_by(screen)
    assert "2026-01-31T12:00:00Z" in (shown if width > 40 else "".join(shown.split("\n")))
    assert "…" not in shown
    assert ("━" in shown) == (width >= 138 and (width == 200 or name == "contacts"))


@pytest.mark.parametrize("width", [40, 400])
@pytest.mark.parametrize("text", ["\x1b[2J\u202e", "first\nsecond", "[bold]x[/bold]", "[/]"])
def test_watching_shows_the_text_of_a_name_and_a_status(width: int, text: str) -> None:
    status = Status(text, "Contact", "workflow", text, 35, 12, 2, 0, 1, None, "")
    screen = terminal(width=width)
    screen.console.print(frame({text: status}, width))
    shown = shown_by(screen)
    assert shown.count(readable(text)) == 2
    assert readable(shown.replace("\n", "")) == shown.replace("\n", "")
