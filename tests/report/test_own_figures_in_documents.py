"""Every column of the template, half of them and all at once: the document is written and names own figures."""

import re
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest

from relode.answers.journey import diagnosed
from relode.language import LANGUAGES, Sentence, say, spoken
from relode.panel import load
from relode.panel.overrides import checked_overrides
from relode.report import brief_html, result_of
from relode.report.document.file import document_bytes
from relode.report.page_one import own_figures
from relode.shipped_tables import rows

from .documents import opened, text_of

QUANTITIES = [row["quantity"] for row in rows("relode.report", "template_quantities")]
YEAR = 2024


@cache
def shipped():
    """What ships for Hegang, (quantity, year)."""
    return load()["value"].sel(place="230400")


def override_row(quantity, year=YEAR):
    """A figure a little above the newest that ships for Hegang, whose unit nothing doubts; .15 where none does."""
    line = shipped().sel(quantity=quantity).to_numpy()
    known = line[np.isfinite(line)]
    value = float(known[-1]) * 1.01 if len(known) else 0.15
    return {"place": "hegang", "quantity": quantity, "year": str(year), "value": f"{value:.4f}", "note": "own"}


def written(quantities, language):
    """Text of the document with these figures replaced, drawn without pictures' fonts being asked for."""
    overrides = checked_overrides([(i, override_row(each)) for i, each in enumerate(quantities, 2)], "own.csv")
    panel, found = diagnosed("hegang", overrides)
    return text_of(opened(document_bytes(result_of(panel, found, overrides, date(2026, 1, 2)), language)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("quantities", "language"), [(QUANTITIES[::2], "zh"), (QUANTITIES[1::2], "zh"), (QUANTITIES, "en")]
)
@pytest.mark.usefixtures("undrawn")
def test_a_document_with_own_figures_is_written_and_names_them_among_its_sources(quantities, language):
    """A column is once given without the one beside it; among the sources are figures that a document tells: people."""
    text = written(quantities, language)
    assert "{" not in text
    assert "population" not in quantities or say("document.appendix.own_figures", language) in text


@pytest.mark.usefixtures("undrawn")
def test_a_brief_says_that_own_figures_of_its_place_are_in_it():
    rows_given = [override_row("population"), override_row("deposits"), override_row("loans") | {"place": "fuxin"}]
    overrides = checked_overrides(list(enumerate(rows_given, 2)), "own.csv")
    panel, found = diagnosed("hegang", overrides)
    own = result_of(panel, found, overrides, date(2026, 1, 2))
    for language in LANGUAGES:
        said = spoken(Sentence("brief.own", {"count": 2}), language)
        assert said in re.sub(r"<[^>]+>", "", brief_html(own, language))
    assert own_figures(replace(own, overrides=overrides[2:])) == []
