"""Programs of this machine talk to the local cloud; no web page does, whatever path it asks for."""

import http.client
import json
import time
from urllib.parse import urlparse

import psutil
import pytest
from moto.moto_api._internal.urls import url_paths

from localcloud.aws.admission import refusal
from localcloud.aws.server import LocalCloud

from .setting import Place

SIGNED = "AWS4-HMAC-SHA256 Credential=111122223333/20261122/us-east-1/{service}/aws4_request, Signature=x"
PATHS = [
    ("POST", "/_localcloud/reset", ""),
    ("GET", "/_localcloud/calls", ""),
    ("POST", "/moto-api/reset", ""),
    ("GET", "/moto-api/data.json", ""),
    ("GET", "/domains", "profile"),
    ("POST", "/", "sqs"),
    ("OPTIONS", "/_localcloud/faults", ""),
]
JSON = {"Content-Type": "application/json"}
MOTO_ROUTES = sorted(path.removeprefix("{0}").rstrip("$") for path in url_paths)
"""Every control of the moto that is installed."""
SHOWN = {"/moto-api/", "/moto-api/data.json", "/moto-api/lib.js"}
"""Those that change nothing: a browser may look at them."""


def send(place: Place, method: str, path: str, headers: dict[str, str], body: str = "") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlparse(place.endpoint).netloc, timeout=10)
    connection.request(method, path, body, headers)
    return connection.getresponse()


def signed(service: str) -> dict[str, str]:
    return {"Authorization": SIGNED.format(service=service)} if service else {}


def test_no_other_machine_reaches_it(server: LocalCloud) -> None:
    """It listens on the loopback interface, and nowhere else."""
    port = urlparse(server.endpoint).port
    listening = [each.laddr for each in psutil.Process().net_connections("tcp") if each.status == psutil.CONN_LISTEN]
    assert {each.ip for each in listening if each.port == port} == {"127.0.0.1"}


@pytest.mark.parametrize(("method", "path", "service"), PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "attacker.example.com"},
        {"Host": "127.0.0.1.example.com"},
        {"Host": "localhost.example.com:80"},
        {"Origin": "https://attacker.example.com"},
        {"Origin": "http://localhost:1"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=lambda headers: " ".join(*headers.items()),
)
def test_web_pages_are_turned_away(place: Place, method: str, path: str, service: str, headers: dict[str, str]) -> None:
    place.queue("stays")
    answer = send(place, method, path, {**JSON, **signed(service), **headers})
    assert answer.status == 403
    assert "the local cloud answers" in json.loads(answer.read())["error"]
    assert place.control.inventory()[place.account][place.region]["queues"] == ["stays"]


def test_a_page_cannot_have_a_client_killed_by_a_simple_request(place: Place) -> None:
    fault = json.dumps({"kind": "kill", "service": "customer-profiles"})
    for headers in ({"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}, {}):
        answer = send(place, "POST", "/_localcloud/faults", headers, fault)
        assert (answer.status, "application/json" in json.loads(answer.read())["error"]) == (415, True)
    assert place.control.faults() == []
    answer = send(place, "POST", "/_localcloud/faults", {"Content-Type": "Application/JSON; charset=utf-8"}, fault)
    assert (answer.status, len(place.control.faults())) == (200, 1)


@pytest.mark.parametrize("control", ["/_localcloud/shutdown", "/moto-api/reset"])
def test_controls_without_json_do_nothing(place: Place, control: str) -> None:
    place.queue("stays")
    assert send(place, "POST", control, {"Content-Type": "text/plain"}, "{}").status == 415
    assert place.control.inventory()[place.account][place.region]["queues"] == ["stays"]


def test_looking_changes_nothing(place: Place) -> None:
    """An image on a page is a GET, which older browsers send without a word about where it comes from."""
    before = (place.control.clock()["speed"], place.control.behaviours())
    for query in ("clock?speed=600", "clock?advance_seconds=86400000", "behaviours?enforce_rates=false"):
        assert send(place, "GET", f"/_localcloud/{query}", {}).status == 400
    assert (place.control.clock()["speed"], place.control.behaviours()) == before
    assert place.control.clock()["now"] < time.time() + 86_400_000


@pytest.mark.parametrize("control", ["seed?a=1", "recorder/start-recording", "recorder/replay-recording", "config"])
def test_what_moto_does_at_a_look_takes_json(place: Place, control: str) -> None:
    assert send(place, "GET", f"/moto-api/{control}", {}).status == 415


@pytest.mark.parametrize("path", MOTO_ROUTES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"])
def test_every_control_of_moto_is_closed_to_web_pages(method: str, path: str) -> None:
    own = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": "127.0.0.1:1", "CONTENT_TYPE": "application/json"}
    assert refusal(own) is None
    foreign = [
        *({"HTTP_HOST": host} for host in ("attacker.example.com", "127.0.0.1.example.com", "")),
        *({"HTTP_ORIGIN": origin} for origin in ("https://attacker.example.com", "http://127.0.0.1:2", "null")),
        *({"HTTP_SEC_FETCH_SITE": site} for site in ("cross-site", "same-site")),
    ]
    assert [found[0] for each in foreign if (found := refusal({**own, **each}))] == [403] * len(foreign)
    looks = method not in ("POST", "PUT", "DELETE") and path in SHOWN
    simple = refusal({**own, "CONTENT_TYPE": "text/plain"})
    assert (simple is None) is looks
    assert looks or (simple and simple[0] == 415)


@pytest.mark.parametrize(
    ("path", "service"),
    [("/_localcloud/health", ""), ("/moto-api/data.json", ""), ("/domains", "profile"), ("/", "s3")],
)
def test_no_answer_lets_other_origins_read_it(place: Place, path: str, service: str) -> None:
    answer = send(place, "GET", path, signed(service) | {"Origin": place.endpoint, "Sec-Fetch-Site": "same-origin"})
    assert answer.status == 200
    assert [name for name, _ in answer.getheaders() if name.lower().startswith("access-control-")] == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.0.0.1:4566"])
def test_every_name_of_this_machine_will_do(place: Place, host: str) -> None:
    assert send(place, "GET", "/_localcloud/health", {"Host": host}).status == 200
