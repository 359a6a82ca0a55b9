"""The tests' warm Python: its processes are what an interpreter's would be, but for the time that they need."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warm import WarmPython

ENDS = {
    "without a line's end": "print('said', end='')",
    "with nothing": "import sys; sys.exit()",
    "with a status": "import sys; print('said'); sys.exit(3)",
    "with a text": "import sys; sys.exit('refused')",
    "with an error": "raise ValueError('refused')",
    "with what is registered": "import atexit; atexit.register(print, 'at the end')",
    "with a thread that outlives the program": """
import threading
threading.Thread(target=lambda: (threading.main_thread().join(), print("at the end"))).start()
""",
    "with a call that nobody has awaited": """
async def answer(): ...
kept = answer()
""",
    "with one in a circle": """
async def answer(): ...
kept = [answer()]
kept.append(kept)
""",
}


@pytest.fixture(scope="module")
def warm() -> Iterator[WarmPython]:
    python = WarmPython(modules=("pulumi_aws.sqs",))
    yield python
    python.stop()


def ran(python: Path | str, folder: Path, text: str) -> tuple[int, str, list[str]]:
    """The exit status of a program, what it printed, and the last line about what went wrong."""
    script = folder / "pulumi-language-python-exec"
    script.write_text(text)
    done = subprocess.run([str(python), "-u", str(script)], capture_output=True, text=True, check=False, timeout=60)
    wrong = re.findall(r"\w+(?:Error|Warning): (?!Enable tracemalloc).*", done.stderr)
    return done.returncode, done.stdout, wrong or done.stderr.splitlines()[-1:]


@pytest.mark.parametrize("text", ENDS.values(), ids=ENDS)
def test_a_program_ends_as_with_any_python(warm: WarmPython, tmp_path: Path, text: str) -> None:
    expected = ran(sys.executable, tmp_path, text)
    assert ran(warm.python, tmp_path, text) == expected
    assert expected != (0, "", []) or "exit()" in text


def test_what_pulumi_loads_lazily_is_there(warm: WarmPython, tmp_path: Path) -> None:
    asked = "import sys; print('pulumi_aws.sqs.queue' in sys.modules)"
    assert ran(warm.python, tmp_path, asked) == (0, "True\n", [])
