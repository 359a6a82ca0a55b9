"""Bytes → text: by byte-order mark, as UTF-8 if all of it is, else as Windows-1252, and never without saying so."""

import codecs
import io
from dataclasses import dataclass
from typing import BinaryIO

from .sample import Sample

CHUNK = 1 << 20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte-order mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_LEGACY = "windows-1252"


@dataclass(frozen=True)
class Encoding:
    """An encoding by Python's name, and in words."""

    name: str
    words: str


def text_of(sample: Sample, stream: BinaryIO, *, newline: str) -> io.TextIOWrapper:
    """The text of a file, with `read_as` said.

    Raises:
        SampleError: no encoding fits.
    """
    encoding = _given(sample) or _marked(stream)
    if encoding is None:
        encoding = _found(sample, stream)
    else:
        stream.seek(0)
        bad = _first_that_is_not(stream, encoding.name)
        if bad is not None:
            raise sample.refuse(f"is not {encoding.name.removesuffix('-sig')}", bad)
    stream.seek(0)
    sample.read_as = encoding.words
    return io.TextIOWrapper(stream, encoding=encoding.name, newline=newline)


def _given(sample: Sample) -> Encoding | None:
    name = sample.options.encoding
    if name is None:
        return None
    try:
        known = codecs.lookup(name)
        b"a".decode(name)  # a name such as base64 is not one of texts, and `undefined` decodes nothing
    except UnicodeDecodeError:
        pass  # UTF-16, for one, has no text of one byte
    except (LookupError, UnicodeError):
        raise sample.refuse(f"encoding = {name!r}: must be one such as utf-8 or windows-1252") from None
    # A byte-order mark is never a part of the first column's name.
    return Encoding("utf-8-sig" if known.name == "utf-8" else name, f"{name}, as given")


def _marked(stream: BinaryIO) -> Encoding | None:
    stream.seek(0)
    head = stream.read(4)
    return next((Encoding(name, words) for mark, name, words in _MARKS if head.startswith(mark)), None)


def _found(sample: Sample, stream: BinaryIO) -> Encoding:
    stream.seek(0)
    bad = _first_that_is_not(stream, "utf-8")
    if bad is None:
        return Encoding("utf-8", "UTF-8")
    stream.seek(0)
    neither = _first_that_is_not(stream, _LEGACY)
    if neither is not None:
        raise sample.refuse(f"is neither UTF-8 nor Windows-1252 (line {neither}): name its encoding", bad)
    sample.notes.append(f"line {bad} is not UTF-8: the file is read as Windows-1252, unless an encoding is given")
    return Encoding(_LEGACY, "Windows-1252")


def _first_that_is_not(stream: BinaryIO, name: str) -> int | None:
    """The first line that is not of an encoding; None if all are."""
    decoder = codecs.getincrementaldecoder(name)()
    lines = 1
    while True:
        chunk = stream.read(CHUNK)
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            # What is decoded may begin with a few bytes of the chunk before.
            carried = len(error.object) - len(chunk)
            return lines + chunk.count(b"\n", 0, max(0, error.start - carried))
        except UnicodeError:  # without a place, such as that of UTF-16 without a byte-order mark
            return lines
        if not chunk:
            return None
        lines += chunk.count(b"\n")
