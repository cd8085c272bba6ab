"""The sheet of a trial: written with its lots drawn, and read again, cell by cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite, log, nan
from pathlib import Path

import pandas as pd
from openpyxl.utils import get_column_letter

from relode.errors import RelodeError
from relode.facts.readers.own_workbook import VisibleSheet, read_workbook
from relode.language import LANGUAGES, Language, plain_value, say
from relode.story.form import FormSheet, form_bytes
from relode.streams import stream
from relode.trials.noise import wrong_value
from relode.trials.record import TrialRecord

FIELDS = (
    "schema",
    "place",
    "place_en",
    "place_zh",
    "measure",
    "outcome",
    "transform",
    "first",
    "years",
    "seed",
    "futures",
    "units",
    "start",
    "looked_for",
    "choice",
    "line",
)
SCHEMA = "trial/2"
ABROAD = "abroad:"
"""What stands before the code of a place of a country of the user's own: codes of China may be the same."""
NO_LINE = "-"
"""The line of a trial that is drawn by lot."""
YEARS_BEFORE = 3
"""Years before the measure whose figures are taken where units do not start alike."""


@dataclass(frozen=True)
class FilledSheet:
    """A sheet that came back. `table`: place (the unit), year, outcome, first_year, cluster, as studies have them.

    `until`: the last year that is filled in. `same_start`: all units start alike, and no year before tells them apart.
    `points`: unit -> its points, None where lots were drawn.
    """

    place: str
    place_en: str
    place_zh: str
    measure: str
    outcome: str
    transform: str
    first: int
    years: int
    seed: int
    futures: int
    planned: int
    same_start: bool
    until: int
    looked_for: float
    table: pd.DataFrame
    points: Mapping[str, float] | None = None

    @property
    def abroad(self) -> bool:
        """Whether the place is one of a country of the user's own."""
        return self.place.startswith(ABROAD)


def first_before(trial: TrialRecord) -> int:
    """The first year whose figures are taken."""
    return trial.first - (1 if trial.noise.by == "bound" else YEARS_BEFORE)


