"""What stopped people who met the page for the first time, on a phone and on a desk."""

import pytest

from relode.language import LANGUAGES

pytestmark = pytest.mark.slow

SHOWN = "Number(document.documentElement.dataset.shown ?? 0)"
CUT = """[...document.querySelectorAll("header.site nav, .questions, .tiles")]
  .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className || e.tagName)"""
COVERED = """[...document.querySelectorAll(".what-if *")].filter(e => getComputedStyle(e).position === "sticky")
  .map(e => e.getBoundingClientRect().height).reduce((one, other) => one + other) / innerHeight"""
RING_OFF = """(() => {
  const ring = document.querySelector("#picture-next_industries .live svg > circle");
  const box = each => each.getBoundingClientRect(), middle = b => [b.x + b.width / 2, b.y + b.height / 2];
  const [x, y] = middle(box(ring));
  const far = [...document.querySelectorAll("#picture-next_industries .mark-symbol path")]
    .map(each => middle(box(each))).map(([a, b]) => Math.hypot(a - x, b - y));
  return ring.getAttribute("visibility") === "visible" ? Math.min(...far) : -1;
})()"""
SHEET = """(() => {
  const sheet = document.querySelector("details[name=of-lever][open] .sheet");
  return [...sheet.querySelectorAll(".scroll, .across")].map(e => e.scrollHeight - e.clientHeight)
    .concat([...sheet.querySelectorAll("td, thead th")].filter(e => e.getBoundingClientRect().height > 0)
      .filter(e => !e.closest("thead") || getComputedStyle(e.closest("thead")).position !== "absolute")
      .map(e => e.getBoundingClientRect().height > 3 * e.getBoundingClientRect().width ? 1000 : 0));
})()"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_phone_menus_and_figures_are_whole(visit, language):
    page = visit(f"/city/hegang/stand?lang={language}", 390)
    assert page.evaluate(CUT) == []


def test_on_a_phone_what_follows_along_the_levers_covers_a_quarter_at_most(visit):
    page = visit("/city/hegang/act?lang=en&tax_relief=0.2&subsidy=0.05", 390)
    page.until(f"{SHOWN} > 0")
    assert page.evaluate(COVERED) < 1 / 4


def test_a_tap_beside_all_points_is_told_of_the_nearest_and_the_ring_stands_on_it(visit):
    page = visit("/city/hegang/next?lang=en", 390, has_touch=True, is_mobile=True)
    drawing = page.locator("#picture-next_industries .live svg")
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    page.touchscreen.tap(box["x"] + 6, box["y"] + 40)
    page.until(f"{RING_OFF} >= 0")
    assert page.evaluate(RING_OFF) < 2


def test_a_sheet_of_a_lever_is_read_without_a_box_that_scrolls_and_in_whole_words(visit):
    page = visit("/city/hegang/act?lang=zh")
    page.until(f"{SHOWN} > 0")
    page.locator("details[name=of-lever] > summary").nth(2).click()
    assert max(page.evaluate(SHEET)) <= 1
