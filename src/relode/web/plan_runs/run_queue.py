"""Runs that this server starts: one at a time in a process of its own, a short queue before it."""

import json
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO, Any

from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.places import Place
from relode.runs import run_folder
from relode.settings import Settings
from relode.web.plan_runs.queue_file import LOG, Job, State, owned, read_queue, write_queue
from relode.web.plan_runs.run_pace import is_further, share_done
from relode.web.plan_runs.run_shelf import FUND, Passed, ShelfRun, listed, passed_over

WAITING = 3
"""Runs that may wait."""
ENDED: tuple[State, ...] = ("stopped", "cancelled", "failed")
"""States that a run can be gone on from."""
STEPS = 3
"""Parts of the judging of measures that a run tells of."""
PLACES = "places"
"""What a run of a province tells of: the places that are judged."""
KEPT = 20
"""Runs that are over and whose end is remembered."""
COMMAND = (sys.executable, "-m", "relode.web.plan_runs.plan_job")


@dataclass(frozen=True)
class Progress:
    """How far a run is: `what` it does, `done` of `of` parts, `ahead` runs before it, 0 to 1 of its time in all."""

    name: str
    state: State
    what: str
    done: int
    of: int
    ahead: int
    changed: int
    reason: Mapping[str, str]
    share: float = 0.0


