"""What a city's own cells put in place of counts: births, pupils, and what there is of a service."""

from collections.abc import Sequence
from dataclasses import replace

from relode.diagnosis.profiles.number import Number
from relode.needs.needs_records import ServiceNeed
from relode.needs.own_cells import OwnCells, check_ratio
from relode.needs.service import Service
from relode.outlook import AgeFutures

TEACHERS = "school_teachers"
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
    teachers = next((each.capacity for each in found if each.service == TEACHERS), None)
    if cells.users and not cells.teachers and teachers is not None:
        check_ratio(sum(users for _, users in cells.users.values()), teachers.value, cells.pupils_at)


def own_capacity(service: Service, cells: OwnCells) -> Number | None:
    """What there is of a service by the city's own cells. [unit of the service]"""
    count = cells.there.get(service.key)
    return None if count is None else Number(service.key, count.there, service.unit, count.year, None, (USER,), ())


def own_users(service: Service, cells: OwnCells) -> Number | None:
    """Users of a service by the city's own cells. [persons]"""
    own = cells.users.get(service.key)
    return None if own is None else Number("users", own[1], "persons", own[0], None, (USER,), ())
