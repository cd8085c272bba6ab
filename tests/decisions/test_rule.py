"""The ordered list of verdicts, branch by branch, and what must never happen."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relode.decisions.chapter import thresholds_table
from relode.decisions.rule import (
    GainGrounds,
    Grounds,
    NeedGrounds,
    Turned,
    lacking,
    settled,
    thresholds,
    verdict,
    with_missing,
)
from relode.story.text import table_lines

GAIN = GainGrounds(
    average_above=0.99, here=100.0, capped=80.0, dear=50.0, worst_tenth=-10.0, yardstick=40.0, priced=True,
    stops=False, found_out=10.0, trial_cost=5.0, seen=0.8,
)  # fmt: skip
GOOD = Grounds(lawful=True, there=True, needed=True, paid="assured", gain=GAIN)
RANK = {"do": 3, "do_if_granted": 2, "try_small": 1, "leave": 0}


def said(grounds, **changed):
    found = verdict(replace(grounds, **changed))
    return found.kind, found.reason


def of_gain(**changed):
    return replace(GOOD, gain=replace(GAIN, **changed))


def test_first_match_wins():
    """Not lawful comes before not there, not there before no need, and each before what is missing."""
    bad = with_missing(GOOD, "cell", {"paid": "none"}, {})
    assert said(bad, lawful=False, there=False, needed=False) == ("leave", "not_lawful")
    assert said(bad, there=False, needed=False) == ("leave", "not_there")
    assert said(bad, needed=False) == ("leave", "no_need")
    assert said(bad) == ("fill_in", "turns")


def test_do_and_do_if_granted_differ_by_the_pot_alone():
    assert said(GOOD) == ("do", "good")
    assert said(GOOD, paid="granted") == ("do_if_granted", "good")
    assert said(GOOD, paid="none") == ("leave", "not_paid")


@pytest.mark.parametrize(
    "lacking",
    [
        {"average_above": thresholds()["average_above"].value - 0.01},
        {"priced": False},
        {"dear": 0.0},
        {"worst_tenth": -20.1},
    ],
)
def test_what_lacks_one_condition_is_tried_where_a_trial_is_worth_it_and_else_left(lacking):
    """Minus half of the yardstick's 40 is -20: -20.1 is below it."""
    assert verdict(of_gain(**lacking)).kind == "try_small"
    assert said(of_gain(**lacking, found_out=5.0)) == ("leave", "not_shown")
    assert said(of_gain(**lacking, seen=0.4)) == ("leave", "not_shown")
    assert said(of_gain(**lacking, here=-1.0)) == ("leave", "not_shown")


def test_a_measure_whose_money_stops_with_its_effect_may_have_a_bad_tenth():
    assert said(of_gain(worst_tenth=-20.1, stops=True)) == ("do", "good")


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({}, ("average", "trial_costly")),
        ({"seen": 0.4}, ("average", "trial_unseen")),
        ({"priced": False}, ("price", "trial_costly")),
        ({"average_above": 0.99, "dear": -1.0}, ("dear", "trial_costly")),
        ({"average_above": 0.99, "worst_tenth": -20.1}, ("worst_tenth", "trial_costly")),
        ({"capped": -1.0}, ("few_draws",)),
        ({"here": -1.0}, ()),
    ],
)
def test_why_a_gain_that_may_be_expected_is_left_is_said(changed, because):
    """The first that it lacks, and why no trial helps; nothing where no gain is to be expected."""
    found = verdict(of_gain(**{"average_above": 0.5, "found_out": 0.0, **changed}))
    assert (found.kind, found.reason, found.because) == ("leave", "not_shown", because)


def test_few_large_draws_turn_nothing():
    assert said(of_gain(capped=-1.0)) == ("leave", "not_shown")


def test_a_need_is_done_where_it_is_sure_and_its_cost_known():
    need = replace(GOOD, gain=None, need=NeedGrounds(True, True))
    assert said(need) == ("do", "good")
    assert said(need, need=NeedGrounds(False, True)) == ("leave", "not_sure")
    assert said(need, need=NeedGrounds(True, False)) == ("leave", "not_shown")


def test_what_is_not_known_is_filled_in_only_where_the_verdict_turns_on_it():
    turning = with_missing(GOOD, "own_revenue_bound", {"paid": "none"}, {"paid": "assured"})
    found = verdict(turning)
    assert (found.kind, found.turned) == ("fill_in", (Turned("own_revenue_bound", "leave", "do"),))
    same = with_missing(GOOD, "industry", {}, {})
    assert said(same) == ("do", "good")


def test_two_missing_facts_are_told_each_with_its_own_ends():
    both = with_missing(with_missing(GOOD, "a", {"there": False}, {}), "b", {"paid": "granted"}, {})
    assert verdict(both).turned == (Turned("a", "leave", "do"), Turned("b", "do_if_granted", "do"))


