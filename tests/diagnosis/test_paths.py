import numpy as np
import pytest

from relode.diagnosis import profile
from relode.diagnosis.profiles.paths import Item, change_of, items, path, paths, standing
from relode.places import find
from relode.vocabulary import quantities


def test_items_are_quantities_in_order_of_years():
    for item in items():
        assert item.quantity in quantities()
        assert item.start < item.end


def test_a_change_is_a_share_of_the_start_or_a_difference():
    assert change_of(50.0, 60.0, True) == pytest.approx(0.2, abs=1e-12)
    assert change_of(0.5, 0.6, False) == pytest.approx(0.1, abs=1e-12)
    assert change_of(3.0, 3.0, True) == change_of(3.0, 3.0, False) == 0


def test_a_standing_is_below_among_or_above_the_middle_half():
    others = np.arange(9.0)
    found = [standing(value, others)[1] for value in (1.9, 2.0, 6.0, 6.1)]
    assert found == ["below", "among", "among", "above"]
    assert standing(1.0, np.ones(6)) == ((1.0, 1.0, 1.0), "among", "")


def test_without_a_figure_or_with_few_peers_nothing_is_told():
    assert standing(None, np.arange(9.0)) == (None, "cannot tell", "no_figures")
    assert standing(1.0, np.arange(4.0)) == (None, "cannot tell", "group_too_small")


def test_the_path_of_hegang_is_that_of_the_panel(panel):
    found = profile(panel, find("hegang"))
    peers = [peer.place for peer in found.peers]
    item = Item("money", "loans", 2012, 2023)
    own = path(panel, found.place, peers, item)
    values = panel["value"].sel(quantity="loans", year=[2012, 2023])
    start, end = values.sel(place="230400").to_numpy()
    assert own.change == pytest.approx(end / start - 1, abs=1e-12)
    both = values.sel(place=[peer.code for peer in peers]).to_numpy()
    changes = both[:, 1] / both[:, 0] - 1
    known = changes[np.isfinite(changes)]
    assert own.count == len(known)
    assert own.quarters == pytest.approx(np.quantile(known, (0.25, 0.5, 0.75)), abs=1e-12)
    assert own.change_unit == "share"


def test_shares_change_in_points_and_money_relatively(panel):
    found = profile(panel, find("baotou"))
    units = {p.item.quantity: p.change_unit for p in paths(panel, found.place, [peer.place for peer in found.peers])}
    assert units["age_60_plus_share"] == "share change"
    assert units["house_price"] == units["deposits"] == "share"
    assert units["schooling_years"] == "years"
