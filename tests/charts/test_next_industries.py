"""What speaks for each industry beyond size: the picture adds up the parts that the answer shows."""

from math import exp

import pytest

from relode.charts.value_chain import next_industries
from relode.language import LANGUAGES, spoken
from relode.pathways import city_industries
from relode.places import find


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dot_is_the_score_less_base_size_and_industry(language):
    found = city_industries(find("baotou"))
    picture = next_industries(found, language)
    scored = [one for one in found.candidates if one.score is not None]
    beyond = [one.score - one.base - one.contributions["size"] - one.contributions["industry"] for one in scored]
    assert list(picture.table["industry"]) == [one.unit.name(language) for one in scored]
    # Sums of the same numbers in another order.
    assert list(picture.table["value"]) == pytest.approx([exp(each) - 1 for each in beyond], abs=1e-9)
    # A live picture tells of a point by the names of its table.
    drawn = [row for rows in picture.draw(640).to_dict()["datasets"].values() for row in rows if "industry" in row]
    assert [row["industry"] for row in drawn] == list(picture.table["industry"])
    title = spoken(picture.title, language)
    assert str(sum(value > 0 for value in beyond)) in title
    assert str(len(scored)) in title
