"""Do the tables of the model follow from the facts where they say so?"""

import numpy as np
import pytest

from relode.facts import rows
from relode.language.names import has_name
from relode.measures import proximity
from relode.model.opening.sectors import GOVERNMENT, LOCAL, TRADABLE
from relode.model.opening.tables import (
    COMMODITIES,
    assumptions,
    commodity_of,
    sector_names,
    sectors,
)
from relode.model.parameters import relatedness
from relode.panel.census_measures import SECTION_LETTERS, SECTIONS, national_employment
from relode.shipped_tables import rows as rows_of
from studies.pathways.county_scores import matched_counties

RETURNS_TO_SCALE = 0.85
SECTIONS_OF = {
    "extraction": "B",
    "processing": "C",
    "advanced_materials": "C",
    "renewables": "D",
    "other_manufacturing": "C",
    "local_services": "E" + LOCAL.replace("T", ""),
    "tradable_services": TRADABLE,
    "agriculture": "A",
    "public_services": GOVERNMENT,
}


def positions(sector):
    return [[SECTION_LETTERS[s] for s in SECTIONS].index(letter) for letter in SECTIONS_OF[sector]]


def test_relatedness_of_sectors_is_that_of_their_sections_in_counties(panel):
    before, workers = matched_counties().before, national_employment(panel, 2010)
    quotient = before / before.sum(axis=1, keepdims=True) / (before.sum(axis=0) / before.sum())
    close = proximity((quotient >= 1).astype(int))
    computed = [row for row in rows_of("relode.model", "relatedness") if row["source"] == "census2010"]
    assert len(computed) == 30
    for row in computed:
        first, second = positions(row["sector"]), positions(row["other"])
        weight = np.outer(workers[first], workers[second])
        mean = (weight * close[np.ix_(first, second)]).sum() / weight.sum()
        assert float(row["relatedness"]) == pytest.approx(mean, abs=5e-5)  # written with four digits


def test_relatedness_is_symmetric_inside_0_and_1_with_a_diagonal_of_1():
    matrix = relatedness()
    assert matrix.shape == (9, 9)
    assert (matrix == matrix.T).all()
    assert (np.diag(matrix) == 1).all()
    assert ((matrix > 0) & (matrix <= 1)).all()
    assert len(rows_of("relode.model", "relatedness")) == 36


def test_assumed_relatedness_has_a_range_and_a_reason():
    for row in rows_of("relode.model", "relatedness"):
        if row["source"] == "assumption":
            assert float(row["lower"]) < float(row["relatedness"]) < float(row["upper"])
            assert row["reason_en"]
            assert row["reason_zh"]


def test_capital_and_labour_shares_are_those_of_the_table_of_2007():
    figures = {
        (row["sector"], row["quantity"]): float(row["value"])
        for row in rows("national_sectors")
        if row["level"] in ("eight", "common") and row["year"] == "2007"
    }

    def total(sector, quantity):
        # Budgets pay for public facilities, education, health and administration; no other table sets them apart.
        government = sum(figures[name, f"sector_{quantity}"] for name in ("c50", "c52", "c53", "c55"))
        if sector.kind == "budget_determined":
            return government
        whole = sum(figures[name, f"sector_{quantity}"] for name in sector.national_sectors)
        return whole - government if sector.kind == "demand_determined" else whole

    sourced = [sector for sector in sectors() if "io_tables" in sector.source]
    assert len(sourced) == 7
    for sector in sourced:
        whole = total(sector, "value_added") - total(sector, "net_taxes_on_production")
        pay = total(sector, "compensation_of_employees") / whole
        returns = 1 if sector.kind == "budget_determined" else RETURNS_TO_SCALE  # output at cost has none
        assert sector.labour_share == pytest.approx(returns * pay, abs=5e-5)
        assert sector.capital_share == pytest.approx(returns * (1 - pay), abs=5e-5)


def test_returns_decrease_in_every_sector():
    made = [sector for sector in sectors() if sector.kind != "budget_determined"]
    assert all(sector.capital_share + sector.labour_share < 0.95 for sector in made)
    kinds = {sector.name: sector.kind for sector in sectors()}
    assert kinds["extraction"] == "quantity_determined"
    assert kinds["local_services"] == "demand_determined"
    assert kinds["public_services"] == "budget_determined"
    assert sum(kind == "price_taking" for kind in kinds.values()) == 6


def test_emissions_of_the_sectors_are_of_the_order_of_the_nation(panel):
    # Factors are assumptions per 10^4 yuan of 2007: with the output of that year they must give the emissions of 2007.
    output = {
        row["sector"]: float(row["value"])
        for row in rows("national_sectors")
        if row["level"] == "eight" and row["year"] == "2007" and row["quantity"] == "sector_value_added"
    }
    of_national = {
        "equipment": "other_manufacturing",
        "power_and_heat": "processing",
        "construction_and_local_services": "local_services",
    }
    factor = {sector.name: sector.emission_factor.value for sector in sectors()}
    told = sum(value * 1e4 * factor[of_national.get(name, name)] for name, value in output.items())
    published = float(panel["value"].sel(quantity="co2_emissions", year=2007).sum())
    assert told == pytest.approx(published, rel=0.15)  # factors are round numbers


def test_every_assumption_has_a_range_a_unit_and_a_reason():
    for row in rows_of("relode.model", "opening_assumptions"):
        assert float(row["lower"]) <= float(row["value"]) <= float(row["upper"])
        assert float(row["lower"]) < float(row["upper"])
        assert row["unit"]
        assert row["reason_en"]
        assert row["reason_zh"]
        assert row["source"] == "assumption"
    assert len(assumptions()) == len(rows_of("relode.model", "opening_assumptions"))


def test_every_resource_of_the_list_is_a_commodity_of_the_model():
    listed = {t.strip() for row in rows("resource_cities") for t in row["resource_detail"].split(";")}
    assert set(commodity_of()) == listed
    assert set(commodity_of().values()) <= set(COMMODITIES)


def test_kinds_of_resources_agree_with_the_commodities_that_have_a_price():
    metals = {"copper", "aluminium", "lead", "zinc", "tin", "nickel", "gold", "silver", "platinum"}
    kinds = {"coal_china_qinhuangdao": "coal", "crude_oil": "oil_gas", "lng_japan": "oil_gas", "iron_ore": "ferrous"}
    priced = [
        row for row in rows("resource_prices") if row["level"] == "resource_detail" and row["commodity"] != "none"
    ]
    for row in priced:
        expected = "nonferrous" if row["commodity"] in metals else kinds.get(row["commodity"])
        if expected:
            assert commodity_of()[row["resource"]] == expected, row["resource"]


def test_sectors_and_commodities_have_words():
    assert all(has_name("sector", sector) for sector in sector_names())
    assert all(has_name("model_commodity", commodity) for commodity in COMMODITIES)
