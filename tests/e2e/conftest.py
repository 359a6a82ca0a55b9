"""A local cloud of its own for every test, and projects on it."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from connect_customer_profiles.aws import session, sts

from localcloud.aws.control import Control
from localcloud.aws.server import LocalCloud
from localcloud.engine import ensure, environment
from tests.conftest import PATIENT
from tests.warm import MODULES, WarmPython

from .harness import Project, config
from .stacks import Vault

CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "123456789012",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_EC2_METADATA_DISABLED": "true",
}

PYDANTIC = (
    *("pydantic", "pydantic.alias_generators", "pydantic.functional_validators", "pydantic.main"),
    *("pydantic.plugin._loader", "pydantic.plugin._schema_validator"),
    *("pydantic._internal._generate_schema", "pydantic._internal._validators"),
)
"""What the program's settings are checked with; the package imports it when it is first used."""


@dataclass(frozen=True)
class Place:
    """A local cloud with what is needed to deploy to it."""

    control: Control
    environment: dict[str, str]

    def leftovers(self) -> dict[str, Any]:
        """What exists beside the connector profiles that the fixture seeded."""
        return {
            f"{account} {region} {kind}": names
            for account, regions in self.control.inventory().items()
            for region, kinds in regions.items()
            for kind, names in kinds.items()
            if kind != "connector_profiles"
        }

    def existing(self, kind: str, region: str = "us-east-1") -> list[str]:
        """The names of what exists of a kind."""
        regions = self.control.inventory().get("123456789012", {})
        return list(regions.get(region, {}).get(kind, []))

    def client(self, service: str, region: str = "us-east-1") -> Any:
        """A boto3 client of the account."""
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.environment["AWS_ENDPOINT_URL"],
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            config=PATIENT,
        )


def connect_instance(place: Place) -> str:
    """The ARN of a new Connect instance."""
    made = place.client("connect").create_instance(
        IdentityManagementType="CONNECT_MANAGED", InboundCallsEnabled=True, OutboundCallsEnabled=False
    )
    return str(made["Arn"])


@cache
def _without_logs(home: Path) -> "tempfile.TemporaryDirectory[str]":
    """The engine's home for this process. For each command the engine logs everything in its folder `logs`,
    which costs a tenth of a second and, in the end, 500 MB: it writes none where that is no folder."""
    own = tempfile.TemporaryDirectory(prefix="pulumi-home-")
    (home / "schemas").mkdir(exist_ok=True)
    for each in home.iterdir():
        if each.name not in ("logs", "workspaces"):
            Path(own.name, each.name).symlink_to(each)
    Path(own.name, "logs").touch()
    return own


@pytest.fixture(scope="session")
def warm_python() -> Iterator[WarmPython]:
    """The Python of the engine's processes."""
    python = WarmPython(modules=(*MODULES, *PYDANTIC, "localcloud.bridge.provider"))
    yield python
    python.stop()


@pytest.fixture(scope="session")
def vault() -> Iterator[Vault]:
    """Where the stacks' keys come from."""
    running = Vault()
    yield running
    running.stop()


@pytest.fixture
def place(server: LocalCloud, vault: Vault, warm_python: WarmPython, tmp_path: Path) -> Place:
    """The local cloud, emptied, with a connector profile for each source."""
    control = Control(server.endpoint)
    control.reset()
    for region in ("us-east-1", "eu-central-1"):
        control.seed(
            *(("salesforce", "Salesforce"), ("marketo", "Marketo"), ("servicenow", "Servicenow")),
            ("zendesk", "Zendesk"),
            region=region,
        )
    state = tmp_path / "state"
    state.mkdir()
    engine = ensure()
    variables = {**environment(engine, state), **vault.environment, **CREDENTIALS, "AWS_ENDPOINT_URL": server.endpoint}
    variables["PULUMI_HOME"] = _without_logs(engine.home).name
    variables |= {"AWS_CONFIG_FILE": str(tmp_path / "aws"), "AWS_REGION": "us-east-1"}
    return Place(control, {**variables, "PULUMI_PYTHON_CMD": str(warm_python.python)})


@pytest.fixture
def project(place: Place, tmp_path: Path) -> Callable[..., Project]:
    """Makes a project: the program with a configuration, or a program of the test's own."""

    def create(stack: str = "dev", program: str | None = None, **changes: Any) -> Project:
        folder = tmp_path / f"project-{stack}"
        return Project.create(folder, place.environment, config(**changes), stack=stack, program=program)

    return create


@pytest.fixture
def in_process(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The library in this process works in the test's local cloud, and remembers nothing of it afterwards."""
    kept = (session._client, session._session, sts._account)
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    for each in kept:
        each.cache_clear()
    yield
    for each in kept:
        each.cache_clear()
