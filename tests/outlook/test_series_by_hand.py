"""Bands, futures that add up and series of a place, on small tables by hand."""

import csv
from math import exp, log, sqrt

import numpy as np
import pytest

from relode import shipped_tables
from relode.facts import rows, text
from relode.outlook.one_future import joint_futures
from relode.outlook.one_future.bands import _common, _grown, _quantiles, _root_mean_square, mean_factor, reach, widths
from relode.outlook.one_future.joint_futures import added_up, as_forecast_at, deviation, growth, parts_of_remainder
from relode.outlook.one_future.observed_series import (
    YEARS,
    ForecastQuantity,
    breaks,
    consumer_prices,
    exposure_groups,
    forecast_quantities,
    levels,
    working_age_2000,
)
from relode.outlook.one_future.predictive_record import AHEAD
from relode.streams import stream

from .made_up import panel

ROOM = "relode.outlook.one_future"


def test_values_lie_by_the_half_widths_of_50_and_90_per_cent():
    """By hand: scores of .6745 and 1.6449 are the halves; between and beyond them straight on."""
    half_50, half_90 = np.array([1.0]), np.array([3.0])
    scores = np.array([0.0, 0.6745, 1.6449, (0.6745 + 1.6449) / 2, -1.6449, 0.6745 / 2])
    assert reach(scores, half_50, half_90) == pytest.approx([0, 1, 3, 2, -3, 0.5])
    assert reach(np.array([1.6449 + 0.9704]), half_50, half_90) == pytest.approx([5.0])
    assert mean_factor(np.zeros((2, 1, 2))).tolist() == [[1, 1]]
    normal = np.array([0.6745, 1.6449])[:, None, None] * 0.3
    assert mean_factor(normal)[0, 0] == pytest.approx(exp(0.045), rel=2e-3)


def test_sizes_grow_by_powers_before_between_and_after_what_is_known():
    """By hand: .2 after 2 years and .4 after 4 grow with the years; after by the root or as they do."""
    sizes = np.array([np.nan, 0.2, np.nan, 0.4, np.nan, np.nan, np.nan, np.nan])
    found = _grown(sizes, 0.5)
    assert found[:5] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.4 * sqrt(5 / 4)])
    assert _grown(sizes, None)[7] == pytest.approx(0.8)
    assert _grown(sizes, 0.5, small=2)[1] == pytest.approx(0.2 * sqrt(1.5))
    alone = np.array([np.nan, 0.2, np.nan, np.nan])
    assert _grown(alone, None) == pytest.approx([0.2 * 0.5**0.75, 0.2, 0.2 * 1.5**0.75, 0.2 * 2**0.75])
    # What is known to fall stays; the power is a half at least and one at most.
    assert _grown(np.array([0.3, 0.2]), 0.5).tolist() == pytest.approx([0.3, 0.3])
    assert _grown(np.array([np.nan, 0.1, 0.9, np.nan]), None)[0] == pytest.approx(0.05)
    assert _grown(np.array([np.nan, 0.0]), 0.5).tolist() == [0, 0]


def test_what_all_places_missed_together_needs_twenty_of_them():
    errors = np.full((21, 2), np.nan)
    errors[:20, 0], errors[:19, 1] = 3.0, 5.0
    found = _common({2010: errors, 2011: errors[::-1]}, 2)
    assert found[:, 0].tolist() == [3, 3]
    assert np.isnan(found[:, 1]).all()
    assert _root_mean_square(np.array([[3.0, np.nan], [4.0, np.nan], [np.nan, np.nan]]))[0] == pytest.approx(sqrt(12.5))
    assert np.isnan(_root_mean_square(np.array([[np.nan]]))[0])
    sizes = np.tile(np.arange(21.0)[:, None], (1, 2))
    sizes[2:, 1] = np.nan
    told = _quantiles(sizes, 0.5, 3)
    assert told[0] == 10.0
    assert np.isnan(told[1:]).all()


