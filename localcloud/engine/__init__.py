"""The real Pulumi engine for the local cloud: found, installed or built once, and cached outside the checkout."""

from .languages import HOSTS, YAML, ensure_languages, generator, prepare
from .model import Engine, EngineError
from .progress import Progress
from .setup import ensure, environment

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
