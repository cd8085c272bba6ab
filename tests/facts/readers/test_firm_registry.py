import numpy as np
import pandas as pd
import pytest

from relode.errors import RelodeError
from relode.facts.readers.firm_registry import count_firms


def told(error):
    """What fills the sentence of an error."""
    return vars(error)["values"]


@pytest.fixture
def firms():
    return pd.DataFrame(
        [
            ("a", "10", 2010, None),
            ("a", "10", 2018, 2020),
            ("a", "20", 2019, 2019),
            ("b", "20", 2000, 2019),
            ("b", "10", 2021, None),
            ("b", "20", 2017, 2030),
        ],
        columns=["place", "industry", "opened", "closed"],
    ).astype({"closed": "Int64"})


def count(firms, tmp_path, first=2018, last=2021):
    path = tmp_path / "firms.parquet"
    firms.to_parquet(path)
    return count_firms(path, first, last)


def test_firms_are_counted_at_the_end_of_each_year(firms, tmp_path):
    table = count(firms, tmp_path)
    np.testing.assert_array_equal(table.sel(place="a", industry="10"), [2, 2, 1, 1])
    np.testing.assert_array_equal(table.sel(place="a", industry="20"), [0, 0, 0, 0])
    np.testing.assert_array_equal(table.sel(place="b", industry="20"), [2, 1, 1, 1])
    np.testing.assert_array_equal(table.sel(place="b", industry="10"), [0, 0, 0, 1])


def test_many_firms_agree_with_a_plain_loop(tmp_path):
    rng = np.random.default_rng(0)
    opened = rng.integers(1990, 2024, 5000)
    closed = pd.array(opened + rng.integers(0, 25, 5000), dtype="Int64")
    closed[rng.random(5000) < 0.5] = pd.NA
    firms = pd.DataFrame({"place": rng.choice(list("xyz"), 5000), "industry": rng.choice(["1", "2"], 5000)})
    firms = firms.assign(opened=opened, closed=closed)
    table = count(firms, tmp_path, 2015, 2023)
    for year in (2015, 2019, 2023):
        is_open = (firms["opened"] <= year) & (firms["closed"].isna() | (firms["closed"] > year).fillna(True))
        expected = firms[is_open].groupby(["place", "industry"]).size().unstack(fill_value=0)
        np.testing.assert_array_equal(table.sel(year=year), expected)


@pytest.mark.parametrize(
    ("column", "value", "key"),
    [
        ("place", None, "table.missing_key"),
        ("opened", None, "table.bad_opened"),
        ("closed", 1999, "table.closed_before_opened"),
    ],
)
def test_bad_firms_are_named(firms, tmp_path, column, value, key):
    firms = firms.astype({"opened": "Int64"})
    firms.loc[1:5, column] = value
    with pytest.raises(RelodeError) as caught:
        count(firms, tmp_path)
    assert caught.value.key == key
    assert told(caught.value)["count"] == 5
    assert told(caught.value)["where"].startswith("3 (")


def test_an_unreadable_closing_is_named(firms, tmp_path):
    path = tmp_path / "firms.csv"
    firms.assign(closed="soon").to_csv(path, index=False)
    with pytest.raises(RelodeError, match="unreadable year of closing"):
        count_firms(path, 2018, 2021)


def test_years_out_of_order_and_years_without_firms_are_refused(firms, tmp_path):
    with pytest.raises(RelodeError, match="lies after"):
        count(firms, tmp_path, 2021, 2018)
    with pytest.raises(RelodeError, match="is 0"):
        count(firms, tmp_path, 1990, 1995)
