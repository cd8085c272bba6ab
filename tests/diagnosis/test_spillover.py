import numpy as np
import pytest

from relode.diagnosis.statistics.space import distances, neighbours, surroundings
from relode.diagnosis.statistics.spillover import fitted, log_changes, spillover_table
from relode.diagnosis.statistics.whole_panel import shipped
from relode.measures.spatial_autocorrelation import nearest_neighbour_weights
from relode.places import by_code, find

RNG = np.random.default_rng(3)
GROUPS = np.repeat([f"{i}" for i in range(12)], 9)
CAUSES = RNG.normal(size=(108, 2))
LEVEL = np.repeat(RNG.normal(size=12), 9)


def test_a_sum_of_multiples_and_group_constants_is_found_at_no_width():
    found = fitted(CAUSES, 0.7 * CAUSES[:, 0] - 0.2 * CAUSES[:, 1] + LEVEL, GROUPS)
    assert (found["slope"], found["low"], found["high"]) == pytest.approx((0.7, 0.7, 0.7), abs=1e-9)
    assert found["gain"] == pytest.approx(1, abs=1e-9)


def test_where_neighbours_do_nothing_they_are_seen_to_do_nothing():
    effect = 0.5 * CAUSES[:, 1] + LEVEL + RNG.normal(size=108)
    found = fitted(CAUSES, effect, GROUPS)
    assert found["low"] < 0 < found["high"]
    assert found["gain_low"] < 0.02
    assert found["gain"] < 0.02


def test_the_shipped_panel_shows_no_spillover_of_the_decade_before(panel):
    table = spillover_table(panel).set_index("outcome")
    assert (table["low"] < 0).all()
    assert (table["high"] > 0).all()
    assert (table["gain"] < 0).all()
    assert table["places"].between(280, 300).all()


@pytest.mark.parametrize(
    ("outcome", "years"), [("population", (2000, 2010, 2020)), ("gdp_real_index", (2000, 2010, 2019))]
)
def test_slopes_are_those_of_least_squares_with_a_constant_for_each_province(panel, outcome, years):
    codes, changes = log_changes(panel, outcome, list(years))
    provinces = np.array([by_code()[code].province for code in codes])
    constants = (provinces[:, None] == np.unique(provinces)).astype(float)
    around = nearest_neighbour_weights(distances(codes), 6) @ changes[0]
    slopes = np.linalg.lstsq(np.column_stack([around, changes[0], constants]), changes[1], rcond=None)[0]
    table = spillover_table(panel).set_index("outcome")
    assert table.loc[outcome, "slope"] == pytest.approx(slopes[0], rel=1e-8)


def test_what_neighbours_went_through_is_the_mean_of_their_figures(panel):
    around = surroundings(shipped("local"), find("hegang"))
    people, output = neighbours(panel, around)
    own = panel["value"].sel(quantity="population_change", year=2020, place=list(people.places)).to_numpy()
    assert people.change == pytest.approx(own.mean(), abs=1e-12)
    assert (people.fell, people.count) == (6, 6)
    index = panel["value"].sel(quantity="gdp_real_index", place=list(output.places))
    growth = index.sel(year=2019).to_numpy() / index.sel(year=2010).to_numpy() - 1
    assert output.change == pytest.approx(growth.mean(), abs=1e-12)


def test_a_county_has_no_neighbours(panel):
    assert neighbours(panel, surroundings(shipped("local"), find("renqiu"))) == ()
