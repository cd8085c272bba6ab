"""Chapters four and seven: mines and their workers; mined land, homes and the city."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from relode.decisions import chapter as decision_chapter
from relode.diagnosis.depth.depth_text import chapters
from relode.language import Amount, Sentence
from relode.outlook import Forecast
from relode.plan.making import plan_text
from relode.report.content import CityResult
from relode.report.document.document_parts import blank, body, chapter, heading, note
from relode.story.blocks import Block, Chapter, PictureSpot, Said, Table

PLACEMENT = ("retraining_coverage", "early_retirement_share")
"""Programmes that place those who leave the mines."""


def mines(result: CityResult) -> Chapter:
    """Chapter four of the document: which mines work and end, their workers and where those go."""
    said = {chapter.key: chapter for chapter in chapters(result.depth)}
    blocks: list[Block] = [heading("mines")]
    told = said.get("mines")
    blocks += [_without_lines(each) for each in told.blocks if not isinstance(each, PictureSpot)] if told else []
    blocks.append(body(Sentence("document.mines.closing", {}), blank("mine_sites")))
    blocks += [heading("miners"), body(*miners_words(result), sources=plan_text.SOURCES)]
    blocks.append(body(Sentence("document.people.register", {}), blank("miners_by_age"), blank("arrears")))
    record = result.planned
    placed = [] if record is None or record.decisions is None else [
        each for each in record.decisions.decisions if each.name in PLACEMENT and each.verdict != "leave"
    ]  # fmt: skip
    if record is not None and record.decisions is not None and placed:
        blocks.append(decision_chapter.decisions_table(replace(record.decisions, decisions=tuple(placed))))
    blocks += [heading("security"), body(Sentence("document.people.security", {}), blank("pension_gap"))]
    return chapter("mines", tuple(blocks))


def _without_lines(block: Block) -> Block:
    """A table without its last column, the lines of the shipped file."""
    if not isinstance(block, Table):
        return block
    columns = tuple(replace(each, width=1 / (len(block.columns) - 1)) for each in block.columns[:-1])
    return replace(block, columns=columns, caption=Sentence("document.mines.table", {}))


def miners_words(result: CityResult) -> Iterator[Sentence]:
    """How many jobs mining has, how many it may have, and who gains by the plan."""
    ahead = {} if result.outlook is None else result.outlook.quantities
    mining = ahead.get("mining_employment")
    if mining is None or result.outlook is None:
        yield Sentence("document.people.no_mining", {"place": result.place})
    else:
        yield Sentence("document.people.mining", _mining(mining, result.outlook.years))


def _mining(each: Forecast, years: tuple[int, ...]) -> Mapping[str, object]:
    last = {name: each.quantiles[name][-1] or 0.0 for name in ("median", "p05", "p95")}
    return {
        "origin": each.origin,
        "opening": Amount(each.opening, each.unit, None, each.sources),
        "until": years[-1],
        "median": Amount(last["median"], each.unit, (last["p05"], last["p95"]), each.sources),
    }


def town(result: CityResult) -> Chapter:
    """Chapter seven of the document: the town."""
    profile, place = result.profile, result.place
    said = {chapter.key: chapter for chapter in chapters(result.depth)}
    blocks: list[Block] = [heading("homes")]
    housing = said.get("housing")
    area = profile.latest("housing_area_per_person")
    sentences: list[Said] = list(housing.sentences) if housing else []
    if area is not None:
        sentences.append(Sentence("document.town.area", {"area": area, "year": area.year}))
    record = result.planned
    vacancy = None if record is None else next((c for c in record.nothing if c.quantity == "housing_vacancy"), None)
    if record is not None and vacancy is not None:
        ends = (vacancy.nothing["p05"][-1], vacancy.nothing["p95"][-1])
        values = {"share": Amount(vacancy.nothing["median"][-1], "share", ends), "year": record.horizon}
        sentences.append(Sentence("document.town.vacancy", values))
    if not sentences:
        sentences.append(Sentence("document.town.nothing", {"place": place}))
    sources = (*(housing.sources if housing else ()), *plan_text.SOURCES)
    blocks.append(body(*sentences, sources=sources))
    blocks.append(body(Sentence("document.town.quarters", {}), blank("quarters")))
    blocks += [heading("land"), body(Sentence("document.town.no_land", {}), sources=plan_text.SOURCES)]
    blocks.append(body(Sentence("document.town.sites", {}), blank("subsidence"), blank("mine_sites")))
    space = said.get("space")
    near = [each for each in (space.sentences if space else ()) if each.key in NEAR]
    if space is not None and near:
        blocks += [heading("region"), body(*near, sources=space.sources)]
    blocks.append(note(Sentence("document.town.note", {})))
    return chapter("town", tuple(blocks))


NEAR = ("depth.space.neighbours", "diagnosis.space.large_city")
"""What is told of the surroundings."""
