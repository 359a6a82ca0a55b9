"""`customer-profiles rehearse`: from files and definitions to what it says, and what it never says."""

import contextlib
import io
import itertools
import json
import os
import re
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.cli import rehearsal_view
from connect_customer_profiles.cli.console import Output
from connect_customer_profiles.operations.errors import Refused
from connect_customer_profiles.operations.rehearsal import Given, of_target, report
from connect_customer_profiles.operations.stack_targets import DOMAINS, StackCredentials, targets
from connect_customer_profiles.operations.targets import Target
from connect_customer_profiles.profiles.checks import Key
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.rules.screen import unshown

from tests.conftest import REPOSITORY
from tests.hostile.corpus import TEXTS, VALUES
from tests.hostile.recording import MISSING, parts, put
from tests.operations.command import Command, Result
from tests.operations.deployment import Deployment
from tests.operations.test_bad_input import line_of
from tests.provider.place import ACCOUNT, DOMAIN
from tests.unit.rehearsal.worlds import CONTACTS, TICKETS

PEOPLE = """Id;Email;Phone;FirstName;LastName;Shoe
1;ana@example.com;+1 206 555 0101;Ana;Silva;38
2;ANA@example.com;;Ana;Silva;38
3;;206-555-0101;;Souza;
;nobody@example.com;;No;One;

4;bo@example.com
"""


@pytest.fixture
def rehearse(command: Command) -> Callable[..., Result]:
    """Runs the command in the folder of two files, with a mapping file."""
    (command.folder / "people.csv").write_text(PEOPLE)
    (command.folder / "tickets.jsonl").write_text('{"number": "t1", "requester": {"email": "Bo@example.com"}}\n')
    (command.folder / "mapping.json").write_text(json.dumps({"people": CONTACTS, "tickets": TICKETS}))
    untyped = json.loads(json.dumps(CONTACTS).replace("EMAIL_ADDRESS", "STRING"))
    (command.folder / "other.yaml").write_text(json.dumps({"people": untyped}, indent=1))

    (command.folder / "twice.yaml").write_text("people:\n  keys: {}\n  keys: {}\n")
    (command.folder / "twice.json").write_text('{"people": {"keys": {}, "keys": {}}}')

    def run(words: str) -> Result:
        return command("rehearse", *words.format(folder=command.folder).split())

    return run


def test_it_says_what_becomes_of_the_records(rehearse: Callable[..., Result]) -> None:
    done = rehearse("--mapping {folder}/mapping.json people={folder}/people.csv tickets={folder}/tickets.jsonl")
    assert (done.code, done.stderr) == (1, "")
    assert done.lines[:9] == [
        "5 records: 3 objects, 1 profile, 2 dead letters",
        "source   object type  records  left out  dead letters  objects  updates  profiles",
        "people   people             4         0             1        3        0         1",
        "tickets  tickets            1         0             1        0        0         0",
        "",
        "people.csv: CSV, UTF-8, separated by semicolons, 6 columns, 1 empty line passed over",
        "  line 7: has 2 columns, the header has 6",
        "tickets.jsonl: JSON Lines, UTF-8",
        "order: one file after the other, as given",
    ]
    assert "  people: 1 new profile, 1 by _email, 1 by _phone" in done.lines
    assert "Suspicious merges: 1 profile may be several people" in done.lines
    assert "people: nothing reads Shoe" in done.lines
    assert "tickets: no record has city, which the definition reads" in done.lines
    assert not re.search("silva|souza|ana@|0101", done.stdout, re.IGNORECASE)


def test_two_mappings_side_by_side(rehearse: Callable[..., Result]) -> None:
    done = rehearse("--mapping {folder}/mapping.json --compare {folder}/other.yaml people={folder}/people.csv")
    assert (done.code, done.stderr) == (1, "")
    assert done.lines == [
        "4 records with mapping.json and with other.yaml",
        "                                mapping.json  other.yaml",
        "left out by tasks                          0           0",
        "dead letters                               1           1",
        "objects                                    3           3",
        "profiles                                   1           2",
        "profiles of several objects                1           1",
        "objects of the largest profile             3           2",
        "suspicious merges                          1           1",
        "values that no key unifies                 0           1",
        "",
        "people.csv: CSV, UTF-8, separated by semicolons, 6 columns, 1 empty line passed over",
        "  line 7: has 2 columns, the header has 6",
        "people: 3 records: share a profile with fewer records (records 1, 2, 3)",
        "3 records of 4 differ",
    ]


