"""What AppFlow is asked about a source, what is refused, and what is said if nobody knows."""

from typing import TYPE_CHECKING, Any, cast

import pytest
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.ingestion.memory import ProcessMemory
from connect_customer_profiles.ingestion.source_offer import Question, offered
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.sources import SOURCES
from connect_customer_profiles.sources.offered import Offer

if TYPE_CHECKING:
    from connect_customer_profiles.aws.client import AwsClient

DENIED = AwsError("it is denied", "AccessDeniedException", status=403)
UNKNOWN = AwsError("no such object", "ValidationException", status=400)
SILENT = AwsError("no answer", "EndpointConnectionError", answered=False)

Answer = Any


class AppFlow:
    """AppFlow with one connector profile; every answer may be an error."""

    def __init__(self, **answers: Answer) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self._answers: dict[str, Answer] = {
            "describe_connector_profile": {"connectorProfileName": "crm", "connectorType": "Salesforce"},
            "connector_profile_names": ["crm", "crm-test"],
            "connector_entity_fields": {"Id", "Email"},
            "connector_entity_names": {"Contact", "Account"},
            **answers,
        }

    def __getattr__(self, operation: str) -> Any:
        def answer(*arguments: str, **of: str) -> Answer:
            self.asked.append((operation, *arguments, *of.items()))
            found = self._answers[operation]
            if isinstance(found, AwsError):
                raise found
            return found

        return {"account": "123456789012", "region": "eu-west-1"}.get(operation, answer)


def ask(
    appflow: AppFlow, memory: ProcessMemory | None = None, *, made_here: bool = False, **parts: str
) -> tuple[Offer | None, list[str]]:
    """The answer, and what was said."""
    said: list[str] = []
    named = {"connector_profile_name": "crm", "object": "Contact", **parts}
    source = SOURCES["CustomConnector" if "api_version" in parts else "Salesforce"]
    question = Question(source=source, parts=named, argument="source", made_here=made_here, otherwise="none is checked")
    return offered(cast("AwsClient", appflow), memory or ProcessMemory(), question, said.append), said


def test_the_fields_are_those_that_appflow_describes() -> None:
    appflow = AppFlow()
    assert ask(appflow) == (Offer("Salesforce Contact", frozenset({"Id", "Email"})), [])
    assert appflow.asked == [
        ("describe_connector_profile", "crm"),
        ("connector_entity_fields", "Salesforce", "crm", "Contact"),
    ]


def test_a_custom_connector_is_asked_with_the_version_of_its_api() -> None:
    profile = {"connectorType": "CustomConnector"}
    appflow = AppFlow(describe_connector_profile=profile, connector_entity_fields=set())
    assert ask(appflow, api_version="v3") == (
        None,
        ["CustomConnector Contact: its fields are not known (AppFlow does not describe it); none is checked"],
    )
    version = ("apiVersion", "v3")
    assert appflow.asked[1:] == [
        ("connector_entity_fields", "CustomConnector", "crm", "Contact", version),
        ("connector_entity_names", "CustomConnector", "crm", version),
    ]


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        (
            {"describe_connector_profile": None, "connector_profile_names": ["crm-2"]},
            "source.connector_profile_name = 'crm': AppFlow has no such connector profile in 123456789012, eu-west-1; "
            "did you mean crm-2?",
        ),
        (
            {"describe_connector_profile": None, "connector_profile_names": DENIED},
            "source.connector_profile_name = 'crm': AppFlow has no such connector profile in 123456789012, eu-west-1",
        ),
        (
            {"describe_connector_profile": {"connectorType": "Marketo"}},
            "source.connector_profile_name = 'crm': is a connector profile for Marketo, not for Salesforce",
        ),
        (
            {"connector_entity_fields": UNKNOWN, "connector_entity_names": {"Contacts", "Lead"}},
            "source.object = 'Contact': Salesforce has no such object behind connector profile crm; did you mean "
            "Contacts?",
        ),
    ],
)
def test_what_is_not_there_is_refused(answers: dict[str, Answer], message: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        ask(AppFlow(**answers))
    assert str(caught.value) == message


@pytest.mark.parametrize("found", [None, {"connectorType": "Marketo"}], ids=["none yet", "about to be replaced"])
def test_a_connector_profile_that_the_program_makes_may_be_missing(found: Answer) -> None:
    memory, before = ProcessMemory(), AppFlow(describe_connector_profile=found)
    until = "Salesforce Contact: its fields are not known until connector profile crm exists; none is checked"
    assert ask(before, memory, made_here=True) == (None, [until])
    # In the same process, once it exists.
    assert ask(AppFlow(), memory, made_here=True)[0] is not None


@pytest.mark.parametrize(
    "answers",
    [
        {"connector_entity_fields": DENIED, "connector_entity_names": DENIED},
        {"connector_entity_fields": DENIED},
        {"connector_entity_fields": DENIED, "connector_entity_names": set()},
        {"describe_connector_profile": DENIED, "connector_entity_fields": DENIED},
    ],
)
def test_a_deployer_who_may_not_know_is_told_so(answers: dict[str, Answer]) -> None:
    said = ["Salesforce Contact: its fields are not known (it is denied); none is checked"]
    assert ask(AppFlow(**answers)) == (None, said)


@pytest.mark.parametrize("silent", ["describe_connector_profile", "connector_entity_fields", "connector_entity_names"])
def test_without_an_answer_nothing_is_decided(silent: str) -> None:
    with pytest.raises(AwsError, match="no answer"):
        ask(AppFlow(**{"connector_entity_fields": UNKNOWN, silent: SILENT}))


def test_a_process_asks_for_a_connector_profile_once() -> None:
    appflow, memory = AppFlow(), ProcessMemory()
    ask(appflow, memory)
    ask(appflow, memory, object="Account")
    assert [operation for operation, *_ in appflow.asked].count("describe_connector_profile") == 1


def test_a_process_asks_for_the_fields_of_an_object_once() -> None:
    appflow, memory = AppFlow(), ProcessMemory()
    assert ask(appflow, memory) == ask(appflow, memory)
    ask(appflow, memory, object="Account")
    assert [operation for operation, *_ in appflow.asked].count("connector_entity_fields") == 2


def test_the_fields_of_an_object_are_asked_again_while_the_program_may_change_what_they_are_behind() -> None:
    appflow, memory = AppFlow(), ProcessMemory()
    for _ in range(2):
        ask(appflow, memory, made_here=True)
    assert [operation for operation, *_ in appflow.asked].count("connector_entity_fields") == 2
