"""Plans from a notebook: the calls of the documentation, as they stand there."""

import pytest

import relode as rl
from relode.errors import RelodeError
from relode.language import LANGUAGES, say, spoken
from relode.plan.cards.card_text import ORDER, named
from relode.plan.library import Plans, _policies
from relode.plan.trials.stage import opened_world


@pytest.fixture(scope="module")
def result(on, steps):
    """What `plans` gives of the run that the tests of this folder share."""
    return Plans(on, steps[-1].record, _policies(steps[-1]))


@pytest.mark.slow
def test_a_plan_keeps_to_what_it_was_asked_for_and_ends_in_that_year(panel):
    """The horizon that nobody asked for is in the example of `futures`."""
    world = rl.plan.world(panel)
    futures = rl.plan.futures(world, count=80, seed=3, horizon=2032)
    result = rl.plan.plans(world, "hegang", "300M", futures, bonds="40M", panel=panel)
    record = result.record
    assert (record.futures, record.seed, record.horizon) == (80, 3, 2032)
    assert (record.budget, record.bonds) == (300e6, 40e6)
    assert result.best in {"do_nothing", *result.policies}


def test_when_it_fails_is_told_in_both_languages(result):
    failure = rl.plan.when_it_fails(result, "employment < 0.7")
    fails = result.stage.nothing.at_end("employment")[0] / result.stage.nothing.quantities["employment"][0, :, 0] < 0.7
    # The plan moves few futures across the level.
    assert failure.discovery.fit.base_rate == pytest.approx(fails.mean(), abs=0.1)
    assert len({failure.sentence(language) for language in LANGUAGES}) == 2


def test_plans_are_a_line_and_a_table_of_measures_in_a_notebook(result):
    cards = {spoken(named(card.name), "zh"): card for card in result.record.cards}
    assert repr(result) == f"Plans of Hegang (230400): {len(cards)} measures, best {result.best}"
    table = result.table("zh")
    verdicts = [say(f"verdicts.kind.{kind}", "zh") for kind in ORDER]
    assert sorted(table["measure"]) == sorted(cards)
    assert list(table["verdict"]) == sorted(table["verdict"], key=verdicts.index)
    for row in table.itertuples():
        card = cards[row.measure]
        assert (row.verdict, row.dose, row.unit) == (
            say(f"verdicts.kind.{card.verdict.kind}", "zh"),
            card.dose,
            card.unit,
        )
        assert card.yuan is None or (row.yuan, (row.low, row.high)) == (card.yuan.value, card.yuan.interval_90)
    assert any(card.yuan for card in cards.values())
    assert result._repr_html_().count("<tr") == len(cards) + 1


def test_what_never_happens_has_no_conditions(result):
    assert rl.plan.when_it_fails(result, "employment < 0.01", plan="do_nothing").discovery.reason == "never_fails"


def test_unknown_plans_and_texts_are_refused(result):
    with pytest.raises(RelodeError, match="plan_z"):
        rl.plan.when_it_fails(result, "employment < 0.9", plan="plan_z")
    with pytest.raises(RelodeError, match="joy"):
        rl.plan.when_it_fails(result, "joy < 0.9")


@pytest.mark.slow
def test_a_place_outside_the_system_is_refused(panel):
    with pytest.raises(RelodeError, match="prefecture-level"):
        rl.plan.plans(opened_world(panel), "renqiu", futures=rl.plan.futures(opened_world(panel), count=80))
