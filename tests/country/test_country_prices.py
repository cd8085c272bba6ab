"""A deflator of the user's own: money at prices of one year, output at constant prices, and what it lacks."""

from pathlib import Path

import numpy as np
import pytest

from relode.country import country_answer, country_outlook, country_tables, country_text, load_country, tables_text
from relode.errors import RelodeError

EXAMPLE = Path(__file__).parents[2] / "examples" / "invented_country"
YEARS = range(2012, 2022)
LEVEL = {year: 100 * 1.03 ** (year - 2012) for year in YEARS}
SERIES = "[deflator]\nbase = 2020\nindex = { " + ", ".join(f"{y} = {v!r}" for y, v in LEVEL.items()) + " }\n"


def accounts():
    rows = [["place", "year", "population", "gdp", "wage", "spending", "permits", "exports"]]
    for at in range(1, 15):
        rows += [
            [f"{at:02d}", y, 1000 * at, 50 * at * LEVEL[y], at * LEVEL[y], 9 * at * LEVEL[y], at + y, at * LEVEL[y]]
            for y in YEARS
        ]
    return rows


def test_money_is_taken_to_the_prices_of_one_year_and_the_rest_stays(folder):
    plain = load_country(folder({"accounts": accounts()}))
    country = load_country(folder({}, SERIES.replace("base", 'of = ["exports"]\nbase')))
    for name in ("average_wage", "budget_expenditure", "exports"):
        flat = plain.values[name] / np.array([LEVEL[y] / LEVEL[2020] for y in YEARS])
        np.testing.assert_allclose(country.values[name], flat, rtol=1e-12)
        assert np.ptp(country.values[name], axis=1) == pytest.approx(0, abs=1e-6)  # put in without real growth
        assert country.quantities[name].label.en.endswith("(prices of 2020)")
    for name in ("population", "permits", "gdp_nominal"):
        np.testing.assert_array_equal(country.values[name], plain.values[name])
    np.testing.assert_allclose(country.values["gdp_real"][:, 8], plain.values["gdp_nominal"][:, 8], rtol=1e-12)
    (wage,) = (each for each in country_answer(country, "03", ("diagnosis",)).diagnosis.figures
               if each.quantity == "average_wage")  # fmt: skip
    assert wage.change == pytest.approx(0, abs=1e-12)
    said = tables_text(country_tables(country), "en")
    assert "At prices of 2020 by your deflator: Average wage; " in said
    assert "Output at constant prices is Output, current prices over your deflator" in said


def test_money_for_each_person_says_the_year_of_its_prices(folder):
    country = load_country(folder({"accounts": accounts()}, SERIES))
    labels = {each.quantity: each.label for each in country_answer(country, "03", ("diagnosis",)).diagnosis.figures}
    assert labels["spending_per_person"].en == "Public spending per person (prices of 2020)"
    assert labels["spending_per_person"].zh == "人均财政支出（2020年价格）"
    assert "prices of" not in labels["gdp_per_person"].en


def test_without_a_deflator_it_is_said(folder):
    country = load_country(folder({"accounts": accounts()}))
    for language, words in (("en", "at the prices of each year"), ("zh", "按当年价格计")):
        (line,) = [each for each in country_text(country_answer(country, "03", ("outlook",)), language).splitlines()
                   if words in each]  # fmt: skip
        assert "[deflator]" in line
    assert "of each year" not in tables_text(country_tables(load_country(folder({}, SERIES))), "en")


def test_a_table_says_what_a_series_in_the_description_says(folder):
    one = load_country(folder({"accounts": accounts()}, SERIES))
    table = [["year", "CPI"], *LEVEL.items()]
    two = load_country(folder({"deflator": table}, "[deflator]\nbase = 2020\n"))
    assert {k: v.tolist() for k, v in one.values.items()} == {k: v.tolist() for k, v in two.values.items()}


def test_years_that_the_deflator_lacks_are_not_known_and_named(folder):
    short = {year: value for year, value in LEVEL.items() if year < 2021}
    series = "[deflator]\nindex = { " + ", ".join(f"{y} = {v!r}" for y, v in short.items()) + " }\n"
    country = load_country(folder({"accounts": accounts()}, series))
    assert np.isnan(country.values["average_wage"][:, -1]).all()
    assert "has no 2021" in tables_text(country_tables(country), "en")
    (wage,) = (
        each for each in country_outlook(country, country.places[0]).forecasts if each.quantity == "average_wage"
    )
    assert wage.origin == 2020


FAULTS = {
    "no index": ("index = { 2020 = 0, 2021 = 3 }", ["country.toml [deflator]", "row 2", "above 0"]),
    "one year": ("index = { 2020 = 100 }", ["two years", "2020"]),
    "another base": ("base = 1999\nindex = { 2020 = 100, 2021 = 103 }", ["base 1999", "2020, 2021"]),
    "no series": ("index = 3", ["index is a series", "[deflator]"]),
    "no money": ('of = ["happiness"]\nindex = { 2020 = 100, 2021 = 103 }', ["happiness", "permits, exports"]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_deflator_that_cannot_be_used_is_refused_with_the_remedy(folder, fault):
    said, words = FAULTS[fault]
    with pytest.raises(RelodeError) as stop:
        load_country(folder({"accounts": accounts()}, f"[deflator]\n{said}\n"))
    assert [each for each in words if each not in stop.value.say("en")] == []
    assert stop.value.say("zh")
