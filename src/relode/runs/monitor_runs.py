"""`relode monitor`: a run compared with new figures."""

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from relode.answers import journey
from relode.decisions.request import CityRun
from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import LANGUAGES
from relode.places import find
from relode.plan.making.plan_records import PlanRecord
from relode.record import versioned
from relode.report.chapter_file import write_chapters
from relode.report.template_workbook import write_template
from relode.runs import run_folder, whole_files
from relode.trials.due import read_due, with_due
from relode.trials.monitor import Monitored, decisions_of, monitored
from relode.trials.monitor_chapter import chapter

NAME = "monitor.json"
NOTHING: Mapping[str, Any] = {"quantities": {}, "years": []}


def sheets_to_fill(run: Path) -> tuple[list[Path], list[Path]]:
    """A workbook in each language: what was to be done in the first year of the plan, and own figures to be filled.

    The second list are those of them that were there: they may be half filled and are left as they are.
    Raises RelodeError for a folder that is no finished plan run.
    """
    _, plan = _finished(run)
    paths = {run / f"to-fill.{language}.xlsx": language for language in LANGUAGES}
    kept = [path for path in paths if path.exists()]
    for path, language in paths.items():
        if path not in kept:
            with tempfile.TemporaryDirectory() as folder:
                empty = Path(folder) / path.name
                write_template(empty, language)
                whole_files.replace_bytes(path, with_due(empty, decisions_of(plan), FIRST_PLAN_YEAR, language))
    return list(paths), kept


def monitor_run(run: Path, data: Path) -> Monitored:
    """A run against the figures of a workbook; page, sheet and record are written into its folder.

    Raises RelodeError for a folder that is no finished plan run, and figures that cannot be read or are of none of
    the years after the run's.
    """
    about, plan = _finished(run)
    settings = CityRun(**about["settings"])
    place = find(settings.place)
    figures = [each for each in journey.overrides_from(data) if each.place == place.code]
    if not figures:
        raise RelodeError("trials.no_figures", data=data, place=place)
    found = monitored(
        str(run), settings, about["started"], _said(run), plan, figures, read_due(data, decisions_of(plan)),
    )  # fmt: skip
    with whole_files.held(run):
        for language in LANGUAGES:
            for ending in ("html", "xlsx"):
                write_chapters([chapter(found)], run / f"monitor.{language}.{ending}", language, date.today())
        whole_files.replace_json(run / NAME, versioned("monitor", found.record()))
    return found


def _finished(run: Path) -> tuple[dict[str, Any], PlanRecord | None]:
    about = run_folder.read_manifest(run)
    if about.get("finished") is None:
        raise RelodeError("replay.unfinished", run=run)
    return about, run_folder.read_plan(run)


def _said(run: Path) -> Mapping[str, Any]:
    try:
        return whole_files.read_object(run / "city.json")["outlook"] or NOTHING
    except (OSError, ValueError, KeyError, RecursionError) as error:
        raise RelodeError("damaged_run", folder=run, reason="city.json") from error
