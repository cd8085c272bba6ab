"""A facts table with a broken row is refused: what, where, how to mend."""

import sys

import pytest

from relode.errors import RelodeError
from relode.facts import shipped
from relode.panel import load


@pytest.fixture
def broken(monkeypatch):
    """Replace text in a shipped table for one test."""

    def replace(table, old, new):
        original = shipped.text

        def text(name):
            content = original(name)
            if name != table:
                return content
            assert old in content
            return content.replace(old, new, 1)

        monkeypatch.setattr(shipped, "text", text)
        monkeypatch.setattr(sys.modules["relode.panel.load"], "text", text)
        shipped.rows.cache_clear()
        sys.modules["relode.panel.load"]._cells.cache_clear()

    yield replace
    monkeypatch.undo()
    shipped.rows.cache_clear()
    sys.modules["relode.panel.load"]._cells.cache_clear()


ROW = "230400,2020,population,891271,census2020,"
BREAKS = {
    "a word for a number": ("census", ROW, "230400,2020,population,many,census2020,", "not_a_number_in_table"),
    "no value": ("census", ROW, "230400,2020,population,,census2020,", "not_a_number_in_table"),
    "a word for a year": ("census", ROW, "230400,MMXX,population,891271,census2020,", "not_a_number_in_table"),
    "a value out of bounds": ("census", ROW, "230400,2020,population,9e9,census2020,", "value_out_of_bounds"),
    "an unknown quantity": ("census", ROW, "230400,2020,souls,891271,census2020,", "unknown_quantities"),
    "an unknown place": ("census", ROW, "999999,2020,population,891271,census2020,", "unknown_place_in_table"),
    "an unknown source": ("census", ROW, "230400,2020,population,891271,hearsay,", "unknown_source_in_table"),
    "no source": ("census", ROW, "230400,2020,population,891271,,", "unknown_source_in_table"),
    "an unknown flag": ("census", ROW, "230400,2020,population,891271,census2020,odd", "unknown_flag_in_table"),
    "a row too long": ("census", ROW, ROW + ",,x", "uneven_rows_in_table"),
}


@pytest.mark.parametrize(("table", "old", "new", "key"), BREAKS.values(), ids=BREAKS.keys())
def test_a_broken_row_of_a_table_of_numbers_is_refused(broken, table, old, new, key):
    broken(table, old, new)
    with pytest.raises(RelodeError) as caught:
        load()
    assert caught.value.key == key
    assert "census.csv" in caught.value.say("zh")


@pytest.mark.parametrize(
    ("table", "old", "new", "key"),
    [
        ("resource_cities", ",plan2013\n", ",hearsay\n", "unknown_source_in_table"),
        ("successor_industries", ",own_taxonomy\n", "\n", "uneven_rows_in_table"),
        ("aliases", ",own_spelling\n", ",own_spelling,more\n", "uneven_rows_in_table"),
    ],
)
def test_a_broken_row_of_a_list_is_refused(broken, table, old, new, key):
    broken(table, old, new)
    with pytest.raises(RelodeError) as caught:
        shipped.rows(table)
    assert caught.value.key == key
    assert f"{table}.csv" in str(caught.value)


def test_a_cell_that_two_tables_give_differently_is_refused(broken):
    row = "130200,2018,registered_unemployed,36026,city_yearbooks,"
    broken("accounts_unit_employment", row, row.replace("36026", "36027"))
    with pytest.raises(RelodeError) as caught:
        load()
    assert caught.value.key == "two_values_in_tables"
    assert "130200 2018 registered_unemployed: 36026, 36027" in str(caught.value)


def test_a_flag_of_our_own_without_words_is_refused(broken):
    broken("added_flags", "loans,carried_forward", "loans,odd")
    with pytest.raises(RelodeError) as caught:
        load()
    assert caught.value.key == "unknown_flag_in_table"
    assert "added_flags.csv" in str(caught.value)
