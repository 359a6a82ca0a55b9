"""The commands that change a running local AWS, in place of requests to its control plane."""

import dataclasses
import json
import re
from pathlib import Path
from typing import get_args

import pytest
from botocore.exceptions import ClientError
from click.testing import CliRunner, Result
from connect_customer_profiles.rules.rule import not_one_of

from localcloud import display
from localcloud.__main__ import main
from localcloud.aws.behaviours import Behaviours, questions
from localcloud.aws.control import ControlError
from localcloud.aws.faults import SETTINGS, Fault, Kind
from localcloud.controls import CONNECTABLE
from localcloud.coverage import names
from localcloud.environment import cloud_environment, module_command

from .setting import ACCOUNT, DOMAIN, Place, client
from .test_dead_letters import dead_letters


def control(place: Place, *arguments: str, given: str = "") -> Result:
    environment = cloud_environment({}, place.endpoint, Path("/nowhere"), account=place.account)
    return CliRunner().invoke(main, arguments, input=given, env=environment)


def said(place: Place, *arguments: str, given: str = "") -> str:
    done = control(place, *arguments, given=given)
    assert done.exit_code == 0, done.output
    return done.output


def test_every_kind_of_fault_can_be_added_with_every_setting(place: Place) -> None:
    call = ("--service", "customer-profiles", "--operation", "PutIntegration")
    told = said(place, "faults", "add", "error_before", *call, "--skip", "1", "--count", "2", "--status", "503")
    said(place, "faults", "add", "step_fails", "--batch", "2", "--permanent", "--message", "expired access token")
    said(place, "faults", "add", "slow_answer", "--seconds", "3", "--service", "cloudwatch")
    said(place, "faults", "add", "run_fails", "--flow", "customers")
    first, second, third, fourth = place.control.faults()
    assert told == f"localcloud: fault {first['id']}\n"
    assert (first["kind"], first["skip"], first["remaining"], first["status"]) == ("error_before", 1, 2, 503)
    assert (second["batch"], second["permanent"], second["message"]) == (2, True, "expired access token")
    assert (third["seconds"], third["service"]) == (3, "monitoring")  # as its calls are signed
    assert (fourth["kind"], fourth["flow"]) == ("run_fails", "customers")
    assert [json.loads(line)["id"] for line in said(place, "faults").splitlines()] == [
        first["id"] + n for n in range(4)
    ]
    assert said(place, "faults", "clear") == "localcloud: no faults\n"
    assert said(place, "faults") == ""


def test_the_help_of_faults_names_every_kind_and_setting(place: Place) -> None:
    shown = said(place, "faults", "add", "--help")
    settings = {field.name for field in dataclasses.fields(Fault)} - {"kind", "account", "region", "id", "remaining"}
    assert [name for name in settings if f"--{name} " not in shown] == []
    assert SETTINGS.keys() == set(get_args(Kind))
    assert {each for listed in SETTINGS.values() for each in listed} == settings
    assert "faults add lost_answer --service customer-profiles" in said(place, "faults", "--help")


SERVICES = ", ".join(names())
NAMED = ", ".join(sorted(Behaviours().as_dict()))


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("faults add throttel", f"Invalid value for 'KIND': 'throttel': {not_one_of('throttel', get_args(Kind))}"),
        (
            "faults add earthquake",
            f"Invalid value for 'KIND': 'earthquake': must be one of {', '.join(get_args(Kind))}",
        ),
        (
            "faults add throttle --service custmer-profiles",
            f"--service: 'custmer-profiles': must be one of {SERVICES}; did you mean customer-profiles?",
        ),
        (
            "faults add throttle --operation DeleteWorkflw",
            "--operation: 'DeleteWorkflw': no service has such an operation; did you mean DeleteWorkflow, "
            "DeleteFlow or GetWorkflow?",
        ),
        (
            "faults add throttle --service sqs --operation PutIntegration",
            "--operation: 'PutIntegration': sqs has no such operation; see `operations`",
        ),
        (
            "faults add throttle --batch 2",
            "--batch: a fault throttle takes no notice of it, but of --service, --operation, --skip, --count",
        ),
        ("faults ad throttle", "No such command 'ad'. Did you mean 'add'?"),
        (
            "connection sales ServicNow",
            f"Invalid value for 'TYPE': 'ServicNow': {not_one_of('ServicNow', CONNECTABLE)}",
        ),
        (
            "connection sales Salesforce --account 12",
            "Invalid value for '--account': '12': an account is twelve digits, such as 123456789012",
        ),
        (
            "connection sales Salesforce --feature middle-name",
            "Salesforce has no feature 'middle-name'; did you mean middle-names?",
        ),
        ("connection sales Zendesk --feature middle-names", "Zendesk has no feature 'middle-names'; it has none"),
        ("seed consol", "Invalid value for 'WHAT': 'consol': must be one of console; did you mean console?"),
        ("operations appflw", f"'appflw': must be one of {SERVICES}; did you mean appflow?"),
        ("behaviours final_flow=false", "unknown behaviour 'final_flow'; did you mean final_flow_active?"),
        ("behaviours nonsense=1", f"unknown behaviour 'nonsense'; known behaviours: {NAMED}"),
        (
            "behaviours tasks_described=expandd",
            "behaviour tasks_described: 'expandd': must be one of verbatim, rewritten, expanded; did you "
            "mean expanded?",
        ),
    ],
)
def test_a_word_that_is_misspelt_is_refused_with_the_one_that_was_meant(place: Place, typed: str, reason: str) -> None:
    refused = control(place, *typed.split())
    assert refused.exit_code != 0
    assert refused.output.splitlines()[-1] == f"Error: {reason}"
    assert place.control.faults() == []


