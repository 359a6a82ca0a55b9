"""The two providers within the test, called as the engine calls a plugin: only what JSON can say gets through."""

import random
from collections.abc import Callable
from typing import Any

from connect_customer_profiles.aws.errors import AwsError
from pulumi.dynamic import ResourceProvider

from tests.provider.server import Difference, Properties, ProviderError


class InProcess:
    """In the place of `Provider`, without a process of its own."""

    def check(self, provider: ResourceProvider, olds: Properties, news: Properties) -> tuple[Properties, list[str]]:
        """Checked inputs, and the reasons of failures."""
        result = _call(provider.check, sent(olds), sent(news))
        return sent(result.inputs), [failure.reason for failure in result.failures]

    def diff(self, provider: ResourceProvider, id_: str, olds: Properties, news: Properties) -> Difference:
        """What changed between old outputs and new checked inputs."""
        result = _call(provider.diff, id_, sent(olds), sent(news))
        return Difference(bool(result.changes), list(result.replaces or []), bool(result.delete_before_replace))

    def create(self, provider: ResourceProvider, inputs: Properties) -> tuple[str, Properties]:
        """Id and outputs of a new resource."""
        result = _call(provider.create, sent(inputs))
        return str(result.id), sent(result.outs)

    def read(self, provider: ResourceProvider, id_: str, outputs: Properties) -> tuple[str, Properties]:
        """Id and outputs now; the id is blank for a resource that is gone."""
        result = _call(provider.read, id_, sent(outputs))
        return str(result.id), sent(result.outs)

    def update(self, provider: ResourceProvider, id_: str, olds: Properties, news: Properties) -> Properties:
        """Outputs after an update."""
        outputs: Properties = sent(_call(provider.update, id_, sent(olds), sent(news)).outs)
        return outputs

    def delete(self, provider: ResourceProvider, id_: str, outputs: Properties) -> None:
        """Delete a resource."""
        _call(provider.delete, id_, sent(outputs))


def sent(value: Any) -> Any:
    """A value after its way through the engine: numbers are floats, what is None is gone, keys are in any order."""
    if isinstance(value, dict):
        keys = [key for key, item in value.items() if item is not None]
        random.shuffle(keys)
        return {key: sent(value[key]) for key in keys}
    if isinstance(value, list):
        return [sent(item) for item in value]
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)):
        return float(value)
    raise TypeError(f"no property value: {value!r}")


def _call(method: Callable[..., Any], *arguments: Any) -> Any:
    """Only errors for the user become errors of the call: any other is a bug."""
    try:
        return method(*arguments)
    except AwsError as error:
        raise ProviderError(str(error)) from error
