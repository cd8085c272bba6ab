"""A figure in a sentence, in every style that one can ask for: by hand."""

import pytest

from relode.language import LANGUAGES, Amount
from relode.language.spoken import figure_text

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
