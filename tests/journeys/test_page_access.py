"""The page for everybody: axe-core without serious findings, and pictures of every page to look at."""

import os
from importlib.resources import files
from pathlib import Path

import pytest

from relode.language import LANGUAGES
from relode.web.pages.city_page import QUESTIONS

SHOWN = "Number(document.documentElement.dataset.shown ?? 0)"
AXE = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
  .filter(found => ["serious", "critical"].includes(found.impact))
  .map(found => found.id + ": " + found.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(" | "))"""
DRAWN = "Number(document.documentElement.dataset.drawn ?? 0)"
SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
  .filter(each => !each.closest("p, li, td, th, dd, figcaption, caption, h3, h4, sup, svg") || each.tagName !== "A")
  .filter(each => !each.closest("svg"))
  .map(each => [each, [each, each.closest("label") ?? each].map(part => part.getBoundingClientRect())])
  .filter(([each, boxes]) => boxes[0].width > 0 && boxes[0].left > -1000)
  .filter(([each, boxes]) => boxes.every(box => box.width < 23.5 || box.height < 23.5))
  .map(([each]) => each.outerHTML.slice(0, 100))"""
"""What is smaller: links within a text and dots of a map, each named in the table beneath it, may be."""
PAGES = {
    "home": "/",
    "cities": "/cities?listed=1",
    "bubbles": "/?view=bubbles",
    "compare": "/compare?a=hegang&b=yulin-shaanxi&c=fuxin",
    "measure": "/compare/measure?a=hegang&b=fuxin&measure=managed_shrinkage",
    "api": "/api",
    "unknown_city": "/city/hegagn",
    "number": "/city/hegang/number/population_change/2020",
    "group": "/city/hegang/group/peers/population_change/2020",
    **{question: f"/city/hegang/{question}" for question in QUESTIONS},
    "plans": "/city/hegang/plans",
    "provinces": "/provinces",
    "province": "/provinces/fund-heilongjiang-done",
    "province_place": "/provinces/fund-heilongjiang-done/place/hegang",
    "run": "",
}
WIDTHS = (360, 768, 1440)
SCHEMES = ("light", "dark")


@pytest.fixture(scope="session")
def axe():
    """The axe-core that a development dependency carries."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


AXED = {("zh", 360): "light", ("zh", 1440): "dark", ("en", 1440): "light", ("en", 360): "dark"}
"""Language and width -> theme in which axe-core is asked."""
REDRAWN = {"home", "bubbles"}
"""Pages with a drawing that is made anew for another theme."""


def opened(page):
    """The page with all that is folded open, and its first live picture drawn."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    if page.locator("figure[data-live]").count():
        page.locator("figure[data-live]").first.scroll_into_view_if_needed()  # drawn when they come into view
        page.until(f"{DRAWN} > 0")
    return page


def address_of(name, run_page, language):
    address = PAGES[name] or run_page
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_pictures_of_every_page_are_kept_and_everybody_can_use_it(visit, axe, run_page, name, language, width):
    """In both themes, the one in which axe-core is asked last: the page is opened once for all of it.

    Pictures are kept in the folder that RELODE_SCREENSHOTS names, by default `screenshots` where the tests run.
    """
    folder = Path(os.environ.get("RELODE_SCREENSHOTS", "screenshots"))
    folder.mkdir(exist_ok=True)
    asked = AXED.get((language, width))
    schemes = sorted(SCHEMES, key=lambda scheme: scheme == asked)
    page = visit(address_of(name, run_page, language), width, asked and axe, color_scheme=schemes[0])
    page.evaluate("document.images.length && [...document.images].forEach(i => { i.loading = 'eager'; })")
    for scheme in schemes:
        before = page.evaluate(SHOWN) if scheme != schemes[0] else 0
        page.emulate_media(color_scheme=scheme)
        if name in REDRAWN:
            page.until(f"{SHOWN} > {before}")
        page.until("[...document.images].every(image => image.complete)")
        page.screenshot(path=folder / f"{name}-{width}-{scheme}-{language}.jpg", full_page=True, quality=90)
    if asked:
        assert opened(page).evaluate(AXE) == []
    if (language, width) == ("en", 360):  # on a phone
        assert opened(page).evaluate(SMALL) == []


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/cities", "/city/fuxin/report", "RUN/report", "/deal"])
def test_reports_and_the_map_of_cities_have_no_serious_fault(visit, axe, run_page, address):
    page = visit(f"{address.replace('RUN', run_page)}?lang=en", 1440, axe)
    page.until("[...document.images].every(image => image.complete)")
    assert opened(page).evaluate(AXE) == []
