"""All cities: a map of dots and a table, by type, resource, province and name."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from relode.diagnosis import Number
from relode.language import ByLanguage, Language, Sentence, Word
from relode.places import TYPES, Official, Place, official
from relode.places.lookup import matching
from relode.story import Column, Link, Table
from relode.web.pages import page_cache
from relode.web.pages.downloads import csv_file
from relode.web.server.rendering import render

COLUMNS = ("place", "province", "type", "resource", *page_cache.LISTED)


@dataclass(frozen=True)
class PlaceRow:
    """A place in the table; `figures` holds those of `page_cache.LISTED` that are known."""

    place: Place
    official: Official | None
    figures: dict[str, Number]

    def key(self, column: str) -> tuple[bool, float | str]:
        """What the table is sorted by, in the unit of its column; places without the figure come last."""
        if column in page_cache.LISTED:
            result = self.figures.get(column)
            return result is None, result.value if result else 0.0
        entry = self.official
        if column in ("type", "resource"):
            text = "" if entry is None else entry.type if column == "type" else entry.main_resource
            return entry is None, text
        return False, self.place.province if column == "province" else self.place.slug


@dataclass(frozen=True)
class CityFilter:
    """What the reader chose; an empty text is no choice."""

    q: str = ""
    type: str = ""
    resource: str = ""
    province: str = ""
    listed: str = ""
    sort: str = "place"
    down: str = ""


def resources() -> list[str]:
    """Main resources of the list."""
    return sorted({entry.main_resource for entry in official().values()})


def found_rows(asked: CityFilter) -> list[PlaceRow]:
    """The rows that fit, in the order asked for."""
    entries, figures = official(), page_cache.listed_figures()
    rows = [
        PlaceRow(p, entries.get(p.code), figures.get(p.code, {})) for p in matching(asked.q) if p.level != "province"
    ]
    kept = [row for row in rows if _fits(row, asked)]
    ordered = sorted(kept, key=lambda row: row.key(asked.sort)[1], reverse=bool(asked.down))
    return sorted(ordered, key=lambda row: row.key(asked.sort)[0])


def cities_page(request: Request, language: Language, asked: CityFilter) -> Response:
    """The page of all cities."""
    rows = found_rows(asked)
    content = {
        "rows": rows,
        "asked": asked,
        "cities": cities_table(rows, asked),
        "here_again": address(asked, asked.sort, asked.down),
        "types": (*TYPES, "not_listed"),
        "resources": resources(),
        "provinces": page_cache.provinces(),
        "falling": sum(1 for row in rows if (n := row.figures.get("population_change")) and n.value < 0),
        "counted": sum(1 for row in rows if "population_change" in row.figures),
    }
    return render(request, "cities.html.j2", language, content)


def address(asked: CityFilter, sort: str, down: str) -> str:
    """The query of the same choice in another order."""
    return f"?{urlencode({**asdict(asked), 'sort': sort, 'down': down})}"


def cities_table(rows: Sequence[PlaceRow], asked: CityFilter) -> Table:
    """The table, each head a way to its order; a figure leads to where it comes from."""
    fields: dict[str, Callable[[PlaceRow], object]] = {
        "place": lambda row: row.place,
        "province": lambda row: ByLanguage(row.place.province_en, row.place.province_zh),
        "type": _type,
        "resource": lambda row: Word("main_resource", row.official.main_resource) if row.official else None,
    }
    columns = []
    for name in COLUMNS:
        order = ("descending" if asked.down else "ascending") if asked.sort == name else ""
        way = address(asked, name, "1" if order == "ascending" else "")
        form = "sign" if name == "population_change" else "level"
        field = fields.get(name, partial(_figure, name))
        columns.append(Column(f"web.column.{name}", field, format=form, address=way, order=order))
    return Table(Sentence("web.cities.title", {}), tuple(columns), rows)


def _type(row: PlaceRow) -> object:
    kind = Word("type", row.official.type if row.official else "not_listed")
    if row.official is None or not row.official.is_exhausted:
        return kind
    return Sentence("report.with_interval", {"text": kind, "span": str(row.official.exhausted_year)})


def _figure(name: str, row: PlaceRow) -> Link | None:
    number = row.figures.get(name)
    return None if number is None else Link(number, f"/city/{row.place.slug}/number/{name}/{number.year}")


def cities_csv(asked: CityFilter) -> Response:
    """The same table as CSV: codes, exact values in the units of the vocabulary, and their years."""
    header = ["code", "name_zh", "name_en", "province", "type", "main_resource"]
    header += [f"{name}{part}" for name in page_cache.LISTED for part in ("", "_year")]
    return csv_file("cities.csv", header, [_cells(row) for row in found_rows(asked)])


def _cells(row: PlaceRow) -> list[str | float]:
    known = [row.official.type, row.official.main_resource] if row.official else ["", ""]
    cells: list[str | float] = [row.place.code, row.place.name_zh, row.place.name_en, row.place.province, *known]
    for name in page_cache.LISTED:
        result = row.figures.get(name)
        cells += [result.value, result.year] if result else ["", ""]
    return cells


def _fits(row: PlaceRow, asked: CityFilter) -> bool:
    kind = row.official.type if row.official else "not_listed"
    resource = row.official.main_resource if row.official else ""
    return (
        asked.type in ("", kind)
        and asked.resource in ("", resource)
        and asked.province in ("", row.place.province)
        and (not asked.listed or row.official is not None)
    )
