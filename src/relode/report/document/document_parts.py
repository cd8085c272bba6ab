"""What a document is made of before it has a format: headings, passages, tables, pictures, fields to be filled."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass

from relode.language import ByLanguage, Clauses, Figure, Sentence
from relode.plan.making.plan_text import band_sources

Cell = object
"""A cell of a table: a sentence, a figure, a name, a list of these, a `Blank`, `MoneyCell`, `Shade` or plain text."""


@dataclass(frozen=True)
class Blank:
    """A field that the reader fills, because no source of this project holds it; `name` is a key of its label."""

    name: str

    @property
    def label(self) -> Sentence:
        """What is to be filled in."""
        return Sentence(f"document.blank.{self.name}", {})


@dataclass(frozen=True)
class MoneyCell:
    """Yuan in a column whose head says the unit: 100 million yuan in Chinese, million yuan in English."""

    yuan: float


@dataclass(frozen=True)
class Shade:
    """A cell of a Gantt chart: 0 nothing, 1 being built up, 2 at the full dose."""

    strength: int


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 begins a chapter."""

    said: Sentence
    level: int


@dataclass(frozen=True)
class Passage:
    """Sentences in one paragraph. `kind`: body, bullet or note; `sources` of figures that have none of their own."""

    said: tuple[object, ...]
    kind: str = "body"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """A table: caption, head, rows, and the width of each column as a part of the page."""

    caption: Sentence
    head: tuple[object, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class PictureSpot:
    """The place of a picture, by its key; `width` is a part of the text's."""

    picture: str
    width: float = 0.84


Block = Heading | Passage | Grid | PictureSpot


@dataclass(frozen=True)
class Chapter:
    """A chapter under its heading: that of a plan's chapter where none is `said`."""

    key: str
    blocks: tuple[Block, ...]
    said: Sentence | None = None

    @property
    def heading(self) -> Sentence:
        """Its heading, with its number."""
        return self.said or Sentence(f"document.chapter.{self.key}", {})


def heading(key: str, level: int = 2) -> Heading:
    """The heading of a section."""
    return Heading(Sentence(f"document.section.{key}", {}), level)


def body(*said: object, sources: Sequence[str] = ()) -> Passage:
    """A paragraph; what is None is left out."""
    return Passage(tuple(each for each in said if each is not None), "body", tuple(sources))


def bullets(said: Iterable[object], sources: Sequence[str] = ()) -> tuple[Passage, ...]:
    """A list, one paragraph a sentence; what is None is left out."""
    return tuple(Passage((each,), "bullet", tuple(sources)) for each in said if each is not None)


def note(*said: object, sources: Sequence[str] = ()) -> Passage:
    """A paragraph in small letters, below a table."""
    return Passage(said, "note", tuple(sources))


def heads(stem: str, *names: str) -> tuple[Sentence, ...]:
    """Heads of columns."""
    return tuple(Sentence(f"document.{stem}.{name}", {}) for name in names)


def parts_of(value: object) -> Iterator[object]:
    """Every part of a value that a reader sees: itself, then what it is made of."""
    yield value
    if isinstance(value, Sentence):
        inner: Iterable[object] = value.values.values()
    elif isinstance(value, list | tuple):
        inner = value
    elif isinstance(value, Figure):
        inner = ()
    elif isinstance(value, Clauses | ByLanguage | Passage | Grid | Chapter | Heading) and is_dataclass(value):
        inner = [getattr(value, each.name) for each in fields(value) if each.name != "sources"]
    else:
        inner = ()
    for each in inner:
        yield from parts_of(each)


def figures_of(value: object) -> list[Figure]:
    """Every figure in it, in order."""
    return [each for each in parts_of(value) if isinstance(each, Figure)]


def sources_of(block: Passage | Grid) -> tuple[str, ...]:
    """Keys of the sources of its figures; a figure without any has those of the block.

    Of a published effect those of its table; books and papers are cited beside the evidence.
    """
    texts: list[str] = []
    for figure in figures_of(block):
        texts.extend(getattr(figure, "sources", ()) or block.sources)
    if not texts and isinstance(block, Grid):
        texts.extend(block.sources)
    return band_sources(texts)


def blanks_of(chapters: Sequence[Chapter]) -> tuple[Blank, ...]:
    """Every field to be filled, once, in the order of the document."""
    return tuple(dict.fromkeys(each for each in parts_of(list(chapters)) if isinstance(each, Blank)))
