"""mypy --strict on programs that use the installed library."""

import subprocess
from pathlib import Path

import pytest

from .distribution import ROOT, Consumer, bare, mypy
from .run import Run

# The first to come installs the library and reads pulumi-aws, beside other tests.
pytestmark = pytest.mark.timeout(900)

PROGRAMS = [
    *sorted(path.parent for path in (ROOT / "examples").glob("*/__main__.py")),
    Path(__file__).parent / "outputs_everywhere",
]

WRONG = """
from connect_customer_profiles import DeadLetterQueue, ProfilesDomain

DeadLetterQueue("queue", {"queue_name": "letters"})
DeadLetterQueue("queue", {"domain_name": "care", "retention": 60})
ProfilesDomain("domain", {"domain_name": "care", "default_expiration_days": "30"})
reveal_type(DeadLetterQueue("queue", {"domain_name": "care"}).queue_url)
"""


@pytest.fixture(scope="module", autouse=True)
def _cache(consumer: Consumer, run: Run) -> None:
    """mypy has read what is used of pulumi-aws once."""
    run.once("mypy", lambda: check(consumer, PROGRAMS[0]))


def check(consumer: Consumer, program: Path) -> tuple[int, str]:
    """The exit code and output of `mypy --strict`, with the modules that the consumer's environment has."""
    done = subprocess.run(mypy(consumer, program), cwd=program, capture_output=True, text=True, env=bare(), check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.name)
def test_a_program_is_well_typed(consumer: Consumer, program: Path) -> None:
    code, output = check(consumer, program)
    assert code == 0, output
    assert output.startswith("Success: no issues found in ")


def test_a_wrong_argument_is_found(consumer: Consumer, tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text(WRONG)
    code, output = check(consumer, tmp_path)
    assert code == 1
    assert [line.partition(": ")[2] for line in output.splitlines()[:-1]] == [
        'error: Missing key "domain_name" for TypedDict "DeadLetterQueueArgs"  [typeddict-item]',
        'error: Extra key "retention" for TypedDict "DeadLetterQueueArgs"  [typeddict-unknown-key]',
        (
            'error: Incompatible types (expression has type "str", TypedDict item "default_expiration_days" has type '
            '"int | Awaitable[int] | Output[int]")  [typeddict-item]'
        ),
        'note: Revealed type is "pulumi.output.Output[str]"',
    ]
