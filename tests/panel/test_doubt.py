"""Each defect found in what ships is flagged and not used; each rule finds a planted one and nothing beside it."""

import json
import math

import numpy as np
import pytest

import relode as rl
from relode.cli import build
from relode.facts import rows
from relode.panel.doubt.series import (
    Line,
    carried_over,
    jumps,
    repeated,
    straight_lines,
    uncovered,
    unit_slips,
)
from relode.panel.own_figures import read_own_figures


@pytest.fixture(scope="module")
def panel():
    return rl.panel.load()


def said(capsys, *command):
    build("en")([*command, "--json"], standalone_mode=False)
    return json.loads(capsys.readouterr().out)


def test_the_listing_price_of_2024_is_flagged_and_put_right(capsys):
    """By hand from the shipped tables: the price of 2022 times the index of Tangshan, 2024 over 2022."""
    found = said(capsys, "explain", "tangshan", "house_price", "2024")
    assert found["value"] == 8404
    assert {"carried_over", "contradicts_index"} <= set(found["flags"])
    index = {
        row["year"]: float(row["house_price_index_existing"])
        for row in rows("house_price_index")
        if row["place"] == "130200"
    }
    low, high = found["corrected"]["interval_90"]
    assert math.isclose(found["corrected"]["value"], 9496 * index["2024"] / index["2022"], rel_tol=1e-9)
    assert low < found["corrected"]["value"] < found["value"] < high
    assert found["corrected"]["flags"] == ["corrected_estimate"]
    assert "nbs_house_price_index" in found["corrected"]["sources"]


def test_a_city_outside_the_index_takes_the_mean_of_its_cities(panel):
    logs = {
        year: [math.log(float(r["house_price_index_existing"])) for r in rows("house_price_index") if r["year"] == year]
        for year in ("2022", "2026")
    }
    factor = math.exp(np.mean(logs["2026"]) - np.mean(logs["2022"]))
    found = rl.panel.doubt.listing_price(panel, "hegang", 2026)
    assert math.isclose(found.value, 2077 * factor, rel_tol=1e-9)
    assert rl.panel.doubt.listing_price(panel, "hegang", 2022).flags == ()


@pytest.mark.parametrize("year", [2023, 2024])
def test_all_listings_of_two_years_are_doubted_and_those_before_are_not(panel, year):
    line = panel[["value", "flag"]].sel(quantity="house_price")
    both = np.isfinite(line["value"].sel(year=[year - 1, year]).transpose("place", "year").to_numpy()).all(axis=1)
    flags = line["flag"].sel(year=year).to_numpy()[both]
    assert len(flags) > 300
    assert all("contradicts_index" in each for each in flags)
    assert not any("contradicts_index" in each for each in line["flag"].sel(year=2022).to_numpy())


@pytest.mark.parametrize(
    "place", ["640100", "640200", "640300", "640400", "640500", "320600", "150200", "150700", "150900"]
)
def test_breaks_of_debt_in_2025_are_flagged_and_open_no_forecast(panel, place):
    assert "level_jump" in rl.panel.cell(panel, place, "government_debt", 2025).flags
    debt = rl.outlook.predictive(panel, place, ["debt"]).quantities["debt"]
    assert max(debt.facts) == (2023 if place == "640300" else 2024)  # Wuzhong's fall in 2024 is doubted too
    assert "doubted_left_out" in debt.tags


@pytest.mark.parametrize(
    ("place", "quantity"),
    [
        ("411300", "pupils_junior_secondary"),
        ("411300", "pupils_kindergarten"),
        ("610600", "pupils_junior_secondary"),
        ("511100", "pupils_junior_secondary"),
        ("511400", "pupils_vocational"),
    ],
)
def test_pupils_that_do_not_fit_their_ages_are_flagged(panel, place, quantity):
    assert "coverage_doubtful" in rl.panel.cell(panel, place, quantity, 2023).flags


@pytest.mark.parametrize("place", ["371000", "370600", "370900", "370300", "310000"])
def test_junior_schools_of_four_years_are_not_doubted(panel, place):
    assert "coverage_doubtful" not in rl.panel.cell(panel, place, "pupils_junior_secondary", 2023).flags


