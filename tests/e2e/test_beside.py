"""An object that the console has integrated: loaded a second time only by those who say so."""

import copy
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from connect_customer_profiles.rules import rfc3339
from connect_customer_profiles.sources.integration import integration_definition

from .conftest import Place
from .harness import Project
from .test_deployer_policy import as_administrator, deployer

pytestmark = pytest.mark.e2e

DOMAIN = "amazon-connect-test"
CONSOLE = f"Customer_Profiles_{DOMAIN}_Salesforce_Contact_1700000000000"
READS = ("Assume", "Describe", "Get", "List", "Simulate")
PROGRAM = f"""
from connect_customer_profiles import IntegrationWorkflow

IntegrationWorkflow(
    "contacts",
    {{{{
        "domain_name": "{DOMAIN}",
        "connector": {{{{"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"}}}},
        "import_start_date": "2025-01-31",
        "bulk": "never",
        "kms_key_arn": "{{key}}",
        **{{more}},
    }}}},
)
"""


def made_in_the_console(place: Place) -> tuple[str, str]:
    """A domain with an integration that nobody has written as code; returns its key and the integration's URI."""
    key: str = place.client("kms").create_key()["KeyMetadata"]["Arn"]
    profiles = place.client("customer-profiles")
    profiles.create_domain(DomainName=DOMAIN, DefaultExpirationDays=366, DefaultEncryptionKey=key)
    connector = {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"}
    flow = copy.deepcopy(integration_definition({"connector": connector}).flow_definition)
    flow["TriggerConfig"]["TriggerProperties"]["Scheduled"]["ScheduleStartTime"] = time.time() + 600
    named = {**flow, "FlowName": CONSOLE, "KmsArn": key}
    uri: str = profiles.put_integration(DomainName=DOMAIN, ObjectTypeName="Salesforce-Contact", FlowDefinition=named)[
        "Uri"
    ]
    place.client("appflow").start_flow(flowName=CONSOLE)
    return key, uri


def test_my_object_that_the_console_has_integrated_became_mine_without_a_second_load(
    place: Place, project: Callable[..., Project]
) -> None:
    key, uri = made_in_the_console(place)
    integration = {"DomainName": DOMAIN, "Uri": uri}

    def found() -> list[dict[str, Any]]:
        flow = place.client("appflow").describe_flow(flowName=CONSOLE)
        return [
            {name: value for name, value in each.items() if name != "ResponseMetadata"}
            for each in (flow, place.client("customer-profiles").get_integration(**integration))
        ]

    with as_administrator(place):
        first = found()[0]["triggerConfig"]["triggerProperties"]["Scheduled"].get("firstExecutionFrom")
        since = rfc3339(first or found()[0]["createdAt"] - timedelta(days=30))
    place.environment.update(deployer(place))
    place.control.behaviours(role_policies="dependencies")
    adopted = {"import_start_date": since, "adopt": {"integration_uri": uri}}
    stack = project(program=PROGRAM.format(key=key, more=adopted))
    with as_administrator(place):
        there, before = found(), max(call["id"] for call in place.control.calls())
    told = f"takes over flow {CONSOLE}, loads nothing: records since {since} are loaded"
    assert told in stack.stack.preview().stdout
    stack.up()
    assert stack.changes() == {}
    stack.destroy()
    calls = [each["operation"] for each in place.control.calls(since=before)]
    assert [each for each in calls if not each.startswith(READS)] == []
    with as_administrator(place):
        assert found() == there


def test_my_object_that_the_console_has_integrated_was_loaded_again_without_a_word(
    place: Place, project: Callable[..., Project]
) -> None:
    key, uri = made_in_the_console(place)
    flows = place.existing("flows")
    # As somebody who may do nothing but deploy.
    place.environment.update(deployer(place))
    place.control.behaviours(role_policies="dependencies")
    stack = project(program=PROGRAM.format(key=key, more={}))
    before = max(call["id"] for call in place.control.calls())
    assert stack.refusal() == [
        f"error: IntegrationWorkflow: connector.object = 'Contact': flow {CONSOLE}, which no IntegrationWorkflow of "
        f"this stack has made, loads it into Salesforce-Contact of {DOMAIN} already; a second one would load all "
        f'history again, and every change twice. Take it over with adopt: {{"integration_uri": "{uri}"}}, or pass '
        "beside: True to load it a second time (docs/names.md)"
    ]
    with pytest.raises(Exception, match="a second one would load all history again"):
        stack.up()
    written = [
        each["operation"] for each in place.control.calls(since=before) if not each["operation"].startswith(READS)
    ]
    assert written == []
    assert place.existing("flows") == flows

    (stack.folder / "__main__.py").write_text(PROGRAM.format(key=key, more={"beside": True}))
    stack.up()
    assert len(place.existing("integrations")) == 2
    assert stack.changes() == {}
    # It was asked for once.
    (stack.folder / "__main__.py").write_text(PROGRAM.format(key=key, more={}))
    assert {name for name, step in stack.steps().items() if step.type.split(":")[-1] != "IntegrationWorkflow"} == set()
    stack.up()
    stack.destroy()
    with as_administrator(place):
        assert list(place.existing("integrations")) == [uri]
        assert place.existing("flows") == flows
