"""Programs in other languages: a preview against that of the same program in Python, and the plugin's start against the
start of dynamic resources' provider."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator

import yaml

from localcloud.engine import YAML, ensure, ensure_languages
from tests.bench.measure import Result, medians
from tests.bench.place import Place, local_aws
from tests.e2e.harness import ROOT, Project, config
from tests.e2e.test_another_language import PYTHON
from tests.warm import DYNAMIC, PLUGIN


def results() -> Iterator[Result]:
    """Both ratios."""
    ensure_languages(ensure(), YAML)
    with local_aws() as place:
        place.control.seed(("salesforce", "Salesforce"))
        settings = {key: value for key, value in config().items() if key.startswith("aws")}
        in_python, in_yaml = place.project("in-python", settings, PYTHON), _example(place)
        first, second = medians(in_yaml.changes, in_python.changes, runs=7)
        yield Result("preview-in-yaml-to-python", first / second, 1.1)
    first, second = medians(_started(PLUGIN), _started(DYNAMIC), runs=15)
    yield Result("start-of-the-plugin-to-dynamic-provider", first / second, 1.5)


def _example(place: Place) -> Project:
    """`examples/yaml` beside the plugin, with this environment."""
    shutil.copytree(ROOT / "plugin", place.folder / "plugin", ignore=shutil.ignore_patterns(".venv"))
    definition = yaml.safe_load((ROOT / "plugin" / "PulumiPlugin.yaml").read_text())
    definition["runtime"]["options"]["virtualenv"] = sys.prefix
    (place.folder / "plugin" / "PulumiPlugin.yaml").write_text(yaml.safe_dump(definition))
    folder = place.folder / "examples" / "yaml"
    shutil.copytree(ROOT / "examples" / "yaml", folder)
    return Project.found(folder, place.variables)


def _started(run: tuple[str, ...]) -> Callable[[], None]:
    """Start a provider's process, until it says where it serves."""

    def start() -> None:
        started = [sys.executable, "-u", *run, "127.0.0.1:1"]
        with subprocess.Popen(started, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            assert process.stdout.readline().strip().isdigit()
            process.kill()

    return start
