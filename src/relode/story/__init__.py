"""Results as chapters of blocks, and one renderer a medium for all of them.

A chapter is a function from the record of a room to a `Chapter`. It lives in that room as `chapter.py` and imports
from here only; its words are in `language/ROOM.toml`. A new one, whole::

    from relode.story import Chapter, Column, Passage, Table

    def chapter(record: Needs) -> Chapter:
        columns = (
            Column("needs.column.service", lambda row: Sentence(f"needs.service.{row.service}", {}), width=2),
            Column("needs.column.year", "year"),
            Column("needs.column.users", "users", unit="persons"),  # 28,500 (26,000 to 31,000), the unit in the head
            Column("needs.column.surplus", "surplus.average"),  # brings its own unit; None is a dash
        )
        caption = Sentence("needs.table", {"place": record.place})
        table = Table(caption, columns, record.services, record.sources, sheet="needs")
        return Chapter("needs", Sentence("needs.heading", {}), (Passage((lead(record),)), table))

Blocks: `Heading`, `Passage` (body, bullet, note), `Table` (its rows are records; a `Span` among them heads a group, by
verdict), `PictureSpot` (the key of a picture), `Blank` (to be filled in, and the bureau that has it), `Steps`,
`Callout` (by verdict). They hold sentences and records, never text; digits and unit of a column are decided in its
`Column`. `sheet` is a key of `workbook.sheet` and `workbook.about` in `language/workbook.toml`.

A command prints its record with `--json`, else `text.chapter_text(chapter(record), language)`; with `--output FILE`
`relode.report.chapter_file.write_chapters` makes a page, a Word file or a workbook of chapters, by the ending of FILE.
Pages call `html.chapter_html`; `json.chapter_object` is what an interface sends.
"""

from relode.story.blocks import (
    Blank,
    Block,
    Callout,
    Chapter,
    Heading,
    Passage,
    PictureSpot,
    Said,
    Steps,
    Table,
)
from relode.story.columns import Cited, Column, Link, Shade, Span

__all__ = [
    "Blank",
    "Block",
    "Callout",
    "Chapter",
    "Cited",
    "Column",
    "Heading",
    "Link",
    "Passage",
    "PictureSpot",
    "Said",
    "Shade",
    "Span",
    "Steps",
    "Table",
]
