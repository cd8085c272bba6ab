"""Plans from a notebook: the calls of the documentation, as they stand there."""

from types import SimpleNamespace

import pytest

import relode as rl
from relode.decisions.decision_text import name_of
from relode.errors import RelodeError
from relode.language import LANGUAGES
from relode.plan import library
from relode.plan.library import Plans


@pytest.fixture(scope="module")
def result(on, record):
    """What `plans` gives of the run that the tests of this folder share."""
    return Plans(on, record)


@pytest.mark.slow
def test_a_plan_keeps_to_what_it_was_asked_for(panel, on):
    """With as many futures and years as the run that is shared, whose programs serve here too."""
    futures = rl.plan.futures(on.world, count=80, seed=3)
    result = rl.plan.plans(on.world, "hegang", "300M", futures, bonds="20M", panel=panel)
    record = result.record
    assert (record.futures, record.seed, record.horizon) == (80, 3, 2035)
    assert (record.budget, record.bonds) == (300e6, 20e6)


def test_a_plan_ends_in_the_last_year_of_its_futures(panel, on, monkeypatch):
    """The settings that begin the run; how other years are simulated is asked where plans of a country are."""
    monkeypatch.setattr(library, "begun", lambda *given: SimpleNamespace(stage=None, basis=given))
    monkeypatch.setattr(library, "planned_on", lambda _, given, __: given)
    futures = rl.plan.futures(on.world, count=90, seed=3, horizon=2032)
    _, place, request, given, drawn = rl.plan.plans(
        on.world, "hegang", "4%", futures, keep=("jobs=1.6",), panel=panel
    ).record
    assert (place.slug, request.horizon, request.futures, request.seed) == ("hegang", 2032, 90, 3)
    assert (request.budget, request.keep) == ("4%", ("jobs=1.6",))
    assert given is on.world
    assert drawn is futures


@pytest.mark.slow
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
def test_a_place_outside_the_system_is_refused(panel, on):
    with pytest.raises(RelodeError, match="prefecture-level"):
        rl.plan.plans(on.world, "renqiu", futures=on.drawn, panel=panel)
