"""A user's own figures: a good row replaces a cell and is remembered, a bad one stops everything."""

from dataclasses import replace

import numpy as np
import pytest

from relode.diagnosis import number
from relode.errors import RelodeError
from relode.facts.readers.override_csv import read_override_csv
from relode.panel import apply_overrides, cell, checked_overrides, load, not_moved
from relode.panel.overrides import Override, bounded, override_of

HEAD = "place,quantity,year,value,note\n"
GOOD = "hegang,population,2020,900000,own count\n"


def read(folder, content):
    path = folder / "own.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return checked_overrides(read_override_csv(path), path.name)


def refused(folder, content):
    with pytest.raises(RelodeError) as caught:
        read(folder, content)
    english, chinese = caught.value.say("en"), caught.value.say("zh")
    assert english != chinese
    return caught.value, english, chinese


@pytest.fixture(scope="module")
def replaced(tmp_path_factory):
    content = HEAD + GOOD + "哈尔滨市,population,2020,9000000,\n230400,employment_mining,2020,5000,recount\n"
    content += "jixi,house_price,2023,1500,\nhegang,house_price,2011,1700,no figure before\n"
    return load(read(tmp_path_factory.mktemp("own"), content))


def test_a_good_row_replaces_the_cell(replaced):
    found = cell(replaced, "230400", "population", 2020)
    assert found.value == 900_000
    assert (found.sources, found.flags, found.table) == (("user",), ("user",), "user")


def test_lone_carriage_returns_end_lines_too(tmp_path):
    assert read(tmp_path, (HEAD + GOOD).replace("\n", "\r")) == read(tmp_path, HEAD + GOOD)


def test_what_was_there_is_remembered(replaced, panel):
    remembered = {(o["place"], o["quantity"], o["year"]): o for o in replaced.attrs["overrides"]}
    assert len(remembered) == 5
    first = remembered["230400", "population", 2020]
    assert (first["value"], first["before"], first["note"]) == (900_000, 891_271, "own count")
    assert cell(panel, "230400", "house_price", 2011) is None
    assert remembered["230400", "house_price", 2011]["before"] is None
    assert panel.attrs["overrides"] == []


def test_figures_put_into_a_selection_leave_the_whole_as_it_was(panel, tmp_path):
    own = apply_overrides(panel.sel(place=["230400"]), read(tmp_path, HEAD + GOOD))
    assert len(own.attrs["overrides"]) == 1
    assert panel.attrs["overrides"] == []
    assert cell(panel, "230400", "population", 2020).value == 891_271


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ("population_change", 900_000 / 1_058_665 - 1),
        ("population_change_excess", None),
        ("urban_share", None),
        ("college_share", None),
        ("gdp_per_person", None),
        ("mining_employment_share", None),
        ("mining_employment_share_change", None),
    ],
)
def test_what_rests_on_a_replaced_cell_moves_and_says_so(replaced, panel, quantity, expected):
    found, before = (cell(p, "230400", quantity, 2020) for p in (replaced, panel))
    assert found.value != before.value
    assert "user" in found.flags
    assert "user" in found.sources
    if expected is not None:
        assert found.value == pytest.approx(expected)


def test_nothing_else_of_the_place_is_touched(replaced, panel):
    for name, year in (("population", 2010), ("manufacturing_employment_share", 2020), ("gdp_nominal", 2020)):
        assert cell(replaced, "230400", name, year) == cell(panel, "230400", name, year)


@pytest.mark.parametrize(
    ("place", "quantity", "year"),
    [
        pytest.param("230800", "province_population_change", 2020, id="another city of the province"),
        pytest.param("230800", "population_change_excess", 2020, id="excess of another city of the province"),
        pytest.param("230400", "house_price_rank", 2023, id="rank among replaced prices"),
        pytest.param("230400", "location_quotient_mining", 2020, id="location quotient of a replaced section"),
        pytest.param("230400", "employment_entropy", 2020, id="entropy with a replaced section"),
    ],
)
def test_what_rests_on_a_replaced_cell_of_another_row_says_so(replaced, panel, place, quantity, year):
    found, before = (cell(p, place, quantity, year) for p in (replaced, panel))
    assert found.value != before.value
    assert "user" in found.flags