def test_a_doubted_count_decides_no_need(capsys):
    found = said(capsys, "needs", "nanyang")
    measure = next(each for each in found["measures"] if each["name"] == "rooms_to_nursery")
    assert measure["verdict"] == "fill_in"
    assert "More data needed" in measure["reason"]
    counted = next(each["counted"] for each in found["services"] if each["service"] == "junior")
    assert "coverage_doubtful" in counted["flags"]


def line(name, figures, place="230400", first=2016):
    figures = np.atleast_2d(np.array(figures, dtype=float))
    texts = {key: np.full(figures.shape, "", dtype=object) for key in ("flag", "source")}
    years = range(first, first + figures.shape[1])
    return Line(name, [place] * len(figures), years, figures, texts)


CASES = {
    "debt doubles": (jumps, "government_debt", [100, 110, 225], [2018]),
    "debt falls by a sixth": (jumps, "government_debt", [100, 110, 92], [2018]),
    "debt grows as usual": (jumps, "government_debt", [100, 130, 150], []),
    "debt comes back from a spike": (jumps, "government_debt", [100, 300, 120], [2017]),
    "budget doubles": (jumps, "budget_revenue", [100, 200, 210], []),
    "budget fourfold": (jumps, "budget_revenue", [100, 401, 410], [2017]),
    "price repeated": (repeated, "house_price", [5012, 5012, 5100], [2017]),
    "round price repeated": (repeated, "house_price", [5000, 5000, 6000], []),
    "stock repeated": (repeated, "population", [891271, 891271, 880000], []),
    "straight line": (straight_lines, "budget_revenue", [10.13, 11.26, 12.39, 13.52, 14.65, 14.7], [2017, 2018, 2019]),
    "too short": (straight_lines, "budget_revenue", [10.13, 11.26, 12.39, 13.52, 13.6], []),
    "rounded line": (straight_lines, "pupils_primary", [5e4, 6e4, 7e4, 8e4, 9e4], []),
    "ten times": (unit_slips, "budget_revenue", [10.1, 104, 10.9], [2017]),
    "ten thousandth": (unit_slips, "budget_revenue", [10.1, 0.00105, 10.9], [2017]),
    "growth by ten": (unit_slips, "budget_revenue", [10.1, 104, 110], []),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_finds_what_was_planted_and_nothing_else(case):
    rule, name, figures, years = CASES[case]
    assert [each.year for each in rule(line(name, figures))] == years


@pytest.mark.parametrize(("narrowed", "found"), [(0.2, 80), (0.3, 0)])
def test_a_year_of_narrow_changes_is_carried_over(narrowed, found):
    """Four years of changes with one spread; the fifth a part of it."""
    spread = np.random.default_rng(5).normal(0, 0.1, 80)
    steps = np.cumsum([np.zeros(80), *(np.roll(spread, shift) for shift in range(4)), narrowed * spread], axis=0)
    result = list(carried_over(line("house_price", 5000 * np.exp(steps.T))))
    assert len(result) == found
    assert {each.year for each in result} <= {2021}


@pytest.mark.parametrize(("share", "doubted"), [(0.6, True), (0.8, False), (1.0, False), (1.2, False), (1.4, True)])
def test_pupils_are_compared_with_the_children_of_the_census(share, doubted):
    children = rl.panel.doubt.series.children_of("230400", 2022, 6, 11)
    found = list(uncovered(line("pupils_primary", [share * children], first=2022)))
    assert bool(found) == doubted


def test_own_figures_are_checked_by_the_same_rules(panel, tmp_path):
    children = rl.panel.doubt.series.children_of("230400", 2022, 6, 11)
    path = tmp_path / "own.csv"
    own = [f"hegang,pupils_primary,2022,{2 * children:.0f},"]
    own += [f"hegang,house_price,{year},2077," for year in (2023, 2024)]
    path.write_text("\n".join(["place,quantity,year,value,note", *own]) + "\n", encoding="utf-8")
    notes = read_own_figures(path, panel).warnings
    said = [note.reason.values["reason"].key for note in notes if note.reason.key == "own_figures.doubted"]
    assert said.count("diagnosis.cell_reason.coverage_doubtful") == 1
    assert said.count("diagnosis.cell_reason.carried_forward") == 2
