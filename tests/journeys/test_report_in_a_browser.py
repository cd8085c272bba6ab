"""The report in a real browser, at the widths of a phone, a tablet and a desk, in both languages."""

from pathlib import Path

import pytest


@pytest.fixture
def reports(hegang_record, county_runs_folder):
    return {"hegang": Path(hegang_record["run"]), "renqiu": next(county_runs_folder.iterdir())}


@pytest.fixture
def open_report(open_file, reports):
    return lambda city, language, width, **more: open_file(reports[city] / f"report.{language}.html", width, **more)


@pytest.mark.parametrize("city", ["hegang", "renqiu"])
def test_nothing_is_cut_off_hides_a_label_or_needs_scrolling_sideways(at_widths, reports, layout, city, language):
    for page in at_widths(reports[city] / f"report.{language}.html"):
        assert layout.outside(page) == []
        pictures = layout.pictures(page)
        assert len(pictures) >= 4
        assert [fault for picture in pictures for fault in layout.faults(picture)] == []
        assert page.complaints == []


def test_the_other_language_is_one_click_away(open_report):
    page = open_report("hegang", "en", 768)
    page.click("a.other")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.click("a.other")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_print_has_no_control_left_over_and_every_part(open_report, language):
    page = open_report("hegang", language, 768)
    page.emulate_media(media="print")
    hidden = "selector => [...document.querySelectorAll(selector)].every(e => e.getClientRects().length === 0)"
    assert page.evaluate(hidden, "nav, a.other, .narrow, .brand, summary.again, .twin:not([open])")
    shown = "[...document.querySelectorAll('details:not(.twin)')].map(e => e.getClientRects().length > 0)"
    parts = page.evaluate(shown)
    assert len(parts) > 20
    assert all(parts)
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


CONTRAST = """() => {
  const linear = x => x <= .03928 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4;
  const light = colour => {
    const v = colour.match(/[\\d.]+/g).slice(0, 3).map(x => linear(x / 255));
    return .2126 * v[0] + .7152 * v[1] + .0722 * v[2];
  };
  const under = e => {
    const colour = getComputedStyle(e).backgroundColor;
    return e === document.documentElement || !/, 0\\)$/.test(colour) ? colour : under(e.parentElement);
  };
  const words = 'main p, main li, main td, main th, main a, main dt, main dd, figcaption, summary, .vintage';
  return [...document.querySelectorAll(words)].map(e => {
    const ink = light(getComputedStyle(e).color), paper = light(under(e));
    return [(Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05), e.className + e.tagName];
  }).filter(([ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast_in_light_and_dark(open_report, scheme):
    assert open_report("hegang", "en", 768, color_scheme=scheme).evaluate(CONTRAST) == []


def test_a_label_that_is_cut_off_and_two_that_hide_each_other_are_found(layout):
    at = {"inside": [0, 0, 50, 12], "over": [40, 6, 90, 18], "cut": [60, 40, 103, 52], "below": [0, 13, 50, 25]}
    texts = [{"text": text, "box": box} for text, box in at.items()]
    found = layout.faults({"key": "it", "frame": [0, 0, 100, 60], "texts": texts})
    assert found == [("it", "cut"), ("it", "inside", "over"), ("it", "over", "below")]
