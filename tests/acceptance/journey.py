"""The steps of an acceptance, each a command that a user would run, or what AWS shows after it."""

import contextlib
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from botocore.exceptions import BotoCoreError, ClientError
from connect_customer_profiles import names

from tests.observations import leftovers
from tests.observations.caller import Caller
from tests.observations.stage import FOLDER, ROW_KEY, Stage

PROGRAM = Path(__file__).parent / "program"
STACK = "acceptance"
HISTORY = timedelta(days=120)
"""Long enough for two batches, where there is a source with history."""

ENGINE = "pulumi"
BACKEND = "PULUMI_BACKEND_URL"

EMPTY_ERROR = re.compile(r"^(preview|update|destroy) failed$|^an unhandled error occurred|errors? occurred:$")

ENDING_SECONDS = 300.0
"""How long an engine that is asked to end may take for what it has begun."""

LETTER_SECONDS = 120.0
"""How long a letter that was re-ingested may take to show in a profile."""


class StepError(Exception):
    """A step did not end as it has to."""


@dataclass(frozen=True)
class Journey:
    """One acceptance, in a folder of its own that holds the stack's state.

    Attributes:
        caller: the AWS calls.
        folder: with the program, its configuration and its state.
        environment: of the commands.
        salesforce: a connector profile of AppFlow, for history from Salesforce; "" for none.
    """

    caller: Caller
    folder: Path
    environment: Mapping[str, str]
    salesforce: str = ""

    @property
    def stage(self) -> Stage:
        """Names of what is made, and the bucket's file."""
        return Stage(self.caller)

    @property
    def _state(self) -> str:
        return f"file://{self.folder}/state"

    def steps(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """What is done, in this order."""
        yield "a bucket with a file", lambda: self.stage.open_bucket(self.stage.name)
        yield "deploy", self.deploy
        yield "a second preview has nothing to do", self.unchanged
        yield "diagnose finds nothing", lambda: self.customer_profiles("diagnose")
        yield "a dead letter is re-ingested", self.redrive
        yield "the supervisor's round", self.supervise
        if self.salesforce:
            yield "history is loaded", lambda: self.customer_profiles("watch", "--minutes", "720")
        yield "another schedule reaches the flows", self.change
        yield "destroy", self.destroy

    def prepare(self) -> None:
        """The project, with an empty stack."""
        shutil.copytree(PROGRAM, self.folder, dirs_exist_ok=True)
        (self.folder / "state").mkdir(exist_ok=True)
        self.pulumi("stack", "init")
        since = (datetime.now(UTC) - HISTORY).date().isoformat()
        settings = {
            "aws:region": self.caller.region,
            "aws-native:region": self.caller.region,
            "domainName": self.stage.name,
            "bucketName": self.stage.name,
            "folder": FOLDER,
            "importStartDate": since,
            "schedule": "rate(1days)",
            **({"salesforceProfile": self.salesforce} if self.salesforce else {}),
        }
        each = (("--plaintext", f"{name}={value}") for name, value in settings.items())
        self.pulumi("config", "set-all", *itertools.chain.from_iterable(each))

    def deploy(self) -> None:
        self.pulumi("up", "--yes", "--skip-preview")

    def unchanged(self) -> None:
        self.pulumi("preview", "--expect-no-changes")

    def redrive(self) -> None:
        url = json.loads(self.pulumi("stack", "output", "--json"))["queueUrl"]
        attributes = {"Message": "sent by make acceptance", "DomainName": self.stage.name, "ObjectTypeName": "Customer"}
        self.caller.client("sqs").send_message(
            QueueUrl=url,
            MessageBody=json.dumps({"number": "4711", "email": "letter@example.com"}),
            MessageAttributes={
                name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
            },
        )
        # Letters need attention, so listing them ends with 1.
        self.customer_profiles("dead-letters", "list", ends_with=1)
        self.customer_profiles("dead-letters", "redrive")
        search = self.caller.client("customer-profiles").search_profiles

        def seen() -> bool:
            return bool(search(DomainName=self.stage.name, KeyName=ROW_KEY, Values=["4711"])["Items"])

        if not self.caller.until(seen, LETTER_SECONDS):
            raise StepError("the letter's object is in no profile")

    def supervise(self) -> None:
        answer = self.caller.client("lambda").invoke(FunctionName=names.supervisor_name(self.stage.name))
        if "FunctionError" in answer:
            raise StepError(answer["Payload"].read().decode())

    def change(self) -> None:
        self.pulumi("config", "set", "schedule", "rate(2days)")
        self.deploy()
        self.unchanged()
        flows = leftovers.pages(self.caller.client("appflow").list_flows, "flows", token="nextToken")
        ours = [each["flowName"] for each in flows if each["flowName"].startswith(f"{self.stage.name}-Customer")]
        found = {self._schedule(name) for name in ours}
        if found != {"rate(2days)"}:
            raise StepError(f"the schedules are {', '.join(sorted(found))}")

    def destroy(self) -> None:
        self.pulumi("destroy", "--yes", "--skip-preview")

    def rescue(self) -> None:
        """Destroy what state knows, after whatever came between; what it does not know is deleted by name."""
        self._end_engines()
        for command in (("cancel", "--yes"), ("destroy", "--yes", "--skip-preview", "--continue-on-error")):
            try:
                self.pulumi(*command)
            except StepError:
                continue

    def pulumi(self, *arguments: str) -> str:
        """The output of the engine's command."""
        return self._run(ENGINE, "--non-interactive", *arguments, "--stack", STACK)

    def customer_profiles(self, *arguments: str, ends_with: int = 0) -> str:
        """The output of the tool's command."""
        program = str(Path(sys.executable).parent / "customer-profiles")
        return self._run(program, *arguments, "--stack", STACK, ends_with=ends_with)

    def _schedule(self, flow: str) -> str:
        trigger = self.stage.described(flow)["triggerConfig"]["triggerProperties"]
        return str(trigger["Scheduled"]["scheduleExpression"])

    def _run(self, *command: str, ends_with: int = 0) -> str:
        variables = {
            BACKEND: self._state,
            "PULUMI_CONFIG_PASSPHRASE": "acceptance",
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "PULUMI_PYTHON_CMD": sys.executable,
            **self.environment,
        }
        # With a group of its own, Ctrl-C reaches it by us alone.
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=os.environ | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            said, complained = process.communicate()
        except BaseException:
            # The engine ends what it has begun and writes it down.
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=ENDING_SECONDS)
            raise
        finally:
            process.kill()
        if process.returncode != ends_with:
            raise StepError(self._failed(command, process.returncode, said + complained))
        return said

    def _failed(self, command: tuple[str, ...], code: int, output: str) -> str:
        """Why a command failed, in a line; all that it printed is kept, also where nothing else is left."""
        log = self.folder.with_suffix(".log")
        with log.open("a") as file:
            file.write(f"$ {' '.join(command)}\n{output}\n")
        return f"{Path(command[0]).name} ended with {code}: {reason(output)} (all that it printed: {log})"

    def _end_engines(self) -> None:
        """An engine may outlive a killed run and go on making things, and its processes may outlive the engine."""
        found = [*self._processes()]
        engines = [process for process, name in found if name == ENGINE]
        for how, processes in ((signal.SIGINT, engines), (signal.SIGKILL, [process for process, _ in found])):
            for process in processes:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.send_signal(how)
            psutil.wait_procs(processes, timeout=ENDING_SECONDS)

    def _processes(self) -> Iterator[tuple[psutil.Process, str]]:
        """Those that an earlier run has started, by the state that their environment names, with their names."""
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
                name = process.name()
                # A shell may name the state, too.
                if name.startswith((ENGINE, "python")) and process.environ().get(BACKEND) == self._state:
                    yield process, name


