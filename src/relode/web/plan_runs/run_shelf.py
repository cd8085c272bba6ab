"""The plan runs on disk: listed by what their manifests say; no name from a request becomes a path."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from relode import __version__
from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.runs import run_folder

SETTINGS = ("budget", "horizon", "futures", "generations", "seed")
"""What a page tells of what was asked for."""


@dataclass(frozen=True)
class Run:
    """A plan run: the name of its folder, where it lies, and its manifest."""

    name: str
    folder: Path
    manifest: dict[str, Any] = field(compare=False)

    @property
    def place(self) -> str:
        """The code of its place."""
        return str(self.manifest["settings"]["place"])

    @property
    def plan(self) -> dict[str, Any]:
        """What was asked for."""
        found: dict[str, Any] = self.manifest["settings"]["plan"]
        return found

    @property
    def started(self) -> datetime:
        """When it was begun."""
        return datetime.fromisoformat(self.manifest["started"])

    @property
    def is_finished(self) -> bool:
        """Whether it came to its end."""
        return self.manifest["finished"] is not None

    @property
    def is_current(self) -> bool:
        """Whether it rests on the facts and the version that are installed: else it cannot be gone on with."""
        origin = self.manifest["data_fingerprint"], self.manifest["versions"]["relode"]
        return origin == (fingerprint(), __version__)

    @property
    def is_worked_on(self) -> bool:
        """Whether a process works on it now, of this server or any other."""
        return not self.is_finished and run_folder.is_held(self.folder)

    def generations(self) -> int:
        """Generations on disk, of both seeds."""
        return sum(_lines(path) - 1 for path in self.folder.glob("search-*.jsonl") if _lines(path))

    def record(self) -> dict[str, Any]:
        """Its record as it stands. Raises RelodeError if there is none yet."""
        path = self.folder / "plan.json"
        try:
            return _record(path, path.stat().st_mtime_ns)
        except (OSError, json.JSONDecodeError) as error:
            raise RelodeError("web.no_plans_yet", run=self.name) from error

    def changed(self) -> int:
        """When its record last changed, 0 while there is none. [ns]"""
        path = self.folder / "plan.json"
        return path.stat().st_mtime_ns if path.exists() else 0

    def file(self, name: str) -> bytes:
        """A file of the run, by a name that is ours. Raises RelodeError if it is not there yet."""
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise RelodeError("web.no_plans_yet", run=self.name) from error


def listed(folder: Path | None) -> list[Run]:
    """The plan runs below `folder`, the newest first; what is not one of ours is passed over."""
    if folder is None or not folder.is_dir():
        return []
    found = [_run(entry) for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith(".")]
    return sorted((run for run in found if run is not None), key=lambda run: (run.started, run.name), reverse=True)


def _run(folder: Path) -> Run | None:
    """The run in a folder, None if what lies there is no run with plans."""
    try:
        manifest = run_folder.read_manifest(folder)
        datetime.fromisoformat(manifest["started"])
        parts = manifest["settings"] | manifest["versions"] | manifest["settings"]["plan"]
    except (RelodeError, KeyError, TypeError, ValueError):
        return None
    is_ours = {"finished", "data_fingerprint"} <= manifest.keys() and {"place", "relode", *SETTINGS} <= parts.keys()
    return Run(folder.name, folder, manifest) if is_ours else None


@lru_cache(maxsize=8)
def _record(path: Path, changed: int) -> dict[str, Any]:
    del changed  # a record that changed is read again
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")
