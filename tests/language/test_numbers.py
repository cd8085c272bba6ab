from itertools import product
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relode.language import LANGUAGES, Amount, interval_text, number_text, numbers, unit_word
from relode.language.spoken import figure_text
from relode.vocabulary import quantities

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
STYLES = ("", "size", "sign", "bare", "exact")
FIXED = ("+.2f", ".1f")

# In the tables below "~" stands for a no-break space and "-" for a minus sign.
TEXTS = [
    (891271, "persons", "en", ("891~k~people", "891~k~people", "+891~k~people", "891~k", "891,271~people")),
    (891271, "persons", "zh", ("89.1万人", "89.1万人", "+89.1万人", "89.1万", "891,271人")),
    (1927, "yuan per m2", "en", ("1,927~yuan/m²", "1,927~yuan/m²", "+1,927~yuan/m²", "1,927", "1,927~yuan/m²")),
    (1927, "yuan per m2", "zh", ("1,927元/平方米", "1,927元/平方米", "+1,927元/平方米", "1,927", "1,927元/平方米")),
    (-0.158118, "share", "en", ("-15.8~%", "15.8~%", "-15.8~%", "-15.8~%", "-15.81~%")),
    (-0.158118, "share", "zh", ("-15.8%", "15.8%", "-15.8%", "-15.8%", "-15.81%")),
    (
        -0.158118,
        "share change",
        "en",
        (
            "-15.8~percentage points",
            "15.8~percentage points",
            "-15.8~percentage points",
            "-15.8",
            "-15.81~percentage points",
        ),
    ),
    (
        -0.158118,
        "share change",
        "zh",
        ("-15.8个百分点", "15.8个百分点", "-15.8个百分点", "-15.8", "-15.81个百分点"),
    ),
    (0.01, "share change", "en", ("1~percentage point",) * 2 + ("+1~percentage point", "1", "1.00~percentage points")),
    (0.135, "share per year", "en", ("13.5~%", "13.5~%", "+13.5~%", "13.5~%", "13.50~%")),
    (0.135, "share per year", "zh", ("13.5%", "13.5%", "+13.5%", "13.5%", "13.50%")),
    (
        358.2,
        "100 million yuan",
        "en",
        ("35.8~bn~yuan", "35.8~bn~yuan", "+35.8~bn~yuan", "35.8~bn", "35.820~bn~yuan"),
    ),
    (358.2, "100 million yuan", "zh", ("358亿元", "358亿元", "+358亿元", "358", "358.20亿元")),
    (0, "persons", "en", ("0~people", "0~people", "0~people", "0", "0~people")),
    (0, "persons", "zh", ("0人", "0人", "0人", "0", "0人")),
    (0, "share", "en", ("0~%", "0~%", "0~%", "0~%", "0.00~%")),
    (0, "share", "zh", ("0%", "0%", "0%", "0%", "0.00%")),
    (0, "100 million yuan", "en", ("0~bn~yuan", "0~bn~yuan", "0~bn~yuan", "0~bn", "0.000~bn~yuan")),
    (18.35, "ratio", "en", ("18.4", "18.4", "+18.4", "18.4", "18.35")),
    (18.35, "ratio", "zh", ("18.4", "18.4", "+18.4", "18.4", "18.35")),
    (1, "rank", "en", ("1", "1", "+1", "1", "1")),
    (2.49, "nats", "en", ("2.49~nats", "2.49~nats", "+2.49~nats", "2.49", "2.49~nats")),
    (2.49, "nats", "zh", ("2.49奈特", "2.49奈特", "+2.49奈特", "2.49", "2.49奈特")),
    (0.0999999, "ratio", "en", ("0.100", "0.100", "+0.100", "0.100", "0.100")),
    (0.00999999, "ratio", "zh", ("0.0100", "0.0100", "+0.0100", "0.0100", "0.010000")),
    (1_058_665, "persons", "en", ("1.06~M~people", "1.06~M~people", "+1.06~M~people", "1.06~M", "1,058,665~people")),
    (1_058_665, "persons", "zh", ("106万人", "106万人", "+106万人", "106万", "1,058,665人")),
    (1_409_778_724, "persons", "zh", ("14.1亿人", "14.1亿人", "+14.1亿人", "14.1亿", "1,409,778,724人")),
]


def shown(text):
    return text.replace("~", NO_BREAK).replace("-", MINUS)


