"""The rows of a small table of the user's own with their numbers read; every fault is told with its row and column."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from relode.errors import RelodeError
from relode.facts.readers.country_table import CountryTable
from relode.facts.readers.table_cells import CellFaults, check_padding, number_reader, year_of_text
from relode.facts.table_labels import other_padding


@dataclass(frozen=True)
class TypedLine:
    """A row: `texts` and `figures` [unit of the table; years] by name of the column, None where empty or no number."""

    number: int
    texts: Mapping[str, str]
    figures: Mapping[str, float | None]
    columns: Mapping[str, str]
    faults: CellFaults

    def refuse(self, column: str, key: str, **values: object) -> None:
        """Remember that a cell cannot be used, and why."""
        text = self.texts.get(column, "")
        self.faults.add(self.number, self.columns.get(column, column), text, RelodeError(f"country.{key}", **values))


def typed_lines(
    table: CountryTable | None,
    decimal: str,
    numbers: Collection[str] = (),
    years: Collection[str] = (),
    places: Collection[str] | None = None,
) -> Iterator[TypedLine]:
    """Each row of a table whose place, if `places` are given, is one of them; `numbers` and `years` are read.

    Raises RelodeError after the last row where any cell has a fault: all are counted, the first three told.
    """
    if table is None:
        return
    faults, read, columns = CellFaults(table.where), number_reader(decimal), table.columns
    if places is not None:
        check_padding([cells[columns["place"]] for _, cells in table.lines], set(places), table.where)
    for number, cells in table.lines:
        texts = {name: cells[head] for name, head in columns.items()}
        readers: dict[str, Callable[[str], float | None]] = dict.fromkeys(numbers, read)
        readers |= dict.fromkeys(years, year_of_text)
        figures = {
            name: faults.tried(number, columns[name], texts[name], reader) if name in texts else None
            for name, reader in readers.items()
        }
        line = TypedLine(number, texts, figures, columns, faults)
        if places is not None and texts["place"] not in places:
            line.refuse("place", "unknown_place", other=other_padding(texts["place"], places) or "-")
            continue
        yield line
    faults.stop()
