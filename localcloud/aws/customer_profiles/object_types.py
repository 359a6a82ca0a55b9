"""Object types (data mappings) and their templates."""

from typing import Any

from ..state import Context
from . import access
from .lookup import bad_request, domain_of, not_found, paged
from .models import MAX_KEYS, MAX_OBJECT_TYPES, Domain, ObjectType
from .template import Template
from .templates import TEMPLATES

# botocore model, PutProfileObjectTypeRequest: with a TemplateId these may return BadRequest.
_NOT_WITH_TEMPLATE = ("AllowProfileCreation", "SourceLastUpdatedTimestampFormat", "Fields", "Keys")
_TYING = {"PROFILE", "ASSET", "CASE", "ORDER", "AIR_BOOKING", "AIR_SEGMENT", "HOTEL_RESERVATION", "LOYALTY"}
_WEAK = {"LOOKUP_ONLY", "NEW_ONLY"}
_NAMES = ("DomainName", "ObjectTypeName", "Tags")


def put_profile_object_type(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Defines or redefines an object type."""
    domain = domain_of(context.region, parameters["DomainName"])
    name = parameters["ObjectTypeName"]
    settings = {key: value for key, value in parameters.items() if key not in _NAMES}
    _check(name, settings)
    if settings.get("EncryptionKey"):
        form = context.behaviours.object_type_source_arn_form
        access.usable_key(context, settings["EncryptionKey"], f"{domain.arn}/{form}/{name}")
    previous = domain.object_types.get(name)
    if previous is None and len(domain.object_types) >= MAX_OBJECT_TYPES:
        raise bad_request(f"The limit of {MAX_OBJECT_TYPES} object types in domain {domain.name} is reached")
    created_at = previous.created_at if previous else context.now
    tags = parameters.get("Tags", previous.tags if previous else {})
    arn = f"{domain.arn}/object-types/{name}"
    domain.object_types[name] = ObjectType(name, arn, settings, created_at, context.now, tags)
    return _described(domain.object_types[name])


def get_profile_object_type(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """A defined object type."""
    domain = domain_of(context.region, parameters["DomainName"])
    return _described(_object_type_of(domain, parameters["ObjectTypeName"]))


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
        "SourcePriority",
        "Tags",
    )
    described = [_described(defined) for defined in items]
    return {"Items": [{key: each[key] for key in members if key in each} for each in described], **following}


def delete_profile_object_type(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Removes an object type and all of its objects."""
    domain = domain_of(context.region, parameters["DomainName"])
    name = _object_type_of(domain, parameters["ObjectTypeName"]).name
    del domain.object_types[name]
    domain.objects.by_type.pop(name, None)
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


def _described(defined: ObjectType) -> dict[str, Any]:
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
        }
    )
    return described | ({"Tags": defined.tags} if defined.tags else {})


def _check(name: str, settings: dict[str, Any]) -> None:
    template_id = settings.get("TemplateId")
    if template_id is not None:
        if template_id not in TEMPLATES:
            raise bad_request(f"Template {template_id} does not exist")
        extra = [key for key in _NOT_WITH_TEMPLATE if key in settings]
        if extra:
            raise bad_request(f"{extra[0]} cannot be given together with TemplateId")
        return
    if name.startswith("_"):
        raise bad_request(f"The name of a custom object type must not start with an underscore: {name}")
    if not settings.get("Fields") or not settings.get("Keys"):
        raise bad_request("Either TemplateId or Fields and Keys are required")
    _check_keys(settings["Fields"], settings["Keys"])
    if "sourceLastUpdatedTimestamp" in settings["Fields"] and not settings.get("SourceLastUpdatedTimestampFormat"):
        raise bad_request("The field sourceLastUpdatedTimestamp needs SourceLastUpdatedTimestampFormat")


def _check_keys(fields: dict[str, Any], keys: dict[str, Any]) -> None:
    """Rules of the administrator guide's page `key-requirements`."""
    if len(keys) > MAX_KEYS:
        raise bad_request(f"An object type has at most {MAX_KEYS} keys, not {len(keys)}")
    variants = [(name, variant) for name, listed in keys.items() for variant in listed]
    for name, variant in variants:
        unknown = [field for field in variant.get("FieldNames", []) if field not in fields]
        if unknown:
            raise bad_request(f"Key {name} uses the field {unknown[0]}, which is not defined")
        if not variant.get("FieldNames"):
            raise bad_request(f"Key {name} has no field")
        identifiers = set(variant.get("StandardIdentifiers", []))
        if "UNIQUE" in identifiers and identifiers & _WEAK:
            raise bad_request(f"Key {name}: UNIQUE cannot be combined with LOOKUP_ONLY or NEW_ONLY")
    unique = [name for name, variant in variants if "UNIQUE" in variant.get("StandardIdentifiers", [])]
    if len(unique) != 1:
        raise bad_request(f"An object type has exactly one UNIQUE key, not {len(unique)}")
    if not any(_TYING & set(variant.get("StandardIdentifiers", [])) for _, variant in variants):
        raise bad_request("An object type needs at least one PROFILE, ASSET, CASE or ORDER key")
    _check_weak_keys(variants)


def _check_weak_keys(variants: list[tuple[str, dict[str, Any]]]) -> None:
    """A PROFILE key may be LOOKUP_ONLY or NEW_ONLY beside one that is neither; `_profileId` LOOKUP_ONLY in any case."""
    tying = [(name, set(variant.get("StandardIdentifiers", []))) for name, variant in variants]
    weak = [(name, each & _WEAK) for name, each in tying if "PROFILE" in each and each & _WEAK]
    if any("PROFILE" in each and not each & _WEAK for _, each in tying):
        return
    for name, identifiers in weak:
        if name != "_profileId" or "NEW_ONLY" in identifiers:
            raise bad_request(
                f"Key {name}: PROFILE with {' and '.join(sorted(identifiers))} needs another PROFILE key without"
            )