def test_an_own_figure_has_no_sampling_interval(replaced):
    assert number(replaced, "230400", "employment_mining", 2020).interval_90 is None
    assert number(replaced, "230400", "mining_employment_share", 2020).interval_90 is None


def test_published_followers_that_stay_behind_are_named(tmp_path):
    found = dict(not_moved(read(tmp_path, HEAD + GOOD + "hegang,gdp_nominal,2020,340,\n")))
    assert found["gdp_nominal"] == ("gdp_deflator",)
    assert "age_60_plus_share" in found["population"]
    both = HEAD + "hegang,gdp_nominal,2020,340,\nhegang,gdp_deflator,2020,1.5,\n"
    assert not_moved(read(tmp_path, both)) == []


def test_the_total_of_employment_is_named_when_a_section_is_replaced(tmp_path):
    assert not_moved(read(tmp_path, HEAD + "hegang,employment_mining,2020,5000,\n")) == [
        ("employment_mining", ("employment_all_sections",)),
    ]


BAD = {
    "unknown place": ("atlantis,population,2020,900000,", "atlantis", "unknown_place"),
    "near miss of a place": ("heigang,population,2020,900000,", "hegang", "unknown_place_near"),
    "ambiguous place": ("yichun,population,2020,900000,", "yichun-jiangxi", "ambiguous_place"),
    "near miss of a quantity": ("hegang,populaton,2020,900000,", "population", "unknown_quantity_near"),
    "unknown quantity": ("hegang,xyzzy,2020,900000,", "xyzzy", "unknown_quantity"),
    "derived quantity": ("hegang,population_change,2020,-0.1,", "population", "override_derived"),
    "not by place and year": ("hegang,peer_count,2020,10,", "assumption", "override_dimension"),
    "year before the panel": ("hegang,population,1989,900000,", "1990", "override_year"),
    "year after the panel": ("hegang,population,2026,900000,", "2025", "override_year_ahead"),
    "year that is no number": ("hegang,population,last,900000,", "'last'", "override_year"),
    "year with a fraction": ("hegang,population,2020.0,900000,", "2020", "override_year_meant"),
    "year with its word": ("hegang,population,２０２０年,900000,", "2020", "override_year_meant"),
    "no year": ("hegang,population,,900000,", "''", "override_year"),
    "year far before it": ("hegang,population,1066,900000,", "2025", "override_year"),
    "value in words": ("hegang,population,2020,many,", "'many'", "override_value"),
    "value with a unit": ("hegang,population,2020,90万,", "'90万'", "override_value"),
    "value in groups": ('hegang,population,2020,"900,000",', "900000", "override_value_meant"),
    "value in wide groups": ("hegang,population,2020,９００，０００,", "900000", "override_value_meant"),
    "value with a note in a ring": ("hegang,budget_revenue,2022,30.6①,", "30.6", "override_value_meant"),
    "value with a raised note": ("hegang,budget_revenue,2022,30.6²,", "30.6", "override_value_meant"),
    "value with a note in brackets": ("hegang,budget_revenue,2022,30.6[2],", "30.6", "override_value_meant"),
    "value with a star": ("hegang,budget_revenue,2022,30.6*,", "30.6", "override_value_meant"),
    "nan": ("hegang,population,2020,nan,", "'nan'", "override_value"),
    "infinite": ("hegang,population,2020,inf,", "'inf'", "override_value"),
    "no value": ("hegang,population,2020,,", "''", "override_value"),
    "below its bounds": ("hegang,population,2020,-5,", "-5", "override_bounds"),
    "above its bounds": ("hegang,population,2020,5e9,", "40,000,000", "override_bounds"),
}


@pytest.mark.parametrize(("row", "hint", "key"), BAD.values(), ids=BAD.keys())
def test_a_bad_row_is_refused_in_both_languages_with_its_line(tmp_path, row, hint, key):
    error, english, chinese = refused(tmp_path, HEAD + GOOD + row + "\n")
    assert error.key == "override_rows"
    assert error.values["offenders"][0][1].key == key
    for said in (english, chinese):
        assert "own.csv" in said
        assert "[3] " in said
        assert "[2] " not in said
        assert hint in said


