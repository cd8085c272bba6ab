"""The runs on disk: listed by what their manifests say; no name from a request becomes a path."""

import os
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from relode.errors import RelodeError
from relode.places import by_code
from relode.plan.making.plan_records import PlanRecord
from relode.record import schema
from relode.runs import run_folder, whole_files

PLAN, FUND = "plan", "fund"
"""The commands of a city's runs and of a province's."""
OTHERS = (PLAN, FUND)
"""All commands whose runs lie side by side in one folder."""
SETTINGS = ("budget", "bonds", "granted", "horizon", "seed")
"""What a page tells of what was asked for."""


TOLD = ("command", "settings", "versions", "data_fingerprint", "started", "finished")
"""What pages tell of a manifest: the fingerprints of all tables, three quarters of it, are not kept."""


@dataclass(frozen=True)
class StoredRun:
    """A run of a city's plan or of a province: the name of its folder, where it lies, and its manifest."""

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
        settings: dict[str, Any] = self.manifest["settings"]
        result: dict[str, Any] = settings if self.manifest["command"] == FUND else settings["plan"]
        return result

    @property
    def started(self) -> datetime:
        """When it was begun."""
        return datetime.fromisoformat(self.manifest["started"])

    @property
    def is_finished(self) -> bool:
        """Whether it came to its end."""
        return self.manifest["finished"] is not None

    @property
    def is_worked_on(self) -> bool:
        """Whether a process works on it now, of this server or any other."""
        return not self.is_finished and whole_files.is_held(self.folder)

    @property
    def is_older(self) -> bool:
        """Whether another version wrote its record: its documents open as they were written, nothing is made of it."""
        return bool(self.changed()) and _shape(self.folder, self.changed()) != schema("plan")

    def record(self) -> PlanRecord | None:
        """What it planned so far. Raises RelodeError if there is nothing yet, or nothing that this version can read."""
        changed = self.changed()
        if not changed:
            raise RelodeError("web.no_plans_yet", run=self.name)
        return _record(self.folder, changed)

    def whole(self) -> dict[str, Any]:
        """The object of its plan.json. Raises RelodeError as `record`."""
        self.record()
        return run_folder.read_record(self.folder)

    def changed(self) -> int:
        """When its record last changed, 0 while there is none. [ns]"""
        try:
            return (self.folder / "plan.json").lstat().st_mtime_ns
        except OSError:
            return 0

    def file(self, name: str) -> bytes:
        """A file of the run, by a name that is ours. Raises RelodeError if it is not there yet."""
        path = self.folder / name
        try:
            if path.parent.is_symlink():
                raise OSError(path.parent)
            return whole_files.read_file(path)
        except OSError as error:
            raise RelodeError("web.no_plans_yet", run=self.name) from error


@dataclass(frozen=True)
class Passed:
    """A folder that looks like a plan run and cannot be used: `why` says what is wrong with it."""

    name: str
    why: RelodeError


def listed(folder: Path | None, command: str = PLAN) -> list[StoredRun]:
    """The runs of a command below `folder`, the newest first; what is not one of ours is passed over."""
    result = [_run(entry, command) for entry in _folders(folder)]
    return sorted(
        (run for run in result if isinstance(run, StoredRun)), key=lambda run: (run.started, run.name), reverse=True
    )


def passed_over(folder: Path | None) -> list[Passed]:
    """Folders with a manifest that are no run that this version can read, by name: truncated, hostile or older."""
    return [run for entry in sorted(_folders(folder)) if isinstance(run := _run(entry, PLAN), Passed)]


def _folders(folder: Path | None) -> list[Path]:
    if folder is None or not folder.is_dir():
        return []
    try:
        return [Path(entry.path) for entry in os.scandir(folder) if not entry.name.startswith(".")]
    except OSError as error:
        raise RelodeError("web.unreadable_runs", folder=folder, reason=error.strerror or error) from error


