"""No block of code on any page goes untested: it is run in a session, compared by another test, or tried here."""

import ast
import contextlib
import io
import re
from collections.abc import Mapping
from typing import Any

import connect_customer_profiles as library
import pulumi
import pytest
import yaml
from connect_customer_profiles.base.second_policy import new_second_policy
from connect_customer_profiles.base.taken import Claim, refusal
from connect_customer_profiles.ingestion import duplicate
from connect_customer_profiles.names import PACKAGE
from connect_customer_profiles.rules.place import stays

from settings import parse
from tests.conftest import REPOSITORY
from tests.unit.deployment import deploy

from .pages import FENCED, block, blocks, pages
from .readme import LEFT_OUT, README
from .sessions import SESSIONS
from .steps import Copied
from .test_prose import SPAN

PICTURES = "mermaid"

COMMAND = re.compile(r"(make|pulumi|customer-profiles|pip|eval|\.venv/bin/\w+) .")
STACK = "( --stack demo| --stack prod)?"
"""What a reader adds to a command of a sentence."""

COMPARED: Mapping[str, tuple[tuple[str, int], ...]] = {
    "tests/emulator/test_domains_apart.py": (("docs/deployer-policy.md", 1), ("docs/deployer-policy.md", 2)),
    "tests/emulator/test_operations.py": (("docs/localcloud.md", 3),),
    "tests/e2e/test_adopted_into_a_stack.py": (("docs/adoption.md", 2),),
    "tests/e2e/test_deployer_policy.py": (("docs/deployer-policy.md", 3),),
    "tests/e2e/test_explicit_providers.py": (("docs/providers.md", 1), ("docs/providers.md", 2)),
    "tests/e2e/test_readme.py": (("README.md", 7),),
    "tests/newcomer/readme.py": (("README.md", 8), ("docs/policies.md", 2)),
    "tests/operations/mapping_page.py": (("docs/mapping.md", 2), ("docs/mapping.md", 3), ("docs/mapping.md", 4)),
    "tests/operations/test_dead_letters_page.py": (("docs/dead-letters.md", 1), ("docs/dead-letters.md", 2)),
    "tests/operations/test_preflight.py": (("docs/command-line.md", 3),),
    "tests/operations/test_runbook.py": tuple(("docs/operations.md", number) for number in range(1, 8)),
    "tests/packaging/test_sdks.py": (("docs/any-language.md", 9), ("docs/any-language.md", 10)),
    "tests/unit/sources/test_documentation.py": (("docs/sources-and-tasks.md", 2),),
}
"""What other files read from the page, and compare with what happens."""

IDS = 6
"""The block of docs/names.md that takes over by IDs."""

CONFIGURATION = (("README.md", 3), ("docs/configuration.md", 2), ("docs/configuration.md", 3))

WIRED = """
DOMAIN = {"domain_name": "shop"}
key = EncryptionKey("key", DOMAIN)
domain = ProfilesDomain("domain", {**DOMAIN, "kms_key_arn": key.key_arn})
role = ExecutionRole(
    "role", {**DOMAIN, "kms_key_arn": key.key_arn, "connector_profile_names": ["salesforce"]}
)
"""

EXCERPTS: Mapping[tuple[str, int], str] = {
    ("docs/any-language.md", 6): "examples/typescript/index.ts",
    ("docs/any-language.md", 7): "examples/go/main.go",
    ("docs/any-language.md", 8): "examples/yaml/Pulumi.yaml",
}
"""Pieces of programs that run from end to end."""

PROGRAMS: Mapping[tuple[str, int], str] = {
    ("docs/any-language.md", 5): WIRED,
    ("docs/dead-letters.md", 3): "name = 'shop'; key = EncryptionKey('key', {'domain_name': name})",
    ("docs/names.md", 2): "domain_name = 'shop'",
    ("docs/names.md", 3): "",
    ("docs/names.md", 6): "",
    ("docs/sources-and-tasks.md", 1): "",
}
"""Pieces of programs, and what comes before them."""

HERE = {
    *CONFIGURATION,
    *PROGRAMS,
    *EXCERPTS,
    *(
        ("README.md", 10),
        ("docs/any-language.md", 2),
        ("docs/any-language.md", 3),
        ("docs/any-language.md", 4),
        ("docs/bulk-ingestion.md", 2),
    ),
    *(("docs/names.md", number) for number in (1, 4, 5, 7, 8)),
    ("examples/policy-in-ci/README.md", 1),
}