def test_a_fault_hits_the_next_call(place: Place) -> None:
    said(place, "faults", "add", "throttle", "--service", "customer-profiles", "--operation", "ListDomains")
    with pytest.raises(ClientError, match="ThrottlingException"):
        place.profiles.list_domains()
    assert place.profiles.list_domains()["Items"] == []


@pytest.mark.parametrize("command", [("add", "throttle"), ("clear",)])
def test_the_folder_of_the_data_is_named_before_the_command_or_after_it(
    place: Place, tmp_path: Path, command: tuple[str, ...]
) -> None:
    nobody = ("--data", str(tmp_path / "nobody"))
    before, after = control(place, "faults", *nobody, *command), control(place, "faults", *command, *nobody)
    assert before.exit_code != 0
    assert before.output.startswith("Error: not running")
    assert (after.exit_code, after.output) == (before.exit_code, before.output)


def test_records_of_a_source(place: Place) -> None:
    said(place, "connection", "sales", "Salesforce")
    changed = json.dumps({"id": "003X", "fields": {"Email": "jane@example.com"}})
    settings = ("--per-day", "5000", "--since", "2019-01-31")
    done = said(place, "records", "sales", "Contact", *settings, "-", given=f"{changed}\n\n{changed}\n")
    assert done == "localcloud: Contact of sales: 5000 a day, 2 changed\n"
    state = place.control.source("sales", "Contact", account=place.account)
    assert (state["start"], state["per_day"]) == (1_548_892_800, 5000)
    for given, reason in (
        ("[]", "standard input: line 1: must be a JSON object"),
        ("{", "standard input: line 1: must be a JSON object"),
        (f'{changed}\n{{"ids": "003X"}}', "record 2: 'ids': did you mean id?"),
        ('{"field": {"Email": "jane@example.com"}}', "record 1: 'field': did you mean fields?"),
        ('{"fields": ["Email"]}', "record 1: fields = ['Email']: must be a JSON object"),
        ('{"updated": "yesterday"}', "record 1: 'yesterday' is not a time: ISO 8601, or seconds since 1970"),
    ):
        refused = control(place, "records", "sales", "Contact", "-", given=given)
        assert (refused.exit_code, refused.output) == (1, f"Error: {reason}\n")
    absent = control(place, "records", "sales", "Contat", "--per-day", "5")
    assert absent.output == "Error: Salesforce has no object 'Contat' here; did you mean Contact?\n"
    own = said(place, "records", "sales", "Invoice__c", "--per-day", "5")
    assert own == "localcloud: Invoice__c of sales: 5 a day, 0 changed\n"
    unknown = control(place, "records", "nobody", "Contact")
    assert unknown.output == "Error: connector profile 'nobody' does not exist; known connector profiles: sales\n"


def test_letters_of_a_domain(place: Place) -> None:
    url = place.guarded_queue()
    place.domain(DeadLetterQueueUrl=url)
    done = said(
        place, "letters", DOMAIN, "Salesforce-Contact", "KMS key is invalid", "-", given='{"Id": "1"}\n{"Id": "2"}'
    )
    assert done == f"localcloud: {DOMAIN} has refused 2 objects\n"
    assert [json.loads(each["body"])["Id"] for each in dead_letters(place, url)] == ["1", "2"]
    unknown = control(place, "letters", DOMAIN, "Salesforce-Contat", "KMS key is invalid", "-", given='{"Id": "3"}')
    assert unknown.output == (
        f"Error: domain '{DOMAIN}' has no object type 'Salesforce-Contat'; did you mean Salesforce-Contact?\n"
    )
    assert dead_letters(place, url) == []


