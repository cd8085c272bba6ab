"""The small tables of conditions that ship with the pathways."""

from functools import cache

from relode import shipped_tables


@cache
def needing_divisions(need: str) -> frozenset[str]:
    """The divisions of GB/T 4754 that have a need ("energy"), two digits each."""
    return next(frozenset(row["divisions"].split(";")) for row in shipped_rows("chain_needs") if row["need"] == need)


@cache
def shipped_rows(table: str) -> tuple[dict[str, str], ...]:
    """The rows of a table of assumptions or conditions that ships with the pathways, every cell as text."""
    return shipped_tables.rows("relode.pathways", table)
