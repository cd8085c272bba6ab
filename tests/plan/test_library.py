"""Plans from a notebook: the calls of the documentation, as they stand there."""

import pytest

import relode as rl
from relode.errors import RelodeError
from relode.language import LANGUAGES
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
    assert record.decisions.money.budget == 300e6


@pytest.mark.slow
def test_when_it_fails_is_told_in_both_languages(result):
    failure = rl.plan.when_it_fails(result, "employment < 0.7")
    fails = result.stage.nothing.at_end("employment") / result.stage.nothing.quantities["employment"][:, 0] < 0.7
    assert failure.discovery.fit.base_rate == pytest.approx(fails.mean())
    assert len({failure.sentence(language) for language in LANGUAGES}) == 2


def test_plans_are_a_line_and_a_table_of_decisions_in_a_notebook(result):
    found = result.record.decisions.decisions
    assert repr(result).startswith(f"Plans of Hegang (230400): {len(found)} decisions, ")
    table = result.table("zh")
    assert list(table["id"]) == [each.id for each in found]
    assert list(table["recommendation"]) == [each.recommendation for each in found]
    assert result._repr_html_()


def test_what_never_happens_has_no_conditions(result):
    assert rl.plan.when_it_fails(result, "employment < 0.01").discovery.reason == "never_fails"


def test_unknown_texts_are_refused(result):
    with pytest.raises(RelodeError, match="joy"):
        rl.plan.when_it_fails(result, "joy < 0.9")


@pytest.mark.slow
def test_a_place_outside_the_system_is_refused(panel, on):
    with pytest.raises(RelodeError, match="prefecture-level"):
        rl.plan.plans(on.world, "renqiu", futures=on.drawn, panel=panel)
