"""Tables of a few lines as cells: what is read of each kind, and what is refused with its line."""

import numpy as np
import pytest
import xarray as xr

from relode.errors import RelodeError
from relode.panel.load import _cells, _put
from relode.panel.packed import TextGrid

LONG = "place,quantity,year,value,source,flag"


def cells(table, *lines):
    frame = _cells(table, "\n".join(lines) + "\n")
    return [
        (
            each.place,
            each.quantity,
            int(each.year),
            float(each.value),
            each.source,
            "" if each.flag != each.flag else each.flag,
            int(each.row),
        )
        for each in frame.itertuples()
    ]


def refused(table, *lines):
    with pytest.raises(RelodeError) as caught:
        _cells(table, "\n".join(lines) + "\n")
    return caught.value.key, caught.value.values


def test_a_long_table_has_a_cell_a_line_but_those_without_a_year():
    lines = (LONG, "230400,population,2020,891271,census2020,", "230300,population,,5,census2020,",
             "230300,population,2010,1862165,census2010;census_matched,reaggregated")  # fmt: skip
    assert cells("census", *lines) == [
        ("230400", "population", 2020, 891271.0, "census2020", "", 2),
        ("230300", "population", 2010, 1862165.0, "census2010;census_matched", "reaggregated", 4),
    ]


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("230400,population,2020,many,census2020,", "value", "'many' (line 3)"),
        ("230400,population,2020,,census2020,", "value", "nan (line 3)"),
        ("230400,population,soon,5,census2020,", "year", "'soon' (line 3)"),
    ],
)
def test_a_cell_that_is_no_number_is_refused(line, column, said):
    good = "230400,population,2010,1058665,census2010,"
    key, values = refused("census", LONG, good, line)
    assert (key, values["where"], values["column"], values["offenders"]) == (
        "not_a_number_in_table", "census.csv", column, [said],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "key", "offenders"),
    [
        ("230400,population,1989,500000,census2020,", "unknown_year_in_table", "1989 (line 2)"),
        ("230400,population,2020,500000,census2020,nonsense", "unknown_flag_in_table", "'nonsense' (line 2)"),
        (
            "230400,population,2020,500000,census2020,level_break;nonsense",
            "unknown_flag_in_table",
            "'level_break;nonsense' (line 2)",
        ),
        ("230400,people,2020,500000,census2020,", "unknown_quantities", "'people' (line 2)"),
    ],
)
def test_a_word_that_is_not_known_is_refused(line, key, offenders):
    assert refused("census", LONG, line) == (key, {"where": "census.csv", "offenders": offenders})


def test_a_wide_table_has_a_cell_for_each_figure():
    lines = (
        "place,year,coal_power_capacity,coal_power_unit_count,source,flag",
        "230400,2020,1200,4,gem_coal_power,",
        "230300,2021,,5,gem_coal_power,",
    )
    found = cells("power_capacity", *lines)
    assert [each[:4] + each[6:] for each in found] == [
        ("230400", "coal_power_capacity", 2020, 1200.0, 2), ("230400", "coal_power_unit_count", 2020, 4.0, 2),
        ("230300", "coal_power_unit_count", 2021, 5.0, 3),
    ]  # fmt: skip
    assert refused("power_capacity", lines[0], "230400,2020,many,4,gem_coal_power,")[1]["offenders"] == [
        "'many' (line 2)"
    ]


COUNTIES = (
    "place,year,listed_place,code_2020,same_area,population,population_urban,households,employment_mining,source,flag"
)


def test_counties_are_those_that_no_other_table_has_by_the_place_that_they_became():
    """Renqiu under its list, its code of 2020 or its own; a prefecture is left out; other columns are not read."""
    lines = (
        COUNTIES,
        "999999,2010,130982,888888,1,800000,300000,9,50,census2010,",
        "999999,2010,,130982,0,810000,,9,60,census2010,level_break",
        "130982,2020,,,,820000,400000,9,70,census2020,",
        "230400,2020,,,,830000,1,9,80,census2020,",
        "130982,2010,,,,840000,,9,90,census2010,",
    )
    found = cells("census_counties", *lines)
    assert {each[0] for each in found} == {"130982"}
    assert {(name, value): (year, flag, row) for _, name, year, value, _, flag, row in found} == {
        ("population", 8e5): (2010, "", 2),
        ("population_urban", 3e5): (2010, "", 2),
        ("employment_mining", 50.0): (2010, "", 2),
        ("population", 8.1e5): (2010, "level_break;area_not_comparable", 3),
        ("employment_mining", 60.0): (2010, "level_break;area_not_comparable", 3),
        ("population", 8.2e5): (2020, "", 4),
        ("population_urban", 4e5): (2020, "", 4),
        ("employment_mining", 70.0): (2020, "", 4),
        ("population", 8.4e5): (2010, "area_not_comparable", 6),
        ("employment_mining", 90.0): (2010, "area_not_comparable", 6),
    }


def test_flags_of_a_row_of_services_are_those_of_their_cells():
    names = ("population_registered", "house_price")
    lines = (
        f"place,year,{','.join(names)},source,cell_flags",
        "230400,2020,900000,2000,census2020,house_price:level_break;house_price:spike",
        "230300,2020,800000,3000,census2020,population_registered:spike",
        "230300,2021,700000,,census2020,",
    )
    found = cells("accounts_services", *lines)
    assert {(place, name, year): (value, flag) for place, name, year, value, _, flag, _ in found} == {
        ("230400", names[0], 2020): (9e5, ""),
        ("230400", names[1], 2020): (2000.0, "level_break;spike"),
        ("230300", names[0], 2020): (8e5, "spike"),
        ("230300", names[1], 2020): (3000.0, ""),
        ("230300", names[0], 2021): (7e5, ""),
    }


def test_two_tables_must_say_the_same_of_a_cell():
    dims, shape = ("quantity", "place", "year"), (1, 2, 2)
    panel = xr.Dataset(
        {"value": (dims, np.full(shape, np.nan)), "row": (dims, np.zeros(shape, dtype=int))},
        coords={"quantity": ["loans"], "place": ["230300", "230400"], "year": [2019, 2020]},
    )
    texts = {name: TextGrid(shape) for name in ("source", "flag", "table")}

    def lines(one, other):
        rows = f"230400,loans,2020,{one},census2020,spike", f"230300,loans,2019,{other},census2010,"
        return _cells("accounts_money", "\n".join([LONG, *rows]) + "\n")

    _put(panel, texts, "first", lines(5, 6))
    _put(panel, texts, "second", lines(5, 6))
    assert panel["value"].to_numpy()[0, 1, 1] == 5
    assert [grid[0, 1, 1] for grid in texts.values()] == ["census2020", "spike", "second"]
    assert [grid[0, 0, 0] for grid in texts.values()] == ["census2010", "", "second"]
    assert (int(panel["row"][0, 0, 0]), int(panel["row"][0, 1, 1])) == (3, 2)
    with pytest.raises(RelodeError) as caught:
        _put(panel, texts, "third", lines(5, 6.5))
    assert caught.value.values == {"where": "third.csv", "offenders": ["230300 2019 loans: 6, 6.5 (line 3)"]}
