"""Where each figure that a reader meets comes from: (key of a sentence or head, slot) -> path in the record.

A record is first made distinct: no two of its numbers are equal, so that the path of a figure is known by its value.
A cell below or beside a year is a slot of that year. What is computed while it is told is known by its
first digits.
"""

import csv
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from functools import wraps
from itertools import count
from pathlib import Path

import pytest

from relode.language import ByLanguage, Clauses, Sentence, is_figure
from relode.story import Callout, Chapter, Cited, Heading, Link, Passage, Steps, Table
from relode.story.columns import Span

STEP = 1e-7
"""Two numbers of a record differ by at least this part, far below any digit that is told."""
CHANGES = {"": 1.0, " / 1000": 1e-3, " x 100": 100.0, " / 100": 0.01, " negative": -1.0}
"""What may be done to a number before it is told; whatever is done is part of its path."""
FIRST_YEAR, LAST_YEAR = 1950, 2100
NAMES = ("quantity", "outcome", "pot", "name")
"""Fields that tell records of a list apart."""
LEVELS = ("but_for",)
"""Fields by whose numbers others are looked up: they stay."""
MOST = 3
"""So many paths of a slot, or records of a list, are told one by one."""
ENDS = "median|p05|p25|p75|p95"
"""Keys that no list of paths may leave out: an interval told the other way round is the same list without them."""


def distinct(value, number=None):
    """The same record with every number moved a little, each by another part."""
    number = count(1) if number is None else number
    if isinstance(value, float):
        return value * (1 + STEP * next(number)) if value else value
    if is_dataclass(value) and not isinstance(value, type):
        named = [each.name for each in _own(value) if each.name not in LEVELS]
        return replace(value, **{name: distinct(getattr(value, name), number) for name in named})
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(distinct(each, number) for each in value))
    if isinstance(value, list | tuple):
        return type(value)(distinct(each, number) for each in value)
    if isinstance(value, dict):
        return {key: distinct(each, number) for key, each in value.items()}
    return value


def _own(value):
    return [each for each in fields(value) if each.init]


