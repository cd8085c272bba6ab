"""The same numbers as a workbook in the reader's language: at most ten sheets, units in heads."""

from collections.abc import Collection, Iterator, Sequence
from io import BytesIO
from pathlib import Path

from relode import __version__
from relode.diagnosis.depth.depth_text import missing_words
from relode.diagnosis.profiles.findings import beside
from relode.diagnosis.profiles.number import Number, notable_flags
from relode.facts import fingerprint, rows
from relode.language import Language, Sentence, name, say, spoken
from relode.language.names import has_name, joined
from relode.outlook.ahead.forecasts import BANDS
from relode.outlook.ahead.outlook_text import target
from relode.panel.census_measures import CENSUS_YEARS, SECTION_LETTERS
from relode.pathways.industries.city_words import first_check, part_name
from relode.plan.making import plan_text
from relode.plan.making.plan_records import Course
from relode.plan.making.plan_text import plan_sources
from relode.report.content import CityResult, used_sources
from relode.report.plan_sheets import plan_sheets
from relode.story.units import Cell, Sheet, SheetColumn, Value, cleaned, plain, shown
from relode.story.xlsx import Cover, write_sheets
from relode.vocabulary import quantity


def write_workbook(result: CityResult, path: Path | BytesIO, language: Language) -> None:
    """Write `path` (XLSX) in `language`: a cover with links, then a sheet a subject; empty ones are left out."""
    write_sheets(_cover(result), [*sheets_of(result, language)], path, language)


def sheets_of(result: CityResult, language: Language) -> Iterator[Sheet]:
    """Every sheet but the cover, empty ones too."""
    yield _years(result, language)
    yield _newest(result, language)
    yield _jobs(result, language)
    yield _ahead(result, language)
    yield _industries(result, language)
    if result.planned is not None:
        yield from plan_sheets(result.planned, language)
    yield _sources(result, language)


def _years(result: CityResult, language: Language) -> Sheet:
    """Years down, figures across."""
    series = result.profile.series
    years = sorted({each.year for path in series.values() for each in path})
    columns = [
        *plain(language, "year", form="0"),
        *(SheetColumn.labelled(quantity(key).label(language), path[0].unit, language) for key, path in series.items()),
    ]
    by_year = {key: {each.year: each.value for each in path} for key, path in series.items()}
    factors = {key: shown(path[0].unit, language).factor for key, path in series.items()}

    def row(year: int) -> Sequence[Cell]:
        pairs = [(by_year[key].get(year), factors[key]) for key in series]
        return [year, *(None if value is None else _times(value, factor) for value, factor in pairs)]

    return Sheet("years", columns, [row(year) for year in years])


def _times(value: float, factor: float) -> float:
    return value if factor == 1 else value * factor


def _newest(result: CityResult, language: Language) -> Sheet:
    """The newest figure of each, with what stands beside, in the unit of its row."""
    columns = plain(
        language, "indicator", "unit", "year", "value", "low_90", "high_90", "peers_year", "peers_low",
        "peers_median", "peers_high", "type_median", "sources", "flags", "meaning",
    )  # fmt: skip

    def row(key: str, newest: Number) -> Sequence[Cell]:
        how, meaning = shown(newest.unit, language), quantity(key)

        def told(value: float | None) -> Cell:
            return None if value is None else Value(_times(value, how.factor), how.form)

        peers, alike = (beside(result.profile, key, group) for group in ("peers", "type"))
        quartiles = peers.quantiles[1:4] if peers else (None, None, None)
        flags = [name("flag", each, language) for each in notable_flags(newest.flags)]
        return (
            meaning.label(language), how.word, newest.year, told(newest.value),
            *(told(end) for end in newest.interval_90 or (None, None)), peers.year if peers else None,
            *(told(each) for each in quartiles), told(alike.quantiles[2] if alike else None),
            _titles(newest.sources, language), joined(flags, language), meaning.meaning(language),
        )  # fmt: skip

    return Sheet("newest", columns, [row(key, each) for key, each in result.profile.newest.items()])


def _titles(keys: Sequence[str], language: Language) -> str:
    """Titles of sources; a figure of the user's own has none."""
    own = say("workbook.kind.user", language)
    return joined([name("source_title", key, language) if key != "user" else own for key in keys], language)


