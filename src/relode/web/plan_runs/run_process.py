"""One run at a time, of a city's plan or of a province, in a process of its own that says how far it is."""

import json
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any, Literal

from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.language import Bilingual
from relode.places import Place
from relode.runs import run_folder
from relode.settings import Settings
from relode.web.plan_runs.stored_runs import FUND, StoredRun, listed

State = Literal["running", "elsewhere", "stopped", "failed", "done"]
"""How a run is. "elsewhere": another process works on it; "failed": it ended without a result."""
LIVE = frozenset({"running", "elsewhere"})
SHARES = {"": 0.0, "begun": 0.05, "page_one": 0.3, "document": 0.6}
"""What a plan run says that it does, and the part of its time that has gone by when it says so."""
PLACES = "places"
"""What a run of a province says: it judges places."""
COMMAND = (sys.executable, "-m", "relode.web.plan_runs.plan_job")


@dataclass
class Job:
    """The run that this server began last."""

    name: str
    place: Place
    plan: dict[str, Any]
    own: list[dict[str, Any]]
    process: Popen[str]
    begun: datetime
    what: str = ""
    done: int = 0
    of: int = 0
    reason: Mapping[str, str] = field(default_factory=dict)
    is_cancelled: bool = False

    @property
    def is_live(self) -> bool:
        """Whether its process works."""
        return self.process.poll() is None


@dataclass(frozen=True)
class Progress:
    """How far a run is: `what` it does, `done` of `of` parts, 0 to 1 of its time in all; `changed` as of its record."""

    name: str
    state: State
    changed: int
    what: str = ""
    done: int = 0
    of: int = 0
    reason: Mapping[str, str] = field(default_factory=dict)
    share: float = 0.0


class PlanRuns:
    """The runs below `folder`, and the one that runs here. Without a folder there are none, and none starts."""

    def __init__(self, folder: Path | None, command: Sequence[str] = COMMAND) -> None:
        self.folder = folder
        self._command = list(command)
        self._job: Job | None = None
        self._beginning = threading.Lock()

    def close(self) -> None:
        """Stop what runs; what was computed stays on disk."""
        if self._job is not None:
            self._job.process.terminate()

    def of(self, place: Place) -> list[StoredRun]:
        """The runs of a place on disk, the newest first."""
        if place.level == "province":
            return [run for run in listed(self.folder, FUND) if _short(place) in run.plan["province"].split(",")]
        return [run for run in listed(self.folder) if run.place == place.code]

    def find(self, place: Place, name: str) -> StoredRun | None:
        """The run of a place with that name, None if it is not on disk."""
        return next((run for run in self.of(place) if run.name == name), None)

    def job(self, name: str) -> Job | None:
        """The run of that name if it is the one that this server began last."""
        return self._job if self._job is not None and self._job.name == name else None

    def under_way(self, place: Place) -> Job | None:
        """The run of a place that works here, None if none does."""
        return self._job if self._job is not None and self._job.place == place and self._job.is_live else None

    def send(self, place: Place, plan: Settings, own: Sequence[Mapping[str, Any]] = ()) -> str:
        """Begin a run with the settings `plan` and records of `own` figures; its name. No run is made twice on a day.

        Raises RelodeError if no run can be started, and while another one runs.
        """
        if self.folder is None:
            raise RelodeError("web.plans_absent")
        asked, started = plan.record(), datetime.now(UTC)
        overrides = json.loads(json.dumps(list(own)))
        settings, stem = {"place": place.code, "overrides": overrides, "plan": asked}, place.slug
        if place.level == "province":  # as its command names it
            settings, stem = asked, f"{FUND}-{_short(place)}"
        name = run_folder.run_name(stem, started, settings, fingerprint())
        with self._beginning:
            if self._job is not None and self._job.is_live:
                if self._job.name == name:
                    return name
                works = self._job.place
                raise RelodeError("web.plan_under_way", place=Bilingual(works.name("en"), works.name("zh")))
            known = self.find(place, name)
            if known is not None and (known.is_finished or known.is_worked_on):
                return name
            process = Popen(self._command, stdin=PIPE, stdout=PIPE, encoding="utf-8", start_new_session=True)
            self._job = Job(name, place, asked, overrides, process, started)
        order = {"place": place.code, "plan": asked, "overrides": overrides}
        order |= {"folder": str(self.folder), "started": started.isoformat()}
        threading.Thread(target=_follow, args=(self._job, order), daemon=True).start()
        return name

    def cancel(self, place: Place, name: str) -> None:
        """Stop the run that works here. Raises RelodeError if it is another one."""
        job = self.under_way(place)
        if job is None or job.name != name:
            key = "web.run_not_going" if self.find(place, name) is not None else "web.unknown_run"
            raise RelodeError(key, run=name, place=place.slug)
        job.is_cancelled = True
        job.process.terminate()
        job.process.wait()

    def progress(self, place: Place, name: str) -> Progress:
        """How far a run is. Raises RelodeError if there is none of that name."""
        return self.progress_of(place, name, self.find(place, name))

    def progress_of(self, place: Place, name: str, run: StoredRun | None) -> Progress:
        """How far a run is that is on disk as `run`, or nowhere. Raises RelodeError if there is none of that name."""
        job = self.job(name)
        changed = run.changed() if run is not None else 0
        if run is not None and run.is_finished:
            return Progress(name, "done", changed, share=1.0)
        if job is not None and job.place == place:
            if job.is_live:
                share = job.done / job.of if job.what == PLACES else SHARES[job.what]
                return Progress(name, "running", changed, job.what, job.done, job.of, share=share)
            if not job.is_cancelled and job.process.poll():
                return Progress(name, "failed", changed, reason=job.reason)
        if run is None and (job is None or job.place != place):
            raise RelodeError("web.unknown_run", run=name, place=place.slug)
        is_elsewhere = run is not None and run.is_worked_on
        return Progress(name, "elsewhere" if is_elsewhere else "stopped", changed)


def _follow(job: Job, order: dict[str, Any]) -> None:
    """Give a process its order and listen to it until it ends."""
    with (
        suppress(BrokenPipeError),
        job.process as process,
    ):  # one that ends before it has its order: its exit code tells
        print(json.dumps(order), file=process.stdin, flush=True)
        for line in process.stdout or ():
            if not line.startswith("{"):
                continue
            message = json.loads(line)
            if message["what"] == "refused":
                job.reason = message["reason"]
            elif message["what"] in (*SHARES, PLACES):
                job.what, job.done, job.of = message["what"], message["done"], message["of"]


def _short(province: Place) -> str:
    """The name of a province as it is typed and as its runs keep it."""
    return province.slug.removesuffix("-province")
