"""Which chapters a figure moves, beside chapters that say what they are told to, and numbers within a record."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.errors import RelodeError
from relode.places import find
from relode.plan import figures_moved

HEGANG, BAOTOU = find("hegang"), find("baotou")


def figure(quantity, year=2025, place=HEGANG):
    return SimpleNamespace(quantity=quantity, year=year, place=place.code)


def test_a_figure_is_taken_out_by_what_was_there_before(monkeypatch):
    """One from which more follows than arithmetic makes the panel be read again."""
    years, names = [2024, 2025], ["population", "average_wage", "employment_mining"]
    value = xr.DataArray(
        np.arange(6.0).reshape(3, 1, 2), dims=("quantity", "place", "year"),
        coords={"quantity": names, "place": [HEGANG.code], "year": years},
    )  # fmt: skip
    records = [
        {"quantity": "population", "place": HEGANG.code, "year": 2025, "before": 7.0},
        {"quantity": "population", "place": HEGANG.code, "year": 2024, "before": 8.0},
        {"quantity": "average_wage", "place": HEGANG.code, "year": 2025, "before": None},
    ]
    own = xr.Dataset({"value": value}, attrs={"overrides": records})
    seen = []
    monkeypatch.setattr(figures_moved, "with_value", lambda *given: seen.append(given) or "one line")
    monkeypatch.setattr(figures_moved, "load", lambda given: seen.append(given) or xr.Dataset())
    every = [figure("population"), figure("average_wage"), figure("employment_mining"), figure("gdp_real_index")]
    assert [figures_moved._without(each, every, own) for each in every[:2]] == ["one line"] * 2
    assert seen[0][1:] == ("population", HEGANG.code, 2025, 7.0)
    assert seen[1][1:4] == ("average_wage", HEGANG.code, 2025)
    assert np.isnan(seen[1][4])
    for each in every[2:]:
        assert figures_moved._without(each, every, own).attrs == {"overrides": records}
    assert seen[2:] == [every[:2] + every[3:], every[:3]]


def test_a_chapter_that_cannot_be_said_has_no_numbers(monkeypatch):
    def refuse(panel, place):
        raise RelodeError("planning.horizon", year=panel, first=place.code, last=1)

    monkeypatch.setattr(figures_moved, "ASKED", {"outlook": refuse, "needs": lambda panel, place: [panel, place.code]})
    assert figures_moved._said("outlook", 1, HEGANG.code) == ()
    assert figures_moved._said("needs", 3, HEGANG.code) == (3.0,)


def test_an_opening_is_its_figures_with_their_ends_output_and_jobs(monkeypatch):
    names = ("value", "lower", "upper", "value_added", "employment", "other")
    data = xr.Dataset(
        {name: (("place", "x"), [[10.0 * at, 10.0 * at + 1], [0, 0]]) for at, name in enumerate(names, 1)},
        coords={"place": [HEGANG.code, BAOTOU.code]},
    )
    found = []
    monkeypatch.setattr(
        "relode.model.opening.opening_state.opening", lambda *given: found.append(given) or SimpleNamespace(data=data)
    )
    said = [10.0, 11, 20, 21, 30, 31, 40, 41, 50, 51]
    assert list(figures_moved._numbers(figures_moved._opening("panel", HEGANG))) == pytest.approx(said)
    assert found == [("panel", 2020)]
