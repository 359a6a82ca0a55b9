"""Runs Lambda functions in Python: each invocation is a process of its own, with the credentials of the role.

https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
"""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from . import function_runtime

if TYPE_CHECKING:
    from moto.awslambda.models import LambdaFunction

SESSION_SECONDS = 3_600
TIMED_OUT = "Sandbox.Timedout"
UNSUPPORTED = "Runtime.Unsupported"

_endpoint: ContextVar[str] = ContextVar("endpoint", default="")
"""The cloud that answers the present request: several may run in one process."""


@dataclass(frozen=True)
class Outcome:
    """What an invocation has answered.

    Attributes:
        payload: JSON.
        failed: whether it is an error.
        log: what the function wrote.
    """

    payload: str
    failed: bool
    log: str = ""


@contextmanager
def calling(endpoint: str) -> Iterator[None]:
    """In here functions call AWS at this endpoint."""
    token = _endpoint.set(endpoint)
    try:
        yield
    finally:
        _endpoint.reset(token)


def install() -> None:
    """Makes moto's Lambda run functions from now on. Called before the first request."""
    from moto.awslambda.models import LambdaBackend

    def invoke(
        self: LambdaBackend,
        function_name: str,
        qualifier: str | None,
        body: Any,
        headers: Any,
        answered: dict[str, str],
    ) -> bytes:
        function: LambdaFunction = self.get_function(function_name, qualifier)
        event = json.loads(body) if body else {}
        kind = headers.get("X-Amz-Invocation-Type", "RequestResponse")
        if kind == "DryRun":
            return b""
        if kind == "Event":
            Thread(target=run, args=(function, event, _endpoint.get()), daemon=True).start()
            return b""
        outcome = run(function, event, _endpoint.get())
        answered["x-amz-executed-version"] = "$LATEST"
        if outcome.failed:
            answered["x-amz-function-error"] = "Unhandled"
        answered["Content-Length"] = str(len(outcome.payload.encode()))
        return outcome.payload.encode()

    LambdaBackend.invoke = invoke  # type: ignore[method-assign, assignment]


def run(function: "LambdaFunction", event: Any, endpoint: str) -> Outcome:
    """Invokes a function, and writes what it prints to its log group."""
    request_id = str(uuid.uuid4())
    if not str(function.run_time).startswith("python"):
        outcome = _error(request_id, UNSUPPORTED, f"the local AWS runs functions in Python, not in {function.run_time}")
    else:
        with tempfile.TemporaryDirectory(prefix="localcloud-function-") as folder:
            zipfile.ZipFile(io.BytesIO(function.code_bytes)).extractall(folder)
            outcome = _run(function, event, _environment(function, endpoint), Path(folder), request_id)
    _write_log(function, f"START RequestId: {request_id}\n{outcome.log}END RequestId: {request_id}\n")
    return outcome


def _run(function: "LambdaFunction", event: Any, environment: dict[str, str], folder: Path, request_id: str) -> Outcome:
    answer = folder / f"{request_id}.json"
    about = {
        "event": event,
        "handler": function.handler,
        "answer": str(answer),
        "seconds": function.timeout,
        "context": {
            "aws_request_id": request_id,
            "function_name": function.function_name,
            "function_version": "$LATEST",
            "invoked_function_arn": function.function_arn,
            "memory_limit_in_mb": str(function.memory_size),
            "log_group_name": function.logs_group_name,
            "log_stream_name": request_id,
        },
    }
    command = [sys.executable, "-P", function_runtime.__file__]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(about),
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=float(function.timeout),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        late = f"RequestId: {request_id} Error: Task timed out after {float(function.timeout):.2f} seconds"
        return _error(request_id, TIMED_OUT, late, log=(error.output or b"").decode(errors="replace"))
    if not answer.exists():
        reason = f"RequestId: {request_id} Error: Runtime exited with error: exit status {done.returncode}"
        return _error(request_id, "Runtime.ExitError", reason, log=done.stdout)
    told = json.loads(answer.read_text())
    return Outcome(json.dumps(told["payload"]), told["failed"], done.stdout)


def _error(request_id: str, kind: str, message: str, *, log: str = "") -> Outcome:
    told = {"errorType": kind, "errorMessage": message, "requestId": request_id}
    return Outcome(json.dumps(told), True, f"{log}{message}\n")


def _environment(function: "LambdaFunction", endpoint: str) -> dict[str, str]:
    """What Lambda sets, and the local AWS as the endpoint of every service.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """
    from moto.sts.models import sts_backends

    region, account = function.region, function.account_id
    role = sts_backends[account]["aws"].assume_role(
        region_name=region,
        role_session_name=function.function_name,
        role_arn=function.role,
        policy="",
        duration=SESSION_SECONDS,
        external_id="",
    )
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "TZ": ":UTC",
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ACCESS_KEY_ID": role.access_key_id,
        "AWS_SECRET_ACCESS_KEY": role.secret_access_key,
        "AWS_SESSION_TOKEN": role.session_token,
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
        "AWS_LAMBDA_LOG_GROUP_NAME": function.logs_group_name,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.run_time}",
        "_HANDLER": str(function.handler),
        **function.environment_vars,
    }


def _write_log(function: "LambdaFunction", text: str) -> None:
    """Writes lines to the function's log group, which Lambda makes where there is none."""
    from moto.logs.models import logs_backends

    logs, group = logs_backends[function.account_id][function.region], function.logs_group_name
    stream = str(uuid.uuid4())
    if group not in logs.groups:
        logs.create_log_group(group, {})
    logs.create_log_stream(group, stream)
    now = int(time.time() * 1000)
    logs.put_log_events(group, stream, [{"timestamp": now, "message": line} for line in text.splitlines() if line])
