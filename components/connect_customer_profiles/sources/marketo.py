"""Marketo: https://docs.aws.amazon.com/connect/latest/adminguide/mapping-marketo-objects.html"""

from datetime import time, timedelta

from .credentials import CLIENT, TOKEN, Connection, Kind, Member
from .quota_day import QuotaDay
from .source import Source, SourceObject

MARKETO = Source(
    type="Marketo",
    featured=True,
    objects={
        "leads": SourceObject(
            template_id="Marketo-leads",
            fields=(
                *("id", "sfdcAccountId", "sfdcContactId", "firstName", "lastName", "middleName"),
                *("email", "phone", "mobilePhone"),
                *("billingStreet", "billingCity", "billingState", "billingCountry", "billingPostalCode"),
                *("address", "city", "state", "country", "postalcode"),
                *("gender", "dateOfBirth"),
            ),
            # The first two exist where Marketo synchronises with Salesforce; Marketo itself calls the third postalCode.
            conditional=("sfdcAccountId", "sfdcContactId", "postalcode"),
        ),
    },
    # The AWS page lists no date field of a lead; these are Marketo's own names.
    date_fields=("createdAt", "updatedAt"),
    incremental_field="updatedAt",
    filter_operators=("LESS_THAN", "GREATER_THAN", "BETWEEN"),
    minimum_minutes=60,
    # The limit is 1 GB a run; counted here in records of 2 KB, the size that AppFlow's documentation assumes.
    records_per_run=500_000,
    # A bulk extract takes at most 31 days of updatedAt, and the quotas of a day begin again at midnight Central Time:
    # 06:00 UTC, an hour more than needed in summer
    # (https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/bulk-extract/bulk-extract).
    longest_range=timedelta(days=31),
    quota_day=QuotaDay(time(6), "at midnight Central Time"),
    # Marketo works on two extractions at a time and queues the rest (AppFlow user guide, page marketo).
    concurrent_runs=2,
    supports_workflows=True,
    connection=Connection(
        kinds={
            "client_credentials": Kind(members={**CLIENT, "access_token": Member("accessToken", TOKEN, required=False)})
        },
    ),
)
