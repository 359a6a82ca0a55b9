"""The arguments of an object type → its definition, checked and in one order. Pure.

The order in which a program names fields, keys and identifiers means nothing to the service; the order of the fields of
one key does, since their values together are the key's value.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from .. import rules
from ..rules import RuleViolation
from . import checks, field_source, standard
from .checks import Key
from .words import CONTENT_TYPES, IDENTIFIERS

NOT_WITH_TEMPLATE = ("allow_profile_creation", "source_last_updated_timestamp_format")
"""Arguments that PutProfileObjectType refuses with a template, apart from fields and keys."""

ARGUMENTS = ("object_type_name", "template_id", "fields", "keys", *NOT_WITH_TEMPLATE)
"""The arguments of a definition. They are checked together."""


def _unless(problem: Callable[[str], str | None], rule: rules.Rule[str]) -> rules.Rule[str]:
    """A rule for texts that also refuses those of which something else is wrong."""

    def check(value: Any) -> str:
        given = rule(value)
        found = problem(given)
        if found:
            raise RuleViolation(value, found)
        return given

    return check


_FIELD = {
    "source": _unless(field_source.problem, rules.field_source),
    "target": _unless(standard.target_problem, rules.field_target),
    "content_type": rules.one_of(*CONTENT_TYPES),
}
_KEY = ("field_names", "standard_identifiers")


class MappingDefinition(NamedTuple):
    """How records become objects, and objects profiles: a template, or fields and keys."""

    template_id: str | None = None
    fields: Mapping[str, Mapping[str, str]] = {}
    keys: Sequence[Key] = ()
    allow_profile_creation: bool | None = None
    source_last_updated_timestamp_format: str | None = None

    def native_fields(self) -> list[Any] | None:
        """The fields in CloudFormation's form, by name."""
        named = [{"name": name, "object_type_field": dict(entry)} for name, entry in sorted(self.fields.items())]
        return named or None

    def native_keys(self) -> list[Any] | None:
        """The keys in CloudFormation's form, by name."""
        ordered = sorted(self.keys, key=lambda key: (key.fields, sorted(key.identifiers)))
        named = [
            {
                "name": name,
                "object_type_key_list": [
                    {"field_names": list(key.fields), "standard_identifiers": sorted(key.identifiers)}
                    for key in ordered
                    if key.name == name
                ],
            }
            for name in sorted({key.name for key in self.keys})
        ]
        return named or None


def mapping_definition(given: Mapping[str, Any], templates: Collection[str] = ()) -> MappingDefinition:
    """The definition that the arguments of an object type describe.

    Args:
        given: the arguments.
        templates: other known templates, in addition to AWS's own.

    Raises:
        RuleViolation: an argument breaks a rule, or the arguments do not fit together.
    """
    template_id = None
    if "template_id" in given:
        template_id = rules.checked("template_id", given["template_id"], lambda value: _template(value, templates))
    fields = rules.checked("fields", given.get("fields", {}), _fields)
    keys = rules.checked("keys", given.get("keys", {}), _keys)
    found = checks.definition_findings(template=bool(template_id), fields=bool(fields), keys=bool(keys))
    _refuse(found, template_id, "template_id")
    name = str(given.get("object_type_name", ""))
    _refuse(checks.name_findings(name, template=bool(template_id)), name, "object_type_name")
    if template_id:
        for argument in NOT_WITH_TEMPLATE:
            if argument in given:
                raise RuleViolation(
                    given[argument], "the service refuses it together with template_id", argument=argument
                )
        return MappingDefinition(template_id)
    timestamp_format = None
    if "source_last_updated_timestamp_format" in given:
        timestamp_format = rules.checked(
            "source_last_updated_timestamp_format",
            given["source_last_updated_timestamp_format"],
            rules.timestamp_format,
        )
    creation = rules.checked("allow_profile_creation", given.get("allow_profile_creation", False), rules.boolean)
    _check_together(keys, fields, creation=creation, timestamp_format=timestamp_format)
    return MappingDefinition(None, fields, keys, creation, timestamp_format)


def _template(value: Any, templates: Collection[str]) -> str:
    template_id = rules.template_id(value)
    _refuse(checks.template_findings(template_id, templates), template_id)
    return template_id


def _fields(value: Any) -> dict[str, dict[str, str]]:
    return {name: rules.checked(name, entry, _field) for name, entry in _named(value, rules.field_name)}


def _field(value: Any) -> dict[str, str]:
    entry = rules.known_keys(value, _FIELD, "a field")
    if "source" not in entry:
        raise RuleViolation(None, "is required", argument="source")
    return {key: rules.checked(key, entry[key], rule) for key, rule in _FIELD.items() if key in entry}


def _keys(value: Any) -> list[Key]:
    keys = []
    for name, entry in _named(value, rules.key_name):
        variants = [entry] if isinstance(entry, Mapping) else entry
        if not isinstance(variants, (list, tuple)) or not variants:
            raise RuleViolation(entry, f"must be an object with {' and '.join(_KEY)}, or a list of them", argument=name)
        keys += [rules.checked(name, variant, partial(_key, name)) for variant in variants]
    return keys


def _key(name: str, value: Any) -> Key:
    entry = rules.known_keys(value, _KEY, "a key")
    fields = rules.checked("field_names", entry.get("field_names", []), rules.strings)
    if not fields:
        raise RuleViolation(fields, "a key needs at least one field", argument="field_names")
    identifiers = rules.checked("standard_identifiers", entry.get("standard_identifiers", []), rules.strings)
    for identifier in identifiers:
        rules.checked("standard_identifiers", identifier, rules.one_of(*IDENTIFIERS))
    return Key(name, tuple(fields), frozenset(identifiers))


def _named(value: Any, rule: rules.Rule[str]) -> Iterable[tuple[str, Any]]:
    if not isinstance(value, Mapping):
        raise RuleViolation(value, "must be an object with an entry for each name")
    return [(rule(name), value[name]) for name in value]


def _check_together(
    keys: Sequence[Key], fields: Mapping[str, Mapping[str, str]], *, creation: bool, timestamp_format: str | None
) -> None:
    values = {
        "fields": list(fields),
        "keys": [key.name for key in keys],
        "source_last_updated_timestamp_format": timestamp_format,
    }
    found = checks.findings(keys, fields, allow_profile_creation=creation, timestamp_format=timestamp_format)
    for argument, finding in found:
        raise RuleViolation(values[argument], finding, argument=argument)


def _refuse(findings: Iterable[str], value: object, argument: str = "") -> None:
    for finding in findings:
        raise RuleViolation(value, finding, argument=argument)
