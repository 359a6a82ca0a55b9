"""What a text may say once it is decoded, in whichever encodings, and where each character of that stands in it. Pure.

Bytes that are no UTF-8 are characters of their own, as `surrogateescape` has them.
"""

import base64
import binascii
import html
import re
import string
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from re import Match, Pattern

DEPTH = 4
"""How many encodings one inside the other are taken off."""
MOST_CHARACTERS = 200_000
"""Decoding ends after so many characters: AWS's messages are short, and the shallow readings come first."""
SHORTEST_RUN = 4
"""Characters of base64 or hexadecimal digits from which on they may be something encoded."""


APART = b"\x01"
"""Between what begins at different places: part of no encoding."""


@dataclass(frozen=True)
class Reading:
    """A text that another one may stand for.

    Attributes:
        text: what it says.
        places: the characters of the original of which each of its own is made: the first, and the one after the last.
    """

    text: str
    places: tuple[tuple[int, int], ...]


Piece = tuple[bytes, tuple[int, int]]
"""Bytes, and the characters of the original that stand for all of them."""
Decoder = Callable[[Reading], Iterable[Piece]]


def readings(text: str) -> Iterator[Reading]:
    """What a text may say: itself, decoded, decoded twice, and so on."""
    first = _read((_encoded(each), (place, place + 1)) for place, each in enumerate(text))
    known, level, characters = {first}, [first], 0
    for _ in range(DEPTH + 1):
        following = []
        for reading in level:
            yield reading
            characters += len(reading.text)
            if characters > MOST_CHARACTERS:
                return
            for decoder in DECODERS:
                decoded = _read(decoder(reading))
                if decoded.text and decoded not in known:
                    known.add(decoded)
                    following.append(decoded)
        level = following


def as_read(data: bytes) -> str:
    """Bytes as a reading has them."""
    return data.decode("utf-8", "surrogateescape")


def _encoded(character: str) -> bytes:
    """A character's bytes: the one that it stands for, or those of UTF-8, of half of a pair too."""
    try:
        return character.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return character.encode("utf-8", "surrogatepass")


def _read(pieces: Iterable[Piece]) -> Reading:
    data, places = bytearray(), list[tuple[int, int]]()
    for some, place in pieces:
        data += some
        places += [place] * len(some)
    text = as_read(bytes(data))
    if len(text) == len(data):
        return Reading(text, tuple(places))
    joined, start = [], 0
    for each in text:
        end = start + len(_encoded(each))
        joined.append((places[start][0], places[end - 1][1]))
        start = end
    return Reading(text, tuple(joined))


def _place(reading: Reading, start: int, end: int) -> tuple[int, int]:
    return reading.places[start][0], reading.places[end - 1][1]


def _replacing(pattern: Pattern[str], said: Callable[[Match[str]], bytes]) -> Decoder:
    """Takes off escapes, and leaves everything else."""

    def decoder(reading: Reading) -> Iterator[Piece]:
        done = 0
        for found in pattern.finditer(reading.text):
            yield from _unchanged(reading, done, found.start())
            yield said(found), _place(reading, *found.span())
            done = found.end()
        yield from _unchanged(reading, done, len(reading.text))

    return decoder


def _unchanged(reading: Reading, start: int, end: int) -> Iterator[Piece]:
    for each in range(start, end):
        yield _encoded(reading.text[each]), reading.places[each]


_BACKSLASH = re.compile(
    r"\\(?:u(?P<high>d[89ab][0-9a-f]{2})\\u(?P<low>d[c-f][0-9a-f]{2})|U(?P<long>000[0-9a-f]{5}|0010[0-9a-f]{4})"
    r"|u(?P<unit>[0-9a-f]{4})|u\{(?P<braced>0{0,2}[0-9a-f]{1,5}|10[0-9a-f]{4})\}|x(?P<byte>[0-9a-f]{2})|(?P<octal>[0-3][0-7]{2})|(?P<letter>[^ux0-9\n]))",
    re.IGNORECASE,
)
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "a": "\a", "0": "\0"}


