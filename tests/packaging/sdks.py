"""The SDKs of the plugin for other languages, from its schema; `python -m tests.packaging.sdks FOLDER` writes them."""

import shutil
import subprocess
import sys
from pathlib import Path

from connect_customer_profiles.plugin.server import SCHEMA

from localcloud.engine import generator

LANGUAGES = ("dotnet", "go", "java", "nodejs", "python")
GO_PACKAGE = "connectcustomerprofiles"
GO_MODULE = """\
module example.com/pulumi-connect-customer-profiles/sdk/go/connect-customer-profiles

go 1.25.11

require (
	github.com/blang/semver v3.5.1+incompatible
	github.com/pulumi/pulumi/sdk/v3 v3.259.0
)
"""
"""What `pulumi package add` writes, too: the generator leaves it to the program."""


def write(folder: Path) -> None:
    """Write every SDK, each in a folder of its language, in place of those that are there."""
    for language in LANGUAGES:
        shutil.rmtree(folder / language, ignore_errors=True)
    subprocess.run([generator(), SCHEMA, folder], check=True)
    root = folder / "go" / GO_PACKAGE
    for each in root.iterdir():
        each.rename(folder / "go" / each.name)
    root.rmdir()
    (folder / "go" / "go.mod").write_text(GO_MODULE)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
