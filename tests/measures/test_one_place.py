import subprocess
import sys

import numpy as np
import pytest

import relode as rl
from relode.errors import RelodeError
from relode.facts.count_cube import cube

LABELS = ([2019, 2020], ["a", "b", "c"], ["coal", "food", "cars"])
FIRST = [[40.0, 10, 0], [10, 20, 10], [0, 10, 20]]
LAST = [[30.0, 15, 0], [10, 20, 20], [0, 15, 40]]


@pytest.fixture
def table():
    made = cube(np.array([FIRST, LAST]), *LABELS)
    return made.assign_coords(place_name=("place", ["Ahill", "", "Cton"]))


def test_the_figures_of_a_place_are_those_worked_out_by_hand(table):
    found = rl.measures.place_measures(table, "Ahill")
    assert (found.place, found.place_name, found.year, found.total) == ("a", "Ahill", 2020, 45)
    assert found.share_of_table == pytest.approx(45 / 150)
    quotients = {one.industry: one.location_quotient for one in found.industries}
    assert quotients == pytest.approx({"coal": (30 / 45) / (40 / 150), "food": (15 / 45) / (50 / 150), "cars": 0})
    # The table grows by 150 / 120; coal from 50 to 40, food from 40 to 50.
    assert found.change.change == pytest.approx(-5)
    assert found.change.nation == pytest.approx(50 * 0.25)
    assert found.change.industry == pytest.approx(40 * (-0.2 - 0.25) + 10 * (0.25 - 0.25))
    assert found.change.place == pytest.approx((30 - 40 * 0.8) + (15 - 10 * 1.25))


def linked():
    values = np.array([[[9.0, 6, 1, 1], [6, 9, 6, 1], [1, 6, 9, 6], [1, 1, 6, 9], [9, 9, 1, 9]]])
    return cube(values, [2020], list("abcde"), ["coal", "food", "cars", "tea"])


def test_ranked_places_have_an_index_and_their_density():
    table = linked()
    found = rl.measures.place_measures(table, "b")
    tables = rl.measures.complexity_tables(table.isel(year=0).to_pandas())
    assert found.complexity.economic_complexity_index == tables.places.loc["b", "economic_complexity_index"]
    assert found.complexity.ranked == 5
    assert found.change is None
    by_code = {one.industry: one for one in found.industries}
    assert by_code["tea"].relatedness_density == tables.cells.loc[("b", "tea"), "relatedness_density"]


def test_a_place_without_any_link_has_no_index_and_the_reason():
    alone = cube(np.array([[[9.0, 0, 0, 0], [0, 8, 6, 1], [0, 1, 9, 6]]]), [2020], list("abc"), list("wxyz"))
    found = rl.measures.place_measures(alone, "a")
    assert found.complexity is None
    assert all(one.relatedness_density is None for one in found.industries)
    assert found.no_complexity.zh in rl.measures.place_measures_text(found, "zh")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_text_tells_the_parts(table, language):
    text = rl.measures.place_measures_text(rl.measures.place_measures(table, "a"), language)
    assert {"en": "Shift-share 2019 to 2020", "zh": "偏离—份额"}[language] in text
    assert "2.50" in text
    assert "Ahill" in text


def test_unknown_and_empty_places_are_refused(table):
    with pytest.raises(RelodeError, match="no place x"):
        rl.measures.place_measures(table, "x")
    table.loc[{"year": 2020, "place": "a"}] = 0
    with pytest.raises(RelodeError, match="a has nothing in 2020"):
        rl.measures.place_measures(table, "a")


def test_what_pages_name_can_be_imported():
    code = "import relode as rl; rl.measures.complexity_profile; rl.measures.place_measures; rl.measures.wide_table"
    subprocess.run([sys.executable, "-c", code], check=True)
