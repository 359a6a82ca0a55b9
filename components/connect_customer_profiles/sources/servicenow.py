"""ServiceNow: https://docs.aws.amazon.com/connect/latest/adminguide/mapping-servicenow-objects.html"""

from .credentials import CLIENT, NAME, PASSWORD, TOKEN, Connection, Kind, Member
from .source import Source, SourceObject

SERVICENOW = Source(
    type="ServiceNow",
    connector_type="Servicenow",
    featured=True,
    objects={
        "sys_user": SourceObject(
            template_id="Servicenow-sys_user",
            fields=(
                *("sys_id", "first_name", "last_name", "middle_name", "gender"),
                *("email", "phone", "home_phone", "mobile_phone"),
                *("street", "city", "state", "country", "zip"),
            ),
        ),
        "task": SourceObject(
            template_id="Servicenow-task",
            fields=(
                *("sys_id", "opened_by.link", "short_description", "description", "status"),
                *("sys_created_by", "sys_created_on", "sys_updated_on"),
            ),
            # The mapping reads them; the page's list of the object's fields has opened_by.display_value and state.
            conditional=("opened_by.link", "status"),
        ),
        "incident": SourceObject(
            template_id="Servicenow-incident",
            fields=("sys_id", "caller_id.link", "incident_status", "resolved_at", "category"),
            # Likewise: the list has incident_state.
            conditional=("incident_status",),
        ),
    },
    date_fields=("sys_created_on", "sys_updated_on"),
    # AppFlow pulls ServiceNow by this field, whatever the flow's definition says (AppFlow user guide, page servicenow).
    incremental_field="sys_updated_on",
    records_per_run=100_000,
    supports_workflows=True,
    connection=Connection(
        kinds={
            "basic": Kind(members={"username": Member("username", NAME), "password": Member("password", PASSWORD)}),
            "oauth": Kind(
                members={
                    **CLIENT,
                    "access_token": Member("accessToken", TOKEN),
                    "refresh_token": Member("refreshToken", TOKEN, required=False),
                },
                below="oAuth2Credentials",
            ),
        },
    ),
)
