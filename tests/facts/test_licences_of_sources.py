"""Under which licence each source ships, what is lost without it."""

import csv
import re
import runpy
from pathlib import Path

import pytest

from relode.facts import rows, table_list
from relode.facts.licences import licence_choices, source_uses, standing, unstated_sources
from relode.language import LANGUAGES
from relode.language.names import name

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
    told = (DOCS / made["PAGES"][language]).read_text(encoding="utf-8")
    assert told == made["page"](language), "make data rule=page_data"


def test_each_source_that_states_no_licence_has_a_choice_with_its_reason_and_no_other_source_has_one():
    chosen = licence_choices()
    assert list(chosen) == list(unstated_sources())
    for each in chosen.values():
        assert each.choice in ("figures", "not_deposited", "left_out"), each.source
        assert len(each.reason_en.split()) >= 6, each.source
        assert re.search(r"[\u4e00-\u9fff]{4}", each.reason_zh), each.source
        assert not re.search(r"[\u4e00-\u9fff]", each.reason_en), each.source


def test_what_is_to_be_cleared_before_a_release_is_not_deposited():
    """What `sources.csv` itself calls unclear is not told as free."""
    unclear = {row["key"] for row in rows("sources") if "clear before release" in row["licence"]}
    assert unclear == {key for key, each in licence_choices().items() if each.choice != "figures"}
    assert unclear


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_has_the_choice_of_each(language):
    page = (DOCS / {"en": "data.md", "zh": "data.zh.md"}[language]).read_text(encoding="utf-8")
    for each in licence_choices().values():
        line = next(line for line in page.splitlines() if line.startswith(f"| `{each.source}` |"))
        assert line.endswith(f"| {each.reason_zh if language == 'zh' else each.reason_en} |")
        assert name("source_licence", each.source, language) in line
