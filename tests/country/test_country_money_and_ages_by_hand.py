"""Prices, ages and norms of a country's tables: each rule at its limit, on tables of a few rows."""

from dataclasses import replace

import numpy as np

from relode.country.accounts import (
    CountryQuantity,
)
from relode.country.tables import (
    Prices,
    ages_of,
    at_constant_prices,
    capacity_of,
    norms_of,
    prices_of,
)
from relode.language import Bilingual
from relode.needs.own_cells import Count
from relode.needs.service import AgeBand

from .tables_by_hand import offenders, refused, table

NAN = np.nan


def quantity(name="q", **changed):
    return CountryQuantity(
        name, Bilingual(name, name), **{"logarithm": False, "practical": 0.05, "own": True, **changed}
    )


def test_prices_are_over_those_of_the_last_year_or_of_the_base():
    rows = [(2020, 120), (2019, 100), (2020, 120)]
    assert prices_of(table("deflator", "year index", *rows)) == Prices({2019: 100 / 120, 2020: 1.0}, 2020, ())
    assert prices_of(table("deflator", "year index", *rows, base=2019, of=["x"])) == Prices(
        {2019: 1.0, 2020: 1.2}, 2019, ("x",)
    )
    assert prices_of(None) is None
    assert offenders(prices_of, table("deflator", "year index", *rows, (2020, 121))) == [(5, "year", "price_twice")]
    assert refused(prices_of, table("deflator", "year index", *rows, base=2018))[1]["years"] == "2019, 2020"
    assert refused(prices_of, table("deflator", "year index", (2020, 120)))[0] == "country.no_base"


def test_money_is_over_prices_and_output_at_constant_prices_is_made_where_it_is_not_given():
    names = ("population", "gdp_nominal", "average_wage", "exports")
    quantities = {name: quantity(name, own=name == "exports") for name in names}
    values = {name: np.array([[10.0, 20.0, 30.0]]) for name in names}
    prices = Prices({2019: 0.5, 2020: 1.0}, 2020, ("exports",))
    found, grids, told = at_constant_prices(prices, (2019, 2020, 2021), quantities, values)
    for name in ("average_wage", "exports", "gdp_real"):
        np.testing.assert_array_equal(grids[name], [[20, 20, NAN]])
        assert (found[name].prices, found[name].label.en.endswith("(prices of 2020)")) == (2020, True)
    for name in ("population", "gdp_nominal"):
        assert (grids[name].tolist(), found[name].prices) == ([[10, 20, 30]], None)
    assert [(each.key.removeprefix("country.notice."), sorted(each.values)) for each in told] == [
        ("output_deflated", ["label"]), ("deflated", ["base", "labels"]), ("no_prices", ["years"]),
    ]  # fmt: skip
    assert [label.en for label in told[1].values["labels"]][:2] == ["average_wage", "exports"]
    assert told[2].values["years"] == ["2021"]
    given = {**values, "gdp_real": values["population"]}
    _, grids, _ = at_constant_prices(
        prices, (2019, 2020, 2021), {**quantities, "gdp_real": quantity("gdp_real")}, given
    )
    assert grids["gdp_real"].tolist() == [[10, 20, 30]]
    _, grids, told = at_constant_prices(None, (2019, 2020, 2021), quantities, values)
    assert (grids["exports"].tolist(), [label.en for label in told[0].values["labels"]]) == (
        [[10, 20, 30]], ["gdp_nominal", "average_wage"]
    )  # fmt: skip
    assert at_constant_prices(None, (2019,), {"population": quantity()}, {})[2] == []
    for name in ("nothing", "population"):
        assert refused(at_constant_prices, replace(prices, of=(name,)), (2019, 2020, 2021), quantities, values)[1] == {
            "names": [name], "known": ["exports"]
        }  # fmt: skip


def ages(people=1000, years=(2010, 2014), oldest=5, **changed):
    """People of each year of age up to an open one, in places a and b."""
    rows = [
        (p, y, f"{age}+" if age == oldest else age, people) for p in "ab" for y in years for age in range(oldest + 1)
    ]
    return table("ages", "place year age persons", *rows, *changed.get("more", ()))


def test_ages_of_the_accounts_may_differ_by_a_twentieth():
    counted = ages_of(ages(), {"a", "b"}, {"a": {2010: 6000.0}})
    assert (counted.years, counted.places, counted.oldest) == ((2010, 2014), ("a", "b"), 5)
    assert counted.people[1, 1, :7].tolist() == [1000] * 6 + [0]
    for said, is_far in ((5715, False), (5714, True), (6315, False), (6316, True)):
        if is_far:
            assert offenders(ages_of, ages(), {"a", "b"}, {"b": {2014: float(said)}}) == [
                (25, "persons", "ages_contradict")
            ]
        else:
            ages_of(ages(), {"a", "b"}, {"b": {2014: float(said)}})


