"""AppFlow as its pages say: pages of results, on-demand flows, tokens, tasks, destinations and connectors."""

import csv
import io
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .setting import BUCKET, Place, allow_reading, error
from .test_user_flows import MAP_ALL, flow, integrate, status

OPERATORS = ("PROJECTION", "EQUAL_TO", "BETWEEN", "MASK_LAST_N", "VALIDATE_NUMERIC", "ADDITION", "NO_OP")
KINDS = ("Filter", "Map", "Map_all", "Mask", "Merge", "Truncate", "Validate", "Arithmetic")
PROPERTIES = (
    *("VALUE", "VALUES", "DATA_TYPE", "UPPER_BOUND", "LOWER_BOUND", "VALIDATION_ACTION", "MASK_VALUE", "MASK_LENGTH"),
    *("TRUNCATE_LENGTH", "MATH_OPERATION_FIELDS_ORDER", "CONCAT_FORMAT", "EXCLUDE_SOURCE_FIELDS_LIST"),
)
HOURLY = {"Scheduled": {"scheduleExpression": "rate(1hours)"}}


@pytest.fixture
def place(place: Place) -> Place:
    """With a domain and a connector profile."""
    place.ready()
    return place


def refusal(place: Place, operation: str = "create_flow", **request: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as raised:
        getattr(place.appflow, operation)(**request)
    return error(raised)


def task(kind: str, operator: str, *fields: str, to: str = "", **properties: str) -> dict[str, Any]:
    return {
        "taskType": kind,
        "sourceFields": list(fields),
        "connectorOperator": {"Salesforce": operator},
        "taskProperties": properties,
        **({"destinationField": to} if to else {}),
    }


def to_s3(bucket: str = BUCKET, prefix: str = "out", **form: Any) -> list[dict[str, Any]]:
    properties = {"bucketName": bucket, "bucketPrefix": prefix, "s3OutputFormatConfig": form}
    return [{"connectorType": "S3", "destinationConnectorProperties": {"S3": properties}}]


def writable(place: Place) -> None:
    actions = ["s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:GetBucketAcl"]
    place.bucket(allow_reading(place, Action=actions))


def files(place: Place, prefix: str = "") -> dict[str, str]:
    s3 = place.client("s3")
    found = s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])
    return {each["Key"]: s3.get_object(Bucket=BUCKET, Key=each["Key"])["Body"].read().decode() for each in found}


def test_a_page_has_twenty_items_unless_the_request_says_otherwise(place: Place) -> None:
    for number in range(21):
        place.appflow.create_flow(**flow(place, flowName=f"flow-{number:02}"))
    first = place.appflow.list_flows()
    assert len(first["flows"]) == 20
    assert len(place.appflow.list_flows(nextToken=first["nextToken"])["flows"]) == 1
    assert len(place.appflow.list_flows(maxResults=21)["flows"]) == 21


def test_a_flow_on_demand_is_active_and_deleted_without_force(place: Place) -> None:
    assert place.appflow.create_flow(**flow(place))["flowStatus"] == "Active"
    assert refusal(place, "stop_flow", flowName="contacts")[0] == "UnsupportedOperationException"
    place.appflow.start_flow(flowName="contacts")
    place.appflow.delete_flow(flowName="contacts")
    assert status(place) is None


def test_an_active_scheduled_flow_is_deleted_by_force_or_once_it_is_stopped(place: Place) -> None:
    trigger = {"triggerType": "Scheduled", "triggerProperties": HOURLY}
    assert place.appflow.create_flow(**flow(place, triggerConfig=trigger))["flowStatus"] == "Draft"
    place.appflow.start_flow(flowName="contacts")
    assert refusal(place, "delete_flow", flowName="contacts") == (
        "ConflictException",
        "Conflict executing request: Flow is in active state, please set forceDelete to true or deactivate the flow: "
        "contacts",
    )
    assert place.appflow.stop_flow(flowName="contacts")["flowStatus"] == "Suspended"
    place.appflow.delete_flow(flowName="contacts")


def test_a_flow_that_runs_on_demand_from_now_on_is_active(place: Place) -> None:
    place.appflow.create_flow(**flow(place, triggerConfig={"triggerType": "Scheduled", "triggerProperties": HOURLY}))
    assert place.appflow.update_flow(**flow(place))["flowStatus"] == "Active"


