"""The main job: a run folder with the report, the tables and the record of a place."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import xarray as xr

from relode import run_folder
from relode.diagnosis import Profile, with_measures
from relode.diagnosis.in_depth import in_depth
from relode.errors import NoVerdict, RelodeError
from relode.facts import fingerprint
from relode.journey import diagnosed
from relode.language import LANGUAGES, Language
from relode.outlook import Backcast, backcast, outlook
from relode.outlook.harness import Methods
from relode.outlook.methods import methods
from relode.panel import load
from relode.panel.overrides import Override
from relode.pathways import successors
from relode.report import Result, backcast_html, plan_record, report_html, write_workbook


def plan(name: str, overrides: Sequence[Override], folder: Path) -> dict[str, Any]:
    """Diagnose a place, look for pathways, write the run folder below `folder`; the record of the run."""
    started = datetime.now(UTC)
    panel, found = diagnosed(name, overrides)
    result = result_of(panel, found, overrides, started.date())
    settings = {"place": found.place.code, "overrides": panel.attrs["overrides"]}
    target = folder / run_folder.run_name(found.place.slug, started, settings, fingerprint())
    record = plan_record(result, str(target))
    with run_folder.whole_folder(target) as beside:
        for language in LANGUAGES:
            (beside / f"report.{language}.html").write_text(report_html(result, language), encoding="utf-8")
        write_workbook(result, beside / "tables.xlsx")
        run_folder.write_json(beside / "plan.json", record)
        run_folder.write_json(beside / "manifest.json", run_folder.manifest("plan", settings, fingerprint(), started))
    return record


def backcast_run(folder: Path, seed: int, simulator: bool = True) -> tuple[Backcast, Path]:
    """Score all methods at past origins and write the run folder below `folder`; the scores and the folder.

    Without the `simulator` only the statistical methods are scored, which takes seconds.
    """
    started = datetime.now(UTC)
    panel = load()
    given: Methods = methods
    if simulator:
        from relode.calibration.forecast import with_simulator  # its libraries start slowly
        from relode.calibration.observed import observed

        panel = with_measures(panel)
        given = with_simulator(panel, observed(panel))
    found = backcast(panel, given=given, seed=seed)
    settings = {"seed": seed, "simulator": simulator}
    target = folder / run_folder.run_name("backcast", started, settings, fingerprint())
    with run_folder.whole_folder(target) as beside:
        for language in LANGUAGES:
            (beside / f"report.{language}.html").write_text(backcast_html(found, language), encoding="utf-8")
        found.table().to_csv(beside / "scores.csv", index=False)
        run_folder.write_json(beside / "backcast.json", found.record())
        about = run_folder.manifest("backcast", settings, fingerprint(), started)
        run_folder.write_json(beside / "manifest.json", {**about, "seed": seed})
    return found, target


def report_again(run: Path, language: Language) -> Path:
    """Write the report of a run folder again in `language`, from its settings and the same facts; its path.

    Raises RelodeError if `run` is not a run folder, or was made from other facts than those installed.
    """
    manifest = run_folder.read_manifest(run)
    if manifest["data_fingerprint"] != fingerprint():
        raise RelodeError("other_facts", run=run)
    settings = manifest["settings"]
    overrides = [Override(**record) for record in settings["overrides"]]
    panel, found = diagnosed(settings["place"], overrides)
    made = datetime.fromisoformat(manifest["started"]).date()
    result = result_of(panel, found, overrides, made)
    path = run / f"report.{language}.html"
    run_folder.replace_text(path, report_html(result, language))
    return path


def result_of(panel: xr.Dataset, found: Profile, overrides: Sequence[Override], made: date) -> Result:
    """Everything that a report of a place is made of."""
    try:
        ahead = outlook(panel, found.place)
    except NoVerdict:
        ahead = None
    return Result(panel, in_depth(panel, found), successors(panel, found), ahead, tuple(overrides), made)
