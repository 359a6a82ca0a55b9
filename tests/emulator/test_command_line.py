"""`python -m localcloud`: one command, or a local cloud that keeps running."""

import json
import os
import re
import signal
import socketserver
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import dill
import psutil
import pytest

from localcloud.aws import process
from localcloud.aws.connectors import CONNECTORS
from localcloud.aws.control import Control

from .setting import DAY, DOMAIN, Place, batches

ROOT = Path(__file__).parent.parent.parent


def localcloud(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "localcloud", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "data"
    yield folder
    process.stop(folder)


def test_run_gives_the_environment_and_ends_with_the_command_s_exit_code() -> None:
    program = (
        "import boto3, os, sys;"
        "print(boto3.client('sts').get_caller_identity()['Account'], os.environ['AWS_REGION']);"
        "sys.exit(7)"
    )
    done = localcloud(
        "run",
        "--no-engine",
        "--region",
        "eu-central-1",
        "--account",
        "111122223333",
        "--",
        sys.executable,
        "-c",
        program,
    )
    assert (done.returncode, done.stdout) == (7, "111122223333 eu-central-1\n")


def test_a_connection_is_made_in_the_local_aws_of_run() -> None:
    program = (
        "import subprocess, sys, boto3;"
        "subprocess.run([sys.executable, '-m', 'localcloud', 'connection', 'tickets', 'Zendesk'], check=True);"
        "found = boto3.client('appflow').describe_connector_profiles()['connectorProfileDetails'];"
        "print([each['connectorProfileName'] for each in found])"
    )
    place = ("--account", "111122223333", "--region", "eu-central-1")
    done = localcloud("run", "--no-engine", *place, "--", sys.executable, "-c", program)
    made = "localcloud: connector profile tickets for Zendesk in 111122223333, eu-central-1\n"
    assert (done.returncode, done.stdout) == (0, f"{made}['tickets']\n"), done.stderr


def test_run_takes_no_notice_of_the_profile_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    done = localcloud("run", "--no-engine", "--", sys.executable, "-c", "import os; print(os.getenv('AWS_PROFILE'))")
    assert (done.returncode, done.stdout) == (0, "None\n"), done.stderr


def test_run_sets_switches_and_speed() -> None:
    program = (
        "import os; from localcloud.aws.control import Control;"
        "control = Control(os.environ['AWS_ENDPOINT_URL']);"
        "print(control.health()['speed'], control.behaviours()['parallel_steps'])"
    )
    options = ("--speed", "60", "--behaviour", "parallel_steps=9")
    done = localcloud("run", "--no-engine", *options, "--", sys.executable, "-c", program)
    assert (done.returncode, done.stdout) == (0, "60.0 9\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--behaviour", "nonsense=1"), "Error: unknown behaviour 'nonsense'; known behaviours: "),
        (("--behaviour", "parallel_steps=x"), "Error: behaviour parallel_steps: 'x' is not a number"),
    ],
)
def test_bad_switch_is_one_line(arguments: tuple[str, ...], message: str) -> None:
    done = localcloud("run", "--no-engine", *arguments, "--", "true")
    assert done.returncode == 1
    assert done.stderr.startswith(message)
    assert "Traceback" not in done.stderr


