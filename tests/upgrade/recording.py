"""Recorded state: what one version of the library left behind, independent of where the local cloud listened."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "recorded"
ENDPOINT = "http://localcloud"
"""Stands in a recording for the endpoint, which is part of queue URLs."""


@dataclass(frozen=True)
class Recording:
    """The state that a version wrote, and the program that it deployed."""

    version: str
    deployment: dict[str, Any]
    program: str

    @classmethod
    def read(cls, folder: Path, endpoint: str) -> "Recording":
        """A recording, as if it had been made with a local cloud at `endpoint`."""
        text = (folder / "state.json").read_text().replace(ENDPOINT, endpoint)
        return cls(folder.name, json.loads(text), (folder / "program.py").read_text())

    def write(self, endpoint: str) -> Path:
        """Keep the recording; returns its folder."""
        folder = FOLDER / self.version
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(self.deployment, indent=1, sort_keys=True).replace(endpoint, ENDPOINT)
        (folder / "state.json").write_text(text + "\n")
        (folder / "program.py").write_text(self.program)
        return folder

    def resources(self, type_: str) -> Iterator[dict[str, Any]]:
        """The resources whose type ends with `type_`."""
        return (each for each in self.deployment["resources"] if each["type"].endswith(type_))


def recorded() -> list[Path]:
    """The folders of all recordings."""
    return sorted(FOLDER.glob("*/"))
