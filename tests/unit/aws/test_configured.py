"""What a stack's `aws:` configuration says of the roles to assume, and what it may not say."""

import json

import pytest
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.aws.session import AssumedRole, configured


def test_roles_are_assumed_in_their_order() -> None:
    values = {
        "aws:assumeRoles": json.dumps([{"roleArn": "a", "sessionName": "s", "externalId": "e"}]),
        "aws:assumeRole": json.dumps({"roleArn": "b"}),
    }
    assert configured(values.get).assume_roles == (AssumedRole("a", "s", "e"), AssumedRole("b", "pulumi"))


@pytest.mark.parametrize(
    "value", ["arn:aws:iam::111122223333:role/x", "5", "[5]", "{}", '{"roleArn": 5}', "[" * 20_000]
)
@pytest.mark.parametrize("key", ["aws:assumeRole", "aws:assumeRoles"])
def test_a_role_that_is_none_is_named_with_the_way_out(key: str, value: str) -> None:
    with pytest.raises(AwsError, match=f"^{key}: must be .* with roleArn: pulumi config set --path '{key}"):
        configured({key: value}.get)


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [("1h", 3600), ("1h30m", 5400), ("900s", 900), ("1h0m5s", 3605), ("", None), ("an hour", None), ("9" * 5000, None)],
)
def test_a_session_lasts_as_long_as_the_configuration_says(duration: str, seconds: int | None) -> None:
    [role] = configured({"aws:assumeRole": json.dumps({"roleArn": "a", "duration": duration})}.get).assume_roles
    wanted = {"RoleSessionName": "pulumi", **({"DurationSeconds": seconds} if seconds else {})}
    assert (role.seconds, role.request()) == (seconds, wanted)
