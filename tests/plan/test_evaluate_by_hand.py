"""Futures of a plan are run in blocks of one shape, and a number that is none is refused."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.model.policy.costs import LINES
from relode.plan.trials import evaluate as module
from relode.plan.trials.evaluate import KEPT, evaluate


def ground(count):
    futures = SimpleNamespace(count=count, years=(2025, 2026))
    return SimpleNamespace(
        futures=futures, around=np.arange(count) * 10, moved=lambda name, values: values + (name == "wage")
    )


@pytest.fixture
def blocks(monkeypatch):
    """Each quantity is the number of the future from 1 on, its place in the list of a thousandth, and what is paid."""
    seen = []

    def paths(observed, _, __, around, levers, paid, ___):
        seen.append((len(observed), around.tolist() == (observed * 10).tolist(), float(levers.research_spending[1, 0])))
        names = np.arange(len(KEPT) + len(LINES)) / 1000
        return 1.0 + observed[:, None, None] + names + paid[..., None]

    monkeypatch.setattr(module, "chosen", lambda _, at: SimpleNamespace(observed=at, params=None, exogenous=None))
    monkeypatch.setattr(module, "_paths", paths)
    return seen


@pytest.mark.parametrize(("count", "shapes"), [(2, 1), (256, 1), (257, 2), (600, 3)])
def test_futures_come_back_in_their_order_whatever_the_blocks(blocks, count, shapes):
    found = evaluate(ground(count), {"research_spending": np.array([0.0, 0.5])})
    assert blocks == [(256, True, 0.5)] * shapes
    future = np.arange(1.0, count + 1)
    for name in ("population", "debt"):
        assert found.quantities[name][:, 0] == pytest.approx(future + KEPT.index(name) / 1000)
    assert found.quantities["wage"][:, 1] == pytest.approx(future + KEPT.index("wage") / 1000 + 1)
    jobs, people = found.quantities["employment"], found.quantities["working_age_people"]
    assert (found.quantities["in_work_share"] == jobs / people).all()
    assert found.cost.shape == (count, 2, len(LINES))
    assert found.cost[:, 0, -1] == pytest.approx(future + (len(KEPT) + len(LINES) - 1) / 1000)
    assert found.years == (2025, 2026)


@pytest.mark.usefixtures("blocks")
def test_what_is_paid_is_that_of_each_future_and_a_number_that_is_none_is_refused():
    paid = np.zeros((300, 2))
    paid[270, 1] = 5.0
    found = evaluate(ground(300), {}, paid)
    assert found.quantities["population"][270].tolist() == pytest.approx([271, 276])
    paid[270, 1], paid[280, 0] = np.nan, np.nan
    with pytest.raises(RelodeError) as refused:
        evaluate(ground(300), {}, paid)
    assert refused.value.values == {"quantity": "population", "future": 270}
