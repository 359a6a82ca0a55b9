"""Names that are taken: by the resource itself, by another of the stack, or by anybody else."""

from typing import Any

import pytest
from connect_customer_profiles.aws.existing import FINDERS
from connect_customer_profiles.base.data_sources import SOURCES
from connect_customer_profiles.base.kinds import KINDS
from connect_customer_profiles.base.taken import Claim, alias, claimed_twice, refusal

QUEUE = "connect-customer-profiles:index:DeadLetterQueue$aws:sqs/queue:Queue"
PREFIX = "urn:pulumi:dev::shop::"
ARN = "arn:aws:sqs:us-east-1:111122223333:letters"


def claim(urn: str = f"{PREFIX}{QUEUE}::new-queue", name: str = "new", **inputs: Any) -> Claim:
    given = {"name": "letters", **inputs}
    return Claim("DeadLetterQueue", name, urn, given, {"queue_name", "adopt_existing"}, "us-east-1")


def test_every_kind_can_be_looked_up() -> None:
    assert {kind for kind, each in KINDS.items() if not each.asks} == FINDERS.keys()
    assert SOURCES.keys() <= KINDS.keys()


def test_the_resource_itself_is_about_to_be_replaced() -> None:
    assert refusal(claim(), ARN, {f"{PREFIX}{QUEUE}::new-queue": {"name": "letters"}}) is None


def test_another_resource_of_the_stack_was_renamed() -> None:
    violation = refusal(claim(), ARN, {f"{PREFIX}{QUEUE}::old-queue": {"name": "letters", "region": "us-east-1"}})
    assert str(violation) == (
        "queue_name = 'letters': the queue of this name is 'old-queue' of this stack. After a rename or a move into "
        "another component, give 'new' the option aliases=[pulumi.Alias(name=\"old\")]; otherwise choose another "
        "queue_name (docs/names.md)"
    )


def test_the_names_of_a_list_have_moved_up() -> None:
    stack = {f"{PREFIX}{QUEUE}::dlq-{each}-queue": {"name": name} for each, name in enumerate(("others", "letters"))}
    assert str(refusal(claim(f"{PREFIX}{QUEUE}::dlq-0-queue", "dlq-0"), ARN, stack)) == (
        "queue_name = 'letters': the queue of this name is 'dlq-1-queue' of this stack, and 'dlq-0-queue' is another "
        "one. Name components after what they are for, not by their place in a list: declare this one as 'dlq-1' "
        "again, or choose another queue_name (docs/names.md)"
    )


COMPONENT = f"{PREFIX}connect-customer-profiles:index:DeadLetterQueue"


@pytest.mark.parametrize(
    ("also", "first"),
    [
        ((f"{COMPONENT}::new",), f"pulumi state rename '{COMPONENT}::new' old"),
        ((f"{COMPONENT}::new", f"{COMPONENT}::old"), f"pulumi state delete '{COMPONENT}::new'"),
    ],
    ids=["renamed in state", "left by an update"],
)
def test_an_alias_alone_does_not_help_a_component_that_is_in_state(also: tuple[str, ...], first: str) -> None:
    children = {f"{PREFIX}{QUEUE}::old-queue": {"name": "letters", "region": "us-east-1"}}
    assert (
        f"After a rename or a move into another component, run `{first}` and give 'new' the option "
        'aliases=[pulumi.Alias(name="old")]; otherwise'
    ) in str(refusal(claim(), ARN, {**children, **{urn: {} for urn in also}}))


def test_the_name_of_a_flow_is_reserved_for_its_component() -> None:
    reserved = "connect-customer-profiles:index:ExternalApplication$pulumi-python:dynamic/customerprofiles:Reservation"
    inputs = {"kind": "flow", "name": "crm"}
    new = Claim(
        "ExternalApplication", "new", f"{PREFIX}{reserved}::new-reservation", inputs, {"flow_name"}, "us-east-1"
    )
    assert str(refusal(new, "", {f"{PREFIX}{reserved}::old-reservation": inputs})).startswith(
        "flow_name = 'crm': the flow of this name is 'old-reservation' of this stack. After a rename"
    )


