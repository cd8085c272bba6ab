"""The pages on the industries of cities show the scores that ship, in both languages."""

import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"
MADE = runpy.run_path(str(DOCS / "city_industries.py"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_shows_the_tables_and_unmapped_words_of_now(language):
    text = (DOCS / MADE["PAGES"][language]).read_text(encoding="utf-8")
    assert MADE["renewed"](text, language) == text, "make data rule=page_city_industries"
    assert MADE["tables"](language) in text


def test_every_word_without_an_industry_is_on_the_page():
    text = (DOCS / "city-industries.md").read_text(encoding="utf-8")
    assert "新材料 351" in text
    assert MADE["unmapped"]().count("、") == 57
