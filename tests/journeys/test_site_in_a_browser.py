"""The site of the documentation, built as readers get it and opened as files: no server, no network."""

import re
import runpy
from pathlib import Path

import pytest

from .conftest import until

BUILD = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "site" / "build.py"))
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site in both languages; a warning of Sphinx ends the build. Examples run once for it and their own test."""
    folder = tmp_path_factory.mktemp("site")
    BUILD["main"](folder)
    return folder


def test_every_page_is_there_in_both_languages(site):
    pages = {language: {path.name for path in (site / language).glob("*.html")} for language in ("en", "zh")}
    assert pages["en"] == pages["zh"]
    assert len(pages["en"]) > 25


def test_every_link_between_pages_leads_somewhere(site):
    broken = set()
    for page in site.glob("*/*.html"):
        for link in re.findall(r'(?:href|src)="([^"#?]+)', page.read_text(encoding="utf-8")):
            if "://" not in link and not link.startswith(("data:", "mailto:")) and not (page.parent / link).exists():
                broken.add((page.name, link))
    # Pages that Sphinx makes have no partner only if their language lacks them.
    assert broken == set()


@pytest.mark.parametrize("name", ["index", "model", "data", "gallery", "reference"])
def test_a_page_asks_no_other_host_and_fits_a_phone(site, open_file, language, name):
    page = open_file(site / language / f"{name}.html", 360)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate("document.documentElement.lang")[:2] == language
    assert page.complaints == []


NOTHING = "未找到|没有|did not match"


@pytest.mark.parametrize(("language", "query", "title"), [
    ("en", "registered population", "Quantities"), ("zh", "抽样区间", "可信到什么程度"), ("zh", "土地塌陷", ""),
])  # fmt: skip
def test_search_finds_words_without_a_network(site, open_file, language, query, title):
    page = open_file(site / language / "search.html", query=f"?q={query}")
    until(page, f"/{NOTHING if title == '' else title}/.test(document.getElementById('search-results').innerText)")
    assert bool(re.search(NOTHING, page.inner_text("#search-results"))) == (title == "")


def test_equations_are_drawn_by_the_browser_itself(site):
    text = (site / "en" / "model.html").read_text(encoding="utf-8")
    assert text.count("<math") > 200
    assert not re.search(r"<script[^>]*mathjax", text.lower())
