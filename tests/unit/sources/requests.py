"""Whether a request is one that the service's API model allows."""

from typing import Any

from botocore.validate import ParamValidator

from tests.api_models import api_model


def problems(service: str, operation: str, request: dict[str, Any]) -> str:
    """What botocore would refuse in a request; "" if nothing."""
    model = api_model(service).operation_model(operation)
    report: str = ParamValidator().validate(request, model.input_shape).generate_report()
    return report + "".join(_unknown_values(request, model.input_shape, operation))


def _unknown_values(value: Any, shape: Any, path: str) -> list[str]:
    """Enum values and text patterns, which botocore leaves to the service."""
    if shape.type_name == "structure" and isinstance(value, dict):
        known = shape.members
        return [
            found
            for key, item in value.items()
            if key in known
            for found in _unknown_values(item, known[key], f"{path}.{key}")
        ]
    if shape.type_name == "list" and isinstance(value, list):
        return [found for item in value for found in _unknown_values(item, shape.member, path)]
    if shape.type_name == "map" and isinstance(value, dict):
        keys = [found for key in value for found in _unknown_values(key, shape.key, path)]
        return keys + [found for item in value.values() for found in _unknown_values(item, shape.value, path)]
    if shape.type_name == "string" and shape.enum and value not in shape.enum:
        return [f"{path}: {value!r} is not one of {shape.enum}\n"]
    return []
