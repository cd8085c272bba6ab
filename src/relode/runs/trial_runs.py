"""`relode trial`: a trial with its protocol and sheet in both languages, or what its filled sheet says."""

from dataclasses import replace
from datetime import date
from math import log
from pathlib import Path

from relode.answers import journey
from relode.country.facts import Country, load_country
from relode.errors import RelodeError
from relode.language import LANGUAGES, Language, Sentence, spoken
from relode.panel import load
from relode.places import Place
from relode.report.chapter_file import write_chapters
from relode.runs import whole_files
from relode.story.text import chapter_text
from relode.trials import chapter as told
from relode.trials.designs import TrialDesign, design_of, measure_of
from relode.trials.noise import read_units
from relode.trials.reading import TrialReading, reading
from relode.trials.record import TrialRecord
from relode.trials.request import TrialRequest
from relode.trials.sheet import read_sheet, sheet_bytes
from relode.trials.trial import OwnUnits, trial_of


def run(request: TrialRequest, folder: Path) -> TrialRecord:
    """The trial, its protocol (.docx) and its sheet (.xlsx) in both languages below `folder`.

    Where one of them is there, it may be half filled: what is there is left as it is, and none is written beside it.
    Raises RelodeError as `trial_of` does, and where the folder cannot be written.
    """
    design = design_of(measure_of(request.measure))
    given = None if request.units is None else OwnUnits(*read_units(request.units, design.transform))
    if request.country is None:
        place = journey.city(request.city)
    else:
        country = load_country(request.country)
        place = country.find(request.city)
        given = given or counted_places(country, place, design)
    made = trial_of(load(request.overrides), place, request, given)
    target = folder / f"{place.slug}-{made.measure}-{request.seed}"
    protocols = [target / f"protocol.{each}.docx" for each in LANGUAGES]
    sheets = [target / f"sheet.{each}.xlsx" for each in LANGUAGES]
    kept = tuple(str(path) for path in (*protocols, *sheets) if path.exists())
    if kept:
        return replace(made, kept=kept)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RelodeError("unwritable_folder", folder=target, reason=error.strerror or error) from error
    named = sorted(given.histories) if given is not None else []
    for language, protocol, sheet in zip(LANGUAGES, protocols, sheets, strict=True):
        write_chapters([told.chapter(made)], protocol, language, date.today(), is_tight=True)
        whole_files.replace_bytes(
            sheet, sheet_bytes(made, request.futures, language, named, request.country is not None)
        )
    return replace(made, files=tuple(str(path) for path in (*protocols, *sheets)))


def counted_places(country: Country, place: Place, design: TrialDesign) -> OwnUnits | None:
    """The places of a country as units: the logarithm of their jobs or establishments by year, of the place's region.

    None where the outcome is a share of a year, whose spread is bounded. Raises RelodeError for tables without counts.
    """
    if design.noise == "bound":
        return None
    counts = country.structure
    if counts is None:
        raise RelodeError("trials.no_counts", country=country.name, place=place.name_en)
    names = {each.code: each.name_en for each in country.places if each.province == place.province}
    total = counts.sum("industry")
    histories = {
        f"{names[str(code)]} ({code})": {
            int(year): log(value) for year, value in zip(total["year"].values, own, strict=True) if value > 0
        }
        for code, own in zip(counts["place"].values, total.transpose("place", "year").values, strict=True)
        if str(code) in names
    }
    return OwnUnits(histories, {}, "county", "own_table")


def trial_text(made: TrialRecord, language: Language) -> str:
    """The protocol as text, and where its files are, or which were there and are left as they are."""
    key, files = ("kept", made.kept) if made.kept else ("written", made.files)
    written = spoken(Sentence(f"trials.{key}", {"files": list(files)}), language)
    return f"{chapter_text(told.chapter(made), language)}\n\n{written}"


def read(sheet: Path, own: Path | None) -> TrialReading:
    """What a filled sheet says. Raises RelodeError that names cell and remedy."""
    journey.overrides_from(own)
    return reading(read_sheet(sheet))


def reading_text(found: TrialReading, language: Language) -> str:
    """The answer as text."""
    return chapter_text(told.answer_chapter(found), language)
