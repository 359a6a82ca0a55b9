"""The clients that observations call AWS with; every answer is evidence."""

import json
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from localcloud.aws.control import Control

LONGEST_ANSWER = 2_000
"""Characters of an answer that are kept."""

POLL_SECONDS = 10.0

ANSWER_SECONDS = 60
FUNCTION_SECONDS = 910
"""A function answers when it has ended, after a quarter of an hour at most; asked again, it would run again."""


class AccountError(Exception):
    """The account is not the one that was named."""


@dataclass
class Caller:
    """An account and Region, by the shell's credentials.

    Attributes:
        session: the credentials.
        region: Region name.
        token: part of every name that is made.
        pause: lets time pass, in seconds.
        now: the time at AWS, in epoch seconds.
        evidence: the calls since it was last emptied.
    """

    session: boto3.Session
    region: str
    token: str
    pause: Callable[[float], object] = time.sleep
    now: Callable[[], float] = time.time
    evidence: list[dict[str, Any]] = field(default_factory=list)
    _clients: dict[tuple[str, bool], Any] = field(default_factory=dict)

    @classmethod
    def named(cls, account: str, region: str) -> "Caller":
        """A caller with the shell's credentials, which must be those of an account that was named by hand.

        Raises:
            AccountError: they are not, or there are none.
        """
        try:
            caller = cls(boto3.Session(), region, secrets.token_hex(4))
            present = caller.account
        except (ClientError, BotoCoreError) as error:
            raise AccountError(f"no account can be asked: {error}") from None
        if present != account:
            raise AccountError(f"--account = {account!r}: the credentials are of {present}")
        if endpoint := os.environ.get("AWS_ENDPOINT_URL"):
            control = Control(endpoint)
            caller.pause, caller.now = control.advance, lambda: float(control.clock()["now"])
        return caller

    @cached_property
    def account(self) -> str:
        """Whose credentials these are, 12 digits."""
        return str(self.client("sts", repeats=False).get_caller_identity()["Account"])

    def client(self, service: str, *, repeats: bool = True) -> Any:
        """A client; without `repeats`, a call that is throttled fails."""
        key = (service, repeats)
        if key not in self._clients:
            retries: dict[str, Any] = {"mode": "standard", "total_max_attempts": 10 if repeats else 1}
            seconds = FUNCTION_SECONDS if service == "lambda" else ANSWER_SECONDS
            config = Config(retries=retries, read_timeout=seconds)
            client = self.session.client(service, region_name=self.region, config=config)
            client.meta.events.register("after-call", self._keep)
            self._clients[key] = client
        return self._clients[key]

    def code(self, call: Callable[[], Any]) -> str:
        """The error code that a call ends with; empty if it succeeds."""
        try:
            call()
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return ""

    def failure(self, call: Callable[[], Any]) -> str:
        """As `code`, but a call that gets no answer has failed as well: the name of the error."""
        try:
            return self.code(call)
        except BotoCoreError as error:
            return type(error).__name__

    def refused(self, call: Callable[[], Any], *codes: str) -> bool:
        """Whether a call is refused with one of these codes.

        Raises:
            ClientError: it failed with another one, which says nothing.
        """
        try:
            call()
        except ClientError as error:
            if error.response["Error"]["Code"] in codes:
                return True
            raise
        return False

    def until(self, happened: Callable[[], bool], seconds: float) -> bool:
        """Whether something happens within a time."""
        waited = 0.0
        while not (found := happened()) and waited < seconds:
            self.pause(POLL_SECONDS)
            waited += POLL_SECONDS
        return found

    def _keep(self, http_response: Any, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        meta = parsed.get("ResponseMetadata", {})
        answer = {key: value for key, value in parsed.items() if key != "ResponseMetadata"}
        text = json.dumps(answer, default=str, sort_keys=True)
        known = self.__dict__.get("account")
        self.evidence.append(
            {
                "operation": model.name,
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
                "request_id": meta.get("RequestId", ""),
                "status": http_response.status_code,
                "answer": (text.replace(known, "<account>") if known else text)[:LONGEST_ANSWER],
            }
        )
