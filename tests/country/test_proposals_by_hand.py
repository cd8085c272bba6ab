"""What a file of an office is taken for: words, units, codes and totals one by one, and proposals line by line."""

from types import SimpleNamespace

import pytest

from relode.facts.readers.layouts import Layout, Level
from relode.facts.readers.proposed_columns import _are_codes, choose_level, choose_values, filled, numbers_of
from relode.facts.readers.proposed_part import Part, shown, toml_value
from relode.facts.readers.proposed_quantities import _named, _unit_in, factor_of, quantity_of, unit_of
from relode.runs.country_runs import proposed_description

KNOWN = {"gdp": "gdp_nominal", "people": "population"}.get


def proposed(folder):
    """The lines of the proposal below its first comment."""
    proposed_description(folder, "en")
    first, *lines = (folder / "country.toml").read_text(encoding="utf-8").splitlines()
    assert first.startswith("# Proposed by")
    return lines


WAGES = """Wages {year}
Unit: thousand euro

Code;name;sex;Average wage
01;Alfa;T;{at},5
02;Beta;T;21,5
003;All;T;30,5
"""


def test_a_year_a_file_is_a_part_each_with_what_its_title_says(tmp_path):
    folder = tmp_path / "Land"
    folder.mkdir()
    for year in (2019, 2020):
        (folder / f"pay_{year}.csv").write_text(WAGES.format(year=year, at=year - 2000), encoding="utf-8")
    (folder / "notes.md").write_text("no table", encoding="utf-8")

    def part(year):
        return [
            "",
            "[[accounts]]",
            f"# pay_{year}.csv: plain table with a column of years, 3 rows, by its heads.",
            "# match: most codes of Code have 2 digits and are taken for the places; left out: 003.",
            f"# fixed: no column has the year; title or name of the file says {year}.",
            '# quantities: "Average wage" is average_wage by its name.',
            "# scale: average_wage is in thousand euro, so times 1,000.",
            f'file = "pay_{year}.csv"',
            "head = 4",
            'decimal = ","',
            'columns = { place = "Code", name = "name" }',
            f"fixed = {{ year = {year} }}",
            'take = ["Average wage"]',
            r"match = { Code = '\d{2}' }",
            'quantities = { average_wage = "Average wage" }',
            "scale = { average_wage = 1000 }",
        ]

    assert proposed(folder) == ['name = "Land"', *part(2019), *part(2020)]


LONG = """area,name,indicator,age,year,value
AB1,Alfa,Population,Total,{year},{people}
AB1,Alfa,Population,Y15,{year},10
AB1,Alfa,"GDP, million crowns",Total,{year},5
AB1,Alfa,Weather,Total,{year},7
CD2,Beta,Population,Total,{year},200
CD2,Beta,"GDP, million crowns",Total,{year},9
"""


def test_files_of_which_the_same_is_said_are_one_part(tmp_path):
    folder = tmp_path / "Land"
    folder.mkdir()
    for year, people in ((2019, 100), (2020, 101)):
        (folder / f"areas{year}.csv").write_text(LONG.format(year=year, people=people), encoding="utf-8")
    lines = proposed(folder)
    assert lines[:3] == ['name = "Land"', "", "[accounts]"]
    assert [line for line in lines if not line.startswith("#")][3:] == [
        'file = ["areas2019.csv", "areas2020.csv"]',
        'columns = { name = "name", quantity = "indicator", year = "year", value = "value", place = "area" }',
        'keep = { age = "Total", indicator = ["GDP, million crowns", "Population"] }',
        'quantities = { gdp_nominal = "GDP, million crowns", population = "Population" }',
        "scale = { gdp_nominal = 1000000 }",
    ]
    said = [line.removeprefix("# ") for line in lines if line.startswith("#")]
    assert [line.partition(":")[0] for line in said] == [
        "areas2019.csv", "keep", "keep", "quantities", "scale", "quantities",
        "2 files that lie alike are read one after the other.",
    ]  # fmt: skip
    assert "Y15" in said[1]
    assert "Weather" in said[2]
    assert "million crowns" in said[4]
    assert "1,000,000" in said[4]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("a", '"a"'), ('a"b', r'"a\"b"'), (r"a\d", r"'a\d'"), ("a\\'", '"a\\\\\'"'), (2, "2"), (0.5, "0.5"),
        (1000.0, "1000"), (["x", 2], '["x", 2]'), ((), "[]"),
        ({"a-b": 1, "a b": "c", "d": {"e": []}}, '{ a-b = 1, "a b" = "c", d = { e = [] } }'),
    ],
)  # fmt: skip
def test_a_value_is_written_as_toml_has_it(said, text):
    assert toml_value(said) == text


