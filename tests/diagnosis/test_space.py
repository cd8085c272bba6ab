import numpy as np
import pandas as pd
import pytest

from relode.diagnosis.statistics.space import (
    NEIGHBOURS,
    OUTCOMES,
    TRIED,
    distances,
    figures,
    global_table,
    local_table,
    nearest_large_city,
    surroundings,
)
from relode.diagnosis.statistics.whole_panel import shipped
from relode.places import by_code, find


@pytest.fixture(scope="module")
def change(panel) -> pd.DataFrame:
    return local_table(panel, "population_change_2010_2020")


@pytest.fixture(scope="module")
def overall(panel) -> pd.DataFrame:
    return global_table(panel)


def test_population_change_is_alike_among_neighbours_whatever_their_number(overall):
    table = overall
    assert len(table) == len(OUTCOMES) * len(TRIED)
    people = table[table["outcome"] == "population_change_2010_2020"]
    assert (people["moran"] > 0.2).all()
    assert (people["chance"] <= 0.01).all()
    assert table["places"].between(280, 337).all()


def test_the_shipped_tables_are_those_that_their_facts_give(overall, change):
    pd.testing.assert_frame_equal(overall, shipped("global"), check_dtype=False, rtol=1e-5, atol=1e-8)
    local = shipped("local")
    local = local[local["outcome"] == "population_change_2010_2020"].drop(columns="outcome").reset_index(drop=True)
    pd.testing.assert_frame_equal(change, local, check_dtype=False, rtol=1e-5, atol=1e-8)


def test_the_mean_of_the_local_values_is_the_global_one(overall, change):
    table = overall.set_index(["outcome", "neighbours"])
    expected = table.loc[("population_change_2010_2020", NEIGHBOURS), "moran"]
    assert change["local_moran"].mean() == pytest.approx(expected, abs=1e-12)


def test_kinds_say_where_a_city_and_its_neighbours_stand(change):
    mean = change["own"].mean()
    high = change["own"] > mean
    around = change["neighbours_mean"] > mean
    expected = high.map({True: "high", False: "low"}) + "_" + around.map({True: "high", False: "low"})
    assert (change["kind"] == expected).all()
    assert 0 < change["found"].sum() < len(change) / 2
    assert (change.loc[change["found"], "chance"] <= 0.1).all()


def row_of(place, outcome, table=None):
    found = surroundings(shipped("local") if table is None else table, place)
    return next(each for each in found if each.outcome == outcome)


def test_hegang_lies_among_shrinking_neighbours(change):
    own = row_of(find("hegang"), "population_change_2010_2020")
    assert own.kind == "low_low"
    assert own.found
    assert len(own.neighbours) == NEIGHBOURS
    # The shipped table has six significant digits.
    assert own.neighbours_mean == pytest.approx(
        change.set_index("place").loc[list(own.neighbours), "own"].mean(), rel=1e-5
    )
    assert own.record()["place"]["slug"] == "hegang"


def test_a_county_and_a_city_without_a_figure_say_so():
    assert {found.why for found in surroundings(shipped("local"), find("renqiu"))} == {"not_a_prefecture"}
    found = row_of(find("yanbian"), "gdp_real_growth_2010_2019")
    assert (found.own, found.why) == (None, "no_figures")
    assert row_of(find("yanbian"), "population_change_2010_2020").why == ""


def test_the_nearest_large_city_is_the_nearest_of_all(panel):
    found = nearest_large_city(panel, find("hegang"))
    assert found.city.slug == "harbin"
    assert 300 < found.distance < 450  # some 380 km by road atlas, centroids differ
    assert nearest_large_city(panel, find("harbin")).city.slug != "harbin"
    assert found.record()["unit"] == "km"


def test_distances_are_symmetric_and_zero_to_oneself(panel):
    codes = figures(panel, "house_price_2023")[0][:30]
    table = distances(codes)
    assert (np.diag(table) == 0).all()
    np.testing.assert_allclose(table, table.T, atol=1e-9)
    assert all(by_code()[code].level == "prefecture" for code in codes)
