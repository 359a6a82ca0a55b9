"""An answer of which a part comes again and again, so that no read ever waits for long, and which never ends."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from connect_customer_profiles.aws import session
from connect_customer_profiles.aws.client import AwsClient
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.aws.in_time import within
from connect_customer_profiles.aws.session import Credentials, Network

PARTS = {
    "body": (
        b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"DomainName": "',
        b"s",
    ),
    "headers": (b"HTTP/1.1 200 OK\r\nX-Endless: ", b"h"),
    "status line": (b"HTTP/1.1 200 ", b"O"),
}


@pytest.fixture
def trickle() -> Iterator[Callable[[str], str]]:
    """The URL of a server whose answers begin, and go on by a byte each twentieth of a second."""
    ended = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def answer(connection: socket.socket, begin: bytes, byte: bytes) -> None:
        with connection, suppress(OSError):
            connection.recv(65_536)
            connection.sendall(begin)
            while not ended.wait(0.05):
                connection.sendall(byte)

    def accept(begin: bytes, byte: bytes) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=answer, args=(connection, begin, byte), daemon=True).start()

    def serve(part: str) -> str:
        threading.Thread(target=accept, args=PARTS[part], daemon=True).start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield serve
    ended.set()
    listening.close()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("part", PARTS)
def test_a_call_whose_answer_never_ends_is_given_up(
    part: str, trickle: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", trickle(part))
    monkeypatch.setattr(Network, "limit", lambda _self, *, repeatable: 0.5 if repeatable else 0.25)
    session._client.cache_clear()
    client = AwsClient("111122223333", "us-east-1", Credentials(access_key="KEY", secret_key="secret"))
    with pytest.raises(AwsError) as raised:
        client.get_domain("shop")
    session._client.cache_clear()
    assert str(raised.value) == "GetDomain: no whole answer within 0.5 seconds"
    assert (raised.value.operation, raised.value.answered) == ("GetDomain", False)


def test_a_call_may_take_as_long_as_all_its_attempts_do() -> None:
    once = Network(connect_timeout=5, read_timeout=10)
    assert once.limit(repeatable=False) == 15
    # Six attempts with pauses of 1, 2, 4, 8 and 16 seconds between them.
    assert once.limit(repeatable=True) == 6 * 15 + 31


def test_what_ends_in_time_returns_or_raises_as_ever() -> None:
    assert within(60, lambda: "done") == "done"
    assert within(60, lambda: None) is None
    with pytest.raises(KeyboardInterrupt):
        within(60, partial(_raise, KeyboardInterrupt()))


def test_what_does_not_end_keeps_nobody_waiting() -> None:
    with pytest.raises(TimeoutError, match=r"^not done within 0\.01 seconds$"):
        within(0.01, threading.Event().wait)


def _raise(error: BaseException) -> None:
    raise error
