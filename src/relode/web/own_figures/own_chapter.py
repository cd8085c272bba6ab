"""What figures of the user's own are, and what they change: places before and after, figure by figure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import xarray as xr

from relode.diagnosis import Number, profile
from relode.errors import RelodeError
from relode.language import Amount, Bilingual, Sentence
from relode.outlook.one_future.predictive_record import AHEAD, Ahead
from relode.outlook.one_future.statement import predictive
from relode.panel.overrides import Override
from relode.panel.own_figures import FigureNote
from relode.places import Place, place_of
from relode.story import Block, Callout, Chapter, Column, Link, Passage, Span, Table
from relode.usual import HORIZON
from relode.vocabulary import Label, quantity
from relode.web.server.rendering import story_address

PLACES = 12
"""Places that are compared; of others it is told how many there are."""
ENDS = (0.05, 0.95)
SOURCES = ("user",)


@dataclass(frozen=True)
class ChangedFigure:
    """A figure of a place with own figures and without: `address` is that of its story."""

    place: Place
    quantity: str
    year: int
    before: Amount | None
    after: Amount | None
    address: str


Figures = Mapping[str, tuple[Amount, int, str]]
"""Key -> figure, its year and the address of its story."""


def figures_of(panel: xr.Dataset, place: Place) -> Figures:
    """What pages say first of a place: the newest of every shown quantity, and what is expected in HORIZON."""
    result = {f"{name} now": _now(place, number) for name, number in profile(panel, place).newest.items()}
    try:
        ahead = predictive(panel, place).quantities
    except RelodeError:  # a place without an outlook
        return result
    return result | {f"{name} ahead": _ahead(place, each) for name, each in ahead.items()}


def _now(place: Place, number: Number) -> tuple[Amount, int, str]:
    figure = Amount(number.value, number.unit, number.interval_90, number.sources)
    return figure, number.year, story_address(place, number) or f"/city/{place.slug}"


def _ahead(place: Place, each: Ahead) -> tuple[Amount, int, str]:
    low, middle, high = each.at((ENDS[0], 0.5, ENDS[1]))[:, AHEAD.index(HORIZON)].tolist()
    address = f"/city/{place.slug}/ahead#picture-ahead_{each.name}"
    return Amount(middle, each.unit, (low, high), each.sources), HORIZON, address


def places_of(own: Sequence[Override]) -> list[Place]:
    """The places of own figures that are compared."""
    return [place_of(code) for code in dict.fromkeys(one.place for one in own)][:PLACES]


def moved(
    own: Sequence[Override], before: Mapping[str, Figures], after: Mapping[str, Figures]
) -> tuple[ChangedFigure, ...]:
    """Every figure of the places (by code) that is another one, but for those that were given."""
    given = {(one.place, one.quantity, one.year) for one in own}
    return tuple(
        each
        for place in places_of(own)
        for each in _moved(place, before[place.code], after[place.code])
        if (each.place.code, each.quantity, each.year) not in given
    )


def _moved(place: Place, before: Figures, after: Figures) -> Iterator[ChangedFigure]:
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        shown = new or old
        if shown is not None and (old and replace(old[0], sources=())) != (new and replace(new[0], sources=())):
            yield ChangedFigure(place, key.split()[0], shown[1], old and old[0], new and new[0], shown[2])


def given_blocks(own: Sequence[Mapping[str, Any]]) -> Iterator[Block]:
    """The figures that stand on the pages now, each beside what ships."""
    columns = (
        Column("own_page.column.place", lambda row: place_of(row["place"])),
        Column("own_page.column.figure", lambda row: Label(row["quantity"]), width=2),
        Column("own_page.column.year", "year"),
        Column("own_page.column.own", _own, format="exact"),
        Column("own_page.column.shipped", lambda row: _amount(row["before"], row["quantity"]), format="exact"),
        Column("own_page.column.note", "note"),
    )
    yield Table(Sentence("own_page.given", {"count": len(own)}), columns, own, SOURCES)
    doubts = [
        Sentence(
            "own_page.doubt", {"cell": one["cell"] or str(one["line"]), "doubt": Bilingual(doubt["en"], doubt["zh"])}
        )
        for one in own
        for doubt in one["doubts"]
    ]
    if doubts:
        yield Callout((Sentence("own_page.doubts", {"count": len(doubts)}), *doubts))


def _own(row: Mapping[str, Any]) -> Link:
    address = f"/city/{place_of(row['place']).slug}/number/{row['quantity']}/{row['year']}"
    return Link(_amount(row["value"], row["quantity"]), address)


def _amount(value: float | None, name: str) -> Amount | None:
    return None if value is None else Amount(value, quantity(name).unit, None, SOURCES)


def moved_chapter(own: Sequence[Override], changes: Sequence[ChangedFigure]) -> Chapter:
    """What own figures change on the pages of their places."""
    rows: list[object] = []
    for place in places_of(own):
        here = [each for each in changes if each.place == place]
        kind = "moved" if here else "not_moved"
        rows += [Span(Sentence(f"own_page.{kind}", {"place": place, "count": len(here)})), *here]
    columns = (
        Column("own_page.column.figure", lambda row: Label(row.quantity), width=2),
        Column("own_page.column.year", "year"),
        Column("own_page.column.before", "before", format="interval", width=2),
        Column("own_page.column.after", _after, format="interval", width=2),
    )
    blocks: list[Block] = [Table(Sentence("own_page.moved_table", {}), columns, rows, SOURCES)]
    others = len({one.place for one in own}) - PLACES
    if others > 0:
        blocks.append(Passage((Sentence("own_page.others", {"count": others}),), "note"))
    return Chapter("moved", Sentence("own_page.what_changed", {}), tuple(blocks))


def _after(row: ChangedFigure) -> object:
    return None if row.after is None else Link(row.after, row.address)


def fault_table(notes: Sequence[FigureNote]) -> Table:
    """What cannot be used of a file: each cell, what stands there, and how to mend it."""
    columns = (
        Column("own_page.column.cell", "cell"),
        Column("own_page.column.stands", lambda note: note.value or None),
        Column("own_page.column.mend", lambda note: Bilingual(note.reason.say("en"), note.reason.say("zh")), width=4),
    )
    return Table(Sentence("own_page.faults", {"count": len(notes)}), columns, notes, SOURCES)
