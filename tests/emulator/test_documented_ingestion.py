"""The emulator's calls against every documented rule of ingestion: the table that the model is tested with."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from connect_customer_profiles.profiles.outcome import Quotas

from localcloud.aws.customer_profiles import (
    dead_letters,
    domains,
    object_types,
    profile_keys,
    profiles,
    standard_profiles,
)
from localcloud.aws.customer_profiles.lookup import domain_of
from localcloud.aws.customer_profiles.objects import ObjectStore
from localcloud.aws.errors import ServiceError
from localcloud.aws.state import Cloud, Context
from tests.documented import shorthand
from tests.documented.ingestion import SCENARIOS
from tests.documented.ingestion.profile_fields import TICKET
from tests.documented.steps import Scenario, Type

from .setting import DOMAIN

IN_DOMAIN = {"DomainName": DOMAIN}


class Emulated:
    """The emulator as scenarios see it, called as its server calls it; profiles are ids."""

    def __init__(self, scenario: Scenario, letters: list[str]) -> None:
        cloud = Cloud()
        self.context = Context(cloud, cloud.region("111122223333", "us-east-1"))
        self.letters = letters
        domains.create_domain(self.context, {**IN_DOMAIN, "DefaultExpirationDays": 366})
        quotas = Quotas() if scenario.limit is None else Quotas(objects_per_profile=scenario.limit)
        domain_of(self.context.region, DOMAIN).objects = ObjectStore(DOMAIN, scenario.silence, quotas)

    def define(self, name: str, type_: Type) -> None:
        optional = {"MaxProfileObjectCount": type_.maximum, "SourcePriority": type_.priority}
        object_types.put_profile_object_type(
            self.context,
            {
                **IN_DOMAIN,
                "ObjectTypeName": name,
                "Description": name,
                "Fields": shorthand.api_fields(type_.fields),
                "Keys": shorthand.api_keys(type_.keys),
                "AllowProfileCreation": type_.creation,
                **{key: value for key, value in optional.items() if value is not None},
            },
        )

    def put(self, type_: str, record: Mapping[str, Any] | str) -> tuple[str | None, Any]:
        text = record if isinstance(record, str) else json.dumps(record, ensure_ascii=False)
        self.letters.clear()
        request = {**IN_DOMAIN, "ObjectTypeName": type_, "Object": text}
        try:
            unique = profiles.put_profile_object(self.context, request)["ProfileObjectUniqueKey"]
        except ServiceError as error:
            return error.message, None
        if self.letters:
            return self.letters[0], None
        [owner] = [each for each in self.ids() if unique in self.objects(each, type_)]
        return None, owner

    def ids(self) -> list[str]:
        """The ids of all profiles."""
        model = domain_of(self.context.region, DOMAIN).objects.model
        return [model.profile_id(each) for each in model.profiles()]

    def create(self, fields: Mapping[str, str]) -> Any:
        return standard_profiles.create_profile(self.context, {**IN_DOMAIN, **members(fields)})["ProfileId"]

    def update(self, profile: Any, fields: Mapping[str, str]) -> None:
        standard_profiles.update_profile(self.context, {**IN_DOMAIN, "ProfileId": profile, **members(fields)})

    def delete(self, profile: Any) -> None:
        standard_profiles.delete_profile(self.context, {**IN_DOMAIN, "ProfileId": profile})
        assert [each["ProfileId"] for each in self._batch(profile)["Errors"]] == [profile]

    def merge(self, main: Any, others: Sequence[Any], sources: Mapping[str, Any]) -> None:
        merged = {"MainProfileId": main, "ProfileIdsToBeMerged": [*others], "FieldSourceProfileIds": members(sources)}
        profile_keys.merge_profiles(self.context, {**IN_DOMAIN, **merged})

    def add_key(self, profile: Any, name: str, values: Sequence[str]) -> None:
        profile_keys.add_profile_key(self.context, self._key(profile, name, values))

    def delete_key(self, profile: Any, name: str, values: Sequence[str]) -> None:
        profile_keys.delete_profile_key(self.context, self._key(profile, name, values))

    def _key(self, profile: Any, name: str, values: Sequence[str]) -> dict[str, Any]:
        return {**IN_DOMAIN, "ProfileId": profile, "KeyName": name, "Values": [*values]}

    def delete_object(self, profile: Any, type_: str, unique: str) -> None:
        request = {**IN_DOMAIN, "ProfileId": profile, "ObjectTypeName": type_, "ProfileObjectUniqueKey": unique}
        profile_keys.delete_profile_object(self.context, request)
        with pytest.raises(ServiceError, match="has no object"):
            profile_keys.delete_profile_object(self.context, request)

    def search(self, name: str, values: Sequence[str]) -> set[Any]:
        request = {**IN_DOMAIN, "KeyName": name, "Values": [*values], "MaxResults": 100}
        return {each["ProfileId"] for each in profiles.search_profiles(self.context, request)["Items"]}

    def fields(self, profile: Any) -> dict[str, str]:
        [found] = self._batch(profile)["Profiles"]
        assert found.pop("ProfileId") == profile
        return paths(found)

    def _batch(self, profile: Any) -> dict[str, Any]:
        return profile_keys.batch_get_profile(self.context, {**IN_DOMAIN, "ProfileIds": [profile]})

    def objects(self, profile: Any, type_: str) -> list[str]:
        return [each["ProfileObjectUniqueKey"] for each in self._listed(profile, type_)]

    def standard(self, profile: Any, name: str) -> list[dict[str, str]]:
        listed = self._listed(profile, name)
        filtered = [self._listed(profile, name, f"{name}Id", each["ProfileObjectUniqueKey"]) for each in listed]
        assert filtered == [[each] for each in listed]
        found = [paths(json.loads(each["Object"])) for each in listed]
        return [{path: value for path, value in each.items() if f"_{path}".lower() != f"{name}id"} for each in found]

    def _listed(self, profile: Any, name: str, key: str = "", value: str = "") -> list[dict[str, Any]]:
        request = {**IN_DOMAIN, "ProfileId": profile, "ObjectTypeName": name}
        wanted = {"ObjectFilter": {"KeyName": key, "Values": [value]}} if key else {}
        found: list[dict[str, Any]] = []
        token: dict[str, Any] = {}
        while True:
            answer = profiles.list_profile_objects(self.context, {**request, **wanted, **token})
            found += answer["Items"]
            if "NextToken" not in answer:
                return found
            token = {"NextToken": answer["NextToken"]}

    def count(self) -> int:
        stats = domains.get_domain(self.context, IN_DOMAIN)["Stats"]
        assert stats["ProfileCount"] == len(self.ids())
        return int(stats["ProfileCount"])


def members(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields by path in the API's shape."""
    made: dict[str, Any] = {}
    for path, value in fields.items():
        member, _, part = path.partition(".")
        if part:
            made.setdefault(member, {})[part] = value
        else:
            made[member] = value
    return made


def paths(found: Mapping[str, Any]) -> dict[str, str]:
    """Members in the API's shape by path."""
    made: dict[str, str] = {}
    for member, value in found.items():
        made |= (
            {f"{member}.{part}": each for part, each in value.items()} if isinstance(value, dict) else {member: value}
        )
    return made


FORMER = [scenario for scenario in SCENARIOS if TICKET in scenario.types.values()]
"""Of an object type that the guide showed until 2025, and that breaks a rule of today's."""


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words of the dead letters, the last object's only."""
    found: list[str] = []
    monkeypatch.setattr(dead_letters, "send", lambda *given: found.append(given[-1]))
    return found


@pytest.mark.parametrize("scenario", [each for each in SCENARIOS if each not in FORMER], ids=lambda each: each.rule)
def test_the_emulator_does_what_is_documented(scenario: Scenario, letters: list[str]) -> None:
    scenario.run(Emulated(scenario, letters))


def test_an_object_type_as_the_guide_once_showed_it_is_refused_now(letters: list[str]) -> None:
    assert FORMER
    for scenario in FORMER:
        with pytest.raises(ServiceError, match="another PROFILE key must be neither"):
            scenario.run(Emulated(scenario, letters))
