"""Cells that other shipped figures contradict are left out or marked; `python -m studies.suspect_cells` does it."""

import math

import pytest

from relode.facts import rows
from relode.panel import cell, load
from studies.suspect_cells import newer_residents, path, suspects

HEILONGJIANG = {f"23{number:02}00" for number in range(1, 13)}
RESIDENTS = "population_resident_reported"


@pytest.fixture(scope="module")
def panel():
    return load()


@pytest.fixture(scope="module")
def few(panel):
    """Two places: a copy of all takes long."""
    return panel.sel(place=["230400", "150200"])


def with_cell(panel, place, quantity, year, value, flag="", table="accounts_people"):
    """The panel with one cell more, as a table with it would give."""
    changed = panel.compute().copy(deep=True)
    at = {"place": place, "quantity": quantity, "year": year}
    for name, content in {"value": value, "flag": flag, "source": "population_annual", "table": table}.items():
        changed[name].loc[at] = content
    return changed


def test_no_suspect_cell_is_without_its_mark(panel):
    assert suspects(panel) == []
    assert newer_residents(panel) == []


def test_registered_people_of_2021_in_heilongjiang_are_left_out(panel):
    """Hegang: 956,608 are the 960,000 of the register; between 891,271 (2020) and 850,000 (2023) lie 877,296."""
    out = {(r["place"], r["year"]): r for r in rows("excluded") if r["quantity"] == RESIDENTS}
    assert {place for place, year in out if year == "2021"} == HEILONGJIANG
    assert {("650200", "2018"), ("650500", "2018")} < set(out)
    assert (out["230400", "2021"]["printed_value"], out["230400", "2021"]["printed_unit"]) == (
        "95.6608", "10 thousand persons",
    )  # fmt: skip
    assert out["230400", "2021"]["reason"] == "registered_people"
    assert out["230400", "2021"]["beside"] == "960000 persons;877296 persons"
    assert cell(panel, "hegang", RESIDENTS, 2021) is None


def test_a_registered_figure_told_as_residents_is_found_and_a_true_one_is_not(few):
    def found(value):
        told = with_cell(few, "230400", RESIDENTS, 2021, value)
        return [(e.place, e.year, e.flag) for e in suspects(told)]

    assert found(956_608.0) == [("230400", 2021, "")]
    assert found(877_584.0) == []  # output over output per head
    assert found(930_000.0) == [("230400", 2021, "far_from_counts")]  # neither: 6 % above the path


def test_the_path_between_counts_is_a_steady_rate():
    """By hand: from 100 to 121 in two years is 110 in the middle."""
    assert path({2020: 100.0, 2022: 121.0}, 2021) == pytest.approx(110.0)
    assert path({2020: 100.0, 2022: 121.0}, 2023) is None


@pytest.mark.parametrize(("factor", "is_found"), [(3.1, True), (2.9, False), (1 / 3.1, True), (1 / 2.9, False)])
def test_a_jump_above_threefold_is_found(few, factor, is_found):
    before = cell(few, "230400", "deposits", 2022).value
    told = with_cell(few, "230400", "deposits", 2023, before * factor, table="accounts_money")
    assert [(e.quantity, e.year, e.flag) for e in suspects(told)] == (
        [("deposits", 2023, "level_jump")] if is_found else []
    )


def test_a_flag_of_the_cell_explains_a_jump_and_one_of_all_places_does_not(few):
    before = cell(few, "230400", "deposits", 2022).value
    for flag, count in (("level_break", 0), ("seam_before", 1), ("seam_before;level_jump", 0)):
        told = with_cell(few, "230400", "deposits", 2023, before * 9, flag, "accounts_money")
        assert len(suspects(told)) == count, flag


def test_the_coal_capacity_of_baotou_is_marked(panel):
    """From 4.35 to 41.15 Mt a year in 2020, with a largest mine of 10 Mt where the tracker has none above 1.2 Mt."""
    capacity = {year: cell(panel, "baotou", "coal_capacity_underground", year) for year in range(2019, 2024)}
    assert (capacity[2019].value, capacity[2020].value) == (4_350_000, 41_150_000)
    assert {"level_jump", "place_doubtful", "seam_before"} == set(capacity[2020].flags)
    assert [("place_doubtful" in capacity[year].flags) for year in range(2019, 2024)] == [False, *[True] * 4]
    doubtful = {r["place"] for r in rows("added_flags") if r["flag"] == "place_doubtful"}
    assert doubtful == {"150200", "610100"}  # Baotou and Xi'an, where coal firms have their seats


def test_ten_places_have_residents_of_2023_by_the_yearbook(panel):
    newer = {r["place"]: r for r in rows("accounts_people") if r["source"] == "city_yearbooks_services"}
    assert len(newer) == 10
    assert {r["year"] for r in newer.values()} == {"2023"}
    assert newer["230400"]["value"] == "850000"
    # The yearbook's Tonghua is without Meihekou: 1.30 million in 2020 where the census has 1.81.
    assert [place for place, r in newer.items() if "boundary_differs" in r["flag"]] == ["220500"]
    for place in newer.keys() - {"220500"}:
        census = cell(panel, place, "population", 2020).value
        assert abs(math.log(cell(panel, place, RESIDENTS, 2023).value / census)) < 0.1


def test_residents_that_equal_registered_people_and_the_census_alike_are_marked_and_kept(panel):
    """Yangquan 2019 by hand: 71.9 bn yuan over 50,775 yuan a head are 1,416,051 people; reported are 1,321,400."""
    assert round(7_190_000e4 / 50_775) == 1_416_051
    for place, years in (("yangquan", (2018, 2019)), ("shizuishan", (2018, 2019))):
        assert all("two_sources_differ" in cell(panel, place, RESIDENTS, year).flags for year in years)
