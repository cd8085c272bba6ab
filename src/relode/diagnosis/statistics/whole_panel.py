"""Statistics of the whole panel that a diagnosis quotes: computed once from the shipped facts, and shipped as tables.

`make data` writes them anew when the panel changes. With a user's own figures the shipped tables do not hold, and a
wheel built without a source ships them empty: then all are computed.
"""

from collections.abc import Callable, Mapping
from functools import cache
from io import StringIO

import pandas as pd
import xarray as xr

from relode import shipped_tables
from relode.diagnosis.statistics.composite import composite_table
from relode.diagnosis.statistics.decomposition import quotient_table
from relode.diagnosis.statistics.persistence import persistence_table
from relode.diagnosis.statistics.space import global_table, local_tables
from relode.diagnosis.statistics.spillover import spillover_table

QUOTIENT_YEAR = 2020

TABLES: Mapping[str, Callable[[xr.Dataset], pd.DataFrame]] = {
    "composite": composite_table,
    "global": global_table,
    "local": local_tables,
    "persistence": persistence_table,
    "quotients": lambda panel: quotient_table(panel, QUOTIENT_YEAR),
    "spillover": spillover_table,
}
"""Name of the table, `NAME.csv` beside this module -> what computes it."""

TEXTS = {"place": "object", "neighbours": "object", "outcome": "object", "section": "object"}


def whole_panel(panel: xr.Dataset, name: str) -> pd.DataFrame:
    """A table of TABLES for `panel`: the shipped one, or computed if the panel holds a user's own figures.

    Columns are those of the function that TABLES names.
    """
    kept = None if panel.attrs.get("overrides") else shipped(name)
    return TABLES[name](panel) if kept is None else kept


@cache
def shipped(name: str) -> pd.DataFrame | None:
    """The shipped table, six significant digits; None if it was left out of the wheel.

    Columns are those of the function that TABLES names.
    """
    content = shipped_tables.text("relode.diagnosis", name)
    if not content:
        return None
    kinds = TEXTS if name == "local" else {key: "object" for key in TEXTS if key != "neighbours"}
    return pd.read_csv(StringIO(content), dtype=kinds)


def table_csv(table: pd.DataFrame) -> str:
    """The text that is shipped of a table. Columns as they are, six significant digits."""
    return table.to_csv(index=False, float_format="%.6g", lineterminator="\n")
