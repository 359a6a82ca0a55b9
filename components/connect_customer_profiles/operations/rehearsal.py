"""A rehearsal with the definitions of a stack, a domain or a mapping file, and the user's own files.

Records stay in this process. AWS is asked for definitions only, and only for those that neither stack nor file have.
"""

import gc
import io
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, BinaryIO

from .. import rules
from ..profiles import checks
from ..profiles.object_type import ObjectType
from ..rehearsal import mapping_file
from ..rehearsal.arrival import Source
from ..rehearsal.comparing import Comparison, differences
from ..rehearsal.rehearsing import Rehearsed, rehearse
from ..rehearsal.report import Report
from ..rehearsal.sample import Options, Sample, SampleError
from ..rehearsal.source_definition import Intake, intake
from ..rehearsal.suggesting import Suggestion, suggested
from ..rehearsal.summary import summarised
from ..rules import RuleViolation
from ..sources.spelling import appflow_spelling
from .errors import Refused
from .targets import Target
from .whole_files import KEPT_BYTES, content, whole

UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, StopIteration, RecursionError)
"""What a definition raises that is none: state and answers may be anything."""

INPUT = "-"
"""The file that is the standard input."""

Definition = Callable[[str], Intake]
"""Finds the definition of a source by its name."""

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Given:
    """A source as the command names it: its name, its file, and how to read that."""

    name: str
    file: Path
    options: Options = field(default_factory=Options)

    @cached_property
    def sample(self) -> Callable[[], Sample]:
        """Makes a sample of the file, as often as it is rehearsed."""
        return sampling(self.file, self.options)


def report(definition: Definition, given: Sequence[Given], progress: Progress, *, personal: bool) -> Report:
    """Rehearse files.

    Args:
        definition: finds what takes their records.
        given: the files.
        progress: is told the number of records that are done.
        personal: whether examples have their values.

    Raises:
        Refused: a file or a definition cannot be read.
    """
    return summarised(_rehearsed(definition, given, progress, fates=False), personal=personal)


def comparison(
    definition: Definition, other: Definition, given: Sequence[Given], progress: Progress, *, personal: bool
) -> Comparison:
    """The same files through two definitions; see `report`."""
    first, second = (_rehearsed(each, given, progress, fates=True) for each in (definition, other))
    return Comparison(
        summarised(first, personal=personal), summarised(second, personal=personal), differences(first, second)
    )


def _rehearsed(definition: Definition, given: Sequence[Given], progress: Progress, *, fates: bool) -> Rehearsed:
    sources = [Source(definition(each.name), each.sample()) for each in given]
    try:
        with uncollected():
            return rehearse(sources, fates=fates, progress=progress)
    except SampleError as error:
        raise Refused(str(error)) from None
    except OSError as error:
        raise Refused(f"{error.filename or given[0].file}: {error.strerror or error}") from None


def file_source(intake: Intake, file: Path, options: Options | None = None) -> Source:
    """A source whose records are in a file."""
    return Source(intake, sampling(file, options or Options())())


def sampling(file: Path, options: Options) -> Callable[[], Sample]:
    """Makes samples of a file. Each is read again and again, so what can be read once only is kept: a pipe, or the
    standard input, which is called `-`."""
    is_input = str(file) == INPUT

    @cache
    def kept() -> bytes:
        return whole(sys.stdin.buffer, KEPT_BYTES, "standard input") if is_input else content(file, KEPT_BYTES)

    def opened() -> BinaryIO:
        return file.open("rb") if file.is_file() else io.BytesIO(kept())

    return lambda: Sample("standard input" if is_input else file.name, opened, options)


def suggestion(name: str, file: Path, options: Options) -> Suggestion:
    """An object type for the records of a file.

    Args:
        name: the object type's name.
        file: the records.
        options: how to read it.

    Raises:
        Refused: the file cannot be read, nothing in it identifies a record, or the name is none.
    """
    with refusing_sample(name, file):
        _refuse(checks.name_findings(rules.object_type_name(name), template=False))
        return suggested(name, sampling(file, options)())


@contextmanager
def refusing_sample(name: str, file: Path) -> Iterator[None]:
    """Refuse a name that is none, and a file that cannot be read, on one line."""
    try:
        yield
    except RuleViolation as error:
        raise Refused(f"--name = {name!r}: {error.rule}") from None
    except SampleError as error:
        raise Refused(str(error)) from None
    except OSError as error:
        raise Refused(f"{error.filename or file}: {error.strerror or error}") from None


