"""A table as a sheet of a workbook: numbers as numbers, the unit in the head, an interval in two more columns."""

from collections.abc import Sequence

from relode.language import Language, Sentence, is_figure, say, spoken
from relode.story.blocks import Table
from relode.story.columns import Column, Span, cell_text
from relode.story.units import Cell, Sheet, SheetColumn, Value, cleaned, shown

FORMS = {"whole": "0%", "tenths": "0.0%", ".2f": "0.00"}
"""Formats of a spreadsheet for the styles of columns; of other styles the unit says which."""
UNITS = Sentence("workbook.head.unit", {})
"""The head of a column of units."""


def sheet_of(table: Table, language: Language) -> Sheet:
    """The sheet of a table.

    Where the rows of a column have several units, a column of units stands before it, unless the table has one; a
    heading of groups becomes a column of its own, before all others.
    """
    group: list[Cell] = []
    rows: list[tuple[object, ...]] = []
    said: Cell = None
    for values in table.cells():
        if isinstance(values[0], Span):
            said = spoken(values[0].said, language)
        else:
            group.append(said)
            rows.append(values)
    columns: list[SheetColumn] = []
    cells: list[Sequence[Cell]] = []
    if any(group):
        columns.append(SheetColumn(say("workbook.head.group", language)))
        cells.append(group)
    has_units = any(column.head == UNITS for column in table.columns)
    for at, column in enumerate(table.columns):
        heads, below = _filled(column, [row[at] for row in rows], language, has_units)
        columns += heads
        cells += below
    return Sheet(table.sheet, columns, list(zip(*cells, strict=True)) if rows else [])


def _filled(
    column: Column, values: Sequence[object], language: Language, has_units: bool
) -> tuple[list[SheetColumn], list[Sequence[Cell]]]:
    """The columns of a sheet that a column of a table becomes, and the cells of each."""
    figures = [each if is_figure(each) else None for each in values]
    known = [each for each in figures if each is not None]
    head = spoken(column.head, language)
    if not known:
        form = "0" if any(isinstance(each, int) for each in values) else ""
        return [SheetColumn(head, form)], [[_plain(each, column, language) for each in values]]
    units = {each.unit for each in known}
    ends = [None if each is None else (each.value, *(each.interval_90 or (None, None))) for each in figures]
    heads, form = [head], FORMS.get(column.format, "")
    if any(each.interval_90 for each in known):
        heads += [say(f"workbook.head.{end}", language) for end in ("low_90", "high_90")]
    parts = [[None, None, None] if each is None else cleaned(each) for each in ends]
    if column.unit or (len(units) == 1 and not has_units):
        how = shown(column.unit or units.pop(), language)
        labelled = [_labelled(each, "" if form else how.word, language) for each in heads]
        numbers: list[Sequence[Cell]] = [
            [None if part[at] is None else (part[at] or 0.0) * how.factor for part in parts] for at in range(len(heads))
        ]
        return [SheetColumn(each, form or how.form) for each in labelled], _with_words(
            numbers, values, column, language
        )
    each_shown = [None if each is None else shown(each.unit, language) for each in figures]
    numbers = [
        [None if how is None or part[at] is None else Value((part[at] or 0.0) * how.factor, how.form)
         for part, how in zip(parts, each_shown, strict=True)]
        for at in range(len(heads))
    ]  # fmt: skip
    shown_heads, cells = [*map(SheetColumn, heads)], _with_words(numbers, values, column, language)
    if has_units:
        return shown_heads, cells
    words = [None if how is None else how.word for how in each_shown]
    return [SheetColumn(spoken(UNITS, language)), *shown_heads], [words, *cells]


def _with_words(
    numbers: list[Sequence[Cell]], values: Sequence[object], column: Column, language: Language
) -> list[Sequence[Cell]]:
    """Words that stand among the numbers of a column stay where they are."""
    first = [
        _plain(value, column, language) if cell is None and value is not None else cell
        for cell, value in zip(numbers[0], values, strict=True)
    ]
    return [first, *numbers[1:]]


def _labelled(head: str, unit: str, language: Language) -> str:
    return say("workbook.head.with_unit", language, label=head, unit=unit) if unit else head


def _plain(value: object, column: Column, language: Language) -> Cell:
    if value is None or isinstance(value, int):
        return value
    return cell_text(value, column, language)
