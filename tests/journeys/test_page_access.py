"""The page for everybody: axe-core without serious findings, and pictures of every page to look at."""

import os
from importlib.resources import files
from pathlib import Path

import pytest

from relode.web.pages.city_page import QUESTIONS

SHOWN = "Number(document.documentElement.dataset.shown ?? 0)"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AXE = """async (asked) => (await axe.run(document, { resultTypes: ["violations"], ...asked })).violations
  .filter(found => ["serious", "critical"].includes(found.impact))
  .map(found => found.id + ": " + found.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(" | "))"""
UNNAMED = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, img, summary, meter')]
  .filter(e => e.getBoundingClientRect().width > 0)
  .filter(e => !(e.textContent.trim() || e.getAttribute('aria-label') || e.querySelector('[aria-label]')))
  .filter(e => !(e.labels?.length || e.getAttribute('alt') !== null))
  .map(e => e.outerHTML.slice(0, 80))"""
SMALL_TEXT = """() => [...document.querySelectorAll('main *')]
  .filter(e => e.children.length === 0 && e.textContent.trim() && e.getBoundingClientRect().width > 0)
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < 10)
  .map(e => e.textContent.trim().slice(0, 30))"""
DRAWN = "Number(document.documentElement.dataset.drawn ?? 0)"
CONTROLS = """() => [...document.querySelectorAll('button, input, select, textarea, nav')]
  .filter(e => e.getBoundingClientRect().width > 0 && getComputedStyle(e).visibility !== 'hidden')
  .map(e => e.outerHTML.slice(0, 80))"""
PAPER = """() => ["backgroundColor", "color"].map(each => getComputedStyle(document.body)[each])"""
SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
  .filter(each => !each.closest("p, li, td, th, dd, figcaption, caption, h3, h4, sup, svg") || each.tagName !== "A")
  .filter(each => !each.closest("svg"))
  .map(each => [each, [each, each.closest("label") ?? each].map(part => part.getBoundingClientRect())])
  .filter(([each, boxes]) => boxes[0].width > 0 && boxes[0].left > -1000)
  .filter(([each, boxes]) => boxes.every(box => box.width < 23.5 || box.height < 23.5))
  .map(([each]) => each.outerHTML.slice(0, 100))"""
"""What is smaller: links within a text and dots of a map, each named in the table beneath it, may be."""
PRUNE = """kept => [...document.querySelectorAll("main, main :not(.drawing *)")].forEach(parent => {
  const met = {};
  for (const child of [...parent.children]) {
    const shape = child.outerHTML
      .replace(/ (alt|aria-label|data-[a-z-]+|href|id|src|title)="[^"]+"/g, " $1")
      .replace(/ (cx|cy|d|height|points|transform|width|x|x1|x2|y|y1|y2)="[^"]+"/g, " $1")
      .replace(/>[^<]*[^<\\s][^<]*</g, ">.<");
    met[shape] = (met[shape] ?? 0) + 1;
    if (met[shape] > kept) child.remove();
  }
})"""
"""Takes away what is like the elements before it in all but words, numbers and places: rows of a table, marks.

Drawings that scripts go on with stay whole."""
ALIKE = 2
"""So many of a kind are asked about: rows of a table are shaded by turns."""
PAGES = {
    "home": "/",
    "cities": "/cities",
    "cities_listed": "/cities?listed=1",
    "bubbles": "/?view=bubbles",
    "compare": "/compare?a=hegang&b=yulin-shaanxi&c=fuxin",
    "measure": "/compare/measure?a=hegang&b=fuxin&measure=managed_shrinkage",
    "map_alone": "/map",
    "map_embed": "/map/embed",
    "api": "/api",
    "unknown_city": "/city/hegagn",
    "number": "/city/hegang/number/population_change/2020",
    "group": "/city/hegang/group/peers/population_change/2020",
    **{question: f"/city/hegang/{question}" for question in QUESTIONS},
    "plans": "/city/hegang/plans",
    "provinces": "/provinces",
    "province": "/provinces/fund-heilongjiang-done",
    "province_place": "/provinces/fund-heilongjiang-done/place/hegang",
    "provinces_of": "/provinces?of=shanxi",
    "deal": "/deal?investment=500M&jobs=200&tax=60M&grant=20M&land=10M&works=10M&bids=written_offer",
    "industry": "/industry/309",
    "own": "/own",
    "origin": "/provinces/fund-heilongjiang-done/figure/0",
    "source": "/source/census2020",
    "row": "/facts/census/5613",
    "report": "/city/fuxin/report",
    "run": "RUN",
    "run_of_a_verdict": "RUN?verdict=do",
    "run_page_one": "RUN/one",
    "run_report": "RUN/report",
    "brief": "RUN/brief",
}
SCRIPTLESS = {"run_report", "brief"}
"""Pages from a folder of runs, which may run no script: axe-core, which is one, would never answer there, so in this
test the browser leaves their policy aside."""
VIEWS = {"en": (360,), "zh": (768, 1440)}
"""Widths in which each page is seen in a language; both languages fill the same pages."""
ONCE = {"report": "zh", "run_report": "en"}
"""Reports of twenty thousand elements, both of one template: the one language in which each is opened.

axe-core is asked of the second; how the text of a report stands out, tests/journeys/test_report_in_a_browser.py asks.
"""
THEMED = ["color-contrast", "link-in-text-block"]
"""What axe-core asks in the dark theme: all else that it asks is the same in both."""


