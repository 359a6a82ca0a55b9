"""Rules for object types: how a source's records become profiles."""

from collections.abc import Callable, Iterable, Sequence

from connect_customer_profiles import rules
from connect_customer_profiles.profiles import checks as mapping_checks
from connect_customer_profiles.profiles.checks import Key

from . import pages
from .checks import PRODUCTION_CONFIG, protected_in_production, refusal
from .rule import Check, Config, Rule
from .subject import Subject
from .views.object_types import OBJECT_TYPE

COMPONENT = "connect-customer-profiles:index:ObjectMapping"


def _of_keys(findings: Callable[[Sequence[Key]], Iterable[str]]) -> Check:
    """A check of the keys of an object type that is not defined by a template."""

    def check(subject: Subject, _config: Config) -> Iterable[str]:
        return findings(subject["keys"]) if _defined(subject) else ()

    return check


def _defined(subject: Subject) -> bool:
    return not subject["template"] and bool(subject["fields"]) and bool(subject["keys"])


def _of_fields(findings: Callable[[mapping_checks.Fields], Iterable[str]]) -> Check:
    """A check of the fields of an object type that no template defines."""

    def check(subject: Subject, _config: Config) -> Iterable[str]:
        return findings(subject["fields"]) if _defined(subject) else ()

    return check


def _of_both(findings: Callable[[Sequence[Key], mapping_checks.Fields], Iterable[str]]) -> Check:
    """A check of keys and fields together."""

    def check(subject: Subject, _config: Config) -> Iterable[str]:
        return findings(subject["keys"], subject["fields"]) if _defined(subject) else ()

    return check


def _combinations(subject: Subject, _config: Config) -> Iterable[str]:
    if not _defined(subject):
        return ()
    return mapping_checks.combination_findings(subject["keys"], allow_profile_creation=bool(subject["creation"]))


def _names(subject: Subject, _config: Config) -> Iterable[str]:
    if _defined(subject):
        yield from mapping_checks.field_name_findings(subject["fields"])
        yield from mapping_checks.key_name_findings(subject["keys"])


def _timestamp(subject: Subject, _config: Config) -> Iterable[str]:
    return mapping_checks.timestamp_findings(subject["fields"], subject["format"]) if _defined(subject) else ()


def _limit(subject: Subject, config: Config) -> Iterable[str]:
    return mapping_checks.limit_findings(subject["keys"], config["maximumKeys"])


def _definition(subject: Subject, _config: Config) -> Iterable[str]:
    if subject["template"] and COMPONENT in subject.ancestors:
        return ()  # Its arguments have either; what was imported has what AWS reports of the template as well.
    return mapping_checks.definition_findings(
        template=subject["template"], fields=bool(subject["fields"]), keys=bool(subject["keys"])
    )


def _name(subject: Subject, _config: Config) -> Iterable[str]:
    name = subject["name"]
    if name is None:
        return
    impossible = list(refusal("object type name", name, rules.object_type_name))
    if impossible:
        yield from impossible
    else:
        yield from mapping_checks.name_findings(name, template=subject["template"])


def _expiration(subject: Subject, config: Config) -> Iterable[str]:
    days = subject["expiration_days"]
    if days is None:
        return
    impossible = list(refusal("expiration", days, rules.expiration_days))
    if impossible:
        yield from impossible
    elif days > config["maximumDays"]:
        yield f"objects expire after {days:g} days, more than {config['maximumDays']:g}"


