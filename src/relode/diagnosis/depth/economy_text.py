"""Chapters on blows, jobs and emissions."""

from typing import NamedTuple

from relode.diagnosis.depth.in_depth import InDepth
from relode.diagnosis.depth.statistics_text import (
    ProvinceOf,
    chapter_of,
    column,
    decomposition_words,
    own_type_words,
    resilience_words,
    span,
    table_of,
    verdict,
)
from relode.diagnosis.statistics.decomposition import SectionChange
from relode.diagnosis.statistics.emissions import Decoupling
from relode.diagnosis.statistics.employment_variety import SECTORS, GrowthBySector, Variety
from relode.diagnosis.statistics.place_standing import Quotient
from relode.diagnosis.statistics.resilience import EXPOSURE_STEPS, Response
from relode.language import Amount, Sentence, Word
from relode.panel.census_measures import SECTION_LETTERS
from relode.story import Chapter, Table

NAMED = 4
"""Sections that a sentence names at most; the table has all."""

REVISIONS = {
    "210000": ("revised", 2015, 2016),
    "230000": ("revised", 2013, 2014),
    "150000": ("stepped", 2017, 2017),
}
"""Provinces whose figures of the bust hold revisions: Liaoning and Heilongjiang in growth, Inner Mongolia in secondary
value added as first published."""

CHANCE = 0.1
"""Share of verdicts beyond a 90 % interval that chance alone would give."""


def type_chapter(depth: InDepth) -> Chapter:
    """What kind of city it looks by the newest figures, and how far it moved from its label."""
    now, moved = depth.own_type_now, depth.moved
    said = [own_type_words(now)[0]] if now.probabilities else []
    if moved is not None:
        key = "within_uncertainty" if moved.interval_90[0] <= 0 <= moved.interval_90[1] else "beyond_uncertainty"
        ends = {"start": Amount(moved.then, "share"), "end": Amount(moved.now, "share")}
        change = Amount(moved.change, "share change", moved.interval_90)
        said.append(Sentence(f"depth.type.{key}", {"type": Word("type", moved.label), **ends, "change": change}))
        said.append(Sentence("depth.type.means", {}))
    return chapter_of("type", tuple(said), (), depth.sources["type"])


def resilience_chapter(depth: InDepth) -> Chapter:
    """Resistance and recovery beside similar cities, and what is left of the bust."""
    responses = [r for r in depth.responses if r.change is not None]
    summary = summary_sentence(depth)
    said = [summary] if summary else []
    said += [resilience_words(r) for r in _worth_words(responses)]
    revision = REVISIONS.get(depth.place.province)
    if said and revision:
        key, start, end = revision
        values = {"province": ProvinceOf(depth.place), "start": start, "end": end}
        said.append(Sentence(f"depth.resilience.{key}", values))
    left = left_sentence(depth)
    if left is not None:
        said += [left, Sentence("depth.resilience.left_means", {"place": depth.place})]
    sources = depth.sources["resilience"]
    tables = _responses(responses, sources), _left_table(depth, sources)
    return chapter_of("resilience", said, tables, sources)


def summary_sentence(depth: InDepth) -> Sentence | None:
    """In how many comparisons with similar cities of the nation the place stands out; None if none can be told."""
    nation = [r for r in depth.responses if r.change is not None and r.group == "nation" and not r.why]
    if not nation:
        return None
    counts = {name: sum(r.verdict == name for r in nation) for name in ("above", "below")}
    chance = round(CHANCE * len(nation))
    return Sentence("depth.resilience.summary", {"place": depth.place, "told": len(nation), "chance": chance, **counts})


def _worth_words(responses: list[Response]) -> list[Response]:
    """Output in the price bust in any case, by province if that can be told; else what is beyond usual differences."""
    nation = [r for r in responses if r.group == "nation"]
    bust = [r for r in nation if (r.outcome, r.blow) == ("gdp_real_index", "price_bust")]
    near = {
        (r.outcome, r.phase): r for r in responses if r.group == "province" and r.blow == "price_bust" and not r.why
    }
    beyond = [r for r in nation if r.verdict in ("above", "below") and r not in bust]
    return [near.get((r.outcome, r.phase), r) for r in bust] + beyond


