"""Plan runs as programs are told of them, by the page's interface or over another protocol."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from relode.language import Language
from relode.places import Place
from relode.plan.making.plan_records import PlanRecord
from relode.record import Doc, Record
from relode.web.plan_runs.plan_run_text import progress_text
from relode.web.plan_runs.run_process import Progress
from relode.web.plan_runs.stored_runs import StoredRun


@dataclass(frozen=True)
class PlanRun(Record):
    """A plan run on disk."""

    run: Annotated[str, Doc("name of the run: that of its folder")]
    started: Annotated[str, Doc("when it was begun, ISO 8601 with its offset from UTC")]
    finished: Annotated[str | None, Doc("when it came to its end; null until then")]
    plan: Annotated[Mapping[str, Any], Doc("what was asked for: budget, horizon, seed and more")]


@dataclass(frozen=True)
class PlanRunList(Record):
    """The plan runs of a place."""

    place: Annotated[Place, Doc("code, slug and names of the place")]
    runs: Annotated[tuple[PlanRun, ...], Doc("the newest first")]


@dataclass(frozen=True)
class WrittenPlan(Record):
    """What `plan.json` of a run holds."""

    run: Annotated[str, Doc("name of the run: that of its folder")]
    place: Annotated[Place, Doc("code, slug and names of the place")]
    plan: Annotated[PlanRecord | None, Doc("money, decisions and what comes; null before anything is known")]


@dataclass(frozen=True)
class RunProgress(Record):
    """How far a plan run is."""

    run: Annotated[str, Doc("name of the run: that of its folder")]
    state: Annotated[str, Doc("running, elsewhere (another process works on it), stopped, failed or done")]
    what: Annotated[str, Doc("what is being worked on; empty where that is not known")]
    done: Annotated[int, Doc("parts of that which are done")]
    of: Annotated[int, Doc("parts that it has")]
    share: Annotated[float, Doc("part of its time that has gone by, 0 to 1, as far as can be told")]
    version: Annotated[str, Doc("changes when there is more to read in the run")]
    text: Annotated[str, Doc("the same in words, in the language asked for")]


def run_told(run: StoredRun) -> PlanRun:
    """A run on disk, as programs are told of it."""
    return PlanRun(run.name, run.manifest["started"], run.manifest["finished"], run.plan)


def told(progress: Progress, language: Language) -> dict[str, Any]:
    """How far a run is, for a page or a program."""
    return {
        "run": progress.name,
        "state": progress.state,
        "what": progress.what,
        "done": progress.done,
        "of": progress.of,
        "share": round(progress.share, 3),
        "version": str(progress.changed),
        "text": progress_text(progress, language),
    }
