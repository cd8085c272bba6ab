"""What country.toml may say, and which files of a folder are which tables."""

import pytest

from relode.country import load_country
from relode.errors import RelodeError
from relode.facts.readers.country_files import read_country_files
from relode.places import Place

ROWS = [["place", "year", "people"], ["a", 2019, 5], ["b", 2019, 6]]
JOBS = [
    ["place", "industry", "year", "count"],
    *[[p, i, 2019, 5 + len(p + i) + "ab".index(p) + 3 * "BC".index(i)] for p in "ab" for i in "BC"],
]


def refused(path):
    with pytest.raises(RelodeError) as stop:
        read_country_files(path)
    return stop.value.key.removeprefix("country."), stop.value.values


def test_a_word_that_means_nothing_is_told_with_all_that_mean_something(folder):
    path = folder({"accounts": ROWS}, 'colour = "red"\n[accounts]\nfle = "x"\n[[employment]]\nkeep = {}\nx = 1\n')
    key, values = refused(path)
    assert (key, values["words"]) == ("toml_words", ["colour", "employment.x", "accounts.fle"])
    assert values["known"] == (
        "name, name_zh, currency, currency_zh, classification, decimal, structure, places, industries, employment, "
        "establishments, output_by_industry, wages_by_industry, accounts, policies, borders, ages, "
        "norms, capacity, deflator, file, sheet, layout, encoding, head, decimal, zero, unknown, columns, fixed, take, "
        "match, keep, leave_out, quantities, scale, practical, logarithms, fiscal, kind, years, index, base, of"
    )


@pytest.mark.parametrize(
    ("text", "key", "name"),
    [
        ("[accounts]\ncolumns = { place = 7 }", "toml_text", "accounts.columns.place"),
        ("[accounts]\nquantities = { wage = 7 }", "toml_text", "accounts.quantities.wage"),
        ("[accounts]\nkeep = 3", "toml_text", "accounts.keep"),
        ("[accounts]\nfixed = 3", "toml_text", "accounts.fixed"),
        ("[accounts]\nleave_out = []", "toml_text", "accounts.leave_out"), ("accounts = 3", "toml_table", "accounts"),
        ("[accounts]\nmatch = 'x'", "toml_text", "accounts.match"),
        ("[[places]]\nfile = 'x.csv'", "one_part", "places"),
        ("[accounts]\nindex = { 2019 = 1 }", "no_series", "accounts"),
        ("[deflator]\nindex = 3", "no_series", "deflator"),
    ],
)  # fmt: skip
def test_what_a_word_holds_must_be_what_it_needs(folder, text, key, name):
    assert (refused(folder({"accounts": ROWS}, text))[0], refused(folder({}, text))[1]["name"]) == (key, name)


def test_values_that_rows_are_kept_by_may_be_numbers_and_lists(folder):
    path = folder(
        {"accounts": [*ROWS, ["c", 2020, 7]]}, "[accounts]\nkeep = { year = [2019] }\nfixed = { region = 7 }\n"
    )
    assert [number for number, _ in read_country_files(path).tables["accounts"].lines] == [2, 3]


def test_a_description_names_the_country_in_both_languages(folder):
    text = 'name = "Land"\nname_zh = "国"\ncurrency = "crown"\ncurrency_zh = "克朗"\nclassification = "NACE"\n'
    text += 'structure = "establishments"\n'
    found = load_country(folder({"employment": JOBS, "establishments": JOBS}, text))
    assert (found.name.en, found.name.zh, found.currency.en, found.currency.zh) == ("Land", "国", "crown", "克朗")
    assert (found.sections, found.counted, found.censuses) == (
        {"B": "mining", "C": "manufacturing"},
        "establishments",
        frozenset(),
    )
    plain = load_country(folder({}, 'name = "Land"\ncurrency = "crown"\n'))
    assert (plain.name.zh, plain.currency.zh, plain.sections) == ("Land", "crown", {})
    census = load_country(folder({}, '[establishments]\nkind = "census"\n'))
    assert census.censuses == {"establishments"}


