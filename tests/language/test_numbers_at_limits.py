"""Numbers at the sizes where they are told otherwise, and the digits of a figure alone: by hand."""

import pytest

from relode.language import joined, number_text
from relode.language.names import has_name, in_clauses, known_words, labelled, of_year
from relode.language.numbers import about_style, digit_step, in_yuan, to_digits, told_ends, unit_word
from relode.language.sentences import LANGUAGES

# In the tables below "~" stands for a no-break space and "-" for a minus sign.
AT_LIMITS = [
    # From ten thousand on with k, from a million with M, from a thousand million with bn; 万 and 亿 in Chinese.
    (9994.0, "persons", "en", "", "9,994~people"),
    (10_000.0, "persons", "en", "", "10~k~people"),
    (12_345.6, "ratio", "en", "", "12.3~k"),
    (999_400.0, "persons", "en", "", "999~k~people"),
    (1_000_000.0, "persons", "en", "", "1~M~people"),
    (999_400_000.0, "persons", "en", "", "999~M~people"),
    (1e9, "persons", "en", "", "1~bn~people"),
    (2.5e9, "ratio", "en", "", "2.50~bn"),
    (9994.0, "persons", "zh", "", "9,994人"),
    (10_000.0, "persons", "zh", "", "1万人"),
    (25_000.0, "persons", "zh", "", "2.50万人"),
    (99_940_000.0, "persons", "zh", "", "9,994万人"),
    (1e8, "persons", "zh", "", "1亿人"),
    # Read aloud millions and thousands of millions are words, thousands are not.
    (999_400.0, "persons", "en", "full", "999,000~people"),
    (1e6, "persons", "en", "full", "1~million~people"),
    (1e9, "persons", "en", "full", "1~billion~people"),
    (999e6, "persons", "en", "full", "999~million~people"),
    (9994.0, "persons", "zh", "full", "9,990人"),
    (10_000.0, "persons", "zh", "round", "1万人"),
    (1e8, "persons", "zh", "full", "1亿人"),
    # A whole power station in kilowatts in Chinese.
    (1400.0, "MW", "en", "full", "1,400~MW"),
    (1400.0, "MW", "zh", "full", "140万千瓦"),
    (0.5, "MW", "zh", "", "500千瓦"),
    # Four digits below ten thousand, three above; sums in English are in bn alone.
    (1234.6, "ratio", "en", "", "1,235"),
    (1999.6, "ratio", "zh", "", "2,000"),
    (999.4, "ratio", "en", "", "999"),
    (123.4, "ratio", "en", "", "123"),
    (99.96, "ratio", "en", "", "100"),
    (12.34, "ratio", "en", "", "12.3"),
    (158_346.0, "100 million yuan", "en", "", "15,800~bn~yuan"),
    (123_450.0, "100 million yuan", "en", "", "12,300~bn~yuan"),
    (50_000.0, "100 million yuan", "en", "", "5,000~bn~yuan"),
    (158_346.0, "100 million yuan", "en", ".1f", "15,834.6~bn~yuan"),
    (158_346.0, "100 million yuan", "en", "bare", "15,800~bn"),
    # Nobody is told parts of persons and yuan.
    (0.6, "persons", "en", "exact", "1~person"),
    (0.4, "persons", "zh", "", "0人"),
    (-0.6, "person-years", "en", "", "-1~job-year"),
    (1.6, "persons", "en", "", "1.60~people"),
    (0.6, "yuan", "en", "full", "1~yuan"),
    (0.6, "t", "en", "round", "1~t"),
    (0.6, "km", "en", "round", "0.6~km"),
    (0.6, "yuan", "en", "sign", "+1~yuan"),
    (0.6, "yuan", "en", "exact", "0.600~yuan"),
    # Shares.
    (0.0314, "share change", "en", "full", "3~percentage points"),
    (0.01, "share", "en", "", "1~%"),
    (0.01, "share change", "zh", "", "1个百分点"),
    (-0.01, "share change", "en", "", "-1~percentage point"),
    (0.02, "share change", "en", "", "2~percentage points"),
    (0.0314, "share change", "en", "whole", "3~percentage points"),
    (0.0314, "share", "en", ".1f", "3.1~%"),
    (0.0314, "share", "en", "whole bare", "3~%"),
    (12.0, "share", "en", "rough", "1,200~%"),
    (0.1049, "share", "en", "rough", "10~%"),
    (0.0314, "share", "zh", "short", "3.14%"),
    # Short and exact digits.
    (1234.5, "ratio", "en", "short", "1,230"),
    (0.05, "ratio", "en", "exact", "0.050"),
    (2.0, "ratio", "en", "exact", "2"),
    (1234.56, "ratio", "en", "exact", "1,234.56"),
    # A sign where it is asked for; none of nothing.
    (5.0, "ratio", "en", "+given", "+5"),
    (-5.0, "ratio", "en", "sign", "-5"),
    (0.0, "ratio", "en", "sign", "0"),
    (1.0, "ratio", "en", "", "1"),
    (0.5, "ratio", "en", "", "0.500"),
    (-5.0, "ratio", "en", "size", "5"),
]


