"""Figures as they are read aloud and as a workbook writes them.

Aloud: three significant digits at most, two where an interval says how sure they are. In a workbook: the unit of a
column in the reader's language, its factor and its format.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from relode.language import (
    Amount,
    ByLanguage,
    Clauses,
    Figure,
    Language,
    Sentence,
    figure_text,
    is_figure,
    plain_value,
    say,
    spoken,
    unit_name,
)
from relode.language.numbers import MONEY, SHARES, WORDLESS, about_style, in_yuan, to_digits

NOTHING = 1e-9
"""What is smaller, or less than a millionth of the widest number beside it, is written as 0."""
PART = 1e-6


@dataclass(frozen=True)
class Value:
    """A number with a format of its own, in a column of several units."""

    number: float
    form: str


Cell = str | int | float | None | Value


@dataclass(frozen=True)
class ColumnUnit:
    """A unit as a column has it: its word ("" where none), what a value is multiplied by, the format of the cells."""

    word: str
    factor: float
    form: str


@dataclass(frozen=True)
class SheetColumn:
    """A head, and the format of the numbers below ("" for text)."""

    head: str
    form: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet: key of its name, columns, rows."""

    key: str
    columns: Sequence[SheetColumn]
    rows: Sequence[Sequence[Cell]]


def plain(language: Language, *names: str, form: str = "") -> tuple[SheetColumn, ...]:
    """Columns by the keys of their heads, of text or of numbers in one format."""
    return tuple(SheetColumn(say(f"workbook.head.{name}", language), form) for name in names)


def shown(unit: str, language: Language) -> ColumnUnit:
    """How a quantity of `unit` is written in a column."""
    zh = language == "zh"
    by, unit = in_yuan(1.0, unit)
    if unit in ("share", "share per year"):
        return ColumnUnit(say("workbook.unit.per_cent", language), 1.0, "0.0%")
    if unit == "share change":
        return ColumnUnit(say("workbook.unit.points", language), 100.0, "0.00")
    if unit == "persons":
        return ColumnUnit(say("workbook.unit.people", language), 1e-4 if zh else 1.0, "#,##0.00" if zh else "#,##0")
    if unit == MONEY:
        return ColumnUnit(say("workbook.unit.billion", language), 1.0 if zh else 0.1, "#,##0.00")
    if unit in ("yuan", "yuan per year"):
        return ColumnUnit(say("workbook.unit.money", language), 1e-8 if zh else 1e-6, "#,##0.00")
    word = "" if unit in WORDLESS else unit_name(unit, language)
    return ColumnUnit(word, by, "#,##0" if unit in ("count", "rank") else "#,##0.###")


def unit_in_column(unit: str) -> ByLanguage:
    """The word of a unit as a column of numbers has it, "" where it has none."""
    return ByLanguage(shown(unit, "en").word, shown(unit, "zh").word)


def cleaned(values: Sequence[float | None]) -> list[float | None]:
    """Numbers that stand beside each other, what is next to nothing as 0. In their unit."""
    widest = max((abs(each) for each in values if each is not None), default=0.0)
    least = max(NOTHING, PART * widest)
    return [None if each is None else 0.0 if abs(each) < least else each for each in values]


FULL_WIDTH = 0xFEE0
"""From a sign to its full-width form, which spreadsheets read alike."""
FORMULA_STARTS = ("=", "+", "-", "@", *(chr(ord(sign) + FULL_WIDTH) for sign in "=+-@"), "\t", "\r", "\n")
"""A text that starts so, with or without blanks before, could be read as a formula by a spreadsheet."""
BLANKS = " \N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{ZERO WIDTH SPACE}"


def may_be_formula(text: str) -> bool:
    """Whether a spreadsheet could read a text as a formula."""
    return text.startswith(FORMULA_STARTS) or text.lstrip(BLANKS).startswith(FORMULA_STARTS)


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if may_be_formula(text) else text


COUNTED = ("count", "rank")
"""Units of which every one counts: 336 places are 336."""
LEAST_PART = 0.005
"""What is smaller than this part of the widest end of its interval is written as nothing."""
STEADY_LEAST = 0.0005
"""What is smaller is 0 in a column of numbers that look alike."""


def rounded(figure: Figure) -> Amount:
    """The figure as it is written: what has an interval as the brief tells it, shares to three digits.

    What is less than a 200th of the widest end of its interval is 0. A figure that says itself how it is told is kept:
    rounded twice, 2,451 would be 2,400.
    """
    if isinstance(figure, Amount) and figure.style:
        return figure
    sources = tuple(getattr(figure, "sources", ()))
    ends = figure.interval_90
    if figure.unit in COUNTED:
        return Amount(figure.value, figure.unit, ends, sources)
    widest = max(abs(figure.value), *(abs(end) for end in ends)) if ends else abs(figure.value)

    is_share = figure.unit in SHARES
    style = "short" if is_share else about_style(figure.value, ends) if ends else "full"
    count = 2 if style == "round" else 3

    def told(value: float) -> float:
        return 0.0 if abs(value) < LEAST_PART * widest else to_digits(value, count)

    return Amount(told(figure.value), figure.unit, (told(ends[0]), told(ends[1])) if ends else None, sources, style)


def written(value: object) -> object:
    """A sentence, or another value of one, with its figures rounded."""
    if is_figure(value):
        return rounded(value)
    if isinstance(value, Sentence):
        return Sentence(value.key, {name: written(each) for name, each in value.values.items()})
    if isinstance(value, Clauses):
        return Clauses(tuple(written(each) for each in value.parts))
    if isinstance(value, ByLanguage):
        return ByLanguage(written(value.en), written(value.zh))
    if isinstance(value, list | tuple):
        return [written(each) for each in value]
    return value


def text_of(value: object, language: Language) -> str:
    """What a reader sees of a cell or a sentence."""
    result = written(value)
    if isinstance(result, Amount):
        return figure_text(result, language, "interval")
    if isinstance(result, Sentence):
        return spoken(result, language)
    return str(plain_value(result, language))


def steady_text(value: float) -> str:
    """Three digits with the zeros at their end, so that the numbers of a column look alike."""
    size = to_digits(value)
    if abs(size) < STEADY_LEAST:
        return "0"
    places = next((3 - digits for digits in range(3) if abs(size) < 10**digits), 0)
    return f"{size:,.{places}f}"