def test_the_first_three_values_are_shown_in_order():
    assert shown(["d", "b", "a", "c"]) == "a, b, c (+1)"
    assert shown([]) == "-"


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("GDP", "gdp_nominal"), ("#  GDP", "gdp_nominal"), ("Accounts / GDP", "gdp_nominal"), ("X__gdp", "gdp_nominal"),
        ("Total: people", None), ("Total:people", "population"), ("GDP, million crowns", "gdp_nominal"),
        ("GDP, women", None), ("Einwohner", "population"), ("Weather", None),
        ("Arbeitslosenquote", "unemployment_rate"), ("Einwohner / GDP", "gdp_nominal"),
    ],
)  # fmt: skip
def test_a_word_names_a_quantity_by_our_words_and_then_by_those_of_offices(word, name):
    assert quantity_of(word, KNOWN) == name


def test_of_words_for_one_quantity_that_for_all_is_taken_else_the_shortest():
    words = ["people:women", "people:total", "people", "GDP"]
    assert _named(words, KNOWN) == {"people:total": "population", "GDP": "gdp_nominal"}
    assert _named(["people:women", "people:w", "x"], KNOWN) == {"people:w": "population"}
    assert _named(["people:b", "people:a"], KNOWN) == {"people:a": "population"}


@pytest.mark.parametrize(
    ("word", "unit"),
    [
        ("Output (million euro)", "million euro"), ("Pop (1000) 2/", "1000"), ("产值（千元）", "千元"),
        ("Output, thousand", "thousand"), ("Output, women", ""), ("Area / km2", "km2"), ("BEV__Anzahl", "Anzahl"),
        ("Output", ""), ("Output (a) b", ""),
    ],
)  # fmt: skip
def test_a_unit_stands_behind_its_word(word, unit):
    assert _unit_in(word) == unit


@pytest.mark.parametrize(
    ("unit", "name", "factor", "said"),
    [
        ("thousand euro", "gdp", 1000, ("unit", {"unit": "thousand euro", "name": "gdp", "factor": "1,000"})),
        ("Unit: 万元", "", 10_000, ("unit", {"unit": "万元", "name": "accounts", "factor": "10,000"})),
        ("per cent", "rate", 0.01, ("unit", {"unit": "per cent", "name": "rate", "factor": "0.01"})),
        ("persons", "gdp", 1, None), ("", "gdp", 1, None),
        ("furlongs", "gdp", 1, ("unit_unknown", {"unit": "furlongs", "name": "gdp"})),
    ],
)  # fmt: skip
def test_a_figure_is_taken_times_what_its_unit_says_and_that_is_told(unit, name, factor, said):
    part = Part("accounts", {})
    assert factor_of(part, name, unit) == factor
    told = [(each.key, each.values) for each in part.why]
    assert told == ([] if said is None else [(f"country.propose.{said[0]}", said[1])])


def look(values=None, titles=(), **layout):
    """A file with these columns."""
    values = {head: None if held is None else frozenset(held) for head, held in (values or {}).items()}
    return SimpleNamespace(layout=Layout(**layout), heads=tuple(values), values=values, titles=titles,
                           is_figure=lambda head: values[head] is None)  # fmt: skip


def test_the_unit_of_a_table_is_kept_alone_in_its_column_above_its_head_or_behind_its_word():
    units, word = look({"u": ["km", "t"]}, ("Areas", "Unit: 千元")), "Output (million)"
    assert unit_of(units, {"unit": "u"}, {"u": "t"}, word) == "t"
    assert unit_of(look({"u": ["km"]}), {"unit": "u"}, {}, word) == "km"
    assert unit_of(units, {"unit": "u"}, {}, word).strip() == "千元"
    assert unit_of(look({"u": ["km", "t"]}), {"unit": "u"}, {"u": ["km"]}, word) == "million"


def test_numbered_columns_have_the_role_of_the_values_beside_them():
    numbered = {"head": "{}_code", "place": "KREIS.*", "industry": "WZ.*"}
    values = {"1_code": ["WZ08"], "2_code": ["KREISE", "x"], "9_code": ["KREISE"], "10_code": ["x"]}
    found = numbers_of(look(values, numbered=numbered))
    assert found == {"industry": "1", "place": "2"}
    assert numbers_of(look({"9_code": ["KREISE"], "10_code": ["WZ"]}, numbered=numbered)) == {"place": "9"}
    assert filled("{place}_label of {place}", found) == "2_label of 2"
    assert filled("{place}_label", {}) == r"\{_label"


@pytest.mark.parametrize(
    ("held", "finest", "are"),
    [
        (["01001", "01003", "x"], r"\d{5}", True), (["01001", "x", "y"], r"\d{5}", False), (["01", "02"], "", True),
        (["1", "2"], "", False), (["AB1", "CD2"], "", True), (["01", "02", "03", "04", "x"], "", True),
        (["01", "02", "03", "x"], "", False), (["2019", "2020"], "", False), (["2019", "2020", "3001"], "", True),
        (["01", ""], "", False), (None, "", False), (["1234", "5678"], "", True), (["123", "567"], "", False),
    ],
)  # fmt: skip
def test_cells_are_codes_where_four_in_five_look_so_and_they_are_no_years(held, finest, are):
    assert _are_codes(None if held is None else frozenset(held), finest) == are


