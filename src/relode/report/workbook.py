"""The same numbers as a workbook in the reader's language: at most ten sheets, units in heads."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from relode import __version__
from relode.diagnosis.depth.text import missing_words
from relode.diagnosis.profiles.findings import beside
from relode.facts import fingerprint, rows
from relode.language import Amount, Bilingual, Language, Sentence, Word, name, plain_cell, say, spoken
from relode.language.names import has_name
from relode.needs.chapter import norms_tables, peaks_table, users_table
from relode.outlook.ahead.forecasts import BANDS
from relode.outlook.ahead.outlook_text import target
from relode.panel.census_measures import CENSUS_YEARS, SECTION_LETTERS
from relode.panel.number import Number, notable_flags
from relode.pathways.industries.city_words import first_check, part_name
from relode.plan.making import plan_text
from relode.plan.making.plan_text import plan_sources
from relode.report.content import CityResult, used_sources
from relode.report.plan_sheets import fill_in_table, plan_tables
from relode.story import Column, Table
from relode.story.columns import IN_TEXT
from relode.story.figures import Cell, Sheet, SheetColumn, plain, unit_in_column
from relode.story.xlsx import Cover, sheet_of, write_sheets
from relode.vocabulary import Label, Quantity, quantity


def write_workbook(result: CityResult, path: Path | BytesIO, language: Language) -> None:
    """Write `path` (XLSX) in `language`: a cover with links, then a sheet a subject; empty ones are left out."""
    write_sheets(_cover(result), [*sheets_of(result, language)], path, language)


def sheets_of(result: CityResult, language: Language) -> Iterator[Sheet]:
    """Every sheet but the cover, empty ones too."""
    yield from (sheet_of(table, language) for table in tables_of(result))
    yield _sources(result, language)


def tables_of(result: CityResult) -> Iterator[Table]:
    """Every table with figures of the place, each a sheet."""
    if result.planned is not None and (asked := fill_in_table(result.planned)) is not None:
        yield asked
    for made in (years_table, newest_table, jobs_table, ahead_table, industries_table):
        yield made(result)
    if result.needs is not None:
        yield from (users_table(result.needs), *norms_tables(result.needs), peaks_table(result.needs))
    if result.planned is not None:
        yield from plan_tables(result.planned)


def _column(name: str, field: str | Callable[[Any], object], unit: str = "", style: str = IN_TEXT) -> Column:
    return Column(f"workbook.head.{name}", field, unit, style)


def years_table(result: CityResult) -> Table:
    """Years down, figures across."""
    series = result.profile.series
    by_year = {key: {each.year: Amount(each.value, each.unit) for each in path} for key, path in series.items()}
    columns = (
        _column("year", lambda year: year),
        *(Column(plain_cell(Label(key)), figures.get) for key, figures in by_year.items()),
    )
    return Table(None, columns, sorted({year for figures in by_year.values() for year in figures}), sheet="years")


def newest_table(result: CityResult) -> Table:
    """The newest figure of each, with what stands beside, in the unit of its row."""

    def quantile(group: str, at: int) -> Callable[[Number], Amount | None]:
        def found(number: Number) -> Amount | None:
            row = beside(result.profile, number.quantity, group)
            return None if row is None else Amount(row.quantiles[at], number.unit)

        return found

    def year(number: Number) -> int | None:
        row = beside(result.profile, number.quantity, "peers")
        return None if row is None else row.year

    columns = (
        _column("indicator", lambda each: Label(each.quantity)),
        _column("unit", lambda each: unit_in_column(each.unit)),
        _column("year", "year"),
        _column("value", lambda each: Amount(each.value, each.unit, each.interval_90)),
        _column("peers_year", year),
        _column("peers_low", quantile("peers", 1)),
        _column("peers_median", quantile("peers", 2)),
        _column("peers_high", quantile("peers", 3)),
        _column("type_median", quantile("type", 2)),
        _column("sources", _titles),
        _column("flags", lambda each: [Word("flag", flag) for flag in notable_flags(each.flags)]),
        _column("meaning", lambda each: _meaning(quantity(each.quantity))),
    )
    return Table(None, columns, [*result.profile.newest.values()], sheet="newest")


def _meaning(of: Quantity) -> Bilingual:
    return Bilingual(of.meaning("en"), of.meaning("zh"))


def _titles(number: Number) -> list[object]:
    """Titles of sources; a figure of the user's own has none."""
    own = Sentence("workbook.kind.user", {})
    return [Word("source_title", key) if key != "user" else own for key in number.sources]


def jobs_table(result: CityResult) -> Table:
    """Jobs by section, what their change is made of, location quotients."""
    depth = result.depth
    quotients = {each.section: Amount(each.shrunken, "ratio", each.interval_90) for each in depth.quotients}
    before, after = (Sentence("workbook.head.jobs_of", {"year": year}) for year in CENSUS_YEARS)
    columns = (
        _column("section", lambda each: Word("section", SECTION_LETTERS[each.section])),
        Column(before, "before", "persons"),
        Column(after, "after", "persons"),
        _column("nation", "nation", "persons"),
        _column("mix", "industry", "persons"),
        _column("own", lambda each: Amount(each.place, "persons", each.place_interval_90), "persons"),
        _column("quotient", lambda each: quotients.get(each.section), style=".2f"),
    )
    return Table(None, columns, depth.decomposition.sections, sheet="jobs")


class AheadRow(NamedTuple):
    """A year of a course: the case, what it is of, its unit and price base, its bands, and whether it was tested."""

    case: str
    label: Sentence
    unit: str
    base: int | None
    year: int
    bands: Mapping[str, float | None]
    ageing: float | None = None
    scored: bool | None = None

    def band(self, name: str) -> Amount | None:
        """A band in the unit of the row."""
        value = self.ageing if name == "ageing" else self.bands.get(name)
        return None if value is None else Amount(value, self.unit)


