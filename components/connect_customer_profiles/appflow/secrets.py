"""Takes secrets out of other people's texts: whole or cut, and in the forms in which programs repeat what they got.
Pure."""

from collections.abc import Iterable, Iterator

from .decoding import as_read, readings

SECRET = "[secret]"  # noqa: S105 - what stands in its place
SHORTEST_PART, LONGEST_PART = 4, 8
"""A part of a secret is hidden from half of its length on, but not below the first and always from the second."""


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """A text in which every secret, and every longer part of one, is replaced by `[secret]`.

    Found whatever the case: as it is, escaped for JSON, Python, HTML and URLs, in UTF-16, in base64 (so also behind a
    user name, or in a JSON document) and in hexadecimal digits, and in all of these one inside the other; see
    `decoding`. Rather too much is hidden than too little.
    """
    hidden = bytearray(len(text))
    parts = _parts(secrets)
    for reading in readings(text) if parts else ():
        lowered = _lowered(reading.text)
        for size, some in parts.items():
            for start in range(len(lowered) - size + 1):
                if lowered[start : start + size] in some:
                    for first, after in reading.places[start : start + size]:
                        hidden[first:after] = b"\1" * (after - first)
    return "".join(_shown(text, hidden))


def _shown(text: str, hidden: bytearray) -> Iterator[str]:
    for place, character in enumerate(text):
        if not hidden[place]:
            yield character
        elif place == 0 or not hidden[place - 1]:
            yield SECRET


def _parts(secrets: Iterable[str]) -> dict[int, set[str]]:
    """The parts that are hidden, by their length."""
    parts: dict[int, set[str]] = {}
    for form in {_lowered(form) for secret in secrets if secret for form in _forms(secret)}:
        size = min(len(form), max(SHORTEST_PART, min(LONGEST_PART, len(form) // 2)))
        parts.setdefault(size, set()).update(form[start : start + size] for start in range(len(form) - size + 1))
    return parts


def _forms(secret: str) -> Iterator[str]:
    """A secret in each encoding of texts, as readings have its bytes."""
    data = secret.encode(errors="surrogatepass")
    yield as_read(data)
    if len(secret) >= SHORTEST_PART:
        for name in ("utf-16-le", "utf-16-be"):
            yield as_read(secret.encode(name, errors="surrogatepass"))


def _lowered(text: str) -> str:
    """A text without capitals, as long as it was: one capital would become two characters. A byte is the character of
    Latin-1, and a plus sign is a space, which it stands for in forms."""
    return "".join(map(_compared, text))


def _compared(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        character = chr(ord(character) - 0xDC00)
    elif character == "+":
        return " "
    return low if len(low := character.lower()) == 1 else character
