"""Components renamed, wrapped and copied: what a component declares is never gone, and no letter is lost."""

import re
from collections.abc import Callable, Mapping
from functools import partial

import connect_customer_profiles as library
import pulumi.automation
import pytest

from .conftest import Place
from .harness import Project
from .one_of_each import ASKING, BUCKET, BUSY, NAMES, in_state, lived_in, parts, physical, prepared, program, run

pytestmark = pytest.mark.e2e

TEAM = "urn:pulumi:dev::customer-profiles::acme:index:Team::team"
"""What wraps the components: it declares nothing of its own, and may come into state."""

TAKEN = "error: refused: nothing was changed"
COMPONENTS = {
    "EncryptionKey": ("alias = 'alias/amazon-connect-test'", "key-alias"),
    "DeadLetterQueue": ("queue_name = 'amazon-connect-test-dead-letters'", "dlq-queue"),
    "SourceBucketPolicy": (f"bucket_name = '{BUCKET}'", "bucket-policy"),
    "ProfilesDomain": ("domain_name = 'amazon-connect-test'", "domain-domain"),
    "ExecutionRole": ("role_name = 'amazon-connect-test-ingestion-us-east-1'", "role-role|role-policy"),
    "ApplicationAccess": ("policy_name = 'amazon-connect-test-profiles-read-us-east-1'", "application-policy"),
    "IngestionMonitoring": ("domain_name = 'amazon-connect-test-.*'", "monitoring-.*"),
    "ObjectMapping": ("object_type_name = 'Contact'", "type-object-type"),
    "DeadLetterRedrive": ("(failure_queue|function|role)_name = '.*amazon-connect-test-.*redrive.*'", "redrive-.*"),
    "BackfillSupervisor": (
        *("(function_name|role_name|domain_name) = '.*amazon-connect-test-supervisor.*'", "supervisor-.*"),
    ),
    "AgentAccess": ("security_profile_name = 'Care agents'", "agents-profile"),
    "InstanceAssociation": ("instance_arn = 'arn:aws:connect:.*'", "instance-integration"),
}
"""What each component that chooses names is refused for, and whose name that is."""


def test_a_new_component_is_renamed_and_moved_as_well() -> None:
    """Whoever adds one adds it to the program of this folder's sweeps, and what it is refused for to `COMPONENTS`."""
    of_library = {
        name
        for name in library.__all__
        if isinstance(found := getattr(library, name), type) and issubclass(found, pulumi.ComponentResource)
    }
    assert set(NAMES) == of_library
    # An integration is loaded once more under another name, with a warning; it has no name of its own to be taken.
    assert {*COMPONENTS, *ASKING, "IntegrationWorkflow"} == of_library


@pytest.fixture
def instance(place: Place) -> str:
    return prepared(place)


@pytest.fixture
def everything(place: Place, instance: str, project: Callable[..., Project]) -> Project:
    """A stack with one of each component that chooses names, and a letter in its queue."""
    stack = project(program=program(instance, without=ASKING))
    lived_in(place, stack)
    return stack


def refused(stack: Project, text: str) -> dict[str, str]:
    """The refusal of each component of a program, and nothing else."""
    (stack.folder / "__main__.py").write_text(text)
    lines = stack.refusal()
    assert TAKEN in lines
    found = {line.split()[1]: line for line in lines if line != TAKEN}
    assert found.keys() <= COMPONENTS.keys(), lines
    assert len(found) == len(lines) - 1
    return found


def advised(lines: Mapping[str, str]) -> dict[str, str]:
    """The alias that each refusal advises, as it stands in the message."""
    return {component: re.findall(r"aliases=\[(.*?)\]", line)[0] for component, line in lines.items()}


