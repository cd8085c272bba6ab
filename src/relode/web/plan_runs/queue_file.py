"""The queue of plan runs on disk, so that a server that starts again knows what waited and how runs ended."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from subprocess import Popen
from typing import IO, Any, Literal

from relode.errors import RelodeError
from relode.language import LANGUAGES
from relode.places import Place, by_code
from relode.record import schema
from relode.runs import whole_files

LOG = logging.getLogger("relode.web")
FILE = ".queue.json"
State = Literal["waiting", "running", "elsewhere", "stopped", "cancelled", "failed", "done"]
"""Where a run is. "elsewhere": another process works on it; "cancelled": a reader stopped it; "failed": it ended by
itself without a result; "stopped": its server or its process was ended."""
KEPT_STATES = frozenset({"waiting", "running", "stopped", "cancelled", "failed"})


@dataclass
class Job:
    """A run that this server was asked for."""

    name: str
    place: Place
    order: dict[str, Any]
    state: State = "waiting"
    what: str = ""
    done: int = 0
    of: int = 0
    reason: Mapping[str, str] = field(default_factory=dict)
    process: Popen[str] | None = None
    begun: datetime = field(default_factory=lambda: datetime.now(UTC))
    taken: float = 0.0
    heard: float = 0.0

    @property
    def is_live(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")


def write_queue(folder: Path, jobs: Iterable[Job]) -> None:
    """Keep the jobs in `folder`. Raises RelodeError where it cannot be written."""
    kept = [
        {
            "name": job.name,
            "place": job.place.code,
            "order": {name: job.order[name] for name in ("plan", "overrides", "resume", "started")},
            "state": job.state,
            "reason": dict(job.reason),
            "begun": job.begun.isoformat(),
        }
        for job in jobs
        if job.state in KEPT_STATES
    ]
    content = {"schema": schema("queue"), "jobs": kept}
    whole_files.replace_json(folder / FILE, content)


def read_queue(folder: Path) -> list[Job]:
    """The jobs that were kept in `folder`; what cannot be read is told in the log, and nothing waits.

    A run that was under way when its server ended is stopped if it left a folder, and waits again if it did not.
    """
    try:
        kept = whole_files.read_object(folder / FILE)
        return [_job(folder, each) for each in kept["jobs"]]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        LOG.warning("%s: %s %s", FILE, type(error).__name__, str(error)[:200])
        return []


def _job(folder: Path, kept: Mapping[str, Any]) -> Job:
    """A job as it was kept. Raises KeyError, TypeError or ValueError for one that is none."""
    name, state, order = kept["name"], kept["state"], kept["order"]
    begun = datetime.fromisoformat(kept["begun"])
    reason = {str(each): str(kept["reason"][each]) for each in LANGUAGES if each in kept["reason"]}
    if Path(name).name != name or state not in KEPT_STATES or begun.tzinfo is None:
        raise ValueError("job")
    if (
        not isinstance(order["plan"], dict)
        or not isinstance(order["overrides"], list)
        or type(order["resume"]) is not bool
        or not isinstance(order["started"], str)
    ):
        raise ValueError("order")
    if state == "running":
        state = "stopped" if (folder / name).is_dir() else "waiting"
    place = by_code()[kept["place"]]
    whole = {**order, "place": place.code, "folder": str(folder / name if order["resume"] else folder)}
    return Job(name, place, whole, state, reason=reason, begun=begun)


def owned(folder: Path) -> IO[bytes] | None:
    """The lock of a server on the queue of `folder`, None if another server has it.

    Raises RelodeError where the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RelodeError("unwritable_folder", folder=folder, reason=error.strerror or error) from error
    return whole_files.locked(folder / ".queue.lock")
