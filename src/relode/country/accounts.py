"""Accounts of a country: figures by place, quantity and year, each checked, none repaired."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from relode import shipped_tables
from relode.arrays import Grid
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
from relode.panel.table_doubts import Cell, check_accounts, doubts
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

    Raises RelodeError with file, row, column and remedy.
    """
    known = {place.code: i for i, place in enumerate(places)}
    quantities, figures = dict[str, CountryQuantity](), dict[tuple[str, int], Grid]()
    named: list[dict[str, CountryQuantity]] = []
    for table in tables:
        words, columns = _figures(table, known, notices)
        named.append(words)
        scale = _scales(table, {each.name for each in words.values()})
        for word, year in columns:
            name = words[word].name
            here = np.array(columns[word, year], dtype=np.float64) * scale.get(name, 1.0)
            before = figures.setdefault((name, year), here)
            both = np.isfinite(before) & np.isfinite(here) & (before != here)
            if both.any():
                at = int(np.flatnonzero(both)[0])
                cell = _cell(tables, named)(name, places[at].code, year)
                raise RelodeError("country.two_files", at=cell, value=f"{here[at]:g}", other=f"{before[at]:g}")
            figures[name, year] = np.where(np.isfinite(before), before, here)
        quantities |= {each.name: each for each in words.values() if each.name not in quantities}
    if not figures:
        return (), {}, {}
    where = first_three(list(dict.fromkeys(table.where for table in tables)))
    years = tuple(range(min(year for _, year in figures), max(year for _, year in figures) + 1))
    values = {name: np.full((len(places), len(years)), np.nan) for name in quantities}
    for (name, year), column in figures.items():
        values[name][:, year - years[0]] = column
    said = {name for table in tables for name in _practical(table)}
    yearly = {
        each.name for table, words in zip(tables, named, strict=True) if not is_census_table(table)
        for each in words.values()
    }  # fmt: skip
    quantities = {
        name: replace(_sized(each, values[name], name in said), census=name not in yearly)
        for name, each in quantities.items()
    }
    notices += _apart(quantities, years, values)
    _check_signs(quantities, years, values, where)
    own = [each for each in quantities.values() if each.own]
    for key, kind in (("own_quantities", False), ("own_logarithms", True)):
        labels = [each.label.en for each in own if each.logarithm is kind]
        if labels:
            notices.append(Sentence(f"country.notice.{key}", {"count": len(labels), "first": ", ".join(labels[:5])}))
    order = list(dict.fromkeys(code for table in tables for code in table.places()))
    check_accounts(places, years, values, where, order, tables[0].columns["place"])
    notices += doubts(tables, places, years, values, _cell(tables, named))
    return years, quantities, values


def _apart(
    quantities: Mapping[str, CountryQuantity], years: Sequence[int], values: Mapping[str, Grid]
) -> Iterator[Sentence]:
    """Quantities whose figures are years apart and are not said to be of censuses."""
    found = dict[str, list[int]]()
    for name, each in quantities.items():
        known = [years[int(at)] for at in np.flatnonzero(np.isfinite(values[name]).sum(axis=0))]
        if not each.census and len(known) > 1 and min(after - before for before, after in pairwise(known)) > 1:
            found[name] = known
    if found:
        first, known = next(iter(found.items()))
        labels = [quantities[name].label for name in found]
        yield Sentence(
            "country.notice.apart", {"labels": labels, "years": [str(year) for year in known[:5]], "name": first}
        )


def _cell(tables: Sequence[CountryTable], named: Sequence[Mapping[str, CountryQuantity]]) -> Cell:
    """File, row and column of a figure: by quantity, place and year, in the last of the files that has it."""

    def found(name: str, place: str, year: int) -> str:
        for table, words in reversed([*zip(tables, named, strict=False)]):
            for number, head, code, word, text, _ in table.cells():
                if code == place and word in words and words[word].name == name and year_of_text(text) == year:
                    return f"{table.where} [{number}] {head}"
        return ", ".join(table.where for table in tables)

    return found


