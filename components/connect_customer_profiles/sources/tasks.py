"""The `tasks` of a flow: from the arguments of `IntegrationWorkflow` and `ExternalApplication` to checked tasks. Pure.

Task types and property keys are those of both APIs
(https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-customer-profiles_Task.html).
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from ..rules import RuleViolation, nearest
from .appflow_tasks import appflow_task
from .source import Source
from .task import RESULT_TYPES, Task, projection
from .transformations import Transformation, is_worded, transformation

T = TypeVar("T")


def loading_tasks(source: Source, fields: Sequence[str], tasks: Any) -> list[Task]:
    """The tasks of a flow that loads `fields`: one PROJECTION of them all, the transformations, one Map task each.

    The order is canonical: the order of tasks with different fields in the argument does not matter. Tasks that share a
    field keep their order. https://docs.aws.amazon.com/connect/latest/adminguide/customerprofiles-s3-integration.html

    Args:
        source: the source.
        fields: the source fields to load.
        tasks: the argument; None for no tasks.

    Raises:
        RuleViolation: names the task by its position and the property.
    """
    given = _checked(source, fields, tasks)
    renamed = sorted((each for each in given if each.type == "Map"), key=_key)
    transformations = _canonical([each for each in given if each.type != "Map"], lambda each: each.fields, _key)
    maps = [
        task for name in fields for task in [each.task for each in renamed if each.fields == (name,)] or [_kept(name)]
    ]
    results = sorted((each.mapped for each in given if each.mapping), key=_key)
    return _with_filtered(
        [
            projection(fields),
            *(each.task for each in transformations),
            *maps,
            *(each.task for each in results),
        ]
    )


def stated_tasks(source: Source, given: Any) -> list[Task]:
    """The tasks of a flow that is made in AppFlow.

    A task has AppFlow's own form, or that of `IntegrationWorkflow`: fields that the latter change are loaded, under
    their own names unless a Map task says another. A flow has either a task that maps all fields or a projection that
    lists the fields in use. If the tasks have neither, the projection is derived from them.

    Raises:
        RuleViolation: names the task by its position, and the part of it, its value and the rule it breaks.
    """
    if not isinstance(given, (list, tuple)) or not given:
        raise RuleViolation(given, "must be a list of at least one task")
    stated: list[Task | Transformation] = []
    for position, each in enumerate(given):
        try:
            stated.append(transformation(source, each) if is_worded(each) else appflow_task(source, each))
        except RuleViolation as violation:
            raise violation.below(str(position)) from None
    worded = {position: each for position, each in enumerate(stated) if isinstance(each, Transformation)}
    loaded = list(dict.fromkeys(name for each in worded.values() for name in _loaded(source, each)))
    tasks = [task for each in stated for task in _tasks_of(each)]
    maps_all = any(task.type == "Map_all" for task in tasks)
    _check_results([] if maps_all else loaded, worded, "{}", "tasks.{}")
    if maps_all:
        return tasks
    tasks = _mapping_results(tasks)
    mapped = {task.fields for task in tasks if task.type == "Map"}
    tasks += [_kept(name) for name in loaded if (name,) not in mapped]
    listed = next((task.fields for task in tasks if task.is_projection), None)
    if listed is not None:
        _check_listed(source, worded, listed)
    if listed is not None or "PROJECTION" not in source.operators:
        return _with_filtered(tasks)
    used = [name for each in stated for name in _loaded(source, each)]
    return _with_filtered([projection(dict.fromkeys(used)), *tasks])


def _mapping_results(tasks: list[Task]) -> list[Task]:
    """The tasks, with a Map task for each field that is made of several, as AWS's own construct library has it
    (cdklabs/cdk-appflow), unless another task reads this field. The name that AWS's library gives is free once."""
    read = {name for each in tasks if not each.is_projection for name in each.fields}
    completed: list[Task] = []
    for each in tasks:
        if each.type not in RESULT_TYPES or each.destination in read:
            completed.append(each)
            continue
        written = {other.destination for other in (*tasks, *completed)}
        result = each.destination if (name := ",".join(each.fields)) in written else name
        mapping = Task("Map", (result,), destination=each.destination, properties=RESULT_TYPES[each.type])
        completed += [each._replace(destination=result), mapping]
    return completed


def _with_filtered(tasks: list[Task]) -> list[Task]:
    """The tasks, with the fields of filters in the projection: nobody documents whether a filter can do without, and
    AWS's own construct library lists them (cdklabs/cdk-appflow). What no Map task names is not written."""
    filtered = [name for each in tasks if each.type == "Filter" and not each.is_projection for name in each.fields]
    if not any(each.type == "Map" for each in tasks):
        return tasks
    return [projection(dict.fromkeys((*each.fields, *filtered))) if each.is_projection else each for each in tasks]


