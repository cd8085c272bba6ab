"""What docstrings of public functions say: `python docs/site/docstrings.py` prints the counts and what is missing."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "relode"
SHAPE = re.compile(
    r"\((?:\.\.\., ?)?[a-z_]+(?:, [a-z_0-9 ]+)+\)|\((?:\.\.\., ?)?[a-z_]+,?\)|\baxis|\baxes|\bshape"
    r"|\bone an? [a-z]+|\b[Cc]olumns\b|\brows?\b|[a-z]+ x [a-z]+"
)
UNIT = re.compile(
    r"\[[^\]]+\]|\b(?:share|ratio|index|yuan|persons|people|years?|kilomet|logarithm|unit|count|rank|score|probabilit|"
    r"quotient|percent|per cent|chance|seconds|jobs|number|distance|weights?|dimensionless|entropy|positions?|True|"
    r"ln |log-odds|standard deviations?|births|residents|zones|whether|which|correlation|code)",
    re.IGNORECASE,
)
ARRAYS = re.compile(r"Array|NDArray|Cities|DataArray|Dataset|DataFrame")
NUMBERS = re.compile(r"\bfloat\b|Array|NDArray|Cities")


@dataclass(frozen=True)
class Said:
    """A public function, and what it ought to say and does: aspect -> whether it does."""

    path: str
    says: dict[str, bool]


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every public function and method of public classes, but for properties, overloads and records' fields."""
    for file in sorted(SOURCE.rglob("*.py")):
        where = file.relative_to(SOURCE).with_suffix("").as_posix()
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            inside = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [node]
            for each in inside:
                if isinstance(each, ast.FunctionDef) and not each.name.startswith("_"):
                    yield f"{where}:{each.name}", each


def said(path: str, function: ast.FunctionDef) -> Said:
    """What one docstring ought to say: errors that its body raises, shapes of arrays, units of numbers."""
    text = ast.get_docstring(function) or ""
    given_in = (each for each in function.args.args if each.annotation and each.arg != "panel")  # its shape: panel.load
    asked = {each.arg: ast.unparse(each.annotation) for each in given_in}
    given = ast.unparse(function.returns) if function.returns else ""
    says = {"meaning": len(text.split()) >= 3}
    if raised := {name for name in map(error, ast.walk(function)) if name}:
        says["errors"] = any(name in text for name in raised) or "Raises" in text or "refuse" in text.lower()
    if ARRAYS.search(" ".join([*asked.values(), given])) and "bool" not in given:
        says["shapes"] = bool(SHAPE.search(text))
    if NUMBERS.search(given):
        says["units"] = bool(UNIT.search(text))
    return Said(path, says)


def error(node: ast.AST) -> str:
    """The name of the error that a statement raises."""
    if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
        return ""
    return node.exc.func.id if isinstance(node.exc.func, ast.Name) else ""


def exported() -> set[str]:
    """Paths of the functions that a room of the package names in its `__all__`."""
    found = set()
    for file in SOURCE.glob("*/__init__.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("relode."):
                where = node.module.removeprefix("relode.").replace(".", "/")
                found |= {f"{where}:{each.name}" for each in node.names}
    return found


def counts(among: set[str] | None = None) -> dict[str, tuple[int, int]]:
    """Aspect -> functions that say it, of those that ought to; of all, or of those whose path is among some."""
    found: dict[str, tuple[int, int]] = {}
    for each in (said(*one) for one in functions() if among is None or one[0] in among):
        for aspect, does in each.says.items():
            yes, of = found.get(aspect, (0, 0))
            found[aspect] = (yes + does, of + 1)
    return found


if __name__ == "__main__":
    public = exported()
    for head, among in (("all", None), ("exported", public)):
        print(head, *(f"{aspect} {yes} of {of};" for aspect, (yes, of) in counts(among).items()))
    for each in (said(*one) for one in functions() if one[0] in public):
        missing = [aspect for aspect, does in each.says.items() if not does]
        if missing and set(missing) & set(sys.argv[1:]):
            print(each.path, *missing)
