"""Deliberate faults: where they are made."""

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from mutants import faults
from mutants.__main__ import LOADED
from mutants.choosing import chosen, naming
from mutants.faults import ROOT
from mutants.text_faults import in_text


def changes(path, source):
    text = source.encode()
    sites = faults._sites(ast.parse(text), text) if path.endswith(".py") else in_text(Path(path), source)
    return {(kind, text[start:end].decode(), after) for _, start, end, kind, after, _ in sites}


def test_every_kind_of_fault_is_made_and_drawing_settings_are_left_alone():
    source = "def f(a: int = 2):\n    g(a, width=3)\n    return -a / 1000.0 if a < 1 and not max(a) else 0.5\n"
    assert changes("a.py", source) == {
        ("constant", "2", "3"), ("sign", "-", "+"), ("operator", "/", "*"), ("unit", "1000.0", "10000.0"),
        ("comparison", "<", "<="), ("constant", "1", "0"), ("comparison", "and", "or"), ("sign", "not", ""),
        ("function", "max", "min"), ("constant", "0.5", "1.0"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("a.py", "def f(a):\n    return a['x'] - a['y'] + b['x']\n",
         {("operator", "-", "+"), ("operator", "+", "-"), ("key", "'x'", "'y'")}),
        ("a.py", "{'x': a, 'y': b}\n", {("key", "'x'", "'y'")}),
        ("a.py", "Column('people'), Column('jobs')\n", {("key", "'people'", "'jobs'")}),
        ("a.py", "a in ('x', 'y')\n", set()),
        ("a.py", "A = 2020\n", {("year", "2020", "2019"), ("year", "2020", "2021")}),
        ("a.py", "GONE, LEFT = '#d55e00', INK\n", {("colour", "'#d55e00'", "INK")}),
        ("a.css", "a { color: #000; background: #0072b2; }", {("colour", "#000", "#0072b2")}),
        ("language/a.toml",
         '[a]\nen = "{n} of 2013"\nzh = "{n}。"\n[b]\nen = "No slot"\nzh = "无"\n[c]\nen = "All {n}"\nzh = "共{n}"\n',
         {("sentence", "{n} of 2013", "All {n}"), ("sentence", "{n}。", "共{n}"),
          ("year", "2013", "2012"), ("year", "2013", "2014")}),
        ("needs/a.toml", '# 2001\nyear = 2020\n', {("year", "2020", "2019"), ("year", "2020", "2021")}),
        ("a.md", "1. 有1,299人 of [2](3.md)\n```\n4\n```\n", {("figure", "1,299", "1,298"), ("figure", "2", "3")}),
    ],
)  # fmt: skip
def test_keys_years_sentences_colours_and_figures_are_faults_too(path, source, expected):
    assert changes(path, source) == expected


def test_a_module_that_stands_in_no_room_is_asked_of_its_own_file_of_tests_first():
    assert (
        naming(faults.Fault("src/relode/horizon.py", "", 9, 0, 2, "constant", "50", "51", 0))[0]
        == "tests/test_horizon.py"
    )


def test_two_that_are_swapped_stand_in_each_others_place():
    source = "ä: one and three".encode()
    assert source[4:7] == b"one"
    swap = faults.Fault("a.md", "", 1, 4, 7, "key", "one", "three", 0, (12, 17))
    assert swap.applied(source).decode() == "ä: three and one"


@pytest.mark.slow
def test_the_first_faults_of_a_seed_are_of_every_kind_sound_and_never_the_same():
    left_out = frozenset(fault.key for fault in faults.drawn(1)[:10])
    drawn = faults.drawn(1, left_out)[:300]
    kinds = Counter(fault.kind if fault.kind in faults.NEW else "" for fault in drawn)
    assert kinds == {"": 150, **dict.fromkeys(faults.NEW, 30)}
    assert len({fault.key for fault in drawn} - left_out) == 300
    for fault in drawn:
        source = (faults.ROOT / fault.path).read_bytes()
        assert source[fault.start : fault.end].decode() == fault.before
        assert fault.applied(source) != source
        if fault.path.endswith(".py"):
            ast.parse(fault.applied(source))


ASK = """
import sys
from pathlib import Path

import mutants.__main__ as driver

driver.WORK = tree = Path(sys.argv[1])
print(driver.verdict(["test_it.py::test_b", "test_it.py::test_a"], tree, 20, False))
"""


@pytest.mark.parametrize(
    ("shared", "said"),
    [
        (
            "def pytest_collection_modifyitems(items):\n    items.sort(key=str)\n",
            "test_it.py::test_b",
        ),
        ("import nothing_of_that_name\n", LOADED),
    ],
    ids=["sorted", "not_loaded"],
)
def test_tests_are_asked_in_the_order_in_which_they_were_chosen_and_must_be_loaded(tmp_path, shared, said):
    (tmp_path / "conftest.py").write_text(shared)
    (tmp_path / "test_it.py").write_text("def test_a():\n    assert 0\n\n\ndef test_b():\n    assert 0\n")
    command = [sys.executable, "-c", ASK, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == str(("noticed", said))


def test_a_line_whose_answer_is_kept_is_asked_of_all_files_that_name_its_module():
    """Only the first test that asked for the list was seen to read its rows."""
    first, naming = "tests/web/test_pages.py::test_a", "tests/places/test_listed.py::test_b"
    tests = {node: {"passed": True, "seconds": 0.1, "fixtures": []} for node in (first, naming)}
    fault = next(each for each in faults.faults(ROOT / "src/relode/places/listed.py") if each.function == "_entry")
    lines = {fault.path: {str(fault.line): [first]}}
    asked, saved = chosen(fault, {"tests": tests, "lines": lines, "sizes": Counter({first: 5})}, 30.0)
    assert (asked, saved) == ([naming, first], [])
