import numpy as np
import pandas as pd
import pytest

from relode.errors import RelodeError
from relode.facts.aggregates import labelled_sums
from relode.facts.count_cube import check_axes
from relode.facts.readers.place_industry_year import read_counts
from relode.facts.readers.table_cells import _short


def told(error):
    """What fills the sentence of an error."""
    return vars(error)["values"]


@pytest.fixture
def rows():
    keys = pd.MultiIndex.from_product([["01", "02"], ["2110", "2120", "2130"], [2019, 2020]])
    table = keys.to_frame(index=False, name=["place", "industry", "year"])
    return table.assign(count=range(1, 13), region=["n"] * 6 + ["s"] * 6)


@pytest.fixture
def read(tmp_path):
    def write_and_read(rows, **options):
        path = tmp_path / "table.csv"
        rows.to_csv(path, index=False)
        return read_counts(path, **options)

    return write_and_read


def refused(read, rows, **options):
    with pytest.raises(RelodeError) as caught:
        read(rows, **options)
    assert caught.value.say("zh")
    return caught.value


def test_codes_keep_their_leading_zeros_and_no_row_is_zero(rows, read):
    table = read(rows.drop(index=0))
    assert list(table["place"].to_numpy()) == ["01", "02"]
    assert list(table["region"].to_numpy()) == ["n", "s"]
    np.testing.assert_array_equal(table.sel(year=2019), [[0, 3, 5], [7, 9, 11]])
    assert table.dims == ("year", "place", "industry")


def test_parquet_csv_and_the_order_of_rows_make_no_difference(rows, read, tmp_path):
    rows.sample(frac=1, random_state=1).to_parquet(tmp_path / "table.parquet")
    assert read_counts(tmp_path / "table.parquet").identical(read(rows))


def test_columns_may_have_other_names(rows, read):
    other = rows.rename(columns={"place": "the county", "count": 'n "2"'})
    table = read(other, columns={"place": "the county", "count": 'n "2"'})
    assert table.identical(read(rows))


@pytest.mark.parametrize(
    ("column", "values", "key"),
    [
        ("place", [None] * 5, "table.missing_key"),
        ("industry", [" "] * 5, "table.missing_key"),
        ("year", ["19xx"] * 5, "table.bad_year"),
        ("year", ["2019.5"] * 5, "table.bad_year"),
        ("year", ["19"] * 5, "table.bad_year"),
        ("count", [0.25] * 5, "table.fraction"),
        ("count", [None] * 5, "table.missing_count"),
        ("count", ["1,000"] * 5, "table.not_a_number"),
        ("count", ["inf"] * 5, "table.not_a_number"),
        ("count", [-1] * 5, "table.negative_count"),
        ("region", [None] * 5, "table.missing_region"),
    ],
)
def test_bad_cells_are_named_by_the_first_three_rows_and_how_many_more(rows, read, column, values, key):
    rows = rows.astype({column: object})
    rows.loc[3:7, column] = values
    error = refused(read, rows)
    assert error.key == key
    assert told(error)["count"] == 5
    assert told(error)["where"].startswith("5 (")
    assert "; 6 (" in told(error)["where"]
    assert told(error)["where"].endswith("(+2)")


def test_duplicate_keys_are_named(rows, read):
    error = refused(read, pd.concat([rows, rows.iloc[[1, 2, 5, 7, 8]]]))
    assert error.key == "table.duplicate_keys"
    assert told(error)["count"] == 5
    assert told(error)["where"].startswith("01 / 2110 / 2020")
    assert told(error)["where"].endswith("(+2)")


def test_codes_that_are_not_in_the_classification_are_named(rows, read):
    error = refused(read, rows, known_industries=["2110"])
    assert (error.key, told(error)["where"]) == ("table.unknown_industries", "2120, 2130")


def test_two_levels_of_one_classification_are_refused(rows, read):
    wide = rows.iloc[[0, 1, 6, 7]].assign(industry="211")
    assert refused(read, pd.concat([rows, wide])).say("en").startswith("1 industries are sums of others: 211 = 2110.")


def test_codes_that_begin_alike_and_are_no_sums_stay(rows, read):
    numbered = rows.replace({"2110": "1", "2120": "10", "2130": "11"})
    assert list(read(numbered)["industry"].to_numpy()) == ["1", "10", "11"]


def many_rows(seed=1):
    """Thirty places, eight industries, three years, all counts large enough to tell sums from chance."""
    rng = np.random.default_rng(seed)
    keys = pd.MultiIndex.from_product(
        [[f"p{i:02}" for i in range(30)], ["311", "312", "321", "331", "411", "412", "511", "611"], [2018, 2019, 2020]]
    )
    table = keys.to_frame(index=False, name=["place", "industry", "year"])
    return table.assign(count=rng.poisson(rng.lognormal(2, 1, len(table))))