def test_the_first_three_bad_rows_are_named_and_the_others_counted(tmp_path):
    _, english, chinese = refused(tmp_path, HEAD + GOOD + "atlantis,population,2020,900000,\n" * 5)
    for said in (english, chinese):
        assert [f"[{line}] " in said for line in (3, 4, 5, 6)] == [True, True, True, False]
        assert "(+2)" in said


def test_nothing_is_replaced_if_one_row_is_bad(tmp_path, panel):
    refused(tmp_path, HEAD + GOOD + "atlantis,population,2020,900000,\n")
    assert cell(load(), "230400", "population", 2020) == cell(panel, "230400", "population", 2020)


@pytest.mark.parametrize("column", ["place", "quantity", "year", "value", "note"])
def test_a_missing_column_is_named(tmp_path, column):
    head = HEAD.replace(column, "other")
    error, english, chinese = refused(tmp_path, head + GOOD)
    assert error.key == "override_columns"
    assert f"has twice: {column}." in english
    assert f"列名重复：{column}。" in chinese


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(RelodeError) as caught:
            read_override_csv(path)
        assert caught.value.key == "unreadable_file"
        assert str(path) in caught.value.say("zh")


def test_a_file_in_gb_18030_is_read(tmp_path):
    found = read(tmp_path, (HEAD + "鹤岗市,population,2020,900000,本市统计\n").encode("gb18030"))
    assert [(o.place, o.value, o.note) for o in found] == [("230400", 900_000, "本市统计")]


def test_a_byte_order_mark_and_windows_line_ends_are_no_obstacle(tmp_path):
    content = b"\xef\xbb\xbf" + (HEAD + GOOD).replace("\n", "\r\n").encode()
    assert [o.value for o in read(tmp_path, content)] == [900_000]


@pytest.mark.parametrize("seed", range(5))
def test_binary_rubbish_is_refused(tmp_path, seed):
    rubbish = np.random.default_rng(seed).bytes(500)
    assert refused(tmp_path, rubbish)[0].key in {"unknown_encoding", "override_columns"}
    assert refused(tmp_path, b"\0" * 500)[0].key == "override_columns"


def test_an_own_figure_leads_to_its_line_or_to_none(panel):
    """Line 1 is the head of a file: what stands in no file has line 0."""
    figures = [
        Override("230400", "population", 2020, 9e5, "", line=7),
        Override("230400", "house_price", 2011, 9e2, ""),
    ]
    own = apply_overrides(panel.sel(place=["230400"]), figures)
    lines = [int(own["row"].sel(quantity=each.quantity, place="230400", year=each.year)) for each in figures]
    assert lines == [7, 0]


def figure(**given):
    row = {"place": "hegang", "quantity": "population", "year": "2020", "value": "9e5", "note": "", "line": "2"}
    return override_of({**row, **given})


def test_an_own_interval_has_both_ends_around_its_value():
    assert (figure().low, figure().high) == (None, None)
    for low, high in (("8e5", "1e6"), ("9e5", "9e5")):
        found = figure(low=low, high=high)
        assert (found.low, found.high) == (float(low), float(high))
    for given in ({"low": "8e5"}, {"high": "1e6"}, {"low": "9.1e5", "high": "1e6"}, {"low": "8e5", "high": "8.9e5"}):
        with pytest.raises(RelodeError) as refused:
            figure(**given)
        assert refused.value.key == "own_figures.interval"


def test_a_value_and_its_interval_may_lie_on_the_bounds_of_the_quantity_and_not_beyond():
    whole = Override("230400", "population", 2020, 100, "", low=100, high=4e7)
    assert bounded(whole) is whole
    for name, value in (("value", 99.0), ("low", 99.0), ("high", 4.1e7)):
        with pytest.raises(RelodeError) as refused:
            bounded(replace(whole, **{name: value}))
        assert refused.value.key == "override_bounds"
