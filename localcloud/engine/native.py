"""The source of the aws-native provider as it is built here: its imports are mended, and it starts sooner."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .model import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

MODULE = "github.com/pulumi/pulumi-aws-native/provider"
VERSION = "v1.11.0"
"""The provider's newest release that is a Go module: its resource schema is of November 2024."""
CHECKSUM = "h1:fTgXDF0XTe2U1AKcATLOkpRj6tiLDTUZmkGRCz6ED3w="
COMMAND = "cmd/pulumi-resource-aws-native"
EMBEDDED = ("schema.json", "metadata.json")
"""Files that the provider embeds compressed and its module carries uncompressed."""
SERVICE = "aws-native:customerprofiles:"
"""What a Pulumi token of Customer Profiles begins with."""

PROVIDER = Path("pkg", "provider")
ADDED = Path(__file__).parent / "go-native" / "customer_profiles.go"

EDITS: Mapping[str, tuple[str, int]] = {
    # Before 1.15 the provider forgot the inputs of what it imported, and the next refresh replaced that. Later
    # releases, which users have, keep them; so does this build.
    "inputs, err = schema.GetInputsFromState(&spec, newStateProps)\n": (
        "inputs, err = schema.GetInputsFromState(&spec, newStateProps); newInputs = inputs\n",
        1,
    ),
    "resourceMap, err := LoadMetadata(cloudAPIResourcesBytes)\n": (
        "everything.compressed = cloudAPIResourcesBytes; resourceMap, err := LoadMetadata(customerProfiles)\n",
        1,
    ),
    "p.resourceMap.Functions[tok]": ("p.metadataOf(tok).Functions[tok]", 1),
    "p.resourceMap.Resources[resourceToken]": ("p.metadataOf(resourceToken).Resources[resourceToken]", 5),
    "p.resourceMap.Types,": ("p.metadataOf(resourceToken).Types,", 2),
    "p.resourceMap.Types)": ("p.metadataOf(resourceToken).Types)", 1),
}
"""What is replaced in `provider.go`, and how often it stands there."""


def recipe() -> list[str | bytes]:
    """What a build depends on beside Go and the platform."""
    return [VERSION, CHECKSUM, repr(EDITS), ADDED.read_bytes(), Path(__file__).read_bytes()]


def copy(module: Path, target: Path) -> None:
    """Copy the module's source, with everything that it embeds and our changes.

    Raises:
        EngineError: the provider is not the one that the changes are made for.
    """
    shutil.copytree(module, target, copy_function=shutil.copyfile)
    for folder in (target, *(path for path in target.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    for name in EMBEDDED:
        plain = target / COMMAND / name
        _compressed(plain.with_name(f"{name}.gz"), plain.read_bytes())
    everything = json.loads((target / COMMAND / "metadata.json").read_bytes())
    ours = json.dumps(of_customer_profiles(everything)).encode()
    _compressed(target / PROVIDER / f"{ADDED.stem}.json.gz", ours)
    shutil.copyfile(ADDED, target / PROVIDER / ADDED.name)
    provider = target / PROVIDER / "provider.go"
    provider.write_text(edited(provider.read_text(encoding="utf-8")), encoding="utf-8")


def edited(text: str) -> str:
    """The text of `provider.go` with our changes.

    Raises:
        EngineError: it does not have what they replace.
    """
    for old, (new, times) in EDITS.items():
        if text.count(old) != times:
            raise EngineError(f"{MODULE} {VERSION} has {old.strip()!r} {text.count(old)} times, expected {times}")
        text = text.replace(old, new)
    return text


def of_customer_profiles(metadata: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What the provider's metadata say of the service's resources and functions, with the types that they refer to."""
    ours = {
        kind: {token: each for token, each in known.items() if token.startswith(SERVICE)}
        for kind, known in metadata.items()
    }
    types = ours["types"]
    missing = _references(ours) - types.keys()
    while missing:
        types |= {token: metadata["types"][token] for token in missing}
        missing = _references(ours) - types.keys()
    return ours


def _references(value: Mapping[str, Any]) -> set[str]:
    return set(re.findall(r'"\$ref": "#/types/([^"]+)"', json.dumps(value)))


def _compressed(path: Path, content: bytes) -> None:
    path.write_bytes(gzip.compress(content, mtime=0))
