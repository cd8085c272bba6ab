"""`relode registry`: names become codes, what has none is listed, and the counts are those of a plain loop."""

import json
from collections import Counter

import duckdb
import pytest

from relode.answers.registry import _column, _industries, _places, _years
from relode.errors import RelodeError

HEAD = "place,industry,opened,closed\n"
FIRMS = [
    ("黑龙江省鹤岗市", "采矿业", "2015-03-02", ""),
    ("鹤岗", "B06", "20160101", "2019/5/1"),
    ("230402", "B", "2018", ""),
    ("hegang", "制造业", "2017年3月", ""),
    ("双鸭山市", "Mining", "2018.0", ""),
    ("双鸭山", "C", "2010", "2018"),
    ("亚特兰蒂斯", "B", "2015", ""),
    ("亚特兰蒂斯", "C", "2015", ""),
    ("伊春", "卖云", "2015", ""),
]


def written(path, firms=FIRMS):
    path.write_text(HEAD + "".join(",".join(firm) + "\n" for firm in firms), encoding="utf-8")
    return path


def counts(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "place,industry,year,count"
    return {tuple(line.split(",")[:3]): int(line.split(",")[3]) for line in lines[1:]}


def test_names_become_codes_and_what_has_none_is_listed_with_its_rows(relode, tmp_path):
    written(tmp_path / "firms.csv")
    asked = ("registry", "firms.csv", "--years", "2017-2019", "--places", "china", "--industries", "gb4754")
    done = relode(*asked, "--json")
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert counts(tmp_path / "counts.csv") == {
        ("230400", "B", "2017"): 2,
        ("230400", "B", "2018"): 3,
        ("230400", "B", "2019"): 2,
        **{("230400", "C", str(year)): 1 for year in (2017, 2018, 2019)},
        ("230500", "B", "2018"): 1,
        ("230500", "B", "2019"): 1,
        ("230500", "C", "2017"): 1,
    }
    # Two cities are called 伊春 (Yichun) in plain letters; in Chinese there is one, so only its industry has no code.
    assert [(each["column"], each["value"], each["rows"]) for each in record["unmatched"]] == [
        ("place", "亚特兰蒂斯", 2),
        ("industry", "卖云", 1),
    ]
    assert record["rows"] == 9
    assert record["firms"] == [4, 5, 4]
    again = relode(*asked)
    assert (again.returncode, "counts.csv" in again.stderr) == (2, True)


def test_a_file_of_names_serves_any_country_and_files_are_read_one_after_the_other(relode, tmp_path):
    firms = [("Logan", "mines", "2015", ""), ("L-2", "mills", "2016", ""), ("Mingo", "mills", "2014", "2018")]
    written(tmp_path / "one.csv", firms[:2])
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{written(tmp_path / 'a.csv', firms[2:])}', all_varchar = true)) "
               f"TO '{tmp_path / 'two.parquet'}' (FORMAT parquet)")  # fmt: skip
    (tmp_path / "places.csv").write_text("name,code\nlogan,L-1\nBoone,L-2\nMINGO,L-3\n", encoding="utf-8")
    asked = ("registry", "one.csv", "two.parquet", "--years", "2016-2018", "--places", "places.csv")
    done = relode(*asked, "--output", "own.csv")
    assert done.returncode == 0, done.stderr
    assert counts(tmp_path / "own.csv") == Counter(
        {
            **{("L-1", "mines", str(year)): 1 for year in (2016, 2017, 2018)},
            **{("L-2", "mills", str(year)): 1 for year in (2016, 2017, 2018)},
            **{("L-3", "mills", str(year)): 1 for year in (2016, 2017)},
        }
    )
    (tmp_path / "places.csv").write_text("name,code\nlogan,L-1\nLogan,L-2\n", encoding="utf-8")
    assert "two codes" in relode(*asked, "--output", "third.csv").stderr


@pytest.mark.parametrize(
    ("firm", "said"),
    [
        (("鹤岗", "B", "last", ""), "last"),
        (("鹤岗", "B", "15-03-02", ""), "15-03-02"),
        (("鹤岗", "B", "2015", "2014-12-31"), "2014"),
        (("", "B", "2015", ""), "(place="),
    ],
)
def test_a_row_that_cannot_be_counted_is_refused_and_nothing_is_written(relode, tmp_path, firm, said):
    written(tmp_path / "firms.csv", [*FIRMS, firm])
    done = relode("registry", "firms.csv", "--years", "2017-2019")
    assert (done.returncode, said in done.stderr) == (2, True)
    assert not (tmp_path / "counts.csv").exists()


