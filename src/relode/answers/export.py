"""The panel in files of other tools: CSV, Parquet, SQLite, Stata, GeoPackage and a Frictionless data package."""

import json
import sqlite3
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import xarray as xr

from relode import __version__
from relode.errors import RelodeError
from relode.facts import rows
from relode.language import say
from relode.places import Place, all_places, by_code
from relode.vocabulary import quantities

Tables = Mapping[str, pd.DataFrame]

KEYS = {"figures": ("place", "year", "quantity"), "places": ("code",), "quantities": ("name",), "sources": ("key",)}
"""Table -> the columns that identify a row."""
POINTS_TO = {"place": ("places", "code"), "quantity": ("quantities", "name")}
"""Column of the figures -> table and column that it is looked up in."""
WGS84 = 4326
GEOPACKAGE = """
PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('undefined cartesian', -1, 'NONE', -1, 'undefined', NULL), ('undefined geographic', 0, 'NONE', 0, 'undefined', NULL),
  ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],
PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]', 'longitude, latitude');
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT '2026-01-01T00:00:00Z',
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL REFERENCES gpkg_contents (table_name),
  column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys (srs_id), z TINYINT NOT NULL, m TINYINT NOT NULL,
  PRIMARY KEY (table_name, column_name));
"""
"""What a GeoPackage has before any table of its own (OGC 12-128r19): the file says "GPKG" and version 1.3."""


def tables(panel: xr.Dataset, places: Sequence[Place]) -> Tables:
    """Figures of places, one a row, with the tables that their keys lead to.

    `figures` has place, year, quantity, value, unit, source, flag, table, row: value in its unit, source and flag keys
    joined by ";", table and row where it stands in what ships. `sources` are those of these figures.
    """
    chosen = panel.sel(place=[place.code for place in places])
    value = chosen["value"].to_numpy()
    at = np.nonzero(np.isfinite(value))
    keys = {name: chosen[name].to_numpy()[at[axis]] for axis, name in enumerate(("quantity", "place", "year"))}
    held = {name: chosen[name].to_numpy()[at] for name in ("value", "source", "flag", "table", "row")}
    unit = chosen["unit"].to_numpy()[at[0]]
    figures = pd.DataFrame({**keys, **held, "unit": unit})[
        ["place", "year", "quantity", "value", "unit", "source", "flag", "table", "row"]
    ].sort_values(["place", "year", "quantity"], ignore_index=True)
    used = {key for cell in figures["source"].unique() for key in cell.split(";")}
    names = set(figures["quantity"].unique())
    fields = ("code", "slug", "name_zh", "name_en", "level", "province", "longitude", "latitude", "area")
    meanings = ("name", "unit", "label_en", "label_zh", "meaning_en", "meaning_zh", "note_en", "note_zh")
    told = [quantity for quantity in quantities().values() if quantity.name in names]
    return {
        "figures": figures,
        "places": pd.DataFrame([{name: getattr(place, name) for name in fields} for place in places], columns=fields),
        "quantities": pd.DataFrame(
            [{name: getattr(each, name) for name in meanings} for each in told], columns=meanings
        ),
        "sources": pd.DataFrame(
            [row for row in rows("sources") if row["key"] in used], columns=list(rows("sources")[0])
        ),
    }


def export(panel: xr.Dataset, file: Path, places: Sequence[Place] = ()) -> int:
    """Write the figures of places (all without any), in the format that the file's ending tells; how many it wrote.

    Raises RelodeError for another ending, a file that exists and one that cannot be written: nothing is left then.
    """
    write = FORMATS.get(file.suffix.lower())
    if write is None:
        raise RelodeError("export.ending", path=file, endings=", ".join(FORMATS))
    if file.exists():
        raise RelodeError("template_exists", path=file)
    made = tables(panel, places or all_places())
    try:
        with TemporaryDirectory(dir=file.parent, prefix=".relode-") as folder:
            half = Path(folder) / file.name
            write(made, half)
            half.rename(file)  # whole or not at all
    except OSError as error:
        raise RelodeError("export.unwritable", path=file, reason=error.strerror or error) from error
    return len(made["figures"])


def _csv(made: Tables, file: Path) -> None:
    made["figures"].to_csv(file, index=False, lineterminator="\n")


