"""Zendesk: https://docs.aws.amazon.com/connect/latest/adminguide/mapping-zendesk-objects.html"""

from .credentials import CLIENT, TOKEN, Connection, Kind, Member
from .source import Source, SourceObject

ZENDESK = Source(
    type="Zendesk",
    featured=True,
    objects={
        "users": SourceObject(template_id="Zendesk-users", fields=("id", "external_id", "email", "phone")),
        "tickets": SourceObject(
            template_id="Zendesk-tickets",
            fields=("id", "requester_id", "subject", "description", "status", "created_at", "updated_at"),
        ),
    },
    date_fields=("created_at", "updated_at"),
    incremental_field="updated_at",
    filter_operators=("GREATER_THAN",),
    connection=Connection(
        kinds={"oauth": Kind(members={**CLIENT, "access_token": Member("accessToken", TOKEN)})},
    ),
)