class PlanRuns:
    """The runs below `folder`, and those that wait or run here. Without a folder there are none, and none starts.

    `own` are records of the user's own figures, with which a run is made that is asked for from now on.
    """

    def __init__(
        self, folder: Path | None, command: Sequence[str] = COMMAND, own: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        self.folder = folder
        self.take(own)
        self._command = list(command)
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._changed = threading.Condition()
        self._closed = False
        self._lock: IO[bytes] | None = None

    def take(self, own: Sequence[Mapping[str, Any]]) -> None:
        """Make runs that are asked for from now on with these figures of the user's own."""
        self._own: list[dict[str, Any]] = json.loads(json.dumps(list(own)))

    def start(self) -> None:
        """Take up runs in a thread that does not keep the process alive; those that waited before wait again.

        The queue on disk belongs to one server: another one that has the same folder keeps its queue in memory.
        """
        if self.folder is not None:
            self._lock = owned(self.folder)
        if self.folder is not None and self._lock is not None:
            self._jobs = OrderedDict((job.name, job) for job in read_queue(self.folder))
        threading.Thread(target=self._work, name="plan-runs", daemon=True).start()

    def close(self) -> None:
        """Stop what runs; what was computed stays on disk."""
        with self._changed:
            self._closed = True
            for job in self._jobs.values():
                if job.state == "running":
                    job.state = "stopped"
                if job.process is not None:
                    job.process.terminate()
            self._keep()
            if self._lock is not None:
                self._lock.close()
                self._lock = None
            self._changed.notify_all()

    def of(self, place: Place) -> list[ShelfRun]:
        """The runs of a place on disk, the newest first."""
        if place.level == "province":
            return [run for run in listed(self.folder, FUND) if _short(place) in run.plan["province"].split(",")]
        return [run for run in listed(self.folder) if run.place == place.code]

    def passed(self) -> list[Passed]:
        """Folders that look like runs and cannot be used."""
        return passed_over(self.folder)

    def find(self, place: Place, name: str) -> ShelfRun | None:
        """The run of a place with that name, None if it is not on disk."""
        return next((run for run in self.of(place) if run.name == name), None)

    def jobs(self, place: Place) -> list[Job]:
        """What this server was asked for and does not lie on disk yet."""
        with self._changed:
            return [job for job in self._jobs.values() if job.place == place and job.is_live]

    def place_of(self, name: str) -> Place | None:
        """The place of a run that this server was asked for, None if it was not."""
        with self._changed:
            return self._jobs[name].place if name in self._jobs else None

    def asked(self, name: str) -> dict[str, Any]:
        """The settings of a run that this server was asked for, {} if it was not."""
        with self._changed:
            result: dict[str, Any] = self._jobs[name].order["plan"] if name in self._jobs else {}
            return result

    def send(self, place: Place, plan: Settings) -> str:
        """Ask for a run with the settings `plan`; its name. The same run is not made twice: it is gone on with.

        Raises RelodeError where no run can be started and where too many wait.
        """
        if self.folder is None:
            raise RelodeError("web.plans_absent")
        asked = plan.record()
        same = next((run for run in self.of(place) if self._is_same(run, asked)), None)
        if same is not None and (same.is_finished or same.is_worked_on):
            return same.name
        if same is not None:
            return self._queue(self._again(place, same))
        started = datetime.now(UTC)
        settings, stem = {"place": place.code, "overrides": self._own, "plan": asked}, place.slug
        if place.level == "province":  # as its command names it
            settings, stem = asked, f"{FUND}-{_short(place)}"
        name = run_folder.run_name(stem, started, settings, fingerprint())
        order = {"place": place.code, "plan": asked, "overrides": self._own, "resume": False}
        order |= {"folder": str(self.folder), "started": started.isoformat()}
        return self._queue(Job(name, place, order))

    def _is_same(self, run: ShelfRun, asked: Mapping[str, Any]) -> bool:
        own = run.manifest["settings"].get("overrides", self._own)  # a province takes none
        return run.plan == asked and own == self._own and run.is_current

    def go_on(self, place: Place, name: str) -> str:
        """Go on with a run that was stopped or cancelled, or that failed, also before it left anything on disk.

        Raises RelodeError if there is none, or it goes on already.
        """
        run = self.find(place, name)
        with self._changed:
            job = self._jobs.get(name)
        if run is None and job is not None and job.place == place and not job.is_live:
            return self._queue(Job(name, place, {**job.order, "resume": False, "folder": str(self.folder)}))
        if run is None:
            raise RelodeError("web.unknown_run", run=name, place=place.slug)
        if self.progress(place, name).state not in ENDED:
            raise RelodeError("web.run_not_stopped", run=name)
        if not run.is_current:
            raise RelodeError("web.other_facts", run=name)
        return self._queue(self._again(place, run))

    def cancel(self, place: Place, name: str) -> None:
        """Stop a run that waits or runs here. Raises RelodeError if there is none."""
        with self._changed:
            job = self._jobs.get(name)
            if job is None or job.place != place or not job.is_live:
                known = self.find(place, name) is not None
                key = "web.run_not_going" if known else "web.unknown_run"
                raise RelodeError(key, run=name, place=place.slug)
            job.state = "cancelled"
            self._keep()
            if job.process is not None:
                job.process.terminate()

    def progress(self, place: Place, name: str) -> Progress:
        """How far a run is. Raises RelodeError if there is none of that name."""
        return self.progress_of(place, name, self.find(place, name))

    def progress_of(self, place: Place, name: str, run: ShelfRun | None) -> Progress:
        """How far a run is that lies on disk as `run`, or nowhere. Raises RelodeError if there is none of that name."""
        with self._changed:
            job = self._jobs.get(name)
            is_over = run is not None and run.is_finished
            is_ours = job is not None and (job.is_live or job.process is not None)
            is_elsewhere = run is not None and not is_over and not is_ours and run.is_worked_on
            if job is not None and job.place == place and job.state != "done" and not is_over and not is_elsewhere:
                return self._told(job, run)
        if run is None:
            raise RelodeError("web.unknown_run", run=name, place=place.slug)
        state: State = "done" if is_over else "elsewhere" if is_elsewhere else "stopped"
        return Progress(name, state, "", 0, STEPS, 0, run.changed(), {}, float(is_over))

    def _told(self, job: Job, run: ShelfRun | None) -> Progress:
        waiting = [each.name for each in self._jobs.values() if each.state == "waiting"]
        running = sum(each.state == "running" for each in self._jobs.values())
        ahead = waiting.index(job.name) + running if job.state == "waiting" else 0
        changed = run.changed() if run else 0
        share = 0.0
        if job.state == "running" and job.what == PLACES:
            share = job.done / job.of
        elif job.state == "running":
            share = share_done(job.what, job.done, job.taken, job.heard, time.monotonic())
        return Progress(job.name, job.state, job.what, job.done, job.of or STEPS, ahead, changed, job.reason, share)

    def _again(self, place: Place, run: ShelfRun) -> Job:
        order = {"place": place.code, "plan": run.plan, "overrides": [], "resume": True}
        return Job(run.name, place, order | {"folder": str(run.folder), "started": ""})

    def _queue(self, job: Job) -> str:
        with self._changed:
            known = self._jobs.get(job.name)
            if known is not None and known.is_live:
                return known.name
            waiting = sum(each.state == "waiting" for each in self._jobs.values())
            if waiting >= WAITING:
                raise RelodeError("web.plans_full", waiting=waiting)
            self._jobs.pop(job.name, None)
            self._jobs[job.name] = job
            over = [name for name, each in self._jobs.items() if not each.is_live and each.process is None]
            for name in over[: max(0, len(over) - KEPT)]:
                del self._jobs[name]
            self._keep()
            self._changed.notify_all()
            return job.name

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._next() is not None)
                job = self._next()
                if self._closed or job is None:
                    return
                job.state, job.taken = "running", time.monotonic()
                job.heard = job.taken
                self._keep()
                job.process = Popen(self._command, stdin=PIPE, stdout=PIPE, encoding="utf-8", start_new_session=True)
            self._follow(job, job.process)

    def _keep(self) -> None:
        """Write the queue down, if it is this server's; where that fails it is told in the log and runs go on."""
        if self.folder is None or self._lock is None:
            return
        try:
            write_queue(self.folder, self._jobs.values())
        except RelodeError as error:
            LOG.warning("%s", error)

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
            self._keep()

    def _hear(self, job: Job, line: str) -> None:
        if not line.startswith("{"):
            return
        message = json.loads(line)
        with self._changed:
            if message["what"] == "refused":
                job.reason = message["reason"]
                return
            if message["what"] != PLACES and not is_further(message["what"], message["done"], job.what, job.done):
                return
            job.what, job.heard = message["what"], time.monotonic()
            job.done, job.of = message["done"], message["of"]


def _short(province: Place) -> str:
    """The name of a province as it is typed and as its runs keep it."""
    return province.slug.removesuffix("-province")
