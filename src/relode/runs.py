"""The main job: a run folder with the report, the tables and the record of a place."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from relode import run_folder
from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.journey import diagnosed
from relode.language import LANGUAGES, Language
from relode.panel.overrides import Override
from relode.pathways import successors
from relode.report import Result, plan_record, report_html, write_workbook


def plan(name: str, overrides: Sequence[Override], folder: Path) -> dict[str, Any]:
    """Diagnose a place, look for pathways, write the run folder below `folder`; the record of the run."""
    started = datetime.now(UTC)
    panel, found = diagnosed(name, overrides)
    result = Result(panel, found, successors(panel, found), tuple(overrides), started.date())
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
    result = Result(panel, found, successors(panel, found), tuple(overrides), made)
    path = run / f"report.{language}.html"
    run_folder.replace_text(path, report_html(result, language))
    return path
