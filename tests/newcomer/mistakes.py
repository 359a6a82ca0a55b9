"""The mistakes of a first hour in one table: what somebody configures or types, and the one line that comes.

Every line names the key or option, the value and the way out. `test_mistakes.py` makes each mistake.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from connect_customer_profiles.operations.errors import REFUSED, UNREACHABLE
from connect_customer_profiles.sources import CONNECTORS

from settings import INTEGRATION_KEYS, KEYS

SINGLE: Mapping[str, Any] = {
    "domainName": "amazon-connect-test",
    "connectorType": "Salesforce",
    "connectorProfileName": "salesforce",
    "sourceObject": "Contact",
    "importStartDate": "2024-01-31",
}
LEADS: Mapping[str, Any] = {
    "connectorType": "Marketo",
    "connectorProfileName": "marketo",
    "sourceObject": "leads",
    "importStartDate": "2023-01-01",
}
"""Configurations that are good: of one integration, and of one in a list."""

KINDS = (
    *("date", "Region", "credentials", "stack", "project", "Python", "passphrase", "spelling of a key", "type"),
    *("connector", "object", "operator", "schedule", "limit"),
)


@dataclass(frozen=True)
class Configured:
    """A mistake in `Pulumi.<stack>.yaml`: all of the program's configuration, and what the program says of it."""

    kind: str
    configuration: Mapping[str, Any]
    line: str

    def __str__(self) -> str:
        return self.line[:70]


@dataclass(frozen=True)
class Typed:
    """A mistake around the program: in a command, in the environment, or in the configuration of the providers.

    Attributes:
        command: `pulumi preview`, or one of `customer-profiles`.
        line: all that is said; `{folder}` is where the command runs, an ellipsis stands for a version.
        environment: variables that are set; None takes one away.
        region: what `aws:region` and `aws-native:region` have; None is nothing.
        settings: more configuration, with its namespace.
        inside: whether the command runs in the project's folder.
        code: the exit code of `customer-profiles`.
    """

    kind: str
    command: str
    line: str
    environment: Mapping[str, str | None] = field(default_factory=dict)
    region: str | None = "us-east-1"
    settings: Mapping[str, str] = field(default_factory=dict)
    inside: bool = True
    code: int = REFUSED

    def __str__(self) -> str:
        return f"{self.kind}: {self.command}"


def one(kind: str, changes: Mapping[str, Any], line: str) -> Configured:
    """A mistake in the keys of one integration; None takes a key away."""
    given = {key: value for key, value in {**SINGLE, **changes}.items() if value is not None}
    return Configured(kind, given, f"customer-profiles:{line}")


def value(kind: str, key: str, wrong: Any, rule: str) -> Configured:
    """A wrong value of a key."""
    return one(kind, {key: wrong}, f"{key}: {wrong!r}: {rule}")


def several(kind: str, integrations: Any, line: str, **more: Any) -> Configured:
    """A mistake in a list of integrations."""
    given = {"domainName": "amazon-connect-test", "integrations": integrations, **more}
    return Configured(kind, given, f"customer-profiles:{line}")


DATE = "must be a date such as 2024-01-31 or a time such as 2024-01-31T08:00:00Z"
OFFSET = "a time needs an offset from UTC, such as the Z in 2024-01-31T08:00:00Z"
UNQUOTED = "YAML reads a date without quotation marks as a time: write"
ONE_OF = f"must be one of {', '.join(CONNECTORS)}"
ANOTHER = "Salesforce has templates for Account, Contact, Asset; another object needs objectTypeName and fields"
FILTERS = "Salesforce filters take EQUAL_TO, NOT_EQUAL_TO, CONTAINS, LESS_THAN, LESS_THAN_OR_EQUAL_TO, GREATER_THAN"
OPERATOR = f"{FILTERS}, GREATER_THAN_OR_EQUAL_TO, BETWEEN"
SCHEDULE = "must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)"
TEXT = "must be text: write it in quotation marks"
NUMBER = "must be a whole number, without quotation marks"
BOOLEAN = "must be true or false, without quotation marks"
LIST = "must be a list, such as [first, second]"
MAP = "must be a map, such as {key: value}"
EITHER = "give either one integration by keys or `integrations`, each with keys of its own"
NO_DATE = 'is required, such as "2019-01-31"'
NO_CONNECTION = "is required for Salesforce: the name of its connection in AppFlow"
EXACTLY = "give exactly one of months, days and records_per_day"
NO_INTEGRATION = "connectorType: is required, such as Salesforce (or a list of `integrations`)"
FILTER = {"type": "Filter", "field": "MailingCountry", "value": "DE"}

INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-3333-4444-555555555555"
FILES = {
    "connectorType": "S3",
    "bucketName": "crm-exports",
    "importStartDate": "2024-01-01",
    "objectTypeName": "Customer",
    "fields": ["id"],
}
PREFIX = "bucketPrefix: is required for S3, such as crm/customers: the folder in the bucket"
INSTANCES = "arn:aws:connect:…:instance/…"

EMPTY_OR_NOT: tuple[Any, ...] = ("x", "", [])


def misspelt(key: str) -> str:
    """A key with its last two letters the wrong way round."""
    return f"{key[:-2]}{key[-1]}{key[-2]}"


EMPTY = "is empty: give it a value, or take the key out"
TAKEN_OUT: Mapping[str, Any] = {
    **dict.fromkeys(("schedule", "bulk", "objectTypeName", "incrementalField", "onDelete", "bucketName"), ""),
    **{key: [] for key in ("fields", "tasks")},
    **{key: {} for key in ("adopt", "connectorOptions")},
}
"""What is asked for with nothing in it, which would have been what happens without the key: all fields, no mask."""

SPELLING = (
    *(
        one("spelling of a key", {misspelt(key): each}, f"{misspelt(key)}: is not a known key; did you mean {key}?")
        for key in sorted(KEYS)
        for each in EMPTY_OR_NOT
    ),
    *(
        several(
            "spelling of a key",
            [{**LEADS, misspelt(key): "x"}],
            f"integrations[0].{misspelt(key)}: is not a known key; did you mean {key}?",
        )
        for key in sorted(INTEGRATION_KEYS)
    ),
    one("spelling of a key", {"domain": "shop"}, "domain: is not a known key; did you mean domainName?"),
    one(
        "spelling of a key",
        {"import_start_date": "x"},
        "import_start_date: is not a known key; did you mean importStartDate?",
    ),
    one("spelling of a key", {"task": []}, "task: is not a known key; did you mean tasks?"),
    one(
        "spelling of a key",
        {"maskedFields": ["Birthdate"]},
        f"maskedFields: is not a known key; known keys: {', '.join(sorted(KEYS))}",
    ),
    several(
        "spelling of a key",
        [LEADS, {**LEADS, "from": "x"}],
        f"integrations[1].from: is not a known key; known keys: {', '.join(sorted(INTEGRATION_KEYS))}",
    ),
    one(
        "spelling of a key",
        {"batch": {"month": 3}},
        "batch.month: 3: is not part of a batch size; did you mean months?",
    ),
    one("spelling of a key", {"wait": {"hours": 1}}, "wait.hours: 1: is not part of a wait; known keys: minutes"),
    one(
        "spelling of a key",
        {"tasks": [{"type": "Mask", "fields": ["Email"]}]},
        "tasks[0].fields: ['Email']: is not part of Mask tasks; did you mean field?",
    ),
    one(
        "spelling of a key",
        {"connectorOptions": {"includeDeletedRecords": True}},
        "connectorOptions.includeDeletedRecords: True: is not part of Salesforce connectors; did you mean "
        "include_deleted_records?",
    ),
)

