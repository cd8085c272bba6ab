import numpy as np
import pytest

from relode.diagnosis import nearest_peers
from relode.diagnosis.profiles.peers import (
    DEFINITIONS,
    FEWEST,
    common_verdict,
    judgements,
    peers_by,
    standing,
)
from relode.panel import load
from relode.places import find, official

SLUGS = ["hegang", "heihe", "baotou", "panjin"]


@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize("name", SLUGS)
def test_peers_are_other_prefectures_nearest_first(panel, name, definition):
    place = find(name)
    peers = peers_by(panel, place, definition)
    assert 0 < len(peers) <= 20
    assert len({peer.place.code for peer in peers}) == len(peers)
    assert place not in [peer.place for peer in peers]
    assert {peer.place.level for peer in peers} == {"prefecture"}
    distances = [peer.distance for peer in peers]
    assert distances == sorted(distances)


def test_peers_alike_in_all_are_those_of_the_profile(panel):
    assert peers_by(panel, find("hegang"), "alike") == nearest_peers(panel, find("hegang"), 20)


def test_peers_by_resource_have_the_same_main_resource(panel):
    peers = peers_by(panel, find("hegang"), "resource")
    assert {official()[peer.place.code].main_resource for peer in peers} == {"coal"}
    assert peers_by(panel, find("beijing"), "resource") == ()


def test_definitions_do_not_look_beyond_2010(panel):
    noisy = load()
    later = noisy["year"].values > 2010
    noisy["value"].values[:, :, later] *= 1.7
    for definition in DEFINITIONS:
        assert peers_by(panel, find("hegang"), definition) == peers_by(noisy, find("hegang"), definition)


def test_a_city_without_accounts_has_no_peers_by_path_and_a_county_none_at_all(panel):
    assert peers_by(panel, find("yanbian"), "path") == ()
    assert all(peers_by(panel, find("renqiu"), definition) == () for definition in DEFINITIONS)
    found = {(s.outcome, s.definition): s for j in judgements(panel, find("yanbian")) for s in j.standings}
    assert found["population_change_2010_2020", "path"].why == "group_too_small"
    assert found["gdp_real_growth_2010_2019", "alike"].why == "no_figures"


@pytest.mark.parametrize(("own", "verdict"), [(0.0, "below"), (5.0, "among"), (11.0, "above")])
def test_a_city_below_among_and_above_its_peers_is_called_so(own, verdict):
    assert standing("x", "size", own, np.arange(11.0)).verdict == verdict


def test_peers_all_equal_to_the_city_put_it_among_them_and_too_few_tell_nothing():
    assert standing("x", "size", 2.0, np.full(8, 2.0)).verdict == "among"
    few = np.r_[np.arange(FEWEST - 1.0), np.nan]
    assert standing("x", "size", 2.0, few).why == "group_too_small"
    assert standing("x", "size", np.nan, np.arange(9.0)).why == "no_figures"


def test_the_common_verdict_depends_where_definitions_differ():
    low = standing("x", "size", 0.0, np.arange(1.0, 12))
    high = standing("x", "path", 20.0, np.arange(11.0))
    untold = standing("x", "path", np.nan, np.arange(11.0))
    assert common_verdict((low, low, untold)) == "below"
    assert common_verdict((low, high)) == "depends"
    assert common_verdict((untold,)) == "cannot tell"
