"""Deliberate faults in modules, words, styles and pages: where one can be made, and which ones a seed draws."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from mutants.text_faults import COLOUR, Site, Span, in_text, swapped

ROOT = Path(__file__).parents[1]
PACKAGE = "src/relode/"
OPERATORS = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"), ast.Pow: ("**", "*"),
    ast.FloorDiv: ("//", "*"), ast.BitOr: ("|", "&"), ast.BitAnd: ("&", "|"),
}  # fmt: skip
DIRECTION = {ast.Lt: ("<", ">"), ast.Gt: (">", "<"), ast.LtE: ("<=", ">="), ast.GtE: (">=", "<="),
             ast.Eq: ("==", "!="), ast.NotEq: ("!=", "==")}  # fmt: skip
BOUNDARY = {ast.Lt: ("<", "<="), ast.Gt: (">", ">="), ast.LtE: ("<=", "<"), ast.GtE: (">=", ">")}
FUNCTIONS = {
    "min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "any": "all", "all": "any",
    "sqrt": "abs", "argmin": "argmax", "argmax": "argmin", "floor": "ceil", "ceil": "floor", "nanmin": "nanmax",
    "nanmax": "nanmin", "log": "log1p", "exp": "expm1", "nanmean": "nansum", "cumsum": "cumprod",
}  # fmt: skip
LAYOUT = {
    "width", "height", "size", "opacity", "strokeWidth", "strokeDash", "fontSize", "padding", "dx", "dy", "tickCount",
    "labelAngle", "labelLimit", "minExtent", "labelFontSize", "titleFontSize", "titlePadding", "titleLimit", "columns",
    "symbolSize", "cornerRadius", "bandPadding", "labelSeparation", "angle", "offset", "indent", "spacing", "scale",
}  # fmt: skip
"""Keywords whose numbers only place ink on paper: no reader's figure depends on them, so no fault is drawn there."""
HOUSEKEEPING = {"strict", "frozen", "ensure_ascii", "exist_ok", "parents", "copy", "deep", "validate", "nice", "eq",
                "allow_nan", "keep_default_na", "check", "text", "capture_output", "daemon", "observed"}  # fmt: skip
"""Flags that no figure depends on."""
BY_KEY = {"get", "pop", "Column", "Sentence", "say", "X", "Y", "Color", "Tooltip"}
"""Calls whose first string names a column or a sentence."""
INKS = {"INK", "PEER", "GRID", "MUTED", "PLAN", "LOSS", "FALLS", "RISES", "FIXED", "CARBON"}
YEARS = range(1949, 2101)
NEW = ("key", "year", "sentence", "colour", "figure")
"""Each kind has a tenth of a draw, all other kinds together a half."""


@dataclass(frozen=True)
class Fault:
    """One change of a file: bytes `start` to `end` of `path` become `after`; where two are swapped, `other` `before`.

    `number` tells faults apart that change the same text of the same function to the same.
    """

    path: str
    function: str
    line: int
    start: int
    end: int
    kind: str
    before: str
    after: str
    number: int
    other: tuple[int, int] | None = None

    @property
    def key(self) -> str:
        """The same for the same fault wherever the function stands in its file."""
        about = (self.module, self.function, self.kind, self.before, self.after, str(self.number))
        return sha256("\0".join(about).encode()).hexdigest()[:12]

    @property
    def module(self) -> str:
        """The file, below src/relode where it lies there."""
        return self.path.removeprefix(PACKAGE)

    @property
    def room(self) -> str:
        """The first folder below the package, or the module; pages are of the room `docs`."""
        return Path(self.module).parts[0].removesuffix(".py")

    def applied(self, source: bytes) -> bytes:
        """The file with the fault in it."""
        changes = [(self.start, self.end, self.after), *([(*self.other, self.before)] if self.other else [])]
        for start, end, text in sorted(changes, reverse=True):
            source = source[:start] + text.encode() + source[end:]
        return source


