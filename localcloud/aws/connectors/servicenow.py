"""ServiceNow: its objects, templates and limits.

Fields: Amazon Connect administrator guide, pages `mapping-servicenow-objects` and
`mapping-servicenow-objects-standard-case`.
"""

from typing import Any

from ..customer_profiles.template import Template, address, below, profile
from ..errors import ServiceError
from .connector import Connector, Content, Record
from .people import person


def _hex_id(index: int) -> str:
    return f"{index:032x}"


def _servicenow_user(index: int) -> Record:
    first, last, email, phone, city = person(index)
    return {
        "user_name": email.partition("@")[0],
        "name": f"{first} {last}",
        "first_name": first,
        "middle_name": "",
        "last_name": last,
        "email": email,
        "phone": phone,
        "home_phone": phone,
        "mobile_phone": phone,
        "title": "Buyer",
        "gender": "UNSPECIFIED",
        "street": f"{index % 200 + 1} Main Street",
        "city": city,
        "state": city,
        "zip": f"{index % 100_000:05d}",
        "country": "Freedonia",
        "active": True,
    }


def _servicenow_task(index: int) -> Record:
    return {
        "number": f"TASK{index:07d}",
        "short_description": f"Question no. {index}",
        "description": f"The customer asks about order {index}.",
        "state": "2",
        "priority": "4",
        "urgency": "3",
        "active": True,
        "opened_at": "2026-01-05 08:00:00",
        "closed_at": "",
        "status": "Open",
        "opened_by.display_value": f"Agent {index % 50}",
        "opened_by.link": _hex_id(index),
        "assigned_to.link": _hex_id(index // 20),
        "sys_created_by": f"agent{index % 50}",
        "close_notes": "",
    }


def _servicenow_incident(index: int) -> Record:
    return _servicenow_task(index) | {
        "number": f"INC{index:07d}",
        "caller_id.link": _hex_id(index),
        "incident_status": "Open",
        "incident_state": "2",
        "resolved_at": "",
        "category": "inquiry",
    }


def _check(credentials: dict[str, Any]) -> None:
    basic = "username" in credentials and "password" in credentials
    if basic == ("oAuth2Credentials" in credentials):
        raise ServiceError("ValidationException", "ServiceNow takes username and password, or OAuth 2.0 credentials")


SERVICENOW = Connector(
    type="Servicenow",
    key="ServiceNow",
    objects={
        "sys_user": Content(_servicenow_user, _hex_id),
        "task": Content(_servicenow_task, _hex_id),
        "incident": Content(_servicenow_incident, _hex_id),
    },
    key_field="sys_id",
    timestamps=("sys_created_on", "sys_updated_on"),
    time_format="%Y-%m-%d %H:%M:%S",
    id_base=16,
    # AppFlow user guide, page `servicenow`.
    by_change=True,
    records_per_run=100_000,
    has_workflows=True,
    check_credentials=_check,
    # The mapping pages read them, and the lists of the objects' fields on the same pages do not have them.
    features={
        "mapped-fields": {
            "task": ("opened_by.link", "status"),
            "incident": ("opened_by.link", "status", "incident_status"),
        }
    },
    templates=(
        Template(
            "Servicenow-sys_user",
            "Servicenow",
            "sys_user",
            {"_serviceNowSystemId": "sys_id"},
            profile(
                {"sys_id": "ServiceNowSystemId"},
                FirstName="first_name",
                LastName="last_name",
                MiddleName="middle_name",
                Gender="gender",
                EmailAddress="email",
                PhoneNumber="phone",
                HomePhoneNumber="home_phone",
                MobilePhoneNumber="mobile_phone",
            )
            | address("Address", "street", "city", "state", "country", "zip"),
        ),
        Template(
            "Servicenow-task",
            "Servicenow",
            "task",
            {"_serviceNowTaskId": "sys_id", "_serviceNowSystemId": "opened_by.link"},
            below(
                "_case",
                {
                    "sys_id": "Attributes.ServiceNowTaskId",
                    "opened_by.link": "Attributes.ServiceNowSystemUserId",
                    "short_description": "Title",
                    "description": "Summary",
                    "status": "Status",
                    "sys_created_by": "CreatedBy",
                    "sys_created_on": "CreatedDate",
                    "sys_updated_on": "UpdatedDate",
                },
            ),
            identifier="CASE",
        ),
        Template(
            "Servicenow-incident",
            "Servicenow",
            "incident",
            {"_serviceNowIncidentId": "sys_id", "_serviceNowSystemId": "caller_id.link"},
            below(
                "_case",
                {
                    "sys_id": "Attributes.ServiceNowIncidentId",
                    "caller_id.link": "CreatedBy",
                    "incident_status": "Status",
                    "resolved_at": "ClosedDate",
                    "category": "Reason",
                },
            ),
            identifier="CASE",
        ),
    ),
)
