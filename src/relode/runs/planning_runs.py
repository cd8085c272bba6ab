"""`relode plan`: start a run or go on with one, say how far it is, and how to go on when it is stopped."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from relode.answers import journey
from relode.errors import RelodeError
from relode.language import Language, say
from relode.panel.overrides import Override
from relode.runs import report_runs as runs
from relode.runs.progress_line import progress_line

STOPPED = 130
"""Exit code of a command that was interrupted, as shells have it."""


class PlanProgress:
    """Says on stderr where the first report is and how far the run has come; one line on a terminal."""

    def __init__(self, city: str, language: Language) -> None:
        self._city, self._language = city, language
        self._run: Path | None = None

    def __call__(self, what: str, done: int, of: int, run: Path) -> None:
        """Told by the run."""
        del done, of  # each step is one
        self._run = run
        if what == "begun":
            return
        if what == "report":
            path = run / f"report.{self._language}.html"
            progress_line(say("planning.progress.report", self._language, path=path), last=True)
        else:
            progress_line(say(f"planning.progress.{what}", self._language), last=True)

    def progress(self, what: str, done: int, of: int, run: Path) -> None:
        """How far it has come, without where it lies: a folder that is gone at the end."""
        if what not in ("begun", "report"):
            self(what, done, of, run)

    def stopped(self) -> None:
        """Say how to go on, or that nothing was written yet."""
        print(file=sys.stderr)
        if self._run is None:
            print(say("planning.progress.stopped_early", self._language), file=sys.stderr)
        else:
            print(say("planning.progress.stopped", self._language, city=self._city, run=self._run), file=sys.stderr)


def own_policy(file: str, city: str) -> str:
    """The policy of a file, checked, as TOML. Raises RelodeError for a file that holds none, or one of another city."""
    from relode.model.policy.policy_file import read_policy, write_policy

    policy, place = read_policy(file), journey.city(city)
    if policy.place and journey.city(policy.place) != place:
        raise RelodeError("simulate.other_place", policy=policy.name, place=policy.place, asked=place.slug)
    return write_policy(policy)


def listed_projects(workbook: Path, city: str) -> str:
    """The sheet of projects of a workbook as a run keeps it, judged once so that a fault ends it before it begins.

    Raises RelodeError for a workbook without such a sheet or projects, and for projects of another city.
    """
    from relode.deals.project_sheet import project_sheet
    from relode.decisions.projects import refuse_other_places

    sheet = project_sheet(workbook)
    refuse_other_places(sheet, journey.city(city))
    return sheet.text


def own_cells(workbook: Path) -> str:
    """What only the city knows of its services as a run keeps it. Raises RelodeError as `read_cells`."""
    from relode.needs.own_cells import cells_text, read_cells

    return cells_text(read_cells(workbook))


def run(
    city: str,
    overrides: Sequence[Override],
    folder: Path,
    given: Mapping[str, Any],
    resume: Path | None,
    tell: PlanProgress,
) -> dict[str, Any]:
    """The record of the run that was asked for; `given` holds the settings that a person typed.

    No futures: a report without plans, and without a list of projects. Raises RelodeError for bad settings, and
    SystemExit when interrupted.
    """
    place = journey.city(city)
    if given.get("futures") == 0:
        if resume is not None:
            raise RelodeError("planning.resume_nothing", run=resume)
        if "projects" in given:
            raise RelodeError("planning.projects_without_plans")
        if "cells" in given:
            raise RelodeError("planning.cells_without_plans", city=place.slug)
        return runs.plan(city, overrides, folder)
    from relode.plan.asked.plan_asked import PlanAsked, asked_from  # its libraries start slowly

    asked = asked_from({**PlanAsked().record(), **given})
    try:
        if resume is not None:
            kept = asked.record()
            return runs.resumed(resume, place.code, {name: kept[name] for name in given}, tell)
        return runs.plan(city, overrides, folder, asked, tell)
    except KeyboardInterrupt:
        tell.stopped()
        raise SystemExit(STOPPED) from None
