"""Tables as offices have them: marks behind numbers, totals among places, quarters, per cents, names given twice."""

import json
import re

import numpy as np
import pytest

from relode.answers.own_check import checked_file
from relode.country import country_answer, country_text, load_country
from relode.country.answer import country_pathways
from relode.country.facts import all_series
from relode.errors import RelodeError
from relode.facts.aggregates import total_among
from relode.facts.count_cube import covered

YEARS = range(2018, 2024)
CHAPTERS = ("diagnosis", "evaluation")
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


@pytest.mark.parametrize("year", ["2018-Q1", "2018Q1", "2018-03", "2018-2021", "2018M03", "2018-03-31"])
def test_quarters_months_and_spans_are_no_years(folder, year):
    rows = [["place", "year", "population"], ["p1", year, 5], ["p2", year, 6]]
    assert f"'{year}': this is a part of a year or a span" in refused(folder({"accounts": rows}))


def test_a_total_among_the_places_is_found_by_its_sums(folder):
    def cell(i, year):
        return sum(100.0 * k + year for k in range(4)) if i == 4 else 100.0 * i + year

    said = refused(folder({"accounts": accounts(cell)}))
    assert "1 of its places are sums of other places (p4; seen in population)" in said
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
    assert re.search(r"^Unemployment rate +4\.50 % +2023 ", text, re.MULTILINE)


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


@pytest.mark.parametrize("cell", ["158683²", "12①"])
def test_digits_of_footnotes_do_not_become_digits_of_the_figure(folder, cell):
    rows = accounts(lambda i, year: cell if (i, year) == (1, 2020) else 100 + i)
    assert f"'{cell}': there is '{cell[-1]}' behind the number" in refused(folder({"accounts": rows}))


def jobs_of(cell, industries="BCP", places=4):
    """A count for each place, industry and two years: `cell` of the place, the industry and the year."""
    body = [[f"p{i}", k, y, cell(i, k, y)] for i in range(places) for k in industries for y in (2019, 2020)]
    return [["place", "industry", "year", "jobs"], *body]


@pytest.mark.parametrize("mark", ["(D)", "..", ":"])
def test_a_place_with_a_hidden_count_has_no_structure_and_is_not_taken_for_0(folder, mark):
    jobs = jobs_of(lambda i, k, y: mark if (i, k, y) == (1, "B", 2020) else 10 + i + y % 7)
    country = load_country(folder({"employment": jobs}, 'classification = "isic4"'))
    assert covered(country.structure)["place"].to_numpy().tolist() == ["p0", "p2", "p3"]
    assert [each.values["cells"] for each in country.notices if each.key == "country.notice.hidden"] == [1]
    standing = country_answer(country, "p1", ("diagnosis",)).diagnosis
    assert standing.sections == ()
    assert standing.mining_share is None
    assert (standing.measures.year, standing.measures.change) == (2019, None)
    with pytest.raises(RelodeError, match="p1 has 1 hidden counts"):
        country_pathways(country, country.find("p1"))
    assert country_answer(country, "p0", ("diagnosis",)).diagnosis.mining_share is not None


def test_years_that_are_covered_are_kept_beside_places_that_are_known_in_them(folder):
    def jobs(i, k, y):
        return "(D)" if (i, k, y) == (1, "B", 2019) else (10 + i) * (1 + "BCP".index(k)) + y % 7

    country = load_country(folder({"employment": jobs_of(jobs)}, 'classification = "isic4"'))
    hidden, whole = (country_answer(country, name, ("diagnosis",)).diagnosis for name in ("p1", "p0"))
    # Jobs of p1 in 2020: 15, 26 and 37; 2019 is not known, so nothing is told of it.
    first = hidden.sections[0]
    assert (first.section, first.share_before) == ("education", None)
    assert first.share == pytest.approx(37 / 78, rel=1e-12)
    assert (hidden.measures.year, hidden.measures.total, hidden.measures.change) == (2020, 78, None)
    assert whole.sections[0].share_before is not None
    # Shift-share of p0 is beside the places that are known in both years: without p1.
    without = load_country(folder({"employment": [row for row in jobs_of(jobs) if row[0] != "p1"]}))
    assert whole.measures.change == country_answer(without, "p0", ("diagnosis",)).diagnosis.measures.change
    sums = next(grid for meant, _, grid in all_series(country) if meant.name == "employment")
    assert np.isnan(sums[1, 0])
    assert sums[1, 1] == 78


