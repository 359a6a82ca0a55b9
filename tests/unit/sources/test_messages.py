"""The table of messages: real ones, each with a cause, a meaning and what helps, in every form in which it arrives."""

import re
from collections import Counter

import pytest
from connect_customer_profiles.ingestion.failures import CAUSES, cause_of, helps
from connect_customer_profiles.sources.messages import MESSAGES, KnownMessage, known
from connect_customer_profiles.sources.messages.appflow_messages import APPFLOW_MESSAGES
from connect_customer_profiles.sources.messages.file_messages import FILE_MESSAGES
from connect_customer_profiles.sources.messages.marketo_messages import MARKETO_MESSAGES
from connect_customer_profiles.sources.messages.salesforce_access_messages import SALESFORCE_ACCESS_MESSAGES
from connect_customer_profiles.sources.messages.salesforce_messages import SALESFORCE_MESSAGES
from connect_customer_profiles.sources.messages.servicenow_messages import SERVICENOW_MESSAGES
from connect_customer_profiles.sources.messages.zendesk_messages import ZENDESK_MESSAGES

from localcloud.aws.appflow.runs import message_text

EACH = pytest.mark.parametrize("entry", MESSAGES, ids=lambda entry: entry.example[:50])
BY_NAME = {each.name: each for each in CAUSES}


def test_there_are_real_messages_of_every_source() -> None:
    assert sum(each.verbatim for each in MESSAGES) >= 60
    salesforce = (*SALESFORCE_MESSAGES, *SALESFORCE_ACCESS_MESSAGES)
    sources = (salesforce, MARKETO_MESSAGES, SERVICENOW_MESSAGES, ZENDESK_MESSAGES, FILE_MESSAGES)
    assert all(any(each.verbatim for each in messages) for messages in (*sources, APPFLOW_MESSAGES))
    assert sum(len(messages) for messages in (*sources, APPFLOW_MESSAGES)) == len(MESSAGES)


@EACH
def test_a_message_is_recognised_in_every_form_in_which_it_arrives(entry: KnownMessage) -> None:
    said = entry.example
    # AppFlow leaves out most punctuation (`ExecutionMessage`), others put words around it.
    forms = [said, said.upper(), message_text(said), f"The connector returned an error: {said} (id 1)", f"  {said}\n"]
    assert [known(form) for form in forms] == [entry] * len(forms)
    assert {cause_of(form) for form in forms} == {BY_NAME[entry.cause]}
    assert helps(said) == entry.helps


@EACH
def test_an_entry_says_what_it_means_what_helps_and_where_that_is_written(entry: KnownMessage) -> None:
    assert re.fullmatch(r"[A-Z].*\.", entry.means)
    assert re.fullmatch(r"([A-Z`].*\.)?", entry.helps)
    assert re.fullmatch(r"https://\S+", entry.page)
    # Nothing has to be said where waiting helps, or the cause says it all.
    assert (
        entry.helps
        or entry.cause in ("transient", "credentials", "key", "quota", "connector_profile")
        or (entry.cause == "too_many_records")
    )


def test_no_message_is_there_twice() -> None:
    assert [said for said, times in Counter(each.example for each in MESSAGES).items() if times > 1] == []
    assert [words for words, times in Counter(each.words for each in MESSAGES).items() if times > 1] == []


@pytest.mark.parametrize("said", ["", "Something that nobody has seen before", "The flow ran successfully"])
def test_anything_else_is_not_known(said: str) -> None:
    assert (known(said), helps(said)) == (None, "")
