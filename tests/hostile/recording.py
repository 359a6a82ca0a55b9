"""The calls of a command, recorded once and then answered from memory, with one part of one answer changed."""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Path = tuple[str | int, ...]
Spot = tuple[str, Path]
"""An operation, and a place in its answer."""

MISSING = object()
"""In the place of a value: there is none."""


@dataclass
class Recording:
    """Answers by request.

    Attributes:
        spot: what is changed, and to what; None for nothing.
        used: the answers that the present command got, by operation.
    """

    make: Callable[..., Any]
    answers: dict[tuple[str, str], Any] = field(default_factory=dict)
    spot: tuple[Spot, Any] | None = None
    used: dict[str, Any] = field(default_factory=dict)

    def client(self, *arguments: Any, **options: Any) -> "Client":
        """In the place of `session.client`."""
        return Client(self, self.make(*arguments, **options))

    def answer(self, operation: str, request: Mapping[str, Any], call: Callable[[], Any]) -> Any:
        """The answer of a call, from memory if it was made before."""
        key = (operation, json.dumps(request, sort_keys=True, default=str))
        if key not in self.answers:
            found = call()
            found.get("ResponseMetadata", {}).pop("HTTPHeaders", None)
            self.answers[key] = found
        answer = copy.deepcopy(self.answers[key])
        self.used.setdefault(operation, answer)
        if self.spot and self.spot[0][0] == operation:
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
        return lambda **request: self.recording.answer(operation, request, lambda: method(**request))


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
    """Every part of a value but for what botocore adds; of a list, the first item stands for all."""
    if path and path[0] == "ResponseMetadata":
        return
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, each in value.items():
            yield from parts(each, (*path, key))
    elif isinstance(value, list) and value:
        yield from parts(value[0], (*path, 0))
