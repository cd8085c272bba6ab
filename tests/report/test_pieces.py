"""Cells of the numbers beneath a picture, and of the quarters beside a figure."""

from types import SimpleNamespace

import pandas as pd
import pytest

from relode.diagnosis.profiles.findings import median
from relode.language import Amount, Sentence, unit_name
from relode.report import html
from relode.report.pieces import quarters, table_rows

NO_BREAK = "\N{NO-BREAK SPACE}"


def cells(row, unit="share", language="en"):
    """A row of a picture as it is told, with common spaces."""
    picture = SimpleNamespace(table=pd.DataFrame([row]), unit=unit, language=language)
    [told] = table_rows(picture)
    return [each.replace(NO_BREAK, " ") for each in told]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_cell_is_in_the_unit_of_the_picture_or_of_its_row(language):
    per_cent = "12.5 %" if language == "en" else "12.5%"
    assert cells({"place": "Hegang", "year": 2020, "value": 0.125}, language=language) == ["Hegang", "2020", per_cent]
    # A count and a quotient have no unit of the picture, and what is missing is a dash.
    told = cells({"count": 37.0, "quotient": 18.351, "gone": float("nan")}, language=language)
    assert told == ["37", "18.4", "–"]
    # Each row has its own unit in words; the share of peers below stays one of the picture.
    for unit in ("share", "share per year", "share change"):
        words = unit_name(unit, language)
        assert cells({"value": 0.125, "unit": words, "below": 0.125}, language=language) == [per_cent, words, per_cent]
    years = unit_name("years", language)
    assert cells({"value": 0.125, "unit": years, "below": 0.125}, language=language) == ["0.125", years, per_cent]
    assert cells({"value": 1927.0}, "yuan per m2", "zh") == ["1,927元/平方米"]


def test_quarters_are_the_middle_half_and_have_a_year_where_it_is_another():
    row = SimpleNamespace(quantiles=(0.1, 0.2, 0.3, 0.4, 0.5), year=2020, quantity="college_share", group="peers")
    newest = SimpleNamespace(unit="share", sources=("census2020",), year=2020, quantity="college_share")
    low, high = (Amount(end, "share", None, ("census2020",)) for end in (0.2, 0.4))
    told = {"middle": median(row, newest), "low": low, "high": high, "year": 2020}
    assert told["middle"].value == 0.3
    assert quarters(row, newest) == Sentence("report.table.quarters", told)
    other = SimpleNamespace(**{**vars(newest), "year": 2023})
    assert quarters(row, other) == Sentence("report.table.quarters_of_year", told)
    assert quarters(None, newest) is None


def test_sources_of_a_page_are_numbered_from_one_each_once(monkeypatch):
    told = {}
    page = SimpleNamespace(render=lambda **given: told.update(given))
    monkeypatch.setattr(html, "environment", lambda _: SimpleNamespace(get_template=lambda _: page))
    html.page_html("any.html.j2", "en", ["census2020", "wpp2024", "census2020"], [])
    assert [(each["number"], each["key"]) for each in told["sources"]] == [(1, "census2020"), (2, "wpp2024")]
