"""Targets, what is known at an origin, and scores of cells, on a panel of a few places by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.errors import RelodeError
from relode.outlook.backcasts import backcast, harness, targets
from relode.outlook.backcasts.backcast import Backcast, ScoreRow, benchmark_mode, group_names, groups
from relode.outlook.backcasts.harness import ForecastScore, ScoreCells, cell_scores, resampled_means, score, skill
from relode.outlook.backcasts.targets import (
    NATIONAL_GIVEN,
    NOTHING_GIVEN,
    OTHER_PROVINCES_GIVEN,
    TARGETS,
    Case,
    Past,
    Target,
    cases,
    covariate,
    exposure_groups,
    history,
    past_of,
    prefectures,
    rows_of,
    series,
    target,
)
from relode.outlook.forecasters.predictive import Spread
from relode.places import official


def test_targets_and_their_cases_were_named_before():
    assert {
        name: (of.quantity, of.logarithm, of.first, of.step, of.benchmark, of.benchmark_mode, of.cases)
        for name, of in TARGETS.items()
    } == {
        "gdp_real": ("gdp_real_index", True, 2000, 1, "pooled_ar1", "national_given", ((2013, 6), (2013, 10))),
        "secondary_share": ("secondary_share", False, 2000, 1, "level_reversion", "national_given", ((2013, 5),)),
        "population": ("population", True, 2000, 10, "own_drift_half_shrunk", "national_given", ((2010, 10),)),
        "mining_employment_share": (
            "mining_employment_share",
            False,
            2010,
            10,
            "random_walk",
            "nothing_given",
            ((2010, 10),),
        ),
        "house_price": ("house_price", True, 2010, 1, "random_walk", "national_given", ((2015, 4), (2019, 5))),
    }
    assert target("gdp_real") is TARGETS["gdp_real"]
    assert Case(TARGETS["gdp_real"], 2013, 3, NATIONAL_GIVEN).years == (2014, 2015, 2016)
    assert Case(TARGETS["population"], 2000, 20, NATIONAL_GIVEN).years == (2010, 2020)
    assert [(each.origin, each.horizon, each.mode) for each in cases(TARGETS["house_price"], ("x", "y"))] == [
        (2015, 4, "x"),
        (2015, 4, "y"),
        (2019, 5, "x"),
        (2019, 5, "y"),
    ]


PLACES = ("230400", "150200", "110000", "130982")


def panel(people=(10_000.0, 10_001.0, 5e6, 5e6)):
    """Hegang, Baotou, Beijing and the county-level city Renqiu: people and shares of mining from 2000 to 2020."""
    years = list(range(2000, 2021))
    grid = np.full((3, 4, len(years)), np.nan)
    grid[0] = np.array(people)[:, None]
    grid[1, :, 10] = [0.01, 0.05, 0.0499, np.nan]
    grid[2] = 1.0 + np.arange(len(years)) + np.array([0.0, 100, 200, 300])[:, None]
    grid[2, 0, 5] = -1.0
    names = ["population", "mining_employment_share", "gdp_real_index"]
    coords = {"quantity": names, "place": list(PLACES), "year": years}
    return xr.Dataset({"value": (("quantity", "place", "year"), grid)}, coords=coords)


def test_prefectures_of_more_than_ten_thousand_are_scored():
    assert prefectures(panel()) == ("150200", "110000")
    assert prefectures(panel((10_001.0,) * 4)) == ("230400", "150200", "110000")


def test_what_is_known_at_an_origin_ends_there():
    of = TARGETS["gdp_real"]
    past = past_of(panel(), of, 2012, PLACES[:2], np.array([0.5]))
    assert past.values["year"].max() == 2012
    assert (past.origin, past.places, past.national.tolist(), past.revealed, past.mode) == (
        2012,
        PLACES[:2],
        [0.5],
        None,
        NOTHING_GIVEN,
    )
    found = history(past)
    assert found.shape == (2, 13)
    assert found[:, -1] == pytest.approx(np.log([13.0, 113.0]))
    assert np.isnan(found[0, 5])  # nothing below 0 has a logarithm
    plain = Target("x", "gdp_real_index", False, 2000, 5, "", "", ())
    assert series(panel()["value"], plain, PLACES[:1], (2005, 2010, 2030))[0] == pytest.approx(
        [-1, 11, np.nan], nan_ok=True
    )
    assert exposure_groups(past_of(panel(), of, 2012, PLACES)).tolist() == [1, 2, 1, 0]
    assert np.isnan(covariate(past, "gdp_real_index", 2013)).all()
    assert covariate(past, "gdp_real_index", 2012).tolist() == [13.0, 113.0]
    assert rows_of(past, ("150200", "230400")).tolist() == [1, 0]
    assert targets.provinces(PLACES).tolist() == ["230000", "150000", "110000", "130000"]
    assert past_of(panel(), of, 2010, PLACES).origin == 2010
    with pytest.raises(RelodeError) as refused:
        past_of(panel(), of, 2009, PLACES)
    assert refused.value.values == {"target": "gdp_real", "origin": 2009, "first": 2010}


def test_places_are_usable_with_the_figures_that_methods_look_at():
    of, population = TARGETS["gdp_real"], TARGETS["population"]
    assert harness.usable(past_of(panel(), of, 2012, PLACES)).tolist() == [False, True, True, False]
    made = panel()
    made["value"].loc[{"quantity": "population", "place": "150200", "year": 2010}] = np.nan
    assert harness.usable(past_of(made, population, 2010, PLACES)).tolist() == [True, False, True, False]
    price = panel().assign_coords(quantity=["population", "mining_employment_share", "house_price"])
    price["value"].loc[{"quantity": "house_price", "year": slice(None, 2011)}] = np.nan
    assert harness.usable(past_of(price, TARGETS["house_price"], 2012, PLACES)).tolist() == [True, True, True, False]
    case = Case(of, 2012, 2, NATIONAL_GIVEN)
    assert harness.outcomes(panel(), case, PLACES[:2])[1] == pytest.approx(np.log([114 / 113, 115 / 113]))
    with pytest.raises(RelodeError) as refused:
        harness.eligible(panel((10_000.0,) * 4), of, 2012)
    assert refused.value.values == {"target": "gdp_real", "origin": 2012}


def test_cells_are_scored_where_there_is_an_outcome():
    spread = Spread(np.array([[1.0, 1.0]]), np.array([[2.0, 2.0]]))
    found = cell_scores(spread, np.array([[3.0, np.nan]]), np.array(["b"]))
    assert found.error[0] == pytest.approx([2, np.nan], nan_ok=True)
    assert found.chance[0] == pytest.approx([0.8413447, np.nan], nan_ok=True)
    assert np.isfinite(found.crps[0]).tolist() == [True, False]
    assert cell_scores(spread, np.array([[3.0, 1.0], [3.0, 1.0]]), np.array(["b", "a"])).province.tolist() == [1, 0]


def cells(crps, chance, error=None, province=(0, 1)):
    crps = np.array(crps, dtype=float)
    return ScoreCells(
        crps if error is None else np.array(error), crps, np.array(chance, dtype=float), np.array(province)
    )


def test_scores_are_means_over_cells_with_an_outcome():
    """By hand: chances of .5, .95, .2 and .74: one of four outside 90 %, and two outside 50 %."""
    of = cells(
        [[1.0, 2.0, np.nan], [3.0, 6.0, np.nan], [9.0, 9.0, 9.0]],
        [[0.5, 0.96, np.nan], [0.2, 0.74, np.nan], [0.0] * 3],
        [[-1.0, 3.0, np.nan], [2.0, -2.0, np.nan], [0.0] * 3],
        (0, 1, 2),
    )
    found = score(of, np.array([True, True, False]), np.random.default_rng(1))
    assert isinstance(found, ForecastScore)
    assert (found.n, found.cells, found.mae, found.crps) == (2, 4, 2.0, 3.0)
    assert (found.coverage_50, found.coverage_90) == (0.5, 0.75)
    # One province is drawn twice, or both: means of 1.5, 3 and 4.5; all inside 90 % or half of them.
    assert found.crps_interval_95 == (1.5, 4.5)
    assert found.coverage_90_interval == (0.5, 1.0)
    assert found.pit == (0, 0, 0.25, 0, 0, 0.25, 0, 0.25, 0, 0.25)


def test_skill_is_over_cells_that_both_have_and_the_same_draws():
    """By hand: 1 and 2 beside 2 and 8; where one has none neither counts."""
    own, bar = cells([[1.0, 5.0], [2.0, 5.0]], [[0.5] * 2] * 2), cells([[2.0, np.nan], [8.0, np.nan]], [[0.5] * 2] * 2)
    value, (low, high) = skill(own, bar, np.array([True, True]), np.random.default_rng(1))
    assert (value, low, high) == pytest.approx((0.7, 0.5, 0.75))


def test_provinces_are_drawn_as_often_as_there_are_some():
    """Means of grids in the same samples; a sample of a province without a figure has none."""
    one, two = resampled_means(
        (np.array([[1.0], [3.0]]), np.array([[10.0], [np.nan]])), np.array([5, 9]), np.random.default_rng(1)
    )
    assert set(one) == {1.0, 2.0, 3.0}
    assert len(one) == 1000
    assert set(two[np.isfinite(two)]) == {10.0}
    assert (np.isnan(two) == (one == 3.0)).all()
    assert np.mean(one == 2.0) == pytest.approx(0.5, abs=0.05)  # three standard errors


class Echo:
    """Foretells the mean path that it is given, or what it sees of other provinces."""

    def predict(self, past, places, years, _):
        seen = 9.0 if past.national is None else past.national
        if past.revealed is not None:
            seen = np.nanmean(past.revealed)
        return Spread(np.zeros((len(places), len(years))) + seen, np.ones((len(places), len(years))))


def test_a_case_is_given_what_its_mode_says():
    """By hand: two places of two provinces gain .1 and .3, so that the mean path is .2."""
    outcome = np.array([[0.1], [0.3]])

    def errors(mode):
        return harness.predict_case(panel(), Case(TARGETS["gdp_real"], 2012, 1, mode), PLACES[:2], outcome, Echo(), 1)

    assert errors(NATIONAL_GIVEN).error == pytest.approx(np.array([[-0.1], [0.1]]))
    assert errors(NOTHING_GIVEN).error == pytest.approx(outcome - 9)
    found = errors(OTHER_PROVINCES_GIVEN)
    assert found.error == pytest.approx(np.array([[0.1 - 0.3], [0.3 - 0.1]]))
    assert found.province.tolist() == [1, 0]


def test_groups_of_places_are_by_list_type_resource_and_mining():
    codes = ("230400", "210300", "310000")
    found = groups(codes, np.array([0.0201, 0.02, 0.5]), "gdp_real")
    assert {name: found[name].tolist() for name in ("all", "resource", "without_liaoning")} == {
        "all": [True] * 3, "resource": [True, True, False], "without_liaoning": [True, False, True],
    }  # fmt: skip
    hegang, anshan = official()["230400"], official()["210300"]
    for name in (hegang.type, anshan.type):
        assert found[name].tolist() == [hegang.type == name, anshan.type == name, False]
    assert found[hegang.main_resource].tolist() == [True, anshan.main_resource == hegang.main_resource, False]
    assert "mining_above_2_percent" not in found
    mined = groups(codes, np.array([0.0201, 0.02, 0.5]), "mining_employment_share")
    assert mined["mining_above_2_percent"].tolist() == [True, False, True]
    assert set(mined) <= set(group_names())
    assert group_names()[:3] == ("all", "resource", "without_liaoning")
    assert group_names()[-1] == "mining_above_2_percent"


def test_a_row_has_the_scores_of_its_case_and_a_table_the_ends_of_intervals():
    scores = ForecastScore(2, 4, 0.1, 0.2, (0.15, 0.25), 0.5, 0.9, (0.8, 0.95), (0.1,) * 10)
    case = Case(TARGETS["gdp_real"], 2013, 6, NOTHING_GIVEN)
    row = backcast._row(case, "mine", "all", scores, NATIONAL_GIVEN, (0.3, (0.2, 0.4)))
    assert row == ScoreRow(
        "gdp_real",
        2013,
        6,
        NOTHING_GIVEN,
        "mine",
        "all",
        "logarithm",
        "pooled_ar1",
        NATIONAL_GIVEN,
        2,
        4,
        0.1,
        0.2,
        (0.15, 0.25),
        0.5,
        0.9,
        (0.8, 0.95),
        0.3,
        (0.2, 0.4),
        (0.1,) * 10,
    )
    share = Case(TARGETS["secondary_share"], 2013, 6, NOTHING_GIVEN)
    assert backcast._row(share, "mine", "all", scores, NATIONAL_GIVEN, (0.3, (0.2, 0.4))).unit == "share"
    table = Backcast((row,), 1).table()
    assert "pit" not in table
    told = table.iloc[0]
    assert (told["crps_interval_95_low"], told["crps_interval_95_high"]) == (0.15, 0.25)
    assert (told["skill_interval_95_low"], told["coverage_90_interval_high"], told["skill"]) == (0.2, 0.95, 0.3)
    assert [
        benchmark_mode(Case(TARGETS["gdp_real"], 2013, 6, mode))
        for mode in (NOTHING_GIVEN, NATIONAL_GIVEN, OTHER_PROVINCES_GIVEN)
    ] == [
        NOTHING_GIVEN,
        NATIONAL_GIVEN,
        NATIONAL_GIVEN,
    ]
    assert benchmark_mode(Case(TARGETS["mining_employment_share"], 2010, 10, NATIONAL_GIVEN)) == NOTHING_GIVEN


@pytest.mark.parametrize(("known", "is_scored"), [(4, False), (5, True)])
def test_a_group_of_five_places_is_scored(known, is_scored):
    crps = np.full((6, 1), np.nan)
    crps[:known] = 1.0
    made = ScoreCells(crps, crps, np.where(np.isfinite(crps), 0.5, np.nan), np.arange(6))
    codes = ("230400", "230500", "230600", "230700", "230800", "230900")
    result = harness.Scored(Case(TARGETS["gdp_real"], 2013, 6, NATIONAL_GIVEN), codes, np.zeros(6), {"mine": made})
    found = list(backcast._case_rows(result, made, NATIONAL_GIVEN, 1))
    assert bool([row for row in found if row.group == "all"]) is is_scored
    if is_scored:
        assert (found[0].method, found[0].n, found[0].skill) == ("mine", 5, 0.0)


def test_a_target_without_a_method_is_not_scored_and_a_benchmark_once_for_each_case(monkeypatch):
    seen = []

    def scored(_, case, __, given):
        names = given(case.target.name, case.mode)
        seen.append((case.mode, *names))
        crps = np.ones((5, 1))
        made = ScoreCells(crps, crps, crps / 2, np.arange(5))
        return harness.Scored(
            case, ("230400", "230500", "230600", "230700", "230800"), np.zeros(5), dict.fromkeys(names, made)
        )

    monkeypatch.setattr(backcast, "scored", scored)
    given = {NATIONAL_GIVEN: {"x": SimpleNamespace()}, NOTHING_GIVEN: {"y": SimpleNamespace()}}
    found = backcast.backcast(panel(), ["house_price"], given=lambda _, mode: given.get(mode, {}), seed=3)
    assert found.seed == 3
    one = [
        ("national_given", "random_walk"),
        ("national_given", "x"),
        ("nothing_given", "random_walk"),
        ("nothing_given", "y"),
    ]
    assert seen == one * 2
    assert {(row.method, row.origin, row.benchmark_mode) for row in found.scores} == {
        ("x", 2015, NATIONAL_GIVEN),
        ("y", 2015, NOTHING_GIVEN),
        ("x", 2019, NATIONAL_GIVEN),
        ("y", 2019, NOTHING_GIVEN),
    }
    assert Past(TARGETS["gdp_real"], 1, (), None).mode == NOTHING_GIVEN
