"""Deliberate faults in what is no module: years and sentences of tables of words, colours, figures of pages."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

COLOUR = re.compile(r"#[0-9A-Fa-f]{3,6}\b|#?\b(?=\d*[A-Fa-f])[0-9A-Fa-f]{6}\b")
YEAR = re.compile(r"(?<![\w.])(19[5-9]\d|20\d\d)(?!\w|\.\d)", re.ASCII)
TEXT = re.compile(r'\b(en|zh) = "((?:[^"\\]|\\.)*)"')
SLOT = re.compile(r"\{(\w*)")
FIGURE = re.compile(r"(?<![\w.#/=-])\d+(?:[.,]\d+)*(?![\w/=-])", re.ASCII)
NO_FIGURE = re.compile(r"```.*?```|\]\([^)]*\)|<!--.*?-->|https?://\S+|^\s*\d+\. ", re.DOTALL | re.MULTILINE)

Span = tuple[int, int]
Site = tuple[str, int, int, str, str, Span | None]
"""Function, first and last byte, kind, text that comes there, and where two are swapped, the other's bytes."""


def in_text(path: Path, text: str) -> Iterator[Site]:
    """The faults of a file that is no module."""
    match path.suffix:
        case ".toml":
            return _in_toml(text, words=path.parent.name == "language")
        case ".css":
            return _in_style(text)
    return _in_page(text)


def swapped(function: str, kind: str, found: list[tuple[Span, str]]) -> Iterator[Site]:
    """Each with the next that is another."""
    for (one, text), (other, another) in pairwise(found):
        if text != another:
            yield function, *one, kind, another, other


def _bytes(text: str, span: Span) -> Span:
    return len(text[: span[0]].encode()), len(text[: span[1]].encode())


def _in_toml(text: str, words: bool) -> Iterator[Site]:
    """Years, and sentences of one language in one another's place: the next one with the same slots."""
    section, at = "", 0
    told: dict[tuple[str, tuple[str, ...]], list[tuple[str, Span, str]]] = {}
    for line in text.splitlines(keepends=True):
        if line.startswith("["):
            section = line.strip().strip("[]")
        inline = re.match(r"(\w+) = \{", line)
        key = f"{section}.{inline[1]}".strip(".") if inline else section
        for found in TEXT.finditer(line):
            span = _bytes(text, (at + found.start(2), at + found.end(2)))
            slots = tuple(sorted(set(SLOT.findall(found[2]))))
            told.setdefault((found[1], slots), []).append((f"{key}.{found[1]}", span, found[2]))
        for found in YEAR.finditer(line.partition("#")[0]):
            span = _bytes(text, (at + found.start(), at + found.end()))
            for by in (-1, 1):
                yield key, *span, "year", str(int(found[0]) + by), None
        at += len(line)
    for sentences in told.values() if words else ():
        for (key, span, one), (_, other, another) in pairwise(sentences):
            if one != another:
                yield key, *span, "sentence", another, other


def _in_style(text: str) -> Iterator[Site]:
    found = [(_bytes(text, match.span()), match[0]) for match in COLOUR.finditer(text)]
    return swapped("", "colour", found)


def _in_page(text: str) -> Iterator[Site]:
    """Figures outside of code, links and what is filled in: the last digit is another."""
    left_out = [match.span() for match in NO_FIGURE.finditer(text)]
    for found in FIGURE.finditer(text):
        if not any(start <= found.start() < end for start, end in left_out):
            after = found[0][:-1] + ("8" if found[0][-1] == "9" else str(int(found[0][-1]) + 1))
            yield "", *_bytes(text, found.span()), "figure", after, None