def _figures(
    table: CountryTable, known: Mapping[str, int], notices: list[Sentence]
) -> tuple[dict[str, CountryQuantity], dict[tuple[str, int], list[float | None]]]:
    """Word -> quantity, and the figures of a word and year, (place,), in the unit of the table."""
    if table.decimal not in GROUPED:
        raise RelodeError("country.decimal", value=table.decimal)
    faults = CellFaults(table.where)
    strange = sorted(set(table.places()) - known.keys())
    check_padding(strange, set(known), table.where)
    if strange:
        notices.append(Sentence("country.notice.left_out", counted(table.where, strange)))
    read, empty, years = number_reader(table.decimal), 0, dict[str, float | None]()
    is_usual = PLAIN[table.decimal].fullmatch
    figures: dict[tuple[str, int], list[float | None]] = {}
    for number, head, code, word, year_text, text in table.cells():
        if code not in known:
            continue
        year = years.get(year_text)
        if year is None:
            year = years[year_text] = faults.tried(number, table.columns.get("year", head), year_text, year_of_text)
        value = float(text.replace(",", ".")) if is_usual(text) else faults.tried(number, head, text, read)
        if value is None or year is None:
            empty += value is None
            continue
        column = figures.get((word, int(year)))
        if column is None:
            column = figures[word, int(year)] = [None] * len(known)
        before = column[known[code]]
        if before is None:
            column[known[code]] = value
        elif before != value:
            faults.add(number, head, text, RelodeError("country.two_values", other=f"{before:g}"))
    faults.stop()
    _check_thousands(table)
    if not figures:
        raise RelodeError("country.empty_table", where=table.where)
    if empty:
        notices.append(Sentence("country.notice.empty_cells", {"count": empty, "where": table.where}))
    return _named(table, list(dict.fromkeys(word for word, _ in figures))), figures


def _sized(each: CountryQuantity, grid: Grid, is_said: bool) -> CountryQuantity:
    """A quantity of the user's own has its practical size in standard deviations of its figures (place, year)."""
    if not each.own or each.logarithm or is_said:
        return each
    return replace(each, practical=each.practical * float(np.nanstd(grid)))


def _check_signs(
    quantities: Mapping[str, CountryQuantity], years: Sequence[int], values: Mapping[str, Grid], where: str
) -> None:
    for name, each in quantities.items():
        if each.logarithm and (values[name][np.isfinite(values[name])] < 0).any():
            at = np.argwhere(values[name] < 0)[0]
            value = f"{values[name][tuple(at)]:g}"
            raise RelodeError("country.negative", where=where, name=each.label, year=years[at[1]], value=value)


def _check_thousands(table: CountryTable) -> None:
    """Raises RelodeError where all figures of a quantity read like thousands of a country with the other sign."""
    grouped = re.compile(rf"\d{{1,3}}{re.escape(table.decimal)}\d{{3}}")
    others, alike, quantity = set[str](), dict[str, list[str]](), table.columns.get("quantity")
    if quantity:
        of_word = ((line[quantity], line) for _, line in table.lines if line[quantity] not in others)
        cells = ((word, line[head]) for word, line in of_word for head in table.figures)
    else:
        cells = ((head, line[head]) for head in table.figures for _, line in table.lines if head not in others)
    for word, cell in cells:
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
                decimal="," if table.decimal == "." else ".",
            )


def _named(table: CountryTable, words: Sequence[str]) -> dict[str, CountryQuantity]:
    """Word of the file -> quantity: as the description says, as the shipped words say, else one of the user's own."""
    asked = {word: _called(name) for name, word in dict(table.settings.get("quantities", {})).items()}
    absent = [word for word in asked if word not in words]
    if absent:
        raise RelodeError("country.quantity_absent", where=table.where, words=absent, found=list(words))
    quantities: dict[str, CountryQuantity] = {}
    practical, logarithms = _practical(table), {_plain(name) for name in table.settings.get("logarithms", ())}
    for word in words:
        name = asked.get(word) or _called(word)
        known = shipped_quantities().get(name)
        if known is None:
            known = CountryQuantity(name, Bilingual(en=word, zh=word), name in logarithms, OWN_PRACTICAL, own=True)
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
    return {_called(name): size for name, size in dict(table.settings.get("practical", {})).items()}


@cache
def _aliases() -> dict[str, str]:
    """Word for a quantity, in small letters -> its name."""
    return {
        alias: row["name"]
        for row in shipped_tables.rows("relode.country", "country_quantities")
        for alias in row["aliases"].split(";")
    }


def known_quantity(word: str) -> str | None:
    """The name of the quantity that a word means by our own names and aliases, None for none."""
    return _aliases().get(_plain(word))


def _called(word: str) -> str:
    """The name of the quantity that a word means, of ours or of the user's own."""
    return known_quantity(word) or _plain(word)


def _plain(word: str) -> str:
    return re.sub(r"[\s-]+", "_", unicodedata.normalize("NFC", word).strip().casefold())


def _scales(table: CountryTable, known: set[str]) -> dict[str, float]:
    said = table.settings.get("scale", {})
    if isinstance(said, dict):
        said = {_called(name): value for name, value in said.items()}
    if not isinstance(said, dict) or set(said) - known:
        raise RelodeError("country.scale", where=table.where, known=sorted(known))
    return {name: positive(table.where, f"scale.{name}", value) for name, value in said.items()}