CONFIGURED = (
    *(
        value("date", "importStartDate", wrong, DATE)
        for wrong in (
            "31.1.2024",
            "01/31/2024",
            "2024-02-30",
            "31 January 2024",
            "1706659200",
            "2024",
            "two years",
        )
    ),
    *(value("date", "importStartDate", wrong, OFFSET) for wrong in ("2024-01-31T08:00:00", "2024-01-31 08:00")),
    one(
        "date",
        {"importStartDate": date(2024, 1, 31)},
        f"importStartDate: '2024-01-31 00:00:00 +0000 UTC': {UNQUOTED} \"2024-01-31\"",
    ),
    several(
        "date",
        [{**LEADS, "importStartDate": "2024-01-31 08:00:00 +0000 UTC"}],
        f"integrations[0].importStartDate: '2024-01-31 08:00:00 +0000 UTC': {UNQUOTED} \"2024-01-31T08:00:00Z\"",
    ),
    *(
        one(
            "date",
            {"importStartDate": f"2024-01-31 08:00:00 {came}"},
            f"importStartDate: '2024-01-31 08:00:00 {came}': {UNQUOTED} \"2024-01-31T08:00:00{written}\"",
        )
        for came, written in (("+0200 +0200", "+02:00"), ("-0430 -0430", "-04:30"), ("+0100 CET", "+01:00"))
    ),
    *(
        value("date", "importStartDate", wrong, DATE)
        for wrong in ("2024-01-31 ", "“2024-01-31”", "'2024-01-31'", "2024-01-31T08:00:00 Europe/Berlin")
    ),
    one("date", {"importStartDate": None}, f"importStartDate: {NO_DATE}"),
    several("date", [{"connectorType": "Marketo"}], f"integrations[0].importStartDate: {NO_DATE}"),
    *(
        value("connector", "connectorType", wrong, f"{ONE_OF}{meant}")
        for wrong, meant in (
            *((each, "; did you mean Salesforce?") for each in ("salesforce", "SalesForce", "Salesfroce")),
            ("Servicenow", "; did you mean ServiceNow?"),
            *((each, "") for each in ("HubSpot", "SAPOData")),
        )
    ),
    one("connector", {"connectorType": None}, "connectorType: is required, such as Salesforce"),
    one("connector", {"connectorProfileName": None}, f"connectorProfileName: {NO_CONNECTION}"),
    one("connector", {"connectorProfileName": ""}, f"connectorProfileName: {NO_CONNECTION}"),
    value(
        "connector",
        "connectorProfileName",
        "my salesforce",
        "a connector profile name has 1 to 256 letters, digits or _ / ! @ # + = . -",
    ),
    *(
        Configured("connector", each, f"customer-profiles:{NO_INTEGRATION}")
        for each in ({"domainName": "shop"}, {"domainName": "shop", "integrations": []})
    ),
    one("connector", {"integrations": [LEADS]}, f"connectorProfileName: {EITHER}"),
    several("connector", [LEADS], f"tasks: {EITHER}", tasks=[1]),
    several(
        "connector",
        [LEADS, SINGLE],
        f"integrations[1].domainName: is not a known key; known keys: {', '.join(sorted(INTEGRATION_KEYS))}",
    ),
    several("connector", [LEADS, LEADS], "integrations: marketo-leads appears more than once"),
    *(
        value("object", "sourceObject", wrong, f"{ANOTHER}{meant}")
        for wrong, meant in (
            *((each, "; did you mean Contact?") for each in ("contact", "Contacts")),
            *((each, "") for each in ("Lead", "Invoice__c")),
        )
    ),
    one("object", {"sourceObject": ""}, "sourceObject: is required for Salesforce, such as Account"),
    *(
        one("operator", {"tasks": [{**FILTER, "operator": wrong}]}, f"tasks[0].operator: {wrong!r}: {OPERATOR}")
        for wrong in ("==", "EQUALS", "equal_to")
    ),
    one(
        "operator",
        {"tasks": [{**FILTER, "type": "filter", "operator": "EQUAL_TO"}]},
        "tasks[0].type: 'filter': must be one of Map, Filter, Mask, Merge, Truncate, Validate, Arithmetic; "
        "did you mean Filter?",
    ),
    one(
        "operator",
        {"tasks": [{"type": "Mask", "field": "Birthdat"}]},
        "tasks[0].field: 'Birthdat': is not loaded; add it to fields; did you mean Birthdate?",
    ),
    one("operator", {"tasks": [{"type": "Mask"}]}, "tasks[0].field: is required for Mask tasks"),
    one(
        "operator",
        {"tasks": [{"type": "Mask", "field": "Birthdate", "last": "4"}]},
        "tasks[0].last: '4': must be a whole number of characters",
    ),
    *(
        value("schedule", "schedule", wrong, SCHEDULE)
        for wrong in ("hourly", "every 15 minutes", "0 6 * * *", "cron(0 6 * * *)", "rate(0minutes)")
    ),
    one(
        "schedule",
        {"schedule": {"expression": "cron(0 6 * * ? *)", "timezone": "CET/Berlin"}},
        "schedule.timezone: 'CET/Berlin': must be a time zone of the IANA database such as Europe/Berlin",
    ),
    value("schedule", "schedule", 5, TEXT),
    value("limit", "domainName", "our shop", "a domain name has 1 to 64 letters, digits, _ or -"),
    value("limit", "domainName", "x" * 65, "a domain name has 1 to 64 letters, digits, _ or -"),
    one("limit", {"domainName": None}, "domainName: is required, such as amazon-connect-customers"),
    value("limit", "dashboardName", "a b", "a dashboard name has 1 to 255 letters, digits, _ or -"),
    value("limit", "expirationDays", 0, "must be 1 to 1098 days"),
    one("limit", {"batch": {"days": 0}}, "batch.days: 0: must be 1 to 36525 days"),
    value("limit", "batch", {"days": 1, "months": 3}, EXACTLY),
    value("limit", "bulk", "yes", "must be one of auto, always, never"),
    one("limit", {"bulk": True}, "bulk: 'true': must be one of auto, always, never"),
    value("limit", "onDelete", "remove", "must be one of delete, stop, retain"),
    value("limit", "resubmitLimit", -1, "must be 0 to 10 rounds"),
    value("limit", "flowLimit", 0, "must be 2 to 100000 flows"),
    one(
        "limit",
        {"notify": ["ops@example.com"], "formerKmsKeyArns": ["alias/old"]},
        "formerKmsKeyArns[0]: 'alias/old': must be the ARN of a KMS key (arn:aws:kms:…:key/…)",
    ),
    one(
        "limit",
        {"formerKmsKeyArns": ["arn:aws:kms:us-east-1:123456789012:key/mrk-1"]},
        "formerKmsKeyArns: needs `notify`, or nobody is told about these keys",
    ),
    *(one("type", {key: empty}, f"{key}: {EMPTY}") for key, empty in TAKEN_OUT.items()),
    *(
        several("type", [LEADS, {**LEADS, "sourceObject": "x", key: empty}], f"integrations[1].{key}: {EMPTY}")
        for key, empty in {**TAKEN_OUT, "batch": {}, "wait": {}, "reEstablish": "", "beside": None}.items()
    ),
    several("type", [{**LEADS, "importStartDate": None}], f"integrations[0].importStartDate: {EMPTY}"),
    one("type", {"tags": {"team": None}}, f"tags.team: {EMPTY}"),
    one(
        "limit",
        {"tags": {"aws:team": "care"}},
        "tags: 'aws:team': a tag key has 1 to 128 of a-z A-Z 0-9 + - = . _ : / and does not start with aws:",
    ),
    one("limit", {"notify": ["ops"]}, "notify[0]: 'ops': must be an email address"),
    value("connector", "connectorType", "Salesforce ", f"{ONE_OF}; did you mean Salesforce?"),
    value("limit", "domainName", "amazon-connect-test ", "a domain name has 1 to 64 letters, digits, _ or -"),
    value("limit", "connectInstanceArn", f"{INSTANCE} ", f"must be the ARN of a Connect instance ({INSTANCES})"),
    one(
        "object",
        {"fields": ["Id", "Email "]},
        "fields: 'Email ': begins or ends with a space: the name of a source field does not",
    ),
    several("object", [FILES], f"integrations[0].{PREFIX}"),
    one(
        "spelling of a key",
        {"domainName ": "x"},
        "domainName : is not a known key; did you mean domainName?",
    ),
    one(
        "operator",
        {"tasks": [{**FILTER, "operator": "BETWEEN", "value": "DE"}]},
        "tasks[0].lower: is required for BETWEEN",
    ),
    value("type", "expirationDays", "1,000", NUMBER),
    value("type", "expirationDays", 36.5, NUMBER),
    value("type", "expirationDays", "thirty", NUMBER),
    value("type", "deletionProtection", "no", BOOLEAN),
    one("type", {"tags": {"team": 1}}, f"tags.team: 1: {TEXT}"),
    one("type", {"batch": {"days": "10"}}, f"batch.days: '10': {NUMBER}"),
    value("type", "batch", 10, MAP),
    value("type", "wait", 5, MAP),
    value("type", "fields", "Email", LIST),
    several("type", "x", f"integrations: 'x': {LIST}"),
    several("type", [{**LEADS, "fields": "email"}], f"integrations[0].fields: 'email': {LIST}"),
    several("type", ["leads"], f"integrations[0]: 'leads': {MAP}"),
    several("type", [{**LEADS, "tasks": ["Mask"]}], f"integrations[0].tasks[0]: 'Mask': {MAP}"),
)

