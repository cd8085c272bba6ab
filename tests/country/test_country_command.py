"""`relode country`: tables in, four chapters out, in both languages; and what cannot be answered is said."""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from relode import shipped_tables
from relode.country import CHAPTERS, country_answer, country_text
from relode.country.chapter import outlook_words
from relode.country.outlook import CountryOutlook
from relode.language import number_text

ROOT = Path(__file__).parents[2]
HALVIA, COUNTIES = ROOT / "examples" / "invented_country", ROOT / "examples" / "us_counties"


def test_the_tables_that_ship_are_those_of_their_script(put_in):
    for name, rows in put_in["tables"]().items():
        text = "\n".join(",".join(map(str, row)) for row in rows) + "\n"
        assert (HALVIA / f"{name}.csv").read_text(encoding="utf-8") == text


def test_without_a_place_it_says_what_the_tables_hold(relode):
    code, out, _ = relode("country", str(HALVIA), language="zh")
    assert code == 0
    assert "哈尔维亚（虚构）：60个地区，8个区域，60个有坐标" in out
    assert "政策retraining_grants：10个地区" in out
    held = json.loads(relode("country", str(HALVIA), "--json")[1])
    assert held["schema"].startswith("country_tables/")
    assert (held["places"], held["policies"]) == (60, {"retraining_grants": 10})


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["Jobs in mining: 3,485 in 2024", "Mining: 7.09", "no figure of China", "skill +0.43"]),
        ("zh", ["采矿业就业：2024年3,485", "采矿业：7.09%", "不含中国数据", "改进+0.43"]),
    ],
)
def test_a_place_of_an_invented_country_is_answered_in_both_languages(answered, language, said):
    text = country_text(answered, language)
    assert [part for part in said if part not in text] == []


@pytest.mark.parametrize(("language", "word"), [("en", "reverses for the first time"), ("zh", "首次反转")])
def test_the_outlook_says_once_how_often_its_bands_hold_where_growth_reverses(answered, language, word):
    (line,) = (line for line in country_text(answered, language).splitlines() if word in line)
    held = [
        row
        for row in shipped_tables.rows("relode.country", "bands_of_nations")
        if (row["times"], row["band"]) == ("turn", "ships")
    ]
    for row in held:
        if row["of"] in ("reversals", "first_reversal"):
            figures = (number_text(float(row[name]), "share", language) for name in ("held", "held_p05", "held_p95"))
            assert [each for each in figures if each not in line] == []
    assert list(outlook_words(CountryOutlook((), ()))) == []


def test_a_place_without_a_name_is_its_code_once_and_what_lacks_has_its_label(relode, tmp_path):
    accounts = [f"North,{year},{people}" for year, people in ((2019, 900), (2020, 950))]
    accounts += [f"{place},{year},800" for place in ("South", "West") for year in (2019, 2020)]
    (tmp_path / "accounts.csv").write_text("\n".join(["place,year,population", *accounts]), encoding="utf-8")
    employment = [f"{place},mining,2020,7\n{place},trade,2020,9" for place in ("North", "South", "West")]
    (tmp_path / "employment.csv").write_text("\n".join(["place,industry,year,count", *employment]), encoding="utf-8")
    code, out, _ = relode("country", str(tmp_path), "North", "--chapter", "diagnosis", language="zh")
    assert (code, out.splitlines()[0]) == (0, f"North，{tmp_path.name}")
    assert "North North" not in out
    assert "未提供因而未作说明的指标：0—14岁人口、15—64岁人口" in out


@pytest.mark.slow
def test_an_answer_without_the_simulator_does_not_load_its_engine():
    asked = f"answer = country_answer(load_country(Path({str(HALVIA)!r})), 'H001', ('diagnosis', 'outlook', 'needs'))"
    lines = ["import sys", "from pathlib import Path", "from relode.country import country_answer, load_country",
             asked, "print(answer.needs is not None, 'jax' in sys.modules)"]  # fmt: skip
    said = subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True, capture_output=True, timeout=120)
    assert said.stdout.split() == [b"True", b"False"]


def test_an_answer_is_a_line_in_a_notebook(answered):
    assert repr(answered) == "District 1 (H001) in Halvia (invented): diagnosis, outlook"


def test_the_command_says_what_the_room_says_and_writes_no_report_that_nobody_asked_for(relode, halvia, tmp_path):
    code, out, error = relode("country", str(HALVIA), "H001", "--chapter", "diagnosis", language="zh")
    assert (code, error) == (0, "")
    assert out.rstrip("\n") == country_text(country_answer(halvia, "H001", ("diagnosis",)), "zh")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_counties_of_another_country_are_answered_from_the_table_that_ships(relode):
    code, out, _ = relode("country", str(COUNTIES), "54045", "--json")
    assert code == 0
    found = json.loads(out)
    assert found["place_name"] == "Logan County"
    # 7 of 456 establishments are in industry 212, the only one of section B there.
    assert found["diagnosis"]["mining_share"] == pytest.approx(7 / 456, rel=1e-12)  # one division
    assert len(found["pathways"]["candidates"]) == 10
    assert found["outlook"]["forecasts"][0]["opening"] == 456
    assert [each["chapter"] for each in found["unanswered"]] == ["evaluation"]


def test_an_unknown_place_or_chapter_is_refused(relode):
    code, out, error = relode("country", str(HALVIA), "District 99", language="en")
    assert (code, out) == (2, "")
    assert "District 9" in error
    code, _, error = relode("country", str(HALVIA), "H001", "--chapter", "plans", language="en")
    assert code == 2
    assert ", ".join(CHAPTERS) in error


@pytest.mark.slow
def test_all_counties_of_a_country_are_answered_from_a_published_table(relode, tmp_path):
    if "RELODE_BENCHMARKS" not in os.environ:
        pytest.skip("RELODE_BENCHMARKS is not set")
    table = Path(os.environ["RELODE_BENCHMARKS"]) / "us_cbp_county_naics" / "cbp_county_naics2_2017_2021.parquet"
    description = f"""
        name = "US counties"
        classification = "naics"
        [establishments]
        file = "{table}"
        [establishments.columns]
        place = "fips"
        place_name = "county"
        region = "state"
        industry = "naics"
        count = "establishments"
    """
    (tmp_path / "country.toml").write_text(description, encoding="utf-8")
    asked = ("--chapter", "diagnosis", "--chapter", "outlook")
    code, out, error = relode("country", str(tmp_path), "54045", *asked, "--json")
    assert (code, error) == (0, "")
    found = json.loads(out)
    counted = f"SELECT sum(establishments) FROM '{table}' WHERE fips = '54045' AND year = 2021"
    assert found["diagnosis"]["measures"]["total"] == duckdb.sql(counted).fetchall()[0][0]
    forecast = found["outlook"]["forecasts"][0]
    assert forecast["places"] > 3000
    assert 0.8 < forecast["score"]["coverage_90"] <= 1
