"""Salesforce: https://docs.aws.amazon.com/connect/latest/adminguide/mapping-salesforce-objects.html"""

from .. import rules
from .source import Connector, Option, SourceObject

_BILLING_AND_SHIPPING = tuple(
    f"{kind}{part}" for kind in ("Billing", "Shipping") for part in ("Street", "City", "State", "Country", "PostalCode")
)
_OTHER_AND_MAILING = tuple(
    f"{kind}{part}" for kind in ("Other", "Mailing") for part in ("Street", "City", "State", "Country", "PostalCode")
)

SALESFORCE = Connector(
    type="Salesforce",
    api_type="Salesforce",
    mapping_page="https://docs.aws.amazon.com/connect/latest/adminguide/mapping-salesforce-objects.html",
    objects={
        # Without the Person fields: they exist only where Person Accounts are enabled, and a projection that names a
        # missing field fails the flow. Name them in `fields` where they do exist.
        "Account": SourceObject(
            template_id="Salesforce-Account", fields=("Id", "Name", "Phone", *_BILLING_AND_SHIPPING, "AccountNumber")
        ),
        "Contact": SourceObject(
            template_id="Salesforce-Contact",
            fields=(
                *("Id", "AccountId", "LastName", "FirstName", "MiddleName"),
                *_OTHER_AND_MAILING,
                *("Phone", "HomePhone", "MobilePhone", "Email", "Birthdate"),
            ),
        ),
        "Asset": SourceObject(
            template_id="Salesforce-Asset",
            fields=(
                *("Id", "ContactId", "AccountId", "SerialNumber", "StockKeepingUnit", "UsageEndDate"),
                *("Status", "Price", "Quantity", "Description"),
            ),
        ),
    },
    date_fields=("CreatedDate", "LastModifiedDate", "SystemModstamp"),
    # CreatedDate would see new records only, never changed ones (AppFlow user guide, page flow-triggers).
    incremental_field="LastModifiedDate",
    filter_operators=(
        *("EQUAL_TO", "NOT_EQUAL_TO", "CONTAINS"),
        *("LESS_THAN", "LESS_THAN_OR_EQUAL_TO", "GREATER_THAN", "GREATER_THAN_OR_EQUAL_TO", "BETWEEN"),
    ),
    minimum_minutes=1,
    # From a million records on AppFlow switches to the Bulk API, which formats dates and nulls differently.
    records_per_run=999_999,
    supports_workflows=True,
    options={
        "enable_dynamic_field_update": Option(property="EnableDynamicFieldUpdate", rule=rules.boolean),
        "include_deleted_records": Option(property="IncludeDeletedRecords", rule=rules.boolean),
    },
)
