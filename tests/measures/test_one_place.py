"""The measures of one place in a table: each figure in its field and in its sentence."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from relode.errors import RelodeError
from relode.facts.count_cube import cube
from relode.language import Bilingual
from relode.measures.one_place import (
    IndustryInPlace,
    PlaceChange,
    PlaceComplexity,
    PlaceMeasures,
    Shocks,
    complexity_tables,
    measures_of_known,
    place_measures,
    wide_table,
)
from relode.measures.one_place_text import place_measures_sentences

from ..tables_read import plain

COAL = IndustryInPlace("C", "Coal", 60.0, 2.5, 0.9, -1.5, 0.1)
FOOD = IndustryInPlace("F", None, 20.0, 0.4, 0.3, 0.5, 0.2)
CARS = IndustryInPlace("K", "Cars", 10.0, 0.7, 0.6, 1.25, 0.3)
TEA = IndustryInPlace("T", "Tea", 5.0, 0.2, None, None, None)
EVEN = IndustryInPlace("E", "Even", 9.0, 1.0, 0.8, 0.75, 0.4)
FOUND = PlaceMeasures(
    place="a", place_name="Ahill", year=2020, total=95.0, share_of_table=0.25, specialisations=2,
    change=PlaceChange(2015, -11.0, 22.0, -44.0, 12.0), complexity=PlaceComplexity(0.75, 3, 7, -1.25, 2.5),
    no_complexity=None, industries=(FOOD, COAL, TEA, EVEN, CARS), left_out=(),
)  # fmt: skip


def lines(found, language="en"):
    return [plain(each, language) for each in place_measures_sentences(found)]


def test_a_place_in_sentences():
    """Quotients from the highest, then what is near of what is not specialised."""
    assert lines(FOUND) == [
        "a Ahill, 2020: 95 in all, 25 % of the table; specialised (location quotient of at least 1) in 2 of 5"
        " industries.",
        "Shift-share 2015 to 2020: change −11 = at the growth of the whole table +22, its mix of industries −44,"
        " the place's own +12.",
        "Economic complexity index +0.75 (rank 3 of 7), complexity outlook index −1.25, fitness 2.50.",
        *lines(FOUND)[3:4],
        "1. C Coal: location quotient 2.50, count 60",
        "2. E Even: location quotient 1.00, count 9",
        "3. K Cars: location quotient 0.70, count 10",
        "4. F: location quotient 0.40, count 20",
        "5. T Tea: location quotient 0.20, count 5",
        *lines(FOUND)[9:10],
        "1. K Cars: relatedness density 60 %, location quotient 0.70, product complexity index +1.25",
        "2. F: relatedness density 30 %, location quotient 0.40, product complexity index +0.50",
        *lines(FOUND)[12:],
    ]
    keys = [each.key.removeprefix("measures.") for each in place_measures_sentences(FOUND)]
    assert keys == [
        "head",
        "change",
        "complexity",
        "quotients",
        *["quotient"] * 5,
        "related",
        *["near"] * 2,
        "descriptive",
    ]


def test_what_is_not_there_is_not_told():
    bare = replace(FOUND, place_name="a", change=None, complexity=None, no_complexity=Bilingual("no link", "无联系"),
                   industries=(COAL, TEA))  # fmt: skip
    told = lines(bare)
    assert told[0].startswith("a, 2020: 95 in all")
    keys = [each.key.removeprefix("measures.") for each in place_measures_sentences(bare)]
    assert keys == ["head", "one_year", "no_complexity", "quotients", "quotient", "quotient", "descriptive"]
    assert "no link" in told[2]
    own = replace(FOUND, change=replace(FOUND.change, shocks="own", covered=0.4))
    assert lines(own)[1].startswith(
        "Shift-share 2015 to 2020 by your own shocks, which cover 40 % of the place's weights: change −11 = at the mean"
        " shock +22, its weights −44, the place's own +12"
    )


def test_ten_industries_at_most_are_told():
    many = tuple(IndustryInPlace(f"i{at:02}", None, 1.0, 0.9 - at / 100, 0.1 + at / 100, 0.0, 0.0) for at in range(12))
    keys = [each.key for each in place_measures_sentences(replace(FOUND, industries=many))]
    assert (keys.count("measures.quotient"), keys.count("measures.near")) == (10, 10)
    near = [
        plain(each) for each in place_measures_sentences(replace(FOUND, industries=many)) if each.key.endswith("near")
    ]
    assert near[0].startswith("1. i11: relatedness density 21.0 %")


YEARS, PLACES, INDUSTRIES = [2018, 2019, 2020], list("abcde"), ["coal", "food", "cars", "tea", "none"]
LAST = np.array([[9.0, 6, 1, 1, 0], [6, 9, 6, 1, 0], [1, 6, 9, 6, 0], [1, 1, 6, 9, 0], [9, 9, 1, 9, 0]])


@pytest.fixture
def table():
    made = cube(np.array([LAST[::-1] * 2, LAST * 9, LAST]), YEARS, PLACES, INDUSTRIES)
    return made.assign_coords(industry_name=("industry", ["Coal", "Food", "Cars", "Tea", ""]))


def test_each_figure_of_a_place_is_in_its_field(table):
    found = place_measures(table, "b")
    tables = complexity_tables(table.isel(year=-1).to_pandas())
    own = tables.places.loc["b"]
    index = tables.places["economic_complexity_index"]
    assert found.complexity == PlaceComplexity(
        own["economic_complexity_index"], int((index > own["economic_complexity_index"]).sum()) + 1, 5,
        own["complexity_outlook_index"], own["fitness"],
    )  # fmt: skip
    assert (found.year, found.total, found.left_out) == (2020, 22.0, ("none",))
    assert found.share_of_table == pytest.approx(22 / LAST.sum())
    by_code = {one.industry: one for one in found.industries}
    assert list(by_code) == ["coal", "food", "cars", "tea"]
    for code, one in by_code.items():
        cell = tables.cells.loc[("b", code)]
        assert (one.relatedness_density, one.complexity_outlook_gain) == (
            cell["relatedness_density"], cell["complexity_outlook_gain"],
        )  # fmt: skip
        assert one.product_complexity_index == tables.industries.loc[code, "product_complexity_index"]
        assert one.location_quotient == pytest.approx(cell["location_quotient"])
    assert by_code["coal"].industry_name == "Coal"
    assert found.specialisations == sum(one.location_quotient >= 1 for one in found.industries)
    # In 2018 the place was what is now the fourth, twice: 34; all grow from 2 x 107 to 107.
    assert (found.change.first_year, found.change.change) == (2018, -12.0)
    assert found.change.nation == pytest.approx(34 * -0.5)
    assert (found.change.shocks, found.change.covered) == ("table", 1.0)
    parts = found.change.nation + found.change.industry + found.change.place
    assert parts == pytest.approx(-12.0)


def test_a_place_behind_an_empty_one_has_its_own_quotients(table):
    """The first place has nothing in the last year."""
    gone = table.copy()
    gone.loc[{"year": 2020, "place": "a"}] = 0
    rest = LAST[1:, :4]
    expected = rest[0] / rest[0].sum() / (rest.sum(axis=0) / rest.sum())
    assert [one.location_quotient for one in place_measures(gone, "b").industries] == pytest.approx(list(expected))


def test_shocks_of_the_users_own_by_hand(table):
    """34 before: 2, 2, 12 and 18. Food and tea shocked by .1 and -.2: weights 1/17 and 9/17 of the place."""
    found = place_measures(table, "b", Shocks({"food": 0.1, "tea": -0.2})).change
    before = 2 * LAST[::-1].sum(axis=0)
    mean = (0.1 * before[1] - 0.2 * before[3]) / (before[1] + before[3])
    exposure = 0.1 / 17 - 0.2 * 9 / 17
    assert (found.nation, found.industry) == pytest.approx((34 * mean, 34 * (exposure - mean)))
    assert found.place == pytest.approx(22 - 34 * (1 + exposure))
    assert (found.shocks, found.covered, found.change) == ("own", pytest.approx(10 / 17), -12.0)
    weighed = place_measures(table, "b", Shocks({"food": 0.1}, {"b": {"food": 0.4, "coal": 0.6}})).change
    assert (weighed.covered, weighed.nation + weighed.industry) == (pytest.approx(0.4), pytest.approx(34 * 0.04))
    place_measures(table, "b", Shocks({"food": 0.1}, {"b": {"food": 1 + 1e-7}}))
    for weights, key in (({"a": {"food": 1.0}}, "no_weights"), ({"b": {"food": 1.001}}, "bad_weights"),
                         ({"b": {"food": -0.1}}, "bad_weights"), ({"b": {"rice": 0.5}}, "shocks_unknown")):  # fmt: skip
        with pytest.raises(RelodeError) as refused:
            place_measures(table, "b", Shocks({"food": 0.1}, weights))
        assert refused.value.key == f"measures.{key}"
    with pytest.raises(RelodeError) as refused:
        place_measures(table.isel(year=[2]), "b", Shocks({"food": 0.1}))
    assert refused.value.key == "measures.shocks_one_year"
    with pytest.raises(RelodeError):
        place_measures(table, "b", Shocks({"rice": 0.1}))
    empty = table.copy()
    empty.loc[{"year": 2018, "place": "b"}] = 0
    with pytest.raises(RelodeError) as refused:
        place_measures(empty, "b", Shocks({"food": 0.1}))
    assert refused.value.key == "measures.empty_place"
    assert "2018" in refused.value.say("en")


def test_years_that_are_not_known_are_left_out(table):
    unknown = table.copy()
    unknown.loc[{"year": 2020, "place": "b"}] = np.nan
    unknown.loc[{"year": 2019, "place": "c"}] = np.nan
    found = measures_of_known(unknown, "b")
    assert (found.year, found.total) == (2019, 198.0)
    assert found.share_of_table == pytest.approx(198 / (9 * np.delete(LAST, 2, axis=0).sum()))


def test_places_without_a_link_or_a_count_and_places_that_are_not_there():
    alone = cube(
        np.array([[[9.0, 0, 0, 0], [0, 8, 6, 1], [0, 1, 9, 6], [0, 0, 0, 0]]]), [2020], PLACES[:4], list("wxyz")
    )
    found = place_measures(alone, "a")
    assert (found.change, found.complexity, found.industries[0].industry_name) == (None, None, None)
    assert all(one.relatedness_density is None for one in found.industries)
    assert found.no_complexity.zh in lines(found, "zh")[2]
    tables = complexity_tables(pd.DataFrame([*LAST, np.zeros(5)], [*PLACES, "f"], INDUSTRIES))
    assert (tables.left_out_places, tables.left_out_industries, len(tables.cells)) == (["f"], ["none"], 20)
    for place, key in (("d", "measures.empty_place"), ("f", "entry.unknown_place")):
        with pytest.raises(RelodeError) as refused:
            place_measures(alone, place)
        assert refused.value.key == key


def test_rows_become_a_table_with_zero_where_no_row_is():
    rows = pd.DataFrame({"p": ["b", "a"], "i": ["y", "x"], "n": [2, 1]})
    np.testing.assert_array_equal(wide_table(rows, "p", "i", "n"), [[1, 0], [0, 2]])
    with pytest.raises(RelodeError, match="b / y"):
        wide_table(pd.concat([rows, rows.head(1)]), "p", "i", "n")
