"""Pools, tags, futures moved to what is told, and forecasts of the simulator: on arrays of a few cells."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from numpy.linalg import inv

from relode.calibration.scores import conditioning as conditioning_module
from relode.calibration.scores import forecast as forecast_module
from relode.calibration.scores import tags as tags_module
from relode.calibration.scores.combination import Pool, best_weights, distances, equally_likely
from relode.calibration.scores.conditioning import ADULTS, NEEDED, _joined, followed, mapped, shifts_of
from relode.calibration.scores.forecast import CombinedForecast, SimulatorForecast, changes, folds
from relode.calibration.scores.tags import DESCRIBED, TagBasis, is_far, tags
from relode.errors import NoVerdict
from relode.model.opening.opening_state import REST
from relode.model.results import OneCity, Shift
from relode.outlook.backcasts.targets import NATIONAL_GIVEN, NOTHING_GIVEN, PRICES_GIVEN
from relode.outlook.forecasters.predictive import Draws, Spread
from relode.outlook.one_future.predictive_record import AHEAD, OpeningHomes
from relode.streams import stream


def draws(*values):
    """Draws of one place and year."""
    return Draws(np.array(values, float).reshape(-1, 1, 1))


def test_a_pool_of_two_parts_by_hand():
    pool = Pool((draws(0, 2), draws(4, 8, 12)), np.array([[0.25], [0.75]]))
    at = np.array([[3.0]])
    assert pool.below(at).tolist() == [[0.25]]
    assert pool.below(np.array([[4.0]])).tolist() == [[0.25 + 0.75 / 6]]
    # To the outcome: 2 in the mean of the first, 5 of the second. Between two draws: 1 within the first, 32 / 9 within
    # the second, 7 between them.
    to_outcome, between = distances(pool.parts, at)
    assert to_outcome[:, 0, 0].tolist() == pytest.approx([2, 5 + 1 / 3 - 1 / 3])
    assert between[:, :, 0, 0] == pytest.approx(np.array([[1, 7], [7, 32 / 9]]))
    spread = 0.25**2 * 1 + 2 * 0.25 * 0.75 * 7 + 0.75**2 * 32 / 9
    assert pool.crps(at)[0, 0] == pytest.approx(0.25 * 2 + 0.75 * (1 + 5 + 9) / 3 - spread / 2)
    # A quarter of the chance is at 0 and 2, then a quarter at each of 4, 8 and 12.
    assert [pool.quantile(chance)[0, 0] for chance in (0.3, 0.7, 0.9)] == pytest.approx([4, 8, 12])


def test_points_of_a_distribution_are_at_the_middles_of_equal_parts():
    normal = Spread(np.array([[10.0]]), np.array([[2.0]]))
    found = equally_likely(normal, 4).draws[:, 0, 0]
    # The normal distribution has 12.5 and 37.5 % below 1.15035 and .31864 standard deviations under its middle.
    assert found == pytest.approx([10 - 2.30070, 10 - 0.63728, 10 + 0.63728, 10 + 2.30070], abs=1e-4)
    assert len(equally_likely(normal).draws) == 100
    kept = draws(1, 2)
    assert equally_likely(kept, 4) is kept


def test_weights_are_those_of_the_least_score_and_of_known_cells_alone():
    # One part: all weight. Two of which one is at the outcome: all to it. Two at equal distance on either side: halves.
    near, apart = np.array([[[0.0, np.nan]], [[3.0, 1.0]]]), np.zeros((2, 2, 1, 2))
    apart[0, 1] = apart[1, 0] = 3
    assert best_weights(near, apart) == pytest.approx([1, 0], abs=1e-6)
    assert best_weights(near[1:], apart[1:, 1:]) == pytest.approx([1])
    sides, between = np.array([[[1.0]], [[1.0]]]), np.array([[0.0, 2], [2, 0]]).reshape(2, 2, 1, 1)
    assert best_weights(sides, between) == pytest.approx([0.5, 0.5])
    # w + 2 (1 - w) - 2 w (1 - w), least where 4 w = 3.
    assert best_weights(np.array([[[1.0]], [[2.0]]]), between) == pytest.approx([0.75, 0.25], abs=1e-5)
    with pytest.raises(NoVerdict):
        best_weights(near[:, :, 1:], apart[:, :, 1:])


def test_tags_come_in_one_order(monkeypatch):
    monkeypatch.setattr(tags_module, "is_far", lambda *_: True)
    monkeypatch.setattr(tags_module, "least_skill", lambda: {})
    monkeypatch.setattr(tags_module, "bases", lambda: {"it": TagBasis("debt", "", 0.9)})
    cell = {"place": ["a"], "quantity": ["debt"]}
    data = xr.Dataset(
        {
            "rule": (("place", "quantity"), [["assumed:x"]]),
            "flag": (("place", "quantity"), [["unknown_reserve"]]),
            "commodity_share": (("place", "commodity"), [[0.0, 0.1]]),
        },
        cell,
    )
    assert tags(SimpleNamespace(data=data), "a", "it") == (
        "no_skill", "extrapolating", "unknown_reserve", "assumption_driven", "prior_driven"
    )  # fmt: skip


def test_what_a_quantity_rests_on_is_its_row_of_the_table(monkeypatch):
    rows = [{"quantity": "a", "opening": "debt", "target": "gdp", "spread_ratio": "0.5"},
            {"quantity": "b", "opening": "", "target": "", "spread_ratio": ""}]  # fmt: skip
    monkeypatch.setattr(tags_module.shipped_tables, "rows", lambda *_: rows)
    found = tags_module.bases.__wrapped__()
    assert found["a"] == TagBasis("debt", "gdp", 0.5)
    assert (found["b"].opening, found["b"].target, np.isnan(found["b"].spread_ratio)) == ("", "", True)


def test_a_place_is_far_beyond_the_ellipse_of_99_in_100():
    rng = np.random.default_rng(3)
    logs = rng.normal(0, 1, (400, 5)) @ rng.normal(0, 1, (5, 5))
    people = rng.normal(5, 1, 400)
    table = np.exp(logs)
    table[:, DESCRIBED.index("population")] = np.exp(people)
    for name in ("gross_domestic_product", "old"):  # these two are told for each person
        table[:, DESCRIBED.index(name)] *= np.exp(people)
    told = logs.copy()
    told[:, DESCRIBED.index("population")] = people
    away = told - told.mean(axis=0)
    distance = np.einsum("ij,jk,ik->i", away, inv(np.cov(away.T)), away)
    codes = [f"p{i}" for i in range(400)]
    data = xr.Dataset({"value": (("place", "quantity"), np.vstack([table, np.full((1, 5), 1e9)]))},
                      {"place": [*codes, REST], "quantity": list(DESCRIBED)})  # fmt: skip
    order = [codes[i] for i in np.argsort(-distance)[:25]]
    far = {code for code in order if is_far(SimpleNamespace(data=data), code)}
    # Chi-squared with five degrees of freedom exceeds 15.0863 in one case of a hundred.
    assert far == {code for code, size in zip(codes, distance, strict=True) if size > 15.0863}
    assert 0 < len(far) < 25


def test_each_future_takes_the_value_of_its_rank():
    ahead = SimpleNamespace(facts={2020: 7.0}, at=lambda chances: np.outer(chances, np.arange(1, len(AHEAD) + 1)))
    values = np.array([[1.0, 30, 5], [1, 10, 6], [1, 20, 4]])
    found = mapped(values, ahead, (2020, 2021, 2100))
    # Chances of three ranks: a sixth, a half, five sixths; of the year after the opening these are the values too.
    assert found == pytest.approx(np.array([[7, 5 / 6, 5], [7, 1 / 6, 6], [7, 1 / 2, 4]]))
    assert mapped(values[:1], ahead, (2020, 2022, 2100)) == pytest.approx(np.array([[7, 1.0, 5]]))
    without = SimpleNamespace(facts={}, at=ahead.at)
    assert mapped(values, without, (2020, 2021, 2100))[:, 0].tolist() == [1, 1, 1]


def test_parts_of_the_futures_are_joined_as_they_were_dealt():
    parts = [Shift(np.array([[1.0], [3], [5]])), Shift(np.array([[2.0], [4]]))]
    assert _joined(parts).amount[:, 0].tolist() == [1, 2, 3, 4, 5]


def test_what_consists_of_moved_quantities_follows_them():
    run = dict.fromkeys(NEEDED, 1.0) | {
        "population": 200.0,
        "age_15_59": 100.0,
        "age_60_plus_share": 0.25,
        "housing_vacancy": 0.1,
        "skilled_share": 0.2,
        "debt": 50.0,
        "gdp_real": 80.0,
        "gross_domestic_product": 100.0,
        "debt_ratio": 0.5,
    }
    nothing = xr.Dataset(
        {name: (("future", "year"), np.full((2, 2), value)) for name, value in run.items()}, {"year": [2020, 2021]}
    )
    moved = {"population": 180.0, "age_15_59": 120.0, "debt": 90.0, "gdp_real": 120.0}
    found = followed(nothing, {name: np.full((2, 2), value) for name, value in moved.items()}, OpeningHomes())
    # Debt of 90 over output of 120 at prices of .8 is .6; nine tenths of nine tenths of the homes are lived in.
    expected = {"working_age_people": 20, "low_skilled": 16, "high_skilled": 4, "age_60_plus_share": 30 / 180 - 0.25,
                "debt_ratio": 0.1, "housing_vacancy": 0.09}  # fmt: skip
    assert {name: each.amount[0, 0] for name, each in found.items()} == {
        name: pytest.approx(each) for name, each in expected.items()
    }
    assert tuple(found)[:3] == ADULTS
    still = followed(nothing, {}, OpeningHomes())
    assert all(each.amount == pytest.approx(np.zeros((2, 2))) for each in still.values())
    told = SimpleNamespace(facts={2020: 200.0}, at=lambda chances: np.full((len(chances), len(AHEAD)), 180.0))
    shifts = shifts_of(nothing, SimpleNamespace(quantities={"population": told}, homes=OpeningHomes()))
    assert shifts["population"].amount.tolist() == [[0, -20]] * 2
    assert shifts["housing_vacancy"].amount[0] == pytest.approx([0, 0.09])


def table_of(**values):
    """A run with these quantities: (future, year, place)."""
    return SimpleNamespace(
        table=xr.Dataset({name: (("future", "year", "place"), np.array(each, float)) for name, each in values.items()})
    )


def test_changes_since_the_origin_are_of_a_quantity_or_of_a_share_and_in_logarithms_where_asked(monkeypatch):
    jobs = {
        "mining_employment": [[[1, 2], [3, 4], [6, 9]]],
        "employment": [[[10, 10], [10, 20], [20, 30]]],
        "population": [[[1, 2], [2, 2], [4, 1]]],
    }
    asked = []
    monkeypatch.setattr(forecast_module, "lengthened", lambda _, years: asked.append(years))
    monkeypatch.setattr(forecast_module, "system", lambda _, names: asked.append(names) or table_of(**jobs))
    futures = SimpleNamespace(years=(2010, 2011, 2012))
    share = changes(futures, "mining_employment_share", False, 2011, (2012, 2010))
    assert share == pytest.approx(np.array([[[0, -0.2], [0.1, 0]]]))
    people = changes(futures, "population", True, 2010, (2011, 2012))
    assert people == pytest.approx(np.log(np.array([[[2, 4], [1, 0.5]]])))
    assert asked[0] == 11
    assert set(asked[1]) == {
        "gdp_real",
        "population",
        "house_price",
        "mining_employment",
        "employment",
        "secondary_share",
        "budget_revenue",
        "budget_expenditure",
    }


@pytest.mark.parametrize(
    ("origin", "mode", "opened", "has_prices", "is_given"),
    [
        (2013, NOTHING_GIVEN, 2013, False, False),
        (2014, NATIONAL_GIVEN, 2013, False, True),
        (2012, PRICES_GIVEN, 2010, True, True),
        (2020, NOTHING_GIVEN, 2020, False, False),
    ],
)
def test_a_forecast_opens_at_the_latest_year_up_to_its_origin(monkeypatch, origin, mode, opened, has_prices, is_given):
    seen = {}

    def draw(world, count, years, _seed, calibrated):
        seen["draw"] = (world.name, count, years, calibrated)
        return SimpleNamespace(params="params")

    monkeypatch.setattr(forecast_module, "draw_futures", draw)
    monkeypatch.setattr(forecast_module, "given_paths", lambda futures, past: seen.update(prices=past) or futures)
    monkeypatch.setattr(
        forecast_module,
        "changes",
        lambda _, *args: seen.update(changes=args) or np.array([[[1.0], [3.0]], [[2.0], [6.0]]]),
    )
    maker = SimulatorForecast(
        lambda year: SimpleNamespace(name=year, codes=("a", "b", "rest")), "the past", calibrated=False
    )
    target = SimpleNamespace(name="population", logarithm=True)
    past = SimpleNamespace(origin=origin, mode=mode, target=target, national=np.array([5.0]))
    found = maker.predict(past, ("b", "a"), (origin + 1, origin + 3), np.random.default_rng(1)).draws
    assert seen["draw"] == (opened, 256, origin + 3 - opened, False)
    assert seen["changes"] == ("population", True, origin, (origin + 1, origin + 3))
    assert (seen.get("prices") == "the past") == has_prices
    # Deviations of the two places from their mean in each future, and the mean that is given.
    assert found[:, :, 0].tolist() == ([[6, 4], [7, 3]] if is_given else [[3, 1], [6, 2]])


def test_a_pool_weighs_places_by_the_outcomes_of_other_folds(monkeypatch):
    parts = {
        "low": SimpleNamespace(predict=lambda *_: draws_of(0.0)),
        "high": SimpleNamespace(predict=lambda *_: draws_of(1.0)),
    }
    asked = []
    monkeypatch.setattr(
        forecast_module, "series", lambda *args: asked.append(args[2:]) or np.array([[5.0, 5], [5, 5], [5, 6]])
    )
    monkeypatch.setattr(forecast_module, "folds", lambda _: np.array([0, 1, 1]))
    past = SimpleNamespace(target="gdp", origin=2010)
    pool = CombinedForecast({"value": None}, parts).predict(past, ("a", "b", "c"), (2011,), np.random.default_rng(1))
    assert asked == [(("a", "b", "c"), (2010, 2011))]
    # Outcomes are 0, 0 and 1: places b and c are weighed by that of a, which is 0; a by the two others, one of each.
    assert pool.weights == pytest.approx(np.array([[0.5, 1, 1], [0.5, 0, 0]]), abs=1e-4)


def draws_of(value):
    """The same for three places in one year, in two draws."""
    return Draws(np.full((2, 3, 1), value))


def test_folds_are_dealt_by_chance_and_repeatable(monkeypatch):
    home = np.array(["x", "y", "x", "z", "u", "v", "w"])
    monkeypatch.setattr(forecast_module, "provinces", lambda _: home)
    found = folds(tuple("abcdefg"), seed=4)
    dealt = stream("folds_of_provinces", 4).permutation(6) % 5
    assert found.tolist() == [dealt["uvwxyz".index(name)] for name in home]
    assert sorted(set(found.tolist())) == [0, 1, 2, 3, 4]


def test_every_part_of_the_futures_is_moved_as_a_sample_of_its_own(monkeypatch):
    nothing = xr.Dataset({"population": (("place", "future", "year"), np.arange(5.0).reshape(1, 5, 1))})
    asked = []

    def of_one_city(here, levers, names):
        asked.append((here.shifts, levers, names))
        return nothing

    def shifts_of_part(part, future):
        assert future == "future"
        return {
            "population": Shift(part["population"].to_numpy() * 10),
            "debt": Shift(np.zeros((part.sizes["future"], 1))),
        }

    monkeypatch.setattr(conditioning_module, "of_one_city", of_one_city)
    monkeypatch.setattr(conditioning_module, "shifts_of", shifts_of_part)
    for parts in (1, 2, 3):
        found = conditioning_module.conditioned(OneCity(None, None, {"old": None}), "future", parts)
        assert found.shifts["population"].amount[:, 0].tolist() == [0, 10, 20, 30, 40]
        assert found.shifts["debt"].amount.tolist() == [[0]] * 5
    shifts, levers, names = asked[0]
    assert (shifts, levers) == ({}, {})
    assert set(NEEDED) <= set(names)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("target", "rules"),
    [
        ("gdp_real", {"pooled_ar1", "random_walk", "province_drift"}),
        ("secondary_share", {"level_reversion", "random_walk"}),
        ("population", {"own_drift_half_shrunk", "structural_ridge"}),
        ("mining_employment_share", {"random_walk", "national_ratio"}),
        ("house_price", {"random_walk", "random_walk_student"}),
    ],
)
def test_a_pool_has_the_rules_of_its_target_that_are_scored_and_the_simulator(target, rules):
    given = forecast_module.with_simulator(None, None)(target, NOTHING_GIVEN)
    assert given["combination"].parts.keys() == (rules & given.keys()) | {"simulator"}
    assert given["combination"].parts["simulator"].calibrated
    assert rules & given.keys()
