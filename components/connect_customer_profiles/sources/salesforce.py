"""Salesforce: https://docs.aws.amazon.com/connect/latest/adminguide/mapping-salesforce-objects.html"""

from typing import get_args

from .. import rules
from .credentials import JSON_WEB_TOKEN, SECRET_ARN, TOKEN, Connection, Kind, Member
from .quota_day import LAST_24_HOURS
from .source import Option, Source, SourceObject
from .source_types import DataTransferApi

_BILLING_AND_SHIPPING = tuple(
    f"{kind}{part}" for kind in ("Billing", "Shipping") for part in ("Street", "City", "State", "Country", "PostalCode")
)
_OTHER_AND_MAILING = tuple(
    f"{kind}{part}" for kind in ("Other", "Mailing") for part in ("Street", "City", "State", "Country", "PostalCode")
)
_PERSON = (
    *("IsPersonAccount", "PersonMobilePhone", "PersonHomePhone", "PersonEmail", "PersonBirthDate"),
    *(f"PersonMailingAddress.{part}" for part in ("Street", "City", "State", "Country", "PostalCode")),
    *(f"PersonOther{part}" for part in ("Street", "City", "State", "Country", "PostalCode")),
    *("FirstName", "LastName", "MiddleName"),
)
"""The fields of an account where Person Accounts are enabled, as the mapping page spells them."""

_APP = Member("clientCredentialsArn", SECRET_ARN, required=False)

SALESFORCE = Source(
    type="Salesforce",
    featured=True,
    objects={
        "Account": SourceObject(
            template_id="Salesforce-Account",
            fields=("Id", "Name", "Phone", *_BILLING_AND_SHIPPING, "AccountNumber"),
            conditional=_PERSON,
        ),
        "Contact": SourceObject(
            template_id="Salesforce-Contact",
            fields=(
                *("Id", "AccountId", "LastName", "FirstName", "MiddleName"),
                *_OTHER_AND_MAILING,
                *("Phone", "HomePhone", "MobilePhone", "Email", "Birthdate"),
            ),
            # Salesforce metadata API, NameSettings: enableMiddleName.
            conditional=("MiddleName",),
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
    # From a million records on AppFlow switches to the Bulk API, which formats dates and nulls differently.
    records_per_run=999_999,
    # API requests and bulk jobs are counted over the last 24 hours
    # (https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm).
    quota_day=LAST_24_HOURS,
    supports_workflows=True,
    options={
        "enable_dynamic_field_update": Option(property="enableDynamicFieldUpdate", rule=rules.boolean),
        "include_deleted_records": Option(property="includeDeletedRecords", rule=rules.boolean),
        "data_transfer_api": Option(
            property="dataTransferApi", rule=rules.one_of(*get_args(DataTransferApi)), appflow_only=True
        ),
    },
    connection=Connection(
        kinds={
            "jwt": Kind(
                members={"jwt_token": Member("jwtToken", JSON_WEB_TOKEN), "client_credentials_arn": _APP},
                constant={"oAuth2GrantType": "JWT_BEARER"},
            ),
            "oauth": Kind(
                members={
                    "access_token": Member("accessToken", TOKEN),
                    "refresh_token": Member("refreshToken", TOKEN),
                    "client_credentials_arn": _APP,
                }
            ),
        },
        # "The CLIENT_CREDENTIALS value is not supported for Salesforce": whatever sends it, the answer is that the
        # AuthCode cannot be blank (API reference, SalesforceConnectorProfileCredentials).
        unsupported={
            "client_credentials": "AppFlow does not support client credentials for Salesforce; use jwt, or name a "
            "connector profile that was authorised in the console"
        },
        private_link=True,
        sandbox=True,
    ),
)
