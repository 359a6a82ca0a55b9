"""AWS Lambda: functions and event source mappings. Code is kept, and never run."""

# ruff: noqa: ARG002, S105 - the base class names the arguments, and a type token is no secret

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any, ClassVar

from ..kind import Changes, Kind, State
from ..wire import SIGNATURE

MISSING = frozenset({"ResourceNotFoundException"})

CONFIGURATION = {
    "description": "Description",
    "handler": "Handler",
    "kmsKeyArn": "KMSKeyArn",
    "memorySize": "MemorySize",
    "role": "Role",
    "runtime": "Runtime",
    "timeout": "Timeout",
}
"""Member of the Lambda API for each plain argument that can be changed."""


def zipped(archive: Any) -> bytes:
    """The zip file of an archive of files and texts as Pulumi sends it; the same files are the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, asset in sorted(archive.get("assets", {}).items()):
            content = Path(asset["path"]).read_bytes() if asset.get("path") else asset.get("text", "").encode()
            file.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


class Function(Kind):
    """A function from an archive; its id is its name."""

    token = "aws:lambda/function:Function"
    service = "lambda"
    required = frozenset({"code", "handler", "role", "runtime"})
    optional = frozenset({"architectures", "environment", "loggingConfig", "tracingConfig"}) | CONFIGURATION.keys()
    defaults: ClassVar[dict[str, Any]] = {
        "memorySize": 128,
        "packageType": "Zip",
        "publish": False,
        "reservedConcurrentExecutions": -1,
        "skipDestroy": False,
        "timeout": 3,
    }
    replaces = frozenset({"name", "packageType"})
    write_only = frozenset({"code", "loggingConfig", "packageType", "publish", "skipDestroy"})
    computed = frozenset({"arn", "invokeArn", "version"})
    named_by = "name"
    tagged = True
    gone = MISSING

    def same(self, key: str, old: Any, new: Any) -> bool:
        if key == "code" and isinstance(old, dict) and isinstance(new, dict) and SIGNATURE in new:
            return bool(old.get("hash") == new.get("hash"))
        return super().same(key, old, new)

    def create(self, client: Any, inputs: State) -> str:
        client.create_function(
            FunctionName=inputs["name"],
            Code={"ZipFile": zipped(inputs["code"])},
            Tags=inputs.get("tags", {}),
            **self._configuration(inputs),
            **({"Architectures": inputs["architectures"]} if "architectures" in inputs else {}),
        )
        return str(inputs["name"])

    def complete(self, client: Any, identifier: str, inputs: State) -> None:
        self._reserve(client, identifier, inputs)

    def read(self, client: Any, identifier: str) -> State | None:
        found = client.get_function(FunctionName=identifier)
        told = found["Configuration"]
        variables = told.get("Environment", {}).get("Variables")
        return {
            **{key: told.get(member) or None for key, member in CONFIGURATION.items()},
            "architectures": told.get("Architectures"),
            "arn": told["FunctionArn"],
            "environment": {"variables": variables} if variables else None,
            "invokeArn": f"arn:aws:apigateway:{told['FunctionArn'].split(':')[3]}:lambda:path/2015-03-31/functions/"
            f"{told['FunctionArn']}/invocations",
            "name": identifier,
            "reservedConcurrentExecutions": found.get("Concurrency", {}).get("ReservedConcurrentExecutions", -1),
            "tags": found.get("Tags", {}),
            "tracingConfig": {"mode": told.get("TracingConfig", {}).get("Mode", "PassThrough")},
            "version": "$LATEST",
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        new = changes.new
        if changes.any("code", "architectures"):
            architectures = {"Architectures": new["architectures"]} if "architectures" in new else {}
            client.update_function_code(FunctionName=identifier, ZipFile=zipped(new["code"]), **architectures)
        if changes.any(*CONFIGURATION, "environment", "tracingConfig", "loggingConfig"):
            client.update_function_configuration(FunctionName=identifier, **self._configuration(new))
        if changes.any("reservedConcurrentExecutions"):
            self._reserve(client, identifier, new)
        changes.tag(
            lambda tags: client.tag_resource(Resource=changes.old["arn"], Tags=tags),
            lambda names: client.untag_resource(Resource=changes.old["arn"], TagKeys=names),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_function(FunctionName=identifier)

    @staticmethod
    def _configuration(inputs: State) -> dict[str, Any]:
        request = {member: inputs[key] for key, member in CONFIGURATION.items() if key in inputs}
        if "environment" in inputs:
            request["Environment"] = {"Variables": inputs["environment"].get("variables", {})}
        if "tracingConfig" in inputs:
            request["TracingConfig"] = {"Mode": inputs["tracingConfig"]["mode"]}
        if "loggingConfig" in inputs:
            given = inputs["loggingConfig"]
            request["LoggingConfig"] = {"LogFormat": given["logFormat"], "LogGroup": given["logGroup"]}
        return request

    @staticmethod
    def _reserve(client: Any, identifier: str, inputs: State) -> None:
        reserved = inputs["reservedConcurrentExecutions"]
        if reserved < 0:
            client.delete_function_concurrency(FunctionName=identifier)
        else:
            client.put_function_concurrency(FunctionName=identifier, ReservedConcurrentExecutions=reserved)


class EventSourceMapping(Kind):
    """What lets a queue call a function; its id is its UUID."""

    token = "aws:lambda/eventSourceMapping:EventSourceMapping"
    service = "lambda"
    required = frozenset({"functionName", "eventSourceArn"})
    optional = frozenset({"functionResponseTypes", "maximumBatchingWindowInSeconds", "scalingConfig"})
    defaults: ClassVar[dict[str, Any]] = {"batchSize": 10, "enabled": True}
    replaces = frozenset({"eventSourceArn"})
    computed = frozenset({"arn", "functionArn", "uuid"})
    tagged = True
    gone = MISSING

    def same(self, key: str, old: Any, new: Any) -> bool:
        if key == "functionName":
            return str(old).rsplit(":", 1)[-1] == str(new).rsplit(":", 1)[-1]
        return super().same(key, old, new)

    def create(self, client: Any, inputs: State) -> str:
        made = client.create_event_source_mapping(
            EventSourceArn=inputs["eventSourceArn"], Tags=inputs.get("tags", {}), **self._settings(inputs)
        )
        return str(made["UUID"])

    def read(self, client: Any, identifier: str) -> State | None:
        told = client.get_event_source_mapping(UUID=identifier)
        scaling = told.get("ScalingConfig", {}).get("MaximumConcurrency")
        return {
            "arn": told.get("EventSourceMappingArn"),
            "batchSize": told["BatchSize"],
            "enabled": told["State"] in ("Enabled", "Enabling", "Creating", "Updating"),
            "eventSourceArn": told["EventSourceArn"],
            "functionArn": told["FunctionArn"],
            "functionName": told["FunctionArn"],
            "functionResponseTypes": told.get("FunctionResponseTypes") or None,
            "maximumBatchingWindowInSeconds": told.get("MaximumBatchingWindowInSeconds"),
            "scalingConfig": {"maximumConcurrency": scaling} if scaling else None,
            "tags": client.list_tags(Resource=told["EventSourceMappingArn"]).get("Tags", {}),
            "uuid": identifier,
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        if changes.names - {"tags"}:
            client.update_event_source_mapping(UUID=identifier, **self._settings(changes.new))
        changes.tag(
            lambda tags: client.tag_resource(Resource=changes.old["arn"], Tags=tags),
            lambda names: client.untag_resource(Resource=changes.old["arn"], TagKeys=names),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.delete_event_source_mapping(UUID=identifier)

    @staticmethod
    def _settings(inputs: State) -> dict[str, Any]:
        request: dict[str, Any] = {
            "FunctionName": inputs["functionName"],
            "BatchSize": inputs["batchSize"],
            "Enabled": inputs["enabled"],
        }
        if "functionResponseTypes" in inputs:
            request["FunctionResponseTypes"] = inputs["functionResponseTypes"]
        if "maximumBatchingWindowInSeconds" in inputs:
            request["MaximumBatchingWindowInSeconds"] = inputs["maximumBatchingWindowInSeconds"]
        if "scalingConfig" in inputs:
            request["ScalingConfig"] = {"MaximumConcurrency": inputs["scalingConfig"]["maximumConcurrency"]}
        return request


class Permission(Kind):
    """A statement of a function's policy; its id is the statement's."""

    token = "aws:lambda/permission:Permission"
    service = "lambda"
    required = frozenset({"action", "function", "principal"})
    optional = frozenset({"sourceAccount", "sourceArn"})
    replaces = required | optional | {"statementId"}
    named_by = "statementId"
    name_limit = 100
    gone = MISSING

    def create(self, client: Any, inputs: State) -> str:
        source = {"sourceAccount": "SourceAccount", "sourceArn": "SourceArn"}
        client.add_permission(
            FunctionName=inputs["function"],
            StatementId=inputs["statementId"],
            Action=inputs["action"],
            Principal=inputs["principal"],
            **{name: inputs[key] for key, name in source.items() if inputs.get(key)},
        )
        return f"{inputs['function']}/{inputs['statementId']}"

    def read(self, client: Any, identifier: str) -> State | None:
        function, _, statement_id = identifier.partition("/")
        policy = json.loads(client.get_policy(FunctionName=function)["Policy"])
        statement = next((each for each in policy["Statement"] if each["Sid"] == statement_id), None)
        if statement is None:
            return None
        principal, condition = statement["Principal"], statement.get("Condition") or {}
        return {
            "action": statement["Action"],
            "function": function,
            "principal": principal["Service"] if isinstance(principal, dict) else principal,
            "sourceAccount": condition.get("StringEquals", {}).get("AWS:SourceAccount"),
            "sourceArn": condition.get("ArnLike", {}).get("AWS:SourceArn"),
            "statementId": statement_id,
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        raise NotImplementedError

    def delete(self, client: Any, identifier: str, state: State) -> None:
        client.remove_permission(FunctionName=state["function"], StatementId=state["statementId"])
