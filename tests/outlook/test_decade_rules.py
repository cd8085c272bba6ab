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
from relode.outlook.people_by_age.cohorts import GROUPS, census, fertility, one_step
from relode.places import find
from relode.shipped_tables import rows
from studies.outlook.decade_rules import (
    KNOWN_PERIODS,
    AgesAhead,
    ages_ahead,
    by_age,
    jobs_of_later_retirement,
    working_age,
)

HEGANG = "230400"
WORKING_GROUPS = ("15-19", "20-24", "25-29", "30-34", "35-39", "40-44", "45-49", "50-54", "55-59")


def test_people_and_those_of_working_age_follow_one_step_and_in_between_a_steady_rate():
    codes, people = census(2010)
    start = people[codes.index(HEGANG)]
    after = one_step(start[None], np.array([fertility(2010)[HEGANG]]), KNOWN_PERIODS[2010][0])[0]
    working = [GROUPS.index(group) for group in WORKING_GROUPS]
    of_all = np.log(after.sum() / start.sum())
    of_working = np.log(after[:, working].sum() / start[:, working].sum())
    assert abs(of_all - of_working) > 0.01  # so that one is not the other

    found, at_work = by_age(2010, (HEGANG, "nowhere"), (2010, 2012, 2015), 0.0)
    assert found[0] == pytest.approx([0, 0.4 * of_all, of_all])
    assert at_work[0] == pytest.approx([0, 0.4 * of_working, of_working])
    assert np.isnan(found[1]).all()
    assert np.isnan(at_work[1]).all()


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


def test_working_age_is_not_told_of_a_place_without_ages():
    ages = ages_ahead(np.zeros((2, 1)), 2010, (HEGANG, "nowhere"), (2020,))
    assert np.isnan(working_age(ages, 2)[1]).all()


def test_later_retirement_adds_jobs_of_those_who_wait_for_the_new_age():
    """By hand: 10,000 of 15 to 59 with 8,000 jobs, and 1,000 men of 60 who wait in 2035; .4 of them work for that."""
    people = np.zeros((1, 2, 101))
    people[0, 0, 30], people[0, 0, 60] = 10_000, 1_000
    ages = AgesAhead((0,), people, np.stack([people, people]))
    found = jobs_of_later_retirement(ages, (2024, 2035), np.array([8_000.0]), 0.4)
    assert found[0] == pytest.approx([0, np.log(8_400 / 8_000)])


@pytest.mark.parametrize(("quantity", "at"), [("population", 0), ("age_15_59", 1)])
def test_the_shipped_table_of_ageing_alone_is_computed_anew(quantity, at):
    shipped = {row["place"]: row for row in rows("relode.outlook.one_future", "ageing") if row["quantity"] == quantity}
    years = range(OPENING_YEAR + 1, LAST_YEAR + 1)
    found = by_age(OPENING_YEAR, tuple(shipped), tuple(years), 0.0)[at]
    written = np.array([[float(row[f"y{year}"]) for year in years] for row in shipped.values()])
    assert len(written) > 280
    # The table has four decimals.
    assert found == pytest.approx(written, abs=0.00005001)