def test_counts_in_a_file_of_their_own_are_read_elsewhere_unless_rows_are_chosen(folder, tmp_path):
    folder({"employment": JOBS})
    whole = read_country_files(tmp_path).tables["employment"]
    assert (whole.path, whole.lines, whole.where, whole.heads) == (
        tmp_path / "employment.csv",
        (),
        "employment.csv",
        tuple(JOBS[0]),
    )
    assert whole.columns == {name: name for name in JOBS[0]}
    chosen = read_country_files(folder({}, "[employment]\nleave_out = { place = 'b' }\n")).tables["employment"]
    assert (chosen.path, [number for number, _ in chosen.lines]) == (None, [2, 3])
    text = '[[employment]]\nfile = ["employment.csv", "more.csv"]\n'
    both = read_country_files(folder({"more": [JOBS[0], ["c", "B", 2019, 9]]}, text)).pieces["employment"]
    assert [(each.where, len(each.lines), each.path) for each in both] == [
        ("employment.csv", 4, None),
        ("more.csv", 1, None),
    ]
    money = read_country_files(folder({"wages_by_industry": JOBS}, "")).tables["wages_by_industry"]
    assert (money.path, len(money.lines)) == (None, 4)


def test_files_are_found_by_their_names_in_either_language_and_series_stand_in_the_description(folder, tmp_path):
    path = folder({"账户": ROWS, "policies": [["policy", "place", "first_year"], ["x", "a", 2019]]},
                  '[deflator]\nbase = 2019\nindex = { 2019 = 100, 2020 = 103.5 }\n')  # fmt: skip
    found = read_country_files(path)
    assert list(found.tables) == ["accounts", "policies", "deflator"]
    series = found.tables["deflator"]
    assert (series.where, series.settings["base"]) == ("country.toml [deflator]", 2019)
    assert [(number, dict(cells)) for number, cells in series.lines] == [
        (2, {"year": "2019", "index": "100"}), (3, {"year": "2020", "index": "103.5"})
    ]  # fmt: skip
    described = tmp_path / "other.toml"
    described.write_text('[accounts]\nfile = "账户.csv"\n', encoding="utf-8")
    assert list(read_country_files(described).tables) == ["accounts", "policies"]
    assert refused(folder({}, '[accounts]\nfile = "gone.csv"\n'))[0] == "table.no_file"
    (tmp_path / "country.toml").write_text("", encoding="utf-8")
    for name in ("账户", "policies"):
        (tmp_path / f"{name}.csv").unlink()
    assert refused(folder({"policies": [["policy", "place", "first_year"], ["x", "a", 2019]]}))[0] == "no_tables"
    assert refused(tmp_path / "a.docx") == (
        "no_folder",
        {"path": tmp_path / "a.docx", "endings": ".csv, .csv.gz, .parquet, .tsv, .tsv.gz"},
    )


def test_a_place_has_what_its_row_says_and_its_code_where_it_has_no_name(folder):
    head = ["place", "name", "name_zh", "region", "longitude", "latitude", "area"]
    rows = [
        head,
        ["b", "Beta", "贝塔", "North", 10.5, 50.25, 30],
        ["a", "", "", "", "", "", ""],
        ["c", "Gamma", "", "N", 9, "", 2],
    ]
    found = load_country(folder({"accounts": ROWS, "places": rows}))
    assert found.places == (
        Place("a", "a", "a", "a", "own", "", "", "", "", "", None, None, None, True),
        Place("b", "b", "贝塔", "Beta", "own", "", "North", "North", "North", "North", 10.5, 50.25, 30.0, True),
        Place("c", "c", "Gamma", "Gamma", "own", "", "N", "N", "N", "N", 9.0, None, 2.0, True),
    )
    told = {each.key.removeprefix("country.notice."): each.values for each in found.notices}
    assert told["no_point"] == {"count": 2, "of": 3}
