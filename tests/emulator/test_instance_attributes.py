"""Attributes of Connect instances, beside moto's instances."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from .setting import error


def test_attributes_are_described_listed_and_changed(connect: Any, instance: str) -> None:
    listed = connect.list_instance_attributes(InstanceId=instance)["Attributes"]
    assert {each["AttributeType"]: each["Value"] for each in listed} == {
        "AUTO_RESOLVE_BEST_VOICES": "true",
        "CONTACTFLOW_LOGS": "false",
        "CONTACT_LENS": "true",
        "EARLY_MEDIA": "true",
        "INBOUND_CALLS": "true",
        "MULTI_PARTY_CONFERENCE": "false",
        "OUTBOUND_CALLS": "false",
    }
    for kind, value in (("OUTBOUND_CALLS", "true"), ("MESSAGE_STREAMING", "true"), ("CONTACT_LENS", "false")):
        connect.update_instance_attribute(InstanceId=instance, AttributeType=kind, Value=value)
        described = connect.describe_instance_attribute(InstanceId=instance, AttributeType=kind)["Attribute"]
        assert described == {"AttributeType": kind, "Value": value}
    assert connect.describe_instance(InstanceId=instance)["Instance"]["OutboundCallsEnabled"] is True
    off = connect.describe_instance_attribute(InstanceId=instance, AttributeType="HIGH_VOLUME_OUTBOUND")["Attribute"]
    assert off["Value"] == "false"


def test_refusals(connect: Any, instance: str) -> None:
    cases = [
        ("none", "CONTACT_LENS", "true", ("ResourceNotFoundException", "Instance none does not exist")),
        (instance, "CONTACT_LENS", "on", ("InvalidParameterException", "The value of CONTACT_LENS is true or false")),
    ]
    for where, kind, value, expected in cases:
        with pytest.raises(ClientError) as caught:
            connect.update_instance_attribute(InstanceId=where, AttributeType=kind, Value=value)
        assert error(caught) == expected