def _check_listed(source: Source, tasks: Mapping[int, Transformation], listed: Collection[str]) -> None:
    for position, task in tasks.items():
        for name in _loaded(source, task):
            if name not in listed:
                argument = f"{position}.{'field' if len(task.fields) == 1 else 'fields'}"
                raise RuleViolation(name, "is not among the fields of the projection", argument=argument)


def _kept(name: str) -> Task:
    """The task of a field that keeps its name."""
    return Task("Map", (name,), destination=name)


def _tasks_of(each: Task | Transformation) -> list[Task]:
    if isinstance(each, Task):
        return [each]
    return [each.task, each.mapped.task] if each.mapping else [each.task]


def _loaded(source: Source, each: Task | Transformation) -> tuple[str, ...]:
    """The fields that have to be loaded for a task. AppFlow can filter SaaS sources by fields that are not; files only
    by their columns."""
    filtering = isinstance(each, Transformation) and each.type == "Filter" and not source.reads_files
    return () if filtering else each.fields


def in_order(tasks: Any) -> Any:
    """The argument in canonical order, equal for all orders with the same effect; unchanged if it is not a list of
    tasks."""
    if not isinstance(tasks, (list, tuple)) or not all(isinstance(each, Mapping) for each in tasks):
        return tasks
    return _canonical(tasks, _names, lambda task: json.dumps(task, sort_keys=True))


def _names(task: Mapping[str, Any]) -> set[str]:
    several = task.get("fields")
    return {str(name) for name in several} if isinstance(several, (list, tuple)) else {str(task.get("field"))}


def _canonical(
    tasks: Sequence[T], fields: Callable[[T], Collection[str]], key: Callable[[T], tuple[int, str] | str]
) -> list[T]:
    """The canonical order: repeatedly the smallest task that shares no field with an earlier one."""
    waiting, ordered = list(tasks), []
    while waiting:
        free = [
            index
            for index, each in enumerate(waiting)
            if not any(set(fields(each)) & set(fields(earlier)) for earlier in waiting[:index])
        ]
        ordered.append(waiting.pop(min(free, key=lambda index: key(waiting[index]))))
    return ordered


def _key(task: Transformation) -> tuple[int, str]:
    """The sort key: filters and validations first, as they run first."""
    order = ("Filter", "Validate", "Truncate", "Mask", "Merge", "Arithmetic", "Map")
    return order.index(task.type), json.dumps([task.fields, task.operator, task.to, task.properties], sort_keys=True)


# Checking


def _checked(source: Source, fields: Sequence[str], tasks: Any) -> list[Transformation]:
    if tasks is None:
        return []
    if not isinstance(tasks, (list, tuple)):
        raise RuleViolation(tasks, "must be a list of tasks", argument="tasks")
    checked: list[Transformation] = []
    for index, task in enumerate(tasks):
        try:
            made = transformation(source, task)
            _check_fields(source, fields, made)
            checked.append(made)
        except RuleViolation as violation:
            raise violation.below(f"tasks[{index}]") from None
    _check_results(fields, dict(enumerate(checked)), "tasks[{}]", "tasks[{}]")
    return checked


def _check_fields(source: Source, fields: Sequence[str], made: Transformation) -> None:
    for name in _loaded(source, made):
        if name not in fields:
            argument = "field" if len(made.fields) == 1 else "fields"
            rule = "; ".join(filter(None, ("is not loaded", "add it to fields", nearest(name, fields))))
            raise RuleViolation(name, rule, argument=argument)


def _check_results(fields: Sequence[str], tasks: Mapping[int, Transformation], argument: str, reference: str) -> None:
    """No two tasks write the same field, whether its name is ours or AppFlow's for the result of several fields.

    Args:
        fields: what is loaded.
        tasks: by their position.
        argument: how a violation names a position.
        reference: how its rule names another.
    """
    renamed = {name for each in tasks.values() if each.type == "Map" for name in each.fields}
    written = {name: "a field that is loaded under this name" for name in fields if name not in renamed}
    named: dict[str, int] = {}
    for index, task in tasks.items():
        where = argument.format(index)
        if task.to in written:
            raise RuleViolation(task.to, f"is also written by {written[task.to]}", argument=f"{where}.to")
        if task.to:
            written[task.to] = reference.format(index)
        if task.mapping and task.result in named:
            same = reference.format(named[task.result])
            rule = f"are those of {same}, and AppFlow would give both results the same name"
            raise RuleViolation(list(task.fields), rule, argument=f"{where}.fields")
        if task.mapping:
            named[task.result] = index
