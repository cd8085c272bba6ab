"""How the files of statistical offices lie: head lines and titles, composite heads, marks, footers (`layouts.toml`)."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from relode.errors import RelodeError
from relode.facts.readers.file_rows import FileRow
from relode.facts.readers.plain_file import NOTE
from relode.facts.readers.table_cells import fiscal_years

BETWEEN_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
"""Blanks that set the name of a place apart in a printed table."""


class Layout(BaseModel):
    """How one kind of file lies. Fields: see `layouts.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = ""
    plain: Literal["", "across", "down"] = ""
    between: str = ""
    split: str = ""
    decimal: str = ""
    year: str = ""
    zero: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    flags: str = ""
    hides: Mapping[str, str] = {}
    squeeze: bool = False
    fiscal: Literal["", "begins", "ends"] = ""

    def value(self, text: str) -> str:
        """The text of a figure without the marks of this office: zero as 0, not known as nothing, flags taken off."""
        if text in self.zero:
            return "0"
        if text in self.unknown:
            return ""
        flagged = re.fullmatch(self.flags, text) if self.flags else None
        return text if flagged is None else flagged[1]

    def year_text(self, text: str) -> str:
        """The year of a date as this office writes it, or of a fiscal year; any other text as it stands."""
        if self.fiscal and (years := fiscal_years(text)):
            return str(years[0 if self.fiscal == "begins" else 1])
        dated = re.fullmatch(self.year, text) if self.year else None
        return text if dated is None else dated[1]


@cache
def layouts() -> dict[str, Layout]:
    """The layouts that are known, by name."""
    text = files("relode.facts").joinpath("layouts.toml").read_text(encoding="utf-8")
    return {name: Layout.model_validate({"name": name, **said}) for name, said in tomllib.loads(text).items()}


def layout_of(settings: Mapping[str, Any], where: str) -> Layout:
    """The layout that a table of country.toml names, with its own marks. Raises RelodeError for an unknown one."""
    name = str(settings.get("layout", ""))
    if name and name not in layouts():
        raise RelodeError("country.no_layout", where=where, name=name, known=", ".join(layouts()))
    own: dict[str, Any] = {
        word: tuple(str(mark) for mark in settings[word]) for word in ("zero", "unknown") if word in settings
    }
    for word, known in (("fiscal", ("begins", "ends")), ("kind", ("census", "firms"))):
        if word in settings and settings[word] not in known:
            raise RelodeError("country.no_choice", where=where, word=word, value=settings[word], known=", ".join(known))
    own |= {"fiscal": settings["fiscal"]} if "fiscal" in settings else {}
    return (layouts()[name] if name else Layout()).model_copy(update=own)


def head_rows(settings: Mapping[str, Any], where: str) -> tuple[int, int] | None:
    """First and last row of the head, None where it is the first that is not empty. Raises RelodeError for no rows."""
    said = settings.get("head")
    if said is None:
        return None
    pair = said if isinstance(said, list) else [said, said]
    if len(pair) != 2 or not all(isinstance(row, int) and row > 0 for row in pair) or pair[0] > pair[1]:
        raise RelodeError("country.head_rows", where=where, value=said)
    return pair[0], pair[1]


class Lying:
    """The rows of a file under their heads; `notes` counts titles and footers that were passed over."""

    def __init__(self, rows: Iterable[FileRow], layout: Layout, head: tuple[int, int] | None, where: str) -> None:
        self.layout, self.where, self.notes = layout, where, 0
        self.is_loose = bool(layout.name or head)
        self.rows, upper = iter(rows), list[tuple[str, ...]]()
        first, last = head or (0, 0)
        for number, cells in self.rows:
            if number < first:
                self.notes += 1
                continue
            if number > last and upper:
                self.rows = chain([(number, cells)], self.rows)
                break
            upper.append(cells)
        if not upper:
            raise RelodeError("country.empty_table", where=where)
        self.width = max(len(cells) for cells in upper)
        self.parts = _parts(upper[0][0], layout)
        joined = joined_heads([[*cells, *[""] * (self.width - len(cells))] for cells in upper])
        if self.is_loose:
            joined = [head or f"column {at}" for at, head in enumerate(joined, 1)]
        squeezed = [BETWEEN_CHINESE.sub("", head) if layout.squeeze else head for head in joined]
        named = (*self.parts, *squeezed[1:]) if self.parts else tuple(squeezed)
        self.heads = tuple(map(layout.year_text, named)) if layout.fiscal else named

    def body(self) -> Iterator[FileRow]:
        """Rows below the head. Raises RelodeError for rows of another length than the head, with their numbers."""
        uneven, width = list[object](), self.width
        for number, row in self.rows:
            cells = row
            if self.is_loose:
                if (cells.count("") >= len(cells) - 1 and width > 1) or NOTE.match(cells[0]):
                    self.notes += 1
                    continue
                if len(cells) != width:
                    cells = (*cells[:width], *[""] * (width - len(cells))) if not any(cells[width:]) else cells
            if self.parts and len(cells) == width:
                cells = (*(part.strip() for part in cells[0].split(self.layout.split)), *cells[1:])
            if len(cells) != len(self.heads):
                uneven.append(f"{number} ({len(cells)})")
                continue
            if self.layout.squeeze:
                cells = tuple([BETWEEN_CHINESE.sub("", cell) for cell in cells])
            yield number, cells
        if uneven:
            raise RelodeError("override_uneven", path=self.where, offenders=uneven, width=len(self.heads))


def _parts(head: str, layout: Layout) -> tuple[str, ...]:
    """Heads in one cell, such as "freq,unit,geo\\TIME_PERIOD"; none where each has its own."""
    if not layout.split or "\\" not in head:
        return ()
    return tuple(part.strip() for part in head.rpartition("\\")[0].split(layout.split))


def joined_heads(rows: Sequence[Sequence[str]]) -> list[str]:
    """One head a column of several rows: an upper one holds for the columns right of it that have none."""
    filled = []
    for row in rows[:-1]:
        last, spread = "", list[str]()
        for cell in row:
            last = cell or last
            spread.append(last)
        filled.append(spread)
    columns = zip(*filled, rows[-1], strict=True)
    return [" / ".join(dict.fromkeys(" ".join(part.split()) for part in parts if part)) for parts in columns]
