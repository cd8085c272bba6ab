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

    yield replace
    monkeypatch.undo()
    shipped.rows.cache_clear()


ROW = "230400,2020,population,891271,census2020,"
BREAKS = {
    "a word for a number": ("census", ROW, "230400,2020,population,many,census2020,", "not_a_number_in_table"),
    "no value": ("census", ROW, "230400,2020,population,,census2020,", "not_a_number_in_table"),
    "a word for a year": ("census", ROW, "230400,MMXX,population,891271,census2020,", "not_a_number_in_table"),
    "a value out of bounds": ("census", ROW, "230400,2020,population,9e9,census2020,", "value_out_of_bounds"),
    "an unknown quantity": ("census", ROW, "230400,2020,souls,891271,census2020,", "unknown_quantities"),
    "an unknown year": ("census", ROW, "230400,2099,population,891271,census2020,", "unknown_year_in_table"),
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
    if key.startswith("unknown"):
        line = next(at for at, each in enumerate(shipped.text("census").splitlines(), 1) if each.startswith(new))
        assert f"(line {line})" in str(caught.value)


WORDS = {
    "a verdict": ("law", ",not_allowed,", ",forbidden,", "verdict", "'forbidden' (line 2)"),
    "a measure": ("law", "l001,tax_relief,", "l001,tax_gift,", "measure", "'tax_gift' (line 2)"),
    "a use": ("funding_channels", ",environment;transport;", ",environment;airships;", "uses", "(line 3)"),
    "a channel": ("funding_channel_sums", "s01,exhausted_transfer,", "s01,gifts,", "channel", "'gifts' (line 2)"),
    "a unit of money": ("funding_channel_sums", ",100 million yuan,", ",pennies,", "unit", "'pennies' (line 2)"),
    "a unit of a norm": ("service_norms", ",staff per pupil,", ",dozens,", "unit", "'dozens' (line 2)"),
    "a unit of a deal": ("deal_parameters", ",share,2018,", ",parts,2018,", "unit", "'parts' (line 2)"),
    "a state of a mine": ("coal_mines_gem", ",Operating,", ",Dreaming,", "status", "'Dreaming' (line 2)"),
    "a flag of a mine": ("coal_mines_gem", ",years_above_300\n", ",odd\n", "flag", "'odd'"),
    "a family of effects": ("effects_common_scale", ",spending,A,", ",spending,Z,", "family", "'Z' (line 2)"),
}


@pytest.mark.parametrize(("table", "old", "new", "column", "offender"), WORDS.values(), ids=WORDS.keys())
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_word_that_is_none_of_its_kind_is_refused(broken, table, old, new, column, offender, language):
    broken(table, old, new)
    with pytest.raises(RelodeError) as caught:
        shipped.rows(table)
    assert caught.value.key == "unknown_word_in_table"
    text = caught.value.say(language)
    assert f"{table}.csv" in text
    assert column in text
    assert offender in text
    assert "language/names.csv" in text


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [("coal_mines_gem", "M5013,610800,", "M5013,999999,"), ("funding_channel_sums", ",230000,", ",999999,")],
)
def test_a_mine_or_a_sum_of_an_unknown_place_is_refused(broken, table, old, new):
    broken(table, old, new)
    with pytest.raises(RelodeError) as caught:
        shipped.rows(table)
    assert caught.value.key == "unknown_place_in_table"
    assert f"{table}.csv" in str(caught.value)
    assert "'999999'" in str(caught.value)


SERVICES = {
    "an unknown place": ("\n110000,2018,", "\n999999,2018,", "unknown_place_in_table"),
    "an unknown quantity": (",pupils_primary,", ",souls_primary,", "unknown_quantities"),
    "a figure out of bounds": ("\n110000,2018,,", "\n110000,2018,9e9,", "value_out_of_bounds"),
    "a flag of no quantity": (",pupils_primary:rounded", ",souls_primary:rounded", "unknown_quantities"),
    "an unknown flag": (":rounded_to_10000", ":odd", "unknown_flag_in_table"),
    "an unknown source": (",city_yearbooks_services,", ",hearsay,", "unknown_source_in_table"),
}


@pytest.mark.parametrize(("old", "new", "key"), SERVICES.values(), ids=SERVICES.keys())
def test_a_broken_row_of_the_services_is_refused(broken, old, new, key):
    broken("accounts_services", old, new)
    with pytest.raises(RelodeError) as caught:
        load()
    assert caught.value.key == key
    assert "accounts_services.csv" in caught.value.say("zh")


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
