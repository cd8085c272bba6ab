"""The plan runs on disk: listed by what their manifests say; no name from a request becomes a path."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from relode import __version__
from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.places import by_code
from relode.plan.plan_records import PlanRecord
from relode.runs import run_folder

SETTINGS = ("budget", "bonds", "granted", "horizon", "futures", "seed")
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

    def record(self) -> PlanRecord | None:
        """What it planned so far. Raises RelodeError if there is nothing yet, or nothing that this version can read."""
        path = self.folder / "plan.json"
        if not path.exists():
            raise RelodeError("web.no_plans_yet", run=self.name)
        return _record(path, path.stat().st_mtime_ns)

    def whole(self) -> dict[str, Any]:
        """The object of its plan.json. Raises RelodeError as `record`."""
        self.record()
        return run_folder.read_record(self.folder)

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


@dataclass(frozen=True)
class Passed:
    """A folder that looks like a plan run and cannot be used: `why` says what is wrong with it."""

    name: str
    why: RelodeError


def listed(folder: Path | None) -> list[Run]:
    """The plan runs below `folder`, the newest first; what is not one of ours is passed over."""
    found = [_run(entry) for entry in _folders(folder)]
    return sorted((run for run in found if isinstance(run, Run)), key=lambda run: (run.started, run.name), reverse=True)


def passed_over(folder: Path | None) -> list[Passed]:
    """Folders with a manifest that are no run that this version can read, by name: truncated, hostile or older."""
    return [run for entry in sorted(_folders(folder)) if isinstance(run := _run(entry), Passed)]


def _folders(folder: Path | None) -> list[Path]:
    if folder is None or not folder.is_dir():
        return []
    return [entry for entry in folder.iterdir() if entry.is_dir() and not entry.name.startswith(".")]


def _run(folder: Path) -> Run | Passed | None:
    """The run in a folder; None if what lies there is no run with plans; or why it cannot be used."""
    if not (folder / "manifest.json").is_file():
        return None
    try:
        manifest = run_folder.read_manifest(folder)
        if manifest.get("command") == "plan" and "plan" not in manifest["settings"]:
            return None
        datetime.fromisoformat(manifest["started"])
        parts = manifest["settings"] | manifest["versions"] | manifest["settings"]["plan"]
        is_ours = {"finished", "data_fingerprint"} <= manifest.keys() and {"place", "relode", *SETTINGS} <= parts.keys()
        if not is_ours or not all(isinstance(parts[name], str) for name in ("place", "budget", "bonds", "granted")):
            raise RelodeError("web.old_run", run=folder.name)
        int(parts["horizon"]), int(parts["futures"]), int(parts["seed"])
        by_code()[parts["place"]]
        if (folder / "plan.json").exists():
            run_folder.read_plan(folder)
    except RelodeError as error:
        return Passed(folder.name, error)
    except (KeyError, TypeError, ValueError, RecursionError):
        return Passed(folder.name, RelodeError("not_a_run", folder=folder.name))
    return Run(folder.name, folder, manifest)


@lru_cache(maxsize=8)
def _record(path: Path, changed: int) -> PlanRecord | None:
    del changed  # a record that changed is read again
    return run_folder.read_plan(path.parent)
