"""What is said of a registry that was counted, what is doubted, and what is written, on tables of a few firms."""

import numpy as np
import pytest
import xarray as xr

from relode.answers.registry import (
    RegistryCount,
    Unmatched,
    _doubts,
    _industries,
    _of_file,
    _write,
    counted_registry,
    registry_text,
)
from relode.errors import RelodeError
from relode.language import Bilingual, spoken


def counted(**changed):
    values = {
        "files": ("a.csv",), "rows": 1200, "rows_without_code": 7, "places": 3, "industries": 2,
        "years": (2019, 2020, 2021), "firms": (40, 45, 50), "unmatched": (), "doubts": (), "output": "counts.csv",
    }  # fmt: skip
    return RegistryCount(**{**values, **changed})


HEAD = "1,200 firms in 3 places and 2 industries, 2019 to 2021; 50 were open at the end of 2021. Written to counts.csv."


def test_a_registry_says_what_was_counted_and_shows_ten_of_what_was_not():
    assert registry_text(counted(), "en") == HEAD
    eleven = tuple(Unmatched("place", f"p{at}", 100 - at) for at in range(11))
    doubts = tuple(Bilingual(f"doubt {at}", f"疑{at}") for at in range(11))
    assert registry_text(counted(unmatched=eleven, doubts=doubts), "en").splitlines() == [
        HEAD,
        "Not counted: 7 rows with one of 11 values that have no code. The most frequent:",
        *(f"  place p{at}: {100 - at} rows" for at in range(10)),
        "To be looked at again (11):",
        *(f"  doubt {at}" for at in range(10)),
    ]
    assert registry_text(counted(doubts=doubts[:1]), "zh").splitlines()[1:] == ["请核对（共1处）：", "  疑0"]


def table(counts, places=None, latin=()):
    """Firms of one industry: a row of counts for each place, a column for each year from 2015 on."""
    values = np.array(counts).T[:, :, None]
    names = places or [f"p{at}" for at in range(len(counts))]
    years = range(2015, 2015 + len(values))
    axes = {"year": list(years), "place": names, "industry": ["B"]}
    return xr.DataArray(values, dims=("year", "place", "industry"), coords=axes, attrs={"latin": list(latin)})


STEADY = [400, 400, 400]


@pytest.mark.parametrize(
    ("path", "is_told"),
    [
        # A leap is over 0.4 in logs, 1.4918 times, of one firm more each: 598 / 401 is 1.4913, 599 / 401 is 1.4938.
        ([400, 597, 597], False),
        ([400, 598, 598], True),
        # 401 / 269 is 1.4907, 401 / 268 is 1.4963.
        ([400, 268, 268], False),
        ([400, 267, 267], True),
        # By chance: 5 times the square root of 36 is 30.
        ([6, 36, 36], False),
        ([5, 36, 36], True),
        ([6, 37, 37], True),
    ],
)  # fmt: skip
def test_a_place_leaps_by_about_half_or_a_third_and_by_more_than_chance(path, is_told):
    told = [spoken(each, "en") for each in _doubts(table([path, STEADY, STEADY]), is_chinese=False)]
    assert told == ([f"p0: {path[0]} firms, then {path[1]} in 2016."] if is_told else [])


def test_a_year_is_told_where_more_than_half_of_places_leap_in_it_and_the_largest_leap_comes_first():
    """Of four places two leap in 2016, no more than half; three leap in 2017, by 100 + 900 + 2,000 of 3,100."""
    paths = [[400, 1000, 100], [400, 900, 1800], [400, 400, 1000], [400, 400, 400]]
    assert [spoken(each, "en").partition(". Is")[0].rstrip(".") for each in _doubts(table(paths), False)] == [
        "2017: firms leap in 3 of 4 places, 2,700 to 3,300 in all",
        "p0: 400 firms, then 1,000 in 2016",
        "p1: 400 firms, then 900 in 2016",
    ]
    falling = [[400, 400, 100], [400, 900, 900], [400, 400, 400]]
    assert [spoken(each, "en") for each in _doubts(table(falling), False)] == [
        "p1: 400 firms, then 900 in 2016.", "p0: 400 firms, then 100 in 2017."
    ]  # fmt: skip