def test_letters_of_a_domain_that_does_not_exist(place: Place) -> None:
    unknown = control(place, "letters", DOMAIN, "Salesforce-Contact", "KMS key is invalid", "-", given='{"Id": "1"}')
    assert (unknown.exit_code, unknown.output) == (
        1,
        f"Error: domain '{DOMAIN}' does not exist; there is none in this account and Region\n",
    )


def test_switches_are_listed_with_their_questions_and_set(place: Place) -> None:
    asked = questions()
    assert asked.keys() == Behaviours().as_dict().keys()
    assert [name for name, question in asked.items() if not question] == []
    lines = said(place, "behaviours").splitlines()
    at = lines.index("final_flow_active=true")
    assert lines[at + 1] == "    Is the flow of the ongoing integration that a workflow leaves behind"
    assert max(map(len, lines)) <= 80
    assert said(place, "behaviours", "final_flow_active=false") == "localcloud: final_flow_active=false\n"
    assert place.control.behaviours()["final_flow_active"] is False
    assert "final_flow_active=false (default: true)" in said(place, "behaviours").splitlines()


def test_the_clock_is_moved(place: Place) -> None:
    before = place.control.clock()["now"]
    assert said(place, "clock", "--advance", "86400").endswith(" seconds per second\n")
    assert place.control.clock()["now"] >= before + 86_400
    assert said(place, "clock", "--speed", "60").endswith(", 60 seconds per second\n")


@pytest.mark.parametrize(
    ("region", "reason"),
    [
        ("eu-centrl-1", "'eu-centrl-1' is not a Region; did you mean eu-central-1?"),
        ("moon", "'moon' is not a Region; us-east-1 is one"),
    ],
)
@pytest.mark.parametrize("command", [("run", "--", "true"), ("env",), ("connection", "sales", "Salesforce")])
def test_a_region_that_does_not_exist_is_refused(
    place: Place, command: tuple[str, ...], region: str, reason: str
) -> None:
    refused = control(place, command[0], "--region", region, *command[1:])
    assert refused.exit_code == 2
    assert refused.output.splitlines()[-1] == f"Error: Invalid value for '--region': {reason}"


@pytest.mark.parametrize("service", ["customer-profiles", "sqs", "s3", "iam", "sts"])
def test_a_call_in_a_region_that_does_not_exist_is_refused(place: Place, service: str) -> None:
    called = {
        "customer-profiles": "list_domains",
        "sqs": "list_queues",
        "s3": "list_buckets",
        "iam": "list_roles",
        "sts": "get_caller_identity",
    }
    nowhere = client(place.endpoint, service, place.account, "eu-centrl-1")
    with pytest.raises(ClientError) as raised:
        getattr(nowhere, called[service])()
    error = raised.value.response["Error"]
    reason = "'eu-centrl-1' is not a Region; did you mean eu-central-1?"
    assert (error["Code"], error["Message"]) == (
        "SignatureDoesNotMatch",
        f"Credential should be scoped to a valid region: {reason}",
    )
    with pytest.raises(ControlError, match=re.escape(reason)):
        place.control.source("sales", "Contact", region="eu-centrl-1")


def test_objects_are_refused_while_the_domain_s_key_is_disabled(place: Place) -> None:
    key = place.key()
    place.domain(DefaultEncryptionKey=key)
    place.profiles.put_profile_object_type(
        DomainName=DOMAIN,
        ObjectTypeName="Salesforce-Contact",
        Description="contacts",
        TemplateId="Salesforce-Contact",
    )
    put = {"DomainName": DOMAIN, "ObjectTypeName": "Salesforce-Contact", "Object": '{"Id": "003X", "LastName": "Doe"}'}
    place.profiles.put_profile_object(**put)
    place.client("kms").disable_key(KeyId=key.rpartition("/")[2])
    with pytest.raises(ClientError, match=r"KMS key is invalid: .* is not enabled"):
        place.profiles.put_profile_object(**put)
    place.client("kms").enable_key(KeyId=key.rpartition("/")[2])
    place.profiles.put_profile_object(**put)


def test_what_is_left_is_counted_and_the_first_ones_named() -> None:
    kinds = {"queues": [f"letters-{number}" for number in range(60)], "connector_profiles": ["sales"], "keys": []}
    found = {ACCOUNT: {"us-east-1": kinds, "eu-central-1": {"event_rules": ["runs"]}}}
    assert display.leftovers(found) == "60 queues (letters-0, letters-1, letters-2, …), 1 event rules (runs)"


def test_the_command_is_written_as_it_is_typed_in_the_folder() -> None:
    python = Path("/checkout/.venv/bin/python")
    assert module_command(python, Path("/checkout")) == ".venv/bin/python -m localcloud"
    assert module_command(python, Path("/elsewhere")) == "/checkout/.venv/bin/python -m localcloud"
