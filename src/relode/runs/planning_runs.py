"""`relode plan` and `relode brief`: start a run, say how far it is, write its brief."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from relode.answers import journey
from relode.decisions.request import PlanRequest
from relode.errors import RelodeError
from relode.language import Language, say
from relode.panel.overrides import Override
from relode.record import Doc, Record
from relode.runs import planning_runs, run_folder
from relode.runs.run_folder import progress_line

STOPPED = 130
"""Exit code of a command that was interrupted, as shells have it."""


class PlanProgress:
    """Says on stderr where page one is and how far the run has come; one line on a terminal."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, what: str, done: int, of: int, run: Path) -> None:
        """Told by the run."""
        del done, of  # each step is one
        if what == "begun":
            return
        if what == "page_one":
            path = run / f"brief.{self.language}.html"
            progress_line(say("planning.progress.page_one", self.language, path=path), last=True)
        else:
            progress_line(say(f"planning.progress.{what}", self.language), last=True)


def listed_projects(workbook: Path, city: str) -> str:
    """The sheet of projects of a workbook as a run keeps it, judged once so that a fault ends it before it begins.

    Raises RelodeError for a workbook without such a sheet or projects, and for projects of another city.
    """
    from relode.deals.file import project_sheet
    from relode.decisions.projects import refuse_other_places

    sheet = project_sheet(workbook)
    refuse_other_places(sheet, journey.city(city))
    return sheet.text


def own_cells(workbook: Path) -> str:
    """What only the city knows of its services as a run keeps it. Raises RelodeError as `read_cells`."""
    from relode.needs.own_cells import cells_text, read_cells

    return cells_text(read_cells(workbook))


def run(
    city: str, overrides: Sequence[Override], folder: Path, request: PlanRequest, tell: PlanProgress
) -> dict[str, Any]:
    """The record of the run that was asked for. Raises RelodeError for bad settings, SystemExit when interrupted."""
    from relode.runs import report_runs as runs  # documents and pictures start slowly

    journey.city(city)
    try:
        return runs.plan(city, overrides, folder, request, tell)
    except KeyboardInterrupt:
        print(f"\n{say('planning.progress.stopped', tell.language, city=city)}", file=sys.stderr)
        raise SystemExit(STOPPED) from None


@dataclass(frozen=True)
class Briefs(Record):
    """The run that a brief was written from, and the files."""

    run: Annotated[str, Doc("folder of the run")]
    files: Annotated[tuple[str, ...], Doc("files written, one a language", shape="language")]

    def path(self, language: Language) -> str:
        """The file in `language`."""
        return next(file for file in self.files if file.endswith(f".{language}.html"))


def brief_run(city: str, run: Path | None, budget: str | None, folder: Path, tell: PlanProgress) -> Briefs:
    """The briefs of `run`, or of the newest run of the city below `folder`, or of one that is made now.

    A `budget` asks for a new run. Raises RelodeError for a run of another city, and as `relode plan` does.
    """
    from relode.runs import report_runs

    place = journey.city(city)
    if run is not None:
        if budget is not None:
            raise RelodeError("brief.run_and_budget", run=run)
        about = run_folder.read_manifest(run)
        if about["settings"].get("place") != place.code:
            raise RelodeError("brief.other_city", run=run, place=about["settings"].get("place"), asked=place.slug)
    result = run if run is not None else None if budget is not None else report_runs.newest_run(folder, place.code)
    if result is not None:
        return Briefs(str(result), tuple(str(path) for path in report_runs.briefs_again(result)))
    made = Path(planning_runs.run(place.code, (), folder, PlanRequest.typed(budget=budget), tell)["run"])
    return Briefs(str(made), tuple(str(path) for path in sorted(made.glob("brief.*.html"))))
