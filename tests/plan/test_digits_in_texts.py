"""No text of a brief or a document writes more digits than a figure has: three at most, two where it is about.

What is about has three where its interval is narrower than ten steps of the second digit.
"""

import re
from dataclasses import replace
from datetime import date
from math import floor, log10

import pytest

from relode.diagnosis import profile
from relode.language import LANGUAGES
from relode.places import find
from relode.plan.asked.request import PlanRequest
from relode.plan.making.planning import planning
from relode.report import brief_html, result_of
from relode.report.document.content import chapters_of
from relode.story import Blank, Heading, PictureSpot, Shade, Table
from relode.story.columns import cell_text
from relode.story.figures import text_of

NUMBER = re.compile(r"(?<![\w.,\[#-])\d+(?:,\d{3})*(?:\.\d+)?(?![\d\]])")
EXACT = re.compile(
    r"\[[\d,]+\]|\b[0-9a-f]{8,}\b|--\w+ \S+|\d{4}-\d\d-\d\d|\d+\.\d+\.\d+"
    r"|\b20\d\d \d{3,4}$|〔\d{4}〕\d+号|\bno\. \d+ of \d{4}|(?:class|division|section)e?s? [\d, ]+|[大中小]类\d+"
)
"""What is no figure: marks of sources, fingerprints, options of the command, dates, versions, numbers of documents,
codes of industries."""
YEARS = range(1949, 2101)


def digits_of(number):
    """Significant digits of a written number: 1,070 has three, 0.0230 has three, 1,874 has four."""
    plain = number.replace(",", "")
    if "." in plain:
        return len(plain.replace(".", "").lstrip("0"))
    return len(plain.strip("0"))


def too_long(text, most=3):
    """The numbers of a text with more digits than `most`, but years and codes."""
    found = NUMBER.findall(EXACT.sub(" ", text.replace("\N{NO-BREAK SPACE}", " ")))
    return [n for n in found if digits_of(n) > most and not ("," not in n and n.isdigit() and int(n) in YEARS)]


def test_the_count_of_digits_knows_years_and_zeros():
    assert [digits_of(n) for n in ("1,070", "0.0230", "1,874", "485", "100,000", "12.34")] == [3, 3, 4, 3, 1, 4]
    assert too_long("2035: 1,874 of 12.3 in 1,070, about 32,110 (880 to 76,000) [1,2,3]") == ["1,874", "32,110"]
    assert too_long("about 32,100 (880 to 76,000)", 2) == ["32,100"]
    assert too_long("in 2024, by 2035, nothing more; 1,234.") == ["1,234"]


@pytest.fixture(scope="module")
def results(panel, record):
    """Hegang with its plan, and a county-level city with what its money buys."""
    county = next(planning(panel, find("renqiu"), PlanRequest(), lambda *_: None))
    planned = {"hegang": record, "renqiu": county}
    return [
        replace(result_of(panel, profile(panel, find(name)), (), date(2026, 1, 1)), planned=each)
        for name, each in planned.items()
    ]


def texts(result, language):
    """Every text of the document but of its pictures, a cell in the digits of a column that has them.

    What a census counted one by one is no figure that was reckoned: it is left out.
    """
    for chapter in chapters_of(result, frozenset()):
        for block in chapter.blocks:
            if isinstance(block, Blank):
                said = [block.label, *filter(None, [block.proposal])]
            elif isinstance(block, Table):
                said = [block.caption, *(each.head for each in block.columns)]
                rows = (zip(row, block.columns, strict=False) for row in block.cells())
                cells = [each for row in rows for each in row if not isinstance(each[0], Blank | Shade)]
                yield from (
                    cell_text(cell, column, language) if column.format == "full" else text_of(cell, language)
                    for cell, column in cells
                    if column.format != "exact"
                )
            else:
                said = [] if isinstance(block, PictureSpot | Heading) else block.said
            yield from (text_of(each, language) for each in said if not isinstance(each, Blank | Shade))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_figure_of_a_brief_or_a_document_has_more_than_three_digits(results, language):
    for result in results:
        page = re.sub(r"<(style|head)\b.*?</\1>|<svg\b.*?>|<[^>]+>", " ", brief_html(result, language), flags=re.S)
        assert too_long(page) == []
        told = list(texts(result, language))
        assert len(told) > 200
        assert [(text, long) for text in told if (long := too_long(text))] == []


SIZES = {"million": 1e6, "billion": 1e9, "万": 1e4, "亿": 1e8}


def values_in(span):
    """The numbers of a text with the words of their sizes; an end may leave the word to the number before it."""
    found = re.findall(r"([−]?)([\d,.]*\d)[\s\N{NO-BREAK SPACE}]*(million|billion|万|亿)?", span)
    return [(-1 if minus else 1) * float(digits.replace(",", "")) * SIZES.get(size, 1) for minus, digits, size in found]


def needs_three(span):
    """Whether two digits of the first number would be off by more than a twentieth of the interval after it."""
    value, low, high = values_in(span)[:3]
    return value != 0 and high - low < 10 * 10 ** (floor(log10(abs(value))) - 1)


def test_a_narrow_interval_asks_for_three_digits():
    assert values_in("about 1.25 million (1.09 million to 1.43 million)") == [1.25e6, 1.09e6, 1.43e6]
    assert values_in("约−31万人（−1.2亿至9,400）") == [-310_000, -1.2e8, 9400]
    assert needs_three("about 1.25 million (1.09 million to 1.43 million)")  # .34 million, ten steps are 1 million
    assert not needs_three("约97万人（86万至110万）")  # 24万, ten steps are 10万


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_an_interval_has_two_digits_in_a_brief(results, language):
    about = {"en": r"about [−\d][^()|]*\([^()|]*\)", "zh": r"约[−\d][^（），。|]*（[^（）|]*）"}[language]
    seen = 0
    for result in results:
        page = re.sub(r"<(style|head|svg)\b.*?</\1>", " ", brief_html(result, language), flags=re.S)
        page = re.sub(r"<[^>]+>", " ", re.sub(r"</(?:td|th|li|p|h\d)>", "|", page))  # an interval ends with its cell
        for span in re.findall(about, page):
            seen += 1
            assert too_long(span, 3 if needs_three(span) else 2) == [], span
    assert seen >= len(results)  # each place tells its people; the rest is in the report
