"""Chapters as text for a terminal or a pipe: no colours; in a pipe nothing is folded, on a terminal tables are."""

import shutil
import sys
from collections.abc import Iterator
from io import StringIO

from relode.bureaus import named
from relode.language import Language, plain_value, say, spoken
from relode.story.blocks import Blank, Block, Callout, Chapter, Heading, Passage, Steps, Table
from relode.story.columns import Column, Span, cell_text
from relode.story.text_columns import aligned
from relode.story.text_columns import width as columns_of


def chapter_text(chapter: Chapter, language: Language, width: int | None = None) -> str:
    """A chapter under its heading; `width` in columns, None for that of the terminal, if it is one."""
    lines = [spoken(chapter.heading, language)]
    for block in chapter.blocks:
        lines += block_lines(block, language, width)
    return "\n".join(lines)


def block_lines(block: Block, language: Language, width: int | None = None) -> Iterator[str]:
    """The lines of a block; pictures have none."""
    if isinstance(block, Heading):
        yield from ("", spoken(block.said, language))
    elif isinstance(block, Passage):
        text = {"en": " ", "zh": ""}[language].join(said_text(each, language) for each in block.said)
        yield f"- {text}" if block.kind == "bullet" else text
    elif isinstance(block, Steps):
        yield from (f"{number}. {spoken(said, language)}" for number, said in enumerate(block.said, 1))
    elif isinstance(block, Callout):
        yield from (f"! {spoken(said, language)}" for said in block.said)
    elif isinstance(block, Blank):
        yield said_text(block, language)
    elif isinstance(block, Table):
        yield ""
        yield from () if block.caption is None else (spoken(block.caption, language),)
        yield from table_lines(block, language, width)


def said_text(said: object, language: Language) -> str:
    """A sentence, or a field to be filled and who has it."""
    if not isinstance(said, Blank):
        return str(plain_value(said, language))
    text = say("document.label.to_fill", language, label=spoken(said.label, language))
    if not said.bureaus:
        return text
    return say("report.labelled", language, label=spoken(named(said.bureaus), language), text=text)


def table_lines(table: Table, language: Language, width: int | None = None) -> list[str]:
    """Head and rows in columns, without the caption; wider than `width`, or than the terminal, cells are folded."""
    lines = [[spoken(column.head_with_unit, language) for column in table.columns]]
    for values in table.cells():
        if isinstance(values[0], Span):
            lines.append([spoken(values[0].said, language), *("" for _ in table.columns[1:])])
        else:
            lines.append([_cell(v, c, language) for v, c in zip(values, table.columns, strict=True)])
    plain = aligned(lines)
    widest = width or terminal_width()
    return plain if widest is None or max(map(columns_of, plain)) <= widest else _folded(lines, widest)


def terminal_width() -> int | None:
    """Columns of the terminal that is written to, None in a pipe, where nothing is folded."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _cell(value: object, column: Column, language: Language) -> str:
    return said_text(value, language) if isinstance(value, Blank) else cell_text(value, column, language)


def _folded(lines: list[list[str]], width: int) -> list[str]:
    """The same with long cells on several lines."""
    from rich.console import Console  # slow to load, and needed on narrow terminals only
    from rich.table import Table as Grid
    from rich.text import Text

    grid = Grid(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="")
    for head in lines[0]:
        grid.add_column(Text(head), overflow="fold")
    for line in lines[1:]:
        grid.add_row(*map(Text, line))
    written = StringIO()
    Console(file=written, width=width, color_system=None, force_terminal=False).print(grid)
    return [line.rstrip() for line in written.getvalue().splitlines()]
