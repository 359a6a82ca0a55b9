"""A proxy that answers the redrive function instead of AWS, with 200 and a page of its own: no letter counts as stored
for it, and the next delivery stores each. The command makes the same calls; see `tests/unit/aws/test_no_json.py`."""

import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.operations.letters import Letters
from tests.operations.test_redrive_handler import Function, event, letters, start

__all__ = ["letters", "start"]

PAGES = ["", "<html>Sign in</html>"]


@dataclass
class Proxy:
    """Hands on every request but PutProfileObject, which it answers itself as long as it has a page."""

    endpoint: str
    page: str | None = None
    answered: int = 0


@pytest.fixture
def proxy(letters: Letters) -> Iterator[Proxy]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if found.page is not None and (self.command, self.path.rpartition("/")[2]) == ("PUT", "objects"):
                found.answered += 1
                self.answer(200, found.page.encode(), {})
                return
            headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            request = urllib.request.Request(letters.endpoint + self.path, body, headers, method=self.command)  # noqa: S310
            try:
                with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310
                    self.answer(reply.status, reply.read(), reply.headers)
            except urllib.error.HTTPError as error:
                self.answer(error.code, error.read(), error.headers)

        def answer(self, status: int, body: bytes, headers: Any) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name.lower().startswith("x-amz"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PUT = do_POST = do_DELETE = handle_any  # noqa: N815 - their names

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found = Proxy(f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield found
        server.shutdown()


def test_the_function_reports_every_letter(proxy: Proxy, letters: Letters, start: Callable[..., Function]) -> None:
    letters.refused(3)
    records = event(letters, 3)
    function = start(AWS_ENDPOINT_URL_CUSTOMER_PROFILES=proxy.endpoint)
    for proxy.page in PAGES:
        proxy.answered = 0
        assert sorted(function(records)) == sorted(each["messageId"] for each in records), proxy.page
        assert (proxy.answered >= 3, letters.stored()) == (True, 0), proxy.page
    proxy.page = None
    assert (function(records), letters.stored()) == ([], 3)
