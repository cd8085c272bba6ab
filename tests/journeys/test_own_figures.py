"""A commission's own workbook: from the template through the check to diagnosis and report, and five mistakes found."""

import json
import re
import zipfile

import pytest
from openpyxl import load_workbook


@pytest.fixture
def column(relode, tmp_path):
    """Writes the Chinese template, and gives the letter of the column of a quantity."""
    assert relode("template", "城市.xlsx", "--language", "zh")[0] == 0
    titles = {cell.value: cell.column_letter for cell in load_workbook(tmp_path / "城市.xlsx")["数据"][1]}
    return lambda label: next(letter for title, letter in titles.items() if title.startswith(label))


def filled(folder, cells, merged=()):
    book = load_workbook(folder / "城市.xlsx")
    for at, value in cells.items():
        book["数据"][at] = value
    for area in merged:
        book["数据"].merge_cells(area)
    book.save(folder / "城市.xlsx")


@pytest.mark.slow
def test_five_mistakes_are_all_found_with_their_cell(relode, column, tmp_path):
    people, output, revenue, debt = (
        column(name) for name in ("常住人口（", "地区生产总值（", "一般公共预算收入", "政府法定债务余额")
    )
    rows = {f"A{row}": "鹤岗" for row in range(2, 7)} | {"B2": 2020, "B3": 2019, "B4": "2021年", "B5": 2022, "B6": 2023}
    mistakes = {
        f"{people}2": 89.1271,
        f"{output}3": 3364000,
        f"{people}4": 880000,
        f"{revenue}5": "27.6①",
        f"{debt}6": "=1+1",
    }
    filled(tmp_path, {**rows, **mistakes, f"{revenue}6": 30.1})
    code, out, _ = relode("check", "城市.xlsx", language="zh")
    assert code == 2
    for cell in mistakes:
        assert f"数据!{cell}：" in out
    assert "应是单位有误，请填写891,271" in out
    assert "应是单位有误，请填写336.4" in out
    code, out, _ = relode("check", "城市.xlsx", "--json", language="en")
    found = json.loads(out)
    assert {error["cell"] for error in found["errors"]} == {f"数据!{cell}" for cell in mistakes}
    assert [(figure["quantity"], figure["year"]) for figure in found["figures"]] == [("budget_revenue", 2023)]
    code, out, error = relode("--data", "城市.xlsx", "diagnose", "鹤岗", language="zh")
    assert (code, out) == (2, "")
    assert f"数据!{people}2" in error


@pytest.mark.slow
def test_the_corrected_workbook_changes_the_diagnosis_and_removing_it_restores_everything(relode, column, tmp_path):
    shipped = relode("diagnose", "hegang", "--json")[1]
    filled(tmp_path, {"A2": "鹤岗", "B2": 2020, f"{column('常住人口（')}2": 880000, f"{column('备注')}2": "本市统计局"})
    code, out, _ = relode("check", "城市.xlsx", language="zh")
    assert code == 0
    assert "鹤岗市2020年常住人口：880,000人（内置数据：891,271人）" in out
    own = json.loads(relode("--data", "城市.xlsx", "diagnose", "hegang", "--json")[1])
    change = own["quantities"]["population_change"]
    assert change["value"] == pytest.approx(880000 / 1058665 - 1, rel=1e-12)  # one division in double precision
    assert "user" in change["flags"]
    assert json.loads(shipped)["quantities"]["population_change"]["value"] != change["value"]
    assert relode("diagnose", "hegang", "--json")[1] == shipped


@pytest.mark.slow
@pytest.mark.usefixtures("undocumented")
def test_the_corrected_workbook_changes_the_plan_and_the_report_lists_it_beside_what_ships(relode, column, tmp_path):
    own = {
        f"{column('常住人口（')}2": 880000,
        f"{column('一般公共预算收入')}3": 30.1,
        f"{column('一般公共预算支出')}3": 150,
    }
    filled(tmp_path, {"A2": "鹤岗", "B2": 2020, "A3": "鹤岗", "B3": 2023, **own})
    code, _, _ = relode("--data", "城市.xlsx", "plan", "鹤岗", "--budget", "5%", language="zh")
    assert code == 0
    [folder] = (tmp_path / "runs").iterdir()
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))["plan"]
    facts = [fact for each in plan["decisions"]["decisions"] for fact in each["facts"]]
    assert any(fact["value"] == 30.1 and "user" in fact["sources"] for fact in facts)
    assert plan["decisions"]["money"]["budget"] == pytest.approx(0.05 * 150e8, rel=1e-12)  # one product
    text = re.sub(r"\s+", "", re.sub(r"<[^>]+>", " ", (folder / "report.zh.html").read_text(encoding="utf-8")))
    assert "鹤岗市2020年常住人口：以880,000人替换891,271人。" in text
    assert "鹤岗市2023年一般公共预算支出：以150亿元替换136.90亿元。" in text


