"""Configuration of the program (`Pulumi.<stack>.yaml`) → checked settings.

This module checks shape and types; the components check the values.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, cast

import pulumi
from connect_customer_profiles import IntegrationWorkflowArgs, InvalidArgumentError, names, rules
from connect_customer_profiles.rules.argument_names import spell
from connect_customer_profiles.rules.monitoring import email
from connect_customer_profiles.rules.schedule import DEFAULT_SCHEDULE, minutes, period_minutes
from pulumi.runtime.config import CONFIG, get_config_env
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, ValidationError
from pydantic.alias_generators import to_camel

PREFIX = "customer-profiles:"

OPTIONAL = (
    *("batch", "bulk", "object_type_name", "fields", "tasks", "incremental_field", "schedule", "on_delete"),
    *("wait", "resubmit_limit", "re_establish", "flow_limit", "beside", "adopt"),
)
"""Arguments of `IntegrationWorkflow` that an integration may set."""

REQUIRED = {
    "domainName": "amazon-connect-customers",
    "connectorType": "Salesforce",
    "importStartDate": '"2019-01-31"',
}
"""The keys without which nothing can be made, and an example of each."""

EMPTY: tuple[Any, ...] = (None, "", {}, [])
MAY_BE_EMPTY = (
    *("connectorType", "connectorProfileName", "sourceObject", "importStartDate", "batch", "wait", "reEstablish"),
    *("integrations", "connectInstanceArn", "notify", "dashboardName", "formerKmsKeyArns", "tags", "takeOver"),
    *("asFound",),
)
"""The keys whose default in `Pulumi.yaml` is an empty one: what is empty there counts as not given."""

UNQUOTED = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? ([+-]\d\d)(\d\d) .+")
"""How a date without quotation marks arrives: YAML reads it as a time, and Pulumi prints that."""


def _quoted(value: str) -> str:
    if found := UNQUOTED.fullmatch(value):
        text = "{}T{}{}:{}".format(*found.groups()).replace("+00:00", "Z").removesuffix("T00:00:00Z")
        raise rules.RuleViolation(value, f'YAML reads a date without quotation marks as a time: write "{text}"')
    return value


class _Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True, strict=True)


class IntegrationSettings(_Model):
    """One integration: an object of a source."""

    connector_type: str
    connector_profile_name: str = ""
    source_object: str = ""
    bucket_name: str = ""
    bucket_prefix: str = ""
    import_start_date: Annotated[str, AfterValidator(_quoted)]
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
    beside: bool | None = None
    adopt: dict[str, str | list[str]] | None = None
    connector_options: dict[str, bool] = {}

    @property
    def name(self) -> str:
        """The integration's name in the stack, such as `salesforce-contact`; integrations of files are named by their
        type."""
        named = self.source_object or self.object_type_name
        return "-".join(filter(None, (self.connector_type, named))).lower()

    @property
    def period_minutes(self) -> int | None:
        """The longest time between two runs of the ongoing integration; None if it may be more than a day."""
        expression = self.schedule.get("expression", "") if isinstance(self.schedule, dict) else self.schedule
        return period_minutes(expression or DEFAULT_SCHEDULE)

    def arguments(self, **wired: pulumi.Input[Any]) -> IntegrationWorkflowArgs:
        """The arguments of `IntegrationWorkflow`: those from the configuration, and those that the program passes."""
        connector = {part: value for part, name in CONNECTOR.items() if (value := getattr(self, name))}
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

    domain_name: Annotated[str, AfterValidator(rules.domain_name)]
    integrations: list[IntegrationSettings] = Field(min_length=1)
    connect_instance_arn: Annotated[str | None, AfterValidator(rules.instance_arn)] = None
    expiration_days: Annotated[int, AfterValidator(rules.expiration_days)] = rules.DEFAULT_EXPIRATION
    deletion_protection: bool = True
    notify: list[Annotated[str, AfterValidator(email)]] = []
    dashboard_name: Annotated[str | None, AfterValidator(rules.dashboard_name)] = None
    former_kms_key_arns: list[Annotated[str, AfterValidator(rules.kms_key_arn)]] = []
    tags: Annotated[dict[str, str], AfterValidator(rules.tags)] = {}
    take_over: dict[str, str] = {}
    as_found: dict[str, list[str]] = {}
    _single: bool = PrivateAttr(default=False)

    @property
    def connector_profile_names(self) -> list[str]:
        """The connector profiles that the integrations use, without repetition."""
        return sorted({each.connector_profile_name for each in self.integrations if each.connector_profile_name})

    @property
    def dashboard(self) -> str:
        """The dashboard's name."""
        return self.dashboard_name or names.dashboard_name(self.domain_name)

    @property
    def watched(self) -> list[IntegrationSettings]:
        """The integrations that run every day, so that an alarm can tell when runs are missing: CloudWatch looks back a
        week at most."""
        return [each for each in self.integrations if each.period_minutes]

    @property
    def longest_period_minutes(self) -> int:
        """The longest time between two runs of those."""
        return max((each.period_minutes or 0 for each in self.watched), default=minutes(DEFAULT_SCHEDULE))

    @contextmanager
    def in_config_names(self, integration: IntegrationSettings) -> Iterator[None]:
        """What the component refuses is said in the words of the configuration: key, value and rule."""
        try:
            yield
        except InvalidArgumentError as error:
            if error.violation is None:
                raise
            place = "" if self._single else f"integrations[{self.integrations.index(integration)}]."
            raise pulumi.RunError(f"{PREFIX}{place}{_in_words_of_keys(error.violation)}") from None


