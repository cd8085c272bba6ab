"""Cells of the tables on places, prices, births and mines are those of the files that they were taken from."""

import csv
from pathlib import Path

import pytest

from relode.facts import rows
from relode.panel import load, series
from relode.panel.coal_mines import all_mines
from relode.places import coverage, local_facts

CELLS = Path(__file__).parents[1] / "cases/facts_cells.csv"
CASES = [
    pytest.param(row, id=f"{row['table']}-{row['at']}-{row['name']}")
    for row in csv.DictReader(CELLS.read_text(encoding="utf-8").splitlines())
]


def at(found, where):
    """The one row that has these cells."""
    wanted = dict(pair.split("=") for pair in where.split(";"))
    (row,) = (row for row in found if wanted.items() <= row.items())
    return row


@pytest.mark.parametrize("case", CASES)
def test_a_shipped_cell_is_that_of_its_source(case):
    assert at(rows(case["table"]), case["at"])[case["name"]] == case["value"]


@pytest.mark.parametrize("case", CASES)
def test_the_cell_of_the_source_is_the_one_in_the_table_of_cases(curated_additions_3, case):
    with (curated_additions_3 / case["file"]).open(encoding="utf-8", newline="") as file:
        assert at(csv.DictReader(file), case["where"])[case["column"]] == case["cell"]


def test_every_filled_in_cell_of_the_yearbook_series_is_marked(curated_additions_3):
    found = series("yearbook_series")
    with (curated_additions_3 / "yearbook_panel_1990_2023.csv").open(encoding="utf-8", newline="") as file:
        source = [row for row in csv.DictReader(file) if row["place"] != "341400"]
    assert len(source) - len(found) == 3, "three shares above one, of Nanyang"
    flagged = {(row["place"], row["year"], row["quantity"]) for row in source if row["flag"]}
    assert (found["flag"] != "").sum() == len(flagged) - 2, "two of the three are flagged"
    assert set(found["flag"]) == {"", "spike", "on_a_straight_line", "interpolated_by_compiler"}
    ours = {(p, str(y)) for p, y, b in zip(found["place"], found["year"], found["boundary"], strict=True) if b == 1}
    assert ours == {(row["place"], row["year"]) for row in source if row["boundary"] == "1"}


def test_revenues_of_1995_and_1996_are_all_marked_as_filled_in():
    found = series("yearbook_series")
    revenue = found[(found["quantity"] == "yearbook_budget_revenue") & found["year"].isin([1995, 1996])]
    assert len(revenue) > 500
    assert set(revenue["flag"]) == {"interpolated_by_compiler"}


def test_the_panel_has_whole_years_of_house_prices_and_their_table_has_the_months_of_2026():
    found = series("house_price_index")
    assert set(found.loc[found["year"] == 2026, "months"]) == {7}
    assert load()["value"].sel(quantity="house_price_index_existing", place="130200", year=2024) == 117.71


def test_births_of_the_nation_are_those_of_its_provinces():
    """Rates of 2020 to 2022 by population, against 8.52, 7.52 and 6.77 of the nation."""
    people = load()["value"].sel(quantity="province_population")
    rates = [row for row in rows("vital_rates") if row["indicator"] == "births_per_thousand"]
    for year, printed in ((2020, 8.52), (2021, 7.52), (2022, 6.77)):
        provinces = {
            r["place"]: float(r["value"]) for r in rates if r["year"] == str(year) and r["place"][2:] == "0000"
        }
        latest = {place: float(people.sel(place=place).dropna("year")[-1]) for place in provinces}
        mean = sum(rate * latest[place] for place, rate in provinces.items()) / sum(latest.values())
        assert mean == pytest.approx(printed, abs=0.05)


def test_a_mine_has_its_owner_by_two_keys_and_those_of_hegang_are_of_one_group():
    mines = all_mines()
    assert len({(mine.mine_id, mine.phase) for mine in mines}) == len(mines)
    assert {mine.owner_group for mine in mines if mine.place == "230400" and mine.status == "Operating"} == {"longmay"}
    assert local_facts("hegang")["mine_owner"].value == "provincial"


def test_rules_for_heavy_debt_hold_no_more_in_provinces_that_left_and_are_asked_for_where_they_may_end():
    left, asked, listed, free = (local_facts(city) for city in ("baotou", "yinchuan", "hegang", "tangshan"))
    assert (left["heavy_debt"].value, left["heavy_debt"].date) == ("left", "2025-08")
    assert local_facts("liaoyuan")["heavy_debt"].value == "left"
    assert "heavy_debt_ban" not in left
    assert (asked["heavy_debt"].value, asked["heavy_debt"].decides) == ("asked_to_leave", False)
    assert (listed["heavy_debt"].value, listed["heavy_debt"].decides) == ("applies", True)
    assert (free["heavy_debt"].value, free["heavy_debt"].decides) == ("no", True)


def test_only_what_is_certain_or_read_on_a_page_decides():
    facts = [fact for city in ("hegang", "baotou", "xuzhou", "luoyang", "yulin") for fact in local_facts(city).values()]
    assert {fact.decides for fact in facts} == {True, False}
    assert all(fact.decides == (fact.certainty == "high" or fact.read == "page") for fact in facts)
    assert not local_facts("hegang")["school_system"].decides
    assert not local_facts("xuzhou")["central_heating"].decides


def test_a_county_has_the_heating_of_its_prefecture_and_says_so():
    county = local_facts("jingxing-mining-district")["central_heating"]
    assert (county.value, county.inherited) == ("yes", "130100")
    assert "school_system" not in local_facts("jingxing-mining-district")


def test_an_absence_is_known_only_where_the_list_is_complete():
    assert local_facts("xingtai")["zero_carbon_park"].value == "no"
    assert "zero_carbon_park" not in local_facts("hegang")
    assert "transfer_zone" not in local_facts("hegang")


def test_how_far_each_fact_reaches():
    found = {each.fact: each for each in coverage()}
    assert (found["central_heating"].prefectures, found["central_heating"].prefectures_decide) == (337, 293)
    assert all(each.listed_decides <= each.listed <= 262 for each in found.values())
    assert found["restructuring"].listed == 1
