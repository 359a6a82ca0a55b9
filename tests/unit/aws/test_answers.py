"""The typed answers of calls have the members that botocore's models have, with their types."""

import inspect
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypedDict, get_args, get_origin, get_type_hints, is_typeddict

import botocore.session
import pytest
from connect_customer_profiles.aws import answers, entity_answers, message_answers, profile_objects
from connect_customer_profiles.aws.client import AwsClient

APPFLOW, PROFILES = "appflow", "customer-profiles"
ANSWERS = [
    (answers.Flow, APPFLOW, "DescribeFlow", ""),
    (answers.ListedFlow, APPFLOW, "ListFlows", "flows[]"),
    (answers.FlowRun, APPFLOW, "DescribeFlowExecutionRecords", "flowExecutions[]"),
    (answers.ConnectorProfile, APPFLOW, "DescribeConnectorProfiles", "connectorProfileDetails[]"),
    (entity_answers.ConnectorEntity, APPFLOW, "ListConnectorEntities", "connectorEntityMap{}[]"),
    (entity_answers.ConnectorEntityField, APPFLOW, "DescribeConnectorEntity", "connectorEntityFields[]"),
    (answers.Domain, PROFILES, "GetDomain", ""),
    (answers.EventStream, PROFILES, "ListEventStreams", "Items[]"),
    (answers.CalculatedAttribute, PROFILES, "ListCalculatedAttributeDefinitions", "Items[]"),
    (answers.ListedObjectType, PROFILES, "ListProfileObjectTypes", "Items[]"),
    (answers.ObjectType, PROFILES, "GetProfileObjectType", ""),
    (profile_objects.DetectedObjectType, PROFILES, "DetectProfileObjectType", "DetectedProfileObjectTypes[]"),
    (answers.ObjectTypeTemplate, PROFILES, "GetProfileObjectTypeTemplate", ""),
    (answers.Workflow, PROFILES, "GetWorkflow", ""),
    (answers.WorkflowStep, PROFILES, "GetWorkflowSteps", "Items[].AppflowIntegration"),
    (answers.ListedWorkflow, PROFILES, "ListWorkflows", "Items[]"),
    (answers.Integration, PROFILES, "GetIntegration", ""),
    (answers.Integration, PROFILES, "ListIntegrations", "Items[]"),
    (answers.ProfileObject, PROFILES, "ListProfileObjects", "Items[]"),
    (answers.Profile, PROFILES, "SearchProfiles", "Items[]"),
    (message_answers.Message, "sqs", "ReceiveMessage", "Messages[]"),
]
PLAIN = {"string": str, "timestamp": datetime, "integer": int, "long": int, "boolean": bool, "blob": bytes}


def shape_of(service: str, operation: str, path: str) -> Any:
    """The model of a part of an operation's answer."""
    shape: Any = botocore.session.get_session().get_service_model(service).operation_model(operation).output_shape
    for name in filter(None, path.split(".")):
        shape = shape.members[name.removesuffix("[]").removesuffix("{}")]
        shape = shape.value if "{}" in name else shape
        shape = shape.member if name.endswith("[]") else shape
    return shape


def differences(annotation: Any, shape: Any, place: str) -> Iterator[str]:
    """Where an annotation promises what the model does not."""
    if annotation is Any:
        return
    kind, parts = get_origin(annotation), get_args(annotation)
    if is_typeddict(annotation) and shape.type_name == "structure":
        members = get_type_hints(annotation)
        yield from (f"{place}.{name} does not exist" for name in members.keys() - shape.members.keys())
        optional = annotation.__required_keys__ - set(shape.required_members)
        yield from (f"{place}.{name} may be missing" for name in optional)
        for name in members.keys() & shape.members.keys():
            yield from differences(members[name], shape.members[name], f"{place}.{name}")
    elif kind is list and shape.type_name == "list":
        yield from differences(parts[0], shape.member, f"{place}[]")
    elif kind is Mapping and shape.type_name == "map":
        yield from differences(parts[1], shape.value, f"{place}{{}}")
    elif kind is Mapping and shape.type_name == "structure":
        for name, member in shape.members.items():
            yield from differences(parts[1], member, f"{place}.{name}")
    elif PLAIN.get(shape.type_name) is not annotation:
        yield f"{place} is a {shape.type_name}, not {annotation}"


@pytest.mark.parametrize(("answer", "service", "operation", "path"), ANSWERS, ids=str)
def test_an_answer_is_what_the_model_says(answer: Any, service: str, operation: str, path: str) -> None:
    assert list(differences(answer, shape_of(service, operation, path), answer.__name__)) == []


def test_the_comparison_sees_a_wrong_name_a_wrong_type_and_a_wrong_promise() -> None:
    class Wrong(TypedDict):
        Uri: int
        Url: str
        Tags: Mapping[str, int]

    assert sorted(differences(Wrong, shape_of(PROFILES, "GetIntegration", ""), "Wrong")) == [
        "Wrong.Tags may be missing",
        "Wrong.Tags{} is a string, not <class 'int'>",
        "Wrong.Uri is a string, not <class 'int'>",
        "Wrong.Url does not exist",
        "Wrong.Url may be missing",
    ]


def test_no_call_answers_with_a_plain_dictionary() -> None:
    calls = inspect.getmembers(AwsClient, inspect.isfunction)
    answering = {name: str(inspect.signature(call).return_annotation) for name, call in calls if name[0] != "_"}
    # A role's inline policies by name: policy documents are free JSON.
    assert answering.pop("inline_policies") == "dict[str, typing.Any]"
    assert {name: annotation for name, annotation in answering.items() if "dict[str, typing.Any]" in annotation} == {}
