"""Equations as docstrings write them: read into a tree, and set as LaTeX.

A name is a letter or a word with an index after `_`; `'` stands for the end of the year, `~` for the gain since the
opening year, `bar` and `star` at the end of a word for a bar and a star. Names beside each other are multiplied,
`sum_s(...)` adds over an index, `ln x` needs no brackets.
"""

import re
from dataclasses import dataclass

TOKEN = re.compile(r"\s*(?:(\d*\.?\d+)|([A-Za-z]+(?:_(?:\{[^}]*\}|[A-Za-z0-9]+))?['~]?)|([-+*/^(),]))")
FUNCTIONS = ("ln", "exp", "max", "min", "smin", "sig", "sqrt")
GREEK = frozenset(
    {
        *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu", "nu", "xi"),
        *("pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega", "ell"),
        *("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega"),
    }
)
RELATIONS = {" = ": "=", " ~ ": r"\approx"}


@dataclass(frozen=True)
class Node:
    """A part of an equation: `kind` is number, symbol, call, sum (of signed terms), product, ratio or power."""

    kind: str
    text: str = ""
    parts: tuple["Node", ...] = ()


@dataclass(frozen=True)
class Equation:
    """Left side, relation as LaTeX, right side."""

    left: Node
    relation: str
    right: Node


def equation(line: str) -> Equation:
    """A line of a docstring. ValueError where it cannot be read: a defect of ours."""
    chosen = next((mark for mark in RELATIONS if mark in line), None)
    if chosen is None:
        raise ValueError(f"no relation: {line}")
    left, right = line.split(chosen, 1)
    return Equation(expression(left), RELATIONS[chosen], expression(right))


def expression(text: str) -> Node:
    """One side of an equation. ValueError where it cannot be read."""
    tokens, position = [], 0
    text = text.strip()
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"unknown: {text[position:]!r}")
        tokens.append(match.group(0).strip())
        position = match.end()
    reader = _Reader(tokens)
    node = reader.sum()
    if reader.next:
        raise ValueError(f"unread: {reader.next!r} of {text!r}")
    return node


def symbols(node: Node) -> frozenset[str]:
    """Every name in it, without the mark of the end of the year."""
    if node.kind == "symbol":
        return frozenset({node.text.rstrip("'")})
    return frozenset().union(*(symbols(part) for part in node.parts))


def latex(line: str) -> str:
    """The equation as LaTeX."""
    read = equation(line)
    return f"{_set(read.left)} {read.relation} {_set(read.right)}"


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


class _Reader:
    """Reads by precedence: sums of products and ratios of powers."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.next
        if not token or (wanted and token != wanted):
            raise ValueError(f"expected {wanted or 'more'} after {' '.join(self.tokens[: self.at])!r}")
        self.at += 1
        return token

    def sum(self) -> Node:
        signs, terms = [self.take() if self.next == "-" else "+"], [self.product()]
        while self.next in ("+", "-"):
            signs.append(self.take())
            terms.append(self.product())
        return terms[0] if signs == ["+"] else Node("sum", "".join(signs), tuple(terms))

    def product(self) -> Node:
        node = self.power()
        while self.next and self.next not in "+-),^":
            if self.next == "/":
                self.take()
                node = Node("ratio", parts=(node, self.power()))
            else:
                other = self.power()
                factors = node.parts if node.kind == "product" else (node,)
                node = Node("product", parts=(*factors, other))
        return node

    def power(self) -> Node:
        node = self.atom()
        if self.next == "^":
            self.take()
            node = Node("power", parts=(node, self.atom()))
        return node

    def atom(self) -> Node:
        token = self.take()
        if token == "(":
            node = self.sum()
            self.take(")")
            return node
        if token in FUNCTIONS or token.startswith("sum_"):
            return Node("call", token, self.arguments(token))
        if token[0].isalpha():
            return Node("symbol", token)
        if token[0].isdigit() or token[0] == ".":
            return Node("number", token)
        raise ValueError(f"misplaced: {token!r} of {' '.join(self.tokens)!r}")

    def arguments(self, function: str) -> tuple[Node, ...]:
        if self.next != "(" and function == "ln":
            return (self.atom(),)
        self.take("(")
        nodes = [self.sum()]
        while self.next == ",":
            self.take()
            nodes.append(self.sum())
        self.take(")")
        return tuple(nodes)


def _letters(text: str) -> str:
    if text in GREEK:
        return "\\" + text
    return text if len(text) < 2 else rf"\mathrm{{{text}}}"


def _set(node: Node) -> str:
    parts = [_set(part) for part in node.parts]
    match node.kind:
        case "symbol":
            return latex_symbol(node.text)
        case "number":
            return "0" + node.text if node.text.startswith(".") else node.text
        case "sum":
            signed = "".join(f" {sign} {part}" for sign, part in zip(node.text, parts, strict=True))
            return signed.removeprefix(" + ").removeprefix(" ").replace("- ", "-", 1 if signed.startswith(" -") else 0)
        case "product":
            return r" ".join(_bracketed(child, part) for child, part in zip(node.parts, parts, strict=True))
        case "ratio":
            return rf"\frac{{{parts[0]}}}{{{parts[1]}}}"
        case "power":
            return rf"{_bracketed(node.parts[0], parts[0], also=('call', 'product', 'ratio'))}^{{{parts[1]}}}"
    return _call(node, parts)


def _call(node: Node, parts: list[str]) -> str:
    inside = ", ".join(parts)
    if node.text.startswith("sum_"):
        return rf"\sum_{{{node.text[4:]}}} {_bracketed(node.parts[0], inside)}"
    if node.text == "sqrt":
        return rf"\sqrt{{{inside}}}"
    if node.text == "ln" and node.parts[0].kind == "symbol":
        return rf"\ln {inside}"
    name = {"sig": r"\sigma", "smin": r"\mathrm{smin}"}.get(node.text, "\\" + node.text)
    return rf"{name}\left({inside}\right)"


def _bracketed(node: Node, text: str, also: tuple[str, ...] = ()) -> str:
    return rf"\left({text}\right)" if node.kind in ("sum", *also) else text
