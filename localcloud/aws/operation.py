"""What an operation of an emulated service is: a function from validated parameters to the response's members."""

from collections.abc import Callable
from typing import Any

from .state import Context

Operation = Callable[[Context, dict[str, Any]], dict[str, Any]]
