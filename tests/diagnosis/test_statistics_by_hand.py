"""Ages, emissions, variety and the standing of a place, each record worked out by hand on a few cells."""

from math import expm1

import numpy as np
import pandas as pd
import pytest

from relode.diagnosis.statistics.ages import ages
from relode.diagnosis.statistics.emissions import Decoupling, decouplings
from relode.diagnosis.statistics.employment_variety import (
    GrowthBySector,
    growth_by_sector,
    standard_errors,
    variety,
    variety_of,
)  # fmt: skip
from relode.diagnosis.statistics.place_standing import (
    LeftOfBust,
    Quotient,
    Rank,
    ends_and_middle,
    left_of_bust,
    mining_places_beside_others,
    quotients_of,
    rank_of,
)  # fmt: skip
from relode.language import Amount
from relode.panel.census_measures import SECTIONS
from relode.panel.number import Number, assumed, known_ratio
from relode.places import find
from relode.vocabulary import Label

from .small_panel import small

HEGANG, RENQIU, BEIJING = find("hegang"), find("renqiu"), find("beijing")
BANDS = ("age_0_14", "age_15_59", "age_15_64", "age_60_plus")


def test_ages_of_a_place_by_hand():
    figures = {2010: (150, 700, 760, 160), 2020: (120, 600, 690, 230)}
    cells = {(band, "230400", year): n for year, bands in figures.items() for band, n in zip(BANDS, bands, strict=True)}
    found = ages(small(cells), HEGANG)
    assert (found.place, found.working_age, found.entrants, found.leavers) == (HEGANG, (700, 600), 8, 18)
    assert (found.change, found.balance) == pytest.approx((600 / 700 - 1, -10 / 600))
    assert found.dependants == pytest.approx((310 / 700, 350 / 600))
    assert (found.sources, found.why, found.years) == (("census2020",), "", (2010, 2020))
    assert found.units == {"working_age": "persons", "entrants": "persons per year", "balance": "share per year",
                           "dependants": "ratio", "change": "share"}  # fmt: skip
    del cells["age_15_64", "230400", 2010]
    none = ages(small(cells, places=("130982",)), HEGANG)
    assert (none.working_age, none.balance, none.sources, none.why) == (None, None, (), "no_ages")
    assert ages(small(cells, places=("130982",)), RENQIU).why == "county_level"


def co2(carbon, output):
    names = ("co2_emissions", "gdp_real_index")
    pairs = zip(names, (carbon, output), strict=True)
    return small({(name, "230400", year): value for name, path in pairs for year, value in path.items()},
                 names=names, places=("130982",))  # fmt: skip


def decoupled(start, end, emissions, output, state, alike, tried):
    ratio = pytest.approx(emissions / output)
    figures = (pytest.approx(emissions), pytest.approx(output), ratio, state, alike, tried)
    return Decoupling(HEGANG, start, end, *figures, ("census2020",), "")


def test_decoupling_is_tried_on_spans_with_moved_ends():
    """Of nine spans the own one is left out: with an end in 2011 or 2012 (.5 and .1) all are alike, 2013 gives 2."""
    carbon = {2002: 100, 2003: 100, 2004: 100, 2011: 150, 2012: 110, 2013: 200, 2016: 121}
    output = {2002: 100, 2003: 100, 2004: 100, 2011: 200, 2012: 200, 2013: 150, 2016: 300}
    first, second, third = decouplings(co2(carbon, output), HEGANG)
    assert first == decoupled(2003, 2012, 0.1, 1.0, "weak_decoupling", 5, 8)
    # Of 2016 alone there are figures around: from 2011 emissions fall (strong), from 2013 they fall too.
    assert second == decoupled(2012, 2016, 0.1, 0.5, "weak_decoupling", 0, 2)
    assert third == Decoupling(HEGANG, 2016, 2023, None, None, None, None, 0, 0, (), "no_figures")
    del carbon[2002]
    assert decouplings(co2(carbon, output), HEGANG)[0] == decoupled(2003, 2012, 0.1, 1.0, "weak_decoupling", 3, 5)
    assert {each.why for each in decouplings(co2(carbon, output), RENQIU)} == {"county_level"}
    carbon[2023], output[2023] = 60.5, 450
    assert decouplings(co2(carbon, output), HEGANG)[2] == decoupled(2016, 2023, -0.5, 0.5, "strong_decoupling", 0, 0)


