"""The page on pathways shows what is measured now, in both languages."""

from pathlib import Path

import pytest

from relode.pathways.chains.hindcast_outcomes import hindcast_scores, outcomes
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


def _misses(one):
    return tuple(industry for industry in one.came if industry not in one.hits)


def hindcast_cells(one):
    lists = (
        one.hindcast.best,
        one.hindcast.verdict.industries if one.hindcast.verdict else (),
        one.came,
        one.hits,
        _misses(one),
    )
    expected = [number(one.expected_hits[method]) for method in ("random", "national_mix")]
    cells = (len(one.hindcast.industries), *(" ".join(industries) or "-" for industries in lists), *expected)
    return "".join(f"| {cell} " for cell in cells) + "|"


def score_cells(score):
    lead = f"{number(score.lead)} {between(score.lead_low, score.lead_high)}"
    return f"| {score.places} | {score.picks} | {number(score.mean_hits)} | {lead} |"


@pytest.mark.parametrize("page", PAGES)
def test_the_page_shows_the_measured_figures(panel, page):
    text = (DOCS / page).read_text(encoding="utf-8")
    cells = [county_cells(row) for row in shipped_county_scores()]
    cells += [hindcast_cells(one) for one in outcomes(panel)]
    cells += [score_cells(score) for score in hindcast_scores(panel)]
    assert [line for line in cells if line not in text] == []