def added_up(rows, axis, members, label):
    other = {"industry": "place", "place": "industry"}[axis]
    inside = rows[rows[axis].isin(members)]
    return inside.groupby([other, "year"], as_index=False)["count"].sum().assign(**{axis: label})


@pytest.mark.parametrize("label", ["Total", "合计", "31-33", "A-D", "0000", "manufacturing"])
def test_a_sum_among_the_industries_is_found_whatever_its_name(read, label):
    rows = many_rows()
    is_total = label in ("Total", "合计", "0000")
    members = list(rows["industry"].unique()) if is_total else ["311", "312", "321", "331"]
    error = refused(read, pd.concat([rows, added_up(rows, "industry", members, label)]))
    assert error.key == "table.aggregates"
    assert f"1 industries are sums of others: {label} " in error.say("en")


def test_a_total_that_holds_hidden_cells_is_found_by_its_figures(read):
    rows = many_rows()
    total = added_up(rows, "industry", list(rows["industry"].unique()), "0000")
    shown = rows[rows["count"] >= 3]
    assert len(shown) < len(rows)
    assert refused(read, pd.concat([shown, total])).key == "table.aggregates"


def test_a_region_among_the_places_is_found(read):
    rows = many_rows()
    error = refused(read, pd.concat([rows, added_up(rows, "place", ["p03", "p04", "p05"], "north")]))
    assert "1 places are sums of others: north = p03, p04, p05." in error.say("en")


def test_ordinary_tables_have_no_sums(read):
    for seed in range(5):
        assert read(many_rows(seed)).shape == (3, 30, 8)


def test_shares_in_whole_per_cent_are_refused(read):
    rows = many_rows().query("industry in ['311', '312', '321']").copy()
    rows["count"] = rows["industry"].map({"311": 50, "312": 30, "321": 20}) + rows["place"].str[1:].astype(int) % 2
    assert refused(read, rows).key == "table.shares"


def test_a_column_that_is_named_and_not_there_is_refused(rows, read):
    error = refused(read, rows, columns={"region": "state"})
    assert (error.key, told(error)["columns"]) == ("table.missing_columns", "state")


def test_names_stand_beside_codes_and_the_latest_is_kept(rows, read):
    named = rows.assign(industry_name=rows["industry"] + " of " + rows["year"].astype(str))
    named.loc[named["industry"] == "2130", "industry_name"] = None
    table = read(named)
    assert list(table["industry_name"].to_numpy()) == ["2110 of 2020", "2120 of 2020", ""]


def test_names_that_begin_alike_are_no_levels(rows, read):
    named = rows.replace({"2110": "coal", "2120": "coal mining", "2130": "ore"})
    assert list(read(named)["industry"].to_numpy()) == ["coal", "coal mining", "ore"]


def test_two_classifications_in_one_file_are_refused(rows, read):
    error = refused(read, rows.assign(classification=["GB/T 4754-2011"] * 6 + ["GB/T 4754-2017"] * 6))
    assert error.key == "table.mixed_classifications"
    assert "2011" in told(error)["where"]


def test_a_classification_that_changes_between_years_is_refused(rows, read):
    is_late = rows["year"] == 2020
    rows.loc[is_late, "industry"] = rows.loc[is_late, "industry"].replace({"2110": "9110", "2120": "9120"})
    error = refused(read, rows)
    assert error.key == "table.classification_changes"
    assert told(error)["share"] == "33"


def test_a_gap_in_the_years_is_named(rows, read):
    more = [rows, rows.assign(year=rows["year"] + 3)]
    error = refused(read, pd.concat(more))
    assert (error.key, told(error)["years"]) == ("table.year_without_data", "2021")


def test_years_ten_apart_are_no_gap(rows, read):
    assert list(read(rows.replace({2020: 2029}))["year"].to_numpy()) == [2019, 2029]


def test_a_year_of_zeros_is_refused(rows, read):
    error = refused(read, rows.assign(count=rows["count"].where(rows["year"] == 2019, 0)))
    assert (error.key, told(error)["years"]) == ("table.empty_year", "2020")


@pytest.mark.parametrize(("column", "key"), [("place", "table.one_place"), ("industry", "table.one_industry")])
def test_one_place_or_one_industry_is_refused(rows, read, column, key):
    assert refused(read, rows[rows[column] == rows[column].iloc[0]]).key == key


def test_a_place_in_two_regions_is_named(rows, read):
    rows.loc[0, "region"] = "s"
    error = refused(read, rows)
    assert (error.key, told(error)["where"]) == ("table.place_in_two_regions", "01")


def test_missing_columns_are_named_with_those_that_are_there(rows, read):
    error = refused(read, rows.drop(columns=["year", "count"]))
    assert (error.key, told(error)["columns"]) == ("table.missing_columns", "year, count")
    assert "industry" in told(error)["found"]


