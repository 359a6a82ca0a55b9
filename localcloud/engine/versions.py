"""Which plugins the installed SDKs ask for; what the processes of plugins need to know of the engine's set-up."""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from .model import EngineError


@dataclass(frozen=True)
class PluginVersions:
    """Versions of the provider plugins that the installed SDKs ask the engine for."""

    aws: str
    aws_native: str


def installed_plugin_versions() -> PluginVersions:
    """Read the versions from the installed SDKs, without importing them.

    Raises:
        EngineError: One of them is not installed.
    """
    return PluginVersions(plugin_version("pulumi_aws"), plugin_version("pulumi_aws_native"))


def plugin_version(package: str) -> str:
    """The version of the plugin that an installed provider SDK asks for."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise EngineError(
            f"{package} is not installed in {sys.prefix}: the provider plugins take their version from it"
        )
    described = json.loads(Path(spec.origin).with_name("pulumi-plugin.json").read_text())
    return str(described["version"])
