"""The STS calls: whose credentials these are.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
"""

import threading
from functools import lru_cache
from typing import Any

from .call import Calls
from .errors import AwsError
from .session import Credentials, unreachable

SERVICE = "sts"

_lock = threading.Lock()


class Sts(Calls):
    """The caller."""

    def caller_account(self) -> str:
        """The account of the credentials, 12 digits."""
        return str(self._caller()["Account"])

    def caller_arn(self) -> str:
        """The ARN of the caller: of a user, of a session of a role, or of the root user."""
        return str(self._caller()["Arn"])

    def _caller(self) -> dict[str, Any]:
        return self._call(SERVICE, "GetCallerIdentity")


def account(region: str, credentials: Credentials) -> str:
    """The account of the credentials (12 digits), asked once per process.

    Raises:
        AwsError: there are no credentials, or nobody accepts them.
    """
    with _lock:
        return _account(region, credentials)


@lru_cache
def _account(region: str, credentials: Credentials) -> str:
    try:
        return Sts("", region, credentials).caller_account()
    except AwsError as error:
        words = str(error) if error.status else error.words
        raise AwsError(unreachable(words, error.code), error.code, answered=error.answered, words=words) from None


def caller_arn(region: str, credentials: Credentials) -> str:
    """The ARN of whoever the credentials belong to.

    Raises:
        AwsError: there are no credentials, or nobody accepts them.
    """
    return Sts("", region, credentials).caller_arn()
