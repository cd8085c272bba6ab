"""Outlooks of whole places as they were saved: every quantity, ages, accounts, joint futures, and what is said."""

from dataclasses import asdict

import numpy as np
import pytest

import relode as rl
from relode.errors import RelodeError
from relode.horizon import LAST_YEAR
from relode.language import LANGUAGES
from relode.outlook.ahead.change_accounts import accounts, counted, expected, in_steps
from relode.outlook.ahead.outlook_text import outlook_sentences, outlook_text
from relode.outlook.people_by_age.cohorts import if_nobody_moved
from relode.panel import apply_overrides, checked_overrides

from ..saved import check_saved

YEARS = (2023, 2024, 2030, 2035, 2050)
BANDS = {"0-4": (0, 4), "6-11": (6, 11), "15-59": (15, 59), "60+": (60, 100), "80+": (80, 100)}
OWN = (
    {"place": "hegang", "quantity": "population", "year": "2024", "value": "840000", "note": "", "low": "800000",
     "high": "880000"},
    {"place": "hegang", "quantity": "gdp_growth_index", "year": "2024", "value": "104", "note": ""},
    {"place": "hegang", "quantity": "house_price", "year": "2025", "value": "1900", "note": ""},
    {"place": "hegang", "quantity": "housing_vacancy", "year": "2024", "value": "0.2", "note": ""},
)  # fmt: skip
"""A count with an interval, a growth that output follows, a price after the last one that ships, empty homes."""
CASES = {"hegang": 2035, "hegang own": 2035, "hegang 2050": LAST_YEAR, "baotou": 2035, "renqiu": 2035,
         "tangshan": 2035, "shanghai": 2035, "yanbian": 2026}  # fmt: skip


@pytest.fixture(scope="module")
def outlooks(panel):
    """Case -> its outlook."""
    own = apply_overrides(panel, checked_overrides(list(enumerate(OWN, 2)), "own.csv"))
    return {
        case: rl.outlook.outlook(own if case.endswith("own") else panel, case.split()[0], until)
        for case, until in CASES.items()
    }


def some(values, years):
    """The values of YEARS of a path, those of every path of a mapping."""
    if isinstance(values, dict):
        return {name: some(each, years) for name, each in values.items()}
    is_path = isinstance(values, list) and len(values) == len(years)
    return [value for value, year in zip(values, years, strict=True) if year in YEARS] if is_path else values


def test_outlooks_are_those_saved(outlooks):
    found = {}
    for case, each in outlooks.items():
        record = each.record("en")
        for name, forecast in record.pop("quantities").items():
            history = forecast.pop("history")
            found[f"{case} {name}"] = {**some(forecast, list(each.years)), "history": [len(history), *history[-2:]]}
        found[case] = record
        for told in (*accounts(each), *counted(each), *expected(each)):
            found[f"{case} {told.quantity} {type(told).__name__}"] = asdict(told)
        for told in (*accounts(each), *counted(each)):
            start, *causes, end = in_steps(told, 1000.0)
            assert start + sum(causes) == end
    check_saved("outlook", found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_those_saved(outlooks, language):
    told = {case: outlook_text(outlooks[case], language) for case in ("hegang", "hegang own", "renqiu")}
    assert all(len(outlook_sentences(each)) > 1 for each in outlooks.values())
    check_saved("outlook_texts", {f"{case} {language}": text.splitlines() for case, text in told.items()})


def test_ages_are_those_saved(panel):
    found = {}
    for case in ("hegang", "renqiu", "shanghai"):
        ages = rl.outlook.ages(panel, case, 2050)
        assert ages.people.sum(axis=(2, 3)) == pytest.approx(ages.total)
        for year in YEARS:
            at = ages.years.index(year)
            bands = {name: np.quantile(ages.between(*band)[:, at], (0.05, 0.5, 0.95)) for name, band in BANDS.items()}
            alone = {name: ages.expected[at, :, low : high + 1].sum(axis=1) for name, (low, high) in BANDS.items()}
            found[f"{case} {year}"] = {name: [*bands[name].tolist(), *alone[name].tolist()] for name in BANDS}
    cohorts = {str(since): if_nobody_moved("230400", since, 2035) for since in (2010, 2020)}
    found |= {f"cohorts {since}": each[-1].tolist() for since, each in cohorts.items()}
    check_saved("ages", found)


def test_joint_futures_are_those_saved_and_sum_to_the_nation(panel):
    futures = rl.outlook.people_futures(panel, count=12, seed=3)
    quantiles = futures.quantile((0.1, 0.5, 0.9), "future").sel(year=[2021, 2024, 2025, 2035, 2050])
    found = {f"{code} {year}": quantiles.sel(place=code, year=year).values.tolist()
             for code in ("230400", "310000", "150200") for year in quantiles["year"].values.tolist()}  # fmt: skip
    found["sum"] = futures.sum("place").sel(year=[2025, 2050]).values.tolist()
    check_saved("joint_futures", found)


@pytest.mark.parametrize(("place", "until"), [("hegang", 2020), ("hegang", 2051), ("heilongjiang", 2035)])
def test_what_cannot_be_is_refused(panel, place, until):
    for asked in (rl.outlook.outlook, rl.outlook.ages):
        with pytest.raises(RelodeError):
            asked(panel, place, until)
