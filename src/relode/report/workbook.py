"""The same numbers as a workbook: one subject a sheet, labels in both languages, units and sources in every row."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from relode.diagnosis.depth.in_depth import InDepth
from relode.diagnosis.profiles.paths import Path as QuantityPath
from relode.diagnosis.profiles.place_profile import QUANTILES
from relode.facts import rows
from relode.language import LANGUAGES, say
from relode.pathways import OUTCOMES
from relode.report.content import Result, used_sources
from relode.report.plan_sheets import Cell, plan_sheets
from relode.vocabulary import quantity

QUANTILE_NAMES = ("median", "p05", "p25", "p75", "p95", "mean")
FULL_WIDTH = 0xFEE0
"""From a sign to its full-width form, which spreadsheets read alike."""
FORMULA_STARTS = ("=", "+", "-", "@", *(chr(ord(sign) + FULL_WIDTH) for sign in "=+-@"), "\t", "\r", "\n")
"""A text that starts so, with or without blanks before, could be read as a formula by a spreadsheet."""
BLANKS = " \N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{ZERO WIDTH SPACE}"


def write_workbook(result: Result, path: Path | BytesIO) -> None:
    """Write `path` (XLSX) with key figures, all years, peers, base rates, candidates, gaps, sources, assumptions."""
    book = Workbook()
    book.remove(book.active) if book.active else None
    for key, header, table in _sheets(result):
        _fill(book.create_sheet(key), header, table)
    book.save(path)


def _sheets(result: Result) -> Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]:
    profile = result.profile
    figures = ("quantity", "label_en", "label_zh", "value", "unit", "year", "low_90", "high_90", "sources", "flags")
    yield "key_figures", figures, _figures(result, newest_only=True)
    yield "all_years", figures, _figures(result, newest_only=False)
    quantiles = [f"quantile_{q}" for q in QUANTILES]
    beside: Iterable[Sequence[Cell]] = (
        (b.quantity, b.year, b.group, b.count, *b.quantiles, b.share_below, quantity(b.quantity).unit)
        for b in profile.beside
    )
    yield "beside", ("quantity", "year", "group", "count", *quantiles, "share_below", "unit"), beside
    peers: Iterable[Sequence[Cell]] = (
        (p.place.code, p.place.name_en, p.place.name_zh, p.distance) for p in profile.peers
    )
    yield "peers", ("code", "name_en", "name_zh", "hellinger_distance"), peers
    yield from _in_depth(result.depth)
    if result.planned and result.planned.cards:
        yield from plan_sheets(result.planned)
    rates = ((r.group, r.outcome, r.count, r.happened, *r.share_interval_90) for r in result.pathways.base_rates)
    yield "base_rates", ("group", "outcome", "count", "happened", "low_90", "high_90"), rates
    ahead = (
        "quantity",
        "unit",
        "price_base",
        "year",
        *QUANTILE_NAMES,
        "method",
        "coverage_90_measured",
        "scored",
        "tags",
    )
    yield "outlook", ahead, _ahead(result)
    yield "next_industries", INDUSTRY_COLUMNS, _industries(result)
    yield "score_parts", ("industry", "part", "points"), _parts(result)
    yield "value_chains", CHAIN_COLUMNS, _chains(result)
    yield "named_places", ("group", "code", "name_en", "name_zh", *OUTCOMES, "industries"), _named_places(result)
    reasons = [(m.quantity, f"report.missing.{m.reason}") for m in profile.missing]
    reasons += [(gap.item or gap.part, f"depth.why.{gap.reason}") for gap in result.depth.missing]
    gaps = ((name, *(say(key, language) for language in LANGUAGES)) for name, key in reasons)
    yield "missing", ("quantity", "reason_en", "reason_zh"), gaps
    overrides: Iterable[Sequence[Cell]] = (tuple(r.values()) for r in result.panel.attrs["overrides"])
    yield "overrides", ("place", "quantity", "year", "value", "note", "before"), overrides
    used = set(used_sources(result, ("own_taxonomy", "cluster_list", "assumption")))
    columns = ("key", "title", "publisher", "year", "citation", "licence", "trust", "defects")
    yield "sources", columns, ([row[c] for c in columns] for row in rows("sources") if row["key"] in used)
    columns = ("name", "value", "lower", "upper", "unit", "reason_en", "reason_zh", "source")
    yield "assumptions", columns, ([row[c] for c in columns] for row in rows("assumptions"))


def _in_depth(depth: InDepth) -> Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]:
    """Sheets of the diagnosis in depth; changes and gaps are shares, jobs are persons."""
    head = ("outcome", "blow", "phase", "start", "end", "group", "cities", "change", "expected", "gap")
    responses: Iterable[Sequence[Cell]] = (
        (r.outcome, r.blow, r.phase, r.start, r.end, r.group, r.count, r.change, r.expected, r.excess,
         *(r.interval_90 or (None, None)), r.verdict, r.why)
        for r in depth.responses
    )  # fmt: skip
    yield "resilience", (*head, "low_90", "high_90", "verdict", "why"), responses
    parts = ("section", "before_2010", "after_2020", "nation", "industry", "place", "low_90", "high_90")
    jobs: Iterable[Sequence[Cell]] = (
        (s.section, s.before, s.after, s.nation, s.industry, s.place, *s.place_interval_90)
        for s in depth.decomposition.sections
    )
    yield "jobs_by_section", parts, jobs
    quotients: Iterable[Sequence[Cell]] = ((q.section, q.plain, q.shrunken, *q.interval_90) for q in depth.quotients)
    yield "location_quotients", ("section", "plain", "shrunken", "low_90", "high_90"), quotients
    yield "paths", PATH_COLUMNS, map(_path, depth.paths)
    spans: Iterable[Sequence[Cell]] = (
        (d.start, d.end, d.emissions, d.output, d.elasticity, d.state, d.alike, d.tried) for d in depth.decouplings
    )
    yield "decoupling", ("start", "end", "emissions", "output", "elasticity", "state", "alike", "tried"), spans
    kinds: Iterable[Sequence[Cell]] = (
        (j.outcome, s.definition, s.own, s.count, *(s.quarters or (None, None, None)), s.verdict, j.verdict)
        for j in depth.judgements
        for s in j.standings
    )
    columns = ("outcome", "peers_by", "own", "count", "low_quarter", "median", "high_quarter", "verdict", "overall")
    yield "peers_by_definition", columns, kinds


PATH_COLUMNS = (
    "theme",
    "quantity",
    "start",
    "end",
    "value_start",
    "value_end",
    "unit",
    "change",
    "change_unit",
    "peers",
    "peers_low_quarter",
    "peers_median",
    "peers_high_quarter",
    "verdict",
    "why",
)


def _path(path: QuantityPath) -> Sequence[Cell]:
    ends = [n.value if n else None for n in (path.start, path.end)]
    change = (path.change, path.change_unit, path.count, *(path.quarters or (None, None, None)))
    item = path.item
    return item.theme, item.quantity, item.start, item.end, *ends, path.unit, *change, path.verdict, path.why


INDUSTRY_COLUMNS = (
    "industry",
    "name_en",
    "name_zh",
    "gb4754",
    "why",
    "zones",
    "at_hand",
    "probability",
    "share_of_size",
    "rivals",
    "listings_2021_2025",
    "listings_2016_2020",
    "went",
    "did_not",
    "chains",
    "sources",
)
CHAIN_COLUMNS = (
    "industry",
    "name_en",
    "name_zh",
    "has",
    "needs",
    "own_clusters",
    "hosts",
    "examples",
    "certainty",
    "sources",
)


def _figures(result: Result, newest_only: bool) -> Iterable[Sequence[Cell]]:
    for name, numbers in result.profile.series.items():
        meaning = quantity(name)
        for n in numbers[-1:] if newest_only else numbers:
            low, high = n.interval_90 or (None, None)
            labels = (meaning.label_en, meaning.label_zh)
            yield name, *labels, n.value, n.unit, n.year, low, high, ";".join(n.sources), ";".join(n.flags)


def _ahead(result: Result) -> Iterable[Sequence[Cell]]:
    for each in result.outlook.forecasts if result.outlook else ():
        for i, year in enumerate(result.outlook.years if result.outlook else ()):
            values = [*(each.quantiles[name][i] for name in QUANTILE_NAMES[:-1]), each.mean[i]]
            if values[0] is not None:
                alone = each.ageing_alone[i] if each.ageing_alone else None
                scored = "yes" if year <= each.scored_until else "unscored"
                about = (each.method, each.coverage_90, scored, ";".join(each.tags))
                yield each.quantity, each.unit, each.price_base, year, *values, alone, *about


def _industries(result: Result) -> Iterable[Sequence[Cell]]:
    for c in result.pathways.candidates:
        zones = ";".join(naming.zone for naming in c.named_by)
        places = [";".join(f"{one.place.slug} {one.year}" for one in found) for found in (c.went, c.did_not)]
        named = (c.unit.industry, c.unit.name_en, c.unit.name_zh, ";".join(c.unit.gb4754), ";".join(c.why))
        counted = (c.probability, c.share_of_size, c.rivals, c.recent, c.before)
        yield *named, zones, ";".join(c.at_hand), *counted, *places, ";".join(c.chains), ";".join(c.sources)


def _parts(result: Result) -> Iterable[Sequence[Cell]]:
    """The parts of each score in log-odds, and their sum as the part "score"."""
    for c in result.pathways.candidates:
        if c.score is not None:
            parts = {"base": c.base, **c.contributions, "score": c.score}
            yield from ((c.unit.industry, part, points) for part, points in parts.items())


def _chains(result: Result) -> Iterable[Sequence[Cell]]:
    for c in result.pathways.chains:
        places = [";".join(place.slug for place in places) for places in (c.hosts, c.examples)]
        lists = [";".join(words) for words in (c.has, c.needs, c.own_clusters)]
        yield c.industry, c.name_en, c.name_zh, *lists, *places, c.certainty, ";".join(c.sources)


def _named_places(result: Result) -> Iterable[Sequence[Cell]]:
    for t in result.pathways.tracks:
        outcomes = [None if t.outcomes.get(outcome) is None else int(t.outcomes[outcome]) for outcome in OUTCOMES]
        yield t.group, t.place.code, t.place.name_en, t.place.name_zh, *outcomes, ";".join(t.industries)


def may_be_formula(text: str) -> bool:
    """Whether a spreadsheet could read a text as a formula."""
    return text.startswith(FORMULA_STARTS) or text.lstrip(BLANKS).startswith(FORMULA_STARTS)


def _fill(sheet: Worksheet, header: Sequence[str], table: Iterable[Sequence[Cell]]) -> None:
    sheet.append(list(header))
    for row in table:
        sheet.append(list(row))
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str) and may_be_formula(cell.value):
                cell.data_type, cell.quotePrefix = "s", True
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="top")
        sheet.column_dimensions[get_column_letter(int(cell.column or 1))].width = max(
            12, min(48, len(str(cell.value)) + 8)
        )
    sheet.freeze_panes = "B2"
