"""What age alone does to people and to those of working age, against one step of five years by hand."""

import numpy as np
import pytest

from relode.horizon import LAST_YEAR, OPENING_YEAR
from relode.outlook.one_future.predictive_record import AHEAD
from relode.outlook.one_future.statement import predictive
from relode.outlook.people_by_age.age_futures import (
    CLOSED,
    carried_on,
    census_ages,
    each_year,
    levels_today,
    moves_of,
)
from relode.places import find
from relode.shipped_tables import rows
from studies.outlook.decade_rules import (
    ages_ahead,
    by_age,
    working_age,
)

HEGANG = "230400"


def test_moves_keep_their_part():
    alone, with_moves = (by_age(2020, (HEGANG,), (2030,), kept)[0][0, 0] for kept in (0.0, 0.5))
    assert with_moves < alone < 0  # more people left Hegang from 2010 to 2020 than came


def test_working_age_follows_the_ages_of_the_outlook(panel):
    """The same people ahead, by the room of ages: the median future of those of 15 to 59 has no error of ages in it."""
    place = find("hegang")
    path = predictive(panel, place).quantities["population"]
    total = path.at((0.5,))[:, [AHEAD.index(2030), AHEAD.index(2035)]]
    start = census_ages(place)
    size = start.sum(axis=(1, 2))
    every = each_year(size, size[:, None] * total / path.facts[2020], 2020, (2030, 2035))
    moves = moves_of(start, 2020, CLOSED, "23")
    there = carried_on(start, levels_today((HEGANG,), 2035), 2020, moves, every)[[9, 14], 0]
    here = there[..., 15:60].sum(axis=(-1, -2))
    people = np.log(total / path.facts[2020])
    found = working_age(ages_ahead(people, 2020, (HEGANG,), (2030, 2035)), 1)[0]
    assert found == pytest.approx(np.log(here / start[..., 15:60].sum()), rel=1e-9)
    told = predictive(panel, place).quantities["age_15_59"].at((0.5,))[0, AHEAD.index(2035)]
    assert told == pytest.approx(start[..., 15:60].sum() * np.exp(found[1]), rel=1e-3)  # four digits in the table


@pytest.mark.parametrize(("quantity", "at"), [("population", 0), ("age_15_59", 1)])
def test_the_shipped_table_of_ageing_alone_is_computed_anew(quantity, at):
    shipped = {row["place"]: row for row in rows("relode.outlook.one_future", "ageing") if row["quantity"] == quantity}
    years = range(OPENING_YEAR + 1, LAST_YEAR + 1)
    found = by_age(OPENING_YEAR, tuple(shipped), tuple(years), 0.0)[at]
    written = np.array([[float(row[f"y{year}"]) for year in years] for row in shipped.values()])
    assert len(written) > 280
    # The table has four decimals.
    assert found == pytest.approx(written, abs=0.00005001)
