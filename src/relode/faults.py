"""Every fault of the tables in one answer: what a new table lacks, and each row that cannot be right.

`python -m relode.faults [FOLDER]` prints them, of the tables that ship or of those of another folder.
"""

import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

from relode import shipped_tables
from relode.errors import RelodeError
from relode.facts import shipped
from relode.facts.licences import licence_choices, standing
from relode.language import choose_language
from relode.language.names import has_name
from relode.language.numbers import has_unit
from relode.vocabulary import quantities

Rows = tuple[dict[str, str], ...]
OF_COUNTIES = ("census_counties", "ages_counties")
"""Tables whose places are counties: nothing else lists them."""
NO_PLACE = ("", "CN")
"""What stands for no place, or for the nation, in a column of places."""


def faults(folder: Path | None = None) -> tuple[RelodeError, ...]:
    """Every fault of the shipped tables, or of those of another folder, by table."""
    files = sorted((folder or shipped.FOLDER).glob("*.csv"))
    contents = ((file.stem, file.read_text(encoding="utf-8") if folder else shipped.text(file.stem)) for file in files)
    return tuple(fault for name, content in contents for fault in table_faults(name, content))


def table_faults(name: str, content: str) -> Iterator[RelodeError]:
    """The faults of a table with the text `content`: each names file, lines, cells and what to do."""
    where = f"{name}.csv"
    head, lines = shipped_tables.cells(content)
    uneven = [f"[{at}]" for at, line in enumerate(lines, 2) if len(line) != len(head)]
    if uneven:
        yield RelodeError("uneven_rows_in_table", where=where, offenders=", ".join(uneven))
        return
    rows = shipped_tables.as_rows(head, lines)
    key = shipped.table_list().get(name)
    if key is None:
        yield RelodeError("undescribed_table", where=where, columns=", ".join(head))
    elif set(key) - set(head):
        yield RelodeError("key_without_column", where=where, columns=", ".join(sorted(set(key) - set(head))))
    else:
        yield from _twice(where, key, rows)
    yield from shipped.unknown_in(name, rows)
    if name == "sources":
        yield from _sources(where, rows)
    if not any((each["table"], each["column"]) == (name, "place") for each in shipped.coded_columns()):
        yield from _cells(where, rows, "place", "unknown_place_in_table", _places().__contains__)
    if "quantity" in head:
        yield from _cells(where, rows, "quantity", "unknown_quantities", quantities().__contains__)
    elif key is None or (key == ("place", "year") and name not in OF_COUNTIES):
        yield from _columns(where, head, rows)
    if key is None or {"quantity", "value"} <= set(head):
        yield from _cells(where, rows, "unit", "unknown_unit_in_table", lambda cell: not cell or has_unit(cell))
        yield from _cells(where, rows, "flag", "unknown_flag_in_table", _are_flags)
    yield from _out_of_bounds(where, head, rows)


def _twice(where: str, key: Collection[str], rows: Rows) -> Iterator[RelodeError]:
    first: dict[tuple[str, ...], int] = {}
    twice = []
    for at, row in enumerate(rows, 2):
        cells = tuple(row[column] for column in key)
        if first.setdefault(cells, at) != at:
            twice.append(f"{' '.join(cells)} (line {first[cells]}, line {at})")
    if twice:
        yield RelodeError("key_twice_in_table", where=where, key=" ".join(key), offenders=", ".join(twice))


def _cells(where: str, rows: Rows, column: str, key: str, is_known: Callable[[str], bool]) -> Iterator[RelodeError]:
    if not rows or column not in rows[0]:
        return
    unknown = {cell for cell in {row[column] for row in rows} if not is_known(cell)}
    wrong = [f"{row[column]!r} (line {at})" for at, row in enumerate(rows, 2) if row[column] in unknown]
    if wrong:
        yield RelodeError(key, where=where, offenders=", ".join(wrong))


def _columns(where: str, head: Iterable[str], rows: Rows) -> Iterator[RelodeError]:
    """Columns of figures that the vocabulary does not know: words and what names.csv calls a column are none."""
    unknown = [
        repr(column)
        for column in head
        if column not in quantities() and column not in shipped.ABOUT_A_ROW and not has_name("column", column)
        if any(row[column] for row in rows) and all(_is_number(row[column]) for row in rows if row[column])
    ]
    if unknown:
        yield RelodeError("unknown_quantities", where=where, offenders=", ".join(unknown))


def _out_of_bounds(where: str, head: Collection[str], rows: Rows) -> Iterator[RelodeError]:
    known = quantities()
    wide = [column for column in head if column in known and known[column].dimension]
    outside = []
    for at, row in enumerate(rows, 2):
        cells = [(column, row[column]) for column in wide]
        if row.get("quantity", "") in known and "value" in row:
            cells.append((row["quantity"], row["value"]))
        for name, cell in cells:
            if cell and not (_is_number(cell) and known[name].lower <= float(cell) <= known[name].upper):
                outside.append(f"{name} = {cell} (line {at}, [{known[name].lower:g}, {known[name].upper:g}])")
    if outside:
        yield RelodeError("value_out_of_bounds", where=where, offenders=", ".join(outside))


def _sources(where: str, rows: Rows) -> Iterator[RelodeError]:
    """Sources that state no licence and have no choice of what is passed on."""
    open_ = [
        row["key"] for row in rows if standing(row["licence"]) == "unstated" and row["key"] not in licence_choices()
    ]
    if open_:
        yield RelodeError("source_without_choice", where=where, offenders=", ".join(open_))


def described() -> Iterator[RelodeError]:
    """What the vocabulary lacks: units without words, labels that are missing in a language."""
    units = [f"{each.name}: {each.unit}" for each in quantities().values() if not has_unit(each.unit)]
    if units:
        yield RelodeError("unknown_unit_in_table", where="vocabulary.csv", offenders=", ".join(units))
    bare = [each.name for each in quantities().values() if not (each.label_en and each.label_zh)]
    if bare:
        yield RelodeError("quantity_without_label", where="vocabulary.csv", offenders=", ".join(bare))


@cache
def _places() -> frozenset[str]:
    counties = {row["place"] for table in OF_COUNTIES for row in shipped.rows(table)}
    return frozenset({row["code"] for row in shipped.rows("places")} | counties | set(NO_PLACE))


def _are_flags(cell: str) -> bool:
    return all(has_name("flag", flag) for flag in cell.split(";") if flag)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    found = (*faults(Path(sys.argv[1]) if len(sys.argv) > 1 else None), *described())
    for fault in found:
        print(fault.say(choose_language(None)))
    sys.exit(2 if found else 0)
