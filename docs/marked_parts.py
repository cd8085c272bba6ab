"""Pages of which parts between marks are renewed from the package: what stands around them is written by hand."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from relode.language import Language, spoken
from relode.story import Table
from relode.story.columns import cell_text

Parts = Mapping[str, Callable[[Language], Sequence[str]]]
"""Name of a part, as its marks have it -> its lines in a language."""


def page(text: str, language: Language, parts: Parts) -> str:
    """The page with what stands between its marks replaced by what the package says."""
    for part, lines in parts.items():
        new = "\n".join([f"<!-- {part} -->", "", *lines(language), "", f"<!-- end {part} -->"])
        text = re.sub(f"<!-- {part} -->.*<!-- end {part} -->", lambda _, new=new: new, text, flags=re.DOTALL)
    return text


def markdown(head: Sequence[str], lines: Sequence[Sequence[str]]) -> list[str]:
    """A table as Markdown."""
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *lines)]


def table_lines(table: Table, language: Language) -> list[str]:
    """A table of a chapter as Markdown."""
    head = [spoken(column.head_with_unit, language) for column in table.columns]
    cells = [
        [cell_text(value, column, language) for value, column in zip(row, table.columns, strict=True)]
        for row in table.cells()
    ]
    return markdown(head, cells)


def renew(pages: Mapping[Language, str], parts: Parts) -> None:
    """Write the pages beside this file again."""
    for language, name in pages.items():
        path = Path(__file__).with_name(name)
        path.write_text(page(path.read_text(encoding="utf-8"), language, parts), encoding="utf-8")
