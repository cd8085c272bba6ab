"""The value chains as a picture: what is at hand is what the answer says, and both drawings show every line."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from relode.charts import svg
from relode.charts.style import wrapped
from relode.charts.value_chain import GAP, _across, _down, _Step, value_chain
from relode.language import LANGUAGES, name, spoken
from relode.pathways import from_shipped
from relode.places import find

CITIES = ("hegang", "jinchang", "baotou", "yulin", "yichun-heilongjiang")
WIDTHS = (312, 640)


@pytest.fixture(
    scope="module", params=[*CITIES[:2], *(pytest.param(name, marks=pytest.mark.slow) for name in CITIES[2:])]
)
def found(request):
    return from_shipped(find(request.param))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_counts_each_material_once(found, language):
    title = value_chain(found, language).title
    have = {m for c in found.chains for m in c.materials.at_hand}
    near = {s.material for c in found.chains for s in c.materials.sources}
    bought = {m for c in found.chains for m in c.materials.to_be_bought}
    assert (title.values["have"], title.values["all"]) == (len(have), len(have | near | bought))
    assert str(len(have)) in spoken(title, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_lists_what_is_at_hand_and_how_far_the_rest_is(found, language):
    table = value_chain(found, language).table
    for candidate in found.chains:
        terms = candidate.materials
        rows = table[table["industry"] == (candidate.name_zh if language == "zh" else candidate.name_en)]
        steps = set(rows["step"])
        assert {name("material", material, language) for material in terms.at_hand} <= steps
        assert sorted(rows["distance"].dropna()) == sorted(round(source.distance) for source in terms.sources)


@pytest.mark.parametrize("width", [WIDTHS[0], pytest.param(WIDTHS[1], marks=pytest.mark.slow)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_is_drawn_and_none_upon_another(found, language, width):
    picture = value_chain(found, language)
    drawn = svg(picture.draw(width), "chains")
    texts = [text for text in ElementTree.fromstring(drawn).iter() if text.tag.endswith(("text", "tspan"))]
    shown = "".join(text.text or "" for text in texts).replace(" ", "")
    for step in picture.table["step"]:
        assert step.replace(" ", "") in shown
    values = re.findall(r'<text[^>]*transform="translate\(([\d.]+),([\d.]+)\)"', drawn)
    assert len(values) == len(set(values)) > len(found.chains)


def test_a_place_without_chains_has_no_picture():
    assert value_chain(from_shipped(find("beijing")), "en") is None


def test_chinese_lines_break_neither_a_number_nor_apart_from_punctuation():
    for columns in range(6, 30):
        lines = wrapped("煤制液体燃料（小类2523）；烯烃、乙二醇，2,391千米", columns).split("\n")
        assert not any(line[0] in "）；、，" or line[-1] == "（" for line in lines)
        assert {"2523", "2,391"} <= {number for line in lines for number in re.findall(r"[\d,]+", line)}


def test_boxes_stand_in_four_columns_and_arrows_join_their_edges():
    """By hand: on 640 units four columns with gaps between; an arrow runs from a right edge to the next box's left."""
    steps = [_Step("cells", stage, stage, "", float("nan")) for stage in ("resource", "processing", "final_use")]
    layout = _across(steps, 640, "en")
    step = (640 + GAP) / 4
    assert [x for x, _, _ in layout.heads] == pytest.approx([0, step, 2 * step, 3 * step])
    assert 3 * step + (step - GAP) == pytest.approx(640)
    assert [end for x, _, until, _ in layout.arrows for end in (x, until)] == pytest.approx(
        [step - GAP, step, 2 * step - GAP, 3 * step]
    )
    ((_, title, industry),) = layout.titles
    assert industry == "cells"
    for _, y, _, end in layout.arrows:  # level, and in the middle of boxes of one line each
        assert y == end
        assert all(y == (upper + lower) / 2 and title < upper for _, upper, _, lower in layout.boxes)
    edges = [edge for at in (0, 1, 3) for edge in (at * step, at * step + step - GAP)]
    assert [edge for left, _, right, _ in layout.boxes for edge in (left, right)] == pytest.approx(edges)
    two = _across([*steps, *(replace(one, industry="magnets") for one in steps)], 640, "en")
    assert two.titles[1][1] > max(y for _, y, _, _ in layout.arrows)
    # the second chain is the first once more, lower by the height of one
    assert two.height - layout.height == pytest.approx(two.titles[1][1] - two.titles[0][1])


def test_a_line_holds_as_many_letters_as_its_box_is_wide():
    """By hand: boxes of (640 + 22) / 4 - 22 = 143.5 units, 16 of them for edges, hold 20 letters of 6.2 units."""
    fits, breaks = (f"{'a' * 10} {'b' * count}" for count in (9, 10))
    for text, lines in ((fits, 1), (breaks, 2)):
        (found,) = _across([_Step("cells", "resource", text, "", float("nan"))], 640, "en").texts
        assert len(found[2].split("\n")) == lines


def test_a_line_on_a_phone_holds_as_many_letters_as_the_picture_is_wide():
    """By hand: 312 units, 16 of them beside the box and 16 for its edges, hold 42 letters of 6.6 units."""
    fits, breaks = (f"{'a' * 20} {'b' * count}" for count in (21, 22))
    for text, lines in ((fits, 1), (breaks, 2)):
        (found,) = _down([_Step("cells", "resource", text, "", float("nan"))], 312, "en").texts
        assert len(found[2].split("\n")) == lines
