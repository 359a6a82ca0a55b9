"""Configuration of the program (`Pulumi.<stack>.yaml`) → checked settings.

This module checks shape and types; the components check the values.
"""

from collections.abc import Mapping
from typing import Any, cast

import pulumi
from connect_customer_profiles import IntegrationWorkflowArgs, rules
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

WORDS = (
    *("domainName", "connectorType", "connectorProfileName", "sourceObject", "importStartDate", "reEstablish"),
    "connectInstanceArn",
)
OBJECTS = ("batch", "wait", "integrations", "expirationDays", "deletionProtection", "notify", "tags")
SINGLE = ("connectorType", "connectorProfileName", "sourceObject", "importStartDate", "batch", "wait", "reEstablish")
"""Keys that describe one integration at the top level, instead of a list."""

OPTIONAL = (
    *("batch", "bulk", "object_type_name", "fields", "tasks", "incremental_field", "schedule", "on_delete"),
    *("wait", "resubmit_limit", "re_establish", "flow_limit"),
)
"""Arguments of `IntegrationWorkflow` that an integration may set."""


class _Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True, strict=True)


class IntegrationSettings(_Model):
    """One integration: an object of a source."""

    connector_type: str
    connector_profile_name: str = ""
    source_object: str = ""
    bucket_name: str = ""
    bucket_prefix: str = ""
    import_start_date: str
    batch: dict[str, int] | None = None
    bulk: str | None = None
    object_type_name: str | None = None
    fields: list[str] | None = None
    tasks: list[dict[str, Any]] | None = None
    incremental_field: str | None = None
    schedule: str | dict[str, str] | None = None
    on_delete: str | None = None
    wait: dict[str, int] | None = None
    resubmit_limit: int | None = None
    re_establish: str | None = None
    flow_limit: int | None = None
    connector_options: dict[str, bool] = {}

    @property
    def name(self) -> str:
        """The integration's name in the stack, such as `salesforce-contact`; integrations of files are named by their
        type."""
        named = self.source_object or self.object_type_name
        return "-".join(filter(None, (self.connector_type, named))).lower()

    def arguments(self, **wired: pulumi.Input[Any]) -> IntegrationWorkflowArgs:
        """The arguments of `IntegrationWorkflow`: those from the configuration, and those that the program passes."""
        source = {
            "connector_profile_name": self.connector_profile_name,
            "object": self.source_object,
            "bucket_name": self.bucket_name,
            "bucket_prefix": self.bucket_prefix,
        }
        connector = {"type": self.connector_type, **{key: value for key, value in source.items() if value}}
        optional = {key: getattr(self, key) for key in OPTIONAL}
        arguments = {
            **wired,
            "connector": {**connector, **self.connector_options},
            "import_start_date": self.import_start_date,
            **{key: value for key, value in optional.items() if value not in (None, {})},
        }
        return cast("IntegrationWorkflowArgs", arguments)


class Settings(_Model):
    """Everything that the program reads from the configuration."""

    domain_name: str
    integrations: list[IntegrationSettings] = Field(min_length=1)
    connect_instance_arn: str | None = None
    expiration_days: int = rules.DEFAULT_EXPIRATION
    deletion_protection: bool = True
    notify: list[str] = []
    tags: dict[str, str] = {}

    @property
    def connector_profile_names(self) -> list[str]:
        """The connector profiles that the integrations use, without repetition."""
        return sorted({each.connector_profile_name for each in self.integrations if each.connector_profile_name})


def load(config: pulumi.Config) -> Settings:
    """The settings of the stack.

    Raises:
        pulumi.RunError: one line that names key, value and rule.
    """
    values = {key: config.get(key) for key in WORDS} | {key: config.get_object(key) for key in OBJECTS}
    return parse({key: value for key, value in values.items() if value not in (None, "")})


def parse(values: Mapping[str, Any]) -> Settings:
    """Settings from configuration values; one integration may be given by top-level keys.

    Raises:
        pulumi.RunError: one line that names key, value and rule.
    """
    single = {key: values[key] for key in SINGLE if values.get(key)}
    integrations = values.get("integrations") or []
    if single and integrations:
        raise pulumi.RunError(
            f"customer-profiles:{next(iter(single))}: give either one integration by keys or `integrations`"
        )
    if not single and not integrations:
        raise pulumi.RunError("customer-profiles:connectorType: is required (or a list of `integrations`)")
    rest = {key: value for key, value in values.items() if key not in SINGLE}
    try:
        settings = Settings.model_validate({**rest, "integrations": integrations or [single]})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise pulumi.RunError(f"customer-profiles:{_path(first['loc'], single=bool(single))}: {_rule(first)}") from None
    names = [each.name for each in settings.integrations]
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated:
        raise pulumi.RunError(f"customer-profiles:integrations: {repeated} appears more than once")
    return settings


def _path(location: tuple[int | str, ...], *, single: bool) -> str:
    """A place in the configuration as the user wrote it: `integrations[1].batch`, or `batch` at the top level."""
    parts = location[2:] if single and location[:1] == ("integrations",) else location
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).lstrip(".")


def _rule(error: Mapping[str, Any]) -> str:
    if error["type"] == "missing":
        return "is required"
    if error["type"] == "extra_forbidden":
        return "is not a known key"
    return f"{error['input']!r}: {error['msg'][0].lower()}{error['msg'][1:]}"
