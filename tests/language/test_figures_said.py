"""A figure in a sentence, in every style that one can ask for: by hand."""

from types import SimpleNamespace

import pytest
from pydantic import TypeAdapter

from relode.language import (
    LANGUAGES,
    Amount,
    Bilingual,
    ByLanguage,
    Clauses,
    Sentence,
    Word,
    is_figure,
    plain_cell,
    plain_value,
    spoken,
    with_label,
)
from relode.language.spoken import column_head, figure_text, unit_words
from relode.places import find

SUM_A_YEAR = Amount(0.5, "100 million yuan per year", (0.3, 0.7))


def plainly(text):
    return text.replace("\N{NO-BREAK SPACE}", "~").replace("\N{MINUS SIGN}", "-")


@pytest.mark.parametrize(
    ("style", "english", "chinese"),
    [
        ("", "50~M~yuan a year", "5,000万元/年"),
        ("interval", "50~M~yuan a year (30~M to 70~M)", "5,000万元/年（3,000万至7,000万）"),
        ("sign", "+50~M~yuan a year", "+5,000万元/年"),
        ("size", "50~M~yuan a year", "5,000万元/年"),
        ("about", "about 50~million~yuan a year (30~million to 70~million)", "约5,000万元/年（3,000万至7,000万）"),
        ("exact", "0.500~100 million yuan a year", "0.500亿元/年"),
    ],
)
def test_a_sum_a_year_is_told_in_yuan_with_its_interval_and_its_sign(style, english, chinese):
    assert [plainly(figure_text(SUM_A_YEAR, language, style)) for language in LANGUAGES] == [english, chinese]


PEOPLE = Amount(1_552_000.0, "persons", (899_000.0, 2_349_000.0))
ROUND = Amount(-1_552_000.0, "persons", (-2_349_000.0, 899_000.0), (), "round")
ALONE = Amount(1_552_000.0, "persons")
OTHER = SimpleNamespace(value=5.5, unit="persons", interval_90=(1e-9, 20.0), style="full")
SAID = [
    (PEOPLE, "", "1.55~M~people"),
    (PEOPLE, "bare", "1.55~M"),
    (PEOPLE, "sign", "+1.55~M~people"),
    (PEOPLE, "exact", "1,552,000~people"),
    (PEOPLE, "interval", "1.55~M~people (899~k to 2.35~M)"),
    (PEOPLE, "span", "899~k~people to 2.35~M~people"),
    (PEOPLE, "spread", "900,000~people to 2.3~million~people"),
    (PEOPLE, "spread bare", "900,000 to 2.3~million"),
    (PEOPLE, "about", "about 1.6~million~people (900,000 to 2.3~million)"),
    (PEOPLE, "about bare", "about 1.6~million (900,000 to 2.3~million)"),
    (PEOPLE, "middle", "1.6~million~people"),
    (PEOPLE, "middle bare", "1.6~million"),
    # One that says itself how it is told, unless the sentence says otherwise.
    (ROUND, "", "-1.6~million~people"),
    (ROUND, "bare", "-1.6~million"),
    (ROUND, "size", "1.6~million~people"),
    (ROUND, "sign", "-1.6~million~people"),
    (Amount(5.0, "persons", None, (), "round"), "sign", "+5~people"),
    (ROUND, "exact", "-1,552,000~people"),
    (ROUND, "interval", "-1.6~million~people (-2.3~million to 900,000)"),
    (ROUND, "span", "-2.3~million~people to 900,000~people"),
    (ROUND, "span bare", "-2.3~million to 900,000"),
    # Without an interval.
    (ALONE, "interval", "1.55~M~people"),
    (ALONE, "about", "about 1.6~million~people"),
    (ALONE, "about bare", "about 1.6~million"),
    (ALONE, "middle", "1.6~million~people"),
    # A style of anything else than an amount is not its own.
    (
        SimpleNamespace(value=5.5, unit="persons", interval_90=(1e-9, 20.0), style="full"),
        "interval",
        "5.50~people (0 to 20)",
    ),
]


@pytest.mark.parametrize(("figure", "style", "expected"), SAID)
def test_a_figure_is_told_in_the_style_that_is_asked_for(figure, style, expected):
    assert plainly(figure_text(figure, "en", style)) == expected


@pytest.mark.parametrize("style", ["span", "spread", "span bare", "spread bare"])
def test_an_interval_that_is_not_known_cannot_be_told_alone(style):
    with pytest.raises(ValueError, match="no interval"):
        figure_text(ALONE, "en", style)


def test_a_figure_has_a_value_a_unit_and_room_for_an_interval():
    whole = {"value": 1.0, "unit": "1", "interval_90": None}
    assert is_figure(SimpleNamespace(**whole))
    for lacking in whole:
        assert not is_figure(SimpleNamespace(**{name: each for name, each in whole.items() if name != lacking}))


SENTENCE = Sentence("report.labelled", {"label": Bilingual("People", "人口"), "text": Amount(5.0, "persons")})


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        ("text", "text", "text"),
        (5, 5, 5),
        (0.5, 0.5, 0.5),
        (None, None, None),
        (Bilingual("one", "一"), "one", "一"),
        (ByLanguage(Word("type", "mature"), ["甲", "乙"]), "mature", "甲、乙"),
        (Word("type", "declining"), "declining", "衰退型"),
        (find("hegang"), "Hegang", "鹤岗市"),
        ([Bilingual("one", "一"), "b", 2], "one, b, 2", "一、b、2"),
        (("a", Bilingual("one, two", "一、二")), "a; one, two", "a；一、二"),
        (Clauses((Bilingual("one", "一"), "b")), "one; b", "一；b"),
        (with_label(Bilingual("one", "一"), "b"), "one: b", "一：b"),
        (plain_cell(Bilingual("one", "一")), "one", "一"),
    ],
)
def test_a_value_is_said_in_either_language(value, english, chinese):
    assert [plain_value(value, language) for language in LANGUAGES] == [english, chinese]


def test_a_sentence_takes_the_figure_in_the_style_that_it_asks_for():
    assert [plainly(f"{plain_value(PEOPLE, language):middle}") for language in LANGUAGES] == [
        "1.6~million~people", "160万人",
    ]  # fmt: skip
    assert [plainly(spoken(SENTENCE, language)) for language in LANGUAGES] == ["People: 5~people", "人口：5人"]


def test_what_is_said_is_written_in_the_language_of_the_record_and_in_english_without_one():
    for kind, value, english, chinese in (
        (Bilingual, Bilingual("one", "一"), "one", "一"), (Word, Word("type", "mature"), "mature", "成熟型"),
    ):  # fmt: skip
        written = TypeAdapter(kind)
        found = [written.dump_python(value, context=context, mode="json") for context in (None, "en", "zh")]
        assert found == [english, english, chinese]


def test_heads_and_units_are_named_in_both_languages():
    assert unit_words("persons") == Bilingual("people", "人")
    assert column_head(Bilingual("Miners", "矿工"), "persons") == Bilingual("Miners (people)", "矿工（人）")
