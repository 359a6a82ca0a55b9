"""`customer-profiles adopt`: what it refuses, what it says, and that it only reads."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from connect_customer_profiles import names
from connect_customer_profiles.cli import progress
from connect_customer_profiles.operations import adopt_into, whole_files
from connect_customer_profiles.operations.errors import Refused

from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.operations.scene import Scene
from tests.provider.place import DOMAIN, REGION, Place

FILES = {"Pulumi.yaml", "Pulumi.dev.yaml", "README.md", "__main__.py", "requirements.txt"}
PYTHON = "its program is in {}, and `adopt` writes Python: give --out a new folder"
WHERE = ("--domain", DOMAIN, "--region", REGION)


@pytest.fixture
def scene(place: Place, deployment: Callable[..., Deployment]) -> Scene:
    made = Scene.made(place, deployment)
    made.client("kms").create_alias(AliasName=names.key_alias(DOMAIN), TargetKeyId=made.key_id)
    return made


def test_aws_is_only_read(scene: Scene, command: Command) -> None:
    scene.load()
    put_attribute(scene, "visits")
    profiles = scene.client("customer-profiles")
    key = profiles.get_domain(DomainName=DOMAIN)["DefaultEncryptionKey"]
    profiles.create_domain(DomainName="sister", DefaultExpirationDays=366, DefaultEncryptionKey=key)
    before, everything = scene.place.last_call(), scene.place.existing()
    folder = command.folder / "project"
    done = command("adopt", "--out", str(folder), *WHERE)
    assert (done.code, done.stderr) == (0, "")
    assert {each.name for each in folder.iterdir()} == FILES
    reading = ("Describe", "Get", "List")
    assert [each for each in scene.place.operations(before) if not each.startswith(reading)] == []
    assert scene.place.existing() == everything
    assert "pulumi stack select dev --create" in done.stdout
    assert "Domain sister has the key as well." in (folder / "README.md").read_text()
    assert re.search(r"^calculated attribute +visits +no component makes one$", done.stdout, re.MULTILINE)


def put_attribute(scene: Scene, name: str) -> None:
    scene.client("customer-profiles").create_calculated_attribute_definition(
        DomainName=DOMAIN,
        CalculatedAttributeName=name,
        AttributeDetails={"Attributes": [{"Name": "Id"}], "Expression": "{Salesforce-Contact.Id}"},
        Statistic="COUNT",
    )


def test_a_folder_with_something_in_it_is_not_written_to(scene: Scene, command: Command) -> None:
    folder = command.folder / "project"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    before = scene.place.last_call()
    done = command("adopt", "--out", str(folder), *WHERE)
    line = f"customer-profiles: {folder}: is not an empty folder; nothing is overwritten\n"
    assert (done.code, done.stdout, done.stderr) == (2, "", line)
    assert [each.name for each in folder.iterdir()] == ["notes.txt"]
    assert scene.place.operations(before) == []


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--domain", "other", "--region", REGION), "other: there is no such domain in 111122223333, us-east-1"),
        ((*WHERE, "--stack", "../dev"), "--stack = '../dev': must be a stack's name: "),
        (("--domain", "no such name", "--region", REGION), "--domain = 'no such name': "),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_line(
    words: tuple[str, ...], line: str, scene: Scene, command: Command
) -> None:
    folder = command.folder / "project"
    done = command("adopt", "--out", str(folder), *words)
    assert (done.code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"customer-profiles: {line}")
    assert not folder.exists()


@pytest.mark.parametrize(
    ("definition", "words", "line"),
    [
        (None, ("--from-stack",), "has no Pulumi.yaml; --from-stack is for a project whose stack exists"),
        ("runtime: yaml", (), PYTHON.format("yaml")),
        (
            "runtime:\n  name: nodejs",
            (),
            PYTHON.format("nodejs"),
        ),
    ],
)
def test_a_project_that_cannot_be_added_to_is_left_as_it_is(
    definition: str | None, words: tuple[str, ...], line: str, scene: Scene, command: Command
) -> None:
    folder = command.folder / "project"
    folder.mkdir()
    if definition:
        (folder / "Pulumi.yaml").write_text(f"name: care\n{definition}\n")
    before = scene.place.last_call()
    done = command("adopt", "--out", str(folder), *WHERE, *words)
    assert (done.code, done.stdout, done.stderr) == (2, "", f"customer-profiles: {folder}: {line}\n")
    assert len([*folder.iterdir()]) == bool(definition)
    assert scene.place.operations(before) == []


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        (b"\xff\xfe", ": is not UTF-8"),
        (b"name: care\nruntime: {\n", ", line 3: is not YAML: "),
        (b"[" * 100_000, ": is not YAML"),
        (b"name: care\nruntime: \x1b[2J\n", ": is not YAML"),
    ],
    ids=["encoding", "syntax", "deep", "control character"],
)
def test_a_project_that_cannot_be_read_is_one_line(command: Command, definition: bytes, reason: str) -> None:
    (command.folder / "Pulumi.yaml").write_bytes(definition)
    done = command("adopt", "--out", str(command.folder), *WHERE)
    assert (done.code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"customer-profiles: {command.folder}/Pulumi.yaml{reason}")


def test_of_a_project_only_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_files, "WRITER_SECONDS", 0)
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "endless.py").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "__main__.py").touch()
    assert [*adopt_into._sources(tmp_path)] == [tmp_path / "__main__.py"]
    with pytest.raises(OSError, match="is a pipe that nobody writes to within 0 seconds"):
        adopt_into._text(tmp_path / "pipe.py")
    (tmp_path / "Pulumi.dev.yaml").write_bytes(b"\xff")
    with pytest.raises(Refused, match=r"/Pulumi\.dev\.yaml: is not UTF-8$"):
        adopt_into._text(tmp_path / "Pulumi.dev.yaml")


def test_an_integration_whose_workflow_runs_is_left_alone_and_needs_attention(scene: Scene, command: Command) -> None:
    """History is loading: nobody may take it over before it is at rest."""
    done = command("adopt", "--out", str(command.folder / "project"), "--json", *WHERE)
    document = done.document
    [workflow] = [each for each in document["left"] if each["attention"]]
    assert (workflow["what"], "when it has ended" in workflow["reason"]) == ("workflow", True)
    assert (done.code, document["needs_attention"]) == (1, True)


def test_a_domain_with_many_object_types_says_how_far_it_is(
    scene: Scene, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS", 0.0)
    profiles = scene.client("customer-profiles")
    for number in range(60):
        profiles.put_profile_object_type(
            DomainName=DOMAIN,
            ObjectTypeName=f"Type{number}",
            Description="One of many",
            Fields={"id": {"Source": "_source.id"}},
            Keys={f"key{number}": [{"StandardIdentifiers": ["UNIQUE", "PROFILE"], "FieldNames": ["id"]}]},
        )
    done = command("adopt", "--out", str(command.folder / "project"), *WHERE)
    assert "customer-profiles: 60 of 60 object types and flows\n" in done.stderr
    program = (command.folder / "project" / "__main__.py").read_text()
    assert program.count("ObjectMapping(\n") == 60
    compile(program, str(Path("__main__.py")), "exec")
