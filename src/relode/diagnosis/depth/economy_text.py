"""Chapters on blows, jobs and emissions."""

from relode.diagnosis.depth.depth_chapter import DepthChapter, DepthTable, ProvinceOf, cell, share, span, verdict
from relode.diagnosis.depth.in_depth import InDepth
from relode.diagnosis.depth.statistics_text import decomposition_words, own_type_words, resilience_words
from relode.diagnosis.statistics.decomposition import SectionChange
from relode.diagnosis.statistics.emissions import Decoupling
from relode.diagnosis.statistics.employment_variety import SECTORS, GrowthBySector, Variety
from relode.diagnosis.statistics.place_standing import Quotient
from relode.diagnosis.statistics.resilience import EXPOSURE_STEPS, Response
from relode.language import Amount, Sentence, Word, plain_cell
from relode.panel.census_measures import SECTION_LETTERS

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


def type_chapter(depth: InDepth) -> DepthChapter:
    """What kind of city it looks by the newest figures, and how far it moved from its label."""
    now, moved = depth.own_type_now, depth.moved
    said = [own_type_words(now)[0]] if now.probabilities else []
    if moved is not None:
        key = "within_uncertainty" if moved.interval_90[0] <= 0 <= moved.interval_90[1] else "beyond_uncertainty"
        ends = {"start": Amount(moved.then, "share"), "end": Amount(moved.now, "share")}
        change = Amount(moved.change, "share change", moved.interval_90)
        said.append(Sentence(f"depth.type.{key}", {"type": Word("type", moved.label), **ends, "change": change}))
        said.append(Sentence("depth.type.means", {}))
    return DepthChapter("type", tuple(said), (), depth.sources["type"])


def resilience_chapter(depth: InDepth) -> DepthChapter:
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
    tables = [table for table in (_responses(responses), _left_table(depth)) if table.rows]
    return DepthChapter("resilience", tuple(said), tuple(tables), depth.sources["resilience"])


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


def _responses(responses: list[Response]) -> DepthTable:
    by_phase: dict[tuple[str, str, str], dict[str, Response]] = {}
    for response in responses:
        by_phase.setdefault((response.outcome, response.blow, response.phase), {})[response.group] = response
    rows = tuple(_response_row(groups) for groups in by_phase.values())
    columns = ("outcome", "phase", "years", "change", "province", "nation", "verdict_nation")
    return DepthTable("resilience", columns, rows)


def _response_row(groups: dict[str, Response]) -> tuple[Sentence, ...]:
    one = next(iter(groups.values()))
    gaps = [_gap(groups[name]) if name in groups else cell(None) for name in ("province", "nation")]
    phase = Sentence(f"depth.phase.{one.blow}_{one.phase}", {})
    label = Sentence(f"diagnosis.outcome.{one.outcome}", {})
    said = verdict(groups["nation"].verdict if "nation" in groups else "cannot tell")
    if one.flags:
        said = Sentence("depth.cell.flagged", {"verdict": said, "flags": [Word("flag", flag) for flag in one.flags]})
    return label, phase, span(one.start, one.end), share(one.change), *gaps, said


def _gap(response: Response) -> Sentence:
    if response.excess is None:
        return cell(None)
    excess = Amount(response.excess, "share", response.interval_90)
    return Sentence(
        f"depth.cell.{'gap' if response.interval_90 else 'gap_few'}", {"excess": excess, "count": response.count}
    )


def _left_table(depth: InDepth) -> DepthTable:
    rows = tuple(
        (
            Sentence(f"diagnosis.outcome.{each.outcome}", {}),
            cell(each.year),
            share(each.gap, each.interval_90, "interval"),
        )
        for each in depth.left_of_bust
        if each.is_told
    )
    return DepthTable("left_of_bust", ("outcome", "year", "gap"), rows)


def jobs_chapter(depth: InDepth) -> DepthChapter:
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
    table = _sections(depth)
    return DepthChapter("jobs", tuple(said), (table,) if table.rows else (), depth.sources["jobs"])


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


def _sections(depth: InDepth) -> DepthTable:
    quotients = {q.section: q for q in depth.quotients}
    rows = []
    for section in sorted(depth.decomposition.sections, key=lambda s: s.place):
        quotient = quotients.get(section.section)
        persons, parts = (
            [_thousand(value) for value in pair]
            for pair in ((section.before, section.after), (section.nation, section.industry))
        )
        rows.append(
            (
                plain_cell(_word(section.section)),
                *map(cell, persons),
                *(cell(part, "sign") for part in parts),
                cell(_thousand(section.place, section.place_interval_90), "interval"),
                cell(_quotient(quotient) if quotient else None, "interval"),
            )
        )
    columns = ("section", "before", "after", "nation_part", "industry_part", "place_part", "quotient")
    return DepthTable("sections", columns, tuple(rows))


def _thousand(jobs: float, interval: tuple[float, float] | None = None) -> Amount:
    """Jobs in thousands; the caption of the table says so."""
    return Amount(jobs / 1000, "1", (interval[0] / 1000, interval[1] / 1000) if interval else None)


def _word(section: str) -> Word:
    return Word("section", SECTION_LETTERS[section])


def emissions_chapter(depth: InDepth) -> DepthChapter:
    """Decoupling in each span, and what the inventory is."""
    said = [span_sentence(each) for each in depth.decouplings if each.state]
    if said:
        said.append(Sentence("depth.emissions.caveat", {}))
    return DepthChapter("emissions", tuple(said), (), depth.sources["emissions"])


def span_sentence(each: Decoupling) -> Sentence:
    """What emissions and output did in one span."""
    values = {
        "start": each.start,
        "end": each.end,
        "emissions": Amount(each.emissions or 0.0, "share"),
        "output": Amount(each.output or 0.0, "share"),
        "elasticity": cell(None) if each.elasticity is None else Amount(each.elasticity, "ratio"),
        "state": Sentence(f"depth.state.{each.state}", {}),
        "alike": each.alike,
        "tried": each.tried,
    }
    return Sentence("depth.emissions.span", values)
