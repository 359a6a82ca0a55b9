"""Object types (data mappings) and their templates."""

from collections.abc import Iterator
from typing import Any

from connect_customer_profiles.profiles import checks
from connect_customer_profiles.profiles.api import fields_of, keys_of
from connect_customer_profiles.profiles.outcome import QUOTAS

from ..state import Context
from . import access
from .lookup import bad_request, domain_of, not_found, paged, type_of
from .models import MAX_OBJECT_TYPES, Domain, ObjectType
from .template import Template
from .templates import TEMPLATES

# botocore model, PutProfileObjectTypeRequest: with a TemplateId these may return BadRequest.
NOT_WITH_TEMPLATE = ("AllowProfileCreation", "SourceLastUpdatedTimestampFormat", "Fields", "Keys")
_NAMES = ("DomainName", "ObjectTypeName", "Tags")


def put_profile_object_type(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Defines or redefines an object type."""
    domain = domain_of(context.region, parameters["DomainName"])
    name = parameters["ObjectTypeName"]
    settings = {key: value for key, value in parameters.items() if key not in _NAMES}
    _check(domain, name, settings)
    if settings.get("EncryptionKey"):
        access.usable_key(context, settings["EncryptionKey"], access.object_type_source(context, domain.arn, name))
    previous = domain.object_types.get(name)
    if previous is None and len(domain.object_types) >= MAX_OBJECT_TYPES:
        raise bad_request(f"The limit of {MAX_OBJECT_TYPES} object types in domain {domain.name} is reached")
    created_at = previous.created_at if previous else context.now
    tags = parameters.get("Tags", previous.tags if previous else {})
    arn = f"{domain.arn}/object-types/{name}"
    domain.object_types[name] = ObjectType(name, arn, settings, created_at, context.now, tags)
    made = type_of(domain, name)
    if made is not None:
        domain.objects.define(made)
    return _described(domain, domain.object_types[name])


def get_profile_object_type(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """A defined object type."""
    domain = domain_of(context.region, parameters["DomainName"])
    return _described(domain, _object_type_of(domain, parameters["ObjectTypeName"]))


def list_profile_object_types(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """All defined object types of a domain, by name."""
    domain = domain_of(context.region, parameters["DomainName"])
    items, following = paged(sorted(domain.object_types.values(), key=lambda defined: defined.name), parameters)
    members = (
        "ObjectTypeName",
        "Description",
        "CreatedAt",
        "LastUpdatedAt",
        "MaxProfileObjectCount",
        "MaxAvailableProfileObjectCount",
        "SourcePriority",
        "Tags",
    )
    described = [_described(domain, defined) for defined in items]
    return {"Items": [{key: each[key] for key in members if key in each} for each in described], **following}


def delete_profile_object_type(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Removes an object type and all of its objects."""
    domain = domain_of(context.region, parameters["DomainName"])
    name = _object_type_of(domain, parameters["ObjectTypeName"]).name
    del domain.object_types[name]
    domain.objects.undefine(name)
    return {"Message": f"OK. Object type {name} and its objects are deleted"}


def list_profile_object_type_templates(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001
    """All known templates."""
    items, following = paged(list(TEMPLATES.values()), parameters)
    return {"Items": [_brief(template) for template in items], **following}


def get_profile_object_type_template(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001
    """A template with its fields and keys."""
    template = TEMPLATES.get(parameters["TemplateId"])
    if template is None:
        raise not_found(f"Template {parameters['TemplateId']} does not exist")
    return _brief(template) | {
        "AllowProfileCreation": True,
        "Fields": template.fields(),
        "Keys": template.key_definitions(),
        **({"DefaultMaxProfileObjectCount": template.max_objects} if template.max_objects else {}),
    }


def _brief(template: Template) -> dict[str, Any]:
    return {
        "TemplateId": template.template_id,
        "SourceName": template.source_name,
        "SourceObject": template.source_object,
    }


def _object_type_of(domain: Domain, name: str) -> ObjectType:
    if name not in domain.object_types:
        raise not_found(f"Object type {name} does not exist in domain {domain.name}")
    return domain.object_types[name]


def _described(domain: Domain, defined: ObjectType) -> dict[str, Any]:
    template = TEMPLATES.get(defined.settings.get("TemplateId", ""))
    content: dict[str, Any] = {"AllowProfileCreation": False}
    if template:
        content = {
            "AllowProfileCreation": True,
            "Fields": template.fields(),
            "Keys": template.key_definitions(),
        }
    described = (
        content
        | defined.settings
        | {
            "ObjectTypeName": defined.name,
            "CreatedAt": defined.created_at,
            "LastUpdatedAt": defined.updated_at,
            "MaxAvailableProfileObjectCount": _available(domain),
        }
    )
    return described | ({"Tags": defined.tags} if defined.tags else {})


def _available(domain: Domain) -> int:
    """Of the objects that a profile may have, how many no object type is assigned
    (https://docs.aws.amazon.com/connect/latest/adminguide/customer-profiles-data-limits.html)."""
    assigned: int = sum(each.settings.get("MaxProfileObjectCount", 0) for each in domain.object_types.values())
    return max(0, QUOTAS.objects_per_profile - assigned)


def _check(domain: Domain, name: str, settings: dict[str, Any]) -> None:
    template_id = settings.get("TemplateId")
    if template_id is not None:
        if template_id not in TEMPLATES:
            raise bad_request(f"Template {template_id} does not exist")
        extra = [key for key in NOT_WITH_TEMPLATE if key in settings]
        if extra:
            raise bad_request(f"{extra[0]} cannot be given together with TemplateId")
        return
    if not settings.get("Fields") or not settings.get("Keys"):
        raise bad_request("Either TemplateId or Fields and Keys are required")
    for finding in _findings(domain, name, settings):
        raise bad_request(finding)


def _findings(domain: Domain, name: str, settings: dict[str, Any]) -> Iterator[str]:
    """What is wrong with an object type, by the rules that the library checks at preview."""
    fields, keys = fields_of(settings["Fields"]), keys_of(settings["Keys"])
    yield from checks.name_findings(name, template=False)
    together = checks.findings(
        keys,
        fields,
        allow_profile_creation=settings.get("AllowProfileCreation", False),
        timestamp_format=settings.get("SourceLastUpdatedTimestampFormat"),
    )
    yield from (finding for _, finding in together)
    others = {
        other.name: checks.content_types(keys_of(other.settings["Keys"]), fields_of(other.settings["Fields"]))
        for other in domain.object_types.values()
        if other.name != name and "TemplateId" not in other.settings
    }
    yield from checks.shared_key_findings(keys, fields, others)