def test_levels_are_told_of_chinese_places_alone_and_latin_text_of_all():
    of_two = table([STEADY, STEADY, STEADY], ["230000", "230400", "230500"])
    [levels] = _doubts(of_two, is_chinese=True)
    assert (levels.key, levels.values) == ("registry.doubt.levels", {"provinces": 1, "others": 2})
    assert list(_doubts(of_two, is_chinese=False)) == []
    assert list(_doubts(table([STEADY] * 2, ["230400", "230500"]), is_chinese=True)) == []
    [latin] = _doubts(table([STEADY], latin=["a.csv"]), is_chinese=False)
    assert (latin.key, latin.values) == ("registry.doubt.latin", {"files": ["a.csv"]})


def test_a_code_has_two_to_four_digits_of_a_division_or_the_letter_of_a_section_and_digits():
    """06 is coal mining, of section B."""
    found = _industries("gb4754")(["B", "b06", "B6x", "06", "061", "0610", "06100", "0", "98", "x06", ""])
    assert found == {"B": "B", "b06": "B", "06": "B", "061": "B", "0610": "B"}


def test_a_code_of_a_file_stands_for_itself_and_one_name_has_one_code(tmp_path):
    path = tmp_path / "codes.csv"
    path.write_text("name,code\nLogan,L-1\nMINGO,L-2\nlogan,L-1\n", encoding="utf-8")
    match = _of_file(str(path))
    assert match(["mingo", "L-1", "Boone", "LOGAN"]) == {"mingo": "L-2", "L-1": "L-1", "LOGAN": "L-1"}
    path.write_text("name,code\nLogan,L-1\nlogan,L-2\n", encoding="utf-8")
    with pytest.raises(RelodeError) as refused:
        _of_file(str(path))
    assert (refused.value.key, refused.value.values["codes"]) == ("registry.name_twice", ["L-1", "L-2"])


def test_cells_that_are_not_0_are_written_or_nothing_is(tmp_path):
    firms = table([[0, 1], [2, 3]], ["a", "b"])
    _write(firms, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text().splitlines() == [
        "place,industry,year,count", "b,B,2015,2", "a,B,2016,1", "b,B,2016,3"
    ]  # fmt: skip
    (tmp_path / "full.csv").mkdir()
    (tmp_path / "full.csv" / "in").touch()
    for at in (tmp_path / "none" / "a.csv", tmp_path / "full.csv"):
        with pytest.raises(RelodeError) as refused:
            _write(firms, at)
        assert (refused.value.key, refused.value.values["folder"]) == ("unwritable_folder", at.parent)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["full.csv", "out.csv"]


def test_what_was_counted_has_its_files_its_sizes_and_at_most_all_rows_without_a_code(tmp_path):
    """Of six rows two have no place that is known and one no industry: three at most."""
    known = ["Logan,B,2015,", "Logan,C,2015,2017", "Mingo,B,2016,", "Boone,B,2014,"]
    path, output = tmp_path / "firms.csv", tmp_path / "counts.csv"
    (tmp_path / "places.csv").write_text("name,code\nLogan,L-1\nMingo,L-2\nBoone,L-3\n", encoding="utf-8")

    def count(*more):
        path.write_text("\n".join(["place,industry,opened,closed", *known, *more]) + "\n", encoding="utf-8")
        output.unlink(missing_ok=True)
        return counted_registry([path], "2015-2017", [], str(tmp_path / "places.csv"), "gb4754", output)

    found = count("Mars,moons,2015,", "Mars,C,2016,")
    assert found == RegistryCount(
        files=(str(path),), rows=6, rows_without_code=3, places=3, industries=2, years=(2015, 2016, 2017),
        firms=(3, 4, 3), unmatched=(Unmatched("place", "Mars", 2), Unmatched("industry", "moons", 1)), doubts=(),
        output=str(output),
    )  # fmt: skip
    assert count(*["Mars,moons,2015,"] * 5).rows_without_code == 9
    with pytest.raises(RelodeError) as refused:
        counted_registry([path], "2015-2017", [], None, None, output)
    assert refused.value.key == "registry.exists"