def test_two_mappings_say_what_either_finds_in_a_file(rehearse: Callable[..., Result], command: Command) -> None:
    spelled = (command.folder / "other.yaml").read_text().replace("_source.", "_source.the_")
    (command.folder / "spelled.yaml").write_text(spelled)
    (command.folder / "people.csv").write_bytes("Id,LastName\n1,Müller\n2\n".encode("cp1252"))
    words = "--mapping {folder}/other.yaml --compare {folder}/spelled.yaml people={folder}/people.csv"
    found = rehearse(words).stdout
    assert (
        """
people.csv: CSV, Windows-1252, separated by commas, 2 columns
  line 2 is not UTF-8: the file is read as Windows-1252, unless an encoding is given
  with spelled.yaml: nothing reads any of its 2 fields: does the file name them?
  line 3: has 1 column, the header has 2
"""
        in found
    )


def test_how_many_objects_a_placeholder_brought_is_a_least_number(
    rehearse: Callable[..., Result], command: Command
) -> None:
    rows = "".join(f"{number},000-0000\n" for number in range(150))
    (command.folder / "people.csv").write_text(f"Id,Phone\n{rows}")
    done = rehearse("--mapping {folder}/mapping.json people={folder}/people.csv")
    assert "  people: 1 new profile, 149 by _phone" in done.lines
    [row] = [line for line in done.lines if line.lstrip().startswith("150  ")]
    assert row.split("  ")[-2:] == ["one value of a key shared by at least 100 objects", "at least 141 by _phone ***00"]


def test_a_pipe_and_the_standard_input_are_files(
    rehearse: Callable[..., Result], command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "--mapping {folder}/mapping.json --compare {folder}/other.yaml people={folder}/people.csv"
    whole = rehearse(words).stdout
    os.mkfifo(command.folder / "pipe")
    writer = threading.Thread(target=lambda: (command.folder / "pipe").write_text(PEOPLE))
    writer.start()
    of_pipe = rehearse(f"{words.replace('people.csv', 'pipe')} --format csv").stdout
    assert of_pipe == whole.replace("people.csv", "pipe")
    writer.join()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PEOPLE.encode())))
    of_input = rehearse(f"{words.replace('{folder}/people.csv', '-')} --format csv").stdout
    assert of_input == whole.replace("people.csv", "standard input")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PEOPLE.encode())))
    done = command("suggest-mapping", "-", "--format", "csv", "--name", "people")
    assert (done.code, done.stdout.startswith("# Drawn from 4 records.")) == (0, True)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert command("suggest-mapping", "-").stderr == "customer-profiles: standard input: is empty\n"


def test_pictures_and_pages_need_nothing_else(rehearse: Callable[..., Result], command: Command) -> None:
    words = "--mapping {folder}/mapping.json people={folder}/people.csv --svg {folder}/a.svg --html {folder}/a.html"
    rehearse(words)
    drawn, page = ((command.folder / name).read_text() for name in ("a.svg", "a.html"))
    assert ">4 records, rehearsed</text>" in drawn
    assert ">1 dead letter</text>" in drawn
    assert drawn.strip() in page
    assert set(re.findall(r"(?:https?:|//)[^\s\"<]*", page)) == {"http://www.w3.org/2000/svg"}
    assert not re.search("<script|<link|silva|souza|ana@|0101", page, re.IGNORECASE)
    assert "<h2>Suspicious merges</h2>" in page
    rehearse(f"{words} --show-personal-data")
    assert "<h2>Suspicious merges</h2>" in (command.folder / "a.html").read_text()


