"""Marketo: its objects, templates and limits.

Fields: Amazon Connect administrator guide, page `mapping-marketo-objects`.
"""

from ..customer_profiles.template import Template, address, profile
from .connector import Connector, Content, Record, salesforce_id
from .people import person


def _marketo_lead(index: int) -> Record:
    first, last, email, phone, city = person(index)
    return {
        "sfdcAccountId": salesforce_id("001")(index),
        "sfdcContactId": salesforce_id("003")(index),
        "salutation": "Mx.",
        "firstName": first,
        "middleName": "",
        "lastName": last,
        "email": email,
        "phone": phone,
        "mobilePhone": phone,
        "dateOfBirth": f"19{index % 60 + 40}-0{index % 9 + 1}-1{index % 9}",
        "company": f"{last} & Sons",
        "title": "Buyer",
        "address": f"{index % 200 + 1} Main Street",
        "city": city,
        "state": city,
        "country": "Freedonia",
        "postalCode": f"{index % 100_000:05d}",
        "postalcode": f"{index % 100_000:05d}",
        "billingStreet": f"{index % 200 + 1} Main Street",
        "billingCity": city,
        "billingState": city,
        "billingCountry": "Freedonia",
        "billingPostalCode": f"{index % 100_000:05d}",
        "gender": "UNSPECIFIED",
    }


MARKETO = Connector(
    type="Marketo",
    objects={"leads": Content(_marketo_lead, lambda index: str(index + 1))},
    # 1 GB, at 1 KB a record.
    records_per_run=1_000_000,
    # Marketo developer guide, page `bulk-extract`.
    longest_days=31,
    # AppFlow user guide, page `marketo`.
    shortest_seconds=3_600,
    has_workflows=True,
    features={
        "salesforce-sync": {"leads": ("sfdcAccountId", "sfdcContactId")},
        "mapped-fields": {"leads": ("postalcode",)},
    },
    templates=(
        Template(
            "Marketo-leads",
            "Marketo",
            "leads",
            {"_marketoLeadId": "id", "_salesforceAccountId": "sfdcAccountId", "_salesforceContactId": "sfdcContactId"},
            profile(
                {"id": "MarketoLeadId", "sfdcAccountId": "sfdcAccountId", "sfdcContactId": "sfdcContactId"},
                FirstName="firstName",
                LastName="lastName",
                MiddleName="middleName",
                EmailAddress="email",
                PhoneNumber="phone",
                MobilePhoneNumber="mobilePhone",
                Gender="gender",
                BirthDate="dateOfBirth",
            )
            | address(
                "BillingAddress", "billingStreet", "billingCity", "billingState", "billingCountry", "billingPostalCode"
            )
            | address("Address", "address", "city", "state", "country", "postalcode"),
        ),
    ),
)
