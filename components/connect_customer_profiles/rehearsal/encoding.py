"""Bytes → text: by byte-order mark, as UTF-8 if all of it is, else as Windows-1252, and never without saying so.

NUL characters are in no text that a source exports. Many of them are UTF-16 or UTF-32 without a byte-order mark, which
is asked for and not guessed.
"""

import codecs
import io
from dataclasses import dataclass
from typing import BinaryIO

from .sample import Sample

CHUNK = 1 << 20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    # Before UTF-16: the mark of UTF-32 begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
"""Byte-order marks, what reads a file with one, and what reads the same file without."""

_LEGACY = "windows-1252"
_HEAD = 4096
_BYTES_PER_NUL = 32
"""At most so many bytes of UTF-16 for one NUL: in any language, separators, digits and line breaks have one each."""
_OTHERS = 2
"""So many times more of them in one place than in the other, where a few characters, such as 一, have one."""
_PLANES = 0x10
"""The highest third byte of a character in UTF-32."""


@dataclass(frozen=True)
class Encoding:
    """An encoding by Python's name, and in words."""

    name: str
    words: str


@dataclass(frozen=True)
class _Scan:
    """The first line that is not of an encoding, and the first with a NUL character; None where there is none."""

    bad: int | None
    nul: int | None


def text_of(sample: Sample, stream: BinaryIO, *, newline: str) -> io.TextIOWrapper:
    """The text of a file, with `read_as` and `has_nul` said.

    Raises:
        SampleError: no encoding fits.
    """
    encoding = _given(sample, stream) or _marked(stream)
    if encoding is None:
        encoding = _found(sample, stream)
    else:
        scan = _scanned(stream, encoding.name)
        if scan.bad is not None:
            raise sample.refuse(f"is not {encoding.name.removesuffix('-sig')}", scan.bad)
        sample.has_nul = scan.nul is not None
    stream.seek(0)
    sample.read_as = encoding.words
    return io.TextIOWrapper(stream, encoding=encoding.name, newline=newline)


def _given(sample: Sample, stream: BinaryIO) -> Encoding | None:
    name = sample.options.encoding
    if name is None:
        return None
    try:
        known = codecs.lookup(name).name
        b"a".decode(name)  # a name such as base64 is not one of texts, and `undefined` decodes nothing
    except UnicodeDecodeError:
        pass  # UTF-16, for one, has no text of one byte
    except (LookupError, UnicodeError):
        raise sample.refuse(f"encoding = {name!r}: must be one such as utf-8 or windows-1252") from None
    mark = _mark(stream)
    if mark is None:
        if known in ("utf-16", "utf-32"):
            raise sample.refuse(f"has no byte-order mark, which {name} needs: name {known}-le or {known}-be", 1)
        return Encoding(name, f"{name}, as given")
    _, reader, plain = mark
    if known not in (reader, plain):
        raise sample.refuse(f"has the byte-order mark of {plain.upper()}, and {name} is given", 1)
    return Encoding(reader, f"{name}, as given")


def _mark(stream: BinaryIO) -> tuple[bytes, str, str] | None:
    stream.seek(0)
    head = stream.read(4)
    return next((each for each in _MARKS if head.startswith(each[0])), None)


def _marked(stream: BinaryIO) -> Encoding | None:
    mark = _mark(stream)
    return None if mark is None else Encoding(mark[1], f"{mark[1].removesuffix('-sig').upper()} with a byte-order mark")


def _found(sample: Sample, stream: BinaryIO) -> Encoding:
    stream.seek(0)
    wide = _wide(stream.read(_HEAD))
    if wide is not None:
        wrong = f"looks like {wide.upper()} without a byte-order mark: if it is, name {wide} as its encoding"
        raise sample.refuse(wrong, 1)
    utf_8 = _scanned(stream, "utf-8")
    if utf_8.bad is None:
        sample.has_nul = utf_8.nul is not None
        return Encoding("utf-8", "UTF-8")
    legacy = _scanned(stream, _LEGACY)
    if legacy.bad is not None or legacy.nul is not None:
        line = f"line {legacy.bad}" if legacy.nul is None else f"line {legacy.nul} has a NUL character"
        raise sample.refuse(f"is neither UTF-8 nor Windows-1252 ({line}): name its encoding", utf_8.bad)
    sample.notes.append(f"line {utf_8.bad} is not UTF-8: the file is read as Windows-1252, unless an encoding is given")
    return Encoding(_LEGACY, "Windows-1252")


def _wide(head: bytes) -> str | None:
    """The encoding of two or four bytes to a character that the beginning of a file looks like, if it does."""
    if len(head) < 4 or head.count(0) * _BYTES_PER_NUL < len(head):
        return None
    for name, first, second in (("utf-32-le", 3, 2), ("utf-32-be", 0, 1)):
        planes = head[second::4]
        if not any(head[first::4]) and 0 in planes and max(planes) <= _PLANES:
            return name
    even, odd = head[::2].count(0), head[1::2].count(0)
    if even + odd < 2 or min(even, odd) * _OTHERS > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _scanned(stream: BinaryIO, name: str) -> _Scan:
    """Decodes a whole file."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder(name)()
    lines, nul = 1, None
    while True:
        chunk = stream.read(CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            wide = name in ("utf-16", "utf-32")  # which have the order of bytes from the mark, and the rest has not
            before = error.object[: error.start].decode(error.encoding if wide else name, errors="ignore")
            return _Scan(lines + before.count("\n"), nul)
        except UnicodeError:  # without a place
            return _Scan(lines, nul)
        if nul is None and "\0" in text:
            nul = lines + text.count("\n", 0, text.index("\0"))
        if not chunk:
            return _Scan(None, nul)
        lines += text.count("\n")
