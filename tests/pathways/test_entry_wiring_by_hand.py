"""How a backtest and a forecast of entry are put together: who learns from whom, and what is asked."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from scipy.optimize import minimize

from relode.pathways.entry import backtest as backtest_module
from relode.pathways.entry import entry_forecast as forecast_module
from relode.pathways.entry import report as report_module
from relode.pathways.entry.additive_model import fit_market_size
from relode.pathways.entry.backtest import backtest
from relode.pathways.entry.entry_forecast import forecast
from relode.pathways.entry.questions import ENTRY, EXIT
from relode.pathways.entry.terms import Borders, count_surprise, industry_weights
from relode.pathways.entry.transitions import Task, Transition


def test_curves_are_shrunk_by_two_for_slopes_apart_and_a_hundredth_for_levels():
    """Against a general optimiser, with few places, so that priors weigh much."""
    size = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    present = np.array([[0.0, 0, 1], [0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 1, 0]])
    x = (size - 2) / np.sqrt(2)

    def loss(flat):
        intercept, slope = flat.reshape(2, 3)
        line = intercept + np.outer(x, slope)
        prior = 0.01 * (intercept**2).sum() + 2.0 * ((slope - slope.mean()) ** 2).sum()
        return np.logaddexp(0, line).sum() - (present * line).sum() + prior / 2

    best = minimize(loss, np.zeros(6), method="BFGS", options={"gtol": 1e-7}).x.reshape(2, 3)
    found = fit_market_size(size, present)
    # The optimiser's gradient is a difference quotient, good to about 1e-5.
    assert np.stack([found.intercept, found.slope]) == pytest.approx(best, abs=1e-3)
    assert (found.mean, found.spread) == (2.0, pytest.approx(np.sqrt(2)))
    assert fit_market_size(np.full(3, 4.0), present[:3]).spread == 1.0


def test_weights_of_industries_are_penalised_by_1_3_for_each_place():
    """Two industries of four places: the slope of one on the other is their product over its square and 5.2."""
    surprise = np.array([[1.0, 2.0], [0.0, 1.0], [-1.0, 0.0], [2.0, -1.0]])
    found = industry_weights(surprise)
    together = (surprise[:, 0] * surprise[:, 1]).sum()
    assert found == pytest.approx(np.array([[0, together / (6 + 5.2)], [together / (6 + 5.2), 0]]))


def test_counts_are_compared_with_a_parabola_and_a_floor():
    """Of four places three set a parabola, which they meet: the fourth is off by its own over a twentieth."""
    counts = np.expm1(np.array([[0.0], [1.0], [4.0], [10.0]]))
    found = count_surprise(counts, np.array([0.0, 1.0, 2.0, 3.0]), np.array([True, True, True, False]))
    assert found[:, 0] == pytest.approx([0, 0, 0, 1 / 0.05], abs=1e-6)
    spread = count_surprise(
        np.expm1(np.array([[1.0], [3.0], [1.0], [3.0]])), np.array([0.0, 0, 1, 1]), np.ones(4, dtype=bool)
    )
    assert spread[:, 0] == pytest.approx(np.array([-1, 1, -1, 1]) / 1.05)


def transition(seed, years):
    values = np.random.default_rng(seed).integers(0, 2, (2, 6, 3)).astype(float)
    return Transition(values, values[::-1], years[:2], years[2:])


def test_each_fold_is_scored_by_what_the_others_taught(monkeypatch):
    """Scores are the number of places that were learnt from; five folds and four groups of places are asked for."""
    counts, seen = [], []

    def folds(unit, count, _):
        counts.append((unit.tolist(), count))
        return unit % 3

    def one_fold(question, earlier, later, _, learn, cross):
        seen.append((earlier.base_years, later.base_years, cross.tolist()))
        return {
            name: np.tile(learn.sum() * 100.0 + np.arange(6), (3, 1)).T for name in (*question.scores, *question.models)
        }

    monkeypatch.setattr(backtest_module, "folds", folds)
    monkeypatch.setattr(backtest_module, "_one_fold", one_fold)
    earlier, later = transition(1, (1, 2, 3, 4)), transition(2, (2, 3, 4, 5))
    region = np.array([0, 0, 1, 1, 1, 2])
    found = backtest(ENTRY, earlier, later, Borders(region=region), None)
    assert counts == [(region.tolist(), 5), (region.tolist(), 4)]
    assert seen == [((1, 2), (2, 3), (region % 3).tolist())] * 3
    assert list(found.scores) == [
        "density",
        "diversity_x_ubiquity",
        "market_size",
        "strong_null",
        "three_terms",
        "full",
    ]
    assert found.scores["full"][:, 1].tolist() == [400, 401, 302, 303, 304, 505]
    cells, events = ENTRY.cells(later)
    assert (found.cells == cells).all()
    assert (found.events == events).all()
    assert found.unit is region
    counts.clear()
    assert backtest(ENTRY, earlier, later, Borders(), None).unit.tolist() == [0, 1, 2, 3, 4, 5]


def test_a_fold_learns_from_the_earlier_transition_and_applies_to_the_later(monkeypatch):
    """Terms of the later base are learnt from the same places, without cross-fitting."""
    asked = []

    class Columns:
        def __init__(self, base, cross):
            self.columns = (base[0, 0, 0], cross is not None)

    monkeypatch.setattr(backtest_module, "terms", lambda base, _, __, cross=None: Columns(base, cross))
    monkeypatch.setattr(backtest_module, "plain_score", lambda score, base, learn: (score, base[0, 0, 0], learn.sum()))
    monkeypatch.setattr(backtest_module, "fit_model", lambda *given: asked.append(given) or given[1])
    monkeypatch.setattr(backtest_module, "log_odds", lambda model, columns: (model, columns))
    earlier, later = transition(1, (1, 2, 3, 4)), transition(2, (2, 3, 4, 5))
    earlier.base[0, 0, 0], later.base[0, 0, 0] = 7.0, 9.0
    learn, cross = np.array([True, False, True, True, False, True]), np.arange(6)
    found = backtest_module._one_fold(ENTRY, earlier, later, Borders(), learn, cross)
    assert found["density"] == ("density", 9.0, 4)
    assert found["full"] == ("full", (9.0, False))
    cells, events = ENTRY.cells(earlier)
    for question, _, columns, among, happened, groups in asked:
        assert (question, columns, groups is cross) == (ENTRY, (7.0, True), True)
        assert (among == cells & learn[:, None]).all()
        assert (happened == events).all()


@pytest.mark.parametrize(
    ("question", "cells"), [(ENTRY, [[False, True, False]] * 2), (EXIT, [[True, False, False], [False] * 3])]
)
def test_a_forecast_asks_of_the_latest_years(monkeypatch, question, cells):
    """Of three industries one is there, one is absent but in another place, and one is gone; years are 2001 to 2005."""
    counts = np.zeros((5, 2, 3))
    counts[:, 0, 0] = 5.0
    counts[4, 1, 0] = 3.0
    counts[:3, :, 2] = 4.0
    counts[4, 0, 1] = 0.0
    counts[3, :, 1] = 0.0
    asked = []
    if question is ENTRY:
        counts = np.concatenate([counts, counts[:, :1]], axis=1)
        counts[:, 2] = 0.0
        counts[3:, 2, 1] = 2.0
        cells = [[False, True, False], [False, True, False], [True, False, False]]
    table = xr.DataArray(
        counts,
        dims=("year", "place", "industry"),
        coords={"year": range(2001, 2006), "place": list("pqr")[: counts.shape[1]], "industry": ["11", "12", "13"]},
    )

    learnt = SimpleNamespace(columns={"market_size": np.zeros(counts.shape[1:])})

    def terms(base, _, fit, cross=None):
        asked.append((base.shape[0], bool((base == counts[-2:]).all()), fit.tolist(), cross is not None))
        return learnt

    monkeypatch.setattr(forecast_module, "terms", terms)
    monkeypatch.setattr(forecast_module, "supported_model", lambda *given: ("full", given[2]))
    monkeypatch.setattr(forecast_module, "fit_model", lambda *given: given)
    monkeypatch.setattr(forecast_module, "log_odds", lambda _, columns: columns["market_size"] + 1)
    monkeypatch.setattr(forecast_module, "backtest", lambda *given: given)
    monkeypatch.setattr(forecast_module, "folds", lambda unit, count, _: (unit.tolist(), count))
    found = forecast(table, Borders(), None, Task(), question)
    assert found.cells.tolist() == cells
    assert found.base_years == (2004, 2005)
    earlier, later = found.tested
    assert (earlier.base_years, later.base_years, later.outcome_years) == ((2001, 2002), (2002, 2003), (2004, 2005))
    places = list(range(counts.shape[1]))
    assert asked == [(2, False, [True] * len(places), True), (2, True, [True] * len(places), False)]
    assert found.name == ("full", int(question.cells(later)[1].sum()))
    assert found.model[5] == (places, 4)
    assert (found.model[0], (found.model[3] == question.cells(later)[0]).all()) == (question, True)
    assert found.test[:3] == (question, earlier, later)
    assert found.log_odds.tolist() == (np.zeros(counts.shape[1:]) + 1).tolist()


def test_a_report_has_the_ten_likeliest_of_its_place_and_scores_of_a_hundred_draws(monkeypatch):
    """Industries 1 and 13 are there already, 3 and 4 are as likely as each other, 0 is the least likely."""
    table = xr.DataArray(
        np.zeros((5, 2, 14)), dims=("year", "place", "industry"),
        coords={"year": range(2001, 2006), "place": ["a", "b"], "industry": [f"i{at}" for at in range(14)]},
    )  # fmt: skip
    cells = np.ones((2, 14), dtype=bool)
    cells[1, [1, 13]] = False
    odds = np.stack([np.zeros(14), np.arange(14.0)])
    odds[1, 4] = 3.0
    asked = []

    def told(*given):
        asked.append(given)
        return SimpleNamespace(cells=cells, log_odds=odds, test="test", name="full")

    monkeypatch.setattr(report_module, "forecast", told)
    monkeypatch.setattr(report_module, "surroundings_of", lambda *given: given[1:])
    monkeypatch.setattr(report_module, "notices", lambda last, *_: last.shape)
    monkeypatch.setattr(report_module, "_candidate", lambda *given: given[3:])
    monkeypatch.setattr(report_module, "score_summary", lambda *given: (*given[:2], given[3]))
    for name in ("_what_an_entry_is", "_base_rates", "_model"):
        monkeypatch.setattr(report_module, name, lambda *given: given[1:])
    found = report_module.entry_report(table, "b")
    assert found.candidates == tuple((1, at) for at in (12, 11, 10, 9, 8, 7, 6, 5, 3, 4))
    assert (found.place, found.place_name, found.seed, found.score) == ("b", None, 1, ("test", "full", 100))
    assert (found.notices, found.base_rates) == ((2, 2, 14), (1,))
    assert (asked[0][1], asked[0][3]) == (((), None), Task(window=2))
    assert report_module.entry_report(table, "a", top=2).candidates == ((0, 0), (0, 1))
