"""What Customer Profiles does with domains, integrations and objects."""

import json
from typing import Any
from uuid import uuid4

from botocore.exceptions import WaiterError
from connect_customer_profiles import names

from .stage import OBJECT_TYPE, Stage

LATE_SECONDS = 60.0
"""How long a deletion may take to show."""

OBJECTS_AT_ONCE = 5


def put_integration_flow_active(stage: Stage) -> bool:
    flow = stage.integrated_flow("put", stage.name)
    return bool(stage.described(flow)["flowStatus"] == "Active")


def delete_integration_removes_flow(stage: Stage) -> bool:
    return _deletion_removes(stage, stage.integrated_flow("service-flow", stage.name))


def delete_integration_removes_user_flow(stage: Stage) -> bool:
    flow = stage.flow("user-flow")
    stage.caller.client("customer-profiles").put_integration(
        DomainName=stage.name, ObjectTypeName=OBJECT_TYPE, Uri=stage.uri(flow)
    )
    return _deletion_removes(stage, flow)


def delete_domain_removes_flows(stage: Stage) -> bool:
    domain = f"{stage.name}-deleted"
    stage.open_domain(domain)
    flow = stage.integrated_flow("of-deleted-domain", domain)
    stage.caller.client("customer-profiles").delete_domain(DomainName=domain)
    return stage.caller.until(lambda: stage.is_gone(flow), LATE_SECONDS)


def dead_letter_queue_arn_accepted(stage: Stage) -> bool:
    create = stage.caller.client("customer-profiles").create_domain
    wanted = {"DomainName": stage.domain_by_arn, "DeadLetterQueueUrl": stage.queue_arn}
    return not stage.caller.refused(lambda: create(DefaultExpirationDays=1, **wanted), "BadRequestException")


def instance_must_exist(stage: Stage) -> bool:
    return _association_refused(stage, stage.name, "BadRequestException", "ResourceNotFoundException")


def instance_needs_domain_prefix(stage: Stage) -> bool | None:
    if instance_must_exist(stage):
        return None
    domain = stage.name.removeprefix("amazon-connect-")
    stage.open_domain(domain)
    return _association_refused(stage, domain, "BadRequestException", "AccessDeniedException")


def crowded_profile(stage: Stage) -> str:
    profiles = stage.caller.client("customer-profiles", repeats=False)
    row = json.dumps({"number": "77", "email": "eve@example.com"})
    for _ in range(OBJECTS_AT_ONCE):
        code = stage.caller.code(
            lambda: profiles.put_profile_object(DomainName=stage.name, ObjectTypeName=OBJECT_TYPE, Object=row)
        )
        if code:
            return {"ThrottlingException": "throttled", "BadRequestException": "refused"}[code]
    return "accepted"


def flow_key_must_be_domain_key(stage: Stage) -> bool:
    key = stage.open_key()
    put = stage.integrated_flow
    return stage.caller.refused(lambda: put("other-key", stage.name, key_arn=key), "BadRequestException")


def cloudcontrol_leaves_out_template_content(stage: Stage) -> bool | None:
    name = "FromTemplate"
    stage.caller.client("customer-profiles").put_profile_object_type(
        DomainName=stage.name, ObjectTypeName=name, Description="before", TemplateId="Salesforce-Contact"
    )
    patch = {"op": "replace", "path": "/Description", "value": "after"}
    return _updated(stage, "AWS::CustomerProfiles::ObjectType", f"{stage.name}|{name}", patch)


def cloudcontrol_updates_flow_definition(stage: Stage) -> bool | None:
    flow = stage.integrated_flow("updated-by-cloud-control", stage.name)
    definition = stage.flow_definition(flow, schedule="rate(2days)")
    patch = {"op": "add", "path": "/FlowDefinition", "value": definition}
    name = f"{stage.name}|{stage.uri(flow)}"
    if not _updated(stage, "AWS::CustomerProfiles::Integration", name, patch):
        return None
    trigger = stage.described(flow)["triggerConfig"]["triggerProperties"]["Scheduled"]
    return bool(trigger["scheduleExpression"] == "rate(2days)")


def _updated(stage: Stage, kind: str, identifier: str, patch: dict[str, Any]) -> bool | None:
    """Whether Cloud Control updates a resource, or fails to; None if that takes too long."""
    cloudcontrol = stage.caller.client("cloudcontrol")
    event = cloudcontrol.update_resource(TypeName=kind, Identifier=identifier, PatchDocument=json.dumps([patch]))
    try:
        waiter = cloudcontrol.get_waiter("resource_request_success")
        waiter.wait(RequestToken=event["ProgressEvent"]["RequestToken"], WaiterConfig={"Delay": 1, "MaxAttempts": 120})
    except WaiterError as error:
        return False if error.last_response["ProgressEvent"]["OperationStatus"] == "FAILED" else None
    return True


def _deletion_removes(stage: Stage, flow: str) -> bool:
    stage.caller.client("customer-profiles").delete_integration(DomainName=stage.name, Uri=stage.uri(flow))
    return stage.caller.until(lambda: stage.is_gone(flow), LATE_SECONDS)


def _association_refused(stage: Stage, domain: str, *codes: str) -> bool:
    """Whether the association with an instance that does not exist is refused."""
    uri = names.instance_arn(stage.caller.region, stage.caller.account, str(uuid4()))
    put = stage.caller.client("customer-profiles").put_integration
    return stage.caller.refused(lambda: put(DomainName=domain, ObjectTypeName="CTR", Uri=uri), *codes)
