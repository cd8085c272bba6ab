"""The page on pathways shows what is measured now, in both languages."""

from pathlib import Path

import pytest

from relode.pathways.counties.county_scores import shipped_county_scores

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("pathways.md", "pathways.zh.md")
MINUS = "\N{MINUS SIGN}"


def number(value):
    return f"{round(float(value), 2) + 0.0:.2f}".replace("-", MINUS)


def between(low, high):
    return f"[{number(low)}, {number(high)}]"


def county_cells(row):
    r2 = f"{number(row['r2'])} {between(row['r2_low'], row['r2_high'])}"
    saved = f"{number(row['saved'])} {between(row['saved_low'], row['saved_high'])}"
    return f"| {row['count']} | {number(row['mean_error'])} | {r2} | {saved} |"


@pytest.mark.parametrize("page", PAGES)
def test_the_page_shows_the_measured_figures(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    cells = [county_cells(row) for row in shipped_county_scores()]
    assert [line for line in cells if line not in text] == []
