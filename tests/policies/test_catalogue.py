"""What is written about the rules."""

import json
import re

from tests.policies.pack import ROOT, run

RULES = """
import json
from customer_profiles_policies import RULES
from customer_profiles_policies.sdk import policies
print(json.dumps([
    [each.name, each.description, each.severity.value, each.remediation_steps, each.url,
     each.config_schema.properties if each.config_schema else {}]
    for each in policies(RULES)
]))
"""


def test_the_catalogue_is_up_to_date() -> None:
    assert (ROOT / "docs" / "policies.md").read_text() == run("-m", "customer_profiles_policies.catalogue"), (
        "run `make policy-catalogue`"
    )


def test_every_rule_says_all_that_a_user_needs() -> None:
    rules = json.loads(run("-c", RULES))
    assert len({name for name, *_ in rules}) == len(rules)
    for name, description, severity, remedy, url, schema in rules:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", name)
        assert description.endswith(".")
        assert remedy.endswith(".")
        # It is read with programs of every language: arguments are named in words.
        assert not re.search(r"[a-z]_[a-z]", remedy), remedy
        assert severity in ("low", "medium", "high", "critical")
        assert url.startswith("https://docs.aws.amazon.com/")
        assert all({"type", "default", "description"} <= set(setting) for setting in schema.values())


def test_the_rules_need_neither_the_local_cloud_nor_the_providers_packages() -> None:
    loaded = run("-c", "import sys, customer_profiles_policies.sdk; print(*sys.modules)").split()
    assert {"pulumi_aws", "pulumi_aws_native", "boto3", "moto", "localcloud"} & set(loaded) == set()
