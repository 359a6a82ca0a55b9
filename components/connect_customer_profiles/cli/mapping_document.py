"""Reads a mapping file of `customer-profiles rehearse`: YAML or JSON."""

import json
from pathlib import Path
from typing import Any

import yaml

from ..operations.errors import Refused


def document(file: Path) -> Any:
    """What a mapping file says.

    Raises:
        Refused: it cannot be read.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file}: {getattr(error, 'strerror', None) or 'is not UTF-8'}") from None
    try:
        return json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)
    except json.JSONDecodeError as error:
        raise Refused(f"{file}, line {error.lineno}: is not JSON: {error.msg}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Refused(f"{file}, line {line}: is not YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise Refused(f"{file}: is not {'JSON' if file.suffix == '.json' else 'YAML'}") from None
