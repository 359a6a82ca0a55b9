"""What `adopt` adds to a stack that exists: what it has not, and nothing a second time."""

import ast
from dataclasses import replace

import pytest
import yaml
from connect_customer_profiles.adoption.drafting import program
from connect_customer_profiles.adoption.literals import Code
from connect_customer_profiles.adoption.model import Program
from connect_customer_profiles.adoption.readme import readme
from connect_customer_profiles.adoption.remainder import remainder
from connect_customer_profiles.adoption.render import main
from connect_customer_profiles.adoption.stack_file import with_settings
from connect_customer_profiles.adoption.stack_there import Owned, Present

from tests.unit.adoption.worlds import DOMAIN, KEY, QUEUE, ROLE, console

STACK = "urn:pulumi:dev::care"
KEY_ID = KEY.rpartition("/")[2]
MADE = "Customer_Profiles_1"
OURS = "connect-customer-profiles:index:"


def owned(type_: str, name: str, id_: str, parent: str = "", texts: tuple[str, ...] = ()) -> Owned:
    return Owned(f"{STACK}::{f'{OURS}{parent}$' if parent else ''}{type_}::{name}", type_, id_, frozenset(texts))


RAW = (
    owned("aws:kms/key:Key", "cmk", KEY_ID),
    owned("aws:kms/alias:Alias", "cmk-alias", "alias/care-profiles"),
    owned("aws:sqs/queue:Queue", "dlq", QUEUE),
    owned("aws-native:customerprofiles:Domain", "profiles", DOMAIN),
)


def rest(*resources: Owned, listed: tuple[str, ...] = (), code: str = "", from_stack: bool = False) -> Program:
    present = Present(resources, frozenset(listed), code)
    return remainder(program(console()), present, KEY, from_stack=from_stack)


def names(made: Program) -> list[str]:
    return [each.name for each in made.components]


def test_a_stack_that_has_nothing_gets_everything() -> None:
    assert names(rest()) == ["key", "dead-letters", "domain", "guests", "agents", "contact", "account"]
    assert rest().aliases == {}


def test_a_raw_resource_is_left_to_the_program_until_somebody_asks() -> None:
    made = rest(*RAW)
    assert names(made) == ["guests", "agents", "contact", "account"]
    assert [(each.what, each.reason) for each in made.left][-3:] == [
        (what, f"it is '{name}' of this stack; `--from-stack` makes it a component's")
        for what, name in (("key", "cmk"), ("queue", "dlq"), ("domain", "profiles"))
    ]
    # What it had of them is named by the stack's file.
    assert made.settings["kmsKeyArn"] == KEY
    guests, *_ = made.components
    assert guests.arguments["domain_name"] == Code("domain_name")
    assert [each.resource for each in made.kept if each.resource.startswith(("key", "dead"))] == []
    assert made.guards == ()
    ast.parse(main(made, "dev", "adopted_care"))


def test_raw_resources_become_children_and_the_others_are_imported() -> None:
    made = rest(*RAW, from_stack=True)
    assert made.aliases == {
        "key-key": RAW[0].urn,
        "key-alias": RAW[1].urn,
        "dead-letters-queue": RAW[2].urn,
        "domain-domain": RAW[3].urn,
    }
    assert [*made.ids] == ["dead-letters-policy", "guests-object-type", "agents-integration"]
    text = main(made, "dev", "adopted_care")
    assert 'pulumi.Config("adopted_care")' in text
    assert "AS_FOUND, aliases)" in text


PROVIDERS = f"{STACK}::pulumi:providers:aws"


def test_what_the_raw_resources_were_to_others_is_said() -> None:
    key = replace(RAW[0], outputs={"arn": KEY, "keyId": KEY_ID, "description": "profiles"}, provider=f"{PROVIDERS}::eu")
    queue = replace(RAW[2], outputs={"name": "care-letters", "url": QUEUE}, provider=f"{PROVIDERS}::default_7_20_0")
    outputs = {
        "keyArn": KEY,
        "ids": KEY_ID,
        "about": "profiles",
        "letters": QUEUE,
        "name": "care-letters",
        "domain": DOMAIN,
    }
    exports = {name: frozenset((value, "more")) for name, value in outputs.items()}
    present = Present((key, queue, replace(RAW[3], outputs={"domainName": DOMAIN})), exports=exports)
    made = remainder(program(console()), present, KEY, from_stack=True)
    assert made.providers == {"key-key": "eu (aws)"}
    assert made.exports == {
        "keyArn": "key.key_arn",
        "ids": "key.key_id",
        "letters": "dead_letters.queue_url",
        "name": "",
        "domain": "domain.domain_name",
    }
    text = readme(made, "dev", "adopted_care")
    assert '| `keyArn` | `pulumi.export("keyArn", adopted_care.key.key_arn)` |' in text
    assert "| `name` | no component has it |" in text
    assert "| `cmk` | eu (aws) |" in text
    lines = main(made, "dev", "adopted_care").splitlines()
    assert [line for line in lines if line.startswith("key = ")] == ["key = EncryptionKey("]
    left_to_it = remainder(program(console()), present, KEY, from_stack=False)
    assert (left_to_it.exports, left_to_it.providers) == ({}, {})


