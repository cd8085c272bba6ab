"""The same needs for all listed places, as one table, and what they mean in money."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Annotated

from relode import shipped_tables
from relode.language import Amount, Sentence
from relode.needs.chapter import FIRST
from relode.needs.reckoning import TOLD
from relode.places import Place, by_code
from relode.record import Doc, Record
from relode.story import Block, Chapter, Column, Passage, PictureSpot, Table

SHIPPED = "national_needs"
SOURCES = ("census2020_age", "wpp2024", "city_yearbooks_services", "city_yearbooks", "service_norm_texts")
TEACHERS = ("teachers_primary", "teachers_secondary")
COUNTED = ("kindergarten", *TEACHERS, "doctors", "hospital_beds", "care_homes")


@dataclass(frozen=True)
class PlaceNeeds(Record):
    """A place in the table of all; None where nothing is counted."""

    place: Annotated[Place, Doc("the place")]
    primary_before: Annotated[float, Doc("children of primary school age in 2023", "persons")]
    primary_after: Annotated[float, Doc("the same in 2030, median", "persons")]
    old_growth: Annotated[float, Doc("people of 60 and over in 2030 over 2023, less 1", "share")]
    pupils_a_teacher: Annotated[
        float | None, Doc("primary school pupils in 2030 for each teacher of today, median", "ratio")
    ]
    sure: Annotated[
        dict[str, float | None], Doc("sure surplus or shortage in 2030", "persons or beds", shape="service")
    ]
    verdict: Annotated[dict[str, str], Doc("verdict of 2030", shape="service")]
    budget: Annotated[float | None, Doc("education spending, newest year", "100 million yuan")]
    follows: Annotated[float | None, Doc("the same in 2030 if it follows its users, median", "100 million yuan")]


@dataclass(frozen=True)
class NationalNeeds(Record):
    """All listed places."""

    year: Annotated[int, Doc("the year told")]
    places: Annotated[tuple[PlaceNeeds, ...], Doc("place by place", shape="place")]


def national() -> NationalNeeds:
    """The shipped table as a record.

    Example:
        >>> found = rl.needs.national()
        >>> len(found.places) > 250
        True
    """
    return NationalNeeds(TOLD, tuple(map(_place_needs, shipped_tables.rows("relode.needs", SHIPPED))))


def _place_needs(row: dict[str, str]) -> PlaceNeeds:
    def number(name: str) -> float | None:
        return float(row[name]) if row[name] else None

    return PlaceNeeds(
        place=by_code()[row["place"]],
        primary_before=float(row["primary_before"]),
        primary_after=float(row["primary_after"]),
        old_growth=float(row["old_growth"]),
        pupils_a_teacher=number("pupils_a_teacher"),
        sure={key: number(f"{key}_sure") for key in COUNTED},
        verdict={key: row[f"{key}_verdict"] for key in COUNTED},
        budget=number("budget"),
        follows=number("follows"),
    )


def national_chapter(record: NationalNeeds) -> Chapter:
    """What all listed places need, as blocks."""
    blocks: tuple[Block, ...] = (
        *(Passage((said,), sources=SOURCES) for said in lead(record)),
        PictureSpot("needs_map"),
        _table(record),
        Passage((Sentence("needs.how", {}),), "note"),
    )
    heading = Sentence("needs.national.heading", {"year": record.year})
    return Chapter("national_needs", heading, blocks)


def lead(record: NationalNeeds) -> Sequence[Sentence]:
    """Teachers, children and money of all, with the limits."""
    cities = [each for each in record.places if each.place.level == "prefecture"]
    sure = {key: [amount for each in cities if (amount := each.sure[key]) is not None] for key in TEACHERS}
    falls = [1 - each.primary_after / each.primary_before for each in cities]
    values = {
        "count": len(sure[TEACHERS[0]]),
        "year": record.year,
        "first": FIRST,
        "primary": sum(each > 0 for each in sure[TEACHERS[0]]),
        "secondary": sum(each > 0 for each in sure[TEACHERS[1]]),
        "lacking": sum(each < 0 for each in sure[TEACHERS[1]]),
        "fall": Amount(median(falls), "share"),
    }
    money = [(each.budget, each.follows) for each in cities if each.budget is not None and each.follows is not None]
    about_money = {
        "places": len(money),
        "year": record.year,
        "budget": Amount(sum(budget for budget, _ in money), "100 million yuan"),
        "follows": Amount(sum(follows for _, follows in money), "100 million yuan"),
    }
    return (Sentence("needs.national.lead", values), Sentence("needs.national.money", about_money))


def _table(record: NationalNeeds) -> Table:
    columns = (
        Column("needs.column.place", "place", width=1.4),
        Column(Sentence("needs.column.primary", {"year": FIRST}), "primary_before", unit="persons", format="bare"),
        Column(Sentence("needs.column.primary", {"year": record.year}), "primary_after", unit="persons", format="bare"),
        Column("needs.column.old_growth", "old_growth", unit="share", format="whole"),
        Column("needs.column.pupils_a_teacher", "pupils_a_teacher", unit="ratio"),
        *(Column(f"needs.column.{key}_sure", f"sure.{key}", unit="count", format="bare") for key in TEACHERS),
        Column("needs.column.kindergarten_sure", "sure.kindergarten", unit="count", format="bare"),
        Column("needs.column.care", lambda each: Sentence(f"needs.short.{each.verdict['care_homes']}", {})),
        Column("needs.column.beds", lambda each: Sentence(f"needs.short.{each.verdict['hospital_beds']}", {})),
        Column("needs.column.budget", "budget", unit="100 million yuan", format="steady"),
        Column("needs.column.follows", "follows", unit="100 million yuan", format="steady"),
    )
    caption = Sentence("needs.national.heading", {"year": record.year})
    return Table(caption, columns, record.places, SOURCES, sheet="national_needs")
