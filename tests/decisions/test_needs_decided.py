"""Needs as decisions, by hand: verdict, channel, cost spread over the years, what nobody counted is asked for."""

from dataclasses import replace

import pytest

from relode.decisions.decision_records import Decision, DecisionChannel, DecisionCost, DecisionLaw, TurningCell
from relode.decisions.need_decisions import need_cost, need_decision, need_grounds, reason_of_measure
from relode.decisions.purses import Purse
from relode.decisions.rule import Grounds, NeedGrounds
from relode.language import Bilingual, Sentence
from relode.needs.needs_records import NeedMeasure
from relode.panel.number import Number

SAID = Bilingual("a", "b")
COST = Number("cost", 6e7, "yuan", 2031, (3e7, 12e7), ("reuters2019", "assumption"), ())
BEDS = NeedMeasure(
    "need", "hospital_to_nursing_beds", SAID, "hospital_beds", "do", Sentence("needs.reason.surplus", {}), 1234.0, 2031,
    COST, SAID, SAID, (),
)  # fmt: skip
HOMES = replace(
    BEDS, name="take_down_homes", service="homes", verdict="fill_in", reason=Sentence("needs.reason.no_capacity", {})
)
TRANSFER = Purse("granted", "exhausted_transfer", "known", (2e8, 4e8), "x", ("transfers",))
OWN = Purse("own", "", "at_most", (0.0, 2e9), "own_revenue_bound")


def test_a_sure_need_is_done_and_its_cost_spread_over_the_years_until_it_must_be_met():
    """60 million from 2026 to 2031 are 10 a year, of 30 to 120 million 5 to 20."""
    years = [str(year) for year in range(2026, 2032)]
    cost = DecisionCost(1e7, 5e6, 2e7, {}, dict.fromkeys(years, 1e7), 0.0, "reuters2019;assumption", True)
    assert need_decision(BEDS, (OWN, TRANSFER)) == Decision(
        kind="need", name="hospital_to_nursing_beds", lever="", service="hospital_beds", verdict="do",
        reason="need_good", because=(), law=DecisionLaw("allowed", ()), channel=DecisionChannel("own", "", False, None),
        amount=1234.0, year=2031, fact=None, gain=None, cost=cost, fill_in=(),
    )  # fmt: skip


def test_what_no_source_counts_is_to_be_filled_in_and_has_the_room_of_its_channel():
    found = need_decision(HOMES, (OWN, TRANSFER))
    assert found.fill_in == (TurningCell("homes_without_light", "leave", "do", None),)
    assert (found.verdict, found.reason) == ("fill_in", "need_turns")
    assert found.channel == DecisionChannel("own", "exhausted_transfer", False, (2e8, 4e8), sources=("transfers",))
    assert found.law == DecisionLaw("conditional", ("l080", "l081", "l094"))
    unheld = need_decision(replace(HOMES, dose=0.0, cost=None))
    assert unheld.channel == DecisionChannel("own", "exhausted_transfer", False, None)
    assert (unheld.amount, unheld.cost) == (None, None)


def test_the_cost_of_a_need_has_ends_only_where_they_are_told():
    assert need_cost(replace(BEDS, cost=None)) is None
    certain = need_cost(replace(BEDS, cost=replace(COST, interval_90=None)))
    assert (certain.low, certain.yuan_a_year, certain.high) == (1e7, 1e7, 1e7)
    now = need_cost(replace(BEDS, year=2025))
    assert (now.yuan_a_year, now.by_year) == (6e7, {"2026": 6e7})


@pytest.mark.parametrize(
    ("key", "said", "reason"),
    [
        ("needs.reason.leavers_enough", "no_need", "leavers_enough"),
        ("needs.reason.leavers_enough", "good", "good"),
        ("needs.reason.no_surplus", "no_need", "no_need"),
    ],
)
def test_a_surplus_that_is_gone_with_those_who_leave_is_no_need_for_that_reason(key, said, reason):
    assert reason_of_measure(replace(BEDS, reason=Sentence(key, {})), said) == reason


def ground(**changed):
    return Grounds(lawful=True, there=True, paid="assured", **{"needed": True, **changed})


@pytest.mark.parametrize(
    ("measure", "plain", "cells"),
    [
        (BEDS, ground(need=NeedGrounds(True, True)), []),
        (replace(BEDS, cost=None), ground(need=NeedGrounds(True, False)), []),
        (replace(BEDS, verdict="leave"), ground(needed=False, need=NeedGrounds(False, True)), []),
        (replace(BEDS, verdict="fill_in", fill_in=("a", "b")), ground(need=NeedGrounds(False, True)), ["a", "b"]),
        (
            replace(BEDS, verdict="cannot_tell", reason=Sentence("needs.reason.norms_disagree", {})),
            ground(need=NeedGrounds(False, True)),
            ["norm"],
        ),
        (replace(BEDS, verdict="cannot_tell"), ground(need=NeedGrounds(False, True)), []),
        (
            replace(BEDS, reason=Sentence("needs.reason.norms_disagree", {})),
            ground(need=NeedGrounds(True, True)),
            [],
        ),
        (HOMES, ground(need=NeedGrounds(False, True)), ["homes_without_light"]),
        (replace(HOMES, fill_in=("a",)), ground(need=NeedGrounds(False, True)), ["a"]),
        (
            replace(HOMES, name="teachers_to_other_work", service="teachers_primary"),
            ground(need=NeedGrounds(False, True)),
            ["teachers_by_birth", "pupils_by_school"],
        ),
    ],
)
def test_what_the_rule_sees_of_a_need(measure, plain, cells):
    found = need_grounds(measure, True)
    assert replace(found, missing=()) == plain
    assert [each.cell for each in found.missing] == cells
    for each in found.missing:
        assert each.low == replace(plain, need=NeedGrounds(False, True))
        assert each.high == replace(plain, need=NeedGrounds(True, True))
    assert not need_grounds(measure, False).lawful
