from types import SimpleNamespace

import pytest

from relode.language import number_text, plain_value, spoken
from relode.outlook import outlook
from relode.outlook.ahead.outlook_text import ageing, chance, forecast_notes, method
from relode.story.text_columns import aligned


@pytest.mark.parametrize(
    ("share", "english", "chinese"),
    [
        (0.5, "50\N{NO-BREAK SPACE}%", "50%"),
        (0.9999, "more than 99\N{NO-BREAK SPACE}%", "99%以上"),
        (0.0, "less than 1\N{NO-BREAK SPACE}%", "不足1%"),
    ],
)
def test_a_chance_is_never_certain(share: float, english: str, chinese: str) -> None:
    assert (spoken(chance(share), "en"), spoken(chance(share), "zh")) == (english, chinese)


def test_a_small_loss_is_not_a_negative_zero() -> None:
    assert number_text(-0.001, "share", "en", "whole") == "0\N{NO-BREAK SPACE}%"
    assert number_text(-0.001, "share", "en", "tenths") == "\N{MINUS SIGN}0.1\N{NO-BREAK SPACE}%"
    assert number_text(0.256, "share", "zh", "whole") == "26%"


def test_a_method_that_was_brought_along_keeps_its_name() -> None:
    assert plain_value(method("my_method"), "zh") == "my_method"


def test_chinese_columns_stand_below_each_other() -> None:
    lines = aligned([["方法", "1"], ["method", "2"]])
    assert lines == ["方法    1", "method  2"]


@pytest.mark.parametrize(
    ("alone", "expected", "key", "said"),
    [
        # of 100 people: 12.8 of 23, as the picture beside it adds up; in logarithms it would be 52 %
        (87.2, 77.0, "part", "56% of the expected fall to 77"),
        # 19.99 of 20: 100 % and "the rest" would contradict each other
        (80.01, 80.0, "nearly", "nearly all of the expected fall to 80"),
        (75.0, 80.0, "all", "all of the expected fall to 80 people and more"),
        # 99.9 would be told as 100: there is no fall that ageing could be all of
        (90.0, 99.9, "made_up", "moves and work are expected to make up for it (100 people"),
        (90.0, 110.0, "made_up", "moves and work are expected to make up for it (110 people"),
        (105.0, 110.0, "grows", "110 people are expected"),
        (110.0, 80.0, "grows", "80 people are expected"),
        (100.0, 80.0, "grows", "80 people are expected"),
    ],
)
def test_what_ageing_alone_does_is_a_part_of_the_fall_nearly_all_more_or_made_up_for(
    alone, expected, key, said
) -> None:
    quantiles = {"p05": (expected - 40.0,), "median": (expected,), "p95": (expected + 40.0,)}
    of = SimpleNamespace(
        history=((2020, 100.0),),
        ageing_alone=(alone,),
        quantiles=quantiles,
        unit="persons",
        sources=(),
        under_retirement_age=None,
    )
    (found,) = ageing(of)
    assert found.key == f"outlook.city.ageing_{key}"
    assert said in spoken(found, "en").replace("\N{NO-BREAK SPACE}%", "%").replace("\N{NO-BREAK SPACE}", " ")


def test_what_the_middle_line_missed_stands_beside_no_change_for_people_and_for_no_money(panel) -> None:
    """By hand from coverage.csv: exp(.07340) - 1 = 7.6 % for people ten years ahead, exp(.09658) - 1 = 10.1 %."""
    found = outlook(panel, "hegang").quantities
    told = " ".join(spoken(each, "en") for each in forecast_notes(found["population"])).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "missed outcomes 10 years ahead by 7.6 % on average, “no change” by 10.1 %" in told
    assert "no change" not in " ".join(spoken(each, "en") for each in forecast_notes(found["gdp_real"]))
