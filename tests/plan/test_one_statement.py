"""Doing nothing is the same in every place that tells it: outlook, simulate, page and interface (what if), plan."""

from functools import cache

import numpy as np
import pytest

from relode.calibration.fitting.draws import draw_futures
from relode.model import results
from relode.model.opening.opening_world import world
from relode.model.results import stored_paths
from relode.outlook import outlook
from relode.outlook.one_future.observed_series import forecast_quantities as told_quantities
from relode.places import find
from relode.plan.asked.request import PlanRequest as AskedPlan
from relode.plan.asked.request import command
from relode.plan.making.planning import courses
from relode.plan.simulations.simulation import SimulationRequest, simulate
from relode.plan.simulations.what_if import BANDS, SHOWN, asked, ground
from relode.plan.trials.stage import BANDS as COURSE_BANDS
from relode.plan.trials.stage import stage

pytestmark = pytest.mark.slow
COUNT, YEAR = 81, 2035
PLANNED = 80
"""Futures of plans, those of the run that the tests of this folder share: their programs are compiled for it."""
CITIES = ["hegang", "baotou", "yulin", "fuxin", "panzhihua"]
COURSES = {"population": "population", "employment": "employment", "working_age_people": "age_15_59"}
"""Quantity of a plan's courses -> that of the outlook."""
# Ends of bands lie between two of the futures, where the distribution bends by less than this; medians are on one,
# or halfway between two that are close.
CLOSE = {"median": 1e-9, "p05": 5e-3, "p25": 5e-3, "p75": 5e-3, "p95": 5e-3}
HALF = {"median": 1e-3, "p05": 5e-3, "p95": 5e-3}


@pytest.fixture(scope="module")
def opened(panel):
    return world(panel)


@pytest.fixture(scope="module")
def moved(opened):
    return ground(opened, count=COUNT, years=YEAR - 2020)


@pytest.fixture(scope="module")
def drawn(opened):
    return draw_futures(opened, PLANNED, YEAR - 2020, 1)


@pytest.fixture(scope="module")
def around(drawn):
    return stored_paths(drawn)


@pytest.fixture(scope="module")
def staged(panel, opened, drawn, around):
    """City -> how its plan begins."""
    wanted = AskedPlan(futures=PLANNED)
    return cache(lambda city: stage(opened, find(city), wanted, command(panel, find(city), wanted), drawn, around))


@pytest.fixture(autouse=True)
def prices_of_2020(monkeypatch):
    """Plans and simulations are told at prices of 2020; so is the outlook that they are held against."""
    monkeypatch.setattr("relode.outlook.ahead.city.at_own_prices", lambda _panel, _place, ahead: ahead)


@pytest.mark.parametrize("city", CITIES)
def test_what_if_starts_from_the_outlook(panel, moved, city):
    told = outlook(panel, find(city), YEAR).quantities
    shown = asked(moved, find(city))
    both = sorted(set(SHOWN) & set(told))
    assert both == ["employment", "gdp_real", "house_price", "population"]
    for name in both:
        for at, band in enumerate(BANDS):
            expected = told[name].quantiles[band][-1]
            assert shown.nothing_bands[name][at, -1] == pytest.approx(expected, rel=CLOSE[band]), (name, band)


@pytest.mark.parametrize("city", CITIES[:2])  # a run of the whole system each
def test_simulate_tells_all_quantities_of_the_outlook(panel, city):
    told = outlook(panel, find(city), YEAR).quantities
    bands = simulate(panel, find(city), SimulationRequest(futures=COUNT, years=YEAR - 2020)).without.sel(year=YEAR)
    assert set(told) == set(told_quantities())
    for name, forecast in told.items():
        for band in BANDS:
            value = float(bands[name].sel(band=band))
            # Debt may end at 0, so it is moved by a difference; its ends bend more.
            close = 3 * CLOSE[band] if name == "debt" else CLOSE[band]
            assert value == pytest.approx(forecast.quantiles[band][-1], rel=close), (name, band)


@pytest.mark.parametrize("city", CITIES)
def test_a_plan_tells_the_outlook(panel, staged, city):
    told, on = outlook(panel, find(city), YEAR).quantities, staged(city)
    printed = {course.quantity: course.nothing for course in courses(on)}
    for name, of in COURSES.items():
        for band in COURSE_BANDS:
            expected = pytest.approx(told[of].quantiles[band][-1], rel=HALF[band])
            assert printed[name][band][-1] == expected, (name, band)
    for name in ("gdp_real", "mining_employment", "budget_revenue"):
        values = on.nothing.at_end(name)
        assert np.median(values) == pytest.approx(told[name].quantiles["median"][-1], rel=HALF["median"]), name


@pytest.mark.parametrize("city", CITIES)
def test_adults_jobs_and_who_works_of_a_plan_are_one_account(panel, staged, city):
    on = staged(city)
    here, adults = on.nothing.quantities, outlook(panel, find(city), YEAR).quantities["age_15_59"]
    assert here["low_skilled"] + here["high_skilled"] == pytest.approx(here["working_age_people"], rel=1e-12)
    assert (here["in_work_share"] == here["employment"] / here["working_age_people"]).all()
    assert (here["working_age_people"] < here["population"]).all()
    # Ageing alone: those of the first year of the plan, by as much as births, ageing and deaths change the census.
    path = on.base["ageing_alone"]
    alone = dict(zip(range(2021, YEAR + 1), adults.ageing_alone, strict=True))
    assert path[:, 0] == pytest.approx(on.base["working_age_people"][:, 0], rel=1e-12)
    assert path[:, -1] / path[:, 0] == pytest.approx(np.full(PLANNED, alone[YEAR] / alone[on.years[0]]), rel=1e-9)


def test_a_plan_keeps_the_paths_of_its_place_alone_and_has_the_numbers_of_paths_of_all(
    panel, opened, drawn, staged, monkeypatch
):
    sound, kept = results.stored_paths, []
    monkeypatch.setattr(results, "stored_paths", lambda *given, **more: kept.append(sound(*given, **more)) or kept[-1])
    place, wanted = find("hegang"), AskedPlan(futures=PLANNED)
    alone = stage(opened, place, wanted, command(panel, place, wanted), drawn)
    assert {path.shape[-1] for each in kept for path in vars(each).values()} == {1}
    for name, values in staged("hegang").nothing.quantities.items():
        np.testing.assert_array_equal(alone.nothing.quantities[name], values)
