"""Secrets in other people's texts."""

import base64
import html
import json
import time
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from connect_customer_profiles.appflow.decoding import DEPTH
from connect_customer_profiles.appflow.secrets import SECRET, without_secrets
from hypothesis import given
from hypothesis import strategies as st

PASSWORD = 'p&ss w/rd"+é\\\u2028='


def behind_a_name(secret: str, name: str) -> str:
    return base64.b64encode(f"{name}:{secret}:and more".encode()).decode()


FORMS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "JSON": lambda secret: json.dumps(secret)[1:-1],
    "JSON, not ASCII": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
    "JSON in JSON": lambda secret: json.dumps(json.dumps(secret)[1:-1])[1:-1],
    "HTML in HTML": lambda secret: html.escape(html.escape(secret)),
    "Python": lambda secret: repr(secret)[1:-1],
    "HTML": html.escape,
    "URL": quote,
    "URL, all of it": lambda secret: quote(secret, safe=""),
    "URL, twice": lambda secret: quote(quote(secret, safe=""), safe=""),
    "form": quote_plus,
    "hexadecimal": lambda secret: secret.encode().hex(),
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64 for URLs": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode(),
    "UTF-16": lambda secret: secret.encode("utf-16-le").decode("latin-1"),
    "UTF-16, the other way round": lambda secret: secret.encode("utf-16-be").decode("latin-1"),
    "read in another encoding": lambda secret: secret.encode().decode("latin-1"),
    "decimal entities": lambda secret: "".join(f"&#{ord(each)};" for each in secret),
    "hexadecimal entities": lambda secret: "".join(f"&#x{ord(each):X};" for each in secret),
    "bytes": lambda secret: "".join(rf"\x{each:02x}" for each in secret.encode()),
    "characters": lambda secret: "".join(rf"\u{ord(each):04x}" for each in secret),
    "code points": lambda secret: "".join(rf"\u{{{ord(each):x}}}" for each in secret),
    "octal": lambda secret: "".join(rf"\{each:03o}" for each in secret.encode()),
    "URL, every byte of it": lambda secret: "".join(f"%{each:02X}" for each in secret.encode()),
    "spaced digits": lambda secret: secret.encode().hex(" "),
    "bytes of Go": lambda secret: ", ".join(f"0x{each:02x}" for each in secret.encode()),
    "bytes of C": lambda secret: " ".join(f"0x{each:02X}" for each in secret.encode()),
    "bytes of C in lines": lambda secret: ",\n  ".join(f"0x{each:02X}" for each in secret.encode()),
    "bytes of C in a form": lambda secret: quote_plus(" ".join(f"0x{each:02X}" for each in secret.encode())),
    "bytes of Go in a form": lambda secret: quote_plus(", ".join(f"0x{each:02x}" for each in secret.encode())),
    "digits in lines": lambda secret: secret.encode().hex("\n", 4),
    "base64 in lines": lambda secret: base64.encodebytes(secret.encode()).decode().strip(),
    "cut at the end": lambda secret: secret[: len(secret) // 2 + 1],
    "cut at the beginning": lambda secret: secret[len(secret) // 2 - 1 :],
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("secret", [PASSWORD, "hunter2-hunter2", "00D-token.with/parts+and=more" * 3])
def test_a_secret_is_hidden_in_every_form(secret: str, form: Callable[[str], str]) -> None:
    text = without_secrets(f"401 for <{form(secret)}>, try again", [secret])
    assert SECRET in text
    left = text.removeprefix("401 for <").removesuffix(">, try again").replace(SECRET, "")
    assert len(left) <= 3  # an end that depends on what stands beside it, and padding


@pytest.mark.parametrize("name", ["", "a", "us", "loader", "longer-name"])
def test_a_header_of_basic_authentication_is_hidden(name: str) -> None:
    header = behind_a_name("hunter2-hunter2", name)
    shown = without_secrets(f"Authorization: Basic {header}", ["hunter2-hunter2"])
    left = shown.removeprefix("Authorization: Basic ").split(SECRET)
    assert len(left) == 2
    for part in left:
        for place in range(4):
            piece = part[place : place + (len(part) - place) // 4 * 4]
            assert b"hun" not in base64.b64decode(piece)


def test_a_secret_in_a_json_document_is_hidden_in_base64() -> None:
    document = base64.b64encode(json.dumps({"password": PASSWORD}).encode()).decode()
    assert without_secrets(document, [PASSWORD]) == f"eyJwYXNzd29yZCI6IC{SECRET}ifQ=="  # {"password": and }


@pytest.mark.parametrize("words", ["İstanbul: {} is wrong", "{} is wrong, İ", "İ{}İ"])
@pytest.mark.parametrize("secret", ["HunterTWO-HUNTER", "İ-PASSWORD-1234"])
def test_a_capital_that_becomes_two_characters_hides_nothing_else(words: str, secret: str) -> None:
    assert without_secrets(words.format(secret), [secret]) == words.format(SECRET)
    assert without_secrets(words.format(secret.swapcase()), [secret]).count(SECRET) == 1


@given(st.text(max_size=40), st.text(min_size=1, max_size=30), st.text(max_size=40))
def test_whatever_the_secret_it_is_gone_and_nothing_fails(before: str, secret: str, after: str) -> None:
    assert secret not in without_secrets(before + secret + after, [secret]).replace(SECRET, "")


ENCODINGS: dict[str, Callable[[str], str]] = {
    name: FORMS[name]
    for name in FORMS
    if name not in ("in capitals", "cut at the end", "cut at the beginning") and "twice" not in name
}
TWO_IN_ONE = {"JSON in JSON", "HTML in HTML", "bytes of C in a form", "bytes of Go in a form"}
CHARACTERS = st.characters(codec="utf-8", max_codepoint=0xFFFF)


@given(
    st.text(CHARACTERS, min_size=6, max_size=24),
    st.lists(st.sampled_from(sorted(ENCODINGS)), min_size=1, max_size=3, unique=True),
    st.text("-=: <>/'", max_size=10),
)
def test_a_secret_is_hidden_in_encodings_inside_each_other(secret: str, names: list[str], beside: str) -> None:
    encoded, layers = secret, 0
    for name in names:
        layers += 2 if name in TWO_IN_ONE else 1
        if layers > DEPTH:
            break
        # Nobody writes other than ASCII in UTF-16 once it is encoded already, or anything twice.
        if "UTF-16" not in name or encoded == secret or (encoded.isascii() and "\0" not in encoded):
            encoded = ENCODINGS[name](encoded)
    shown = without_secrets(f"{beside}<<{encoded}>>{beside}", [secret])
    assert SECRET in shown
    left = "".join(shown.split(SECRET))
    assert without_secrets(left, [secret]) == left
    # What is not of the secret: padding, and line breaks, in the encodings around.
    assert len(left) - len(f"{beside}<<>>{beside}") <= 3 * 2 ** (len(names) - 1), left


@pytest.mark.parametrize("before", ["", "u", "us", "use"])
def test_a_secret_beside_other_words_is_hidden_and_they_stay(before: str) -> None:
    inner = quote(json.dumps({"user": before, "password": PASSWORD}))
    code = base64.b64encode(inner.encode()).decode()
    shown = without_secrets(f"request {code} was refused: try another user", [PASSWORD])
    assert shown.startswith(f"request {code[:20]}")
    assert shown.endswith(" was refused: try another user")
    hidden = len(code) - (len(shown) - len("request  was refused: try another user") - len(SECRET))
    assert hidden >= len(base64.b64encode(quote(json.dumps(PASSWORD)[1:-1]).encode())) - 4


def test_a_long_text_takes_no_long_time() -> None:
    words = "%41&#65;\\u0041QUJDREVGR0hJSktM " * 4000
    began = time.process_time()
    assert SECRET not in without_secrets(words, ["hunter2-hunter2" * 20])
    assert time.process_time() - began < 15


def test_what_is_no_secret_stays() -> None:
    words = "INVALID_LOGIN: Invalid username, password, security token; or user locked out. https://acme.example"
    assert without_secrets(words, ["hunter2-hunter2", "", "x7"]) == words
