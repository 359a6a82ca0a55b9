"""The object types and the flows in AppFlow among a stack's resources. Pure."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ..ingestion.plain import flag, mapping, mappings, normalised, optional_number, text, texts
from ..names import owned_types

OBJECT_TYPE = ("aws-native:customerprofiles:ObjectType",)
EXTERNAL_FLOW = owned_types("ExternalFlow")

Resource = Mapping[str, Any]


def object_types(resources: Iterable[Resource], domain_name: str) -> dict[str, dict[str, Any]]:
    """The object types of a domain, as PutProfileObjectType takes them, by the name of the component or resource."""
    return {
        _component(each): settings(outputs)
        for each, outputs in _of(resources, OBJECT_TYPE)
        if text(outputs, "domainName") == domain_name
    }


def flows(resources: Iterable[Resource], domain_name: str, region: str) -> dict[str, dict[str, Any]]:
    """The flows that fill a domain from AppFlow: object type, source and tasks, by the name of the component."""
    found = {}
    for each, outputs in _of(resources, EXTERNAL_FLOW):
        plain: dict[str, Any] = normalised(outputs)
        if (text(plain, "domain_name"), text(plain, "region")) == (domain_name, region):
            found[_component(each)] = flow(plain)
    return found


def flow(plain: Resource) -> dict[str, Any]:
    """Object type, source and tasks of a flow in AppFlow, from the resource's normalised inputs or outputs."""
    made = mapping(plain, "flow")
    return {
        "object_type_name": text(plain, "object_type_name"),
        "sourceFlowConfig": mapping(made, "source"),
        "tasks": list(mappings(made, "tasks")),
    }


def _of(resources: Iterable[Resource], types: Collection[str]) -> list[tuple[Resource, Resource]]:
    return [(each, mapping(each, "outputs")) for each in resources if text(each, "type") in types]


def _component(resource: Resource) -> str:
    """The name of the component that a resource belongs to; its own where it belongs to none."""
    parent = text(resource, "parent")
    is_part = "connect-customer-profiles:" in parent.rpartition("::")[0]
    return (parent if is_part else text(resource, "urn")).rsplit("::", 1)[-1]


def settings(outputs: Resource) -> dict[str, Any]:
    """An object type in the API's form."""
    fields = {
        text(each, "name"): {
            theirs: value
            for ours, theirs in (("source", "Source"), ("target", "Target"), ("contentType", "ContentType"))
            if (value := text(mapping(each, "objectTypeField"), ours))
        }
        for each in mappings(outputs, "fields")
    }
    keys = {
        text(each, "name"): [
            {
                "FieldNames": list(texts(variant, "fieldNames")),
                "StandardIdentifiers": list(texts(variant, "standardIdentifiers")),
            }
            for variant in mappings(each, "objectTypeKeyList")
        ]
        for each in mappings(outputs, "keys")
    }
    return {
        "ObjectTypeName": text(outputs, "objectTypeName"),
        "TemplateId": text(outputs, "templateId"),
        "Fields": fields,
        "Keys": keys,
        "AllowProfileCreation": flag(outputs, "allowProfileCreation"),
        "MaxProfileObjectCount": optional_number(outputs, "maxProfileObjectCount"),
        "SourcePriority": optional_number(outputs, "sourcePriority"),
    }