def _refuse(findings: Iterable[str]) -> None:
    for finding in findings:
        raise Refused(finding)


@contextmanager
def uncollected() -> Iterator[None]:
    """Meanwhile Python looks for no circular garbage: a rehearsal makes none, and a million objects to look through."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


# --- definitions


def of_file(file: Path, document: Any) -> Definition:
    """The definitions of a mapping file.

    Args:
        file: where it is.
        document: what it says.

    Raises:
        Refused: an argument breaks a rule.
    """
    try:
        found = mapping_file.intakes(document)
    except RuleViolation as violation:
        raise Refused(f"{file}: {violation}") from None

    def definition(name: str) -> Intake:
        if name not in found:
            raise Refused(f"{name}: is not in {file}, which has {', '.join(found)}")
        return found[name]

    return definition


def of_target(target: Target, *, alone: bool = False) -> Definition:
    """The definitions of a stack or domain: an integration by its component, object type or flow, with its tasks; else
    an object type by its component or name.

    Args:
        target: the domain.
        alone: whether it was found without a stack, so that AWS knows object types that it does not.
    """
    return lambda name: _of_target(target, name, alone=alone)


def _of_target(target: Target, name: str, *, alone: bool) -> Intake:
    named = [each for each in target.ingestions if each.name == name]
    loading = named or [
        each for each in target.ingestions if name in (each.wanted.object_type_name, each.wanted.pins.flow_name)
    ]
    if loading:
        ingestion = loading[0] if len(loading) == 1 else target.ingestion(name)
        ingestion.need("flow_definition", "object_type_name")
        wanted = ingestion.goal
        return _intake(target, name, wanted.object_type_name, appflow_spelling(wanted.flow_definition))
    for component, flow in target.flows.items():
        if name in (component, flow["object_type_name"]):
            return _intake(target, name, flow["object_type_name"], flow)
    for component, settings in target.object_types.items():
        if name in (component, settings["ObjectTypeName"]):
            return _intake(target, name, settings["ObjectTypeName"], None)
    if alone and _at_aws(target, name):
        return _intake(target, name, name, None)
    raise Refused(f"{name}: no such integration or object type in {target.domain_name}; it has {_names(target)}")


def _names(target: Target) -> str:
    names = [each.name for each in target.ingestions]
    return ", ".join(dict.fromkeys([*names, *target.flows, *target.object_types])) or "none"


def _intake(target: Target, name: str, object_type: str, flow: Mapping[str, Any] | None) -> Intake:
    defined = _object_type(target, name, object_type)
    try:
        return intake(name, defined, flow)
    except UNREADABLE:
        raise Refused(f"{name}: source and tasks of its flow cannot be read") from None


def _object_type(target: Target, name: str, object_type: str) -> ObjectType:
    """An object type from the stack, else from AWS; one that nobody has defined is AWS's template of that name."""
    settings = next((each for each in target.object_types.values() if each["ObjectTypeName"] == object_type), None)
    # The provider writes the fields of a template to state as well.
    known = settings is not None and (settings["Keys"] or not settings["TemplateId"])
    found = settings if known else _at_aws(target, object_type)
    if found is None:
        raise Refused(f"{name}: AWS knows neither an object type nor a template {object_type}")
    try:
        defined = ObjectType.of_api(object_type, found)
        wrong = [
            *checks.unique_key_findings(defined.keys),
            *checks.field_findings(defined.keys, defined.fields),
            *checks.source_findings(defined.fields),
        ]
    except UNREADABLE:
        raise Refused(f"{name}: the definition of object type {object_type} cannot be read") from None
    if wrong:
        raise Refused(f"{name}: the definition of object type {object_type} cannot be used: {wrong[0]}")
    return defined


def _at_aws(target: Target, object_type: str) -> Mapping[str, Any] | None:
    """What AWS says of an object type: its own definition, else the template that it stands for."""
    if not target.account or not target.region:
        raise Refused(f"only AWS knows the fields of {object_type}, and the preview does not say which account to ask")
    defined: Any = target.client.get_object_type(target.domain_name, object_type)
    if defined and defined.get("Fields") and defined.get("Keys"):
        return dict(defined)
    template: Any = target.client.object_type_template((defined or {}).get("TemplateId") or object_type)
    if not template:
        return None
    return {**template, "MaxProfileObjectCount": template.get("DefaultMaxProfileObjectCount")}
