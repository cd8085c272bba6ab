"""Figures of a user's own that move others, those that stay behind, and rows that say what they cannot."""

import pytest

from relode.panel import apply_overrides, cell, not_moved
from relode.panel.overrides import Override


def own(name, year, value, **others):
    return Override("230400", name, year, value, "", **others)


@pytest.fixture(scope="module")
def hegang(panel):
    return panel.sel(place=["230400", "230300"])


AGES = ("age_0_14_share", "age_15_59_share", "age_60_plus_share", "age_65_plus_share")


@pytest.mark.parametrize(
    ("name", "followers"),
    [
        ("gdp_nominal", ("gdp_deflator",)), ("gdp_growth_index", ("gdp_deflator",)),
        ("gdp_real_index", ("gdp_growth_index", "gdp_deflator")), ("population", AGES), ("age_0_14", AGES[:1]),
        ("age_15_59", AGES[1:2]), ("age_60_plus", AGES[2:3]), ("age_65_plus", AGES[3:]),
        ("employment_health", ("employment_all_sections",)), ("house_price", ()),
    ],
)  # fmt: skip
def test_published_figures_that_a_source_computed_from_another_stay_behind(name, followers):
    assert not_moved([own(name, 2020, 1.0)]) == ([(name, followers)] if followers else [])
    if followers:
        left, last = followers[:-1], own(followers[-1], 2020, 1.0)
        assert not_moved([own(name, 2020, 1.0), last]) == ([(name, left)] if left else [])


def index(panel, year, place="230400"):
    return float(panel["value"].sel(quantity="gdp_real_index", place=place, year=year))


def test_growth_of_the_users_own_moves_real_output_of_its_year_and_later(hegang):
    found = apply_overrides(hegang, [own("gdp_growth_index", 2019, 125.0)])
    grown = index(hegang, 2018) * 1.25
    assert index(found, 2018) == index(hegang, 2018)
    assert index(found, 2019) == pytest.approx(grown)
    for year in (2020, 2023):
        assert index(found, year) == pytest.approx(index(hegang, year) * grown / index(hegang, 2019))
        assert index(found, year, "230300") == index(hegang, year, "230300")
    before, after = (cell(found, "230400", "gdp_real_index", year) for year in (2018, 2020))
    assert ("user" in before.sources, before.table) == (False, cell(hegang, "230400", "gdp_real_index", 2018).table)
    assert (after.sources[-1], after.flags[-1], after.table) == ("user", "user", "user")
    assert after.sources[:-1] == cell(hegang, "230400", "gdp_real_index", 2020).sources


def test_real_output_that_the_user_gives_too_stays_as_given(hegang):
    given = [
        own("gdp_growth_index", 2019, 125.0),
        own("gdp_real_index", 2019, 500.0),
        own("gdp_real_index", 2021, 700.0),
    ]
    found = apply_overrides(hegang, given)
    assert [index(found, year) for year in (2019, 2021)] == [500, 700]
    assert index(found, 2020) == index(hegang, 2020)
    later = apply_overrides(hegang, [own("gdp_growth_index", 2018, 125.0), own("gdp_real_index", 2021, 700.0)])
    assert index(later, 2021) == 700
    assert index(later, 2020) == pytest.approx(index(hegang, 2020) * index(later, 2018) / index(hegang, 2018))


def test_what_was_there_is_remembered_with_everything_given(hegang):
    given = own("population", 2020, 9e5, line=7, low=8e5, high=1e6, cell="C7")
    empty = own("house_price", 2011, 1500.0)
    found = apply_overrides(hegang, [given, empty])
    assert found.attrs["overrides"] == [
        {"place": "230400", "quantity": "population", "year": 2020, "value": 9e5, "note": "", "before": 891_271.0,
         "line": 7, "low": 8e5, "high": 1e6, "cell": "C7", "doubts": ()},
        {"place": "230400", "quantity": "house_price", "year": 2011, "value": 1500.0, "note": "", "before": None,
         "line": 0, "low": None, "high": None, "cell": "", "doubts": ()},
    ]  # fmt: skip
    there = cell(found, "230400", "population", 2020)
    assert (there.value, there.sources, there.flags, there.table, there.row) == (9e5, ("user",), ("user",), "user", 7)
