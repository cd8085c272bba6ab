"""The shipped tables say what the curated tables said: only names and units were changed."""

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from io import StringIO
from pathlib import Path

import pytest

from relode.diagnosis.profiles.table_rows import reason_of
from relode.language import spoken

Folders = tuple[Path, Path]

# Tables and sources that test_same_values_later.py compares with what was curated last.
LATER_TABLES = (
    *("accounts_services", "accounts_debt", "coal_mines_gem", "funding_channels", "funding_channel_sums", "law"),
    *("planning_rules", "service_norms", "effects_common_scale", "deal_parameters", "deals_china", "deals_abroad"),
    *("deal_rates_china", "deal_rates_abroad"),
)
LATER_SOURCES = (
    *("city_yearbooks_services", "gem_coal_mines_2026", "funding_rules", "law_texts", "deal_ledgers"),
    *("deal_literature", "service_norm_texts", "promised_vs_produced"),
)

# Tables and sources that came after those: test_cells_of_new_tables.py compares what was curated of them.
LATEST_TABLES = (
    *("house_price_index", "yearbook_series", "coal_mine_owners", "coal_power_age", "school_systems", "heating"),
    *("heated_area", "heavy_debt_provinces", "restructuring_cities", "industry_transfer_zones", "zero_carbon_parks"),
    "listed_firms_read",
)
LATEST_SOURCES = (
    *("nbs_house_price_index", "population_visualization", "nbs_2025_results", "mohurd_yearbook_2024"),
    *("press_of_places", "general_knowledge", "own_reading", "listed_firms_read"),
)

# The column `code` became `place` where it names the place of a row; here it names the row itself.
KEPT_CODE = {"places.csv", "industries.csv"}
# One table became two, one subject a file.
SPLIT = {"accounts_output.csv": ("accounts_gdp.csv", "accounts_value_added.csv")}
# Printed values stay in the unit in which they were printed, and say so in a column of their own.
ADDED_COLUMNS = {
    "excluded.csv": {"printed_unit", "beside"},
    "country_growth.csv": {"source"},
    "growth_errors.csv": {"source"},
    "growth_range.csv": {"source"},
    "vital_rates.csv": {"page"},
    "retirement_age.csv": {"source"},
}
# Cells that hold the name of a quantity: renamed, never scaled.
NAME_CELLS = {"quantity", "census_column"}
# Tables whose column "quantity" is a remark in free words, and no name.
FREE_WORDS = {"funds.csv", "growth_forecasts.csv"}
# Tables that we wrote ourselves and that were never curated.
SHIPPED_ONLY = {
    *(f"{name}.csv" for name in (*LATER_TABLES, *LATEST_TABLES)),
    "resource_materials.csv",
    "auxiliary_materials.csv",
    "plant_materials.csv",
    "assumptions.csv",
    "added_flags.csv",
}
# Sources of our own for rows that came without one, and those of the tables that were curated last.
OWN_SOURCES = {"retirement_reform_2024", "world_bank_gdp", "ine_epa", "ons_employment", *LATER_SOURCES, *LATEST_SOURCES}
# A lower bound that later figures need: the special debt of four places is 0.
WIDENED = {("government_debt_special", "lower"): Decimal(0)}
# A flag whose word means something else in another table.
RENAMED_FLAGS = {("ages_counties.csv", "sum_mismatch"): "age_sum_mismatch"}
# Quantities that go on from one table in the next.
JOINED = {"budget_revenue", "budget_expenditure", "registered_unemployed"}
# Remarks that spoke of an article by a name that only its curator knew: said here by its key. No figure among them.
REWORDED = {("sources.csv", "title"), ("sources.csv", "citation"), ("clusters.csv", "note")}
# Curated, but shipped in another form: the bounds and meanings are in the vocabulary.
NOT_A_TABLE = {"quantities.csv"}
# Curated, but not shipped: computed of the ages that ship, a megabyte that nothing reads.
NOT_SHIPPED = {"net_migration_by_age.csv"}

Row = dict[str, str]


def shipped_rows(*parts: str) -> list[Row]:
    return list(csv.DictReader(StringIO(files("relode").joinpath(*parts).read_text(encoding="utf-8"))))


def curated_rows(folders: Folders, name: str) -> list[Row]:
    """The rows of a curated table, of both folders where both have it, the later folder last."""
    found = []
    for folder in folders:
        if (folder / name).is_file():
            with (folder / name).open(encoding="utf-8", newline="") as stream:
                found += list(csv.DictReader(stream))
    return found


