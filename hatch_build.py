"""Build only of tables that can be read, and without the rows of a source where that is asked for.

`RELODE_DROP_SOURCES=gdp_first,finance python -m build --wheel` is for whoever may not pass on the data of a source (see
the column `licence` of `sources.csv`). A row goes if any of its sources is dropped, and so does the source itself; what
then is missing, Relode lists as missing. Sources that `licence_choices.csv` leaves out go by themselves;
`RELODE_WITH_SOURCES=gdp_first` brings them back from the tables of one's own copy of the repository.
"""

import csv
import os
import sys
import tempfile
from collections.abc import Collection
from io import StringIO
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TABLES = Path("src/relode/facts/tables")
COMPUTED = Path("src/relode/pathways/known_2020.csv")
"""Computed from the tables, with their sources on every row."""
OF_THE_WHOLE_PANEL = ("composite", "global", "local", "persistence", "quotients", "spillover")
"""Statistics computed from all sources: shipped empty if one is dropped, and then computed when they are asked for."""

NEEDED = {"places", "industries"}
"""Tables that nothing works without: dropping one of their sources is refused."""


class DropSources(BuildHookInterface):
    """Replaces the tables in the wheel by copies without the dropped sources."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before the files are collected."""
        if version != "editable":
            refuse_what_cannot_be_read(Path(self.root) / "src")
        dropped = dropped_sources(Path(self.root), "left_out")
        if not dropped or version == "editable":
            return
        tables = Path(self.root) / TABLES
        self._folder = tempfile.TemporaryDirectory(prefix="relode-tables-")
        for table in (*sorted(tables.glob("*.csv")), Path(self.root) / COMPUTED):
            kept = without(table.read_text(encoding="utf-8"), dropped, table.stem)
            if kept is not None:
                copy = Path(self._folder.name) / table.name
                inside = table.relative_to(Path(self.root) / "src")
                copy.write_text(kept, encoding="utf-8")
                build_data["force_include"][str(copy)] = inside.as_posix()
        for name in OF_THE_WHOLE_PANEL:
            empty = Path(self._folder.name) / f"{name}.csv"
            empty.touch()
            build_data["force_include"][str(empty)] = f"relode/diagnosis/{name}.csv"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Called by hatchling when the wheel is there."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()


def dropped_sources(root: Path, *choices: str) -> set[str]:
    """Keys of the sources to leave out: those of `RELODE_DROP_SOURCES`, and those whose choice is one of `choices` but
    those of `RELODE_WITH_SOURCES`.

    Raises ValueError for a key that is no source, is named by both, or is brought back though nothing left it out.
    """
    sources, chosen = (_rows(root / name) for name in (TABLES / "sources.csv", TABLES.parent / "licence_choices.csv"))
    out = {row["source"] for row in chosen if row["choice"] in choices}
    dropped, back = (_keys(name, {row["key"] for row in sources}) for name in ("RELODE_DROP_SOURCES", WITH))
    if both := dropped & back:
        raise ValueError(f"RELODE_DROP_SOURCES and {WITH} both name {sorted(both)}: take them out of one")
    if idle := back - {row["source"] for row in chosen if row["choice"] != "figures"}:
        raise ValueError(f"{WITH} names {sorted(idle)}, which no choice of licence_choices.csv leaves out")
    return dropped | (out - back)


WITH = "RELODE_WITH_SOURCES"


def _keys(variable: str, known: Collection[str]) -> set[str]:
    keys = {key.strip() for key in os.environ.get(variable, "").split(",") if key.strip()}
    if keys - set(known):
        raise ValueError(f"{variable} has keys that sources.csv does not: {sorted(keys - set(known))}")
    return keys


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(path.read_text(encoding="utf-8"))))


def refuse_what_cannot_be_read(source: Path) -> None:
    """Refuse tables with any fault that `make facts` tells: file, lines, cells and remedy of all of them.

    Raises RelodeError. Needs the standard library alone, as a build has nothing else.
    """
    sys.path.insert(0, str(source))
    from relode.facts.shipped import all_in_one
    from relode.faults import faults

    found = faults()
    if found:
        raise all_in_one(found)


def without(content: str, dropped: set[str], table: str) -> str | None:
    """The table without the rows of `dropped` sources, or None if it has none of them."""
    if not any(key in content for key in dropped):
        return None
    reader = csv.DictReader(StringIO(content))
    rows = list(reader)
    column = "key" if table == "sources" else "source"
    kept = [row for row in rows if not dropped & set(row[column].split(";"))]
    if len(kept) == len(rows):
        return None
    if table in NEEDED:
        raise ValueError(f"a source of {table}.csv cannot be dropped: nothing works without that table")
    out = StringIO()
    writer = csv.DictWriter(out, reader.fieldnames or [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    return out.getvalue()
