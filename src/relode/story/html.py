"""Chapters as HTML: the one place where a table of a page is laid out."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from markupsafe import Markup, escape

from relode.bureaus import named
from relode.language import Sentence, is_figure, is_named, say
from relode.story.blocks import (
    Blank,
    Block,
    Chapter,
    Heading,
    Passage,
    PictureSpot,
    Steps,
    Table,
)
from relode.story.columns import TOLD, Cited, Column, Link, Span, cell_text, figure_in
from relode.story.figures import written
from relode.story.words import Words

CHINESE = re.compile(r"[\u4e00-\u9fff]")
"""What an English page has only as names of documents, which a screen reader is to read as Chinese."""
Drawing = Callable[[str], Markup]
"""Gives a picture by its key as it stands on the page."""


def chapter_html(chapter: Chapter, words: Words, picture: Drawing | None = None, level: int = 2) -> Markup:
    """A chapter as a section; its heading is of `level`, those within it one below."""
    head = Markup("<h{}>{}</h{}>").format(level, words.html(chapter.heading), level)
    return Markup('<section id="{}">\n{}\n{}</section>\n').format(
        chapter.key, head, blocks_html(chapter.blocks, words, picture, level)
    )


def blocks_html(blocks: Sequence[Block], words: Words, picture: Drawing | None = None, level: int = 2) -> Markup:
    """Blocks one below the other; bullets that follow each other are one list."""
    parts: list[Markup] = []
    listed: list[Markup] = []
    for block in blocks:
        if isinstance(block, Passage) and block.kind == "bullet":
            listed.append(Markup("<li>{}</li>").format(_said(block, words)))
            continue
        parts += _list(listed)
        listed = []
        parts.append(block_html(block, words, picture, level))
    return Markup("").join([*parts, *_list(listed)])


def block_html(block: Block, words: Words, picture: Drawing | None, level: int) -> Markup:
    """A block; a picture without a drawing leaves nothing."""
    if isinstance(block, Heading):
        depth = level + block.level - 1
        return Markup("<h{}>{}</h{}>\n").format(depth, words.html(block.said), depth)
    if isinstance(block, Passage):
        kind = Markup(' class="subtitle"') if block.kind == "note" else ""
        return Markup("<p{}>{}</p>\n").format(kind, _said(block, words))
    if isinstance(block, Table):
        return table_html(block, words)
    if isinstance(block, PictureSpot):
        return picture(block.picture) if picture is not None else Markup("")
    if isinstance(block, Blank):
        return Markup("<p>{}</p>\n").format(blank_html(block, words))
    at = words.of(block.sources)
    if isinstance(block, Steps):
        items = Markup("").join(Markup("<li>{}</li>").format(at.html(said)) for said in block.said)
        return Markup("<ol>{}</ol>\n").format(items)
    lines = Markup("").join(Markup("<p>{}</p>").format(at.html(said)) for said in block.said)
    return Markup('<aside class="callout {}">{}</aside>\n').format(block.kind, lines)


def table_html(table: Table, words: Words, *, is_bare: bool = False) -> Markup:
    """A table whose rows become blocks on a phone, each cell with the name of its column.

    One that `is_bare` has its caption for a screen reader only and stays a table on a phone.
    """
    at = words.of(table.sources)
    heads = [at.html(column.head_with_unit) for column in table.columns]
    plain = [at.text(column.head_with_unit) for column in table.columns]
    rows = [*table.cells()]
    right = [_is_of_numbers([row[i] for row in rows if len(row) > i]) for i in range(len(heads))]
    head = Markup("").join(
        _head(column, said, is_right and i > 0)
        for i, (column, said, is_right) in enumerate(zip(table.columns, heads, right, strict=True))
    )
    label = at.text(table.caption) if table.caption is not None else ""
    inner = at.inside(label) if label else at
    anchors = [_anchor(row, table.anchor) for row in table.rows]
    body = Markup("").join(
        _row(row, table.columns, plain, right, inner, anchor) for row, anchor in zip(rows, anchors, strict=True)
    )
    inside = Markup("<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>").format(head, body)
    # What a reader opens a table by holds no link.
    caption = replace(at, trace=None).html(table.caption) if table.caption is not None else ""
    held = Markup('<div class="scroll" tabindex="0" role="region" aria-label="{}"><table{}>{}</table></div>').format(
        label, Markup("") if is_bare else Markup(' class="figures"'), inside
    )
    if is_bare:
        return held
    if table.folded:
        return Markup("<details><summary>{}</summary>\n{}</details>\n").format(caption, held)
    titled = Markup("<caption>{}</caption>\n").format(caption) if caption else ""
    named = Markup(' role="region" aria-label="{}"').format(label) if label else ""
    return Markup('<div class="across" tabindex="0"{}><table class="figures">{}{}</table></div>\n').format(
        named, titled, inside
    )


def cell_html(value: object, column: Column, words: Words) -> Markup:
    """A cell: figures with their value for machines and the marks of their sources."""
    if isinstance(value, Blank):
        return blank_html(value, words)
    if isinstance(value, Link):
        shown = cell_text(value.shown, column, words.language)
        return Markup('<a class="story" href="{}">{}</a>').format(value.address, shown)
    if isinstance(value, Cited):
        return cell_html(value.shown, column, words) + words.marks(value.sources)
    if is_named(value) and (address := words.page(value)) is not None:
        return Markup('<a href="{}">{}</a>').format(address, value.name(words.language))
    if is_figure(value):
        return words.marked(value, figure_in(value, column, words.language))
    if isinstance(value, Sentence):
        told = written(value) if column.format == TOLD else value
        return words.html(told) if isinstance(told, Sentence) else Markup("")
    text = cell_text(value, column, words.language)
    if isinstance(value, str) and words.language == "en" and CHINESE.search(text):
        return Markup('<span lang="zh-CN">{}</span>').format(text)
    return escape(text)


def blank_html(blank: Blank, words: Words) -> Markup:
    """A field to be filled, and who has it."""
    text = say("document.label.to_fill", words.language, label=words.text(blank.label))
    if blank.bureaus:
        text = say("report.labelled", words.language, label=words.text(named(blank.bureaus)), text=text)
    return Markup('<span class="blank" data-name="{}">{}</span>').format(blank.name, text)


def _said(block: Passage, words: Words) -> Markup:
    at = words.of(block.sources)
    parts = [blank_html(e, at) if isinstance(e, Blank) else at.html(e) for e in block.said]
    return Markup({"en": " ", "zh": ""}[words.language]).join(parts)


def _list(items: Sequence[Markup]) -> list[Markup]:
    return [Markup("<ul>{}</ul>\n").format(Markup("").join(items))] if items else []


def _is_of_numbers(values: Sequence[object]) -> bool:
    known = [value.shown if isinstance(value, Link) else value for value in values if value is not None]
    return bool(known) and all(isinstance(v, int) or is_figure(v) for v in known)


def _head(column: Column, said: Markup, is_right: bool) -> Markup:
    if column.address:
        mark = {"ascending": "\N{BLACK UP-POINTING TRIANGLE}", "descending": "\N{BLACK DOWN-POINTING TRIANGLE}"}
        sign = Markup('<span aria-hidden="true"> {}</span>').format(mark[column.order]) if column.order else ""
        said = Markup('<a href="{}">{}{}</a>').format(column.address, said, sign)
    order = Markup(' aria-sort="{}"').format(column.order) if column.order else ""
    return Markup('<th scope="col"{}{}>{}</th>').format(Markup(' class="n"') if is_right else "", order, said)


def _anchor(row: object, field: str) -> Markup:
    """What a link to a row leads to."""
    name = getattr(row, field, "") if field else ""
    return Markup(' id="row-{}"').format(name) if name else Markup("")


def _row(
    values: Sequence[object],
    columns: Sequence[Column],
    heads: Sequence[str],
    right: Sequence[bool],
    words: Words,
    anchor: Markup,
) -> Markup:
    if isinstance(values[0], Span):
        return Markup('<tr class="kind {}"><th scope="colgroup" colspan="{}">{}</th></tr>\n').format(
            values[0].kind, len(columns), words.html(values[0].said)
        )
    name = cell_text(values[0], columns[0], words.language) if words.trace is not None else ""
    cells = [
        cell_html(value, column, words.inside(f"{name} · {head}" if at else head))
        for at, (value, column, head) in enumerate(zip(values, columns, heads, strict=True))
    ]
    first = Markup('<th scope="row">{}</th>').format(cells[0])
    others = [
        Markup('<td class="{}" data-label="{}"><span>{}</span></td>').format(
            ("n" if is_right else "words") + (" empty" if value in (None, "") else "") + " whole" * column.is_whole,
            head,
            cell,
        )
        for value, cell, head, is_right, column in zip(
            values[1:], cells[1:], heads[1:], right[1:], columns[1:], strict=True
        )
    ]
    return Markup("<tr{}>{}{}</tr>\n").format(anchor, first, Markup("").join(others))
