"""What must be true in the end, from the emulator's own records. What our state says does not count."""

from collections.abc import Iterator
from itertools import combinations

from connect_customer_profiles.rules import instant

from localcloud.aws.appflow.models import flows_of
from localcloud.aws.customer_profiles.models import ENDED, Step, Workflow
from localcloud.aws.sources import Sources, Window
from tests.sweep.world import World


def loaded(world: World) -> Iterator[str]:
    """Every record is there, loaded once, and one ongoing integration brings what comes."""
    yield from _one_integration(world)
    yield from _all_workflows_known(world)
    yield from _every_record(world)
    yield from _nothing_twice(world)
    yield from neighbour_untouched(world)


def gone(world: World) -> Iterator[str]:
    """Nothing of ours is left."""
    theirs, domain = _neighbours(world), world.domain
    left = (each for each in world.ours() if not _only_a_record(world, each))
    yield from (f"left: workflow {each.workflow_id} ({each.status})" for each in left)
    yield from (f"left: integration {each}" for each in domain.integrations if each not in theirs)
    yield from (f"left: flow {name}" for name, flow in flows_of(world.region).items() if flow.arn not in theirs)
    yield from neighbour_untouched(world)


def stopped(world: World) -> Iterator[str]:
    """Our ongoing integration is kept, its flow does not run."""
    yield from _one_integration(world, status="Suspended")
    yield from neighbour_untouched(world)


def retained(world: World) -> Iterator[str]:
    """Our ongoing integration goes on."""
    yield from _one_integration(world)
    yield from neighbour_untouched(world)


def neighbour_untouched(world: World) -> Iterator[str]:
    """Its workflow, integration and flow are as they were."""
    domain, state = world.domain, world.neighbour.state
    for workflow_id in state["workflow_ids"]:
        workflow = domain.workflows.get(workflow_id)
        if workflow is None or workflow.deleted_at is not None:
            yield f"neighbour: workflow {workflow_id} is deleted"
    if state["integration_uri"] not in domain.integrations:
        yield "neighbour: its integration is gone"
    flow = flows_of(world.region).get(state["integration_uri"].rsplit("/", 1)[-1])
    if flow is None or flow.status != "Active":
        yield f"neighbour: its flow is {flow.status if flow else 'gone'}"


def _one_integration(world: World, status: str = "Active") -> Iterator[str]:
    theirs, kept = _neighbours(world), _kept_by_the_service(world)
    integrations = [each for uri, each in world.domain.integrations.items() if uri not in theirs]
    flows = [each for each in flows_of(world.region).values() if each.arn not in theirs]
    integrations = [each for each in integrations if each.flow_name not in kept]
    flows = [each for each in flows if each.name not in kept]
    if [each.hidden for each in integrations] != [False]:
        yield f"{len(integrations)} integrations instead of one: {[each.uri for each in integrations]}"
    if {each.arn for each in flows} != {each.uri for each in integrations}:
        yield f"the flows are {sorted(each.name for each in flows)}"
    yield from (f"flow {each.name} is {each.status}" for each in flows if each.status != status)


def _all_workflows_known(world: World) -> Iterator[str]:
    """Only known workflows exist: what is unknown is never deleted."""
    known = set(world.stack.state["workflow_ids"])
    for each in world.ours():
        if each.workflow_id not in known and not _only_a_record(world, each):
            yield f"workflow {each.workflow_id} ({each.status}) is not in state"
        if each.status not in ENDED:
            yield f"workflow {each.workflow_id} is {each.status}"


def _every_record(world: World) -> Iterator[str]:
    """No record between the import-start date and the last pull is missing."""
    start = world.stack.planned["loaded_from"]
    connector = world.stack.arguments["connector"]
    source = world.region.of(Sources).by_name[connector["connector_profile_name"], connector["object"]]
    window = Window(instant(start).timestamp(), _pulled_until(world))
    wanted = {source.object.identify(index) for index in source.unchanged(window, world.cloud.clock.now())}
    wanted |= {each.record_id for each in source.selected(window, world.cloud.clock.now())}
    missing = wanted - set(world.domain.objects.uniques(world.stack.planned["object_type_name"]))
    if missing:
        yield f"{len(missing)} of {len(wanted)} records are missing, such as {min(missing)}"
    if window.end < world.cloud.clock.now() - 2 * 3600:
        yield "the ongoing flow has not pulled for two hours"


def _nothing_twice(world: World) -> Iterator[str]:
    """No part of history is loaded by two live workflows, nor again once it is loaded."""
    for first, second in combinations(world.ours(), 2):
        if first.object_type_name != second.object_type_name:
            continue
        shared = [one for one in _parts(first) for other in _parts(second) if _overlap(one, other)]
        if shared and second.created_at < _end(first):
            yield f"{first.workflow_id} and {second.workflow_id} load the same batch at the same time"
        elif any(one.status == "COMPLETE" for one in shared):
            yield f"{second.workflow_id} loads a batch that {first.workflow_id} has loaded"


def _only_a_record(world: World, workflow: Workflow) -> bool:
    """Whether the service has deleted what there was to delete: it keeps the record, refuses to delete one that has
    ended, or still deletes it."""
    ended = workflow.status in ENDED
    going = workflow.deleted_at is not None
    return workflow.is_deleted or (ended and (going or not world.cloud.behaviours.ended_workflow_deletable))


def _overlap(one: Step, other: Step) -> bool:
    return one.start < other.end and other.start < one.end


def _parts(workflow: Workflow) -> list[Step]:
    return [step for step in workflow.steps if step.status != "SPLIT"]


def _end(workflow: Workflow) -> float:
    return workflow.updated_at if workflow.status in ENDED else float("inf")


def _neighbours(world: World) -> set[str]:
    return {str(world.neighbour.state["integration_uri"])}


def _kept_by_the_service(world: World) -> set[str]:
    """Flows of failed steps that stay until DeleteWorkflow, if the service does so."""
    if not world.cloud.behaviours.failed_workflow_keeps_flows:
        return set()
    return {step.flow_name for each in world.ours() if each.status == "FAILED" for step in each.steps}


def _pulled_until(world: World) -> float:
    theirs = _neighbours(world)
    ours = [each for each in flows_of(world.region).values() if each.arn not in theirs]
    return max((each.last_pull_end or 0.0 for each in ours), default=0.0)
