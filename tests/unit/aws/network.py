"""A network for botocore: records requests, and answers as a test says."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from botocore.awsrequest import AWSResponse

Answer = tuple[int, dict[str, Any] | str] | Exception
"""Status and body of an answer, AWS's document or a text that somebody else sends, or the error of the connection."""


@dataclass(frozen=True)
class Sent:
    """A request as it left."""

    method: str
    host: str
    path: str
    query: dict[str, list[str]]
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def access_key(self) -> str:
        """The access key that signed the request."""
        return self.headers["Authorization"].split("Credential=")[1].split("/")[0]


@dataclass
class Network:
    """Answers in the order given; the last answer is repeated."""

    answers: list[Answer] = field(default_factory=lambda: [(200, {})])
    sent: list[Sent] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def send(self, request: Any) -> AWSResponse:
        """Takes the place of `URLLib3Session.send`."""
        url = urlsplit(request.url)
        text = request.body.decode() if isinstance(request.body, bytes) else request.body or ""
        body = json.loads(text) if text.startswith("{") else parse_qs(text)
        headers = {
            key: value.decode() if isinstance(value, bytes) else str(value) for key, value in request.headers.items()
        }
        self.sent.append(Sent(request.method, url.netloc, url.path, parse_qs(url.query), body, headers))
        if url.netloc.startswith("sts."):
            return _response(request.url, 200, _sts(body).encode())
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, content = answer
        if isinstance(content, str):
            return _response(request.url, status, content.encode())
        headers = {"x-amzn-RequestId": "1"} | ({"x-amzn-errortype": content["__type"]} if "__type" in content else {})
        return _response(request.url, status, json.dumps(content).encode(), headers)


def error(status: int, code: str, message: str = "Sorry.") -> Answer:
    """The answer of a service that refuses."""
    return status, {"__type": code, "message": message, "Message": message}


def _response(url: str, status: int, body: bytes, headers: dict[str, str] | None = None) -> AWSResponse:
    return AWSResponse(url, status, headers or {}, _Raw(body))


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def _sts(body: dict[str, list[str]]) -> str:
    if body["Action"] == ["GetCallerIdentity"]:
        found = "<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/me</Arn><UserId>me</UserId>"
        return _xml("GetCallerIdentity", found)
    name = body["RoleArn"][0].rsplit("/", 1)[-1]
    keys = (
        f"<AccessKeyId>KEY-OF-{name}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
        "<Expiration>2999-01-01T00:00:00Z</Expiration>"
    )
    return _xml("AssumeRole", f"<Credentials>{keys}</Credentials>")


def _xml(action: str, content: str) -> str:
    return f"<{action}Response><{action}Result>{content}</{action}Result></{action}Response>"


def installed(patch: Callable[[str, Any], None]) -> Network:
    """A network in place of the real one, with `patch` as in `monkeypatch.setattr`."""
    network = Network()
    patch("botocore.httpsession.URLLib3Session.send", lambda _session, request: network.send(request))
    patch("botocore.endpoint.time.sleep", network.pauses.append)
    return network
