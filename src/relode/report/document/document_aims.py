"""Chapter two: what can be aimed at: indicators with their base and what comes if nothing is done."""

from collections.abc import Iterator

from relode.language import Amount, Sentence
from relode.outlook import Forecast, Outlook
from relode.plan.making import plan_text
from relode.plan.making.plan_records import Course
from relode.report.content import CityResult
from relode.report.document.document_parts import Cell, blank, body, chapter, grid, heading, heads, note
from relode.story.blocks import Block, Chapter, Table

YEARS = (2030, 2035)
"""Years of the indicators: the ends of two five-year plans."""
COURSES = ("income_per_person", "services_per_person", "housing_vacancy", "production_emissions")
"""Courses of the plan run that no forecast tells."""
TARGET = {2030: blank("target_2030"), 2035: blank("target_2035")}
KIND = blank("kind")


def aims(result: CityResult) -> Chapter:
    """Chapter two of the document: aims."""
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
    rows: list[tuple[Cell, ...]] = []
    if result.outlook is not None:
        rows += [_forecast(each, result.outlook) for each in result.outlook.forecasts]
    record = result.planned
    if record is not None:
        rows += [_course(each) for each in record.nothing if each.quantity in COURSES]
    if not rows:
        return None
    head = heads("column", "indicator", "base", "nothing_2030", "nothing_2035", "target_2030", "target_2035", "kind")
    caption = Sentence("document.aims.table", {"place": result.place})
    return grid(caption, head, tuple(rows), (0.19, 0.135, 0.185, 0.185, 0.095, 0.095, 0.115), plan_text.SOURCES)


def _forecast(each: Forecast, outlook: Outlook) -> tuple[Cell, ...]:
    name: object = Sentence(f"outlook.target.{each.quantity}", {})
    if each.price_base:
        name = Sentence("document.aims.at_prices", {"quantity": name, "year": each.price_base})
    base = Sentence(
        "document.aims.of_year", {"value": Amount(each.opening, each.unit, None, each.sources), "year": each.origin}
    )
    return name, base, *(_band(each, outlook, year) for year in YEARS), TARGET[2030], TARGET[2035], KIND


def _band(each: Forecast, outlook: Outlook, year: int) -> Cell:
    if year not in outlook.years:
        return "–"
    at = outlook.years.index(year)
    middle, low, high = (each.quantiles[name][at] for name in ("median", "p05", "p95"))
    if middle is None or low is None or high is None:
        return "–"
    return Amount(middle, each.unit, (low, high), each.sources)


def _course(each: Course) -> tuple[Cell, ...]:
    bands = each.nothing
    base = Sentence("document.aims.simulated", {"value": Amount(bands["median"][0], each.unit), "year": each.years[0]})
    ahead = (
        Amount(bands["median"][at], each.unit, (bands["p05"][at], bands["p95"][at]))
        for at in (each.years.index(year) if year in each.years else -1 for year in YEARS)
    )
    return Sentence(f"plans.course.{each.quantity}", {}), base, *ahead, TARGET[2030], TARGET[2035], KIND
