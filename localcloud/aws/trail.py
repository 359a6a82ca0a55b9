"""What CloudTrail tells EventBridge of calls that moto answers: those that take a KMS key out of use.

KMS developer guide, `ct-disablekey` and `ct-schedule-key-deletion`. On AWS a trail has to log management events.
"""

import json

from . import directory, event_bus
from .credentials import Caller
from .state import Cloud, Context

TOLD = ("DisableKey", "ScheduleKeyDeletion")


def tell(cloud: Cloud, caller: Caller, operation: str, body: bytes) -> None:
    """Tells of a call that took effect."""
    if caller.service != "kms" or operation not in TOLD:
        return
    with cloud.lock:
        context = Context(cloud, cloud.region(caller.account, caller.region))
        parameters = json.loads(body)
        key = cloud.directory.key(caller.account, caller.region, parameters["KeyId"])
        detail = {
            "eventVersion": "1.08",
            "eventTime": directory.timestamp(context.now),
            "eventSource": "kms.amazonaws.com",
            "eventName": operation,
            "awsRegion": caller.region,
            "userIdentity": {"type": "Root", "accountId": caller.account, "arn": context.caller_arn},
            "requestParameters": {"keyId": parameters["KeyId"]},
            "resources": [{"ARN": key.arn, "accountId": caller.account, "type": "AWS::KMS::Key"}] if key else [],
            "readOnly": False,
        }
        event_bus.put(context, "aws.kms", "AWS API Call via CloudTrail", detail, context.now)
