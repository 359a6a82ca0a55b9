"""The Pulumi provider protocol for the types of the table."""

# ruff: noqa: N802, ARG002 - the protocol names the methods and their arguments

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import grpc

from localcloud.engine.language_host.plugin import load_protocol, serve
from localcloud.engine.versions import plugin_version
from localcloud.regions import wrong

load_protocol()

from google.protobuf import any_pb2, empty_pb2  # noqa: E402
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2  # noqa: E402

from . import lifecycle  # noqa: E402
from .clients import Clients, Configuration, region_of_environment  # noqa: E402
from .functions import FUNCTIONS  # noqa: E402
from .kind import Changes  # noqa: E402
from .resources import RESOURCES, unlisted  # noqa: E402
from .schema import package  # noqa: E402
from .wire import from_struct, has_unknown, to_struct  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .kind import Kind, State

ORPHAN_GRACE_SECONDS = 30.0
"""How long calls may go on after the engine was killed: a real AWS call would not stop either."""

PROPERTY_DIFF = provider_pb2.PropertyDiff


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """Serves one configuration: the engine starts a process for each explicit provider."""

    def __init__(self) -> None:
        """Serve with what the environment says until `Configure` is called."""
        self._clients = Clients(Configuration.parse({}))

    def Handshake(self, request: Any, context: Any) -> Any:
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=False, accept_resources=False)

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        # The engine warns of a plugin that is older than the SDK asks for: the bridge is as new as the SDK installed.
        return plugin_pb2.PluginInfo(version=plugin_version("pulumi_aws"))

    def GetSchema(self, request: Any, context: Any) -> Any:
        return provider_pb2.GetSchemaResponse(schema=json.dumps(package(RESOURCES, plugin_version("pulumi_aws"))))

    def CheckConfig(self, request: Any, context: Any) -> Any:
        inputs = from_struct(request.news)
        inputs.setdefault("region", region_of_environment())
        failures = []
        if not inputs["region"]:
            reason = "no Region: set the configuration aws:region, the provider's region or AWS_REGION"
            failures.append(provider_pb2.CheckFailure(reason=reason))
        elif not has_unknown(inputs["region"]) and (wrong_region := wrong(inputs["region"])):
            failures.append(provider_pb2.CheckFailure(property="region", reason=wrong_region))
        return provider_pb2.CheckResponse(inputs=to_struct(inputs), failures=failures)

    def DiffConfig(self, request: Any, context: Any) -> Any:
        old, new = from_struct(request.old_inputs), from_struct(request.news)
        changed = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
        moved = "region" in changed and not has_unknown(new.get("region"))
        return provider_pb2.DiffResponse(
            changes=_changes(bool(changed)), diffs=changed, replaces=["region"] if moved else []
        )

    def Configure(self, request: Any, context: Any) -> Any:
        self._clients = Clients(Configuration.parse(from_struct(request.args)))
        if refusal := self._clients.refusal():
            context.abort(grpc.StatusCode.UNKNOWN, refusal)
        return provider_pb2.ConfigureResponse(acceptSecrets=False, supportsPreview=True, acceptResources=False)

    def Invoke(self, request: Any, context: Any) -> Any:
        if request.tok not in FUNCTIONS:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, f"{request.tok} is not a function of the local cloud's bridge")
        with _reported(context, request.tok):
            answer = FUNCTIONS[request.tok](self._clients, from_struct(request.args))
        return provider_pb2.InvokeResponse(**{"return": to_struct(answer)})

    def Check(self, request: Any, context: Any) -> Any:
        token, name = _type_and_name(request.urn)
        kind = RESOURCES.get(token)
        if kind is None:
            failure = provider_pb2.CheckFailure(reason=unlisted(token))
            return provider_pb2.CheckResponse(inputs=request.news, failures=[failure])
        inputs, failures = lifecycle.check(
            kind,
            name,
            request.randomSeed,
            from_struct(request.olds),
            from_struct(request.news),
            self._clients.configuration.default_tags,
        )
        return provider_pb2.CheckResponse(
            inputs=to_struct(inputs, kind.secrets),
            failures=[provider_pb2.CheckFailure(property=one.property, reason=one.reason) for one in failures],
        )

    def Diff(self, request: Any, context: Any) -> Any:
        kind, _ = self._kind(request, context)
        found = lifecycle.diff(
            kind,
            from_struct(request.olds),
            from_struct(request.old_inputs),
            from_struct(request.news),
            region=self._clients.configuration.region,
            ignored=request.ignoreChanges,
        )
        return provider_pb2.DiffResponse(
            changes=_changes(bool(found.names)),
            deleteBeforeReplace=found.delete_first,
            detailedDiff={name: _property_diff(name, found) for name in found.names},
            diffs=sorted(found.names),
            hasDetailedDiff=True,
            replaces=sorted(found.replaces),
            stables=sorted(kind.computed | (kind.replaces - found.names)),
        )

    def Create(self, request: Any, context: Any) -> Any:
        kind, label = self._kind(request, context)
        inputs = from_struct(request.properties)
        region = self._region(kind, inputs)
        if request.preview:
            return provider_pb2.CreateResponse(
                properties=to_struct(lifecycle.planned(kind, inputs, region), kind.secrets)
            )
        with _reported(context, label, "create"):
            client = self._clients.get(kind.service, inputs.get("region"))
            identifier = kind.create(client, inputs)
        try:
            kind.complete(client, identifier, inputs)
            state = kind.read(client, kind.address(identifier, inputs, self._clients.account))
        except Exception as error:  # noqa: BLE001 - whatever it is, the resource exists and must get into the state
            _abort_created(context, identifier, to_struct(inputs, kind.secrets), _message(error, label, "create"))
        properties = lifecycle.outputs(kind, inputs, state or {}, region)
        return provider_pb2.CreateResponse(id=identifier, properties=to_struct(properties, kind.secrets))

    def Read(self, request: Any, context: Any) -> Any:
        kind, label = self._kind(request, context)
        inputs, old = from_struct(request.inputs), from_struct(request.properties)
        known = inputs or old
        with _reported(context, label, "read"):
            client = self._clients.get(kind.service, known.get("region"))
            address = kind.address(request.id, known, self._clients.account)
            state = _unless_gone(kind, lambda: kind.read(client, address))
        if state is None:
            return provider_pb2.ReadResponse()
        refreshed = (
            lifecycle.refreshed_inputs(kind, inputs, state) if inputs else lifecycle.imported_inputs(kind, state)
        )
        properties = lifecycle.outputs(kind, refreshed, state, self._region(kind, known))
        return provider_pb2.ReadResponse(
            id=kind.identified(request.id, state),
            inputs=to_struct(refreshed, kind.secrets),
            properties=to_struct(properties, kind.secrets),
        )

    def Update(self, request: Any, context: Any) -> Any:
        kind, label = self._kind(request, context)
        old, inputs = from_struct(request.olds), from_struct(request.news)
        region = self._region(kind, inputs)
        if request.preview:
            planned = lifecycle.planned(kind, inputs, region, old)
            return provider_pb2.UpdateResponse(properties=to_struct(planned, kind.secrets))
        found = lifecycle.diff(kind, old, from_struct(request.old_inputs), inputs, region=region)
        with _reported(context, label, "update"):
            client = self._clients.get(kind.service, inputs.get("region"))
            kind.update(client, request.id, Changes(old, inputs, found.names))
            state = kind.read(client, kind.address(request.id, inputs, self._clients.account))
        properties = lifecycle.outputs(kind, inputs, state or {}, region)
        return provider_pb2.UpdateResponse(properties=to_struct(properties, kind.secrets))

    def Delete(self, request: Any, context: Any) -> Any:
        kind, label = self._kind(request, context)
        state = {**from_struct(request.old_inputs), **from_struct(request.properties)}
        with _reported(context, label, "delete"):
            client = self._clients.get(kind.service, state.get("region"))
            _unless_gone(kind, lambda: kind.delete(client, request.id, state))
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def _kind(self, request: Any, context: Any) -> tuple[Kind, str]:
        token, name = _type_and_name(request.urn)
        if token not in RESOURCES:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, unlisted(token))
        return RESOURCES[token], f"{token} '{name}'"

    def _region(self, kind: Kind, inputs: State) -> str | None:
        return inputs.get("region", self._clients.configuration.region) if kind.regional else None


