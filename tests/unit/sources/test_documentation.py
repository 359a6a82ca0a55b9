"""docs/sources-and-tasks.md says what the code says."""

import ast
import re
from pathlib import Path

from connect_customer_profiles.rules.monitoring import thresholds
from connect_customer_profiles.rules.schedule import DEFAULT_SCHEDULE, minutes
from connect_customer_profiles.sources import CONNECTORS, SOURCES, Source
from connect_customer_profiles.sources.tasks import loading_tasks

PAGE = (Path(__file__).parents[3] / "docs" / "sources-and-tasks.md").read_text()


def row(facts: Source) -> str:
    """The row that a source has in the table."""
    dates = [f"**`{name}`**" if name == facts.incremental_field else f"`{name}`" for name in facts.date_fields]
    otherwise = "in one run" if facts.featured else "no"
    cells = (
        facts.type,
        "in batches" if facts.supports_workflows else otherwise,
        ", ".join(f"`{name}`" for name in facts.objects) or "none",
        ", ".join(dates) or ("the time of the file" if facts.reads_files else "its own"),
        ", ".join(f"`{name}`" for name in facts.filter_operators),
        f"{facts.minimum_minutes} minute{'s' if facts.minimum_minutes > 1 else ''}",
        f"{facts.records_per_run:,}" if facts.records_per_run else "not published",
    )
    return f"| {' | '.join(cells)} |"


def test_the_table_of_sources_is_that_of_the_code() -> None:
    table = re.findall(rf"^\| (?:{'|'.join(SOURCES)}) \|.*$", PAGE, re.MULTILINE)
    only_appflow = [facts for facts in SOURCES.values() if not facts.featured]
    assert table == [row(facts) for facts in (*CONNECTORS.values(), *only_appflow)]


def test_the_default_schedule_is_that_of_the_code_and_monitoring_reckons_with_it() -> None:
    assert re.findall(r"run as `([^`]*)` by default", PAGE) == [DEFAULT_SCHEDULE]
    assert thresholds({})["schedule_minutes"] == minutes(DEFAULT_SCHEDULE)


def test_every_type_of_task_is_explained_and_the_examples_are_taken() -> None:
    explained = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    (block,) = re.findall(r'"tasks": (\[\n.*?\n\])', PAGE, re.DOTALL)
    tasks = ast.literal_eval(block)
    assert {task["type"] for task in tasks} == set(explained)
    assert explained == ["Map", "Filter", "Mask", "Merge", "Truncate", "Validate", "Arithmetic"]
    fields = {name for task in tasks for name in task.get("fields", [task.get("field")])}
    made = loading_tasks(CONNECTORS["Salesforce"], sorted(fields), tasks)
    assert len(made) == 1 + len(tasks) - 1 + len(fields) + 2
