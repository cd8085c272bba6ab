"""Chapters five and six: work and people, with five-year age groups; mined land, homes and the city."""

from collections.abc import Callable, Iterator, Mapping

from relode.diagnosis.depth.depth_text import chapters
from relode.language import Amount, Sentence
from relode.outlook import Forecast
from relode.plan.making import plan_text
from relode.report.age_groups import AGED, AgeGroup, AgeGroups, age_groups
from relode.report.content import CityResult
from relode.report.document.document_parts import blank, body, chapter, heading, note
from relode.story.blocks import Block, Chapter, PictureSpot, Said, Table
from relode.story.columns import Column


def people(result: CityResult, pictures: frozenset[str]) -> Chapter:
    """Chapter five of the document: people."""
    blocks: list[Block] = [heading("miners"), body(*miners_words(result), sources=plan_text.SOURCES)]
    blocks.append(body(Sentence("document.people.register", {}), blank("miners_by_age"), blank("arrears")))
    blocks.append(heading("ages"))
    groups = age_groups(result.place)
    if groups is None:
        blocks.append(body(Sentence("document.people.no_ages", {"place": result.place}), blank("ages")))
    else:
        blocks += [body(*flow_words(groups), sources=groups.sources), ages_table(groups)]
    blocks += [PictureSpot(key) for key in ("pyramid",) if key in pictures]
    blocks += [heading("security"), body(Sentence("document.people.security", {}), blank("pension_gap"))]
    return chapter("people", tuple(blocks))


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


def flow_words(groups: AgeGroups) -> list[Sentence]:
    """Who reaches 60 and who 15 within ten years of the census, before anybody moves or dies."""
    values = {"leave": groups.leaving, "enter": groups.entering, "year": groups.year, "until": groups.year + AGED}
    figures = {name: Amount(value, "persons") if isinstance(value, float) else value for name, value in values.items()}
    return [Sentence("document.people.flow", figures)]


def ages_table(groups: AgeGroups) -> Table:
    """People by five-year age groups: men, women, both, and both ten years before."""
    columns = (
        Column("document.column.age", _age, width=0.2),
        _persons("document.column.men", lambda row: row.men),
        _persons("document.column.women", lambda row: row.women),
        _persons("document.column.both", lambda row: row.men + row.women),
        _persons(Sentence("document.column.before", {"year": groups.before_year}), lambda row: row.before),
    )
    return Table(Sentence("document.people.table", {"year": groups.year}), columns, groups.rows, groups.sources)


def _age(row: AgeGroup) -> Sentence:
    key = "eighty" if row.group == "80+" else "group"
    return Sentence(f"document.people.{key}", {"low": row.group.partition("-")[0], "high": row.group.partition("-")[2]})


def _persons(name: str | Sentence, people: Callable[[AgeGroup], float | None]) -> Column:
    """A column of persons, whose unit the caption names."""

    def value(row: AgeGroup) -> Amount | None:
        found = people(row)
        return None if found is None else Amount(found, "persons")

    return Column(name, value, format="full bare", width=0.2)


def town(result: CityResult) -> Chapter:
    """Chapter six of the document: the town."""
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
