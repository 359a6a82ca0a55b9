"""Every bad set-up is caught by the rules meant for it and by no other; no rule fires on its good twin."""

import tomllib
from typing import Any

import pytest

from tests.policies.cases import Case, Resource
from tests.policies.collection import CASES
from tests.policies.collection.bystanders import BYSTANDERS
from tests.policies.pack import PACK, ROOT, judged, setup

KINDS = ("connect-customer-profiles:", "aws:", "aws-native:")


@pytest.fixture(scope="module")
def verdicts() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """What the rules say of each bad set-up and its good twin: one process for all."""
    setups = [setup(each, stack=case.stack, config=case.config) for case in CASES for each in (case.bad, case.good)]
    said = judged(setups)
    return {case.name: (said[2 * index], said[2 * index + 1]) for index, case in enumerate(CASES)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_bad_setup_is_caught_by_the_rules_meant_for_it(
    verdicts: dict[str, tuple[dict[str, Any], dict[str, Any]]], case: Case
) -> None:
    findings = verdicts[case.name][0]["findings"]
    assert {rule: messages[0] for rule, messages in findings.items()} == case.catches


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_rule_fires_on_the_good_twin(verdicts: dict[str, tuple[dict[str, Any], dict[str, Any]]], case: Case) -> None:
    good = verdicts[case.name][1]
    assert (good["findings"], good["unknown"]) == ({}, [])


def test_the_collection_is_large_and_of_all_kinds() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)
    types = [each.type for case in CASES for each in ([case.bad] if isinstance(case.bad, Resource) else case.bad)]
    assert all(sum(each.startswith(kind) for each in types) >= 15 for kind in KINDS)


def test_every_rule_catches_something(verdicts: dict[str, tuple[dict[str, Any], dict[str, Any]]]) -> None:
    from tests.policies.pack import run

    names = run("-c", "from customer_profiles_policies import RULES; print(*(rule.name for rule in RULES))").split()
    assert sorted(names) == sorted({rule for bad, _ in verdicts.values() for rule in bad["findings"]})


@pytest.fixture(scope="module")
def bystanders() -> dict[str, dict[str, Any]]:
    """What the rules say of what others have."""
    return dict(zip(BYSTANDERS, judged([setup(each) for each in BYSTANDERS.values()]), strict=True))


@pytest.mark.parametrize("name", BYSTANDERS)
def test_no_rule_finds_anything_in_what_is_for_something_else(bystanders: dict[str, dict[str, Any]], name: str) -> None:
    assert bystanders[name]["findings"] == {}


def test_the_pack_has_the_librarys_version() -> None:
    library = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"\nversion: {library}\n" in (PACK / "PulumiPolicy.yaml").read_text()
