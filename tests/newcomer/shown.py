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


def words(text: str) -> str:
    """A sentence, wherever the terminal's width breaks it."""
    return r"\s+".join(map(re.escape, text.split()))


def records(since: str) -> str:
    """How many records are loaded from a day in history to a second of the last day."""
    days = (datetime.now(UTC) - datetime.fromisoformat(since).replace(tzinfo=UTC)).days
    return "|".join(f"{number:,}" for number in range((days - 1) * PER_DAY, (days + 2) * PER_DAY)).join(("(", ")"))


def numbers(since: str, **batch: int) -> str:
    """Of how many batches a history consists, two months each unless `batch` says so.

    It ends at a second of the last day, which the plan's token chooses; and the session runs some time after this.
    """
    ends = (datetime.now(UTC) + timedelta(hours=hours) for hours in (-24, 0, 2))
    found = {len(plan("Salesforce", since, batch=batch or None, now=each).batches) for each in ends}
    return "|".join(map(str, sorted(found)))


def batches(since: str, **batch: int) -> str:
    """That all of them are loaded."""
    return "|".join(f"{number}/{number} batches" for number in numbers(since, **batch).split("|")).join(("(", ")"))


def watched(name: str, loaded: str, number: str) -> str:
    """The last screen of `watch`: one integration with its history."""
    return (
        r"integration +status +history +records +end expected *\n"
        rf"{name} +COMPLETE +{loaded} +(?P<records>{number}) +- *\n"
        rf"1 integration, {loaded}, (?P=records) records\n\s*1 integration, {loaded}, (?P=records) records{END}"
    )


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
)

WATCHED = watched("salesforce-contact", LOADED, records("2023-01-31"))

OWN = batches("2019-01-31", records_per_day=12_000), records("2019-01-31")
"""What the program of the README loads."""

NO_OBJECT = words("no-object: Nothing: the message names no object type, as the test message of CreateDomain.")

DAY_TWO = {
    "customer-profiles rehearse --stack prod contacts=contacts.csv": (
        r"1 record: 1 object, 1 profile, 0 dead letters\n(.*\n)+How objects found their profile\n"
        r"  contacts: 1 new profile\n(.*\n)+EmailAddress +1 +contacts 1 +- *\n"
    ),
    "customer-profiles status --stack prod": (
        r"\ncontacts\n  status +(NOT_STARTED|IN_PROGRESS|COMPLETE)\n"
        rf"  history +[0-9]+/({numbers('2019-01-31', records_per_day=12_000)}) batches.*\n"
        r"  records +[0-9,]+\n"
    ),
    "customer-profiles watch --stack prod --repair": watched("contacts", *OWN),
    "customer-profiles diagnose --stack prod": (
        rf"contacts: COMPLETE, {OWN[0]}, {OWN[1]} records, ongoing flow Active\n\nno problem was found{END}"
    ),
    "customer-profiles reestablish contacts --stack prod": (
        r"\ncontacts: amazon-connect-customers-Salesforce-Contact-[0-9a-f]{10}-g2 is active\n"
    ),
    "customer-profiles resubmit contacts --stack prod": rf"contacts: no batch has failed{END}",
    "customer-profiles dead-letters triage --stack prod": (
        r"letters +cause +object type +oldest +newest *\n +1 +no-object +- +\S+Z +\S+Z *\n\n"
        rf"{NO_OBJECT}{END}"
    ),
    "customer-profiles dead-letters redrive --stack prod": (
        r"0 stored, 0 parked, 1 left in [0-9.]+ seconds \(0 calls\)\nletters +reason *\n"
        rf" +1 +left +names no object type, as the test message of CreateDomain *{END}"
    ),
    "customer-profiles profiles _email jane.doe@example.com --stack prod": (
        r"profile [0-9a-f]{32}\nobject type +objects +loaded by *\nSalesforce-Contact +1 +contacts *\n"
        rf"filled: Attributes, EmailAddress \(values: --show-personal-data\){END}"
    ),
}
"""What the commands of "Day two" show."""

REHEARSED = (
    r"\n9 records: 8 objects, 8 profiles, 1 dead letter\n",
    r"\n13 records: 9 objects, 3 profiles, 4 dead letters\n(.*\n)+"
    r"  contacts: 3 new profiles, 3 by _phone, 1 by _email\n",
)

TRIAGED = (
    r"1\n  cause +key-invalid\n  object type +Salesforce-Contact\n  oldest +\S+Z\n  newest +\S+Z\n"
    r"1\n  cause +no-object\n  oldest +\S+Z\n  newest +\S+Z\n\n"
    + words("key-invalid: Enable the KMS key of the domain or object type, or cancel its deletion; then redrive.")
    + rf"\n{NO_OBJECT}{END}"
)

SETTLED = rf"\ncontacts\n  status +COMPLETE\n  history +{OWN[0]}\n  records +{OWN[1]}\n  ongoing +Active\n"
"""Runs of the ongoing flow are listed below, as many as there were since."""


def passed(unchanged: int) -> str:
    """A preview with the policy pack that has nothing to say."""
    summary = resources(f"{unchanged} unchanged")
    return rf"Policies:\n +✅ connect-customer-profiles@v\S+ \(local: policies\)\n\n(Outputs:\n(.*\n)+)?{summary}"


PROTECTED = rf"Preview failed: resource \"\S+::domain-domain\" {words('cannot be deleted because it is protected.')}"
"""What a destroy of a protected stack says before it deletes anything."""

KEPT = r"Resources:\n +- 28 deleted\n +8 unchanged\n"
REST = r"\n +- 8 deleted\n"
"""A protected stack that is destroyed but for domain, key and queue, and then altogether."""

INSTALLED = {
    "pip install connect-customer-profiles": (
        r"^Looking in links: \S+/checkout/dist\n(.*\n)*Successfully installed connect-customer-profiles-\S+" + END
    ),
}
"""That pip has found the wheel that `make dist` has built."""

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
    + r"\n(.*\n)+"
    + words("10 components in shop; README.md there has the details. Nothing was written to AWS. Next:")
    + r"\s+"
    + words("cd shop && pulumi install && pulumi stack select dev --create && pulumi preview")
    + END
)

FAULTS = (
    r'^\{"kind": "lost_answer", "service": "customer-profiles", "operation": "CreateIntegrationWorkflow", .*\}\n'
    rf'\{{"kind": "step_fails", .*"batch": 2, .*"message": "INVALID_SESSION_ID expired access token", .*\}}{END}'
)

PLANNED = r"\ASalesforce loads history since 2024-01-01 in [0-9]+ batches, [0-9]+ runs, "
NOTHING_REFUSED = r"\A(?=passed  preview, program: it refuses nothing)(?:(?:passed  | +)\S[^\n]*\n)+\s*\Z"
"""Each line of a check begins so; a terminal goes on with the rest of a long one further in."""
