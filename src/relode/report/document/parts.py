"""How the chapters of the document are put together: headings, passages, tables, fields to be filled."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import itemgetter

from relode.language import Language, Sentence
from relode.story.blocks import Blank, Block, Chapter, Heading, Passage, Said, Table
from relode.story.columns import STEADY, Column

Cell = object
"""A cell of a table: a sentence, a figure, a name, a list of these, a `Blank`, `Shade` or plain text."""


def chapter(key: str, blocks: Iterable[Block]) -> Chapter:
    """A chapter of a transition plan under its numbered heading."""
    return Chapter(key, Sentence(f"document.chapter.{key}", {}), tuple(blocks))


def blank(name: str) -> Blank:
    """A field of the document."""
    return Blank(f"document.blank.{name}")


def grid(
    caption: Sentence,
    head: Sequence[Sentence],
    rows: Iterable[Sequence[Cell]],
    widths: Sequence[float],
    sources: tuple[str, ...] = (),
    yuan_from: int | None = None,
) -> Table:
    """A table whose rows are cells already; columns from `yuan_from` on are of yuan, whose unit a caption names."""
    named = enumerate(zip(head, widths, strict=True))
    columns = [Column(name, itemgetter(at), width=width) for at, (name, width) in named]
    if yuan_from is not None:
        steady = [replace(each, unit="yuan", format=STEADY, unit_in_head=False) for each in columns[yuan_from:]]
        columns[yuan_from:] = steady
    return Table(caption, tuple(columns), tuple(rows), sources)


def heading(key: str, level: int = 2) -> Heading:
    """The heading of a section."""
    return Heading(Sentence(f"document.section.{key}", {}), level)


def body(*said: Said | None, sources: Sequence[str] = ()) -> Passage:
    """A paragraph; what is None is left out."""
    return Passage(tuple(each for each in said if each is not None), "body", tuple(sources))


def bullets(said: Iterable[Said | None], sources: Sequence[str] = ()) -> tuple[Passage, ...]:
    """A list, one paragraph a sentence; what is None is left out."""
    return tuple(Passage((each,), "bullet", tuple(sources)) for each in said if each is not None)


def note(*said: Said, sources: Sequence[str] = ()) -> Passage:
    """A paragraph in small letters, below a table."""
    return Passage(said, "note", tuple(sources))


def heads(stem: str, *names: str) -> tuple[Sentence, ...]:
    """Heads of columns."""
    return tuple(Sentence(f"document.{stem}.{name}", {}) for name in names)


def document_name(language: Language) -> str:
    """The file of the document in a run folder."""
    return f"plan.{language}.docx"
