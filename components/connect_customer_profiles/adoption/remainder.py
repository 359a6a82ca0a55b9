"""What of a program a stack does not have yet; raw resources that it has become children of components. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .. import names
from .literals import Code, Noted, quoted
from .model import Component, Left, Program
from .stack_there import Owned, Present, name_of
from .wording import snake, variable

TYPES: Mapping[str, Mapping[str, str]] = {
    "EncryptionKey": {"key": "aws:kms/key:Key", "alias": "aws:kms/alias:Alias"},
    "DeadLetterQueue": {"queue": "aws:sqs/queue:Queue", "policy": "aws:sqs/queuePolicy:QueuePolicy"},
    "ProfilesDomain": {"domain": "aws-native:customerprofiles:Domain"},
    "ObjectMapping": {"object-type": "aws-native:customerprofiles:ObjectType"},
    "InstanceAssociation": {"integration": "aws-native:customerprofiles:Integration"},
}
"""By component, the type tokens of its children that are imported, by the end of their names."""

OTHER_TYPES: Mapping[str, tuple[str, ...]] = {
    "aws:kms/key:Key": ("aws-native:kms:Key",),
    "aws:kms/alias:Alias": ("aws-native:kms:Alias",),
    "aws:sqs/queue:Queue": ("aws-native:sqs:Queue",),
    "aws:sqs/queuePolicy:QueuePolicy": ("aws-native:sqs:QueueInlinePolicy",),
    "aws-native:customerprofiles:Domain": ("aws:customerprofiles/domain:Domain",),
}
"""Types that another provider has for the same thing, with the same ID; no alias leads from one to the other."""

OUTPUTS: Mapping[str, Mapping[str, str]] = {
    "aws:kms/key:Key": {"arn": "key_arn", "keyId": "key_id"},
    "aws:kms/alias:Alias": {"arn": "", "name": ""},
    "aws:sqs/queue:Queue": {"url": "queue_url", "arn": "queue_arn", "name": ""},
    "aws-native:customerprofiles:Domain": {"domainName": "domain_name"},
    "aws-native:customerprofiles:ObjectType": {"objectTypeName": "object_type_name"},
    "aws-native:customerprofiles:Integration": {"uri": "uri"},
}
"""By type token, the outputs by which programs know a resource, and what its component calls them; "" for nothing."""

FLOWS = ("aws:appflow/flow:Flow", "aws-native:appflow:Flow", "aws-native:customerprofiles:Integration")
"""Types of what a component with a flow has in a resource of its own."""

NOUNS = {
    "DeadLetterQueue": "queue",
    "EncryptionKey": "key",
    "ExternalApplication": "integration",
    "InstanceAssociation": "instance",
    "IntegrationWorkflow": "integration",
    "ObjectMapping": "object type",
    "ProfilesDomain": "domain",
}


def remainder(program: Program, present: Present, key_arn: str, *, from_stack: bool) -> Program:
    """The part of a program that is new to a stack.

    Args:
        program: the program that takes everything over.
        present: what there is already.
        key_arn: the domain's key; "" if it has none of its own.
        from_stack: whether raw resources of the stack become children of the components.
    """
    moved: dict[str, Owned] = {}
    exports: dict[str, str] = {}
    left = [each for each in program.left if not _is_in_state((each.name,), present)]
    kept: list[Component] = []
    for component in program.components:
        if _is_known(component, program, present):
            continue
        raw = [(child, owned) for child, owned in _owned(component, program, present) if owned.raw]
        others = [*_of_another_type(component, program, present)]
        if others:
            left.append(Left(NOUNS[component.type], _named(component, program), _way_out(others), attention=True))
        elif raw and not from_stack:
            reason = f"it is {name_of(raw[0][1].urn)!r} of this stack; `--from-stack` makes it a component's"
            left.append(Left(NOUNS[component.type], _named(component, program), reason))
        else:
            moved |= dict(raw)
            for _, owned in raw:
                exports |= {name: each for name, each in _exported(component, owned, present) if not exports.get(name)}
            kept.append(component)
    made = _with(program, key_arn, kept, {child: owned.urn for child, owned in moved.items()}, left)
    providers = {child: owned.explicit for child, owned in moved.items() if owned.explicit}
    return replace(made, providers=providers, exports=exports)


def _exported(component: Component, owned: Owned, present: Present) -> Iterator[tuple[str, str]]:
    """The outputs of the stack that come from a resource, with what the component has instead."""
    known = {"id": "", **OUTPUTS.get(owned.type, {})}
    for output, attribute in known.items():
        value = owned.id if output == "id" else owned.outputs.get(output, "")
        for name, texts in present.exports.items():
            if value and value in texts:
                yield name, f"{variable(component.name)}.{attribute}" if attribute else ""


def _is_known(component: Component, program: Program, present: Present) -> bool:
    """Whether a component of the library has it, or will once the project is deployed."""
    if component.type == "IntegrationWorkflow":
        uri = _uri(component, program)
        return uri in present.listed or _is_in_state((uri, names.flow_name_of(uri)), present)
    if component.type == "ExternalApplication":
        flow = str(component.arguments["flow_name"])
        return quoted(flow) in present.code or _is_in_state((flow,), present)
    main, id_ = next(iter(_children(component, program)))
    wanted = TYPES[component.type][_end(component, main)]
    if any(each.type == wanted and each.id == id_ and not each.raw for each in present.resources):
        return True
    urns = {owned.urn for _, owned in _owned(component, program, present)}
    return id_ in present.listed or not urns.isdisjoint(present.listed)


def _is_in_state(texts: Sequence[str], present: Present) -> bool:
    return any(not each.raw and not each.texts.isdisjoint(texts) for each in present.resources)


def _way_out(others: Sequence[Owned]) -> str:
    """What to do about resources from which no alias leads to a component's children."""
    commands = " and ".join(f"`pulumi state delete '{each.urn}'`" for each in others)
    named = " and ".join(f"{name_of(each.urn)!r} ({each.type})" for each in others)
    return (
        f"it is {named} of this stack, from which no alias leads to a component. Run {commands}, which leaves it at "
        "AWS, take it out of the program, and run `adopt` again"
    )


