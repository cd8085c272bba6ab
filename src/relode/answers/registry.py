"""A registry of firms counted by place, industry and year, with names turned into codes: `relode registry`."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import xarray as xr

from relode.errors import RelodeError
from relode.facts import rows
from relode.facts.readers.borders_csv import read_borders
from relode.facts.readers.firm_registry import COLUMNS, Match, count_firms
from relode.facts.shipped import section_names
from relode.language import Amount, Bilingual, Language, Sentence, spoken
from relode.panel.doubt.own import FAST
from relode.places.lookup import codes_called
from relode.places.place import by_code, plain
from relode.record import Doc, Record

CHINESE, SECTIONS = "china", "gb4754"
"""What `--places` and `--industries` may be beside a file with the columns name and code."""
SHOWN = 10
"""Values without a code that are printed; the record holds all of them."""
SOURCES = ("user",)
BY_CHANCE = 5.0
"""A leap of a few firms is chance: it is told where it is more than so many times the square root of the count, which
one of a million counts is by chance. Source: assumption."""
COMMON = 0.5
"""Share of places that leap in the same year from which on the year is told, not each place. Source: assumption."""


@dataclass(frozen=True)
class Unmatched(Record):
    """A value of the registry that has no code: its rows are not counted."""

    column: Annotated[str, Doc("place or industry")]
    value: Annotated[str, Doc("what stands there")]
    rows: Annotated[int, Doc("in how many rows", "count")]


@dataclass(frozen=True)
class RegistryCount(Record):
    """What was counted of a registry, and what was not."""

    files: Annotated[tuple[str, ...], Doc("what was read", shape="file")]
    rows: Annotated[int, Doc("rows read", "count")]
    rows_without_code: Annotated[int, Doc("rows whose place or industry has no code, at most", "count")]
    places: Annotated[int, Doc("places counted", "count")]
    industries: Annotated[int, Doc("industries counted", "count")]
    years: Annotated[tuple[int, ...], Doc("years counted", "year", "year")]
    firms: Annotated[tuple[int, ...], Doc("firms open at the end of each year", "count", "year")]
    unmatched: Annotated[tuple[Unmatched, ...], Doc("values without a code, the most frequent first", shape="value")]
    doubts: Annotated[tuple[Bilingual, ...], Doc("what to look at again, the largest leap first", shape="doubt")]
    output: Annotated[str, Doc("the table that was written")]


def counted_registry(
    files: Sequence[Path],
    years: str,
    columns: Sequence[str],
    places: str | None,
    industries: str | None,
    output: Path,
) -> RegistryCount:
    """Count the registry and write the table (place, industry, year, count) to `output`. Raises RelodeError."""
    if output.exists():
        raise RelodeError("registry.exists", path=output)
    first, last = _years(years)
    matched = {
        axis: match for axis, match in (("place", _places(places)), ("industry", _industries(industries))) if match
    }
    table = count_firms(files, first, last, dict(_column(each) for each in columns), matched=matched)
    _write(table, output)
    unmatched = tuple(Unmatched(*each) for each in table.attrs["unmatched"])
    return RegistryCount(
        files=tuple(map(str, files)),
        rows=int(table.attrs["rows"]),
        rows_without_code=min(sum(each.rows for each in unmatched), int(table.attrs["rows"])),
        places=table.sizes["place"],
        industries=table.sizes["industry"],
        years=tuple(int(year) for year in table["year"].to_numpy()),
        firms=tuple(int(each) for each in table.sum(("place", "industry")).to_numpy()),
        unmatched=unmatched,
        doubts=tuple(
            Bilingual(en=spoken(each, "en"), zh=spoken(each, "zh")) for each in _doubts(table, places == CHINESE)
        ),
        output=str(output),
    )


def registry_text(registry: RegistryCount, language: Language) -> str:
    """The same in words."""
    numbers = {name: _count(getattr(registry, name)) for name in ("rows", "places", "industries")}
    ends = {"first": registry.years[0], "last": registry.years[-1], "firms": _count(registry.firms[-1])}
    lines = [Sentence("registry.counted", {**numbers, **ends, "output": registry.output})]
    if registry.unmatched:
        values = {"rows": _count(registry.rows_without_code), "values": _count(len(registry.unmatched))}
        lines.append(Sentence("registry.without_code", values))
        lines += [
            Sentence("registry.value", {"column": each.column, "value": each.value, "rows": _count(each.rows)})
            for each in registry.unmatched[:SHOWN]
        ]
    if registry.doubts:
        lines.append(Sentence("registry.doubts", {"count": _count(len(registry.doubts))}))
    told = [spoken(line, language) for line in lines]
    return "\n".join([*told, *(f"  {each.name(language)}" for each in registry.doubts[:SHOWN])])


def _doubts(table: xr.DataArray, is_chinese: bool) -> Iterator[Sentence]:
    """Text that was read as Windows-1252, places of two levels, years in which most places leap, and single leaps.

    A place leaps where its firms are half more, or a third fewer, within a year, as figures of one's own are judged,
    and by more than chance moves a count.
    """
    if table.attrs["latin"]:
        yield Sentence("registry.doubt.latin", {"files": table.attrs["latin"]})
    codes, years = table["place"].to_numpy(), table["year"].to_numpy()
    levels = Counter(by_code()[code].level == "province" for code in codes.tolist()) if is_chinese else {}
    if len(levels) > 1:
        yield Sentence("registry.doubt.levels", {"provinces": levels[True], "others": levels[False]})
    firms = table.sum("industry").to_numpy()
    before, after = firms[:-1], firms[1:]
    is_fast = np.abs(np.log((after + 1) / (before + 1))) > FAST
    leaps = is_fast & (np.abs(after - before) > BY_CHANCE * np.sqrt(np.maximum(before, after)))
    common = leaps.mean(axis=1) > COMMON
    for at in np.flatnonzero(common):
        when = {"year": int(years[at + 1]), "places": int(leaps[at].sum()), "of": len(codes)}
        yield Sentence("registry.doubt.year", {**when, **_ends(before[at].sum(), after[at].sum())})
    single = np.argwhere(leaps & ~common[:, None]).tolist()
    for year, place in sorted(single, key=lambda each: -abs(after[*each] - before[*each])):
        told = {"place": str(codes[place]), "year": int(years[year + 1])}
        yield Sentence("registry.doubt.leap", {**told, **_ends(before[year, place], after[year, place])})


def _ends(before: float, after: float) -> dict[str, Amount]:
    return {"before": _count(before), "after": _count(after)}


def _places(asked: str | None) -> Match | None:
    """Chinese places by code or name, or those of a file; a name that several places share has no code."""
    if asked != CHINESE:
        return _of_file(asked)
    return lambda values: {value: codes[0] for value in values if len(codes := codes_called(value)) == 1}


def _industries(asked: str | None) -> Match | None:
    """Sections of GB/T 4754 by letter, by a code that begins with it or with a division's two digits, or by the name of
    the section or of one of its divisions; or those of a file."""
    if asked != SECTIONS:
        return _of_file(asked)
    known = {plain(name): letter for name, letter in section_names()}
    by_code = {row["code"]: row["section"] for row in rows("industries")}

    def match(values: Sequence[str]) -> dict[str, str]:
        lettered = {v: v[0].upper() for v in values if v[:1].upper() in by_code and (v[1:].isdecimal() or v[1:] == "")}
        coded = {v: by_code[v[:2]] for v in values if v.isdecimal() and 2 <= len(v) <= 4 and v[:2] in by_code}
        return lettered | coded | {value: known[plain(value)] for value in values if plain(value) in known}

    return match


def _of_file(path: str | None) -> Match | None:
    """Names and codes from the first two columns of a CSV file with a head; a code stands for itself."""
    if path is None:
        return None
    pairs = read_borders(Path(path))
    known: dict[str, str] = {}
    for name, code in pairs:
        if known.setdefault(plain(name), code) != code:
            raise RelodeError("registry.name_twice", path=path, name=name, codes=[known[plain(name)], code])
    codes = {code for _, code in pairs}
    return lambda values: {
        value: value if value in codes else known[plain(value)]
        for value in values
        if value in codes or plain(value) in known
    }


def _write(table: xr.DataArray, output: Path) -> None:
    """Rows of the cells that are not 0, in the columns that `relode measures` and `relode pathways --table` read."""
    beside = output.with_name(f".{output.name}.part")
    years, places, industries = (table[name].to_numpy() for name in ("year", "place", "industry"))
    values = table.to_numpy()
    try:
        with beside.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(("place", "industry", "year", "count"))
            for at, year in enumerate(years):
                for place, industry in np.argwhere(values[at] > 0):
                    writer.writerow((places[place], industries[industry], year, int(values[at, place, industry])))
        beside.replace(output)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise RelodeError("unwritable_folder", folder=output.parent, reason=error.strerror or error) from error


def _years(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not all(len(each) == 4 and each.isascii() and each.isdecimal() for each in (first, last)):
        raise RelodeError("registry.years", years=text)
    return int(first), int(last)


def _column(text: str) -> tuple[str, str]:
    name, result, column = text.partition("=")
    if not result or name not in COLUMNS:
        raise RelodeError("unknown_choice", option="--column", value=text, choices=", ".join(COLUMNS))
    return name, column


def _count(value: float) -> Amount:
    return Amount(float(value), "count", None, SOURCES)
