"""`relode ensemble`: a run folder in which quantiles of many futures grow part by part; resumable after any kill."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.language import Language, say
from relode.model.opening.opening_world import world
from relode.panel import load
from relode.places import find
from relode.plan.simulations.ensemble import PART, Cost, Ensemble, EnsembleRequest, cost_of_parts, ensemble_answer
from relode.record import versioned
from relode.runs import run_folder, whole_files
from relode.runs.cluster import ready
from relode.runs.ensemble_parts import all_parts, bytes_kept, kept_of
from relode.runs.planning_runs import STOPPED
from relode.runs.run_folder import progress_line

KIND, RECORD = "ensemble", "ensemble.json"


class EnsembleProgress:
    """Says on stderr how far the run has come and how long the rest is going to take; one line on a terminal."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._begun = time.monotonic()

    def __call__(self, what: str, done: int, of: int) -> None:
        """Told by the run: `workers` when there are any, `chunks` as parts come back."""
        if what == "workers":
            return
        now = time.monotonic()
        if done == 1 < of:  # it has taken as long as a worker takes to begin: nothing is told by it
            self._begun = now
            return
        left = (now - self._begun) / max(done - 1, 1) * (of - done) / 60
        text = say("ensemble.progress", self._language, done=done, total=of, minutes=round(left))
        progress_line(text, last=done == of, kept=done in (10, of) or done % 100 == 0)

    def begins(self, parts: int, cost: Cost) -> None:
        """Say what is going to be run and about what it takes."""
        values = {"fewest": cost.fewest, "most": cost.most, "memory": cost.memory}
        print(say("ensemble.begins", self._language, parts=parts, part=PART, **values), file=sys.stderr, flush=True)

    def stopped(self, run: Path, request: EnsembleRequest) -> None:
        """Say how to go on."""
        print("\n" + say("ensemble.stopped", self._language, city=request.city, run=run), file=sys.stderr)


def run(
    request: EnsembleRequest,
    folder: Path,
    resume: Path | None,
    tell: EnsembleProgress,
    scheduler: str | None = None,
) -> tuple[Ensemble, Path]:
    """The run that was asked for and its folder; one that is gone on with has settings of its own.

    With a `scheduler` parts are made on its cluster (`runs.cluster`), else one after the other in this process.

    Raises RelodeError for bad settings before anything is written, and SystemExit when interrupted.
    """
    workers, started = ready(scheduler), datetime.now(UTC)
    if resume is not None:
        request, about = _gone_on_with(request, resume)
    elif request.futures:
        about = _new(request, started)
    else:
        raise RelodeError("ensemble.nothing_asked")
    opened = world(load())
    opened.position(find(request.city).code)
    name = run_folder.run_name(f"{KIND}-{request.city}", started, about["settings"], fingerprint())
    target = resume or folder / name
    if whole_files.is_held(target):
        raise RelodeError("run_in_use", run=target)
    if request.paths:
        whole_files.check_room(target.parent, bytes_kept(request))
    if resume is None:
        with whole_files.whole_folder(target) as beside:
            whole_files.write_json(beside / "manifest.json", about)
    with whole_files.held(target), _told_how_to_go_on(tell, target, request):
        left = int((~kept_of(target, request).done).sum())
        tell.begins(left, cost_of_parts(left, workers))
        ensemble = Ensemble(opened, request, all_parts(request, target, tell, scheduler))
        whole_files.write_compact(target / RECORD, versioned(KIND, ensemble_answer(ensemble).record()))
        finished = {**about, "finished": datetime.now(UTC).isoformat(timespec="seconds")}
        whole_files.replace_json(target / "manifest.json", finished)
    return ensemble, target


@contextmanager
def _told_how_to_go_on(tell: EnsembleProgress, run: Path, request: EnsembleRequest) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        tell.stopped(run, request)
        raise SystemExit(STOPPED) from None


def _new(request: EnsembleRequest, started: datetime) -> dict[str, Any]:
    """The manifest of a run that begins."""
    about = run_folder.manifest(KIND, request.record(), fingerprint(), started, request.seed)
    return versioned("manifest", replace(about, finished=None).record())


def _gone_on_with(typed: EnsembleRequest, run: Path) -> tuple[EnsembleRequest, dict[str, Any]]:
    """The settings and the manifest of a run that was stopped. Raises RelodeError where it is not the one asked for."""
    try:
        about = run_folder.read_manifest(run, (KIND,))
        request = EnsembleRequest(**about["settings"])
    except (RelodeError, TypeError) as error:
        raise RelodeError("ensemble.not_a_run", folder=run) from error
    if about.get("data_fingerprint") != fingerprint():
        raise RelodeError("ensemble.other_facts", run=run)
    if differs := typed.differing(request):
        raise RelodeError("ensemble.other_settings", run=run, offenders=differs)
    return request, about
