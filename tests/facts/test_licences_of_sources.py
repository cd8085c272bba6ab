"""Under which licence each source ships, what is lost without it."""

import csv
import runpy
from pathlib import Path

import pytest

from relode.facts import rows, table_list
from relode.facts.licences import source_uses, standing
from relode.language import LANGUAGES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("licence", "expected"), [
    ("MIT licence", "open"), ("CC BY 3.0 IGO", "open"), ("public domain dedication", "open"), ("own", "own"),
    ("facts quoted with attribution", "facts"), ("text of law", "facts"), ("copy under GPL-3 or later", "copyleft"),
    ("no licence stated; figures are official statistics", "unstated"),
    ("MIT licence for the repository; listing prices of a commercial portal", "unstated"),
    ("EDGAR open with attribution; aggregation without stated licence", "unstated"),
    ("no licence in the repository, paper CC BY 4.0: clear before release", "unstated"),
])  # fmt: skip
def test_the_standing_of_a_licence(licence, expected):
    assert standing(licence) == expected


def test_no_licence_that_speaks_of_none_counts_as_open():
    doubtful = ("no licence", "without", "clear", "checked", "portal")
    standings = {row["licence"]: standing(row["licence"]) for row in rows("sources")}
    assert {
        text for text, kind in standings.items() if kind != "unstated" and any(w in text for w in doubtful)
    } == set()


@pytest.mark.slow
def test_rows_of_sources_are_counted_as_a_reader_would():
    found = {use.key: use for use in source_uses()}
    by_hand = {}
    for table in ("coal", "added_flags"):
        with (DOCS.parent / f"src/relode/facts/tables/{table}.csv").open(encoding="utf-8", newline="") as file:
            by_hand[table] = sum("coal_mines" in row["source"].split(";") for row in csv.DictReader(file))
    assert found["coal_mines"].rows == by_hand
    assert sum(found["coal_mines"].cells.values()) == by_hand["coal"]
    assert "coal_reserves_proven" in found["coal_mines"].gone
    # Budgets of single cities are in three sources, so no one of them takes revenue away.
    assert "budget_revenue" not in {name for use in found.values() for name in use.gone}


def test_every_row_that_has_a_source_is_counted():
    tables = [table for table in table_list() if table != "sources"]
    keys = sum(len(row["source"].split(";")) for table in tables for row in rows(table) if "source" in row)
    assert sum(sum(use.rows.values()) for use in source_uses()) == keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_data_is_that_of_the_tables(language):
    made = runpy.run_path(str(DOCS / "data.py"))
    assert (DOCS / made["PAGES"][language]).read_text(encoding="utf-8") == made["page"](language)