def test_a_file_that_is_not_there_or_not_a_table_is_refused(tmp_path):
    (tmp_path / "table.docx").write_text("x")
    (tmp_path / "broken.parquet").write_text("x")
    (tmp_path / "nothing.csv").touch()
    (tmp_path / "folder.csv").mkdir()
    for name, key in (
        ("no.csv", "no_file"),
        ("nothing.csv", "nothing_in_it"),
        ("folder.csv", "folder"),
        ("table.docx", "unknown_format"),
        ("broken.parquet", "unreadable"),
    ):
        with pytest.raises(RelodeError) as caught:
            read_counts(tmp_path / name)
        assert caught.value.key == f"table.{key}"


def test_bytes_that_are_no_text_far_down_the_file_are_a_clear_refusal(tmp_path):
    path = tmp_path / "table.csv"
    lines = ["place,industry,year,count"] + [f"{place},10,2020,1" for place in range(60_000)]
    path.write_bytes("\n".join(lines).encode() + b"\nx\xff\xff,10,2020,1\n")
    with pytest.raises(RelodeError) as caught:
        read_counts(path)
    assert caught.value.key == "unknown_encoding"


def test_a_path_with_a_quote_is_only_a_path(rows, tmp_path):
    path = tmp_path / "it's.csv"
    rows.to_csv(path, index=False)
    assert read_counts(path).shape == (2, 2, 3)


def test_a_table_without_rows_is_refused(rows, read):
    assert refused(read, rows.iloc[:0]).key == "table.empty"


def test_a_table_that_is_too_large_is_refused_before_it_fills_memory(rows, read, monkeypatch):
    monkeypatch.setattr("relode.facts.count_cube.MOST_CELLS", 11)
    assert refused(read, rows).key == "table.too_many_cells"


def test_heads_in_capitals_and_other_delimiters_are_read(tmp_path):
    plain, loud, tabs = (tmp_path / name for name in ("a.csv", "b.csv", "c.tsv"))
    rows = [
        f"p{place},i{industry},{year},{place + industry}"
        for place in (1, 2)
        for industry in (3, 4)
        for year in (2019, 2020)
    ]
    plain.write_text("\n".join(["place,industry,year,count", *rows]))
    loud.write_text("\n".join(["Place;INDUSTRY;Year;Count", *(row.replace(",", ";") for row in rows)]))
    tabs.write_text("\n".join(["place,industry,year,count", *rows]).replace(",", "\t"))
    tables = [read_counts(path) for path in (plain, loud, tabs)]
    assert all(table.identical(tables[0]) for table in tables)


def test_a_label_that_is_a_range_covers_those_inside_and_a_total_covers_none_by_name():
    labels = ["10", "11", "12", "13", "21", "11-13", "31-33", "Total"]
    assert labelled_sums(labels) == {"Total": [], "11-13": ["11", "12", "13"]}


def test_a_table_with_a_column_for_each_year_says_what_one_with_a_row_does(rows, read, tmp_path):
    wide = rows.pivot(index=["place", "industry", "region"], columns="year", values="count").reset_index()
    wide.to_csv(tmp_path / "wide.csv", index=False)
    assert read_counts(tmp_path / "wide.csv").equals(read(rows))
    wide.iloc[0, -1] = None
    wide.to_csv(tmp_path / "wide.csv", index=False)
    with pytest.raises(RelodeError) as stop:
        read_counts(tmp_path / "wide.csv")
    assert stop.value.key == "table.missing_count"


def test_a_table_in_gb_18030_says_what_one_in_utf_8_does(tmp_path):
    text = "place,industry,year,count\n" + "".join(
        f"{p},{i},{y},{n + y % 5}\n"
        for n, p in enumerate(["鹤岗", "鸡西"])
        for i in ("煤炭", "农业")
        for y in (2019, 2020)
    )
    for name, encoding in (("a.csv", "utf-8"), ("b.csv", "gb18030")):
        (tmp_path / name).write_bytes(text.encode(encoding))
    assert read_counts(tmp_path / "b.csv").equals(read_counts(tmp_path / "a.csv"))


def test_a_bad_cell_of_a_table_with_a_column_a_year_is_named_by_its_row_in_the_file(tmp_path):
    rows = ["place,industry,2019,2020,2021", "a,10,1,2,3", "a,20,4,5,6", "b,10,7,8,x9", "b,20,1,2,3"]
    (tmp_path / "wide.csv").write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(RelodeError) as stop:
        read_counts(tmp_path / "wide.csv")
    assert told(stop.value)["where"].startswith("4 (place=b, industry=10, year=2021, count=x9)")


def test_a_long_code_is_told_by_its_first_letters():
    assert _short("x" * 40) == "x" * 40
    assert _short("x" * 41) == "x" * 37 + "..."


def test_years_that_are_wanted_are_those_of_the_shortest_step():
    with pytest.raises(RelodeError) as error:
        check_axes([2010, 2012, 2013], ["one", "other"], ["coal", "wood"])
    assert (told(error.value)["years"], told(error.value)["step"]) == ("2011", 1)
