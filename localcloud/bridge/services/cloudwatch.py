"""Amazon CloudWatch: metric alarms and dashboards."""

# ruff: noqa: ARG002, S105 - the base class names the arguments, and a type token is no secret

from __future__ import annotations

from typing import Any, ClassVar

from ..documents import tag_list, tag_map
from ..kind import Changes, Kind, State

FIELDS = {
    "actionsEnabled": "ActionsEnabled",
    "alarmActions": "AlarmActions",
    "alarmDescription": "AlarmDescription",
    "comparisonOperator": "ComparisonOperator",
    "datapointsToAlarm": "DatapointsToAlarm",
    "evaluationPeriods": "EvaluationPeriods",
    "extendedStatistic": "ExtendedStatistic",
    "insufficientDataActions": "InsufficientDataActions",
    "metricName": "MetricName",
    "name": "AlarmName",
    "namespace": "Namespace",
    "okActions": "OKActions",
    "period": "Period",
    "statistic": "Statistic",
    "threshold": "Threshold",
    "treatMissingData": "TreatMissingData",
    "unit": "Unit",
}
"""Field of the CloudWatch API for each argument but `dimensions`."""

UNORDERED = frozenset({"alarmActions", "insufficientDataActions", "okActions"})


class MetricAlarm(Kind):
    """An alarm on one metric; its id is its name."""

    token = "aws:cloudwatch/metricAlarm:MetricAlarm"
    service = "cloudwatch"
    required = frozenset({"comparisonOperator", "evaluationPeriods"})
    optional = frozenset(FIELDS) | {"dimensions"}
    defaults: ClassVar = {"actionsEnabled": True, "treatMissingData": "missing"}
    replaces = frozenset({"name"})
    computed = frozenset({"arn"})
    named_by = "name"
    name_limit = 255
    tagged = True

    def same(self, key: str, old: Any, new: Any) -> bool:
        if key in UNORDERED:
            return sorted(old or []) == sorted(new or [])
        return super().same(key, old, new)

    def create(self, client: Any, inputs: State) -> str:
        self._put(client, inputs, Tags=tag_list(inputs.get("tags", {})))
        return str(inputs["name"])

    def read(self, client: Any, identifier: str) -> State | None:
        alarms = client.describe_alarms(AlarmNames=[identifier], AlarmTypes=["MetricAlarm"])["MetricAlarms"]
        if not alarms:
            return None
        alarm = alarms[0]
        state = {key: alarm.get(name) for key, name in FIELDS.items()}
        tags = client.list_tags_for_resource(ResourceARN=alarm["AlarmArn"])["Tags"]
        return {
            **{key: value for key, value in state.items() if value not in (None, [], "")},
            "arn": alarm["AlarmArn"],
            "dimensions": tag_map(alarm.get("Dimensions", []), "Name") or None,
            "tags": tag_map(tags),
            "treatMissingData": alarm.get("TreatMissingData", "missing"),
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        self._put(client, changes.new)
        changes.tag(
            lambda tags: client.tag_resource(ResourceARN=changes.old["arn"], Tags=tag_list(tags)),
            lambda names: client.untag_resource(ResourceARN=changes.old["arn"], TagKeys=names),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_alarms(AlarmNames=[identifier])

    @staticmethod
    def _put(client: Any, inputs: State, **more: Any) -> None:
        request = {name: inputs[key] for key, name in FIELDS.items() if key in inputs}
        if "dimensions" in inputs:
            request["Dimensions"] = tag_list(inputs["dimensions"], "Name")
        client.put_metric_alarm(**request, **more)


class Dashboard(Kind):
    """A dashboard; its id is its name."""

    token = "aws:cloudwatch/dashboard:Dashboard"
    service = "cloudwatch"
    required = frozenset({"dashboardBody", "dashboardName"})
    replaces = frozenset({"dashboardName"})
    computed = frozenset({"dashboardArn"})
    documents = frozenset({"dashboardBody"})
    gone = frozenset({"ResourceNotFound", "DashboardNotFoundError"})

    def create(self, client: Any, inputs: State) -> str:
        self._put(client, inputs)
        return str(inputs["dashboardName"])

    def read(self, client: Any, identifier: str) -> State | None:
        found = client.get_dashboard(DashboardName=identifier)
        return {
            "dashboardArn": found["DashboardArn"],
            "dashboardBody": found["DashboardBody"],
            "dashboardName": identifier,
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        self._put(client, changes.new)

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_dashboards(DashboardNames=[identifier])

    @staticmethod
    def _put(client: Any, inputs: State) -> None:
        client.put_dashboard(DashboardName=inputs["dashboardName"], DashboardBody=inputs["dashboardBody"])
