"""Where the place stands, what is the matter, and what comes if nothing is done."""

from collections.abc import Iterator

from relode.deals.public_works import has_no_coal
from relode.diagnosis.depth.statistics_text import ProvinceOf
from relode.diagnosis.depth.text import chapters
from relode.diagnosis.profiles import findings
from relode.diagnosis.profiles.findings import beside
from relode.language import Amount, Sentence, Word
from relode.outlook import Outlook
from relode.outlook.ahead.outlook_text import ageing
from relode.panel.census_measures import CENSUS_YEARS, SECTION_LETTERS
from relode.panel.coal_mines import TRACKER
from relode.panel.number import Number
from relode.report.content import CityResult
from relode.report.document.parts import Cell, body, chapter, grid, heading, heads
from relode.story.blocks import Block, Chapter, Passage, PictureSpot, Table
from relode.vocabulary import Label

KEY_FIGURES = (
    "population", "population_change", "urban_share", "age_60_plus_share", "college_share", "mining_employment_share",
    "manufacturing_employment_share", "gdp_nominal", "gdp_per_person", "gdp_real_growth_rate", "secondary_share",
    "average_wage", "budget_revenue", "budget_expenditure", "budget_self_sufficiency_ratio", "government_debt",
    "house_price", "housing_area_per_person", "coal_capacity_underground", "coal_mine_count",
)  # fmt: skip
"""Figures of the first table, in its order."""
PROBLEMS = (
    "diagnosis.resilience.", "depth.resilience.left_persists", "diagnosis.decomposition.", "depth.jobs.own_parts",
    "depth.people.balance", "depth.people.dependants", "depth.money.budget", "depth.money.debt",
)  # fmt: skip
"""Sentences of the diagnosis that are told as problems, by the beginnings of their keys: the first of each."""


MORE_PICTURES = ("population_change", "mining_share", "job_structure")
"""Pictures of a place without judged measures, of which less can be said later on."""


def situation(result: CityResult, pictures: frozenset[str]) -> Chapter:
    """The chapter on the situation."""
    blocks: list[Block] = [heading("standing"), body(listed_words(result), *key_sentences(result))]
    if result.profile.series:
        blocks += [key_figures(result), *older_list(result)]
    blocks += [PictureSpot(key) for key in ("place_map",) if key in pictures]
    problems = tuple(problem_passages(result))
    if problems:
        blocks += [heading("problems"), *problems]
    blocks += [PictureSpot(key) for key in ("jobs_change",) if key in pictures]
    if result.planned is None:
        blocks += [PictureSpot(key) for key in MORE_PICTURES if key in pictures]
    if "jobs_change" not in pictures and result.depth.decomposition.sections:
        blocks.append(sections(result))
    blocks.append(heading("nothing_done"))
    if result.outlook is None or not result.outlook.forecasts:
        blocks.append(body(Sentence("document.situation.no_outlook", {"place": result.place})))
    else:
        blocks.append(body(*ahead_sentences(result.outlook)))
        blocks += [PictureSpot(key) for key in ("ahead_population",) if key in pictures]
    return chapter("situation", tuple(blocks))


def listed_words(result: CityResult) -> Sentence:
    """What the list of 2013 says of the place."""
    official, place = result.profile.official, result.place
    province = ProvinceOf(place)
    if official is None:
        return Sentence("document.situation.unlisted", {"place": place, "province": province})
    values = {
        "place": place,
        "province": province,
        "type": Word("type", official.type),
        "resources": [Word("resource_detail", each) for each in official.resource_detail],
    }
    if official.is_exhausted:
        year = official.exhausted_year
        return Sentence("document.situation.exhausted", {**values, "year": year})
    return Sentence("document.situation.listed", values)


def key_sentences(result: CityResult) -> list[Sentence]:
    """What stands out of the figures, one sentence each."""
    profile = result.profile
    answer = (
        findings.people(profile),
        findings.mining(profile),
        findings.growth(profile),
        findings.ageing(profile),
        findings.house_price(profile),
    )
    return [each for each in answer if each is not None]


