"""A planning run of Hegang: its record holds together, says why, and comes back from JSON as it was."""

import json

import pytest

from relode.errors import RelodeError
from relode.language import LANGUAGES, spoken
from relode.plan.asked.options import parse_keep
from relode.plan.asked.request import PlanRequest
from relode.plan.decided_run import DecisionBasis
from relode.plan.making import plan_text
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.planning import planned_on
from relode.record import decoded

from ..baseline.saved_numbers import moved, numbers, saved


def test_every_programme_and_need_is_decided_on_and_the_accounts_ran(record):
    told = record.decisions
    assert {each.kind for each in told.decisions} == {"need", "programme"}
    assert told.futures == record.futures == 80
    assert any(each.gain for each in told.decisions)
    assert record.state == "done"


def test_the_record_comes_back_from_json_as_it_was_and_is_small(record):
    text = json.dumps(record.record(), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    assert decoded(PlanRecord, json.loads(text)) == record
    assert len(text.encode()) <= 50_000


@pytest.mark.parametrize("change", [{"nothing": 3}, {"budget": "much"}, {"state": None}, {"own": []}, {"more": 1}])
def test_a_record_of_another_shape_is_refused(record, change):
    with pytest.raises(ValueError, match=r"PlanRecord|OwnPolicy"):
        decoded(PlanRecord, {**json.loads(json.dumps(record.record())), **change})


@pytest.mark.slow
def test_a_run_is_the_same_bits_again(panel, on, record):
    basis = DecisionBasis.of(panel, on.place, on.asked, on.command)
    assert planned_on(on, basis, lambda *_: None) == record


def test_ageing_alone_leaves_fewer_people_of_working_age_whatever_is_done(record):
    alone = next(course for course in record.nothing if course.quantity == "ageing_alone")
    assert alone.nothing["median"][0] > alone.nothing["median"][-1] > 0.5 * alone.nothing["median"][0]
    assert record.shrinks


def test_what_is_kept_without_action_costs_nothing_and_what_no_programme_keeps_is_said(record):
    little, much = record.kept
    assert little.half is not None
    assert (little.half.yuan, little.half.programmes) == (0, ())
    assert (much.half, much.nine_of_ten) == (None, None)
    assert little.nothing == much.nothing
    assert much.everything.value > much.nothing.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_said(on, record, language):
    said = [plan_text.headline(record, on.place), *plan_text.money_words(record), *plan_text.fails_words(record)]
    said += [each for kept in record.kept for each in plan_text.kept_words(kept, record.horizon)]
    texts = [spoken(each, language) for each in said]
    assert len(texts) > 8
    assert all(text and "None" not in text and "{" not in text for text in texts)


@pytest.mark.parametrize("text", ["jobs", "jobs=much", "joy=0.9", "jobs=0", "jobs=2.1", "jobs=-1"])
def test_what_cannot_be_kept_is_refused(text):
    with pytest.raises(RelodeError, match="not something to keep"):
        parse_keep(text)


def test_what_nobody_asks_for_is_what_the_pages_say():
    """docs/plans.md names these defaults."""
    assert PlanRequest().record() == {
        "budget": "5%", "bonds": "", "granted": "", "horizon": 2035, "futures": 512, "thresholds": [], "keep": [],
        "seed": 1,
    }  # fmt: skip


def test_settings_survive_the_manifest_and_those_of_another_version_are_refused():
    request = PlanRequest(budget="300M", bonds="100M", keep=("people=0.9",), thresholds=("employment>=0.8",))
    assert PlanRequest(**request.record()) == request
    with pytest.raises(RelodeError, match=r"budget cannot be 0\.05"):
        PlanRequest(**{"budget": 0.05, "horizon": 2035, "futures": 512, "seed": 1, "objectives": []})


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