@pytest.mark.parametrize(
    ("type_", "id_", "missing"),
    [
        ("aws:customerprofiles/domain:Domain", DOMAIN, "domain"),
        ("aws-native:kms:Key", KEY_ID, "key"),
        ("aws-native:sqs:Queue", QUEUE, "dead-letters"),
        ("aws:appflow/flow:Flow", "accounts-daily", "account"),
        (
            "aws-native:customerprofiles:Integration",
            f"{DOMAIN}|arn:aws:appflow:x:1:flow/Customer_Profiles_1",
            "contact",
        ),
    ],
)
def test_a_resource_from_which_no_alias_leads_has_another_way_out(type_: str, id_: str, missing: str) -> None:
    """Imported beside it, it would be deleted at AWS when the program no longer declares it."""
    made = rest(owned(type_, "mine", id_), from_stack=True)
    assert missing not in names(made)
    assert len(made.components) == len(rest().components) - 1
    last = made.left[-1]
    assert (last.attention, f"`pulumi state delete '{STACK}::{type_}::mine'`" in last.reason) == (True, True)


def test_what_components_have_or_will_have_is_not_added_again() -> None:
    whole = rest()
    listed = [*whole.ids.values(), whole.settings["integrations"]["contact"]["integration_uri"]]
    assert names(rest(listed=tuple(listed), code='ExternalApplication("a", {"flow_name": "accounts-daily"})')) == []
    assert names(rest(*RAW, listed=tuple(each.urn for each in RAW), from_stack=True)) == names(rest())[3:]
    dynamic = "pulumi-python:dynamic/customerprofiles:"
    deployed = (
        owned("aws-native:customerprofiles:Domain", "domain-domain", DOMAIN, "ProfilesDomain"),
        owned(f"{dynamic}Ingestion", "mine-ingestion", "1", "IntegrationWorkflow", (str(listed[-1]),)),
        owned(f"{dynamic}ExternalFlow", "mine-flow", "2", "ExternalApplication", ("accounts-daily",)),
    )
    assert names(rest(*deployed)) == ["key", "dead-letters", "guests", "agents"]


def test_what_the_stack_has_itself_is_not_said_to_be_left_alone() -> None:
    """Such as the role of its own, and an integration whose workflow is still running."""
    before = {each.name for each in rest().left}
    role = owned("aws:iam/role:Role", "role-role", "care-history", "ExecutionRole", (ROLE,))
    assert {each.name for each in rest(role).left} == before - {ROLE}


def test_names_of_the_program_are_not_given_twice() -> None:
    made = program(console(), ["guests", "contact"])
    assert [each.name for each in made.components] == [
        *("key", "dead-letters", "domain", "guests-type", "agents", "contact-flow", "account")
    ]


MINE = """\
# The stack of our team
config:
    aws:region: us-east-1   # ours

    care:tags:
        team: care
# the end of it
encryptionsalt: v1:abc
"""


@pytest.mark.parametrize(
    "text",
    [
        MINE,
        MINE.replace("\n", "\r\n"),
        MINE.removesuffix("encryptionsalt: v1:abc\n"),
        "config: # ours\n  a:b: c\n",
        "config:\n",
        "encryptionsalt: v1:abc\n",
        "",
    ],
)
def test_nothing_in_the_file_of_a_stack_is_changed(text: str) -> None:
    made = rest(*RAW, from_stack=True)
    extended = with_settings(text, made, "adopted_care")
    assert extended is not None
    lines = iter(extended.splitlines())
    assert all(line in lines for line in text.splitlines())
    before, after = yaml.safe_load(text) or {}, yaml.safe_load(extended)
    added = after["config"]
    assert {**after, "config": {key: added[key] for key in before.get("config") or {}}} == {
        **before,
        "config": before.get("config") or {},
    }
    assert added["adopted_care:aliases"] == dict(made.aliases)
    assert added["adopted_care:adopt"] == dict(made.ids)


def test_a_file_whose_configuration_is_on_one_line_is_left_to_whoever_wrote_it() -> None:
    assert with_settings("config: {a:b: c}\n", replace(rest()), "adopted_care") is None