def test_the_picture_of_a_comparison_has_both_mappings(rehearse: Callable[..., Result], command: Command) -> None:
    alone = "--mapping {folder}/mapping.json people={folder}/people.csv --svg {folder}/alone.svg"
    rehearse(alone)
    rehearse(f"{alone.replace('alone', 'a')} --html {{folder}}/a.html --compare {{folder}}/other.yaml")
    one, drawn, page = ((command.folder / name).read_text() for name in ("alone.svg", "a.svg", "a.html"))
    words = re.findall(r">([^<]+)</text>", drawn)
    half = len(words) // 2
    assert (words[0], words[half]) == ("4 records, rehearsed with mapping.json", "4 records, rehearsed with other.yaml")
    assert (words[1:half], words[half - 2], words[-2]) == (
        re.findall(r">([^<]+)</text>", one)[1:],
        "1 profile",
        "2 profiles",
    )
    heights = [float(each) for each in re.findall(r'<text x="[^"]*" y="([^"]*)"', drawn)]
    assert max(heights[:half]) < min(heights[half:]) < max(heights) < float(re.findall(r'height="(\d+)"', drawn)[0])
    assert drawn.strip() in page
    assert '<tr><td>profiles</td><td class="n">1</td><td class="n">2</td></tr>' in page
    assert "share a profile with fewer records" in page


def stack(command: Command, deployed: Deployment, *more: dict[str, Any]) -> None:
    """The state of the stack `dev` with more resources."""
    state = {"version": 3, "deployment": {"resources": [*deployed.resources(), *more]}}
    command.stack_file.write_text(json.dumps(state))


def object_type(name: str, mapping: dict[str, Any]) -> dict[str, Any]:
    """An object type in state, as aws-native writes it."""
    parts = {"source": "source", "target": "target", "content_type": "contentType"}
    fields = [
        {"name": field, "objectTypeField": {parts[key]: value for key, value in entry.items()}}
        for field, entry in mapping["fields"].items()
    ]
    keys = [
        {
            "name": key,
            "objectTypeKeyList": [
                {"fieldNames": entry["field_names"], "standardIdentifiers": entry["standard_identifiers"]}
            ],
        }
        for key, entry in mapping["keys"].items()
    ]
    component = "connect-customer-profiles:index:ObjectMapping"
    type_ = "aws-native:customerprofiles:ObjectType"
    return {
        "urn": f"urn:pulumi:dev::app::{component}${type_}::{name}-object-type",
        "type": type_,
        "parent": f"urn:pulumi:dev::app::{component}::{name}",
        "outputs": {
            "domainName": DOMAIN,
            "objectTypeName": name.capitalize(),
            "fields": fields,
            "keys": keys,
            "allowProfileCreation": mapping.get("allow_profile_creation", False),
            "sourcePriority": 3.0,
        },
    }


def flow(name: str, object_type_name: str) -> dict[str, Any]:
    """A flow in AppFlow in state, that loads adults only."""
    type_ = "pulumi-python:dynamic/customerprofiles:ExternalFlow"
    component = "connect-customer-profiles:index:ExternalApplication"
    adults = {
        "taskType": "Filter",
        "sourceFields": ["Email"],
        "connectorOperator": {"Slack": "EQUAL_TO"},
        "taskProperties": {"DATA_TYPE": "string", "VALUE": "ana@example.com"},
    }
    return {
        "urn": f"urn:pulumi:dev::app::{component}${type_}::{name}-flow",
        "type": type_,
        "parent": f"urn:pulumi:dev::app::{component}::{name}",
        "outputs": {
            "domain_name": DOMAIN,
            "region": "us-east-1",
            "object_type_name": object_type_name,
            "flow": {"source": {"connectorType": "Slack"}, "tasks": [adults], "trigger": {}},
        },
    }


def test_the_definitions_of_a_stack(
    rehearse: Callable[..., Result], command: Command, deployment: Callable[..., Deployment]
) -> None:
    people = object_type("people", CONTACTS)
    stack(command, deployment(), people, flow("members", "People"))
    done = rehearse("--stack dev people={folder}/people.csv --json")
    assert (done.stderr, done.document["domain"]) == ("", DOMAIN)
    # The object type is loaded by a flow.
    assert (done.document["objects"], done.document["dropped"]) == (3, 0)
    done = rehearse("--stack dev members={folder}/people.csv --json")
    assert (done.document["objects"], done.document["dropped"]) == (1, 3)
    done = rehearse("--stack dev People={folder}/people.csv --json")
    assert done.document["dropped"] == 3