@pytest.mark.parametrize(("value", "unit", "language", "style", "expected"), AT_LIMITS)
def test_a_number_is_told_otherwise_from_its_limits_on(value, unit, language, style, expected):
    text = number_text(value, unit, language, style)
    assert text.replace("\N{NO-BREAK SPACE}", "~").replace("\N{MINUS SIGN}", "-") == expected


@pytest.mark.parametrize(
    ("value", "count", "digits", "step"),
    [
        (891_271.0, 3, 891_000.0, 1000.0), (891_271.0, 2, 890_000.0, 10_000.0), (0.04567, 3, 0.0457, 0.0001),
        (-97.55, 3, -97.6, 0.1), (1.0, 1, 1.0, 1.0), (9.99, 2, 10.0, 0.1),
    ],
)  # fmt: skip
def test_so_many_digits_and_what_the_last_of_them_counts(value, count, digits, step):
    assert (to_digits(value, count), digit_step(value, count)) == (digits, pytest.approx(step))
    assert to_digits(value) == to_digits(value, 3)
    assert digit_step(value) == digit_step(value, 3)


def test_nothing_has_no_digits():
    assert to_digits(0.0) == 0
    assert about_style(0.0, (-1e-9, 1e-9)) == "round"


@pytest.mark.parametrize(
    ("value", "interval", "style"),
    [
        (5.0, None, "round"),
        (1.0, (0.99, 1.01), "full"),
        # The second digit of 15 counts 1: a tenth of an interval of 10, and more than that of 9.9.
        (15.0, (10.0, 20.0), "round"),
        (15.0, (10.0, 19.9), "full"),
        (-15.0, (-20.0, -10.0), "round"),
    ],
)
def test_two_digits_are_enough_where_the_second_is_a_tenth_of_the_interval(value, interval, style):
    assert about_style(value, interval) == style


def test_an_end_below_a_hundred_thousandth_of_the_other_is_0():
    assert told_ends((0.99e-5, -1.0)) == [0.0, -1.0]
    assert told_ends((1.01e-5, -1.0)) == [1.01e-5, -1.0]
    assert told_ends((1.0, 0.99e-5)) == [1.0, 0.0]


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.6, "10 thousand yuan per person", (6000.0, "yuan per person")),
        (0.3, "10^4 yuan/mu/year", (3000.0, "yuan/mu/year")),
        (1.1, "100 million yuan per km", (1.1e8, "yuan per km")),
        (1.1, "100 million yuan per year", (1.1, "100 million yuan per year")),
        (1.1, "100 million yuan", (1.1, "100 million yuan")),
        (2.0, "10 thousand yuan per 10 thousand yuan", (20_000.0, "yuan per 10 thousand yuan")),
    ],
)
def test_prices_are_told_in_yuan(value, unit, expected):
    assert in_yuan(value, unit) == expected


@pytest.mark.parametrize("unit", ["ratio", "rank", "count", "1", "index", "money"])
def test_a_number_of_nothing_in_particular_has_no_word(unit):
    assert [unit_word(unit, language) for language in LANGUAGES] == ["", ""]


@pytest.mark.parametrize(
    ("words", "english", "chinese"),
    [
        ([], "", ""),
        (["coal"], "coal", "coal"),
        (["coal", "iron", "copper"], "coal, iron, copper", "coal、iron、copper"),
        (["transport, storage", "trade"], "transport, storage; trade", "transport, storage、trade"),
        (["甲、乙", "丙"], "甲、乙, 丙", "甲、乙；丙"),
        (["甲（子、丑）", "丙"], "甲（子、丑）, 丙", "甲（子、丑）、丙"),
        (["1,000", "2"], "1,000, 2", "1,000、2"),
    ],
)
def test_a_list_is_set_apart_by_semicolons_where_a_part_has_commas(words, english, chinese):
    assert (joined(words, "en"), joined(iter(words), "zh")) == (english, chinese)


def test_clauses_years_and_labels_have_the_signs_of_the_language():
    assert [in_clauses(["a", "b"], language) for language in LANGUAGES] == ["a; b", "a；b"]
    assert [of_year("12", 2019, 2020, language) for language in LANGUAGES] == ["12, 2019", "12，2019年"]
    assert [of_year("12", 2020, 2020, language) for language in LANGUAGES] == ["12", "12"]
    assert [labelled("a", "b", language) for language in LANGUAGES] == ["a: b", "a：b"]


def test_the_words_of_a_kind_are_its_own():
    assert set(known_words("type")) == {"growing", "mature", "declining", "regenerating", "not_listed", "cannot_tell"}
    assert has_name("type", "mature")
    assert not has_name("mature", "type")
