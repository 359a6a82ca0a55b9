"""`seed console`: a domain as somebody has left it who clicked it together."""

from datetime import timedelta
from typing import Any

from localcloud import console

from .setting import Place
from .test_controls import control, said


def test_somebody_has_clicked_a_domain_together_years_ago(place: Place) -> None:
    place.sqs.create_queue(QueueName="of-somebody-else")
    told = dict(line.split() for line in said(place, "seed", "console").splitlines())
    domain = place.profiles.get_domain(DomainName=told["domain"])
    assert (domain["DefaultEncryptionKey"], domain["DeadLetterQueueUrl"]) == (told["key"], told["queue"])
    assert domain["DefaultExpirationDays"] == console.EXPIRATION_DAYS
    listed = place.profiles.list_integrations(DomainName=console.DOMAIN)["Items"]
    integrations = {each["Uri"]: each["ObjectTypeName"] for each in listed}
    assert integrations == {
        told["instance"]: "CTR",
        told["contacts"]: "Salesforce-Contact",
        told["accounts"]: "Salesforce-Account",
        told["members"]: "Loyalty",
    }

    flows = {name: flow(place, told[name]) for name in ("contacts", "accounts", "members")}
    assert {each["flowStatus"] for each in flows.values()} == {"Active"}
    names = [each["flowName"] for each in flows.values()]
    assert [each.startswith(f"Customer_Profiles_{console.DOMAIN}_Salesforce_") for each in names] == [True, True, False]
    # The console's order and types, which are not this library's.
    for each in flows.values():
        assert [task["taskType"] for task in each["tasks"]] == ["Map"] * (len(each["tasks"]) - 1) + ["Filter"]
        assert all("DESTINATION_DATA_TYPE" in task["taskProperties"] for task in each["tasks"][:-1])

    [workflow] = place.profiles.list_workflows(DomainName=console.DOMAIN)["Items"]
    assert workflow["Status"] == "COMPLETE"
    steps = place.profiles.get_workflow_steps(DomainName=console.DOMAIN, WorkflowId=workflow["WorkflowId"])["Items"]
    assert [each["AppflowIntegration"]["Status"] for each in steps] == ["COMPLETE"] * 2
    first = min(each["AppflowIntegration"]["BatchRecordsStartTime"] for each in steps)
    pulled = flows["contacts"]["triggerConfig"]["triggerProperties"]["Scheduled"]["firstExecutionFrom"]
    assert (pulled - timedelta(days=console.HISTORY_DAYS)).strftime("%Y-%m-%dT%H:%M") == first[:16]

    # Its bucket's name is taken in every account and Region.
    for elsewhere in ((), ("--region", "eu-west-1"), ("--account", "222222222222")):
        refused = control(place, "seed", "console", *elsewhere)
        assert refused.exit_code == 1
        assert refused.output.splitlines()[-1] == (
            f"Error: {console.DOMAIN} exists already in {place.account}, {place.region}"
        )


def flow(place: Place, uri: str) -> dict[str, Any]:
    described: dict[str, Any] = place.appflow.describe_flow(flowName=uri.rpartition("/")[2])
    return described