def _named(component: Component, program: Program) -> str:
    """What a component takes over, as AWS names it."""
    if component.type == "IntegrationWorkflow":
        return _uri(component, program)
    if component.type == "ExternalApplication":
        return str(component.arguments["flow_name"])
    id_ = _children(component, program)[0][1]
    return names.last_segment(id_) if component.type == "DeadLetterQueue" else id_


def _of_another_type(component: Component, program: Program, present: Present) -> Iterator[Owned]:
    if component.type not in TYPES:
        flow = str(component.arguments.get("flow_name", "")) or names.flow_name_of(_uri(component, program))
        for each in present.resources:
            found = {each.id, *each.texts}
            if each.type in FLOWS and any(text == flow or text.endswith(f"flow/{flow}") for text in found):
                yield each
        return
    for child, id_ in _children(component, program):
        types = OTHER_TYPES.get(TYPES[component.type][_end(component, child)], ())
        yield from (each for each in present.resources if each.type in types and each.id == id_)


def _owned(component: Component, program: Program, present: Present) -> Iterator[tuple[str, Owned]]:
    """The children of a component that the stack has in a resource of the same type."""
    for child, id_ in _children(component, program) if component.type in TYPES else ():
        wanted = TYPES[component.type][_end(component, child)]
        yield from ((child, each) for each in present.resources if (each.type, each.id) == (wanted, id_))


def _children(component: Component, program: Program) -> list[tuple[str, str]]:
    """The children of a component that are imported: name and ID."""
    ends = TYPES.get(component.type, {})
    found = ((f"{component.name}-{end}", program.ids.get(f"{component.name}-{end}")) for end in ends)
    return [(child, id_) for child, id_ in found if id_ is not None]


def _end(component: Component, child: str) -> str:
    return child.removeprefix(f"{component.name}-")


def _uri(component: Component, program: Program) -> str:
    """The integration that an `IntegrationWorkflow` adopts."""
    return str(program.settings["integrations"][component.name]["integration_uri"])


def _with(
    program: Program,
    key_arn: str,
    kept: Sequence[Component],
    aliases: Mapping[str, str],
    left: Sequence[Left],
) -> Program:
    there = {each.name for each in kept}
    settings = dict(program.settings)
    by_code: dict[str, Any] = {}
    for each in program.components:
        if each.name not in there:
            by_code |= _instead(each, program, key_arn, settings)
    sections = {
        heading: tuple(
            replace(each, arguments=_replaced(each.arguments, by_code)) for each in components if each.name in there
        )
        for heading, components in program.sections.items()
    }
    children = {child for each in kept for child, _ in _children(each, program)}
    used = " ".join(_codes([each.arguments for section in sections.values() for each in section]))
    return replace(
        program,
        sections={heading: components for heading, components in sections.items() if components},
        ids={child: id_ for child, id_ in program.ids.items() if child in children and child not in aliases},
        aliases=dict(aliases),
        kept=tuple(each for each in program.kept if each.resource in children),
        guards=tuple(each for each in program.guards if _is_of(each.where, children, kept)),
        left=tuple(left),
        settings=_used(settings, used),
    )


def _instead(component: Component, program: Program, key_arn: str, settings: dict[str, Any]) -> dict[str, Any]:
    """What stands for the outputs of a component that is not part of the program."""
    made = variable(component.name)
    if component.type == "EncryptionKey":
        settings["kmsKeyArn"] = key_arn
        return {f"{made}.key_arn": Code("kms_key_arn")}
    if component.type == "DeadLetterQueue":
        settings["deadLetterQueueUrl"] = program.ids[f"{component.name}-queue"]
        return {f"{made}.queue_url": Code("dead_letter_queue_url")}
    if component.type == "ProfilesDomain":
        return {f"{made}.domain_name": Code("domain_name")}
    given = component.arguments.get("object_type_name")
    return {f"{made}.object_type_name": given} if component.type == "ObjectMapping" else {}


def _replaced(value: Any, by_code: Mapping[str, Any]) -> Any:
    if isinstance(value, Code):
        return by_code.get(value.text, value)
    if isinstance(value, Noted):
        return replace(value, value=_replaced(value.value, by_code))
    if isinstance(value, Mapping):
        return {key: _replaced(item, by_code) for key, item in value.items()}
    return [_replaced(each, by_code) for each in value] if isinstance(value, (list, tuple)) else value


def _codes(value: Any) -> Iterator[str]:
    if isinstance(value, Code):
        yield value.text
    elif isinstance(value, Noted):
        yield from _codes(value.value)
    else:
        items: Iterable[Any] = value.values() if isinstance(value, Mapping) else ()
        for each in items or (value if isinstance(value, (list, tuple)) else ()):
            yield from _codes(each)


def _is_of(where: str, children: Iterable[str], kept: Iterable[Component]) -> bool:
    """Whether a line that a guard names is in the program."""
    return any(f'"{child}"' in where for child in children) or any(f"`{each.type}`" == where for each in kept)


def _used(settings: Mapping[str, Any], used: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in settings.items():
        if isinstance(value, Mapping):
            part = {name: each for name, each in value.items() if f'{key}["{name}"]' in used}
            found |= {key: part} if part else {}
        elif snake(key) in used.split():
            found[key] = value
    return found
