"""The file of exported letters: it has its name once it is complete, and never takes somebody else's."""

import errno
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from connect_customer_profiles.operations.dead_letters import export

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