def test_where_all_places_have_hidden_counts_that_is_said(folder):
    jobs = jobs_of(lambda i, k, y: "(D)" if i and k == "B" else 10 + i + y % 7)
    assert "Fewer than two places have all of their counts" in refused(folder({"employment": jobs}))


def test_without_a_mining_section_its_share_is_not_known_and_the_covered_share_is_said(folder):
    jobs = jobs_of(lambda i, _, y: 10 + i + y % 7, industries=["C", "P", "9X"])
    country = load_country(folder({"employment": jobs}, 'classification = "isic4"'))
    answer = country_answer(country, "p1", ("diagnosis",))
    assert answer.diagnosis.mining_share is None
    assert answer.diagnosis.depends_on_mining is None
    assert answer.diagnosis.covered_share == pytest.approx(2 / 3, rel=1e-12)
    assert "no industry of the table is mining" in country_text(answer, "en")
    assert "表中没有采矿业" in country_text(answer, "zh")
    assert "66.7\N{NO-BREAK SPACE}% of its counts have a section" in country_text(answer, "en")


def own(cell, settings=""):
    """A country whose accounts have a quantity of its own."""
    return {"accounts": accounts(cell, head="lemp", places=12)}, settings


def test_a_quantity_of_ones_own_is_in_logarithms_only_where_the_description_says_so(folder):
    tables, _ = own(lambda i, year: 5 + i / 10 + (year - 2018) / 100)
    as_it_is = load_country(folder(tables)).quantities["lemp"]
    values = np.array([[5 + i / 10 + j / 100 for j in range(6)] for i in range(12)])
    assert not as_it_is.logarithm
    assert as_it_is.practical == pytest.approx(0.05 * values.std(), rel=1e-9)
    relative = load_country(folder(tables, '[accounts]\nlogarithms = ["lemp"]')).quantities["lemp"]
    assert relative.logarithm
    assert relative.practical == 0.05
    assert "lemq" in refused(folder(tables, '[accounts]\nlogarithms = ["lemq"]'))


def test_a_quantity_with_negatives_is_taken_as_it_stands_and_refused_in_logarithms(folder):
    tables, _ = own(lambda i, year: i - 5 + (year - 2018) / 100)
    values = load_country(folder(tables)).values["lemp"]
    assert values.min() == -5
    assert np.isfinite(values).all()
    assert "-5" in refused(folder(tables, '[accounts]\nlogarithms = ["lemp"]'))


@pytest.mark.slow
@pytest.mark.parametrize("relative", [False, True])
def test_what_a_policy_did_to_a_quantity_of_ones_own_is_told_in_its_own_unit_or_in_per_cent(folder, relative):
    # Half a unit more from 2018 on in twelve of forty places; in logarithms that is e to the half, 65 % more.
    rng = np.random.default_rng(4)
    noise = rng.normal(0, 0.01, (40, 12))
    cells = 5 + noise + 0.02 * np.arange(12) + 0.5 * ((np.arange(40) < 12)[:, None] & (np.arange(12) >= 6))
    rows = accounts(lambda i, year: cells[i, year - 2012], "comfort", 40, range(2012, 2024))
    rows = [rows[0], *([p, y, np.exp(v) if relative else v] for p, y, v in rows[1:])]
    policies = [["policy", "place", "first_year"], *[["grant", f"p{i}", 2018] for i in range(12)]]
    said = '[accounts]\nlogarithms = ["comfort"]' if relative else ""
    answer = country_answer(load_country(folder({"accounts": rows, "policies": policies}, said)), "p3", CHAPTERS)
    [effect] = answer.evaluation
    assert effect.effect == pytest.approx(0.5, abs=0.02)
    figure = answer.diagnosis.figures[0]
    assert figure.change == pytest.approx((0.5 + 0.22 + noise[3, -1] - noise[3, 0]) / 11, rel=1e-9)
    lines = country_text(answer, "en").replace("\N{NO-BREAK SPACE}", " ").splitlines()
    told = next(line for line in lines if line.startswith("grant, comfort"))
    yearly = next(line for line in lines if re.match(r"comfort .* 2012 ", line))
    assert told_in(told) == pytest.approx(100 * np.expm1(effect.effect) if relative else effect.effect, rel=0.01)
    assert told_in(yearly) == pytest.approx(100 * np.expm1(figure.change) if relative else figure.change, rel=0.02)
    assert ("%" in yearly, "%" in told.replace("(95 %", "")) == (relative, relative)


