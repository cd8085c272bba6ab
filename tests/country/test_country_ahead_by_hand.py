"""Outlooks and policies of another country: each rule at its limit, on figures worked out by hand."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from relode.country import outlook as outlook_module
from relode.country.accounts import CountryQuantity
from relode.country.outlook import NORMAL_90, CountryForecast, _forecast, _score_of_china
from relode.country.policies import CountryEffect, _has_regions, _study, _told
from relode.evaluation.study import Refused
from relode.language import Bilingual
from relode.outlook.forecasters.table_ahead import CensusScore

from .tables_by_hand import place

NAN = np.nan
QUANTITY = CountryQuantity("people", Bilingual("People", "人口"), True, 0.01, own=False)
CENSUS = replace(QUANTITY, census=True)


def ahead(meant, years, grid, row=0):
    land = SimpleNamespace(places=[place(f"p{i}") for i in range(len(grid))])
    return _forecast(land, meant, tuple(years), np.array(grid, float), row, 1)


def counted(places, moves, opening=100.0):
    """Counts of 2000 and 2010 of places that moved by a tenth in logarithms, `moves` of them down; none between."""
    grid = np.full((places, 11), NAN)
    grid[:, 0] = opening
    grid[:, 10] = opening * np.exp(np.where(np.arange(places) < moves, -0.1, 0.1))
    return grid


def test_two_counts_have_a_band_that_grows_with_the_root_of_the_years(monkeypatch):
    table = [{"of": "population", "gap": "10", "places": "200", "held": "0.8", "held_p05": "0.7", "held_p95": "0.9"},
             {"of": "population", "gap": "5", "places": "1", "held": "0.5", "held_p05": "0", "held_p95": "0"},
             {"of": "loans", "gap": "10", "places": "2", "held": "0.4", "held_p05": "0", "held_p95": "0"}]  # fmt: skip
    monkeypatch.setattr(outlook_module, "rows", lambda *_: table)
    found = ahead(CENSUS, range(2000, 2011), counted(10, 3), row=4)
    opening = 100 * np.exp(0.1)
    assert (found.quantity, found.label, found.origin, found.opening) == (
        "people",
        QUANTITY.label,
        2010,
        pytest.approx(opening),
    )
    assert (found.method, found.still, found.past_years, found.scored_until, found.places) == (
        "census",
        1.0,
        (2000, 2010),
        2020,
        10,
    )
    assert (found.past, found.chance_of_fall, found.score) == (pytest.approx((100, opening)), 0.3, None)
    assert found.years == tuple(range(2011, 2021))
    sizes = 0.1 * np.sqrt(np.arange(1, 11) / 10)
    for name, sign in (("p05", -1), ("median", 0), ("p95", 1)):
        assert getattr(found, name) == pytest.approx(opening * np.exp(sign * sizes))
    assert found.census == CensusScore((2000, 2010), False, 0.8, (0.7, 0.9), 200, 0.4)
    assert _score_of_china((1, 2)).counts == (1, 2)


def test_what_lacks_figures_years_or_places_is_not_forecast():
    def why(meant, years, grid):
        return getattr(ahead(meant, years, grid), "reason", "")

    years = range(2000, 2011)
    assert why(CENSUS, years, counted(9, 3)) == "few_places"
    assert why(CENSUS, years, counted(10, 3)) == ""
    assert why(CENSUS, years, np.where(np.arange(11) == 10, NAN, counted(10, 3))) == "one_census"
    assert why(QUANTITY, years, np.full((10, 11), NAN)) == "no_figure"
    assert why(QUANTITY, years, counted(10, 3)) == "few_years"
    assert why(QUANTITY, range(2000, 2004), np.full((10, 4), 5.0)) == "few_years"
    assert why(QUANTITY, years, -np.ones((10, 11))) == "no_figure"  # no logarithm
    for opening, found in ((np.exp(99.7), ""), (np.exp(99.9), "too_wide")):  # ends lie a tenth higher
        assert why(CENSUS, years, counted(10, 10, opening * np.exp(0.1))) == found


def test_an_outlook_begins_after_the_last_gap():
    grid = 100 * np.exp(np.random.default_rng(1).normal(0, 0.01, (10, 9)).cumsum(axis=1))
    grid[0, 3] = NAN
    found = ahead(QUANTITY, range(2010, 2019), grid)
    assert (found.past_years, found.origin, found.places) == ((2014, 2015, 2016, 2017, 2018), 2018, 10)
    assert found.past == tuple(grid[0, 4:])
    assert (found.scored_until, found.years) == (2019, (2019, 2020))  # a third of four years ahead, and as many more
    grid[1:, 5] = NAN
    assert ahead(QUANTITY, range(2010, 2019), grid).reason == "few_places"
    grid[0, 5] = NAN
    assert ahead(QUANTITY, range(2010, 2019), grid).reason == "few_years"
    level = replace(QUANTITY, logarithm=False)
    still = ahead(level, range(2010, 2015), np.tile(np.arange(10.0)[:, None] - 4, 5), row=2)
    assert (still.opening, still.median[0]) == (-2.0, pytest.approx(-2.0, abs=1e-6))


def test_a_year_ahead_bends_at_its_median():
    told = CountryForecast(
        "people",
        QUANTITY.label,
        2020,
        100.0,
        "stays",
        0.5,
        (2020,),
        (100.0,),
        (2021, 2022),
        (90.0, 80.0),
        (100.0, 110.0),
        (120.0, 121.0),
        2022,
        0.1,
        10,
        None,
    )
    found = told.at(2022, np.array([0.0, NORMAL_90, -NORMAL_90, 2 * NORMAL_90, -NORMAL_90 / 2]))
    assert found == pytest.approx([110, 121, 80, 110 * 1.1**2, 110 * (80 / 110) ** 0.5])
    assert told.at(2022, np.array([1.0]))[0] == pytest.approx(110 * 1.1 ** (1 / 1.644854), rel=1e-6)


def land(count, regions=0, starts=None):
    """Places p0, p1 ... in so many regions, and those that a policy treats."""
    places = [place(f"p{i:02d}", f"r{i % regions}" if regions else "") for i in range(count)]
    return SimpleNamespace(places=places, policies={"x": starts or {}})


@pytest.mark.parametrize(("regions", "are_clusters"), [(12, True), (11, False), (0, False)])
def test_regions_are_clusters_where_there_are_more_than_years_to_tell_apart(regions, are_clusters):
    # Six years before treatment and five from it on.
    assert _has_regions(land(24, regions)) == are_clusters


STARTS = {f"p{i:02d}": 2012 for i in range(4)}


def studied(grid, meant=QUANTITY, starts=STARTS, first=1998):
    years = tuple(range(first, first + np.shape(grid)[1]))
    return _study(land(len(grid), starts=starts), "x", meant, years, np.array(grid, float))


def why_refused(*args, **options):
    with pytest.raises(Refused) as stop:
        studied(*args, **options)
    return stop.value.key


def test_a_study_has_the_years_around_treatment_in_which_three_in_four_treated_are_known():
    grid = np.exp(np.random.default_rng(2).normal(5, 0.1, (20, 25)))
    # Twelve years before the first treatment to four after the last one: 2000 to 2016 of 1998 to 2022.
    assert sorted(set(studied(grid).table["year"])) == list(range(2000, 2017))
    assert studied(grid).horizon == 5
    grid[0, 7], grid[:2, 2] = NAN, NAN  # of the four treated one lacks 2005, two lack 2000
    found = studied(grid)
    assert sorted(set(found.table["year"])) == list(range(2001, 2017))
    assert found.dropped == ("p00",)
    assert why_refused(grid, CENSUS) == "study_census"
    assert why_refused(grid, starts={}) == "study_nothing_treated"
    assert why_refused(np.where(np.arange(20)[:, None] < 4, NAN, grid)) == "study_outcome_missing"


@pytest.mark.parametrize(
    ("level", "apart", "is_still"), [(100.0, 8e-8, True), (100.0, 2e-7, False), (0.1, 8e-10, True), (0.1, 2e-9, False)]
)
def test_places_that_move_apart_by_less_than_rounding_do_not_move(level, apart, is_still):
    grid = np.full((20, 25), level) + np.arange(25) * 0.01 * level
    grid[5, 10] += apart  # its own deviation is that less the means of its row and column
    plain = replace(QUANTITY, logarithm=False)
    if is_still:
        assert why_refused(grid, plain) == "study_nothing_moves"
    else:
        assert len(studied(grid, plain).treated) == 4


def test_an_effect_has_the_figures_of_its_design_and_judgement():
    found = CountryEffect("x", "people", QUANTITY.label, True, 0.01, "places", 9)
    main = SimpleNamespace(design="synthetic_control", effect=0.2, low=0.1, high=0.3)
    made = {"a": SimpleNamespace(name="pre_fit", passed=True), "b": SimpleNamespace(name="placebo", passed=None)}
    seen = []
    one = SimpleNamespace(
        study=SimpleNamespace(treated=("a", "b"), controls=("c", "d", "e"), treated_from_start=("f",)),
        years=(2005, 2016),
        checked=lambda near: (seen.append(near), (main, made))[1],
        judged=lambda *args: (seen.append(args), SimpleNamespace(kind="effect", reasons=("r",), bound=0.4))[1],
    )
    assert _told(found, one, frozenset({"c"})) == replace(
        found,
        treated=2,
        design="synthetic_control",
        verdict="effect",
        reasons=("r",),
        effect=0.2,
        interval_95=(0.1, 0.3),
        bound=0.4,
        treated_from_start=1,
        controls=3,
        years=(2005, 2016),
        checks={"pre_fit": True, "placebo": None},
    )
    assert seen == [frozenset({"c"}), (main, made, 0.01)]
