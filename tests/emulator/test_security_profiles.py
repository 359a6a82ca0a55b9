"""Security profiles of Connect instances, beside moto's instances and tags."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from .setting import Place, error


def created(connect: Any, instance: str, name: str = "agents", **options: Any) -> dict[str, Any]:
    made: dict[str, Any] = connect.create_security_profile(InstanceId=instance, SecurityProfileName=name, **options)
    return made


def permissions(connect: Any, instance: str, profile_id: str) -> set[str]:
    listed = connect.list_security_profile_permissions(InstanceId=instance, SecurityProfileId=profile_id)
    return set(listed["Permissions"])


def test_a_security_profile_is_created_described_changed_and_deleted(place: Place, connect: Any, instance: str) -> None:
    given = ["BasicAgentAccess", "CustomerProfiles.View"]
    made = created(connect, instance, Description="sees", Permissions=given, Tags={"a": "b"})
    profile_id = made["SecurityProfileId"]
    assert made["SecurityProfileArn"] == place.arn("connect", f"instance/{instance}/security-profile/{profile_id}")
    named = {"InstanceId": instance, "SecurityProfileId": profile_id}

    described = connect.describe_security_profile(**named)["SecurityProfile"]
    del described["LastModifiedTime"]
    assert described == {
        "Id": profile_id,
        "Arn": made["SecurityProfileArn"],
        "SecurityProfileName": "agents",
        "Description": "sees",
        "Tags": {"a": "b"},
        "LastModifiedRegion": place.region,
        "Type": "CUSTOMER_MANAGED",
    }
    assert permissions(connect, instance, profile_id) == set(given)

    connect.update_security_profile(**named, Permissions=["CustomerProfiles.Edit"])
    assert permissions(connect, instance, profile_id) == {"CustomerProfiles.Edit"}
    connect.update_security_profile(**named, Description="changes")
    assert permissions(connect, instance, profile_id) == {"CustomerProfiles.Edit"}
    assert connect.describe_security_profile(**named)["SecurityProfile"]["Description"] == "changes"
    assert place.control.inventory()[place.account][place.region]["security_profiles"] == ["agents"]

    connect.delete_security_profile(**named)
    with pytest.raises(ClientError) as caught:
        connect.describe_security_profile(**named)
    assert error(caught) == ("ResourceNotFoundException", f"Security profile {profile_id} does not exist")


def test_the_tags_are_those_of_the_tagging_operations(connect: Any, instance: str) -> None:
    made = created(connect, instance, Tags={"a": "b"})
    connect.tag_resource(resourceArn=made["SecurityProfileArn"], tags={"c": "d"})
    connect.untag_resource(resourceArn=made["SecurityProfileArn"], tagKeys=["a"])
    described = connect.describe_security_profile(InstanceId=instance, SecurityProfileId=made["SecurityProfileId"])
    assert described["SecurityProfile"]["Tags"] == {"c": "d"}


def test_profiles_and_permissions_are_listed_in_pages(connect: Any, instance: str) -> None:
    names = [f"profile {number}" for number in range(5)]
    ids = [created(connect, instance, name, Permissions=names)["SecurityProfileId"] for name in names]
    first = connect.list_security_profiles(InstanceId=instance, MaxResults=3)
    rest = connect.list_security_profiles(InstanceId=instance, MaxResults=3, NextToken=first["NextToken"])
    assert [each["Name"] for page in (first, rest) for each in page["SecurityProfileSummaryList"]] == names
    assert "NextToken" not in rest
    pages = connect.get_paginator("list_security_profile_permissions").paginate(
        InstanceId=instance, SecurityProfileId=ids[0], PaginationConfig={"PageSize": 2}
    )
    assert sorted(name for page in pages for name in page["Permissions"]) == names
    with pytest.raises(ClientError) as caught:
        connect.list_security_profiles(InstanceId=instance, NextToken="x")
    assert error(caught) == ("InvalidParameterException", "invalid NextToken")


def test_a_name_exists_once_in_an_instance(connect: Any, instance: str) -> None:
    created(connect, instance)
    with pytest.raises(ClientError) as caught:
        created(connect, instance)
    assert error(caught) == ("DuplicateResourceException", "Security profile agents already exists")
    other = connect.create_instance(
        IdentityManagementType="CONNECT_MANAGED", InboundCallsEnabled=True, OutboundCallsEnabled=False
    )
    created(connect, other["Id"])


def test_an_instance_has_a_hundred_of_them(connect: Any, instance: str) -> None:
    for number in range(100):
        created(connect, instance, str(number))
    with pytest.raises(ClientError) as caught:
        created(connect, instance)
    assert error(caught) == ("LimitExceededException", "The limit of 100 security profiles is reached")


def test_they_go_with_their_instance(place: Place, connect: Any, instance: str) -> None:
    made = created(connect, instance)
    connect.delete_instance(InstanceId=instance)
    with pytest.raises(ClientError) as caught:
        connect.delete_security_profile(InstanceId=instance, SecurityProfileId=made["SecurityProfileId"])
    assert error(caught) == ("ResourceNotFoundException", f"Instance {instance} does not exist")
    assert place.control.inventory() == {}


def test_requests_are_checked_against_the_model(connect: Any, instance: str) -> None:
    with pytest.raises(ClientError) as caught:
        created(connect, instance, "agents!")
    assert error(caught) == (
        "InvalidParameterException",
        "SecurityProfileName: 'agents!' does not match ^[ a-zA-Z0-9_@-]+$",
    )


def test_what_is_not_there_says_so(connect: Any, instance: str) -> None:
    with pytest.raises(ClientError) as caught:
        connect.list_security_profile_applications(InstanceId=instance, SecurityProfileId="x")
    assert error(caught) == (
        "NotImplemented",
        "The local cloud does not implement connect:ListSecurityProfileApplications",
    )
