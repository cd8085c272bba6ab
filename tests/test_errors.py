"""How an error is phrased: a list is cut after its third, and each kind of value is said in the language."""

import pickle

import pytest

from relode.errors import NoVerdict, RelodeError, first_three
from relode.language import Amount, Bilingual, Word


@pytest.mark.parametrize(
    ("offenders", "said"),
    [("", ""), ("a", "a"), ("abc", "a, b, c"), ("abcd", "a, b, c (+1)"), ("abcdef", "a, b, c (+3)"), ([7, 8], "7, 8")],
)
def test_three_offenders_are_named_and_the_others_counted(offenders, said):
    assert first_three(offenders) == said


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        ("soon", "soon", "soon"),
        (1999, "1999", "1999"),
        (["a", "b", "c", Word("type", "declining")], "a, b, c (+1)", "a, b, c (+1)"),
        ([Word("type", "declining"), 2], "declining, 2", "衰退型, 2"),
        (Word("type", "declining"), "declining", "衰退型"),
        (Amount(12.0, "persons"), "12 people", "12人"),
        (Bilingual("mine", "矿山"), "mine", "矿山"),
        (("a", Word("type", "mature"), 3), "amature3", "a成熟型3"),
        (
            RelodeError("not_a_year", year="x"),
            "x is not a year. Write four digits, such as 2020",
            "x不是年份。请写四位数字，例如2020",
        ),
    ],
)
def test_a_value_of_an_error_is_said_in_the_language_of_the_reader(value, english, chinese):
    error = RelodeError("not_a_year", year=value)
    said = [error.say(language).replace("\N{NO-BREAK SPACE}", " ") for language in ("en", "zh")]
    assert said == [
        f"{english} is not a year. Write four digits, such as 2020.", f"{chinese}不是年份。请写四位数字，例如2020。"
    ]  # fmt: skip
    assert str(error) == error.say("en")


def test_an_error_of_another_process_says_the_same_and_keeps_its_kind():
    again = pickle.loads(pickle.dumps(NoVerdict("not_a_year", year="soon")))
    assert (type(again), again.key, again.values) == (NoVerdict, "not_a_year", {"year": "soon"})
