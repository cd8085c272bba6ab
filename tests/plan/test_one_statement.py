"""Doing nothing is the same in every place that tells it: outlook, page and interface (what if), plan."""

import pytest

from relode.calibration.fitting.draws import draw_futures
from relode.outlook import outlook
from relode.places import find
from relode.plan.stage import Asked as AskedPlan
from relode.plan.stage import command, opened_world, stage
from relode.plan.what_if import BANDS, SHOWN, asked, ground

pytestmark = pytest.mark.slow
COUNT, YEAR = 41, 2035
CITIES = ["hegang", "baotou", "yulin", "fuxin", "panzhihua"]
PLANNED = ("population", "employment", "gdp_real", "mining_employment", "budget_revenue")
# Ends of bands lie between two of 41 futures, where the distribution bends by less than this; medians are on one.
CLOSE = {"median": 1e-9, "p05": 5e-3, "p25": 5e-3, "p75": 5e-3, "p95": 5e-3}


@pytest.fixture(scope="module")
def opened(panel):
    return opened_world(panel)


@pytest.fixture(scope="module")
def moved(opened):
    return ground(opened, count=COUNT, years=YEAR - 2020)


@pytest.fixture(scope="module")
def drawn(opened):
    return draw_futures(opened, COUNT, YEAR - 2020, 1)


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


@pytest.mark.parametrize("city", CITIES)
def test_a_plan_starts_from_the_outlook(panel, opened, drawn, city):
    place, wanted = find(city), AskedPlan(futures=80)
    told = outlook(panel, place, YEAR).quantities
    nothing = stage(opened, place, wanted, command(panel, place, wanted), drawn).nothing
    for name in PLANNED:
        values = sorted(nothing.quantities[name][0, :, -1])
        assert values[COUNT // 2] == pytest.approx(told[name].quantiles["median"][-1], rel=1e-9), name
