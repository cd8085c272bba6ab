"""The industry that a word means, and what is known of it from places like one."""

import pytest

from relode.deals.precedents import industry_of, precedents
from relode.errors import RelodeError
from relode.pathways.industries.concordance import units
from relode.places import find


def test_a_word_of_several_industries_or_of_none_is_answered_with_the_nearest():
    with pytest.raises(RelodeError) as refused:
        industry_of("coal")
    assert refused.value.values == {"word": "coal", "near": ["Coal mining", "Coking and coal chemicals"]}
    with pytest.raises(RelodeError) as refused:
        industry_of("品")
    inside = [one.name_zh for one in units().values() if "品" in one.name_zh]
    assert len(inside) > 3
    assert refused.value.values["near"] == inside[:3]
    with pytest.raises(RelodeError) as refused:
        industry_of("unicorns")
    assert len(refused.value.values["near"]) == 3


def test_places_like_one_are_told_for_a_place_and_rivals_for_all():
    graphite = industry_of("graphite")
    here, nowhere = precedents(find("hegang"), graphite), precedents(None, graphite)
    assert here.went
    assert here.did_not
    assert here.rivals == nowhere.rivals > 10
    assert (nowhere.went, nowhere.did_not, nowhere.check) == ((), (), here.check)
    assert here.check == "minerals"
    county = precedents(find("renqiu"), graphite)
    assert county.rivals == here.rivals