def drawn(seed: int, tried: frozenset[str] = frozenset()) -> list[Fault]:
    """Every fault whose key was not tried before, in an order that the seed draws: the first are a sample of all.

    Every second fault is of a new kind, each of these in its turn; within a kind the rooms take turns (modules that
    are in no room together, sentences file by file).
    """
    found = [fault for path in files() for fault in faults(path) if fault.key not in tried]
    found.sort(key=lambda fault: sha256(f"{seed} {fault.key}".encode()).hexdigest())
    turns: Counter[tuple[str, str]] = Counter()
    by_kind: dict[str, list[tuple[int, Fault]]] = {kind: [] for kind in ("", *NEW)}
    for fault in found:
        kind = fault.kind if fault.kind in NEW else ""
        place = fault.path if kind == "sentence" else fault.room if "/" in fault.module else ""
        by_kind[kind].append((turns[kind, place], fault))
        turns[kind, place] += 1
    order = []
    for number, faults_of in enumerate(by_kind.values()):
        faults_of.sort(key=lambda turn: turn[0])
        for nth, (_, fault) in enumerate(faults_of):
            order.append((2 * len(NEW) * nth + 2 * number - 1 if number else 2 * nth, fault))
    return [fault for _, fault in sorted(order, key=lambda turn: turn[0])]


def files() -> list[Path]:
    """All files of the package in which faults are made, and the pages that are written by hand."""
    rules = tomllib.loads((ROOT / "studies" / "rules.toml").read_text(encoding="utf-8"))
    made = {file for rule in rules.values() for file in rule.get("makes", ())}
    pages = [path for path in (ROOT / "docs").rglob("*.md") if str(path.relative_to(ROOT)) not in made]
    return sorted([*(path for end in ("py", "toml", "css") for path in (ROOT / PACKAGE).rglob(f"*.{end}")), *pages])


def faults(path: Path) -> Iterator[Fault]:
    """The faults of a file."""
    source = path.read_bytes()
    sites = _sites(ast.parse(source), source) if path.suffix == ".py" else in_text(path, source.decode())
    seen: Counter[tuple[str, ...]] = Counter()
    for function, start, end, kind, after, other in sites:
        before = source[start:end].decode()
        about = (function, kind, before, after)
        line = source[:start].count(b"\n") + 1
        yield Fault(str(path.relative_to(ROOT)), function, line, start, end, kind, before, after, seen[about], other)
        seen[about] += 1


def _sites(tree: ast.Module, source: bytes) -> Iterator[Site]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def begin(node: ast.expr) -> int:
        return starts[node.lineno - 1] + node.col_offset

    def end(node: ast.expr) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return starts[node.end_lineno - 1] + node.end_col_offset

    def between(left: ast.expr, right: ast.expr, swap: tuple[str, str]) -> tuple[int, int] | None:
        gap = source[end(left) : begin(right)]
        found = re.search(re.escape(swap[0]).encode(), gap)
        return (end(left) + found.start(), end(left) + found.end()) if found else None

    def changes(node: ast.expr) -> Iterator[tuple[int, int, str, str]]:
        match node:
            case ast.BinOp() if type(node.op) in OPERATORS and not _is_text(node):
                swap = OPERATORS[type(node.op)]
                if at := between(node.left, node.right, swap):
                    yield *at, "operator", swap[1]
            case ast.Compare():
                sides = [node.left, *node.comparators]
                for left, op, right in zip(sides, node.ops, sides[1:], strict=False):
                    whole = any(isinstance(s, ast.Constant) and type(s.value) is int for s in (left, right))
                    turned = (BOUNDARY if whole else DIRECTION).get(type(op)) or DIRECTION.get(type(op))
                    if turned and (at := between(left, right, turned)):
                        yield *at, "comparison", turned[1]
            case ast.BoolOp():
                swap = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
                if at := between(node.values[0], node.values[1], swap):
                    yield *at, "comparison", swap[1]
            case ast.UnaryOp() if isinstance(node.op, ast.USub | ast.Not):
                size, after = (1, "+") if isinstance(node.op, ast.USub) else (3, "")
                yield begin(node), begin(node) + size, "sign", after
            case ast.Constant() if type(node.value) is int and node.value in YEARS:
                yield begin(node), end(node), "year", str(node.value - 1)
                yield begin(node), end(node), "year", str(node.value + 1)
            case ast.Constant(value=int() | float() as value) if type(value) is not bool:
                yield begin(node), end(node), *_other_number(value)
            case ast.Constant() if node.value is True or node.value is False:
                yield begin(node), end(node), "constant", str(not node.value)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in FUNCTIONS:
                yield end(node.func) - len(name), end(node.func), "function", FUNCTIONS[name]

    def texts(nodes: Iterable[ast.expr]) -> list[tuple[Span, str]]:
        return [((begin(node), end(node)), source[begin(node) : end(node)].decode()) for node in nodes]

    visited: dict[str, list[ast.expr]] = {}
    for function, node in _visited(tree, ""):
        visited.setdefault(function, []).append(node)
        for start, stop, kind, after in changes(node):
            yield function, start, stop, kind, after, None
    for function, nodes in visited.items():
        for names in _keys(nodes):
            yield from swapped(function, "key", texts(names))
        inks = [node for node in nodes if isinstance(node, ast.Constant | ast.Name) and _is_ink(node)]
        yield from swapped(function, "colour", texts(inks))


