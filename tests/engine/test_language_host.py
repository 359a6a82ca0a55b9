"""Programs, dynamic providers, the bridge and policy packs on the real engine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pulumi import automation
from pulumi.runtime.proto import language_pb2

from localcloud.engine import Engine, ensure, environment
from localcloud.engine.language_host.decisions import (
    choose_python,
    outcome,
    plugin_arguments,
    program_arguments,
    recorded_version,
)
from localcloud.engine.language_host.service import LanguageHost

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAM = """
import json
import pulumi
import pulumi_aws as aws
from pulumi.dynamic import CreateResult, Resource, ResourceProvider


class Doubler(ResourceProvider):
    def create(self, props):
        return CreateResult("doubled", {**props, "twice": 2 * props["number"]})


class Doubled(Resource):
    twice: pulumi.Output[int]

    def __init__(self, name, number):
        super().__init__(Doubler(), name, {"number": number, "twice": None})


queue = aws.sqs.Queue("queue", tags={"stack": pulumi.get_stack()})
document = queue.arn.apply(lambda arn: json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["sqs:SendMessage"], "Resource": arn}],
}))
aws.sqs.QueuePolicy("policy", queue_url=queue.url, policy=document)
pulumi.export("url", queue.url)
pulumi.export("twice", Doubled("doubled", 21).twice)
pulumi.export("region", aws.get_region_output().region)
pulumi.export("secret", pulumi.Config().require_secret("secret"))
"""


class NotingChildren:
    """Notes what is started; a virtual environment is a folder with an interpreter."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []

    def streamed(self, command: list[str], *_context: Any, **_process: Any) -> list[tuple[str, Any]]:
        self.commands.append(command)
        if "venv" in command:
            (Path(command[-1]) / "bin").mkdir(parents=True)
            (Path(command[-1]) / "bin" / "python").touch()
        return [("exitcode", 0)]


class TestDecisions:
    """What the language host decides, without an engine."""

    @staticmethod
    def _venv(folder: Path) -> Path:
        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "python").touch()
        return folder

    def test_the_virtual_environment_of_the_project(self, tmp_path: Path) -> None:
        self._venv(tmp_path / ".venv")
        given = {"PATH": "/usr/bin", "PYTHONHOME": "/x", "PULUMI_PYTHON_CMD": "/other/python"}
        python = choose_python({"toolchain": "pip", "virtualenv": ".venv"}, tmp_path, given, plugin=False)
        assert python.command == str(tmp_path / ".venv" / "bin" / "python")
        assert python.environment == {
            "PATH": f"{tmp_path / '.venv' / 'bin'}:/usr/bin",
            "PULUMI_PYTHON_CMD": "/other/python",
            "VIRTUAL_ENV": str(tmp_path / ".venv"),
        }

    def test_without_one_the_ambient_python(self, tmp_path: Path) -> None:
        assert choose_python({}, tmp_path, {"PULUMI_PYTHON_CMD": "/a/python"}, plugin=False).command == "/a/python"

    def test_a_plugin_never_gets_the_ambient_python(self, tmp_path: Path) -> None:
        with pytest.raises(
            ValueError, match=r"'virtualenv' option in Pulumi.yaml is set to 'venv', but .* does not exist"
        ):
            choose_python({}, tmp_path, {}, plugin=True)

    def test_a_folder_that_is_no_virtual_environment(self, tmp_path: Path) -> None:
        (tmp_path / "env").mkdir()
        with pytest.raises(ValueError, match="is not a virtual environment"):
            choose_python({"virtualenv": "env"}, tmp_path, {}, plugin=False)

    def test_toolchains(self, tmp_path: Path) -> None:
        self._venv(tmp_path / ".venv")
        python = choose_python({"toolchain": "uv"}, tmp_path, {}, plugin=False)
        assert python.command == str(tmp_path / ".venv" / "bin" / "python")
        with pytest.raises(ValueError, match="toolchain 'poetry', set the option 'virtualenv'"):
            choose_python({"toolchain": "poetry"}, tmp_path, {}, plugin=False)

    @pytest.mark.parametrize(
        ("options", "plugin", "made"),
        [
            ({}, True, "venv"),
            ({"virtualenv": ".env"}, True, ".env"),
            ({"toolchain": "uv"}, False, ".venv"),
            ({}, False, ""),
        ],
    )
    def test_the_virtual_environment_that_will_be_used_is_made(
        self, tmp_path: Path, options: dict[str, str], plugin: bool, made: str
    ) -> None:
        (tmp_path / "requirements.txt").touch()
        children = NotingChildren()
        info = language_pb2.ProgramInfo(root_directory=str(tmp_path), program_directory=str(tmp_path))
        info.options.update(options)
        request = language_pb2.InstallDependenciesRequest(info=info, is_plugin=plugin)
        assert list(LanguageHost("", children).InstallDependencies(request, None)) == []  # type: ignore[arg-type]
        venv, pip = ["-m", "venv", str(tmp_path / made)], ["-m", "pip", "install", "-r", "requirements.txt"]
        assert [arguments for _, *arguments in children.commands] == ([venv, pip] if made else [pip])
        assert (made == "") or children.commands[-1][0] == str(tmp_path / made / "bin" / "python")

    @pytest.mark.parametrize(
        ("text", "version"),
        [
            ("home = /usr/bin\nversion = 3.12.1\nexecutable = /usr/bin/python3.12\n", "3.12.1"),
            ("home=/usr/bin\nversion=3.12.1", "3.12.1"),
            ("home = /usr/bin\n", None),
            ("", None),
            (None, None),
        ],
    )
    def test_the_version_that_an_environment_says(self, tmp_path: Path, text: str | None, version: str | None) -> None:
        if text is not None:
            (tmp_path / "pyvenv.cfg").write_text(text)
        assert recorded_version(str(tmp_path / "bin" / "python")) == version

    def test_program_arguments(self) -> None:
        info = language_pb2.ProgramInfo(root_directory="/p", program_directory="/p", entry_point=".")
        request = language_pb2.RunRequest(
            project="p", stack="dev", pwd="/p", dryRun=True, parallel=4, monitor_address="m:1", info=info, args=["a"]
        )
        flags = "--monitor m:1 --engine e:2 --project p --root_directory /p --stack dev --pwd /p --dry_run true"
        assert program_arguments(request, "e:2") == [*flags.split(), "--parallel", "4", ".", "a"]

    def test_plugin_arguments(self, tmp_path: Path) -> None:
        pack = language_pb2.RunPluginRequest(kind="analyzer", args=["e:2"])
        assert plugin_arguments(pack, tmp_path) == ["-u", "-m", "pulumi.policy", "e:2", str(tmp_path)]
        plugin = language_pb2.RunPluginRequest(kind="resource", args=["e:2"])
        (tmp_path / "pyproject.toml").write_text('[project]\nname = "a-plugin"\n')
        assert plugin_arguments(plugin, tmp_path) == ["-u", "-m", "pulumi.run.plugin", "a-plugin", "e:2"]
        (tmp_path / "__main__.py").touch()
        assert plugin_arguments(plugin, tmp_path) == ["-u", str(tmp_path), "e:2"]

    @pytest.mark.parametrize(
        ("code", "stopped", "expected"),
        [
            (0, False, language_pb2.RunResponse()),
            (32, False, language_pb2.RunResponse(bail=True)),
            (-15, True, language_pb2.RunResponse(bail=True)),
            (3, False, language_pb2.RunResponse(error="program exited with non-zero exit code: 3")),
        ],
    )
    def test_outcome(self, code: int, stopped: bool, expected: Any) -> None:
        assert outcome(code, stopped=stopped) == expected


