"""A planning run of Hegang: its record holds together, adds up, says why, and comes back from JSON as it was."""

import json

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.language import LANGUAGES, spoken
from relode.plan.asked.keep_asked import parse_keep
from relode.plan.asked.plan_asked import PlanAsked, asked_from
from relode.plan.cards import card_text
from relode.plan.making import plan_text
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.planning import planned_on
from relode.plan.trials.judged import OUTCOMES, STAYING
from relode.plan.trials.measure_list import measures
from relode.plan.verdicts.rule import DO, DO_IF_GRANTED, KINDS
from relode.records import decoded

from ..baseline.saved_numbers import moved, numbers, saved


def plans(record):
    return [plan for plan in (record.plan, record.granted_plan, *record.alternatives) if plan is not None]


def test_every_measure_has_a_card_with_a_verdict_and_those_without_their_need_are_left_untried(record):
    assert [card.name for card in record.cards] == [each.name for each in measures()]
    assert len({card.lever for card in record.cards}) == 16
    for card in record.cards:
        assert card.verdict.kind in KINDS
        lacks = card.need is not None and not card.need.met
        assert (card.verdict.reason == "missing") == lacks == (card.effects == ())
        assert len(card.tried) == (0 if lacks else 6 if len({each.money for each in card.tried}) == 2 else 3)


def test_a_plan_holds_only_what_is_to_be_done(record):
    by_name = {card.name: card for card in record.cards}
    for plan, kind in ((record.plan, "assured_kind"), (record.granted_plan, "granted_kind")):
        for step in plan.steps if plan else ():
            assert getattr(by_name[step.name], kind) == ("do" if plan is record.plan else "do_if_granted")
            assert step.missed is not None


def test_what_stays_in_a_plan_is_missed_when_it_is_left_out(record):
    by_name = {card.name: card for card in record.cards}
    steps = [step for plan in (record.plan, record.granted_plan) if plan for step in plan.steps]
    assert steps
    for step in steps:
        said = {each.name: each.held for each in by_name[step.name].verdict.conditions}
        assert said["plan_needs_it"]
        assert step.missed.sizes > 0


def test_a_city_that_shrinks_gets_a_plan_for_those_who_stay_told_by_services_income_and_burden(record):
    assert record.shrinks
    plan = next(each for each in record.alternatives if each.name == "staying")
    assert {each.outcome for each in plan.effects} == {*STAYING, "employment"}
    assert sum(each.sizes for each in plan.effects if each.outcome in STAYING) > 1
    assert set(plan.regret) == set(STAYING)
    said = spoken(plan_text.alternative_words(plan), "en")
    assert said.startswith("Best for those who stay: ")
    assert said.count(" to ") >= 5


def test_money_adds_up_by_year_payer_and_pot_to_the_cent(record):
    told = [plan for plan in plans(record) if plan.years]
    assert told
    for plan in told:
        for year in plan.years:
            total = round(100 * year.total)
            assert sum(round(100 * yuan) for yuan in year.payers.values()) == total
            assert sum(round(100 * yuan) for yuan in year.pots.values()) == total
        mean = sum(year.total for year in plan.years) / len(plan.years)
        assert sum(each.yuan for each in plan.payments) == pytest.approx(mean, abs=1)
        assert sum(each.yuan for each in plan.pots) == pytest.approx(mean, abs=1)


def test_a_plan_spends_on_average_at_least_nine_tenths_of_what_it_planned_and_keeps_to_the_money(record):
    """With eighty futures halves differ by some per cent; with 512 by less. Alternatives are no recommendations."""
    for plan in filter(None, (record.plan, record.granted_plan)):
        assert plan.spent >= 0.8 * plan.planned
        assert plan.planned <= 1.02 * record.budget


def test_what_a_job_year_costs_is_what_is_paid_over_the_job_years_that_are_told(record):
    """A slip of units would be off by powers of ten: both figures stand on the card, and must agree roughly."""
    worth = [card for card in record.cards if card.job_year and card.verdict.kind in (DO, DO_IF_GRANTED)]
    assert worth
    for card in worth:
        years = record.horizon - record.start + 1
        by_hand = card.yuan.value * years / card.effects[0].amount.value
        assert card.job_year.value == pytest.approx(by_hand, rel=0.5)  # the median of a ratio is no ratio of medians
        assert 1e4 < card.job_year.value < 1e8


