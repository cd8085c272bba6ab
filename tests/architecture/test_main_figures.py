"""What moves in eight cities is noticed and listed."""

import runpy
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def made():
    """The module that keeps main figures."""
    return runpy.run_path(str(DOCS / "main_figures.py"), run_name="main_figures")


def test_the_newest_set_has_the_main_figures_of_eight_cities(made):
    newest = list(made["kept"]().values())[-1]
    assert {row["city"] for row in newest} == set(made["CITIES"])
    assert {"population", "employment", "gdp_real", "candidates"} <= {row["figure"] for row in newest}


def figure(city, value):
    return {"city": city, "figure": "population", "value": value}


def test_a_figure_that_moved_came_or_went_is_listed_and_rounding_is_not(made):
    before = [figure("hegang", "1000"), figure("fuxin", "1000"), figure("yulin", "5")]
    after = [figure("hegang", "1004"), figure("fuxin", "1006"), figure("heihe", "7")]
    assert made["moved"](before, after) == [
        ("fuxin", "population", "1000", "1006"), ("yulin", "population", "5", ""), ("heihe", "population", "", "7"),
    ]  # fmt: skip
