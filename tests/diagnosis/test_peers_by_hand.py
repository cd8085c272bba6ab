"""Which places are alike, by every definition, on a few places worked out by hand."""

import numpy as np
import pytest

from relode.diagnosis.profiles.peers import (
    PeerJudgement,
    common_verdict,
    hellinger_distance,
    nearest_alike,
    peers_by,
    standing,
    typical,
    unlikeness,
)
from relode.places import find

from .small_panel import small

NAN = float("nan")
HEGANG, RENQIU = find("hegang"), find("renqiu")


def test_likeness_is_over_the_usual_difference_of_two_places():
    """Logarithms 0, 1, 3: differences 1, 3, 2, whose root mean square over pairs is the root of 14 thirds."""
    column = np.array([0.0, 1.0, 3.0])
    size = np.sqrt(14 / 3)
    apart = np.abs(column[:, None] - column)
    assert typical(apart) == pytest.approx(size)
    assert unlikeness(1, None, [column]) == pytest.approx([1 / size, 0, 2 / size])
    # What never differs does not count, and two columns count alike.
    assert unlikeness(1, None, [column, np.ones(3)]) == pytest.approx([1 / size, 0, 2 / size])
    assert unlikeness(0, None, [column, -column]) == pytest.approx([0, 1 / size, 3 / size])
    assert unlikeness(0, None, [np.ones(3)]).tolist() == [0, 0, 0]
    counts = np.array([[1.0, 0.0], [0.0, 2.0], [9.0, 0.0]])
    assert unlikeness(0, counts, []) == pytest.approx([0, np.sqrt(1.5), 0])
    assert hellinger_distance(counts[0], np.array([[9.0, 16.0]])) == pytest.approx([np.sqrt(0.4)])


def test_the_nearest_are_usable_places_with_what_the_place_itself_has():
    people, output = np.exp([0.0, 1.0, 3.0, 7.0, NAN]), np.exp([0.0, 1.0, 3.0, NAN, 1.0])
    usable = np.ones(5, dtype=bool)
    size = np.sqrt((1 + 9 + 4) / 3)
    near = nearest_alike(0, None, people, output, usable)  # output per head never differs
    assert near == [(1, pytest.approx(1 / size)), (2, pytest.approx(3 / size))]
    size = np.sqrt((1 + 9 + 49 + 4 + 36 + 16) / 6)
    near = nearest_alike(0, None, people, None, usable)
    assert near == [(1, pytest.approx(1 / size)), (2, pytest.approx(3 / size)), (3, pytest.approx(7 / size))]
    assert nearest_alike(3, None, people, output, usable)[0][0] == 2  # it has no output itself
    assert nearest_alike(4, None, people, None, usable) == []
    for gone in (0, 3):
        fewer = usable.copy()
        fewer[gone] = False
        assert [i for i, _ in nearest_alike(0, None, people, None, fewer)] == ([] if gone == 0 else [1, 2])
    fewer[2] = False  # only one other is left
    assert nearest_alike(0, None, people, None, fewer) == []
    assert nearest_alike(0, None, None, None, usable) == []
    assert nearest_alike(0, None, np.ones(5), None, usable) == []
    counts = np.array([[1.0, 1.0], [0.0, 0.0], [1.0, 2.0], [3.0, 1.0], [0.0, 5.0]])
    assert [i for i, _ in nearest_alike(0, counts, None, None, usable)] == [2, 3, 4]
    assert [i for i, _ in nearest_alike(1, counts, people, None, usable)] == [0, 2, 3]


@pytest.mark.parametrize(
    ("own", "verdict"), [(1.9, "below"), (2.0, "among"), (6.0, "among"), (6.1, "above")]
)  # fmt: skip
def test_a_judgement_beside_peers_by_hand(own, verdict):
    others = np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 8, NAN])
    assert standing("x", "size", own, others) == PeerJudgement("x", "size", own, 9, (2.0, 4.0, 6.0), verdict, "")
    few = PeerJudgement("x", "size", own, 4, None, "cannot tell", "group_too_small")
    assert standing("x", "size", own, others[:4]) == few
    assert standing("x", "size", own, others[:5]).quarters == (1.0, 2.0, 3.0)
    assert standing("x", "size", NAN, others) == PeerJudgement("x", "size", None, 9, None, "cannot tell", "no_figures")
    assert common_verdict((few, few)) == "cannot tell"


def test_peers_by_size_resource_and_path_are_apart_by_what_they_compare():
    """Three coal cities and Daqing: people 1, 1, e and 1 hundred thousand, output a head 1, e, 1 and 1."""
    names = ("hegang", "jixi", "qitaihe", "daqing", "renqiu")
    codes = dict(zip(names, (find(name).code for name in names), strict=True))
    people = dict(zip(names, (1e5, 1e5, np.e * 1e5, 1e5, 1e5), strict=True))
    output = dict(zip(names, (1e5, np.e * 1e5, np.e * 1e5, 1e5, 1e5), strict=True))
    mining = dict(zip(names, (0.1 - 0.005, 0.2 - 0.005, 0.4 - 0.005, 0.1 - 0.005, 0.1), strict=True))
    cells = {}
    for name, code in codes.items():
        cells |= {("population", code, 2010): people[name], ("population", code, 2000): 1e5}
        cells |= {
            ("gdp_first_published", code, 2010): output[name],
            ("mining_employment_share", code, 2010): mining[name],
        }
        cells |= {("gdp_real_index", code, 2000): 100.0, ("gdp_real_index", code, 2010): 100 * output[name] / 1e5}
    panel = small(cells)

    def near(definition, place=HEGANG):
        return [(peer.place.slug, peer.distance) for peer in peers_by(panel, place, definition)]

    # Of 0, 0, 1, 0 and of 0, 1, 0, 0 the standard deviation is the root of 3/16.
    one = np.sqrt(16 / 3)
    assert near("size") == [("daqing", 0.0), ("jixi", pytest.approx(one)), ("qitaihe", pytest.approx(one))]
    spread = np.std(np.log([0.1, 0.2, 0.4, 0.1]))
    assert near("resource") == [
        ("jixi", pytest.approx(np.log(2) / spread)),
        ("qitaihe", pytest.approx(np.log(4) / spread)),
    ]
    half = np.std([0, 1, 1, 0])
    together = pytest.approx(np.hypot(one, 1 / half))
    assert near("path") == [("daqing", 0.0), ("jixi", pytest.approx(1 / half)), ("qitaihe", together)]
    assert near("size", RENQIU) == []
    for missing in (("gdp_real_index", "230400", 2000), ("population", "230400", 2000)):
        fewer = small({key: value for key, value in cells.items() if key != missing})
        assert peers_by(fewer, HEGANG, "path") == ()
