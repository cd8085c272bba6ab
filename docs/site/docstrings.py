"""What docstrings of public functions say: `python docs/site/docstrings.py` prints the counts and what is missing."""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "relode"
AXIS = r"(?:\.\.\.|(?:[a-z_][a-z_0-9]* ?){1,4}|[A-Z]+|\d+(?: \+ [a-z]+)?)"
SHAPE = re.compile(
    rf"\({AXIS}(?:, ?{AXIS})+\)|\({AXIS},\)|\(\.\.\.\)|\(\)|\bshapes?\b|\b[Cc]olumns\b"
    r"|\brows? (?:for )?(?:an?|each|per)\b"
)
"""Axes in brackets as `(place, year)`, the word itself, or for tables what a row or the columns are."""
UNIT = re.compile(
    r"\[[^\]]+\]|\b(?:shares?|ratios?|index|yuan|persons|people|jobs|years|kilomet(?:re|er)s|km|lns?|logs?|logarithms?|"
    r"[Ll]og-odds|probabilit(?:y|ies)|chances?|standard deviations?|standard scores?|"
    r"practical sizes?|per cent|percentiles?|"
    r"correlations?|ranks?|scores?|quotients?|seconds|pixels|[Ii]n (?:its|their|the) (?:own )?`?units?`?|"
    r"between 0 and 1|of the prior)\b"
)
"""A unit in brackets, or a word that is one; "number", "value", "weight" and "size" are none."""
RAW = re.compile(
    r"\b(?:Array|NDArray|Values|Vector|Matrix|Bools|Groups|Texts|Picks|DataArray|Dataset|DataFrame|Series)\b"
)
"""Types of arrays that say nothing of their axes."""
QUANTITY = re.compile(r"\bfloat(?:64)?\b|\b(?:Array|Values|Vector|Matrix)\b")
EXAMPLE = re.compile(r"^Examples?:\n(?=    >>> )(?:(?:    .*)?\n?)+", re.MULTILINE)
"""The part of a docstring that shows a call and what it answers, up to what is no longer indented."""
ALIKE = re.compile(r"\beach\b|\ball\b|\bboth\b|\bsame shape\b|\balike\b")
"""Says of several arrays at once what their shape is."""

LATE = {
    *("measures/one_place:wide_table", "measures/one_place:complexity_tables", "measures/one_place:place_measures"),
    *("measures/one_place_text:place_measures_text", "model/opening/opening_world:world"),
    *("plan/library:futures", "plan/library:plans", "plan/library:when_it_fails", "plan/library:world"),
}
"""What rooms export but load only when it is first used, so that no import names it."""


@cache
def shaped_types() -> dict[str, set[str]]:
    """Module -> array types that it defines with a docstring that states their axes."""
    found: dict[str, set[str]] = {}
    for file in SOURCE.rglob("*.py"):
        for node, after in pairwise(ast.parse(file.read_text(encoding="utf-8")).body):
            text = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and SHAPE.search(str(text)):
                module = "relode." + file.relative_to(SOURCE).with_suffix("").as_posix().replace("/", ".")
                found.setdefault(module, set()).update(
                    {node.targets[0].id} if RAW.search(ast.unparse(node.value)) else ()
                )
    return found


@cache
def shaped_in(where: str) -> re.Pattern[str]:
    """Types that say their shape in a file of the package: those that it takes from where they are defined."""
    names = set(shaped_types().get("relode." + where.replace("/", "."), ()))
    file = SOURCE / f"{where}.py"
    for node in ast.parse(file.read_text(encoding="utf-8")).body if file.exists() else ():
        if isinstance(node, ast.ImportFrom):
            names |= shaped_types().get(node.module or "", set()) & {each.name for each in node.names}
    return re.compile(rf"\b(?:{'|'.join(sorted(names)) or 'none of them'})\b")


@dataclass(frozen=True)
class Said:
    """A public function, and what it ought to say and does: aspect -> whether it does."""

    path: str
    says: dict[str, bool]


