import numpy as np
import pandas as pd
import pytest

from relode.diagnosis.statistics.whole_panel import (
    WIDEST,
    composite_table,
    rank_interval_of_choices,
    ranks,
    shipped,
)
from relode.places import official


@pytest.fixture(scope="module")
def table(panel):
    return composite_table(panel)


def test_a_rank_is_shown_only_where_other_choices_leave_it_within_a_third_of_the_cities(table):
    width = (table["high"] - table["low"]) / len(table)
    assert (table["is_shown"] == (width <= WIDEST)).all()
    assert (table["rank"].notna() == table["is_shown"]).all()
    assert 0 < table["is_shown"].sum() < len(table) / 4


def test_the_shipped_table_is_the_one_that_its_facts_give(table):
    found = table.astype({"rank": float})
    pd.testing.assert_frame_equal(found, shipped("composite"), check_dtype=False, rtol=1e-5, atol=1e-8)


def test_only_listed_cities_with_every_figure_are_ranked(table):
    assert set(table["place"]) <= official().keys()
    assert len(table) == 115
    assert table["score"].between(0, 1).all()
    assert (table["low"] <= table["rank_drawn"]).all()
    assert (table["rank_drawn"] <= table["high"]).all()


def test_the_best_in_all_indicators_is_first_and_the_worst_last_whatever_is_chosen():
    rng = np.random.default_rng(6)
    scaled = rng.uniform(0.1, 0.9, size=(12, 5))
    scaled[3], scaled[8] = 1.0, 0.0
    low, middle, high = rank_interval_of_choices(scaled, rng, 200)
    assert (low[3], middle[3], high[3]) == (1, 1, 1)
    assert (low[8], middle[8], high[8]) == (12, 12, 12)


def test_ranks_are_the_order_of_scores():
    assert ranks(np.array([0.2, 0.9, 0.5])).tolist() == [3, 1, 2]
