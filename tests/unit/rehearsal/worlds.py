"""Mappings and samples for the tests of rehearsals."""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from connect_customer_profiles.rehearsal import mapping_file
from connect_customer_profiles.rehearsal.arrival import Source
from connect_customer_profiles.rehearsal.rehearsing import Rehearsed, rehearse
from connect_customer_profiles.rehearsal.report import Report
from connect_customer_profiles.rehearsal.sample import Sample
from connect_customer_profiles.rehearsal.summary import summarised


def field(source: str, target: str = "", content_type: str = "") -> dict[str, str]:
    given = {"source": f"_source.{source}", "target": target and f"_profile.{target}", "content_type": content_type}
    return {key: value for key, value in given.items() if value}


CONTACTS: dict[str, Any] = {
    "fields": {
        "id": field("Id"),
        "email": field("Email", "EmailAddress", "EMAIL_ADDRESS"),
        "phone": field("Phone", "PhoneNumber", "PHONE_NUMBER"),
        "first": field("FirstName", "FirstName", "NAME"),
        "last": field("LastName", "LastName", "NAME"),
    },
    "keys": {
        "contactId": {"field_names": ["id"], "standard_identifiers": ["UNIQUE"]},
        "_email": {"field_names": ["email"], "standard_identifiers": ["PROFILE"]},
        "_phone": {"field_names": ["phone"], "standard_identifiers": ["PROFILE", "SECONDARY"]},
    },
    "allow_profile_creation": True,
}
TICKETS: dict[str, Any] = {
    "fields": {
        "number": field("number"),
        "requester": field("requester.email", "", "EMAIL_ADDRESS"),
        "city": field("city", "Address.City"),
    },
    "keys": {
        "ticket": {"field_names": ["number"], "standard_identifiers": ["UNIQUE"]},
        "_email": {"field_names": ["requester"], "standard_identifiers": ["PROFILE"]},
    },
}


def lines_of(records: Sequence[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(each) + "\n" for each in records)


def sources(mappings: Mapping[str, Any], samples: Mapping[str, str | Sequence[Mapping[str, Any]]]) -> list[Source]:
    """Sources by name; a sample is CSV, or records that are written as JSON Lines."""
    found = mapping_file.intakes(mappings)
    made = []
    for name, given in samples.items():
        label = f"{name}.csv" if isinstance(given, str) else f"{name}.jsonl"
        data = (given if isinstance(given, str) else lines_of(given)).encode()
        made.append(Source(found[name], Sample(label, lambda data=data: io.BytesIO(data))))  # type: ignore[misc]
    return made


def rehearsed(
    mappings: Mapping[str, Any], samples: Mapping[str, str | Sequence[Mapping[str, Any]]], *, fates: bool = False
) -> Rehearsed:
    return rehearse(sources(mappings, samples), fates=fates)


def report(
    mappings: Mapping[str, Any], samples: Mapping[str, str | Sequence[Mapping[str, Any]]], *, personal: bool = False
) -> Report:
    return summarised(rehearsed(mappings, samples), personal=personal)
