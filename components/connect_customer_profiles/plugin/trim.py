"""Takes out of the plugin's own environment what the plugin never imports:
`.venv/bin/python -m connect_customer_profiles.plugin.trim`, in the plugin's folder.

Both AWS SDKs bring a package for every service of AWS, of which the components use a few. It runs in the environment
of a plugin only: one that programs share may need the rest.
"""

import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

MODULE = "connect_customer_profiles.plugin.trim"

SERVICES = {
    "pulumi_aws": frozenset({"cloudwatch", "config", "connect", "iam", "kms", "lambda_", "s3", "sns", "sqs"}),
    "pulumi_aws_native": frozenset({"config", "customerprofiles"}),
}
"""The subpackages that the components import."""

STUB = f'raise ImportError("{MODULE} has taken this out: the plugin does not import it")\n'
"""What is left of a subpackage: the SDK looks for all of them, and imports one when it is used."""

DEFINITION = "PulumiPlugin.yaml"


def unused(packages: Path) -> Iterator[Path]:
    """The folders of subpackages that no component imports.

    Args:
        packages: the folder that packages are installed in.
    """
    for package, kept in SERVICES.items():
        for each in sorted((packages / package).iterdir()):
            code = each / "__init__.py"
            if each.name not in kept and code.exists() and code.read_text(encoding="utf-8") != STUB:
                yield each


def refusal(prefix: Path, base: Path) -> str:
    """Why nothing may be taken out of an environment; empty if it is a plugin's own.

    Args:
        prefix: the folder of the environment.
        base: that of the Python installation which it was made of.
    """
    if prefix == base or not (prefix.parent / DEFINITION).exists():
        return f"{prefix} is not the environment of a plugin: it would be beside a {DEFINITION}"
    return ""


def megabytes(folder: Path) -> int:
    """The size of a folder, without what links lead to."""
    return sum(each.lstat().st_size for each in folder.rglob("*") if not each.is_dir()) // 2**20


def remove(packages: Path) -> None:
    """Take the unused subpackages out."""
    for each in list(unused(packages)):
        if each.is_symlink():
            each.unlink()
        else:
            shutil.rmtree(each)
        each.mkdir()
        (each / "__init__.py").write_text(STUB, encoding="utf-8")


def main() -> int:
    """Take them out of this process's environment; 0 if it is a plugin's."""
    prefix = Path(sys.prefix)
    if reason := refusal(prefix, Path(sys.base_prefix)):
        sys.stderr.write(f"trim: {reason}\n")
        return 1
    before = megabytes(prefix)
    remove(Path(sysconfig.get_path("purelib")))
    sys.stdout.write(f"{prefix}: {megabytes(prefix)} MB instead of {before}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
