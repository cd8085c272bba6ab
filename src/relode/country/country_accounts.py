"""Accounts of a country: figures by place, quantity and year, each checked, none repaired."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from relode import shipped_tables
from relode.arrays import Grid
from relode.country.country_checks import check_accounts, doubts
from relode.errors import RelodeError
from relode.facts.readers.country_files import CountryTable
from relode.facts.readers.table_cells import (
    GROUPED,
    YEAR,
    CellFaults,
    check_padding,
    counted,
    number_reader,
    positive,
    year_of_text,
)
from relode.facts.table_labels import HIDDEN
from relode.language import Bilingual, Sentence
from relode.places import Place

FEWEST_GROUPED = 5
"""Figures of a quantity from which on three digits behind every sign are no chance: groups of thousands."""
OWN_PRACTICAL = 0.05
"""Practical size of a quantity that is the user's own: in logarithms where they are taken, else in standard deviations
over all its figures. Source: assumption, as of money."""


@dataclass(frozen=True)
class CountryQuantity:
    """A quantity of the accounts: its label, whether changes are taken in logarithms, and which change matters."""

    name: str
    label: Bilingual
    logarithm: bool
    practical: float
    own: bool


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
    table: CountryTable | None, places: Sequence[Place], decimal: str, notices: list[Sentence]
) -> tuple[tuple[int, ...], dict[str, CountryQuantity], dict[str, Grid]]:
    """Years, quantities and their figures (place, year), each in the unit of its quantity.

    Raises RelodeError with file, row, column and remedy.
    """
    if table is None:
        return (), {}, {}
    if decimal not in GROUPED:
        raise RelodeError("country.decimal", value=decimal)
    known = {place.code: i for i, place in enumerate(places)}
    faults = CellFaults(table.where)
    strange = sorted({code for _, _, code, _, _, _ in _cells_of(table)} - known.keys())
    check_padding(strange, set(known), table.where)
    if strange:
        notices.append(Sentence("country.notice.left_out", counted(table.where, strange)))
    read, empty = number_reader(decimal), 0
    figures: dict[tuple[str, int], list[float | None]] = {}
    for number, head, code, word, year_text, text in _cells_of(table):
        if code not in known:
            continue
        year = faults.tried(number, table.columns.get("year", head), year_text, year_of_text)
        value = faults.tried(number, head, text, read)
        if value is None or year is None:
            empty += value is None
            continue
        column = figures.get((word, int(year)))
        if column is None:
            column = figures[word, int(year)] = [None] * len(places)
        before = column[known[code]]
        if before is None:
            column[known[code]] = value
        elif before != value:
            faults.add(number, head, text, RelodeError("country.two_values", other=f"{before:g}"))
    faults.stop()
    _check_thousands(table, decimal)
    if not figures:
        raise RelodeError("country.empty_table", where=table.where)
    if empty:
        notices.append(Sentence("country.notice.empty_cells", {"count": empty, "where": table.where}))
    result = _grids(table, figures, len(places), notices)
    order = list(dict.fromkeys(code for _, _, code, _, _, _ in _cells_of(table)))
    check_accounts(places, result[0], result[2], table.where, order)
    notices += doubts(table, places, result[0], result[2])
    return result


def _grids(
    table: CountryTable, figures: Mapping[tuple[str, int], list[float | None]], places: int, notices: list[Sentence]
) -> tuple[tuple[int, ...], dict[str, CountryQuantity], dict[str, Grid]]:
    """Years, quantities and grids (place, year) of figures by word and year, (place,), in the unit of the table."""
    words = list(dict.fromkeys(word for word, _ in figures))
    quantities = _named(table, words)
    own = [each for each in quantities.values() if each.own]
    for key, kind in (("own_quantities", False), ("own_logarithms", True)):
        labels = [each.label.en for each in own if each.logarithm is kind]
        if labels:
            notices.append(Sentence(f"country.notice.{key}", {"count": len(labels), "first": ", ".join(labels[:5])}))
    years = tuple(range(min(year for _, year in figures), max(year for _, year in figures) + 1))
    scale = _scales(table, {each.name for each in quantities.values()})
    values = {each.name: np.full((places, len(years)), np.nan) for each in quantities.values()}
    for (word, year), column in figures.items():
        name = quantities[word].name
        values[name][:, year - years[0]] = np.array(column, dtype=np.float64) * scale.get(name, 1.0)
    for word, each in quantities.items():
        grid = values[each.name]
        if each.own and not each.logarithm and each.name not in _practical(table):
            quantities[word] = replace(each, practical=each.practical * float(np.nanstd(grid)))
        if each.logarithm and (grid[np.isfinite(grid)] < 0).any():
            at = np.argwhere(grid < 0)[0]
            raise RelodeError(
                "country.negative", where=table.where, name=each.label, year=years[at[1]], value=f"{grid[tuple(at)]:g}"
            )
    return years, {each.name: each for each in quantities.values()}, values


def _check_thousands(table: CountryTable, decimal: str) -> None:
    """Raises RelodeError where all figures of a quantity read like thousands of a country with the other sign."""
    grouped = re.compile(rf"\d{{1,3}}{re.escape(decimal)}\d{{3}}")
    others, alike = set[str](), dict[str, list[str]]()
    for _, _, _, word, _, cell in _cells_of(table):
        text = cell.strip()
        if word in others or not text or text.casefold() in HIDDEN:
            continue
        if grouped.fullmatch(text):
            alike.setdefault(word, []).append(text)
        else:
            others.add(word)
    for word, texts in alike.items():
        if word not in others and len(texts) >= FEWEST_GROUPED:
            raise RelodeError(
                "country.thousands",
                where=table.where,
                word=word,
                value=texts[0],
                decimal="," if decimal == "." else ".",
            )


def _cells_of(table: CountryTable) -> Iterator[tuple[int, str, str, str, str, str]]:
    """(row, head of the value, place, word of the quantity, year, value) of each cell, for all three layouts."""
    columns = table.columns
    place, year, quantity = columns["place"], columns.get("year"), columns.get("quantity")
    if year and quantity and "value" in columns:
        value = columns["value"]
        return ((n, value, c[place], c[quantity], c[year], c[value]) for n, c in table.lines)
    taken = set(columns.values()) | {head for head in table.heads if head.lower() in ("name", "region", "place_name")}
    if year and not quantity:
        taken -= {columns["value"]} if "value" in columns else set()
        heads = [head for head in table.heads if head not in taken and head]
        return ((n, h, c[place], h, c[year], c[h]) for n, c in table.lines for h in heads)
    years = [head for head in table.heads if YEAR.fullmatch(head)]
    if quantity and years:
        return ((n, h, c[place], c[quantity], h, c[h]) for n, c in table.lines for h in years)
    raise RelodeError("country.layout", where=table.where, found=list(table.heads))


def _named(table: CountryTable, words: Sequence[str]) -> dict[str, CountryQuantity]:
    """Word of the file -> quantity: as the description says, as the shipped words say, else one of the user's own."""
    aliases = _aliases()
    said = {_plain(name): word for name, word in dict(table.settings.get("quantities", {})).items()}
    asked = {word: aliases.get(name, name) for name, word in said.items()}
    absent = [word for word in asked if word not in words]
    if absent:
        raise RelodeError("country.quantity_absent", where=table.where, words=absent, found=list(words))
    quantities: dict[str, CountryQuantity] = {}
    practical, logarithms = _practical(table), {_plain(name) for name in table.settings.get("logarithms", ())}
    for word in words:
        plain = _plain(word)
        name = asked.get(word) or aliases.get(plain)
        known = shipped_quantities().get(name or "")
        if known is None:
            own = name or plain
            known = CountryQuantity(own, Bilingual(en=word, zh=word), own in logarithms, OWN_PRACTICAL, own=True)
        size = positive(table.where, f"practical.{known.name}", practical.get(known.name, known.practical))
        known = CountryQuantity(known.name, known.label, known.logarithm, size, known.own)
        if known.name in {each.name for each in quantities.values()}:
            twice = [other for other, each in quantities.items() if each.name == known.name]
            raise RelodeError("country.quantity_twice", where=table.where, words=[*twice, word], name=known.name)
        quantities[word] = known
    strange = logarithms - {each.name for each in quantities.values() if each.own}
    if strange:
        raise RelodeError("country.quantity_absent", where=table.where, words=sorted(strange), found=list(words))
    return quantities


def _practical(table: CountryTable) -> dict[str, Any]:
    """Quantity -> the practical size that the description gives, as it stands there."""
    said = dict(table.settings.get("practical", {}))
    return {_aliases().get(_plain(name), _plain(name)): size for name, size in said.items()}


@cache
def _aliases() -> dict[str, str]:
    """Word for a quantity, in small letters -> its name."""
    return {
        alias: row["name"]
        for row in shipped_tables.rows("relode.country", "country_quantities")
        for alias in row["aliases"].split(";")
    }


def _plain(word: str) -> str:
    return re.sub(r"[\s-]+", "_", unicodedata.normalize("NFC", word).strip().casefold())


def _scales(table: CountryTable, known: set[str]) -> dict[str, float]:
    said = table.settings.get("scale", {})
    if isinstance(said, dict):
        said = {_aliases().get(_plain(name), _plain(name)): value for name, value in said.items()}
    if not isinstance(said, dict) or set(said) - known:
        raise RelodeError("country.scale", where=table.where, known=sorted(known))
    return {name: positive(table.where, f"scale.{name}", value) for name, value in said.items()}
