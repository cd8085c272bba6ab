"""Questions of a planner, and the figures that must come back: of the shipped tables, or counted by hand."""

import csv
import json
import re
from pathlib import Path

import pytest

import relode.facts


def rows_of(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


QUESTIONS = rows_of(Path(__file__).with_name("questions.csv"))
TABLES = Path(relode.facts.__file__).parent / "tables"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def cell(name):
    """A cell of a shipped table, read by itself: `table:place:year:quantity`, or `table::key:column`."""
    table, place, year, column = name.split(":")
    rows = rows_of(TABLES / f"{table}.csv")
    if not place:
        return next(row[column] for row in rows if year in row.values())
    found = [row for row in rows if (row["place"], row["year"]) == (place, year)]
    return next(
        row["value"] if "quantity" in row else row[column] for row in found if row.get("quantity", column) == column
    )


def by_hand(cells):
    """Arithmetic of cells from left to right."""
    first, *rest = cells.split(" ")
    result = float(cell(first))
    for sign, name in zip(rest[::2], rest[1::2], strict=True):
        other = float(name) if ":" not in name else float(cell(name))
        result = {"/": result / other, "-": result - other}[sign]
    return result


def found(value, where):
    for token in where.rstrip("#").split("."):
        value = value[int(token)] if isinstance(value, list) else value[token]
    return len(value) if where.endswith("#") else value


def test_every_tool_that_reads_has_a_question():
    asked = {row["tool"] for row in QUESTIONS}
    assert asked == {"cities", "diagnosis", "needs", "pathways", "outlook", "evidence", "explain", "appraise"}


@pytest.mark.parametrize("row", [row for row in QUESTIONS if row["cells"]], ids=lambda row: row["question"][:40])
def test_the_figures_of_the_questions_are_those_of_the_tables(row):
    expected = json.loads(row["expected"])
    if isinstance(expected, str):
        assert cell(row["cells"]) == expected
    else:
        assert by_hand(row["cells"]) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row["question"][:40])
def test_a_question_brings_its_figure_in_both_languages_with_source_and_unknowns(row, ask):
    arguments, expected = json.loads(row["arguments"]), json.loads(row["expected"])
    for language in ("en", "zh"):
        text, answer = ask(row["tool"], **{**arguments, "language": language})
        value = found(answer["figures"], row["where"])
        assert value == (expected if isinstance(expected, str) else pytest.approx(expected, rel=1e-5))
        assert answer["sources"]
        assert bool(CHINESE.search(answer["not_known"][0])) == (language == "zh")
        assert answer["language"] == language
        if "part" not in arguments:
            assert {"en": "\nSources:\n", "zh": "\n来源：\n"}[language] in text


def test_intervals_come_with_the_figures_that_have_them(ask):
    _, mining = ask("diagnosis", city="hegang", part="quantities.mining_employment_share")
    low, high = mining["figures"]["interval_90"]
    assert low < mining["figures"]["value"] < high
    _, needs = ask("needs", city="hegang", part="services.primary.years.0.users")
    low, high = needs["figures"]["interval_90"]
    assert low < needs["figures"]["value"] < high
    _, ahead = ask("outlook", city="hegang", part="quantities.population")
    assert ahead["figures"]["p05"][-1] < ahead["figures"]["p95"][-1]
    _, effect = ask("evidence", lever="cluster_support", part="effects.0.here")
    assert effect["figures"]["p05"] < effect["figures"]["median"] < effect["figures"]["p95"]
