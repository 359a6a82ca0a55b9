"""Calculated attributes: their definitions only. Nothing is calculated, and asking for a value is not implemented."""

import re
from typing import Any

from connect_customer_profiles.profiles.standard import STANDARD_OBJECTS

from ..state import Context
from .lookup import bad_request, domain_of, not_found, paged, type_of
from .models import CalculatedAttribute, Domain

MOST_FIELDS = 2  # API reference, CreateCalculatedAttributeDefinition
_FIELD = re.compile(r"\{([a-zA-Z_][a-zA-Z_0-9-]*)\.([^{}]+)\}")
_CHANGEABLE = ("DisplayName", "Description", "Conditions")


def create_calculated_attribute_definition(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Defines a calculated attribute."""
    domain = domain_of(context.region, parameters["DomainName"])
    name = parameters["CalculatedAttributeName"]
    if name in domain.calculated_attributes:
        raise bad_request(f"Calculated attribute {name} already exists in domain {domain.name}")
    settings = {
        key: value for key, value in parameters.items() if key not in ("DomainName", "CalculatedAttributeName", "Tags")
    }
    _check(domain, settings["AttributeDetails"]["Expression"])
    made = CalculatedAttribute(
        name,
        f"{domain.arn}/calculated-attributes/{name}",
        settings,
        context.now,
        context.now,
        parameters.get("Tags", {}),
    )
    domain.calculated_attributes[name] = made
    return _described(made)


def _check(domain: Domain, expression: str) -> None:
    found = _FIELD.findall(expression)
    if not found:
        raise bad_request(f"Expression {expression!r} names no field: write {{ObjectTypeName.Field}}")
    types, fields = dict.fromkeys(name for name, _ in found), dict.fromkeys(found)
    if len(types) > 1:
        raise bad_request(f"A calculated attribute can reference one object type only, not {', '.join(types)}")
    if len(fields) > MOST_FIELDS:
        raise bad_request(f"A calculated attribute can reference at most {MOST_FIELDS} fields, not {len(fields)}")
    [name] = types
    if name not in STANDARD_OBJECTS and type_of(domain, name) is None:
        raise bad_request(f"Object type {name} is neither defined in domain {domain.name} nor a template")


def get_calculated_attribute_definition(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The definition of a calculated attribute."""
    return _described(_existing(context, parameters)[1])


def update_calculated_attribute_definition(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Changes names, description and conditions."""
    _, found = _existing(context, parameters)
    found.settings = found.settings | {key: parameters[key] for key in _CHANGEABLE if key in parameters}
    found.updated_at = context.now
    return {key: value for key, value in _described(found).items() if key != "Filter"}


def delete_calculated_attribute_definition(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Removes a definition."""
    domain, found = _existing(context, parameters)
    del domain.calculated_attributes[found.name]
    return {}


def list_calculated_attribute_definitions(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """All definitions of a domain, by name."""
    domain = domain_of(context.region, parameters["DomainName"])
    items, following = paged(sorted(domain.calculated_attributes.values(), key=lambda each: each.name), parameters)
    hidden = ("AttributeDetails", "Conditions", "Filter", "Statistic", "Readiness")
    described = [_described(each) for each in items]
    return {"Items": [{key: each[key] for key in each if key not in hidden} for each in described], **following}


def _existing(context: Context, parameters: dict[str, Any]) -> tuple[Domain, CalculatedAttribute]:
    domain, name = domain_of(context.region, parameters["DomainName"]), parameters["CalculatedAttributeName"]
    if name not in domain.calculated_attributes:
        raise not_found(f"Calculated attribute {name} does not exist in domain {domain.name}")
    return domain, domain.calculated_attributes[name]


def _described(found: CalculatedAttribute) -> dict[str, Any]:
    return {
        **found.settings,
        "CalculatedAttributeName": found.name,
        "CreatedAt": found.created_at,
        "LastUpdatedAt": found.updated_at,
        "Status": "COMPLETED",
        "Readiness": {"ProgressPercentage": 100},
        **({"Tags": found.tags} if found.tags else {}),
    }