@pytest.mark.parametrize(
    "stack",
    [
        None,
        {},
        {f"{PREFIX}{QUEUE}::old-queue": {"name": "letters", "region": "eu-central-1"}},
        {f"{PREFIX}{QUEUE}::new-queue": {"name": "others"}},
        {f"{PREFIX}aws:sns/topic:Topic::topic": {"name": "letters"}},
    ],
    ids=["nobody knows", "nothing", "another Region", "another name", "another type"],
)
def test_nothing_of_this_stack_has_created_it(stack: Any) -> None:
    assert str(refusal(claim(), ARN, stack)) == (
        f"queue_name = 'letters': a queue of this name exists ({ARN}), and nothing in this stack has created it: "
        "choose another queue_name, or take it over with adopt_existing: True (the stack owns it then) or "
        f'take_over({{"new-queue": "{ARN}"}}) (it outlives the stack) (docs/names.md)'
    )


def test_a_queue_is_listed_with_the_policy_that_it_has() -> None:
    url = "https://sqs.us-east-1.amazonaws.com/111122223333/letters"
    assert f'take_over({{"new-queue": "{url}", "new-policy": "{url}"}})' in str(
        refusal(claim(), url, {}, with_policy=True)
    )
    failures = claim(f"{PREFIX}{QUEUE}::redrive-failures", "redrive")
    assert f'{{"redrive-failures": "{url}", "redrive-failures-policy": "{url}"}}' in str(
        refusal(failures, url, {}, with_policy=True)
    )


KEY_ARN = "arn:aws:kms:us-east-1:111122223333:key/1234abcd"
INSTANCE = "arn:aws:connect:us-east-1:111122223333:instance/i"


@pytest.mark.parametrize(
    ("component", "child", "inputs", "found", "ids"),
    [
        (
            *("EncryptionKey", "aws:kms/alias:Alias::x-alias", {"name": "alias/shop"}, KEY_ARN),
            '{"x-key": "1234abcd", "x-alias": "alias/shop"}',
        ),
        (
            *("EncryptionKey", "aws:kms/alias:Alias::x-alias", {"name": "alias/shop"}, f"alias/shop of {KEY_ARN}"),
            '{"x-key": "1234abcd", "x-alias": "alias/shop"}',
        ),
        (
            *("ExecutionRole", "aws:iam/role:Role::x-role", {"name": "load"}, "arn:aws:iam::111122223333:role/load"),
            '{"x-role": "load"}',
        ),
        (
            *("ExecutionRole", "aws:iam/policy:Policy::x-policy", {"name": "load"}, "arn:aws:iam::1:policy/load"),
            '{"x-policy": "arn:aws:iam::1:policy/load"}',
        ),
        (
            *("ProfilesDomain", "aws-native:customerprofiles:Domain::x-domain", {"domainName": "shop"}, "shop"),
            '{"x-domain": "shop"}',
        ),
        (
            *("ObjectMapping", "aws-native:customerprofiles:ObjectType::x-object-type"),
            *({"domainName": "shop", "objectTypeName": "Guests"}, "Guests of shop"),
            '{"x-object-type": "shop|Guests"}',
        ),
        (
            *("InstanceAssociation", "aws-native:customerprofiles:Integration::x-integration"),
            *({"domainName": "shop", "uri": INSTANCE}, f"{INSTANCE} with shop"),
            f'{{"x-integration": "shop|{INSTANCE}"}}',
        ),
        (
            *("AgentAccess", "aws:connect/securityProfile:SecurityProfile::x-profile"),
            *({"instanceId": "i", "name": "Care"}, f"{INSTANCE}/security-profile/p"),
            '{"x-profile": "i:p"}',
        ),
    ],
)
def test_the_id_to_paste_is_that_of_the_components_child(
    component: str, child: str, inputs: dict[str, Any], found: str, ids: str
) -> None:
    urn = f"{PREFIX}connect-customer-profiles:index:{component}${child}"
    line = str(refusal(Claim(component, "x", urn, inputs, set(), "us-east-1"), found, {}))
    assert f"or take it over with take_over({ids})" in line
    every = ", and what belongs to it with `customer-profiles adopt --domain shop --out DIR` (docs/names.md)"
    assert line.endswith(every) == (component == "ProfilesDomain")
    elsewhere = Claim(component, "x", urn, inputs, set(), "us-east-1", in_python=False)
    assert str(refusal(elsewhere, found, {})).endswith(f"or take it over with take_over({ids}) (docs/names.md)")


