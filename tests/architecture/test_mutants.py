"""Deliberate faults: where they are made."""

import ast
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def made():
    return runpy.run_path(str(ROOT / "mutants" / "faults.py"), run_name="mutants.faults")


def test_every_kind_of_fault_is_made_and_drawing_settings_are_left_alone(made):
    source = b"def f(a: int = 2):\n    g(a, width=3)\n    return -a / 1000.0 if a < 1 and not max(a) else 0.5\n"
    starts = [0, 19, 37, len(source)]
    found = made["_sites"](ast.parse(source), source, starts)
    changes = {(kind, source[start:end].decode(), after) for _, _, start, end, kind, after in found}
    assert changes == {
        ("constant", "2", "3"), ("sign", "-", "+"), ("operator", "/", "*"), ("unit", "1000.0", "10000.0"),
        ("comparison", "<", "<="), ("constant", "1", "0"), ("comparison", "and", "or"), ("sign", "not", ""),
        ("function", "max", "min"), ("constant", "0.5", "1.0"),
    }  # fmt: skip


@pytest.mark.slow
def test_the_first_faults_of_a_seed_are_sound_python_and_never_the_same(made):
    drawn = made["drawn"](1, frozenset({"plan"}))[:300]
    assert len({fault.key for fault in drawn}) == 300
    assert all(fault.room != "plan" for fault in drawn)
    for fault in drawn:
        source = (made["SOURCE"] / fault.path).read_bytes()
        assert source[fault.start : fault.end].decode() == fault.before
        assert fault.applied(source) != source
        ast.parse(fault.applied(source))
