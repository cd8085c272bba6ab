"""Small tables of estimates that ship with the package: one form for all, written by what computes them."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

from relode import shipped_tables
from relode.errors import RelodeError

TABLES = ("price_process", "migration_gravity", "multipliers", "budget_relations")


@dataclass(frozen=True)
class ShippedEstimate:
    """One estimate of `quantity` for `subject`, with a standard error or a 95 % interval (assumptions: a range).

    `value` is NaN where the facts do not identify it. `n` counts what it was estimated from, 0 for an assumption.
    `sources` are keys of `sources.csv`; `reason` is a key of `language/calibration.toml` or "".
    """

    subject: str
    quantity: str
    value: float
    standard_error: float | None
    low: float | None
    high: float | None
    n: int
    sources: tuple[str, ...]
    reason: str = ""


def shipped(table: str) -> tuple[ShippedEstimate, ...]:
    """The rows of a table of this room. Raises RelodeError for a name that is none of TABLES.

    Example:
        >>> found = rl.calibration.shipped("price_process")[0]
        >>> found.subject, found.quantity
        ('coal', 'reversion')
    """
    if table not in TABLES:
        raise RelodeError("calibration.unknown_table", name=table, tables=", ".join(TABLES))
    return tuple(_read(row) for row in shipped_tables.rows("relode.calibration", table))


def figure(table: str, subject: str, quantity: str) -> ShippedEstimate:
    """One row of a table. Raises RelodeError where there is none.

    Example:
        >>> found = rl.calibration.figure("price_process", "coal", "reversion")
        >>> found.low < found.value < found.high
        True
    """
    for row in shipped(table):
        if (row.subject, row.quantity) == (subject, quantity):
            return row
    raise RelodeError("calibration.unknown_figure", table=table, subject=subject, quantity=quantity)


def as_csv(rows: Iterable[ShippedEstimate]) -> str:
    """The text of a table, six decimals."""
    lines = [",".join(field.name for field in fields(ShippedEstimate))]
    lines += [",".join(_cell(cell) for cell in astuple(row)) for row in rows]
    return "\n".join(lines) + "\n"


def _cell(cell: object) -> str:
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, float):
        return f"{cell:.6f}"
    return ";".join(cell) if isinstance(cell, tuple) else str(cell)


def _read(row: dict[str, str]) -> ShippedEstimate:
    value = float(row["value"] or "nan")
    error, low, high = (float(row[name]) if row[name] else None for name in ("standard_error", "low", "high"))
    sources = tuple(row["sources"].split(";"))
    return ShippedEstimate(
        row["subject"], row["quantity"], value, error, low, high, int(row["n"]), sources, row["reason"]
    )
