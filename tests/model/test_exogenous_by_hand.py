"""Exogenous series at the medians of their priors, against figures computed by hand from exogenous.csv."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.model.exogenous import PriceProcess, exogenous
from relode.model.opening.opening_tables import COMMODITIES
from relode.model.parameters import priors
from relode.model.sector_list import SECTORS

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


def test_shocks_of_house_prices_and_amenities_have_the_deviation_of_their_priors(series):
    houses, amenity = (np.asarray(getattr(series, f"{name}_shock")) for name in ("house_price", "amenity"))
    assert houses[:, 4, 2].std() == pytest.approx(median("house_price_noise"), rel=0.045)
    assert np.corrcoef(houses[:, 4, 2], houses[:, 4, 3])[0, 1] == pytest.approx(0, abs=0.065)
    assert amenity[:, 4, 2].std() == pytest.approx(median("amenity_noise"), rel=0.045)
    shared = median("province_share_of_amenity_noise")
    assert np.corrcoef(amenity[:, 4, 2], amenity[:, 4, 3])[0, 1] == pytest.approx(shared, abs=0.065)
