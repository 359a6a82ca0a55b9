"""One stack an environment: the repository's own production settings, and the same domain in two Regions."""

import subprocess
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from .conftest import Place
from .harness import ROOT, Project, command

pytestmark = pytest.mark.e2e

PRODUCTION: dict[str, Any] = yaml.safe_load((ROOT / "Pulumi.prod.yaml").read_text())["config"]
DOMAIN, KEY = "aws-native:customerprofiles:Domain", "aws:kms/key:Key"
QUEUE = "aws:sqs/queue:Queue"


@pytest.fixture
def production(place: Place, tmp_path: Any) -> Project:
    """The program with the configuration of production, as it is in the repository."""
    return Project.create(tmp_path / "project", place.environment, PRODUCTION, stack="prod")


def test_production_is_previewed_with_its_domain_key_and_letters_protected(place: Place, production: Project) -> None:
    created = {name: step.new for name, step in production.steps().items() if step.new}
    assert {state.type for state in created.values() if state.protect} == {DOMAIN, KEY, QUEUE}
    domain = created["domain-domain"].inputs or {}
    assert (domain["domainName"], domain["defaultExpirationDays"]) == ("amazon-connect-customers", 1098)
    assert {name for name, state in created.items() if state.type.endswith(":Ingestion")} == {
        "salesforce-contact-ingestion",
        "marketo-leads-ingestion",
    }
    assert place.leftovers() == {}


def test_production_is_deployed_and_not_destroyed(place: Place, production: Project) -> None:
    integrations = production.up()["integrations"]
    assert {name: each["mode"] for name, each in integrations.items()} == {
        "salesforce-contact": "workflow",
        "marketo-leads": "workflow",
    }
    assert production.changes() == {}
    before = place.leftovers()
    refused = subprocess.run(
        [command().command, "destroy", "--yes", "--non-interactive", "--stack", "prod"],
        cwd=production.folder,
        env=place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode != 0
    assert '::domain-domain" cannot be deleted' in refused.stdout
    after = place.leftovers()  # the workflows go on: batches get their flows
    assert [name for kind, names in before.items() for name in names if name not in after[kind]] == []


def test_the_same_domain_in_two_regions_of_an_account_is_two_stacks(
    place: Place, project: Callable[..., Project]
) -> None:
    regions = {"us": "us-east-1", "eu": "eu-central-1"}
    stacks = {name: project(name) for name in regions}
    for name, region in regions.items():
        stacks[name].set("aws:region", region)
        stacks[name].set("aws-native:region", region)
        outputs = stacks[name].up()
        assert outputs["domainArn"] == f"arn:aws:profile:{region}:123456789012:domains/amazon-connect-test"

    for region in regions.values():
        assert place.existing("domains", region) == ["amazon-connect-test"]
        assert place.existing("queues", region) == ["amazon-connect-test-dead-letters"]
        assert place.existing("aliases", region) == ["alias/amazon-connect-test"]
        assert len(place.existing("workflows", region)) == 1
    both = [f"amazon-connect-test-ingestion-{region}" for region in ("eu-central-1", "us-east-1")]
    assert sorted(place.existing("roles", "global")) == both
    assert sorted(place.existing("policies", "global")) == [f"arn:aws:iam::123456789012:policy/{name}" for name in both]

    assert stacks["us"].changes() == {}
    place.control.set_speed(60)
    stacks["us"].destroy()
    assert {name.split()[1] for name in place.leftovers()} == {"eu-central-1", "global"}
    assert place.existing("roles", "global") == both[:1]
    assert stacks["eu"].changes() == {}
    stacks["eu"].destroy()
    assert place.leftovers() == {}