def lots(count: int, seed: int) -> list[bool]:
    """Which lines are drawn, half of `count`; the same for the same seed."""
    order = stream("lots_of_a_trial", seed).permutation(count)
    return [bool(each < count // 2) for each in order]


def sheet_bytes(
    trial: TrialRecord, futures: int, language: Language, named: Sequence[str] = (), abroad: bool = False
) -> bytes:
    """The workbook to be filled: what the trial is, and a line a unit with its lot; `named` units if they are known."""
    same, by_points = trial.noise.by == "bound", trial.units.choice == "threshold"
    values: Mapping[str, object] = {
        "schema": SCHEMA, "place": f"{ABROAD if abroad else ''}{trial.place}",
        "place_en": plain_value(trial.place_name, "en"), "place_zh": plain_value(trial.place_name, "zh"),
        "measure": trial.measure, "outcome": trial.outcome,
        "transform": trial.transform, "first": trial.first, "years": trial.years, "seed": trial.seed,
        "futures": futures, "units": trial.units.treated + trial.units.control, "start": "same" if same else "own",
        "looked_for": repr(trial.looked_for), "choice": trial.units.choice,
        "line": "" if by_points else NO_LINE,
    }  # fmt: skip
    years = range(first_before(trial), trial.first + trial.years)
    heads = ("unit", "cluster", "lot", *(("points",) if by_points else ()))
    count = trial.units.treated + trial.units.control
    chosen = stream("places_of_a_trial", trial.seed).permutation(len(named))[:count]
    names = [*(named[at] for at in chosen), *[""] * (count - len(chosen))]
    lines = [
        (name or None, None, None if by_points else say(f"trials.head.{'yes' if drawn else 'no'}", language))
        for name, drawn in zip(names, lots(count, trial.seed), strict=True)
    ]
    about = [say(f"trials.head.{name}", language) for name in ("field", "value")]
    units = [*(say(f"trials.head.{name}", language) for name in heads), *map(str, years)]
    return form_bytes(
        [
            FormSheet(say("trials.sheet.trial", language), about, [(name, str(values[name])) for name in FIELDS]),
            FormSheet(say("trials.sheet.units", language), units, lines),
        ]
    )


def read_sheet(path: Path) -> FilledSheet:
    """A sheet that was filled. Raises RelodeError that names cell and remedy: settings changed, a lot changed, a unit
    that stands twice or is missing, no number, a share beyond 0 to 1 (per cent?), outcomes missing."""
    sheets, found = {sheet.name: sheet for sheet in read_workbook(path)}, list[VisibleSheet]()
    for key in ("trial", "units"):
        names = [say(f"trials.sheet.{key}", language) for language in LANGUAGES]
        found += [sheets[name] for name in names if name in sheets][:1]
        if not sheets.keys() & set(names):
            raise RelodeError("trials.no_sheet", path=path, sheets=", ".join(names))
    about, units = found
    settings = {cells[0].strip(): cells[1].strip() for _, cells in about.rows[1:] if len(cells) > 1}
    missing = [name for name in FIELDS if not settings.get(name)]
    if missing or settings["schema"] != SCHEMA:
        raise RelodeError("trials.settings", path=path, sheet=about.name, missing=", ".join(missing) or "schema")
    try:
        first, years, seed, futures, planned = (
            int(settings[name]) for name in ("first", "years", "seed", "futures", "units")
        )
        looked_for = float(settings["looked_for"])
    except ValueError as error:
        raise RelodeError("trials.settings", path=path, sheet=about.name, missing=str(error)) from error
    by_points = settings["choice"] == "threshold"
    line = number_of(settings["line"], f"{about.name}!B{len(FIELDS) + 1}") if by_points else None
    table, until, points = _units(units, first, settings["transform"], lots(planned, seed), line)
    return FilledSheet(
        settings["place"], settings["place_en"], settings["place_zh"], settings["measure"], settings["outcome"],
        settings["transform"], first, years, seed, futures, planned, settings["start"] == "same", until, looked_for,
        table, points if by_points else None,
    )  # fmt: skip


def _units(
    sheet: VisibleSheet, first: int, transform: str, drawn: Sequence[bool], line: float | None
) -> tuple[pd.DataFrame, int, dict[str, float]]:
    words = {
        say(f"trials.head.{name}", each): name for name in ("unit", "cluster", "lot", "points") for each in LANGUAGES
    }
    heads = [cell.strip() for cell in sheet.rows[0][1]]
    at = {words[head]: i for i, head in enumerate(heads) if head in words}
    years = {int(head): i for i, head in enumerate(heads) if head.isdecimal()}
    needed = {"unit", "lot", *(("points",) if line is not None else ())}
    if not needed <= at.keys() or not years or not min(years) < first <= max(years):
        raise RelodeError("trials.heads", sheet=sheet.name)

    def cell(row: int, column: int) -> str:
        return f"{get_column_letter(column + 1)}{row}"

    def number(row: int, column: int) -> float:
        where = cell(row, column)
        return number_of(cells[column].strip(), f"{sheet.name}!{where}", is_refused=where in sheet.refused)

    lines = [(row, [*cells, *[""] * (len(heads) - len(cells))]) for row, cells in sheet.rows[1:]]
    named = [(row, cells) for row, cells in lines if cells[at["unit"]].strip()]
    for row, cells in lines:
        if not cells[at["unit"]].strip() and any(cells[i].strip() for i in years.values()):
            raise RelodeError("trials.unit_unnamed", cell=f"{sheet.name}!{cell(row, at['unit'])}")
    filled = sorted(year for year, i in years.items() if any(cells[i].strip() for _, cells in named))
    if not filled or filled[-1] < first:
        raise RelodeError("trials.nothing_filled", sheet=sheet.name, year=first)
    said = {say(f"trials.head.{word}", language): word == "yes" for word in ("yes", "no") for language in LANGUAGES}
    seen, points, result = dict[str, int](), dict[str, float](), []
    for row, cells in named:
        unit, lot = cells[at["unit"]].strip(), cells[at["lot"]].strip()
        of_lot, has_measure = {"cell": f"{sheet.name}!{cell(row, at['lot'])}", "value": lot or "–"}, said.get(lot)
        if line is not None:
            points[unit] = number(row, at["points"])
            if has_measure != (points[unit] >= line):
                raise RelodeError("trials.beside_the_line", **of_lot, points=points[unit], line=line)
        elif row - 2 >= len(drawn) or has_measure != drawn[row - 2]:
            raise RelodeError("trials.lot_changed", **of_lot)
        if seen.setdefault(unit, row) != row:
            raise RelodeError("trials.unit_twice_in_sheet", cell=f"{sheet.name}!A{row}", value=unit, other=seen[unit])
        cluster = cells[at["cluster"]].strip() if "cluster" in at else ""
        for year in filled:
            value = number(row, years[year])
            if wrong := wrong_value(value, transform):
                where = f"{sheet.name}!{cell(row, years[year])}"
                raise RelodeError("trials.cell", cell=where, value=cells[years[year]], reason=wrong)
            shown = log(value) if transform == "ln" else value
            result.append((unit, year, shown, first if has_measure else 0, cluster or unit))
    table = pd.DataFrame(result, columns=["place", "year", "outcome", "first_year", "cluster"])
    return table, filled[-1], points


def number_of(text: str, cell: str, *, is_refused: bool = False, least: float = -inf) -> float:
    """The number of a cell, in the unit of its column. Raises RelodeError for none, and for one below the least."""
    if not text:
        raise RelodeError("trials.outcome_missing", cell=cell)
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        value = nan
    if is_refused or not isfinite(value) or value < least:
        raise RelodeError("trials.no_number", cell=cell, value=text)
    return value
