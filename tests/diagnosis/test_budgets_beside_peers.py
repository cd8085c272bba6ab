"""Revenue, spending and debt to the last year, and the year in which they stand beside peers."""

import numpy as np
import pytest

from relode.diagnosis import profile
from relode.diagnosis.profiles.findings import beside
from relode.diagnosis.profiles.place_profile import _compared
from relode.panel.number import Number
from relode.places import find


@pytest.fixture(scope="module")
def baotou(panel):
    return profile(panel, find("baotou"))


def test_the_ratios_of_a_budget_are_those_of_the_printed_figures(baotou):
    """Baotou 2024: 20.86 bn yuan of revenue, 46.16 of spending, 137.456 of debt: .4519 and 6.5895."""
    at = {name: baotou.at(name, 2024).value for name in ("budget_revenue", "budget_expenditure", "government_debt")}
    assert list(at.values()) == [208.6, 461.6, 1374.56]
    assert baotou.at("budget_self_sufficiency_ratio", 2024).value == pytest.approx(0.4519064, abs=5e-8)
    assert baotou.at("debt_revenue_ratio", 2024).value == pytest.approx(6.5894535, abs=5e-8)


def test_revenue_per_resident_is_revenue_over_reported_residents(panel):
    """Hegang 2022 by hand: 3,077.91 M yuan over 859,700 residents."""
    hegang = profile(panel, find("hegang"))
    cells = panel["value"].sel(place=find("hegang").code, year=2022)
    revenue, people = (float(cells.sel(quantity=name)) for name in ("budget_revenue", "population_resident_reported"))
    assert (revenue, people) == (30.7791, 859_700)
    assert hegang.at("budget_revenue_per_person", 2022).value == pytest.approx(3_580.2140, abs=5e-5)


def test_a_budget_stands_beside_peers_in_a_year_that_half_of_them_have(panel, baotou):
    row = beside(baotou, "debt_revenue_ratio", "peers")
    codes = [peer.place.code for peer in baotou.peers]
    known = {
        year: int(np.isfinite(panel["value"].sel(quantity="debt_revenue_ratio", place=codes, year=year)).sum())
        for year in (2023, 2024)
    }
    assert (len(codes), row.year) == (20, 2023)
    assert known[2024] < 10 <= known[2023] == row.count


def test_a_figure_that_few_of_a_group_have_stands_beside_none():
    path = tuple(Number("debt_revenue_ratio", 1.0, "ratio", year, None, (), ()) for year in (2020, 2021, 2022))
    none = np.full(3, np.nan)
    by_year = {
        2020: np.array([1.0, 3.0, np.nan]),
        2021: np.array([2.0, 4.0, 5.0]),
        2022: np.array([np.nan, np.nan, 6.0]),
    }
    assert [n.year for n in _compared(path, by_year)] == [2021]
    assert _compared(path, {2020: none, 2021: none, 2022: by_year[2022]}) == ()
    assert _compared((), by_year) == ()
