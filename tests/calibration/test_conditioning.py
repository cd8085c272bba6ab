"""A city's futures say of doing nothing what the one future says, and a lever does in them what it did."""

import numpy as np
import pytest
import xarray as xr

from relode.calibration.conditioning import (
    ADULTS,
    NEEDED,
    adults_moved,
    conditioned,
    empty_homes,
    followed,
    mapped,
    shifts_of,
)
from relode.calibration.draws import draw_futures
from relode.model.opening.opening_world import world
from relode.model.quantities import QUANTITIES
from relode.model.results import Shift, of_one_city, one_city, stored_paths
from relode.outlook.one_future.predictive_record import AHEAD, OpeningHomes
from relode.outlook.one_future.statement import predictive
from relode.panel.doubt import listing_price

HEGANG = "230400"
CHANCES = (0.05, 0.5, 0.95)


@pytest.fixture(scope="module")
def plain(panel):
    # As many, and as long, as the shared ground has: one program gives the paths of both.
    futures = draw_futures(world(panel, 2020), 8, 30, 1)
    return one_city(futures, HEGANG, stored_paths(futures))


@pytest.fixture(scope="module")
def future(panel):
    return predictive(panel, "hegang")


def test_a_run_is_mapped_to_the_distribution_rank_by_rank(future):
    years = (2020, 2024, 2035)
    values = np.random.default_rng(1).lognormal(size=(201, 3))
    people = future.quantities["population"]
    found = mapped(values, people, years)
    assert (found[:, 0] == people.facts[2020]).all()
    assert (found[:, 2].argsort() == values[:, 2].argsort()).all()
    expected = people.at(CHANCES)[:, AHEAD.index(2035)]
    # Between two of 201 equally likely values the distribution bends less than this.
    assert np.quantile(found[:, 2], CHANCES) == pytest.approx(expected, rel=1e-3)


@pytest.mark.slow
def test_doing_nothing_is_the_one_future(panel, plain, future):
    nothing = of_one_city(conditioned(plain, future), {}).isel(place=0)
    for name, ahead in future.quantities.items():
        # Of eight futures the median lies halfway between two of them: looser than in many.
        expected = ahead.at((0.5,))[0, AHEAD.index(2030)]
        assert float(nothing[name].sel(year=2030).median()) == pytest.approx(expected, rel=0.1), name
    # The listing of 2024 is doubted, and corrected by the index; to the rounding of exp(log).
    corrected = listing_price(panel, "hegang", 2024)
    assert nothing["house_price"].sel(year=2024).values == pytest.approx(corrected.value, rel=1e-12)


@pytest.mark.slow
def test_a_lever_adds_what_it_added_before(plain, future):
    there = conditioned(plain, future)
    doses = {"public_services_spending": np.full(31, 5.0)}
    runs = [[of_one_city(here, each) for each in (doses, {})] for here in (plain, there)]
    for name in ("population", "employment", "gdp_real"):
        effects = [done[name].to_numpy() - nothing[name].to_numpy() for done, nothing in runs]
        size = float(runs[0][1][name].max())
        assert effects[0] == pytest.approx(effects[1], abs=1e-7 * float(np.abs(effects[1]).max()))
        assert np.abs(effects[0]).max() > 1e-6 * size


@pytest.mark.slow
def test_conditioning_twice_changes_nothing_more(plain, future):
    once = conditioned(plain, future)
    twice = conditioned(once, future)
    for name, shift in once.shifts.items():
        assert (twice.shifts[name].amount == shift.amount).all(), name


def test_a_shift_adds_and_what_cannot_be_negative_ends_at_nothing():
    values = np.array([[0.2, 3.0]])
    assert Shift(np.array([[0.1, -5.0]])).moved(values) == pytest.approx(np.array([[0.3, 0.0]]))


def test_empty_homes_follow_the_people_of_the_one_future_and_those_who_left_before():
    """By hand: 15 % empty where nobody left; a fifth left since the census with most people: .85 x .8 lived in."""
    run = {"housing_vacancy": np.array([[0.15, 0.2]]), "population": np.array([[100.0, 90.0]])}
    people = np.array([[100.0, 81.0]])
    assert empty_homes(run, people, OpeningHomes()) == pytest.approx(np.array([[0.15, 1 - 0.8 * 0.9]]))
    assert empty_homes(run, people, OpeningHomes(people_left=0.8)) == pytest.approx(
        np.array([[0.32, 1 - 0.8 * 0.8 * 0.9]])
    )
    typed = empty_homes(run, people, OpeningHomes(vacancy=0.3, people_left=0.8))
    assert typed == pytest.approx(np.array([[0.3, 1 - 0.8 * 0.7 / 0.85 * 0.9]]))
    assert empty_homes(run, 3 * people, OpeningHomes()).min() == 0


def test_a_typed_vacancy_and_people_who_left_are_what_tells_of_homes(panel, future):
    left = future.quantities["population"].facts
    assert future.homes.vacancy is None
    assert future.homes.people_left == pytest.approx(left[2020] / max(left[2000], left[2010]), rel=1e-12)
    own = panel.copy(deep=True)
    own["value"].loc[{"quantity": "housing_vacancy", "place": HEGANG, "year": 2023}] = 0.31
    assert predictive(own, "hegang").homes.vacancy == 0.31


def test_adults_by_schooling_add_up_to_those_moved():
    run, now, skilled = np.array([[100.0]]), np.array([[80.0]]), np.array([[0.25]])
    found = adults_moved(run, now, skilled)
    assert {name: float(shift.amount[0, 0]) for name, shift in found.items()} == {
        "working_age_people": -20.0, "low_skilled": -15.0, "high_skilled": -5.0
    }  # fmt: skip


def test_what_is_moved_and_what_consists_of_it_both_have_their_shift(future):
    rng = np.random.default_rng(1)
    nothing = xr.Dataset(
        {name: (("future", "year"), rng.lognormal(size=(5, 2))) for name in QUANTITIES}, coords={"year": [2020, 2030]}
    )
    found = shifts_of(nothing, future)
    assert set(found) == {*future.quantities, *ADULTS, "age_60_plus_share", "debt_ratio", "housing_vacancy"}
    people = nothing["population"].to_numpy()
    moved = mapped(people, future.quantities["population"], (2020, 2030))
    assert found["population"].amount == pytest.approx(moved - people)


def test_the_old_are_those_of_the_run_as_those_who_are_not_of_working_age_move():
    """200 people of whom 100 are of 15 to 59 and 50 old; moved, 180 and 120: 60 others of 100, so 30 old of 180."""
    run = dict.fromkeys(NEEDED, 1.0) | {
        "population": 200.0,
        "age_15_59": 100.0,
        "age_60_plus_share": 0.25,
        "housing_vacancy": 0.1,
    }
    nothing = xr.Dataset({name: (("future", "year"), np.full((1, 2), value)) for name, value in run.items()})
    moved = {"population": np.full((1, 2), 180.0), "age_15_59": np.full((1, 2), 120.0)}
    found = followed(nothing, moved, OpeningHomes())["age_60_plus_share"]
    assert (0.25 + found.amount).tolist() == pytest.approx(np.full((1, 2), 30 / 180))