def test_emissions_of_nought_and_output_that_does_not_move_leave_no_ratio():
    assert decouplings(co2({2003: 0, 2012: 1}, {2003: 1, 2012: 2}), HEGANG)[0].why == "no_figures"
    still = decouplings(co2({2003: 1, 2012: 2}, {2003: 5, 2012: 5}), HEGANG)[0]
    assert (still.output, still.finite_elasticity) == (0, None)


VALUE_ADDED = [f"value_added_{name}_first_published" for name in ("primary", "secondary", "tertiary")]


def test_growth_of_output_is_split_among_sectors_by_hand():
    figures = {2010: (10, 40, 50), 2018: (12, 60, 78), 2019: (20, 30, 50), 2023: (10, 36, 44)}
    cells = {(n, "230400", y): v for y, values in figures.items() for n, v in zip(VALUE_ADDED, values, strict=True)}
    sectors = ("primary", "secondary", "tertiary")
    parts = [dict(zip(sectors, values, strict=True)) for values in ((0.02, 0.2, 0.28), (-0.1, 0.06, -0.06))]
    first, second = (pytest.approx(each) for each in parts)
    expected = (
        GrowthBySector(2010, 2018, pytest.approx(0.5), first),
        GrowthBySector(2019, 2023, pytest.approx(-0.1), second),
    )
    found = growth_by_sector(small(cells), HEGANG)
    assert found == expected
    assert [(each.unit, each.prices, each.quantity) for each in found] == [("share", "current", "value_added")] * 2
    del cells[VALUE_ADDED[0], "230400", 2018]
    assert growth_by_sector(small(cells), HEGANG) == expected[1:]
    nothing = {key: 0.0 if key[2] == 2010 else value for key, value in cells.items()}
    nothing[VALUE_ADDED[0], "230400", 2018] = 12.0
    assert growth_by_sector(small(nothing), HEGANG) == expected[1:]


def test_variety_has_intervals_of_the_size_of_the_long_form():
    """600, 300 and 100 in three sectors, the last ones in two halves: entropies .8979 and .1 of ln 2."""
    counts = np.zeros(len(SECTIONS))
    for section, count in {"agriculture": 600, "mining": 300, "education": 50, "health": 50}.items():
        counts[SECTIONS.index(section)] = count
    found = variety_of(counts, 2020)
    size = 1000 / (assumed("design_effect") * (1 - 1 / known_ratio(2020)))
    entropy = -(0.6 * np.log(0.6) + 0.3 * np.log(0.3) + 0.1 * np.log(0.1))
    squares = 0.6 * np.log(0.6) ** 2 + 0.3 * np.log(0.3) ** 2 + 0.1 * np.log(0.1) ** 2
    errors = np.sqrt([squares - entropy**2, 0.1 * np.log(2) ** 2 - (0.1 * np.log(2)) ** 2]) / np.sqrt(size)
    assert standard_errors(counts, size) == pytest.approx(tuple(errors))
    assert (found.year, found.unrelated, found.related, found.unit) == (
        2020, pytest.approx(entropy), pytest.approx(0.1 * np.log(2)), "nats",
    )  # fmt: skip
    for value, ends, error in zip(
        (found.unrelated, found.related), (found.unrelated_interval_90, found.related_interval_90), errors, strict=True
    ):
        assert ends == pytest.approx((value - 1.6448536 * error, value + 1.6448536 * error))


def test_variety_needs_every_section_and_some_jobs():
    names = [f"employment_{section}" for section in SECTIONS]
    cells = {(name, "230400", year): 10.0 for name in names for year in (2010, 2020)}
    assert [each.year for each in variety(small(cells), HEGANG)] == [2010, 2020]
    nobody = {key: 0.0 if key[2] == 2010 else value for key, value in cells.items()}
    assert [each.year for each in variety(small(nobody), HEGANG)] == [2020]
    del cells[names[3], "230400", 2020]
    assert [each.year for each in variety(small(cells), HEGANG)] == [2010]


def of(value, name="gdp_per_person", unit="yuan", source="census2020"):
    return Number(name, value, unit, 2020, None, (source,), ())


