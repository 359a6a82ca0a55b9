"""mypy --strict and pyright on programs that use the installed library."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from connect_customer_profiles.adoption.drafting import program
from connect_customer_profiles.adoption.render import main

from tests.unit.adoption.worlds import console

from .distribution import ROOT, Consumer, bare, mypy
from .run import Run

# The first to come installs the library and reads pulumi-aws, beside other tests.
pytestmark = pytest.mark.timeout(900)

PROGRAMS = [
    *sorted(path.parent for path in (ROOT / "examples").glob("*/__main__.py")),
    Path(__file__).parent / "outputs_everywhere",
]

TYPOS = {
    "retention": 'DeadLetterQueue("queue", {"domain_name": "care", "retention": 60})',
    "default_expiration_days": 'ProfilesDomain("domain", {"domain_name": "care", "default_expiration_days": "30"})',
    "service_conditions": 'EncryptionKey("key", {"domain_name": "care", "service_conditions": "all"})',
    "trust": 'ExecutionRole("role", {"domain_name": "care", "kms_key_arn": "arn", "trust": "nobody"})',
    "level": 'AgentAccess("access", {"instance_arn": "arn", "security_profile_name": "Agents", "level": "read"})',
    "template_id": 'InstanceAssociation("link", {"domain_name": "a", "instance_arn": "b", "template_id": "Contact"})',
    "type": 'connector: ConnectorArgs = {"type": "SalesForce", "object": "Contact"}',
    "month": 'batch: BatchArgs = {"month": 2}',
    "operator": 'task: FilterTask = {"type": "Filter", "field": "Email", "operator": "EQUALS", "value": "x"}',
    "content_type": 'field: FieldArgs = {"source": "_source.email", "content_type": "EMAIL"}',
    "standard_identifiers": 'key: KeyArgs = {"field_names": ["email"], "standard_identifiers": ["UNIQE"]}',
    "kind": 'credentials: MarketoCredentials = {"kind": "basic", "client_id": "a", "client_secret": "b"}',
}
"""One mistake a line, by the key that it is in."""

NAMED = (
    *("AgentAccess", "BatchArgs", "ConnectorArgs", "DeadLetterQueue", "EncryptionKey", "ExecutionRole", "FieldArgs"),
    *("FilterTask", "InstanceAssociation", "KeyArgs", "MarketoCredentials", "ProfilesDomain"),
)
MISTAKEN = f"from connect_customer_profiles import {', '.join(NAMED)}\n" + "\n".join(TYPOS.values())
STATUSES = """# pyright: strict
from connect_customer_profiles import ExternalApplication, IntegrationWorkflow


def done(load: IntegrationWorkflow, orders: ExternalApplication) -> None:
    load.status.apply(lambda status: status == "COMPLETE")
    load.status.apply(lambda status: status == "COMPLETED")
    load.mode.apply(lambda mode: mode == "batches")
    orders.flow_status.apply(lambda status: status == "ACTIVE")
    load.batches.apply(lambda batches: [each["status"] == "COMPLETED" for each in batches])
"""
"""Each line but the first compares with a word that never comes."""

WRONG = """
from connect_customer_profiles import DeadLetterQueue, ProfilesDomain

DeadLetterQueue("queue", {"queue_name": "letters"})
DeadLetterQueue("queue", {"domain_name": "care", "retention": 60})
ProfilesDomain("domain", {"domain_name": "care", "default_expiration_days": "30"})
reveal_type(DeadLetterQueue("queue", {"domain_name": "care"}).queue_url)
"""
PYRIGHT = ROOT / "build" / "audit" / "bin" / "basedpyright"
"""`make audit` installs it, and `make test` does that first."""


@pytest.fixture(scope="module", autouse=True)
def _cache(consumer: Consumer, run: Run) -> None:
    """mypy has read what is used of pulumi-aws once."""
    run.once("mypy", lambda: check(consumer, PROGRAMS[0]))


def check(consumer: Consumer, folder: Path) -> tuple[int, str]:
    """The exit code and output of `mypy --strict`, with the modules that the consumer's environment has."""
    done = subprocess.run(mypy(consumer, folder), cwd=folder, capture_output=True, text=True, env=bare(), check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.name)
def test_a_program_is_well_typed(consumer: Consumer, program: Path) -> None:
    code, output = check(consumer, program)
    assert code == 0, output
    assert output.startswith("Success: no issues found in ")


def test_what_adopt_writes_is_well_typed(consumer: Consumer, tmp_path: Path) -> None:
    whole = program(console())
    (tmp_path / "__main__.py").write_text(main(whole, "dev") + "\nimport adopted_care  # noqa: E402, F401\n")
    moved = replace(whole, aliases={"domain-domain": "urn:pulumi:dev::care::aws-native:customerprofiles:Domain::mine"})
    (tmp_path / "adopted_care.py").write_text(main(moved, "dev", "adopted_care"))
    code, output = check(consumer, tmp_path)
    assert (code, output) == (0, "Success: no issues found in 2 source files\n")


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


def test_a_status_that_never_comes_is_found(consumer: Consumer, tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text(STATUSES)
    code, output = check(consumer, tmp_path)
    found = [line.split(": ") for line in output.splitlines() if ": error: " in line]
    assert [(line[0].partition(":")[2], line[2].partition(" (")[0]) for line in found] == [
        (str(number), "Non-overlapping equality check") for number in (7, 8, 9, 10)
    ]
    assert code == 1


def test_mypy_names_the_key_of_each_mistake(consumer: Consumer, tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text(MISTAKEN)
    code, output = check(consumer, tmp_path)
    assert code == 1
    found = [line for line in output.splitlines()[:-1] if ": error: " in line]
    assert [int(line.split(":")[1]) for line in found] == list(range(2, len(TYPOS) + 2)), output
    assert [key for key, line in zip(TYPOS, found, strict=True) if not _names(line, key)] == []


def _names(line: str, key: str) -> bool:
    """Whether a message of mypy names a key; for an element of a list it names the value."""
    return f'"{key}"' in line or (key == "standard_identifiers" and '"UNIQE"' in line.replace("'", '"'))


@pytest.mark.skipif(not PYRIGHT.exists(), reason="`make audit` installs the type checker")
@pytest.mark.parametrize(
    ("text", "lines"),
    [(MISTAKEN, range(1, len(TYPOS) + 1)), (STATUSES, (6, 7, 8, 9))],
    ids=["typos", "statuses"],
)
def test_pyright_points_at_each_mistake(consumer: Consumer, tmp_path: Path, text: str, lines: Sequence[int]) -> None:
    program = tmp_path / "program.py"
    program.write_text(text)
    options = ["--outputjson", "--level", "error", "--pythonpath", consumer.python]
    done = subprocess.run([PYRIGHT, *options, str(program)], cwd=tmp_path, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)["generalDiagnostics"]
    assert [each["range"]["start"]["line"] for each in found] == [*lines], done.stdout
