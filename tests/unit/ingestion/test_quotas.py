"""What quotas leave for what is new."""

from typing import Any

import pytest
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.ingestion.memory import ProcessMemory
from connect_customer_profiles.ingestion.quotas import INTEGRATION_LIMIT, full_domain


class Calls:
    """Those that count integrations, in a domain that has so many of them, or of which AWS does not tell."""

    account, region = "123456789012", "eu-west-2"

    def __init__(self, number: int, refusal: AwsError | None = None) -> None:
        self.asked = 0
        self._number, self._refusal = number, refusal

    def list_integrations(self, domain: str, *, hidden: bool) -> list[Any]:
        assert (domain, hidden) == ("shop", False)
        self.asked += 1
        if self._refusal:
            raise self._refusal
        return [None] * self._number


def said(memory: ProcessMemory, calls: Calls, instance: str) -> list[str]:
    return list(full_domain(memory, calls, "shop", instance))  # type: ignore[arg-type]


def test_an_association_for_which_there_is_no_room_is_warned_of() -> None:
    memory, calls = ProcessMemory(), Calls(INTEGRATION_LIMIT - 1)
    assert said(memory, calls, "first") == []
    # The engine may ask again, and the second instance of a program comes after the first.
    for _ in range(2):
        assert said(memory, calls, "second") == [
            "domain shop has 50 integrations with those that are added before this one: AWS allows 50 unless it has "
            "raised the quota, and refuses more of them in the update"
        ]
    assert calls.asked == 1


def test_who_may_not_list_integrations_is_warned_of_nothing() -> None:
    denied = AwsError("no", code="AccessDeniedException")
    assert denied.denied
    assert said(ProcessMemory(), Calls(INTEGRATION_LIMIT, denied), "first") == []
    with pytest.raises(AwsError, match="no answer"):
        said(ProcessMemory(), Calls(0, AwsError("no answer")), "first")