def told_in(line):
    """The first signed number of a line."""
    return float(re.search(r"[+−][\d.]+", line).group().replace("−", "-"))


@pytest.mark.parametrize(
    ("word", "name"),
    [
        *(("gdp", "gdp_nominal"), ("real_gdp", "gdp_real"), ("jobs", "employment_total")),
        *(("wage", "average_wage"), ("revenue", "budget_revenue")),
    ],
)
def test_names_as_the_pages_print_them_are_ours_wherever_a_description_uses_them(folder, word, name):
    tables = {"accounts": accounts(lambda i, _: 100 + i, head="X1")}
    said = f'[accounts]\nquantities = {{ {word} = "X1" }}\nscale = {{ {word} = 10 }}\npractical = {{ {word} = 0.5 }}'
    country = load_country(folder(tables, said))
    assert list(country.values) == [name]
    assert country.values[name][0, 0] == 1000
    assert country.quantities[name].practical == 0.5


def doubted(folder, rows, key, **others):
    """The values of the notices with a key, of a country with these accounts."""
    country = load_country(folder({"accounts": rows, **others}))
    return [notice.values for notice in country.notices if notice.key == f"country.doubt.{key}"]


def test_a_figure_ten_times_its_neighbours_is_doubted_with_what_would_be_usual(folder):
    rows = accounts(lambda i, year: (2_240_000 if (i, year) == (1, 2020) else 224_000) + i)
    [values] = doubted(folder, rows, "leap")
    assert (values["place"], values["year"], values["value"], values["usual"]) == ("p1", 2020, "2,240,001", "224,001")
    assert doubted(folder, accounts(lambda i, year: 1000 * (i + 1) * 2 ** (year - 2018)), "leap") == []


@pytest.mark.parametrize("year", [YEARS[0], YEARS[-1]])
def test_a_first_or_last_figure_ten_times_the_two_next_to_it_is_doubted(folder, year):
    """Of the newest figure most is said: it has one neighbour alone, and the one before that."""
    rows = accounts(lambda i, y: (2_240_000 if (i, y) == (1, year) else 224_000) + i)
    [values] = doubted(folder, rows, "leap")
    assert (values["place"], values["year"], values["usual"]) == ("p1", year, "224,001")


def test_half_of_the_places_in_thousands_are_doubted_though_sizes_differ_as_much(folder):
    """Places of 10,000 to 10 million people with 50,000 a head: sums overlap, what each resident has does not."""
    rows = [["place", "year", "population", "gdp"]]
    for i in range(10):
        people = 10_000 * 1000 ** (i / 9)
        rows += [[f"p{i}", year, people, 50_000 * people / (1000 if i % 2 else 1)] for year in range(2018, 2023)]
    [values] = doubted(folder, rows, "two_units")
    assert (values["name"], values["small"], values["large"]) == ("gdp_nominal", 5, 5)


