"""What speaks for each industry beyond size, beside the nation's new listings: the parts that the answer shows."""

from itertools import combinations
from math import copysign, exp, sqrt

import pytest

from relode.charts.map_layout import LINE
from relode.charts.next_industries import AXES, HEIGHT, next_industries
from relode.language import LANGUAGES, spoken
from relode.pathways import city_industries
from relode.places import find
from relode.story.text_columns import width as text_width

PLACES = ("hegang", "baotou", "fuxin", "daqing", "panzhihua", "yulin-shaanxi")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dot_is_the_score_less_base_size_and_industry(language):
    found = city_industries(find("baotou"))
    picture = next_industries(found, language)
    scored = [one for one in found.candidates if one.score is not None]
    beyond = [one.score - one.base - one.contributions["size"] - one.contributions["industry"] for one in scored]
    assert list(picture.table["industry"]) == [one.unit.name(language) for one in scored]
    # Sums of the same numbers in another order.
    assert list(picture.table["own"]) == pytest.approx([exp(each) - 1 for each in beyond], abs=1e-9)
    assert list(picture.table["listings"]) == [one.recent for one in scored]
    # A live picture tells of a point by the names of its table.
    drawn = [row for rows in picture.draw(640).to_dict()["datasets"].values() for row in rows if "industry" in row]
    assert [row["industry"] for row in drawn] == list(picture.table["industry"])
    title = spoken(picture.title, language)
    assert str(sum(value > 0 for value in beyond)) in title
    assert str(len(scored)) in title


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_the_title_names_the_industry_that_the_nation_lists_most_of_those_with_more_here(place, language):
    picture = next_industries(city_industries(find(place)), language)
    more = picture.table[picture.table["own"] > 0].sort_values("listings")
    title = spoken(picture.title, language)
    assert more["industry"].iloc[-1] in title
    assert str(more["listings"].iloc[-1]) in title


def _boxes(spec):
    """The names of a drawing 620 pixels wide with the box of their letters (left, top, right, bottom), and the dots."""
    x, y = (next(e["encoding"][a] for e in spec["layer"] if a in e["encoding"] and "scale" in e["encoding"][a])
            for a in "xy")  # fmt: skip
    (low, high), (down, up) = x["scale"]["domain"], (copysign(sqrt(abs(each)), each) for each in y["scale"]["domain"])

    def at(row):
        across = (row["own"] - low) / (high - low) * (620 - AXES[0])
        return across, (up - sqrt(row["listings"])) / (up - down) * (HEIGHT - AXES[1])

    boxes = []
    for layer in spec["layer"]:
        mark = layer["mark"]
        if mark["type"] == "text":
            (row,) = spec["datasets"][layer["data"]["name"]]
            lines = row["text"].split("\n")
            wide = max(text_width(each) for each in lines) * 6.2
            begin = at(row)[0] + mark["dx"] - {"left": 0, "center": wide / 2, "right": wide}[mark["align"]]
            top = at(row)[1] + mark["dy"]
            boxes.append((mark["fontWeight"], (begin, top, begin + wide, top + LINE * len(lines))))
    dots = [at(row) for rows in spec["datasets"].values() for row in rows if "industry" in row]
    return boxes, dots


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_every_industry_has_its_name_in_the_clear_and_one_is_in_ink(place, language):
    picture = next_industries(city_industries(find(place)), language)
    boxes, dots = _boxes(picture.draw(620).to_dict())
    assert len(boxes) == len(picture.table) == len(dots)
    assert [weight for weight, _ in boxes].count("bold") == 1
    for (_, one), (_, other) in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    assert not [(x, y) for x, y in dots for _, box in boxes if box[0] < x < box[2] and box[1] < y < box[3]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_a_phone_each_row_says_the_listings_beside_the_chance(language):
    picture = next_industries(city_industries(find("hegang")), language)
    rows = [row for rows in picture.draw(312).to_dict()["datasets"].values() for row in rows if "named" in row]
    assert [str(row["listings"]) in row["named"] for row in rows] == [True] * len(picture.table)
