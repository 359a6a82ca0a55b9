"""Takes secrets out of other people's texts: whole or cut, and in the forms in which programs repeat what they got.
Pure."""

import base64
import html
import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

SECRET = "[secret]"  # noqa: S105 - what stands in its place
SHORTEST_PART, LONGEST_PART = 4, 8
"""A part of a secret is hidden from half of its length on, but not below the first and always from the second."""


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """A text in which every secret, and every longer part of one, is replaced by `[secret]`.

    Found whatever the case: as it is, escaped for JSON, Python, HTML and URLs (twice as well), in base64 at any place
    of what was encoded (so also behind a user name, or in a JSON document), and in hexadecimal digits. Rather too much
    is hidden than too little.
    """
    lowered = _lowered(text)
    hidden = bytearray(len(text))
    known = [secret for secret in secrets if secret]
    encoded = {form for secret in known for form in _forms(secret) if len(form) >= SHORTEST_PART}
    for form in set(map(_lowered, encoded.union(known))):
        size = min(len(form), max(SHORTEST_PART, min(LONGEST_PART, len(form) // 2)))
        parts = {form[start : start + size] for start in range(len(form) - size + 1)}
        for start in range(len(text) - size + 1):
            if lowered[start : start + size] in parts:
                hidden[start : start + size] = b"\1" * size
    return "".join(_shown(text, hidden))


def _shown(text: str, hidden: bytearray) -> Iterator[str]:
    for place, character in enumerate(text):
        if not hidden[place]:
            yield character
        elif place == 0 or not hidden[place - 1]:
            yield SECRET


def _lowered(text: str) -> str:
    """A text without capitals, as long as it was: one capital would become two characters."""
    return "".join(low if len(low := each.lower()) == 1 else each for each in text)


def _forms(secret: str) -> Iterator[str]:
    data = secret.encode(errors="surrogatepass")
    in_json = [json.dumps(secret, ensure_ascii=plain)[1:-1] for plain in (False, True)]
    yield from in_json
    yield from (json.dumps(each)[1:-1] for each in in_json)
    yield repr(secret)[1:-1]
    yield html.escape(secret)
    yield html.escape(html.escape(secret))
    for encoded in (quote(data), quote(data, safe=""), quote_plus(data)):
        yield encoded
        yield quote(encoded, safe="")
    yield data.hex()
    for each in {secret, *in_json}:
        yield from _in_base64(each.encode(errors="surrogatepass"))


def _in_base64(data: bytes) -> Iterator[str]:
    for before in range(3):
        # The characters at both ends depend on the neighbours, too.
        whole = base64.b64encode(bytes(before) + data).decode().rstrip("=")
        inner = whole[-(-before * 8 // 6) : len(whole) - ((before + len(data)) % 3 != 0)]
        yield inner
        yield inner.replace("+", "-").replace("/", "_")