def test_years_are_asked_for_in_full(relode, tmp_path):
    written(tmp_path / "firms.csv")
    for years in ("2017", "17-19", "2019-2017"):
        assert relode("registry", "firms.csv", "--years", years).returncode == 2


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_names_and_codes_of_divisions_are_counted_in_their_sections(relode, tmp_path, encoding):
    firms = "place,industry,opened,closed\n鹤岗,煤炭开采和洗选业,2016,\n鹤岗,黑色金属矿采选业,2016,\n鹤岗,0610,2016,\n"
    firms += "鹤岗,13,2016,\n鸡西,农副食品加工业,2016,\n"
    (tmp_path / "firms.csv").write_bytes(firms.encode(encoding))
    done = relode(
        "registry", "firms.csv", "--years", "2017-2018", "--places", "china", "--industries", "gb4754", "--json"
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["unmatched"] == []
    assert counts(tmp_path / "counts.csv") == {
        (place, section, year): number
        for place, section, number in (("230400", "B", 3), ("230400", "C", 1), ("230300", "C", 1))
        for year in ("2017", "2018")
    }


def steady(places, per_year=20, years=range(2010, 2020)):
    """Firms of which each place opens as many every year and that never close."""
    return [
        (place, industry, str(year), "") for place in places for year in years for industry in "BC" * (per_year // 2)
    ]


def doubts_of(relode, path, *more):
    done = relode("registry", path.name, "--years", "2014-2019", *more, "--json")
    assert done.returncode == 0, done.stderr
    (path.parent / "counts.csv").unlink()
    return json.loads(done.stdout)["doubts"]


def test_a_leap_of_one_place_a_common_year_and_levels_are_told_and_steady_firms_are_not(relode, tmp_path):
    path = tmp_path / "firms.csv"
    assert doubts_of(relode, written(path, steady(["p", "q", "r"]))) == []
    # By hand: p has 20 a year from 2010, 140 at the end of 2016 and 160 + 300 at that of 2017; 460 / 140 is over
    # half more, and 320 over 5 x sqrt(460) = 107. Of 4 new firms on top of 2 it is 4 < 5 x sqrt(6).
    one = [*steady(["p", "q", "r"]), *[("p", "B", "2017", "")] * 300]
    few = [("s", "B", "2010", "")] * 2 + [("s", "B", "2016", "")] * 4
    assert doubts_of(relode, written(path, [*one, *few])) == ["p: 140 firms, then 460 in 2017."]
    closed = [*steady(["p", "q", "r"]), *[("p", "B", "2001", "2016")] * 300]
    assert doubts_of(relode, written(path, closed)) == ["p: 420 firms, then 140 in 2016."]
    larger = [*closed, *[("q", "B", "2018", "")] * 500]  # q: 160 at the end of 2017, 180 + 500 at that of 2018
    assert doubts_of(relode, written(path, larger)) == [
        "q: 160 firms, then 680 in 2018.", "p: 420 firms, then 140 in 2016.",
    ]  # fmt: skip
    common = [*one, *[("q", "C", "2017", "")] * 300]
    assert doubts_of(relode, written(path, common)) == [
        "2017: firms leap in 2 of 3 places, 420 to 1,080 in all. Is it a year that stands in for unknown ones, or the "
        "first of a new register?"
    ]
    levels = steady(["\u9ed1\u9f99\u6c5f\u7701", "\u9e64\u5c97", "\u53cc\u9e2d\u5c71"])
    assert doubts_of(relode, written(path, levels), "--places", "china")[0].startswith(
        "Places that are provinces: 1; prefectures or below: 2."
    )


def test_latin_letters_are_read_and_told(relode, tmp_path):
    path = tmp_path / "firms.csv"
    text = HEAD + "".join(",".join(firm) + "\n" for firm in steady(["Málaga", "Ávila"]))
    path.write_bytes(text.encode("cp1252"))
    (doubt,) = doubts_of(relode, path)
    assert doubt.startswith("firms.csv: neither UTF-8 nor GB 18030")
    path.write_bytes(text.encode("utf-8") + b"\xc3\x81,B,2010,\xe9\n")
    done = relode("registry", "firms.csv", "--years", "2014-2019")
    assert (done.returncode, (tmp_path / "counts.csv").exists()) == (2, False)


@pytest.mark.parametrize("column", ["place", "nonsense=Town"])
def test_a_column_is_said_as_name_and_head(relode, tmp_path, column):
    written(tmp_path / "firms.csv")
    run = relode("registry", str(tmp_path / "firms.csv"), "--years", "2020-2021", "--column", column)
    assert run.returncode == 2
    assert column in run.stderr


def test_columns_and_years_are_read_as_they_are_said():
    assert [_column(each) for each in ("place=Town", "opened=a=b")] == [("place", "Town"), ("opened", "a=b")]
    for text in ("place", "Town=place", "=place", ""):
        with pytest.raises(RelodeError) as refused:
            _column(text)
        assert refused.value.key == "unknown_choice"
    assert _years("2010-2024") == (2010, 2024)
    for text in ("2010", "2010-24", "10-2024", "2010-2024-2025", "201x-2024", "２０１０-2024", "-2010-2024", ""):
        with pytest.raises(RelodeError) as refused:
            _years(text)
        assert refused.value.key == "registry.years"


def test_codes_of_places_and_sections_are_those_of_china_or_of_a_file(tmp_path):
    """06 is coal mining, in section B; 13 food processing, in C."""
    section = _industries("gb4754")(["B", "b", "B06", "06", "0610", "061000", "6", "13", "99", "Bx", "Z", "", "采矿业"])
    assert section == {"B": "B", "b": "B", "B06": "B", "06": "B", "0610": "B", "13": "C", "采矿业": "B"}
    assert _places("china")(["hegang", "鹤岗市", "yichun", "nowhere"]) == {"hegang": "230400", "鹤岗市": "230400"}
    assert (_places(None), _industries(None)) == (None, None)
    (tmp_path / "codes.csv").write_text("name,code\nLogan,L-1\nlogan,L-1\n", encoding="utf-8")
    for match in (_places(str(tmp_path / "codes.csv")), _industries(str(tmp_path / "codes.csv"))):
        assert match(["LOGAN", "L-1", "L-2"]) == {"LOGAN": "L-1", "L-1": "L-1"}
