"""What importing costs, and which way the arrows point."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import connect_customer_profiles
import pytest

PACKAGE = Path(connect_customer_profiles.__file__).parent
PURE = [
    "names",
    "rules",
    "rules.argument_names",
    "observability",
    "observability.alarms",
    "observability.dashboard",
    "observability.events",
    "rules.cron",
    "rules.dead_letters",
    "rules.domain",
    "rules.monitoring",
    "rules.place",
    "rules.rule",
    "rules.schedule",
    "rules.statuses",
    "rules.screen",
    "rules.values",
    "profiles",
    "profiles.api",
    "profiles.catalogue",
    "profiles.checks",
    "profiles.comparison",
    "profiles.definition",
    "profiles.domain",
    "profiles.entities",
    "profiles.fields",
    "profiles.handlebars",
    "profiles.index",
    "profiles.record",
    "profiles.rejections",
    "profiles.object_type",
    "profiles.objects",
    "profiles.outcome",
    "profiles.silence",
    "profiles.field_source",
    "profiles.standard",
    "profiles.words",
    "rehearsal",
    "rehearsal.arrival",
    "rehearsal.column",
    "rehearsal.comparing",
    "rehearsal.csv_file",
    "rehearsal.encoding",
    "rehearsal.files",
    "rehearsal.json_file",
    "rehearsal.mapping_file",
    "rehearsal.masking",
    "rehearsal.meanings",
    "rehearsal.misses",
    "rehearsal.observation",
    "rehearsal.parquet_file",
    "rehearsal.reach",
    "rehearsal.rehearsing",
    "rehearsal.remedies",
    "rehearsal.report",
    "rehearsal.sample",
    "rehearsal.source_definition",
    "rehearsal.suggesting",
    "rehearsal.summary",
    "rehearsal.timestamps",
    "policy",
    "policy.additional",
    "policy.attached",
    "policy.deployer",
    "policy.document",
    "policy.functions",
    "policy.questions",
    "policy.resources",
    "policy.roles",
    "policy.service_requests",
    "policy.topics",
    "sources",
    "sources.appflow_tasks",
    "sources.connector_profiles",
    "sources.credentials",
    "sources.external",
    "sources.flow_comparison",
    "sources.flow_requests",
    "sources.integration",
    "sources.marketo",
    "sources.offered",
    "sources.record_filters",
    "sources.transforming",
    "sources.messages",
    "sources.messages.appflow_messages",
    "sources.messages.file_messages",
    "sources.messages.known_message",
    "sources.messages.marketo_messages",
    "sources.messages.salesforce_access_messages",
    "sources.messages.salesforce_messages",
    "sources.messages.servicenow_messages",
    "sources.messages.zendesk_messages",
    "sources.quota_day",
    "sources.reading",
    "sources.s3",
    "sources.salesforce",
    "sources.schedule",
    "sources.servicenow",
    "sources.source",
    "sources.source_types",
    "sources.spelling",
    "sources.task",
    "sources.task_types",
    "sources.tasks",
    "sources.transformations",
    "sources.zendesk",
    "appflow",
    "appflow.flow_status",
    "aws.answers",
    "aws.entity_answers",
    "aws.message_answers",
    "aws.errors",
    "aws.pace",
    "ingestion.batch",
    "ingestion.batch_size",
    "ingestion.continuous_flow",
    "ingestion.cost",
    "ingestion.decisions",
    "ingestion.explanation",
    "ingestion.failures",
    "ingestion.flow_fields",
    "ingestion.forecast",
    "ingestion.history",
    "ingestion.plain",
    "ingestion.plan",
    "ingestion.progress",
    "ingestion.state",
    "ingestion.wanted",
    "ingestion.windows",
    "operations.dead_letters.messages",
    "operations.dead_letters.triage",
    "operations.dead_letters.keys",
    "operations.dead_letters.decisions",
    "operations.dead_letters.pace",
    "operations.dead_letters.tally",
]
ONLY_IN_PROVIDERS = {
    *("aws.client", "aws.session", "aws.sts", "difflib", "unicodedata"),
    *("ingestion.adoption", "ingestion.continuous", "ingestion.continuous_flow", "ingestion.contest"),
    *("ingestion.decisions", "ingestion.history", "ingestion.loaded_elsewhere", "ingestion.lost", "ingestion.new_flow"),
    *("ingestion.reconciler", "ingestion.recovery", "ingestion.underway", "ingestion.waiting", "ingestion.workflow"),
    "sources.flow_requests",
}
PURE_ROOMS = ("rules", "policy", "sources", "profiles", "rehearsal", "observability")
LOADED = """
import importlib, sys
for module in sys.argv[1:]:
    importlib.import_module(module)
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""


def loaded_by(*modules: str) -> set[str]:
    """The top-level modules that are loaded once `modules` are imported in a fresh interpreter."""
    return set(printed(LOADED, *modules))


def printed(script: str, *arguments: str) -> list[str]:
    """The words that a script prints in a fresh interpreter."""
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.split()