def test_merged_cells_other_units_and_unknown_heads_are_named(relode, column, tmp_path):
    filled(tmp_path, {"A2": "鹤岗", "B2": 2020, "B3": 2019, f"{column('常住人口（')}3": 900000}, merged=["A2:A3"])
    book = load_workbook(tmp_path / "城市.xlsx")
    book["数据"]["D1"], book["数据"]["E1"] = "城镇人口（万人）", "幸福指数"
    book.save(tmp_path / "城市.xlsx")
    _, out, _ = relode("check", "城市.xlsx", language="zh")
    assert "数据!C3：是合并单元格" in out
    assert "数据!D1：表头“城镇人口（万人）”的单位不是人" in out
    assert "数据!E1：" in out


@pytest.mark.slow
def test_a_template_is_never_written_over_a_file_and_english_is_read_too(relode, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"mine")
    assert relode("template", "a.xlsx")[0] == 2
    assert (tmp_path / "a.xlsx").read_bytes() == b"mine"
    assert relode("template", "b.xlsx", "--language", "en")[0] == 0
    book = load_workbook(tmp_path / "b.xlsx")
    assert book["figures"]["C1"].value == "Resident population (people)"
    book["figures"].append(["hegang", 2020, 880000])
    book.save(tmp_path / "b.xlsx")
    code, out, _ = relode("check", "b.xlsx", language="en")
    assert (code, "Resident population: 880,000" in out) == (0, True)


def repacked(path, change):
    """The workbook with a part changed or added: `change` gets the parts by name."""
    with zipfile.ZipFile(path) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    change(held)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, raw in held.items():
            parts.writestr(name, raw)


def many_cells(held):
    sheet = held["xl/worksheets/sheet1.xml"].decode()
    held["xl/worksheets/sheet1.xml"] = re.sub(
        "</sheetData>", '<row r="100000"><c r="CV100000"><v>1</v></c></row></sheetData>', sheet
    ).encode()


def merged_whole(held):
    sheet = held["xl/worksheets/sheet1.xml"].decode()
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    held["xl/worksheets/sheet1.xml"] = sheet.replace("</sheetData>", merged, 1).encode()


HOSTILE = {
    "a bomb": (lambda held: held.update({"xl/media/a.bin": b"\0" * 70_000_000}), "60 MB"),
    "macros": (lambda held: held.update({"xl/vbaProject.bin": b"x"}), "macros"),
    "links": (lambda held: held.update({"xl/externalLinks/externalLink1.xml": b"<x/>"}), "break the links"),
    "entities": (
        lambda held: held.update({"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "DOCTYPE",
    ),
    "a merged sheet": (merged_whole, "17,179,869,184 cells"),
    "entities in UTF-16": (
        lambda held: held.update({"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")}),
        "DOCTYPE",
    ),
    "a style beyond all numbers": (
        lambda held: held.update(
            {"xl/styles.xml": re.sub(rb'numFmtId="\d+"', b'numFmtId="99999999999999999999"', held["xl/styles.xml"])}
        ),
        "save it again",
    ),
    "a torn part": (
        lambda held: held.update({"xl/workbook.xml": held["xl/workbook.xml"][:200]}),
        "save it again",
    ),
    "a torn list of parts": (
        lambda held: held.update({"[Content_Types].xml": held["[Content_Types].xml"][:390]}),
        "save it again",
    ),
    "a lost part": (lambda held: held.pop("xl/workbook.xml"), "save it again"),
    "ten million cells": (many_cells, "cells, more than 200,000"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_workbooks_are_refused(relode, tmp_path, kind):
    assert relode("template", "b.xlsx", "--language", "en")[0] == 0
    change, said = HOSTILE[kind]
    repacked(tmp_path / "b.xlsx", change)
    code, out, error = relode("check", "b.xlsx", language="en")
    assert (code, out) == (2, "")
    assert said in error


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 100, b"a,b\n1,2\n"])
def test_what_is_no_workbook_is_refused(relode, tmp_path, raw):
    (tmp_path / "b.xlsx").write_bytes(raw)
    code, _, error = relode("check", "b.xlsx", language="en")
    assert (code, "no workbook that can be read" in error) == (2, True)
