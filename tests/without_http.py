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
from werkzeug.test import EnvironBuilder, run_wsgi_app

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
    chunks, status, headers = run_wsgi_app(front, _environ(request), buffered=True)
    content = b"" if request.method == "HEAD" else b"".join(chunks)
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
    headers = {name: _text(value) for name, value in request.headers.items() if name != "Transfer-Encoding"}
    body = request.body.read() if hasattr(request.body, "read") else request.body
    base = f"{url.scheme}://{url.netloc}"
    environ = EnvironBuilder(method=request.method, base_url=base, headers=headers, data=body).get_environ()
    path = url.path or "/"
    target = f"{path}?{url.query}" if url.query else path
    names = {"PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": url.query}
    return environ | names | {"RAW_URI": target, "REQUEST_URI": target}


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