def leaves(value, path="") -> Iterator[tuple[float, str]]:
    """Every number of a record with its path; many records are `[]`, numbers and a few records keep their place."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return
    if isinstance(value, float) or _is_year(value):
        yield value, path
    elif is_dataclass(value) or hasattr(value, "_fields"):
        names = value._fields if hasattr(value, "_fields") else [each.name for each in _own(value)]
        for name in names:
            yield from leaves(getattr(value, name), f"{path}.{name}".lstrip("."))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from leaves(each, f"{path}[{key}]")
    elif isinstance(value, list | tuple):
        are_numbers = all(isinstance(each, float | int) or each is None for each in value)
        for at, each in enumerate(value):
            is_placed = are_numbers or len(value) <= MOST
            label = next((name for of in NAMES if isinstance(name := getattr(each, of, None), str)), "")
            label = f"{label} {each.year}".strip() if _is_year(getattr(each, "year", None)) else label
            placed = str(at if at < len(value) - 1 else -1) if is_placed else ""
            yield from leaves(each, f"{path}[{label or placed}]")


def figures(value, key="", slot="") -> Iterator[tuple[str, str, float]]:
    """Every number that a reader meets: key of its sentence or head, slot, value; ends of intervals apart."""
    if isinstance(value, Sentence):
        for name, each in value.values.items():
            yield from figures(each, value.key, name)
    elif isinstance(value, Table):
        yield from figures(value.caption)
        for cells in value.cells():
            row = [*zip(value.columns, cells, strict=False)]
            beside = _years(each for column, each in row if column.head.key.endswith(".year"))
            for column, each in row:
                years = [*_years(column.head.values.values()), *beside]
                yield from figures(each, column.head.key, "cell" if _years([each]) else " ".join(["cell", *years]))
    elif isinstance(value, Chapter):
        yield from figures([value.heading, *value.blocks])
    elif isinstance(value, Passage | Heading | Steps | Callout | Span):
        yield from figures(value.said)
    elif isinstance(value, Link | Cited):
        yield from figures(value.shown, key, slot)
    elif isinstance(value, Clauses):
        yield from figures(value.parts, key, slot)
    elif isinstance(value, ByLanguage):
        yield from figures([value.en, value.zh], key, slot)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from figures(each, key, slot)
    elif is_figure(value):
        yield key, slot, value.value
        for end, name in zip(value.interval_90 or (), ("low", "high"), strict=False):
            yield key, f"{slot}.{name}", end
    elif isinstance(value, float) or _is_year(value):
        yield key, slot, value


def _years(values) -> list[str]:
    """The years of a head, or of the cells of a row that say of which year it is."""
    return [str(each) for each in values if str(each).isdecimal() and _is_year(int(each))]


def paths(told, record) -> dict[tuple[str, str], str]:
    """(Key, slot) -> the paths that its numbers have in the record, "? 1.23" for a number that it does not hold.

    Of a year, which many fields share, those nearest to the root.
    """
    known: dict[float, set[str]] = {}
    for number, path in leaves(record):
        for name, factor in CHANGES.items() if isinstance(number, float) else [("", 1)]:
            known.setdefault(_digits(number * factor), set()).add(path + name)
    found: dict[tuple[str, str], set[str]] = {}
    for key, slot, number in figures(told):
        if number:
            named = known.get(_digits(number), {f"? {number if _is_year(number) else format(number, '.3g')}"})
            plain = {each for each in named if not each.endswith(tuple(filter(None, CHANGES)))} or named
            depth = min(map(_depth, plain)) if _is_year(number) else 99
            found.setdefault((key, slot), set()).update(each for each in plain if _depth(each) <= depth)
    return {at: _together(each) for at, each in sorted(found.items())}


def _depth(path: str) -> int:
    return path.count(".") + path.count("[")


def _is_year(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and FIRST_YEAR < value < LAST_YEAR


def _together(found: set[str]) -> str:
    """The paths of a slot; of many without the names of keys, of many that are computed the least and the most."""
    named = found
    if len(found) > MOST:
        computed = sorted((each for each in found if each.startswith("?")), key=lambda each: float(each[1:]))
        kept = {computed[0], computed[-1]} if computed else set()
        named = kept | {
            re.sub(rf"\[(?!(?:{ENDS})\])[a-z][a-z_0-9]*( \d+)?\]", r"[*\1]", each) for each in found - {*computed}
        }
    return " | ".join(sorted(named))


def differences(slots: Mapping[tuple[str, str], str], file: Path) -> list[str]:
    """Slots that lead elsewhere than they were seen to, that are new, and that are gone."""
    known = expected(file)
    return [
        f"{key}, {slot}: {slots.get((key, slot), 'nothing')} instead of {known.get((key, slot), 'nothing')}"
        for key, slot in sorted(slots.keys() | known.keys())
        if slots.get((key, slot)) != known.get((key, slot))
    ]


def unlike(file: Path, result: str, told, record) -> list[str]:
    """Slots of a result that lead elsewhere than `file` of several results says; written where it is asked for."""
    found = {(result, *at): path for at, path in (paths(told, record) | texts(told, record)).items()}
    with file.open(encoding="utf-8", newline="") as rows:
        held = {(row["result"], row["key"], row["slot"]): row["path"] for row in csv.DictReader(rows)}
    if os.environ.get("RELODE_WRITE_SLOTS"):
        held = {at: path for at, path in held.items() if at[0] != result} | found
        with file.open("w", encoding="utf-8", newline="") as rows:
            writer = csv.writer(rows, lineterminator="\n")
            writer.writerow(["result", "key", "slot", "path"])
            writer.writerows(sorted([*at, path] for at, path in held.items()))
    known = {at: path for at, path in held.items() if at[0] == result}
    return [
        f"{' '.join(at)}: {found.get(at, 'nothing')} instead of {known.get(at, 'nothing')}"
        for at in sorted(found.keys() | known.keys())
        if found.get(at) != known.get(at)
    ]


def _digits(number: float) -> float:
    return float(f"{number:.10g}")


def expected(file: Path) -> dict[tuple[str, str], str]:
    """The slots as they were read through and written down."""
    with file.open(encoding="utf-8", newline="") as rows:
        return {(row["key"], row["slot"]): row["path"] for row in csv.DictReader(rows)}


def write(file: Path, slots: Mapping[tuple[str, str], str]) -> None:
    """Write slots down, to be read through."""
    with file.open("w", encoding="utf-8", newline="") as rows:
        writer = csv.writer(rows, lineterminator="\n")
        writer.writerow(["key", "slot", "path"])
        writer.writerows([*at, path] for at, path in slots.items())


@contextmanager
def heard() -> Iterator[list[object]]:
    """Every sentence and table that is made meanwhile, whoever prints it."""
    found: list[object] = []

    def noting(made):
        @wraps(made)
        def note(self, *arguments, **named):
            made(self, *arguments, **named)
            found.append(self)

        return note

    with pytest.MonkeyPatch.context() as patch:
        for kind in (Sentence, Table):
            patch.setattr(kind, "__init__", noting(kind.__init__))
        yield found


def texts(told, record) -> dict[tuple[str, str], str]:
    """(Key, slot) -> what stands there that is no number: sentences of which key, or the field of a text."""
    known: dict[str, set[str]] = {}
    for text, path in _strings(record):
        known.setdefault(text, set()).add(re.sub(r"\[[^\]]*\]", "[]", path))
    said: dict[tuple[str, str], set[str]] = {}
    fields_of: dict[tuple[str, str], set[str]] = {}
    for key, slot, value in _words(told):
        if isinstance(value, str):
            if value in known:
                at = key, f"{slot} text"
                fields_of[at] = fields_of.get(at, known[value]) & known[value] or {"several fields"}
        else:
            said.setdefault((key, f"{slot} says"), set()).add(value.key.rpartition(".")[0])
    found = {at: " | ".join(sorted(stems)) for at, stems in said.items()}
    return dict(sorted((found | {at: " | ".join(sorted(each)[:MOST]) for at, each in fields_of.items()}).items()))


def _strings(value, path="") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield value, path
    elif is_dataclass(value) and not isinstance(value, type):
        for each in _own(value):
            yield from _strings(getattr(value, each.name), f"{path}.{each.name}".lstrip("."))
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _strings(each, f"{path}[{key}]")
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each, f"{path}[]")


def _words(told) -> Iterator[tuple[str, str, str | Sentence]]:
    """(Key, slot, text or sentence) of every placeholder and cell that holds words."""
    for each in told:
        if isinstance(each, Sentence):
            rows = [[(each.key, name, value) for name, value in each.values.items()]]
        elif isinstance(each, Table):
            rows = [[(c.head.key, "cell", v) for c, v in zip(each.columns, row, strict=False)] for row in each.cells()]
        else:
            continue
        for key, slot, value in (cell for row in rows for cell in row):
            shown = value.shown if isinstance(value, Link | Cited) else value
            for part in shown if isinstance(shown, list | tuple) else [shown]:
                if isinstance(part, str | Sentence):
                    yield key, slot, part
