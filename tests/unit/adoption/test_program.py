"""The program that takes a domain over: what it has, what it leaves alone, and that nothing breaks out of it."""

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml
from connect_customer_profiles.adoption.drafting import program
from connect_customer_profiles.adoption.facts import Facts, FlowFacts, History
from connect_customer_profiles.adoption.literals import Code, Noted
from connect_customer_profiles.adoption.model import Component, Program
from connect_customer_profiles.adoption.render import files
from connect_customer_profiles.adoption.wording import duration
from connect_customer_profiles.policy import key_policy, queue_policy
from connect_customer_profiles.rules.screen import unshown
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import REPOSITORY
from tests.hostile.corpus import TEXTS
from tests.unit.adoption import worlds
from tests.unit.adoption.worlds import ACCOUNT, DOMAIN, INSTANCE, KEY, QUEUE, REGION, console, fed, flow, own_flow

TEXT = st.text(max_size=40) | st.sampled_from(TEXTS)


def component(made: Program, name: str) -> Component:
    return next(each for each in made.components if each.name == name)


def left(made: Program) -> dict[str, str]:
    return {each.name: each.reason for each in made.left}


def kept(made: Program, property_: str) -> list[str]:
    return [each.resource for each in made.kept if each.property == property_]


def plain(value: Any) -> Any:
    if isinstance(value, Code):
        return f"<{value.text}>"
    if isinstance(value, Noted):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(each) for each in value] if isinstance(value, (list, tuple)) else value


@pytest.mark.parametrize(
    ("tags", "stays"),
    [
        ({"b": "1", "a": "2"}, True),
        ({"a": "2", "b": "1"}, True),
        ({"b": "1", "aws:cloudformation:stack-name": "x"}, False),
        ({}, False),
    ],
)
def test_several_tags_stay_since_cloud_control_lists_them_in_an_order_of_its_own(
    tags: dict[str, str], stays: bool
) -> None:
    facts = console()
    made = program(
        replace(
            facts,
            domain={**facts.domain, "Tags": tags},
            object_types={name: {**each, "Tags": tags} for name, each in facts.object_types.items()},
            integrations=tuple({**each, "Tags": tags} for each in facts.integrations),
        )
    )
    assert kept(made, "tags") == (["domain-domain", "guests-object-type", "agents-integration"] if stays else [])


def test_everything_that_was_found_is_passed_on() -> None:
    made = program(console())
    assert {(each.type, each.name): plain(each.arguments) for each in made.components} == {
        ("EncryptionKey", "key"): {
            "domain_name": "<domain_name>",
            "alias": "alias/care-profiles",
            "tags": {"team": "care"},
        },
        ("DeadLetterQueue", "dead-letters"): {
            "domain_name": "<domain_name>",
            "queue_name": "care-letters",
            "message_retention_seconds": 345_600,
        },
        ("ProfilesDomain", "domain"): {
            "domain_name": "<domain_name>",
            "kms_key_arn": "<key.key_arn>",
            "dead_letter_queue_url": "<dead_letters.queue_url>",
            "default_expiration_days": 730,
            "matching": {"enabled": False},
            "rule_based_matching": {"enabled": False},
            "tags": {"team": "care"},
        },
        ("ObjectMapping", "guests"): {
            "domain_name": "<domain.domain_name>",
            "object_type_name": "Guests",
            "fields": {
                "email": {
                    "source": "_source.mail",
                    "target": "_profile.EmailAddress",
                    "content_type": "EMAIL_ADDRESS",
                },
                "id": {"source": "_source.id"},
            },
            "keys": {
                "_email": {"standard_identifiers": ["PROFILE"], "field_names": ["email"]},
                "guest": {"standard_identifiers": ["UNIQUE"], "field_names": ["id"]},
            },
            "description": "Guests of the hotels",
            "expiration_days": 30,
        },
        ("InstanceAssociation", "agents"): {
            "domain_name": "<domain.domain_name>",
            "instance_arn": '<instances["agents"]>',
        },
        ("IntegrationWorkflow", "contact"): {
            "domain_name": "<domain.domain_name>",
            "connector": worlds.CONTACT,
            "fields": component(made, "contact").arguments["fields"],
            "tasks": [{"type": "Mask", "field": "Birthdate", "last": 4}],
            "import_start_date": "2020-02-01",
            "kms_key_arn": "<key.key_arn>",
            "execution_role_arn": "<execution_role_arn>",
            "adopt": '<integrations["contact"]>',
        },
        ("ExternalApplication", "account"): {
            "domain_name": "<domain.domain_name>",
            "object_type_name": "<guests.object_type_name>",
            "flow_name": "accounts-daily",
            "source": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Account"},
            "tasks": [{"type": "Map", "source_fields": ["Id"]}, {"type": "Map", "source_fields": ["Name"]}],
            "schedule": {"expression": "rate(1days)", "first_execution_from": "2024-05-01"},
            "incremental_field": "LastModifiedDate",
            "adopt": True,
        },
    }