def test_people_in_two_units_are_doubted_and_not_what_stands_beside_them(folder):
    rows = [["place", "year", "population", "gdp", "jobs"]]
    for i in range(10):
        people = 100_000 + 10_000 * i
        told = people / (1000 if i % 2 else 1)
        rows += [[f"p{i}", year, told, 50_000 * people, people / 2] for year in range(2018, 2023)]
    assert [values["name"] for values in doubted(folder, rows, "two_units")] == ["population"]


def test_a_figure_that_may_be_below_zero_leaps_without_a_doubt(folder):
    rows = accounts(lambda i, year: (-1) ** year * i if i < 2 else 1 + 9 * (year == 2020), head="balance")
    assert doubted(folder, rows, "leap") == []


def test_places_in_two_units_are_doubted_and_places_of_many_sizes_are_not(folder):
    rows = accounts(lambda i, _: 100 + i if i < 5 else 100_000 + i, places=10)
    [values] = doubted(folder, rows, "two_units")
    assert (values["small"], values["large"], values["first"], values["last"]) == (5, 5, "p0", "p9")
    assert doubted(folder, accounts(lambda i, _: 10 ** (1 + i / 2), places=10), "two_units") == []


@pytest.mark.parametrize("head", ["income (thousand dollars)", "产值（千元）", "GVA, mio"])
def test_units_in_heads_are_doubted_unless_a_scale_is_said(folder, head):
    rows = accounts(lambda i, _: 100 + i, head=head)
    [values] = doubted(folder, rows, "unit")
    assert values["words"] == [head]
    assert doubted(folder, accounts(lambda i, _: 100 + i, head="millionaires"), "unit") == []


def test_units_in_a_column_beside_years_are_doubted(folder):
    rows = [["place", "quantity", "unit", "2019", "2020"]]
    rows += [[f"p{i}", "gdp", "Thousands of dollars", 100 + i, 110 + i] for i in range(5)]
    [values] = doubted(folder, rows, "unit")
    assert values["words"] == ["Thousands of dollars"]


def test_swapped_coordinates_are_doubted(folder):
    points = [["place", "name", "longitude", "latitude"]]
    points += [[f"p{i}", f"P{i}", 10 + i / 5, 50 + i / 5] for i in range(8)]
    swapped = [*points[:-1], ["p7", "P7", 51.4, 11.4]]
    rows = accounts(lambda i, _: 100 + i, places=8)
    assert doubted(folder, rows, "swapped_points", places=points) == []
    assert doubted(folder, rows, "swapped_points", places=swapped) == [{"count": 1, "first": ["P7"]}]


def test_thousands_of_the_other_country_are_no_fractions(folder, tmp_path):
    rows = accounts(lambda i, year: f"{400 + i}.{100 + year - 2000}")
    assert 'Say decimal = "," in country.toml' in refused(folder({"accounts": rows}))
    said = load_country(folder({"accounts": rows}, 'decimal = ","'))
    assert said.values["population"][0, 0] == 400118
    mixed = accounts(lambda i, year: f"{400 + i}.{100 + year - 2000}" if i else "400.5")
    (tmp_path / "country.toml").unlink()
    assert load_country(folder({"accounts": mixed})).values["population"][0, 0] == 400.5


def test_codes_in_quotes_are_told(folder):
    places = [["place", "name"], *[[f"p{i}", f"P{i}"] for i in range(5)]]
    rows = [[f"'{row[0]}'", *row[1:]] if row[0] == "p1" else row for row in accounts(lambda i, _: 100 + i)]
    assert "quotation marks ('p1')" in refused(folder({"accounts": rows, "places": places}))


def test_codes_in_quotes_in_the_table_of_places_are_told(folder):
    places = [["place", "name"], *[[f"'p{i}'", f"P{i}"] for i in range(5)]]
    assert "quotation marks ('p0', 'p1', 'p2'" in refused(
        folder({"accounts": accounts(lambda i, _: 100 + i), "places": places})
    )


