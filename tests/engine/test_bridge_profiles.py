"""The bridge's types that other people's programs use beside our components: domains, profiles, flows, connector
profiles and Connect instances. Driven like everything in `test_bridge.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import grpc
import pytest
from botocore.session import get_session
from pulumi._types import input_type_py_to_pulumi_names, input_type_types
from pulumi.runtime.proto import provider_pb2

from localcloud.aws.control import Control
from localcloud.bridge.spelling import from_api, pulumi_name, to_api
from localcloud.bridge.wire import SECRET, SIGNATURE, UNKNOWN
from tests.engine.conversation import Made, urn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.model import Shape

    from localcloud.aws.server import LocalCloud
    from tests.engine.conversation import Bridge

    Aws = Callable[..., Any]

DOMAIN = "aws:customerprofiles/domain:Domain"
PROFILE = "aws:customerprofiles/profile:Profile"
FLOW = "aws:appflow/flow:Flow"
CONNECTION = "aws:appflow/connectorProfile:ConnectorProfile"
INSTANCE = "aws:connect/instance:Instance"
NONE = provider_pb2.DiffResponse.DIFF_NONE

WINDOW = {
    "scheduleExpression": "rate(1hours)",
    "dataPullMode": "Incremental",
    "scheduleStartTime": "2030-01-01T00:00:00Z",
}
TOKEN, ROTATED = "head.claims.hunter2", "head.claims.hunter3"
OPERATOR = [{"salesforce": "PROJECTION"}]


def flow(**changes: Any) -> dict[str, Any]:
    """A flow from Salesforce to the domain `shop`."""
    return {
        "name": "contacts",
        "sourceFlowConfig": {
            "connectorType": "Salesforce",
            "connectorProfileName": "crm",
            "sourceConnectorProperties": {"salesforce": {"object": "Contact", "includeDeletedRecords": False}},
            "incrementalPullConfig": {"datetimeTypeFieldName": "SystemModstamp"},
        },
        "destinationFlowConfigs": [
            {
                "connectorType": "CustomerProfiles",
                "destinationConnectorProperties": {
                    "customerProfiles": {"domainName": "shop", "objectTypeName": "Salesforce-Contact"}
                },
            }
        ],
        "tasks": [
            {"taskType": "Filter", "sourceFields": ["Id", "Email"], "connectorOperators": OPERATOR},
            *(
                {
                    "taskType": "Map",
                    "sourceFields": [field],
                    "destinationField": field,
                    "connectorOperators": [{"salesforce": "NO_OP"}],
                }
                for field in ("Id", "Email")
            ),
        ],
        "triggerConfig": {"triggerType": "Scheduled", "triggerProperties": {"scheduled": WINDOW}},
        **changes,
    }


def connection(token: str = TOKEN, url: str = "https://shop.my.salesforce.com", **changes: Any) -> dict[str, Any]:
    """A connector profile for Salesforce."""
    return {
        "name": "crm",
        "connectorType": "Salesforce",
        "connectionMode": "Public",
        "connectorProfileConfig": {
            "connectorProfileProperties": {"salesforce": {"instanceUrl": url}},
            "connectorProfileCredentials": {"salesforce": {"jwtToken": token, "oauth2GrantType": "JWT_BEARER"}},
        },
        **changes,
    }


def details(answer: Any) -> dict[str, str]:
    return {name: provider_pb2.PropertyDiff.Kind.Name(one.kind) for name, one in answer.detailedDiff.items()}


def refreshed(bridge: Bridge, made: Made) -> Made:
    found = bridge.read(made)
    assert found is not None
    return found


def refusal(action: Callable[..., Any], *arguments: Any, **given: Any) -> str:
    with pytest.raises(grpc.RpcError) as caught:
        action(*arguments, **given)
    text = str(caught.value.details())
    assert "\n" not in text
    return text


class TestDomain:
    def test_life(self, bridge: Bridge, aws: Aws) -> None:
        given = {"domainName": "shop", "defaultExpirationDays": 366}
        rules = {
            "enabled": True,
            "matchingRules": [{"rules": ["AccountNumber"]}],
            "maxAllowedRuleLevelForMatching": 1,
            "attributeTypesSelector": {"attributeMatchingModel": "ONE_TO_ONE", "addresses": ["Address"]},
            "conflictResolution": {"conflictResolvingModel": "RECENCY"},
        }
        domain = bridge.create(DOMAIN, **given, matching={"enabled": True}, ruleBasedMatching=rules, tags={"a": "b"})
        profiles = aws("customer-profiles")
        told = profiles.get_domain(DomainName="shop")
        assert (domain.id, domain.state["arn"]) == ("shop", "arn:aws:profile:us-east-1:123456789012:domains/shop")
        assert told["RuleBasedMatching"]["MatchingRules"] == [{"Rule": ["AccountNumber"]}]
        assert told["RuleBasedMatching"]["AttributeTypesSelector"]["Address"] == ["Address"]
        again = {**given, "matching": {"enabled": True}, "ruleBasedMatching": rules, "tags": {"a": "b"}}
        assert refreshed(bridge, domain).inputs == domain.inputs
        assert bridge.diff(refreshed(bridge, domain), **again).changes == NONE
        assert bridge.read(Made(DOMAIN, "shop", {}, {})).state["tags"] == {"a": "b"}  # type: ignore[union-attr]

        key = "arn:aws:kms:us-east-1:123456789012:key/none"
        wanted = {**again, "defaultExpirationDays": 30, "defaultEncryptionKey": key, "tags": {"c": "d"}}
        answer = bridge.diff(domain, **wanted)
        assert details(answer) == {"defaultExpirationDays": "UPDATE", "defaultEncryptionKey": "ADD", "tags": "UPDATE"}
        assert not answer.replaces
        text = refusal(bridge.update, domain, **wanted)
        assert text.startswith(f"{DOMAIN} 'thing' failed to update: UpdateDomain: BadRequestException: ")

        domain = bridge.update(domain, **{**wanted, "defaultEncryptionKey": ""})
        told = profiles.get_domain(DomainName="shop")
        assert (told["DefaultExpirationDays"], told["Tags"]) == (30, {"c": "d"})
        replaced = bridge.diff(domain, **{**wanted, "domainName": "other"})
        assert (list(replaced.replaces), replaced.deleteBeforeReplace) == (["domainName"], True)
        bridge.delete(domain)
        assert bridge.read(domain) is None
        bridge.delete(domain)

    def test_what_changed_elsewhere_is_found_and_put_back(self, bridge: Bridge, aws: Aws) -> None:
        given = {"domainName": "shop", "defaultExpirationDays": 366, "matching": {"enabled": False}}
        domain = bridge.create(DOMAIN, **given)
        aws("customer-profiles").update_domain(DomainName="shop", DefaultExpirationDays=5, Matching={"Enabled": True})
        drifted = refreshed(bridge, domain)
        assert drifted.state["defaultExpirationDays"] == 5
        assert details(bridge.diff(drifted, **given)) == {"defaultExpirationDays": "UPDATE", "matching": "UPDATE"}
        bridge.update(drifted, **given)
        told = aws("customer-profiles").get_domain(DomainName="shop")
        assert (told["DefaultExpirationDays"], told["Matching"]["Enabled"]) == (366, False)

    def test_what_customer_profiles_refuses_is_one_line(self, bridge: Bridge, aws: Aws) -> None:
        bridge.create(DOMAIN, domainName="shop", defaultExpirationDays=366)
        start = f"{DOMAIN} 'thing' failed to create: "
        assert refusal(bridge.create, DOMAIN, domainName="shop", defaultExpirationDays=366) == (
            f"{start}CreateDomain: BadRequestException: Domain shop already exists"
        )
        wrong = {"domainName": "wrong", "defaultExpirationDays": 366, "matching": {"enabled": True, "shape": 1}}
        assert refusal(bridge.create, DOMAIN, **wrong) == f"{start}ValueError: MatchingRequest has no shape"
        assert aws("customer-profiles").list_domains()["Items"][0]["DomainName"] == "shop"


class TestProfile:
    @pytest.fixture
    def domain(self, bridge: Bridge, aws: Aws) -> str:
        return bridge.create(DOMAIN, domainName="shop", defaultExpirationDays=366).id

    def test_life(self, bridge: Bridge, aws: Aws, domain: str) -> None:
        given = {"domainName": domain, "emailAddress": "jane@example.com", "lastName": "Doe"}
        nested = {"address": {"address1": "1 Main St", "city": "Berlin"}, "attributes": {"TierLevel": "gold", "x": "y"}}
        profile = bridge.create(PROFILE, **given, **nested)

        def told() -> dict[str, Any]:
            found = aws("customer-profiles").search_profiles(
                DomainName=domain, KeyName="_email", Values=["jane@example.com"]
            )
            [item] = found["Items"]
            return dict(item)

        assert told() == {
            "ProfileId": profile.id,
            "EmailAddress": "jane@example.com",
            "LastName": "Doe",
            "Address": {"Address1": "1 Main St", "City": "Berlin"},
            "Attributes": {"TierLevel": "gold", "x": "y"},
        }
        assert refreshed(bridge, profile).inputs == profile.inputs
        imported = bridge.read(Made(PROFILE, f"shop/{profile.id}", {}, {}))
        assert imported is not None
        assert (imported.id, bridge.diff(imported, **given, **nested).changes) == (profile.id, NONE)

        wanted = {
            "domainName": domain,
            "emailAddress": "jane@example.com",
            "address": {"address1": "2 Main St"},
            "attributes": {"TierLevel": "silver"},
        }
        answer = bridge.diff(profile, **wanted)
        assert details(answer) == {"lastName": "DELETE", "address": "UPDATE", "attributes": "UPDATE"}
        assert not answer.replaces
        profile = bridge.update(profile, **wanted)
        assert told() == {
            "ProfileId": profile.id,
            "EmailAddress": "jane@example.com",
            "Address": {"Address1": "2 Main St"},
            "Attributes": {"TierLevel": "silver"},
        }
        bridge.delete(profile)
        assert bridge.read(profile) is None
        bridge.delete(profile)

    def test_drift_is_found(self, bridge: Bridge, aws: Aws, domain: str) -> None:
        given = {"domainName": domain, "firstName": "Jane"}
        profile = bridge.create(PROFILE, **given)
        aws("customer-profiles").update_profile(DomainName=domain, ProfileId=profile.id, FirstName="Joan")
        drifted = refreshed(bridge, profile)
        assert drifted.inputs["firstName"] == "Joan"
        assert details(bridge.diff(drifted, **given)) == {"firstName": "UPDATE"}

    def test_refusals(self, bridge: Bridge, domain: str) -> None:
        profile = bridge.create(PROFILE, domainName=domain, firstName="Jane")
        assert refusal(bridge.update, profile, domainName="other", firstName="Jane") == (
            f"{PROFILE} 'thing' failed to update: UpdateProfile: ResourceNotFoundException: Domain other does not exist"
        )
        assert "CreateProfile: BadRequestException: " in refusal(
            bridge.create, PROFILE, domainName=domain, firstName="J" * 256
        )
        assert refusal(bridge.read, Made(PROFILE, "0" * 32, {}, {})).endswith(
            f"ValueError: {'0' * 32} is no import ID of a profile, which is <domain>/<profile id>"
        )


class TestFlow:
    @pytest.fixture(autouse=True)
    def surroundings(self, bridge: Bridge, aws: Aws) -> None:
        bridge.create(DOMAIN, domainName="shop", defaultExpirationDays=366)
        bridge.create(CONNECTION, **connection())

    def test_life(self, bridge: Bridge, aws: Aws) -> None:
        made = bridge.create(FLOW, **flow(description="one"), tags={"a": "b"})
        assert made.id == made.state["arn"] == "arn:aws:appflow:us-east-1:123456789012:flow/contacts"
        assert made.state["flowStatus"] == "Draft"
        told = aws("appflow").describe_flow(flowName="contacts")
        assert told["tasks"][0]["connectorOperator"] == {"Salesforce": "PROJECTION"}
        assert told["sourceFlowConfig"]["sourceConnectorProperties"] == {
            "Salesforce": {"object": "Contact", "includeDeletedRecords": False}
        }
        assert told["triggerConfig"]["triggerProperties"]["Scheduled"]["dataPullMode"] == "Incremental"
        assert refreshed(bridge, made).inputs == made.inputs
        imported = bridge.read(Made(FLOW, "contacts", {}, {}))
        assert imported is not None
        assert imported.id == made.id
        assert bridge.diff(imported, **flow(description="one"), tags={"a": "b"}).changes == NONE

        trigger = {"triggerType": "OnDemand"}
        wanted = {**flow(description="two", triggerConfig=trigger), "tags": {"c": "d"}}
        answer = bridge.diff(made, **wanted)
        assert details(answer) == {"description": "UPDATE", "tags": "UPDATE", "triggerConfig": "UPDATE"}
        assert not answer.replaces
        made = bridge.update(made, **wanted)
        told = aws("appflow").describe_flow(flowName="contacts")
        assert (told["description"], told["tags"], told["triggerConfig"]) == ("two", {"c": "d"}, trigger)

        replaced = bridge.diff(made, **{**wanted, "name": "others", "kmsArn": "arn:aws:kms:us-east-1:1:key/k"})
        assert sorted(replaced.replaces) == ["kmsArn", "name"]
        bridge.delete(made)
        assert bridge.read(made) is None
        bridge.delete(made)

    @pytest.mark.parametrize("described", ["verbatim", "rewritten"])
    def test_the_form_in_which_appflow_tells_tasks_is_no_drift(
        self, bridge: Bridge, aws: Aws, cloud: LocalCloud, described: str
    ) -> None:
        everything = [{"taskType": "Map_all", "sourceFields": [], "taskProperties": {}}]
        made = bridge.create(FLOW, **flow())
        all_of_it = bridge.create(FLOW, **flow(name="all", tasks=everything))
        Control(cloud.endpoint).behaviours(tasks_described=described)
        assert refreshed(bridge, made).inputs == made.inputs
        assert refreshed(bridge, all_of_it).inputs == all_of_it.inputs
        tasks = flow()["tasks"][:2]
        described_flow = aws("appflow").describe_flow(flowName="contacts")
        fixed = ("flowName", "sourceFlowConfig", "destinationFlowConfigList", "triggerConfig")
        less = [task for task in described_flow["tasks"] if task.get("destinationField") != "Email"]
        aws("appflow").update_flow(**{name: described_flow[name] for name in fixed}, tasks=less)
        assert details(bridge.diff(refreshed(bridge, made), **flow())) == {"tasks": "UPDATE"}
        assert bridge.diff(refreshed(bridge, made), **flow(tasks=tasks)).changes == NONE

    def test_what_appflow_refuses_is_one_line_and_changes_nothing(self, bridge: Bridge, aws: Aws) -> None:
        made = bridge.create(FLOW, **flow())
        source = {**flow()["sourceFlowConfig"]}
        source["sourceConnectorProperties"] = {"salesforce": {"object": "Account"}}
        start = f"{FLOW} 'thing' failed to "
        assert refusal(bridge.update, made, **flow(sourceFlowConfig=source)) == (
            f"{start}update: UpdateFlow: ValidationException: The source object of flow contacts cannot be changed"
        )
        assert refusal(bridge.create, FLOW, **flow()) == (
            f"{start}create: CreateFlow: ConflictException: Flow with name contacts already exists."
        )
        aws("appflow").start_flow(flowName="contacts")
        assert refusal(bridge.delete, made) == (
            f"{start}delete: DeleteFlow: ConflictException: Conflict executing request: Flow is in active state, "
            "please set forceDelete to true or deactivate the flow: contacts"
        )
        assert refreshed(bridge, made).state["flowStatus"] == "Active"


class TestConnectorProfile:
    def test_life(self, bridge: Bridge, aws: Aws) -> None:
        made = bridge.create(CONNECTION, **connection())
        assert made.id == made.state["arn"] == "arn:aws:appflow:us-east-1:123456789012:connectorprofile/crm"
        assert made.state["credentialsArn"].startswith("arn:aws:secretsmanager:us-east-1:123456789012:secret:appflow!")
        [told] = aws("appflow").describe_connector_profiles()["connectorProfileDetails"]
        assert told["connectorProfileProperties"] == {"Salesforce": {"instanceUrl": "https://shop.my.salesforce.com"}}
        assert refreshed(bridge, made).inputs == made.inputs
        assert bridge.diff(refreshed(bridge, made), **connection()).changes == NONE
        imported = bridge.read(Made(CONNECTION, "crm", {}, {}))
        assert imported is not None
        assert imported.id == made.id
        # AppFlow tells no credentials, so an import ends with an update that sends the program's.
        assert details(bridge.diff(imported, **connection())) == {"connectorProfileConfig": "UPDATE"}

        answer = bridge.diff(made, **connection(ROTATED))
        assert (details(answer), list(answer.replaces)) == ({"connectorProfileConfig": "UPDATE"}, [])
        made = bridge.update(made, **connection(ROTATED, "https://new.my.salesforce.com"))
        [told] = aws("appflow").describe_connector_profiles()["connectorProfileDetails"]
        assert told["connectorProfileProperties"] == {"Salesforce": {"instanceUrl": "https://new.my.salesforce.com"}}
        drifted = refreshed(bridge, made)
        assert details(bridge.diff(drifted, **connection(ROTATED))) == {"connectorProfileConfig": "UPDATE"}
        for changed in ({"name": "other"}, {"connectorType": "Zendesk"}, {"connectorLabel": "label"}):
            assert list(bridge.diff(made, **connection(ROTATED, **changed)).replaces) == [*changed]
        bridge.delete(made)
        assert bridge.read(made) is None
        bridge.delete(made)

    def test_credentials_are_secret_wherever_the_engine_hears_of_them(self, bridge: Bridge, aws: Aws) -> None:
        checked = bridge.check(CONNECTION, connection())
        request = provider_pb2.CreateRequest(urn=urn(CONNECTION), properties=checked.inputs)
        created = bridge.stub.Create(request)
        planned = bridge.stub.Create(
            provider_pb2.CreateRequest(urn=urn(CONNECTION), properties=checked.inputs, preview=True)
        )
        read = bridge.stub.Read(
            provider_pb2.ReadRequest(
                urn=urn(CONNECTION), id=created.id, inputs=checked.inputs, properties=created.properties
            )
        )
        told = [checked.inputs, created.properties, planned.properties, read.inputs, read.properties]
        for struct in told:
            credentials = struct["connectorProfileConfig"]["connectorProfileCredentials"]
            assert credentials[SIGNATURE] == SECRET
            assert credentials["value"]["salesforce"]["jwtToken"] == TOKEN
        assert refusal(bridge.create, CONNECTION, **connection("hunter2", name="other")).startswith(
            f"{CONNECTION} 'thing' failed to create: CreateConnectorProfile: ValidationException: "
            "connectorProfileConfig.connectorProfileCredentials.Salesforce.jwtToken: the value does not match "
        )

    def test_one_that_flows_use_is_not_deleted(self, bridge: Bridge, aws: Aws) -> None:
        bridge.create(DOMAIN, domainName="shop", defaultExpirationDays=366)
        made = bridge.create(CONNECTION, **connection())
        bridge.create(FLOW, **flow())
        assert refusal(bridge.delete, made) == (
            f"{CONNECTION} 'thing' failed to delete: DeleteConnectorProfile: ConflictException: "
            "Connector profile crm is used by the flow contacts"
        )


class TestInstance:
    def test_life(self, bridge: Bridge, aws: Aws) -> None:
        given = {
            "identityManagementType": "CONNECT_MANAGED",
            "inboundCallsEnabled": True,
            "outboundCallsEnabled": False,
            "instanceAlias": "shop",
        }
        made = bridge.create(INSTANCE, **given, contactFlowLogsEnabled=True, tags={"a": "b"})
        assert made.state["arn"] == f"arn:aws:connect:us-east-1:123456789012:instance/{made.id}"
        assert made.state["status"] == "ACTIVE"
        assert made.state["serviceRole"].endswith("AWSServiceRoleForAmazonConnect")
        connect = aws("connect")

        def on() -> set[str]:
            listed = connect.list_instance_attributes(InstanceId=made.id)["Attributes"]
            return {each["AttributeType"] for each in listed if each["Value"] == "true"}

        voices = {"AUTO_RESOLVE_BEST_VOICES", "CONTACT_LENS", "EARLY_MEDIA"}
        assert on() == {"INBOUND_CALLS", "CONTACTFLOW_LOGS", *voices}
        assert refreshed(bridge, made).inputs == made.inputs
        imported = bridge.read(Made(INSTANCE, made.id, {}, {}))
        assert imported is not None
        assert bridge.diff(imported, **given, contactFlowLogsEnabled=True, tags={"a": "b"}).changes == NONE

        wanted = {**given, "outboundCallsEnabled": True, "earlyMediaEnabled": False, "tags": {"c": "d"}}
        answer = bridge.diff(made, **wanted)
        assert details(answer) == {
            "contactFlowLogsEnabled": "UPDATE",
            "earlyMediaEnabled": "UPDATE",
            "outboundCallsEnabled": "UPDATE",
            "tags": "UPDATE",
        }
        assert not answer.replaces
        made = bridge.update(made, **wanted)
        assert on() == {"INBOUND_CALLS", "OUTBOUND_CALLS", *voices} - {"EARLY_MEDIA"}
        assert connect.describe_instance(InstanceId=made.id)["Instance"]["OutboundCallsEnabled"] is True
        connect.update_instance_attribute(InstanceId=made.id, AttributeType="EARLY_MEDIA", Value="true")
        assert details(bridge.diff(refreshed(bridge, made), **wanted)) == {"earlyMediaEnabled": "UPDATE"}
        for changed in ({"instanceAlias": "other"}, {"identityManagementType": "SAML"}):
            assert list(bridge.diff(made, **{**wanted, **changed}).replaces) == [*changed]
        bridge.delete(made)
        assert bridge.read(made) is None
        bridge.delete(made)

    def test_it_needs_an_alias_or_a_directory(self, bridge: Bridge) -> None:
        given = {"identityManagementType": "SAML", "inboundCallsEnabled": True, "outboundCallsEnabled": True}
        [failure] = bridge.check(INSTANCE, given).failures
        assert failure.reason == "one of 'directoryId' and 'instanceAlias' must be given"
        assert not bridge.check(INSTANCE, {**given, "instanceAlias": UNKNOWN}).failures


class TestSpelling:
    """Every name of the SDK's nested arguments, in both directions."""

    @pytest.mark.parametrize(
        ("service", "operation", "module", "resource"),
        [
            ("customer-profiles", "CreateDomain", "customerprofiles", "Domain"),
            ("customer-profiles", "CreateProfile", "customerprofiles", "Profile"),
            ("appflow", "CreateFlow", "appflow", "Flow"),
            ("appflow", "CreateConnectorProfile", "appflow", "ConnectorProfile"),
        ],
    )
    def test_every_nested_name_is_known(self, service: str, operation: str, module: str, resource: str) -> None:
        import importlib

        package = importlib.import_module(f"pulumi_aws.{module}")
        arguments = getattr(package, f"{resource}Args")
        shape = get_session().get_service_model(service).operation_model(operation).input_shape
        top = {"destinationFlowConfigs": "destinationFlowConfigList"}
        checked = 0
        for name, kind in _nested(arguments):
            member = top.get(name) or next(each for each in shape.members if pulumi_name(shape, each) == name)
            for path, known in _names(kind, shape.members[member], name):
                assert known or path == "ruleBasedMatching.status", path  # only told
                checked += 1
        assert checked >= 34

    def test_there_and_back(self) -> None:
        shape = get_session().get_service_model("appflow").shape_for("SourceConnectorProperties")
        given = {
            "sapoData": {"objectPath": "/a", "parallelismConfig": {"maxPageSize": 3}},
            "serviceNow": {"object": "x"},
        }
        sent = to_api(shape, given)
        assert sent == {
            "SAPOData": {"objectPath": "/a", "parallelismConfig": {"maxParallelism": 3}},
            "ServiceNow": {"object": "x"},
        }
        assert from_api(shape, sent) == given
        with pytest.raises(ValueError, match=r"^SourceConnectorProperties has no hubspot$"):
            to_api(shape, {"hubspot": {}})


def _nested(arguments: Any) -> Iterator[tuple[str, Any]]:
    """The arguments of a class of the SDK that are structures, with their classes."""
    for name, given in input_type_types(arguments).items():
        if kind := next((each for each in _classes(given) if each.__module__.startswith("pulumi_aws")), None):
            yield name, kind


def _classes(kind: Any) -> Iterator[type]:
    """The classes that a type hint is made of."""
    if inner := get_args(kind):
        for each in inner:
            yield from _classes(each)
    elif isinstance(kind, type):
        yield kind


def _names(kind: Any, shape: Shape, path: str) -> Iterator[tuple[str, bool]]:
    """Every name of a class of the SDK, and whether the API has it."""
    while shape.type_name == "list":
        shape = shape.member
    members = {pulumi_name(shape, each): shape.members[each] for each in shape.members}
    for name in input_type_py_to_pulumi_names(kind).values():
        yield f"{path}.{name}", name in members
    for name, inner in _nested(kind):
        if name in members:
            yield from _names(inner, members[name], f"{path}.{name}")
