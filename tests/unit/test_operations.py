"""The pure parts of the command line: forms of output, ARNs, exit codes, choosing a target."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.cli import endings
from connect_customer_profiles.cli.console import Output, aligned, cell
from connect_customer_profiles.ingestion.state import State
from connect_customer_profiles.names import Arn, arn_parts
from connect_customer_profiles.operations import stack_targets
from connect_customer_profiles.operations.errors import Refused, Unreachable
from connect_customer_profiles.operations.profiles import integrations_by_type
from connect_customer_profiles.operations.selection import Selection, chosen
from connect_customer_profiles.operations.stack_targets import StackCredentials
from connect_customer_profiles.operations.targets import Ingestion, Target
from connect_customer_profiles.rules import RuleViolation
from rich.console import Console

KEY = "arn:aws:kms:eu-central-1:111122223333:key/0d5b"
DOMAIN = {
    "urn": "urn:pulumi:dev::app::aws-native:customerprofiles:Domain::domain",
    "type": "aws-native:customerprofiles:Domain",
    "outputs": {"domainName": "shop", "defaultEncryptionKey": KEY, "deadLetterQueueUrl": "https://sqs/dead"},
}
INSTANCE = "arn:aws:connect:eu-central-1:111122223333:instance/1b2c"
ASSOCIATION = {
    "urn": "urn:pulumi:dev::app::aws-native:customerprofiles:Integration::instance",
    "type": "aws-native:customerprofiles:Integration",
    "outputs": {"domainName": "shop", "uri": INSTANCE},
}
INGESTION: dict[str, Any] = {
    "urn": "urn:pulumi:dev::app::pulumi-python:dynamic/customerprofiles:Ingestion::shop-ingestion",
    "type": "pulumi-python:dynamic/customerprofiles:Ingestion",
    "outputs": {
        "batches": [],
        "domain_name": "shop",
        "region": "eu-central-1",
        "account": "111122223333",
        "token": "0123456789",
        "mode": "incremental",
        "loaded_from": "2026-01-01T00:00:00Z",
        "aws_profile": "crm",
        "latest_generation": 2.0,
    },
}


@pytest.mark.parametrize(
    ("arn", "expected"),
    [
        (KEY, Arn("kms", "eu-central-1", "111122223333", "key/0d5b")),
        ("arn:aws:iam::111122223333:role/a:b", Arn("iam", "", "111122223333", "role/a:b")),
        ("", Arn("", "", "", "")),
        ("https://sqs/dead", Arn("", "", "", "")),
    ],
)
def test_parts_of_an_arn(arn: str, expected: Arn) -> None:
    assert arn_parts(arn) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        ("", "-"),
        (0, "0"),
        (1234567, "1,234,567"),
        (True, "True"),
        ("x", "x"),
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00Z"),
    ],
)
def test_cells(value: object, text: str) -> None:
    assert cell(value) == text


def test_plain_lines_are_aligned_with_numbers_on_the_right() -> None:
    assert aligned(("name", "records", "end"), [("a", 5, ""), ("long name", 12_345, "x")]) == [
        "name       records  end",
        "a                5  -",
        "long name   12,345  x",
    ]


def test_output_is_for_machines_or_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    for as_json in (True, False):
        out = Output(as_json=as_json)
        out.line("for people")
        out.table(("name",), [("a",)])
        out.document({"sent": datetime(2026, 1, 2, tzinfo=UTC), "oldest": 1767312000.0, "newest": ""}, None)
        shown = capsys.readouterr().out
        if as_json:
            nowhere = {"domain": None, "account": None, "region": None, "needs_attention": False}
            day = "2026-01-02T00:00:00Z"
            assert json.loads(shown) == {**nowhere, "sent": day, "oldest": day, "newest": None}
        else:
            assert shown == "for people\nname\na\n"


def test_a_terminal_gets_colours_unless_it_wants_none(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = []
    for colours in (True, False):
        monkeypatch.setenv("NO_COLOR", "" if colours else "1")
        file = io.StringIO()
        terminal = Console(file=file, force_terminal=True, highlight=False, color_system="standard", width=80)
        Output(as_json=False, console=terminal).table(("name",), [("a",)], style=lambda _: "bad")
        shown.append("31m" in file.getvalue())
    assert shown == [True, False]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refused("no"), 2),
        (RuleViolation(1, "must be 2"), 2),
        (Unreachable("gone"), 3),
        (AwsError("GetDomain: AccessDeniedException"), 3),
        (AwsError("GetDomain: timeout", answered=False), 3),
        (KeyError("a bug"), None),
    ],
)
def test_exit_codes(error: Exception, code: int | None) -> None:
    assert endings.exit_code(error) == code


def test_a_stack_s_resources_become_targets_whatever_their_order() -> None:
    for resources in ([DOMAIN, INGESTION, ASSOCIATION], [INGESTION, ASSOCIATION, DOMAIN]):
        [target] = stack_targets.targets(resources, StackCredentials())
        assert (target.domain_name, target.account, target.region) == ("shop", "111122223333", "eu-central-1")
        assert (target.kms_key_arn, target.queue_url, target.instance_arn) == (KEY, "https://sqs/dead", INSTANCE)
        [ingestion] = target.ingestions
        assert (ingestion.name, ingestion.state.latest_generation) == ("shop-ingestion", 2)
        assert ingestion.wanted.pins.pull_from == "2026-01-01T00:00:00Z"
        assert ingestion.credentials.profile == "crm"


def test_an_option_s_profile_comes_before_the_resource_s() -> None:
    from connect_customer_profiles.aws.session import Credentials

    [target] = stack_targets.targets([DOMAIN, INGESTION], StackCredentials(Credentials(profile="oncall"), chosen=True))
    assert target.ingestions[0].credentials.profile == target.credentials.profile == "oncall"


def test_what_is_being_deleted_is_no_target() -> None:
    assert stack_targets.targets([{**DOMAIN, "delete": True}], StackCredentials()) == []


def test_a_secret_that_names_the_target_is_refused() -> None:
    secret = {stack_targets.SECRET: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x"}
    hidden = {**INGESTION, "outputs": {**INGESTION["outputs"], "domain_name": secret}}
    with pytest.raises(Refused, match="domain name is a secret of the stack, which this command never decrypts"):
        stack_targets.targets([hidden], StackCredentials())


def test_one_name_in_two_regions_is_chosen_by_region() -> None:
    found = [Target("shop", "111122223333", region) for region in ("eu-central-1", "us-east-1")]
    assert chosen(found, Selection(region="us-east-1")) is found[1]
    with pytest.raises(Refused, match="several domains, choose one with --domain or --region: shop in eu-central-1"):
        chosen(found, Selection(domain="shop"))
    with pytest.raises(Refused, match="no such domain; it has shop in eu-central-1, shop in us-east-1"):
        chosen(found, Selection(domain="sho"))


def test_what_aws_does_not_tell_asks_for_the_stack() -> None:
    with pytest.raises(Refused, match=r"contacts: AWS does not return its flow definition; use its stack"):
        Ingestion("contacts", State.from_state({"token": "0123456789"}), alone=True).need("token", "flow_definition")


def test_what_a_stack_has_lost_is_said_to_be_lost() -> None:
    with pytest.raises(Refused, match=r"^contacts: .+ is not in state$"):
        Ingestion("contacts", State.from_state({"token": "0123456789"})).need("token", "cut_off")


def test_integrations_go_by_component_else_by_flow() -> None:
    ingestion = Ingestion("crm", State.from_state({"token": "0123456789"}))
    target = Target("shop", "111122223333", "eu-central-1", ingestions=(ingestion,))
    arn = "arn:aws:appflow:eu-central-1:111122223333:flow/"
    found = integrations_by_type(
        target,
        [
            {"Uri": f"{arn}shop-Salesforce-Contact-0123456789", "ObjectTypeName": "Salesforce-Contact"},
            {"Uri": f"{arn}by-hand", "ObjectTypeName": "Salesforce-Contact"},
            {"Uri": f"{arn}segment", "ObjectTypeNames": {"Identify": "Segment-Identify"}},
        ],
    )
    assert found == {"Salesforce-Contact": ("by-hand", "crm"), "Segment-Identify": ("segment",)}
