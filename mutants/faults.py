"""Deliberate faults in the package: where one can be made, and which ones a seed draws."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "relode"
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


@dataclass(frozen=True)
class Fault:
    """One change of a source file: bytes `start` to `end` of `path` (below src/relode) become `after`.

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

    @property
    def key(self) -> str:
        """The same for the same fault wherever the function stands in its file."""
        about = (self.path, self.function, self.kind, self.before, self.after, str(self.number))
        return sha256("\0".join(about).encode()).hexdigest()[:12]

    @property
    def room(self) -> str:
        """The first folder below the package, or the module."""
        return Path(self.path).parts[0].removesuffix(".py")

    def applied(self, source: bytes) -> bytes:
        """The source with the fault in it."""
        return source[: self.start] + self.after.encode() + source[self.end :]


def drawn(seed: int, rooms_left_out: frozenset[str]) -> list[Fault]:
    """Every fault of the package in an order that the seed draws; a change elsewhere leaves the order as it was."""
    found = [fault for path in sorted(SOURCE.rglob("*.py")) for fault in faults(path)]
    kept = [fault for fault in found if fault.room not in rooms_left_out]
    return sorted(kept, key=lambda fault: sha256(f"{seed} {fault.key}".encode()).hexdigest())


def faults(path: Path) -> Iterator[Fault]:
    """The faults of a module."""
    source = path.read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    seen: Counter[tuple[str, ...]] = Counter()
    for function, line, start, end, kind, after in _sites(ast.parse(source), source, starts):
        before = source[start:end].decode()
        about = (function, kind, before, after)
        yield Fault(str(path.relative_to(SOURCE)), function, line, start, end, kind, before, after, seen[about])
        seen[about] += 1


Site = tuple[str, int, int, int, str, str]


def _sites(tree: ast.Module, source: bytes, starts: list[int]) -> Iterator[Site]:
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
                    swap = (BOUNDARY if whole else DIRECTION).get(type(op)) or DIRECTION.get(type(op))
                    if swap and (at := between(left, right, swap)):
                        yield *at, "comparison", swap[1]
            case ast.BoolOp():
                swap = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
                if at := between(node.values[0], node.values[1], swap):
                    yield *at, "comparison", swap[1]
            case ast.UnaryOp() if isinstance(node.op, ast.USub | ast.Not):
                size, after = (1, "+") if isinstance(node.op, ast.USub) else (3, "")
                yield begin(node), begin(node) + size, "sign", after
            case ast.Constant() if type(node.value) in (int, float):
                yield begin(node), end(node), *_other_number(node.value)
            case ast.Constant() if node.value is True or node.value is False:
                yield begin(node), end(node), "constant", str(not node.value)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in FUNCTIONS:
                yield end(node.func) - len(name), end(node.func), "function", FUNCTIONS[name]

    def walk(node: ast.AST, function: str) -> Iterator[Site]:
        if isinstance(node, ast.expr):
            for start, stop, kind, after in changes(node):
                yield function, source[:start].count(b"\n") + 1, start, stop, kind, after
        for field, child in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list", "type_params", "bases"):
                continue
            for part in child if isinstance(child, list) else [child]:
                if isinstance(part, ast.keyword) and part.arg in LAYOUT | HOUSEKEEPING:
                    continue
                if isinstance(part, ast.AST) and not _is_alias(part):
                    named = isinstance(part, ast.FunctionDef | ast.ClassDef)
                    yield from walk(part, f"{function}.{part.name}".strip(".") if named else function)

    return walk(tree, "")


def _is_text(node: ast.BinOp) -> bool:
    """Whether strings or lists are joined, or types."""
    other = ast.JoinedStr | ast.List | ast.Tuple | ast.ListComp | ast.Dict
    text = [isinstance(s, ast.Constant) and not isinstance(s.value, int | float) for s in (node.left, node.right)]
    return any(text) or any(isinstance(s, other) for s in (node.left, node.right))


def _is_alias(node: ast.AST) -> bool:
    """An alias of a type: `Grid = NDArray[...] | None`."""
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
