"""Every text of every picture stands out from its page, in both themes and languages (WCAG 2.2, 1.4.3)."""

import re
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

from relode.charts import svg_file
from relode.charts.drawn_files import THEMES
from relode.charts.what_if_fans import fan
from relode.country import country_answer, load_country
from relode.language import LANGUAGES
from relode.web.pages import map_page

from .contrast import LEAST, PAPER, contrasts, over, ratio

PLACES = {"zh": ("hegang",), "en": ("renqiu", "haixi")}
COMPARED = ("hegang", "yulin-shaanxi", "fuxin", "datong")
COUNTRY = Path(__file__).parents[2] / "examples" / "invented_country"
WIDTHS = {"zh": 360, "en": 680}
"""By language: colours are the same in both, and drawings are met as on a phone in one and as on a desk in the other.

Hegang has every picture of a city.
"""
DRAWERS = {"account_picture"}
"""Modules whose drawings are shown by others: the chain of people and jobs is drawn by the account of page one."""


@pytest.fixture(scope="module")
def invented():
    """The chapters of an invented country that have pictures."""
    return country_answer(load_country(COUNTRY), "District 1", ("diagnosis", "pathways", "outlook"))


def what_if(width, language):
    marks = [{"year": 2027, "policy": None}]
    rows = [
        {"year": y, "policy": p, "p05": 0, "p25": 1, "median": 2, "p75": 3, "p95": 4}
        for y in (2026, 2035)
        for p in ("plan", "nothing")
    ]
    return fan((2025, 2035), width, language, pd.DataFrame(rows + marks), (0.0, 4.0))


def map_of(width, language):
    return map_page._drawing("population_change", 2020, "map", "all", language, width)


def bubbles_of(width, language):
    return map_page._drawing("population_change", 2020, "bubbles", "all", language, width)


DRAWN = {"what_if_fans": what_if, "indicator_map": map_of, "bubbles": bubbles_of}


def faint(drawn, theme):
    """Texts of a drawing that stand out too little, with their contrast."""
    return [
        (text, round(found, 2)) for text, found in contrasts(svg_file(drawn, "picture", theme), theme) if found < LEAST
    ]


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_of_maps_and_of_levers_stand_out(name, language):
    drawn = DRAWN[name](WIDTHS[language], language)
    assert [faint(drawn, theme) for theme in THEMES] == [[]] * 2


def test_papers_are_those_of_the_style_sheet():
    sheet = files("relode.report").joinpath("report.css").read_text(encoding="utf-8")
    light, dark = (part.partition(";")[0].strip() for part in sheet.split("--paper:")[1:3])
    assert [{"#fff": "#ffffff"}.get(each, each) for each in (light, dark)] == [*PAPER.values()]


def test_the_brief_has_the_inks_of_the_report_and_each_stands_out_on_its_paper():
    sheets = [
        files("relode.report").joinpath(f"{name}.css").read_text(encoding="utf-8") for name in ("report", "brief")
    ]
    roots, of_brief = (re.findall(r":root \{[^}]*(--ink:[^}]*?);? *\}", sheet) for sheet in sheets)
    assert len(roots) == 3
    assert of_brief == roots
    for root in roots:
        inks = {name: "".join(2 * c for c in ink) if len(ink) == 3 else ink
                for name, ink in re.findall(r"--(\w+): #(\w+)", root)}  # fmt: skip
        least = {name: ratio(f"#{inks[name]}", f"#{inks['paper']}") for name in ("ink", "muted", "link")}
        assert {name: found for name, found in least.items() if found < 4.5} == {}


def test_contrast_is_that_of_the_standard_and_a_faint_label_is_found():
    """Black on white is 21, #767676 on white 4.54 (WebAIM's contrast checker)."""
    assert ratio("#000000", "#ffffff") == pytest.approx(21)
    assert ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert over("#000000", "#ffffff", 0.5) == "#808080"
    texts = '<g opacity="0.5"><text fill="#000">a</text></g><text fill="rgb(0, 0, 0)">b</text>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg">{texts}</svg>'
    assert [text for text, found in contrasts(drawing, "light") if found < LEAST] == ["a"]
    assert [text for text, found in contrasts(drawing, "dark") if found < LEAST] == ["a", "b"]
