"""Calls that reach a local AWS in their own process without HTTP, which takes more than half of a call's time.

Faults may need a connection that is slow or breaks: calls go over HTTP while any fault is set.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.httpsession import URLLib3Session

if TYPE_CHECKING:
    from localcloud.aws.front import Front
    from localcloud.aws.server import LocalCloud

_over_http = URLLib3Session.send
_reached: "dict[str, LocalCloud]" = {}


@contextmanager
def without_http(server: "LocalCloud") -> Iterator[None]:
    """botocore's requests to a running server go straight to its front."""
    URLLib3Session.send = _send
    _reached[server.endpoint] = server
    try:
        yield
    finally:
        del _reached[server.endpoint]


def _send(session: URLLib3Session, request: Any) -> AWSResponse:
    server = _reached.get("/".join(request.url.split("/", 3)[:3]))
    if server is None or server.cloud.faults.expected:
        return _over_http(session, request)
    return answer(server.front, request)


def answer(front: "Front", request: Any) -> AWSResponse:
    """The front's answer to a request of botocore's."""
    sent: list[tuple[str, Any]] = []
    chunks = front(_environ(request), lambda status, headers, _=None: sent.append((status, headers)))  # type: ignore[arg-type]
    content = b"" if request.method == "HEAD" else b"".join(chunks)
    [(status, headers)] = sent
    response = AWSResponse(request.url, int(status.split(" ", 1)[0]), HeadersDict(headers), _Body(content))
    if not request.stream_output:
        response.content  # noqa: B018 - read, as botocore does at once
    return response


class _Body(io.BytesIO):
    """An answer's body, with what botocore asks of urllib3's."""

    def stream(self, amount: int = 65_536, **_: Any) -> Iterator[bytes]:
        while chunk := self.read(amount):
            yield chunk


def _environ(request: Any) -> dict[str, Any]:
    """What werkzeug's server makes of a request."""
    url = urlsplit(request.url)
    path = url.path or "/"
    body = _bytes(request.body)
    headers = {key.upper().replace("-", "_"): _text(value) for key, value in request.headers.items()}
    content_type = headers.pop("CONTENT_TYPE", "")
    for name in ("TRANSFER_ENCODING", "CONTENT_LENGTH"):
        headers.pop(name, None)
    return {
        **{f"HTTP_{name}": value for name, value in headers.items()},
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_HOST": url.netloc,
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": url.query,
        "RAW_URI": f"{path}?{url.query}" if url.query else path,
        "REQUEST_URI": f"{path}?{url.query}" if url.query else path,
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": url.hostname or "",
        "SERVER_PORT": str(url.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _bytes(body: Any) -> bytes:
    if isinstance(body, str):
        return body.encode()
    return bytes(body or b"") if isinstance(body, bytes | bytearray | None) else body.read()


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
