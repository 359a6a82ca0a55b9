"""Zendesk: https://docs.aws.amazon.com/connect/latest/adminguide/mapping-zendesk-objects.html"""

from .source import Connector, SourceObject

ZENDESK = Connector(
    type="Zendesk",
    api_type="Zendesk",
    mapping_page="https://docs.aws.amazon.com/connect/latest/adminguide/mapping-zendesk-objects.html",
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
    minimum_minutes=1,
    records_per_run=None,
    supports_workflows=False,
)