def test_bands_add_what_each_group_missed_to_what_all_missed_together():
    """By hand: all missed by .3 in a year, and beside it by .1 where little is mined, by .4 where much is."""
    signs = np.resize([1.0, -1.0], 40)
    group = np.repeat([0, 2], 20)
    errors = {2010: (0.3 + signs * np.where(group == 0, 0.1, 0.4))[:, None]}
    found = widths(errors, group, np.ones(40, dtype=bool), 2011, 2)
    shared = 0.3 * sqrt(2)  # of one origin a new one lies further out
    assert found.half[1, 0, 0] == pytest.approx(np.hypot(0.1, 1.6449 * shared))
    assert found.half[0, 2, 0] == pytest.approx(np.hypot(0.4, 0.6745 * shared))
    # No place has from 1 to 5 per cent: that of all, of whom half missed by .4.
    assert found.half[1, 1, 0] == pytest.approx(np.hypot(0.4, 1.6449 * shared))
    assert found.known == 1
    assert found.half[1, 0, 1] == pytest.approx(np.hypot(0.1 * sqrt(2), 1.6449 * shared * sqrt(2)))
    with_nation = widths(errors, group, np.ones(40, dtype=bool), 2011, 2, np.array([0.9, 0.1]))
    assert with_nation.half[1, 0, 0] == pytest.approx(np.hypot(0.1, 1.6449 * 0.9))
    assert with_nation.half[1, 0, 1] == pytest.approx(np.hypot(0.1 * 2**0.75, 1.6449 * shared * 2**0.75))
    assert widths(errors, group, np.ones(40, dtype=bool), 2010, 2) is None


def test_a_remainder_is_shared_by_size_beside_a_common_part():
    """By hand: .04 beside shares of .75 and .25: .79 and .29 over .04 + .625."""
    found = parts_of_remainder(np.array([3.0, 1.0, np.nan]))
    assert found == pytest.approx(np.array([0.79, 0.29, 0.04]) / 0.665)
    people, centre = np.array([3.0, 1.0]), np.array([[0.1], [0.1]])
    assert added_up(people, centre, np.array([0.1])) == pytest.approx(centre)
    moved = added_up(people, centre, np.array([0.2]), np.array([[1.1], [1.0]]))
    assert 3 * exp(moved[0, 0]) * 1.1 + exp(moved[1, 0]) == pytest.approx(4 * exp(0.2), rel=1e-12)
    assert (moved[0, 0] - 0.1) / (moved[1, 0] - 0.1) == pytest.approx(0.79 / 0.29, rel=1e-9)


def test_the_nation_grows_as_the_prospects_have_it():
    """Bounds of 80 and 95 % at their scores; between and beyond them in proportion."""
    table = {
        (row["variant"], row["year"]): float(row["value"]) for row in rows("un_population_prospects")
        if row["place"] == "CN" and row["indicator"] == "population_july"
    }  # fmt: skip

    def told(name):
        return log(table[name, "2040"] / table["median", "2024"]) - log(table[name, "2024"] / table["median", "2024"])

    found = growth(np.array([0.0, 1.28155, 1.95996, -1.28155, (1.28155 + 1.95996) / 2, 1.95996 + 0.67841]), (2040,))[
        :, 0
    ]
    assert found[:4] == pytest.approx([told("median"), told("80u"), told("95u"), told("80l")])
    assert found[4] == pytest.approx((told("80u") + told("95u")) / 2)
    assert found[5] == pytest.approx(2 * told("95u") - told("80u"))
    low, high = growth(np.array([-1.6449, 1.6449]), [2025, 2034])
    assert deviation(10)[[0, 9]] == pytest.approx((high - low) / 2 / 1.6449)
    assert deviation(30)[25] == deviation(30)[29]


def test_a_forecast_of_the_nation_keeps_the_natural_increase_of_its_year(monkeypatch):
    rates = {
        (row["indicator"], row["year"]): float(row["value"]) for row in rows("vital_rates") if row["place"] == "CN"
    }
    rate = (rates["births_per_thousand", "2015"] - rates["deaths_per_thousand", "2015"]) / 1000
    assert as_forecast_at(2015, (2016, 2020), None) == pytest.approx([rate, 5 * rate])
    monkeypatch.setattr(joint_futures, "natural_increase", dict)
    account = np.array([1.0])
    assert as_forecast_at(2015, (2016,), account) is account