@dataclass
class Project:
    """A Pulumi project in a folder, with a stack of its own."""

    folder: Path
    variables: dict[str, str]

    def write(self, program: str) -> None:
        (self.folder / "__main__.py").write_text(textwrap.dedent(program))

    def run(self, *arguments: str, check: bool = True, **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--stack", "dev"],
            cwd=self.folder,
            env={**self.variables, **more},
            capture_output=True,
            text=True,
            check=False,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def outputs(self) -> dict[str, Any]:
        return dict(json.loads(self.run("stack", "output", "--json", "--show-secrets").stdout))


@pytest.fixture(scope="module")
def engine() -> Engine:
    return ensure()


@pytest.fixture
def project(tmp_path: Path, engine: Engine, aws_environment: dict[str, str]) -> Project:
    variables = {**os.environ, **aws_environment, **environment(engine, tmp_path / "state")}
    folder = tmp_path / "a project"
    folder.mkdir()
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "Pulumi.yaml").write_text(
        "name: program\nruntime: {name: python, options: {toolchain: pip, virtualenv: .venv}}\n"
        "options: {refresh: always}\n"
    )
    made = Project(folder, variables)
    made.run("stack", "init")
    return made


def leftovers(folder: Path) -> list[str]:
    """Command lines of processes that still work in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(folder):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


@pytest.mark.e2e
@pytest.mark.timeout(1500)  # the first set-up may build the engine
class TestEngine:
    def test_life_of_a_program(self, project: Project, aws: Callable[..., Any]) -> None:
        project.write(PROGRAM)
        project.run("config", "set", "--secret", "secret", "hidden")
        preview = project.run("preview")
        assert "4 to create" in preview.stdout
        up = project.run("up", "--yes")
        outputs = project.outputs()
        assert (outputs["twice"], outputs["region"], outputs["secret"]) == (42, "us-east-1", "hidden")
        assert aws("sqs").list_queue_tags(QueueUrl=outputs["url"])["Tags"] == {"stack": "dev"}

        again = project.run("preview", "--expect-no-changes")
        assert "4 unchanged" in again.stdout

        aws("sqs").set_queue_attributes(QueueUrl=outputs["url"], Attributes={"VisibilityTimeout": "77"})
        aws("sqs").set_queue_attributes(QueueUrl=outputs["url"], Attributes={"Policy": ""})
        repaired = project.run("up", "--yes", "--skip-preview")
        assert "1 created" in repaired.stdout
        assert "1 updated" in repaired.stdout
        attributes = aws("sqs").get_queue_attributes(QueueUrl=outputs["url"], AttributeNames=["All"])["Attributes"]
        assert attributes["VisibilityTimeout"] == "30"
        assert "sqs:SendMessage" in attributes["Policy"]

        destroy = project.run("destroy", "--yes")
        assert outputs["url"] not in aws("sqs").list_queues().get("QueueUrls", [])
        for done in (preview, up, again, repaired, destroy):
            assert done.stderr == ""
            assert "warning" not in done.stdout

    def test_an_unlisted_type_is_refused_before_anything_changes(self, project: Project) -> None:
        project.write('import pulumi_aws as aws\naws.ec2.Instance("machine", ami="a", instance_type="t3.nano")\n')
        done = project.run("preview", check=False)
        assert done.returncode != 0
        assert (
            "error: aws:ec2/instance:Instance resource 'machine' has a problem: aws:ec2/instance:Instance is not in "
            "the local cloud's table of classic aws types; add it to localcloud/bridge/resources.py"
        ) in done.stdout

    def test_a_creation_that_aws_refuses_is_one_line(self, project: Project) -> None:
        project.write(
            """
            import pulumi_aws as aws
            aws.iam.RolePolicyAttachment("attached", role="nobody", policy_arn="arn:aws:iam::123456789012:policy/none")
            """
        )
        done = project.run("up", "--yes", "--skip-preview", check=False)
        assert done.returncode != 0
        assert (
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment 'attached' failed to create: "
            "AttachRolePolicy: NoSuchEntity"
        ) in done.stdout

    @pytest.mark.parametrize(
        ("program", "message"),
        [
            ("import pulumi\nraise pulumi.RunError('one clear line')", "error: one clear line"),
            ("raise ValueError('boom')", "ValueError: boom"),
        ],
    )
    def test_a_failing_program_ends_promptly(self, project: Project, program: str, message: str) -> None:
        def previewed(text: str) -> tuple[float, subprocess.CompletedProcess[str]]:
            project.write(text)
            began = time.monotonic()
            preview = project.run("preview", check=False)
            return time.monotonic() - began, preview

        # A host that is late or loud on SIGINT adds five seconds, every time; how busy the machine is, a program that
        # ends well shows at the same time.
        pairs = [(previewed("")[0], previewed(program)) for _ in range(3)]
        assert min(failed - ended_well for ended_well, (failed, _) in pairs) < 4
        done = pairs[-1][1][1]
        assert done.returncode != 0
        assert message in done.stdout
        assert done.stderr == ""
        assert leftovers(project.folder) == []

    def test_a_missing_virtual_environment_is_named(self, project: Project) -> None:
        project.write("")
        (project.folder / ".venv").unlink()
        done = project.run("preview", check=False)
        assert "The 'virtualenv' option in Pulumi.yaml is set to '.venv'" in done.stdout + done.stderr
        assert "pulumi install" in done.stdout + done.stderr

    def test_ctrl_c_ends_a_waiting_program_at_once(self, project: Project) -> None:
        project.write("import time\nprint('waiting', flush=True)\ntime.sleep(60)")
        with self._started(project) as process:
            self._until(process, "waiting")
            began = time.monotonic()
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=20)
            assert time.monotonic() - began < 3
        assert leftovers(project.folder) == []

    def test_a_killed_engine_leaves_no_process(self, project: Project) -> None:
        project.write("import time\nprint('waiting', flush=True)\ntime.sleep(60)")
        with self._started(project) as process:
            self._until(process, "waiting")
            process.kill()
        deadline = time.monotonic() + 5
        while leftovers(project.folder) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert leftovers(project.folder) == []

    def test_automation_api(self, project: Project, engine: Engine) -> None:
        project.write("import pulumi\npulumi.export('answer', 42)")
        stack = automation.create_or_select_stack(
            "api",
            work_dir=str(project.folder),
            opts=automation.LocalWorkspaceOptions(
                pulumi_command=automation.PulumiCommand(root=str(engine.bin.parent)), env_vars=project.variables
            ),
        )
        assert stack.up().outputs["answer"].value == 42
        stack.destroy()

    @staticmethod
    def _started(project: Project) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["pulumi", "preview", "--non-interactive", "--stack", "dev"],
            cwd=project.folder,
            env=project.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @staticmethod
    def _until(process: subprocess.Popen[str], text: str) -> None:
        assert process.stdout is not None
        assert any(text in line for line in process.stdout)
