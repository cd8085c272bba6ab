import pytest

from relode.language import number_text, plain_value, spoken
from relode.language.text_columns import aligned
from relode.outlook.ahead.outlook_text import chance, method


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
