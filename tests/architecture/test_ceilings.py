"""How large the house may be: no room is above its ceiling, and a ceiling falls with its room.

Nodes of the syntax tree leave out docstrings, other bare strings and type annotations, so that neither formatting nor
types nor merging of files moves them. Lambdas count as functions. `ceilings.csv` has the reason of each last change.
"""

import ast
import csv
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
SHARE, NODES = 0.03, 500
"""A ceiling may be so far above its room: the larger of a share and a number of nodes."""
LEFT_OUT = ("build", "dist", "runs")
with (Path(__file__).parent / "ceilings.csv").open(encoding="utf-8", newline="") as file:
    CEILINGS = list(csv.DictReader(file))


def bare(tree):
    """The tree without annotations and bare strings."""
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if getattr(node, name, None) is not None:
                setattr(node, name, ast.Name("_", ast.Load()) if isinstance(node, ast.AnnAssign) else None)
        if isinstance(getattr(node, "body", None), list):
            node.body = [each for each in node.body if not is_bare(each)] or [ast.Pass()]
    return tree


def is_bare(node):
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def counted(text):
    """Nodes and functions of a module."""
    nodes = list(ast.walk(bare(ast.parse(text))))
    return len(nodes), sum(isinstance(node, FUNCTIONS) for node in nodes)


def rooms():
    """Room -> nodes and functions; totals of src, tests and what lies beside."""
    nodes, functions = Counter(), Counter()
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).parts
        if parts[0] in LEFT_OUT or any(part.startswith(".") for part in parts):
            continue
        room = "/".join(parts[:3]) if parts[0] == "src" and len(parts) > 3 else parts[0]
        kind = parts[0] if parts[0] in ("src", "tests") else "beside"
        for name, count in zip((nodes, functions), counted(path.read_text(encoding="utf-8")), strict=True):
            for key in {f"total {kind}", *([room] if kind == "src" and room != "src" else [])}:
                name[key] += count
    return {room: (nodes[room], functions[room]) for room in nodes}


@pytest.fixture(scope="module")
def found():
    return rooms()


def test_nodes_are_counted_without_strings_types_and_docstrings():
    plain = "def f(x):\n    return x\n"
    told = '"""A module."""\n\n\ndef f(x: int) -> int:\n    """The same."""\n    return x\n'
    assert counted(told) == counted(plain)
    assert counted("f = lambda x: x\n")[1] == 1
    assert counted("y = 1\n") < counted("y = 1 + 1\n")


def test_every_room_has_a_ceiling_with_a_reason(found):
    assert {row["room"] for row in CEILINGS} == set(found)
    assert all(row["reason"] for row in CEILINGS)


@pytest.mark.parametrize("row", CEILINGS, ids=lambda row: row["room"])
def test_a_room_is_at_most_as_large_as_its_ceiling_and_its_ceiling_falls_with_it(found, row):
    nodes, functions = found[row["room"]]
    most = int(row["nodes"])
    assert nodes <= most, "cut, or raise the ceiling with its reason"
    assert functions <= int(row["functions"])
    assert nodes >= most - max(SHARE * most, NODES), f"lower the ceiling to {nodes}"
