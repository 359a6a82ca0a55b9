"""`customer-profiles suggest-mapping`: what it prints is what `rehearse` and a program take."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from connect_customer_profiles.profiles.definition import mapping_definition

from tests.conftest import REPOSITORY
from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.operations.test_bad_input import line_of
from tests.provider.place import DOMAIN, Place

SAMPLE = (REPOSITORY / "docs" / "mapping" / "contacts.csv").read_bytes()


@pytest.fixture
def sample(command: Command) -> Path:
    """The sample of the guide, in the command's folder."""
    file = command.folder / "contacts.csv"
    file.write_bytes(SAMPLE)
    return file


def test_what_it_prints_can_be_rehearsed(command: Command, sample: Path) -> None:
    done = command("suggest-mapping", str(sample))
    assert (done.code, done.stderr) == (0, "")
    assert done.lines[:3] == [
        "# Drawn from 9 records. Rehearse it before you use it.",
        "# contacts.csv: CSV, UTF-8, separated by semicolons, 7 columns",
        "# line 11: has 4 columns, the header has 7",
    ]
    (command.folder / "mapping.yaml").write_text(done.stdout)
    rehearsed = command("rehearse", "--mapping", str(command.folder / "mapping.yaml"), f"contacts={sample}", "--json")
    assert (rehearsed.document["records"], rehearsed.document["refused"]) == (9, 1)
    document = command("suggest-mapping", str(sample), "--json").document
    assert document["mapping"] == yaml.safe_load(done.stdout)["contacts"]
    assert document["records"] == 9
    assert [f"# {each}" for each in document["reading"]] == done.lines[1:3]


def test_what_it_guesses_of_the_file_stands_in_what_it_prints(command: Command) -> None:
    file = command.folder / "export.csv"
    file.write_bytes("Id,LastName\n1,Müller\n\n2\n3,Weiß,x\n4\n".encode("cp1252"))
    assert command("suggest-mapping", str(file)).lines[:6] == [
        "# Drawn from 1 record. Rehearse it before you use it.",
        "# export.csv: CSV, Windows-1252, separated by commas, 2 columns, 1 empty line passed over",
        "# line 2 is not UTF-8: the file is read as Windows-1252, unless an encoding is given",
        "# lines 4, 6: has 1 column, the header has 2",
        "# line 5: has 3 columns, the header has 2",
        "# LastName: _profile.LastName, NAME: its name",
    ]


def test_what_it_prints_for_a_program_are_the_same_arguments(command: Command, sample: Path) -> None:
    done = command("suggest-mapping", "--python", "--name", "Guest", str(sample))
    made: list[tuple[str, dict[str, Any]]] = []

    class Domain:
        domain_name = "shop"

    def mapping(name: str, arguments: dict[str, Any]) -> None:
        made.append((name, arguments))

    exec(done.stdout, {"ObjectMapping": mapping, "domain": Domain})  # noqa: S102 - what the command has printed
    [(name, arguments)] = made
    assert (name, arguments.pop("domain_name"), arguments["object_type_name"]) == ("guest", "shop", "Guest")
    assert mapping_definition(arguments).allow_profile_creation
    document = command("suggest-mapping", "--name", "Guest", str(sample), "--json").document
    assert {key: value for key, value in arguments.items() if key != "object_type_name"} == document["mapping"]


def test_it_prints_no_value_of_the_sample(command: Command, sample: Path) -> None:
    done = [command("suggest-mapping", str(sample), *more).stdout for more in ((), ("--python",), ("--json",))]
    values = {
        value for line in SAMPLE.decode("utf-8-sig").splitlines()[1:] for value in line.split(";") if len(value) > 3
    }
    assert values
    assert [value for value in values for text in done if value in text] == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("nowhere.csv",), "nowhere.csv: No such file or directory"),
        (("--name", "_guest", "contacts.csv"), "the name '_guest' begins with _, which is reserved"),
        (("--name", "1st", "contacts.csv"), "--name = '1st': an object type name has 1 to 255 letters, digits, _ or -"),
        (("empty.csv",), "empty.csv: is empty"),
    ],
)
def test_refusals_are_one_line(
    command: Command, sample: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(sample.parent)
    Path("empty.csv").touch()
    done = command("suggest-mapping", *words)
    assert done.code == 2
    assert done.stderr.startswith(f"customer-profiles: {message}")
    assert done.stderr.count("\n") == 1


def test_a_name_of_a_column_cannot_write_lines_of_its_own(command: Command) -> None:
    file = command.folder / "2 odd-export.csv"
    file.write_text('Id,"a\nkeys: {}"\n1,x\n2,y\n')
    done = command("suggest-mapping", str(file))
    assert list(yaml.safe_load(done.stdout)) == ["Type_2_odd-export"]
    assert json.loads(command("suggest-mapping", str(file), "--json").stdout)["mapping"]["keys"]


def test_with_aws_the_first_five_records_are_sent_and_the_answer_can_be_rehearsed(
    command: Command, sample: Path, deployment: Callable[..., Deployment], place: Place
) -> None:
    deployment()
    done = command("suggest-mapping", "--aws", "--domain", DOMAIN, "--region", "us-east-1", str(sample))
    assert (done.code, done.stderr) == (0, "")
    assert "# Email: _profile.EmailAddress: detected by AWS" in done.lines
    [call] = [each for each in place.control.calls() if each["operation"] == "DetectProfileObjectType"]
    assert len(call["parameters"]["Objects"]) == 5
    (command.folder / "mapping.yaml").write_text(done.stdout)
    rehearsed = command("rehearse", "--mapping", str(command.folder / "mapping.yaml"), f"contacts={sample}", "--json")
    assert rehearsed.document["records"] == 9


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--aws",), "--aws: name the domain that is asked with --domain"),
        (("--domain", DOMAIN), "--domain, --region and --profile belong to --aws"),
        (("--aws", "--domain", "nothing", "--region", "us-east-1"), "nothing: there is no such domain in "),
    ],
)
def test_what_aws_cannot_be_asked_is_one_line(
    command: Command,
    sample: Path,
    deployment: Callable[..., Deployment],
    words: tuple[str, ...],
    line: str,
) -> None:
    deployment()
    assert line_of(command("suggest-mapping", *words, str(sample)), 2).startswith(line)


def test_where_aws_detects_nothing_that_is_said(command: Command, deployment: Callable[..., Deployment]) -> None:
    deployment()
    (command.folder / "same.csv").write_text("colour\nblue\nblue\n")
    done = command(
        "suggest-mapping", "--aws", "--domain", DOMAIN, "--region", "us-east-1", str(command.folder / "same.csv")
    )
    assert line_of(done, 2) == "same.csv: AWS detects no object type in its first 2 records"
