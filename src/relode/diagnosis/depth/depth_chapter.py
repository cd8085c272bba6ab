"""A chapter of the diagnosis in depth: sentences and tables whose cells are sentences, for text and report alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from relode.language import Amount, Sentence
from relode.places import Place


@dataclass(frozen=True)
class DepthTable:
    """A table with its caption; every cell is a sentence, the first column holds labels."""

    key: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Sentence, ...], ...]

    @property
    def caption(self) -> Sentence:
        """What the table shows."""
        return Sentence(f"depth.table.{self.key}", {})

    @property
    def head(self) -> tuple[Sentence, ...]:
        """Heads of the columns."""
        return tuple(Sentence(f"depth.column.{column}", {}) for column in self.columns)


@dataclass(frozen=True)
class DepthChapter:
    """A chapter: its key, what it says, its tables, and the keys of its sources."""

    key: str
    sentences: tuple[Sentence, ...]
    tables: tuple[DepthTable, ...]
    sources: tuple[str, ...]

    @property
    def title(self) -> Sentence:
        """The title of the chapter."""
        return Sentence(f"depth.chapter.{self.key}", {})


@dataclass(frozen=True)
class ProvinceOf:
    """The name of a place's province, without the word that tells it from cities."""

    place: Place

    def name(self, language: str) -> str:
        """The name in `language`."""
        return self.place.province_zh if language == "zh" else self.place.province_en


def cell(value: object, style: str = "plain") -> Sentence:
    """A cell of a table; None is a dash. Styles: plain, sign, interval."""
    return Sentence("depth.cell.none", {}) if value is None else Sentence(f"depth.cell.{style}", {"value": value})


def share(value: float | None, interval: Sequence[float] | None = None, style: str = "sign") -> Sentence:
    """A cell with a share."""
    if value is None:
        return cell(None)
    return cell(Amount(value, "share", (interval[0], interval[1]) if interval else None), style)


def span(start: int, end: int) -> Sentence:
    """A cell with two years."""
    return Sentence("depth.cell.span", {"start": start, "end": end})


def verdict(name: str) -> Sentence:
    """A cell with a verdict."""
    return Sentence(f"depth.verdict.{name.replace(' ', '_')}", {})
