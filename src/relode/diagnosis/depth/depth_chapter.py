"""How a chapter of the diagnosis in depth is put together: sentences as bullets, then tables that are folded away."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from relode.language import Sentence
from relode.places import Place
from relode.story import Chapter, Column, Passage, Table


def chapter_of(key: str, said: Iterable[Sentence], tables: Iterable[Table], sources: tuple[str, ...]) -> Chapter:
    """The chapter `key`: a bullet a sentence, then its tables that have rows."""
    bullets = (Passage((each,), "bullet", sources) for each in said)
    return Chapter(key, Sentence(f"depth.chapter.{key}", {}), (*bullets, *(each for each in tables if each.rows)))


def table_of(key: str, columns: Iterable[Column], rows: Sequence[object], sources: tuple[str, ...]) -> Table:
    """The table `key`, opened by the reader of a page."""
    return Table(Sentence(f"depth.table.{key}", {}), tuple(columns), rows, sources, folded=True)


def column(name: str, field: str | Callable[[Any], object], style: str = "interval") -> Column:
    """A column whose figures bring their units."""
    return Column(f"depth.column.{name}", field, format=style)


@dataclass(frozen=True)
class ProvinceOf:
    """The name of a place's province, without the word that tells it from cities."""

    place: Place

    def name(self, language: str) -> str:
        """The name in `language`."""
        return self.place.province_zh if language == "zh" else self.place.province_en


def span(start: int, end: int) -> Sentence:
    """A cell with two years."""
    return Sentence("depth.cell.span", {"start": start, "end": end})


def verdict(name: str) -> Sentence:
    """A cell with a verdict."""
    return Sentence(f"depth.verdict.{name.replace(' ', '_')}", {})
