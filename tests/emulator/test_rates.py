"""The documented rates, per account, Region and API."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.aws.appflow.service import APPFLOW
from localcloud.aws.customer_profiles.service import CUSTOMER_PROFILES
from localcloud.aws.rates import RateLimiter

from .setting import Place


def throttled(calls: int, call: Callable[[], Any]) -> int:
    """How many of the calls were refused with 429."""
    return sum(_is_throttled(call) for _ in range(calls))


def _is_throttled(call: Callable[[], Any]) -> bool:
    try:
        call()
    except ClientError as error:
        return bool(error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.TOO_MANY_REQUESTS)
    return False


def test_calls_above_the_rate_are_refused(place: Place) -> None:
    place.control.behaviours(enforce_rates=True)
    assert throttled(7, place.profiles.list_domains) >= 1


def test_rates_can_be_switched_off(place: Place) -> None:
    place.control.behaviours(enforce_rates=False)
    assert throttled(20, place.profiles.list_domains) == 0


def test_regions_and_apis_have_buckets_of_their_own(place: Place) -> None:
    place.control.behaviours(enforce_rates=True)
    throttled(7, place.profiles.list_domains)
    assert throttled(1, Place(place.endpoint, region="eu-central-1").profiles.list_domains) == 0
    assert throttled(1, Place(place.endpoint, account="999988887777").profiles.list_domains) == 0
    assert throttled(1, place.profiles.list_profile_object_type_templates) == 0


@pytest.mark.parametrize(("operation", "tps"), CUSTOMER_PROFILES.rates.items())
def test_bucket_holds_one_second_s_worth_and_refills(operation: str, tps: int) -> None:
    now = 0.0
    limiter = RateLimiter(wall=lambda: now)

    def allowed(calls: int) -> int:
        return sum(limiter.allow(("1", "r", "customer-profiles", operation), tps) for _ in range(calls))

    assert allowed(tps + 3) == tps
    now = 1 / tps
    assert allowed(2) == 1
    now += 100
    assert allowed(tps + 3) == tps


def test_undocumented_rates_are_not_enforced() -> None:
    limiter = RateLimiter(wall=lambda: 0.0)
    documented = APPFLOW.rates.get("DescribeFlow")
    assert all(limiter.allow(("1", "r", "appflow", "DescribeFlow"), documented) for _ in range(1000))
