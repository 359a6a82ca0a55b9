"""What is named on the command line is read to its end, if it has one, and nobody waits for a writer for ever."""

import os
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from connect_customer_profiles.operations import whole_files
from connect_customer_profiles.operations.whole_files import content


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is."""
    monkeypatch.setattr(whole_files, "WRITER_SECONDS", 600)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_files, "WRITER_SECONDS", 0)


def reason(file: Path, most: int = 10) -> str:
    with pytest.raises(OSError) as caught:  # noqa: PT011 - its words are looked at
        content(file, most)
    assert caught.value.filename == str(file)
    return str(caught.value.strerror)


def test_as_many_bytes_as_there_may_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"0123456789")
    assert content(tmp_path / "file", 10) == b"0123456789"
    assert reason(tmp_path / "file", 9) == "has more than 9 bytes"


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom", "/dev/full"])
def test_a_device_that_never_ends(device: str) -> None:
    assert reason(Path(device), 1_000_000) == "has more than 1,000,000 bytes"


def test_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert reason(tmp_path) == "Is a directory"
    assert reason(tmp_path / "none") == "No such file or directory"
    assert reason(tmp_path / "loop") == "Too many levels of symbolic links"


@pytest.mark.usefixtures("impatient")
def test_a_pipe_that_nobody_writes_to(pipe: Path) -> None:
    assert reason(pipe) == "is a pipe that nobody writes to within 0 seconds"


@pytest.mark.usefixtures("patient")
def test_a_pipe_whose_writer_comes_later(pipe: Path) -> None:
    writer = threading.Thread(target=pipe.write_bytes, args=(b"0123456789",))
    writer.start()  # waits for a reader, who waits for it
    assert content(pipe, 10) == b"0123456789"
    writer.join()


@pytest.mark.usefixtures("impatient")
def test_a_pipe_whose_writer_is_slow() -> None:
    """Of a process whose output takes longer than nobody at all may take: it has the pipe open."""
    reader, writer = os.pipe()
    begun = threading.Event()

    def write() -> None:
        begun.wait()
        os.write(writer, b"slow")
        os.close(writer)

    thread = threading.Thread(target=write)
    thread.start()
    original = whole_files.whole

    def whole(*arguments: object) -> bytes:
        begun.set()  # nothing is written before the pipe is waited for
        return original(*arguments)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(whole_files, "whole", whole)
        assert content(Path(f"/dev/fd/{reader}"), 10) == b"slow"
    thread.join()
    os.close(reader)


@pytest.mark.usefixtures("patient")
def test_a_pipe_that_never_ends(pipe: Path) -> None:
    def write() -> None:
        with suppress(BrokenPipeError), pipe.open("wb", buffering=0) as stream:
            while True:
                stream.write(bytes(1_000))

    writer = threading.Thread(target=write)
    writer.start()
    assert reason(pipe, 100_000) == "has more than 100,000 bytes"
    writer.join()
