"""The emulator, the model and the rehearsal are one: the same object types and records make the same of all three."""

import io
import json
import tempfile
from pathlib import Path
from typing import Any

from connect_customer_profiles.profiles.domain import Domain
from connect_customer_profiles.profiles.object_type import ObjectType
from connect_customer_profiles.profiles.outcome import Outcome
from connect_customer_profiles.rehearsal.arrival import Source
from connect_customer_profiles.rehearsal.rehearsing import Rehearsed, rehearse
from connect_customer_profiles.rehearsal.sample import Sample
from connect_customer_profiles.rehearsal.source_definition import Intake
from connect_customer_profiles.rehearsal.summary import summarised
from hypothesis import given, settings

from localcloud.aws import persistence
from localcloud.aws.customer_profiles import dead_letters, domains, object_types, profiles
from localcloud.aws.errors import ServiceError
from localcloud.aws.state import Cloud, Context
from tests.unit.profiles.test_resolution import STREAM, TYPES

NAME = "shop"
DOMAINS = 1000
Stream = list[tuple[str, dict[str, Any]]]


class Emulated:
    """A domain of the emulator, called as its server calls it."""

    def __init__(self, types: tuple[ObjectType, ...]) -> None:
        cloud = Cloud()
        self.context = Context(cloud, cloud.region("111122223333", "us-east-1"))
        domains.create_domain(self.context, {"DomainName": NAME, "DefaultExpirationDays": 366})
        for each in types:
            object_types.put_profile_object_type(self.context, definition(each))

    def put(self, name: str, record: dict[str, Any]) -> str | None:
        """The words of the refusal, be it the call's or a dead letter's."""
        letters: list[str] = []
        original, dead_letters.send = dead_letters.send, lambda *given: letters.append(given[-1])
        try:
            profiles.put_profile_object(
                self.context, {"DomainName": NAME, "ObjectTypeName": name, "Object": json.dumps(record)}
            )
        except ServiceError as error:
            letters.append(error.message)
        finally:
            dead_letters.send = original
        return letters[0] if letters else None

    def profile(self, profile_id: str) -> dict[str, Any]:
        """The members of a profile that there is."""
        request = {"DomainName": NAME, "KeyName": "_profileId", "Values": [profile_id]}
        [found] = profiles.search_profiles(self.context, request)["Items"]
        return {key: value for key, value in found.items() if key != "ProfileId"}

    def objects(self, profile_id: str, name: str) -> list[dict[str, Any]]:
        """The objects of a type that a profile has."""
        request = {"DomainName": NAME, "ObjectTypeName": name, "ProfileId": profile_id}
        return [json.loads(each["Object"]) for each in profiles.list_profile_objects(self.context, request)["Items"]]

    def searched(self, key: str, value: str) -> set[str]:
        """The ids of the profiles with a key."""
        request = {"DomainName": NAME, "KeyName": key, "Values": [value], "MaxResults": 100}
        return {each["ProfileId"] for each in profiles.search_profiles(self.context, request)["Items"]}

    @property
    def counts(self) -> tuple[int, int]:
        """How many objects and profiles there are."""
        stats = domains.get_domain(self.context, {"DomainName": NAME})["Stats"]
        return stats["ObjectCount"], stats["ProfileCount"]


def definition(defined: ObjectType) -> dict[str, Any]:
    """The request that defines an object type."""
    parts = {"source": "Source", "target": "Target", "content_type": "ContentType"}
    keys: dict[str, list[dict[str, Any]]] = {}
    for key in defined.keys:
        described = {"FieldNames": list(key.fields), "StandardIdentifiers": sorted(key.identifiers)}
        keys.setdefault(key.name, []).append(described)
    priority = {"SourcePriority": defined.source_priority} if defined.source_priority is not None else {}
    return {
        "DomainName": NAME,
        "ObjectTypeName": defined.name,
        "Description": "An object type",
        "AllowProfileCreation": defined.allow_profile_creation,
        "Fields": {
            name: {parts[part]: value for part, value in field.items()} for name, field in defined.fields.items()
        },
        "Keys": keys,
        **priority,
    }


def modelled(types: tuple[ObjectType, ...], stream: Stream) -> tuple[Domain, list[Outcome]]:
    made = Domain(NAME)
    for each in types:
        made.define(each)
    return made, [made.put(name, record, content=record) for name, record in stream]


def rehearsal_of(types: tuple[ObjectType, ...], stream: Stream) -> Rehearsed:
    sources = []
    for each in types:
        data = "".join(json.dumps(record) + "\n" for name, record in stream if name == each.name).encode()
        if not data:
            continue  # a file without a record is refused
        sample = Sample(f"{each.name}.jsonl", lambda data=data: io.BytesIO(data))  # type: ignore[misc]
        sources.append(Source(Intake(each.name, each), sample))
    return rehearse(sources)


def held(domain: Domain, types: tuple[ObjectType, ...]) -> set[tuple[str, str, int]]:
    """Object type, UNIQUE value and profile of every object."""
    known = [each.name for each in types if each.name in domain.types]
    found = [(name, profile) for name in known for profile in domain.profiles()]
    return {(name, unique, profile) for name, profile in found for unique, _ in domain.objects_of(profile, name)}


@settings(max_examples=DOMAINS)
@given(TYPES, STREAM)
def test_model_emulator_and_rehearsal_agree(types: tuple[ObjectType, ...], stream: Stream) -> None:
    arriving = sorted(stream, key=lambda each: [type_.name for type_ in types].index(each[0]))
    model, outcomes = modelled(types, arriving)
    emulated = Emulated(types)
    assert [emulated.put(name, record) for name, record in arriving] == [each.message for each in outcomes]
    assert emulated.counts == (model.objects.total(), model.profile_count)
    for number in model.profiles():
        found = model.profile_id(number)
        assert emulated.profile(found) == model.fields.of(number)
        for each in types:
            contents = [content for _, content in model.objects_of(number, each.name)]
            assert emulated.objects(found, each.name) == contents
    for name, value, _ in list(model.keys.items()):
        assert emulated.searched(name, value) == {model.profile_id(each) for each in model.find(name, value)}
    if not arriving:
        return
    rehearsed = rehearsal_of(types, arriving)
    assert held(rehearsed.domain, types) == held(model, types)
    assert {each: rehearsed.domain.fields.of(each) for each in rehearsed.domain.profiles()} == {
        each: model.fields.of(each) for each in model.profiles()
    }
    assert summarised(rehearsed).refused == sum(each.message is not None for each in outcomes)


def test_a_restart_keeps_objects_profiles_and_keys() -> None:
    made = Emulated(())
    contact = {"Id": "1", "AccountId": "7", "Email": "Ana@example.com"}
    assert made.put("Salesforce-Contact", contact) is None
    profile = made.searched("_email", "ana@example.com")
    with tempfile.TemporaryDirectory() as folder:
        persistence.save(made.context.cloud, Path(folder))
        made.context = Context(Cloud(), made.context.region)
        assert persistence.restore(made.context.cloud, Path(folder))
    made.context = Context(made.context.cloud, made.context.cloud.region("111122223333", "us-east-1"))
    assert made.counts == (1, 1)
    assert made.put("Salesforce-Contact", {"Id": "2", "AccountId": "7", "Phone": "+12065550101"}) is None
    assert made.counts == (2, 1)
    assert made.searched("_phone", "2065550101") == made.searched("_email", "ANA@example.com") == profile
