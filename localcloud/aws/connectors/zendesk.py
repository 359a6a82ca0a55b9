"""Zendesk: its objects and templates.

Fields: Amazon Connect administrator guide, pages `mapping-zendesk-objects` and `mapping-zendesk-objects-case`.
"""

from ..customer_profiles.template import Template, below, profile
from .connector import Connector, Content, Record
from .people import person


def _zendesk_user(index: int) -> Record:
    first, last, email, phone, _ = person(index)
    return {"external_id": f"ext-{index}", "name": f"{first} {last}", "email": email, "phone": phone, "active": True}


def _zendesk_ticket(index: int) -> Record:
    return {
        "external_id": f"ext-{index}",
        "requester_id": str(index + 1),
        "subject": f"Question no. {index}",
        "description": f"The customer asks about order {index}.",
        "status": "open",
        "priority": "normal",
        "type": "question",
    }


ZENDESK = Connector(
    type="Zendesk",
    objects={
        "users": Content(_zendesk_user, lambda index: str(index + 1)),
        "tickets": Content(_zendesk_ticket, lambda index: str(index + 1)),
    },
    timestamps=("created_at", "updated_at"),
    templates=(
        Template(
            "Zendesk-users",
            "Zendesk",
            "users",
            {"_zendeskUserId": "id", "_zendeskExternalId": "external_id"},
            profile(
                {"id": "ZendeskUserId", "external_id": "ZendeskExternalId"}, EmailAddress="email", PhoneNumber="phone"
            ),
        ),
        Template(
            "Zendesk-tickets",
            "Zendesk",
            "tickets",
            {"_zendeskTicketId": "id", "_zendeskUserId": "requester_id"},
            below(
                "_case",
                {
                    "id": "Attributes.ZendeskTicketId",
                    "requester_id": "Attributes.ZendeskUserId",
                    "subject": "Title",
                    "description": "Summary",
                    "status": "Status",
                    "created_at": "CreatedDate",
                    "updated_at": "UpdatedDate",
                },
            ),
            identifier="CASE",
        ),
    ),
)
