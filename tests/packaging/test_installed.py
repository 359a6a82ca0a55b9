"""The library in an environment in which nothing but its wheel was installed."""

import json
import shutil
import subprocess
from pathlib import Path

import connect_customer_profiles
import pytest

from .distribution import ROOT, Consumer, Wheel, bare

EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/__main__.py"))

NEEDED = """
import json, sys
from importlib.metadata import requires
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

def needed(name, extras):
    for text in requires(name) or []:
        one = Requirement(text)
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras | {""}):
            found = canonicalize_name(one.name)
            if (found, frozenset(one.extras)) not in seen:
                seen.add((found, frozenset(one.extras)))
                needed(found, one.extras)

seen = set()
needed("connect-customer-profiles", set())
print(json.dumps(sorted({name for name, _ in seen})))
"""

UNSATISFIED = """
import sys
from importlib.metadata import version
from packaging.requirements import Requirement

for line in open(sys.argv[1]):
    one = Requirement(line.strip())
    if version(one.name) not in one.specifier:
        print(line)
"""

TOUCHED = """
import json, os, sys

touched = []

def note(event, arguments):
    if event.partition(".")[0] in ("socket", "subprocess", "urllib", "http"):
        touched.append(event)
    if event in ("os.system", "os.exec", "os.posix_spawn", "os.fork"):
        touched.append(event)
    if event == "open" and str(arguments[0]).startswith((os.environ["HOME"], os.getcwd())):
        touched.append(str(arguments[0]))

sys.addaudithook(note)
import connect_customer_profiles
connect_customer_profiles.__version__
print(json.dumps([touched, sorted({name.partition(".")[0] for name in sys.modules})]))
for name in connect_customer_profiles.__all__:
    getattr(connect_customer_profiles, name)
import connect_customer_profiles.ingestion.provider
print(json.dumps(touched))
"""


def test_pip_installs_what_the_four_dependencies_need_and_nothing_else(consumer: Consumer) -> None:
    installed = set(consumer.installed())
    assert installed == {*json.loads(consumer.run("-c", NEEDED)), "connect-customer-profiles"}
    assert {"boto3", "pulumi", "pulumi-aws", "pulumi-aws-native"} <= installed
    assert installed & {"moto", "pydantic", "click", "werkzeug", "rich", "psutil", "localcloud"} == set()


def test_the_plugin_for_other_languages_is_a_script_that_serves(consumer: Consumer) -> None:
    """Which names its port; what it does then, the tests of programs in YAML show."""
    script = consumer.folder / "bin" / "pulumi-resource-connect-customer-profiles"
    with subprocess.Popen([script], stdout=subprocess.PIPE, text=True, env=bare()) as served:
        assert served.stdout is not None
        try:
            assert served.stdout.readline().strip().isdecimal()
        finally:
            served.kill()


def test_the_version_is_the_distribution_s(consumer: Consumer, wheel: Wheel) -> None:
    printed = consumer.run("-c", "import connect_customer_profiles as library; print(library.__version__)")
    assert printed.strip() == wheel.metadata["Version"]


def test_importing_reads_no_configuration_opens_no_connection_and_loads_no_provider_sdk(
    consumer: Consumer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "Pulumi.yaml").write_text("name: bait\nruntime: python\n")
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[default]\nregion = us-east-1\n")
    package, components = map(json.loads, consumer.run("-c", TOUCHED, cwd=tmp_path).splitlines())
    touched, modules = package
    assert touched == []
    assert {"pulumi", "pulumi_aws", "pulumi_aws_native", "boto3", "botocore"} & set(modules) == set()
    assert components == []


def test_the_command_without_its_extra_says_what_to_install(consumer: Consumer) -> None:
    done = subprocess.run(
        [consumer.folder / "bin" / "customer-profiles", "plan", "Salesforce", "2024-01-31"],
        capture_output=True,
        text=True,
        env=bare(),
        check=False,
    )
    reason = "the command needs more than the library: pip install 'connect-customer-profiles[cli]'"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"customer-profiles: {reason}\n")


def test_it_is_the_installed_library(consumer: Consumer) -> None:
    printed = consumer.run("-c", "import connect_customer_profiles as library; print(library.__file__)").strip()
    assert Path(printed).is_relative_to(consumer.folder)
    assert not Path(connect_customer_profiles.__file__).is_relative_to(consumer.folder)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_wheel_is_all_that_an_example_requires(consumer: Consumer, example: Path) -> None:
    assert consumer.run("-c", UNSATISFIED, str(example / "requirements.txt")) == ""
    assert "connect-customer-profiles>=0.1,<0.2" in (example / "requirements.txt").read_text().splitlines()


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make dist` leaves in a checkout, here a copy of what a distribution is made from."""
    checkout = tmp_path_factory.mktemp("checkout")
    for name in ("pyproject.toml", "hashes.txt", "Makefile", "README.md", "CHANGELOG.md", "LICENSE"):
        shutil.copy2(ROOT / name, checkout)
    shutil.copytree(ROOT / "components", checkout / "components")
    (checkout / ".venv").symlink_to(ROOT / ".venv")
    subprocess.run(["make", "--assume-old", ".venv/.ready", "dist"], cwd=checkout, check=True, capture_output=True)
    return checkout / "dist"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_after_make_dist_pip_finds_the_wheel_of_the_checkout(
    consumer: Consumer, dist: Path, example: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    command = [consumer.python, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-deps", "--no-index"]
    done = subprocess.run(
        [*command, "--report", report, *_own(example / "requirements.txt")],
        env={**bare(), "PIP_FIND_LINKS": str(dist)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    [taken] = json.loads(report.read_text())["install"]
    [wheel] = dist.glob("*.whl")
    assert taken["download_info"]["url"] == wheel.resolve().as_uri()


def _own(requirements: Path) -> list[str]:
    """The requirement of a file that is for this library."""
    return [line for line in requirements.read_text().splitlines() if line.startswith("connect-customer-profiles")]
