"""Recorded state: what one version of the library left behind, independent of where the local cloud listened."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "recorded"
PYTHON, YAML = "program.py", "program.yaml"
"""The names of programs in these languages."""

STATE = "state.json"

ENDPOINT, ROOT = "http://localcloud", "/library"
"""They stand in a recording for the endpoint, which is part of queue URLs, and for the folder of the checkout, which is
part of the paths of the functions' code."""


@dataclass(frozen=True)
class Recording:
    """The state that a version wrote, and the program that it deployed, with the name of its file."""

    version: str
    deployment: dict[str, Any]
    program: str
    file: str

    @classmethod
    def read(cls, folder: Path, endpoint: str) -> "Recording":
        """A recording, as if it had been made with a local cloud at `endpoint`."""
        text = (folder / STATE).read_text().replace(ENDPOINT, endpoint)
        file = YAML if (folder / YAML).exists() else PYTHON
        return cls(folder.name, json.loads(text), (folder / file).read_text(), file)

    def write(self, folder: Path, endpoint: str) -> None:
        """Keep the recording in a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.deployment, indent=1, sort_keys=True).replace(endpoint, ENDPOINT)
        text = text.replace(str(Path.cwd()), ROOT)
        (folder / STATE).write_text(text + "\n")
        (folder / self.file).write_text(self.program)

    def resources(self, type_: str) -> Iterator[dict[str, Any]]:
        """The resources whose type ends with `type_`."""
        return (each for each in self.deployment["resources"] if each["type"].endswith(type_))


def recorded() -> list[Path]:
    """The folders of all recordings."""
    return sorted(FOLDER.glob("*/"))
