"""Structure from any measure: output and wages by industry beside jobs and firms, each in its own name and unit."""

import pytest

from relode.country import country_answer, country_tables, country_text, load_country, tables_text
from relode.errors import RelodeError

HEAD = ["place", "industry", "year", "value"]
ISIC = 'classification = "isic4"\ncurrency = "crown"\n'


def money(place, industry, year):
    return round(10.25 + 7 * int(place) + 3.5 * "BCGP".index(industry) + (year - 2018) * 0.75, 3)


def rows(change=None):
    cells = {
        (f"{p:02d}", i, y): money(f"{p:02d}", i, y) for p in range(1, 13) for i in "BCGP" for y in range(2018, 2023)
    }
    cells |= change or {}
    return [HEAD, *[[*key, value] for key, value in cells.items()]]


def text(country, place="02", language="en"):
    return country_text(country_answer(country, place, ("diagnosis", "pathways", "outlook")), language)


@pytest.mark.parametrize(
    ("name", "en", "zh", "sum_en"),
    [
        ("output_by_industry", "output, in the currency of the tables", "产出，以所给货币计", "Output"),
        ("wages_by_industry", "wages, in the currency of the tables", "工资总额，以所给货币计", "Wages"),
    ],
)
def test_money_by_industry_tells_the_structure_in_its_own_name_and_unit(folder, name, en, zh, sum_en):
    country = load_country(folder({name: rows()}, ISIC))
    answer = country_answer(country, "02", ("diagnosis",)).diagnosis
    whole = sum(money("02", i, 2022) for i in "BCGP")
    share = {each.section: each.share for each in answer.sections}
    assert share["mining"] == pytest.approx(money("02", "B", 2022) / whole, rel=1e-12)
    assert answer.measures.total == pytest.approx(whole, rel=1e-12)
    assert answer.counted == name
    assert en in text(country)
    assert zh in text(country, language="zh")
    assert f"{sum_en} (sum of the industries): " in text(country)
    assert "Needed are establishments or employment" in text(country)


def test_output_below_zero_has_no_shares_in_that_year_and_is_told(folder):
    country = load_country(folder({"output_by_industry": rows({("03", "B", 2022): -4.5})}, ISIC))
    answer = country_answer(country, "03", ("diagnosis",)).diagnosis
    assert answer.sections == ()
    assert answer.measures.year == 2021
    assert "1 cells of 1 places (03) are hidden, not known or below 0" in tables_text(country_tables(country), "en")
    with pytest.raises(RelodeError, match="negative"):
        load_country(folder({"employment": [[*HEAD[:3], "count"], *rows({("03", "B", 2022): -4})[1:]]}, ISIC))


def test_a_fraction_of_a_job_is_refused_and_of_money_is_not(folder, tmp_path):
    load_country(folder({"output_by_industry": rows()}, ISIC))
    (tmp_path / "output_by_industry.csv").unlink()
    with pytest.raises(RelodeError):
        load_country(folder({"employment": [[*HEAD[:3], "count"], *rows()[1:]]}, ISIC))


def test_of_several_measures_jobs_tell_the_structure_unless_another_is_asked_for(folder):
    jobs = [[*HEAD[:3], "count"], *[[p, i, y, round(v) + (i == "C") * 40] for p, i, y, v in rows()[1:]]]
    tables = {"employment": jobs, "output_by_industry": rows()}
    country = load_country(folder(tables, ISIC))
    assert country.counted == "employment"
    assert 'structure = "output_by_industry"' in tables_text(country_tables(country), "en")
    asked = load_country(folder(tables, ISIC + 'structure = "output_by_industry"\n'))
    assert asked.counted == "output_by_industry"
    assert "structure =" not in tables_text(country_tables(asked), "en")
    first = country_answer(asked, "02", ("diagnosis",)).diagnosis.sections[0]
    assert first.section != country_answer(country, "02", ("diagnosis",)).diagnosis.sections[0].section
    with pytest.raises(RelodeError, match="employment, output_by_industry"):
        load_country(folder(tables, ISIC + 'structure = "profits"\n'))


BEA = """"GeoFIPS","GeoName","Region","TableName","LineCode","IndustryClassification","Description","Unit","2020","2021"
 "54045","Logan, WV",3,CAGDP2,1,"...","All industry total","Thousands of dollars",90,93
 "54045","Logan, WV",3,CAGDP2,2,"...","Private industries","Thousands of dollars",80,83
 "54045","Logan, WV",3,CAGDP2,6,"21","Mining, quarrying, and oil and gas extraction","Thousands of dollars",50,48.5
 "54045","Logan, WV",3,CAGDP2,12,"31-33","Manufacturing","Thousands of dollars",20,33
 "54047","McDowell, WV",3,CAGDP2,1,"...","All industry total","Thousands of dollars",60,63
 "54047","McDowell, WV",3,CAGDP2,6,"21","Mining, quarrying, and oil and gas extraction","Thousands of dollars",30.5,32
 "54047","McDowell, WV",3,CAGDP2,12,"31-33","Manufacturing","Thousands of dollars",10,(D)
 "54049","Marion, WV",3,CAGDP2,1,"...","All industry total","Thousands of dollars",160,163
 "54049","Marion, WV",3,CAGDP2,6,"21","Mining, quarrying, and oil and gas extraction","Thousands of dollars",60,32
 "54049","Marion, WV",3,CAGDP2,12,"31-33","Manufacturing","Thousands of dollars",40,11
"Note: See the included footnote file."
"""
BEA_TABLES = r"""classification = "naics"

[output_by_industry]
file = "CAGDP2_WV.csv"
layout = "bea"
columns = { place = "GeoFIPS", industry = "IndustryClassification", industry_name = "Description" }
match = { GeoFIPS = '\d{5}', IndustryClassification = '\d\d(-\d\d)?' }
scale = 1000

[accounts]
file = "CAGDP2_WV.csv"
layout = "bea"
columns = { place = "GeoFIPS", name = "GeoName", quantity = "Description" }
keep = { Description = "All industry total" }
quantities = { gdp_nominal = "All industry total" }
scale = { gdp_nominal = 1000 }
"""


def test_output_by_industry_of_the_bea_is_read_as_described(tmp_path):
    (tmp_path / "CAGDP2_WV.csv").write_text(BEA, encoding="utf-8")
    (tmp_path / "country.toml").write_text(BEA_TABLES, encoding="utf-8")
    country = load_country(tmp_path)
    table = country.counts["output_by_industry"]
    assert float(table.sel(place="54045", industry="21", year=2021)) == 48_500
    assert country.sections == {"21": "mining", "31-33": "manufacturing"}
    assert str(table.sel(industry="21")["industry_name"].item()).startswith("Mining, quarrying")
    assert country.values["gdp_nominal"].tolist()[0] == [90_000, 93_000]
    shares = {each.section: each.share for each in country_answer(country, "54045", ("diagnosis",)).diagnosis.sections}
    assert shares["mining"] == pytest.approx(48.5 / 81.5)