@pytest.mark.parametrize(("value", "unit", "language", "expected"), TEXTS)
def test_a_number_is_written_as_a_reader_of_the_language_writes_it(value, unit, language, expected):
    written = tuple(number_text(value, unit, language, style) for style in STYLES)
    assert written == tuple(shown(text) for text in expected)


@pytest.mark.parametrize(
    ("value", "unit", "language", "expected"),
    [
        pytest.param(999.6, "persons", "en", ("1,000~people",)),
        pytest.param(999.6, "ratio", "zh", ("1,000",)),
        (9999.6, "persons", "en", ("10,000~people", "10~k~people", "10.0~k~people")),
        (9999.6, "persons", "zh", ("10,000人", "1万人", "1.00万人")),
        pytest.param(999_600, "persons", "en", ("1~M~people", "1.00~M~people")),
        pytest.param(99_999_999, "persons", "zh", ("1亿人", "1.00亿人")),
        pytest.param(9996, "100 million yuan", "en", ("1,000~bn~yuan",)),
        pytest.param(0.0854, "100 million yuan per year", "en", ("8.54~M~yuan a year",)),
        pytest.param(0.0854, "100 million yuan per year", "zh", ("854万元/年",)),
        pytest.param(1e-6, "yuan per year", "en", ("0~yuan a year",)),
        pytest.param(0.6, "10 thousand yuan per person", "en", ("6,000~yuan per person",)),
        pytest.param(0.6, "10 thousand yuan per person", "zh", ("6,000元/人",)),
        pytest.param(25, "10 thousand yuan per hectare", "zh", ("25万元/公顷",)),
        pytest.param(6.52, "10^4 yuan per person per year", "en", ("65.2~k~yuan per person a year",)),
        pytest.param(1.17, "100 million yuan per km", "en", ("117~M~yuan per km",)),
        pytest.param(20, "10^4 yuan/mu/year", "zh", ("20万元/亩·年",)),
        pytest.param(0.6, "yuan", "zh", ("1元",)),
    ],
)
def test_a_number_that_rounds_up_reads_like_the_round_number(value, unit, language, expected):
    assert number_text(value, unit, language) in {shown(text) for text in expected}


@pytest.mark.parametrize("value", [97.55, 97.45, 11.25])
def test_one_sum_has_the_same_digits_in_whatever_it_is_counted(value):
    """A binary tie goes up in one unit and down in another: 97.55 stood beside itself as 97.5 and 97.6."""
    for language in LANGUAGES:
        told = {number_text(value, "100 million yuan", language), number_text(value * 1e8, "yuan", language)}
        assert len({"".join(each.split()) for each in told}) == 1
    assert number_text(97.55, "100 million yuan", "zh") == number_text(97.55e8, "yuan", "zh") == "97.6亿元"


@pytest.mark.parametrize(
    ("value", "unit", "language", "style", "expected"),
    [
        (-0.004, "1", "en", ".2f", "0.00"),
        (1234.567, "1", "en", "+.2f", "+1,234.57"),
        (-0.1234, "1", "zh", ".3f", "-0.123"),
        (0.0234, "share", "en", "+tenths", "+2.3~%"),
        (0.0234, "share", "en", "rough", "2~%"),
        (0.0074, "share", "zh", "rough", "0.7%"),
        (0.0964, "share", "zh", "rough", "10%"),
        (0.537, "share", "en", "rough", "54~%"),
        (1.5, "ratio", "en", "given", "1.5"),
        (5.0, "ratio", "zh", "given", "5"),
        (1400.0, "MW", "en", "exact", "1,400~MW"),
        (1400.0, "MW", "zh", "", "140万千瓦"),
        (123.6, "km", "en", ".0f", "124~km"),
        (0.3765, "share", "en", "whole", "38~%"),
        (0.4, "yuan", "en", "", "0~yuan"),
        (0.6, "yuan per year", "zh", "", "1元/年"),
        (0.000123456, "share", "en", "short", "0.0123~%"),
        (0.1203, "share", "zh", "short", "12%"),
        (12.0, "share", "en", "short", "1,200~%"),
        (0.0, "share", "en", "short", "0~%"),
        (0.00512, "share", "en", "full", "0.512~%"),
        (0.01, "share", "en", "round", "1~%"),
        (0.00994, "share", "zh", "round", "0.99%"),
        (999.4, "ratio", "en", "short", "999"),
        (1000.0, "ratio", "en", "short", "1,000"),
        (123456.0, "ratio", "en", "short", "123,000"),
        (1.5, "km", "en", "exact", "1.50~km"),
        (0.5, "km", "en", "exact", "0.500~km"),
        (0.01, "ratio", "en", "exact", "0.010"),
        (0.0099, "ratio", "en", "exact", "0.009900"),
        (0.0994, "share", "en", "rough", "10~%"),
        (0.1, "share", "en", "rough", "10~%"),
        (0.0049, "share", "en", "rough", "0.5~%"),
        (4e-7, "ratio", "en", "", "0"),
        (6e-7, "ratio", "en", "", "0.000001"),
        (999.4, "ratio", "en", "", "999"),
        (9994.4, "ratio", "en", "", "9,994"),
        (0.0314, "share change", "en", "full bare", "3"),
        (5e-12, "100 million yuan", "en", "full", "0~yuan"),
        (1_234_567.0, "ha", "en", "full", "1.23~million~ha"),
    ],
)
def test_a_style_says_how_many_digits_a_figure_can_bear(value, unit, language, style, expected):
    assert number_text(value, unit, language, style) == shown(expected)