@pytest.mark.parametrize(
    ("codes", "settings", "said"),
    [
        (["01", "02", "003"], {"match": {"p": r"\d{2}"}}, [("digits", {"head": "p", "count": 2, "others": "003"})]),
        (["001", "002", "03"], {"match": {"p": r"\d{3}"}}, [("digits", {"head": "p", "count": 3, "others": "03"})]),
        (["01", "02", "Total", "all"], {"leave_out": {"p": ["Total", "all"]}},
         [("totals", {"head": "p", "values": "Total, all"})]),
        (["01", "02", ""], {}, []), (["01", "02", "x"], {}, []), (["01", "003", "x"], {}, []),
    ],
)  # fmt: skip
def test_without_levels_codes_of_the_usual_length_are_places_and_words_for_totals_are_none(codes, settings, said):
    part = Part("accounts", {})
    choose_level(part, look({"p": codes}), {"place": "p"})
    assert part.settings == settings
    assert [(each.key, each.values) for each in part.why] == [(f"country.propose.{key}", each) for key, each in said]


@pytest.mark.parametrize(
    ("codes", "kept"),
    [(["01001", "01003", "01", "02"], r"\d{5}"), (["01001", "01", "02"], r"\d\d"), (["01001", "01003"], None)],
)
def test_the_finest_level_of_two_places_and_more_is_kept(codes, kept):
    levels = (Level(en="counties", zh="县", codes=r"\d{5}"), Level(en="states", zh="州", codes=r"\d\d"))
    part = Part("accounts", {})
    choose_level(part, look({"p": codes}, levels=levels), {"place": "p"})
    assert part.settings == ({} if kept is None else {"match": {"p": kept}})
    if kept == r"\d\d":
        (why,) = part.why
        assert (why.values["level"].en, why.values["count"], why.values["others"]) == ("states", 2, "01001")


def test_of_columns_such_as_sex_the_value_for_all_is_kept_or_asked_for():
    values = {"p": ["a", "b"], "value": None, "sex": ["F", "M", "T"], "age": ["old", "young"], "one": ["x"],
              "2019": ["1", "2"], "many": [str(n) + "x" for n in range(61)], "most": [str(n) + "x" for n in range(60)],
              "gone": ["x", "y"]}  # fmt: skip
    part, keep = Part("accounts", {}), {"gone": "x"}
    choose_values(part, look(values), {"place": "p", "value": "value"}, keep, {})
    assert keep == {"gone": "x", "sex": "T", "age": "?", "most": "?"}
    assert [(each.key.rpartition(".")[2], each.values["head"], each.values["value"]) for each in part.why] == [
        ("total", "sex", "T"), ("asked", "age", ""), ("asked", "most", ""),
    ]  # fmt: skip
    assert part.why[0].values["others"] == "F, M"
    keep = {}
    choose_values(Part("accounts", {}), look(values), {"place": "p"}, keep, {})
    assert keep == {}
    numbered = look(
        {"1_code": ["", "x"], "2_code": ["x", "y"], "other": ["T", "F"]}, dims=r"\d_code", numbered={"head": "x"}
    )
    choose_values(Part("accounts", {}), numbered, {}, keep, {})
    assert keep == {"1_code": "", "2_code": "?"}


def test_a_table_without_a_year_asks_for_it_and_one_without_a_known_word_has_its_own_name(tmp_path):
    folder = tmp_path / "Land"
    folder.mkdir()
    (folder / "stuff.csv").write_text("Code,Average wage,Weather\n01,5,7\n02,6,8\n", encoding="utf-8")
    (folder / "births-now.csv").write_text("Code,2019,2020\n01,5,6\n02,7,8\n", encoding="utf-8")
    (folder / "wages.csv").write_text("Code,2019,2020\n01,5,6\n02,7,8\n", encoding="utf-8")
    lines = proposed(folder)
    parts, current = [], None
    for line in lines:
        if line == "[[accounts]]":
            current = {}
            parts.append(current)
        elif current is not None and not line.startswith("#") and line:
            word, _, said = line.partition(" = ")
            current[word] = said
    births, stuff, wages = parts
    assert births == {
        "file": '"births-now.csv"', "columns": '{ place = "Code" }', "fixed": '{ quantity = "births_now" }',
    }  # fmt: skip
    assert wages == {"file": '"wages.csv"', "columns": '{ place = "Code" }', "fixed": '{ quantity = "average_wage" }'}
    assert stuff == {
        "file": '"stuff.csv"', "columns": '{ place = "Code" }', "fixed": '{ year = "?" }', "take": '["Average wage"]',
        "quantities": '{ average_wage = "Average wage" }',
    }  # fmt: skip
    (others,) = (line for line in lines if "Weather" in line)
    assert "Average" not in others
