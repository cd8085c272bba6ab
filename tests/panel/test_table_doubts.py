"""What gives a table of places away, each doubt on a few figures worked out by hand."""

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.facts.readers.country_table import CountryTable
from relode.panel.doubt.tables import check_accounts, doubts
from relode.places import Place

NAN = float("nan")


def place(code, longitude=None, latitude=None, province=""):
    name = code.upper()
    return Place(code, code, name, name, "prefecture", "", province, "", "", "", longitude, latitude, None, True)


def told(values, places=None, tables=()):
    """(kind, values) of each doubt; years are the last ones up to 2021, places are called A, B, C."""
    grids = {name: np.array(grid, dtype=float) for name, grid in values.items()}
    count, width = next(iter(grids.values())).shape
    places = places or [place(letter) for letter in "abcdefghijklmnopqrst"[:count]]
    found = doubts(tables, places, range(2022 - width, 2022), grids, lambda *at: " ".join(map(str, at)))
    return [(each.key.removeprefix("country.doubt."), each.values) for each in found]


def leap(year, value, usual, right="", count=1):
    at = f"wages a {year}"
    return ("leap", {"name": "wages", "count": count, "place": "A", "year": year, "at": at, "value": value,
                     "usual": usual, "right": right})  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([[10, 31, 10]], [leap(2020, "31", "10")]),
        ([[10, 30, 10]], []),
        ([[10, 31, 20]], []),
        ([[10, 3.2, 20]], [leap(2020, "3.2", "14.1421")]),
        ([[12, 4, 12]], []),
        ([[10, 3, 4]], []),
        ([[10, 0, 10]], []),
        ([[0, 10, 2]], []),
        ([[2, 10, 0]], []),
        ([[10, 31, 10], [-1, 5, 5]], []),
        ([[10, 31, 10], [5, 1, 5]], [leap(2020, "31", "10", count=2)]),
        # Of the first and the last year the two next to it count: 100 beside 12 and 10.
        ([[100, 10, 12, 11]], [leap(2018, "100", "10.9545", "10")]),
        ([[11, 12, 10, 100]], [leap(2021, "100", "10.9545", "10")]),
        ([[10, 100]], []),
    ],
)
def test_a_leap_is_more_than_three_times_or_less_than_a_third_of_both_neighbours(lines, expected):
    found = told({"wages": lines})
    for _, values in found:
        right = values["right"]
        assert right == "" or right.key == "country.doubt.right"
        values["right"] = right and right.values["value"]
    assert found == expected


def two_units(name, small, large, first, last):
    return ("two_units", {"name": name, "small": small, "large": large, "first": first, "last": last})


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([*range(10, 1, -1), 1001], [two_units("wages", 9, 1, "I", "J")]),
        ([*range(10, 1, -1), 999], []),
        ([*range(10, 0, -1), 1001], []),  # one of eleven is less than a tenth of the places
        ([*range(10, 1, -1), 1002, 1001], [two_units("wages", 9, 2, "I", "J")]),
        ([NAN, 3000, 2000, 10, 2001, 9, 11, 2002], [two_units("wages", 3, 4, "F", "B")]),
        ([1, 90, 9000], []),
    ],
)
def test_two_units_are_two_groups_of_a_tenth_of_the_places_with_a_hundredfold_between(figures, expected):
    assert told({"wages": [[each, each] for each in figures]}) == expected


def test_what_is_nought_or_missing_in_some_years_does_not_move_the_size_of_a_place():
    assert told({"wages": [[0, 10], [10, NAN], [10, 10]]}) == []
    assert told({"wages": [[0, 10], [9, NAN], [NAN, 2000]]}) == [two_units("wages", 2, 1, "B", "C")]


def test_sizes_are_for_each_resident_where_they_are_of_what_adds_up():
    """People 100 and 5,000, figures 50 and 1: neither lies a hundredfold apart, what each resident has 2,500-fold."""
    people, figures = [[100]] * 5 + [[5000]] * 5, [[50 + i] for i in range(5)] + [[1 + i / 10] for i in range(5)]
    assert told({"population": people, "wages": figures}) == []
    assert told({"wages": figures}) == []
    assert told({"population": people, "gdp_nominal": figures}) == [two_units("gdp_nominal", 5, 5, "F", "E")]


def output(last, count=10, people=1000):
    """People and output of places in two years: all have 10, the last one what is given."""
    return {"population": [[people, people]] * count, "gdp_nominal": [[10, 10]] * (count - 1) + [last]}