@pytest.mark.parametrize("unit", ["persons", "share", "share change", "100 million yuan", "ratio"])
def test_nothing_is_never_negative(unit):
    cases = product((-0.0, -1e-12), LANGUAGES, (*STYLES, *FIXED))
    texts = {case: number_text(case[0], unit, *case[1:]) for case in cases}
    assert {case: text for case, text in texts.items() if {MINUS, "-", "+"} & set(text)} == {}


@pytest.mark.parametrize("unit", ["persons", "share", "share change", "100 million yuan"])
def test_what_is_not_finite_has_no_text(unit):
    for value, language, style in product((nan, inf, -inf), LANGUAGES, STYLES):
        with pytest.raises(ValueError, match="has no text"):
            number_text(value, unit, language, style)


units = st.sampled_from(sorted({q.unit for q in quantities().values()}))
values = st.floats(1e-6, 1e9)


@given(values, units, st.sampled_from(LANGUAGES), st.sampled_from(STYLES))
def test_the_opposite_number_differs_by_its_sign_only(value, unit, language, style):
    plus, minus = (number_text(v, unit, language, style) for v in (value, -value))
    assert plus.removeprefix("+") == minus.removeprefix(MINUS)
    assert number_text(-value, unit, language, "size") == number_text(value, unit, language, "size")


@given(values, st.sampled_from(LANGUAGES))
def test_three_digits_are_within_half_a_unit_of_the_third(value, language):
    text = number_text(value, "ratio", language)
    scales = {"k": 1e3, "M": 1e6, "bn": 1e9, "万": 1e4, "亿": 1e8}
    scale = next((s for word, s in scales.items() if text.endswith(word)), 1)
    digits = "".join(c for c in text if c in "0123456789.")
    # Half of the third digit is at most 0.5 %; six decimals at most are shown, half of the last is 5e-7.
    assert float(digits) * scale == pytest.approx(value, rel=5.0001e-3, abs=5.0001e-7)


@pytest.mark.parametrize(
    ("interval", "unit", "english", "chinese"),
    [
        ((0.1112, 0.2049), "share", "11.1~% to 20.5~%", "11.1%至20.5%"),
        (
            (-0.0117, 0.0231),
            "share change",
            "-1.17~percentage points to 2.31~percentage points",
            "-1.17个百分点至2.31个百分点",
        ),
        ((891_271, 1_058_665), "persons", "891~k~people to 1.06~M~people", "89.1万人至106万人"),
        ((18.04, 19.2), "ratio", "18.0 to 19.2", "18.0至19.2"),
    ],
)
def test_an_interval_runs_from_low_to_high(interval, unit, english, chinese):
    assert interval_text(interval, unit, "en") == shown(english)
    assert interval_text(interval, unit, "zh") == shown(chinese)


def test_every_unit_of_the_vocabulary_has_words_in_both_languages():
    from relode.language import sentence
    from relode.language.numbers import WORDLESS, unit_key

    said = {(q.unit, language) for q in quantities().values() for language in LANGUAGES}
    assert [
        (unit, language) for unit, language in said if not sentence(f"units.{unit_key(unit)}", language).strip()
    ] == []
    assert [pair for pair in said if (unit_word(*pair) == "") != (pair[0] in WORDLESS)] == []