def test_ids_and_arns_are_in_the_stacks_file_alone() -> None:
    made = files(program(console()), "prod")
    config = yaml.safe_load(made["Pulumi.prod.yaml"])["config"]
    assert config == {
        "aws:region": REGION,
        "aws-native:region": REGION,
        f"{DOMAIN}:domainName": DOMAIN,
        f"{DOMAIN}:instances": {"agents": INSTANCE},
        f"{DOMAIN}:executionRoleArn": worlds.ROLE,
        f"{DOMAIN}:integrations": {
            "contact": {"integration_uri": f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/Customer_Profiles_1"}
        },
        f"{DOMAIN}:adopt": {
            "key-key": KEY.rpartition("/")[2],
            "key-alias": "alias/care-profiles",
            "dead-letters-queue": QUEUE,
            "dead-letters-policy": QUEUE,
            "domain-domain": DOMAIN,
            "guests-object-type": f"{DOMAIN}|Guests",
            "agents-integration": f"{DOMAIN}|{INSTANCE}",
        },
    }
    assert ACCOUNT not in made["__main__.py"]


def test_the_project_asks_for_the_versions_that_the_library_needs() -> None:
    needed = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["dependencies"]
    asked = files(program(console()), "dev")["requirements.txt"].splitlines()
    assert asked[0].startswith("connect-customer-profiles>=")
    assert sorted(asked[1:]) == sorted(each for each in needed if each.startswith("pulumi"))


def test_each_guard_that_is_off_has_its_line() -> None:
    made = program(console())
    text = files(made, "dev")["__main__.py"].splitlines()
    assert [(each.what, sum(line.strip() == each.line for line in text)) for each in made.guards] == [
        ("confused deputy: key", 2),
        ("rotation", 1),
        ("retention", 1),
        ("other queues", 1),
        ("confused deputy, TLS: queue", 2),
    ]
    readme = files(made, "dev")["README.md"]
    assert [each.what for each in made.guards if f"| {each.what} |" not in readme] == []


OTHERS: Any = (
    {"DomainName": "b", "DefaultEncryptionKey": KEY, "DeadLetterQueueUrl": QUEUE},
    {
        "DomainName": "a",
        "DefaultEncryptionKey": KEY.replace("key/11111111-2222-3333-4444-555555555555", "alias/care-profiles"),
        "DeadLetterQueueUrl": f"https://queue.amazonaws.com/{ACCOUNT}/care-letters",
    },
    {"DomainName": "c", "DefaultEncryptionKey": f"{KEY[:-1]}6", "DeadLetterQueueUrl": f"{QUEUE}-2"},
    {"DomainName": "d"},
)


def test_a_guard_that_would_lock_another_domain_out_says_so() -> None:
    made = program(replace(console(), neighbours=OTHERS))
    said = {each.what: (each.found, each.effect) for each in made.guards}
    locked_out = "It locks out a, b: first allow Customer Profiles to act for them, in `source_policy_documents`."
    assert said["confused deputy: key"] == (
        "Customer Profiles may use the key on behalf of anybody, in any account. Domains a, b have it as well.",
        f"Customer Profiles may use the key for this domain only. {locked_out}",
    )
    found, effect = said["confused deputy, TLS: queue"]
    assert found.endswith("Domains a, b have it as well.")
    assert effect.endswith(locked_out)
    assert [what for what, each in said.items() if "locks out" in each[1]] == [
        "confused deputy: key",
        "confused deputy, TLS: queue",
    ]
    assert made.notes[:2] == tuple(
        f"Domains a, b have the {what} as well. One program only should have the {what}; in those of the others, name "
        "it instead."
        for what in ("key", "queue")
    )
    assert "locks out" not in str(program(console()))


def test_the_name_of_another_domain_is_readable_whatever_is_answered() -> None:
    other: Any = {"DomainName": "a\ud800", "DefaultEncryptionKey": KEY, "DeadLetterQueueUrl": QUEUE}
    made = program(replace(console(), neighbours=(other,)))
    said = "".join((*(each.effect for each in made.guards), *made.notes))
    assert r"It locks out a\ud800: " in said
    assert said.encode()


def test_what_has_the_guards_already_is_told_of_none() -> None:
    facts = console()
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:care-letters"
    place: dict[str, Any] = {"region": REGION, "account": ACCOUNT, "domain_name": DOMAIN}
    assert facts.key is not None
    assert facts.queue is not None
    key = replace(
        facts.key,
        policy=key_policy(**place, administrators=[], service_conditions="domain"),
        rotates=True,
        description=f"Customer Profiles domain {DOMAIN}",
    )
    attributes = {
        "QueueArn": arn,
        "Policy": queue_policy(**place, queue_arn=arn),
        "RedriveAllowPolicy": '{"redrivePermission": "denyAll"}',
        "MessageRetentionPeriod": "1209600",
    }
    made = program(replace(facts, key=key, queue=replace(facts.queue, attributes=attributes)))
    assert made.guards == ()
    assert {(each.resource, each.property) for each in made.kept} == {("key-key", "deletionWindowInDays")}


def test_what_is_left_alone_has_its_reason() -> None:
    reasons = left(program(console()))
    assert set(reasons) == {worlds.ROLE, "salesforce", "changes", "visits", "b" * 32}
    assert "confused deputy" in reasons[worlds.ROLE]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"aliases": ()}, "it has no alias"),
        ({"managed_by_customer": False}, "AWS manages it"),
        ({"arn": KEY.replace("1111-", "9999-")}, "and not by its ARN"),
    ],
)
def test_a_key_that_the_component_would_change_is_only_named(change: dict[str, Any], why: str) -> None:
    facts = console()
    assert facts.key is not None
    made = program(replace(facts, key=replace(facts.key, **change)))
    assert why in left(made)[KEY]
    assert made.settings["kmsKeyArn"] == KEY
    assert 'kms_key_arn = config.require("kmsKeyArn")' in files(made, "dev")["__main__.py"]
    compile(files(made, "dev")["__main__.py"], "x", "exec")


