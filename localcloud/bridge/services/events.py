"""Amazon EventBridge: rules and their targets. Pulumi's tokens still say CloudWatch, which it came from."""

# ruff: noqa: ARG002, S105 - the base class names the arguments, and a type token is no secret

from __future__ import annotations

from typing import Any, ClassVar

from ..documents import tag_list, tag_map
from ..kind import Changes, Kind, State

FIELDS = {
    "description": "Description",
    "eventPattern": "EventPattern",
    "roleArn": "RoleArn",
    "scheduleExpression": "ScheduleExpression",
    "state": "State",
}
"""Field of the EventBridge API for each argument of a rule but its name."""

MISSING = frozenset({"ResourceNotFoundException"})


class EventRule(Kind):
    """A rule on the default bus; its id is its name."""

    token = "aws:cloudwatch/eventRule:EventRule"
    service = "events"
    optional = frozenset(FIELDS)
    defaults: ClassVar = {"eventBusName": "default"}
    replaces = frozenset({"name", "eventBusName"})
    sticky = frozenset({"state"})
    computed = frozenset({"arn"})
    documents = frozenset({"eventPattern"})
    named_by = "name"
    tagged = True
    gone = MISSING

    def create(self, client: Any, inputs: State) -> str:
        self._put(client, inputs, Tags=tag_list(inputs.get("tags", {})))
        return str(inputs["name"])

    def read(self, client: Any, identifier: str) -> State | None:
        rule = client.describe_rule(Name=identifier)
        tags = client.list_tags_for_resource(ResourceARN=rule["Arn"])["Tags"]
        return {
            **{key: rule.get(name) or None for key, name in FIELDS.items()},
            "arn": rule["Arn"],
            "eventBusName": rule["EventBusName"],
            "name": identifier,
            "tags": tag_map(tags),
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        self._put(client, changes.new)
        changes.tag(
            lambda tags: client.tag_resource(ResourceARN=changes.old["arn"], Tags=tag_list(tags)),
            lambda names: client.untag_resource(ResourceARN=changes.old["arn"], TagKeys=names),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_rule(Name=identifier)

    @staticmethod
    def _put(client: Any, inputs: State, **more: Any) -> None:
        request = {name: inputs[key] for key, name in FIELDS.items() if inputs.get(key)}
        client.put_rule(Name=inputs["name"], **request, **more)


class EventTarget(Kind):
    """A target of a rule on the default bus; its id is `<rule>-<target id>`, as in the real provider."""

    token = "aws:cloudwatch/eventTarget:EventTarget"
    service = "events"
    required = frozenset({"arn", "rule"})
    optional = frozenset({"input", "inputPath", "inputTransformer", "roleArn"})
    defaults: ClassVar = {"eventBusName": "default"}
    replaces = frozenset({"rule", "targetId", "eventBusName"})
    named_by = "targetId"
    gone = MISSING

    def create(self, client: Any, inputs: State) -> str:
        self._put(client, inputs)
        return f"{inputs['rule']}-{inputs['targetId']}"

    def read(self, client: Any, identifier: str) -> State | None:
        for rule in self._rules(client, identifier):
            for target in client.list_targets_by_rule(Rule=rule)["Targets"]:
                if identifier == f"{rule}-{target['Id']}":
                    return self._state(rule, target)
        return None

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        self._put(client, changes.new)

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.remove_targets(Rule=state["rule"], Ids=[state["targetId"]])

    @staticmethod
    def _rules(client: Any, identifier: str) -> list[str]:
        names = [rule["Name"] for rule in client.list_rules()["Rules"]]
        return [name for name in names if identifier.startswith(f"{name}-")]

    @staticmethod
    def _put(client: Any, inputs: State) -> None:
        target = {"Id": inputs["targetId"], "Arn": inputs["arn"]}
        fields = {"input": "Input", "inputPath": "InputPath", "roleArn": "RoleArn"}
        target |= {name: inputs[key] for key, name in fields.items() if inputs.get(key)}
        if transformer := inputs.get("inputTransformer"):
            target["InputTransformer"] = {
                "InputPathsMap": transformer.get("inputPaths") or {},
                "InputTemplate": transformer["inputTemplate"],
            }
        client.put_targets(Rule=inputs["rule"], Targets=[target])

    @staticmethod
    def _state(rule: str, target: dict[str, Any]) -> State:
        transformer = target.get("InputTransformer")
        return {
            "arn": target["Arn"],
            "eventBusName": "default",
            "input": target.get("Input"),
            "inputPath": target.get("InputPath"),
            "inputTransformer": {
                "inputPaths": transformer.get("InputPathsMap") or {},
                "inputTemplate": transformer["InputTemplate"],
            }
            if transformer
            else None,
            "roleArn": target.get("RoleArn"),
            "rule": rule,
            "targetId": target["Id"],
        }
