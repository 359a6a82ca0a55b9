"""What an object type template is, and how the targets of its fields are written down."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Template:
    """One template.

    Args:
        targets: Source field to target field.
        keys: Key name to source field; the first is the UNIQUE key.
        identifier: What the keys tie an object to: PROFILE, or ASSET, CASE, ORDER besides it.
        max_objects: How many objects of the type a profile keeps by default.
    """

    template_id: str
    source_name: str
    source_object: str
    keys: dict[str, str]
    targets: dict[str, str] = field(default_factory=dict)
    identifier: str = "PROFILE"
    max_objects: int | None = None

    def settings(self) -> dict[str, Any]:
        """What the object type that it stands for is defined with (PutProfileObjectType)."""
        described = {"AllowProfileCreation": True, "Fields": self.fields(), "Keys": self.key_definitions()}
        return described | ({"MaxProfileObjectCount": self.max_objects} if self.max_objects else {})

    def fields(self) -> dict[str, dict[str, Any]]:
        """Fields in the API's shape."""
        described = {
            _field_name(source): {
                "Source": f"_source.{source}",
                "Target": target,
                "ContentType": _content_type(target),
            }
            for source, target in self.targets.items()
        }
        for source in self.keys.values():
            described.setdefault(_field_name(source), {"Source": f"_source.{source}", "ContentType": "STRING"})
        return described

    def key_definitions(self) -> dict[str, list[dict[str, Any]]]:
        """Keys in the API's shape."""
        definitions = {}
        for position, (name, source) in enumerate(self.keys.items()):
            identifiers = ["UNIQUE"] if position == 0 else []
            if position == 0 and self.identifier != "PROFILE":
                identifiers.append(self.identifier)
            if position > 0 or self.identifier == "PROFILE":
                identifiers.append("PROFILE")
            definitions[name] = [{"StandardIdentifiers": identifiers, "FieldNames": [_field_name(source)]}]
        return definitions


def _field_name(source: str) -> str:
    """Key fields may not contain dots (botocore model, `ObjectTypeKey$FieldNames`)."""
    return source.replace(".", "_")


def _content_type(target: str) -> str:
    if target.endswith("EmailAddress"):
        return "EMAIL_ADDRESS"
    if target.endswith("PhoneNumber"):
        return "PHONE_NUMBER"
    return "NAME" if target.endswith(("FirstName", "MiddleName", "LastName")) else "STRING"


def profile(attributes: dict[str, str], **standard: str) -> dict[str, str]:
    """Targets in the profile: source fields of attributes, and standard fields with their source fields."""
    return {source: f"_profile.Attributes.{name}" for source, name in attributes.items()} | {
        source: f"_profile.{target}" for target, source in standard.items()
    }


def address(target: str, street: str, city: str, state: str, country: str, postal_code: str) -> dict[str, str]:
    """Targets in an address of the profile."""
    parts = {street: "Address1", city: "City", state: "State", country: "Country", postal_code: "PostalCode"}
    return {source: f"_profile.{target}.{part}" for source, part in parts.items()}


def below(prefix: str, targets: dict[str, str]) -> dict[str, str]:
    """Targets in another standard object, such as `_case`."""
    return {source: f"{prefix}.{target}" for source, target in targets.items()}
