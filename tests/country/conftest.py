import csv
import runpy
from dataclasses import replace
from pathlib import Path

import pytest

from relode.country import country_answer, load_country

EXAMPLES = Path(__file__).parents[2] / "examples"
MADE = runpy.run_path(str(EXAMPLES / "invented_country" / "make.py"))


@pytest.fixture(scope="session")
def halvia():
    """The invented country that ships: what was put into it stands in its script."""
    return load_country(EXAMPLES / "invented_country")


@pytest.fixture(scope="session")
def answered(halvia):
    """Two chapters of a place that are there, and one that the tables cannot fill: they have no policies."""
    return country_answer(replace(halvia, policies={}), "District 1", ("diagnosis", "outlook", "evaluation"))


@pytest.fixture(scope="session")
def put_in():
    """What the script of the invented country put in."""
    return MADE


@pytest.fixture
def folder(tmp_path):
    """Writes tables into a folder: name -> rows with their head."""

    def write(tables, description=""):
        for name, rows in tables.items():
            with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
        if description:
            (tmp_path / "country.toml").write_text(description, encoding="utf-8")
        return tmp_path

    return write
