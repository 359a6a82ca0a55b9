"""`make bench`: one line `name value limit` each; the exit code says whether a limit is exceeded."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain

import connect_customer_profiles as library
from connect_customer_profiles import rules
from connect_customer_profiles.ingestion import plan
from connect_customer_profiles.ingestion.plan import Plan
from connect_customer_profiles.ingestion.wanted import Pins
from pulumi import ComponentResource

from tests.bench import diagnosis, mappings, plugin, policies, redrive, rehearsals, scale
from tests.bench.measure import Result, medians
from tests.bench.place import local_aws
from tests.e2e.harness import ROOT, config

HANDWRITTEN = ROOT / "tests" / "bench" / "handwritten" / "__main__.py"
PLANS = 100
INTEGRATION = {
    "domain_name": "amazon-connect-customers",
    "connector_type": "Salesforce",
    "object_type_name": "Salesforce-Contact",
    "execution_role_arn": "arn:aws:iam::123456789012:role/ingestion",
    "bulk": "auto",
}
COMPONENTS = ", ".join(
    name
    for name in library.__all__
    if isinstance(found := getattr(library, name), type) and issubclass(found, ComponentResource)
)


# What is measured is an installed library, which has its bytecode: every measurement's warm-up writes it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def main() -> int:
    """Measure everything; 0 if all limits hold."""
    results = []
    measured = (
        *(
            preview,
            plugin.results,
            policies.results,
            mappings.results,
            scale.results,
            diagnosis.results,
            redrive.results,
        ),
        *(rehearsals.results, imports, planning),
    )
    for result in chain.from_iterable(each() for each in measured):
        print(result, flush=True)
        results.append(result)
    return int(any(result.over for result in results))


def preview() -> Iterator[Result]:
    """`pulumi preview` of the program against a hand-written one with the same raw and dynamic resources."""
    with local_aws() as place:
        place.control.seed(("salesforce", "Salesforce"))
        settings = config(importStartDate="2023-01-31", domainName="amazon-connect-customers-dev")
        regions = {key: value for key, value in settings.items() if key.startswith("aws")}
        program = place.project("program", settings)
        yardstick = place.project("yardstick", regions, HANDWRITTEN.read_text())
        ours, theirs = medians(program.changes, yardstick.changes, runs=7)
    yield Result("preview-of-the-program-to-handwritten", ours / theirs, 1.12)


def imports() -> Iterator[Result]:
    """Importing the library with all components against importing what it is made of."""
    ours = f"import connect_customer_profiles; from connect_customer_profiles import {COMPONENTS}"
    theirs = "import pulumi, pulumi_aws, pulumi_aws_native"
    first, second = medians(_python(ours), _python(theirs), runs=15)
    yield Result("import-of-the-library-to-its-parts", first / second, 1.2)


def planning() -> Iterator[Result]:
    """Planning thirty years against one year, and thirty years in milliseconds."""
    cut_off = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def years(number: int) -> Callable[[], object]:
        start = rules.rfc3339(cut_off - timedelta(days=365 * number))
        inputs = {**INTEGRATION, "import_start_date": start}

        def planned() -> Pins:
            wanted, before = Plan.from_inputs(inputs), Plan.from_inputs({})
            return plan.planned(wanted, before, Pins(), now=cut_off, token="token")

        return lambda: [planned() for _ in range(PLANS)]

    thirty, one = medians(years(30), years(1), runs=15)
    yield Result("planning-30-years-to-1-year", thirty / one, 40)
    yield Result("planning-30-years-ms", thirty / PLANS * 1000, 10)


def _python(code: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


if __name__ == "__main__":
    sys.exit(main())