def test_a_queue_without_a_policy_is_only_named() -> None:
    facts = console()
    assert facts.queue is not None
    attributes = {key: value for key, value in facts.queue.attributes.items() if key != "Policy"}
    made = program(replace(facts, queue=replace(facts.queue, attributes=attributes)))
    assert "it has no policy" in left(made)[QUEUE]
    assert plain(component(made, "domain").arguments)["dead_letter_queue_url"] == "<dead_letter_queue_url>"


def test_a_domain_with_nothing_around_it() -> None:
    domain: Any = {"DomainName": DOMAIN, "DefaultExpirationDays": 366}
    made = program(Facts(ACCOUNT, REGION, DOMAIN, domain))
    assert plain(component(made, "domain").arguments) == {"domain_name": "<domain_name>", "aws_managed_key": True}
    assert len(made.notes) == 2
    assert "AS_FOUND" not in files(made, "dev")["__main__.py"]


TEMPLATE: Any = {"Fields": {"Id": {"Source": "_source.Id"}}, "Keys": {"k": [{"FieldNames": ["Id"]}]}}


@pytest.mark.parametrize("changed", [False, True])
def test_a_template_is_one_as_long_as_nobody_has_changed_it(changed: bool) -> None:
    facts = console()
    fields = {"Id": {"Source": "_source.Id", "ContentType": "STRING"}, **({"Tier": {"Source": "x"}} if changed else {})}
    found: Any = {**worlds.GUESTS, "TemplateId": "Salesforce-Contact"}
    if not changed:
        found |= {"Fields": fields, "Keys": TEMPLATE["Keys"]}
    types = {"Salesforce-Contact": found}
    made = program(replace(facts, object_types=types, templates={"Salesforce-Contact": TEMPLATE}))
    arguments = component(made, "salesforce-contact").arguments
    kept = {each.property for each in made.kept if each.resource == "salesforce-contact-object-type"}
    if changed:
        assert "template_id" not in arguments
        assert (set(arguments["fields"]), kept) == ({"email", "id"}, {"templateId"})
    else:
        assert (arguments["template_id"], "fields" in arguments) == ("Salesforce-Contact", False)
        assert kept == {"fields", "keys"}


