"""Small tables of estimates that ship with the package: one form for all, written by what computes them."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields


@dataclass(frozen=True)
class ShippedEstimate:
    """One estimate of `quantity` for `subject`, with a standard error or a 95 % interval (assumptions: a range).

    `value` is NaN where the facts do not identify it. `n` counts what it was estimated from, 0 for an assumption.
    `sources` are keys of `sources.csv`; `reason` is a key of `reasons.toml` or "".
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
