"""What the engine does with the two resources of an integration: their state, and the calls for each command."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from connect_customer_profiles.ingestion.wanted import PINS
from connect_customer_profiles.sources.integration import integration_definition
from pulumi.dynamic import ResourceProvider

from tests.provider.server import INGESTION, PLAN, Properties, Provider, ProviderError

DEFINITION = ("connector", "object_type_name", "fields", "tasks", "incremental_field", "schedule")
SHARED = ("region", "account", "aws_profile", "domain_name", "kms_key_arn", "execution_role_arn", "on_delete")
OWN = ("tags", "resubmit_limit", "re_establish", "adopt")


class RefusedError(ProviderError):
    """Check refuses: the engine stops before it changes anything."""


@dataclass
class Resource:
    """A resource in state."""

    id: str
    inputs: Properties
    outputs: Properties


@dataclass
class Stack:
    """The state of one `IntegrationWorkflow`.

    Attributes:
        arguments: those of the component, and `region` and `account`.
        provider: the provider process of the next commands; every command of a user starts a new one.
        steps: what the last `up` did, such as `create plan`.
    """

    arguments: dict[str, Any]
    provider: Provider
    plan: Resource | None = None
    ingestion: Resource | None = None
    steps: list[str] = field(default_factory=list)

    @property
    def planned(self) -> Properties:
        """The outputs of the plan."""
        assert self.plan
        return self.plan.outputs

    @property
    def state(self) -> Properties:
        """The outputs of the ingestion."""
        assert self.ingestion
        return self.ingestion.outputs

    @property
    def inputs(self) -> Properties:
        """The checked inputs of the ingestion."""
        assert self.ingestion
        return self.ingestion.inputs

    @property
    def own(self) -> Properties:
        """By what the component tells the integrations of the stack from those of others."""
        workflow_ids = self.ingestion.outputs["workflow_ids"] if self.ingestion else []
        plan = self.plan.outputs if self.plan else {}
        adopted = [plan["flow_name"]] if plan and plan["token"] not in plan["flow_name"] else []
        return {"tokens": [plan["token"]] if plan else [], "workflow_ids": workflow_ids, "flows": adopted}

    @property
    def known(self) -> Properties:
        """What the ingestion's state says beside its inputs."""
        return {key: value for key, value in self.state.items() if key not in self.inputs}

    def up(self, **changes: Any) -> list[str]:
        """`pulumi up` with changed arguments; returns the steps that were not `same`."""
        self.arguments = {**self.arguments, **changes}
        self.steps = []
        self.up_plan()
        self._ingestion()
        return self.steps

    def preview(self, **changes: Any) -> list[str]:
        """`pulumi preview`: the steps that `up` would do, without doing them."""
        arguments = {**self.arguments, **changes}
        assert self.plan
        assert self.ingestion
        steps = []
        plan_inputs = self.checked(PLAN, self.plan.inputs, {**plan_inputs_of(arguments), "own": self.own})
        difference = self.provider.diff(PLAN, self.plan.id, self.plan.outputs, plan_inputs)
        if difference.changes:
            steps.append("replace plan" if difference.replaces else "update plan")
        told = ingestion_inputs_of(arguments, {**self.plan.outputs, **plan_inputs})
        inputs = self.checked(INGESTION, self.ingestion.inputs, told)
        difference = self.provider.diff(INGESTION, self.ingestion.id, self.ingestion.outputs, inputs)
        if difference.changes:
            steps.append("replace ingestion" if difference.replaces else "update ingestion")
        return steps

    def refresh(self) -> Properties | None:
        """`pulumi refresh`; returns the outputs of the ingestion, None if it is gone."""
        assert self.ingestion
        id_, outputs = self.provider.read(INGESTION, self.ingestion.id, self.ingestion.outputs)
        self.ingestion = Resource(id_, self.ingestion.inputs, outputs) if id_ else None
        return outputs if id_ else None

    def destroy(self) -> None:
        """`pulumi destroy`."""
        self._delete_ingestion()
        self._delete_plan()

    def restarted(self, provider: Provider) -> "Stack":
        """The same stack, for the next command with a new provider process."""
        self.provider = provider
        return self

    def checked(self, provider: ResourceProvider, olds: Properties, news: Properties) -> Properties:
        """Checked inputs.

        Raises:
            RefusedError: with the reason of the failure.
        """
        inputs, failures = self.provider.check(provider, olds, news)
        if failures:
            raise RefusedError("; ".join(failures))
        return inputs

    def up_plan(self) -> None:
        """The first half of `up`."""
        news = {**plan_inputs_of(self.arguments), "own": self.own}
        inputs = self.checked(PLAN, self.plan.inputs if self.plan else {}, news)
        if self.plan:
            difference = self.provider.diff(PLAN, self.plan.id, self.plan.outputs, inputs)
            if difference.replaces:
                assert difference.delete_before_replace
                self.steps.append("replace plan")
                inputs = self.checked(PLAN, {}, news)
                self.destroy()
            elif difference.changes:
                self.steps.append("update plan")
                outputs = self.provider.update(PLAN, self.plan.id, self.plan.outputs, inputs)
                self.plan = Resource(self.plan.id, inputs, outputs)
        else:
            self.steps.append("create plan")
        if self.plan is None:
            id_, outputs = self.provider.create(PLAN, inputs)
            self.plan = Resource(id_, inputs, outputs)
        self.plan.inputs = inputs

    def ingestion_inputs(self) -> Properties:
        """The checked inputs of the ingestion that the next step of `up` starts from."""
        news = ingestion_inputs_of(self.arguments, self.planned)
        return self.checked(INGESTION, self.ingestion.inputs if self.ingestion else {}, news)

    def _ingestion(self) -> None:
        inputs = self.ingestion_inputs()
        if self.ingestion is None:
            self.steps.append("create ingestion")
            id_, outputs = self.provider.create(INGESTION, inputs)
            self.ingestion = Resource(id_, inputs, outputs)
            return
        difference = self.provider.diff(INGESTION, self.ingestion.id, self.ingestion.outputs, inputs)
        assert not difference.replaces
        if difference.changes:
            self.steps.append("update ingestion")
            outputs = self.provider.update(INGESTION, self.ingestion.id, self.ingestion.outputs, inputs)
            self.ingestion = Resource(self.ingestion.id, inputs, outputs)
        self.ingestion.inputs = inputs

    def _delete_ingestion(self) -> None:
        if self.ingestion:
            self.provider.delete(INGESTION, self.ingestion.id, self.ingestion.outputs)
            self.ingestion = None

    def _delete_plan(self) -> None:
        if self.plan:
            self.provider.delete(PLAN, self.plan.id, self.plan.outputs)
            self.plan = None


Start = Callable[..., Provider]
"""Starts a provider process; the arguments are those of `Provider` but for the environment."""


def plan_inputs_of(arguments: dict[str, Any]) -> Properties:
    """What the component tells `IngestionPlan`."""
    definition = integration_definition({key: arguments[key] for key in DEFINITION if key in arguments})
    planning = ("import_start_date", "batch", "bulk", "flow_limit", "beside", "adopt")
    inputs = {key: arguments.get(key) for key in (*SHARED, *planning)}
    return {
        **inputs,
        "object_type_name": definition.object_type_name,
        "connector_type": definition.connector.type,
        "connector_profile_name": definition.connector_profile_name,
        "source_object": definition.source_object,
    }


def ingestion_inputs_of(arguments: dict[str, Any], plan: Properties) -> Properties:
    """What the component tells `Ingestion`."""
    definition = integration_definition({key: arguments[key] for key in DEFINITION if key in arguments})
    pins = {key: plan.get(key) for key in PINS}
    return {
        **{key: arguments.get(key) for key in (*SHARED, *OWN)},
        "object_type_name": definition.object_type_name,
        "flow_definition": definition.flow_definition,
        "planned_batches": pins.pop("batches"),
        **pins,
    }
