"""`relode trial`: a trial with its protocol and sheet in both languages, or what its filled sheet says."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from relode.answers import journey
from relode.errors import RelodeError
from relode.language import LANGUAGES, Language, Sentence, spoken
from relode.panel import load
from relode.plan.asked.plan_asked import PlanAsked
from relode.report.chapter_file import write_chapters
from relode.report.written import write_whole
from relode.story.text import chapter_text
from relode.trials import chapter as told
from relode.trials import reading_chapter
from relode.trials.designs import design_of, measure_of
from relode.trials.noise import read_units
from relode.trials.reading import TrialReading, reading
from relode.trials.sheet import read_sheet, sheet_bytes
from relode.trials.trial import trial_of
from relode.trials.trial_record import TrialRecord


def run(
    city: str, measure: str, units: Path | None, futures: int, seed: int, own: Path | None, folder: Path
) -> TrialRecord:
    """The trial, its protocol (.docx) and its sheet (.xlsx) in both languages below `folder`.

    Raises RelodeError as `trial_of` does, and where the folder cannot be written or has the files already: a sheet
    that is being filled is not written over.
    """
    place, asked = journey.city(city), PlanAsked(futures=futures, seed=seed)
    made = trial_of(load(journey.overrides_from(own)), place, measure, asked, units)
    histories = {} if units is None else read_units(units, design_of(measure_of(measure)).transform)[0]
    target = folder / f"{place.slug}-{made.measure}-{seed}"
    protocols = [target / f"protocol.{each}.docx" for each in LANGUAGES]
    sheets = [target / f"sheet.{each}.xlsx" for each in LANGUAGES]
    there = [path for path in (*protocols, *sheets) if path.exists()]
    if there:
        raise RelodeError("template_exists", path=there[0])
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RelodeError("unwritable_folder", folder=target, reason=error.strerror or error) from error
    for language, protocol, sheet in zip(LANGUAGES, protocols, sheets, strict=True):
        write_chapters([told.chapter(made)], protocol, language, date.today(), is_tight=True)
        write_whole(sheet, sheet_bytes(made, futures, language, sorted(histories)))
    return replace(made, files=tuple(str(path) for path in (*protocols, *sheets)))


def trial_text(made: TrialRecord, language: Language) -> str:
    """The protocol as text, and where its files are."""
    written = spoken(Sentence("trials.written", {"files": list(made.files)}), language)
    return f"{chapter_text(told.chapter(made), language)}\n\n{written}"


def read(sheet: Path, own: Path | None) -> TrialReading:
    """What a filled sheet says. Raises RelodeError that names cell and remedy."""
    return reading(load(journey.overrides_from(own)), read_sheet(sheet))


def reading_text(found: TrialReading, language: Language) -> str:
    """The answer as text."""
    return chapter_text(reading_chapter.chapter(found), language)
