"""The real Pulumi engine for the local cloud: found, installed or built once, and cached outside the checkout."""

from .model import Engine, EngineError
from .progress import Progress
from .setup import ensure, ensure_yaml, environment

__all__ = ["Engine", "EngineError", "Progress", "ensure", "ensure_yaml", "environment"]