def test_run_sets_the_switches_of_a_file_that_others_override(tmp_path: Path) -> None:
    file = tmp_path / "observed.json"
    values = {"run_pull_end_told": False, "tasks_described": "expanded"}
    file.write_text(json.dumps({"behaviours": {name: {"value": value} for name, value in values.items()}}))
    program = (
        "import os; from localcloud.aws.control import Control;"
        "found = Control(os.environ['AWS_ENDPOINT_URL']).behaviours();"
        "print(found['run_pull_end_told'], found['tasks_described'])"
    )
    options = ("--behaviours", str(file), "--behaviour", "tasks_described=rewritten")
    done = localcloud("run", "--no-engine", *options, "--", sys.executable, "-c", program)
    assert (done.returncode, done.stdout) == (0, "False rewritten\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not what `make observe` writes: JSONDecodeError: "),
        pytest.param("[" * 100_000, "is not what `make observe` writes: RecursionError: ", id="deep"),
        ('{"behaviours": []}', "is not what `make observe` writes: AttributeError: "),
        ('{"behaviours": {"nonsense": {"value": 1}}}', "unknown behaviour 'nonsense'; known behaviours: "),
    ],
)
def test_a_bad_file_of_switches_is_one_line(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "observed.json").write_text(content)
    done = localcloud("run", "--no-engine", "--behaviours", str(tmp_path / "observed.json"), "--", "true")
    assert done.returncode == 1
    assert message in done.stderr
    assert done.stderr.startswith("Error: ")
    assert len(done.stderr.splitlines()) == 1


def test_missing_command() -> None:
    done = localcloud("run", "--no-engine", "--", "no-such-program")
    assert (done.returncode, done.stderr) == (127, "localcloud: no-such-program: No such file or directory\n")


