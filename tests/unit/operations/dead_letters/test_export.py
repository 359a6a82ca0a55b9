"""The file of exported letters: it has its name once it is complete, and never takes somebody else's."""

import errno
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from connect_customer_profiles.operations.dead_letters import export
from connect_customer_profiles.operations.dead_letters.keys import NO_KEYS
from connect_customer_profiles.operations.dead_letters.messages import Letter
from connect_customer_profiles.operations.errors import Refused

KILLED = """
import os, signal, sys
from pathlib import Path
from connect_customer_profiles.operations.dead_letters import export

def no_links(path, target):
    raise OSError(1, "no links")

calls = 0

def trace(frame, event, argument):
    global calls
    if frame.f_code.co_filename != export.__file__:
        return None
    calls += event == "line"
    if calls == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
    return trace

Path.hardlink_to = no_links
sys.settrace(trace)
export._publish(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.fixture
def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_path: Path, _target: Path) -> None:
        raise OSError(errno.EPERM, "no links")

    monkeypatch.setattr(Path, "hardlink_to", refused)


def test_killed_at_any_line_it_leaves_the_whole_file_or_none(tmp_path: Path) -> None:
    """Without hard links there was an empty file first, which stood in the way of a rerun and looked complete."""
    partial, path = tmp_path / ".letters.partial", tmp_path / "letters"
    for line in range(1, 100):
        partial.write_text("whole")
        command = [sys.executable, "-c", KILLED, str(partial), str(path), str(line)]
        if subprocess.run(command, check=False).returncode == 0:
            break
        assert not path.exists() or path.read_text() == "whole"
        path.unlink(missing_ok=True)
    assert line > 5
    assert path.read_text() == "whole"


@pytest.mark.usefixtures("no_links")
def test_of_several_at_once_one_gets_the_name(tmp_path: Path) -> None:
    path = tmp_path / "letters"
    for _ in range(20):
        partials = [tmp_path / f"{number}.partial" for number in range(8)]
        for each in partials:
            each.write_text(each.name)

        def published(partial: Path) -> bool:
            try:
                export._publish(partial, path)
            except FileExistsError:
                return False
            return True

        with ThreadPoolExecutor(len(partials)) as pool:
            [winner] = [each for each, won in zip(partials, pool.map(published, partials), strict=True) if won]
        assert path.read_text() == winner.name
        path.unlink()


@pytest.mark.usefixtures("no_links")
def test_a_link_that_leads_nowhere_is_somebody_s(tmp_path: Path) -> None:
    partial, path = tmp_path / "partial", tmp_path / "letters"
    partial.write_text("ours")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError) as caught:
        export._publish(partial, path)
    assert caught.value.strerror == os.strerror(errno.EEXIST)
    assert path.is_symlink()


def test_an_empty_file_of_an_export_that_found_nothing_does_not_stand_in_the_way(tmp_path: Path) -> None:
    path = tmp_path / "letters"
    letter = Letter("1", "r", '{"a": 1}', object_type="Person")
    assert (written(path), path.read_text()) == (0, "")
    assert written(path, [letter]) == 1
    whole = path.read_text()
    assert '"message_id": "1"' in whole
    with pytest.raises(Refused, match="File exists"):
        written(path, [letter])
    assert path.read_text() == whole


def written(path: Path, letters: Iterable[Letter] = ()) -> int:
    return export.export(letters, path, domain="shop", keys=lambda _: NO_KEYS, bodies=True)


KILLED_WHILE_WRITING = """
import os, signal, sys
from pathlib import Path
from connect_customer_profiles.operations.dead_letters import export

def letters():
    os.kill(os.getpid(), signal.SIGKILL)
    yield

export.export(letters(), Path(sys.argv[1]), domain="shop", keys=lambda _: None, bodies=True)
"""


def left(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_what_a_killed_export_has_left_goes_with_the_next_one(tmp_path: Path) -> None:
    """A hidden file of personal data that nobody would ever look for."""
    path = tmp_path / "letters[1].jsonl"
    subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, str(path)], check=False)
    [partial] = tmp_path.iterdir()
    assert partial.name.endswith(".partial")
    (tmp_path / ".letters1.jsonl.00000000.partial").write_text("somebody's")
    long_ago = time.time() - 2 * export.UNLOCKED_SECONDS
    for each in tmp_path.iterdir():
        os.utime(each, (long_ago, long_ago))
    assert written(path) == 0
    assert left(tmp_path) == [".letters1.jsonl.00000000.partial", path.name]


def test_one_that_is_being_written_stays(tmp_path: Path) -> None:
    path = tmp_path / "letters"

    def meanwhile() -> Iterator[Letter]:
        [partial] = tmp_path.iterdir()
        os.utime(partial, (0, 0))
        assert written(path, [Letter("1", "r", "{}")]) == 1
        assert left(tmp_path) == [partial.name, path.name]
        yield from ()

    with pytest.raises(Refused, match="File exists"):
        written(path, meanwhile())
    assert left(tmp_path) == [path.name]


def test_one_that_has_just_been_made_stays(tmp_path: Path) -> None:
    (tmp_path / ".letters.00000000.partial").write_text("")
    written(tmp_path / "letters")
    assert left(tmp_path) == [".letters.00000000.partial", "letters"]


def test_the_name_of_a_file_survives_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its letters are deleted once it is there."""
    written_through: list[tuple[bool, bool]] = []

    def fsync(handle: int) -> None:
        written_through.append((stat.S_ISDIR(os.fstat(handle).st_mode), (tmp_path / "letters").exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    written(tmp_path / "letters")
    assert written_through == [(False, False), (True, True)]