@pytest.fixture(scope="module")
def curated(curated_facts: Path, curated_additions: Path) -> Folders:
    return curated_facts, curated_additions


def shipped_names() -> set[str]:
    return {path.name for path in files("relode.facts").joinpath("tables").iterdir() if path.name.endswith(".csv")}


@cache
def renaming() -> dict[tuple[str, str], Row]:
    """(curated table, curated name) -> its row in the table of the renaming."""
    return {(row["curated_table"], row["curated_name"]): row for row in shipped_rows("facts", "renaming.csv")}


@cache
def new_names() -> dict[str, Row]:
    """Curated name of a quantity -> a row of the renaming, whatever the table."""
    return {name: row for (table, name), row in renaming().items() if table != "published_effects.csv"}


@cache
def renamed_column(name: str, column: str) -> str:
    if column == "code" and name not in KEPT_CODE:
        return "place"
    row = renaming().get((name, column))
    return row["name"] if row else column


def expected_cells(name: str, row: Row) -> Iterator[tuple[str, str, Decimal]]:
    """(shipped column, curated text, factor) of each cell: factor 0 means that the text must be the same."""
    quantity = renaming().get((name, row.get("quantity", "")))
    for column, text in row.items():
        new = renamed_column(name, column)
        scaled = quantity if column == "value" else renaming().get((name, column))
        if column in NAME_CELLS and text and name not in FREE_WORDS:
            yield new, renaming().get((name, text), new_names().get(text, {"name": ""}))["name"], Decimal(0)
        elif (name, text) in RENAMED_FLAGS:
            yield new, RENAMED_FLAGS[name, text], Decimal(0)
        elif column == "unit" and quantity:
            yield new, quantity["unit"], Decimal(0)
        elif text and scaled and scaled["factor"] != "1":
            yield new, text, Decimal(scaled["factor"])
        else:
            yield new, text, Decimal(0)


def differences(name: str, curated: list[Row], shipped: list[Row]) -> list[str]:
    """Cells that are not what the renaming makes of the curated ones, in the order of the rows."""
    found = []
    for line, (old, new) in enumerate(zip(curated, shipped, strict=True), start=2):
        for column, text, factor in expected_cells(name, old):
            shown = spoken(reason_of(new), "en") if (name, column) == ("excluded.csv", "reason") else new[column]
            if (name, column) == ("vital_rates.csv", "flag"):  # rates from 2020 on say on which census they are based
                shown = shown.removesuffix("census_2020_basis").removesuffix(";")
            same = Decimal(new[column]) == Decimal(text) * factor if factor else shown == text
            if not same and not ((name, column) in REWORDED and "seed article" in text):
                found.append(f"{name} line {line}, {column}: {text} x {factor or 1} became {new[column]}")
    return found


def curated_names(folders: Folders) -> list[str]:
    found = {path.name for folder in folders for path in folder.glob("*.csv")}
    return sorted(found - NOT_A_TABLE - NOT_SHIPPED)


def is_own(name: str, row: Row) -> bool:
    """Whether a shipped row was added here: one of a later source, or a cell that we left out ourselves."""
    if name == "vital_rates.csv" and row["page"]:
        return True
    column = "key" if name == "sources.csv" else "source"
    of_others = ("sources.csv", "excluded.csv", "accounts_people.csv", "macro.csv", "vital_rates.csv")
    return name in of_others and (row[column] in OWN_SOURCES or (name == "excluded.csv" and "computed" in row[column]))


def cell_of(row: Row) -> tuple[str, str, str]:
    """Place, year and shipped quantity of a row, curated or shipped."""
    quantity = row["quantity"]
    return row.get("place", row.get("code", "")), row["year"], new_names().get(quantity, {"name": quantity})["name"]


@cache
def left_out() -> dict[tuple[str, str, str], Row]:
    """Cells that were published and curated, and that we left out."""
    rows = shipped_rows("facts", "tables", "excluded.csv")
    return {cell_of(row): row for row in rows if is_own("excluded.csv", row) and "computed" in row["source"]}


def parts_of(folders: Folders, name: str) -> Iterator[tuple[list[Row], list[Row]]]:
    """Curated and shipped rows of a table; of a split table, part by part, each in the order of the curated rows."""
    curated = curated_rows(folders, name)
    if name not in SPLIT:
        shipped = [row for row in shipped_rows("facts", "tables", name) if not is_own(name, row)]
        yield [row for row in curated if name != "accounts_people.csv" or cell_of(row) not in left_out()], shipped
        return
    for part in SPLIT[name]:
        in_part = [row for row in curated if renaming()[name, row["quantity"]]["table"] == part]
        yield in_part, shipped_rows("facts", "tables", part)


