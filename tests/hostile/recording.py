"""The calls of a command, recorded once and then answered from memory, with one part of one answer changed."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError

Path = tuple[str | int, ...]
Spot = tuple[str, Path]
"""An operation, and a place in its answer."""

MOST = 100
"""As often a command may ask the same: one that waits for another answer would wait for ever."""
MANY = 10
"""From then on an answer takes a moment, so that a thread that asks again and again leaves time to the others."""
MISSING = object()
"""In the place of a value: there is none."""


@dataclass
class Recording:
    """The answers to a command's requests, in their order: a queue that is read twice is not the same twice.

    Attributes:
        spot: what is changed, and to what; None for nothing.
        error: an operation that fails, and with what; None for none.
        first_only: whether only the first answer of the operation is changed. A command that ends when a queue is empty
            would never end otherwise.
        used: the answers of each operation that the present command got.
        shapes: what botocore's model says of the answer of each operation.
    """

    make: Callable[..., Any]
    spot: tuple[Spot, Any] | None = None
    error: tuple[str, Exception] | None = None
    first_only: bool = False
    used: dict[str, list[Any]] = field(default_factory=dict)
    shapes: dict[str, Any] = field(default_factory=dict)
    _answers: dict[tuple[str, ...], list[Any]] = field(default_factory=dict)
    _counts: Counter[tuple[str, ...]] = field(default_factory=Counter)
    _command: str = ""
    _records: bool = True
    _guard: threading.RLock = field(default_factory=threading.RLock)

    def begin(self, command: str, *, records: bool) -> None:
        """A command starts, or one of those that share what is recorded.

        Its calls are made and recorded, or answered from memory as far as they are known.
        """
        self._command, self._records = command, records
        self._counts.clear()
        self.used.clear()

    def client(self, *arguments: Any, **options: Any) -> "Client":
        """In the place of `session.client`."""
        return Client(self, self.make(*arguments, **options))

    def answer(self, operation: str, request: Mapping[str, Any], call: Callable[[], Any]) -> Any:
        """The answer of a call.

        Raises:
            Exception: the one that the operation fails with.
        """
        if self.error and self.error[0] == operation:
            raise self.error[1]
        key = (self._command, operation, json.dumps(request, sort_keys=True, default=str))
        if self._counts[key] > MANY:
            time.sleep(0.02)
        with self._guard:
            if self._counts[key] == MOST:
                raise EndpointConnectionError(endpoint_url="nowhere")
            known, number = self._answers.setdefault(key, []), self._counts[key]
            self._counts[key] += 1
            if number >= len(known) and (self._records or not known):
                known.append(_answered(call))
            answer = _copied(known[min(number, len(known) - 1)])
            if isinstance(answer, ClientError):
                raise type(answer)(_copied(answer.response), answer.operation_name)
            first = operation not in self.used
            self.used.setdefault(operation, []).append(_copied(answer))
        if self.spot and self.spot[0][0] == operation and (first or not self.first_only):
            put(answer, self.spot[0][1], self.spot[1])
        return answer


@dataclass
class Client:
    """A boto3 client that asks the recording first."""

    recording: Recording
    real: Any

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.real, name)
        operation = self.real.meta.method_to_api_mapping.get(name) if name != "meta" else None
        if operation is None:
            return method
        self.recording.shapes[operation] = self.real.meta.service_model.operation_model(operation).output_shape
        return lambda **request: self.recording.answer(operation, request, lambda: method(**request))


def _answered(call: Callable[[], Any]) -> Any:
    """What AWS says, a refusal included."""
    try:
        found = call()
    except ClientError as refusal:
        return refusal.with_traceback(None)
    found.get("ResponseMetadata", {}).pop("HTTPHeaders", None)
    return _copied(found)


def _copied(value: Any) -> Any:
    """A copy of an answer, thousands of times a minute: only what can be changed is copied, and each timestamp is in
    UTC instead of a time zone object of its own."""
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_copied(each) for each in value]
    if isinstance(value, datetime) and value.tzinfo is not UTC:
        return value.astimezone(UTC)
    return value


def has(value: Any, path: Path) -> bool:
    """Whether a value has a part."""
    return path in [each for each, _ in parts(value)]


def put(value: Any, path: Path, new: Any) -> None:
    """Change a part of a value, if it has this part."""
    *above, last = path
    try:
        for each in above:
            value = value[each]
        if new is MISSING:
            del value[last]
        else:
            value[last] = new
    except (KeyError, IndexError, TypeError):
        return


def parts(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every part of a value but for what botocore adds; of a list's items that are alike, the first stands for all."""
    if path and path[0] == "ResponseMetadata":
        return
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, each in value.items():
            yield from parts(each, (*path, key))
    elif isinstance(value, list):
        kinds = {_kind(each): number for number, each in reversed(list(enumerate(value)))}
        for number in sorted(kinds.values()):
            yield from parts(value[number], (*path, number))


def _kind(item: Any) -> object:
    """What two items of a list have in common that are alike: a resource's type, or the names of their parts."""
    return (item.get("type"), *_shape(item)) if isinstance(item, dict) else type(item)


def _shape(item: Mapping[str, Any]) -> list[object]:
    """The names of a dict's parts, and of theirs."""
    return [(name, *_shape(each)) if isinstance(each, dict) else name for name, each in sorted(item.items())]
