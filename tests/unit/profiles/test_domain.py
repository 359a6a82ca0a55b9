"""The model against every documented rule."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from connect_customer_profiles.profiles.domain import Domain
from connect_customer_profiles.profiles.object_type import ObjectType
from connect_customer_profiles.profiles.outcome import Quotas

from tests.documented import shorthand
from tests.documented.ingestion import SCENARIOS
from tests.documented.steps import Scenario, Type


def object_type(name: str, type_: Type) -> ObjectType:
    """An object type of the model, from shorthand."""
    return ObjectType.of_api(
        name,
        {
            "Fields": shorthand.api_fields(type_.fields),
            "Keys": shorthand.api_keys(type_.keys),
            "AllowProfileCreation": type_.creation,
            "MaxProfileObjectCount": type_.maximum,
            "SourcePriority": type_.priority,
        },
    )


class Model:
    """The model as scenarios see it; profiles are numbers."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain

    def define(self, name: str, type_: Type) -> None:
        self.domain.define(object_type(name, type_))

    def put(self, type_: str, record: Mapping[str, Any] | str) -> tuple[str | None, int]:
        text = record if isinstance(record, str) else json.dumps(record, ensure_ascii=False)
        outcome = self.domain.put_text(type_, text)
        return outcome.message, outcome.profile

    def create(self, fields: Mapping[str, str]) -> int:
        return self.domain.create_profile(fields)

    def update(self, profile: int, fields: Mapping[str, str]) -> None:
        self.domain.update_profile(profile, fields)

    def delete(self, profile: int) -> None:
        self.domain.delete_profile(profile)

    def merge(self, main: int, others: Sequence[int], sources: Mapping[str, int]) -> None:
        self.domain.merge(main, others, sources)

    def add_key(self, profile: int, name: str, values: Sequence[str]) -> None:
        self.domain.add_key(profile, name, values)

    def delete_key(self, profile: int, name: str, values: Sequence[str]) -> None:
        self.domain.delete_key(profile, name, values)

    def delete_object(self, profile: int, type_: str, unique: str) -> None:
        assert self.domain.delete_object(type_, unique)
        assert not self.domain.delete_object(type_, unique)
        assert profile in set(self.domain.profiles())

    def search(self, name: str, values: Sequence[str]) -> set[int]:
        return self.domain.search(name, values)

    def fields(self, profile: int) -> dict[str, str]:
        return self.domain.fields.of(profile)

    def objects(self, profile: int, type_: str) -> list[str]:
        return [unique for unique, _ in self.domain.objects_of(profile, type_)]

    def standard(self, profile: int, name: str) -> list[dict[str, str]]:
        return [fields for _, fields in self.domain.entities.of_profile(name, profile)]

    def count(self) -> int:
        assert self.domain.profile_count == len(list(self.domain.profiles()))
        return self.domain.profile_count


def model(scenario: Scenario) -> Model:
    quotas = Quotas() if scenario.limit is None else Quotas(objects_per_profile=scenario.limit)
    return Model(Domain("shop", scenario.silence, quotas))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.rule)
def test_the_model_does_what_is_documented(scenario: Scenario) -> None:
    scenario.run(model(scenario))


def test_every_rule_has_its_page_and_a_name_of_its_own() -> None:
    assert all(scenario.page.startswith((shorthand.ADMIN, shorthand.API)) for scenario in SCENARIOS)
    names = [scenario.rule for scenario in SCENARIOS]
    assert len(names) == len(set(names))
