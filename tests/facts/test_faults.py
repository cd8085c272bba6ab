"""What a new table lacks, and its wrong rows, are told in one answer."""

import csv
import subprocess
import sys
from io import StringIO

import pytest

from relode import faults
from relode.facts import shipped, table_list, text
from relode.faults import table_faults


def changed(table, *changes):
    """The text of a shipped table with some cells of its rows changed: (row, column, cell)."""
    lines = list(csv.DictReader(StringIO(text(table))))
    for at, column, cell in changes:
        lines[at][column] = cell
    out = StringIO()
    writer = csv.DictWriter(out, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()


NEW = "place,year,quantity,value,unit,source,flag\n230400,2024,souls,9,spoons,hearsay,odd\n999999,2024,souls,9,t,own,\n"


def test_a_new_table_is_told_all_that_it_lacks_at_once():
    found = {fault.key: fault.say("en") for fault in table_faults("souls", NEW)}
    assert found.keys() == {
        *("undescribed_table", "unknown_source_in_table", "unknown_place_in_table", "unknown_quantities"),
        *("unknown_unit_in_table", "unknown_flag_in_table"),
    }
    assert "facts/tables.csv" in found["undescribed_table"]
    assert "'999999' (line 3)" in found["unknown_place_in_table"]
    assert "'spoons' (line 2)" in found["unknown_unit_in_table"]
    assert all("souls.csv" in said for said in found.values())


def test_a_new_wide_table_is_told_the_columns_that_nobody_knows():
    found = list(table_faults("souls", "place,year,souls,population,source\n230400,2024,9,800000,census2020\n"))
    assert [fault.key for fault in found] == ["undescribed_table", "unknown_quantities"]
    assert "'souls'" in str(found[1])
    assert "'population'" not in str(found[1])


def test_every_wrong_row_of_a_table_is_named_not_only_the_first_three():
    wrong = changed("heating", *((at, "place", f"99999{at}") for at in range(5)), (6, "central_heating", "warm"))
    faults_of = list(table_faults("heating", wrong))
    found = {fault.key: fault.say("zh") for fault in faults_of}
    assert len(faults_of) == 2
    assert found.keys() == {"unknown_place_in_table", "unknown_word_in_table"}
    assert all(f"'99999{at}' (line {at + 2})" in found["unknown_place_in_table"] for at in range(5))
    assert "'warm' (line 8)" in found["unknown_word_in_table"]


@pytest.mark.parametrize(
    ("table", "changes", "key", "said"),
    [
        ("heating", [(1, "place", "110000")], "key_twice_in_table", "110000 (line 2, line 3)"),
        ("coal_mines_gem", [(1, "gem_id", "M5013")], "key_twice_in_table", "M5013 1 (line 2, line 3)"),
        ("vital_rates", [(0, "source", "hearsay")], "unknown_source_in_table", "'hearsay' (line 2)"),
        ("house_price_index", [(0, "house_price_index_new", "4")], "value_out_of_bounds", "(line 2, [20, 400])"),
        ("macro", [(0, "unit", "spoons")], "unknown_unit_in_table", "'spoons' (line 2)"),
        ("sources", [(0, "licence", "no licence stated")], "source_without_choice", "census2010"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(table, changes, key, said):
    found = {fault.key: str(fault) for fault in table_faults(table, changed(table, *changes))}
    assert found.keys() == {key}
    assert said in found[key]


def test_the_tables_that_ship_have_no_fault():
    assert faults.faults() == ()
    assert list(faults.described()) == []


def test_a_table_that_is_not_described_is_told_and_read_by_nothing(tmp_path):
    (tmp_path / "souls.csv").write_text(NEW, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "relode.faults", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout.count("souls.csv") == 6
    assert "souls" not in table_list()
    assert "souls" not in (*shipped.panel_tables("long"), *shipped.panel_tables("wide"))