def test_the_path_of_a_place_goes_through_its_counts_and_then_by_the_table(monkeypatch):
    """By hand: 1,000 in 2020, 900 in 2023; the table has -.01 a year from 2020 on."""
    path = {year: -0.01 * (year - 2020) for year in AHEAD}
    monkeypatch.setattr(joint_futures, "centre_path", lambda *_: (2020, path, False))
    series = np.full(len(YEARS), np.nan)
    series[[YEARS.index(2010), YEARS.index(2020), YEARS.index(2023)]] = 1100.0, 1000.0, 900.0
    found = joint_futures._centre("x", series, 2023)
    assert found[:4] == pytest.approx([log(1000 / 900) * 2 / 3, log(1000 / 900) / 3, 0, -0.01])
    assert found[-1] == pytest.approx(-0.27)


def test_what_is_not_the_nation_s_is_a_place_s_own(monkeypatch):
    half = np.stack([np.full((3, 4), 0.01), np.full((3, 4), 0.05)])
    half[:, 2] *= 2
    monkeypatch.setattr(joint_futures, "half_widths", lambda: {"population": np.stack([half, half])})
    monkeypatch.setattr(joint_futures, "exposure_groups", lambda *_: np.array([0, 2]))
    monkeypatch.setattr(joint_futures, "deviation", lambda horizon: np.array([0.01, 0.02, 0.03, 0.04])[:horizon])
    found = joint_futures._own_halves(None, ("a", "b"), np.array([2020, 2023]))
    assert found[1, 0, 0] == pytest.approx(sqrt(0.05**2 - (1.6449 * 0.01) ** 2))
    assert found[1, 0, 3] == found[1, 0, 9] == 0.0  # 1.6449 x .04 is more than .05
    assert found[1, 1, 3] == pytest.approx(sqrt(0.1**2 - (1.6449 * 0.01) ** 2))
    assert found[0, 0, 0] == pytest.approx(sqrt(0.01**2 - (0.6745 * 0.01) ** 2))


def test_futures_of_all_places_keep_their_ranks_and_sum_to_the_nation(monkeypatch):
    """Halves of a normal of .1 and .3, so values lie at score x deviation; the second place is counted up to 2025."""
    path = {year: -0.01 * (year - 2020) for year in AHEAD}
    counted = np.full((2, len(YEARS)), np.nan)
    counted[0, YEARS.index(2020)] = 3000.0
    counted[1, [YEARS.index(2020), YEARS.index(2025)]] = 1000.0, 900.0
    monkeypatch.setattr(joint_futures, "prefectures", lambda _: ("a", "b"))
    monkeypatch.setattr(joint_futures, "levels", lambda *_: counted)
    monkeypatch.setattr(joint_futures, "centre_path", lambda *_: (2020, path, False))
    wide = np.ones((2, 2, len(AHEAD))) * np.array([0.1, 0.3])[:, None]
    half = np.stack([0.6745 * wide[0], 1.6449 * wide[0]])
    monkeypatch.setattr(joint_futures, "_own_halves", lambda *_: half)
    found = joint_futures.people_futures(None, count=3)
    assert (found.dims, found.shape) == (("future", "place", "year"), (3, 2, len(AHEAD)))
    assert (found["place"].to_numpy().tolist(), found["year"].to_numpy().tolist()) == (["a", "b"], list(AHEAD))
    rng = stream("people_futures", 1)
    ranks, own = rng.standard_normal(3), rng.standard_normal((3, 2))
    years = [2024, 2025, 2026, 2035]
    people = found.sel(year=years).to_numpy()
    assert people[:, 0, 0] == pytest.approx(3000 * np.exp(-0.04 + 0.1 * own[:, 0]))  # before what the UN expects
    assert people[:, 1, 0] == pytest.approx(np.full(3, 900 * exp(log(1000 / 900) / 5)))  # between two counts
    base = np.array([3000 * exp(-0.04), 900 * exp(log(1000 / 900) / 5)])
    nation = growth(ranks, years)
    assert people[:, :, 1:].sum(axis=1) == pytest.approx(base.sum() * np.exp(nation[:, 1:]))
    more = nation - growth(np.zeros(1), years)
    alone = np.array(
        [[-0.01 * (year - 2024) for year in years], [log(900 / base[1]) - 0.01 * (y - 2025) for y in years]]
    )
    share = parts_of_remainder(base)
    for at in (2, 3):
        expected = alone[:, at] + np.array([0.1, 0.3]) * own + more[:, [at]]
        remainder = (np.log(people[:, :, at] / base) - expected) / share
        assert remainder[:, 0] == pytest.approx(remainder[:, 1], abs=1e-9)
        assert np.abs(remainder).min() > 1e-4


