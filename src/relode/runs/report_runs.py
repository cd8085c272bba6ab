"""The main job: a run folder with the report, the tables and the record of a place."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from relode.answers.journey import diagnosed
from relode.decisions.request import CityRun, PlanRequest
from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.language import LANGUAGES, Language
from relode.panel.overrides import Override
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.planning import planning
from relode.record import versioned
from relode.report import (
    CityResult,
    Drawings,
    brief_html,
    city_record,
    drawings,
    plan_record,
    report_html,
    result_of,
    write_workbook,
)
from relode.report.document.file import document_bytes
from relode.report.document.parts import document_name
from relode.runs import run_folder, whole_files

Tell = Callable[[str, int, int, Path], None]
"""What is being done, how much of it is done, of how much, and in which folder."""


def plan(
    name: str,
    overrides: Sequence[Override],
    folder: Path,
    request: PlanRequest,
    tell: Tell | None = None,
    started: datetime | None = None,
) -> dict[str, Any]:
    """Diagnose a place, look for pathways, write the run folder below `folder`; the record of the run.

    Page one and the record are written first. `tell` hears where the folder is and how far the run has come. `started`
    names the folder, now by default.
    Raises RelodeError if another process works on a run of that name.
    """
    started = started or datetime.now(UTC)
    panel, answer = diagnosed(name, overrides)
    settings = CityRun(place=answer.place.code, overrides=panel.attrs["overrides"], plan=request).record()
    target = folder / run_folder.run_name(answer.place.slug, started, settings, fingerprint())
    about = run_folder.manifest("plan", settings, fingerprint(), started, request.seed)
    written = versioned("manifest", replace(about, finished=None).record())
    if whole_files.is_held(target):
        raise RelodeError("run_in_use", run=target)
    with _begun(target, written):
        (tell or _silent)("begun", 0, 1, target)
        result = result_of(panel, answer, overrides, started.date(), cells=request.own_cells)
        return _planned(result, request, target, written, tell or _silent)


@contextmanager
def _begun(target: Path, about: dict[str, Any]) -> Iterator[None]:
    """The folder of a run with its manifest, held from its first second; a run that is refused leaves nothing behind.

    The lock is taken before the folder has its name, so nobody finds it free. Raises RelodeError as `whole_files.held`.
    """
    is_new, is_first = not target.exists(), not target.parent.exists()
    with ExitStack() as hold:
        if is_new:
            with whole_files.whole_folder(target) as beside:
                whole_files.write_json(beside / "manifest.json", about)
                hold.enter_context(whole_files.held(beside))
        else:
            hold.enter_context(whole_files.held(target))
        try:
            yield
        except RelodeError:
            if is_new and not (target / "plan.json").exists():
                shutil.rmtree(target, ignore_errors=True)
                if is_first:
                    with suppress(OSError):  # another run may have begun there meanwhile
                        target.parent.rmdir()
            raise


def told_record(result: CityResult, run: Path) -> dict[str, Any]:
    """The object that a command prints: the record of the plan, and all that does not depend on it."""
    return {**city_record(result), **plan_record(result, str(run))}


def _planned(
    result: CityResult, request: PlanRequest, target: Path, about: dict[str, Any], tell: Tell
) -> dict[str, Any]:
    """Plan, write page one, then the rest; the record of the run. The caller holds the folder, with its manifest."""
    planned = replace(result, planned=planning(result.panel, result.place, request))
    _write_page_one(planned, target, target)
    tell("page_one", 1, 1, target)
    already = drawings(result)
    tell("document", 1, 1, target)
    _write(planned, target, target, already)
    write_documents(planned, target)
    about = {**about, "finished": datetime.now(UTC).isoformat(timespec="seconds")}
    whole_files.replace_json(target / "manifest.json", about)
    return told_record(planned, target)


def _write(result: CityResult, run: Path, folder: Path, already: Drawings | None = None) -> None:
    """Reports, briefs, workbook and records of the run `run`, each file whole."""
    for language in LANGUAGES:
        whole_files.replace_text(folder / f"report.{language}.html", report_html(result, language, already=already))
        whole_files.replace_file(folder / f"tables.{language}.xlsx", partial(_write_tables, result, language))
    _write_page_one(result, run, folder, already)


def _write_page_one(result: CityResult, run: Path, folder: Path, already: Drawings | None = None) -> None:
    for language in LANGUAGES:
        whole_files.replace_text(folder / f"brief.{language}.html", brief_html(result, language, already))
    whole_files.replace_json(folder / "city.json", city_record(result))
    whole_files.write_compact(folder / "plan.json", plan_record(result, str(run)))


def _write_tables(result: CityResult, language: Language, path: Path) -> None:
    write_workbook(result, path, language)


def _silent(what: str, done: int, of: int, run: Path) -> None:
    del what, done, of, run


def report_again(run: Path, language: Language) -> Path:
    """Write the report of a run folder again in `language`, from its settings and the same facts; its path.

    Raises RelodeError if `run` is not a run folder, or was made from other facts than those installed.
    """
    path = run / f"report.{language}.html"
    whole_files.replace_text(path, report_html(result_again(run), language))
    return path


def document_again(run: Path, language: Language, template: Path | None = None) -> Path:
    """Write the document of a run folder again in `language`, in the styles of a template if one is given; its path.

    Raises RelodeError as `report_again` does, and for a template that cannot be used: then nothing is written.
    """
    path = run / document_name(language)
    whole_files.replace_bytes(path, document_bytes(result_again(run), language, template))
    return path


def write_documents(result: CityResult, folder: Path) -> None:
    """The document in both languages, each file whole."""
    for language in LANGUAGES:
        whole_files.replace_bytes(folder / document_name(language), document_bytes(result, language))


def briefs_again(run: Path) -> list[Path]:
    """Write the brief of a run folder again in both languages; their paths. Raises RelodeError as `report_again`."""
    result = result_again(run)
    written = [run / f"brief.{language}.html" for language in LANGUAGES]
    for language, path in zip(LANGUAGES, written, strict=True):
        whole_files.replace_text(path, brief_html(result, language))
    return written


def result_again(run: Path) -> CityResult:
    """What a run folder was made of, from its settings and facts, and what it planned. RelodeError for other facts."""
    about, settings = settings_of(run)
    return of_settings(settings, day_of(about), run_folder.read_plan(run))


def of_settings(settings: CityRun, made: date, planned: PlanRecord | None = None) -> CityResult:
    """What a run of these settings is made of before it plans, or with what it `planned`."""
    panel, answer = diagnosed(settings.place, settings.overrides)
    return result_of(panel, answer, settings.overrides, made, planned, settings.plan.own_cells)


def day_of(about: Mapping[str, Any]) -> date:
    """When a run began, by its manifest."""
    return datetime.fromisoformat(about["started"]).date()


def settings_of(run: Path) -> tuple[dict[str, Any], CityRun]:
    """The manifest of a plan run and its settings. Raises RelodeError for no such run, and for one of other facts."""
    about = run_folder.read_manifest(run)
    if about["data_fingerprint"] != fingerprint():
        raise RelodeError("other_facts", run=run)
    return about, CityRun(**about["settings"])


def newest_run(folder: Path, code: str) -> Path | None:
    """The newest finished plan run of a place below `folder` that was made from the facts installed; None without."""
    result = []
    for path in folder.glob("*/manifest.json"):
        try:
            about = run_folder.read_manifest(path.parent)
        except RelodeError:
            continue  # a run of another command, or one that was cut short
        of_place = about["settings"].get("place") == code and "plan" in about["settings"]
        if of_place and about.get("finished") and about.get("data_fingerprint") == fingerprint():
            result.append((about["started"], path.parent))
    return max(result, default=("", None))[1]