numbers = st.floats(-1e3, 1e3)
shares = st.floats(0, 1)
gains = st.builds(
    GainGrounds, shares, numbers, numbers, numbers, numbers, numbers, st.booleans(), st.booleans(),
    st.floats(0, 100), st.floats(0, 100), shares,
)  # fmt: skip
paid = st.sampled_from(["assured", "granted", "none"])


@given(gains, paid, st.floats(0, 100))
def test_more_cost_never_improves_a_verdict(gain, pot, more):
    """What is dearer gains less here, at its upper price and in its worst tenth."""
    dearer = replace(
        gain, here=gain.here - more, capped=gain.capped - more, dear=gain.dear - more,
        worst_tenth=gain.worst_tenth - more, average_above=gain.average_above * (1 - more / 100),
        trial_cost=gain.trial_cost + more,
    )  # fmt: skip
    before, after = (settled(replace(GOOD, gain=each, paid=pot)).kind for each in (gain, dearer))
    assert RANK[after] <= RANK[before]


@given(gains, paid)
def test_what_is_not_expected_to_gain_is_never_done_nor_tried(gain, pot):
    assert settled(replace(GOOD, gain=replace(gain, here=-abs(gain.here)), paid=pot)).kind == "leave"


@given(gains, paid)
def test_a_card_without_a_printed_price_is_never_done(gain, pot):
    found = settled(replace(GOOD, gain=replace(gain, priced=False), paid=pot)).kind
    assert found in ("try_small", "leave")


def test_constants_have_a_source_a_range_and_a_reason():
    for each in thresholds().values():
        assert each.lower <= each.value <= each.upper
        assert each.source in ("assumption", "rule", "planted_rates")
        assert (each.lower < each.upper) == (each.source != "rule")
        assert len(each.reason_en) > 20


def test_constants_of_the_rule_stand_under_their_heads():
    head, *told = [re.split(r" {2,}", line) for line in table_lines(thresholds_table(), "en") if line]
    assert head == ["Constant of the rule", "Value", "Range", "Source", "Reason"]
    last = ["Years of a trial", "3", "3 (3 to 3)", "rule of this project", "A trial is read after three years."]
    assert [cell.replace("\N{NO-BREAK SPACE}", " ") for cell in told[3]] == last


@pytest.mark.parametrize("name", ["here", "capped", "dear"])
def test_a_gain_must_be_above_nothing_and_need_not_be_above_one(name):
    assert said(of_gain(**{name: 0.5})) == ("do", "good")
    assert verdict(of_gain(**{name: 0.0})).kind != "do"


def test_at_the_limits_of_the_rule_a_gain_is_shown():
    """Half of the yardstick's 40 is 20; of a yardstick that does less than nothing the half is nothing."""
    limit = thresholds()["average_above"].value
    assert said(of_gain(average_above=limit, worst_tenth=-20.0)) == ("do", "good")
    assert said(of_gain(yardstick=-40.0, worst_tenth=0.0)) == ("do", "good")
    assert verdict(of_gain(yardstick=-40.0, worst_tenth=-0.1)).kind == "try_small"
    assert verdict(of_gain(yardstick=0.5, worst_tenth=-0.4)).kind == "try_small"
    assert verdict(of_gain(priced=False, seen=0.5, found_out=5.1)).kind == "try_small"


@pytest.mark.parametrize(("priced", "reason"), [(True, "unsure"), (False, "unpriced")])
def test_what_is_tried_lacks_a_price_or_is_not_sure(priced, reason):
    assert said(of_gain(average_above=0.5, priced=priced)) == ("try_small", reason)


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({"here": 0.0}, ()),
        ({"here": 0.5, "capped": 0.0}, ("few_draws",)),
        ({"here": 0.5, "capped": 0.5, "dear": 0.0}, ("dear", "trial_costly")),
        ({"dear": 0.5, "worst_tenth": -99.0, "seen": 0.5}, ("worst_tenth", "trial_costly")),
        ({"average_above": thresholds()["average_above"].value, "dear": -1.0}, ("dear", "trial_costly")),
    ],
)
def test_at_nothing_a_gain_lacks_what_it_lacks_below_it(changed, because):
    assert lacking(replace(GAIN, **changed)) == because


def test_what_has_neither_a_need_nor_a_gain_is_not_shown():
    assert said(replace(GOOD, gain=None)) == ("leave", "not_shown")


def test_a_constant_has_its_reason_in_both_languages():
    trial = thresholds()["trial_part"]
    assert (trial.value, trial.lower, trial.upper, trial.source) == (0.1, 0.05, 0.2, "assumption")
    assert trial.reason_en.startswith("A trial is a tenth of the dose")
    assert trial.reason_zh.startswith("试点规模为方案的十分之一")
