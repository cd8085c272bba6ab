"""Printed figures that the panel must hold, exactly."""

import numpy as np
import pytest

from relode.facts import rows
from relode.panel import cell, has, newest, over_places
from relode.places import all_places, find


def value(panel, place, quantity, year):
    found = cell(panel, find(place).code, quantity, year)
    assert found is not None
    return found.value


def test_hegang_has_the_population_of_both_censuses(panel):
    assert value(panel, "hegang", "population", 2010) == 1_058_665
    assert value(panel, "hegang", "population", 2020) == 891_271


@pytest.mark.parametrize(
    ("place", "quantity", "year", "printed", "half_digit"),
    [
        # Each is compared to half a unit of its last printed digit.
        ("hegang", "population_change", 2020, -0.158, 5e-4),
        ("hegang", "province_population_change", 2020, -0.1687, 5e-5),
        ("heihe", "population_change", 2020, -0.231, 5e-4),
        ("jinchang", "gdp_real_growth_rate", 2021, 0.080, 5e-4),
        ("jinchang", "gdp_real_growth_rate", 2022, 0.135, 5e-4),
        ("jinchang", "gdp_real_growth_rate", 2023, 0.115, 5e-4),
        ("hegang", "mining_employment_share", 2010, 0.205, 5e-4),
        ("hegang", "mining_employment_share", 2020, 0.111, 5e-4),
        ("daqing", "mining_employment_share", 2020, 0.077, 5e-4),
        ("yulin", "mining_employment_share", 2020, 0.102, 5e-4),
        ("hegang", "gdp_nominal", 2012, 358.2, 5e-2),
        ("hegang", "gdp_nominal", 2014, 259.5, 5e-2),
        ("hegang", "house_price", 2023, 1927, 0.5),
        ("heihe", "house_price", 2023, 4634, 0.5),
        ("heihe", "gdp_nominal", 2011, 316.05, 5e-3),
        ("heihe", "gdp_first_published", 2011, 316.04, 5e-3),
        ("yulin", "gdp_nominal", 2010, 1686.8, 5e-2),
        ("hegang", "deposits", 2023, 1191, 0.5),
        ("hegang", "loans", 2023, 659, 0.5),
    ],
)
def test_a_printed_figure_is_met(panel, place, quantity, year, printed, half_digit):
    assert value(panel, place, quantity, year) == pytest.approx(printed, abs=half_digit * 1.0001)


def test_hegang_has_the_lowest_house_price(panel):
    assert value(panel, "hegang", "house_price_rank", 2023) == 1
    assert value(panel, "hegang", "house_price_place_count", 2023) > 300


def test_jinchang_grew_fastest_of_all_in_2022(panel):
    growth = panel["value"].sel(quantity="gdp_real_growth_rate", year=2022)
    assert growth["place"].values[np.nanargmax(growth.to_numpy())] == find("jinchang").code


def test_every_partition_unit_has_the_population_of_both_censuses(panel):
    units = [place.code for place in all_places() if place.in_partition]
    values = panel["value"].sel(quantity="population", place=units, year=[2010, 2020])
    assert values.sizes["place"] == 367
    assert values.sum("place").to_numpy().tolist() == [1_332_810_869, 1_409_778_724]


def test_what_is_not_there_is_none(panel):
    assert cell(panel, "230400", "population", 2015) is None
    assert cell(panel, "230400", "population", 1950) is None
    assert cell(panel, "230400", "nonsense", 2020) is None
    assert not has(panel, "2114Z1", "population", 2020)


def test_the_newest_year_is_one_that_has_every_quantity(panel):
    """Output is known of 2021 too, people of 2010 and 2020."""
    names = ["population", "gdp_nominal"]
    assert has(panel, "hegang", "gdp_nominal", 2021)
    for years, year in ((range(2005, 2022), 2020), (range(2005, 2020), 2010)):
        found = newest(panel, "hegang", names, years)
        assert [(each.quantity, each.year, each.value) for each in found] == [
            (name, year, value(panel, "hegang", name, year)) for name in names
        ]
    assert newest(panel, "hegang", names, [2021]) == newest(panel, "hegang", names, []) == ()


def test_a_cell_has_its_unit_its_line_and_its_keys(panel):
    found = cell(panel, "hegang", "population", 2020)
    assert (found.quantity, found.place, found.year, found.unit) == ("population", "230400", 2020, "persons")
    assert (found.sources, found.flags, found.table) == (("census2020",), (), "census")
    line = rows("census")[found.row - 2]
    assert (line["place"], line["quantity"], line["year"], float(line["value"])) == (
        "230400",
        "population",
        "2020",
        891_271,
    )
    assert over_places(panel, "population", 2020)[panel.get_index("place").get_loc("230400")] == 891_271