def test_i_renamed_and_wrapped_my_components_and_everything_was_gone(
    place: Place, instance: str, everything: Project
) -> None:
    before, known = physical(place), in_state(everything)
    for renamed, suffix, where in ((True, "-2", ""), (False, "", ", parent=pulumi.ROOT_STACK_RESOURCE")):
        kept = {"IntegrationWorkflow": f'pulumi.Alias(name="contacts"{where})'}
        changed = partial(program, instance, renamed=renamed, wrapped=not renamed, without=ASKING)
        lines = refused(everything, changed(aliases=kept))
        assert lines.keys() == COMPONENTS.keys()
        for component, (value, holder) in COMPONENTS.items():
            name, alias = NAMES[component], f'pulumi.Alias(name="{NAMES[component]}"{where})'
            assert re.fullmatch(
                rf"error: {component} '{name}{suffix}': {value}: the [a-z ]+ of this name is '({holder})' of this "
                rf"stack\. After a rename or a move into another component, give '{name}{suffix}' the option "
                rf"aliases=\[{re.escape(alias)}\]; otherwise choose another \w+ \(docs/names\.md\)",
                lines[component],
            ), lines[component]
        # What the message says is what helps.
        (everything.folder / "__main__.py").write_text(changed(aliases={**kept, **advised(lines)}))
        steps = everything.steps()
        assert set(steps) <= {"team"}, steps
    assert physical(place) == before

    # Nor does an update that no preview came before, on a busy machine.
    for renamed in (True, False):
        (everything.folder / "__main__.py").write_text(
            BUSY + program(instance, renamed=renamed, wrapped=not renamed, without=ASKING)
        )
        code, text = run(everything, place, "up", "--yes", "--skip-preview", "--continue-on-error")
        assert code != 0
        # The program ends with the first refusals.
        assert "After a rename or a move into another component, give '" in text
        # No component is in state under its new name, which would keep an alias from its children.
        assert set(in_state(everything)) - {TEAM} == set(known)
        assert physical(place) == before
    aliases = {component: f'pulumi.Alias(name="{NAMES[component]}")' for component in NAMES}
    aliased = program(instance, renamed=True, aliases=aliases, without=ASKING)
    (everything.folder / "__main__.py").write_text(aliased)
    assert everything.changes() == {"delete": 1}  # the component that was to wrap the others
    assert physical(place) == before


def test_a_second_stack_with_the_same_domain_took_over_the_first_and_destroyed_it(
    place: Place, instance: str, everything: Project, project: Callable[..., Project]
) -> None:
    before = physical(place)
    # What the first stack loads would be refused by a resource of its own, which ends a preview at once.
    text = program(instance, without=ASKING).replace('"contacts", domain_name', '"contacts", beside=True, domain_name')
    assert "beside=True" in text
    copy = project("copy", program=text)
    lines = refused(copy, text)
    assert lines.keys() == COMPONENTS.keys()
    url = place.client("sqs").get_queue_url(QueueName="amazon-connect-test-dead-letters")["QueueUrl"]
    assert lines["DeadLetterQueue"].endswith(
        "and nothing in this stack has created it: choose another queue_name, or take it over with adopt_existing: "
        f'True (the stack owns it then) or take_over({{"dlq-queue": "{url}", "dlq-policy": "{url}"}}) (it outlives the '
        "stack) (docs/names.md)"
    )
    code, _ = run(copy, place, "up", "--yes", "--skip-preview", "--continue-on-error")
    assert code != 0
    copy.destroy()
    assert physical(place) == before
    assert everything.changes() == {}


