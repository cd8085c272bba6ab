"""What ships of each place is what the panel says, and answers from it are the same and quick."""

import csv
import json
import subprocess
import sys
from importlib.resources import files
from io import StringIO

import pytest

from relode.diagnosis import profile
from relode.facts import source_keys
from relode.pathways import from_shipped, successors
from relode.places import all_places, by_code, find
from studies.pathways.known_2020 import COLUMNS

PLACES = [place for place in all_places() if place.level != "province"]
NAMED = ("hegang", "jinchang", "baotou", "yulin", "yichun-heilongjiang", "beijing", "2114Z1", "renqiu")


@pytest.fixture(scope="module")
def table():
    return files("relode.pathways").joinpath("known_2020.csv").read_text(encoding="utf-8")


def test_every_place_has_a_row_with_sources(table):
    rows = list(csv.DictReader(StringIO(table)))
    assert tuple(rows[0]) == COLUMNS
    assert [row["place"] for row in rows] == [place.code for place in PLACES]
    assert all(set(row["source"].split(";")) <= source_keys() for row in rows)


@pytest.mark.parametrize(
    "place", sorted({*map(find, NAMED), *PLACES[::40]}, key=lambda place: place.code), ids=lambda place: place.slug
)
def test_the_answer_from_what_ships_is_that_of_the_panel(panel, place):
    quick, slow = from_shipped(place), successors(panel, profile(panel, place))
    assert json.dumps(quick.record()) == json.dumps(slow.record())


def test_a_place_that_does_not_ship_has_none():
    assert from_shipped(next(place for place in by_code().values() if place.level == "province")) is None


def test_an_answer_loads_neither_the_panel_nor_pandas():
    code = (
        "import sys; from relode.pathways import from_shipped, pathways_text; from relode.places import find;"
        "pathways_text(from_shipped(find('hegang')), 'en');"
        "assert not {'pandas', 'xarray', 'scipy', 'relode.panel'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
