"""Figures by codes, from a user's CSV file: a shock for each industry, a weight for each place and industry."""

from collections.abc import Sequence
from pathlib import Path

from relode.errors import RelodeError
from relode.facts.readers.override_csv import check_even, read_csv_lines
from relode.facts.readers.table_cells import CellFaults, number_reader


def read_keyed(path: Path, keys: Sequence[str], value: str) -> dict[tuple[str, ...], float]:
    """Codes in the columns `keys` -> the number in the column `value`, in the unit of the file; UTF-8 or GB 18030.

    Raises RelodeError with row, column and remedy for columns that are missing, cells that are empty or no number, and
    codes that stand there twice.
    """
    lines = read_csv_lines(path)
    heads = [cell.casefold() for cell in lines[0][1]] if lines else []
    absent = [name for name in (*keys, value) if heads.count(name) != 1]
    if absent:
        raise RelodeError("country.missing_column", where=path, columns=absent, found=heads)
    check_even(path, lines)
    figures: dict[tuple[str, ...], float] = {}
    faults, read = CellFaults(str(path)), number_reader(".")
    for number, cells in lines[1:]:
        codes = tuple(cells[heads.index(name)] for name in keys)
        text = cells[heads.index(value)]
        figure = faults.tried(number, value, text, read)
        if figure is None or not all(codes):
            faults.add(number, value, text, RelodeError("country.no_number"))
        elif codes in figures:
            faults.add(number, keys[0], " ".join(codes), RelodeError("country.two_values", other=f"{figures[codes]:g}"))
        else:
            figures[codes] = figure
    faults.stop()
    if not figures:
        raise RelodeError("country.empty_table", where=path)
    return figures
