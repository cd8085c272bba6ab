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

from relode import __version__
from relode.answers.export import FORMATS, _point, export, tables
from relode.errors import RelodeError
from relode.panel import cell
from relode.places import all_places, find
from relode.vocabulary import quantity

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
    assert (labels["value"], labels["row"]) == ("value, in its unit", "line in that table")
    assert labels == {
        "place": "code of 2020 (GB/T 2260)", "year": "year", "quantity": "name of the quantity",
        "value": "value, in its unit", "unit": "unit of the value", "source": "keys of sources, joined by ;",
        "flag": "what was done to it, joined by ;", "table": "table of Relode",
        "row": "line in that table", "name_en": "English name of the place", "label_en": "label of the quantity",
    }  # fmt: skip
    assert (written[0] / "figures.dta").read_bytes().startswith(b"<stata_dta><header><release>118</release>")
    row = pyreadstat.read_dta(str(written[0] / "figures.dta"))[0].iloc[0]
    assert (row["name_en"], row["label_en"]) == (find(row["place"]).name_en, quantity(row["quantity"]).label_en)


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


def test_tables_have_their_columns_in_order_and_figures_are_sorted(panel):
    places = [find(name) for name in ("daqing", "hegang")]
    made = tables(panel, places)
    assert list(made) == ["figures", "places", "quantities", "sources"]
    figures = made["figures"]
    assert [*figures] == ["place", "year", "quantity", "value", "unit", "source", "flag", "table", "row"]
    keys = [*figures[["place", "year", "quantity"]].itertuples(index=False, name=None)]
    assert keys == sorted(keys)
    assert figures.index.tolist() == list(range(len(keys)))
    row = figures[(figures["place"] == "230400") & (figures["year"] == 2020) & (figures["quantity"] == "population")]
    assert row.to_dict("records") == [
        {"place": "230400", "year": 2020, "quantity": "population", "value": 891271.0, "unit": "persons",
         "source": "census2020", "flag": "", "table": "census", "row": 5658}
    ]  # fmt: skip
    hegang = places[1]
    assert made["places"].to_dict("records")[1] == {
        "code": "230400", "slug": "hegang", "name_zh": "鹤岗市", "name_en": "Hegang", "level": "prefecture",
        "province": "230000", "longitude": hegang.longitude, "latitude": hegang.latitude, "area": hegang.area,
    }  # fmt: skip
    told = {each["name"]: each for each in made["quantities"].to_dict("records")}
    people = quantity("population")
    assert told["population"] == {
        "name": "population", "unit": "persons", "label_en": people.label_en, "label_zh": people.label_zh,
        "meaning_en": people.meaning_en, "meaning_zh": people.meaning_zh, "note_en": people.note_en,
        "note_zh": people.note_zh,
    }  # fmt: skip
    assert set(told) == set(figures["quantity"])
    assert "census2020" in set(made["sources"]["key"])


def test_a_package_describes_itself_its_sources_and_the_columns_of_its_figures(written):
    with zipfile.ZipFile(written[0] / "figures.zip") as archive:
        about = json.loads(archive.read("datapackage.json"))
        sources = pd.read_csv(archive.open("sources.csv"), dtype=str)
    assert {key: about[key] for key in ("name", "profile", "version")} == {
        "name": "relode-facts", "profile": "tabular-data-package", "version": __version__
    }  # fmt: skip
    first = sources.iloc[0]
    assert about["sources"][0] == {"title": f"{first['title']} ({first['publisher']})"}
    kinds = {"place": "string", "year": "integer", "quantity": "string", "value": "number", "unit": "string",
             "source": "string", "flag": "string", "table": "string", "row": "integer"}  # fmt: skip
    figures, places = about["resources"][:2]
    assert figures == {
        "name": "figures",
        "path": "figures.csv",
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {
            "fields": [{"name": name, "type": kind} for name, kind in kinds.items()],
            "primaryKey": ["place", "year", "quantity"],
            "missingValues": [""],
            "foreignKeys": [
                {"fields": "place", "reference": {"resource": "places", "fields": "code"}},
                {"fields": "quantity", "reference": {"resource": "quantities", "fields": "name"}},
            ],
        },
    }
    assert (places["schema"]["primaryKey"], "foreignKeys" in places["schema"]) == (["code"], False)
    assert [each["schema"]["primaryKey"] for each in about["resources"][2:]] == [["name"], ["key"]]


def test_a_geopackage_says_what_its_tables_are_and_where_its_places_lie(written):
    at = [(place.longitude, place.latitude) for place in map(find, PLACES) if place.longitude]
    box = (min(x for x, _ in at), min(y for _, y in at), max(x for x, _ in at), max(y for _, y in at))
    with closing(sqlite3.connect(written[0] / "figures.gpkg")) as database:
        contents = database.execute("SELECT table_name, data_type, identifier, min_x, min_y, max_x, max_y, srs_id "
                                    "FROM gpkg_contents").fetchall()  # fmt: skip
        geometry = database.execute("SELECT * FROM gpkg_geometry_columns").fetchall()
        columns = [row[1] for row in database.execute("PRAGMA table_info(places)")]
        indices = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert len(at) == 2
    assert contents == [
        ("figures", "attributes", "figures", *[None] * 5),
        ("places", "features", "places", *box, 4326),
        ("quantities", "attributes", "quantities", *[None] * 5),
        ("sources", "attributes", "sources", *[None] * 5),
    ]
    assert geometry == [("places", "geom", "POINT", 4326, 0, 0)]
    assert columns == ["fid", "code", "slug", "name_zh", "name_en", "level", "province", "area", "geom"]
    assert {"figures_key", "places_key", "quantities_key", "sources_key"} <= indices


def test_a_point_is_its_header_and_two_numbers_and_half_a_point_is_none():
    """ "GP", version 0, little-endian without an envelope; the system 4326; then well-known binary of kind 1."""
    head = b"GP\x00\x01" + bytes([0xE6, 0x10, 0, 0])
    assert _point(130.0, 47.5) == head + bytes([1, 1, 0, 0, 0]) + np.array([130.0, 47.5], "<f8").tobytes()
    assert [_point(*pair) for pair in ((np.nan, 47.5), (130.0, np.nan), (np.nan, np.nan))] == [None] * 3


def test_places_that_no_source_locates_have_no_box(panel, tmp_path):
    export(panel, tmp_path / "a.GPKG", [find("yangjiazhangzi-development-zone")])
    with closing(sqlite3.connect(tmp_path / "a.GPKG")) as database:
        box = database.execute("SELECT min_x, min_y, max_x, max_y, srs_id FROM gpkg_contents").fetchall()
    assert box[1] == (None, None, None, None, 4326)


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
