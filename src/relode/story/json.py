"""Chapters as plain objects for JSON: sentences in one language, figures as numbers with unit, interval and sources."""

from typing import Any

from relode.language import Language, is_figure, plain_value, spoken
from relode.story.blocks import Blank, Block, Callout, Chapter, Heading, Passage, PictureSpot, Steps, Table
from relode.story.columns import Cited, Link, Shade, Span


def chapter_object(chapter: Chapter, language: Language) -> dict[str, Any]:
    """Key, heading and blocks of a chapter."""
    blocks = [block_object(block, language) for block in chapter.blocks]
    return {"key": chapter.key, "heading": spoken(chapter.heading, language), "blocks": blocks}


def block_object(block: Block, language: Language) -> dict[str, Any]:
    """A block with its `kind`."""
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": spoken(block.said, language)}
    if isinstance(block, Table):
        columns = [{"name": spoken(each.head, language), "unit": each.unit} for each in block.columns]
        rows = [[cell_object(value, language) for value in values] for values in block.cells()]
        caption = None if block.caption is None else spoken(block.caption, language)
        return {"kind": "table", "caption": caption, "columns": columns, "rows": rows, "sources": [*block.sources]}
    if isinstance(block, Blank):
        return {"kind": "blank", **cell_object(block, language)}
    if isinstance(block, PictureSpot):
        return {"kind": "picture", "picture": block.picture}
    kind = {Passage: "passage", Steps: "steps", Callout: "callout"}[type(block)]
    said = [cell_object(each, language) for each in block.said]
    form = {} if isinstance(block, Steps) else {"form": block.kind}
    return {"kind": kind, **form, "said": said, "sources": [*block.sources]}


def cell_object(value: object, language: Language) -> Any:
    """A cell or a sentence: a figure as an object, words as text, what is not there as null."""
    if value is None or isinstance(value, str | int):
        return value
    if is_figure(value):
        ends = None if value.interval_90 is None else [*value.interval_90]
        sources = [*getattr(value, "sources", ())]
        return {"value": value.value, "unit": value.unit, "interval_90": ends, "sources": sources}
    if isinstance(value, Blank):
        return {"to_fill": spoken(value.label, language), "name": value.name}
    if isinstance(value, Link | Cited):
        return cell_object(value.shown, language)
    if isinstance(value, Shade):
        return value.strength
    if isinstance(value, Span):
        return {"span": spoken(value.said, language), "form": value.kind}
    if isinstance(value, list | tuple):
        return [cell_object(each, language) for each in value]
    return str(plain_value(value, language))
