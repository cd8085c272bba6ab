"""The report as a reader and a script see it."""

import re
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

import relode as rl
from relode.charts import pictures
from relode.charts.ahead import DRAWN
from relode.diagnosis import profile
from relode.diagnosis.depth.in_depth import in_depth
from relode.diagnosis.depth.text import chapters
from relode.facts import rows
from relode.language import LANGUAGES, say
from relode.outlook import outlook
from relode.pathways import successors
from relode.places import find
from relode.story.figures import shown


def without_svg(source):
    return re.sub(r"<(svg|style)\b.*?</\1>", "", source, flags=re.S)


def test_the_run_folder_holds_what_the_contract_promises(hegang_run):
    folder, _ = hegang_run
    assert {path.name for path in folder.iterdir() if path.name != ".hold"} == {
        "brief.en.html",
        "brief.zh.html",
        "city.json",
        "manifest.json",
        "plan.json",
        "report.en.html",
        "report.zh.html",
        "plan.en.docx",
        "plan.zh.docx",
        "tables.en.xlsx",
        "tables.zh.xlsx",
    }


def test_the_json_holds_the_decisions_of_the_place(plan_json):
    found = plan_json["plan"]["decisions"]
    assert (found["place"], found["horizon"]) == ("230400", 2035)
    assert len(found["decisions"]) > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_asks_no_host(pages, language):
    source, page = pages[language]
    assert not [link for link in page.links if re.match(r"(?:[a-z]+:)?//", link)]
    remote = re.findall(r"(?:url\(|@import|<script|<link|<iframe|<img)[^>]{0,60}", source)
    assert remote == []
    addresses = set(re.findall(r"https?://[^\"'\s<]+", source))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_in_the_report_leads_somewhere(pages, language):
    _, page = pages[language]
    inner = {link.removeprefix("#") for link in page.links if link.startswith("#")}
    assert inner <= page.ids
    assert {link for link in page.links if not link.startswith("#")} <= {
        "report.en.html",
        "report.zh.html",
        f"brief.{language}.html",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chapter_of_the_diagnosis_stands_in_the_report(pages, panel, language):
    """The mines were told by the command alone."""
    _, page = pages[language]
    keys = {chapter.key for chapter in chapters(in_depth(panel, profile(panel, find("hegang"))))}
    assert "mines" in keys
    assert {f"stand-{key}" for key in keys} <= page.ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_of_the_place_stands_in_the_report(pages, panel, language):
    """One of an unknown chapter, or which no part of the report asks for, would be drawn for nobody."""
    found = profile(panel, find("hegang"))
    of_place = pictures(
        panel, in_depth(panel, found), successors(panel, found), outlook(panel, find("hegang")), language
    )
    lacking = {key: each.chapter for key, each in of_place.items() if f"picture-{key}" not in pages[language][1].ids}
    assert lacking == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_needs_stand_in_the_report_with_their_numbers(pages, panel, language):
    """What is surely too much in 2030, its table, and the picture of users: of the room of needs, not of the report."""
    source, page = pages[language]
    assert {"needs", "picture-needs_users"} <= page.ids
    part = source[source.index('<section id="needs"') : source.index('<section id="past"')]
    teachers = rl.needs.of(panel, "hegang").service("teachers_primary").at(2030)
    for value in (teachers.users.value, *(each.sure for each in teachers.surplus.values())):
        assert f'value="{value!r}"' in part


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_followed_by_the_mark_of_its_source(pages, language):
    source, _ = pages[language]
    figures = re.findall(r"</data>(.{0,40})", without_svg(source), flags=re.S)
    assert len(figures) > 60
    assert all(rest.startswith('<sup class="marks">[<a href="#source-') for rest in figures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_of_the_city_are_equal_in_report_workbook_and_json(pages, plan_json, hegang_run, language):
    source, page = pages[language]
    series = plan_json["diagnosis"]["series"]
    in_json = {(name, str(n["year"])): n["value"] for name, path in series.items() for n in path}
    sheet = openpyxl.load_workbook(hegang_run[0] / f"tables.{language}.xlsx")[say("workbook.sheet.years", language)]
    factors = {name: shown(path[0]["unit"], language).factor for name, path in series.items()}
    in_workbook = {
        (name, str(row[0])): value / factors[name]
        for row in sheet.iter_rows(min_row=2, values_only=True)
        for name, value in zip(series, row[1:], strict=True)
        if value is not None
    }
    assert in_workbook == pytest.approx(in_json, rel=1e-14)  # XLSX keeps 16 digits, and units cost two roundings
    of_needs = re.search(r'<section id="needs">.*?</section>', source, flags=re.S).group()  # tested above
    figures = [n for n in type(page)(source.replace(of_needs, "")).numbers if n.get("data-role") == "city"]
    users = {(n["data-year"], n["value"]) for n in figures if n["data-quantity"] == "users"}  # page one has some
    assert users <= {(n["data-year"], n["value"]) for n in type(page)(of_needs).numbers if "data-year" in n}
    others = [n for n in figures if n["data-quantity"] != "users"]
    assert len(others) > 50
    assert {(n["data-quantity"], n["data-year"]): float(n["value"]) for n in others}.items() <= in_json.items()


@pytest.mark.parametrize("language", LANGUAGES)
def test_medians_in_the_report_are_those_of_the_json(pages, plan_json, language):
    _, page = pages[language]
    beside = {
        (b["quantity"], str(b["year"]), b["group"]): b["quantiles"]["0.5"] for b in plan_json["diagnosis"]["beside"]
    }
    shown = [n for n in page.numbers if n.get("data-role") in ("peers", "type")]
    assert shown
    for n in shown:
        assert float(n["value"]) == beside[n["data-quantity"], n["data-year"], n["data-role"]]


def test_figures_ahead_in_the_report_are_those_of_the_json(pages, plan_json):
    ahead = plan_json["outlook"]["quantities"]
    shown = [n for n in pages["zh"][1].numbers if n.get("data-role") == "forecast"]
    flat = {name for name, figure in ahead.items() if "flat" in figure["tags"]}
    assert {n["data-quantity"] for n in shown} == set(DRAWN) - flat
    for n in shown:
        assert float(n["value"]) == ahead[n["data-quantity"]]["median"][-1]
    past = {n["value"] for n in pages["zh"][1].numbers if n.get("data-role") == "backcast"}
    by_horizon = [ahead[name]["coverage_90_by_horizon"] for name in set(DRAWN) - flat]
    assert past == {repr(held[max(held, key=int)]) for held in by_horizon}


def test_figures_of_the_nation_in_the_report_are_those_of_the_json(pages, plan_json):
    nation = {(n["quantity"], str(n["year"])): n["value"] for n in plan_json["nation"]}
    shown = [n for n in pages["en"][1].numbers if n.get("data-role") == "nation"]
    assert {(n["data-quantity"], n["data-year"]): float(n["value"]) for n in shown} == nation


def test_both_languages_have_the_same_parts_in_the_same_order(pages):
    parts = [re.findall(r'<(?:section|figure[^>]*?) id="([^"]+)"', pages[language][0]) for language in LANGUAGES]
    assert parts[0] == parts[1]
    numbers = [[(n["data-quantity"], n["value"]) for n in pages[language][1].numbers] for language in LANGUAGES]
    assert sorted(numbers[0]) == sorted(numbers[1])


def test_the_chinese_report_has_no_english_but_names_units_and_keys(pages):
    source, _ = pages["zh"]
    keys = {row["key"] for row in rows("sources")}
    text = re.sub(r"<code>.*?</code>|数据指纹[0-9a-f]+", " ", without_svg(source), flags=re.S)
    body = re.sub(r"<ol class=\"sources\">.*?</ol>", " ", text, flags=re.S)
    body = re.sub(r"\w+\.csv", " ", body)  # a file is named as it is
    words = set(re.findall(r"[A-Za-z][A-Za-z-]{2,}", re.sub(r"<[^>]+>", " ", body))) - keys
    assert words <= {"Relode", "English", "CSV", "EDGAR", "GDP"} | {"relode", "appraise", "template", "trial", "budget"}


def test_the_english_report_has_no_chinese_but_the_link_to_the_other_language(pages):
    source, _ = pages["en"]
    body = re.sub(r"<ol class=\"sources\">.*?</ol>", " ", without_svg(source), flags=re.S)
    body = re.sub(r'<span lang="zh-CN">.*?</span>', " ", body)  # numbers of documents, marked as Chinese
    assert set(re.findall(r"[\u4e00-\u9fff]+", body)) == {"中文"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_of_pictures_state_a_number(pages, language):
    source, _ = pages[language]
    titles = re.findall(r'<figure class="picture".*?<h[34]>(.*?)</h[34]>', source, flags=re.S)
    assert titles
    assert all(re.search(r"\d", re.sub(r"<sup.*?</sup>|<[^>]+>", "", title)) for title in titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_has_a_drawing_for_a_page_and_for_a_phone_and_a_table_twin(pages, language):
    source, _ = pages[language]
    figures = re.findall(r'<figure class="picture".*?</figure>', source, flags=re.S)
    assert {(figure.count("<svg"), figure.count("<table>")) for figure in figures} == {(2, 1)}


@pytest.mark.slow  # every picture of Hegang is drawn: tests/charts/test_pictures.py does so for one width
@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_are_well_formed_and_described(hegang_record, language):
    source = (Path(hegang_record["run"]) / f"report.{language}.html").read_text(encoding="utf-8")
    drawings = re.findall(r"<svg\b.*?</svg>", source, flags=re.S)
    assert len(drawings) == 60
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        assert "aria-label" in drawing
        assert root.get("viewBox")


def test_the_top_says_how_old_the_newest_facts_are(pages):
    assert "census 2020" in " ".join(pages["en"][1].text)
    assert "普查2020年" in " ".join(pages["zh"][1].text)


def test_every_source_used_has_a_title_in_both_languages(pages):
    for language in LANGUAGES:
        source, _ = pages[language]
        listed = re.search(r'<ol class="sources">(.*?)</ol>', source, flags=re.S).group(1)
        assert all(len(re.sub(r"<[^>]+>", "", item)) > 20 for item in listed.split("</li>")[:-1])