def test_what_means_the_same_has_one_line_for_each_object_type_and_one_remark_for_all() -> None:
    facts = console()
    turned: Any = {**worlds.GUESTS, "Fields": dict(reversed(worlds.GUESTS["Fields"].items()))}
    customised = {**turned, "TemplateId": "Salesforce-Contact"}
    types = {"Guests": turned, "Orders": {**turned, "Tags": {"a": "1", "b": "2"}}, "Contacts": customised}
    text = files(program(replace(facts, object_types=types)), "dev")["__main__.py"]
    listed = '{"guests-object-type": ["fields"], "orders-object-type": ["tags", "fields"]}'
    assert f"\nAS_LISTED = {listed}\n" in text
    # What is different as well has all of it in one place.
    assert (
        """    "contacts-object-type": [
        # Its fields or keys are not those of the template any more.
        "templateId",
        # AWS lists it in an order of its own, which means the same: take the line out
        # before you edit it.
        "fields",
    ],
"""
        in text
    )
    assert "{**AS_FOUND, **AS_LISTED})" in text
    bare: Any = {"DomainName": DOMAIN, "DefaultExpirationDays": 366, "Tags": {"a": "1", "b": "2"}}
    alone = program(Facts(ACCOUNT, REGION, DOMAIN, bare))
    assert 'config.get_object("adopt") or {}, AS_LISTED)' in files(alone, "dev")["__main__.py"]


def test_an_object_type_that_the_component_does_not_take_is_left_alone() -> None:
    found: Any = {**worlds.GUESTS, "Keys": {"guest": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}]}}
    made = program(replace(console(), object_types={"Guests": found}))
    assert left(made)["Guests"].startswith("ObjectMapping does not take it: keys")
    assert plain(component(made, "account").arguments)["object_type_name"] == "Guests"


TASKS = [
    [{"type": "Filter", "field": "Email", "operator": "CONTAINS", "value": "@"}],
    [{"type": "Filter", "field": "Email", "operator": "EQUAL_TO", "values": ["a", "b"]}],
    [{"type": "Filter", "field": "CreatedDate", "operator": "GREATER_THAN", "value": "2024-02-03T00:00:00Z"}],
    [
        {
            "type": "Filter",
            "field": "CreatedDate",
            "operator": "BETWEEN",
            "lower": "2024-02-03",
            "upper": "2025-02-03T10:00:00Z",
        }
    ],
    [{"type": "Mask", "field": "Email"}],
    [{"type": "Mask", "field": "Email", "first": 5, "mask": "#"}],
    [{"type": "Truncate", "field": "Email", "length": 7}],
    [{"type": "Validate", "field": "Email", "operator": "VALIDATE_NON_NULL", "action": "TerminateFlow"}],
    [{"type": "Merge", "fields": ["FirstName", "LastName"], "format": "${FirstName} ${LastName}", "to": "Name"}],
    [{"type": "Arithmetic", "fields": ["A__c", "B__c"], "operator": "ADDITION", "to": "Sum"}],
    [{"type": "Map", "field": "Email", "to": "Mail"}],
]


@pytest.mark.parametrize("tasks", TASKS, ids=str)
def test_tasks_are_written_as_the_component_takes_them(tasks: list[dict[str, Any]]) -> None:
    fields = ["Id", "Email", "FirstName", "LastName", "A__c", "B__c", "CreatedDate"]
    given = {"connector": CONTACT_OF_OWN_TYPE, "fields": fields, "object_type_name": "Guests", "tasks": tasks}
    found = fed(flow("Customer_Profiles_1", given), "Guests", History("2024-05-01T00:00:00Z"))
    made = component(program(replace(console(), flows=(found,))), "contact")
    assert made.type == "IntegrationWorkflow"
    written = plain(made.arguments)["tasks"]
    assert [each["type"] for each in written] == [each["type"] for each in tasks]


CONTACT_OF_OWN_TYPE = {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"}


def test_a_flow_that_has_no_words_is_taken_over_in_appflows_own_form() -> None:
    given = {"connector": CONTACT_OF_OWN_TYPE, "fields": ["Id", "Email"], "object_type_name": "Guests"}
    found = flow("Customer_Profiles_1", given)
    found["tasks"].append(
        {
            "taskType": "Passthrough",
            "sourceFields": ["Id"],
            "connectorOperator": {"Salesforce": "NO_OP"},
            "destinationField": "Id",
            "taskProperties": {},
        }
    )
    made = program(replace(console(), flows=(fed(found, "Guests", History("2024-05-01T00:00:00Z")),)))
    assert component(made, "contact").type == "ExternalApplication"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"flowStatus": "Deprecated"}, "no component has a flow that is Deprecated"),
        ({"triggerConfig": {"triggerType": "Event"}}, "no component has a flow whose trigger is Event"),
        (
            {"sourceFlowConfig": {"connectorType": "Sapodata", "sourceConnectorProperties": {}}},
            "no component has a flow from Sapodata",
        ),
    ],
)
def test_a_flow_that_no_component_makes_is_left_alone(change: dict[str, Any], why: str) -> None:
    own = {
        "source": {"type": "Pardot", "connector_profile_name": "pardot", "object": "prospects"},
        "tasks": [{"type": "Map", "source_fields": ["id"]}],
    }
    found = fed(own_flow("prospects", own, **change), "Guests")
    made = program(replace(console(), flows=(found,)))
    assert left(made)[found.integration["Uri"]] == why
    assert any(each.attention for each in made.left)


