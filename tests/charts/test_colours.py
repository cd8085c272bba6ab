"""Colours mean what they are said to mean: sheets agree with each other and with pictures, kinds tell apart by hue."""

import colorsys
import re
from importlib.resources import files

import pytest

from relode.charts.drawn_files import THEMES
from relode.charts.style import GRID, INK, MUTED, PEER, PLAN
from relode.story.word.cells import SHADES
from relode.story.word.writer import GROUNDS

from .contrast import LEAST, PAPER, luminance, ratio

COLOUR = re.compile(r"#[0-9a-fA-F]{3,6}")
OF_PICTURES = {"ink": INK, "peer": PEER, "grid": GRID, "muted": MUTED}
"""Variable of a sheet -> the colour of pictures that it stands for."""
HUES = {"do": 120, "secure": 209, "do_on_terms": 171, "pilot": 48, "more_data": 53, "note": 210}
"""Kind -> degrees of its ground: green is done, blue waits for a grant, yellow is open; what is left is grey."""


def sheet(name):
    room, _, _ = name.partition(".")
    where = {"page": "relode.web.static", "story": "relode.story"}.get(room, "relode.report")
    return files(where).joinpath(name).read_text(encoding="utf-8")


def long(colour):
    """#abc as #aabbcc."""
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])


def roots(name):
    """The variables of each `:root` of a sheet, in its order: light, dark, in print."""
    found = [dict(re.findall(r"--(\w+): (#\w+)", body)) for body in re.findall(r":root \{([^}]*)\}", sheet(name))]
    return [{key: long(colour) for key, colour in root.items()} for root in found if root]


def hue(colour):
    red, green, blue = (int(colour.removeprefix("#")[at : at + 2], 16) / 255 for at in (0, 2, 4))
    degrees, _, saturation = (
        colorsys.rgb_to_hls(red, green, blue)[0],
        None,
        max(red, green, blue) - min(red, green, blue),
    )
    return round(360 * degrees) if saturation else None


def kinds():
    """Kind -> ground of its callout on a page."""
    return {
        kind: long(colour)
        for rule, colour in re.findall(r"(.*) \{ --kind: (#\w+); \}", sheet("story.css"))
        for kind in re.findall(r"\.callout\.(\w+)", rule)
    }


@pytest.mark.parametrize("name", ["report.css", "brief.css"])
def test_sheets_have_the_colours_of_pictures(name):
    light, dark, printed = roots(name)
    for root, theme in ((light, "light"), (dark, "dark")):
        assert root["paper"] == PAPER[theme]
        assert {key: root[key] for key in OF_PICTURES} == {key: THEMES[theme][of] for key, of in OF_PICTURES.items()}
        assert ratio(root["link"], root["paper"]) >= LEAST
        assert hue(root["link"]) in range(195, 210)
    grey = [luminance(printed[key]) for key in ("ink", "muted", "peer", "grid", "paper")]
    assert grey == sorted(grey)
    assert printed["link"] == printed["ink"]


def test_the_brief_prints_like_the_report():
    assert roots("brief.css") == roots("report.css")


def test_plans_are_drawn_on_pages_in_the_colour_of_pictures():
    assert [root["plan"] for root in roots("page.css")] == [PLAN, THEMES["dark"][PLAN], PLAN]
    assert set(re.findall(r"(?:solid|accent-color:) (#\w+)", sheet("page.css"))) == {PLAN}


def test_a_notebook_falls_back_on_the_colours_of_the_report():
    found = dict(re.findall(r"--(\w+): [^;]*?(#\w+)\)*;", sheet("notebook.css")))
    assert {key: long(colour) for key, colour in found.items()} == {
        key: roots("report.css")[0][key] for key in OF_PICTURES
    }


def test_a_kind_has_the_same_ground_on_paper_as_on_a_page():
    assert {kind: ground.removeprefix("#").upper() for kind, ground in kinds().items() if kind in GROUNDS} == GROUNDS
    assert kinds()["message"] == kinds()["note"]


def test_kinds_are_told_apart_by_hue_and_letters_stand_out_from_them():
    assert {kind: hue(ground) for kind, ground in kinds().items() if kind != "message"} == {**HUES, "not_now": None}
    assert min(ratio("#000000", ground) for ground in kinds().values()) > 2 * LEAST
    callout, blank = (
        re.search(rf"^\.{name} \{{(.*)\}}", sheet("story.css"), re.MULTILINE)[1] for name in ("callout", "blank")
    )
    assert "color: #000;" in callout
    assert "1px solid #767676" in callout
    assert "color: #000;" in blank
    assert f"background: {kinds()['more_data']}" in blank


def test_a_refusal_is_warm_and_stands_out_in_both_themes():
    light, dark = re.findall(r"\.refused \{ color: (#\w+)", sheet("page.css"))
    for colour, theme in ((light, "light"), (dark, "dark")):
        assert ratio(colour, PAPER[theme]) >= LEAST
        assert hue(colour) in range(15, 40)


def test_a_strong_cell_is_darker_than_a_weak_one():
    assert luminance(f"#{SHADES[2]}") < luminance(f"#{SHADES[1]}")
