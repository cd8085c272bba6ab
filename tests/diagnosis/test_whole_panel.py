"""The shipped statistics of the whole panel are those that the shipped facts give."""

import pandas as pd
import pytest

from relode import shipped_tables
from relode.diagnosis.statistics.whole_panel import TABLES, shipped, whole_panel
from relode.panel import load
from relode.panel.overrides import Override
from relode.places import by_code


@pytest.mark.parametrize("name", ["persistence", "quotients", "spillover"])
def test_a_shipped_table_is_the_one_that_its_facts_give(panel, name):
    """Six digits are shipped."""
    pd.testing.assert_frame_equal(TABLES[name](panel), shipped(name), check_dtype=False, rtol=1e-5, atol=1e-8)


def test_with_figures_of_the_users_own_the_table_is_computed_and_differs():
    own = Override("230400", "population", 2020, 1_200_000.0, "own count", 2)
    panel = load([own])
    rows = [table[table["place"] == "230400"] for table in (whole_panel(panel, "composite"), shipped("composite"))]
    assert rows[0]["score"].item() > rows[1]["score"].item()


def test_with_the_shipped_facts_nothing_is_computed(panel):
    assert whole_panel(panel, "quotients") is shipped("quotients")


def test_shipped_codes_are_texts_and_those_beside_them_numbers():
    for name in ("composite", "local", "quotients"):
        assert set(shipped(name)["place"]) <= by_code().keys()
    local = shipped("local").set_index("place")
    beside = [code for codes in local["neighbours"].dropna() for code in codes.split(";")]
    assert set(beside) <= by_code().keys()
    assert set(shipped("global")["neighbours"]) == {4, 6, 8}
    assert set(shipped("spillover")["outcome"]) >= {"population"}


def test_a_table_that_was_left_out_of_the_wheel_is_computed(monkeypatch, panel):
    shipped.cache_clear()
    monkeypatch.setattr(shipped_tables, "text", lambda *_: "")
    monkeypatch.setitem(TABLES, "composite", lambda given: ("computed", given))
    try:
        assert shipped("composite") is None
        assert whole_panel(panel, "composite") == ("computed", panel)
    finally:
        shipped.cache_clear()
