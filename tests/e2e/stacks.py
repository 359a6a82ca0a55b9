"""Stacks for which the engine need not be started: to create one, and to read what is secret in its state.

A passphrase would cost each of the engine's thousand commands 0.15 s: a million rounds of a hash. So a stack's key
comes from a Vault here, as a team's may, which hands out the same key to everybody. What the tests of README's commands
create has a passphrase.
"""

import base64
import hashlib
import json
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pulumi import automation as auto

KEY = bytes(range(32))
SIGNATURE = "4dabf18193072939515e22adb298388d"
"""https://www.pulumi.com/docs/iac/concepts/secrets: by it, an object in state is more than a dictionary."""
SECRET = "1b47061264138c4ac30d75fd1eb44270"
SECRETS_PROVIDER = {"secretsprovider": "hashivault://tests", "encryptedkey": base64.b64encode(b"tests").decode()}
"""What a stack's configuration says of it."""


class Vault:
    """The one operation of HashiCorp Vault that the engine calls: decrypting a stack's key."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Decrypt)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def environment(self) -> dict[str, str]:
        """How the engine finds it."""
        return {"VAULT_SERVER_URL": f"http://127.0.0.1:{self._server.server_port}", "VAULT_SERVER_TOKEN": "tests"}

    def stop(self) -> None:
        """No more answers."""
        self._server.shutdown()
        self._server.server_close()


class Workspace(auto.LocalWorkspace):
    """A project's folder, whose stacks are created as files where their key comes from the tests' Vault."""

    def create_stack(self, stack_name: str) -> None:
        """What `pulumi stack init` writes for a stack with such a key: settings, state and which stack is selected."""
        if "VAULT_SERVER_URL" not in self.env_vars:
            super().create_stack(stack_name)
            return
        settings = Path(self.work_dir, f"Pulumi.{stack_name}.yaml")
        written = yaml.safe_load(settings.read_text()) if settings.exists() else None
        settings.write_text(yaml.safe_dump({**(written or {}), **SECRETS_PROVIDER}))
        path = checkpoint(self, stack_name)
        path.parent.mkdir(parents=True, exist_ok=True)
        name = f"organization/{path.parent.name}/{stack_name}"
        path.write_text(json.dumps({"version": 3, "checkpoint": {"stack": name, "latest": self._empty()}}))
        project = hashlib.sha1(str(Path(self.work_dir, "Pulumi.yaml")).encode(), usedforsecurity=False).hexdigest()
        selected = Path(self.env_vars["PULUMI_HOME"], "workspaces", f"{path.parent.name}-{project}-workspace.json")
        selected.parent.mkdir(exist_ok=True)
        selected.write_text(json.dumps({"stacks": {self.env_vars["PULUMI_BACKEND_URL"]: name}}))

    def _empty(self) -> dict[str, Any]:
        """The state of a stack without resources. Had it none, a program that asks for its own stack's outputs, as ours
        do, would stop the engine."""
        version = f"v{self.pulumi_version}"
        magic = hashlib.sha256(version.encode()).hexdigest()
        url, key = SECRETS_PROVIDER["secretsprovider"], SECRETS_PROVIDER["encryptedkey"]
        return {
            "manifest": {"time": "2026-01-01T00:00:00Z", "magic": magic, "version": version},
            "secrets_providers": {"type": "cloud", "state": {"url": url, "encryptedkey": key}},
            "metadata": {},
        }

    def select_stack(self, stack_name: str) -> None:
        """Nothing to do: every command names its stack, which `stack_of` has found."""


def stack_of(folder: Path, environment: Mapping[str, str], name: str, command: auto.PulumiCommand) -> auto.Stack:
    """The stack of a project's folder, which is created if there was none."""
    workspace = Workspace(work_dir=str(folder), pulumi_command=command, env_vars=dict(environment))
    if checkpoint(workspace, name).exists():
        return auto.Stack.select(name, workspace)
    return auto.Stack.create(name, workspace)


def checkpoint(workspace: auto.Workspace, stack: str) -> Path:
    """The file that holds a stack's state."""
    backend = Path(workspace.env_vars["PULUMI_BACKEND_URL"].removeprefix("file://"))
    return backend / ".pulumi" / "stacks" / workspace.project_settings().name / f"{stack}.json"


def resources(stack: auto.Stack) -> list[dict[str, Any]]:
    """The resources in a stack's state, with what is secret as the engine exports it. The code of a dynamic provider,
    which is of no interest, is left out."""
    latest = json.loads(checkpoint(stack.workspace, stack.name).read_text())["checkpoint"]["latest"]
    found: list[dict[str, Any]] = latest.get("resources", [])
    for each in found:
        for values in (each.get("inputs", {}), each.get("outputs", {})):
            values.pop("__provider", None)
    if '"ciphertext"' not in json.dumps(found):
        return found
    if latest["secrets_providers"]["type"] == "passphrase":
        return list((stack.export_stack().deployment or {}).get("resources", []))
    return list(_decrypted(found))


def _decrypted(value: Any) -> Any:
    match value:
        case {"ciphertext": str(ciphertext)} if value.get(SIGNATURE) == SECRET:
            _, nonce, encrypted = ciphertext.split(":")
            text = AESGCM(KEY).decrypt(base64.b64decode(nonce), base64.b64decode(encrypted), None)
            return {SIGNATURE: SECRET, "plaintext": text.decode()}
        case dict():
            return {key: _decrypted(each) for key, each in value.items()}
        case list():
            return [_decrypted(each) for each in value]
        case _:
            return value


class _Decrypt(BaseHTTPRequestHandler):
    def do_PUT(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = json.dumps({"data": {"plaintext": base64.b64encode(KEY).decode()}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the handler's interface
        """Nothing to say."""