def test_every_block_is_tested() -> None:
    run = {
        (step.block.page, step.block.number) for each in SESSIONS.values() for step in each if isinstance(step, Copied)
    }
    compared = {each for found in COMPARED.values() for each in found}
    written = [each for page in pages() for each in blocks(page) if each.language != PICTURES]
    assert {str(each) for each in written if each.language == "sh"} == {f"{page} {number}" for page, number in run}
    assert {(each.page, each.number) for each in written} == run | compared | HERE


def test_one_session_goes_through_the_readme_from_its_first_command_to_its_last() -> None:
    copied = [step for step in README if isinstance(step, Copied)]
    assert [step.block for step in copied] == [each for each in blocks("README.md") if each.language == "sh"]
    assert {command for step in copied for command in step.leave_out} <= {*LEFT_OUT}
    assert SESSIONS["README"][: len(README)] == README


def test_what_the_readme_says_in_sentences_is_run_as_well() -> None:
    said = {
        text for text in SPAN.findall(FENCED.sub("", (REPOSITORY / "README.md").read_text())) if COMMAND.match(text)
    }
    run = [command.removeprefix("! ") for step in SESSIONS["README"] for command, _ in step.commands()]
    assert {each for each in said if not any(re.fullmatch(re.escape(each) + STACK, line) for line in run)} == {
        *LEFT_OUT
    }


@pytest.mark.parametrize("file", COMPARED)
def test_the_file_that_compares_reads_the_page(file: str) -> None:
    text = (REPOSITORY / file).read_text()
    assert {page for page, _ in COMPARED[file] if page.rpartition("/")[2] not in text} == set()


@pytest.mark.parametrize(("page", "number"), CONFIGURATION)
def test_a_configuration_is_one_that_the_program_takes(page: str, number: int) -> None:
    configured = yaml.safe_load(block(page, number).text)["config"]
    prefix = "customer-profiles:"
    ours = {name.removeprefix(prefix): value for name, value in configured.items() if name.startswith(prefix)}
    parsed = parse(ours)
    assert parsed.domain_name == "amazon-connect-customers"
    assert len(parsed.integrations) == len(ours.get("integrations", [None]))


def result_of(text: str, before: str) -> Any:
    """Deploy a piece of a program with the library's names."""
    names: dict[str, Any] = {"pulumi": pulumi, **{name: getattr(library, name) for name in library.__all__}}

    def program() -> None:
        exec(before, names)  # noqa: S102
        exec(text, names)  # noqa: S102
        if "Ingestion" in names:
            names["Ingestion"]("wrapped")

    return deploy(program)


@pytest.mark.parametrize(("page", "number"), PROGRAMS)
def test_a_piece_of_a_program_deploys(page: str, number: int) -> None:
    whole = {
        "        ...\n": '        "domain_name": "shop", "kms_key_arn": KEY,\n'
        '        "tasks": [{"type": "Map", "field": "id", "to": "Id"}],\n'
    }
    text = block(page, number).text
    for gap, filled in whole.items():
        text = text.replace(gap, filled)
    key = "KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'"
    deployed = result_of(text, f"{key}\n{PROGRAMS[page, number]}")
    assert deployed.error is None
    assert len(deployed.resources) > 2


@pytest.mark.parametrize(("page", "number"), EXCERPTS)
def test_an_excerpt_is_one(page: str, number: int) -> None:
    whole = (REPOSITORY / EXCERPTS[page, number]).read_text()
    assert " ".join(block(page, number).text.split()) in " ".join(whole.split())


def test_a_refused_argument_is_one_line_as_in_the_readme() -> None:
    text = block("README.md", 7).text.replace('{"records_per_day": 12_000}', '{"days": 0}')
    refused = str(result_of(text, "").error)
    assert f"error: {refused}\n" == block("README.md", 10).text


def test_the_plan_that_is_printed() -> None:
    shown = block("docs/bulk-ingestion.md", 2).text
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(shown, {})  # noqa: S102
    assert f"# {out.getvalue()}" == shown.splitlines(keepends=True)[-1]


