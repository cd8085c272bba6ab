"""Accounts of a country: figures by place, quantity and year, each checked, none repaired."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import isnan
from typing import Any

import numpy as np

from relode import shipped_tables
from relode.arrays import Grid, Values
from relode.errors import RelodeError, first_three
from relode.facts.readers.country_table import CountryTable, is_census_table
from relode.facts.readers.table_cells import (
    GROUPED,
    PLAIN,
    CellFaults,
    check_padding,
    counted,
    number_reader,
    positive,
    year_of_text,
)
from relode.facts.table_labels import HIDDEN
from relode.language import Bilingual, Sentence
from relode.panel.doubt.tables import check_accounts, doubts
from relode.places import Place

FEWEST_GROUPED = 5
"""Figures of a quantity from which on three digits behind every sign are no chance: groups of thousands."""
OWN_PRACTICAL = 0.05
"""Practical size of a quantity that is the user's own: in logarithms where they are taken, else in standard deviations
over all its figures. Source: assumption, as of money."""


@dataclass(frozen=True)
class CountryQuantity:
    """A quantity: its label, whether changes are in logarithms, which change matters.

    `census`: whether censuses count it; `prices`: the year whose prices it was taken to, None for none.
    """

    name: str
    label: Bilingual
    logarithm: bool
    practical: float
    own: bool
    census: bool = False
    prices: int | None = None

    def levels(self, grid: Grid) -> Grid:
        """Figures (place, year) whose differences are its changes: logarithms or as they are, NaN of what has none."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log(np.where(grid > 0, grid, np.nan)) if self.logarithm else grid


@cache
def shipped_quantities() -> dict[str, CountryQuantity]:
    """The quantities that have a name and a label of their own."""
    return {
        row["name"]: CountryQuantity(
            row["name"],
            Bilingual(en=row["label_en"], zh=row["label_zh"]),
            row["transform"] == "ln",
            float(row["practical"]),
            own=False,
        )
        for row in shipped_tables.rows("relode.country", "country_quantities")
    }


def accounts_of(
    tables: Sequence[CountryTable], places: Sequence[Place], notices: list[Sentence]
) -> tuple[tuple[int, ...], dict[str, CountryQuantity], dict[str, Grid]]:
    """Years, quantities and their figures (place, year), each in the unit of its quantity, of all files.

    Raises RelodeError with file, row, column and fix.
    """
    known = {place.code: i for i, place in enumerate(places)}
    figures, named = dict[tuple[str, int], Values](), list[dict[str, CountryQuantity]]()
    meant, yearly, sized = dict[str, CountryQuantity](), set[str](), set[str]()
    for table in tables:
        named.append(_named(table))
        _read(table, named[-1], known, figures, notices)
        words = {each.name: each for each in named[-1].values()}
        meant = {**words, **meant}
        yearly |= set() if is_census_table(table) else set(words)
        sized |= set(_said(table, "practical"))
    if not figures:
        return (), {}, {}
    where = first_three(list(dict.fromkeys(table.where for table in tables)))
    years = tuple(range(min(year for _, year in figures), max(year for _, year in figures) + 1))
    values: dict[str, Grid] = {}
    for (name, year), column in figures.items():
        values.setdefault(name, np.full((len(places), len(years)), np.nan))[:, year - years[0]] = column
    quantities = {name: replace(meant[name], census=name not in yearly) for name in values}
    for name, each in quantities.items():
        if each.logarithm and (below := np.argwhere(values[name] < 0)).size:
            value, year = f"{values[name][tuple(below[0])]:g}", years[below[0][1]]
            raise RelodeError("country.negative", where=where, name=each.label, year=year, value=value)
        if each.own and not each.logarithm and name not in sized:  # in standard deviations of its figures
            quantities[name] = replace(each, practical=each.practical * float(np.nanstd(values[name])))
    seen = {name: [years[at] for at in np.flatnonzero(np.isfinite(grid).any(axis=0))] for name, grid in values.items()}
    apart = [name for name, at in seen.items()
             if not quantities[name].census and len(at) > 1 and min(np.diff(at)) > 1]  # fmt: skip
    if apart:
        labels, first = [quantities[name].label for name in apart], [str(year) for year in seen[apart[0]][:5]]
        notices.append(Sentence("country.notice.apart", {"labels": labels, "years": first, "name": apart[0]}))
    for key, kind in (("own_quantities", False), ("own_logarithms", True)):
        own = [each.label.en for each in quantities.values() if each.own and each.logarithm is kind]
        if own:
            notices.append(Sentence(f"country.notice.{key}", {"count": len(own), "first": ", ".join(own[:5])}))

    def cell(name: str, place: str, year: int) -> str:
        """File, row and column of a figure, in the last of the files that has it."""
        for table, words in zip(reversed(tables), reversed(named), strict=True):
            for number, head, code, word, text, _ in table.cells():
                if code == place and word in words and words[word].name == name and year_of_text(text) == year:
                    return f"{table.where} [{number}] {head}"
        return where

    order = list(dict.fromkeys(code for table in tables for code in table.places()))
    check_accounts(places, years, values, where, order, tables[0].columns["place"])
    notices += doubts(tables, places, years, values, cell)
    return years, quantities, values


