import pytest

from relode.language.text_columns import aligned
from relode.outlook.ahead.outlook_text import chance_text, method_label, percent


@pytest.mark.parametrize(
    ("chance", "english", "chinese"),
    [(0.5, "50 %", "50%"), (0.9999, "more than 99 %", "99%以上"), (0.0, "less than 1 %", "不足1%")],
)
def test_a_chance_is_never_certain(chance: float, english: str, chinese: str) -> None:
    assert (chance_text(chance, "en"), chance_text(chance, "zh")) == (english, chinese)


def test_a_small_loss_is_not_a_negative_zero() -> None:
    assert percent(-0.001, "en") == "0 %"
    assert percent(-0.001, "en", 1) == "\N{MINUS SIGN}0.1 %"


def test_a_method_that_was_brought_along_keeps_its_name() -> None:
    assert method_label("my_method", "zh") == "my_method"


def test_chinese_columns_stand_below_each_other() -> None:
    lines = aligned([["方法", "1"], ["method", "2"]])
    assert lines == ["方法    1", "method  2"]