def levels_without_regions(order):
    """Rows of a nation, two states and their counties, named so that nothing but the sums tells them; in an order."""
    rng = np.random.default_rng(5)
    counties = {
        name: rng.integers(1000, 90_000, len(YEARS)) for name in ("kae", "ulm", "ost", "rok", "bel", "zan", "iva")
    }
    sums = {"west": ("kae", "ulm", "ost"), "east": ("rok", "bel", "zan", "iva"), "all": tuple(counties)}
    values = counties | {name: np.sum([counties[part] for part in parts], axis=0) for name, parts in sums.items()}
    body = [[name, year, int(v)] for name in order for year, v in zip(YEARS, values[name], strict=True)]
    return [["place", "year", "population"], *body]


@pytest.mark.parametrize(
    "order",
    [
        "all west kae ulm ost east rok bel zan iva", "all west east kae ulm ost rok bel zan iva",
        "kae ulm ost west rok bel zan iva east all", "west kae ulm ost east rok bel zan iva",
        "all west east kae rok ulm bel ost zan iva", "rok kae ulm bel zan ost iva east west all",
    ],
)  # fmt: skip
def test_levels_without_regions_or_codes_are_found_by_their_sums(folder, order):
    said = refused(folder({"accounts": levels_without_regions(order.split())}))
    found = {name for name in ("all", "west", "east") if name in order.split()}
    assert f"{len(found)} of its places are sums of other places" in said
    assert all(name in said for name in found)
    counties = [name for name in order.split() if name not in ("all", "west", "east")]
    assert len(load_country(folder({"accounts": levels_without_regions(counties)})).places) == 7


def test_a_single_place_that_is_the_sum_of_neighbours_by_chance_is_kept(folder):
    # p0 = p1 + p2 + p3 in every year, but such sums cover less than half of the other places.
    sizes = (600, 100, 200, 300)
    rows = accounts(lambda i, year: sizes[i] * (year - 2000) if i < 4 else 1000 + 7 * i * year, places=12)
    assert len(load_country(folder({"accounts": rows})).places) == 12


def test_all_levels_of_a_file_are_found_for_accounts_as_for_counts(folder):
    def body(code, value):
        return [[code, year, value * (1 + (year - 2018) / 10)] for year in YEARS]

    parts = {"01001": 10, "01003": 20, "01005": 41, "02001": 7, "02003": 8, "02005": 15, "02007": 33}
    sums = {"01000": 71, "02000": 63, "00000": 134}
    rows = [
        ["place", "year", "population"],
        *[row for code, value in {**parts, **sums}.items() for row in body(code, value)],
    ]
    said = refused(folder({"accounts": rows}))
    assert "3 of its places are sums of other places (01000, 02000, 00000" in said
    rows = [["place", "year", "population"], *[row for code, value in parts.items() for row in body(code, value)]]
    assert len(load_country(folder({"accounts": rows})).places) == 7


def test_figures_that_nobody_counts_are_refused_and_a_band_that_says_nothing_is_no_forecast(folder):
    rows = accounts(lambda i, year: "1e300" if (i, year) == (1, 2020) else 100 + i)
    assert "'1e300': more than 1e+30, which nobody counts" in refused(folder({"accounts": rows}))
    # One place leaps by sixty powers of ten a year: ends of a band would leave the range of numbers.
    rng = np.random.default_rng(2)
    wild = 10 ** rng.uniform(-29, 29, (12, 12))
    rows = [["place", "year", "population"]]
    rows += [[f"p{i:02d}", 2009 + j, f"{wild[i, j]:.6e}"] for i in range(12) for j in range(12)]
    found = country_answer(load_country(folder({"accounts": rows})), "p01", ("outlook",))
    assert [each.reason for each in found.outlook.missing] == ["too_wide"]
    json.dumps(found.record(), allow_nan=False)
    assert "look for slips" in country_text(found, "en")


