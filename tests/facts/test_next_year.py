"""A next year of services, debt, mines, sums, norms and law by the recipe of CONTRIBUTING, on an invented one."""

import csv
import shutil
import sys
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from hatch_build import refuse_what_cannot_be_read

import relode
from relode.diagnosis import explain, explain_row, working_mines
from relode.diagnosis.profiles.table_rows import KINDS
from relode.errors import RelodeError
from relode.facts import shipped
from relode.panel import cell, coal_mines, load
from relode.places import find

FUNDING, LITERATURE, LEDGER = ({"source": key} for key in ("funding_rules", "deal_literature", "deal_ledgers"))
NEXT = {
    "accounts_services": {
        "place": "230400",
        "year": "2024",
        "pupils_primary": "28000",
        "elder_care_beds": "9100",
        "source": "city_yearbooks_services",
        "cell_flags": "pupils_primary:rounded_to_10000",
    },
    "accounts_debt": {
        "place": "230400",
        "year": "2017",
        "special_debt_limit": "5.5",
        "source": "local_debt_tables",
        "flag": "official_debt",
    },
    "coal_mines_gem": {
        "gem_id": "M9999",
        "place": "230400",
        "placed_by": "address",
        "name_en": "Invented Mine",
        "status": "Operating",
        "mine_type": "Underground",
        "mine_capacity": "600000",
        "mine_workforce": "300",
        "source": "gem_coal_mines_2026",
    },
    "funding_channel_sums": {
        "id": "s99",
        "channel": "exhausted_transfer",
        "place_code": "230000",
        "period": "2027",
        "item": "total",
        "value": "27",
        "unit": "100 million yuan",
        "read": "page",
        "source": "funding_rules",
    },
    "service_norms": {
        "id": "invented",
        "item": "invented",
        "value": "1",
        "unit": "ratio",
        "source": "service_norm_texts",
    },
    "law": {
        "id": "l999",
        "measure": "subsidy",
        "kind": "workers",
        "what": "invented",
        "verdict": "allowed",
        "read": "page",
        "source": "law_texts",
    },
    "funding_channels": {"id": "c99", "name_en": "invented", "uses": "skills", "read": "page"} | FUNDING,
    "planning_rules": {"id": "p999", "kind": "target", "name": "invented", "value": "3", "read": "page"}
    | {"source": "law_texts"},
    "effects_common_scale": {
        **{"effect_id": "invented2027_jobs", "study": "invented2027", "family": "D", "y": "0.5", "se": "0.2"},
        **{"holds": "own_and_money", "transfer": "far", "source": "published_effects"},
    },
    "deal_parameters": {"id": "invented", "value": "0.4", "transfer": "far", "read": "page"} | LITERATURE,
    "deals_china": {"id": "invented_cn", "promised_year": "2026", "jobs_promised": "400"} | LEDGER,
    "deals_abroad": {"id": "invented_us", "promised_year": "2026", "jobs_promised": "400"} | LEDGER,
    "deal_rates_china": {"id": "invented_cn", "cohort_year": "2026", "started_share": "0.6"} | LEDGER,
    "deal_rates_abroad": {"id": "invented_us", "outcome_year": "2026", "share_met": "0.4"} | LEDGER,
}
"""One row a table, as somebody would type it; what is not said stays empty."""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the tables in a temporary folder, which every reader takes instead of the shipped ones."""
    with as_file(files("relode.facts") / "tables") as tables:
        shutil.copytree(tables, tmp_path / "tables")

    def text(name):
        return (tmp_path / "tables" / f"{name}.csv").read_text(encoding="utf-8")

    def forget():
        shipped.rows.cache_clear()
        sys.modules["relode.panel.load"]._cells.cache_clear()
        coal_mines.all_mines.cache_clear()
        coal_mines.mines_by_place.cache_clear()

    monkeypatch.setattr(shipped, "text", text)
    monkeypatch.setattr(sys.modules["relode.panel.load"], "text", text)
    forget()
    yield tmp_path / "tables"
    monkeypatch.undo()
    forget()


def add(folder, table, **changed):
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        head = next(csv.reader(stream))
    row = {**NEXT[table], **changed}
    assert row.keys() <= set(head)
    with path.open("a", encoding="utf-8", newline="") as stream:
        csv.DictWriter(stream, head, restval="", lineterminator="\n").writerow(row)
    return len(path.read_text(encoding="utf-8").splitlines())


def test_the_rows_of_a_next_year_are_read_with_flags_and_lead_to_their_lines(folder):
    lines = {table: add(folder, table) for table in NEXT}
    panel = load()
    pupils = cell(panel, "hegang", "pupils_primary", 2024)
    assert (pupils.value, pupils.flags, pupils.row) == (28000, ("rounded_to_10000",), lines["accounts_services"])
    assert cell(panel, "hegang", "elder_care_beds", 2024).flags == ()
    assert explain(panel, "hegang", "special_debt_limit", 2017).row == lines["accounts_debt"]
    assert explain(panel, "hegang", "special_debt_limit", 2017).number.value == 5.5
    found = working_mines(panel, find("hegang"))
    assert (len(found.mines), found.capacity, found.workforce) == (7, 13_100_000, 9366)
    kinds = {table: (kind, column) for kind, held in KINDS.items() for table, column in held}
    for table in NEXT.keys() - {"accounts_services", "accounts_debt"}:
        kind, column = kinds[table]
        key = NEXT[table][column]
        assert [(row.table, row.row) for row in explain_row(kind, key).rows] == [(table, lines[table])]


WRONG = {
    "accounts_services": ({"pupils_primary": "28000000"}, "value_out_of_bounds"),
    "accounts_debt": ({"special_debt_limit": "-5.5"}, "value_out_of_bounds"),
    "coal_mines_gem": ({"status": "Sleeping"}, "unknown_word_in_table"),
    "funding_channel_sums": ({"unit": "yuan a head"}, "unknown_word_in_table"),
    "service_norms": ({"unit": "spoons"}, "unknown_word_in_table"),
    "law": ({"verdict": "perhaps"}, "unknown_word_in_table"),
    "funding_channels": ({"uses": "skills;holidays"}, "unknown_word_in_table"),
    "planning_rules": ({"kind": "wish"}, "unknown_word_in_table"),
    "effects_common_scale": ({"family": "Z"}, "unknown_word_in_table"),
    **{table: ({"source": "hearsay"}, "unknown_source_in_table") for table in NEXT if table.startswith("deal")},
    "deal_parameters": ({"unit": "spoons"}, "unknown_word_in_table"),
}


@pytest.mark.parametrize("table", WRONG)
def test_a_slip_in_a_row_of_a_next_year_is_told_with_its_line(folder, table):
    changed, key = WRONG[table]
    line = add(folder, table, **changed)
    read = load if table.startswith("accounts_") else partial(shipped.rows, table)
    with pytest.raises(RelodeError) as caught:
        read()
    assert caught.value.key == key
    assert f"{table}.csv" in str(caught.value)
    assert f"(line {line}" in str(caught.value)


BUILD = {
    **{table: WRONG[table] for table in ("service_norms", "funding_channels", "law", "deals_china")},
    "accounts_services": ({"place": "999999"}, "unknown_place_in_table"),
    "coal_mines_gem": ({"place": "999999"}, "unknown_place_in_table"),
}


@pytest.mark.slow
@pytest.mark.parametrize("table", BUILD)
def test_a_build_refuses_such_a_row(folder, table):
    changed, key = BUILD[table]
    line = add(folder, table, **changed)
    with pytest.raises(RelodeError) as caught:
        refuse_what_cannot_be_read(Path(relode.__file__).parents[1])
    assert caught.value.key == key
    said = str(caught.value)
    assert f"{table}.csv" in said
    assert f"(line {line}" in said
    assert next(iter(changed.values())) in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "old"),
    [("accounts_debt", "special_debt_limit"), ("accounts_people", "population_resident_reported")],
    ids=["a column", "a cell"],
)
def test_a_build_refuses_a_quantity_that_nobody_knows(folder, table, old):
    path = folder / f"{table}.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, "souls", 1), encoding="utf-8")
    with pytest.raises(RelodeError, match=f"{table}.csv.*'souls'") as caught:
        refuse_what_cannot_be_read(Path(relode.__file__).parents[1])
    assert caught.value.key == "unknown_quantities"


def test_a_build_takes_the_tables_with_the_rows_of_a_next_year(folder):
    for table in NEXT:
        add(folder, table)
    refuse_what_cannot_be_read(Path(relode.__file__).parents[1])


def test_the_recipe_names_every_one_of_these_tables():
    recipe = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = recipe.split("7. **A next year**", 1)[1].splitlines()[0]
    assert [table for table in NEXT if table not in section] == []