ALOUD = [
    (39_452, "person-years", (915.5, 104_090), "39,500~job-years", "about 39,000~job-years (920 to 100,000)",
     "3.95万岗位·年", "约3.9万岗位·年（920至10万）"),
    (1_552_000, "persons", (899_000, 2_349_000), "1.55~million~people",
     "about 1.6~million~people (900,000 to 2.3~million)", "155万人", "约160万人（90万至230万）"),
    (0.052, "share", (0.012, 0.2), "5~%", "about 5~% (1~% to 20~%)", "5%", "约5%（1%至20%）"),
    (0.943, "share", (0.4, 0.99), "94~%", "about 94~% (40~% to 99~%)", "94%", "约94%（40%至99%）"),
    (133.2, "100 million yuan", (60, 372), "13.3~billion~yuan", "about 13~billion~yuan (6~billion to 37~billion)",
     "133亿元", "约130亿元（60亿至370亿）"),
    (-3574, "person-years", (-8000, -12), "-3,570~job-years", "about -3,600~job-years (-8,000 to -12)",
     "-3,570岗位·年", "约-3,600岗位·年（-8,000至-12）"),
    (1_253_000, "persons", (1_090_000, 1_430_000), "1.25~million~people",
     "about 1.25~million~people (1.09~million to 1.43~million)", "125万人", "约125万人（109万至143万）"),
    (972_628, "persons", (860_000, 1_100_000), "973,000~people", "about 970,000~people (860,000 to 1.1~million)",
     "97.3万人", "约97万人（86万至110万）"),
    (16_000, "person-years", (8.8, 150_000), "16,000~job-years", "about 16,000~job-years (9 to 150,000)",
     "1.6万岗位·年", "约1.6万岗位·年（9至15万）"),
    (0.2, "persons", None, "0~people", "about 0~people", "0人", "约0人"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "unit", "interval", "full_en", "about_en", "full_zh", "about_zh"), ALOUD)
def test_figures_read_aloud_have_few_digits_and_thousands_in_full(
    value, unit, interval, full_en, about_en, full_zh, about_zh
):
    said = {"en": (full_en, about_en), "zh": (full_zh, about_zh)}
    for language, texts in said.items():
        found = [figure_text(Amount(value, unit, interval), language, style) for style in ("full", "about")]
        assert [text.replace(MINUS, "-").replace(NO_BREAK, "~") for text in found] == list(texts)


def test_the_ends_of_an_interval_alone_have_the_digits_that_the_figure_has_beside_them():
    jobs = Amount(-0.236, "persons", (-97.2, 128.7), ("simulator",))
    assert figure_text(jobs, "en", "spread") == f"{MINUS}97{NO_BREAK}people to 130{NO_BREAK}people"
    assert figure_text(jobs, "zh", "spread") == f"{MINUS}97人至130人"
    assert figure_text(jobs, "en", "about").endswith(f"({MINUS}97 to 130)")
    with pytest.raises(ValueError, match="no interval"):
        figure_text(Amount(1, "persons"), "en", "spread")


def test_an_end_of_an_interval_that_is_lost_beside_the_other_is_0():
    assert interval_text((-18.7e6, -4e-6), "t", "en").replace("\N{NO-BREAK SPACE}", " ") == "−18.7 M t to 0 t"
    assert interval_text((2e-5, 277.0), "yuan per person", "zh") == "0元/人至277元/人"
    assert interval_text((2.9e-4, 30.0), "ratio", "en") == "0 to 30"
    assert interval_text((3.1e-4, 30.0), "ratio", "en") == "0.000310 to 30"


def test_one_person_is_no_people():
    assert [number_text(size, "persons", "en") for size in (1, -1, 2, 1e6)] == [
        "1~person".replace("~", NO_BREAK),
        f"{MINUS}1~person".replace("~", NO_BREAK),
        "2~people".replace("~", NO_BREAK),
        "1~M~people".replace("~", NO_BREAK),
    ]
    assert number_text(1, "persons", "en", "full") == f"1{NO_BREAK}person"


@pytest.mark.parametrize(
    ("style", "digits"), [(".2f", 2), (".0f", 0), (".3g", None), ("1.2f", None), ("full", None), ("", None)]
)
def test_digits_after_the_point_are_those_of_a_style_that_fixes_them(style, digits):
    assert numbers._fixed(style) == digits
