"""What every page, document, workbook and terminal answer is made of: chapters of blocks, without a format."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, is_dataclass

from relode.language import ByLanguage, Clauses, Sentence, is_figure
from relode.story.columns import Cited, Column, Span


@dataclass(frozen=True)
class Heading:
    """A heading below that of its chapter, which is of level 1."""

    said: Sentence
    level: int = 2


@dataclass(frozen=True)
class Blank:
    """A field that the reader fills, because no source of this project holds it.

    `key` is that of the sentence that names it, `bureaus` are keys of those that have it, `proposal` what facts
    propose to write there, where they do.
    """

    key: str
    bureaus: tuple[str, ...] = ()
    proposal: Sentence | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """The last part of its key."""
        return self.key.rpartition(".")[2]

    @property
    def label(self) -> Sentence:
        """What is to be filled in."""
        return Sentence(self.key, {})


Said = Sentence | Blank
"""What stands in a paragraph."""


@dataclass(frozen=True)
class Passage:
    """Sentences (and fields to be filled) in one paragraph.

    `kind`: body, bullet, or note in small letters; `sources` of figures that have none of their own.
    """

    said: tuple[Said, ...]
    kind: str = "body"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: a row of cells for each record of `rows`; a `Span` among them heads those below it.

    Without a caption the heading above says what it shows.
    `sources` of figures that have none of their own; a `folded` table is opened by the reader of a page. `sheet` is the
    key of its name in a workbook (`workbook.sheet`, `workbook.about`), "" where it has none there.
    `anchor` is the field of a record that names its row, for links to `#row-NAME`.
    """

    caption: Sentence | None
    columns: tuple[Column, ...]
    rows: Sequence[object]
    sources: tuple[str, ...] = ()
    folded: bool = False
    sheet: str = ""
    anchor: str = ""

    def cells(self) -> Iterator[tuple[object, ...]]:
        """The values of each record in the order of the columns; a `Span` stands alone."""
        for row in self.rows:
            yield (row,) if isinstance(row, Span) else tuple(column.value(row) for column in self.columns)


@dataclass(frozen=True)
class PictureSpot:
    """The place of a picture, by its key; `width` is a part of the text's."""

    picture: str
    width: float = 0.84


@dataclass(frozen=True)
class Steps:
    """What to do, in order, one sentence a step."""

    said: tuple[Sentence, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Callout:
    """What must not be overlooked; `kind` is a verdict (`decisions.rule.ORDER`) or "note"."""

    said: tuple[Sentence, ...]
    kind: str = "note"
    sources: tuple[str, ...] = ()


Block = Heading | Passage | Table | PictureSpot | Blank | Steps | Callout
PARTED = (Passage, Table, Steps, Callout, Heading)


@dataclass(frozen=True)
class Chapter:
    """A chapter: the key by which a medium chooses it, its heading, its blocks."""

    key: str
    heading: Sentence
    blocks: tuple[Block, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of its passages."""
        passages = (block for block in self.blocks if isinstance(block, Passage))
        return tuple(said for passage in passages for said in passage.said if isinstance(said, Sentence))

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the sources that its blocks rest on."""
        return tuple(dict.fromkeys(key for block in self.blocks for key in getattr(block, "sources", ())))


def parts_of(value: object) -> Iterator[object]:
    """Every part of a value that a reader sees: itself, then what it is made of."""
    yield value
    if isinstance(value, Sentence):
        inner: Iterable[object] = value.values.values()
    elif isinstance(value, list | tuple):
        inner = value
    elif isinstance(value, Cited):
        inner = [value.shown]
    elif isinstance(value, Table):
        inner = [value.caption, *(column.head for column in value.columns), *value.cells()]
    elif is_figure(value):
        inner = ()
    elif isinstance(value, (Clauses, ByLanguage, Chapter, Span, *PARTED)) and is_dataclass(value):
        inner = [getattr(value, each.name) for each in fields(value) if each.name != "sources"]
    else:
        inner = ()
    for each in inner:
        yield from parts_of(each)


def block_sources(block: Block) -> tuple[str, ...]:
    """Keys of the sources of the figures of a block; a figure without any has those of the block."""
    own: tuple[str, ...] = getattr(block, "sources", ())
    keys: list[str] = []
    for each in parts_of(block):
        if isinstance(each, Cited) or is_figure(each):
            keys.extend(getattr(each, "sources", ()) or own)
    return tuple(dict.fromkeys(keys or (own if isinstance(block, Table) else ())))


def blanks_of(chapters: Sequence[Chapter]) -> tuple[Blank, ...]:
    """Every field to be filled, once, in the order of the chapters."""
    return tuple(dict.fromkeys(each for each in parts_of(list(chapters)) if isinstance(each, Blank)))