def _run(folder: Path, command: str) -> StoredRun | Passed | None:
    """The run of a command in a folder."""
    if folder.is_symlink():
        return Passed(_printed(folder.name), RelodeError("web.linked_run", run=_printed(folder.name)))
    return _read_run(folder, command, tuple(_state(folder / name) for name in ("manifest.json", "plan.json")))


def _state(path: Path) -> tuple[int, ...]:
    """What changes with a file: when it was written and changed, its kind and its bytes; zeros while there is none."""
    try:
        known = path.lstat()
    except OSError:
        return 0, 0, 0, 0
    return known.st_mtime_ns, known.st_ctime_ns, known.st_mode, known.st_size


@lru_cache(maxsize=8000)
def _read_run(folder: Path, command: str, state: tuple[tuple[int, ...], ...]) -> StoredRun | Passed | None:
    """The run of a command in a folder; None if what lies there is no such run; or why it cannot be used."""
    del state  # it is read anew when its manifest or its record changed
    try:
        if not folder.is_dir() or not _is_there(folder / "manifest.json"):
            return None
        manifest = run_folder.read_manifest(folder, (command, *OTHERS))
        if manifest["command"] != command or (command == PLAN and "plan" not in manifest["settings"]):
            return None
        run = StoredRun(folder.name, folder, {name: manifest[name] for name in TOLD if name in manifest})
        _check_named(run)
        if command == PLAN:
            _check(run)
            if run.changed() and not run.is_older:
                run.record()
    except RelodeError as error:
        return Passed(_printed(folder.name), error)
    except (KeyError, TypeError, ValueError, OSError):
        return Passed(_printed(folder.name), RelodeError("not_a_run", folder=_printed(folder.name)))
    return run


def _check(run: StoredRun) -> None:
    """Raises KeyError, TypeError, ValueError or RelodeError for a manifest that no run of this version has."""
    manifest = run.manifest
    parts = manifest["settings"] | manifest["versions"] | manifest["settings"]["plan"]
    is_ours = {"finished", "data_fingerprint"} <= manifest.keys() and {"place", "relode", *SETTINGS} <= parts.keys()
    texts = [parts[name] for name in ("place", "budget", "bonds", "granted")] if is_ours else [None]
    if not all(isinstance(text, str) for text in texts):
        raise RelodeError("web.old_run", run=_printed(run.name))
    if not all(type(parts[name]) is int for name in ("horizon", "seed")):
        raise ValueError("settings")
    by_code()[parts["place"]]


def _check_named(run: StoredRun) -> None:
    """Raises KeyError, TypeError or ValueError for a name that no page can show, and for dates that are none."""
    if not _printed(run.name).isprintable() or _printed(run.name) != run.name or run.started.tzinfo is None:
        raise ValueError("name, started")
    if run.manifest["finished"] is not None:
        datetime.fromisoformat(run.manifest["finished"])


def _is_there(path: Path) -> bool:
    """Whether anything lies at a path, be it a broken link."""
    return os.path.lexists(path)


def _printed(name: str) -> str:
    """The name of a folder as a page can show it: bytes that are no text as escapes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def outdated(run: StoredRun) -> RelodeError:
    """What is said of a run whose record another version wrote: what, why, and how to have it anew."""
    return run_folder.other_version(run.name, _shape(run.folder, run.changed()), "plan")


@lru_cache(maxsize=32)
def _shape(folder: Path, changed: int) -> str:
    """The name of the shape that a record has, "" for one that cannot be read or has none."""
    del changed  # a record that changed is read again
    try:
        found = whole_files.read_object(folder / "plan.json").get("schema", "")
    except (OSError, ValueError, RecursionError):
        return schema("plan")
    return str(found)


@lru_cache(maxsize=32)
def _record(folder: Path, changed: int) -> PlanRecord | None:
    del changed  # a record that changed is read again
    return run_folder.read_plan(folder)
