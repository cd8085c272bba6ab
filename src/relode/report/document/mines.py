"""Mines and their workers; mined land, homes and the city."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from relode.decisions.decision_chapter import decisions_table
from relode.diagnosis.depth.text import chapters
from relode.language import Amount, Sentence
from relode.outlook import Forecast
from relode.plan.making import plan_text
from relode.report.age_groups import AGED, MinersOfAge, age_groups, miners_by_age
from relode.report.content import CityResult
from relode.report.document.parts import blank, body, chapter, heading, note
from relode.story.blocks import Block, Chapter, PictureSpot, Said, Table
from relode.story.columns import Column

FAR_APART = 3
"""Above so many times the capacity of the other, two lists of mines contradict each other.

Assumed: lists that leave out opencast or small mines differ by less (Hegang's by a fifth). No figure hangs on it."""


def mines(result: CityResult) -> Chapter:
    """The chapter on which mines work and end, their workers and where those go."""
    said = {chapter.key: chapter for chapter in chapters(result.depth)}
    blocks: list[Block] = [heading("mines")]
    told = said.get("mines")
    blocks += [_without_lines(each) for each in told.blocks if not isinstance(each, PictureSpot)] if told else []
    blocks += [body(each) for each in two_lists(result)]
    blocks.append(body(Sentence("document.mines.closing", {}), blank("mine_sites")))
    blocks += [heading("miners"), body(*miners_words(result), sources=plan_text.SOURCES)]
    blocks += miners_of_age(result)
    blocks.append(body(blank("arrears")))
    decisions = result.planned.decisions if result.planned is not None else None
    if decisions is not None and (found := tuple(each for each in decisions.decisions if each.kind == "mine")):
        blocks.append(decisions_table(replace(decisions, decisions=found)))
    blocks += [heading("security"), body(Sentence("document.people.security", {}), blank("pension_gap"))]
    return chapter("mines", tuple(blocks))


def two_lists(result: CityResult) -> Iterator[Sentence]:
    """Which of the two lists of coal mines is used for what, where they count differently."""
    mines, profile = result.depth.mines, result.profile
    count, small, capacity = (
        profile.latest(name) for name in ("coal_mine_count", "coal_mine_small_count", "coal_capacity_underground")
    )
    if count is None or small is None or capacity is None or len(mines.mines) in (0, count.value):
        return
    values = {
        "listed": Amount(count.value, "count", None, count.sources),
        "small": Amount(small.value, "count", None, small.sources),
        "listed_capacity": Amount(capacity.value, capacity.unit, None, capacity.sources),
        "year": count.year,
        "tracked": Amount(len(mines.mines), "count", None, mines.sources),
        "capacity": Amount(mines.capacity, "t per year", None, mines.sources),
    }
    yield Sentence("document.mines.two_lists", values)
    fewer, more = sorted((capacity.value, mines.capacity))
    if more > FAR_APART * fewer:
        yield Sentence("document.mines.far_apart", {})


def miners_of_age(result: CityResult) -> Iterator[Block]:
    """Workers in mining by age: to be filled in from the registers, with what ages of the place leave open."""
    ahead = {} if result.outlook is None else result.outlook.quantities
    mining, groups = ahead.get("mining_employment"), age_groups(result.place)
    found = miners_by_age(groups, mining.opening) if mining is not None and groups is not None else ()
    field = blank("miners_by_age")
    if not found or mining is None or groups is None:
        yield body(Sentence("document.people.register", {}), field)
        return
    sources = (*mining.sources, *groups.sources)
    oldest = found[-1]
    low, high = (Amount(each, "persons") for each in sorted((oldest.as_residents, oldest.not_hired)))
    proposal = Sentence("document.people.oldest", {"low": oldest.low_age, "year": groups.year, "from": low, "to": high})
    yield body(Sentence("document.people.register", {}), replace(field, proposal=proposal), sources=sources)
    columns = (
        Column("document.column.age", lambda one: Sentence("document.people.group", _decade(one)), width=0.2),
        Column("document.column.as_residents", lambda one: Amount(one.as_residents, "persons"), width=0.25),
        Column("document.column.not_hired", lambda one: Amount(one.not_hired, "persons"), width=0.25),
        Column("document.column.by_register", lambda _: field, width=0.3),
    )
    caption = Sentence("document.people.miners", {"year": groups.year, "jobs": Amount(mining.opening, "persons")})
    yield Table(caption, columns, found, sources)


def _decade(one: MinersOfAge) -> Mapping[str, object]:
    return {"low": one.low_age, "high": one.low_age + AGED - 1}


def _without_lines(block: Block) -> Block:
    """A table without its last column, the lines of the shipped file, and without columns that no mine has."""
    if not isinstance(block, Table):
        return block
    name, *others = (each for each in block.columns[:-1] if any(each.value(row) for row in block.rows))
    columns = (replace(name, width=0.3), *(replace(each, width=0.7 / len(others)) for each in others))
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
    """The chapter on the town."""
    profile, place = result.profile, result.place
    said = {chapter.key: chapter for chapter in chapters(result.depth)}
    blocks: list[Block] = [heading("homes")]
    housing = said.get("housing")
    area = profile.latest("housing_area_per_person")
    sentences: list[Said] = list(housing.sentences) if housing else []
    if area is not None:
        sentences.append(Sentence("document.town.area", {"area": area, "year": area.year}))
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