def _type_and_name(urn: str) -> tuple[str, str]:
    """Type token and name of a URN, `urn:pulumi:<stack>::<project>::<parent types$type>::<name>`."""
    _, _, types, name = urn.split("::", 3)
    return types.rsplit("$", 1)[-1], name


def _changes(some: bool) -> Any:
    return provider_pb2.DiffResponse.DIFF_SOME if some else provider_pb2.DiffResponse.DIFF_NONE


def _property_diff(name: str, found: lifecycle.Difference) -> Any:
    kind = "UPDATE"
    if name in found.added:
        kind = "ADD"
    elif name in found.removed:
        kind = "DELETE"
    if name in found.replaces:
        kind += "_REPLACE"
    return PROPERTY_DIFF(kind=PROPERTY_DIFF.Kind.Value(kind), inputDiff=True)


def _unless_gone(kind: Kind, call: Any) -> Any:
    """Make a call; None if AWS says that the resource does not exist."""
    from botocore.exceptions import ClientError

    try:
        return call()
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in kind.gone:
            return None
        raise


@contextmanager
def _reported(context: Any, label: str, verb: str = "call") -> Iterator[None]:
    """Turn a failure into one line that names the resource and AWS's error code."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - a traceback of the bridge would help nobody
        context.abort(grpc.StatusCode.UNKNOWN, _message(error, label, verb))


def _message(error: Exception, label: str, verb: str) -> str:
    response = getattr(error, "response", None)
    if isinstance(response, dict) and "Error" in response:
        operation = getattr(error, "operation_name", "the API")
        code, text = response["Error"].get("Code", "Unknown"), response["Error"].get("Message", "")
        reason = f"{operation}: {code}: {text}"
    else:
        reason = f"{type(error).__name__}: {error}"
    return f"{label} failed to {verb}: {' '.join(reason.split())}"


def _abort_created(context: Any, identifier: str, inputs: Any, message: str) -> NoReturn:
    """Fail a creation whose resource exists, so that the engine records it and replaces or deletes it later."""
    detail = any_pb2.Any()
    detail.Pack(
        provider_pb2.ErrorResourceInitFailed(id=identifier, inputs=inputs, properties=inputs, reasons=[message])
    )
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=message, details=[detail])
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(grpc.StatusCode.UNKNOWN, message)
    raise AssertionError  # abort does not return


def main() -> None:
    """Serve the engine that started this process."""
    provider = Provider()
    serve(
        lambda server: provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server),
        stop=lambda: None,
        orphan_grace=ORPHAN_GRACE_SECONDS,
    )