BAND_HEADS = {"median": "median", "low_90": "p05", "p25": "p25", "p75": "p75", "high_90": "p95", "ageing": "ageing"}
"""Heads of the bands of a year -> their names in a forecast."""


def ahead_table(result: CityResult) -> Table:
    """Medians and intervals by year, in the unit of each row."""
    columns = (
        _column("case", lambda row: Sentence(f"workbook.case.{row.case}", {})),
        _column("indicator", "label"),
        _column("unit", lambda row: unit_in_column(row.unit)),
        _column("base", "base"),
        _column("year", "year"),
        *(_column(head, partial(AheadRow.band, name=name)) for head, name in BAND_HEADS.items()),
        _column("scored", _tested),
    )
    return Table(None, columns, [*_forecast(result)], sheet="ahead")


def _tested(row: AheadRow) -> Sentence | None:
    return None if row.scored is None else Sentence(f"workbook.cell.{'yes' if row.scored else 'no'}", {})


def _forecast(result: CityResult) -> Iterator[AheadRow]:
    years = result.outlook.years if result.outlook else ()
    for each in result.outlook.forecasts if result.outlook else ():
        for i, year in enumerate(years):
            bands = {name: each.quantiles[name][i] for name in BANDS}
            if bands["median"] is not None:
                alone, scored = each.ageing_alone[i] if each.ageing_alone else None, year <= each.scored_until
                label = target(each.quantity)
                yield AheadRow("outlook", label, each.unit, each.price_base, year, bands, alone, scored)


def industries_table(result: CityResult) -> Table:
    """Industries that could come next; the parts of a score add up to it."""
    candidates = result.pathways.candidates
    parts = dict.fromkeys(part for one in candidates for part in one.with_base if one.score is not None)

    def points(part: str) -> Column:
        head = Sentence("workbook.head.points", {"part": part_name(part)})
        return Column(head, lambda one: None if one.score is None else one.with_base.get(part), format=".2f")

    columns = (
        _column("industry", "unit"),
        _column("class", lambda one: [*one.unit.gb4754]),
        _column("chance", "probability", "share", "tenths"),
        _column("why", lambda one: [Sentence(f"industries.why.{why}", {}) for why in one.why]),
        _column("zones", lambda one: [naming.zone for naming in one.named_by]),
        _column("at_hand", lambda one: [Word("material", key) for key in one.at_hand]),
        _column("check", lambda one: Sentence(f"industries.check.{first_check(one.unit.industry)}", {})),
        _column("score", "score", style=".2f"),
        *map(points, parts),
    )
    return Table(None, columns, candidates, sheet="industries")


def _sources(result: CityResult, language: Language) -> Sheet:
    """Sources, assumptions, gaps, and figures that the user replaced."""
    kinds = {kind: say(f"workbook.kind.{kind}", language) for kind in ("assumption", "gap", "user")}
    used = set(used_sources(result, ("own_taxonomy", "cluster_list", "assumption")))
    used |= set(plan_sources(result.planned)) if result.planned else set()
    table = source_rows(used, language)
    for row in rows("assumptions"):
        label = quantity(row["name"]).label(language)
        ends = (float(row[end]) for end in ("value", "lower", "upper"))
        table.append((kinds["assumption"], label, "", "", *ends, row[f"reason_{language}"]))
    for each in result.profile.missing:
        reason = say(f"report.missing.{each.reason}", language)
        label = quantity(each.quantity).label(language)
        table.append((kinds["gap"], label, "", "", None, None, None, reason))
    for sentence in missing_words(result.depth.missing):
        table.append((kinds["gap"], spoken(sentence, language), "", "", None, None, None, ""))
    for own in result.panel.attrs["overrides"]:
        before = own["before"]
        key = "is_new" if before is None else "was"
        said = say(f"workbook.cell.{key}", language, before=before, note=own["note"] or "–")
        label = quantity(own["quantity"]).label(language)
        table.append((kinds["user"], label, "", str(own["year"]), own["value"], None, None, said))
    return Sheet("sources", source_columns(language), table)


def source_columns(language: Language) -> Sequence[SheetColumn]:
    """Columns of the sheet of sources."""
    return (*plain(language, "kind", "name", "publisher", "year"),
            *plain(language, "value", "lower", "upper", form="#,##0.###"), *plain(language, "flags"))  # fmt: skip


def source_rows(keys: Collection[str], language: Language) -> list[Sequence[Cell]]:
    """The sources of these keys, in the order of the list."""
    kind = say("workbook.kind.source", language)
    cells: list[Sequence[Cell]] = []
    for row in rows("sources"):
        if (key := row["key"]) in keys:
            publisher = name("source_publisher", key, language) if has_name("source_publisher", key) else ""
            cells.append((kind, name("source_title", key, language), publisher, row["year"], None, None, None, ""))
    return cells


def _cover(result: CityResult) -> Cover:
    record = result.planned
    values = {"version": __version__, "fingerprint": fingerprint()[:12], "date": result.made.isoformat()}
    made = Sentence("workbook.cover.made", values)
    command = [] if record is None else [Sentence("workbook.cover.command", {"command": record.command})]
    title = Sentence("workbook.cover.title", {"place": result.place})
    return Cover(title, [made, *command], Sentence("workbook.cover.more", {}), [*_conclusions(result)])


def _conclusions(result: CityResult) -> Iterator[Sentence]:
    """What the run says: the headline."""
    record = result.planned
    if record is None:
        return
    yield plan_text.headline(record, result.place)
