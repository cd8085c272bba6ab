"""Names of the house: modules don't repeat their folder's name, and identifiers use the words of the field."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "relode"
MODULES = sorted(SOURCE.rglob("*.py"))
MOST_REPEATED = 53
"""Modules that repeat their folder's name: at most so many. Lower it when it has fallen; it is never raised."""
INSTEAD = {
    "living_half": "households", "working_half": "firms", "luck": "idiosyncratic shock", "highest_dose": "max_dose",
    "largest_dose": "max_dose", "worth_of_knowing": "value_of_information",
}  # fmt: skip
"""Words that no identifier has -> what is written instead."""
WITHOUT_SUBJECT = {"utils", "helpers", "common", "core", "base", "misc", "manager", "handler"}
"""Names of modules and folders that hide their subject."""


def repeats(path: str) -> bool:
    """Whether a module has its folder's name, in the singular or the plural, among the words of its own."""
    *folders, module = path.removesuffix(".py").split("/")
    if not folders or module.startswith("__"):
        return False
    singular = folders[-1].removesuffix("s")
    return not {folders[-1], singular, f"{singular}s"}.isdisjoint(module.split("_"))


def identifiers(tree: ast.AST) -> set[str]:
    """Names that a module gives: of classes, functions, arguments and variables."""
    named = (
        getattr(node, "name", None) or getattr(node, "arg", None) or getattr(node, "id", None)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.arg)
        or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    )
    return {name for name in named if name}


def unwanted(name: str) -> list[str]:
    """Words of INSTEAD that a name has."""
    return [word for word in INSTEAD if f"_{word}_" in f"_{name.lower()}_"]


def test_modules_do_not_repeat_the_name_of_their_folder():
    found = [str(path.relative_to(SOURCE)) for path in MODULES if repeats(path.relative_to(SOURCE).as_posix())]
    assert len(found) <= MOST_REPEATED, found


def test_names_have_the_words_of_the_field():
    found = {
        str(path.relative_to(SOURCE)): wrong
        for path in MODULES
        for names in [identifiers(ast.parse(path.read_text(encoding="utf-8"))) | {path.stem}]
        if (wrong := sorted(name for name in names if unwanted(name)))
    }
    assert found == {}, INSTEAD


def test_modules_and_folders_name_their_subject():
    named = {part.removesuffix(".py") for path in MODULES for part in path.relative_to(SOURCE).parts}
    assert len(named) > 200
    assert WITHOUT_SUBJECT & named == set()
    assert WITHOUT_SUBJECT & {"core", "deals"} == {"core"}


@pytest.mark.parametrize(
    ("path", "is_repeated"),
    [
        ("deals/deal_file.py", True), ("deals/file.py", False), ("fund/fund_records.py", True), ("errors.py", False),
        ("model/year/one_year.py", True), ("deals/__init__.py", False),
    ],
)  # fmt: skip
def test_a_repeated_name_is_seen(path, is_repeated):
    assert repeats(path) is is_repeated


def test_an_unwanted_word_is_seen():
    names = identifiers(ast.parse("def f(luck):\n    living_half = 1\n    return lucky"))
    assert {name for name in names if unwanted(name)} == {"luck", "living_half"}