UP, STATUS, LOOK = "pulumi preview", "customer-profiles status", "customer-profiles status --domain amazon-connect-test"
NOWHERE = "error: the {} provider does not say in which account and Region it works: "
CHECK = "check the credentials: aws:profile, AWS_PROFILE or AWS_ACCESS_KEY_ID"
FROM = "check the credentials: AWS_PROFILE or AWS_ACCESS_KEY_ID"
NO_REGION = {"AWS_REGION": None, "AWS_DEFAULT_REGION": None}
NO_KEY = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
HERE = "account 123456789012 in"
PROVIDER, CONFIG = "error: pulumi:providers:aws resource 'default_…'", "error: getting stack configuration"
"""How the engine says it, which has asked before the program does."""
NO_PROJECT = "no Pulumi project in {folder}: go to its folder or give --cwd FOLDER; --domain NAME needs no project"
SELECT = "pulumi: no stack selected; please use `pulumi stack select` to choose one"
WRONG, NONE = {"PULUMI_CONFIG_PASSPHRASE": "guessed"}, {"PULUMI_CONFIG_PASSPHRASE": None}

TYPED = (
    Typed(
        "Region",
        UP,
        f"{PROVIDER} has a problem: no Region: set the configuration aws:region, the provider's region or AWS_REGION",
        NO_REGION,
        region=None,
    ),
    Typed(
        "Region",
        UP,
        f"{NOWHERE.format('aws-native')}no Region; pulumi config set aws-native:region us-east-1",
        NO_REGION,
        region=None,
        settings={"aws:region": "us-east-1"},
    ),
    Typed(
        "Region",
        UP,
        f"{PROVIDER}: property region value {{Frankfurt}} has a problem: 'Frankfurt' is not a Region; us-east-1 is one",
        region="Frankfurt",
    ),
    Typed(
        "Region",
        UP,
        f"{PROVIDER}: property region value {{eu-central-9}} has a problem: 'eu-central-9' is not a Region; did you "
        "mean eu-central-2?",
        region="eu-central-9",
    ),
    Typed(
        "Region",
        UP,
        f"error: ProfilesDomain 'domain': providers = '{HERE} us-east-1': the aws provider works in {HERE} "
        f"eu-central-1, aws-native in {HERE} us-east-1: give both the same account and Region",
        settings={"aws:region": "eu-central-1"},
    ),
    Typed("Region", LOOK, "no Region: give --region, or set AWS_REGION", NO_REGION),
    Typed("Region", f"{LOOK} --region 'us east'", "--region = 'us east': a Region is a name such as eu-central-1"),
    Typed("credentials", UP, f"{NOWHERE.format('aws')}Unable to locate credentials; {CHECK}", NO_KEY),
    Typed(
        "credentials",
        UP,
        f"{NOWHERE.format('aws')}The config profile (nobody) could not be found; {CHECK}",
        settings={"aws:profile": "nobody"},
    ),
    Typed("credentials", LOOK, f"could not reach AWS: Unable to locate credentials; {FROM}", NO_KEY, code=UNREACHABLE),
    Typed(
        "credentials",
        f"{LOOK} --profile nobody",
        f"could not reach AWS: The config profile (nobody) could not be found; {FROM}",
        code=UNREACHABLE,
    ),
    Typed("stack", f"{STATUS} --stack pord", "pulumi: no stack named 'pord' found; the project has dev"),
    Typed(
        "stack",
        STATUS,
        f"{SELECT}; the project has dev",
        {"PULUMI_HOME": "{folder}/home"},
    ),
    Typed(
        "stack",
        STATUS,
        f"{SELECT}; the project has none: pulumi stack init NAME",
        {"PULUMI_HOME": "{folder}/home", "PULUMI_BACKEND_URL": "file://{folder}"},
    ),
    Typed(
        "stack",
        f"{STATUS} --stack 'our shop'",
        "pulumi: a stack name may only contain alphanumeric, hyphens, underscores, or periods: invalid character ' ' "
        "at position 3",
    ),
    Typed(
        "stack",
        STATUS,
        "the stack has no Customer Profiles domain: pulumi up, choose another with --stack, or give --domain NAME",
    ),
    Typed(
        "stack",
        STATUS,
        "not logged in to the stack's state: pulumi login, or set PULUMI_BACKEND_URL",
        {"PULUMI_BACKEND_URL": None, "PULUMI_HOME": "{folder}/home"},
    ),
    *(
        Typed("project", f"customer-profiles {words}", NO_PROJECT, inside=False)
        for words in (
            *("status", "status --stack dev", "watch", "diagnose", "preflight", "resubmit", "reestablish"),
            *("dead-letters list", "dead-letters redrive", "profiles _email jane@example.com"),
        )
    ),
    Typed("project", f"{STATUS} --cwd /nowhere", "/nowhere: no such folder"),
    Typed("project", STATUS, "the command `pulumi` is not on the PATH", {"PATH": "/nowhere"}, code=UNREACHABLE),
    Typed(
        "project",
        f"{STATUS} --domain 'our shop'",
        "--domain = 'our shop': a domain name has 1 to 64 letters, digits, _ or -",
    ),
    Typed("passphrase", UP, f"{CONFIG}: get stack secrets manager: incorrect passphrase", WRONG),
    Typed(
        "passphrase",
        UP,
        f"{CONFIG}: get stack secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or "
        "PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
        NONE,
    ),
    Typed(
        "passphrase",
        "customer-profiles preflight",
        "the stack has another passphrase: set PULUMI_CONFIG_PASSPHRASE to that one",
        WRONG,
    ),
    Typed(
        "passphrase",
        "customer-profiles preflight",
        "the stack has a passphrase: set PULUMI_CONFIG_PASSPHRASE to it",
        NONE,
    ),
    Typed(
        "Python",
        "make setup PYTHON={folder}/python3.9",
        "Python 3.11 or newer is needed: make PYTHON=/path/to/python3",
        inside=False,
    ),
)
