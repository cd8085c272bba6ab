"""What can be aimed at: indicators with base, what comes if nothing is done, and proposed targets."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from relode.language import Amount, Sentence
from relode.outlook import Forecast, Outlook
from relode.plan.making import plan_text
from relode.plan.making.plan_records import Course
from relode.plan.making.plan_text import ASSIGNED, BINDING, CEILINGS, lead_of
from relode.report.content import CityResult
from relode.report.document.parts import Cell, blank, body, chapter, grid, heading, heads, note
from relode.story.blocks import Blank, Block, Chapter, Table
from relode.story.figures import rounded

YEARS = (2030, 2035)
"""Years of the indicators: the ends of two five-year plans."""
COURSES = ("income_per_person", "services_per_person", "housing_vacancy", "production_emissions")
"""Courses of the plan run that no forecast tells."""
TARGET = {2030: blank("target_2030"), 2035: blank("target_2035")}


@dataclass(frozen=True)
class Indicator:
    """An indicator in words with its base; `cells` are band and target of each year."""

    quantity: str
    name: Sentence
    base: Sentence
    cells: tuple[Cell, ...]


def aims(result: CityResult) -> Chapter:
    """The chapter on aims."""
    record = result.planned
    blocks: list[Block] = [heading("principles"), body(*principle_words(result))]
    table = indicators(result)
    if table is not None:
        blocks += [heading("indicators"), table, note(Sentence("document.aims.note", {}))]
    else:
        blocks += [heading("indicators"), body(Sentence("document.aims.none", {}), TARGET[2030], TARGET[2035])]
    if record is not None and record.kept:
        said = [each for kept in record.kept for each in plan_text.kept_words(kept, record.horizon)]
        blocks += [heading("kept"), *(body(each, sources=plan_text.SOURCES) for each in said)]
    return chapter("aims", tuple(blocks))


def principle_words(result: CityResult) -> Iterator[Sentence]:
    """What the plan says in a sentence, what it must not promise."""
    record = result.planned
    if record is None:
        yield Sentence("document.aims.no_plan", {"place": result.place})
        return
    yield plan_text.headline(record, result.place)
    if record.shrinks:
        yield Sentence("plans.headline.shrinks", {"place": result.place})


def indicators(result: CityResult) -> Table | None:
    """Base, 2030 and 2035 if nothing is done; targets and their kind are left to the reader."""
    told = indicators_of(result)
    if not told:
        return None
    rows = ((each.name, each.base, *each.cells, shape_of(each.quantity)) for each in told)
    head = heads("column", "indicator", "base", "nothing_2030", "target_2030", "nothing_2035", "target_2035", "kind")
    caption = Sentence("document.aims.table", {"place": result.place})
    return grid(caption, head, rows, (0.16, 0.13, 0.15, 0.15, 0.15, 0.15, 0.11), plan_text.SOURCES)


def indicators_of(result: CityResult) -> list[Indicator]:
    """Forecasts of the outlook, then courses of the run that no forecast tells."""
    rows: list[Indicator] = []
    if result.outlook is not None:
        rows += [_forecast(each, result.outlook) for each in result.outlook.forecasts]
    record = result.planned
    if record is not None:
        rows += [_course(each, record.price_year) for each in record.nothing if each.quantity in COURSES]
    return rows


def _forecast(each: Forecast, outlook: Outlook) -> Indicator:
    name = Sentence(f"outlook.target.{each.quantity}", {})
    if each.price_base:
        name = Sentence("document.aims.at_prices", {"quantity": name, "year": each.price_base})
    base = Sentence(
        "document.aims.of_year", {"value": Amount(each.opening, each.unit, None, each.sources), "year": each.origin}
    )
    cells = (cell for year in YEARS for cell in (_band(each, outlook, year), _target(each, outlook, year)))
    return Indicator(each.quantity, name, base, tuple(cells))


def _at(each: Forecast, outlook: Outlook, year: int) -> tuple[float, float, float] | None:
    """Median and ends of a year; None where it is not forecast."""
    if year not in outlook.years:
        return None
    at = outlook.years.index(year)
    middle, low, high = (each.quantiles[name][at] for name in ("median", "p05", "p95"))
    return None if middle is None or low is None or high is None else (middle, low, high)


def _band(each: Forecast, outlook: Outlook, year: int) -> Cell:
    found = _at(each, outlook, year)
    return "–" if found is None else Amount(found[0], each.unit, found[1:], each.sources)


def _target(each: Forecast, outlook: Outlook, year: int) -> Blank:
    found = _at(each, outlook, year)
    return TARGET[year] if found is None else proposed(each.quantity, year, Amount(found[0], each.unit, found[1:]))


def proposed(quantity: str, year: int, band: Amount) -> Blank:
    """The field of a target with what comes without a plan as the bound that is proposed: a plan is to do no worse.

    It has the digits of the band that stands beside it. What the province assigns is not proposed but named.
    """
    if quantity in ASSIGNED:
        return replace(TARGET[year], proposal=Sentence(f"document.aims.assigned.{quantity}", {}))
    middle = replace(rounded(band), interval_90=None)
    side = "most" if quantity in CEILINGS else "least"
    return replace(TARGET[year], proposal=Sentence(f"document.aims.{side}", {"value": middle}))


def shape_of(quantity: str) -> list[Sentence]:
    """Whether a target is proposed as binding or expected, and the bureau that is proposed to lead."""
    kind = "binding" if quantity in BINDING else "expected"
    return [Sentence(f"document.aims.{kind}", {}), lead_of(quantity)]


def _course(each: Course, price_year: int) -> Indicator:
    bands = each.nothing
    base = Sentence("document.aims.simulated", {"value": Amount(bands["median"][0], each.unit), "year": each.years[0]})
    cells: list[Cell] = []
    for year in YEARS:
        if year not in each.years:
            cells += ["–", TARGET[year]]
            continue
        at = each.years.index(year)
        band = Amount(bands["median"][at], each.unit, (bands["p05"][at], bands["p95"][at]))
        cells += [band, proposed(each.quantity, year, band)]
    return Indicator(each.quantity, plan_text.course_name(each, price_year), base, tuple(cells))