@pytest.fixture(scope="session")
def axe():
    """The axe-core that a development dependency carries."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


HIGHEST = 65_000
"""Pixels of a page that are kept as a picture: a JPEG has at most 65,535, beyond which the browser never answers."""
REDRAWN = {"home", "bubbles"}
"""Pages with a drawing that is made anew for another theme."""


def opened(page):
    """The page with all that is folded open, and its first live picture drawn, or those of a deal."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    if page.locator("figure[data-live]").count():
        page.locator("figure[data-live]").first.scroll_into_view_if_needed()  # drawn when they come into view
        page.until(f"{DRAWN} > 0")
    if page.locator("form[data-deal]").count():  # what is taken away while it draws, it would miss
        page.until(f"{DRAWN} > 0")
    return page


def themed(page, name, scheme):
    """The page in a theme, drawn."""
    before = page.evaluate(SHOWN)
    page.evaluate("[...document.images].forEach(i => { i.loading = 'eager'; })")
    page.emulate_media(color_scheme=scheme)
    if name in REDRAWN and scheme == "dark":
        page.until(f"{SHOWN} > {before}")
    page.until("[...document.images].every(image => image.complete)")


def widened(page, name, width):
    """The page in a window of another width, drawn."""
    before = page.evaluate(SHOWN)
    page.set_viewport_size({"width": width, "height": 900})
    if name in {"act", *REDRAWN}:
        page.until(f"{SHOWN} > {before}")


def pictured(page, path):
    """Keeps a picture of a page as it is met."""
    high = min(page.evaluate("document.documentElement.scrollHeight"), HIGHEST)
    seen = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": high}
    page.screenshot(path=path, full_page=True, clip=seen, quality=90)


def address_of(name, run_page, language):
    address = PAGES[name].replace("RUN", run_page)
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


def keep(page, name, language):
    """Pictures of a page in both themes, where RELODE_SCREENSHOTS names a folder, to be looked at."""
    if folder := os.environ.get("RELODE_SCREENSHOTS"):
        Path(folder).mkdir(exist_ok=True)
        for scheme in ("dark", "light"):
            themed(page, name, scheme)
            pictured(page, Path(folder) / f"{name}-{page.viewport_size['width']}-{scheme}-{language}.jpg")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "language"), [(name, each) for name in PAGES for each in VIEWS if ONCE.get(name, each) == each]
)
def test_every_page_fits_complains_of_nothing_and_serves_everybody(visit, axe, run_page, name, language):
    """One visit for the layout as it is met, print, and axe-core with all that is folded open."""
    first, *wider = VIEWS[language]
    page = visit(address_of(name, run_page, language), first, bypass_csp=name in SCRIPTLESS)
    if name in {"act", *REDRAWN}:
        page.until(f"{SHOWN} > 0")
    for width in (None, *wider):
        if width:
            widened(page, name, width)
        assert [page.evaluate(each) for each in (SIDEWAYS, UNNAMED, SMALL_TEXT)] == [0, [], []], width
        keep(page, name, language)
    if wider and name not in SCRIPTLESS:
        page.emulate_media(media="print", color_scheme="dark")
        assert (page.evaluate(CONTROLS), page.evaluate(PAPER)) == ([], ["rgb(255, 255, 255)", "rgb(0, 0, 0)"])
        page.emulate_media(media="null", color_scheme="light")
    if first == 360:
        assert opened(page).evaluate(SMALL) == []
    if name != "report":
        themed(page, name, "dark" if wider else "light")
        opened(page).evaluate(PRUNE, ALIKE)
        page.evaluate(axe)
        assert opened(page).evaluate(AXE, {"runOnly": THEMED} if wider else {}) == []
    assert [each for each in page.complaints if name != "unknown_city" or "404" not in each] == []
