"""Plans from a notebook: the calls of the documentation, as they stand there."""

import pytest

import relode as rl
from relode.decisions.decision_text import name_of
from relode.errors import RelodeError
from relode.language import LANGUAGES
from relode.model.opening.opening_world import world
from relode.plan.library import Plans


@pytest.fixture(scope="module")
def result(on, record):
    """What `plans` gives of the run that the tests of this folder share."""
    return Plans(on, record)


@pytest.mark.slow
def test_a_plan_keeps_to_what_it_was_asked_for_and_ends_in_that_year(panel):
    """The horizon that nobody asked for is in the example of `futures`."""
    world = rl.plan.world(panel)
    futures = rl.plan.futures(world, count=80, seed=3, horizon=2032)
    result = rl.plan.plans(world, "hegang", "300M", futures, bonds="40M", panel=panel)
    record = result.record
    assert (record.futures, record.seed, record.horizon) == (80, 3, 2032)
    assert (record.budget, record.bonds) == (300e6, 40e6)


def test_when_it_fails_is_told_in_both_languages(result):
    failure = rl.plan.when_it_fails(result, "employment < 0.7")
    fails = result.stage.nothing.at_end("employment") / result.stage.nothing.quantities["employment"][:, 0] < 0.7
    assert failure.discovery.fit.base_rate == pytest.approx(fails.mean())
    assert len({failure.sentence(language) for language in LANGUAGES}) == 2


def test_plans_are_a_line_and_a_table_of_decisions_in_a_notebook(result):
    told = result.record.decisions.decisions
    assert repr(result) == f"Plans of Hegang (230400): {len(told)} decisions, 2 to do"
    table = result.table("zh")
    assert list(table["verdict"][:3]) == ["现在办理", "现在办理", "争取资金后办理"]
    for row, each in zip(table.itertuples(), told, strict=True):
        assert row.measure == name_of(each).zh
        assert each.cost is None or (row.yuan, row.low, row.high) == (
            each.cost.yuan_a_year, each.cost.low, each.cost.high,
        )  # fmt: skip
    assert any(each.cost for each in told)
    shown = result._repr_html_()
    assert [str(name_of(each).en) in shown for each in told] == [True] * len(told)


def test_what_never_happens_has_no_conditions(result):
    assert rl.plan.when_it_fails(result, "employment < 0.01").discovery.reason == "never_fails"


def test_unknown_texts_are_refused(result):
    with pytest.raises(RelodeError, match="joy"):
        rl.plan.when_it_fails(result, "joy < 0.9")


@pytest.mark.slow
def test_a_place_outside_the_system_is_refused(panel):
    with pytest.raises(RelodeError, match="prefecture-level"):
        rl.plan.plans(world(panel), "renqiu", futures=rl.plan.futures(world(panel), count=80))
