"""No figure is typed in words: it is filled in from a table, or listed as a constant with its reason."""

import csv
import re
import tomllib
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path

import pytest

import validation

ROOT = Path(__file__).parents[2]
LANGUAGE = ROOT / "src" / "relode" / "language"
YEAR = re.compile(r"(?<![\d.])(19[5-9]\d|20\d\d)(?![\d.]*\d)")
"""A year is a name: of a census, a list, an opening."""
TENS = "one|two|three|four|five|six|seven|eight|nine|nineteen"
NUMBER = re.compile(rf"\d[\d,.]*\d|\d|\b(?:{TENS}) (?:in|of|out of) (?:ten|twenty|a hundred)\b|[一二三四五六七八九]成")
"""In digits, or a share in words."""
FILLED = re.compile(r"\{[^{}]*\}|`[^`]*`")
NO_PROSE = re.compile(
    r"```.*?```|`[^`]*`|\]\([^)]*\)|<!--.*?-->|https?://\S+|^#[^\n]*$|^\s*\d+\. ", re.DOTALL | re.MULTILINE
)


def constants():
    with (ROOT / "docs" / "constants.csv").open(encoding="utf-8", newline="") as file:
        return [(row["where"].split("|"), re.compile(row["figure"]), row["reason"]) for row in csv.DictReader(file)]


CONSTANTS = constants()


def typed(where, text):
    """Figures of a text that are no year and no listed constant."""
    for places, figure, _ in CONSTANTS:
        if any(fnmatch(where, place) for place in places):
            text = figure.sub("", text)
    return NUMBER.findall(YEAR.sub("", text))


def sentences(value, key=()):
    """(key, text) of every sentence below a table of words."""
    if isinstance(value, dict):
        for name, below in value.items():
            yield from sentences(below, (*key, name))
    elif isinstance(value, list):
        for at, below in enumerate(value):
            yield from sentences(below, (*key, str(at)))
    elif isinstance(value, str):
        yield ".".join(key), value


@pytest.mark.parametrize("path", sorted(LANGUAGE.glob("*.toml")), ids=lambda path: path.stem)
def test_no_figure_is_typed_in_a_sentence(path):
    words = tomllib.loads(path.read_text(encoding="utf-8"))
    found = {
        key: figures for key, text in sentences(words, (path.stem,)) if (figures := typed(key, FILLED.sub("", text)))
    }
    assert found == {}, "fill it in from its table, or list it in docs/constants.csv with the reason"


OWED = ("data", "model", "quantities")
"""Pages that still have figures in their prose; no other may begin to."""
WRITTEN = sorted({*validation.PAGES, *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))})
HELD = [name for name in WRITTEN if Path(name).name.split(".")[0] not in OWED]


@pytest.mark.parametrize("name", HELD)
def test_no_figure_is_typed_in_the_prose_of_a_page(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    text = validation.MARK.sub("", text)
    text = re.sub(r"<!-- (?!=|end )([\w ]+) -->.*?<!-- end \1 -->", "", text, flags=re.DOTALL)
    lines = NO_PROSE.sub("", text).splitlines()
    found = {line[:80]: numbers for line in lines if (numbers := typed(name, line))}
    assert found == {}, "mark it as a figure of docs/validation.py, or list it in docs/constants.csv with the reason"


RULES = tomllib.loads((ROOT / "studies" / "rules.toml").read_text(encoding="utf-8"))
MADE = {file for rule in RULES.values() for file in rule.get("makes", ())}
BY_HAND = [name for name in WRITTEN if name not in MADE and ".zh." not in name]
OTHERWISE = {
    ("docs/document.md", 4): ("", "2012 9704", "the standard of official documents is named in Chinese alone"),
    ("docs/guides.md", 3): ("0", "", "Chinese says a hidden nought in words"),
    ("docs/model-card.md", 6): ("100", "90", "outcomes of 100 in English, the interval's name in Chinese"),
    ("docs/outlook.md", 2): ("", "1", "January is a number in Chinese"),
    ("docs/own-tables.md", 2): ("", "0", "a code loses its nought: English says leading zeros"),
    ("docs/own-tables.md", 6): (
        "0 0 200000 4",
        "20",
        "20万; cells below 0, ages from 0 and ISIC Rev. 4 are words in Chinese",
    ),
    ("docs/pathways.md", 2): ("2013", "", "the list of 2013 is called the plan's list once in Chinese"),
    ("docs/pathways.md", 4): ("4754", "", "the classification by its number in English alone"),
    ("docs/questions-asked.md", 1): ("2020", "", "the seventh census"),
}
"""Sections (of a page, counted from 0) whose languages write other figures: in English alone, in Chinese alone, why."""
TOLD = re.compile(r"(?<![\w.#/=-])\d+(?:[.,]\d+)*(?![\w/=-])", re.ASCII)
"""A number that stands alone, in prose or in code."""
NOT_TOLD = re.compile(r"```.*?```|\]\([^)]*\)|<!--.*?-->|https?://\S+|^\s*\d+\. ", re.DOTALL | re.MULTILINE)


def figures_of(text):
    """How often each number stands in each section of a page."""
    sections = re.split(r"(?m)^#+ ", NOT_TOLD.sub(" ", text))
    return [Counter(each.replace(",", "") for each in TOLD.findall(section)) for section in sections]


@pytest.mark.parametrize("name", BY_HAND)
def test_a_page_has_the_same_figures_in_both_languages(name):
    pages = [ROOT / name, ROOT / name.replace(".md", ".zh.md")]
    english, chinese = (figures_of(page.read_text(encoding="utf-8")) for page in pages)
    assert len(english) == len(chinese)
    for at, (one, other) in enumerate(zip(english, chinese, strict=True)):
        alone = tuple(" ".join(sorted(each.elements())) for each in (one - other, other - one))
        assert alone == OTHERWISE.get((name, at), ("", ""))[:2], at


@pytest.mark.parametrize("name", validation.PAGES)
def test_a_page_has_the_figures_of_the_tables_that_ship(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert validation.MARK.search(text)
    assert validation.filled(text, validation.PAGES[name]) == text, "make data rule=page_validation"


def test_a_typed_figure_is_found_and_a_listed_one_is_not():
    assert typed("plans.card", "beats nothing in 44 of 100 cases, 3.5 times") == ["44", "100", "3.5"]
    assert typed("plans.card", "in eight of ten draws, 八成") == ["eight of ten", "八成"]
    assert typed("plans.card", "a 90 % interval since 2013, of 15 to 59") == []


def test_every_constant_has_a_reason():
    assert [
        figure.pattern
        for _, figure, reason in CONSTANTS
        if len(reason) < 6 and reason not in ("a sign", "a name", "a key")
    ] == []


def test_the_scores_of_the_first_page_are_those_of_the_shipped_tables():
    """By hand from calibration/backcast.csv: the simulator alone on people and on house prices."""
    shipped = {}
    with (ROOT / "src/relode/calibration/backcast.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            shipped[row["target"], row["origin"], row["method"], row["group"]] = float(row["crps"])
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    for target, origin, head in (("population", "2010", "| population"), ("house_price", "2015", "| house price")):
        (line,) = [each for each in page.splitlines() if each.startswith(head)]
        assert f"{shipped[target, origin, 'simulator', 'all']:.4f}".removeprefix("0") in line
