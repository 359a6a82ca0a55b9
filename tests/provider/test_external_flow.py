"""A flow made in AppFlow with its integration: exact requests, repair, and no trace whatever goes wrong in between."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from connect_customer_profiles import names
from connect_customer_profiles.ingestion import quotas
from connect_customer_profiles.ingestion.memory import MEMORY
from connect_customer_profiles.policy import source_bucket_policy

from tests.provider.elsewhere import ANOTHER_PLACE, ELSEWHERE, assert_left_alone, assert_stays
from tests.provider.in_process import InProcess
from tests.provider.place import ACCOUNT, DAY, DOMAIN, REGION, Place
from tests.provider.reserved import EXTERNAL_FLOW, Interruptions, Reserved, flow_inputs
from tests.provider.server import UNKNOWN, Provider, ProviderError
from tests.provider.stack import RefusedError, Start

MakeStack = Callable[..., Reserved]

SOURCE = {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"}
TASKS = [{"type": "Map", "source_fields": ["Id"]}, {"type": "Map", "source_fields": ["Email"]}]
EVERY_FIELD = [{"type": "Map_all"}]
EXPIRIES = ("deprecated", "deleted", "gone", "silently")


@pytest.fixture
def stack(place: Place, shared: Provider) -> MakeStack:
    """Makes a stack with a domain and a connector profile; arguments may be changed."""

    def make(provider: Provider | None = None, **changes: Any) -> Reserved:
        place.server.cloud.set_behaviour("enforce_rates", False)
        place.client("customer-profiles").create_domain(DomainName=DOMAIN, DefaultExpirationDays=366)
        place.control.seed(("salesforce", "Salesforce"), ("hubspot", "CustomConnector"), account=ACCOUNT, region=REGION)
        arguments = {
            "region": REGION,
            "account": ACCOUNT,
            "domain_name": DOMAIN,
            "object_type_name": "Salesforce-Contact",
            "source": SOURCE,
            "tasks": TASKS,
            "schedule": "rate(1hours)",
            "tags": {"team": "care"},
        }
        return Reserved(EXTERNAL_FLOW, flow_inputs, {**arguments, **changes}, provider or shared)

    return make


def flow_of(place: Place, made: Reserved) -> dict[str, Any]:
    found: dict[str, Any] = place.client("appflow").describe_flow(flowName=made.state["flow_name"])
    return found


def expression(flow: dict[str, Any]) -> str:
    return str(flow["triggerConfig"]["triggerProperties"]["Scheduled"]["scheduleExpression"])


def test_makes_the_flow_integrates_it_and_starts_it(stack: MakeStack, place: Place, here: InProcess) -> None:
    made = stack(here)
    before = place.last_call()
    assert made.up() == ["create reservation", "create resource"]
    assert place.operations(before) == [
        *("DescribeFlow", "DescribeConnectorProfiles", "DescribeConnectorEntity", "ListIntegrations"),
        *("DescribeFlow", "GetIntegration", "CreateFlow", "PutIntegration"),
        *("DescribeFlow", "GetIntegration", "StartFlow", "DescribeFlow", "GetIntegration"),
    ]
    [created] = place.calls("CreateFlow")
    name = created["flowName"]
    schedule = created["triggerConfig"]["triggerProperties"]["Scheduled"]
    start = schedule.pop("scheduleStartTime")
    assert 200 < start - place.control.clock()["now"] < 301
    assert len(created.pop("clientToken")) == 36
    assert created == {
        "flowName": name,
        "description": f"Feeds object type Salesforce-Contact of Customer Profiles domain {DOMAIN}",
        "sourceFlowConfig": {
            "connectorType": "Salesforce",
            "connectorProfileName": "salesforce",
            "sourceConnectorProperties": {"Salesforce": {"object": "Contact"}},
        },
        "destinationFlowConfigList": [
            {
                "connectorType": "CustomerProfiles",
                "destinationConnectorProperties": {
                    "CustomerProfiles": {"domainName": DOMAIN, "objectTypeName": "Salesforce-Contact"}
                },
            }
        ],
        "tasks": [
            {
                "taskType": "Filter",
                "sourceFields": ["Id", "Email"],
                "connectorOperator": {"Salesforce": "PROJECTION"},
                "taskProperties": {},
            },
            *(
                {
                    "taskType": "Map",
                    "sourceFields": [field],
                    "destinationField": field,
                    "connectorOperator": {"Salesforce": "NO_OP"},
                    "taskProperties": {},
                }
                for field in ("Id", "Email")
            ),
        ],
        "triggerConfig": {
            "triggerType": "Scheduled",
            "triggerProperties": {"Scheduled": {"scheduleExpression": "rate(1hours)", "dataPullMode": "Incremental"}},
        },
        "tags": {"team": "care"},
    }
    uri = f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/{name}"
    assert place.calls("PutIntegration") == [
        {"DomainName": DOMAIN, "ObjectTypeName": "Salesforce-Contact", "Uri": uri, "Tags": {"team": "care"}}
    ]
    assert name.startswith(f"{DOMAIN}-Salesforce-Contact-")
    assert made.state == {
        **{key: value for key, value in made.resource.inputs.items() if key != "origin"},  # type: ignore[union-attr]
        "flow_arn": uri,
        "uri": uri,
        "flow_status": "Active",
        "integrated_as": "Salesforce-Contact",
    }


@pytest.mark.parametrize("told", ["verbatim", "rewritten", "expanded"])
@pytest.mark.parametrize("tasks", [TASKS, EVERY_FIELD], ids=["some fields", "all fields"])
def test_nothing_changes_by_itself(stack: MakeStack, place: Place, tasks: list[Any], told: str) -> None:
    place.control.behaviours(tasks_described=told)
    made = stack(tasks=tasks)
    made.up()
    before = dict(made.state)
    place.control.advance(30 * DAY)
    assert made.preview() == []
    assert made.refresh() == before
    assert made.preview() == []
    assert made.up() == []


def test_b7_all_fields_described_one_by_one_are_repaired_only_when_somebody_changed_them(
    stack: MakeStack, place: Place
) -> None:
    place.control.behaviours(tasks_described="expanded")
    made = stack(tasks=EVERY_FIELD)
    made.up()
    types = {task["taskType"] for task in flow_of(place, made)["tasks"]}
    assert types == {"Filter", "Map"}
    assert made.up(tags={"team": "sales"}) == ["update resource"]
    assert place.calls("UpdateFlow") == []
    changed_tasks(place, made)
    made.refresh()
    assert made.up() == ["update resource"]
    assert len(place.calls("UpdateFlow")) == 2
    assert made.refresh() == made.state
    assert made.up() == []


@pytest.mark.parametrize("accepted", [True, False])
def test_b5_a_flow_filters_by_a_field_that_it_does_not_write(stack: MakeStack, place: Place, accepted: bool) -> None:
    place.control.behaviours(filter_outside_projection=accepted, map_outside_projection=accepted)
    made = stack(tasks=[*TASKS, {"type": "Filter", "field": "LastName", "operator": "CONTAINS", "value": "a"}])
    made.up()
    assert made.state["flow_status"] == "Active"
    [flow] = place.calls("CreateFlow")
    assert [each.get("destinationField") for each in flow["tasks"]] == [None, "Id", "Email", None]


RESULTS = [
    {"type": "Merge", "source_fields": ["FirstName", "LastName"], "destination_field": "Name", "concat_format": "${x}"},
    {"type": "Merge", "source_fields": ["FirstName", "LastName"], "destination_field": "Also", "concat_format": "${y}"},
    {"type": "Merge", "fields": ["Id", "Email"], "format": "${Id} ${Email}", "to": "Both"},
]


@pytest.mark.parametrize("directly", [True, False])
def test_b4_a_flow_makes_fields_of_several(stack: MakeStack, place: Place, directly: bool) -> None:
    place.control.behaviours(results_written_directly=directly)
    made = stack(tasks=[*TASKS, *RESULTS])
    made.up()
    [flow] = place.calls("CreateFlow")
    results = [each["destinationField"] for each in flow["tasks"] if each["taskType"] == "Merge"]
    assert results == ["FirstName,LastName", "Also", "Id,Email"]
    carried = {each["sourceFields"][0]: each["destinationField"] for each in flow["tasks"] if each["taskType"] == "Map"}
    assert [carried[each] for each in results] == ["Name", "Also", "Both"]
    assert made.preview() == []


def test_records_arrive_with_all_their_fields(stack: MakeStack, place: Place) -> None:
    place.control.behaviours(tasks_described="rewritten")
    made = stack(tasks=EVERY_FIELD, schedule={"expression": "rate(1hours)", "first_execution_from": place.days_ago(10)})
    made.up()
    place.control.advance(3600)
    assert place.client("customer-profiles").get_domain(DomainName=DOMAIN)["Stats"]["ObjectCount"] >= 240
    runs = place.client("appflow").describe_flow_execution_records(flowName=made.state["flow_name"])["flowExecutions"]
    assert [run["executionStatus"] for run in runs] == ["Successful"]


def test_a_flow_on_demand_runs_once(stack: MakeStack, place: Place) -> None:
    made = stack(schedule=None)
    made.up()
    assert len(place.calls("StartFlow")) == 1
    assert made.preview() == []
    made.up(tags={"team": "sales"})
    made.up(activate=False)
    made.up(activate=True)
    assert len(place.calls("StartFlow")) == 1
    assert place.client("customer-profiles").get_domain(DomainName=DOMAIN)["Stats"]["ObjectCount"] > 10_000


@pytest.mark.parametrize("refused", [True, False])
def test_b2_a_flow_that_is_activated_days_later_gets_a_fresh_start(
    stack: MakeStack, place: Place, start: Start, refused: bool
) -> None:
    place.control.behaviours(past_schedule_start_refused=refused)
    made = stack(activate=False)
    made.up()
    place.control.advance(11 * DAY)
    assert made.restarted(start(days_later=11)).up(activate=True) == ["update resource"]
    assert flow_of(place, made)["flowStatus"] == "Active"
    assert made.preview() == []


def test_a_flow_on_demand_that_is_not_activated_runs_when_it_is(stack: MakeStack, place: Place) -> None:
    made = stack(schedule=None, activate=False)
    made.up()
    assert place.calls("StartFlow") == []
    assert made.up(activate=True) == ["update resource"]
    assert len(place.calls("StartFlow")) == 1


def test_a_custom_connector(stack: MakeStack, place: Place) -> None:
    source = {
        "type": "CustomConnector",
        "connector_profile_name": "hubspot",
        "object": "contacts",
        "api_version": "v3",
        "properties": {"portal": "4711"},
    }
    made = stack(source=source, tasks=EVERY_FIELD, schedule="rate(15minutes)", incremental_field="updatedAt")
    made.up()
    assert flow_of(place, made)["sourceFlowConfig"] == {
        "connectorType": "CustomConnector",
        "apiVersion": "v3",
        "connectorProfileName": "hubspot",
        "sourceConnectorProperties": {
            "CustomConnector": {"entityName": "contacts", "customProperties": {"portal": "4711"}}
        },
        "incrementalPullConfig": {"datetimeTypeFieldName": "updatedAt"},
    }
    assert made.preview() == []


@pytest.mark.parametrize("narrowed", [{}, {"domain_name": DOMAIN}], ids=["every flow", "flows of the domain"])
def test_b9_files_are_read_without_asking_for_a_list_that_appflow_may_be_refused(
    stack: MakeStack, place: Place, narrowed: dict[str, Any]
) -> None:
    source = {"type": "S3", "bucket_name": "crm-export", "bucket_prefix": "contacts", "file_type": "JSON"}
    made = stack(source=source, tasks=EVERY_FIELD, schedule=None, object_type_name="Salesforce-Contact")
    bucket = place.client("s3")
    bucket.create_bucket(Bucket="crm-export")
    policy = source_bucket_policy(region=REGION, account=ACCOUNT, bucket_name="crm-export", **narrowed)
    bucket.put_bucket_policy(Bucket="crm-export", Policy=policy)
    record = {"Id": "003000000000000001", "Email": "ana@example.com"}
    bucket.put_object(Bucket="crm-export", Key="contacts/new.json", Body=json.dumps(record).encode())
    before = place.last_call()
    made.up()
    assert {"DescribeConnectorEntity", "ListConnectorEntities"} & {*place.operations(before)} == set()
    assert place.client("customer-profiles").get_domain(DomainName=DOMAIN)["Stats"]["ObjectCount"] == 1


def test_schedule_and_tasks_change_in_place(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    name = made.state["flow_name"]
    assert made.up(schedule="rate(15minutes)", tasks=EVERY_FIELD) == ["update resource"]
    flow = flow_of(place, made)
    assert (flow["flowName"], flow["flowStatus"], expression(flow)) == (name, "Active", "rate(15minutes)")
    assert [task["taskType"] for task in flow["tasks"]] == ["Map_all"]
    assert flow["description"].startswith("Feeds object type")
    assert len(place.calls("CreateFlow")) == 1
    assert made.preview() == []


def test_the_order_of_tasks_and_the_spelling_of_a_schedule_mean_nothing(stack: MakeStack) -> None:
    made = stack()
    made.up()
    assert made.preview(tasks=TASKS[::-1], schedule="rate(1 hour)") == []


def test_from_schedule_to_demand_and_back(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    assert made.up(schedule=None) == ["update resource"]
    assert flow_of(place, made)["triggerConfig"] == {"triggerType": "OnDemand"}
    assert made.preview() == []
    assert made.up(schedule="rate(1days)") == ["update resource"]
    assert expression(flow_of(place, made)) == "rate(1days)"
    assert made.preview() == []


@pytest.mark.parametrize("draft", ["never", "for_another_trigger", "always"])
def test_a12_a_flow_is_active_after_any_update(stack: MakeStack, place: Place, draft: str) -> None:
    place.control.behaviours(updated_flow_is_draft=draft)
    made = stack(schedule=None)
    made.up()
    made.up(schedule="rate(1hours)")
    assert (flow_of(place, made)["flowStatus"], made.state["flow_status"]) == ("Active", "Active")
    made.up(tasks=EVERY_FIELD)
    assert (flow_of(place, made)["flowStatus"], made.state["flow_status"]) == ("Active", "Active")
    assert made.preview() == []


def test_activation_can_be_withdrawn(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    assert made.up(activate=False) == ["update resource"]
    assert flow_of(place, made)["flowStatus"] == "Suspended"
    assert made.preview() == []
    assert made.up(activate=True) == ["update resource"]
    assert flow_of(place, made)["flowStatus"] == "Active"


def test_tags_are_set_and_taken_away_on_both(stack: MakeStack, place: Place) -> None:
    made = stack(tags={"team": "care", "cost": "7"})
    made.up()
    place.client("appflow").tag_resource(resourceArn=made.state["flow_arn"], tags={"theirs": "stays"})
    assert made.up(tags={"team": "sales"}) == ["update resource"]
    assert flow_of(place, made)["tags"] == {"team": "sales", "theirs": "stays"}
    integration = place.client("customer-profiles").get_integration(DomainName=DOMAIN, Uri=made.state["uri"])
    assert integration["Tags"] == {"team": "sales"}
    assert made.refresh() is not None
    assert made.preview() == []


def changed_tasks(place: Place, made: Reserved) -> None:
    flow = flow_of(place, made)
    place.client("appflow").update_flow(
        **{key: flow[key] for key in ("flowName", "triggerConfig", "sourceFlowConfig", "destinationFlowConfigList")},
        tasks=[task for task in flow["tasks"] if task.get("destinationField") != "Email"],
    )


def changed_schedule(place: Place, made: Reserved) -> None:
    flow = flow_of(place, made)
    flow["triggerConfig"]["triggerProperties"]["Scheduled"]["scheduleExpression"] = "rate(1days)"
    keys = ("flowName", "triggerConfig", "sourceFlowConfig", "destinationFlowConfigList", "tasks")
    place.client("appflow").update_flow(**{key: flow[key] for key in keys})


def stopped(place: Place, made: Reserved) -> None:
    place.client("appflow").stop_flow(flowName=made.state["flow_name"])


def untagged(place: Place, made: Reserved) -> None:
    place.client("appflow").untag_resource(resourceArn=made.state["flow_arn"], tagKeys=["team"])


def other_object_type(place: Place, made: Reserved) -> None:
    place.client("customer-profiles").put_integration(
        DomainName=DOMAIN, Uri=made.state["uri"], ObjectTypeName="Salesforce-Account"
    )


def integration_deleted(place: Place, made: Reserved) -> None:
    place.client("customer-profiles").delete_integration(DomainName=DOMAIN, Uri=made.state["uri"])


def flow_deleted(place: Place, made: Reserved) -> None:
    place.client("appflow").delete_flow(flowName=made.state["flow_name"], forceDelete=True)


DRIFTS = {
    changed_tasks: "flow",
    changed_schedule: "flow",
    stopped: "flow_status",
    untagged: "tags",
    other_object_type: "integrated_as",
    integration_deleted: "uri",
    flow_deleted: "flow_status",
}
"""What somebody does by hand, and an output in which a refresh shows it."""


@pytest.mark.parametrize(("drift", "shown"), DRIFTS.items(), ids=lambda each: getattr(each, "__name__", each))
def test_a_change_by_hand_is_shown_and_repaired(
    stack: MakeStack, place: Place, drift: Callable[[Place, Reserved], None], shown: str
) -> None:
    made = stack()
    made.up()
    wanted = dict(made.state)
    drift(place, made)
    refreshed = made.refresh()
    assert refreshed is not None
    assert refreshed.get(shown) != wanted[shown]
    assert made.preview() == ["update resource"]
    assert made.up() == ["update resource"]
    assert made.state == wanted
    assert made.refresh() == wanted
    assert made.preview() == []


def test_both_deleted_by_hand_is_gone_and_made_again(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    flow_deleted(place, made)
    integration_deleted(place, made)
    assert made.refresh() is None
    assert made.up() == ["create resource"]
    assert made.state["flow_status"] == "Active"


@pytest.mark.parametrize("expiry", EXPIRIES)
def test_a_flow_that_lost_its_integration_and_expired_is_made_again(
    stack: MakeStack, place: Place, start: Start, expiry: str
) -> None:
    place.control.behaviours(unintegrated_flow_expires=expiry)
    made = stack()
    made.up()
    integration_deleted(place, made)
    place.control.advance(15 * DAY)
    later = made.restarted(start(days_later=15))
    refreshed = later.refresh()
    assert refreshed is None or refreshed["flow_status"] in ("Deprecated", "Deleted")
    assert later.up() == (["create resource"] if refreshed is None else ["update resource"])
    assert flow_of(place, later)["flowStatus"] == "Active"
    assert place.existing()["integrations"] == [later.state["uri"]]
    assert later.preview() == []


@pytest.mark.parametrize("expiry", EXPIRIES)
def test_an_attempt_that_was_interrupted_two_weeks_ago_is_made_again(
    stack: MakeStack, place: Place, start: Start, expiry: str
) -> None:
    place.control.behaviours(unintegrated_flow_expires=expiry)
    made = stack(start())
    place.control.add_fault("kill", service="appflow", operation="CreateFlow")
    with pytest.raises(ProviderError):
        made.up()
    place.control.advance(15 * DAY)
    later = made.restarted(start(days_later=15))
    assert later.up() == ["create resource"]
    assert flow_of(place, later)["flowStatus"] == "Active"
    assert len(place.existing()["flows"]) == 1


CUSTOM = {"type": "CustomConnector", "connector_profile_name": "hubspot", "object": "contacts"}


def test_b10_a_custom_connector_whose_version_appflow_does_not_ask_for(stack: MakeStack, place: Place) -> None:
    made = stack(source=CUSTOM, tasks=EVERY_FIELD, incremental_field="updatedAt")
    made.up()
    assert "apiVersion" not in flow_of(place, made)["sourceFlowConfig"]


def test_b10_a_version_that_appflow_asks_for_is_asked_for_at_preview(stack: MakeStack, place: Place) -> None:
    place.control.behaviours(custom_connector_names_version=True)
    made, before = stack(source=CUSTOM, tasks=EVERY_FIELD, incremental_field="updatedAt"), place.last_call()
    with pytest.raises(RefusedError) as refused:
        made.preview()
    assert str(refused.value) == (
        "ExternalApplication: source.api_version = None: is required for this connector; AppFlow says: The API version "
        "of a custom connector is required"
    )
    assert {each for each in place.operations(before) if not each.startswith(("Describe", "List"))} == set()
    made.up(source={**CUSTOM, "api_version": "v3"})
    assert flow_of(place, made)["sourceFlowConfig"]["apiVersion"] == "v3"


MISSING: dict[str, tuple[dict[str, Any], str]] = {
    "connector profile": (
        {"source": {**SOURCE, "connector_profile_name": "salesfroce"}},
        "source.connector_profile_name = 'salesfroce': AppFlow has no such connector profile in "
        f"{ACCOUNT}, {REGION}; did you mean salesforce?",
    ),
    "connector profile for the source": (
        {"source": {**SOURCE, "connector_profile_name": "hubspot"}},
        "source.connector_profile_name = 'hubspot': is a connector profile for CustomConnector, not for Salesforce",
    ),
    "object": (
        {"source": {**SOURCE, "object": "Contcat"}},
        "source.object = 'Contcat': Salesforce has no such object behind connector profile salesforce; did you mean "
        "Contact?",
    ),
    "field of a task": (
        {"tasks": [*TASKS, {"type": "Map", "source_fields": ["Emial"]}]},
        "tasks.2.source_fields = 'Emial': Salesforce Contact has no such field; did you mean Email?",
    ),
    "incremental field": (
        {"incremental_field": "LastModified"},
        "incremental_field = 'LastModified': Salesforce Contact has no such field; did you mean LastModifiedDate?",
    ),
}


@pytest.mark.parametrize(("changes", "message"), MISSING.values(), ids=MISSING)
def test_what_the_source_lacks_is_refused_before_anything_is_written(
    stack: MakeStack, place: Place, changes: dict[str, Any], message: str
) -> None:
    made = stack(**changes)
    before = place.last_call()
    with pytest.raises(RefusedError) as refused:
        made.preview()
    assert str(refused.value) == f"ExternalApplication: {message}"
    assert {
        operation for operation in place.operations(before) if not operation.startswith(("Describe", "List"))
    } == set()


def test_what_the_source_has_is_asked_once(stack: MakeStack, place: Place, here: InProcess) -> None:
    made = stack(here)
    made.up()
    MEMORY.forget()
    place.control.seed(
        ("salesforce", "Salesforce"), account=ACCOUNT, region=REGION, organisation={"missing": ["Contact.Email"]}
    )
    before = place.last_call()
    assert made.preview(schedule="rate(2hours)") != []
    assert "DescribeConnectorEntity" not in place.operations(before)
    with pytest.raises(RefusedError, match=r"tasks.1.source_fields = 'Email': Salesforce Contact has no such field"):
        made.preview(tasks=[*TASKS, {"type": "Map", "source_fields": ["Phone"]}])


def test_a_connector_profile_that_the_program_makes_is_not_asked_before_it_exists(
    stack: MakeStack, place: Place
) -> None:
    made = stack(source={**SOURCE, "connector_profile_name": "new"}, made_here=True)
    before = place.last_call()
    assert made.preview() == ["create resource"]
    assert "DescribeConnectorEntity" not in place.operations(before)
    place.control.seed(("new", "Salesforce"), account=ACCOUNT, region=REGION)
    assert made.up() == ["create reservation", "create resource"]


def test_a10_a_name_whose_integration_could_not_be_tagged_is_refused(
    stack: MakeStack, place: Place, here: InProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = names.longest_flow_name(DOMAIN, REGION)
    made = stack(here, flow_name="f" * (most + 1))
    before = place.last_call()
    with pytest.raises(RefusedError) as refused:
        made.preview()
    assert str(refused.value) == (
        f"ExternalApplication: flow_name = '{'f' * (most + 1)}': makes its integration's ARN 257 characters long, of "
        f"which AWS takes 256: choose a flow_name of at most {most}"
    )
    assert {each for each in place.operations(before) if not each.startswith(("Describe", "List"))} == set()
    # One that an earlier version has made stays.
    with monkeypatch.context() as earlier:
        earlier.setattr(names, "TAGGED_ARN", 257)
        made.up(tags={})
    key = place.client("kms").create_key()["KeyMetadata"]["Arn"]
    assert (made.preview(), made.preview(kms_key_arn=key)) == ([], ["replace resource (delete first)"])
    made.up(flow_name="f" * most)
    made.up(tags={"team": "sales"})
    assert [call["tags"] for call in place.calls("TagResource")][-1] == {"team": "sales"}


def test_a10_the_name_by_default_is_refused_where_the_domain_leaves_it_no_room(stack: MakeStack) -> None:
    with pytest.raises(RefusedError, match=r"flow_name = 'd{64}-Salesforce-Contact-\w{8}': .* of at most 87$"):
        stack(domain_name="d" * 64).preview()


@pytest.fixture
def quotas_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """An account may have two flows, and a domain two integrations."""
    for limit in ("FLOW_LIMIT", "INTEGRATION_LIMIT"):
        monkeypatch.setattr(quotas, limit, 2)


def warned_of(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What quotas were warned of since the last look: where, how many, and of what."""
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("warning: ")]
    after = (
        " with those that are added before this one: AWS allows 2 unless it has raised the quota, and refuses more of "
        "them in the update"
    )
    assert [line for line in lines if not line.endswith(after)] == []
    return [line.removeprefix("warning: ").removesuffix(after) for line in lines]


