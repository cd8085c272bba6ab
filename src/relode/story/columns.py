"""A column of a table: its head, the field of the record that fills it, its unit and its digits, decided once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from relode.language import Amount, Figure, Language, Sentence, figure_text, is_figure, number_text, plain_value, say
from relode.language.numbers import SHARES, joined_ends
from relode.story.figures import rounded, shown, steady_text, text_of, unit_in_column

DASH = "–"
"""A cell without a value."""
SHADES = ("", "░", "█")
"""Cells of a Gantt chart where there is no colour."""
TOLD, IN_TEXT, STEADY = "", "interval", "steady"


@dataclass(frozen=True)
class Span:
    """A row of one cell over the whole width; `kind` is a verdict, or another word that a style sheet knows."""

    said: Sentence
    kind: str = ""


@dataclass(frozen=True)
class Shade:
    """A cell of a Gantt chart: 0 nothing, 1 being built up, 2 at the full dose."""

    strength: int


@dataclass(frozen=True)
class Cited:
    """A cell without a figure that rests on sources of its own."""

    shown: object
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """A cell that leads to an address on a page; elsewhere it is what it shows."""

    shown: object
    address: str


@dataclass(frozen=True)
class Column:
    """A column: key of its head, field, unit, format.

    `field` is a path of attributes ("verdict.aim"; of a mapping its keys) or a function of the record. It gives a
    sentence, a figure, a word, text, a whole number, a list of these, or None; a plain number is of `unit`. With a
    `unit` numbers are written without it and the head names it (the caption, where it is not `unit_in_head`); shares
    keep their sign. Figures of a column without one bring their own. `format`: "" as read aloud, two or three digits
    with the interval; "bare" the same without the interval; "level" as pages of places tell a figure; "steady" three
    digits with their zeros, for money by year; else a style of `language.number_text`, or "interval". `width` is
    relative to the others; words of a column that `is_whole` are not broken where a line ends. On a page a head leads
    to its `address`, and its `order` ("ascending", "descending", "" for neither) says that the rows follow it.
    """

    name: str | Sentence
    field: str | Callable[[Any], object]
    unit: str = ""
    format: str = ""
    width: float = 1.0
    unit_in_head: bool = True
    is_whole: bool = False
    address: str = ""
    order: str = ""

    @property
    def head(self) -> Sentence:
        """Its head, without the unit."""
        return self.name if isinstance(self.name, Sentence) else Sentence(self.name, {})

    @property
    def head_with_unit(self) -> Sentence:
        """Its head, with the unit that its cells leave out."""
        if not self.unit or self.unit in SHARES or not self.unit_in_head:
            return self.head
        word = unit_in_column(self.unit)
        return Sentence("workbook.head.with_unit", {"label": self.head, "unit": word}) if word.en else self.head

    def value(self, record: object) -> object:
        """What the record has in this column; a plain number as a figure."""
        found = self.field(record) if callable(self.field) else reduce(attribute, self.field.split("."), record)
        if isinstance(found, float) or (isinstance(found, int) and self.unit):
            return Amount(found, self.unit or "1")
        return found


def attribute(record: object, name: str) -> object:
    """The attribute `name`, or of a mapping what it has under that key; None of None."""
    if record is None:
        return None
    return record[name] if isinstance(record, Mapping) else getattr(record, name)


def cell_text(value: object, column: Column, language: Language) -> str:
    """A cell as plain text."""
    if value is None:
        return DASH
    if isinstance(value, Shade):
        return SHADES[value.strength]
    if isinstance(value, Link | Cited):
        return cell_text(value.shown, column, language)
    if is_figure(value):
        return figure_in(value, column, language)
    if isinstance(value, Span) or column.format == TOLD:
        return text_of(value.said if isinstance(value, Span) else value, language)
    return str(plain_value(value, language))


def figure_in(figure: Figure, column: Column, language: Language) -> str:
    """A figure in the digits of its column."""
    told = rounded(figure) if column.format in (TOLD, "bare") else figure
    if not column.unit:
        style = {TOLD: IN_TEXT, "bare": "", "level": ""}.get(column.format, column.format)
        text = figure_text(told, language, style)
        if style != "exact" or told.interval_90 is None:
            return text
        span = joined_ends([number_text(end, told.unit, language, "bare") for end in told.interval_90], language)
        return say("report.with_interval", language, text=text, span=span)
    text = _in_unit(told.value, column, language)
    if column.format not in (TOLD, IN_TEXT) or told.interval_90 is None:
        return text
    span = joined_ends([_in_unit(end, column, language) for end in told.interval_90], language)
    return say("report.with_interval", language, text=text, span=span)


def _in_unit(value: float, column: Column, language: Language) -> str:
    """A value in the unit of its column, which stands in the head; shares with their sign."""
    style = {TOLD: "short", "bare": "short", IN_TEXT: "short"}.get(column.format, column.format)
    if column.unit in SHARES:
        return number_text(value, column.unit, language, style)
    size = value * shown(column.unit, language).factor
    return steady_text(size) if style == STEADY else number_text(size, "1", language, style)
