"""Lambda reserves no execution environments of which other functions need some.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

UNRESERVED = 100
"""What has to stay for functions without a reservation; all of a quota that is smaller."""

_quota: ContextVar[int] = ContextVar("quota", default=1000)
"""The quota of the cloud that answers the present request: several may run in one process."""


@contextmanager
def limited_to(quota: int) -> Iterator[None]:
    """In here an account may have so many executions at a time."""
    token = _quota.set(quota)
    try:
        yield
    finally:
        _quota.reset(token)


def install() -> None:
    """Makes moto's Lambda keep to the quota from now on. Called before the first request."""
    from moto.awslambda.exceptions import InvalidParameterValueException
    from moto.awslambda.models import LambdaBackend

    reserve = LambdaBackend.put_function_concurrency

    def checked(self: LambdaBackend, function_name: str, reserved_concurrency: str) -> str:
        others = [each for each in self.list_functions() if each.function_name != function_name]
        least = min(UNRESERVED, _quota.get())
        if _quota.get() - int(reserved_concurrency) - sum(map(_reserved, others)) < least:
            raise InvalidParameterValueException(
                "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
                f"below its minimum value of [{least}]."
            )
        return reserve(self, function_name, reserved_concurrency)

    LambdaBackend.put_function_concurrency = checked  # type: ignore[method-assign]


def _reserved(function: Any) -> int:
    return int(function.reserved_concurrency or 0)