@pytest.mark.parametrize("properties", [{}, None])
def test_a_trigger_on_demand_may_have_properties_without_content(place: Place, properties: Any) -> None:
    trigger = {"triggerType": "OnDemand"} | ({} if properties is None else {"triggerProperties": properties})
    place.appflow.create_flow(**flow(place, triggerConfig=trigger))
    assert place.appflow.describe_flow(flowName="contacts")["triggerConfig"] == trigger
    scheduled = {"triggerType": "Scheduled", "triggerProperties": {}}
    assert refusal(place, **flow(place, flowName="other", triggerConfig=scheduled)) == (
        "ValidationException",
        "A scheduled trigger needs its schedule",
    )


def test_a_key_must_be_there(place: Place) -> None:
    key = place.key()
    place.appflow.create_flow(**flow(place, kmsArn=key))
    assert place.appflow.describe_flow(flowName="contacts")["kmsArn"] == key
    missing = place.arn("kms", "key/00000000-0000-0000-0000-000000000000")
    assert refusal(place, **flow(place, flowName="other", kmsArn=missing)) == (
        "ValidationException",
        f"The KMS key {missing} does not exist or is not enabled",
    )


def test_a_token_with_other_parameters_is_an_error_but_for_runs_on_demand(place: Place) -> None:
    for name in ("contacts", "others"):
        place.appflow.create_flow(**flow(place, flowName=name))
    first = place.appflow.start_flow(flowName="contacts", clientToken="t")["executionId"]
    assert place.appflow.start_flow(flowName="contacts", clientToken="t")["executionId"] == first
    assert place.appflow.start_flow(flowName="others", clientToken="t")["executionId"] != first
    trigger = {"triggerType": "Scheduled", "triggerProperties": HOURLY}
    for name in ("hourly", "also-hourly"):
        place.appflow.create_flow(**flow(place, flowName=name, triggerConfig=trigger))
    place.appflow.start_flow(flowName="hourly", clientToken="s")
    assert refusal(place, "start_flow", flowName="also-hourly", clientToken="s") == (
        "ConflictException",
        "The client token was used with other parameters",
    )


# -- tasks ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accepted", [True, False])
def test_a_map_may_need_a_projection_that_lists_its_field(place: Place, accepted: bool) -> None:
    place.control.behaviours(map_outside_projection=accepted)
    alone = [task("Map", "NO_OP", "Id", to="Id")]
    outside = [task("Filter", "PROJECTION", "Id"), task("Map", "NO_OP", "Id", to="Id")]
    outside.append(task("Map", "NO_OP", "Email", to="Email"))
    reasons = (
        "A flow with Map tasks needs a Filter task with operator PROJECTION",
        "Map task uses the field Email, which the PROJECTION filter does not list",
    )
    for name, tasks, reason in (("alone", alone, reasons[0]), ("outside", outside, reasons[1])):
        if accepted:
            place.appflow.create_flow(**flow(place, flowName=name, tasks=tasks))
            integrate(place, name)
            place.appflow.start_flow(flowName=name)
            [run] = place.appflow.describe_flow_execution_records(flowName=name)["flowExecutions"]
            assert run["executionStatus"] == "Successful"
        else:
            assert refusal(place, **flow(place, flowName=name, tasks=tasks)) == ("ValidationException", reason)