def left_sentence(depth: InDepth) -> Sentence | None:
    """What is typically left of the bust in real output; None for a place with hardly any mining."""
    output = [each for each in depth.left_of_bust if each.outcome == "gdp_real_index"]
    mining = depth.profile.at("mining_employment_share", 2010)
    if not output or mining is None or mining.value < EXPOSURE_STEPS[0]:
        return None
    last = output[-1]
    key = "left_persists" if last.interval_90[1] < 0 else "left_unclear"
    gap = Amount(last.gap, "share", last.interval_90)
    values = {"share": Amount(mining.value, "share"), "year": last.year, "gap": gap}
    return Sentence(f"depth.resilience.{key}", values)


def _responses(responses: list[Response], sources: tuple[str, ...]) -> Table:
    """A row for each phase of an outcome; the responses of a row differ by their group."""
    by_phase: dict[tuple[str, str, str], dict[str, Response]] = {}
    for response in responses:
        by_phase.setdefault((response.outcome, response.blow, response.phase), {})[response.group] = response
    rows = [_Phase(next(iter(groups.values())), groups) for groups in by_phase.values()]
    columns = (
        column("outcome", lambda row: Sentence(f"diagnosis.outcome.{row.one.outcome}", {})),
        column("phase", lambda row: Sentence(f"depth.phase.{row.one.blow}_{row.one.phase}", {})),
        column("years", lambda row: span(row.one.start, row.one.end)),
        column("change", lambda row: Amount(row.one.change, "share"), "sign"),
        column("province", lambda row: _gap(row.groups.get("province"))),
        column("nation", lambda row: _gap(row.groups.get("nation"))),
        column("verdict_nation", _flagged),
    )
    return table_of("resilience", columns, rows, sources)


class _Phase(NamedTuple):
    """One of the responses of a row, and each of them by its group."""

    one: Response
    groups: dict[str, Response]


def _flagged(row: _Phase) -> Sentence:
    """The verdict beside the nation, with what to know of its figures."""
    said = verdict(row.groups["nation"].verdict if "nation" in row.groups else "cannot tell")
    if not row.one.flags:
        return said
    return Sentence("depth.cell.flagged", {"verdict": said, "flags": [Word("flag", flag) for flag in row.one.flags]})


def _gap(response: Response | None) -> Sentence | None:
    if response is None or response.excess is None:
        return None
    excess = Amount(response.excess, "share", response.interval_90)
    return Sentence(
        f"depth.cell.{'gap' if response.interval_90 else 'gap_few'}", {"excess": excess, "count": response.count}
    )


def _left_table(depth: InDepth, sources: tuple[str, ...]) -> Table:
    columns = (
        column("outcome", lambda each: Sentence(f"diagnosis.outcome.{each.outcome}", {})),
        column("year", "year"),
        column("gap", lambda each: Amount(each.gap, "share", each.interval_90)),
    )
    return table_of("left_of_bust", columns, [each for each in depth.left_of_bust if each.is_told], sources)


def jobs_chapter(depth: InDepth) -> Chapter:
    """Shift-share, quotients, variety, and growth by sector."""
    said = [decomposition_words(depth.decomposition)] if depth.decomposition.sections else []
    sure = [s for s in depth.decomposition.sections if _is_sure(s)]
    if sure:
        top = sorted(sure, key=lambda s: -abs(s.place))[:NAMED]
        said.append(Sentence("depth.jobs.own_parts", {"sections": [_own_part(s) for s in top]}))
    if depth.quotients:
        said.append(_quotients(depth))
    said += _variety(depth.variety) + [_growth(each) for each in depth.growth_by_sector]
    if len(depth.growth_by_sector) > 1 and depth.place.province in REVISIONS:
        said.append(Sentence("depth.jobs.revised", {"province": ProvinceOf(depth.place)}))
    return chapter_of("jobs", said, (_sections(depth),), depth.sources["jobs"])


