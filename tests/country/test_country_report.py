"""The report on a place of another country: chapters that its tables fill, once what they cannot, in both languages."""

import re
from pathlib import Path

import numpy as np
import pytest

from relode.charts.country_pictures import country_pictures
from relode.country.chapter import chapters, findings
from relode.language import spoken
from relode.report.country_page import country_html
from relode.runs.country_runs import typed

COUNTIES = Path(__file__).parents[2] / "examples" / "us_counties"


def test_pictures_have_the_figures_of_the_tables(answered, halvia):
    drawn = country_pictures(answered, "en")
    assert list(drawn) == ["country_structure", "country_population", "country_gdp_real", "country_employment"]
    structure = drawn["country_structure"].table.set_index("section")
    jobs = halvia.counts["employment"].sel(year=2024)
    share = float(jobs.sel(place="H001", industry="B") / jobs.sel(place="H001").sum())
    whole = float(jobs.sel(industry="B").sum() / jobs.sum())
    assert structure.loc["Mining", "value"] == pytest.approx(share, rel=1e-12)
    assert (structure.loc["Mining", "low"], structure.loc["Mining", "high"]) == pytest.approx((whole, share), rel=1e-9)
    people = drawn["country_population"].table
    past = people[people["part"] == "published"]
    assert past["value"].tolist() == halvia.values["population"][0].tolist()
    ahead = people[people["part"] == "forecast"]
    ahead_of_people = next(each for each in answered.outlook.forecasts if each.quantity == "population")
    assert ahead["value"].tolist() == list(ahead_of_people.median)
    assert (ahead["measured"] == "yes").sum() == ahead_of_people.scored_until - ahead_of_people.origin
    assert not np.isnan(ahead[["p05", "p95"]].to_numpy()).any()


def test_the_chapters_are_those_that_the_tables_fill(answered):
    made = chapters(answered, country_pictures(answered, "zh"))
    assert [chapter.key for chapter in made] == ["diagnosis", "outlook"]
    (table,) = made[0].tables
    people = next(row for row in table.cells() if "常住人口" in spoken(row[0], "zh"))
    (figure,) = (each for each in answered.diagnosis.figures if each.quantity == "population")
    assert people[1].value == figure.value
    assert next(spoken(each, "zh") for each in findings(answered)).startswith("采矿业占")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_says_once_what_it_cannot_and_asks_no_host(answered, language):
    page = country_html(answered, language, "relode country FOLDER")
    lacking = {"en": "Needed is a table of policies", "zh": "需要政策表"}[language]
    assert page.count(lacking) == 1
    ids = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids
    assert re.findall(r'(?:src|href)="(?!#|report\.)[^"]*"', page) == []
    assert "Bilingual(" not in page
    assert page.count("<svg") == 2 * len(country_pictures(answered, language))


def test_the_command_of_a_report_makes_it_again(answered):
    made = "relode country 'my folder' H001 --chapter diagnosis --seed 2 --report"
    assert typed(answered, Path("my folder"), ["diagnosis"], 2) == made


@pytest.mark.slow
def test_counties_that_have_counts_alone_get_a_report_too(relode, tmp_path):
    output = tmp_path / "runs"
    code, _, error = relode("country", str(COUNTIES), "54045", "--report", "--output", str(output), language="en")
    assert code == 0
    (folder,) = output.iterdir()
    assert f"Report: {folder / 'report.en.html'}" in error
    assert sorted(path.name for path in folder.iterdir()) == ["country.json", "report.en.html", "report.zh.html"]
    page = (folder / "report.en.html").read_text(encoding="utf-8")
    for chapter in ("diagnosis", "pathways", "outlook", "unknown"):
        assert f'<section id="{chapter}">' in page
    assert '<section id="plan">' not in page
