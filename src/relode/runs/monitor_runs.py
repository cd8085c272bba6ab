"""`relode monitor` and `relode track`: a run held against new figures, and the record of all runs of a folder."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import xarray as xr

from relode.answers import journey
from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import LANGUAGES
from relode.panel import load
from relode.panel.overrides import Override
from relode.places import find
from relode.plan.asked.request import CityRun
from relode.plan.making.plan_records import PlanRecord
from relode.record import decoded, versioned
from relode.report.chapter_file import write_chapters
from relode.report.template_workbook import write_template
from relode.runs import run_folder, whole_files
from relode.trials.due import read_due, with_due
from relode.trials.monitor import Monitored, alarmed, changes, decisions_of, monitored, together, watched_figures
from relode.trials.monitor_chapter import chapter
from relode.trials.track import RunSeen, TrackRecord, tracked

Part = TypeVar("Part")
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


def track_runs(folder: Path) -> TrackRecord:
    """The record of all finished plan runs below a folder: what their outlooks said beside every figure that is known
    now, by the facts that ship, own figures of later runs and what they were monitored with.

    What cannot be read is listed by its folder. Raises RelodeError where there is no such folder.
    """
    if not folder.is_dir():
        raise RelodeError("trials.no_runs", folder=folder)
    runs, damaged = list[_Run](), list[str]()
    for path in sorted(folder.glob("*/manifest.json")):
        try:
            about = run_folder.read_manifest(path.parent)
        except RelodeError:
            continue  # a run of another command
        if about.get("finished"):
            try:
                settings = CityRun(**about["settings"])
            except RelodeError:  # what it is a run of cannot be read
                damaged.append(path.parent.name)
                continue
            runs.append(_run(path.parent, settings, str(about["started"]), damaged))
    runs.sort(key=lambda each: each.started)
    own: list[Override] = []
    for run in runs:
        own = together(own, run.settings.overrides)
        own = together(own, () if run.kept is None else [Override(**each) for each in run.kept.given])
    panel = load(own)
    return tracked([_seen(run, runs[at + 1 :], panel) for at, run in enumerate(runs)], tuple(dict.fromkeys(damaged)))


class _Run(NamedTuple):
    """What can be read of a run: its settings and start, its plan, its outlook, and what it was monitored with."""

    settings: CityRun
    started: str
    plan: PlanRecord | None
    said: Mapping[str, Any]
    kept: Monitored | None


def _run(run: Path, settings: CityRun, started: str, damaged: list[str]) -> _Run:
    """A run of which parts of another version, or damaged ones, are left out: what can be read still counts."""

    def part(read: Callable[[Path], Part]) -> Part | None:
        try:
            return read(run)
        except RelodeError:
            damaged.append(run.name)
            return None

    return _Run(settings, started, part(run_folder.read_plan), part(_said) or NOTHING, part(_kept))


def _seen(run: _Run, later: Sequence[_Run], panel: xr.Dataset) -> RunSeen:
    place, decisions = find(run.settings.place), decisions_of(run.plan)
    again = [
        found for each in later
        if each.settings.place == place.code and (found := decisions_of(each.plan))
    ]  # fmt: skip
    changed = None
    if run.kept is not None and decisions:
        changed = run.kept.changed
    elif again and decisions:
        changed, _ = changes(decisions, again[-1])
    return RunSeen(place.code, alarmed(watched_figures(run.said, panel, place)), decisions, changed)


def _kept(run: Path) -> Monitored | None:
    if not (run / NAME).exists():
        return None
    try:
        written = whole_files.read_object(run / NAME)
        return decoded(Monitored, {name: value for name, value in written.items() if name != "schema"})
    except (OSError, ValueError, RecursionError) as error:
        raise RelodeError("damaged_run", folder=run, reason=NAME) from error