def test_ages_are_whole_years_up_to_one_open_age_and_counted_often_enough():
    assert ages_of(None, set(), {}) is None
    more = [("a", 2010, "x", 1), ("a", 2010, "101", 1), ("a", 2010, "3", 1)]
    assert offenders(ages_of, ages(more=more), {"a", "b"}, {}) == [
        (26, "age", "no_age"),
        (27, "age", "no_age"),
        (28, "age", "age_twice"),
    ]
    assert refused(ages_of, ages(more=[("a", 2010, "7+", 1)]), {"a", "b"}, {})[1]["found"] == "5+, 7+"
    for years, is_refused in (
        ((2010,), True),
        ((2010, 2014), False),
        ((2010, 2015), True),
        ((2000, 2010, 2014), False),
    ):
        if is_refused:
            assert refused(ages_of, ages(years=years), {"a", "b"}, {})[0] == "country.one_count"
        else:
            ages_of(ages(years=years), {"a", "b"}, {})
    _, values = refused(ages_of, ages(more=[("a", 2010, "6", 1)]), {"a", "b"}, {})
    assert (values["place"], values["year"], values["ages"], values["oldest"]) == ("a", 2010, "6", 5)
    _, values = refused(ages_of, ages(more=[("a", 2017, "0", 1), ("a", 2017, "2", 1)]), {"a", "b"}, {})
    assert (values["year"], values["ages"]) == (2017, "1, 3, 4, 5")


HEAD = "service norm low_age high_age amount per source"


def test_norms_of_a_service_are_of_one_span_of_ages():
    made = table(
        "norms",
        HEAD,
        ("care", "n1", 80, "", 4, 100, "us"),
        ("school", "n2", 6, 11, 1, 30, "us"),
        ("care", "n3", 80, "", 5, 100, "them"),
    )
    care, school = norms_of(made, 85)
    assert (care.key, care.order, care.ages, school.order, school.ages) == (
        "care", 0, (AgeBand(80, 100, "", 1.0),), 1, (AgeBand(6, 11, "", 1.0),)
    )  # fmt: skip
    assert [(norm.id, norm.name.en) for norm in care.norms][1:] == [("n1", "n1 (us)"), ("n3", "n3 (them)")]
    assert [(rate.value, rate.per) for norm in care.norms[1:] for rate in norm.rates] == [(4, 100), (5, 100)]
    assert "80" in care.users.en
    assert "11" in school.users.en
    bad = table("norms", HEAD, ("care", "n1", 80, "", 4, 100, "us"), ("care", "n2", 70, "", 4, 100, "us"),
                ("care", "n1", 80, "", 5, 100, "us"), ("care", "n4", 90, "", 5, 100, "us"))  # fmt: skip
    assert offenders(norms_of, bad, 85) == [
        (3, "low_age", "two_spans"),
        (4, "norm", "norm_twice"),
        (5, "high_age", "no_span"),
    ]
    assert len(norms_of(table("norms", HEAD, ("care", "n1", 90, "", 4, 100, "us")), None)) == 1
    named = table(
        "norms", f"{HEAD} name name_zh norm_zh share", ("care", "n1", 80, "", 4, 100, "us", "Homes", "院", "标", 0.5)
    )
    (care,) = norms_of(named, 85)
    assert (care.name, care.norms[1].name, care.ages[0].weight) == (
        Bilingual("Homes", "院"),
        Bilingual("n1 (us)", "标 (us)"),
        0.5,
    )


def test_what_is_there_is_that_of_the_newest_year():
    services = norms_of(
        table("norms", HEAD, ("care", "n1", 80, "", 4, 100, "us"), ("school", "n2", 6, 11, 1, 30, "us")), 85
    )
    rows = [
        ("a", "care", 2019, 5),
        ("a", "care", 2021, 7),
        ("a", "care", 2020, 6),
        ("a", "school", 2020, ""),
        ("b", "school", 2018, 0),
    ]
    made = table("capacity", "place service year count", *rows)
    assert capacity_of(made, {"a", "b"}, services) == {
        "a": {"care": Count(2021, 7.0, None)},
        "b": {"school": Count(2018, 0.0, None)},
    }
    bad = table("capacity", "place service year count", *rows, ("a", "care", 2021, 8), ("a", "gym", 2021, 8))
    assert offenders(capacity_of, bad, {"a", "b"}, services) == [
        (7, "service", "count_twice"),
        (8, "service", "no_service"),
    ]
