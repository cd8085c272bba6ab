"""The wheel holds what it should, and can be built without a source."""

import csv
import json
import os
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path

import pytest

from relode import __version__
from relode.diagnosis.statistics.whole_panel import TABLES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def without(hook):
    """The function of the build hook that takes rows out of a table."""
    return hook.without


def test_every_shipped_statistic_is_left_out_with_a_source(hook):
    assert set(hook.OF_THE_WHOLE_PANEL) == TABLES.keys()


def test_a_row_goes_if_any_of_its_sources_is_dropped(without):
    table = "place,value,source\na,1,one\nb,2,one;two\nc,3,two\n"
    assert without(table, {"one"}, "census") == "place,value,source\nc,3,two\n"
    assert without(table, {"three"}, "census") is None
    assert without(table, {"one", "three"}, "census") == "place,value,source\nc,3,two\n"


def test_a_table_that_nothing_works_without_cannot_be_emptied(without):
    with pytest.raises(ValueError, match="nothing works without"):
        without("code,source\na,one\n", {"one"}, "places")


def build(folder, dropped=""):
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    environment = {**os.environ, "RELODE_DROP_SOURCES": dropped}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    return done, next(iter(folder.glob("*.whl")), None)


@pytest.mark.slow
def test_the_wheel_holds_the_package_and_nothing_of_its_surroundings(tmp_path):
    _, wheel = build(tmp_path)
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"relode", f"relode-{__version__}.dist-info"}
    assert "relode/facts/tables/census.csv" in names
    assert "relode/py.typed" in names


@pytest.mark.slow
def test_a_wheel_without_a_source_works_and_says_what_is_missing(tmp_path):
    _, wheel = build(tmp_path, "gdp_first,house_listing")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
        table = archive.read("relode/facts/tables/sources.csv").decode()
        assert not any(archive.read(f"relode/diagnosis/{name}.csv") for name in TABLES)
    assert not {"gdp_first", "house_listing"} & {row["key"] for row in csv.DictReader(StringIO(table))}
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    code = "import relode, sys; from relode.cli import main; print(relode.__file__, file=sys.stderr); "
    code += "sys.argv = ['relode', 'diagnose', 'hegang', '--json']; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert str(tmp_path) in done.stderr
    record = json.loads(done.stdout)
    assert {"house_price", "secondary_share"} <= {missing["quantity"] for missing in record["missing"]}
    assert {"composite", "house_price_2023"} <= {missing["quantity"] for missing in record["missing"]}
    assert record["quantities"]["population"]["value"] == 891271


@pytest.mark.slow
def test_an_unknown_source_is_refused(tmp_path):
    done, wheel = build(tmp_path, "nonsense")
    assert wheel is None
    assert "nonsense" in done.stdout + done.stderr


@pytest.mark.slow
def test_what_ships_of_each_place_goes_with_a_source_of_it(tmp_path):
    _, wheel = build(tmp_path, "gem_coal_power")
    with zipfile.ZipFile(wheel) as archive:
        lines = archive.read("relode/pathways/known_2020.csv").decode().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("place,")
