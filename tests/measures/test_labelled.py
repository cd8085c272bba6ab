import numpy as np
import pandas as pd
import pytest

from relode.errors import RelodeError
from relode.measures import complexity
from relode.measures.one_place import complexity_tables, wide_table


@pytest.fixture
def counts():
    rng = np.random.default_rng(4)
    table = pd.DataFrame(rng.gamma(0.5, 10, size=(8, 6)), index=list("hgfedcba"), columns=list("uvwxyz"))
    table.loc["empty"] = 0.0
    table["nothing"] = 0.0
    return table


def test_names_follow_their_numbers(counts):
    tables = complexity_tables(counts)
    shuffled = complexity_tables(counts.iloc[::-1, ::-1])
    pd.testing.assert_frame_equal(tables.places.sort_index(), shuffled.places.sort_index(), rtol=1e-9)
    presence = tables.cells["presence"].unstack()
    index = complexity(presence.to_numpy()).economic_complexity_index
    np.testing.assert_allclose(tables.places.loc[presence.index, "economic_complexity_index"], index)


def test_what_cannot_be_ranked_is_left_out_and_told(counts):
    tables = complexity_tables(counts)
    assert tables.left_out_places == ["empty"]
    assert tables.left_out_industries == ["nothing"]
    assert not tables.cells.isna().any().any()
    assert len(tables.cells) == 48


def test_rows_become_a_table_with_zero_where_no_row_is():
    rows = pd.DataFrame({"p": ["b", "a"], "i": ["y", "x"], "n": [2, 1]})
    np.testing.assert_array_equal(wide_table(rows, "p", "i", "n"), [[1, 0], [0, 2]])


def test_a_pair_that_occurs_twice_is_named():
    rows = pd.DataFrame({"p": ["b", "b"], "i": ["y", "y"], "n": [2, 1]})
    with pytest.raises(RelodeError, match="b / y"):
        wide_table(rows, "p", "i", "n")
