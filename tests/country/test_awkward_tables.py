"""Tables as offices have them: marks behind numbers, totals among places, quarters, per cents, names given twice."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.country import country_answer, country_text, load_country
from relode.country.country_checks import total_among
from relode.country.country_facts import _of_places
from relode.country.country_standing import _figure
from relode.errors import RelodeError

YEARS = range(2018, 2024)
NACE = "ABCDEFGHIJ"


def accounts(cell, head="population", places=5, years=YEARS):
    """A figure for each place and year: `cell` of the number of the place and the year."""
    return [["place", "year", head], *[[f"p{i}", year, cell(i, year)] for i in range(places) for year in years]]


def refused(path):
    with pytest.raises(RelodeError) as stop:
        load_country(path)
    assert stop.value.say("zh")
    return stop.value.say("en")


def test_marks_behind_numbers_are_told_and_known_signs_of_missing_are_missing(folder):
    rows = accounts(lambda i, year: "2416.3 b" if (i, year) == (1, 2020) else 100 + i)
    assert "row 10, column population, '2416.3 b': there is 'b' behind the number" in refused(
        folder({"accounts": rows})
    )
    for mark in ("(NA)", "(D)", "n.a.", "#N/A", ":"):
        rows = accounts(lambda i, year, mark=mark: mark if year == 2020 else 100 + i)
        assert np.isnan(load_country(folder({"accounts": rows})).values["population"][:, 2]).all()


@pytest.mark.parametrize("year", ["2018-Q1", "2018Q1", "2018-03", "2018/19", "2018-2019", "2018M03", "2018-03-31"])
def test_quarters_months_and_spans_are_no_years(folder, year):
    rows = [["place", "year", "population"], ["p1", year, 5], ["p2", year, 6]]
    assert f"'{year}': this is a part of a year or a span" in refused(folder({"accounts": rows}))


def test_a_total_among_the_places_is_found_by_its_sums(folder):
    def cell(i, year):
        return sum(100.0 * k + year for k in range(4)) if i == 4 else 100.0 * i + year

    said = refused(folder({"accounts": accounts(cell)}))
    assert "p4 is the sum of all other places (population)" in said
    # A place that is not quite the sum, a single match, and three places with the largest of 5 = 2 + 3 stay.
    load_country(folder({"accounts": accounts(lambda i, year: cell(i, year) * (1.002 if i == 4 else 1))}))
    load_country(folder({"accounts": accounts(cell, years=[2020])}))
    load_country(folder({"accounts": accounts(lambda i, _: (2, 3, 5)[i], places=3)}))


def test_a_total_adds_up_wherever_it_is_known():
    # Row 3 is the sum of the others in two years, and not in the third: no total.
    grid = np.array([[1.0, 2, 3], [1, 2, 3], [1, 2, 3], [3, 6, 10]])
    assert total_among({"population": grid}) == (None, ())
    grid[3, 2] = np.nan
    assert total_among({"population": grid}) == (3, ("population",))
    both = {"population": grid[:, :1], "gdp_nominal": grid[:, 1:2]}
    assert total_among(both) == (3, ("population", "gdp_nominal"))


def test_per_cents_for_a_share_are_told_with_the_scale_that_mends_them(folder):
    rows = accounts(lambda i, _: 4.5 + i, "unemployment_rate")
    assert "unemployment_rate of p0 is 4.5 in 2018" in refused(folder({"accounts": rows}))
    said = refused(folder({"accounts": rows}))
    assert "scale = { unemployment_rate = 0.01 }" in said
    mended = load_country(folder({"accounts": rows}, "[accounts]\nscale = { unemployment_rate = 0.01 }\n"))
    assert mended.values["unemployment_rate"][0, 0] == pytest.approx(0.045, rel=1e-12)
    text = country_text(country_answer(mended, "p0", ("diagnosis",)), "en").replace("\xa0", " ")
    assert "Unemployment rate, 2023: 4.50 %" in text


def test_an_office_s_table_of_regions_is_read_as_it_is(folder):
    # Decimal commas, thousands of persons, a row of totals, codes of NACE, names that are not ASCII.
    names = ["Köln", "Łódź", "São Tomé", "Ἀθήνα", "Кировск"]
    rows = [["geo", "nace_r2", "TIME_PERIOD", "OBS_VALUE"]]
    for i, _ in enumerate(names):
        for year in YEARS:
            parts = [12.5 + i + k for k in range(len(NACE))]
            rows += [[f"R{i}", letter, year, f"{part:.2f}".replace(".", ",")]
                     for letter, part in zip(NACE, parts, strict=True)]  # fmt: skip
            rows.append([f"R{i}", "TOTAL", year, f"{sum(parts):.2f}".replace(".", ",")])
    places = [["code", "name", "lon", "lat"], *[[f"R{i}", name, f"7,{i}", f"50,{i}"] for i, name in enumerate(names)]]
    description = """
        classification = "nace"
        decimal = ","
        [employment]
        file = "employment.csv"
        columns = { place = "geo", industry = "nace_r2", year = "TIME_PERIOD", count = "OBS_VALUE" }
        leave_out = { nace_r2 = "TOTAL" }
        scale = 1000
    """
    country = load_country(folder({"employment": rows, "places": places}, description))
    assert country.counts["employment"].sel(place="R0", industry="A", year=2023) == 12_500
    found = country_answer(country, "Ἀθήνα", ("diagnosis", "pathways"))
    assert (found.place, found.diagnosis.sections[0].section) == ("R3", "utilities")  # sections D and E together
    assert found.unanswered[0].reason.en.startswith("Every industry is in every place")


def test_of_two_places_with_a_name_the_code_is_asked_for(folder):
    places = [["place", "name"], ["a", "Кировск"], ["b", "Кировск"], ["c", "Łódź"]]
    rows = [["place", "year", "population"], *[[p, 2020, n] for p, n in (("a", 1), ("b", 2), ("c", 4))]]
    country = load_country(folder({"places": places, "accounts": rows}))
    with pytest.raises(RelodeError, match=r"called Кировск: a Кировск, b Кировск\. Ask for one by its code"):
        country_answer(country, "Кировск")
    assert country_answer(country, "b", ("diagnosis",)).diagnosis.figures[0].value == 2


def test_peers_have_a_median_where_at_least_half_of_them_have_a_figure():
    country = SimpleNamespace(years=(2019, 2020), quantities={"wage": SimpleNamespace(label="wage")})
    grid = np.array([[1.0, 2.0], [1.0, 4.0], [1.0, 10.0], [1.0, np.nan], [1.0, np.nan]])
    medians = {
        peers: _figure(country, "wage", grid, True, 0, list(peers), False).peers_median
        for peers in ((1, 2), (1, 2, 3, 4), (1, 3, 4), ())
    }
    assert medians == {(1, 2): 7.0, (1, 2, 3, 4): 7.0, (1, 3, 4): None, (): None}


def test_regions_stay_with_counts_where_every_place_that_is_known_has_one():
    table = xr.DataArray(np.ones(3), coords={"place": ["a", "b", "c"]}, dims="place")
    regions, notices = {"a": "north", "b": "south", "c": ""}, []
    assert "region" not in _of_places(table, {"a", "b", "c"}, regions, "jobs.csv", notices).coords
    assert notices == []
    kept = _of_places(table, {"a", "b"}, regions, "jobs.csv", notices)
    assert dict(zip(kept["place"].values, kept["region"].values, strict=True)) == {"a": "north", "b": "south"}
    assert [said.key for said in notices] == ["country.notice.left_out"]
