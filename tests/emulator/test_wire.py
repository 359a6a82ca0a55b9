"""Requests and responses are checked against botocore's models, both ways."""

import http.client
import json
import socket
from typing import Any
from urllib.parse import urlparse

import pytest

from localcloud.aws import wire
from localcloud.aws.customer_profiles.models import domains_of
from localcloud.aws.errors import ServiceError
from localcloud.aws.model_check import ModelViolation
from localcloud.aws.server import LocalCloud
from localcloud.aws.service import Service
from localcloud.aws.services import SERVICES
from localcloud.aws.wire import Request

from .setting import DOMAIN, Place

SCOPE = "AWS4-HMAC-SHA256 Credential=111122223333/20261122/us-east-1/{service}/aws4_request, Signature=x"


def send(place: Place, service: str, method: str, path: str, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    """A request as no SDK would send it."""
    connection = http.client.HTTPConnection(urlparse(place.endpoint).netloc, timeout=10)
    text = body if isinstance(body, str) else json.dumps(body)
    connection.request(method, path, text, {"Authorization": SCOPE.format(service=service), **headers})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "DefaultExpirationDays is required"),
        ({"DefaultExpirationDays": "3"}, "DefaultExpirationDays must be an integer, is str"),
        ({"DefaultExpirationDays": True}, "DefaultExpirationDays must be an integer, is bool"),
        ({"DefaultExpirationDays": 0}, "DefaultExpirationDays: value 0 is below 1"),
        ({"DefaultExpirationDays": 1099}, "DefaultExpirationDays: value 1099 is above 1098"),
        ({"DefaultExpirationDays": 3, "Tags": {}}, "Tags: number of entries 0 is below 1"),
        (
            {"DefaultExpirationDays": 3, "Tags": {"aws:x": "y"}},
            "Tags key: 'aws:x' does not match ^(?!aws:)[a-zA-Z+-=._:/]+$",
        ),
        ({"DefaultExpirationDays": 3, "Matching": []}, "Matching must be an object, is list"),
        (
            {"DefaultExpirationDays": 3, "Matching": {"Enabled": True, "JobSchedule": {"DayOfTheWeek": "MONDAY"}}},
            "Matching.JobSchedule.Time is required",
        ),
        ("not json", "the request body is not valid JSON"),
        ("[]", "the request body is not a JSON object"),
    ],
)
def test_requests_that_violate_the_model(place: Place, body: Any, message: str) -> None:
    status, answer = send(place, "profile", "POST", f"/domains/{DOMAIN}", body)
    assert (status, answer) == (400, {"__type": "BadRequestException", "Message": message, "message": message})


def test_path_and_query_are_validated_too(place: Place) -> None:
    status, answer = send(place, "profile", "POST", "/domains/with%20space", {"DefaultExpirationDays": 3})
    assert (status, answer["Message"]) == (400, "DomainName: 'with space' does not match ^[a-zA-Z0-9_-]+$")
    status, answer = send(place, "profile", "GET", "/domains?max-results=101", "")
    assert (status, answer["Message"]) == (400, "MaxResults: value 101 is above 100")


def test_enums_and_patterns_of_appflow(place: Place) -> None:
    status, answer = send(place, "appflow", "POST", "/describe-flow", {"flowName": "a:b"})
    assert (status, answer["__type"]) == (400, "ValidationException")
    assert answer["message"] == r"flowName: 'a:b' does not match [a-zA-Z0-9][\w!@#.-]+"


def test_operations_that_are_not_there_are_named(place: Place) -> None:
    status, answer = send(place, "profile", "GET", f"/domains/{DOMAIN}/upload-jobs", "")
    assert status == 501
    assert answer["Message"] == "The local cloud does not implement customer-profiles:ListUploadJobs"


def test_unknown_paths_and_targets(place: Place) -> None:
    assert send(place, "profile", "GET", "/nothing/here", "")[0] == 404
    status, answer = send(place, "cloudcontrolapi", "POST", "/", {}, **{"X-Amz-Target": "CloudApiService.Nothing"})
    assert (status, answer["__type"]) == (404, "UnknownOperationException")


def test_cloud_control_under_its_other_signing_name(place: Place) -> None:
    request = {"TypeName": "AWS::CustomerProfiles::Domain"}
    target = {"X-Amz-Target": "CloudApiService.ListResources"}
    assert send(place, "cloudapiservice", "POST", "/", request, **target) == (
        200,
        {"TypeName": "AWS::CustomerProfiles::Domain", "ResourceDescriptions": []},
    )


def test_arns_in_paths_encoded_or_not(place: Place) -> None:
    place.domain(Tags={"team": "crm"})
    arn = place.domain_arn()
    for path in (arn, arn.replace(":", "%3A").replace("/", "%2F")):
        assert send(place, "profile", "GET", f"/tags/{path}", "") == (200, {"tags": {"team": "crm"}})


def test_response_that_violates_the_model_is_our_own_loud_bug(
    place: Place, server: LocalCloud, capsys: pytest.CaptureFixture[str]
) -> None:
    place.domain()
    domains_of(server.cloud.regions[place.account, place.region])[DOMAIN].settings["DefaultExpirationDays"] = 9999
    status, answer = send(place, "profile", "GET", f"/domains/{DOMAIN}", "")
    assert (status, answer["__type"]) == (500, "LocalCloudBug")
    assert "DefaultExpirationDays: value 9999 is above 1098" in answer["Message"]
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ({}, "Message is required"),
        ({"Message": 3}, "Message must be a string, is int"),
        ({"Message": "x", "Extra": 1}, "Extra is not in DeleteDomainResponse"),
    ],
)
def test_responses_are_validated(result: dict[str, Any], message: str) -> None:
    operation = wire.service_model("customer-profiles").operation_model("DeleteDomain")
    with pytest.raises(ModelViolation, match=message):
        wire.serialise(operation, result)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_every_operation_of_the_model_has_a_route(service: Service) -> None:
    model = wire.service_model(service.name)
    for name in model.operation_names:
        http_part = model.operation_model(name).http
        path = http_part["requestUri"].replace("{", "").replace("}", "").replace("+", "")
        request = Request(http_part["method"], path, "", {"x-amz-target": f"Target.{name}"}, b"{}")
        try:
            operation, _ = wire.parse(service, request)
        except ServiceError as error:
            assert error.code == service.validation_error, (name, error.message)  # noqa: PT017
        else:
            assert operation.name == name


@pytest.mark.parametrize(
    ("service", "method", "path", "body"),
    [("sts", "POST", "/", "Action=GetCallerIdentity&Version=2011-06-15"), ("profile", "GET", "/domains", "")],
    ids=["by moto", "emulated"],
)
def test_an_answer_comes_in_one_piece(place: Place, service: str, method: str, path: str, body: str) -> None:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: localhost",
        f"Authorization: {SCOPE.format(service=service)}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    host, port = urlparse(place.endpoint).netloc.split(":")
    for _ in range(20):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall("\r\n".join([*lines, "", body]).encode())
            headers, _, content = connection.recv(65_536).decode().partition("\r\n\r\n")
        assert f"Content-Length: {len(content)}" in headers.split("\r\n")
        assert content
