"""Why people were lost between two censuses: parts that add up, and nothing where ages are not known."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.outlook.ahead import change_accounts as module
from relode.outlook.ahead.change_accounts import people_lost
from relode.places import find


def test_a_planted_decade_is_split_by_hand(monkeypatch):
    """1,000 people, 900 if nobody moved, 630 counted; the nation was counted at 1.02 of what it was expected at.

    By hand, with another place of 9,100 expected and 9,570 counted: 10,200 / 10,000 = 1.02; 900 x 1.02 = 918;
    918 - 1,000 = -82 by births and deaths, 630 - 918 = -288 by moves, together -370.
    """
    sizes = {"opening": (1000.0, 9000.0), "alone": (900.0, 9100.0), "counted": (630.0, 9570.0)}
    planted = {name: np.array(values)[:, None, None] for name, values in sizes.items()}
    monkeypatch.setattr(module, "decade", lambda _: SimpleNamespace(places=("230400", "210900"), **planted))
    lost = people_lost(find("hegang"))
    assert (lost.natural, lost.moves) == (pytest.approx(-82.0), pytest.approx(-288.0))
    assert lost.natural + lost.moves == pytest.approx(lost.counted - lost.start)


def test_hegang_is_that_of_the_published_censuses():
    lost = people_lost(find("hegang"))
    assert (lost.start, lost.counted) == (1_058_665, 891_271)  # communique of both censuses
    assert lost.moves < 3 * lost.natural < 0  # most of it is moves


def test_a_county_has_no_such_split():
    assert people_lost(find("renqiu")) is None
