"""`relode monitor` and `relode track`: a run held against new figures, and the record of all runs of a folder."""

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from relode.answers import journey
from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import LANGUAGES
from relode.panel import load
from relode.panel.overrides import Override
from relode.places import find
from relode.plan.asked.plan_asked import asked_from
from relode.plan.making.plan_records import PlanRecord
from relode.records import decoded, versioned
from relode.report.chapter_file import write_chapters
from relode.report.template_workbook import write_template
from relode.runs import run_folder
from relode.trials.due import read_due, with_due
from relode.trials.monitor import Monitored, alarmed, changes, monitored, together, watched_figures
from relode.trials.monitor_chapter import chapter
from relode.trials.track import RunSeen, TrackRecord, tracked

NAME = "monitor.json"
NOTHING: Mapping[str, Any] = {"quantities": {}, "years": []}


def sheets_to_fill(run: Path) -> list[Path]:
    """A workbook in each language: what was to be done in the first year of the plan, and own figures to be filled.

    Raises RelodeError for a folder that is no finished plan run, and where a sheet is there: it may be half filled.
    """
    _, plan = _finished(run)
    paths = [run / f"to-fill.{language}.xlsx" for language in LANGUAGES]
    for path in paths:
        if path.exists():
            raise RelodeError("template_exists", path=path)
    for language, path in zip(LANGUAGES, paths, strict=True):
        with tempfile.TemporaryDirectory() as folder:
            empty = Path(folder) / path.name
            write_template(empty, language)
            run_folder.replace_bytes(path, with_due(empty, _decisions(plan), FIRST_PLAN_YEAR, language))
    return paths


def monitor_run(run: Path, data: Path) -> Monitored:
    """A run against the figures of a workbook; page, sheet and record are written into its folder.

    Raises RelodeError for a folder that is no finished plan run, and figures that cannot be read or are of none of
    the years after the run's.
    """
    about, plan = _finished(run)
    settings = about["settings"]
    place = find(settings["place"])
    figures = [each for each in journey.overrides_from(data) if each.place == place.code]
    if not figures:
        raise RelodeError("trials.no_figures", data=data, place=place)
    found = monitored(
        str(run), place, about["started"], _said(run), plan,
        asked_from(settings["plan"]) if "plan" in settings else None,
        [Override(**each) for each in settings["overrides"]], figures, read_due(data, _decisions(plan)),
    )  # fmt: skip
    with run_folder.held(run):
        for language in LANGUAGES:
            for ending in ("html", "xlsx"):
                write_chapters([chapter(found)], run / f"monitor.{language}.{ending}", language, date.today())
        run_folder.replace_json(run / NAME, versioned("monitor", found.record()))
    return found


def _finished(run: Path) -> tuple[dict[str, Any], PlanRecord | None]:
    about = run_folder.read_manifest(run)
    if about.get("finished") is None:
        raise RelodeError("replay.unfinished", run=run)
    return about, run_folder.read_plan(run)


def _said(run: Path) -> Mapping[str, Any]:
    try:
        return run_folder.read_object(run / "city.json")["outlook"] or NOTHING
    except (OSError, ValueError, KeyError, RecursionError) as error:
        raise RelodeError("damaged_run", folder=run, reason="city.json") from error


def track_runs(folder: Path) -> TrackRecord:
    """The record of all finished plan runs below a folder: what their outlooks said beside every figure that is known
    now, by the facts that ship, own figures of later runs and what they were monitored with.

    What cannot be read is listed by its folder. Raises RelodeError where there is no such folder.
    """
    if not folder.is_dir():
        raise RelodeError("trials.no_runs", folder=folder)
    runs, damaged = [], []
    for path in sorted(folder.glob("*/manifest.json")):
        run = path.parent
        try:
            about = run_folder.read_manifest(run)
        except RelodeError:
            continue  # a run of another command
        if about.get("finished"):
            told: list[Any] = []
            for part in (_said, run_folder.read_plan, _kept):
                try:
                    told.append(part(run))
                except RelodeError:  # of another version, or damaged: what can be read still counts
                    told.append(None)
                    damaged.append(run.name)
            runs.append((run, about, told[1], told[0] or NOTHING, told[2]))
    runs.sort(key=lambda each: each[1]["started"])
    own: list[Override] = []
    for _, about, *_, kept in runs:
        own = together(own, [Override(**each) for each in about["settings"]["overrides"]])
        own = together(own, [] if kept is None else [Override(**each) for each in kept.given])
    panel = load(own)
    return tracked([_seen(at, runs, panel) for at in range(len(runs))], tuple(dict.fromkeys(damaged)))


def _seen(at: int, runs: list[Any], panel: Any) -> RunSeen:
    _, about, plan, said, kept = runs[at]
    place = find(about["settings"]["place"])
    decisions = _decisions(plan)
    later = [each for each in runs[at + 1 :] if each[1]["settings"]["place"] == place.code and _decisions(each[2])]
    changed = None
    if kept is not None and decisions:
        changed = kept.changed
    elif later and decisions:
        changed, _ = changes(decisions, _decisions(later[-1][2]))
    return RunSeen(place.code, alarmed(watched_figures(said, panel, place)), decisions, changed)


def _decisions(plan: PlanRecord | None) -> tuple[Any, ...]:
    return () if plan is None or plan.decisions is None else plan.decisions.decisions


def _kept(run: Path) -> Monitored | None:
    if not (run / NAME).exists():
        return None
    try:
        written = run_folder.read_object(run / NAME)
        return decoded(Monitored, {name: value for name, value in written.items() if name != "schema"})
    except (OSError, ValueError, RecursionError) as error:
        raise RelodeError("damaged_run", folder=run, reason=NAME) from error
