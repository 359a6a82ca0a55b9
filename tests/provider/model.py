"""Whatever a user, AWS and bad luck do in whatever order: in the end everything is loaded, once, and one flow goes on.

A model in hypothesis' sense: rules are what can happen, invariants hold after each, and at the end of every run the
ingestion is brought to rest and compared with what there is.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from connect_customer_profiles.aws.client import AwsClient
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.aws.session import Credentials
from connect_customer_profiles.ingestion.memory import MEMORY
from connect_customer_profiles.ingestion.plain import normalised
from connect_customer_profiles.ingestion.reconciler import Reconciler
from connect_customer_profiles.ingestion.state import State
from connect_customer_profiles.ingestion.waiting import Watch
from connect_customer_profiles.ingestion.wanted import PINS, Wanted
from hypothesis import currently_in_test_context, note
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from localcloud.aws.appflow.models import flows_of
from localcloud.aws.connectors import CONNECTORS
from localcloud.aws.customer_profiles.objects import ObjectStore
from tests.provider.in_process import InProcess
from tests.provider.place import ACCOUNT, DAY, DOMAIN, REGION
from tests.provider.server import PLAN, ProviderError
from tests.provider.simulation import Killed, Simulation, Trouble, installed
from tests.provider.stack import RefusedError, Stack
from tests.provider.truth import CONNECTOR_PROFILES, KEYS, OBJECTS, YEAR, Truth

HOUR = 3600.0
BOTH = st.booleans()

BEHAVIOURS = st.fixed_dictionaries(
    {
        "delete_workflow_removes_integration": BOTH,
        "delete_integration_removes_flow": BOTH,
        "final_flow_active": BOTH,
        "final_flow_first_execution": st.sampled_from(["requested", "last_batch_end", "creation"]),
        "step_flow_names_related": BOTH,
        "list_workflows_lag_seconds": st.sampled_from([0.0, 5.0, 14.0]),
        "put_integration_flow_active": BOTH,
        "duplicate_flow_name_rejected_at_call": BOTH,
        "workflow_source_arn_sent": BOTH,
        "workflow_source_arn_form": st.sampled_from(["domain", "workflow"]),
        "workflow_source_account_sent": BOTH,
        "hidden_integrations_counted": BOTH,
        "failed_workflow_creates_integration": BOTH,
        "failed_workflow_keeps_flows": BOTH,
        "future_batches_rejected": BOTH,
        "overlapping_batches_rejected": BOTH,
        "batch_times": st.sampled_from(["iso8601", "epoch_milliseconds"]),
        "flow_key_must_be_domain_key": BOTH,
        "policy_delay_seconds": st.sampled_from([0.0, 30.0]),
        "parallel_steps": st.integers(1, 4),
        "workflow_start_seconds": st.sampled_from([0.0, 5.0, HOUR]),
        "run_seconds": st.sampled_from([60.0, 600.0, DAY]),
        "retry_seconds": st.sampled_from([60.0, HOUR]),
        "delete_workflow_seconds": st.sampled_from([0.0, 10.0, 300.0]),
    }
)
"""Every switch that an ingestion can meet. The others are about domains, queues and Cloud Control."""

BATCHES = st.sampled_from(
    [None, {"months": 1}, {"months": 5}, {"months": 24}, {"days": 45}, {"days": 400}, {"records_per_day": 100_000}]
)
DAYS_BACK = st.one_of(st.integers(2, 59), st.integers(61, 400), st.integers(400, 1500))
BULK = st.sampled_from(["auto", "auto", "always", "never"])
EDITS = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"days_back": DAYS_BACK}),
    st.fixed_dictionaries({"batch": BATCHES}),
    st.fixed_dictionaries({"days_back": DAYS_BACK, "batch": BATCHES, "bulk": BULK}),
    st.fixed_dictionaries({"schedule": st.sampled_from(["rate(15minutes)", "rate(6hours)", "rate(1days)"])}),
    st.fixed_dictionaries({"fields": st.sampled_from([None, ["Id", "Phone"], ["Id", "Name", "Phone"]])}),
    st.fixed_dictionaries({"tags": st.sampled_from([None, {"team": "care"}, {"team": "sales", "cost": "42"}])}),
    st.fixed_dictionaries({"re_establish": st.sampled_from(["once", "again", "more"])}),
    st.fixed_dictionaries({"key": st.integers(0, KEYS - 1)}),
    st.fixed_dictionaries({"connector_profile_name": st.sampled_from(CONNECTOR_PROFILES)}),
    st.fixed_dictionaries({"resubmit_limit": st.integers(0, 3)}),
    st.fixed_dictionaries({"object": st.sampled_from(OBJECTS)}),
)
TROUBLES = st.one_of(
    st.none(),
    st.none(),
    st.builds(
        Trouble,
        kind=st.sampled_from(["kill", "kill", "lost"]),
        moment=st.sampled_from(["before", "after"]),
        calls=st.integers(0, 25),
    ),
)
CALLS = st.sampled_from(
    [
        ("customer-profiles", "CreateIntegrationWorkflow"),
        ("customer-profiles", "PutIntegration"),
        ("customer-profiles", "DeleteIntegration"),
        ("customer-profiles", "ListIntegrations"),
        ("customer-profiles", "GetWorkflow"),
        ("appflow", "StartFlow"),
        ("appflow", "DescribeFlow"),
        ("appflow", "UpdateFlow"),
        ("appflow", "DeleteFlow"),
    ]
)
MESSAGES = st.sampled_from(
    [
        "We encountered an internal error. Please try again.",
        "The query returned too many records: it exceeds the maximum of 100000.",
        "INVALID_SESSION_ID: Session expired or invalid",
        "No such column 'Fax' on entity 'Contact'",
        "Something nobody has seen before",
    ]
)
TIMES = st.sampled_from([1.0, 30.0, 60.0, 700.0, HOUR, 5 * HOUR, DAY, 3 * DAY, 20 * DAY, 90 * DAY])


class Ingestion(RuleBasedStateMachine):
    """One `IntegrationWorkflow` through its life."""

    @initialize(
        behaviours=BEHAVIOURS,
        per_day=st.sampled_from([0.05, 0.3, 1.0]),
        records_per_run=st.sampled_from([20, 100, 7_500_000]),
        days_back=DAYS_BACK,
        batch=BATCHES,
        bulk=BULK,
        resubmit_limit=st.integers(0, 3),
        seed=st.integers(0, 10_000),
    )
    def begin(
        self,
        behaviours: dict[str, Any],
        days_back: int,
        per_day: float = 1.0,
        records_per_run: int = 7_500_000,
        batch: Any = None,
        bulk: str = "auto",
        resubmit_limit: int = 3,
        seed: int = 0,
    ) -> None:
        self._cleanup = ExitStack()
        self.simulation = Simulation()
        self._cleanup.enter_context(installed(self.simulation, seed))
        patch = self._cleanup.enter_context(pytest.MonkeyPatch.context())
        patch.setitem(CONNECTORS, "Salesforce", replace(CONNECTORS["Salesforce"], records_per_run=records_per_run))
        self.truth = Truth.prepared(self.simulation, per_day)
        self.simulation.pass_time(HOUR)
        for name, value in behaviours.items():
            self.simulation.cloud.set_behaviour(name, value)
        self.simulation.pass_time(HOUR)
        self.stack = Stack(
            {
                "region": REGION,
                "account": ACCOUNT,
                "domain_name": DOMAIN,
                "kms_key_arn": self.truth.keys[0],
                "execution_role_arn": self.truth.role,
                "connector": {
                    "type": "Salesforce",
                    "connector_profile_name": CONNECTOR_PROFILES[0],
                    "object": OBJECTS[0],
                },
                "import_start_date": self.days_ago(days_back),
                "batch": batch,
                "bulk": bulk,
                "resubmit_limit": resubmit_limit,
                "on_delete": "delete",
            },
            InProcess(),  # type: ignore[arg-type]
        )
        self.applied: dict[str, Any] = {}
        self.disturbed = False
        self.interrupted = False
        """Whether anything was started that state knows nothing of."""

    # -- the user ----------------------------------------------------------------------------------------------------

    @rule(edit=EDITS, trouble=TROUBLES, refresh=BOTH, preview=BOTH)
    def up(
        self,
        edit: dict[str, Any] | None = None,
        trouble: Trouble | None = None,
        refresh: bool = False,
        preview: bool = False,
    ) -> None:
        self.stack.arguments = self.edited(edit or {})
        with self.command(trouble):
            if refresh and self.stack.ingestion:
                self.stack.refresh()
            if preview and self.stack.ingestion:
                predicted = self.stack.preview()
                self.deploy()
                assert predicted == [each.replace("create ing", "replace ing") for each in self.stack.steps]
            else:
                self.deploy()

    @rule(trouble=TROUBLES)
    @precondition(lambda self: self.stack.ingestion)
    def refresh(self, trouble: Trouble | None = None) -> None:
        with self.command(trouble):
            self.stack.refresh()

    @rule(edit=EDITS)
    @precondition(lambda self: self.stack.ingestion)
    def preview(self, edit: dict[str, Any]) -> None:
        """A preview changes nothing."""
        before = self.truth.left()
        arguments = self.stack.arguments
        self.stack.arguments = self.edited(edit)
        with self.command(None):
            self.stack.preview()
        self.stack.arguments = arguments
        assert self.truth.left() == before

    @rule(trouble=TROUBLES, looks=st.integers(1, 6), pause=TIMES)
    @precondition(lambda self: self.stack.ingestion)
    def wait(self, trouble: Trouble | None, looks: int, pause: float) -> None:
        """`wait`: the program brings the ingestion on, and nothing of it gets into state."""
        assert self.stack.ingestion
        client = AwsClient(ACCOUNT, REGION, Credentials())
        state = State.from_state(normalised(self.stack.ingestion.outputs))
        wanted = Wanted.from_inputs(normalised(self.stack.ingestion.inputs))
        self.interrupted = True
        with self.command(trouble):
            reconciler = Reconciler(client, MEMORY)
            watch = Watch(reconciler, client, wanted, state, 0, lambda _: None, lambda _: None)
            for _ in range(looks):
                try:
                    if watch.look():
                        break
                except AwsError as error:
                    if not error.answered:
                        continue
                    raise ProviderError(str(error)) from error
                self.simulation.pass_time(pause)

    @rule(trouble=TROUBLES)
    def destroy(self, trouble: Trouble | None = None) -> None:
        with self.command(trouble):
            self.stack.destroy()
        if self.stack.plan is None:
            assert self.truth.left() == {}
            self.truth.domain.objects = ObjectStore(self.truth.domain.name)

    # -- AWS, the source and others ----------------------------------------------------------------------------------

    @rule(seconds=TIMES)
    def time_passes(self, seconds: float) -> None:
        self.simulation.pass_time(seconds)

    @rule(message=MESSAGES, permanent=BOTH, batch=st.none() | st.integers(0, 3), count=st.integers(1, 6))
    def steps_will_fail(self, message: str, permanent: bool, batch: int | None, count: int) -> None:
        self.simulation.cloud.faults.add(
            kind="step_fails", message=message, permanent=permanent, batch=batch, count=count
        )

    @rule(call=CALLS, kind=st.sampled_from(["throttle", "error_before", "error_after"]), count=st.integers(1, 2))
    def calls_will_fail(self, call: tuple[str, str], kind: str, count: int) -> None:
        self.simulation.cloud.faults.add(kind=kind, service=call[0], operation=call[1], count=count)
        self.disturbed = True

    @rule(ages=st.lists(st.floats(0, 4 * YEAR), min_size=1, max_size=5))
    def records_change(self, ages: list[float]) -> None:
        self.truth.change_records(self.stack.arguments["connector"]["object"], ages)

    @rule()
    @precondition(lambda self: self.visible_integrations())
    def somebody_stops_the_flow(self) -> None:
        for integration in self.visible_integrations():
            self.simulation.client("appflow").stop_flow(flowName=integration.flow_name)

    @rule()
    @precondition(lambda self: self.visible_integrations())
    def somebody_deletes_the_integration(self) -> None:
        somebody = self.simulation.client("customer-profiles")
        for integration in self.visible_integrations():
            # botocore tries again if the answer is lost.
            with suppress(somebody.exceptions.ResourceNotFoundException):
                somebody.delete_integration(DomainName=DOMAIN, Uri=integration.uri)
            # What of the flow: the switch decides, and without its integration nobody finds it by it.
            flows_of(self.simulation.region).pop(integration.flow_name, None)

    # -- what always holds -------------------------------------------------------------------------------------------

    @invariant()
    def at_most_one_workflow_runs(self) -> None:
        assert len(self.truth.live_workflows()) <= 1

    @invariant()
    def nothing_is_loaded_twice(self) -> None:
        assert self.truth.loaded_twice() == []

    @invariant()
    def the_plan_stands(self) -> None:
        """Another check of the same program, at whatever time, has nothing to change."""
        if self.stack.plan is None:
            return
        plan = self.stack.plan
        batches, pull_from = plan.outputs["batches"], plan.outputs["pull_from"]
        assert all(batch["start"] < batch["end"] for batch in batches)
        edges = [plan.outputs["loaded_from"], *(edge for batch in batches for edge in (batch["start"], batch["end"]))]
        gaps = [(start, end) for start, end in zip(edges[::2], [*edges[1::2], pull_from], strict=True) if start != end]
        # Between batches only what the first run of the ongoing integration brings.
        assert all(start >= pull_from for start, _ in gaps)
        assert edges == sorted(edges)
        told = {key: value for key, value in plan.inputs.items() if key not in PINS}
        with self.simulation.command(None):
            again, failures = self.stack.provider.check(PLAN, plan.inputs, told)
        assert failures == []
        assert {key: again[key] for key in PINS} == {key: plan.inputs[key] for key in PINS}

    # -- rest --------------------------------------------------------------------------------------------------------

    def teardown(self) -> None:
        """Everything comes to rest, and then is as it should be."""
        if not hasattr(self, "truth"):
            return
        try:
            self.simulation.cloud.faults.clear()
            self.come_to_rest()
            self.check_rest()
        finally:
            self._cleanup.close()

    def come_to_rest(self) -> None:
        """Runs `pulumi up` until there is nothing to do, twice after whatever can still happen by itself."""
        idle = 0
        for _ in range(20):
            with self.command(None):
                if self.stack.ingestion:
                    self.stack.refresh()
                steps = self.deploy()
            remark(f"at rest? {steps} {self.stack.state['status']} {self.stack.state['flow_status']}")
            if not steps and not self.truth.live_workflows():
                if self.stack.state["failed_batches"]:
                    with self.simulation.command(None):
                        self.stack.up(re_establish=f"at {self.simulation.now}")
                    continue
                idle += 1
                if idle == 2:
                    return
            self.simulation.pass_time(40 * DAY)
        raise AssertionError(f"no rest: {steps}, {self.stack.known}")

    def check_rest(self) -> None:
        """What there is, against what is wanted."""
        state, planned = self.stack.state, self.stack.planned
        uri = state["integration_uri"]
        assert state["status"] == ("COMPLETE" if planned["batches"] else "ACTIVE")
        assert {batch["status"] for batch in state["batches"]} <= {"COMPLETE"}
        assert covered(state["batches"]) == covered(planned["batches"])
        self.check_surplus(uri)
        assert self.differences() == {}
        assert self.missing(self.simulation.now - DAY) == []
        before = planned, state
        self.simulation.pass_time(YEAR)
        with self.simulation.command(None):
            assert self.stack.preview() == []
            self.stack.refresh()
            assert self.stack.preview() == []
            assert self.stack.up() == []
        assert self.stack.planned == before[0]
        changing = {"pulled_until", "records_processed"}
        assert {key for key, value in self.stack.state.items() if value != before[1].get(key)} <= changing
        assert self.missing(self.simulation.now - DAY) == []
        self.destroy()
        assert self.stack.plan is None

    def check_surplus(self, uri: str) -> None:
        """Nothing beside the ongoing integration, but what only the destruction finds."""
        assert self.truth.surplus(uri) == {}

    def deploy(self) -> list[str]:
        """The domain, which uses the same key, then the integration."""
        self.truth.domain.settings["DefaultEncryptionKey"] = self.stack.arguments["kms_key_arn"]
        return self.stack.up()

    # -- helpers -----------------------------------------------------------------------------------------------------

    @contextmanager
    def command(self, trouble: Trouble | None) -> Iterator[None]:
        """A command; only trouble may make it fail."""
        trouble = Trouble(trouble.kind, trouble.moment, trouble.calls) if trouble else None
        try:
            with self.simulation.command(trouble):
                yield
        except Killed:
            remark("killed")
            self.interrupted = True
        except RefusedError as error:
            remark(f"refused: {error}")
            self.changed_back()
        except ProviderError as error:
            if trouble is None and not self.disturbed:
                raise
            remark(f"failed: {error}")
            self.interrupted = True
        self.disturbed = False
        self.simulation.cloud.faults._faults[:] = [
            fault for fault in self.simulation.cloud.faults._faults if fault.kind == "step_fails"
        ]

    def edited(self, edit: dict[str, Any]) -> dict[str, Any]:
        """The arguments after an edit."""
        arguments = dict(self.stack.arguments)
        for name, value in edit.items():
            if name == "days_back":
                arguments["import_start_date"] = self.days_ago(value)
            elif name == "key":
                arguments["kms_key_arn"] = self.truth.keys[value]
            elif name in ("connector_profile_name", "object"):
                arguments["connector"] = {**arguments["connector"], name: value}
            else:
                arguments[name] = value
        return arguments

    def changed_back(self) -> None:
        """The user takes back what is refused: another object while history loads, and nothing else."""
        assert self.stack.plan
        loading = self.stack.plan.inputs["source_object"]
        assert self.stack.arguments["connector"]["object"] != loading
        assert self.truth.live_workflows()
        self.stack.arguments = self.edited({"object": loading})

    def days_ago(self, days: int) -> str:
        """A date."""
        return f"{self.simulation.datetime() - timedelta(days=days):%Y-%m-%d}"

    def visible_integrations(self) -> list[Any]:
        """What the console shows."""
        return [each for each in self.truth.domain.integrations.values() if not each.hidden]

    def differences(self) -> dict[str, Any]:
        """What of the ongoing integration is not as the program wants it."""
        return self.truth.differences(self.stack.state["integration_uri"], self.stack.arguments)

    def missing(self, until: float) -> list[str]:
        """Records that should be in the domain."""
        planned = self.stack.planned
        return self.truth.missing(planned["source_object"], planned["object_type_name"], planned["loaded_from"], until)


def remark(text: str) -> None:
    """Shown with a run that fails."""
    if currently_in_test_context():
        note(text)


def covered(batches: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The time that batches cover together."""
    spans: list[tuple[str, str]] = []
    for batch in sorted(batches, key=lambda each: str(each["start"])):
        if spans and spans[-1][1] == batch["start"]:
            spans[-1] = (spans[-1][0], batch["end"])
        else:
            spans.append((batch["start"], batch["end"]))
    return spans
