"""Futures cut out by place and by number, lengthened, and in blocks: three futures of four years and three places."""

from dataclasses import dataclass, fields

import numpy as np
import pytest

from relode.model import futures as module
from relode.model.futures import IDIOSYNCRATIC, Futures, among, blocks, chosen, lengthened, taken
from relode.model.opening.inversion import DRAWN, ObservedOpening
from relode.model.parameters import Params
from relode.model.state import Exogenous

SHARED = {"national_growth": 0.5, "national_skill": 0.25}


@dataclass(frozen=True)
class Small:
    """What futures ask of a world."""

    codes: tuple[str, ...] = ("a", "b", "rest")
    year: int = 2020

    def position(self, code):
        return self.codes.index(code)


@pytest.fixture
def made():
    """Every number tells its future (hundreds), year (tens) and place."""
    future, year, place = np.arange(3.0) * 100, np.arange(4.0) * 10, np.arange(3.0)
    observed = {f.name: SHARED.get(f.name, place) for f in fields(ObservedOpening)}
    observed |= dict.fromkeys(DRAWN, future[:, None] + place)
    series = {f.name: future[:, None] + year for f in fields(Exogenous)}
    series |= dict.fromkeys(IDIOSYNCRATIC, future[:, None, None] + year[:, None] + place)
    observed = ObservedOpening(**{name: np.asarray(value) for name, value in observed.items()})
    params = Params(**{f.name: future for f in fields(Params)})
    return Futures(Small(), observed, params, Exogenous(**series), 7)


def test_futures_know_how_many_they_are_and_their_years(made):
    assert (made.count, made.years, repr(made)) == (3, (2020, 2021, 2022, 2023), "3 futures of 2020-2023, seed 7")


def test_some_places_are_cut_out_in_their_order(made):
    found = among(made, ("rest", "a"))
    assert found.world.codes == ("rest", "a")
    for name in DRAWN:
        assert getattr(found.observed, name).tolist() == [[2, 0], [102, 100], [202, 200]]
    assert found.observed.area.tolist() == [2, 0]
    assert float(found.observed.national_growth) == 0.5
    for name in IDIOSYNCRATIC:
        assert getattr(found.exogenous, name)[1].tolist() == [[102, 100], [112, 110], [122, 120], [132, 130]]
    assert found.exogenous.log_price is made.exogenous.log_price
    assert module.alone(made, "b").observed.wage.shape[-1] == 1
    assert taken(np.arange(6).reshape(2, 3), np.array([2, 0])).tolist() == [[2, 0], [5, 3]]


def test_some_futures_are_taken_by_their_number(made):
    found = chosen(made, np.array([2, 0]))
    for name in DRAWN:
        assert getattr(found.observed, name).tolist() == [[200, 201, 202], [0, 1, 2]]
    assert found.observed.area is made.observed.area
    assert {tuple(getattr(found.params, f.name)) for f in fields(Params)} == {(200, 0)}
    assert found.exogenous.log_price.tolist() == [[200, 210, 220, 230], [0, 10, 20, 30]]


def test_the_last_year_is_repeated_until_there_are_enough(made):
    found = lengthened(made, 6)
    assert found.exogenous.log_price[1].tolist() == [100, 110, 120, 130, 130, 130]
    assert found.exogenous.amenity_shock.shape == (3, 6, 3)
    assert found.exogenous.amenity_shock[1, -1].tolist() == [130, 131, 132]
    assert lengthened(made, 4).years == lengthened(made, 2).years == made.years


def test_the_last_block_is_filled_up_with_the_last_future(made, monkeypatch):
    also = {"x": np.arange(3.0)}
    whole = list(blocks(made, also))
    assert [part[3]["x"].tolist() for part in whole] == [[0, 1, 2]]
    monkeypatch.setattr(module, "BLOCK", 2)
    parts = list(blocks(made, also))
    assert [part[3]["x"].tolist() for part in parts] == [[0, 1], [2, 2]]
    assert [part[2].log_price[:, 0].tolist() for part in parts] == [[0, 100], [200, 200]]
    assert [part[1].lag.tolist() for part in parts] == [[0, 100], [200, 200]]
    assert [getattr(part[0], DRAWN[0])[:, 0].tolist() for part in parts] == [[0, 100], [200, 200]]
    assert next(blocks(made))[3] is None
