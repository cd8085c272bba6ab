import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from relode.diagnosis import nearest_peers, same_type
from relode.diagnosis.profiles.peers import hellinger_distance
from relode.panel.census_measures import employment
from relode.places import find, official

PLACES = ["hegang", "heihe", "jinchang", "haixi", "renqiu", "beijing", "jixi"]
tables = arrays(np.float64, (5, 4), elements=st.floats(0, 1e5)).filter(lambda t: (t.sum(axis=1) > 1).all())


@pytest.mark.parametrize("name", PLACES)
def test_peers_are_other_places_of_the_same_level_nearest_first(panel, name):
    place = find(name)
    peers = nearest_peers(panel, place, 20)
    assert len(peers) == len({peer.place.code for peer in peers}) == 20
    assert place not in [peer.place for peer in peers]
    assert {peer.place.level == "prefecture" for peer in peers} == {place.level == "prefecture"}
    assert "province" not in {peer.place.level for peer in peers}
    distances = [peer.distance for peer in peers]
    assert distances == sorted(distances)
    assert 0 < distances[0] <= distances[-1] < 1.5


def test_no_place_left_out_is_nearer(panel):
    """By other code: squares of three differences, each over its mean over all pairs of prefectures with output."""
    place = find("hegang")
    counts = employment(panel, 2010)
    values = panel["value"].sel(year=2010)
    people, output = (values.sel(quantity=name).to_numpy() for name in ("population", "gdp_first_published"))
    rows = [
        (code, np.sqrt(counts[i] / counts[i].sum()), np.log(people[i]), np.log(output[i] / people[i]))
        for i, code in enumerate(panel["place"].values.tolist())
        if np.isfinite(counts[i]).all() and np.isfinite(output[i]) and find(code).level == "prefecture"
    ]

    def squares(one, other):
        return np.array([((one[1] - other[1]) ** 2).sum() / 2, (one[2] - other[2]) ** 2, (one[3] - other[3]) ** 2])

    mean = np.mean([squares(a, b) for k, a in enumerate(rows) for b in rows[k + 1 :]], axis=0)
    own = next(row for row in rows if row[0] == place.code)
    plain = {row[0]: np.sqrt((squares(own, row) / mean).mean()) for row in rows if row is not own}
    peers = {peer.place.code: peer.distance for peer in nearest_peers(panel, place, 20)}
    # A structure's distance is the root of a small difference of numbers near 1.
    assert peers == pytest.approx({code: plain[code] for code in peers}, abs=1e-7)
    assert min(far for code, far in plain.items() if code not in peers) >= max(peers.values()) - 1e-7


def test_a_city_of_three_million_is_not_set_beside_one_of_ten(panel):
    """Baotou, 2.65 million in 2010: by structure alone Wuhan and Xi'an were among its peers."""
    people = panel["value"].sel(quantity="population", year=2010)
    own = float(people.sel(place=find("baotou").code))
    peers = [peer.place for peer in nearest_peers(panel, find("baotou"), 20)]
    ratios = [float(people.sel(place=peer.code)) / own for peer in peers]
    assert {"wuhan", "xian", "tianjin"}.isdisjoint(peer.slug for peer in peers)
    assert max(ratios) < 3
    assert min(ratios) > 1 / 3


def test_a_county_whose_output_is_not_published_has_peers_by_structure_and_size(panel):
    peers = nearest_peers(panel, find("renqiu"), 5)
    assert len(peers) == 5
    assert not np.isfinite(panel["value"].sel(quantity="gdp_first_published", year=2010, place=find("renqiu").code))


def test_fewer_peers_are_the_first_of_more(panel):
    place = find("jinchang")
    assert nearest_peers(panel, place, 5) == nearest_peers(panel, place, 20)[:5]


def test_a_place_without_a_census_of_2010_has_no_peers(panel):
    assert nearest_peers(panel, find("2114Z1"), 20) == ()


def test_the_same_structure_is_at_no_distance_and_nothing_in_common_at_one():
    one = np.array([3.0, 1.0, 0.0])
    same, apart = hellinger_distance(one, np.array([[30.0, 10.0, 0.0], [0.0, 0.0, 7.0]]))
    # The root of 1 minus a sum that may miss 1 by some 1e-16.
    assert same == pytest.approx(0, abs=1e-7)
    assert apart == 1


@given(tables)
def test_the_distance_is_symmetric_and_between_nothing_and_one(table):
    one, other = hellinger_distance(table[0], table[1:2])[0], hellinger_distance(table[1], table[0:1])[0]
    # Equal but for the order of a sum, and the root magnifies 1e-16 to 1e-8 near zero.
    assert one == pytest.approx(other, abs=1e-7)
    assert 0 <= one <= 1


@given(tables, st.permutations(range(4)), st.permutations(range(1, 5)))
def test_the_order_of_sections_does_not_matter_and_that_of_places_only_reorders(table, sections, places):
    plain = hellinger_distance(table[0], table[places])
    np.testing.assert_allclose(hellinger_distance(table[0][sections], table[places][:, sections]), plain, atol=1e-7)
    np.testing.assert_array_equal(plain, hellinger_distance(table[0], table[1:])[[p - 1 for p in places]])


def test_reordering_the_places_of_the_panel_changes_no_peer(panel):
    place = find("hegang")
    reordered = panel.isel(place=np.random.default_rng(7).permutation(panel.sizes["place"]))
    # The sum of twenty products may round differently in another order of rows.
    assert [p.place for p in nearest_peers(reordered, place, 20)] == [p.place for p in nearest_peers(panel, place, 20)]


def test_the_own_type_are_the_other_listed_places_of_type_and_level():
    place = find("hegang")
    others = same_type(place)
    assert len(others) == 23  # 24 declining prefecture-level cities on the list, and it is one of them
    assert place not in others
    assert {official()[other.code].type for other in others} == {"declining"}
    assert {other.level for other in others} == {"prefecture"}


def test_a_place_that_is_not_listed_has_no_type():
    assert same_type(find("beijing")) == ()
