"""What was curated last ships as it was curated: every cell of every table is compared with the source file."""

import csv
from collections import Counter
from collections.abc import Collection
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from relode.facts import rows
from relode.vocabulary import quantities

# Columns in free words that spoke of how a text was come by: said in other words, never left empty.
REMARKS = {"reference", "where_read", "note", "read", "page_address", "listed_of_262", "share_of_investment", "rule"}
# Columns that only the shipped table has, and units that are said by the vocabulary's names.
OWN_COLUMNS = {"source", "flag", "id", "unit", "phase"}
OWN_COLUMNS |= {
    f"eligible_{about}" for about in ("by", "values", "if", "else")
}  # the rule on places, read by a program
TABLES = (
    *("coal_mines_gem", "funding_channels", "funding_channel_sums", "law", "planning_rules"),
    *("service_norms", "effects_common_scale", "deal_parameters", "deals_china", "deals_abroad"),
    *("deal_rates_china", "deal_rates_abroad"),
)
# One row a place and year and a column a quantity, where the curated table has a row a figure.
WIDE = ("accounts_services", "accounts_debt")
# What nothing reads: a code says the place, a flag whether a point is approximate.
COLUMNS_LEFT_OUT = {
    "coal_mines_gem": {
        *("prefecture_en", "province_en", "lat", "lon", "location_accuracy", "project_type"),
        "depth_accuracy",
    }
}
# A row that came later and stands among those it belongs to.
ROWS_BETWEEN = {"zero_carbon_park"}
RESOURCES_LEFT_OUT = {"M5293", "M5252"}


def curated_rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def renaming(table: str) -> dict[str, tuple[str, Decimal]]:
    """Curated column -> its shipped name, and the factor between their units."""
    text = files("relode.facts").joinpath("renaming.csv").read_text(encoding="utf-8").splitlines()
    found = [row for row in csv.DictReader(text) if row["curated_table"] == f"{table}.csv"]
    return {row["curated_name"]: (row["name"], Decimal(row["factor"])) for row in found}


def wide_cells(table: str, years: Collection[str]) -> dict[tuple[str, str, str], tuple[Decimal, frozenset[str]]]:
    """(place, year, quantity) -> the figure of these years in a wide table, and its flags."""
    cells = {}
    for row in (row for row in rows(table) if row["year"] in years):
        flags = [pair.split(":") for pair in row.get("cell_flags", "").split(";") if pair]
        of_row = {flag for flag in row.get("flag", "").split(";") if flag}
        for name in quantities().keys() & row.keys():
            if row[name]:
                of_cell = frozenset(of_row.union(flag for quantity, flag in flags if quantity == name))
                cells[row["place"], row["year"], name] = Decimal(row[name]), of_cell
    return cells


def same(curated: str, shipped: str, factor: Decimal) -> bool:
    if factor != 1 and curated:
        return bool(shipped) and Decimal(shipped) == Decimal(curated) * factor
    if "\n" in curated:  # a line of the file is a row
        return "".join(curated.split()) == shipped
    return curated == shipped or (bool(curated) and curated.endswith(".0") and curated.removesuffix(".0") == shipped)


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_is_the_curated_one(curated_additions_2, name):
    """What was added later stands at the end of its table."""
    renamed, left_out = renaming(name), COLUMNS_LEFT_OUT.get(name, set())
    differing = []
    curated = curated_rows(curated_additions_2, name)
    shipped = [row for row in rows(name) if row.get("id") not in ROWS_BETWEEN]
    for line, (old, new) in enumerate(zip(curated, shipped[: len(curated)], strict=True), 2):
        for column, cell in old.items():
            to, factor = renamed.get(column, ("place" if column == "code" else column, Decimal(1)))
            # Three years of reserves and one of a life are addresses of pages in the source: left out, with a flag.
            if to.endswith("_year") and cell.startswith("http"):
                assert new[to] == ""
                assert "year_not_stated" in new["flag"]
                continue
            if (
                to == "unit"
                or (to in left_out and to not in new)
                or (to == "mine_resources" and old["gem_id"] in RESOURCES_LEFT_OUT)
            ):
                continue
            reworded = to in REMARKS and bool(cell) == bool(new[to])
            if not reworded and not same(cell, new[to], factor):
                differing.append((line, column, cell, new[to]))
        assert {renamed.get(c, ("place" if c == "code" else c, 0))[0] for c in old} | OWN_COLUMNS >= set(new)
    assert differing == []


@pytest.mark.parametrize("table", WIDE)
def test_every_figure_of_a_wide_table_is_the_curated_one(curated_additions_2, table):
    """And there is no other in its years: those that came later have none here."""
    curated = curated_rows(curated_additions_2, table)
    cells = wide_cells(table, {row["year"] for row in curated})
    for row in curated:
        if row["flag"] == "impossible":
            assert (row["code"], row["year"], row["quantity"]) not in cells
            continue
        value, flags = cells.pop((row["code"], row["year"], row["quantity"]))
        assert value == Decimal(row["value"]), row
        assert flags == frozenset(filter(None, row["flag"].split(";"))), row
    assert cells == {}


def test_every_name_and_source_is_taken_over(curated_additions_2):
    described = {row["name"]: row for row in curated_rows(curated_additions_2, "quantities")}
    assert len(described) == 44
    known = quantities()
    assert described.keys() <= known.keys()
    # Bounds of names that shipped before are narrower; the figures keep them, as a check of the tables says.
    before = {"population_registered", *(f"government_debt{end}" for end in ("", "_general", "_special", "_limit"))}
    for name in described.keys() - before:
        assert known[name].lower == float(described[name]["lower"]), name
        assert known[name].upper == float(described[name]["upper"]), name
    sources = {row["key"]: row for row in rows("sources")}
    curated = {row["key"]: row for row in curated_rows(curated_additions_2, "sources")}
    assert curated.keys() <= sources.keys()
    assert sources["gem_coal_mines_2026"]["licence"] == "CC BY 4.0"
    assert sources["city_yearbooks_services"]["licence"] == sources["city_yearbooks"]["licence"]


@pytest.mark.parametrize("name", [*TABLES, *WIDE])
def test_a_row_is_a_line_of_the_file(name):
    text = files("relode.facts").joinpath("tables", f"{name}.csv").read_text(encoding="utf-8")
    assert len(rows(name)) + 1 == len(text.splitlines())


def test_ten_cells_of_each_table_are_those_that_were_read_in_its_source_file(curated_additions_2):
    """Drawn at random, read side by side by a person: both files still say what was read then."""
    with (Path(__file__).parent / "cells_read_by_hand.csv").open(encoding="utf-8", newline="") as stream:
        by_hand = list(csv.DictReader(stream))
    assert Counter(row["table"] for row in by_hand) == dict.fromkeys((*TABLES, *WIDE), 10)
    for row in by_hand:
        curated = curated_rows(curated_additions_2, row["table"])[int(row["curated_line"]) - 2]
        assert curated[row["curated_column"]] == row["curated_cell"], row
        if row["table"] in WIDE:
            assert row["column"] == curated["quantity"]
            at = (curated["code"], curated["year"])
            [shipped] = [each for each in rows(row["table"]) if (each["place"], each["year"]) == at]
        else:
            shipped = rows(row["table"])[int(row["line"]) - 2]
        assert shipped[row["column"]] == row["cell"], row
