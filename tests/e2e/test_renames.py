"""Components renamed, wrapped and copied: what a component declares is never gone, and no letter is lost."""

import re
import subprocess
from collections.abc import Callable, Mapping

import pulumi.automation
import pytest

from .conftest import Place
from .harness import Project, command

pytestmark = pytest.mark.e2e

BUCKET = "crm-export"
TAKEN = "error: refused: nothing was changed"
PROGRAM = """
import pulumi
import connect_customer_profiles as library

DOMAIN = "amazon-connect-test"
RENAMED, WRAPPED, ALIASES = {renamed!r}, {wrapped!r}, {aliases!r}


class Team(pulumi.ComponentResource):
    def __init__(self):
        super().__init__("acme:index:Team", "team")
        self.register_outputs({{}})


team = Team() if WRAPPED else None


def make(component, name, **arguments):
    if {only!r} not in (None, component):
        return None
    aliases = [eval(ALIASES[component])] if component in ALIASES else []
    name = name + "-2" if RENAMED else name
    return getattr(library, component)(name, arguments, pulumi.ResourceOptions(parent=team, aliases=aliases))


key = make("EncryptionKey", "key", domain_name=DOMAIN, deletion_protection=False)
queue = make("DeadLetterQueue", "dlq", domain_name=DOMAIN, visibility_timeout_seconds=1000)
make("SourceBucketPolicy", "bucket", bucket_name="{bucket}")
if key and queue:
    domain = make(
        *("ProfilesDomain", "domain"),
        domain_name=DOMAIN, kms_key_arn=key.key_arn, dead_letter_queue_url=queue.queue_url, deletion_protection=False,
    )
    name = domain.domain_name
    make("ExecutionRole", "role", domain_name=DOMAIN, kms_key_arn=key.key_arn)
    make("ApplicationAccess", "application", domain_name=DOMAIN, kms_key_arn=key.key_arn)
    make("IngestionMonitoring", "monitoring", domain_name=DOMAIN, queue_name="amazon-connect-test-dead-letters")
    make("ObjectMapping", "type", domain_name=name, object_type_name="Contact", template_id="Salesforce-Contact",
         deletion_protection=False)
    make("DeadLetterRedrive", "redrive", domain_name=DOMAIN, queue_url=queue.queue_url, queue_arn=queue.queue_arn,
         kms_key_arn=key.key_arn,
         queue_visibility_timeout_seconds=1000)
"""
COMPONENTS = {
    "EncryptionKey": ("key", "alias = 'alias/amazon-connect-test'", "key-alias"),
    "DeadLetterQueue": ("dlq", "queue_name = 'amazon-connect-test-dead-letters'", "dlq-queue"),
    "SourceBucketPolicy": ("bucket", f"bucket_name = '{BUCKET}'", "bucket-policy"),
    "ProfilesDomain": ("domain", "domain_name = 'amazon-connect-test'", "domain-domain"),
    "ExecutionRole": ("role", "role_name = 'amazon-connect-test-ingestion-us-east-1'", "role-role|role-policy"),
    "ApplicationAccess": (
        *("application", "policy_name = 'amazon-connect-test-profiles-read-us-east-1'", "application-policy"),
    ),
    "IngestionMonitoring": ("monitoring", "domain_name = 'amazon-connect-test-.*'", "monitoring-.*"),
    "ObjectMapping": ("type", "object_type_name = 'Contact'", "type-object-type"),
    "DeadLetterRedrive": (
        *("redrive", "(failure_queue|function|role)_name = '.*amazon-connect-test-.*redrive.*'", "redrive-.*"),
    ),
}
"""The name of each component, what it is refused for, and whose name that is."""


def program(
    *, renamed: bool = False, wrapped: bool = False, only: str | None = None, aliases: Mapping[str, str] | None = None
) -> str:
    return PROGRAM.format(renamed=renamed, wrapped=wrapped, only=only, aliases=dict(aliases or {}), bucket=BUCKET)


