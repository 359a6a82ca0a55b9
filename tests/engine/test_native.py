"""The source of the aws-native provider, before it is built: what is added to it, and that it is what we know."""

from typing import Any

import pytest

from localcloud.engine import native
from localcloud.engine.model import EngineError

TYPES = {
    "aws-native:customerprofiles:DomainMatching": {"properties": {"tags": {"$ref": "#/types/aws-native:index:Tag"}}},
    "aws-native:index:Tag": {"properties": {"key": {"type": "string"}, "of": {"$ref": "#/types/aws-native:index:Of"}}},
    "aws-native:index:Of": {"properties": {}},
    "aws-native:s3:BucketRule": {"properties": {}},
}
METADATA: dict[str, dict[str, Any]] = {
    "resources": {"aws-native:customerprofiles:Domain": {"cf": "AWS::CustomerProfiles::Domain"}, "aws-native:s3:B": {}},
    "types": TYPES,
    "functions": {"aws-native:customerprofiles:getDomain": {"ids": ["DomainName"]}, "aws-native:s3:getBucket": {}},
}
PROVIDER = "".join(f"{old}\n" * times for old, (_, times) in native.EDITS.items())


def test_what_is_read_first_is_that_of_customer_profiles_with_what_it_refers_to() -> None:
    assert native.of_customer_profiles(METADATA) == {
        "resources": {"aws-native:customerprofiles:Domain": {"cf": "AWS::CustomerProfiles::Domain"}},
        "types": {token: TYPES[token] for token in TYPES if token != "aws-native:s3:BucketRule"},
        "functions": {"aws-native:customerprofiles:getDomain": {"ids": ["DomainName"]}},
    }


def test_nothing_of_the_old_source_is_left() -> None:
    text = native.edited(PROVIDER)
    assert "p.resourceMap." not in text
    assert text.count("p.metadataOf(") == sum(
        times for _, (new, times) in native.EDITS.items() if new.startswith("p.metadataOf(")
    )
    assert "newInputs = inputs" in text


@pytest.mark.parametrize("old", native.EDITS)
def test_another_source_is_refused(old: str) -> None:
    times = native.EDITS[old][1]
    with pytest.raises(EngineError) as refused:
        native.edited(PROVIDER.replace(old, "", 1))
    assert str(refused.value) == (
        f"{native.MODULE} {native.VERSION} has {old.strip()!r} {times - 1} times, expected {times}"
    )
