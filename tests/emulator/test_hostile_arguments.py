"""`python -m localcloud` with arguments, files and variables that nobody means well: one line that a screen only shows,
and no end that does not come."""

import io
import json
import os
import signal
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from connect_customer_profiles.operations import whole_files
from connect_customer_profiles.rules.screen import readable

from localcloud.__main__ import main
from localcloud.aws import child, process, watchdog
from localcloud.aws.behaviours import Behaviours
from localcloud.aws.persistence import restore
from localcloud.aws.state import Cloud

CONTROLS = "\x1b[2J\x9b1m\x07\u202e\u200b"
SHOWN = r"\x1b[2J\x9b1m\x07\u202e\u200b"
RUN = ("run", "--no-engine")


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 1) -> str:
    """The one line on standard error of a command that does nothing."""
    with pytest.raises(SystemExit) as ended:
        main([*arguments], prog_name="localcloud")
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (code, "")
    line = err.removesuffix("\n")
    assert line == readable(line)
    return line.removeprefix("Error: ")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ((CONTROLS,), f"No such command '{SHOWN}'; there are behaviours, clock, connection, "),
        (("connection",), "Missing argument 'NAME'; --help shows how"),
        (("serve", "--port", CONTROLS), f"Invalid value for '--port': '{SHOWN}' is not a whole number."),
        (("serve", "--port", "65536"), "Invalid value for '--port': 65536 is not in the range 0<=x<=65535."),
        (("serve", "--speed", CONTROLS), f"Invalid value for '--speed': '{SHOWN}' is not a number."),
        (("env", "--region", CONTROLS), f"Invalid value for '--region': '{SHOWN}' is not a Region; us-east-1 is one"),
        (("env", "--account", CONTROLS), f"Invalid value for '--account': '{SHOWN}': an account is twelve digits, "
         "such as 123456789012"),
        ((*RUN, "--data", "", "--", "true"), "Invalid value for '--data': a folder has a name"),
        (("connection", "a", CONTROLS), f"Invalid value for 'TYPE': '{SHOWN}': must be one of "),
    ],
)  # fmt: skip
def test_a_bad_argument_is_one_line(arguments: tuple[str, ...], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert refusal(capsys, *arguments, code=2).startswith(line)


def test_a_switch_that_does_not_exist_is_shown_with_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    assert refusal(capsys, *RUN, "--behaviour", f"{CONTROLS}=1", "--", "true").startswith(
        f"unknown behaviour '{SHOWN}'; known behaviours: "
    )


@pytest.mark.parametrize("name", ["parallel_steps", "policy_delay_seconds"])
@pytest.mark.parametrize("value", ["inf", "nan", "1e999", "9" * 5_000, CONTROLS])
def test_a_number_that_is_none_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"^behaviour {name}: '.*' is not a number$"):
        Behaviours().set(name, value)


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 10**400, None, [], {}])
def test_a_number_of_a_file_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"^behaviour policy_delay_seconds: .* is not a number$"):
        Behaviours().set("policy_delay_seconds", value)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"null", "{file} is not what `make observe` writes: TypeError: 'NoneType' object is not subscriptable"),
        (b"[]", "{file} is not what `make observe` writes: TypeError: list indices must be integers or slices, "),
        (b"\xff\xfe\x00", "{file} is not what `make observe` writes: UnicodeDecodeError: "),
        (json.dumps({"behaviours": {CONTROLS: {"value": 1}}}).encode(), f"unknown behaviour '{SHOWN}'; "),
        (json.dumps({"behaviours": {"tasks_described": {"value": CONTROLS}}}).encode(),
         f"behaviour tasks_described: '{SHOWN}': must be one of verbatim, rewritten, expanded"),
        (b'{"behaviours": {"parallel_steps": {"value": 1e999}}}', "behaviour parallel_steps: inf is not a number"),
    ],
)  # fmt: skip
def test_a_bad_file_of_switches(content: bytes, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "observed.json"
    file.write_bytes(content)
    found = refusal(capsys, *RUN, "--behaviours", str(file), "--", "true")
    assert found.startswith(line.replace("{file}", str(file)))


def test_a_file_without_end_or_beginning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_files, "WRITER_SECONDS", 0)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    large = tmp_path / "large"
    with large.open("wb") as stream:
        stream.truncate(1_000_000_000)
    for file, reason in (
        (Path("/dev/zero"), "has more than 10,000,000 bytes"),
        (large, "has more than 10,000,000 bytes"),
        (tmp_path / "pipe", "is a pipe that nobody writes to within 0 seconds"),
        (tmp_path / "loop", "Too many levels of symbolic links"),
        (tmp_path / CONTROLS, "No such file or directory"),
    ):
        line = refusal(capsys, *RUN, "--behaviours", str(file), "--", "true")
        assert line == f"{readable(str(file))}: {reason}"


@pytest.mark.parametrize("command", [("serve", "--detach"), RUN])
def test_a_data_folder_that_cannot_be_made(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    for name, reason in (
        ("file/inside", "Not a directory"),
        ("loop", "File exists"),
        (f"file/{CONTROLS}", "Not a directory"),
        ("x" * 300, "File name too long"),
    ):
        folder = tmp_path / name
        rest = () if command[0] == "serve" else ("--", "true")
        line = refusal(capsys, *command, "--data", str(folder), *rest)
        assert line == f"{readable(str(folder))}: {reason}"


@pytest.mark.parametrize("name", [process.ADDRESS_FILE, process.PORT_FILE, "cloud.dill"])
def test_a_pipe_in_the_data_folder_is_waited_for_by_nobody(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(whole_files, "WRITER_SECONDS", 0)
        assert process.running(tmp_path) is None
    if name == process.PORT_FILE:
        with pytest.raises(ValueError, match="does not hold a port: delete it for a free one"):
            process.serve(tmp_path, 0, {}, None, print)
    if name == "cloud.dill":
        with pytest.raises(ValueError, match=r"cannot be read \(it is not a file\): delete it to start afresh"):
            restore(Cloud(), tmp_path)


def test_a_bug_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError(CONTROLS)

    monkeypatch.setattr(process, "running", broken)
    line = refusal(capsys, "status", code=70)
    assert line == f"a bug in this command: KeyError: '{SHOWN}'; CUSTOMER_PROFILES_TRACEBACK=1 shows where"


def test_ctrl_c_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(process, "running", interrupted)
    with pytest.raises(SystemExit) as ended:
        main(["status"], prog_name="localcloud")
    assert (ended.value.code, capsys.readouterr().err.strip()) == (130, "Error: interrupted")


def test_a_command_that_does_not_exist_is_shown_with_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    assert child.run([CONTROLS], {}, print) == 127
    assert capsys.readouterr().err == f"localcloud: {SHOWN}: No such file or directory\n"


def test_the_watchdog_removes_the_folder_that_it_was_told_of_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, other = tmp_path / "ours\n" / "localcloud-1", tmp_path / "ours"
    ours.mkdir(parents=True)
    other.mkdir()
    pipe = io.StringIO()
    watchdog.Watchdog(SimpleNamespace(stdin=pipe)).folder(ours)  # type: ignore[arg-type]
    monkeypatch.setattr(sys, "stdin", io.StringIO(pipe.getvalue()))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    watchdog.main()
    assert (ours.exists(), other.exists()) == (False, True)
