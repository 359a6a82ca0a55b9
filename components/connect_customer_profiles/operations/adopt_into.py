"""What `customer-profiles adopt` adds to a project whose stack exists: a module, its settings, and what there is to
know about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..adoption.drafting import FIXED, program
from ..adoption.model import Program
from ..adoption.readme import readme
from ..adoption.remainder import remainder
from ..adoption.render import REQUIREMENTS, main
from ..adoption.stack_file import settings, with_settings
from ..adoption.stack_there import Owned, Present
from ..adoption.wording import slug, variable
from ..ingestion.plain import mapping, optional_text, text
from .adopt import Tell, read
from .errors import OperationError, Refused
from .stack_targets import Project
from .targets import Target
from .whole_files import MAPPING_BYTES, content

LIBRARY = "connect_customer_profiles"
REQUIRED = tuple(each for each in REQUIREMENTS.split() if each.startswith(("connect-", "pulumi-aws-native")))
STACK = "pulumi:pulumi:Stack"
PROJECT_FILES = ("Pulumi.yaml", "Pulumi.yml")


@dataclass(frozen=True)
class Addition:
    """What was added to a project.

    Attributes:
        program: what it has.
        module: the module's name; "" if there was nothing to add.
        written: the files that were written or extended.
        requirements: what the program needs for it, and did not use so far.
    """

    program: Program
    module: str = ""
    written: tuple[Path, ...] = ()
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Existing:
    """A project whose program is in Python, with a stack of it.

    Attributes:
        project: the folder and the stack.
        config: the stack's configuration, as `pulumi config --json` has it.
    """

    project: Project
    config: Mapping[str, Any]

    @property
    def region(self) -> str | None:
        """The Region of the stack's configuration."""
        return optional_text(mapping(self.config, "aws:region"), "value")


def definition(folder: Path) -> Path | None:
    """The file of a folder's Pulumi project; None if it has none."""
    return next((folder / name for name in PROJECT_FILES if (folder / name).is_file()), None)


def existing(folder: Path, stack: str, runtime: str) -> Existing:
    """A project to add something to.

    Args:
        folder: its folder.
        stack: the stack.
        runtime: the language of its program, as `Pulumi.yaml` has it.

    Raises:
        Refused: its program is in another language, or there is no such stack.
        Unreachable: Pulumi did not answer.
    """
    if runtime != "python":
        raise Refused(f"{folder}: its program is in {runtime}, and `adopt` writes Python: give --out a new folder")
    project = Project(folder, stack)
    return Existing(project, project.json("config", "--json"))


def adopt_into(
    there: Existing, target: Target, tell: Tell = lambda _done, _every: None, *, from_stack: bool = False
) -> Addition:
    """Add what a stack does not have of a domain to its project; nothing that somebody wrote is changed.

    Args:
        there: the project.
        target: the domain.
        tell: hears how far reading is.
        from_stack: whether raw resources of the stack become children of the components.

    Raises:
        Refused: the project is of another Region, or has other components of these names.
        Unreachable: Pulumi did not answer.
        AwsError: AWS did not answer; nothing is written then.
    """
    if there.region and there.region != target.region:
        raise Refused(f"the stack is of {there.region}, and the domain of {target.region}")
    present = _present(there)
    facts = read(target, tell)
    every = program(facts, (name for _, name in present.components))
    made = remainder(every, present, facts.domain.get("DefaultEncryptionKey", ""), from_stack=from_stack)
    if not made.components:
        return Addition(made)
    if taken := sorted({(each.type, each.name) for each in made.components if each.name in FIXED} & present.components):
        component, name = taken[0]
        raise Refused(f"the program has a {component} {name!r} of something else already: give --out a new folder")
    added = _written(there.project, made)
    return added if LIBRARY in present.code else replace(added, requirements=REQUIRED)


def _written(project: Project, made: Program) -> Addition:
    folder, stack = project.folder, project.stack or ""
    base = variable(f"adopted-{slug(made.domain_name)}")
    numbered = (base, *(f"{base}_{number}" for number in range(2, 1000)))
    module = next(name for name in numbered if not (folder / f"{name}.py").exists())
    path = folder / f"Pulumi.{stack}.yaml"
    before = _text(path) if path.exists() else ""
    extended = with_settings(before, made, module)
    if extended is None:
        raise Refused(f"{path}: its `config` is on one line; write it over several lines, and run `adopt` again")
    files = {f"{module}.py": main(made, stack, module), f"{module}.md": readme(made, stack, module)}
    path.write_bytes(extended.encode("utf-8"))
    try:
        config = project.json("config", "--json")
    except OperationError:
        config = {}
    if any(line.partition(" ")[0].rstrip(":") not in config for line in settings(made, module) if line[0] != " "):
        path.write_bytes(before.encode("utf-8"))
        raise Refused(f"{path}: the settings of {module} cannot be added to it; it is as it was")
    for name, text_of in files.items():
        with (folder / name).open("x", encoding="utf-8") as file:
            file.write(text_of)
    return Addition(made, module, (path, *(folder / name for name in files)))


def _text(path: Path) -> str:
    try:
        return content(path, MAPPING_BYTES).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(f"{path}: is not UTF-8") from None


def _present(there: Existing) -> Present:
    found = [each for each in there.project.resources() if not each.get("delete")]
    resources = tuple(
        Owned(
            text(each, "urn"),
            text(each, "type"),
            text(each, "id"),
            frozenset(_texts(mapping(each, "outputs"))),
            {name: value for name, value in mapping(each, "outputs").items() if isinstance(value, str)},
            text(each, "provider").rpartition("::")[0],
        )
        for each in found
    )
    listed = frozenset(_texts([mapping(each, "objectValue") for each in there.config.values() if each]))
    code = "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in _sources(there.project.folder))
    exports = {
        name: frozenset(_texts(value))
        for each in found
        if text(each, "type") == STACK
        for name, value in mapping(each, "outputs").items()
    }
    return Present(resources, listed, code, exports)


def _sources(folder: Path) -> Iterator[Path]:
    for pattern in ("*.py", "*/*.py"):
        yield from sorted(each for each in folder.glob(pattern) if each.is_file())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (Mapping, list)):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(each)
