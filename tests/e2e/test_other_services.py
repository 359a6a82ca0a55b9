"""What is beside Customer Profiles in a program for the local AWS."""

from collections.abc import Callable

import pytest
from pulumi import automation

from .conftest import Place
from .harness import Project

pytestmark = pytest.mark.e2e

PROGRAM = """
import pulumi_aws_native as aws

bucket = aws.s3.Bucket("pictures", bucket_encryption={
    "server_side_encryption_configuration": [{"bucket_key_enabled": True}],
})
"""


def test_a_resource_that_the_local_aws_does_not_have_is_refused_by_name(
    place: Place, project: Callable[..., Project]
) -> None:
    refused = project(program=PROGRAM)
    assert refused.changes() == {"create": 2}
    with pytest.raises(automation.CommandError) as error:
        refused.up()
    assert "The local cloud does not have the type AWS::S3::Bucket" in str(error.value)
