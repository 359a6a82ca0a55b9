"""The real Pulumi engine for the local cloud: found, installed or built once, and cached outside the checkout.

What sets it up is loaded when it is first asked for: the bridge, which the engine starts with each command, takes its
protocol and versions from here and nothing else.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .languages import HOSTS, YAML, ensure_languages, generator, prepare
    from .model import Engine, EngineError
    from .progress import Progress
    from .setup import ensure, environment

_WHERE = {
    **dict.fromkeys(("HOSTS", "YAML", "ensure_languages", "generator", "prepare"), "languages"),
    **dict.fromkeys(("Engine", "EngineError"), "model"),
    **dict.fromkeys(("ensure", "environment"), "setup"),
    "Progress": "progress",
}

__all__ = [
    "HOSTS",
    "YAML",
    "Engine",
    "EngineError",
    "Progress",
    "ensure",
    "ensure_languages",
    "environment",
    "generator",
    "prepare",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_WHERE[name]}", __name__), name)