def test_each_series_is_told_in_its_unit():
    """By hand: output of 2020 by its index; money by consumer prices; jobs by the long form of their year."""
    made = panel(
        gdp_real_index={(0, 2019): 190.0, (0, 2020): 200.0, (0, 2023): 220.0},
        gdp_nominal={(0, 2020): 1000.0, (0, 2023): 9e9},
        budget_revenue={(0, 2022): 50.0},
        house_price={(0, 2022): 3000.0},
        government_debt={(1, 2022): 70.0},
        employment_all_sections={(0, 2020): 10.0, (0, 2010): 20.0},
        employment_mining={(0, 2020): 3.0},
        age_15_59={(0, 2020): 600.0},
    )
    codes = ("230400", "150200")

    def told(name, at, year):
        return levels(made, name, codes)[at, YEARS.index(year)]

    assert [told("gdp_real", 0, year) for year in (2019, 2020, 2023)] == pytest.approx([950, 1000, 1100])
    index = {row["year"]: float(row["value"]) for row in rows("macro") if row["quantity"] == "consumer_price_index"}
    factor = index["2022"] / index["2020"]
    assert consumer_prices()[YEARS.index(2022)] == pytest.approx(factor)
    assert told("budget_revenue", 0, 2022) == pytest.approx(50 / factor)
    assert told("debt", 1, 2022) == pytest.approx(70 / factor)
    assert told("house_price", 0, 2022) == 3000
    ratio = {row["year"]: float(row["long_form_ratio"]) for row in rows("employment_scale")}
    assert told("employment", 0, 2010) == pytest.approx(20 * ratio["2010"])
    assert told("mining_employment", 0, 2020) == pytest.approx(3 * ratio["2020"])
    assert told("age_15_59", 0, 2020) == 600
    groups = {f"{age}-{age + 4}" for age in range(15, 60, 5)}
    head, *lines = text("ages").splitlines()
    counted = csv.DictReader([head, *(line for line in lines if line.startswith("230400,2000,"))])
    by_hand = sum(float(row["persons"]) for row in counted if row["age_group"] in groups)
    assert told("age_15_59", 0, 2000) == working_age_2000()["230400"] == by_hand


def test_reported_residents_follow_on_from_the_newest_within_three_per_cent_a_year():
    """By hand: 1.03 after a year is just followed, 1.06 the year after from 2020 is within two; a count stands."""
    reported = {
        (0, 2021): 1000 * exp(0.0299),
        (0, 2023): 2000.0,
        (0, 2024): 1000 * exp(0.0299 + 0.0899),
        (0, 2025): 1.0,
    }
    made = panel(population={(0, 2020): 1000.0, (0, 2025): 5000.0}, population_resident_reported=reported)
    found = levels(made, "population", ("230400",))[0]
    at = YEARS.index(2020)
    assert found[at : at + 6] == pytest.approx(
        [1000, 1000 * exp(0.0299), np.nan, np.nan, 1000 * exp(0.1198), 5000], nan_ok=True
    )
    assert breaks(made, "230400") == (2023, 2025)
    far = panel(population={(0, 2020): 1000.0}, population_resident_reported={(0, 2021): 1000 * exp(-0.0301)})
    assert np.isnan(levels(far, "population", ("230400",))[0, at + 1])


def test_places_are_grouped_by_what_they_mined_in_2010():
    made = panel(mining_employment_share={(0, 2010): 0.05, (1, 2010): 0.0499, (0, 2020): 0.0})
    assert exposure_groups(made, ("230400", "150200", "310000")).tolist() == [2, 1, 0]
    row = shipped_tables.rows(ROOM, "forecast_quantities")[0]
    first = next(iter(forecast_quantities().values()))
    assert first == ForecastQuantity(row["name"], int(row["first"]), int(row["step"]), row["national"], row["lead"])