@pytest.mark.usefixtures("quotas_of_two")
def test_full_quotas_are_warned_of_before_anything_is_changed(
    stack: MakeStack, place: Place, here: InProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    made = stack(here)
    before = place.last_call()
    for name in ("crm", "shop"):
        made.preview(flow_name=name)
    assert warned_of(capsys) == []
    for _ in range(2):  # The engine asks twice of what is replaced.
        made.preview(flow_name="leads")
        assert warned_of(capsys) == [
            f"account {ACCOUNT}, {REGION} has 2 flows",
            f"domain {DOMAIN} has 2 integrations",
        ]
    # Of a domain that is made by the same update nothing is known, but that its flow needs room.
    made.preview(domain_name=UNKNOWN, flow_name="others")
    assert warned_of(capsys) == [f"account {ACCOUNT}, {REGION} has 3 flows"]
    made.preview(adopt=True, flow_name=UNKNOWN)
    assert warned_of(capsys) == []
    assert {each for each in place.operations(before) if not each.startswith(("Describe", "List"))} == set()


@pytest.mark.usefixtures("quotas_of_two")
def test_a_flow_that_is_there_needs_no_room(
    stack: MakeStack, place: Place, here: InProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    first = stack(here, flow_name="crm-leads")
    made = Reserved(EXTERNAL_FLOW, flow_inputs, {**first.arguments, "flow_name": "crm-contacts"}, first.provider)
    first.up()
    made.up()
    before, state = place.last_call(), dict(made.state)
    MEMORY.forget()
    assert made.preview() == []
    assert made.preview(schedule="rate(2hours)") == ["update resource"]
    assert [each for each in place.operations(before) if each.startswith("List")] == []
    # The present one goes first.
    key = place.client("kms").create_key()["KeyMetadata"]["Arn"]
    assert made.preview(kms_key_arn=key) == ["replace resource (delete first)"]
    assert warned_of(capsys) == []
    # The new one comes first.
    assert made.preview(flow_name="crm-people") == ["replace resource"]
    assert warned_of(capsys) == [f"account {ACCOUNT}, {REGION} has 2 flows", f"domain {DOMAIN} has 2 integrations"]
    assert made.state == state


def test_another_object_replaces_the_new_flow_first(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    first = made.state["flow_name"]
    before = place.last_call()
    steps = made.up(source={**SOURCE, "object": "Account"}, tasks=EVERY_FIELD, object_type_name="Salesforce-Account")
    assert steps == ["replace reservation", "replace resource"]
    operations = place.operations(before)
    assert operations.index("CreateFlow") < operations.index("DeleteIntegration") < operations.index("DeleteFlow")
    assert made.state["flow_name"] != first
    assert place.existing() == {"integrations": [made.state["uri"]], "flows": [made.state["flow_name"]]}


def test_with_a_name_of_its_own_the_old_flow_goes_first(stack: MakeStack, place: Place) -> None:
    made = stack(flow_name="crm-contacts")
    made.up()
    assert made.up(source={**SOURCE, "object": "Account"}, tasks=EVERY_FIELD) == ["replace resource (delete first)"]
    assert place.existing()["flows"] == ["crm-contacts"]


def test_another_key_replaces(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    key = place.client("kms").create_key()["KeyMetadata"]["Arn"]
    assert made.up(kms_key_arn=key) == ["replace resource (delete first)"]
    assert flow_of(place, made)["kmsArn"] == key


@pytest.mark.parametrize("removes", [True, False], ids=["integration takes its flow along", "flow stays"])
def test_destroy_leaves_nothing(stack: MakeStack, place: Place, removes: bool) -> None:
    place.control.behaviours(delete_integration_removes_user_flow=removes)
    made = stack()
    made.up()
    made.destroy()
    assert place.existing() == {}


def test_destroy_then_up_within_the_life_of_a_client_token(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    made.destroy()
    made.up()
    assert flow_of(place, made)["flowStatus"] == "Active"


def test_a_name_that_is_taken_is_refused_before_anything_is_made(stack: MakeStack, place: Place) -> None:
    theirs = stack(flow_name="crm-contacts")
    theirs.up()
    ours = Reserved(EXTERNAL_FLOW, flow_inputs, theirs.arguments, theirs.provider)
    before = place.last_call()
    with pytest.raises(RefusedError) as refused:
        ours.up()
    assert str(refused.value) == (
        "ExternalApplication: flow_name = 'crm-contacts': a flow of this name already exists; take it over with "
        "adopt: True; after a rename or a move into another component, give the component the option aliases "
        "(docs/names.md); otherwise choose another flow_name, or delete that flow"
    )
    assert place.operations(before) == ["DescribeFlow"]


def test_a_refusal_of_appflow_is_one_line(stack: MakeStack) -> None:
    made = stack(source={**SOURCE, "connector_profile_name": "missing"}, made_here=True)
    with pytest.raises(ProviderError) as refused:
        made.up()
    assert str(refused.value).strip().splitlines()[-1] == (
        "CreateFlow: ValidationException: Connector profile missing does not exist"
    )


# Interrupted


CHANGES: dict[str, Any] = {"schedule": "rate(15minutes)", "tags": {"team": "sales"}, "tasks": EVERY_FIELD}


@pytest.fixture(params=["create", "update", "delete"])
def interruptions(place: Place, stack: MakeStack, start: Start, request: pytest.FixtureRequest) -> Interruptions:
    return Interruptions(place, start, stack, CHANGES, request.param)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["kill", "lost_answer"])
def test_whatever_call_goes_wrong_the_next_up_finishes(interruptions: Interruptions, place: Place, kind: str) -> None:
    updated = interruptions.what == "update"
    for call in interruptions.calls():
        made = interruptions.interrupted(kind, call)
        interruptions.wanted(made)
        assert place.existing() == {"integrations": [made.state["uri"]], "flows": [made.state["flow_name"]]}, call
        flow = flow_of(place, made)
        assert flow["flowStatus"] == "Active", call
        assert expression(flow) == ("rate(15minutes)" if updated else "rate(1hours)"), call
        assert flow["tags"] == {"team": "sales" if updated else "care"}, call
        assert made.refresh() == made.state, call
        assert made.preview() == [], call
        made.destroy()
        assert place.existing() == {}, call


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["kill", "lost_answer"])
def test_whatever_call_goes_wrong_destroy_leaves_nothing(interruptions: Interruptions, place: Place, kind: str) -> None:
    for call in interruptions.calls():
        interruptions.interrupted(kind, call).destroy()
        assert place.existing() == {}, call


def test_an_interrupted_run_on_demand_is_not_repeated(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack(start(), schedule=None)
    place.control.add_fault("kill", service="appflow", operation="StartFlow")
    with pytest.raises(ProviderError):
        made.up()
    made.restarted(start()).up()
    assert len(place.calls("StartFlow")) == 1
    runs = place.client("appflow").describe_flow_execution_records(flowName=made.state["flow_name"])["flowExecutions"]
    assert len(runs) == 1


@ANOTHER_PLACE
def test_it_stays_in_its_account_and_region(stack: MakeStack, place: Place, changes: dict[str, str]) -> None:
    assert_stays(place, stack(), "ExternalApplication", changes)


def test_nothing_is_read_or_deleted_with_credentials_of_another_account(
    stack: MakeStack, place: Place, start: Start
) -> None:
    made = stack()
    made.up()
    made.provider = start(configuration=ELSEWHERE)
    assert_left_alone(place, made.refresh, made.destroy)
