"""Wu, Liu and Yao (2023), Table 1: 116 resource-based cities by change of resident population between two censuses.

自然资源学报 38(1):109. Two sources are chosen here. The population of both censuses is that of the census tables, on
the boundaries of 2020. For Ma'anshan in 2010 it is that of the table of bulletins matched to those boundaries, since a
town moved to Wuhu. The second choice was made after the difference was seen: with the sum of whole counties, 22 of the
24 cells by type are equal.
"""

from importlib.resources import files

import pandas as pd
import pytest

MAANSHAN = "340500"
# The classes of the table, in percent of the population of 2010. No city is at the end of a class, as a test below
# shows, so it does not matter to which of two classes an end belongs.
EDGES = [-100, -15, -5, 0, 5, 15, float("inf")]
CLASSES = ["le_-15", "-15_to_-5", "-5_to_0", "0_to_5", "5_to_15", "ge_15"]
TYPES = ["growing", "mature", "declining", "regenerating"]


def read(name: str) -> pd.DataFrame:
    with (files("relode.facts") / "tables" / f"{name}.csv").open(encoding="utf-8") as stream:
        return pd.read_csv(stream, dtype=str, keep_default_na=False, na_values=[""])


@pytest.fixture(scope="module")
def cities() -> pd.DataFrame:
    """The listed prefecture-level cities; Laiwu, now a part of Jinan, is one of them."""
    rows = read("resource_cities").set_index("place")
    return rows[rows["prefecture_kind"] == "city"]


@pytest.fixture(scope="module")
def table_1() -> pd.DataFrame:
    """Group and class -> the published count and our stored recount."""
    cells = read("findings_population_change").set_index(["grouping", "group", "bin_percent"]).sort_index()
    return cells[["published_count", "recounted_count"]].astype(int)


@pytest.fixture(scope="module")
def population(cities: pd.DataFrame) -> pd.DataFrame:
    """Population of the 116 cities, a column a census."""
    rows = read("census")
    chosen = rows[(rows["quantity"] == "population") & rows["place"].isin(cities.index)]
    return chosen.pivot(index="place", columns="year", values="value").astype(float)


def change(population: pd.DataFrame) -> pd.Series:
    """Change from 2010 to 2020 in percent."""
    return 100 * (population["2020"] / population["2010"] - 1)


def count(change: pd.Series, groups: pd.Series) -> pd.Series:
    """(group, class) -> number of cities."""
    classes = pd.cut(change, EDGES, labels=CLASSES, right=False).astype(str)
    return classes.groupby(groups).value_counts().rename_axis(["group", "bin_percent"])


def equal_cells(counts: pd.Series, cells: pd.Series) -> int:
    return int((counts.reindex(cells.index, fill_value=0) == cells).sum())


def test_the_paper_counts_116_cities(cities: pd.DataFrame, population: pd.DataFrame, table_1: pd.DataFrame) -> None:
    assert len(cities) == len(population[["2010", "2020"]].dropna()) == 116
    assert table_1["published_count"].groupby("grouping").sum().to_dict() == {
        "development_type": 116,
        "main_resource": 116,
    }


def test_no_city_is_at_the_end_of_a_class(population: pd.DataFrame) -> None:
    assert not change(population).isin(EDGES).any()


@pytest.mark.parametrize("group", TYPES)
@pytest.mark.parametrize("column", ["published_count", "recounted_count"])
def test_every_cell_of_a_type_is_the_printed_one(
    cities: pd.DataFrame, population: pd.DataFrame, table_1: pd.DataFrame, group: str, column: str
) -> None:
    """W1: six cells a type, 24 in all."""
    counts = count(change(population), cities["type"])
    expected = table_1.loc[("development_type", group), column]
    assert set(expected.index) == set(CLASSES)
    assert counts[group].reindex(CLASSES, fill_value=0).to_dict() == expected.to_dict()


def test_whole_counties_of_maanshan_give_22_of_24_cells(
    cities: pd.DataFrame, population: pd.DataFrame, table_1: pd.DataFrame
) -> None:
    """W1: what the other source for one city would change."""
    counties = read("census_counties")
    of_2010 = counties[(counties["year"] == "2010") & (counties["prefecture_code"] == MAANSHAN)]
    other = population.copy()
    other.loc[MAANSHAN, "2010"] = of_2010["population"].astype(int).sum()
    cells = table_1.loc["development_type", "published_count"]
    assert equal_cells(count(change(population), cities["type"]), cells) == 24
    assert equal_cells(count(change(other), cities["type"]), cells) == 22


def test_maanshan_of_2010_is_from_the_matched_table(population: pd.DataFrame) -> None:
    rows = read("census")
    matched = rows[(rows["place"] == MAANSHAN) & (rows["year"] == "2010") & (rows["quantity"] == "population_matched")]
    assert float(matched["value"].item()) == population.loc[MAANSHAN, "2010"]


def test_more_than_six_in_ten_cities_lost_people(population: pd.DataFrame) -> None:
    """W2: 62.1 %."""
    published = read("findings").set_index("finding_id").loc["F_P01", "value"]
    assert published == "62.1"
    assert round(100 * (change(population) < 0).mean(), 1) == float(published)


@pytest.mark.parametrize("group", TYPES)
@pytest.mark.parametrize(("finding", "percent"), [("F_P02", 0), ("F_P03", -15)])
def test_the_printed_share_of_a_type_lost_people(
    cities: pd.DataFrame, population: pd.DataFrame, group: str, finding: str, percent: int
) -> None:
    """W2, by type: cities that lost any people, and cities that lost 15 % or more."""
    published = read("findings").set_index("finding_id").loc[f"{finding}_{group}", "value"]
    changes = change(population)[cities["type"] == group]
    assert round(100 * (changes < percent).mean(), 1) == float(published)


def test_the_cells_by_resource_are_our_stored_recount(
    cities: pd.DataFrame, population: pd.DataFrame, table_1: pd.DataFrame
) -> None:
    """W3: our assignment of a main resource to each city is not the paper's, so it has a recount of its own."""
    counts = count(change(population), cities["main_resource"])
    cells = table_1.loc["main_resource", "recounted_count"]
    assert len(cells) == 42
    assert equal_cells(counts, cells) == 42
    assert counts.sum() == cells.sum() == 116


def test_a_cell_that_differs_from_print_says_why(table_1: pd.DataFrame) -> None:
    notes = read("findings_population_change").set_index(["grouping", "group", "bin_percent"])["note"].sort_index()
    differs = table_1["published_count"] != table_1["recounted_count"]
    assert (notes.notna() == differs).all()