def test_what_the_library_would_refuse_is_left_alone_in_its_words() -> None:
    uri = f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/gone"
    gone = FlowFacts({"Uri": uri, "ObjectTypeName": "Guests"}, None)
    made = program(replace(console(), flows=(gone,)))
    assert left(made)[uri].startswith("its flow is gone")


@given(TEXT)
def test_nothing_that_somebody_has_written_breaks_out(text: str) -> None:
    made = program(worlds.renamed(text))
    written = files(made, "dev")
    main = written["__main__.py"]
    tree = ast.parse(main)
    # The statements are those of our own: imports, settings, tables and components.
    calls = [each.value for each in tree.body if isinstance(each, (ast.Expr, ast.Assign))]
    called = {each.func.id for each in calls if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)}
    assert called == {each.type for each in made.components} | {"take_over"}
    assert [each for each in main if each != "\n" and unshown(each)] == []
    comments = [
        each.string for each in tokenize.generate_tokens(io.StringIO(main).readline) if each.type == tokenize.COMMENT
    ]
    assert [each for each in comments if not re.fullmatch(r"# [\x20-\x7e]*", each)] == []
    for name in ("README.md", "Pulumi.dev.yaml"):
        assert [each for each in written[name] if each != "\n" and unshown(each)] == [], name
    config = yaml.safe_load(written["Pulumi.dev.yaml"])["config"]
    assert config[f"{DOMAIN}:adopt"] == made.ids
    literals = [ast.literal_eval(each) for each in ast.walk(tree) if isinstance(each, ast.Constant)]
    for each in made.components:
        assert each.arguments.get("description", "") in [*literals, ""]


@given(st.lists(TEXT, min_size=1, max_size=12, unique=True))
def test_names_are_valid_and_no_two_are_alike(texts: list[str]) -> None:
    types: dict[str, Any] = dict.fromkeys(texts, worlds.GUESTS)
    made = program(replace(console(), object_types=types))
    names = [each.name for each in made.components]
    assert len(set(names)) == len(names)
    assert [each for each in names if not re.fullmatch(r"[a-z][a-z0-9-]*", each)] == []
    compile(files(made, "dev")["__main__.py"], "x", "exec")


@pytest.mark.parametrize("name", ["class", "import", "Pulumi", "config", "domain", "key", "dead-letters", "list", "42"])
def test_an_object_type_may_be_called_like_a_word_of_the_program(name: str) -> None:
    made = program(replace(console(), object_types={f"A{name}"[1:]: worlds.GUESTS}))
    compile(files(made, "dev")["__main__.py"], "x", "exec")
    assert len({each.name for each in made.components}) == len(made.components)


def test_the_offset_of_a_flow_that_the_console_has_made_stays() -> None:
    found = flow("Customer_Profiles_1", {"connector": worlds.CONTACT})
    found["triggerConfig"]["triggerProperties"]["Scheduled"]["scheduleOffset"] = 1200
    history = History("2020-02-01T00:00:00Z", role_arn=worlds.ROLE)
    made = program(replace(console(), flows=(fed(found, "Salesforce-Contact", history, WorkflowId="a" * 32),)))
    assert component(made, "contact").type == "IntegrationWorkflow"
    assert "schedule" not in component(made, "contact").arguments
    assert made.notes[-1] == "The flow of contact starts 20 minutes late (its offset), which stays."


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds"),
        (61, "1 minute 1 second"),
        (3600, "1 hour"),
        (86_400, "1 day"),
        (90_061, "1 day 1 hour 1 minute 1 second"),
        (129_600, "1 day 12 hours"),
        (345_600, "4 days"),
    ],
)
def test_a_duration_is_said_to_the_second(seconds: int, said: str) -> None:
    assert duration(seconds) == said