def beside(value, year=2021, right="", count=1, letter="J"):
    about = {"name": "gdp_nominal", "place": letter, "year": year, "value": value, "count": count}
    return ("beside_others", {**about, "at": f"gdp_nominal {letter.lower()} {year}", "right": right})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (output([10, 1500]), [beside("1,500", right="15")]),
        (output([10, 2000]), [beside("2,000")]),
        (output([10, 0.07]), [beside("0.07", right="7")]),
        (output([10, 990]), []),
        (output([10, 0.11]), []),
        (output([10, 0]), []),
        (output([1500, 10]), []),
        ({"gdp_nominal": output([10, 1500])["gdp_nominal"]}, []),
        # Two of ten are more than a tenth.
        ({**output([10, 1500]), "gdp_nominal": [[10, 10]] * 8 + [[10, 1500]] * 2}, []),
        # Of the newest year five places have a figure, then the year before is not looked at; of four it is.
        ({**output([0, 0]), "gdp_nominal": [[10, 10]] * 5 + [[10, NAN]] * 4 + [[1500, NAN]]}, []),
        (
            {**output([0, 0]), "gdp_nominal": [[10, 10]] * 4 + [[10, NAN]] * 5 + [[1500, NAN]]},
            [beside("1,500", 2020, "15")],
        ),
        # Without people a place tells nothing.
        ({**output([10, 1500]), "population": [[1000, 1000]] * 9 + [[1000, 0]]}, []),
    ],
)
def test_a_figure_a_hundredfold_from_what_a_resident_of_other_places_has_is_doubted(values, expected):
    found = [each for each in told(values) if each[0] != "two_units"]
    for _, said in found:
        said["right"] = said["right"] and said["right"].values["value"]
    assert found == expected


def ages(young, **others):
    return {"population": [[1000]], "age_0_14": [[young]], "age_15_64": [[600]], "age_65_plus": [[200]], **others}


def parts(names, value, whole="population"):
    about = {"names": names, "whole": whole, "place": "A", "year": 2021, "value": value, "usual": "1,000"}
    return ("parts", {**about, "count": 1, "at": f"{names.split(',', maxsplit=1)[0]} a 2021"})


ALL_AGES = "age_0_14, age_15_64, age_65_plus"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (ages(220), []),
        (ages(221), [parts(ALL_AGES, "1,021")]),
        (ages(180), []),
        (ages(179), [parts(ALL_AGES, "979")]),
        (ages(200, registered_unemployed=[[1021]]), [parts("registered_unemployed", "1,021")]),
        (ages(200, college_or_higher=[[1021]]), [parts("college_or_higher", "1,021")]),
        ({"population": [[1000]], "age_15_64": [[1021]]}, [parts("age_15_64", "1,021")]),
        ({"population": [[1000]], "age_15_64": [[500]], "age_0_14": [[400]]}, []),
        ({"population": [[1000]], "age_0_14": [[1500]]}, []),
    ],
)
def test_parts_may_miss_their_whole_by_two_in_a_hundred(values, expected):
    assert told(values) == expected


def located(*points):
    return [place(letter, *point) for letter, point in zip("abcdefghijk", points, strict=False)]


TIGHT = [(10, 50)] * 5


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        # Medians 10.3 and 50.1; half of the places lie within .2 of each, three times that is .6.
        ([(10, 50), (10.2, 50.2), (10.4, 50.4), (50.1, 10.1)], ["D"]),
        ([(10, 50), (10.2, 50.2), (10.4, 50.4), (50.1, 9.72)], ["D"]),
        ([(10, 50), (10.2, 50.2), (10.4, 50.4), (50.1, 9.64)], []),
        ([(10, 50), (10.2, 50.2), (50.1, 10.1)], []),
        ([(10, 50), (10.2, 50.2), (10.4, 50.4), (50.1, 10.1), (None, 50)], ["D"]),
        ([(10, 50), (10.2, 50.2), (10.4, 50.4), (10.6, 50.6), (30, 10.3)], []),
        # Where all lie at one point, half a degree counts.
        ([*TIGHT, (50, 9.6)], ["F"]),
        ([*TIGHT, (50, 9.4)], []),
        ([(10, 10.4)] * 5 + [(10.8, 10.2)], ["F"]),
        ([*TIGHT, *[(50, 10)] * 4], ["F", "G", "H", "I"]),
    ],
)
def test_swapped_coordinates_are_those_that_lie_among_the_others_once_they_change_places(points, expected):
    values = {"wages": [[10]] * len(points)}
    swapped = ("swapped_points", {"count": len(expected), "first": expected[:3]})
    assert told(values, located(*points)) == ([swapped] if expected else [])