PLACES = [find(name) for name in ("hegang", "baotou", "datong", "fuxin")]


def test_ends_and_middle_of_places_by_hand():
    ordered = [of(9.0), of(7.0, source="compendium60"), of(4.0), of(1.0)]
    known = list(zip(PLACES, ordered, strict=True))
    common = {"quantity": Label("gdp_per_person"), "year": 2020, "high": PLACES[0], "most": ordered[0]}
    half_way = Amount(5.5, "yuan", None, ("compendium60", "census2020"))
    four = {**common, "count": 4, "median": half_way, "low": PLACES[3], "least": ordered[3]}
    three = {**common, "count": 3, "median": ordered[1], "low": PLACES[2], "least": ordered[2]}
    for values, pairs in ((four, known), (three, known[:3])):
        said = ends_and_middle("gdp_per_person", 2020, pairs)
        assert (said.key, dict(said.values)) == ("diagnosis.across.ends_and_middle", values)


def test_places_live_on_mining_from_a_tenth_of_jobs_on():
    shares = [of(each, "mining_employment_share", "share", "census2010") for each in (0.1, 0.3, 0.09, 0.02, 0.0)]
    known = list(zip([of(each) for each in (5.0, 2.0, 8.0, 4.0, 3.0)], shares, strict=True))
    sources = ("census2020", "census2010")
    said = mining_places_beside_others(2020, known)
    assert dict(said.values) == {
        "year": 2020, "count": 2, "others": 3, "share": Amount(0.1, "share", None, ("assumption",)),
        "mining": Amount(3.5, "yuan", None, sources), "other": Amount(4.0, "yuan", None, sources),
    }  # fmt: skip


def test_a_rank_is_read_from_its_row():
    table = pd.DataFrame({"place": ["230400", "150200"], "score": [0.25, 0.75], "rank": [2, 1], "low": [1, 1],
                          "high": [2, 2], "is_shown": [True, False]})  # fmt: skip
    assert rank_of(table, HEGANG) == Rank(HEGANG, 0.25, 2, (1, 2), 2, "")
    assert rank_of(table, PLACES[1]) == Rank(PLACES[1], 0.75, None, (1, 2), 2, "")
    assert rank_of(table, PLACES[2]) == Rank(PLACES[2], None, None, None, 2, "indicators_missing")
    assert rank_of(table, BEIJING).why == "not_listed"
    assert rank_of(table, RENQIU).why == "not_listed"


def test_quotients_are_read_from_their_rows_the_surest_first():
    table = pd.DataFrame({"place": ["230400", "230400", "150200"], "section": ["health", "mining", "mining"],
                          "plain": [1.5, 4.0, 9.0], "shrunken": [1.4, 3.8, 8.0], "low": [1.0, 3.0, 7.0],
                          "high": [1.9, 5.0, 9.5]})  # fmt: skip
    mining, health = Quotient("mining", 4.0, 3.8, (3.0, 5.0)), Quotient("health", 1.5, 1.4, (1.0, 1.9))
    found = quotients_of(table, HEGANG)
    assert found == (mining, health)
    assert [each.is_above for each in found] == [True, False]
    assert found[0].unit == "ratio"


def test_what_is_left_of_the_bust_is_told_of_2016_and_of_the_last_year_of_an_outcome():
    rows = [("loans", 2015), ("loans", 2016), ("loans", 2018), ("loans", 2019), ("average_wage", 2018)]
    table = pd.DataFrame(
        [{"outcome": name, "year": year, "slope": -1.0, "low": -2.0, "high": 0.5} for name, year in rows]
    )
    share = of(0.2, "mining_employment_share", "share")
    left = pytest.approx(expm1(-0.2)), pytest.approx((expm1(-0.4), expm1(0.1)))
    told = [False, True, False, True, True]
    found = left_of_bust(table, HEGANG, share)
    assert found == tuple(LeftOfBust(*row, *left, each) for row, each in zip(rows, told, strict=True))
    assert (found[0].unit, found[0].base_year) == ("share", 2011)
    assert left_of_bust(table[:0], HEGANG, share) == left_of_bust(table, HEGANG, None) == ()
    assert left_of_bust(table, RENQIU, share) == ()
