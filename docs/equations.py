"""Equations as docstrings write them, read by sympy: as LaTeX for the page, as numbers for the tests.

A name is a letter or a word with an index after `_`; `'` stands for the end of the year, `~` for the gain since the
opening year, `bar` and `star` at the end of a word for a bar and a star. Names beside each other are multiplied,
`sum_s(...)` adds over an index, `ln x` needs no brackets.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from tokenize import TokenError
from typing import Any

import numpy as np
import sympy
from sympy.core.alphabets import greeks
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import PRECEDENCE

from relode.model.equation_book import INDEX, by_symbol

NAME = r"[A-Za-z]+(?:_(?:\{[^}]*\}|[A-Za-z0-9]+))?['~]?"
TOKEN = re.compile(rf"\s*(\d*\.?\d+|{NAME}|[-+*/^(),])")
FUNCTION = re.compile(r"(ln|exp|max|min|smin|sig|sqrt|sum_\w+)")
CAPITAL = ("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega")
GREEK = frozenset({*greeks, *CAPITAL, "lambda", "ell"}) - {"omicron", "lamda", "upsilon", "iota"}
RELATIONS = {" = ": "=", " ~ ": r"\approx"}
VALUES: Mapping[str, Callable[..., Any]] = {
    "ln": np.log,
    "exp": np.exp,
    "max": np.maximum,
    "min": np.minimum,
    "sqrt": np.sqrt,
    "sig": lambda x: 1 / (1 + np.exp(-x)),
    "smin": lambda a, b: (a**-16 + b**-16) ** (-1 / 16),
}
"""What the functions are; `sum_s` and the like add over the first axis."""


@dataclass(frozen=True)
class Equation:
    """Left side, relation as LaTeX, right side."""

    left: sympy.Expr
    relation: str
    right: sympy.Expr


@cache
def equation(line: str) -> Equation:
    """A line of a docstring. ValueError where it cannot be read: a defect of ours."""
    chosen = next((mark for mark in RELATIONS if mark in line), None)
    if chosen is None:
        raise ValueError(f"no relation: {line}")
    left, right = line.split(chosen, 1)
    return Equation(expression(left), RELATIONS[chosen], expression(right))


def expression(text: str) -> sympy.Expr:
    """One side of an equation, as it stands: nothing is simplified. ValueError where it cannot be read."""
    known: dict[str, Any] = {}
    code: list[str] = []
    tokens = _tokens(text)
    for at, token in enumerate(tokens):
        before = tokens[at - 1] if at else ""
        is_value = re.fullmatch(rf"\d.*|\..*|{NAME}|\(", token)
        if is_value and re.fullmatch(rf"\d.*|\..*|{NAME}|\)", before) and not FUNCTION.fullmatch(before):
            code.append("*")
        if re.fullmatch(NAME, token):
            place = f"name{at}"
            known[place] = sympy.Function(token) if FUNCTION.fullmatch(token) else sympy.Symbol(token)
            bare = FUNCTION.fullmatch(before) is not None
            code.append(f"({place})" if bare else place)
        else:
            is_sign = token == "-" and (not before or before in "+-*/^(,")
            code.append("-1 *" if is_sign else "**" if token == "^" else token)
    try:
        return sympy.parse_expr(" ".join(code), known, evaluate=False)
    except (SyntaxError, TypeError, TokenError, sympy.SympifyError) as defect:
        raise ValueError(f"unread: {text!r}") from defect


def _tokens(text: str) -> list[str]:
    text, tokens, position = text.strip(), [], 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"unknown: {text[position:]!r}")
        tokens.append(match[1])
        position = match.end()
    return tokens


def symbols(side: sympy.Expr) -> frozenset[str]:
    """Every name in it, without the mark of the end of the year."""
    return frozenset(symbol.name.rstrip("'") for symbol in side.free_symbols)


def explained(lines: Sequence[str]) -> frozenset[str]:
    """Names in equations that the vocabulary explains: those defined on the spot are left out."""
    read = [equation(line) for line in lines]
    named = frozenset().union(*(symbols(each.left) | symbols(each.right) for each in read))
    known = by_symbol()
    return frozenset(name if name in known else INDEX.sub("", name) for name in named) & frozenset(known)


def evaluated(side: sympy.Expr, values: Mapping[str, Any]) -> Any:
    """The value of a side, given those of its names: those with an index that are not there by the name without it."""
    names = sorted(side.free_symbols, key=lambda symbol: symbol.name)
    sums = {function.func.__name__: lambda x: x.sum(axis=0) for function in side.atoms(sympy.Function)
            if function.func.__name__.startswith("sum_")}  # fmt: skip
    given = [values[n.name] if n.name in values else values[INDEX.sub("", n.name)] for n in names]
    return sympy.lambdify(names, side, [{**VALUES, **sums}, "numpy"])(*given)


def latex(line: str) -> str:
    """The equation as LaTeX."""
    read, printer = equation(line), Printer({"order": "none"})
    return f"{printer.doprint(read.left)} {read.relation} {printer.doprint(read.right)}"


def _factors(expr: sympy.Expr) -> list[sympy.Expr]:
    """Of a product as it was written, products in it taken apart."""
    return [each for part in expr.args for each in (_factors(part) if part.is_Mul else [part])]


class Printer(LatexPrinter):  # type: ignore[misc]
    """LaTeX with our names, and functions as a paper sets them."""

    def _print_Symbol(self, expr: sympy.Symbol, style: str = "plain") -> str:  # noqa: ARG002
        return latex_symbol(expr.name)

    def _print_Mul(self, expr: sympy.Mul) -> str:
        if not expr.is_Mul:  # a power below a line
            return str(super()._print_Mul(expr))
        factors = _factors(expr)
        sign = "-" * (sum(bool(factor.is_Number and factor < 0) for factor in factors) % 2)
        rest = [-factor if factor.is_Number and factor < 0 else factor for factor in factors]
        rest = [factor for factor in rest if factor != 1]
        if len(rest) < 2:
            return sign + (self.parenthesize(rest[0], PRECEDENCE["Mul"], strict=True) if rest else "1")
        return sign + str(super()._print_Mul(sympy.Mul(*rest, evaluate=False)))

    def _print_Function(self, expr: sympy.Function, exp: str | None = None) -> str:
        name, inside = expr.func.__name__, ", ".join(self._print(each) for each in expr.args)
        raised = f"^{{{exp}}}" if exp else ""
        if name.startswith("sum_"):
            return rf"\sum_{{{name[4:]}}} " + self.parenthesize(expr.args[0], PRECEDENCE["Mul"], strict=True)
        if name == "sqrt":
            return rf"\sqrt{{{inside}}}{raised}"
        if name == "ln" and expr.args[0].is_Symbol and not exp:
            return rf"\ln {inside}"
        word = {"sig": r"\sigma", "smin": r"\mathrm{smin}"}.get(name, "\\" + name)
        return rf"{word}{raised}\left({inside}\right)"


def latex_symbol(name: str) -> str:
    """A name as LaTeX."""
    word, _, index = name.rstrip("'~").partition("_")
    base, mark = word, ""
    for ending, style in (("bar", r"\bar"), ("star", "")):
        if word.endswith(ending) and word != ending:
            base, mark = word.removesuffix(ending), style or "star"
    body = _letters(base)
    if mark == r"\bar":
        body = rf"\bar{{{body}}}"
    if name.endswith("~"):
        body = rf"\tilde{{{body}}}"
    upper = r"\ast" * (mark == "star") + r"\prime" * name.endswith("'")
    index = index.strip("{}")
    lower = _letters(index) if (index.isalpha() and len(index) > 2) or index == "in" or index in GREEK else index
    return body + (f"_{{{lower}}}" if index else "") + (f"^{{{upper}}}" if upper else "")


def _letters(text: str) -> str:
    if text in GREEK:
        return "\\" + text
    return text if len(text) < 2 else rf"\mathrm{{{text}}}"
