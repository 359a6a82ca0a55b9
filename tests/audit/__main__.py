"""`make audit`: the scanners on everything that the program and the examples deploy; ends with `audit: N findings`."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from . import comparison, deployer
from .programs import ROOT, registered
from .rendering import render
from .resource import resources
from .suppressions import SUPPRESSED

SCANNERS = ROOT / "build" / "audit" / "bin" / "python"
SECURITY = ROOT / "docs" / "security.md"


def main() -> int:
    """Scan, compare with the documentation, print every finding; 0 if there is none."""
    programs = registered()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for program, deployment in programs.items():
            render(resources(deployment), folder / program)
        render(deployer.policies(), folder / deployer.NAME)
        render(comparison.documented(), folder / comparison.DOCUMENTED)
        render(comparison.ours(), folder / comparison.OURS)
        command = [str(SCANNERS), str(Path(__file__).parent / "scan.py"), name]
        scanned = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    found = [each for each in scanned["findings"] if each["set"] != comparison.DOCUMENTED]
    lines = [
        "{set}: {tool} {id}: {resource}: {message}".format(**each) for each in found if _key(each) not in SUPPRESSED
    ]
    needless = SUPPRESSED.keys() - {_key(each) for each in found}
    lines += [f"suppression of {rule} for {resource}: no scanner reports it" for rule, resource in sorted(needless)]
    lines += comparison.outdated(SECURITY, scanned, write="--write" in sys.argv)
    made = scanned["checks"]
    sets = [*programs, deployer.NAME]
    expected = {f"{each}/{kind}" for each in sets for kind in ("plan", "template")}
    lines += [f"{place}: checkov checked nothing" for place in sorted(expected - made.keys())]
    print(*lines, sep="\n", end="\n" if lines else "")
    print(f"checkov made {sum(made[place] for place in expected)} checks on {', '.join(sets)}")
    print(f"audit: {len(lines)} findings")
    return int(bool(lines))


def _key(finding: dict[str, str]) -> tuple[str, str]:
    return (f"{finding['tool']} {finding['id']}", finding["resource"].partition(".")[0])


if __name__ == "__main__":
    sys.exit(main())
