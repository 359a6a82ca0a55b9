"""ServiceNow: https://docs.aws.amazon.com/connect/latest/adminguide/mapping-servicenow-objects.html"""

from .source import Connector, SourceObject

SERVICENOW = Connector(
    type="ServiceNow",
    api_type="Servicenow",
    mapping_page="https://docs.aws.amazon.com/connect/latest/adminguide/mapping-servicenow-objects.html",
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
        ),
        "incident": SourceObject(
            template_id="Servicenow-incident",
            fields=("sys_id", "caller_id.link", "incident_status", "resolved_at", "category"),
        ),
    },
    date_fields=("sys_created_on", "sys_updated_on"),
    # AppFlow pulls ServiceNow by this field whatever a flow says (AppFlow user guide, page servicenow).
    incremental_field="sys_updated_on",
    filter_operators=(
        *("EQUAL_TO", "NOT_EQUAL_TO", "CONTAINS"),
        *("LESS_THAN", "LESS_THAN_OR_EQUAL_TO", "GREATER_THAN", "GREATER_THAN_OR_EQUAL_TO", "BETWEEN"),
    ),
    minimum_minutes=1,
    records_per_run=100_000,
    supports_workflows=True,
)
