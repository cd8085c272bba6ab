"""What a document is given beside its chapters: pictures, what stands before them, its list of sources."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from relode.language import Sentence
from relode.story.blocks import Blank, Chapter, Passage, block_sources


@dataclass(frozen=True)
class DrawnPicture:
    """A picture as it is put in: PNG, its caption, what its marks mean, what it shows in words, its sources."""

    png: bytes
    caption: Sentence
    legend: Sentence
    told: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Front:
    """What stands before the chapters: title, its second line, what to know, fields, and the gist."""

    title: Sentence
    subtitle: Sentence
    notes: tuple[Sentence, ...]
    blanks: tuple[Blank, ...]
    gist: tuple[Passage, ...]
    head: Sentence


@dataclass(frozen=True)
class SourceList:
    """How a document names its sources.

    `listed`: the keys of the list that keys of figures stand for; `entry`: what the list says of a key.
    """

    listed: Callable[[Iterable[str]], tuple[str, ...]]
    entry: Callable[[str], Sentence]

    def of(self, chapters: Sequence[Chapter]) -> tuple[str, ...]:
        """Keys of all sources of chapters in the order of their first use."""
        keys = (key for chapter in chapters for block in chapter.blocks for key in block_sources(block))
        return self.listed(dict.fromkeys(keys))
