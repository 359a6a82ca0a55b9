"""How often the bridge sends a call: AWS that is busy is asked again, a server that is not there is given up."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError

from localcloud.bridge import clients
from localcloud.bridge.clients import Clients, Configuration

if TYPE_CHECKING:
    from collections.abc import Callable

BUSY = b'{"__type": "com.amazonaws.sqs#ThrottlingException", "message": "Rate exceeded"}'


class Answer:
    """The body of an answer, as urllib3 has it."""

    def stream(self, *_size: Any, **_options: Any) -> Any:
        yield BUSY


@pytest.fixture
def queues(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The bridge's client of SQS, led to a port that nobody listens to; it does not sleep."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    given = {"accessKey": "123456789012", "secretKey": "local", "region": "us-east-1"}
    return Clients(Configuration.parse(given)).get("sqs")


def sent(client: Any, answer: Callable[[Any], Any] | None = None) -> list[str]:
    """The requests that a client sends from now on; `answer` takes the place of the server's."""
    requests: list[str] = []

    def before(request: Any, **_event: Any) -> Any:
        requests.append(request.url)
        return answer(request) if answer else None

    client.meta.events.register("before-send", before)
    return requests


def test_a_preview_without_a_local_cloud_took_seven_minutes(queues: Any) -> None:
    requests = sent(queues)
    with pytest.raises(EndpointConnectionError, match="Could not connect to the endpoint URL"):
        queues.list_queues()
    assert len(requests) == clients.ATTEMPTS_TO_CONNECT


def test_so_does_a_server_that_never_takes_the_connection(queues: Any) -> None:
    def nobody(request: Any) -> Any:
        raise ConnectTimeoutError(endpoint_url=request.url)

    requests = sent(queues, nobody)
    with pytest.raises(ConnectTimeoutError):
        queues.list_queues()
    assert len(requests) == clients.ATTEMPTS_TO_CONNECT


def test_aws_that_is_busy_is_asked_again(queues: Any) -> None:
    requests = sent(queues, lambda request: AWSResponse(request.url, 400, {}, Answer()))
    with pytest.raises(ClientError, match="Rate exceeded"):
        queues.list_queues()
    assert len(requests) == clients.ATTEMPTS
