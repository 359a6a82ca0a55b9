"""docs/sources-and-tasks.md says what the code says."""

import ast
import re
from pathlib import Path

from connect_customer_profiles.sources import CONNECTORS, Source
from connect_customer_profiles.sources.tasks import loading_tasks

PAGE = (Path(__file__).parents[3] / "docs" / "sources-and-tasks.md").read_text()


def row(facts: Source) -> str:
    """The row that a source has in the table."""
    dates = [f"**`{name}`**" if name == facts.incremental_field else f"`{name}`" for name in facts.date_fields]
    cells = (
        facts.type,
        ", ".join(f"`{name}`" for name in facts.objects) or "none",
        ", ".join(dates) or "the time of the file",
        ", ".join(f"`{name}`" for name in facts.filter_operators),
        f"{facts.minimum_minutes} minute{'s' if facts.minimum_minutes > 1 else ''}",
        f"{facts.records_per_run:,}" if facts.records_per_run else "not published",
    )
    return f"| {' | '.join(cells)} |"


def test_the_table_of_sources_is_that_of_the_code() -> None:
    assert re.findall(r"^\| (?:Salesforce|Marketo|ServiceNow|Zendesk|S3) \|.*$", PAGE, re.MULTILINE) == [
        row(facts) for facts in CONNECTORS.values()
    ]


def test_every_type_of_task_is_explained_and_the_examples_are_taken() -> None:
    explained = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    (block,) = re.findall(r'"tasks": (\[\n.*?\n\])', PAGE, re.DOTALL)
    tasks = ast.literal_eval(block)
    assert {task["type"] for task in tasks} == set(explained)
    assert explained == ["Map", "Filter", "Mask", "Merge", "Truncate", "Validate", "Arithmetic"]
    fields = {name for task in tasks for name in task.get("fields", [task.get("field")])}
    made = loading_tasks(CONNECTORS["Salesforce"], sorted(fields), tasks)
    assert len(made) == 1 + len(tasks) - 1 + len(fields) + 2
