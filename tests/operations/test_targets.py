"""Targets from a stack's state and from AWS alone are the same."""

import json
from collections.abc import Callable

import pytest
from connect_customer_profiles.ingestion.plain import normalised
from connect_customer_profiles.ingestion.state import STATE, State
from connect_customer_profiles.ingestion.wanted import INGESTION_INPUTS
from connect_customer_profiles.operations import stack_targets
from connect_customer_profiles.operations.errors import Refused
from connect_customer_profiles.operations.selection import Selection, find

from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.provider.place import ACCOUNT, DAY, DOMAIN, REGION, Place

Deploy = Callable[..., Deployment]

NOT_TOLD = {"on_delete", "resubmit_limit", "re_establish", "loaded_from", "aws_profile"}
"""What of an ingestion only its stack knows."""


def test_a_stack_tells_domain_and_ingestions(deployment: Deploy) -> None:
    made = deployment(count=2)
    target = find(Selection(stack="dev"))
    arguments = made.stacks["contacts"].arguments
    assert (target.domain_name, target.account, target.region) == (DOMAIN, ACCOUNT, REGION)
    assert (target.kms_key_arn, target.role_arn) == (arguments["kms_key_arn"], arguments["execution_role_arn"])
    assert [each.name for each in target.ingestions] == ["contacts", "contacts1"]
    [state, _] = [each.state for each in target.ingestions]
    assert state == State.from_state(made.stacks["contacts"].state)
    assert state.to_state() == normalised(made.stacks["contacts"].state)
    assert set(state.to_state()) <= {*INGESTION_INPUTS, *STATE}
    assert target.ingestion("contacts1").state.token == made.stacks["contacts1"].state["token"]


@pytest.mark.parametrize("days", [0, 0.0035, 10])
def test_aws_alone_tells_the_same_of_a_workflow(deployment: Deploy, place: Place, days: float) -> None:
    made = deployment()
    place.control.advance(days * DAY)
    made.refresh()
    [ingestion] = find(Selection(domain=DOMAIN)).ingestions
    expected = {
        key: value for key, value in State.from_state(made.only.state).to_state().items() if key not in NOT_TOLD
    }
    told = {key: ingestion.state.to_state().get(key) for key in expected}
    assert told["status"] == {0: "NOT_STARTED", 0.0035: "IN_PROGRESS", 10: "COMPLETE"}[days]
    # What the circumstances were when it was started, nobody has written down.
    for each in (expected, told):
        del each["circumstances"], each["attempted_at"]
        # Before its first step there is no flow, and before its end no integration that has tags.
        if days == 0:
            del each["flow_definition"]
        if days < 1:
            del each["tags"]
    assert told == expected


def test_aws_alone_tells_the_same_of_an_incremental_integration(deployment: Deploy, place: Place) -> None:
    made = deployment(import_start_date=place.days_ago(20))
    place.control.advance(7200)
    made.refresh()
    [ingestion] = find(Selection(domain=DOMAIN)).ingestions
    keys = ("token", "mode", "integration_uri", "flow_status", "covers_from", "pulled_until", "flow_definition", "tags")
    assert {key: ingestion.state.to_state()[key] for key in keys} == {key: made.only.state[key] for key in keys}


def test_secrets_of_a_stack_stay_secret_and_only_matter_where_they_are_needed(deployment: Deploy) -> None:
    made = deployment()
    resources = made.resources()
    secret = {stack_targets.SECRET: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc:def"}
    resources[-1]["outputs"]["tags"] = {"team": secret}
    [target] = stack_targets.targets(json.loads(json.dumps(resources)), stack_targets.StackCredentials())
    [ingestion] = target.ingestions
    assert ingestion.hidden == ("tags",)
    assert "tags" not in ingestion.state.to_state()
    with pytest.raises(Refused, match=r"contacts: tags is a secret of the stack, which this command never decrypts"):
        ingestion.need("tags")


def test_several_domains_ask_for_a_choice(command: Command, deployment: Deploy) -> None:
    made = deployment()
    resources = made.resources()
    other = {**resources[0], "outputs": {**resources[0]["outputs"], "domainName": "amazon-connect-other"}}
    state = {"deployment": {"resources": [*resources, other]}}
    command.stack_file.write_text(json.dumps(state))
    with pytest.raises(
        Refused, match=r"several domains, choose one with --domain or --region: amazon-connect-other in"
    ):
        find(Selection(stack="dev"))
    assert find(Selection(stack="dev", domain="amazon-connect-other")).ingestions == ()
    assert len(find(Selection(stack="dev", domain=DOMAIN)).ingestions) == 1


def test_an_integration_that_no_update_has_created_is_not_all_well(command: Command, deployment: Deploy) -> None:
    made = deployment()
    outputs = {"domain_name": DOMAIN, "account": ACCOUNT, "region": REGION}
    kind = "pulumi-python:dynamic/customerprofiles:IngestionPlan"
    resources = made.resources()[:-1]
    parent = resources[-1]["urn"]
    plan = {"urn": f"urn:pulumi:dev::app::{kind}::contacts-plan", "type": kind, "parent": parent, "outputs": outputs}
    made.file.write_text(json.dumps({"version": 3, "deployment": {"resources": [*resources, plan]}}))
    told = "planned, and not created: the last update failed. Run `pulumi up --stack dev`"
    shown = command("status", "--stack", "dev")
    assert (shown.code, f"contacts: {told}\n" in shown.stdout) == (1, True), shown
    assert command("status", "--stack", "dev", "--json").document["not_created"] == ["contacts"]
    watched = command("watch", "--stack", "dev")
    assert (watched.code, f"contacts: {told}\n" in watched.stdout) == (1, True), watched
    looked = command("diagnose", "--stack", "dev", "--json")
    assert {"what": "integration contacts", "reason": told.replace(" --stack dev", "")} in looked.document["unseen"], (
        looked
    )
    assert looked.code != 0
