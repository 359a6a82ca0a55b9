"""The dashboard of an ingestion. Pure."""

import json
from collections.abc import Sequence
from typing import Any


def dashboard(region: str, domain_name: str, queue_name: str, flow_names: Sequence[str], alarms: Sequence[str]) -> str:
    """The body of the dashboard: alarms, dead letters, and the flows' runs and records."""
    queue = ["AWS/SQS", "QueueName", queue_name]
    widgets = [
        {
            "type": "alarm",
            "properties": {"title": f"Ingestion into {domain_name}", "alarms": list(alarms)},
        },
        _graph(region, "Dead letters", [_metric(queue, "ApproximateNumberOfMessagesVisible")], "Maximum"),
        _graph(region, "Oldest dead letter (s)", [_metric(queue, "ApproximateAgeOfOldestMessage")], "Maximum"),
        *(
            _graph(region, title, [_metric(["AWS/AppFlow", "FlowName", name], metric) for name in flow_names], "Sum")
            for title, metric in (
                ("Successful runs", "FlowExecutionsSucceeded"),
                ("Failed runs", "FlowExecutionsFailed"),
                ("Records", "FlowExecutionRecordsProcessed"),
            )
            if flow_names
        ),
    ]
    placed = [
        {**widget, "width": 12, "height": 6, "x": 12 * (index % 2), "y": 6 * (index // 2)}
        for index, widget in enumerate(widgets)
    ]
    return json.dumps({"widgets": placed}, sort_keys=True, separators=(",", ":"))


def _metric(of: Sequence[str], name: str) -> list[str]:
    namespace, *dimension = of
    return [namespace, name, *dimension]


def _graph(region: str, title: str, metrics: list[list[str]], statistic: str) -> dict[str, Any]:
    properties = {"title": title, "region": region, "metrics": metrics, "stat": statistic, "period": 300}
    return {"type": "metric", "properties": {**properties, "view": "timeSeries"}}
