"""Object types and Connect instances. Pure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .. import names
from ..profiles.definition import ARGUMENTS, MappingDefinition, mapping_definition
from ..rules import RuleViolation
from ..sources import TEMPLATES
from .facts import Facts
from .literals import Code
from .model import DOMAIN, Component, Kept, Left, Parts, kept_tags
from .wording import Names, arguments, tagged

if TYPE_CHECKING:
    from ..aws import answers

HEADING = "Object types"
INSTANCES = "Connect instances"
_CONTENT = ("fields", "keys", "allowProfileCreation")
"""What a template defines, which AWS reports as if it had been given."""


def object_types(parts: Parts, facts: Facts, chosen: Names, key_arn: Code | None) -> dict[str, Component]:
    """The object types; returns their components by their names at AWS."""
    made = {}
    for name, found in sorted(facts.object_types.items()):
        given = _definition(facts, name, found)
        try:
            definition = mapping_definition({key: given[key] for key in ARGUMENTS if key in given}, TEMPLATES)
        except RuleViolation as violation:
            reason = f"ObjectMapping does not take it: {violation}"
            parts.left.append(Left("object type", name, reason, attention=True))
            continue
        component = Component(
            "ObjectMapping",
            chosen.new(name, "type"),
            {"domain_name": DOMAIN, **given, **_settings(parts, facts, name, found, key_arn)},
        )
        made[name] = parts.add(HEADING, component, {"object-type": f"{facts.domain_name}|{name}"})
        _keep(parts, f"{component.name}-object-type", found, definition)
    return made


def _definition(facts: Facts, name: str, found: "answers.ObjectType") -> dict[str, Any]:
    """The arguments that say how records become objects."""
    template_id = found.get("TemplateId")
    given: dict[str, Any] = {"object_type_name": name}
    if template_id and not _customised(facts, found):
        return {**given, "template_id": template_id}
    fields = {key: arguments(value) for key, value in sorted((found.get("Fields") or {}).items())}
    keys = {
        key: variants[0] if len(variants := [_key(each) for each in value]) == 1 else variants
        for key, value in sorted((found.get("Keys") or {}).items())
    }
    timestamps = found.get("SourceLastUpdatedTimestampFormat")
    return {
        **given,
        "fields": {key: {name: item for name, item in value.items() if item} for key, value in fields.items()},
        "keys": keys,
        **({"allow_profile_creation": True} if found.get("AllowProfileCreation") else {}),
        **({"source_last_updated_timestamp_format": timestamps} if timestamps else {}),
    }


def _key(found: "answers.ObjectTypeKey") -> dict[str, Any]:
    identifiers = found.get("StandardIdentifiers")
    said = {"standard_identifiers": list(identifiers)} if identifiers else {}
    return {"field_names": list(found.get("FieldNames", [])), **said}


def _customised(facts: Facts, found: "answers.ObjectType") -> bool:
    """Whether an object type has other fields or keys than its template."""
    template = facts.templates.get(found.get("TemplateId", ""))
    if template is None:
        return True
    return any(_meaning(found, part) != _meaning(template, part) for part in ("Fields", "Keys"))


def _meaning(definition: Mapping[str, Any], part: str) -> dict[str, Any]:
    found = definition.get(part) or {}
    if part == "Fields":
        return {name: {"ContentType": "STRING", **_said(each)} for name, each in found.items()}
    return {
        name: sorted((each.get("FieldNames", []), sorted(each.get("StandardIdentifiers", []))) for each in variants)
        for name, variants in found.items()
    }


def _said(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value}


def _settings(
    parts: Parts, facts: Facts, name: str, found: "answers.ObjectType", key_arn: Code | None
) -> dict[str, Any]:
    description, own_key = found.get("Description", ""), found.get("EncryptionKey")
    settings: dict[str, Any] = {}
    if description and description != f"Objects of type {name}":
        settings["description"] = description
    for argument, member in (
        ("expiration_days", "ExpirationDays"),
        ("max_profile_object_count", "MaxProfileObjectCount"),
        ("source_priority", "SourcePriority"),
    ):
        if found.get(member):
            settings[argument] = found[member]  # type: ignore[literal-required]
    if own_key and own_key == facts.domain.get("DefaultEncryptionKey") and key_arn:
        settings["kms_key_arn"] = key_arn
    elif own_key:
        settings["kms_key_arn"] = parts.setting("arns", name, own_key)
    return {**settings, **tagged(found.get("Tags"))}


def _keep(parts: Parts, resource: str, found: "answers.ObjectType", definition: MappingDefinition) -> None:
    """What AWS reports in another form than the component has it, which means the same."""
    parts.kept += kept_tags(resource, found.get("Tags"))
    if definition.template_id:
        parts.kept += [Kept(resource, each) for each in _CONTENT if _reported(found, each)]
        return
    if found.get("TemplateId"):
        parts.kept.append(Kept(resource, "templateId", "Its fields or keys are not those of the template any more."))
    if list(found.get("Fields") or {}) != [each["name"] for each in definition.native_fields() or []]:
        parts.kept.append(Kept(resource, "fields"))
    if _native_keys(found) != (definition.native_keys() or []):
        parts.kept.append(Kept(resource, "keys"))


def _reported(found: "answers.ObjectType", property_: str) -> bool:
    return property_[0].upper() + property_[1:] in found


def _native_keys(found: "answers.ObjectType") -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "object_type_key_list": [
                {
                    "field_names": each.get("FieldNames", []),
                    "standard_identifiers": each.get("StandardIdentifiers", []),
                }
                for each in variants
            ],
        }
        for name, variants in (found.get("Keys") or {}).items()
    ]


def instances(parts: Parts, facts: Facts, chosen: Names) -> None:
    """The Connect instances of the domain, and integrations that no component makes."""
    for each in sorted(facts.integrations, key=lambda found: found["Uri"]):
        uri = each["Uri"]
        if names.arn_parts(uri).service != "connect":
            what = "EventBridge source" if "event-source" in uri or "events" in uri else "integration"
            parts.left.append(Left(what, uri, "no component makes one of its kind"))
            continue
        name = chosen.new("agents", "instance")
        component = Component(
            "InstanceAssociation",
            name,
            {
                "domain_name": DOMAIN,
                "instance_arn": parts.setting("instances", name, uri),
                **tagged(each.get("Tags")),
            },
        )
        parts.add(INSTANCES, component, {"integration": f"{facts.domain_name}|{uri}"})
        parts.kept += kept_tags(f"{name}-integration", each.get("Tags"))
        if each.get("ObjectTypeName") != "CTR":
            parts.kept.append(
                Kept(f"{name}-integration", "objectTypeName", "Contact records have an object type of their own.")
            )
