"""The shipped statistics of the whole panel are those that the shipped facts give."""

import pandas as pd

from relode.diagnosis.statistics.whole_panel import shipped, table_csv, whole_panel
from relode.panel import load
from relode.panel.overrides import Override


def test_a_table_is_written_with_six_digits_and_a_head():
    text = table_csv(pd.DataFrame({"place": ["110000"], "value": [1 / 3]}))
    assert text == "place,value\n110000,0.333333\n"


def test_with_figures_of_the_users_own_the_table_is_computed_and_differs():
    own = Override("230400", "population", 2020, 1_200_000.0, "own count", 2)
    panel = load([own])
    rows = [table[table["place"] == "230400"] for table in (whole_panel(panel, "composite"), shipped("composite"))]
    assert rows[0]["score"].item() > rows[1]["score"].item()


def test_with_the_shipped_facts_nothing_is_computed(panel):
    assert whole_panel(panel, "quotients") is shipped("quotients")
