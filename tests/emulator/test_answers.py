"""What every answer has in common, whoever gives it: request IDs, signatures, crashes, what is not implemented."""

import http.client
import urllib.error
import urllib.request
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from localcloud.aws import dispatch, model_check, wire
from localcloud.aws.service import Service
from localcloud.aws.services import SERVICES

from .setting import BUCKET, Place

ANSWERED: list[tuple[str, str, dict[str, Any]]] = [
    ("customer-profiles", "list_domains", {}),
    ("appflow", "list_flows", {}),
    ("sqs", "list_queues", {}),
    ("s3", "list_buckets", {}),
    ("iam", "list_roles", {}),
    ("kms", "list_keys", {}),
    ("connect", "list_instances", {}),
    ("lambda", "list_functions", {}),
]
REFUSED = [
    ("customer-profiles", "get_domain", {"DomainName": "nothing"}),
    ("sqs", "get_queue_url", {"QueueName": "nothing"}),
    ("s3", "list_objects_v2", {"Bucket": "nothing"}),
    ("iam", "get_role", {"RoleName": "nothing"}),
    ("lambda", "get_function", {"FunctionName": "nothing"}),
    ("sns", "list_origination_numbers", {}),
]
MISSING = [
    ("appflow", "register_connector", {}, "appflow:RegisterConnector"),
    ("customer-profiles", "list_upload_jobs", {"DomainName": "any"}, "customer-profiles:ListUploadJobs"),
    ("kms", "describe_custom_key_stores", {}, "kms:DescribeCustomKeyStores"),
    ("sqs", "list_message_move_tasks", {"SourceArn": "any"}, "sqs:ListMessageMoveTasks"),
    ("lambda", "list_code_signing_configs", {}, "lambda:ListCodeSigningConfigs"),
    ("sns", "list_origination_numbers", {}, "sns:ListOriginationNumbers"),
    ("connect", "list_lambda_functions", {"InstanceId": "any"}, "connect:ListLambdaFunctions"),
    ("translate", "list_languages", {}, "translate:ListLanguages"),
]


@pytest.mark.parametrize(("service", "operation", "request_"), ANSWERED + REFUSED)
def test_every_answer_has_the_id_of_its_request(place: Place, service: str, operation: str, request_: Any) -> None:
    try:
        answer = getattr(place.client(service), operation)(**request_)
    except ClientError as refused:
        answer = refused.response
    found = answer["ResponseMetadata"]
    assert "x-amzn-requestid" in {name.lower() for name in found["HTTPHeaders"]}
    assert found["RequestId"]


@pytest.mark.parametrize(("service", "operation", "request_", "named"), MISSING)
def test_what_is_not_implemented_is_named(
    place: Place, service: str, operation: str, request_: Any, named: str
) -> None:
    with pytest.raises(ClientError) as raised:
        getattr(place.client(service), operation)(**request_)
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert raised.value.response["Error"] | {"Type": ""} == {
        "Code": "NotImplemented",
        "Message": f"The local cloud does not implement {named}",
        "Type": "",
    }
    assert place.control.calls()[-1]["status"] == 501


@pytest.mark.parametrize(("service", "operation", "request_"), [*ANSWERED[:3], *ANSWERED[4:6]])
def test_a_call_that_nobody_has_signed_is_refused(place: Place, service: str, operation: str, request_: Any) -> None:
    config = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1})
    client = boto3.client(service, endpoint_url=place.endpoint, region_name=place.region, config=config)
    with pytest.raises(ClientError) as raised:
        getattr(client, operation)(**request_)
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    assert raised.value.response["Error"]["Code"].startswith("MissingAuthenticationToken")
    assert place.control.calls()[-1]["status"] == 403


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_a_url_that_somebody_has_signed_is_answered(place: Place, version: str) -> None:
    place.bucket()
    place.upload("a.txt", "content", folder="f")
    signing = boto3.client(
        "s3",
        endpoint_url=place.endpoint,
        region_name=place.region,
        aws_access_key_id=place.account,
        aws_secret_access_key="local",
        config=Config(signature_version=version, s3={"addressing_style": "path"}),
    )
    url = signing.generate_presigned_url("get_object", {"Bucket": BUCKET, "Key": "f/a.txt"})
    with urllib.request.urlopen(url) as answer:  # noqa: S310
        assert answer.read() == b"content"
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(url.partition("?")[0])  # noqa: S310
    assert raised.value.code == 403


def test_a_body_in_pieces_arrives(place: Place) -> None:
    place.bucket()
    scope = f"AWS4-HMAC-SHA256 Credential={place.account}/20260101/{place.region}/s3/aws4_request"
    connection = http.client.HTTPConnection(place.endpoint.removeprefix("http://"), timeout=10)
    pieces = iter([b"one,", b"two"])
    connection.request("PUT", f"/{BUCKET}/f/a.txt", pieces, {"Authorization": scope}, encode_chunked=True)
    assert connection.getresponse().status == 200
    assert place.client("s3").get_object(Bucket=BUCKET, Key="f/a.txt")["Body"].read() == b"one,two"


def test_a_crash_inside_a_service_is_in_the_record_of_calls(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from moto.sqs.models import SQSBackend

    def crash(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(SQSBackend, "list_queues", crash)
    with pytest.raises(ClientError) as raised:
        place.sqs.list_queues()
    assert raised.value.response["Error"]["Message"] == ("local cloud bug in ListQueues: ZeroDivisionError('a bug')")
    last = place.control.calls()[-1]
    assert (last["service"], last["operation"], last["status"]) == ("sqs", "ListQueues", 500)


@pytest.mark.parametrize("called", ["sqs", "customer-profiles"])
def test_a_crash_of_what_happens_by_itself_is_recorded_too(
    place: Place, monkeypatch: pytest.MonkeyPatch, called: str
) -> None:
    def crash(*_: Any) -> None:
        raise ZeroDivisionError("a bug")

    place.profiles.list_domains()  # from now on the Region is there, and things happen in it
    monkeypatch.setattr(dispatch, "advance", crash)
    with pytest.raises(ClientError, match="ZeroDivisionError"):
        place.sqs.list_queues() if called == "sqs" else place.profiles.list_domains()
    last = place.control.calls()[-1]
    assert (last["service"], last["status"]) == (called, 500)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_pattern_of_a_model_can_be_asked(service: Service) -> None:
    model = wire.service_model(service.name)
    patterns = {model.shape_for(name).metadata.get("pattern") for name in model.shape_names}
    for pattern in patterns - {None}:
        model_check._compiled(pattern)


def test_patterns_of_java_mean_what_they_mean_there() -> None:
    described = model_check._compiled(r"^[\P{C}\r\n\t]{1,250}$")
    assert described("Zoë\r\n😀")
    assert not described("a\x00b")
    catalogue = model_check._compiled(r"[ -\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\t]*")
    assert catalogue("a😀")
    assert not catalogue("a\x07")