@pytest.mark.parametrize("projected", [True, False])
def test_b4_a_result_of_several_fields_may_need_a_map_task(place: Place, projected: bool) -> None:
    merge = task("Merge", "NO_OP", "Id", "Email", to="Both", CONCAT_FORMAT="${Id} ${Email}")
    first = task("Filter", "PROJECTION", "Id", "Email") if projected else task("Map_all", "NO_OP")
    place.appflow.create_flow(**flow(place, flowName="directly", tasks=[first, merge]))
    place.control.behaviours(results_written_directly=False)
    assert refusal(place, **flow(place, flowName="refused", tasks=[first, merge])) == (
        "ValidationException",
        "Merge task writes Both, which no Map task reads",
    )
    place.appflow.create_flow(
        **flow(place, flowName="mapped", tasks=[first, merge, task("Map", "NO_OP", "Both", to="B")])
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (task("Mask", "MASK_ALL", "Email"), "The Mask task of ['Email'] has no MASK_VALUE"),
        (
            task("Mask", "MASK_LAST_N", "Email", MASK_VALUE="*", MASK_LENGTH="two"),
            "The Mask task of ['Email'] has MASK_LENGTH 'two', which is no number",
        ),
        (task("Truncate", "NO_OP", TRUNCATE_LENGTH="2"), "The Truncate task of [] has no source field"),
        (task("Map", "PROJECTION", "Email"), "The Map task of ['Email'] has no destinationField"),
        (
            task("Arithmetic", "ADDITION", "a", to="sum", MATH_OPERATION_FIELDS_ORDER="a"),
            "The Arithmetic task of ['a'] needs two fields in MATH_OPERATION_FIELDS_ORDER",
        ),
        (task("Filter", "NO_OP", "Email", DATA_TYPE="string"), "The Filter task of ['Email'] has the operator NO_OP: "),
        (
            {**MAP_ALL[0], "taskProperties": {"EXCLUDE_SOURCE_FIELDS_LIST": "Email"}},
            "EXCLUDE_SOURCE_FIELDS_LIST 'Email' is no JSON list of fields",
        ),
    ],
)
def test_a_task_that_no_run_could_carry_out_is_refused(place: Place, wrong: dict[str, Any], message: str) -> None:
    code, said = refusal(place, **flow(place, tasks=[wrong, *([] if wrong["taskType"] == "Map_all" else MAP_ALL)]))
    assert (code, said[: len(message)]) == ("ValidationException", message)


@pytest.mark.parametrize("action", ["Warn", "TerminateFlow"])
def test_a8_a_validation_drops_a_record_or_the_run_and_nothing_else(place: Place, action: str) -> None:
    validated = task("Validate", "VALIDATE_NUMERIC", "Email", VALIDATION_ACTION=action)
    code, said = refusal(place, **flow(place, tasks=[validated, *MAP_ALL]))
    message = f"VALIDATION_ACTION {action} is neither DropRecord nor DropDataset"
    assert (code, said[: len(message)]) == ("ValidationException", message)