def _jobs(result: CityResult, language: Language) -> Sheet:
    """Jobs by section, what their change is made of, location quotients."""
    depth = result.depth
    quotients = {each.section: each for each in depth.quotients}
    years = [say("workbook.head.jobs_of", language, year=year) for year in CENSUS_YEARS]
    parts = [say(f"workbook.head.{part}", language) for part in ("nation", "mix", "own", "low_90", "high_90")]
    columns = (
        *plain(language, "section"), *(SheetColumn.labelled(head, "persons", language) for head in (*years, *parts)),
        *plain(language, "quotient", "low_90", "high_90", form="0.00"),
    )  # fmt: skip
    factor = shown("persons", language).factor
    table = []
    for each in depth.decomposition.sections:
        people = (each.before, each.after, each.nation, each.industry, each.place, *each.place_interval_90)
        quotient = quotients.get(each.section)
        ends = (None, None, None) if quotient is None else (quotient.shrunken, *quotient.interval_90)
        table.append([name("section", SECTION_LETTERS[each.section], language), *(_times(n, factor) for n in people),
                      *cleaned(ends)])  # fmt: skip
    return Sheet("jobs", columns, table)


def _ahead(result: CityResult, language: Language) -> Sheet:
    """Medians and intervals by year, in the unit of each row."""
    columns = plain(
        language, "case", "indicator", "unit", "base", "year", "median", "low_90", "p25", "p75", "high_90", "ageing",
        "scored",
    )  # fmt: skip
    table: list[Sequence[Cell]] = []
    for each in result.outlook.forecasts if result.outlook else ():
        how, label = shown(each.unit, language), spoken(target(each.quantity), language)
        for i, year in enumerate(result.outlook.years if result.outlook else ()):
            bands = [each.quantiles[band][i] for band in BANDS]
            if bands[0] is not None:
                alone = each.ageing_alone[i] if each.ageing_alone else None
                values = [None if v is None else Value(_times(v, how.factor), how.form) for v in (*bands, alone)]
                scored = say(f"workbook.cell.{'yes' if year <= each.scored_until else 'no'}", language)
                case = say("workbook.case.outlook", language)
                table.append((case, label, how.word, each.price_base, year, *values, scored))
    record = result.planned
    for course in record.nothing if record is not None else ():
        table += _course(course, record.price_year if record is not None else None, language)
    return Sheet("ahead", columns, table)


def _course(course: Course, price_year: int | None, language: Language) -> Iterator[Sequence[Cell]]:
    how, label = shown(course.unit, language), say(f"plans.course.{course.quantity}", language)
    base = price_year if "yuan" in course.unit else None
    parts = {"nothing": course.nothing, **({"plan": course.plan} if course.plan is not None else {})}
    for case, bands in parts.items():
        for t, year in enumerate(course.years):
            middle, low, high = (
                Value(_times(bands[band][t], how.factor), how.form) for band in ("median", "p05", "p95")
            )
            said = say(f"workbook.case.{case}", language)
            yield said, label, how.word, base, year, middle, low, None, None, high, None, None


def _industries(result: CityResult, language: Language) -> Sheet:
    """Industries that could come next; the parts of a score add up to it."""
    candidates = result.pathways.candidates
    parts = tuple(dict.fromkeys(part for one in candidates for part in one.with_base if one.score is not None))
    heads = (say("workbook.head.points", language, part=spoken(part_name(part), language)) for part in parts)
    columns = (
        *plain(language, "industry", "class"), *plain(language, "chance", form="0.0%"),
        *plain(language, "why", "zones", "at_hand", "check"), *plain(language, "score", form="0.00"),
        *(SheetColumn(head, "0.00") for head in heads),
    )  # fmt: skip

    def named(kind: str, keys: Sequence[str]) -> str:
        return joined([name(kind, key, language) for key in keys], language)

    table = [
        (
            one.unit.name(language), joined(one.unit.gb4754, language), one.probability,
            joined([say(f"industries.why.{why}", language) for why in one.why], language),
            joined([naming.zone for naming in one.named_by], language), named("material", one.at_hand),
            say(f"industries.check.{first_check(one.unit.industry)}", language), one.score,
            *(one.with_base.get(part) if one.score is not None else None for part in parts),
        )
        for one in candidates
    ]  # fmt: skip
    return Sheet("industries", columns, table)


def _sources(result: CityResult, language: Language) -> Sheet:
    """Sources, assumptions, gaps, and figures that the user replaced."""
    kinds = {kind: say(f"workbook.kind.{kind}", language) for kind in ("assumption", "gap", "user")}
    used = set(used_sources(result, ("own_taxonomy", "cluster_list", "assumption")))
    used |= set(plan_sources(result.planned)) if result.planned else set()
    table = source_rows(used, language)
    for row in rows("assumptions"):
        label = say(f"document.assumption.{row['name']}", language)
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
    """What the run says: headline, money, when it fails, what it would take."""
    record = result.planned
    if record is None:
        return
    yield plan_text.headline(record, result.place)
    if record.why_not:
        return
    yield from plan_text.money_words(record)
    yield from plan_text.fails_words(record)
    for kept in record.kept:
        yield from plan_text.kept_words(kept, record.horizon)