@pytest.fixture
def everything(place: Place, project: Callable[..., Project]) -> Project:
    """A stack with one of each component that chooses names, and a letter in its queue."""
    place.client("s3").create_bucket(Bucket=BUCKET)
    stack = project(program=program())
    stack.up()
    place.client("sqs").send_message(QueueUrl=queue_url(place), MessageBody="{}")
    return stack


def queue_url(place: Place) -> str:
    return str(place.client("sqs").get_queue_url(QueueName="amazon-connect-test-dead-letters")["QueueUrl"])


def letters(place: Place) -> int:
    attributes = place.client("sqs").get_queue_attributes(
        QueueUrl=queue_url(place), AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(attributes["Attributes"]["ApproximateNumberOfMessages"])


def run(stack: Project, place: Place, *arguments: str) -> tuple[int, str]:
    """A command of the engine: exit code and output."""
    done = subprocess.run(
        [command().command, *arguments, "--non-interactive", "--color", "never", "--stack", stack.stack.name],
        cwd=stack.folder,
        env=place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


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


def test_i_renamed_and_wrapped_my_components_and_everything_was_gone(place: Place, everything: Project) -> None:
    before = place.leftovers(), letters(place)
    for renamed, suffix in ((True, "-2"), (False, "")):
        lines = refused(everything, program(renamed=renamed, wrapped=not renamed))
        assert lines.keys() == COMPONENTS.keys()
        for component, (name, value, holder) in COMPONENTS.items():
            alias = f'pulumi.Alias(name="{name}"' + (")" if suffix else ", parent=pulumi.ROOT_STACK_RESOURCE)")
            assert re.fullmatch(
                rf"error: {component} '{name}{suffix}': {value}: the [a-z ]+ of this name is '({holder})' of this "
                rf"stack\. After a rename or a move into another component, give '{name}{suffix}' the option "
                rf"aliases=\[{re.escape(alias)}\]; otherwise choose another \w+ \(docs/names\.md\)",
                lines[component],
            ), lines[component]
        # What the message says is what helps.
        aliased = program(renamed=renamed, wrapped=not renamed, aliases=advised(lines))
        (everything.folder / "__main__.py").write_text(aliased)
        steps = everything.steps()
        assert set(steps) <= {"team"}, steps
    assert (place.leftovers(), letters(place)) == before


def test_an_update_without_a_preview_took_the_queue_of_the_component_i_renamed(
    place: Place, everything: Project
) -> None:
    before = place.leftovers(), letters(place)
    (everything.folder / "__main__.py").write_text(program(renamed=True))
    code, text = run(everything, place, "up", "--yes", "--skip-preview")
    assert code != 0
    assert "DeadLetterQueue 'dlq-2': queue_name = 'amazon-connect-test-dead-letters': the queue of this name" in text
    queue = "urn:pulumi:dev::customer-profiles::connect-customer-profiles:index:DeadLetterQueue$aws:sqs/queue:Queue"
    for choice in (["--target", f"{queue}::dlq-2-queue"], ["--exclude", "**::domain*"]):
        code, text = run(everything, place, "up", "--yes", *choice)
        assert code != 0, text
    (everything.folder / "__main__.py").write_text(program())
    assert everything.changes().keys() <= {"delete"}
    assert (place.leftovers(), letters(place)) == before


def test_a_second_stack_with_the_same_domain_took_over_the_first_and_destroyed_it(
    place: Place, everything: Project, project: Callable[..., Project]
) -> None:
    before = place.leftovers(), letters(place)
    copy = project("copy", program=program())
    lines = refused(copy, program())
    assert lines.keys() >= {"EncryptionKey", "DeadLetterQueue", "SourceBucketPolicy", "ExecutionRole"}
    assert lines["DeadLetterQueue"].endswith(
        "and nothing in this stack has created it: choose another queue_name, or take it over with adopt_existing: "
        "True (docs/names.md)"
    )
    code, _ = run(copy, place, "up", "--yes", "--skip-preview")
    assert code != 0
    copy.destroy()
    assert (place.leftovers(), letters(place)) == before
    assert everything.changes() == {}


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