INTEGRATION_KEYS = {to_camel(name) for name in IntegrationSettings.model_fields}
KEYS = {to_camel(name) for name in Settings.model_fields} | INTEGRATION_KEYS
TEXTS = {
    to_camel(name)
    for model in (Settings, IntegrationSettings)
    for name, field in model.model_fields.items()
    if field.annotation in (str, str | None)
}
"""Keys whose values are taken as they are; those of all others are JSON."""

UNKNOWN, IS_EMPTY = "is not a known key; {}", "is empty: give it a value, or take the key out"
WAYS_OUT = {
    "string_type": "must be text: write it in quotation marks",
    "int_type": "must be a whole number, without quotation marks",
    "bool_type": "must be true or false, without quotation marks",
    "list_type": "must be a list, such as [first, second]",
    **dict.fromkeys(("dict_type", "model_type"), "must be a map, such as {key: value}"),
}
"""What a value of another type has to be, in words of the configuration."""

CONNECTOR = {"type": "connector_type", "object": "source_object"} | {
    name: name for name in ("connector_profile_name", "bucket_name", "bucket_prefix")
}
"""The parts of the argument `connector`, and what settings call them."""

KEYS_OF_ARGUMENTS = {
    **{name: to_camel(name) for model in (Settings, IntegrationSettings) for name in model.model_fields if "_" in name},
    **{f"connector.{part}": to_camel(name) for part, name in CONNECTOR.items()},
    "connector = '": "bucketName/bucketPrefix = '",
    "default_expiration_days": "expirationDays",
    "instance_arn": "connectInstanceArn",
    # An ID, or a property, that cannot be taken over: the message names the argument of `take_over` as well.
    "take_over: ids": "takeOver",
    "take_over: asFound": "asFound",
}
"""What messages call the arguments of the components, also those of the provider's process."""


def load(config: pulumi.Config) -> Settings:
    """The settings of the stack. What is refused later, by the components as well, is said in the keys' names.

    Raises:
        pulumi.RunError: one line that names key, value and rule.
    """
    spell(KEYS_OF_ARGUMENTS)
    keys = sorted({*CONFIG.get(), *get_config_env()})
    for namespace, _, key in (each.partition(":") for each in keys):
        if f"{namespace}:" != PREFIX and rules.nearest(namespace, [PREFIX[:-1]]):
            raise pulumi.RunError(f"{namespace}:{key}: is not read; did you mean {PREFIX}{key}?")
    prefix = f"{config.name}:"
    return parse({key: _value(config, key) for key in (k.removeprefix(prefix) for k in keys if k.startswith(prefix))})


