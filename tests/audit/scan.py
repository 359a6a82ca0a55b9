"""Runs the scanners over rendered resources: `python scan.py FOLDER`, by the Python of the scanners' environment.

FOLDER has a folder for each set of resources with `template.json`, `plan.json` and `policies/*.json`. Prints JSON:
`checks`, the number of checks that checkov made of each `set/template` and `set/plan`, and `findings`, each with `set`,
`tool`, `id`, `resource` and `message`.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent


def main() -> None:
    """Scan the folder that is named on the command line."""
    root = Path(sys.argv[1]).resolve()
    checks: Counter[str] = Counter()
    findings = [*_checkov(root, checks), *_cfn_lint(root), *_parliament(root), *_cloudsplaining(root)]
    print(json.dumps({"checks": checks, "findings": findings}))


def _finding(place: str, tool: str, id_: str, resource: str, message: str) -> dict[str, str]:
    return {"set": place, "tool": tool, "id": id_, "resource": resource, "message": " ".join(message.split())}


def _output(*command: str) -> Any:
    done = subprocess.run([str(BIN / command[0]), *command[1:]], capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise SystemExit(f"{command[0]} ended with exit code {done.returncode}: {done.stderr[-2000:]}") from None


def _checkov(root: Path, checks: Counter[str]) -> Iterator[dict[str, str]]:
    files = [*root.glob("*/template.json"), *root.glob("*/plan.json")]
    options = ["--framework", "cloudformation", "terraform_plan", "--skip-download", "--compact", "--output", "json"]
    named = [word for file in sorted(files) for word in ("--file", str(file))]
    reports = _output("checkov", *options, *named)
    for report in reports if isinstance(reports, list) else [reports]:
        for file in report["results"].get("parsing_errors", []):
            yield _finding(Path(file).parent.name, "checkov", "parsing", Path(file).name, "cannot be read")
        for kind in ("passed_checks", "failed_checks"):
            for each in report["results"][kind]:
                place = Path(each["file_path"]).parent.name
                checks[f"{place}/{Path(each['file_path']).stem}"] += 1
                if kind == "failed_checks":
                    yield _finding(place, "checkov", each["check_id"], each["resource"], each["check_name"])


def _cfn_lint(root: Path) -> Iterator[dict[str, str]]:
    for each in _output("cfn-lint", "--format", "json", *map(str, sorted(root.glob("*/template.json")))):
        path = each["Location"]["Path"] or []
        resource = ".".join(map(str, path[1:2]))
        yield _finding(Path(each["Filename"]).parent.name, "cfn-lint", each["Rule"]["Id"], resource, each["Message"])


def _policies(root: Path) -> Iterator[tuple[str, str, str]]:
    for file in sorted(root.glob("*/policies/*.json")):
        yield file.parent.parent.name, file.stem, file.read_text()


def _parliament(root: Path) -> Iterator[dict[str, str]]:
    from parliament import analyze_policy_string

    for place, name, document in _policies(root):
        for each in analyze_policy_string(document).findings:
            yield _finding(place, "parliament", each.issue, name, json.dumps(each.detail))


def _cloudsplaining(root: Path) -> Iterator[dict[str, str]]:
    from cloudsplaining.command.scan_policy_file import scan_policy

    for place, name, document in _policies(root):
        statements = json.loads(document)["Statement"]
        if any("Principal" in statement for statement in statements):
            continue  # it knows no resource policies
        for risk, found in scan_policy(json.loads(document)).items():
            for each in found["findings"] if isinstance(found, dict) else ():
                yield _finding(place, "cloudsplaining", risk, name, json.dumps(each))


if __name__ == "__main__":
    main()
