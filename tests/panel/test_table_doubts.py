"""What gives a table of places away, each doubt on a few figures worked out by hand."""

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.facts.readers.country_table import CountryTable
from relode.panel.doubt.tables import check_accounts, doubts
from relode.places import Place


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


@pytest.mark.parametrize("by_code", [True, False])
def test_totals_of_regions_are_told_before_that_of_the_country(by_code):
    """3 regions' worth of figures: 8 and 16, 90 and 150, together 98 and 166."""
    names = ("11a", "11b", "11c", "11d", "22a", "22b", "22c", "22d") if by_code else tuple("abcdefgh")
    places = [place(code, province="" if by_code else "ns"[i // 4]) for i, code in enumerate(names)] + [place("z")]
    values = {"population": [*PARTS, [8, 16], *MORE, [90, 150], [98, 166]]}
    assert refused(places, values) == total([names[3], names[7], "z"])
