"""What docstrings say of each mechanism, read from the source text: meaning, unit, equations, source, limits."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from relode.vocabulary import Quantity, terms

UNIT = re.compile(r"^(.*?)\s*((?:\([a-z, ]+\) )?\[[^\]]*\](?: \([a-z, ]+\))?|\([a-z, ]+\))\s*$", re.DOTALL)
MARKS = ("Equation:", "Source:", "Limits:", "Raises ")
INDEX = re.compile(r"_[srkij]$")


@dataclass(frozen=True)
class EquationEntry:
    """One function of the simulator as its docstring tells it; `equations` are lines that `docs/equations.py` reads."""

    module: str
    name: str
    meaning: str
    unit: str
    equations: tuple[str, ...]
    note: str
    sources: tuple[str, ...]
    limits: str


@cache
def by_symbol() -> Mapping[str, Quantity]:
    """Symbol -> what it stands for; names of the simulator without a symbol stand under their name."""
    return {q.symbol or name: q for name, q in terms().items() if q.symbol or not q.dimension}


@cache
def entries(module: str) -> Sequence[EquationEntry]:
    """The public functions of a module of the simulator ("sectors.labour"), in the order of the text."""
    path = files("relode.model").joinpath(*f"{module}.py".replace(".", "/", module.count(".")).split("/"))
    tree = ast.parse(path.read_text(encoding="utf-8"))
    body = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    return tuple(_entry(module, node.name, ast.get_docstring(node) or "") for node in body)


def _entry(module: str, name: str, docstring: str) -> EquationEntry:
    meaning, *rest = docstring.split("\n\n")
    summary, unit = _with_unit(" ".join(meaning.split()))
    parts: dict[str, list[str]] = {mark: [] for mark in ("", *MARKS)}
    for paragraph in rest:
        mark = ""
        for line in paragraph.split("\n"):
            mark = next((m for m in MARKS if line.startswith(m)), mark)
            parts[mark].append(line.removeprefix(mark if mark.endswith(":") else "").strip())
    equations = [part.strip() for line in parts["Equation:"] for part in line.split(";")]
    source = " ".join(parts["Source:"]).rstrip(".")
    return EquationEntry(
        module,
        name,
        summary,
        unit,
        tuple(part for part in equations if part),
        " ".join(parts[""]),
        tuple(key for key in re.split(r"[;,]\s*", source) if key),
        " ".join(parts["Limits:"]),
    )


def _with_unit(text: str) -> tuple[str, str]:
    match = UNIT.match(text)
    if not match:
        return text, ""
    unit = re.search(r"\[([^\]]*)\]", match[2])
    return match[1], unit[1] if unit else ""