def key_figures(result: CityResult) -> Table:
    """The newest figure of each, with the median and the quartiles of the peers where they are of the same year."""
    profile = result.profile
    rows: list[tuple[Cell, ...]] = []
    for name in KEY_FIGURES:
        newest = profile.latest(name)
        later = _reported(result, newest) if name == "population" else None
        if later is not None:
            rows.append((Label(name), *later, "–"))
        elif newest is not None:
            rows.append((Label(name), _plain(newest), str(newest.year), _peers(result, newest)))
    caption = Sentence("document.situation.table", {"place": result.place})
    return grid(caption, heads("column", "indicator", "value", "year", "peers"), tuple(rows), (0.34, 0.2, 0.1, 0.36))


def older_list(result: CityResult) -> Iterator[Passage]:
    """That the newest count of coal mines is of an older list, where a later one names none at work here."""
    counted = result.profile.latest("coal_mine_count")
    if counted is not None and counted.value > 0 and has_no_coal(result.place.code):
        said = Sentence("document.situation.older_list", {"year": counted.year})
        yield body(said, sources=(*counted.sources, TRACKER))


def _reported(result: CityResult, counted: Number | None) -> tuple[Amount, str] | None:
    """Residents of the year that the outlook starts from, and the year, where that is later than the census."""
    ahead = result.outlook.quantities.get("population") if result.outlook else None
    if ahead is None or (counted is not None and ahead.origin <= counted.year):
        return None
    return Amount(ahead.opening, "persons", None, ahead.sources), str(ahead.origin)


def _plain(number: Number) -> Amount:
    """The figure without its sampling interval."""
    return Amount(number.value, number.unit, None, number.sources)


def _peers(result: CityResult, newest: Number) -> Cell:
    row = beside(result.profile, newest.quantity, "peers")
    if row is None or row.year != newest.year:
        return "–"
    low, middle, high = row.quantiles[1:4]
    ends = {"low": low, "middle": middle, "high": high}
    figures = {name: Amount(value, newest.unit, None, newest.sources) for name, value in ends.items()}
    return Sentence("document.situation.quartiles", figures)


def problem_passages(result: CityResult) -> Iterator[Passage]:
    """What is the matter, a bullet each."""
    pairs = [(each, chapter.sources) for chapter in chapters(result.depth) for each in chapter.sentences]
    for beginning in PROBLEMS:
        yield from [Passage((each,), "bullet", sources) for each, sources in pairs if each.key.startswith(beginning)][
            :1
        ]


def sections(result: CityResult) -> Table:
    """Jobs by section in both censuses, and the location quotient: what the picture would show."""
    depth = result.depth
    quotients = {each.section: each for each in depth.quotients}
    rows: list[tuple[Cell, ...]] = []
    for each in depth.decomposition.sections:
        quotient = quotients.get(each.section)
        rows.append(
            (
                Word("section", SECTION_LETTERS[each.section]),
                Amount(each.before, "persons"),
                Amount(each.after, "persons"),
                Amount(each.place, "persons", each.place_interval_90),
                "–" if quotient is None else Amount(quotient.shrunken, "ratio", quotient.interval_90),
            )
        )
    years = (Sentence("document.industries.section_of_year", {"year": year}) for year in CENSUS_YEARS)
    head = (*heads("column", "section"), *years, *heads("column", "own_part", "quotient"))
    caption = Sentence("document.industries.sections", {})
    return grid(caption, head, tuple(rows), (0.32, 0.13, 0.13, 0.22, 0.2), ("census2010", "census2020"))


def ahead_sentences(outlook: Outlook) -> list[Sentence]:
    """People and people of working age at the end, and how much of the loss is ageing."""
    until, said = outlook.years[-1], []
    for each in outlook.forecasts:
        if each.quantity in ("population", "age_15_59"):
            ends = (each.quantiles["p05"][-1] or 0.0, each.quantiles["p95"][-1] or 0.0)
            values = {
                "quantity": Sentence(f"outlook.target.{each.quantity}", {}),
                "origin": each.origin,
                "opening": Amount(each.opening, each.unit, None, each.sources),
                "until": until,
                "median": Amount(each.quantiles["median"][-1] or 0.0, each.unit, ends, each.sources),
            }
            said += [Sentence("document.situation.ahead", values), *ageing(each)]
    return said or [Sentence("document.situation.ahead_table", {})]