def test_a_leap_is_told_with_its_row_in_the_file_and_the_value_that_would_fit(folder):
    rows = accounts(lambda i, year: (2_240_000 if (i, year) == (1, 2020) else 224_000) + i)
    [values] = doubted(folder, rows, "leap")
    [row] = [at for at, cells in enumerate(rows, 1) if cells[:2] == ["p1", 2020]]
    assert values["at"] == f"accounts.csv [{row}] population"
    assert values["right"].values == {"value": "224,000"}
    odd = accounts(lambda i, year: (224_000 * 4.5 if (i, year) == (1, 2020) else 224_000) + i)
    assert doubted(folder, odd, "leap")[0]["right"] == ""


def beside(odd):
    """People and output of ten places; `odd`: output of the last of them."""
    rows = [["place", "year", "population", "gdp"]]
    return [*rows, *[[f"p{i}", y, 1000 + i, odd if i == 9 else 50_000 + 900 * i + y] for i in range(10) for y in YEARS]]


def test_a_figure_in_another_unit_than_other_places_is_told_with_the_value_that_would_fit(folder):
    [values] = doubted(folder, beside(60), "beside_others")
    assert (values["place"], values["name"], values["right"].values["value"]) == ("p9", "gdp_nominal", "60,000")
    assert values["at"].startswith("accounts.csv [")
    assert doubted(folder, beside(6000), "beside_others") == []


def test_parts_that_are_not_their_whole_are_told(folder):
    def rows(young):
        head = ["place", "year", "population", "age_0_14", "age_15_64", "age_65_plus"]
        return [
            head,
            *[[f"p{i}", y, 1000 + i, young if i == 2 else 200 + i, 600, 200] for i in range(4) for y in YEARS],
        ]

    [values] = doubted(folder, rows(400), "parts")
    assert (values["place"], values["value"], values["usual"]) == ("p2", "1,200", "1,002")
    assert doubted(folder, rows(205), "parts") == []


def test_a_total_among_the_places_is_told_with_the_line_that_leaves_it_out(folder):
    def cell(i, year):
        return sum(100.0 * k + year for k in range(4)) if i == 4 else 100.0 * i + year

    said = refused(folder({"accounts": accounts(cell)}))
    line = 'leave_out = { "place" = ["p4"] }'
    assert line in said
    assert len(load_country(folder({"accounts": accounts(cell)}, f"[accounts]\n{line}\n")).places) == 4


def test_two_files_that_contradict_each_other_are_told_with_the_row(folder):
    first = accounts(lambda i, _: 100 + i)
    second = accounts(lambda i, year: 999 if (i, year) == (2, 2019) else 100 + i)
    said = '[[accounts]]\nfile = "a.csv"\n[[accounts]]\nfile = "b.csv"\n'
    [row] = [at for at, cells in enumerate(second, 1) if cells[:2] == ["p2", 2019]]
    told = refused(folder({"a": first, "b": second}, said))
    assert "b.csv" in told
    assert (
        f"row {row}, column population, '999': the same place, quantity and year has 102 in another row or file" in told
    )


def test_check_tells_every_fault_of_a_table_and_every_doubt(folder, relode):
    bad = accounts(lambda i, year: "x1" if year == 2020 else 100 + i)
    code, out, _ = relode("check", folder({"accounts": bad}))
    faults = len({row[0] for row in bad[1:]})
    assert code == 2
    assert out.count("'x1': this is no number") == faults > 3
    rows = accounts(lambda i, year: (2_240_000 if (i, year) == (1, 2020) else 224_000) + i)
    code, out, _ = relode("check", folder({"accounts": rows}), language="zh")
    assert code == 0
    assert "各表均可使用" in out
    assert "224,000较为合理" in out


def test_a_check_names_row_and_column_of_a_cell_of_a_country(tmp_path):
    (tmp_path / "accounts.csv").write_text("place,year,population\na,2020,many\nb,2020,5\n", encoding="utf-8")
    (error,) = checked_file(tmp_path).errors
    assert (error.cell, error.value) == ("accounts.csv [2] population", "many")
