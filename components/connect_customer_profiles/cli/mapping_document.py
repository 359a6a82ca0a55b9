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
    text = _text(file)
    if file.suffix == ".json":
        return _json(file, text)
    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Refused(f"{file}, line {line}: is not YAML: {error.problem or error.context}") from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise Refused(f"{file}: is not YAML") from None


def json_document(file: Path) -> Any:
    """What a JSON file says.

    Raises:
        Refused: it cannot be read.
    """
    return _json(file, _text(file))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file}: {getattr(error, 'strerror', None) or 'is not UTF-8'}") from None


def _json(file: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused(f"{file}, line {error.lineno}: is not JSON: {error.msg}") from None
    except (ValueError, RecursionError):
        raise Refused(f"{file}: is not JSON") from None