def table(heads, lines=(), **others):
    about = {"columns": {"place": "place", "quantity": "unit"}, "settings": {}, **others}
    return CountryTable("accounts", "a.csv", None, about["columns"], heads, lines, about["settings"])


def test_words_of_thousands_are_told_from_heads_and_from_a_column_of_units():
    heads = ("place", "x (mio)", "pay, thousand", "GVA 1000s", "d (billions)")
    three = [("unit", {"where": "a.csv", "words": ["GVA 1000s", "d (billions)", "pay, thousand"]})]
    values = {"wages": [[10]]}
    assert told(values, tables=[table(heads)]) == three
    assert told(values, tables=[table(heads, settings={"scale": {"pay": 1000}})]) == []
    lines = [(2, {"place": "a", " Unit": "millions", "unit": "thousands"}), (3, {" Unit": "one", "unit": "one"})]
    found = told(values, tables=[table(("place", " Unit", "unit"), lines)])
    assert found == [("unit", {"where": "a.csv", "words": ["millions"]})]
    assert told(values, tables=[table(("place", "unit"), lines)]) == []  # a column of ours says no unit


def refused(places, values, order=None):
    years = [2020, 2021]
    grids = {name: np.array(grid, dtype=float) for name, grid in values.items()}
    with pytest.raises(RelodeError) as caught:
        check_accounts(places, years, grids, "a.csv", order or [each.code for each in places], "id")
    return caught.value.key, caught.value.values


def test_a_share_above_one_is_refused_and_one_itself_is_not():
    places = [place("a"), place("b")]
    check_accounts(places, [2020, 2021], {"unemployment_rate": np.ones((2, 2))}, "a.csv", ["a", "b"], "id")
    key, values = refused(places, {"unemployment_rate": [[0.1, 1.0], [0.2, 1.25]]})
    assert key == "country.above_one"
    name = "unemployment_rate"
    assert values == {"where": "a.csv", "name": name, "place": "B", "year": 2021, "value": "1.25", "key": name}


PARTS = [[1, 2], [3, 5], [4, 9]]
MORE = [[10, 20], [30, 60], [50, 70]]


def total(places, names="population"):
    line = '{ "id" = [' + ", ".join(f'"{each}"' for each in places) + "] }"
    shown = [each.upper() for each in places]
    return "country.total_place", {"where": "a.csv", "place": shown, "count": len(shown), "names": names, "line": line}


def test_a_place_that_is_the_sum_of_all_others_is_refused_with_the_line_that_leaves_it_out():
    places = [place(code) for code in ("t", "a", "b", "c")]
    both = {"population": [[8, 16], *PARTS], "gdp_nominal": [[90, 150], *MORE]}
    assert refused(places, both) == total(["t"], "population, gdp_nominal")
    check_accounts(places, [2020, 2021], {"wages": np.array([[8, 16], *PARTS])}, "a.csv", list("tabc"), "id")
    check_accounts(places, [2020, 2021], {"population": np.array([[8, 17], *PARTS])}, "a.csv", list("tabc"), "id")


def test_quantities_that_add_up_are_named_people_first_then_money_and_homes():
    names = [
        "population",
        "age_0_14",
        "age_15_64",
        "age_65_plus",
        "college_or_higher",
        "gdp_nominal",
        "employment_total",
        "registered_unemployed",
        "budget_revenue",
        "budget_expenditure",
        "government_debt",
        "housing_stock",
    ]
    values = {name: [[8, 16], *PARTS] for name in reversed(names)}
    places = [place(code) for code in ("t", "a", "b", "c")]
    assert refused(places, values) == total(["t"], ", ".join(names))


@pytest.mark.parametrize("by_code", [True, False])
def test_totals_of_regions_are_told_before_that_of_the_country(by_code):
    """3 regions' worth of figures: 8 and 16, 90 and 150, together 98 and 166."""
    names = ("11a", "11b", "11c", "11d", "22a", "22b", "22c", "22d") if by_code else tuple("abcdefgh")
    places = [place(code, province="" if by_code else "ns"[i // 4]) for i, code in enumerate(names)] + [place("z")]
    values = {"population": [*PARTS, [8, 16], *MORE, [90, 150], [98, 166]]}
    assert refused(places, values) == total([names[3], names[7], "z"])
