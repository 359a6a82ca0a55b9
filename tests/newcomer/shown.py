"""What commands show, as regular expressions that neither a wrong number nor a missing row matches.

`pulumi` and `customer-profiles watch` draw a screen again and again. So an expression is about the last one: it ends
where the output ends.
"""

import re
from datetime import UTC, datetime, timedelta

from connect_customer_profiles import plan

END = r"\s*\Z"
PER_DAY = 24
"""Records that every object of the local AWS has a day."""


def resources(*counts: str) -> str:
    """The summary of `pulumi`, all lines of it: `+ 16 created`."""
    lines = "".join(rf" +{re.escape(each)}\n" for each in counts)
    return rf"Resources:\n{lines}(\nDuration: [0-9hms]+\n)?{END}"


def records(since: str) -> str:
    """How many records are loaded from a day in history to now, to a day."""
    days = (datetime.now(UTC) - datetime.fromisoformat(since).replace(tzinfo=UTC)).days
    return "|".join(f"{number:,}" for number in range((days - 1) * PER_DAY, (days + 2) * PER_DAY)).join(("(", ")"))


def batches(since: str) -> str:
    """How many batches of two months that is, all of them loaded; it may become one more before the session runs."""
    earlier = datetime.fromisoformat(since) - timedelta(hours=2)
    numbers = {len(plan("Salesforce", each).batches) for each in (since, f"{earlier.isoformat()}Z")}
    return "|".join(f"{number}/{number} batches" for number in sorted(numbers)).join(("(", ")"))


LOADED = batches("2023-01-31")
"""What `Pulumi.dev.yaml` loads."""

DEMO = (
    r"Resources:\n +\+ 16 created\n\nDuration: [0-9ms]+\n\n"
    r"resource +type +id *\n(\S+ +\S+ +\S+ *\n){10}\n"
    rf"(.*\n)+Salesforce-Contact ━+ {LOADED}, {records('2023-01-31')} records [0-9:]+\n"
    r"(.*\n)+Resources:\n +16 unchanged\n\s*"
    r"Search: a customer of that history, by key name and value\n"
    r"_salesforceContactId = 003[0-9]{15}: profile [0-9a-f]{32} with 1 object\n\s*"
    r"The backfill is complete and the second preview is empty\.\n"
    r"The local AWS keeps running at http://127\.0\.0\.1:[0-9]+\.\n"
    r'use it: +eval "\$\(\.venv/bin/python -m localcloud env\)"\n'
    r"look around: +customer-profiles status --stack demo\n"
    r"change it: +edit Pulumi\.demo\.yaml, and then +pulumi up --stack demo\n"
    rf"end the demo: +make demo-down{END}"
)
"""All that `make demo` says between its tables. The session does what it proposes at the end."""

STATUS = (
    r"amazon-connect-customers-dev  123456789012  us-east-1\n\nsalesforce-contact\n"
    rf"  status +COMPLETE\n  history +{LOADED}\n  records +{records('2023-01-31')}\n  ongoing +Active\n"
    r"  pulled until +\S+Z\n\nsalesforce-contact: last runs of amazon-connect-customers-dev-Salesforce-Contact-\w{10}\n"
    rf"started +status +records +pulled until +message *\n(\S+Z +Successful +[0-9]+ +\S+Z +- *\n)+{END}"
)

WATCHED = (
    r"integration +status +history +records +end expected *\n"
    rf"salesforce-contact +COMPLETE +{LOADED} +(?P<records>{records('2023-01-31')}) +- *\n"
    rf"1 integration, {LOADED}, (?P=records) records\n\s*1 integration, {LOADED}, (?P=records) records{END}"
)

PASSED = rf"Policies:\n +✅ connect-customer-profiles@v\S+ \(local: policies\)\n\n{resources('16 unchanged')}"

CONNECTED = rf"^localcloud: connector profile salesforce for Salesforce in 123456789012, us-east-1{END}"
TOMORROW = rf"^cloud time \S+, 600 seconds per second{END}"

SEEDED = (
    r"^domain +amazon-connect-shop\nkey +arn:\S+:key/\S+\nqueue +\S+/profiles-dlq\ninstance +\S+:instance/\S+\n"
    r"role +\S+:role/AmazonConnectCustomerProfilesIngestion\n"
    r"contacts +\S+:flow/Customer_Profiles_amazon-connect-shop_Salesforce_Contact_[0-9]+\n"
    r"accounts +\S+:flow/Customer_Profiles_amazon-connect-shop_Salesforce_Account_[0-9]+\n"
    rf"members +\S+:flow/loyalty-members-hourly{END}"
)

TAKEN_OVER = {
    "EncryptionKey": "key",
    "DeadLetterQueue": "dead-letters",
    "ProfilesDomain": "domain",
    "ObjectMapping": ("loyalty", "salesforce-account", "salesforce-contact"),
    "InstanceAssociation": "agents",
    "IntegrationWorkflow": "account",
    "ExternalApplication": ("contact", "loyalty-members-hourly"),
}
ADOPTED = (
    r"taken over +name *\n"
    + "".join(
        rf"{component} +{name} *\n"
        for component, names in TAKEN_OVER.items()
        for name in ((names,) if isinstance(names, str) else names)
    )
    + r"\n(.*\n)+10 components in shop; README\.md there has the details\. Nothing was written to AWS\. Next:\n"
    rf"  cd shop && pulumi install && pulumi stack select dev --create && pulumi preview{END}"
)

FAULTS = (
    r'^\{"kind": "lost_answer", "service": "customer-profiles", "operation": "CreateIntegrationWorkflow", .*\}\n'
    rf'\{{"kind": "step_fails", .*"batch": 2, .*"message": "INVALID_SESSION_ID expired access token", .*\}}{END}'
)
