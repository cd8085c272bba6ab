"""Rows of tables that are no numbers of a place and year: a mine, a norm, a row of law or policy, what was left out."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated

from relode.errors import RelodeError, first_three
from relode.facts import rows
from relode.facts.shipped import coded_columns
from relode.language import Amount, Word
from relode.language.spoken import unit_words
from relode.panel.doubt import reason_of
from relode.places import Place, by_code, find, official
from relode.record import Doc, Record
from relode.vocabulary import Label, quantities

KINDS = {
    "mine": (("coal_mines_gem", "gem_id"),),
    "norm": (("service_norms", "id"),),
    "law": (("law", "id"),),
    "channel": (("funding_channels", "id"),),
    "sum": (("funding_channel_sums", "id"),),
    "rule": (("planning_rules", "id"),),
    "effect": (("effects_common_scale", "effect_id"),),
    "parameter": (("deal_parameters", "id"),),
    "deal": (("deals_china", "id"), ("deals_abroad", "id")),
    "rate": (("deal_rates_china", "id"), ("deal_rates_abroad", "id")),
    "excluded": (("excluded", "place"),),
    "flagged": (("added_flags", "place"),),
}
"""Kind of row -> the tables that hold it, and the column of its key. Their names are no names of places."""
BY_PLACE = ("excluded", "flagged")
"""Kinds whose key is a place: its figures that were left out, and those that were flagged here."""
ALL = "all"
"""The key of every place."""
_TABLES_BY_PLACE = tuple(table for kind in BY_PLACE for table, _ in KINDS[kind])


@dataclass(frozen=True)
class TableRow(Record):
    """A row of a table as it ships: the cells that have something in them."""

    table: Annotated[str, Doc("table of the facts")]
    row: Annotated[int, Doc("line of the table, header = 1")]
    cells: Annotated[dict[str, str], Doc("column -> what stands in it", shape="column")]

    @property
    def words(self) -> tuple[tuple[object, object], ...]:
        """Label and content of each cell, for sentences: quantities with their unit, coded words by their names."""
        kinds = {c["column"]: c["kind"] for c in coded_columns() if c["table"] == self.table and c["several"] == "0"}
        reasons = {"reason": reason_of(self.cells)} if self.table in _TABLES_BY_PLACE else {}
        return tuple(
            (_label(column), reasons.get(column) or _content(column, cell, kinds.get(column, "")))
            for column, cell in self.shown
        )

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        """The cells without those of the source, told by its title, and of the numbers that the reason tells."""
        return tuple((column, cell) for column, cell in self.cells.items() if column not in ("source", "beside"))


@dataclass(frozen=True)
class RowExplanation(Record):
    """A mine, norm, row of law, channel, sum, rule, effect, parameter, deal or rate, and the rows that hold it."""

    kind: Annotated[str, Doc("kind of row")]
    key: Annotated[str, Doc("its key in the table")]
    rows: Annotated[tuple[TableRow, ...], Doc("its rows", shape="row")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]


def explain_row(kind: str, key: str) -> RowExplanation:
    """The rows of a mine, a norm, a row of law and others (KINDS) by their key, whatever its case; figures of a place
    that were left out or flagged by its name, or those of every place, grouped by reason, by "all".

    Raises RelodeError for an unknown kind or place, or a key that no row has, with near ones.

    Example:
        >>> found = rl.diagnosis.explain_row("mine", "M1156")
        >>> found.rows[0].table, found.rows[0].row, found.rows[0].cells["mine_capacity"]
        ('coal_mines_gem', 1073, '4500000')
    """
    if kind not in KINDS:
        raise RelodeError("unknown_row_kind", kind=kind, kinds=list(KINDS))
    place = find(key) if kind in BY_PLACE and key != ALL else None
    key = place.code if place else key
    held = [
        TableRow(table, line, {column: cell for column, cell in row.items() if cell})
        for table, column in KINDS[kind]
        for line, row in enumerate(rows(table), 2)
        if row[column].casefold() == key.casefold() or (kind in BY_PLACE and key == ALL)
    ]
    if key == ALL:
        held.sort(key=lambda each: each.cells["reason"])
    if place and not held:
        raise RelodeError("no_figure_left_out", kind=kind, place=place.slug, where=f"{KINDS[kind][0][0]}.csv")
    if not held:
        keys = [row[column] for table, column in KINDS[kind] for row in rows(table)]
        near = get_close_matches(key, keys, 3, 0.3) or keys[:3]
        where = ", ".join(f"{table}.csv" for table, _ in KINDS[kind])
        raise RelodeError("unknown_row_key", kind=kind, key=key, where=where, near=first_three(near))
    sources = tuple(dict.fromkeys(source for each in held for source in each.cells["source"].split(";")))
    return RowExplanation(kind, key, tuple(held), sources)


def _label(column: str) -> object:
    return Label(column) if column in quantities() else Word("column", column)


def _content(column: str, cell: str, kind: str) -> object:
    if column in quantities():
        return Amount(float(cell), quantities()[column].unit)
    if column == "quantity" and cell in quantities():
        return Label(cell)
    if kind == "place":
        return by_code()[cell]
    if kind == "unit":
        return unit_words(cell)
    return Word(kind, cell) if kind and kind != "place_or_county" else cell


def applied(place: Place) -> list[dict[str, str]]:
    """Rows of `policy_events.csv` that named the place, or all places of a list on which it is; oldest first."""
    named = {row["event_id"] for row in rows("policy_event_places") if row["place"] == place.code}
    lines = [row for row in rows("policy_events") if row["event_id"] in named or _by_list(row["treated_list"], place)]
    return sorted(lines, key=lambda row: row["date"])


def _by_list(treated: str, place: Place) -> bool:
    entry = official().get(place.code)
    if entry is None:
        return False
    batch = re.fullmatch(r"resource_cities\.csv exhausted_year=(\d{4})", treated)
    if batch:
        return entry.is_exhausted and entry.exhausted_year == int(batch[1])
    return treated == "resource_cities.csv" or "resource-based" in treated
