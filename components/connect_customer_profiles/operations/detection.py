"""An object type for a sample, as AWS detects it (DetectProfileObjectType). The first records leave this machine."""

import json
from collections.abc import Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from .. import rules
from ..aws.profile_objects import DetectedObjectType
from ..rehearsal import mapping_file
from ..rehearsal.files import read
from ..rehearsal.sample import Options
from ..rehearsal.suggesting import Reason, Suggestion
from ..rules import RuleViolation
from .errors import Refused
from .rehearsal import refusing_sample, sampling
from .targets import Target

SENT = 5
"""Records that AWS takes (API reference, DetectProfileObjectType)."""
LONGEST = 256_000
"""Characters of one of them."""

_MEMBERS = {"Source": "source", "Target": "target", "ContentType": "content_type"}
_OF_KEY = {"FieldNames": "field_names", "StandardIdentifiers": "standard_identifiers"}


def detected(name: str, file: Path, options: Options, target: Target) -> Suggestion:
    """What AWS suggests for the first records of a file. It keeps every rule that the components check.

    Args:
        name: the object type's name.
        file: the records.
        options: how to read it.
        target: the domain that is asked.

    Raises:
        Refused: the file cannot be read, AWS detects nothing, or what it detects breaks a rule.
        AwsError: AWS did not answer.
    """
    with refusing_sample(name, file):
        rules.object_type_name(name)
        sample = sampling(file, options)()
        records = [json.dumps(record, ensure_ascii=False) for _, record in islice(read(sample), SENT)]
    fit = [each for each in records if len(each) <= LONGEST]
    if not fit:
        raise Refused(f"{file.name}: {'its first records are too large for AWS' if records else 'has no record'}")
    found = target.client.detect_object_type(target.domain_name, fit)
    if not found or not found.get("Fields") or not found.get("Keys"):
        raise Refused(f"{file.name}: AWS detects no object type in its first {len(fit)} records")
    arguments = _arguments(found)
    try:
        mapping_file.intakes({name: arguments})
    except RuleViolation as violation:
        raise Refused(f"{file.name}: what AWS detects cannot be used: {violation}") from None
    reasons = [Reason(field, each.get("target", "a field"), "detected by AWS") for field, each in _fields(arguments)]
    keys = [Reason(key, ", ".join(each["standard_identifiers"]), "detected by AWS") for key, each in _keys(arguments)]
    return Suggestion(name, len(fit), arguments, (*reasons, *keys), sample.reading())


def _arguments(found: DetectedObjectType) -> dict[str, Any]:
    """Arguments of `ObjectMapping`. AWS does not say whether the type makes profiles: one that is detected for people
    does."""
    fields = {name: _spelled(each, _MEMBERS) for name, each in found["Fields"].items()}
    keys = {name: _spelled(variants[0], _OF_KEY) for name, variants in found["Keys"].items() if variants}
    form = found.get("SourceLastUpdatedTimestampFormat")
    return {
        "fields": fields,
        "keys": keys,
        "allow_profile_creation": True,
        **({"source_last_updated_timestamp_format": form} if form else {}),
    }


def _spelled(settings: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {ours: settings[theirs] for theirs, ours in names.items() if settings.get(theirs)}


def _fields(arguments: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return list(arguments["fields"].items())


def _keys(arguments: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return list(arguments["keys"].items())
