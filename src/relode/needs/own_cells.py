"""What only the city knows: sheets of a workbook, read and checked cell by cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from relode.errors import RelodeError
from relode.language import LANGUAGES, say
from relode.needs.needs_records import ServiceNeed
from relode.needs.service import Service
from relode.outlook import AgeFutures
from relode.outlook.people_by_age.cohorts import AGES as RETIREMENT_AGES
from relode.outlook.people_by_age.cohorts import MONTHS, delay
from relode.panel.number import Number

if TYPE_CHECKING:
    from relode.facts.readers.own_workbook import VisibleSheet

GRADES = tuple(f"grade_{grade}" for grade in range(1, 13))
STAGES: Mapping[str, tuple[str, ...]] = {"primary": GRADES[:6], "junior": GRADES[6:9], "senior": GRADES[9:]}
SHEETS: Mapping[str, tuple[str, ...]] = {
    "births_since_2021": ("year", "births"),
    "pupils_by_school": ("year", "school", *GRADES),
    "teachers_by_birth": ("year", "stage", "year_of_birth", "men", "women"),
    "residents_of_homes": ("year", "home", "beds", "residents"),
    "homes_without_light": ("year", "district", "homes", "without_light"),
    "heated_area": ("year", "line", "area", "homes", "occupied"),
    "closing_mines": ("year", "mine", "people"),
}
"""Sheet -> its columns; names and numbers, as `needs.head` in needs.toml has them."""
TEXTS = frozenset({"school", "stage", "home", "district", "line", "mine"})
TEACHERS: Mapping[str, tuple[str, ...]] = {"primary": GRADES[:6], "secondary": GRADES[6:]}
"""Stage of a teacher, as `needs.stage` in needs.toml has it -> grades of the pupils; service `teachers_STAGE`."""
FIRST_BIRTHS = 2021
LEAST_PUPILS, MOST_PUPILS = 2.0, 60.0
"""Pupils a teacher: no place of the yearbook is outside."""
FOLLOWS = (0.5, 2.0)
"""A grade over the grade below it a year before in the same school, where both have FEW pupils or more."""
FEW = 20
JUNE = 6
"""Who is born in a year is taken as born in the middle of it."""


@dataclass(frozen=True)
class Count:
    """How much there is of a service in a year, and how much of it is used; None where that is not asked."""

    year: int
    there: float
    in_use: float | None


@dataclass(frozen=True)
class OwnCells:
    """The sheets that are filled in. `there`: service -> count; `users`: service -> year and users in persons.

    `births`: year -> births of residents; `teachers`: rows of service, year of birth, men, women. `pupils_at`: the
    cells of the newest pupils; `notices`: mine -> year of its end by a notice, an order or its licence, and people.
    """

    filled: tuple[str, ...] = ()
    there: Mapping[str, Count] = field(default_factory=dict)
    users: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    births: Mapping[int, float] = field(default_factory=dict)
    teachers: tuple[tuple[str, int, float, float], ...] = ()
    pupils_at: str = ""
    notices: Mapping[str, tuple[int, float]] = field(default_factory=dict)

    def leavers(self, service: str, since: int, until: int) -> float | None:
        """Teachers of a service who reach retirement age after `since` up to `until`; None without the sheet.

        By the law of 2024: men at 60, women at 55, each by the months that their month of birth adds. [persons]
        """
        here = [row for row in self.teachers if row[0] == service]
        if not here:
            return None
        count = 0.0
        for _, born, men, women in here:
            for group, number in (("men", men), ("women_55", women)):
                month = MONTHS * born + JUNE - 1
                leaves = (month + MONTHS * RETIREMENT_AGES[group] + delay(group, month)) // MONTHS
                count += number if since < leaves <= until else 0.0
        return count


def cells_text(cells: OwnCells) -> str:
    """The same as one text, as the settings of a run keep it; `cells_of_text` reads it."""
    return TypeAdapter(OwnCells).dump_json(cells).decode()


def cells_of_text(text: str) -> OwnCells:
    """The cells of such a text. Raises ValueError for another one."""
    return TypeAdapter(OwnCells).validate_json(text)


@dataclass(frozen=True)
class _Line:
    """A row of a sheet: its texts and numbers by column, and the cell of each."""

    texts: Mapping[str, str]
    numbers: Mapping[str, float]
    cells: Mapping[str, str]

    @property
    def year(self) -> int:
        return int(self.numbers["year"])


def read_cells(path: Path) -> OwnCells:
    """The filled sheets of a workbook. Raises RelodeError that names the cell for what cannot be."""
    from relode.facts.readers.own_workbook import read_workbook  # its library is for who has a workbook

    names = {say(f"needs.sheet.{key}", language): key for key in SHEETS for language in LANGUAGES}
    lines = {
        names[sheet.name]: list(_lines(sheet, SHEETS[names[sheet.name]]))
        for sheet in read_workbook(path)
        if sheet.name in names
    }
    lines = {key: rows for key, rows in lines.items() if rows}
    if not lines:
        raise RelodeError("needs.no_sheet", path=path, sheets=", ".join(names))
    _check(lines)
    there: dict[str, Count] = {}
    for key, service, whole, used in (
        ("residents_of_homes", "care_homes", "beds", "residents"),
        ("homes_without_light", "homes", "homes", "without_light"),
        ("heated_area", "heating", "area", "occupied"),
    ):
        if key in lines:
            there[service] = _count(key, _newest(lines[key]), whole, used)
    teachers = tuple(
        (f"teachers_{_stage(line)}", int(line.numbers["year_of_birth"]), line.numbers["men"], line.numbers["women"])
        for line in _newest(lines.get("teachers_by_birth", []))
    )
    for service, _, men, women in teachers:
        before = there[service].there if service in there else 0.0
        there[service] = Count(_newest(lines["teachers_by_birth"])[0].year, before + men + women, None)
    pupils = _newest(lines.get("pupils_by_school", []))
    users = {
        stage: (pupils[0].year, sum(line.numbers[grade] for line in pupils for grade in grades))
        for stage, grades in STAGES.items()
        if pupils
    }
    births: dict[int, float] = {}
    for line in lines.get("births_since_2021", []):
        births[line.year] = births.get(line.year, 0.0) + line.numbers["births"]
    users = {stage: each for stage, each in users.items() if each[1] > 0}
    at = f"{pupils[0].cells['grade_1']}:{pupils[-1].cells['grade_12'].rpartition('!')[2]}" if pupils else ""
    notices = {line.texts["mine"]: (line.year, line.numbers["people"]) for line in lines.get("closing_mines", [])}
    return OwnCells(tuple(lines), there, users, births, teachers, at, notices)


def _stage(line: _Line) -> str:
    """The stage of a row of teachers. Raises RelodeError that names the cell for a word that is none."""
    words = {say(f"needs.stage.{stage}", language): stage for stage in TEACHERS for language in LANGUAGES}
    if line.texts["stage"] not in words:
        raise RelodeError("needs.no_stage", cell=line.cells["stage"], value=line.texts["stage"], known=", ".join(words))
    return words[line.texts["stage"]]


def _newest(lines: list[_Line]) -> list[_Line]:
    last = max((line.year for line in lines), default=0)
    return [line for line in lines if line.year == last]


def _count(key: str, lines: list[_Line], whole: str, used: str) -> Count:
    there = sum(line.numbers[whole] for line in lines)
    if key == "homes_without_light":
        return Count(lines[0].year, there, there - sum(line.numbers[used] for line in lines))
    if key == "heated_area":
        lived = sum(line.numbers["area"] * line.numbers["occupied"] / line.numbers["homes"] for line in lines)
        return Count(lines[0].year, there, lived)
    return Count(lines[0].year, there, sum(line.numbers[used] for line in lines))


def _lines(sheet: "VisibleSheet", columns: tuple[str, ...]) -> Iterator[_Line]:
    """The rows below the head; an empty number is 0 but for the year. Raises RelodeError for a head or cell."""
    from openpyxl.utils import get_column_letter

    head_at, head = sheet.rows[0]
    names = {say(f"needs.head.{name}", language): name for name in columns for language in LANGUAGES}
    at = {names[cell.strip()]: i for i, cell in enumerate(head) if cell.strip() in names}
    missing = [say(f"needs.head.{name}", "en") for name in columns if name not in at]
    if missing:
        raise RelodeError("needs.no_column", where=f"{sheet.name}!{head_at}", columns=", ".join(missing))
    for row, cells in sheet.rows[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        places = {name: f"{sheet.name}!{get_column_letter(i + 1)}{row}" for name, i in at.items()}
        refused = next((places[n] for n, i in at.items() if f"{get_column_letter(i + 1)}{row}" in sheet.refused), None)
        if refused is not None:
            raise RelodeError("needs.no_value", cell=refused)
        texts = {name: cells[at[name]].strip() for name in columns if name in TEXTS}
        numbers = {name: _number(cells[at[name]], places[name], name) for name in columns if name not in TEXTS}
        yield _Line(texts, numbers, places)


def _number(cell: str, where: str, name: str) -> float:
    text = cell.strip().replace(",", "")
    if not text and name not in ("year", "year_of_birth"):
        return 0.0
    if not text.replace(".", "", 1).isdecimal() or not text.isascii():
        raise RelodeError("needs.not_a_count", cell=where, value=cell)
    return float(text)


def _check(lines: Mapping[str, list[_Line]]) -> None:
    for line in lines.get("births_since_2021", []):
        if line.year < FIRST_BIRTHS:
            raise RelodeError("needs.births_before", cell=line.cells["year"], first=FIRST_BIRTHS)
    for key, more, less in (
        ("residents_of_homes", "beds", "residents"),
        ("homes_without_light", "homes", "without_light"),
        ("heated_area", "homes", "occupied"),
    ):
        for line in lines.get(key, []):
            if line.numbers[less] > line.numbers[more] or line.numbers[more] <= 0:
                raise RelodeError(
                    "needs.more_than_there",
                    cell=line.cells[less],
                    value=f"{line.numbers[less]:.0f}",
                    there=f"{line.numbers[more]:.0f}",
                )
    _check_grades(lines.get("pupils_by_school", []))
    _check_ratio(_newest(lines.get("pupils_by_school", [])), _newest(lines.get("teachers_by_birth", [])))


def _check_grades(lines: list[_Line]) -> None:
    """Each grade follows from the grade below it a year before in the same school."""
    before = {(line.texts["school"], line.year): line for line in lines}
    for line in lines:
        earlier = before.get((line.texts["school"], line.year - 1))
        for stage in STAGES.values() if earlier is not None else ():
            for lower, grade in pairwise(stage):
                assert earlier is not None  # checked above
                was, now = earlier.numbers[lower], line.numbers[grade]
                if min(was, now) >= FEW and not FOLLOWS[0] <= now / was <= FOLLOWS[1]:
                    raise RelodeError(
                        "needs.grade_does_not_follow", cell=line.cells[grade], value=f"{now:.0f}",
                        before=f"{was:.0f}", other=earlier.cells[lower],
                    )  # fmt: skip


def _check_ratio(pupils: list[_Line], teachers: list[_Line]) -> None:
    for stage, grades in TEACHERS.items():
        of_stage = [line for line in teachers if _stage(line) == stage]
        count = sum(line.numbers[grade] for line in pupils for grade in grades)
        if count and of_stage:
            staff = sum(line.numbers["men"] + line.numbers["women"] for line in of_stage)
            check_ratio(count, staff, f"{pupils[0].cells[grades[0]]}, {of_stage[0].cells['men']}")


def check_ratio(pupils: float, teachers: float, cell: str) -> None:
    """Raises RelodeError that names the cell for pupils a teacher that no place has."""
    if not teachers or not LEAST_PUPILS <= pupils / teachers <= MOST_PUPILS:
        raise RelodeError(
            "needs.no_such_ratio", cell=cell, pupils=f"{pupils:,.0f}", teachers=f"{teachers:,.0f}",
            least=f"{LEAST_PUPILS:.0f}", most=f"{MOST_PUPILS:.0f}",
        )  # fmt: skip


USER = "user"


def with_births(people: AgeFutures, cells: OwnCells) -> AgeFutures:
    """The futures with the children that were born here since the census as the city counts them.

    Each year of birth is scaled by births over those expected; people in all change by the difference.
    """
    if not cells.births:
        return people
    scaled, expected = people.people.copy(), people.expected.copy()
    for born, count in cells.births.items():
        if born in people.years:
            factor = count / people.expected[people.years.index(born), :, 0].sum()
            for at, year in enumerate(people.years):
                if year >= born:
                    scaled[:, at, :, year - born] *= factor
                    expected[at, :, year - born] *= factor
    return replace(people, people=scaled, expected=expected, total=scaled.sum(axis=(2, 3)))


def check_own_pupils(cells: OwnCells, found: Sequence[ServiceNeed]) -> None:
    """Own pupils beside shipped teachers: a ratio that no place has is asked back."""
    for each in found:
        stages = {"teachers_primary": ("primary",), "teachers_secondary": ("junior", "senior")}.get(each.service, ())
        users = sum(cells.users[stage][1] for stage in stages if stage in cells.users)
        if users and each.capacity is not None and USER not in each.capacity.sources:
            check_ratio(users, each.capacity.value, cells.pupils_at)


def own_capacity(service: Service, cells: OwnCells) -> Number | None:
    """What there is of a service by the city's own cells. [unit of the service]"""
    count = cells.there.get(service.key)
    return None if count is None else Number(service.key, count.there, service.unit, count.year, None, (USER,), ())


def own_users(service: Service, cells: OwnCells) -> Number | None:
    """Users of a service by the city's own cells. [persons]"""
    own = cells.users.get(service.key)
    return None if own is None else Number("users", own[1], "persons", own[0], None, (USER,), ())
