"""The one way in which AWS is called.

A call ends in one of three ways, whatever the service: an answer, `None` for something that does not exist, or
`AwsError`.
"""

import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from . import pace as rates
from . import session
from .answer_shape import readable, unreadable
from .errors import UNENDING, AwsError, without_session_token
from .in_time import within

UNREADABLE = (AttributeError, KeyError, RecursionError, TypeError, ValueError)
"""What botocore's parsers raise for an answer of other types than they expect, or nested too deep."""

THROTTLED_ATTEMPTS = 10
NOTICED_SECONDS = 2.0
"""A longer pause of a throttled call is logged."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Throttled:
    """How a throttled call is repeated.

    Attributes:
        attempts: the maximum number of calls; None for `THROTTLED_ATTEMPTS`.
        pause: seconds before the second attempt, doubled for each further one up to 30. Jitter takes off up to half.
    """

    attempts: int | None = None
    pause: float = 1.0

    def seconds(self, attempt: int) -> float | None:
        """How long to wait after a throttled attempt, counted from 1; None after the last one."""
        if attempt >= (self.attempts or THROTTLED_ATTEMPTS):
            return None
        return random.uniform(0.5, 1) * min(self.pause * 2.0 ** (attempt - 1), 30)  # noqa: S311 - jitter


PATIENT = Throttled()


class Calls:
    """Calls in one account and Region, paced by the documented quotas.

    Args:
        account: 12 digits; part of ARNs and of the shared pace. "" where neither matters.
        region: Region name.
        credentials: see `session.Credentials`.
        sleep: waits for seconds before a throttled call is made once more.
        bucket: the caller's own rate limit for all calls together, in addition to the quotas.
        network: connections and timeouts of the calls.
    """

    def __init__(
        self,
        account: str,
        region: str,
        credentials: session.Credentials,
        *,
        sleep: Callable[[float], None] = time.sleep,
        bucket: rates.TokenBucket | None = None,
        network: session.Network = session.Network(),  # noqa: B008 - frozen
    ) -> None:
        self.account = account
        self.region = region
        self.credentials = credentials
        self._sleep = sleep
        self._bucket = bucket
        self._network = network

    def _call(
        self, service: str, api: str, *, repeatable: bool = True, throttled: Throttled = PATIENT, **request: Any
    ) -> dict[str, Any]:
        """The answer of a call.

        Args:
            service: boto3's name of the service.
            api: operation name, as in the API.
            repeatable: whether botocore may send the call again when it gets no answer or a server error.
            throttled: how often to make a call that is throttled.
            request: the operation's parameters.

        Raises:
            AwsError: the call failed, or nobody knows.
        """
        from botocore import xform_name
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError

        client = session.client(service, self.region, self.credentials, repeatable=repeatable, network=self._network)
        limit = self._network.limit(repeatable=repeatable)
        method, attempt = getattr(client, xform_name(api)), 0
        while True:
            attempt += 1
            rates.pace(self.account, self.region, api)
            if self._bucket:
                self._bucket.take()
            try:
                answer: dict[str, Any] = within(limit, partial(method, **request))
            except TimeoutError:
                words = f"no whole answer within {limit:g} seconds"
                raise AwsError(f"{api}: {words}", UNENDING, operation=api, answered=False, words=words) from None
            except (BotoCoreError, ResponseParserError) as error:
                raise _given_up(api, error) from None
            except UnicodeError as error:
                words = f"the request cannot be sent: {error}"
                raise AwsError(f"{api}: {words}", "ParamValidationError", operation=api, words=words) from None
            except UNREADABLE as error:  # botocore's parsers trust the types in an answer
                raise unreadable(api, f"{type(error).__name__}: {error}") from None
            except ClientError as error:
                refused = _refused(api, error.response)
                pause = throttled.seconds(attempt) if refused.throttled else None
                if pause is None:
                    raise refused from None
                if pause > NOTICED_SECONDS:
                    _log.info("%s is throttled: the next attempt is in %.0f seconds", api, pause)
                self._sleep(pause)
            else:
                return readable(api, client.meta.service_model.operation_model(api).output_shape, answer)

    def _found(self, service: str, api: str, **request: Any) -> Any | None:
        """The answer of a call, or None if its subject does not exist."""
        try:
            return self._call(service, api, **request)
        except AwsError as error:
            if error.missing:
                return None
            raise

    def _pages(
        self,
        service: str,
        api: str,
        items: str,
        *,
        token: str = "NextToken",  # noqa: S107 - the name of a page
        following: str | None = None,
        size: str = "MaxResults",
        **request: Any,
    ) -> Iterator[Any]:
        """The items of every page; none if their parent does not exist.

        Args:
            service: boto3's name of the service.
            api: operation name, as in the API.
            items: the member of an answer that has the items.
            token: the parameter, and member of an answer, that names the next page.
            following: that member of an answer, where it has another name.
            size: the parameter for the number of items on a page.
            request: the operation's other parameters.
        """
        page: dict[str, Any] = {size: 100}
        while (answer := self._found(service, api, **request, **page)) is not None:
            yield from answer.get(items, [])
            latest = answer.get(following or token)
            if not latest:
                return
            page |= {token: latest}


def _given_up(api: str, error: Exception) -> AwsError:
    """The error of a call that botocore gave up: before it was sent, or while it waited for the answer."""
    from botocore.exceptions import HTTPClientError, IncompleteReadError
    from botocore.parsers import ResponseParserError

    unanswered = isinstance(error, (HTTPClientError, IncompleteReadError, ResponseParserError))
    words = without_session_token(str(error))
    return AwsError(f"{api}: {words}", type(error).__name__, operation=api, answered=not unanswered, words=words)


def _refused(api: str, answer: Mapping[str, Any]) -> AwsError:
    """The error in an answer. After a server error it is unknown whether the call took effect."""
    code = str(answer["Error"].get("Code", "Unknown"))
    words = without_session_token(str(answer["Error"].get("Message", "")))
    status = int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    return AwsError(f"{api}: {code}: {words}", code, operation=api, answered=status < 500, words=words, status=status)