def test_no_state_of_a_flow_or_object_type_breaks_a_rehearsal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part of both, with nothing in it or another value."""

    def unreachable(*_: object) -> None:
        raise AwsError("GetProfileObjectType: no answer", "EndpointConnectionError")

    asked = SimpleNamespace(get_object_type=unreachable, object_type_template=unreachable)
    monkeypatch.setattr(Target, "client", asked)
    key = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
    domain = {"type": DOMAINS[0], "urn": "", "outputs": {"domainName": DOMAIN, "defaultEncryptionKey": key}}
    whole = [object_type("people", CONTACTS), flow("members", "People")]
    (file := tmp_path / "people.csv").write_text(PEOPLE)

    def run(resources: list[dict[str, Any]]) -> None:
        [target] = targets([domain, *resources], StackCredentials())
        for name in (*target.object_types, *target.flows):
            found = report(of_target(target), [Given(name, file)], lambda _: None, personal=True)
            rehearsal_view.show(found, Output(as_json=False))
            json.dumps(asdict(found))

    run(whole)
    inside = [path for path, _ in parts(whole) if len(path) > 1]
    for path, value in itertools.product(inside, (MISSING, *VALUES)):
        changed = json.loads(json.dumps(whole))
        put(changed, path, value)
        with contextlib.suppress(Refused, RuleViolation, AwsError):
            run(changed)


SHOWN = (
    '{{"Id": {text}, "Email": {text}, "FirstName": {text}}}',
    '{{"Id": "1", "Email": "a@example.com", {text}: {text}}}',
    '{{"Id": "1", "Email": [{text}], "FirstName": {{{text}: 1}}}}',
)
"""Texts as values, as names of fields, and inside of what should be a text."""


@pytest.mark.parametrize(
    "options", ["", "--json", "--show-personal-data", "--html {folder}/a.html --svg {folder}/a.svg"]
)
def test_texts_of_records_are_text(rehearse: Callable[..., Result], command: Command, options: str) -> None:
    lines = [line.format(text=json.dumps(text)) for text in (*TEXTS, "".join(TEXTS)) for line in SHOWN]
    (command.folder / "hostile.jsonl").write_text("\n".join(lines))
    done = rehearse(f"--mapping {{folder}}/mapping.json people={{folder}}/hostile.jsonl {options}")
    assert (done.code, done.stderr) == (1, "")
    pages = [(command.folder / name).read_text() for name in ("a.html", "a.svg") if "html" in options]
    assert not any("<script" in page for page in pages)
    for shown in (done.stdout, *pages):
        assert [each for each in shown if each != "\n" and unshown(each)] == []


@pytest.mark.parametrize(
    "option", ["--format {}", "--encoding {}", "--delimiter {}", "--format people={}", "--compare {}"]
)
def test_what_somebody_types_is_one_line(rehearse: Callable[..., Result], command: Command, option: str) -> None:
    known = ["rehearse", "--mapping", f"{command.folder}/mapping.json", f"people={command.folder}/people.csv"]
    for text in (*TEXTS, "undefined", "utf-16", "punycode"):
        typed = os.fsdecode(text.replace("\0", "").encode("utf-8", "surrogatepass"))
        done = command(*known, *(each.replace("{}", typed) for each in option.split()))
        assert done.code in (0, 1, 2), (text, done.stderr)
        assert done.stderr.count("\n") == (done.code == 2)
        assert [each for each in done.stdout + done.stderr if each != "\n" and unshown(each)] == []


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("people", "'people': name a source and its file, such as contacts=contacts.csv"),
        ("--mapping {folder}/none.yaml people=x", "{folder}/none.yaml: No such file or directory"),
        ("--mapping {folder}/people.csv people=x", "{folder}/people.csv: 'str': must be an object with the arguments "
         "of an ObjectMapping for each source"),
        ("--mapping {folder}/tickets.jsonl people=x", "{folder}/tickets.jsonl: number = 'str': "),
        ("--mapping {folder}/mapping.json nobody=x", "nobody: is not in {folder}/mapping.json, which has people, "
         "tickets"),
        ("--mapping {folder}/mapping.json people={folder}/x.csv", "{folder}/x.csv: No such file or directory"),
        ("--mapping {folder}/mapping.json people={folder}", "{folder}: Is a directory"),
        ("--mapping {folder}/mapping.json people={folder}/people.csv --format xml", "--format = 'xml': must be one of "
         "csv, jsonl, json, parquet"),
        ("--mapping {folder}/mapping.json people={folder}/people.csv --encoding tickets=utf-8", "--encoding "
         "tickets=utf-8: there is no source tickets; there are people"),
        ("--mapping {folder}/mapping.json people={folder}/people.csv --delimiter ::", "people.csv: delimiter = '::': "
         "must be one character, such as ;"),
        ("--mapping {folder}/mapping.json people={folder}/people.csv --html page.txt", "Invalid value for '--html': "
         "must end in .html"),
        ("--plan {folder}/mapping.json people=x", "{folder}/mapping.json: is no preview's output: write it with "
         "`pulumi preview --json > plan.json`"),
        ("--plan {folder}/people.csv people=x", "{folder}/people.csv, line 1: is not JSON: "),
        ("--mapping {folder}/twice.yaml people=x", "{folder}/twice.yaml, line 3: is not YAML: found a name for the "
         "second time"),
        ("--mapping {folder}/twice.json people=x", "{folder}/twice.json: is not JSON: an object has two members of one "
         "name"),
        ("--plan {folder}/x --mapping {folder}/mapping.json people=x", "--mapping and --plan: name one of them"),
        ("--plan {folder}/x --domain any people=x", "--plan takes the place of --stack and --domain"),
        ("--mapping {folder}/mapping.json --stack dev people=x", "--mapping takes the place of --stack and --domain"),
        ("--stack dev nobody=x", "nobody: no such integration or object type in amazon-connect-test; it has contacts"),
        ("", "Missing argument 'NAME=FILE...'; --help shows how"),
    ],
)  # fmt: skip
def test_what_cannot_be_rehearsed_is_one_line(
    rehearse: Callable[..., Result],
    command: Command,
    deployment: Callable[..., Deployment],
    words: str,
    line: str,
) -> None:
    if "--stack" in words:
        deployment()
    assert line_of(rehearse(words), 2).startswith(line.format(folder=command.folder))


def test_what_the_providers_write_to_state_is_read() -> None:
    """State that the real providers have written."""
    recorded = json.loads((REPOSITORY / "tests" / "upgrade" / "every_component" / "state.json").read_text())
    found = targets(recorded["resources"], StackCredentials())
    [target] = [each for each in found if each.object_types]
    assert set(target.object_types) == {"template", "guests"}
    guests, template = of_target(target)("guests"), of_target(target)("template")
    assert guests.object_type.keys == [Key("_email", ("email",), frozenset(("UNIQUE", "PROFILE")))]
    assert guests.object_type.allow_profile_creation
    assert (template.object_type.name, len(template.object_type.keys)) == ("Leads", 3)
    users = target.flows["users"]
    assert (users["object_type_name"], users["tasks"][0]["taskType"]) == ("Servicenow-sys_user", "Map_all")


def test_a_definition_that_is_none(
    rehearse: Callable[..., Result], command: Command, deployment: Callable[..., Deployment]
) -> None:
    deployed = deployment()
    people = object_type("people", CONTACTS)
    people["outputs"]["keys"] = []
    stack(command, deployed, people)
    line = line_of(rehearse("--stack dev people={folder}/people.csv"), 2)
    assert line == "people: the definition of object type People cannot be used: exactly one key must be UNIQUE, not 0"
    stack(command, deployed, object_type("people", CONTACTS), flow("members", "People") | {"outputs": {
        "domain_name": DOMAIN, "region": "us-east-1", "object_type_name": "People", "flow": {"tasks": [{}]},
    }})  # fmt: skip
    line = line_of(rehearse("--stack dev members={folder}/people.csv"), 2)
    assert line == "members: source and tasks of its flow cannot be read"
