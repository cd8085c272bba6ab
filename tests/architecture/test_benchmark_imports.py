"""Benchmarks and generators of pages still find what they take from the package: nothing else runs them."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def taken(file: Path) -> Iterator[tuple[str, str]]:
    """Module and name of everything that a script takes from the package, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("relode"):
            yield from ((str(node.module), each.name) for each in node.names)


def is_there(module: str, name: str) -> bool:
    """Whether a module has the name, or is a package with a module of that name."""
    if hasattr(import_module(module), name):
        return True
    try:
        import_module(f"{module}.{name}")
    except ModuleNotFoundError:
        return False
    return True


@pytest.mark.slow  # the simulator's libraries start slowly
def test_scripts_take_what_the_package_has():
    files = sorted([*ROOT.glob("benchmarks/*.py"), *ROOT.glob("docs/*.py")])
    assert len(files) > 20
    assert [(file.name, *each) for file in files for each in taken(file) if not is_there(*each)] == []