def _read(
    table: CountryTable,
    words: Mapping[str, CountryQuantity],
    known: Mapping[str, int],
    figures: dict[tuple[str, int], Values],
    notices: list[Sentence],
) -> None:
    """The figures of a file, in the unit of their quantity, into those by quantity and year, (place,) each.

    Raises RelodeError for cells that cannot be read, or that are not what another row or file has, and for none.
    """
    faults, names = CellFaults(table.where), {each.name for each in words.values()}
    tell_left_out(table.places(), known, table.where, notices)
    scale = _said(table, "scale") if isinstance(table.settings.get("scale", {}), dict) else None
    if scale is None or set(scale) - names:
        raise RelodeError("country.scale", where=table.where, known=sorted(names))
    times = {name: positive(table.where, f"scale.{name}", scale.get(name, 1.0)) for name in names}
    read, is_usual = number_reader(table.decimal), PLAIN[table.decimal].fullmatch
    empty = filled = 0
    for number, head, code, word, year_text, text in table.cells():
        if code not in known:
            continue
        year = faults.tried(number, table.columns.get("year", head), year_text, year_of_text)
        value = float(text.replace(",", ".")) if is_usual(text) else faults.tried(number, head, text, read)
        if value is None or year is None:
            empty += value is None
            continue
        filled, name, row = filled + 1, words[word].name, known[code]
        if (name, int(year)) not in figures:
            figures[name, int(year)] = np.full(len(known), np.nan)
        column = figures[name, int(year)]
        if isnan(before := column[row]):
            column[row] = value * times[name]
        elif before != value * times[name]:
            other = f"{before / times[name]:g}"
            faults.add(number, head, text, RelodeError("country.two_rows", other=other))
    faults.stop()
    if not filled:
        raise RelodeError("country.empty_table", where=table.where)
    if empty:
        notices.append(Sentence("country.notice.empty_cells", {"count": empty, "where": table.where}))


def tell_left_out(codes: Iterable[str], known: Collection[str], where: str, notices: list[Sentence]) -> None:
    """Tell of places that are not known and left out. Raises RelodeError for codes that lost their leading zeros."""
    strange = sorted(set(codes) - set(known))
    check_padding(strange, set(known), where)
    if strange:
        notices.append(Sentence("country.notice.left_out", counted(where, strange)))


def _words(table: CountryTable) -> list[str]:
    """Words for quantities that have a figure.

    Raises RelodeError where all figures of one read like thousands of a country with the other sign.
    """
    grouped, figures = re.compile(rf"\d{{1,3}}{re.escape(table.decimal)}\d{{3}}"), dict[str, list[str]]()
    for _, _, _, word, _, text in table.cells():
        if (cell := text.strip()) and cell.casefold() not in HIDDEN:
            figures.setdefault(word, []).append(cell)
    for word, texts in figures.items():
        if len(texts) >= FEWEST_GROUPED and all(map(grouped.fullmatch, texts)):
            other = "," if table.decimal == "." else "."
            raise RelodeError("country.thousands", where=table.where, word=word, value=texts[0], decimal=other)
    return list(figures)


def _named(table: CountryTable) -> dict[str, CountryQuantity]:
    """Word of the file -> quantity: as the description says, as the shipped words say, else one of the user's own."""
    if table.decimal not in GROUPED:
        raise RelodeError("country.decimal", value=table.decimal)
    words, quantities = _words(table), dict[str, CountryQuantity]()
    asked = {word: _called(name) for name, word in dict(table.settings.get("quantities", {})).items()}
    practical, logarithms = _said(table, "practical"), {_plain(name) for name in table.settings.get("logarithms", ())}
    for word in words:
        name = asked.get(word) or _called(word)
        own = CountryQuantity(name, Bilingual(en=word, zh=word), name in logarithms, OWN_PRACTICAL, own=True)
        known = shipped_quantities().get(name, own)
        if twice := [other for other, each in quantities.items() if each.name == name]:
            raise RelodeError("country.quantity_twice", where=table.where, words=[*twice, word], name=name)
        size = positive(table.where, f"practical.{name}", practical.get(name, known.practical))
        quantities[word] = replace(known, practical=size)
    strange = logarithms - {each.name for each in quantities.values() if each.own}
    if absent := [*(word for word in asked if word not in words), *sorted(strange)]:
        raise RelodeError("country.quantity_absent", where=table.where, words=absent, found=words)
    return quantities


def _said(table: CountryTable, what: str) -> dict[str, Any]:
    """Quantity -> what the description gives for it (practical sizes, scales), as it stands there."""
    return {_called(name): value for name, value in dict(table.settings.get(what, {})).items()}


@cache
def _aliases() -> dict[str, str]:
    """Word for a quantity, in small letters -> its name."""
    return {
        alias: row["name"]
        for row in shipped_tables.rows("relode.country", "country_quantities")
        for alias in row["aliases"].split(";")
    }


def _called(word: str) -> str:
    """The name of the quantity that a word means, of ours or of the user's own."""
    return _aliases().get(_plain(word), _plain(word))


def _plain(word: str) -> str:
    return re.sub(r"[\s-]+", "_", unicodedata.normalize("NFC", word).strip().casefold())