def parse(values: Mapping[str, Any]) -> Settings:
    """Settings from configuration values; one integration may be given by top-level keys.

    Raises:
        pulumi.RunError: one line that names key, value and rule.
    """
    for key in values:
        if key not in KEYS:
            raise pulumi.RunError(f"{PREFIX}{key}: {UNKNOWN.format(rules.instead_of(key, KEYS))}")
    _not_empty(values, but=MAY_BE_EMPTY)
    values = {key: value for key, value in values.items() if value not in EMPTY}
    single = {key: values[key] for key in values if key in INTEGRATION_KEYS}
    integrations = values.get("integrations") or []
    if single and integrations:
        raise pulumi.RunError(
            f"{PREFIX}{next(iter(single))}: give either one integration by keys or `integrations`, "
            "each with keys of its own"
        )
    if not single and not integrations:
        raise pulumi.RunError(f"{PREFIX}connectorType: {_required('connectorType')} (or a list of `integrations`)")
    rest = {key: value for key, value in values.items() if key not in single}
    try:
        settings = Settings.model_validate({**rest, "integrations": integrations or [single]})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise pulumi.RunError(f"{PREFIX}{_path(first['loc'], single=bool(single))}: {_rule(first)}") from None
    settings._single = bool(single)
    if settings.former_kms_key_arns and not settings.notify:
        raise pulumi.RunError(f"{PREFIX}formerKmsKeyArns: needs `notify`, or nobody is told about these keys")
    for index, each in enumerate(integrations):
        _not_empty(each, f"integrations[{index}].", but=("connectorProfileName", "sourceObject"))  # the component's
    names = [each.name for each in settings.integrations]
    if repeated := next((name for name in names if names.count(name) > 1), None):
        raise pulumi.RunError(f"{PREFIX}integrations: {repeated} appears more than once")
    return settings


def _not_empty(values: Mapping[str, Any], place: str = "", *, but: Collection[str]) -> None:
    """Nothing that was asked for is ignored."""
    for key in (key for key, value in values.items() if value in EMPTY and key not in but):
        raise pulumi.RunError(f"{PREFIX}{place}{key}: {IS_EMPTY}")


def _value(config: pulumi.Config, key: str) -> Any:
    """A value of the configuration: text, or what the JSON says; what is no JSON is left to the types."""
    value = config.get(key)
    if value is None or key in TEXTS:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _path(location: tuple[int | str, ...], *, single: bool) -> str:
    """A place in the configuration as the user wrote it: `integrations[1].batch`, or `batch` at the top level."""
    parts = location[2:] if single and location[:1] == ("integrations",) else location
    shown = [part for part in parts if part not in ("str", "dict[str,str]")]
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in shown).lstrip(".")


def _rule(error: Mapping[str, Any]) -> str:
    if error["type"] == "missing":
        return _required(str(error["loc"][-1]))
    if error["type"] == "extra_forbidden":
        return UNKNOWN.format(rules.instead_of(str(error["loc"][-1]), INTEGRATION_KEYS))
    violation = error.get("ctx", {}).get("error")
    if isinstance(violation, rules.RuleViolation):
        return str(violation)
    if error["input"] is None:
        return IS_EMPTY
    said = WAYS_OUT.get(error["type"]) or f"{error['msg'][0].lower()}{error['msg'][1:]}"
    return f"{error['input']!r}: {said}"


def _required(key: str) -> str:
    return f"is required, such as {REQUIRED[key]}"


def _in_words_of_keys(violation: rules.RuleViolation) -> str:
    argument, _, part = violation.argument.partition(".")
    if argument == "connector":
        path = to_camel(CONNECTOR[part or "type"]) if (part or "type") in CONNECTOR else f"connectorOptions.{part}"
    else:
        path = ".".join(filter(None, (to_camel(argument), part)))
    names = "|".join(name for name in IntegrationSettings.model_fields if "_" in name)
    rule = re.sub(rf"\b({names})\b", lambda found: to_camel(found[0]), violation.rule)
    return f"{path}: {rule}" if violation.value is None else f"{path}: {violation.value!r}: {rule}"
