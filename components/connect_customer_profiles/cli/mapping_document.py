"""Reads a mapping file of `customer-profiles rehearse`: YAML or JSON."""

import json
from pathlib import Path
from typing import Any

import yaml

from ..operations.errors import Refused
from ..operations.whole_files import DOCUMENT_BYTES, MAPPING_BYTES, content


class _Loader(yaml.SafeLoader):
    """YAML whose mappings name nothing twice: of two definitions, the first would be lost without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = set()
        for key, _ in node.value:
            if key.value.__class__ is str and key.tag != "tag:yaml.org,2002:merge":
                if key.value in names:
                    # Not its name: somebody may have named the data.
                    raise yaml.constructor.ConstructorError(
                        None, None, "found a name for the second time", key.start_mark
                    )
                names.add(key.value)
        return super().construct_mapping(node, deep)

    def get_single_data(self) -> Any:
        """The document, if what its aliases stand for is no more than somebody could have written."""
        node = self.get_single_node()
        if node is not None and _weight(node, {}) > MOST_PARTS:
            raise yaml.constructor.ConstructorError(
                None, None, f"found aliases that stand for more than {MOST_PARTS:,} parts", node.start_mark
            )
        return None if node is None else self.construct_document(node)


MOST_PARTS = 1_000_000
"""Names and values of a document, each alias with all that it stands for: a few lines of aliases of aliases stand for
billions, in which checks and messages would never end."""


def _weight(node: yaml.Node, known: dict[int, int]) -> int:
    """The number of parts of a node; more than a document may have, if it is among its own parts."""
    if id(node) not in known:
        known[id(node)] = MOST_PARTS + 1  # while it is looked at
        parts = node.value if isinstance(node, yaml.CollectionNode) else ()
        each = (part for pair in parts for part in pair) if isinstance(node, yaml.MappingNode) else parts
        known[id(node)] = 1 + sum(_weight(part, known) for part in each)
    return known[id(node)]


def document(file: Path) -> Any:
    """What a mapping file says.

    Raises:
        Refused: it cannot be read.
    """
    text = _text(file, MAPPING_BYTES)
    if file.suffix == ".json":
        return _json(file, text)
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - a SafeLoader
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
    return _json(file, _text(file, DOCUMENT_BYTES))


def _text(file: Path, most: int) -> str:
    try:
        return content(file, most).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{file}: {getattr(error, 'strerror', None) or 'is not UTF-8'}") from None


def _json(file: Path, text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise Refused(f"{file}, line {error.lineno}: is not JSON: {error.msg}") from None
    except _TwiceError:
        raise Refused(f"{file}: is not JSON: an object has two members of one name") from None
    except (ValueError, RecursionError):
        raise Refused(f"{file}: is not JSON") from None


class _TwiceError(ValueError):
    pass


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) < len(members):
        raise _TwiceError
    return found
