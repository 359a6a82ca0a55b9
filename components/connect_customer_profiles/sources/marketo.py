"""Marketo: https://docs.aws.amazon.com/connect/latest/adminguide/mapping-marketo-objects.html"""

from .credentials import CLIENT, TOKEN, Connection, Kind, Member
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
        ),
    },
    # The AWS page lists no date field of a lead; these are Marketo's own names.
    date_fields=("createdAt", "updatedAt"),
    incremental_field="updatedAt",
    filter_operators=("LESS_THAN", "GREATER_THAN", "BETWEEN"),
    minimum_minutes=60,
    # The limit is 1 GB a run; counted here in records of 2 KB, the size that AppFlow's documentation assumes.
    records_per_run=500_000,
    # Marketo works on two extractions at a time and queues the rest (AppFlow user guide, page marketo).
    concurrent_runs=2,
    supports_workflows=True,
    connection=Connection(
        kinds={
            "client_credentials": Kind(members={**CLIENT, "access_token": Member("accessToken", TOKEN, required=False)})
        },
    ),
)