def test_signals_reach_the_command() -> None:
    program = (
        "import signal, sys, time;"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(5));"
        "print('ready', flush=True);"
        "time.sleep(30)"
    )
    command = [sys.executable, "-m", "localcloud", "run", "--no-engine", "--", sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        running.send_signal(signal.SIGTERM)
        assert running.wait(timeout=10) == 5


def test_killed_command_gives_the_shell_s_exit_code() -> None:
    program = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert localcloud("run", "--no-engine", "--", sys.executable, "-c", program).returncode == 128 + signal.SIGKILL


def test_run_keeps_data_only_if_told_where(data: Path) -> None:
    create = "import boto3; boto3.client('sqs').create_queue(QueueName='kept')"
    listing = "import boto3; print(len(boto3.client('sqs').list_queues().get('QueueUrls', [])))"
    for program in (create, listing):
        done = localcloud("run", "--no-engine", "--data", str(data), "--", sys.executable, "-c", program)
    assert done.stdout == "1\n"
    assert localcloud("run", "--no-engine", "--", sys.executable, "-c", listing).stdout == "0\n"


def test_serve_status_env_stop(data: Path) -> None:
    assert localcloud("status", "--data", str(data)).returncode == 1
    assert localcloud("env", "--data", str(data)).returncode == 1
    assert localcloud("stop", "--data", str(data)).stdout == "localcloud: not running\n"

    started = localcloud("serve", "--detach", "--data", str(data), "--speed", "5")
    address = process.running(data)
    assert address is not None
    assert started.stdout == f"localcloud: running at {address.endpoint} (process {address.pid})\n"
    again = localcloud("serve", "--data", str(data))
    assert again.stdout == f"localcloud: already running at {address.endpoint} (process {address.pid})\n"
    other = localcloud("serve", "--detach", "--data", str(data), "--behaviour", "final_flow_active=false")
    assert other.returncode == 1
    assert other.stderr.startswith(f"Error: already running at {address.endpoint} (process {address.pid}): nothing was")
    status = localcloud("status", "--data", str(data))
    assert status.stdout.splitlines()[0] == started.stdout.strip()
    assert status.stdout.splitlines()[1].endswith("5 seconds per second")
    exports = localcloud("env", "--no-engine", "--data", str(data)).stdout.splitlines()
    assert f"export AWS_ENDPOINT_URL={address.endpoint}" in exports
    assert "export AWS_ACCESS_KEY_ID=123456789012" in exports

    place = Place(address.endpoint)
    made = localcloud("connection", "--data", str(data), "--account", place.account, "tickets", "servicenow")
    assert made.stdout == f"localcloud: connector profile tickets for ServiceNow in {place.account}, us-east-1\n"
    options = ("--feature", "mapped-fields", "--field", "task.u_tier", "--without", "task.urgency")
    localcloud("connection", "--data", str(data), "--account", place.account, "tickets", "servicenow", *options)
    answer = place.client("appflow").describe_connector_entity(
        connectorEntityName="task", connectorProfileName="tickets"
    )
    fields = {each["identifier"] for each in answer["connectorEntityFields"]}
    assert fields & {"status", "u_tier", "urgency", "state"} == {"status", "u_tier", "state"}
    nonsense = localcloud("connection", "--data", str(data), "tickets", "servicenow", "--feature", "nonsense")
    assert nonsense.stderr == "Error: Servicenow has no feature 'nonsense'; known features: mapped-fields\n"
    profiles = place.client("appflow").describe_connector_profiles(connectorProfileNames=["tickets"])
    assert [each["connectorType"] for each in profiles["connectorProfileDetails"]] == ["Servicenow"]
    wrong = localcloud("connection", "--data", str(data), "tickets", "Oracle")
    assert (wrong.returncode, "'Oracle': must be one of" in wrong.stderr) == (2, True)
    misnamed = localcloud("connection", "--data", str(data), "bad name", "Zendesk")
    reason = "Error: connectorProfileName: 'bad name' does not match [\\w/!@#+=.-]+\n"
    assert (misnamed.returncode, misnamed.stderr) == (1, reason)

    assert localcloud("stop", "--data", str(data)).stdout == "localcloud: stopped\n"
    assert process.running(data) is None
    assert localcloud("connection", "--data", str(data), "tickets", "Zendesk").returncode == 1


def test_serve_is_ready_soon(data: Path) -> None:
    address = process.start_detached(data, [])
    spent = psutil.Process(address.pid).cpu_times()
    assert spent.user + spent.system < 3  # of its own, whatever else the machine does; 1.5 beside other work


def test_everything_is_there_after_a_restart(data: Path) -> None:
    place = Place(process.start_detached(data, ["--behaviour", "enforce_rates=false"]).endpoint)
    url = place.guarded_queue()
    ready = place.ready(DeadLetterQueueUrl=url)
    place.client("s3").create_bucket(Bucket="kept")
    place.client("s3").put_object(Bucket="kept", Key="a/b", Body=b"content")
    place.key(KeyUsage="SIGN_VERIFY", KeySpec="ECC_NIST_P256")
    cipher = place.client("kms").encrypt(KeyId=ready.key, Plaintext=b"secret")["CiphertextBlob"]
    ordered = place.queue("ordered.fifo", FifoQueue="true")
    workflow = ready.start(batches(1, 6))
    place.control.set_speed(2)
    place.control.advance(700)
    before = (place.control.inventory(), workflow.metrics, place.control.clock()["now"])

    assert process.stop(data)
    endpoint = process.start_detached(data, []).endpoint
    assert endpoint == place.endpoint, "queue URLs contain the port"
    assert (place.control.inventory(), workflow.metrics) == before[:2]
    clock = place.control.clock()
    assert clock["speed"] == 2
    assert 0 <= clock["now"] - before[2] < 60
    assert place.control.behaviours()["enforce_rates"] is False
    assert place.client("s3").get_object(Bucket="kept", Key="a/b")["Body"].read() == b"content"
    assert place.client("kms").decrypt(CiphertextBlob=cipher)["Plaintext"] == b"secret"
    assert json.loads(place.messages(url)[0]["body"])["message"].startswith("Test message")
    place.sqs.send_message(QueueUrl=ordered, MessageBody="a", MessageGroupId="g", MessageDeduplicationId="1")
    assert [message["body"] for message in place.messages(ordered)] == ["a"]
    assert place.client("iam").get_role(RoleName="execution")["Role"]["Arn"] == ready.role
    place.control.advance(DAY)
    assert workflow.status == "COMPLETE"
    assert place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ObjectCount"] >= 6 * 24


def test_terminated_server_saves_too(data: Path) -> None:
    address = process.start_detached(data, [])
    Place(address.endpoint).queue()
    os.kill(address.pid, signal.SIGTERM)
    deadline = time.monotonic() + 10
    while (data / process.ADDRESS_FILE).exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    place = Place(process.start_detached(data, []).endpoint)
    assert place.control.inventory()[place.account]["us-east-1"] == {"queues": ["dead-letters"]}


def test_killed_server_leaves_the_folder_usable(data: Path) -> None:
    address = process.start_detached(data, [])
    os.kill(address.pid, signal.SIGKILL)
    time.sleep(0.2)
    assert process.running(data) is None
    assert Control(process.start_detached(data, []).endpoint).health()["status"] == "ready"


def test_unreadable_data_is_one_clear_line(data: Path) -> None:
    data.mkdir()
    (data / "cloud.dill").write_bytes(b"nonsense")
    done = localcloud("serve", "--data", str(data))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {data / 'cloud.dill'} cannot be read (")
    assert "delete it to start afresh" in done.stderr


def refusal(data: Path) -> str:
    """What `serve` says of a folder that it does not take: one line."""
    done = localcloud("serve", "--data", str(data))
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    return line


class Bomb:
    """Leaves a file behind when it is loaded."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.marker,)


@pytest.mark.parametrize("signature", [b"", bytes(32)], ids=["none", "zeros"])
def test_data_of_somebody_else_is_not_loaded(data: Path, tmp_path: Path, signature: bytes) -> None:
    data.mkdir()
    marker = tmp_path / "executed"
    (data / "cloud.dill").write_bytes(signature + dill.dumps(Bomb(marker)))
    reason = f"Error: {data / 'cloud.dill'} cannot be read (it was not saved by this user on this machine): "
    assert refusal(data) == reason + "delete it to start afresh"
    done = localcloud("run", "--no-engine", "--data", str(data), "--", "true")
    assert (done.returncode, done.stderr) == (1, f"{reason}delete it to start afresh\n")
    assert not marker.exists()


def test_saved_data_that_was_changed_is_not_loaded(data: Path) -> None:
    create = "import boto3; boto3.client('sqs').create_queue(QueueName='kept')"
    localcloud("run", "--no-engine", "--data", str(data), "--", sys.executable, "-c", create)
    saved = (data / "cloud.dill").read_bytes()
    (data / "cloud.dill").write_bytes(saved.replace(b"kept", b"lost"))
    assert "was not saved by this user on this machine" in refusal(data)
    (data / "cloud.dill").write_bytes(saved)
    assert Place(process.start_detached(data, []).endpoint).control.inventory() != {}


def test_the_key_is_its_owner_s_alone(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMER_PROFILES_CACHE", str(tmp_path / "cache"))
    assert localcloud("run", "--no-engine", "--data", str(data), "--", "true").returncode == 0
    key = tmp_path / "cache" / "localcloud.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert [path.name for path in key.parent.iterdir()] == ["localcloud.key"]
    key.chmod(0o644)
    assert refusal(data) == f"Error: others can read or change the key {key}: delete it"
    key.chmod(0o600)
    key.write_bytes(b"short")
    assert refusal(data) == f"Error: {key} is not a key: delete it"


@pytest.mark.parametrize("content", [b"garbage", b"", b"99999", b"0", b"-1", b"\xff\xfe", b"8080x", b"1" * 5000])
def test_garbage_in_the_port_file_is_one_clear_line(data: Path, content: bytes) -> None:
    data.mkdir()
    (data / "cloud.port").write_bytes(content)
    assert refusal(data) == f"Error: {data / 'cloud.port'} does not hold a port: delete it for a free one"


@pytest.mark.parametrize(
    "content",
    [
        "garbage",
        "[]",
        "null",
        '{"endpoint": 5, "pid": 1}',
        '{"endpoint": "file:///etc/passwd", "pid": 1}',
        '{"endpoint": "http://example.com", "pid": 1}',
        '{"endpoint": "http://127.0.0.1:99999", "pid": 1}',
        '{"endpoint": "http://127.0.0.1:1", "pid": null}',
    ],
)
def test_garbage_in_the_address_file_is_no_running_cloud(data: Path, content: str) -> None:
    data.mkdir()
    (data / process.ADDRESS_FILE).write_text(content)
    assert process.running(data) is None


def test_somebody_else_s_server_is_no_running_cloud(data: Path) -> None:
    data.mkdir()
    with socketserver.TCPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = {"endpoint": f"http://127.0.0.1:{server.server_address[1]}", "pid": os.getpid()}
        (data / process.ADDRESS_FILE).write_text(json.dumps(address))
        assert process.running(data) is None
        server.shutdown()


def test_data_folders_of_run_are_their_owner_s_alone(data: Path) -> None:
    data.mkdir(mode=0o755)
    localcloud("run", "--no-engine", "--data", str(data), "--", "true")
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


def runs(process: psutil.Process) -> bool:
    """Whether a process is there; one that its parent has not waited for yet is not."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


GRANDCHILD = """
import os, subprocess, sys, time
inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
# Its parent ends at once: it is a child of nobody here.
orphan = subprocess.run(["sh", "-c", "sleep 300 > /dev/null & echo $!"], stdout=subprocess.PIPE, start_new_session=True)
print(os.getpid(), inner.pid, int(orphan.stdout), os.environ["AWS_CONFIG_FILE"], flush=True)
time.sleep(300)
"""


@pytest.mark.parametrize("own_data", [False, True], ids=["folder of its own", "data folder"])
def test_a_killed_run_leaves_no_process_and_no_folder(data: Path, own_data: bool) -> None:
    options = ["--data", str(data)] if own_data else []
    command = [
        sys.executable,
        "-m",
        "localcloud",
        "run",
        "--no-engine",
        *options,
        "--",
        sys.executable,
        "-c",
        GRANDCHILD,
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        child, grandchild, orphan, configuration = running.stdout.readline().split()
        folder = Path(configuration).parent
        assert folder.is_dir()
        started = psutil.Process(running.pid).children(recursive=True)
        assert {int(child), int(grandchild)} < {each.pid for each in started}
        started.append(psutil.Process(int(orphan)))
        running.kill()
        deadline = time.monotonic() + 10
        while any(map(runs, started)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert [each for each in started if runs(each)] == []
        assert folder.exists() is own_data


def test_switches_are_listed_with_their_defaults() -> None:
    lines = localcloud("behaviours").stdout.splitlines()
    assert "final_flow_active=true" in lines
    assert "policy_delay_seconds=0.0" in lines


def test_the_help_names_every_feature_of_an_organisation() -> None:
    words = "".join(localcloud("connection", "--help").stdout.split())
    features = {feature for connector in CONNECTORS.values() for feature in connector.features}
    assert features
    assert {feature for feature in features if feature not in words} == set()


def test_one_that_does_not_answer_in_time_is_not_left_running(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Watched)
    monkeypatch.setattr(process, "START_SECONDS", 0.0)
    with pytest.raises(RuntimeError, match="the local cloud did not start: no answer in 0 seconds"):
        process.start_detached(data, [])
    assert [each.returncode for each in started] == [-signal.SIGKILL]


def test_one_that_does_not_end_in_time_is_not_called_stopped(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = process.start_detached(data, [])
    with monkeypatch.context() as patched:
        patched.setattr(Control, "shutdown", lambda _control: None)
        refusal = f"process {address.pid} is still saving {data} after 0 seconds; `stop` waits again"
        with pytest.raises(RuntimeError, match=re.escape(refusal)):
            process.stop(data, 0)
    assert process.stop(data)
    assert not process.stop(data)