RULES = (
    Rule(
        name="mapping-definition",
        severity="high",
        catches="An object type with neither a template nor fields and keys, or with both: PutProfileObjectType fails.",
        remedy="Give either a template, or fields and keys.",
        url=pages.MAPPING_REQUIREMENTS,
        kind=OBJECT_TYPE,
        check=_definition,
    ),
    Rule(
        name="mapping-unique-key",
        severity="high",
        catches="An object type without a UNIQUE key, or with several.",
        remedy="Mark exactly one key UNIQUE; its fields must be in every record.",
        url=pages.STANDARD_IDENTIFIERS,
        kind=OBJECT_TYPE,
        check=_of_keys(mapping_checks.unique_key_findings),
    ),
    Rule(
        name="mapping-profile-key",
        severity="high",
        catches="An object type without a key that ties its records to a profile.",
        remedy="Mark a key PROFILE; ASSET, CASE, ORDER and so on cannot replace it.",
        url=pages.STANDARD_IDENTIFIERS,
        kind=OBJECT_TYPE,
        check=_of_keys(mapping_checks.profile_key_findings),
    ),
    Rule(
        name="mapping-key-combination",
        severity="high",
        catches="Standard identifiers that exclude each other, such as UNIQUE with LOOKUP_ONLY.",
        remedy="Make the key with LOOKUP_ONLY or NEW_ONLY a second PROFILE key, and not UNIQUE; make one that is "
        "SECONDARY PROFILE as well.",
        url=pages.STANDARD_IDENTIFIERS,
        kind=OBJECT_TYPE,
        check=_combinations,
    ),
    Rule(
        name="mapping-standard-object",
        severity="high",
        catches="An object type that fills a standard object, such as an asset, which none of its keys finds.",
        remedy="Mark a key ASSET, CASE, ORDER or whatever the target's object is called.",
        url=pages.STANDARD_IDENTIFIERS,
        kind=OBJECT_TYPE,
        check=_of_both(mapping_checks.standard_object_findings),
    ),
    Rule(
        name="mapping-key-fields",
        severity="high",
        catches="A key with fields that are not mapped, or that have a dot in their name.",
        remedy="Map the field under a name without dots and name it in the key.",
        url=pages.KEY_DEFINITIONS,
        kind=OBJECT_TYPE,
        check=_of_both(mapping_checks.field_findings),
    ),
    Rule(
        name="mapping-names",
        severity="high",
        catches="A field or key name that the service refuses, such as a key with an underscore that is not AWS's own.",
        remedy="Begin names of your own with a letter.",
        url=pages.KEY_DEFINITIONS,
        kind=OBJECT_TYPE,
        check=_names,
    ),
    Rule(
        name="mapping-field-source",
        severity="high",
        catches="A field whose source is neither a path below `_source` nor valid Handlebars.",
        remedy="Use the helpers that AWS documents: if, unless, each, with, removeExtraSpace.",
        url=pages.FIELD_DEFINITIONS,
        kind=OBJECT_TYPE,
        check=_of_fields(mapping_checks.source_findings),
    ),
    Rule(
        name="mapping-field-target",
        severity="high",
        catches="A field whose target the standard object does not have, or which the service assigns itself.",
        remedy="Name a field of the standard object, or one of your own under `Attributes`.",
        url=pages.FIELD_DEFINITIONS,
        kind=OBJECT_TYPE,
        check=_of_fields(mapping_checks.target_findings),
    ),
    Rule(
        name="mapping-field-limit",
        severity="high",
        catches="More fields than an object type may have.",
        remedy="Map fewer fields: an object is kept whole, whatever is mapped.",
        url=pages.DATA_LIMITS,
        kind=OBJECT_TYPE,
        check=_of_fields(mapping_checks.field_limit_findings),
    ),
    Rule(
        name="mapping-timestamp",
        severity="high",
        catches="A field that fills `_profile.SourceLastUpdatedTimestamp` without a format to read it with.",
        remedy="Give the format: `EPOCHMILLI`, or a pattern of Java's SimpleDateFormat.",
        url=pages.FIELD_DEFINITIONS,
        kind=OBJECT_TYPE,
        check=_timestamp,
    ),
    Rule(
        name="mapping-key-limit",
        severity="medium",
        catches="More keys than an object type may have.",
        remedy="Remove keys, or have the quota raised and set `maximumKeys`.",
        url=pages.LIMITS,
        kind=OBJECT_TYPE,
        check=_limit,
        config={
            "maximumKeys": {
                "type": "integer",
                "minimum": 1,
                "default": mapping_checks.KEY_LIMIT,
                "description": "The account's quota of keys per object type.",
            }
        },
    ),
    Rule(
        name="mapping-name",
        severity="medium",
        catches="An object type name that the service refuses or reserves.",
        remedy="Begin the name with a letter.",
        url=pages.MAPPING_REQUIREMENTS,
        kind=OBJECT_TYPE,
        check=_name,
    ),
    Rule(
        name="mapping-expiration",
        severity="medium",
        catches="Objects of a type that are kept longer than your policy or AWS allows.",
        remedy="Set the expiration within the limits, or omit it to use the domain's.",
        url=pages.MAPPING_PROPERTIES,
        kind=OBJECT_TYPE,
        check=_expiration,
        config={
            "maximumDays": {
                "type": "integer",
                "minimum": 1,
                "maximum": rules.LONGEST_EXPIRATION,
                "default": rules.LONGEST_EXPIRATION,
                "description": "The maximum number of days for which objects may be kept.",
            }
        },
    ),
    Rule(
        name="mapping-protected",
        severity="medium",
        catches="A production object type that `pulumi destroy` would delete, with all its objects.",
        remedy="Set the resource option `protect`.",
        url=pages.MAPPING_PROPERTIES,
        kind=OBJECT_TYPE,
        check=protected_in_production("object type", "its deletion deletes its objects"),
        config=PRODUCTION_CONFIG,
    ),
)