def _visited(node: ast.AST, function: str) -> Iterator[tuple[str, ast.expr]]:
    """Every expression in the order of the source, with its function; not those that no figure depends on."""
    if isinstance(node, ast.expr):
        yield function, node
    for field, child in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "type_params", "bases"):
            continue
        for part in child if isinstance(child, list) else [child]:
            if isinstance(part, ast.keyword) and part.arg in LAYOUT | HOUSEKEEPING:
                continue
            if isinstance(part, ast.AST) and not _is_alias(part):
                inner = f".{part.name}" if isinstance(part, ast.FunctionDef | ast.ClassDef) else ""
                yield from _visited(part, f"{function}{inner}".strip("."))


def _keys(nodes: list[ast.expr]) -> list[list[ast.expr]]:
    """Strings that name columns or sentences, those together that a slip of the hand could take for one another.

    Keys of one mapping, names in one list, and what one function asks one table, or one constructor, by.
    """
    within = {id(side) for node in nodes if isinstance(node, ast.Compare) for side in node.comparators}
    together: list[list[ast.expr]] = []
    asked: dict[str, list[ast.expr]] = {}
    for node in nodes:
        match node:
            case ast.Dict():
                together.append([key for key in node.keys if key and _is_name(key)])
            case ast.List() | ast.Tuple() if id(node) not in within:
                together.append([each for each in node.elts if _is_name(each)])
            case ast.Subscript() if _is_name(node.slice):
                asked.setdefault(ast.unparse(node.value), []).append(node.slice)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *_]) if name in BY_KEY:
                base = node.func.value if isinstance(node.func, ast.Attribute) else node.func
                if _is_name(first):
                    asked.setdefault(ast.unparse(base), []).append(first)
    return [*together, *asked.values()]


def _is_name(node: ast.expr) -> bool:
    text = node.value if isinstance(node, ast.Constant) else None
    return isinstance(text, str) and re.fullmatch(r"[a-z][\w.:]*", text) is not None and text not in ("en", "zh")


def _is_ink(node: ast.Constant | ast.Name) -> bool:
    if isinstance(node, ast.Name):
        return node.id in INKS and isinstance(node.ctx, ast.Load)
    return isinstance(node.value, str) and COLOUR.fullmatch(node.value) is not None


def _is_text(node: ast.BinOp) -> bool:
    """Whether strings or lists are joined, or types."""
    other = ast.JoinedStr | ast.List | ast.Tuple | ast.ListComp | ast.Dict
    text = [isinstance(s, ast.Constant) and not isinstance(s.value, int | float) for s in (node.left, node.right)]
    return any(text) or any(isinstance(s, other) for s in (node.left, node.right))


def _is_alias(node: ast.AST) -> bool:
    """An alias of a type: `Grid = NDArray[...] | None`; or what a module says it has."""
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        return True
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Subscript)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id[0].isupper()
        and not node.targets[0].id.isupper()
    )


def _other_number(value: float) -> tuple[str, str]:
    """Powers of ten are units: ten times; 0 and 1 for each other; a whole number one more, another one doubled."""
    if value not in (0, 1) and re.fullmatch(r"1(\.0)?(e[+-]?\d+)?|10+(\.0)?|0\.0*1", f"{value!r}"):
        return "unit", repr(value * 10)
    if value in (0, 1):
        return "constant", repr(type(value)(1 - value))
    return "constant", repr(value + 1 if isinstance(value, int) else value * 2)