def test_every_curated_table_is_shipped_and_no_other_but_our_own(curated: Folders) -> None:
    expected = {part for name in curated_names(curated) for part in SPLIT.get(name, (name,))}
    assert shipped_names() - SHIPPED_ONLY == expected


@pytest.mark.slow
def test_no_row_is_lost_or_added(curated: Folders) -> None:
    parts = {name: list(parts_of(curated, name)) for name in curated_names(curated)}
    lengths = {name: [(len(old), len(new)) for old, new in pairs] for name, pairs in parts.items()}
    assert {name: pairs for name, pairs in lengths.items() if any(old != new for old, new in pairs)} == {}
    kept = sum(old for pairs in lengths.values() for old, _ in pairs)
    assert kept + len(left_out()) == sum(len(curated_rows(curated, name)) for name in parts)


@pytest.mark.slow
def test_no_column_is_lost_or_added(curated: Folders) -> None:
    for name in curated_names(curated):
        for old, new in parts_of(curated, name):
            expected = Counter(renamed_column(name, column) for column in old[0])
            assert Counter(list(new[0])) == expected + Counter(ADDED_COLUMNS.get(name, ())), name


@pytest.mark.slow
def test_every_value_is_the_curated_one_in_the_new_unit(curated: Folders) -> None:
    """Exact: decimals times a decimal factor leave no rounding to allow for."""
    found = [
        difference
        for name in curated_names(curated)
        for old, new in parts_of(curated, name)
        for difference in differences(name, old, new)
    ]
    assert not found, f"{len(found)} cells differ, the first: {found[:3]}"


def test_an_excluded_value_names_the_unit_in_which_it_was_printed(curated: Folders) -> None:
    printed = {row["name"]: row["unit"] for row in curated_rows(curated, "quantities.csv")}
    expected = [printed[row["quantity"]] for row in curated_rows(curated, "excluded.csv")]
    shipped = [row for row in shipped_rows("facts", "tables", "excluded.csv") if not is_own("excluded.csv", row)]
    assert [row["printed_unit"] for row in shipped] == expected


def test_a_cell_that_we_left_out_is_kept_as_it_was_printed(curated: Folders) -> None:
    printed = {
        cell_of(row): Decimal(row["value"])
        for row in curated_rows(curated, "accounts_people.csv")
        if cell_of(row) in left_out()
    }
    assert len(printed) == len(left_out()) > 30
    assert {at: Decimal(row["printed_value"]) for at, row in left_out().items()} == printed
    assert {row["printed_unit"] for row in left_out().values()} == {"10 thousand persons"}


def test_every_curated_quantity_has_one_new_name(curated: Folders) -> None:
    described = {(row["table"], row["name"]): row for row in curated_rows(curated, "quantities.csv")}
    assert described.keys() <= renaming().keys()
    for key, row in described.items():
        assert renaming()[key]["curated_unit"] == row["unit"], key
    named = [renaming()[key]["name"] for key in described]
    assert {name for name, count in Counter(named).items() if count > 1} == JOINED


@pytest.mark.parametrize("bound", ["lower", "upper"])
def test_the_vocabulary_keeps_every_bound(curated: Folders, bound: str) -> None:
    """A quantity of two tables has one of their bounds; that it holds for the values of both is checked elsewhere."""
    vocabulary = {row["name"]: row for row in shipped_rows("vocabulary.csv")}
    expected: dict[str, set[Decimal]] = {}
    for row in curated_rows(curated, "quantities.csv"):
        new = renaming()[row["table"], row["name"]]
        expected.setdefault(new["name"], set()).add(Decimal(row[bound]) * Decimal(new["factor"]))
    wrong = [
        f"{name}: {bound} {bounds}"
        for name, bounds in expected.items()
        if name not in vocabulary
        or Decimal(vocabulary[name][bound])
        not in (bounds | ({WIDENED[name, bound]} if (name, bound) in WIDENED else set()))
    ]
    assert not wrong, f"{len(wrong)} bounds differ, the first: {wrong[:3]}"


def test_the_vocabulary_keeps_every_unit(curated: Folders) -> None:
    vocabulary = {row["name"]: row["unit"] for row in shipped_rows("vocabulary.csv")}
    named = [renaming()[row["table"], row["name"]] for row in curated_rows(curated, "quantities.csv")]
    assert {row["name"]: vocabulary.get(row["name"]) for row in named} == {row["name"]: row["unit"] for row in named}