def test_the_record_comes_back_from_json_as_it_was_and_is_small(record):
    text = json.dumps(record.record(), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    assert decoded(PlanRecord, json.loads(text)) == record
    assert len(text.encode()) <= 100_000


@pytest.mark.parametrize("change", [{"cards": 3}, {"budget": "much"}, {"state": None}, {"own": []}, {"more": 1}])
def test_a_record_of_another_shape_is_refused(record, change):
    with pytest.raises(ValueError, match=r"PlanRecord|MeasuresPlan"):
        decoded(PlanRecord, {**json.loads(json.dumps(record.record())), **change})


@pytest.mark.slow
def test_states_of_a_run_are_the_same_bits_again(on, steps):
    again = next(iter(planned_on(on, lambda *_: None)))
    assert again.record == steps[0].record
    assert again.policies == steps[0].policies
    np.testing.assert_array_equal(again.effects, steps[0].effects)


def test_every_outcome_is_told_of_every_card_that_was_tried(record):
    for card in record.cards:
        if card.effects:
            assert tuple(each.outcome for each in card.effects) == OUTCOMES
            assert all(
                each.amount.interval_90[0] <= each.amount.value <= each.amount.interval_90[1] for each in card.effects
            )


def test_ageing_alone_leaves_fewer_people_of_working_age_whatever_is_done(record):
    alone = next(course for course in record.nothing if course.quantity == "ageing_alone")
    assert alone.nothing["median"][0] > alone.nothing["median"][-1] > 0.5 * alone.nothing["median"][0]


def test_less_is_kept_with_nothing_than_with_money_and_what_cannot_be_is_said(record):
    little, much = record.kept
    assert little.half is not None
    assert little.half.yuan == 0
    assert little.half.measures == ()
    assert (much.half, much.nine_of_ten) == (None, None)
    assert little.nothing.value == much.nothing.value
    assert much.everything.value > much.nothing.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_said(on, record, language):
    said = [plan_text.headline(record, on.place), *plan_text.money_words(record), *plan_text.fails_words(record)]
    said += [each for card in record.cards for each in card_text.card_words(card)]
    said += [plan_text.alternative_words(plan) for plan in record.alternatives]
    said += [each for kept in record.kept for each in plan_text.kept_words(kept, record.horizon)]
    texts = [spoken(each, language) for each in said]
    assert all(text and "None" not in text and "{" not in text for text in texts)


@pytest.mark.parametrize("text", ["jobs", "jobs=much", "joy=0.9", "jobs=0", "jobs=2.1", "jobs=-1"])
def test_what_cannot_be_kept_is_refused(text):
    with pytest.raises(RelodeError, match="not something to keep"):
        parse_keep(text)


def test_what_nobody_asks_for_is_what_the_pages_say():
    """docs/plans.md names these defaults."""
    assert PlanAsked().record() == {
        "budget": "5%", "bonds": "", "granted": "", "horizon": 2035, "futures": 512, "thresholds": [], "keep": [],
        "seed": 1,
    }  # fmt: skip


def test_settings_survive_the_manifest_and_those_of_another_version_are_refused():
    asked = PlanAsked(budget="300M", bonds="100M", keep=("people=0.9",), thresholds=("employment>=0.8",))
    assert asked_from(asked.record()) == asked
    with pytest.raises(RelodeError, match="no search"):
        asked_from({"budget": 0.05, "horizon": 2035, "futures": 512, "seed": 1, "objectives": []})


def test_neighbours_lose_people_whom_a_plan_draws(on, record):
    """People are neither made nor lost: births of few years aside, what one place gains others lose."""
    found = record.neighbours
    lead = record.plan or record.granted_plan
    assert (found is None) == (lead is None)
    assert found.plan == lead.name
    assert found.futures == min(64, len(on.price[on.printing]))
    assert found.own_people.value * found.other_people.value <= 0
    assert abs(found.own_people.value + found.other_people.value) <= 0.5 * abs(found.own_people.value) + 1


def test_no_number_of_the_plan_has_moved_since_it_was_saved(record):
    """`make baseline` saves it anew; the changelog says why it moved."""
    assert moved(saved("plan"), dict(numbers(record.record()))) == []


def test_a_number_that_moves_comes_or_goes_is_told_and_a_last_digit_is_not():
    before = {"a.effect": "1.0000", "a.kind": "'do'", "b.effect": "2.0"}
    after = {"a.effect": "1.0001", "a.kind": "'leave'", "c.effect": "3.0"}
    assert moved(before, after) == ["a.kind: 'do' -> 'leave'", "b.effect: 2.0 -> none", "c.effect: none -> 3.0"]
    assert moved({"a": "1.0000"}, {"a": "1.0004"}) == ["a: 1.0000 -> 1.0004"]
    assert list(numbers({"cards": [{"name": "x", "sizes": [1.5, None], "kind": "do"}]})) == [
        ("cards.x.sizes.0", "1.5"),
        ("cards.x.kind", "'do'"),
    ]