def _parquet(made: Tables, file: Path) -> None:
    import duckdb

    with duckdb.connect() as database:
        database.register("figures", made["figures"])
        database.execute(f"COPY figures TO '{str(file).replace(chr(39), 2 * chr(39))}' (FORMAT parquet)")


def _sqlite(made: Tables, file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        _put(made, database)
        database.commit()


def _put(made: Tables, database: sqlite3.Connection) -> None:
    for name, table in made.items():
        kinds = {"fid": "INTEGER PRIMARY KEY", **({"geom": "POINT"} if "geom" in table else {})}
        table.to_sql(name, database, index_label="fid", dtype=kinds)
        database.execute(f"CREATE UNIQUE INDEX {name}_key ON {name} ({', '.join(KEYS[name])})")


def _stata(made: Tables, file: Path) -> None:
    """The figures with names of their places and labels of their quantities: a file of Stata is one table."""
    names = by_code()
    figures = made["figures"]
    labels = {"name_en": [names[code].name_en for code in figures["place"]],
              "label_en": [quantities()[name].label_en for name in figures["quantity"]]}  # fmt: skip
    said = {name: say(f"template.exported_column.{name}", "en") for name in (*figures, *labels)}
    figures.assign(**labels).to_stata(file, write_index=False, version=118, variable_labels=said)


def _geopackage(made: Tables, file: Path) -> None:
    """Places as points (WGS 84), none where no source has the place, and the other tables without geometry."""
    places = made["places"]
    at = places[["longitude", "latitude"]].astype(float)
    geom = pd.Series([_point(*pair) for pair in at.itertuples(index=False)], dtype=object)
    known = at.dropna()
    box = [*known.min(), *known.max()] if len(known) else [None] * 4
    with closing(sqlite3.connect(file)) as database:
        database.executescript(GEOPACKAGE)
        _put({**made, "places": places.drop(columns=[*at]).assign(geom=geom)}, database)
        for name in made:
            kind, bounds = ("features", [*box, WGS84]) if name == "places" else ("attributes", [None] * 5)
            columns = "table_name, data_type, identifier, min_x, min_y, max_x, max_y, srs_id"
            database.execute(
                f"INSERT INTO gpkg_contents ({columns}) VALUES ({', '.join('?' * 8)})", (name, kind, name, *bounds)
            )
        database.execute("INSERT INTO gpkg_geometry_columns VALUES ('places', 'geom', 'POINT', ?, 0, 0)", (WGS84,))
        database.commit()


def _point(longitude: float, latitude: float) -> bytes | None:
    """A point as a GeoPackage keeps it: its header, then well-known binary, little-endian."""
    if np.isnan([longitude, latitude]).any():
        return None
    return b"GP\0\x01" + struct.pack("<i", WGS84) + struct.pack("<BIdd", 1, 1, longitude, latitude)


def _package(made: Tables, file: Path) -> None:
    """CSV files with a description of each column: its type, its key, and what its values are looked up in."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in made.items():
            archive.writestr(f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))
        archive.writestr("datapackage.json", json.dumps(_described(made), ensure_ascii=False, indent=1))


def _described(made: Tables) -> dict[str, object]:
    titles = zip(made["sources"]["title"], made["sources"]["publisher"], strict=True)
    return {"name": "relode-facts", "profile": "tabular-data-package", "version": __version__,
            "sources": [{"title": f"{title} ({publisher})"} for title, publisher in titles],
            "resources": [_resource(name, table) for name, table in made.items()]}  # fmt: skip


def _resource(name: str, table: pd.DataFrame) -> dict[str, object]:
    fields = [{"name": column, "type": _type(table[column])} for column in table]
    schema: dict[str, object] = {"fields": fields, "primaryKey": list(KEYS[name]), "missingValues": [""]}
    if name == "figures":
        schema["foreignKeys"] = [
            {"fields": column, "reference": {"resource": other, "fields": key}}
            for column, (other, key) in POINTS_TO.items()
        ]
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": schema,
    }


def _type(column: pd.Series) -> str:
    kinds = {"i": "integer", "f": "number"}
    return kinds.get(column.dtype.kind, "string")


FORMATS: Mapping[str, Callable[[Tables, Path], None]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".sqlite": _sqlite,
    ".dta": _stata,
    ".gpkg": _geopackage,
    ".zip": _package,
}
"""Ending of a file -> what writes it."""
