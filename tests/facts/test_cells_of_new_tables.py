"""Cells of the tables on places, prices, births and mines are those of the files that they were taken from."""

import csv
from pathlib import Path

import pytest

from relode.facts import rows

CELLS = Path(__file__).parents[1] / "cases/facts_cells.csv"
CASES = [
    pytest.param(row, id=f"{row['table']}-{row['at']}-{row['name']}")
    for row in csv.DictReader(CELLS.read_text(encoding="utf-8").splitlines())
]


def at(found, where):
    """The one row that has these cells."""
    wanted = dict(pair.split("=") for pair in where.split(";"))
    (row,) = (row for row in found if wanted.items() <= row.items())
    return row


@pytest.mark.parametrize("case", CASES)
def test_a_shipped_cell_is_that_of_its_source(case):
    assert at(rows(case["table"]), case["at"])[case["name"]] == case["value"]


@pytest.mark.parametrize("case", CASES)
def test_the_cell_of_the_source_is_the_one_in_the_table_of_cases(curated_additions_3, case):
    with (curated_additions_3 / case["file"]).open(encoding="utf-8", newline="") as file:
        assert at(csv.DictReader(file), case["where"])[case["column"]] == case["cell"]