def reason(output: str) -> str:
    """What a command says went wrong: its errors, each once, but for those that say that there were some; or else its
    last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    # "error: 1 error occurred:", and what it was in lines of their own.
    said = (line.removeprefix("error: ").removeprefix("* ") for line in lines if line.startswith(("error: ", "* ")))
    told = [each for each in dict.fromkeys(said) if not EMPTY_ERROR.search(each)]
    return "; ".join(told or lines[-1:]) or "it printed nothing"


def travel(journey: Journey, say: Callable[[str], Any]) -> bool:
    """Take all steps; whether each ended as it has to. What was made is deleted in any case.

    The folder is deleted with it, and stays if anything does.
    """
    name, destroyed = "a project", False
    try:
        journey.prepare()
        for name, step in journey.steps():
            began = time.monotonic()
            step()
            say(f"ok      {name} ({time.monotonic() - began:.0f} s)")
        destroyed = True
    except (StepError, ClientError, BotoCoreError) as error:
        say(f"failed  {name}: {error}")
        return False
    except SystemExit:
        say(f"failed  {name}: interrupted")
        raise
    finally:
        if not destroyed:
            journey.rescue()
        remains = leftovers.delete(journey.caller, journey.stage.name)
        if not remains:
            shutil.rmtree(journey.folder)
        say("ok      nothing is left" if not remains else f"failed  left: {'; '.join(remains)}")
    return not remains