def test_an_alarm_is_not_listed() -> None:
    urn = f"{PREFIX}connect-customer-profiles:index:IngestionMonitoring$aws:cloudwatch/metricAlarm:MetricAlarm::x-a"
    alarm = Claim("IngestionMonitoring", "x", urn, {"name": "a"}, {"adopt_existing"}, "us-east-1")
    assert str(refusal(alarm, "arn", {})).endswith("or take it over with adopt_existing: True (docs/names.md)")


def test_what_the_program_itself_has_made_is_listed_once_state_has_forgotten_it() -> None:
    url = "https://sqs.us-east-1.amazonaws.com/111122223333/letters"
    raw = f"{PREFIX}aws:sqs/queue:Queue::letters"
    assert (
        f"run `pulumi state delete '{raw}'` and take it over with adopt_existing: True (the stack owns it then) or "
        f'take_over({{"new-queue": "{url}"}})'
    ) in str(refusal(claim(), raw, {raw: {"name": "letters", "url": url}}))


def test_a_component_that_cannot_take_over_says_what_helps() -> None:
    role = f"{PREFIX}connect-customer-profiles:index:ExecutionRole$aws:iam/role:Role::role-role"
    claimed = Claim("ExecutionRole", "role", role, {"name": "loader"}, {"role_name"}, "us-east-1")
    assert str(refusal(claimed, "arn", {})).endswith(
        'choose another role_name, or take it over with take_over({"role-role": "loader"}) (docs/names.md)'
    )


def test_the_article_is_that_of_the_noun() -> None:
    mapping = f"{PREFIX}connect-customer-profiles:index:ObjectMapping$aws-native:customerprofiles:ObjectType::guests"
    inputs = {"domainName": "shop", "objectTypeName": "Guests"}
    claimed = Claim("ObjectMapping", "guests", mapping, inputs, {"object_type_name", "adopt_existing"}, "us-east-1")
    assert str(refusal(claimed, "Guests of shop", {})).startswith(
        "object_type_name = 'Guests': an object type of this name exists (Guests of shop), and nothing in this stack"
    )


def test_two_resources_of_a_program_have_one_name() -> None:
    assert claimed_twice(claim(), f"{PREFIX}{QUEUE}::new-queue") is None
    assert str(claimed_twice(claim(), f"{PREFIX}{QUEUE}::old-queue")) == (
        "queue_name = 'letters': 'old-queue' of this program is the queue of this name: choose another queue_name "
        "(docs/names.md)"
    )


@pytest.mark.parametrize(
    ("before", "now", "advice"),
    [
        (QUEUE, QUEUE, 'pulumi.Alias(name="old")'),
        (QUEUE, f"acme:index:Team${QUEUE}", 'pulumi.Alias(name="old", parent=pulumi.ROOT_STACK_RESOURCE)'),
        (
            *(f"acme:index:Team${QUEUE}", QUEUE),
            'f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}::'
            'acme:index:Team$connect-customer-profiles:index:DeadLetterQueue::old"',
        ),
    ],
    ids=["renamed", "wrapped", "unwrapped"],
)
def test_the_alias_says_what_the_component_was(before: str, now: str, advice: str) -> None:
    assert alias(claim(f"{PREFIX}{now}::new-queue"), f"{PREFIX}{before}::old-queue") == advice