def test_the_plugin_is_named_as_in_the_example() -> None:
    named = yaml.safe_load(block("docs/any-language.md", 2).text)
    example = yaml.safe_load((REPOSITORY / "examples" / "yaml" / "Pulumi.yaml").read_text())
    assert named["plugins"] == example["plugins"]


def test_the_configuration_lists_what_take_over_is_told_in_python() -> None:
    listed = yaml.safe_load(block("docs/any-language.md", 4).text)["config"]
    calls = [each for each in ast.walk(ast.parse(block("docs/names.md", IDS).text)) if isinstance(each, ast.Call)]
    [told] = [each for each in calls if isinstance(each.func, ast.Name) and each.func.id == "take_over"]
    ids, as_found = (ast.literal_eval(each) for each in (told.args[0], told.keywords[0].value))
    assert listed == {f"{PACKAGE}:takeOver": ids, f"{PACKAGE}:asFound": as_found}


def test_a_refusal_in_another_language() -> None:
    refused = block("docs/any-language.md", 3).text.strip()
    _, _, ours = refused.partition(" has a problem: ")
    assert ours.replace("'contacts'", "'it'") in (REPOSITORY / "tests" / "e2e" / "test_yaml.py").read_text()


def unwrapped(text: str) -> str:
    """An error as it is printed, in one line and without the page that it refers to."""
    return " ".join(text.split()).removesuffix(" (docs/names.md)")


def test_a_name_that_is_taken_is_refused_as_on_the_page() -> None:
    queue, name = (
        "amazon-connect-customers-dead-letters",
        "connect-customer-profiles:index:DeadLetterQueue$aws:sqs/queue:Queue",
    )
    made = {"name": queue, "region": "us-east-1"}
    urn = f"urn:pulumi:dev::shop::{name}"
    claim = Claim("DeadLetterQueue", "letters", f"{urn}::letters-queue", made, {"queue_name"}, "us-east-1")
    found = refusal(claim, f"arn:aws:sqs:us-east-1:111122223333:{queue}", {f"{urn}::dlq-queue": made})
    assert unwrapped(block("docs/names.md", 1).text) == unwrapped(f"error: DeadLetterQueue 'letters': {found}")


def test_credentials_of_another_account_are_refused_as_on_the_page() -> None:
    refused = stays("account 123456789012", "the credentials belong to account 210987654321")
    assert unwrapped(block("docs/names.md", 4).text) == unwrapped(f"error: {refused}")


def test_the_providers_are_told_the_account_as_an_end_to_end_test_tells_them() -> None:
    """`test_a_refresh_with_credentials_of_another_account_forgot_my_queues` runs with it."""
    account = ["123456789012"]
    told = {f"{package}:allowedAccountIds": account for package in ("aws", "aws-native")}
    assert yaml.safe_load(block("docs/names.md", 5).text)["config"] == told


def test_a_second_policy_is_refused_as_on_the_page() -> None:
    found = new_second_policy("queue", "audit", {"source_policy_documents"})
    assert unwrapped(block("docs/names.md", 8).text) == unwrapped(f"error: DeadLetterQueue 'letters': {found}")


def test_an_object_that_is_loaded_already_is_refused_as_on_the_page() -> None:
    what = {"connector_type": "Salesforce", "connector_profile_name": "salesforce", "source_object": "Contact"}
    load = duplicate.Load(region="us-east-1", account="123456789012", domain_name="shop", **what)
    uri = "arn:aws:appflow:us-east-1:123456789012:flow/Customer_Profiles_shop_Salesforce_Contact_1700000000000"
    found = duplicate.refusal(load, uri, "Salesforce-Contact")
    assert unwrapped(block("docs/names.md", 7).text) == unwrapped(f"IntegrationWorkflow: {found}")


def test_the_workflow_of_the_pipeline_calls_what_the_example_has() -> None:
    workflow = yaml.safe_load(block("examples/policy-in-ci/README.md", 1).text)
    runs = [step["run"] for step in workflow["jobs"]["profiles"]["steps"] if "run" in step]
    assert runs[0] == "pulumi install && pulumi stack select ci --create"
    script = (REPOSITORY / "examples" / "policy-in-ci" / "pipeline.sh").read_text()
    assert all(f"{step}()" in script and step in runs[1] for step in ("check", "deploy", "audit"))