def functions(among: set[str] | None = None) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every public function and method of public classes, but for properties, overloads and records' fields; of all,
    or of the files in which some of the paths `among` are."""
    files = None if among is None else {path.partition(":")[0] for path in among}
    for file in sorted(SOURCE.rglob("*.py")):
        where = file.relative_to(SOURCE).with_suffix("").as_posix()
        if files is not None and where not in files:
            continue
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            inside = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [node]
            for each in inside:
                if isinstance(each, ast.FunctionDef) and not each.name.startswith("_"):
                    yield f"{where}:{each.name}", each


def said(path: str, function: ast.FunctionDef) -> Said:
    """What one docstring ought to say: errors that its body raises, shapes of arrays, units of numbers."""
    text = EXAMPLE.sub("", ast.get_docstring(function) or "")  # a list that it prints is no unit
    taken = [each for each in (*function.args.args, *function.args.kwonlyargs) if each.annotation]
    arrays = [each.arg for each in taken if each.arg != "panel" and RAW.search(ast.unparse(each.annotation))]
    given = ast.unparse(function.returns) if function.returns else ""
    says = {"meaning": len(text.split()) >= 3}
    if raised := set(filter(None, map(error, reaching(function)))):
        says["errors"] = all(name in text for name in raised)
    if arrays or RAW.search(given):
        says["shapes"] = bool(SHAPE.search(text))
    if len(arrays) > 1:
        says["arguments"] = all(re.search(rf"\b{name}s?\b", text) for name in arrays) or bool(ALIKE.search(text))
    if QUANTITY.search(given) or shaped_in(path.split(":")[0]).search(given):
        says["units"] = bool(UNIT.search(text))
    return Said(path, says)


def reaching(node: ast.AST) -> Iterator[ast.AST]:
    """All statements below a node but for those that a handler of the same function may catch."""
    for each in ast.iter_child_nodes(node):
        caught = isinstance(node, ast.Try) and node.handlers and each in node.body
        if not caught:
            yield each
            yield from reaching(each)


def error(node: ast.AST) -> str:
    """The name of the error that a statement raises."""
    if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
        return ""
    name = node.exc.func.id if isinstance(node.exc.func, ast.Name) else ""
    return name if name[:1].isupper() else name and "Error"  # a function that words the error


def exported() -> set[str]:
    """Paths of the functions that a room of the package names in its `__all__`, or loads when they are used."""
    found = set(LATE)
    for file in SOURCE.glob("*/__init__.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("relode."):
                where = node.module.removeprefix("relode.").replace(".", "/")
                found |= {f"{where}:{each.name}" for each in node.names}
    return found


def examples() -> dict[str, str]:
    """Path of each exported function -> its example, "" where it shows none."""
    public, found = exported(), {}
    for path, function in functions(public):
        if path in public:
            shown = EXAMPLE.search(ast.get_docstring(function) or "")
            found[path] = shown[0] if shown else ""
    return found


def counts(among: set[str] | None = None) -> dict[str, tuple[int, int]]:
    """Aspect -> functions that say it, of those that ought to; of all, or of those whose path is among some."""
    found: dict[str, tuple[int, int]] = {}
    for each in (said(*one) for one in functions(among) if among is None or one[0] in among):
        for aspect, does in each.says.items():
            yes, of = found.get(aspect, (0, 0))
            found[aspect] = (yes + does, of + 1)
    return found


if __name__ == "__main__":
    public = exported()
    for head, among in (("all", None), ("exported", public)):
        print(head, *(f"{aspect} {yes} of {of};" for aspect, (yes, of) in counts(among).items()))
    shown = examples()
    print("exported with an example", sum(map(bool, shown.values())), "of", len(shown))
    if "example" in sys.argv[1:]:
        print(*(path for path, text in shown.items() if not text), sep="\n")
    for each in (said(*one) for one in functions() if one[0] in public):
        missing = [aspect for aspect, does in each.says.items() if not does]
        if missing and set(missing) & set(sys.argv[1:]):
            print(each.path, *missing)
