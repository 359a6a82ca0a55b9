"""Levels and settings of rules: what names no rule, setting or level is refused with the nearest that does."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.policies.collection import keys
from tests.policies.pack import PACK, PYTHON, judged, setup

CHECK = "customer_profiles_policies.configuration"


def checked(path: Path) -> tuple[int, list[str]]:
    """Exit code and lines of the check of a file."""
    done = subprocess.run([str(PYTHON), "-m", CHECK, str(path)], cwd=PACK, capture_output=True, text=True, check=False)
    return done.returncode, [line.removeprefix(f"{path}: ") for line in done.stderr.splitlines()]


def test_what_a_configuration_names_and_the_pack_does_not_have(tmp_path: Path) -> None:
    path = tmp_path / "policy-config.json"
    config: dict[str, Any] = {
        "all": "mandatory",
        "domain-key-rotated": "remediate",
        "domain-expiration": {"enforcementLevel": "mandatory", "maximumDays": 730},
    }
    path.write_text(json.dumps(config))
    assert checked(path) == (0, [])
    path.write_text(
        json.dumps(
            {
                "domain-key-rotation": "remediate",
                "domain-expiration": {"maximumDay": 730},
                "domain-customer-key": {"enforcementLevel": "Mandatory", "x": 1},
                "domain-name-prefix": "warning",
            }
        )
    )
    assert checked(path) == (
        1,
        [
            "domain-key-rotation: is not a rule of this pack; did you mean domain-key-rotated?",
            "domain-expiration.maximumDay: is not a setting of this rule; did you mean maximumDays?",
            "domain-customer-key: 'Mandatory' is not a level; known levels: advisory, mandatory, remediate, disabled",
            "domain-customer-key.x: is not a setting of this rule; it has none",
            "domain-name-prefix: 'warning' is not a level; known levels: advisory, mandatory, remediate, disabled",
        ],
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [("[]", "must be an object with the names of rules"), ("{", "Expecting property name"), (None, "No such file")],
)
def test_what_is_no_configuration_is_told(tmp_path: Path, text: str | None, problem: str) -> None:
    path = tmp_path / "policy-config.json"
    if text is not None:
        path.write_text(text)
    code, lines = checked(path)
    assert code == 1
    assert len(lines) == 1
    assert problem in lines[0]


def test_a_setting_that_a_rule_does_not_have_is_a_violation_of_it() -> None:
    (verdict,) = judged(
        [
            setup(
                keys.raw(),
                config={"domain-key-deletion-window": {"minimumDay": 10}, "domain-integrations-quota": {"n": 1}},
            )
        ]
    )
    assert verdict["findings"] == {
        "domain-key-deletion-window": [
            "configuration of domain-key-deletion-window: minimumDay: is not a setting of this rule; did you mean "
            "minimumDays?"
        ],
        "domain-integrations-quota": [
            "configuration of domain-integrations-quota: n: is not a setting of this rule; known settings: "
            "maximumIntegrations"
        ],
    }
