"""Exogenous series at the medians of their priors, against figures computed by hand from exogenous.csv."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.errors import RelodeError
from relode.model.exogenous import PriceProcess, _productivity_shocks, exogenous
from relode.model.opening.tables import COMMODITIES
from relode.model.parameters import priors
from relode.model.sector_list import SECTORS
from relode.model.shocks import shocked

COUNT, YEARS = 4000, 31
PLACES = ["a", "b", "c", "d"]
PROVINCES = ["one", "one", "two", "two"]
MINING = 3
"""The one place that mines."""


@pytest.fixture(scope="module")
def series():
    jobs = np.ones((len(SECTORS), len(PLACES)))
    jobs[SECTORS.index("extraction")] = [0, 0, 0, 1]
    none = np.zeros(len(COMMODITIES))
    world = SimpleNamespace(
        codes=tuple(PLACES),
        opening=SimpleNamespace(data=xr.Dataset({"province": ("place", PROVINCES)})),
        observed=SimpleNamespace(employment=jobs, national_growth=0.06),
    )
    still = PriceProcess(none + 0.3, none, none, none, np.eye(len(COMMODITIES)))
    medians = {name: np.zeros(COUNT) for name in priors("exogenous")}
    return exogenous(world, still, COUNT, YEARS, 1, medians)


def median(name):
    return priors("exogenous")[name].value


def test_carbon_costs_nothing_at_first_and_the_price_of_the_prior_in_thirty_years(series):
    # 150 yuan a tonne are 1.5e-6 of 100 million yuan; half of it after half of the time.
    assert median("carbon_price_in_thirty_years") == 150
    assert np.asarray(series.carbon_price)[7, [0, 15, 30]] == pytest.approx([0, 0.75e-6, 1.5e-6])


def test_births_and_interest_follow_their_priors(series):
    assert np.asarray(series.birth_ratio)[0, [0, 1, 30]] == pytest.approx(
        np.exp(median("births_trend") * np.array([0, 1, 30]))
    )
    assert np.asarray(series.interest_rate) == pytest.approx(np.full((COUNT, YEARS), median("interest_rate")))


def test_income_of_the_nation_adds_up_its_growth(series):
    growth, income = np.asarray(series.national_growth), np.asarray(series.log_national_income)
    assert growth[:, 0] == pytest.approx(np.full(COUNT, 0.06))
    assert income[:, 0] == pytest.approx(np.zeros(COUNT))
    assert income[5, 30] == pytest.approx(growth[5, :30].sum())


# 4,000 futures: the sampling error of a standard deviation is 1.1 %, that of a correlation at most .016; 4 of them.
def test_a_productivity_shock_tends_to_the_deviation_of_its_prior_and_fades_as_it_says(series):
    shock = np.asarray(series.productivity_shock)
    noise, stay = median("productivity_noise"), median("persistence_of_noise")
    assert (shock[:, 0] == 0).all()
    assert shock[:, 1, 0].std() == pytest.approx(noise * (1 - stay**2) ** 0.5, rel=0.045)
    assert shock[:, 30, 0].std() == pytest.approx(noise * (1 - stay**60) ** 0.5, rel=0.045)
    assert np.corrcoef(shock[:, 29, 1], shock[:, 30, 1])[0, 1] == pytest.approx(stay, abs=0.065)


def test_shocks_are_larger_where_mining_is_and_shared_in_a_province(series):
    shock = np.asarray(series.productivity_shock)[:, 30]
    # An eighth of its jobs are in mines: more than a twentieth, so the whole factor.
    assert shock[:, MINING].std() / shock[:, 0].std() == pytest.approx(median("noise_of_mining_places"), rel=0.065)
    assert np.corrcoef(shock[:, 0], shock[:, 1])[0, 1] == pytest.approx(median("province_share_of_noise"), abs=0.065)
    assert np.corrcoef(shock[:, 0], shock[:, 2])[0, 1] == pytest.approx(0, abs=0.065)


def test_shocks_of_house_prices_have_the_deviation_of_their_prior_and_nothing_in_common(series):
    houses = np.asarray(series.house_price_shock)
    assert houses[:, 4, 2].std() == pytest.approx(median("house_price_noise"), rel=0.045)
    assert np.corrcoef(houses[:, 4, 2], houses[:, 4, 3])[0, 1] == pytest.approx(0, abs=0.065)


def test_what_draws_people_beyond_the_model_keeps_its_spread_and_fades_as_its_prior_says(series):
    shock = np.asarray(series.amenity_shock)
    level, noise, stay = shock.cumsum(axis=1), median("amenity_noise"), median("amenity_memory")
    for year in (0, 10, 30):
        assert level[:, year, 2].std() == pytest.approx(noise, rel=0.045)
    # p_t - p_(t-1) of a settled autoregression has the variance 2 (1 - rho) of p.
    assert shock[:, 20, 2].std() == pytest.approx(noise * (2 * (1 - stay)) ** 0.5, rel=0.045)
    assert np.corrcoef(level[:, 29, 1], level[:, 30, 1])[0, 1] == pytest.approx(stay, abs=0.03)
    shared = median("province_share_of_amenity_noise")
    assert np.corrcoef(level[:, 4, 2], level[:, 4, 3])[0, 1] == pytest.approx(shared, abs=0.065)


@dataclass(frozen=True)
class Prices:
    """Log prices of ore in five years from 2020 on: nothing moves."""

    log_price: np.ndarray = field(default_factory=lambda: np.zeros((5, len(COMMODITIES))))


def test_a_shock_strikes_in_its_year_and_without_one_in_the_year_after_the_opening():
    fall = np.log(0.47)
    for name, expected in (("price_fall@2022", [0, 0, 1, 1, 1]), ("price_fall", [0, 1, 1, 1, 1])):
        found = np.asarray(shocked(Prices(), name, 2020).log_price)
        assert found == pytest.approx(np.outer(expected, np.full(len(COMMODITIES), fall))), name
    coal = [name == "coal" for name in COMMODITIES]
    found = np.asarray(shocked(Prices(), "demand_cap@2023", 2020).log_price)
    assert found == pytest.approx(np.outer([0, 0, 0, -0.04, -0.08], coal))


@pytest.mark.parametrize("name", ["price_fall@2020", "price_fall@2025", "price_fall@soon", "flood"])
def test_a_shock_outside_the_years_or_without_a_name_is_refused(name):
    with pytest.raises(RelodeError):
        shocked(Prices(), name, 2020)


def test_all_sectors_grow_as_the_nation_and_wages_and_still_prices_do_not_drift(series):
    growth = np.asarray(series.national_growth)
    sectors = np.asarray(series.sector_growth)
    assert sectors.shape == (COUNT, YEARS, len(SECTORS))
    assert (sectors == growth[:, :, None]).all()
    assert not np.asarray(series.wage_drift).any()
    assert np.abs(np.asarray(series.log_price)).max() < 1e-5


def shocks(mining, share=0.25, stay=0.6, more=3.0, noise=0.5, seed=4):
    """Productivity shocks of two futures and six years in four places, of whose jobs these parts are in mines."""
    jobs = np.ones((len(SECTORS), 4)) * (1 - np.array(mining)) / (len(SECTORS) - 1)
    jobs[SECTORS.index("extraction")] = mining
    world = SimpleNamespace(
        codes=tuple(PLACES), observed=SimpleNamespace(employment=jobs),
        opening=SimpleNamespace(data=xr.Dataset({"province": ("place", PROVINCES)})),
    )  # fmt: skip
    drawn = {"province_share_of_noise": share, "persistence_of_noise": stay, "noise_of_mining_places": more,
             "productivity_noise": noise}  # fmt: skip
    draws = {name: np.full(2, value) for name, value in drawn.items()}
    return _productivity_shocks(world, draws, 6, np.random.default_rng(seed))


def test_shocks_grow_with_the_jobs_in_mines_up_to_a_twentieth_of_all():
    """By the same chance: half of the way to three times at a fortieth, all of it at a twentieth and beyond."""
    plain, mined = shocks([0, 0, 0, 0]), shocks([0, 0.025, 0.05, 0.5])
    assert (plain[:, 0] == 0).all()
    np.testing.assert_allclose(mined[:, 1:] / plain[:, 1:], np.broadcast_to([1, 2, 3, 3], (2, 5, 4)), rtol=1e-9)
    np.testing.assert_allclose(shocks([0] * 4, noise=1.5), 3 * plain, rtol=1e-12)


def test_shocks_of_a_province_are_one_where_all_is_shared_and_fade_by_what_stays():
    shared = shocks([0] * 4, share=1.0)
    np.testing.assert_allclose(shared[:, :, 0], shared[:, :, 1], rtol=1e-12)
    np.testing.assert_allclose(shared[:, :, 2], shared[:, :, 3], rtol=1e-12)
    assert np.abs(shared[:, 1:, 0] - shared[:, 1:, 2]).min() > 1e-3
    # The same chance without memory: what stays of the year before, and the rest of the variance anew.
    fresh, kept = shocks([0] * 4, stay=0.0), shocks([0] * 4, stay=0.6)
    for t in range(1, 6):
        np.testing.assert_allclose(kept[:, t], 0.6 * kept[:, t - 1] + 0.8 * fresh[:, t], rtol=1e-9, atol=1e-12)
