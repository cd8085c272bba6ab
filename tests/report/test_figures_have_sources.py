"""Every figure that a reader sees is a figure and not a text: it carries value, unit and sources to the page."""

import re
from html.parser import HTMLParser

import pytest

from relode.facts import references, rows
from relode.language import LANGUAGES, Amount, Sentence
from relode.story.words import Words

KEYS = {row["key"] for row in rows("sources")} | references().keys() | {"user", "simulator"}
PARTS = {"summary", "stand", "next", "ahead", "past", "unknown"}
"""Chapters that are all sentences; that on plans is put in words by its own room."""
WRITTEN = re.compile(
    r"\d[\d,.]*[\s\u00a0]?(?:%|k\b|M\b|bn\b|万|亿|个百分点|percentage points|people|人(?!口)|yuan|元|平方米|吨)"
)
"""A number with its unit, as a figure is written."""
FIXED = re.compile(r"(?:50|90|95)[\s\u00a0]?%|every 100 people")
"""Levels of intervals and what a ratio is of: words and no figures."""


VOID = ("meta", "link", "br", "img", "input", "hr")
"""Tags that have no end."""


class Walk(HTMLParser):
    """Figures of a page by part, and what is written like a figure outside of one."""

    def __init__(self, page: str):
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.loose: list[tuple[str, str]] = []
        self.figures: list[dict[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag in VOID:
            return
        attributes = dict(attrs)
        self.open.append((tag, attributes))
        if attributes.get("class") == "figure":
            self.figures.append(attributes)

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tags = [tag for tag, _ in self.open]
        part = next((a["id"] for tag, a in self.open if tag == "section" and a.get("id") in PARTS), "")
        is_figure = "data" in tags or any(a.get("class") in ("figure", "interval") for _, a in self.open)
        # Pictures and the twins of their tables have the sources beneath them; a label may name a number.
        if part and not is_figure and not {"svg", "style", "figure", "th", "code"} & set(tags):
            found = [text for text in WRITTEN.findall(FIXED.sub("", data)) if text]
            self.loose += [(part, data.strip())] if found else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_figure_of_the_report_is_a_text(pages, language):
    walk = Walk(pages[language][0])
    assert walk.loose == []
    assert len(walk.figures) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_the_report_carries_known_sources(pages, language):
    figures = Walk(pages[language][0]).figures
    without = [f for f in figures if not (keys := (f["data-sources"] or "").split()) or not set(keys) <= KEYS]
    assert without == []
    assert all(float(f["data-value"]) == float(f["data-value"]) and f["data-unit"] for f in figures)


def test_the_walk_finds_a_figure_that_is_a_text():
    page = '<section id="ahead"><p>It fell by 3.2 % in 90 % bands</p><p>{}</p></section>'
    words = Words("en", {}).of(("census2020",))
    figure = words.html(Sentence("outlook.percent", {"share": Amount(0.5, "share")}))
    walk = Walk(page.format(figure))
    assert walk.loose == [("ahead", "It fell by 3.2 % in 90 % bands")]
    assert [f["data-sources"] for f in walk.figures] == ["census2020"]
    own = Words("en", {}).html(Sentence("outlook.percent", {"share": Amount(0.5, "share", None, ("gdp_first",))}))
    assert 'data-sources="gdp_first"' in own