def _unescaped(found: Match[str]) -> bytes:
    if found["high"]:
        pair = int(found["high"], 16), int(found["low"], 16)
        return _encoded(chr(0x10000 + (pair[0] - 0xD800) * 0x400 + pair[1] - 0xDC00))
    if number := found["long"] or found["unit"] or found["braced"]:
        return chr(int(number, 16)).encode("utf-8", "surrogatepass")
    if found["byte"] or found["octal"]:
        return bytes([int(found["byte"], 16) if found["byte"] else int(found["octal"], 8)])
    return _encoded(_LETTERS.get(found["letter"].lower(), found["letter"]))


_ENTITY = re.compile("&(?:#(?P<decimal>[0-9]{1,7})|#x(?P<digits>[0-9a-f]{1,6})|[a-z]{2,8});", re.IGNORECASE)


def _entity(found: Match[str]) -> bytes:
    number = int(found["decimal"]) if found["decimal"] else int(found["digits"] or "-1", 16)
    said = chr(number) if 0 <= number <= sys.maxunicode else html.unescape(found[0])
    return said.encode("utf-8", "surrogatepass")


def _without_nuls(reading: Reading) -> Iterator[Piece]:
    """UTF-16 of ASCII, read as bytes. A character stands for the NULs at both of its sides as well."""
    for found in re.finditer("\0*([^\0])\0*", reading.text):
        start = found.start() - 1 if reading.text[found.start() - 1 : found.start()] == "\0" else found.start()
        yield _encoded(found[1]), _place(reading, start, found.end())


def _in_base64(reading: Reading) -> Iterator[Piece]:
    for found in re.finditer(rf"[A-Za-z0-9+/_\r\n-]{{{SHORTEST_RUN},}}=*", reading.text):
        digits = [each for each in range(*found.span()) if reading.text[each] not in "\r\n="]
        for skipped in range(4):
            run = digits[skipped:]
            code = "".join(reading.text[each] for each in run).replace("-", "+").replace("_", "/")
            code = code[: len(code) - (len(code) % 4 == 1)]
            data = base64.b64decode(code + "=" * (-len(code) % 4))
            ends = [*run[1:], found.end()]
            for number, byte in enumerate(data):
                last = len(ends) - 1 if number == len(data) - 1 else (number * 8 + 7) // 6
                yield bytes([byte]), _place(reading, run[number * 8 // 6], ends[last])
            yield APART, _place(reading, found.start(), found.start() + 1)


def _in_hexadecimal(reading: Reading) -> Iterator[Piece]:
    for found in re.finditer(rf"[0-9a-fA-F](?:[\s:+]?[0-9a-fA-F]){{{SHORTEST_RUN},}}", reading.text):
        digits = [each for each in range(*found.span()) if reading.text[each] in string.hexdigits]
        for skipped in range(2):
            run = digits[skipped:]
            for high, low, end in zip(run[::2], run[1::2], [*run[2::2], found.end()], strict=False):
                yield binascii.unhexlify(reading.text[high] + reading.text[low]), _place(reading, high, end)
            yield APART, _place(reading, found.start(), found.start() + 1)


DECODERS: tuple[Decoder, ...] = (
    _replacing(_BACKSLASH, _unescaped),
    _replacing(re.compile("%([0-9a-f]{2})", re.IGNORECASE), lambda found: bytes.fromhex(found[1])),
    # Bytes as Go and C print them: `0x54, 0x72`, in lines and in forms too, where a plus sign is a space.
    _replacing(re.compile(r"0x([0-9a-f]{2})[,;\s+]*", re.IGNORECASE), lambda found: bytes.fromhex(found[1])),
    _replacing(_ENTITY, _entity),
    # UTF-8, read as Latin-1.
    _replacing(re.compile("[\x80-\xff]+"), lambda found: found[0].encode("latin-1")),
    _without_nuls,
    _in_base64,
    _in_hexadecimal,
)
