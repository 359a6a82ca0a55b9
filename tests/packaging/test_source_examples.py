"""The examples for each source: deployed, changed, refreshed and destroyed, each as a reader runs it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Place
from tests.e2e.harness import ROOT, Project
from tests.emulator.setting import client
from tests.policies.engine import violations

from .example import Example

pytestmark = pytest.mark.e2e

EXAMPLES = ROOT / "examples"
LOADING = ("CreateIntegrationWorkflow", "PutIntegration")
DAY = 86_400.0


def aws(place: Place, service: str) -> Any:
    return client(place.control.endpoint, service, "123456789012")


def flow(place: Place, name: str) -> dict[str, Any]:
    """The flow as it is at AppFlow."""
    found: dict[str, Any] = aws(place, "appflow").describe_flow(flowName=name)
    return found


def schedule(place: Place, name: str) -> str:
    return str(flow(place, name)["triggerConfig"]["triggerProperties"]["Scheduled"]["scheduleExpression"])


def objects(place: Place, domain: str) -> int:
    return int(aws(place, "customer-profiles").get_domain(DomainName=domain)["Stats"]["ObjectCount"])


def calls(place: Place, *operations: str) -> list[str]:
    return [call["operation"] for call in place.control.calls() if call["operation"] in operations]


def check_a_change_in_place(place: Place, stack: Project, domain: str, name: str, key: str) -> None:
    """Another schedule reaches the flow itself, and nothing is loaded again."""
    assert schedule(place, name) == "rate(1hours)"
    loaded, made = objects(place, domain), calls(place, *LOADING)
    stack.set(key, "rate(2hours)")
    stack.up()
    assert schedule(place, name) == "rate(2hours)"
    assert calls(place, *LOADING) == made
    # Time goes on: a continuous run may bring the record of the hour.
    assert loaded <= objects(place, domain) <= loaded + 5


def check_the_end(place: Place, stack: Project, *kept: str) -> None:
    """A refresh finds no drift, a destroy leaves nothing but what was there before."""
    stack.refresh()
    assert stack.changes() == {}
    assert violations(stack) == set()
    stack.destroy()
    assert [name for names in place.leftovers().values() for name in names] == list(kept)


def test_salesforce_backfill(place: Place, example: Callable[[Path], Example]) -> None:
    stack = example(EXAMPLES / "salesforce-backfill").stack("dev")
    outputs = stack.up()
    batches = stack.batches("contacts")
    assert outputs["batches"] == len(batches)
    # 999,999 records a run at 12,000 a day are 83 days.
    assert [(each["start"], each["end"]) for each in batches[:2]] == [
        ("2023-01-31T00:00:00Z", "2023-04-24T00:00:00Z"),
        ("2023-04-24T00:00:00Z", "2023-07-16T00:00:00Z"),
    ]
    assert stack.changes() == {}
    place.control.advance(DAY)
    assert stack.refresh()["contacts-ingestion"]["status"] == "COMPLETE"
    check_a_change_in_place(
        place, stack, "amazon-connect-backfill", outputs["flowName"], "salesforce-backfill:schedule"
    )
    [found] = aws(place, "customer-profiles").search_profiles(
        DomainName="amazon-connect-backfill", KeyName="_salesforceContactId", Values=["003000000000080000"]
    )["Items"]
    assert (found["FirstName"], found["BirthDate"]) == ("Ines", "1960******")
    check_the_end(place, stack)


def test_marketo_and_servicenow(place: Place, example: Callable[[Path], Example]) -> None:
    stack = example(EXAMPLES / "marketo-and-servicenow").stack("dev")
    outputs = stack.up()
    assert {name: outputs[name]["batches"] for name in ("leads", "users")} == {
        name: len(stack.batches(name)) for name in ("leads", "users")
    }
    assert [each["start"] for each in stack.batches("leads")[:2]] == [
        "2025-06-30T00:00:00Z",
        "2025-07-30T00:00:00Z",
    ]
    # 100,000 records a run at 1,500 a day are 66 days.
    assert [each["start"] for each in stack.batches("users")[:2]] == [
        "2025-01-31T00:00:00Z",
        "2025-04-07T00:00:00Z",
    ]
    assert stack.changes() == {}
    place.control.advance(DAY)
    done = stack.refresh()
    assert {done[f"{name}-ingestion"]["status"] for name in ("leads", "users")} == {"COMPLETE"}
    name = outputs["users"]["flowName"]
    check_a_change_in_place(place, stack, "amazon-connect-service", name, "marketo-and-servicenow:userSchedule")
    assert schedule(place, outputs["leads"]["flowName"]) == "rate(1hours)"
    [found] = aws(place, "customer-profiles").search_profiles(
        DomainName="amazon-connect-service", KeyName="_serviceNowSystemId", Values=[f"{90_000:032x}"]
    )["Items"]
    assert found["HomePhoneNumber"] == "******090000"
    check_the_end(place, stack)


def test_s3_and_custom_mapping(place: Place, example: Callable[[Path], Example]) -> None:
    s3 = aws(place, "s3")
    s3.create_bucket(Bucket="crm-exports")
    header = "number,first,last,email,country,orders,average\n"

    def export(name: str, *rows: str) -> None:
        s3.put_object(Bucket="crm-exports", Key=f"customers/{name}", Body="\n".join([header.strip(), *rows]).encode())

    export(
        "monday.csv",
        "1,Ana,Silva,ana@example.com,DE,4,12.5",
        "2,Ben,Okafor,ben@example.com,PT,1,1",
        "3,Cem,Kaya,,AT,1,1",
    )
    stack = example(EXAMPLES / "s3-and-custom-mapping").stack("dev")
    outputs = stack.up()
    assert outputs["status"] == "ACTIVE"
    assert stack.changes() == {}
    place.control.advance(600)
    export("tuesday.csv", "4,Dana,Meyer,dana@example.com,CH,2,3")
    place.control.advance(3600)
    assert objects(place, "amazon-connect-shop") == 2
    [found] = aws(place, "customer-profiles").search_profiles(
        DomainName="amazon-connect-shop", KeyName="customerNumber", Values=["1"]
    )["Items"]
    assert (found["AccountNumber"], found["EmailAddress"]) == ("1", "ana@example.com")
    assert found["Attributes"] == {"FullName": "Ana Silva", "Spent": "50.0"}
    check_a_change_in_place(place, stack, "amazon-connect-shop", outputs["flowName"], "s3-and-custom-mapping:schedule")
    check_the_end(place, stack, "crm-exports")
