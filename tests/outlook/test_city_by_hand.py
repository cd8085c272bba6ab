"""One city ahead: what is told of its predictive distribution, of a made-up one."""

from dataclasses import replace
from math import exp
from types import SimpleNamespace

import numpy as np
import pytest

from relode.errors import NoVerdict, RelodeError
from relode.outlook.ahead import city
from relode.outlook.ahead.forecasts import Point
from relode.outlook.one_future.predictive_record import AHEAD, Ahead, PastCoverage, Predictive
from relode.places import find

HEGANG = find("hegang")


HELD = {
    1: PastCoverage(1, 9, 3000, 0.01, 0.02, 0.51, 0.91, 0.85, 0.97, 0.0, -0.01, 0.01),
    10: PastCoverage(10, 2, 1234, 0.07, 0.09, 0.48, 0.88, 0.8, 0.95, 0.02, 0.01, 0.03),
}


def ahead(**changes):
    years = len(AHEAD)
    plain = Ahead(
        "population",
        "persons",
        None,
        {2020: 1000.0, 2023: 900.0},
        np.linspace(-0.01, -0.3, years),
        np.full(years, 0.1),
        np.full(years, 0.3),
        2033,
        HELD,
        {"a": 1.0},
        np.linspace(990.0, 700.0, years),
        None,
        ("tagged",),
        ("s",),
    )
    return replace(plain, **changes)


def test_a_forecast_is_the_predictive_distribution_of_the_years_asked_for():
    years = tuple(range(2021, 2031))
    found = city._forecast(ahead(), years)
    at = AHEAD.index(2030)
    assert (found.origin, found.opening, found.history) == (2023, 900.0, (Point(2020, 1000.0), Point(2023, 900.0)))
    assert list(found.quantiles) == ["p05", "p25", "median", "p75", "p95"]
    assert found.quantiles["median"][:3] == (None,) * 3
    median = 900 * exp(ahead().centre[at])
    assert found.quantiles["median"][-1] == pytest.approx(median)
    assert found.quantiles["p95"][-1] == pytest.approx(median * exp(0.3), rel=1e-4)
    assert found.quantiles["p25"][-1] == pytest.approx(median * exp(-0.1), rel=1e-4)
    assert found.mean[2:4] == (None, pytest.approx(ahead().mean[AHEAD.index(2024)]))
    assert found.ageing_alone == tuple(ahead().ageing_alone[:10].tolist())
    assert found.chance_of_fall == ahead().chance_below(900.0, 2030)
    assert (found.by_horizon, found.parts, found.sources, found.scored_until) == (HELD, {"a": 1.0}, ("s",), 2033)
    assert found.tags == ("tagged",)
    assert city._forecast(ahead(scored_until=2029), years).tags == ("tagged", "unscored")
    flat = np.where(np.array(AHEAD) <= 2030, 0.0199, 9.0)
    flat[:3] = 9.0  # figures that are known are no change ahead
    assert city._forecast(ahead(centre=flat), years).tags == ("tagged", "flat")
    assert city._forecast(ahead(centre=np.full(len(AHEAD), -0.02)), years).tags == ("tagged",)
    kinds = {(ages, women): np.full(len(AHEAD), i + 1.0) for i, (ages, women) in enumerate(
        (ages, women) for ages in ("before", "since") for women in ("women_50", "women_55"))}  # fmt: skip
    under = city._forecast(ahead(under_retirement_age=kinds), years).under_retirement_age
    ends = [under.before_low[-1], under.before_high[-1], under.since_low[-1], under.since_high[-1]]
    assert (ends, len(under.before_low)) == ([1.0, 2.0, 3.0, 4.0], 10)
    assert under.sources == ("census2020_age", "wpp2024", "retirement_reform_2024")


def test_money_is_told_at_prices_of_its_newest_figure(monkeypatch):
    """By hand: prices of 2023 are 1.1 of 2020's; output of 2022 is published at 1,100 where the real one is 1,000."""
    prices = np.full(26, 1.0)
    prices[23] = 1.1
    monkeypatch.setattr(city, "consumer_prices", lambda: prices)
    known = {2022: SimpleNamespace(year=2022, value=1100.0), 2019: SimpleNamespace(year=2019, value=9.0)}
    monkeypatch.setattr(city, "cell", lambda *given: known.get(given[3]) if given[2] == "gdp_nominal" else None)
    facts = {2019: 900.0, 2022: 1000.0, 2023: 1050.0}
    debt = city.at_own_prices(None, HEGANG, ahead(name="debt", price_base=2020, facts=facts))
    assert (debt.price_base, debt.facts) == (2023, pytest.approx({year: value * 1.1 for year, value in facts.items()}))
    output = city.at_own_prices(None, HEGANG, ahead(name="gdp_real", price_base=2020, facts=facts))
    assert (output.price_base, output.facts[2023]) == (2022, pytest.approx(1155.0))
    known.pop(2022)
    early = city.at_own_prices(None, HEGANG, ahead(name="gdp_real", price_base=2020, facts=facts))
    assert (early.price_base, early.facts) == (2020, facts)
    people = ahead()
    assert city.at_own_prices(None, HEGANG, people) is people


def test_an_outlook_ends_between_2021_and_2050_and_says_why_a_quantity_is_missing(monkeypatch):
    found = Predictive(HEGANG, {"population": ahead(), "debt": ahead(name="debt", facts={2024: 1.0})})
    monkeypatch.setattr(city, "predictive", lambda *_: found)
    monkeypatch.setattr(city, "levels", lambda *given: np.array([[1.0 if given[1] == "employment" else np.nan]]))
    told = city.outlook(None, HEGANG, 2024)
    assert (told.years, [each.quantity for each in told.forecasts]) == ((2021, 2022, 2023, 2024), ["population"])
    reasons = {each.quantity: each.reason for each in told.missing}
    assert (reasons["debt"], reasons["employment"], reasons["house_price"]) == (
        "nothing_ahead",
        "no_recent_figure",
        "no_series",
    )
    assert city.outlook(None, HEGANG).years[-1] == 2035
    assert city.outlook(None, HEGANG, 2050).years[-1] == 2050
    for year in (2020, 2051):
        with pytest.raises(RelodeError) as refused:
            city.outlook(None, HEGANG, year)
        assert refused.value.values == {"until": year, "first": 2021, "last": 2050}
        with pytest.raises(RelodeError):
            city.ages(None, HEGANG, year)


def test_ages_are_those_of_equally_likely_futures_of_the_people(monkeypatch):
    seen = []
    monkeypatch.setattr(
        city,
        "predictive",
        lambda *given: Predictive(HEGANG, {"population": ahead()} if given[2] == ("population",) else {}),
    )
    monkeypatch.setattr(city, "ages_ahead", lambda *given: seen.append(given))
    city.ages(None, HEGANG, 2022, 7)
    ((place, total, years, seed),) = seen
    assert (place, years, seed, total.shape) == (HEGANG, (2021, 2022), 7, (200, 2))
    assert total[[0, 199], 1].tolist() == ahead().at((0.0025, 0.9975))[:, 1].tolist()
    monkeypatch.setattr(city, "predictive", lambda *_: Predictive(HEGANG, {}))
    with pytest.raises(NoVerdict):
        city.ages(None, HEGANG, 2022)
