"""Plan runs that this server starts: one at a time in a process of its own, a short queue before it."""

import json
import sys
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any, Literal

from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.places import Place
from relode.runs import run_folder
from relode.web.plan_runs.run_shelf import Passed, Run, listed, passed_over

State = Literal["waiting", "running", "elsewhere", "stopped", "cancelled", "failed", "done"]
"""Where a run is; "elsewhere" is worked on by another process, "cancelled" left nothing on disk."""
WAITING = 3
"""Runs that may wait."""
STEPS = 3
"""Parts of the judging of measures that a run tells of."""
KEPT = 20
"""Runs that are over and whose end is remembered."""
COMMAND = (sys.executable, "-m", "relode.web.plan_runs.plan_job")


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


@dataclass(frozen=True)
class Progress:
    """How far a run is: `what` it does, `done` of `of` parts, `ahead` runs before it."""

    name: str
    state: State
    what: str
    done: int
    of: int
    ahead: int
    changed: int
    reason: Mapping[str, str]


class PlanRuns:
    """The runs below `folder`, and those that wait or run here. Without a folder there are none, and none starts."""

    def __init__(self, folder: Path | None, command: Sequence[str] = COMMAND) -> None:
        self.folder = folder
        self._command = list(command)
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._changed = threading.Condition()
        self._closed = False

    def start(self) -> None:
        """Take up runs in a thread that does not keep the process alive."""
        threading.Thread(target=self._work, name="plan-runs", daemon=True).start()

    def close(self) -> None:
        """Stop what runs; what was computed stays on disk."""
        with self._changed:
            self._closed = True
            for job in self._jobs.values():
                if job.process is not None:
                    job.process.terminate()
            self._changed.notify_all()

    def of(self, place: Place) -> list[Run]:
        """The runs of a place on disk, the newest first."""
        return [run for run in listed(self.folder) if run.place == place.code]

    def passed(self) -> list[Passed]:
        """Folders that look like runs and cannot be used."""
        return passed_over(self.folder)

    def find(self, place: Place, name: str) -> Run | None:
        """The run of a place with that name, None if it is not on disk."""
        return next((run for run in self.of(place) if run.name == name), None)

    def jobs(self, place: Place) -> list[Job]:
        """What this server was asked for and does not lie on disk yet."""
        with self._changed:
            return [job for job in self._jobs.values() if job.place == place and job.state in ("waiting", "running")]

    def asked(self, name: str) -> dict[str, Any]:
        """The settings of a run that this server was asked for, {} if it was not."""
        with self._changed:
            found: dict[str, Any] = self._jobs[name].order["plan"] if name in self._jobs else {}
            return found

    def send(self, place: Place, plan: Mapping[str, Any]) -> str:
        """Ask for a run with the settings `plan`; its name. The same run is not made twice: it is gone on with.

        Raises RelodeError where no run can be started and where too many wait.
        """
        if self.folder is None:
            raise RelodeError("web.plans_absent")
        same = next((run for run in self.of(place) if dict(run.plan) == dict(plan) and run.is_current), None)
        if same is not None and (same.is_finished or same.is_worked_on):
            return same.name
        if same is not None:
            return self._queue(self._again(place, same))
        started = datetime.now(UTC)
        settings = {"place": place.code, "overrides": [], "plan": dict(plan)}
        name = run_folder.run_name(place.slug, started, settings, fingerprint())
        order = {"place": place.code, "plan": dict(plan), "resume": False}
        order |= {"folder": str(self.folder), "started": started.isoformat()}
        return self._queue(Job(name, place, order))

    def go_on(self, place: Place, name: str) -> str:
        """Go on with a run that was stopped. Raises RelodeError if there is none, or it is not stopped."""
        run = self.find(place, name)
        if run is None:
            raise RelodeError("web.unknown_run", run=name, place=place.slug)
        if run.is_finished or run.is_worked_on:
            raise RelodeError("web.run_not_stopped", run=name)
        if not run.is_current:
            raise RelodeError("web.other_facts", run=name)
        return self._queue(self._again(place, run))

    def cancel(self, place: Place, name: str) -> None:
        """Stop a run that waits or runs here. Raises RelodeError if there is none."""
        with self._changed:
            job = self._jobs.get(name)
            if job is None or job.place != place or job.state not in ("waiting", "running"):
                known = self.find(place, name) is not None
                key = "web.run_not_going" if known else "web.unknown_run"
                raise RelodeError(key, run=name, place=place.slug)
            job.state = "cancelled"
            if job.process is not None:
                job.process.terminate()

    def progress(self, place: Place, name: str) -> Progress:
        """How far a run is. Raises RelodeError if there is none of that name."""
        run = self.find(place, name)
        with self._changed:
            job = self._jobs.get(name)
            known = ("waiting", "running", "failed") if run else ("waiting", "running", "failed", "cancelled")
            is_over = run is not None and run.is_finished
            if job is not None and job.place == place and job.state in known and not is_over:
                return self._told(job, run)
        if run is None:
            raise RelodeError("web.unknown_run", run=name, place=place.slug)
        state: State = "done" if run.is_finished else "elsewhere" if run.is_worked_on else "stopped"
        return Progress(name, state, "", 0, STEPS, 0, run.changed(), {})

    def _told(self, job: Job, run: Run | None) -> Progress:
        waiting = [each.name for each in self._jobs.values() if each.state == "waiting"]
        running = sum(each.state == "running" for each in self._jobs.values())
        ahead = waiting.index(job.name) + running if job.state == "waiting" else 0
        changed = run.changed() if run else 0
        return Progress(job.name, job.state, job.what, job.done, job.of or STEPS, ahead, changed, job.reason)

    def _again(self, place: Place, run: Run) -> Job:
        order = {"place": place.code, "plan": run.plan, "resume": True, "folder": str(run.folder), "started": ""}
        return Job(run.name, place, order)

    def _queue(self, job: Job) -> str:
        with self._changed:
            known = self._jobs.get(job.name)
            if known is not None and known.state in ("waiting", "running"):
                return known.name
            waiting = sum(each.state == "waiting" for each in self._jobs.values())
            if waiting >= WAITING:
                raise RelodeError("web.plans_full", waiting=waiting)
            self._jobs.pop(job.name, None)
            self._jobs[job.name] = job
            over = [name for name, each in self._jobs.items() if each.state not in ("waiting", "running")]
            for name in over[: max(0, len(over) - KEPT)]:
                del self._jobs[name]
            self._changed.notify_all()
            return job.name

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._next() is not None)
                job = self._next()
                if self._closed or job is None:
                    return
                job.state = "running"
                job.process = Popen(self._command, stdin=PIPE, stdout=PIPE, encoding="utf-8", start_new_session=True)
            self._follow(job, job.process)

    def _next(self) -> Job | None:
        return next((job for job in self._jobs.values() if job.state == "waiting"), None)

    def _follow(self, job: Job, process: Popen[str]) -> None:
        """Give a process its order and listen to it until it ends."""
        with suppress(BrokenPipeError), process:  # one that ends before it has its order: its exit code tells
            print(json.dumps(job.order), file=process.stdin, flush=True)
            for line in process.stdout or ():
                self._hear(job, line)
        code = process.wait()
        with self._changed:
            job.process = None
            if job.state == "running":
                job.state = "done" if code == 0 else "failed"

    def _hear(self, job: Job, line: str) -> None:
        if not line.startswith("{"):
            return
        message = json.loads(line)
        with self._changed:
            if message["what"] == "refused":
                job.reason = message["reason"]
                return
            job.what = message["what"]
            job.done, job.of = message["done"], message["of"]