def imported_in(file: Path) -> set[str]:
    """Everything that a file imports anywhere in it, as written; relative imports with their dots."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found.add("." * node.level + (node.module or ""))
    return found


def test_the_package_itself_loads_neither_pulumi_nor_boto3() -> None:
    assert loaded_by("connect_customer_profiles") & {"pulumi", "pulumi_aws", "pulumi_aws_native", "boto3"} == set()


def test_the_providers_load_neither_pulumi_aws_nor_boto3() -> None:
    loaded = loaded_by(
        "connect_customer_profiles.ingestion.provider", "connect_customer_profiles.ingestion.appflow_provider"
    )
    assert loaded & {"pulumi_aws", "pulumi_aws_native", "boto3", "botocore"} == set()
    assert "pulumi" in loaded


def test_a_program_loads_nothing_of_the_plugin() -> None:
    script = (
        "import sys, connect_customer_profiles as library\n"
        "for name in library.__all__: getattr(library, name)\n"
        "print(*(name for name in sys.modules if name.startswith('connect_customer_profiles.plugin')))"
    )
    assert printed(script) == []


def test_components_load_nothing_that_only_the_providers_process_needs() -> None:
    """State refers to the providers' classes, so a program has to load their modules, but none of their methods runs
    there. What only a mistake needs is not loaded either."""
    script = (
        "import sys, pulumi, pulumi_aws, connect_customer_profiles as library; before = set(sys.modules)\n"
        "for name in library.__all__: getattr(library, name)\n"
        "print(*(name.removeprefix('connect_customer_profiles.') for name in set(sys.modules) - before))"
    )
    loaded = set(printed(script))
    assert {"ingestion.provider", "ingestion.appflow_provider"} <= loaded
    assert loaded & ONLY_IN_PROVIDERS == set()
    assert {name for name in loaded if name.startswith("appflow.")} == set()


def test_components_load_no_service_of_pulumi_aws_before_one_is_made() -> None:
    """pulumi-aws loads a service's module at its first use: annotations that name its classes have to be strings."""
    script = (
        "import sys, pulumi, pulumi_aws, connect_customer_profiles as library; before = set(sys.modules)\n"
        "for name in library.__all__: getattr(library, name)\n"
        "print(*sorted(name for name in set(sys.modules) - before if name.startswith('pulumi_aws.')))"
    )
    assert printed(script) == []


def test_all_of_a_pure_room_is_known_to_be_pure() -> None:
    files = [file.relative_to(PACKAGE) for room in PURE_ROOMS for file in (PACKAGE / room).rglob("*.py")]
    modules = {".".join(file.with_suffix("").parts).removesuffix(".__init__") for file in files}
    assert sorted(modules - set(PURE)) == []


@pytest.mark.parametrize("module", PURE)
def test_pure_modules_import_neither_pulumi_nor_boto3_nor_anything_impure(module: str) -> None:
    file = PACKAGE.joinpath(*module.split("."))
    source = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
    assert {name.split(".")[0] for name in imported_in(source)} & {
        *("pulumi", "pulumi_aws", "pulumi_aws_native", "boto3", "botocore", "settings", "localcloud")
    } == set()


def test_pure_modules_load_neither_pulumi_nor_boto3_in_a_roundabout_way() -> None:
    loaded = loaded_by(*[f"connect_customer_profiles.{module}" for module in PURE])
    assert loaded & {"pulumi", "pulumi_aws", "pulumi_aws_native", "boto3", "botocore"} == set()


def test_nothing_in_the_library_knows_the_program_or_the_local_cloud() -> None:
    importers = {
        str(file.relative_to(PACKAGE))
        for file in PACKAGE.rglob("*.py")
        if {name.split(".")[0] for name in imported_in(file)} & {"localcloud", "settings", "tests"}
    }
    assert importers == set()
    assert [str(file) for file in PACKAGE.rglob("*.py") if "localcloud" in file.read_text()] == []


def modules_imported_in(file: Path, root: Path) -> set[Path]:
    """The files of a package that one of its files imports anywhere in it; names taken from a package are its modules
    where it has them."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.ImportFrom):
            continue
        parts = node.module.split(".") if node.module else []
        if node.level:
            folder = file.parents[node.level - 1]
        elif parts[:1] == [root.name]:
            folder, parts = root, parts[1:]
        else:
            continue
        target = folder.joinpath(*parts)
        candidates = [target.with_suffix(".py"), *(target / f"{alias.name}.py" for alias in node.names)]
        found |= {each for each in candidates if each.is_file()}
    return found


@pytest.mark.parametrize("package", ["components/connect_customer_profiles", "localcloud"])
def test_no_files_import_each_other_in_a_circle(package: str) -> None:
    root = PACKAGE.parent.parent / package
    files = [file for file in root.rglob("*.py") if file.name != "__init__.py"]
    imports = {file: modules_imported_in(file, root) for file in files}
    assert sum(map(len, imports.values())) > len(files)
    TopologicalSorter(imports).prepare()


def test_boto3_and_botocore_are_imported_inside_functions_only() -> None:
    top_level = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.parse(file.read_text()).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] in ("boto3", "botocore") for name in names):
                top_level.add(str(file.relative_to(PACKAGE)))
    assert top_level == set()


def test_every_public_name_can_be_imported() -> None:
    for name in connect_customer_profiles.__all__:
        assert getattr(connect_customer_profiles, name) is not None
    assert dir(connect_customer_profiles) == sorted(connect_customer_profiles.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'connect_customer_profiles' has no attribute 'Domain'"):
        _ = connect_customer_profiles.Domain
