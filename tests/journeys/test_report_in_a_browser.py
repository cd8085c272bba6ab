"""The report in a real browser, at the widths of a phone, a tablet and a desk, in both languages."""

from pathlib import Path

import pytest

from relode.language import LANGUAGES

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

OUTSIDE = """() => [...document.querySelectorAll('main *')].filter(e => {
  if (e.closest('.scroll, thead, details')) return false;
  const box = e.getBoundingClientRect();
  return box.width > 0 && (box.right > document.documentElement.clientWidth + 1 || box.left < -1);
}).map(e => e.tagName + ' ' + e.textContent.slice(0, 40))"""

TEXTS = """() => [...document.querySelectorAll('.picture svg')].filter(
    s => s.getBoundingClientRect().width > 0
).map(s => ({
  key: s.closest('.picture').id,
  frame: (b => [b.left, b.top, b.right, b.bottom])(s.getBoundingClientRect()),
  texts: [...s.querySelectorAll('text')].filter(t => t.textContent.trim() && getComputedStyle(t).opacity !== '0')
    .map(t => ({text: t.textContent, box: (b => [b.left, b.top, b.right, b.bottom])(t.getBoundingClientRect())}))
}))"""


@pytest.fixture(params=[360, 768, 1440])
def width(request):
    return request.param


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def open_report(browser, hegang_record, county_runs_folder):
    folders = {"hegang": Path(hegang_record["run"]), "renqiu": next(county_runs_folder.iterdir())}
    opened = []

    def open_one(city, language, width, **more):
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True, **more)
        opened.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("request", lambda request: page.complaints.append(request.url) if "file:" not in request.url else None)
        page.goto((folders[city] / f"report.{language}.html").as_uri())
        return page

    yield open_one
    for context in opened:
        context.close()


@pytest.mark.parametrize("city", ["hegang", "renqiu"])
def test_nothing_is_cut_off_or_needs_scrolling_sideways(open_report, city, language, width):
    page = open_report(city, language, width)
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(OUTSIDE) == []
    assert page.complaints == []


@pytest.mark.parametrize("city", ["hegang", "renqiu"])
def test_no_label_of_a_picture_is_cut_off_or_hides_another(open_report, city, language, width):
    pictures = open_report(city, language, width).evaluate(TEXTS)
    assert len(pictures) >= 4
    for picture in pictures:
        left, top, right, bottom = picture["frame"]
        for text in picture["texts"]:
            box = text["box"]
            # A pixel and a half: browsers round the boxes of letters outwards.
            assert box[0] >= left - 1.5, (picture["key"], text)
            assert box[2] <= right + 1.5, (picture["key"], text)
            assert box[1] >= top - 1.5, (picture["key"], text)
            assert box[3] <= bottom + 1.5, (picture["key"], text)
        for i, one in enumerate(picture["texts"]):
            for other in picture["texts"][i + 1 :]:
                assert not overlap(one["box"], other["box"]), (picture["key"], one["text"], other["text"])


def overlap(one, other):
    """Whether two boxes share more than the leading of their lines (3 pixels)."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and down > 4


def test_the_other_language_is_one_click_away(open_report):
    page = open_report("hegang", "en", 768)
    page.click("a.other")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.click("a.other")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_print_has_no_control_left_over(open_report, language):
    page = open_report("hegang", language, 768)
    page.emulate_media(media="print")
    hidden = "selector => [...document.querySelectorAll(selector)].every(e => e.getClientRects().length === 0)"
    assert page.evaluate(hidden, "nav, details, a.other, .narrow")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


CONTRAST = """() => {
  const linear = x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4;
  const light = colour => {
    const v = colour.match(/[\\d.]+/g).slice(0, 3).map(x => linear(x / 255));
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2];
  };
  const paper = light(getComputedStyle(document.body).backgroundColor);
  const words = 'main p, main li, main td, main th, main a, main dt, main dd, figcaption, summary, .vintage';
  return [...document.querySelectorAll(words)].map(e => {
    const ink = light(getComputedStyle(e).color);
    return [(Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05), e.className + e.tagName];
  }).filter(([ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast_in_light_and_dark(open_report, scheme):
    assert open_report("hegang", "en", 768, color_scheme=scheme).evaluate(CONTRAST) == []


def test_a_report_with_plans_fits_and_hides_no_label(browser, plan_runs_folder, language, width):
    planned_run = next(plan_runs_folder.iterdir())
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    page.goto((planned_run / f"report.{language}.html").as_uri())
    assert page.evaluate(SIDEWAYS) == 0
    assert page.evaluate(OUTSIDE) == []
    pictures = [each for each in page.evaluate(TEXTS) if each["key"].startswith("picture-plan_")]
    assert {"picture-plan_aims", "picture-plan_cost", "picture-plan_doubts"} <= {each["key"] for each in pictures}
    for picture in pictures:
        left, _, right, _ = picture["frame"]
        for text in picture["texts"]:
            # A pixel and a half: browsers round the boxes of letters outwards.
            assert left - 1.5 <= text["box"][0], (picture["key"], text)
            assert text["box"][2] <= right + 1.5, (picture["key"], text)
        for i, one in enumerate(picture["texts"]):
            for other in picture["texts"][i + 1 :]:
                assert not overlap(one["box"], other["box"]), (picture["key"], one["text"], other["text"])
    context.close()