TASKS = st.fixed_dictionaries(
    {
        "taskType": st.sampled_from(KINDS),
        "sourceFields": st.lists(st.sampled_from(["Id", "Email", "Nothing"]), max_size=2),
        "connectorOperator": st.fixed_dictionaries({"Salesforce": st.sampled_from(OPERATORS)}),
        "taskProperties": st.dictionaries(
            st.sampled_from(PROPERTIES),
            st.sampled_from(["1", "-1", "a,b", "Id,Email", "x", "*", "[]", "{", "datetime", "DropRecord"]),
            max_size=5,
        ),
    },
    optional={"destinationField": st.sampled_from(["Id", "Email", "made"])},
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(tasks=st.lists(TASKS, min_size=1, max_size=4))
def test_no_task_makes_a_call_or_a_run_crash(place: Place, tasks: list[dict[str, Any]]) -> None:
    place.control.source("connection", "Contact", account=place.account, per_day=1)  # all of them are read
    request = flow(place, flowName="random", tasks=[*tasks, *MAP_ALL])
    try:
        place.appflow.create_flow(**request)
    except ClientError as refused:
        assert refused.response["Error"]["Code"] == "ValidationException", refused  # noqa: PT017
        return
    try:
        assert place.appflow.start_flow(flowName="random")["executionId"]
    finally:
        place.appflow.delete_flow(flowName="random", forceDelete=True)


# -- sources and destinations --------------------------------------------------------------------------------------


def test_files_need_no_folder(place: Place) -> None:
    writable(place)
    place.upload("a.csv", "Id\n1\n", folder="one")
    place.upload("b.csv", "Id\n2\n", folder="two")
    source = {"connectorType": "S3", "sourceConnectorProperties": {"S3": {"bucketName": BUCKET}}}
    everything = [{**MAP_ALL[0], "connectorOperator": {"S3": "NO_OP"}}]
    place.appflow.create_flow(**flow(place, sourceFlowConfig=source, tasks=everything))
    integrate(place)
    place.appflow.start_flow(flowName="contacts")
    [run] = place.appflow.describe_flow_execution_records(flowName="contacts")["flowExecutions"]
    assert run["executionResult"]["recordsProcessed"] == 2


def test_a_flow_to_s3_writes_a_file_in_its_format_which_may_change(place: Place) -> None:
    writable(place)
    person = {"id": "003X", "fields": {"Email": 'ana, "a"@example.com'}}
    place.control.source("connection", "Contact", account=place.account, per_day=0, records=[person])
    tasks = [task("Filter", "PROJECTION", "Id", "Email"), task("Map", "NO_OP", "Email", to="mail")]
    request = flow(place, tasks=tasks, destinationFlowConfigList=to_s3())
    place.appflow.create_flow(**request)
    run = place.appflow.start_flow(flowName="contacts")["executionId"]
    [(key, text)] = files(place, "out/").items()
    assert key.startswith(f"out/contacts/{run}-")
    assert [json.loads(line) for line in text.splitlines()] == [{"mail": 'ana, "a"@example.com'}]
    form: dict[str, Any] = {
        "fileType": "CSV",
        "prefixConfig": {"prefixType": "PATH", "pathPrefixHierarchy": ["EXECUTION_ID"]},
    }
    place.appflow.update_flow(**request | {"destinationFlowConfigList": to_s3(**form)})
    run = place.appflow.start_flow(flowName="contacts")["executionId"]
    [text] = files(place, f"out/contacts/{run}/").values()
    assert list(csv.DictReader(io.StringIO(text))) == [{"mail": 'ana, "a"@example.com'}]
    assert refusal(place, "update_flow", **request | {"destinationFlowConfigList": to_s3(prefix="elsewhere")}) == (
        "ValidationException",
        "The destination of flow contacts cannot be changed",
    )


def test_a_bucket_that_appflow_may_not_write_to_is_refused(place: Place) -> None:
    place.bucket(allow_reading(place))
    arn = place.arn("appflow", "flow/contacts")
    assert refusal(place, **flow(place, destinationFlowConfigList=to_s3())) == (
        "ValidationException",
        f"The policy of the bucket {BUCKET} does not allow s3:GetBucketAcl to appflow.amazonaws.com for {arn}",
    )


@pytest.mark.parametrize(
    ("destination", "message"),
    [
        (
            [{"connectorType": "Upsolver", "destinationConnectorProperties": {}}],
            "The local cloud does not write to Upsolver",
        ),
        (to_s3(fileType="PARQUET"), "The local cloud does not write Parquet: use CSV or JSON"),
    ],
)
def test_a_destination_that_nothing_is_written_to_is_not_implemented(
    place: Place, destination: list[dict[str, Any]], message: str
) -> None:
    assert refusal(place, **flow(place, destinationFlowConfigList=destination)) == ("NotImplemented", message)


# -- connectors and runs -------------------------------------------------------------------------------------------


def test_connectors_say_what_they_can_be_used_for(place: Place) -> None:
    listed = place.appflow.list_connectors(maxResults=100)["connectors"]
    assert {"Salesforce", "S3", "CustomerProfiles"} <= {each["connectorType"] for each in listed}
    salesforce = place.appflow.describe_connector(connectorType="Salesforce")["connectorConfiguration"]
    assert (salesforce["canUseAsSource"], salesforce["canUseAsDestination"]) == (True, False)
    assert salesforce["supportedTriggerTypes"] == ["OnDemand", "Scheduled", "Event"]
    found = place.appflow.describe_connectors(connectorTypes=["S3", "CustomerProfiles"])["connectorConfigurations"]
    assert {name: each["canUseAsSource"] for name, each in found.items()} == {"S3": True, "CustomerProfiles": False}
    assert refusal(place, "describe_connector", connectorType="LookoutMetrics")[0] == "ResourceNotFoundException"


def test_objects_and_fields_of_a_connector(place: Place) -> None:
    entities = place.appflow.list_connector_entities(connectorProfileName="connection")["connectorEntityMap"]
    assert "Contact" in {each["name"] for each in entities["Salesforce-objects"]}
    found = place.appflow.describe_connector_entity(connectorProfileName="connection", connectorEntityName="Contact")
    assert "Email" in {each["identifier"] for each in found["connectorEntityFields"]}


def test_runs_that_are_over_cannot_be_cancelled(place: Place) -> None:
    place.appflow.create_flow(**flow(place))
    integrate(place)
    run = place.appflow.start_flow(flowName="contacts")["executionId"]
    cancelled = place.appflow.cancel_flow_executions(flowName="contacts", executionIds=[run])
    assert cancelled["invalidExecutions"] == [run]
    assert "invalidExecutions" not in place.appflow.cancel_flow_executions(flowName="contacts")
    assert refusal(place, "cancel_flow_executions", flowName="nothing")[0] == "ResourceNotFoundException"
