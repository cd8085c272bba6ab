"""Figures in files of other tools are those of the panel, read back by these tools."""

import json
import sqlite3
import zipfile
from contextlib import closing

import duckdb
import numpy as np
import pandas as pd
import pyogrio
import pyreadstat
import pytest

from relode.answers.export import FORMATS, export
from relode.errors import RelodeError
from relode.panel import cell
from relode.places import all_places, find

PLACES = ("hegang", "daqing", "heilongjiang")


@pytest.fixture(scope="module")
def written(panel, tmp_path_factory):
    """A file of each format with the figures of two cities and their province, and how many figures each has."""
    folder = tmp_path_factory.mktemp("export")
    counts = {e: export(panel, folder / f"figures{e}", [find(name) for name in PLACES]) for e in FORMATS}
    return folder, counts


def read_csv(file):
    return pd.read_csv(file, dtype={"place": str}, keep_default_na=False)


def read_parquet(file):
    return duckdb.sql(f"SELECT * FROM '{file}'").df()


def read_sqlite(file):
    with closing(sqlite3.connect(file)) as database:
        return pd.read_sql("SELECT * FROM figures ORDER BY fid", database).drop(columns="fid")


def read_stata(file):
    return pyreadstat.read_dta(str(file))[0].drop(columns=["name_en", "label_en"])


def read_geopackage(file):
    return pyogrio.read_dataframe(file, layer="figures", read_geometry=False).fillna("")


def read_package(file):
    with zipfile.ZipFile(file) as archive:
        return read_csv(archive.open("figures.csv"))


READERS = {".csv": read_csv, ".parquet": read_parquet, ".sqlite": read_sqlite, ".dta": read_stata,
           ".gpkg": read_geopackage, ".zip": read_package}  # fmt: skip


@pytest.mark.parametrize("ending", FORMATS)
def test_each_tool_reads_the_figures_of_the_panel(written, panel, ending):
    folder, counts = written
    found = READERS[ending](folder / f"figures{ending}")
    codes = [find(name).code for name in PLACES]
    value = panel["value"].sel(place=codes).to_numpy()
    assert len(found) == counts[ending] == np.isfinite(value).sum()
    assert found["value"].sum() == pytest.approx(np.nansum(value), rel=1e-12)
    assert set(found["place"]) == set(codes)
    for row in found.iloc[:: len(found) // 40].itertuples():
        held = cell(panel, row.place, row.quantity, int(row.year))
        said = (row.value, row.unit, row.source, row.flag, row.table, int(row.row))
        assert said == (held.value, held.unit, ";".join(held.sources), ";".join(held.flags), held.table, held.row)


def test_columns_of_stata_say_what_they_are(written):
    labels = pyreadstat.read_dta(str(written[0] / "figures.dta"))[1].column_names_to_labels
    assert (labels["value"], labels["row"]) == ("value, in its unit", "line of that table")
    assert all(labels.values())


def test_places_are_points_where_they_lie(written):
    """By an outside library: in degrees of WGS 84, longitude first."""
    places = pyogrio.read_dataframe(written[0] / "figures.gpkg", layer="places").set_index("slug")
    info = pyogrio.read_info(written[0] / "figures.gpkg", layer="places")
    assert (info["crs"], info["geometry_type"], info["features"]) == ("EPSG:4326", "Point", 3)
    for place in map(find, PLACES):
        point = places.loc[place.slug, "geometry"]
        assert (point.x, point.y) == (place.longitude, place.latitude) if place.longitude else point is None
    assert places.loc["hegang", "name_zh"] == "鹤岗市"


def test_every_key_of_the_package_leads_somewhere(written):
    with zipfile.ZipFile(written[0] / "figures.zip") as archive:
        about = json.loads(archive.read("datapackage.json"))
        tables = {each["name"]: pd.read_csv(archive.open(each["path"]), dtype=str) for each in about["resources"]}
    for resource in about["resources"]:
        schema, table = resource["schema"], tables[resource["name"]]
        assert [field["name"] for field in schema["fields"]] == list(table.columns)
        assert not table.duplicated(schema["primaryKey"]).any()
        for field in schema["fields"]:
            if field["type"] != "string":
                pd.to_numeric(table[field["name"]])
        for key in schema.get("foreignKeys", ()):
            other = tables[key["reference"]["resource"]][key["reference"]["fields"]]
            assert set(table[key["fields"]]) <= set(other)
    keys = {key for cell in tables["figures"]["source"] for key in cell.split(";")}
    assert keys == set(tables["sources"]["key"])


@pytest.mark.slow
def test_without_places_all_are_written(panel, tmp_path):
    assert export(panel, tmp_path / "all.parquet") == np.isfinite(panel["value"].to_numpy()).sum()
    assert set(read_parquet(tmp_path / "all.parquet")["place"]) <= {place.code for place in all_places()}


REFUSED = [("a.xls", "export.ending"), ("a", "export.ending"), ("b.csv", "template_exists"),
           ("no/a.csv", "export.unwritable")]  # fmt: skip


@pytest.mark.parametrize(("name", "key"), REFUSED)
def test_what_cannot_be_written_is_refused_and_leaves_nothing(panel, tmp_path, name, key):
    (tmp_path / "b.csv").write_text("mine")
    with pytest.raises(RelodeError) as refused:
        export(panel, tmp_path / name, [find("hegang")])
    assert refused.value.key == key
    assert [each.name for each in tmp_path.iterdir()] == ["b.csv"]
    assert (tmp_path / "b.csv").read_text() == "mine"


@pytest.mark.parametrize("ending", [".parquet", ".sqlite", ".csv"])
def test_a_name_with_an_apostrophe_is_a_name(panel, tmp_path, ending):
    file = tmp_path / f"Hegang's figures{ending}"
    export(panel, file, [find("hegang")])
    assert [each.name for each in tmp_path.iterdir()] == [file.name]
    assert file.stat().st_size > 10_000