def _is_sure(section: SectionChange) -> bool:
    return not section.place_interval_90[0] <= 0 <= section.place_interval_90[1]


def _own_part(section: SectionChange) -> Sentence:
    part = Amount(section.place, "persons", section.place_interval_90)
    return Sentence("depth.jobs.own_part", {"section": _word(section.section), "part": part})


def _quotients(depth: InDepth) -> Sentence:
    above = [q for q in depth.quotients if q.is_above][:NAMED]
    if not above:
        return Sentence("depth.jobs.no_quotients", {"place": depth.place})
    listed = [Sentence("depth.jobs.quotient", {"section": _word(q.section), "quotient": _quotient(q)}) for q in above]
    return Sentence("depth.jobs.quotients", {"sections": listed})


def _quotient(quotient: Quotient) -> Amount:
    return Amount(quotient.shrunken, "ratio", quotient.interval_90)


def _variety(varieties: tuple[Variety, ...]) -> list[Sentence]:
    ends = [
        (Amount(v.unrelated, "nats", v.unrelated_interval_90), Amount(v.related, "nats", v.related_interval_90))
        for v in varieties
    ]
    if len(ends) == 1:
        values = {"year": varieties[0].year, "unrelated": ends[0][0], "related": ends[0][1]}
        return [Sentence("depth.jobs.variety", values)]
    if len(ends) == 2:
        (unrelated, related), (unrelated_end, related_end) = ends
        both = {"unrelated": unrelated, "related": related, "unrelated_end": unrelated_end, "related_end": related_end}
        return [Sentence("depth.jobs.variety_both", both)]
    return []


def _growth(sector: GrowthBySector) -> Sentence:
    parts = {name: Amount(sector.parts[name], "share change") for name in SECTORS}
    values = {"start": sector.start, "end": sector.end, "growth": Amount(sector.growth, "share"), **parts}
    return Sentence("depth.jobs.growth", values)


def _sections(depth: InDepth) -> Table:
    """Jobs by section in thousands, which the caption says; the section that lost most first."""
    quotients = {q.section: _quotient(q) for q in depth.quotients}
    columns = (
        column("section", lambda each: _word(each.section)),
        column("before", lambda each: _thousand(each.before)),
        column("after", lambda each: _thousand(each.after)),
        column("nation_part", lambda each: _thousand(each.nation), "sign"),
        column("industry_part", lambda each: _thousand(each.industry), "sign"),
        column("place_part", lambda each: _thousand(each.place, each.place_interval_90)),
        column("quotient", lambda each: quotients.get(each.section)),
    )
    rows = sorted(depth.decomposition.sections, key=lambda each: each.place)
    return table_of("sections", columns, rows, depth.sources["jobs"])


def _thousand(jobs: float, interval: tuple[float, float] | None = None) -> Amount:
    return Amount(jobs / 1000, "1", (interval[0] / 1000, interval[1] / 1000) if interval else None)


def _word(section: str) -> Word:
    return Word("section", SECTION_LETTERS[section])


def emissions_chapter(depth: InDepth) -> Chapter:
    """Decoupling in each span, and what the inventory is."""
    said = [span_sentence(each) for each in depth.decouplings if each.state]
    if said:
        said.append(Sentence("depth.emissions.caveat", {}))
    return chapter_of("emissions", tuple(said), (), depth.sources["emissions"])


def span_sentence(each: Decoupling) -> Sentence:
    """What emissions and output did in one span."""
    values = {
        "start": each.start,
        "end": each.end,
        "emissions": Amount(each.emissions or 0.0, "share"),
        "output": Amount(each.output or 0.0, "share"),
        "elasticity": "–" if each.elasticity is None else Amount(each.elasticity, "ratio"),
        "state": Sentence(f"depth.state.{each.state}", {}),
        "alike": each.alike,
        "tried": each.tried,
    }
    return Sentence("depth.emissions.span", values)