def test_i_renamed_and_copied_my_connection_and_its_flow_and_both_were_gone(
    place: Place, instance: str, project: Callable[..., Project]
) -> None:
    stack = project(program=program(instance))
    before = lived_in(place, stack)
    for renamed, where in ((True, ""), (False, ", parent=pulumi.ROOT_STACK_RESOURCE")):
        aliases = {component: f'pulumi.Alias(name="{name}"{where})' for component, name in NAMES.items()}
        changed = partial(program, instance, renamed=renamed, wrapped=not renamed)
        for component in ASKING:
            others = {name: alias for name, alias in aliases.items() if name != component}
            (stack.folder / "__main__.py").write_text(changed(aliases=others))
            lines = [line for line in stack.refusal() if line != TAKEN]
            # Its resource at once, and a hook in the background, if the preview lasts so long.
            assert all(component in line for line in lines), lines
            assert "fter a rename or a move into another component, give" in lines[0]
        (stack.folder / "__main__.py").write_text(changed(aliases=aliases))
        assert set(stack.steps()) <= {"team"}

    known = in_state(stack)
    some = list(parts())[:2]
    for renamed, parts_of_it in ((True, parts()), (False, [*some, (), ("--continue-on-error",)])):
        (stack.folder / "__main__.py").write_text(program(instance, renamed=renamed, wrapped=not renamed))
        for part in parts_of_it:
            code, text = run(stack, place, "up", "--yes", "--skip-preview", *part)
            kept = [each for each in in_state(stack) if each != TEAM]
            assert (code != 0, kept, physical(place)) == (True, known, before), text
    (stack.folder / "__main__.py").write_text(program(instance))
    stack.up()

    beside = program(instance).replace('"contacts", domain_name', '"contacts", beside=True, domain_name')
    copy = project("copy", program=beside)
    assert any("of this name already exists" in line for line in copy.refusal())
    code, _ = run(copy, place, "up", "--yes", "--skip-preview", "--continue-on-error")
    assert code != 0
    copy.destroy()
    assert stack.changes() == {}
    assert physical(place) == before


TWINS = """
import connect_customer_profiles as library

for name in ("one", "other"):
    library.DeadLetterQueue(name, {"domain_name": "amazon-connect-test"})
"""


def test_two_components_of_my_program_were_one_queue(place: Place, project: Callable[..., Project]) -> None:
    stack = project(program=TWINS)
    (line,) = (each for each in stack.refusal() if each != TAKEN)
    assert re.search(
        r"DeadLetterQueue '(one|other)': queue_name = 'amazon-connect-test-dead-letters': '(other|one)-queue' of this "
        r"program is the queue of this name: choose another queue_name",
        line,
    )
    with pytest.raises(pulumi.automation.CommandError, match="of this program is the queue of this name"):
        stack.up()
    assert len(place.existing("queues")) <= 1


LISTED = """
import connect_customer_profiles as library

for index, name in enumerate({names!r}):
    library.DeadLetterQueue(f"dlq-{{index}}", {{"domain_name": name, "deletion_protection": False}})
    library.SourceBucketPolicy(f"exports-{{index}}", {{"bucket_name": f"{{name}}-exports"}})
"""


@pytest.mark.parametrize("later", [["two"], ["two", "three"]])
def test_i_took_the_first_one_off_my_list_and_queues_and_policies_of_the_others_were_gone(
    later: list[str], place: Place, project: Callable[..., Project]
) -> None:
    names = ["one", "two"]
    for name in {*names, *later}:
        place.client("s3").create_bucket(Bucket=f"{name}-exports")
    stack = project(program=LISTED.format(names=names))
    stack.up()
    (stack.folder / "__main__.py").write_text(LISTED.format(names=later))
    queue = (
        "error: DeadLetterQueue 'dlq-0': queue_name = 'two-dead-letters': the queue of this name is 'dlq-1-queue' of "
        "this stack, and 'dlq-0-queue' is another one. Name components after what they are for, not by their place in "
        "a list: declare this one as 'dlq-1' again, or choose another queue_name (docs/names.md)"
    )
    assert queue in stack.refusal()
    for option in ((), ("--continue-on-error",)):
        code, text = run(stack, place, "up", "--yes", "--skip-preview", *option)
        assert code != 0
        refused = [line.strip() for line in text.splitlines() if line.strip().startswith("error: DeadLetterQueue")]
        assert set(refused) == {queue}
        assert sorted(place.existing("queues")) == ["one-dead-letters", "two-dead-letters"]
        for name in names:
            assert place.client("s3").get_bucket_policy(Bucket=f"{name}-exports")["Policy"]
    # What the message says is what helps.
    (stack.folder / "__main__.py").write_text(LISTED.format(names=later).replace("enumerate(", "zip((1, 2), "))
    stack.up()
    assert sorted(place.existing("queues")) == sorted(f"{name}-dead-letters" for name in later)
