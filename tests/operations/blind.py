"""Calls that AWS does not answer: every call of boto3 is observed, and one of them fails as often as it is made."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import botocore.client
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError
from connect_customer_profiles.aws import pace
from connect_customer_profiles.ingestion import lost
from connect_customer_profiles.operations import watch

from tests.provider.place import DOMAIN, REGION

Call = tuple[str, str]
"""A service and an operation."""

TARGETS = (("--stack", "dev"), ("--domain", DOMAIN, "--region", REGION))


def _refused(operation: str, code: str, message: str) -> Exception:
    answer: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": 403}}
    error: Exception = ClientError(answer, operation)
    return error


def _denied(operation: str) -> Exception:
    return _refused(operation, "AccessDeniedException", "explicit deny in a service control policy")


def _expired(operation: str) -> Exception:
    return _refused(operation, "ExpiredTokenException", "The security token included in the request is expired")


def _timed_out(_operation: str) -> Exception:
    error: Exception = ConnectTimeoutError(endpoint_url="https://aws.invalid")
    return error


FAULTS: dict[str, Callable[[str], Exception]] = {"denied": _denied, "timed out": _timed_out, "expired": _expired}


@dataclass
class Aws:
    """Every call that boto3 makes, and the one that fails."""

    made: list[Call] = field(default_factory=list)
    failing: Call | None = None
    fault: Callable[[str], Exception] = _denied
    hit: bool = False

    @contextmanager
    def blind(self, call: Call, fault: Callable[[str], Exception]) -> Iterator[None]:
        """One call fails, as often as it is made."""
        self.failing, self.fault, self.hit = call, fault, False
        yield
        self.failing = None

    @property
    def calls(self) -> list[Call]:
        """What was called, each once."""
        return list(dict.fromkeys(self.made))


def observed(monkeypatch: pytest.MonkeyPatch) -> Aws:
    """What boto3 calls from now on, at any pace."""
    aws = Aws()
    real = botocore.client.BaseClient._make_api_call

    def call(self: Any, operation: str, parameters: Any) -> Any:
        made = (self.meta.service_model.service_name, operation)
        aws.made.append(made)
        if made == aws.failing:
            aws.hit = True
            raise aws.fault(operation)
        return real(self, operation, parameters)

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", call)
    # Nothing here is about pace.
    monkeypatch.setattr(pace, "pace", lambda *_: None)
    monkeypatch.setattr(lost, "LISTING_LAG", timedelta(0))
    monkeypatch.setattr(watch, "UNANSWERED", 1)
    return aws
