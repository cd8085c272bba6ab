"""The protocol of a trial and the answer of its sheet, block by block, from invented records."""

from dataclasses import replace
from math import expm1

import pytest

from relode.decisions.decision_records import (
    Decision,
    DecisionChannel,
    DecisionCost,
    DecisionLaw,
    SaidText,
    TurningCell,
)
from relode.decisions.decision_text import bureau_of
from relode.evaluation.record import CheckResult
from relode.language import Amount, Bilingual, Sentence, spoken
from relode.story import Callout, Heading, Passage, Steps
from relode.trials.chapter import answer_chapter, chapter
from relode.trials.designs import design_of, measure_of
from relode.trials.noise import Noise
from relode.trials.reading import TrialEffect, TrialReading
from relode.trials.record import TrialLook, TrialRecord, TrialUnits, TrialWorth

from .told import told


def decision(verdict="do"):
    cost = DecisionCost(2e6, 1e6, 3e6, {}, {"2026": 2e6}, 0.0, "", True)
    return Decision(
        "need", "merge_schools", "", "", verdict, "", (), DecisionLaw("allowed", ()),
        DecisionChannel("none", "", False, None), None, None, None, None, cost, (), None,
    )  # fmt: skip


HEGANG = Bilingual("Hegang", "鹤岗")
NAME = measure_of("retraining_coverage").name.said
TRIAL = TrialRecord(
    place="230400", place_name=SaidText(HEGANG.en, HEGANG.zh), measure="retraining_coverage",
    units=TrialUnits("person", "lottery", 1000, 290, 150, 140, False), first=2027, years=4, outcome="months_at_work",
    transform="share", noise=Noise(0.5, 0.4, 0.6, "bound", 33, 22, ("x",), 12.0, 0.25), looked_for=0.05,
    looked_for_by="evidence", smallest_effect=0.07, smallest_at=(0.06, 0.08), power=0.8, level=0.05,
    cost=(1e5, 2e5, 3e5), value_of_information=TrialWorth(10.0, 4.0, "person-years", 5e6, 3.0, 0.6),
    stop_rule=(TrialLook(0.5, 3.1, 0.2), TrialLook(0.75, 2.5, 0.1)), card=decision(), seed=7, sources=("s",),
)  # fmt: skip
UNIT, OFFICE, OUTCOME = (
    Sentence(f"trials.{key}", {}) for key in ("unit.person", "office.months_at_work", "outcome.months_at_work")
)


def points(size, ends=None):
    return Amount(size, "share change", ends)


def rows_of(trial):
    return {row[0].key.removeprefix("trials.row."): row[1] for row in told(chapter(trial).blocks[2])[2]}


def test_a_protocol_is_told_block_by_block():
    """Four years from 2027 on end with 2030; 150 with and 140 without are 290, as many as are needed."""
    made = chapter(TRIAL)
    lead = Sentence("trials.lead", {
        "units": 290, "unit": UNIT, "first": 2027, "read": 2030, "outcome": OUTCOME, "smallest": points(0.07),
    })  # fmt: skip
    amounts = {"value": Amount(10.0, "person-years"), "cost": Amount(4.0, "person-years")}
    worth = Sentence("trials.worth.yes", amounts)
    up_to = Sentence("trials.worth.up_to", {"money": Amount(5e6, "yuan")})
    of_steps = {"unit": UNIT, "office": OFFICE, "seed": 7}
    known = Sentence("trials.cell.known", {"count": 1000})
    spread = Amount(0.5, "share change", (0.4, 0.6))
    reason = design_of(measure_of("retraining_coverage")).reason
    lines = {
        "who": UNIT, "choice": Sentence("trials.choice.lottery", {}),
        "number": Sentence("trials.cell.number", {"treated": 150, "control": 140, "known": known}),
        "time": Sentence("trials.cell.time_one", {"first_before": 2026, "before": 2026, "first": 2027, "read": 2030}),
        "outcome": OUTCOME, "office": OFFICE,
        "looked_for": Sentence("trials.cell.looked_evidence", {"effect": points(0.05)}),
        "smallest": points(0.07, (0.06, 0.08)),
        "noise": Sentence("trials.noise.bound", {"sd": spread, "units": 33, "years": 22, "reason": reason}),
        "cost": Amount(2e5, "yuan", (1e5, 3e5)), "bureau": bureau_of(decision()),
        "before": Sentence("trials.cell.today", {"verdict": Sentence("decisions.verdict.do", {})}),
    }  # fmt: skip
    assert (made.key, made.heading) == ("trial", Sentence("trials.heading", {"name": NAME, "place": HEGANG}))
    assert [told(block) for block in made.blocks] == [
        Passage((lead,)),
        Callout((worth, up_to), "do"),
        (
            Sentence("trials.table.protocol", {}), ("trials.column.point", "trials.column.said"),
            [(Sentence(f"trials.row.{point}", {}), said) for point, said in lines.items()],
            (("s",), False, "trial_protocol"),
        ),
        Heading(Sentence("trials.steps_heading", {})),
        Steps(tuple(Sentence(f"trials.step.{key}", of_steps) for key in
                    ("list", "draw", "before", "run", "fill", "read"))),
        (
            Sentence("trials.table.looks", {}), ("trials.column.part", "trials.column.errors", "trials.column.effect"),
            [(Amount(0.5, "share"), Amount(3.1, "ratio"), points(0.2)),
             (Amount(0.75, "share"), Amount(2.5, "ratio"), points(0.1))],
            ((), False, "trial_looks"),
        ),
        Heading(Sentence("trials.then_heading", {})),
        *(Passage((Sentence(f"trials.then.{key}", {}),), "bullet") for key in ("yes", "no", "unclear")),
        Passage(tuple(Sentence(f"trials.note.{key}", {}) for key in ("compliance", "displaced", "threshold")), "note"),
    ]  # fmt: skip


def test_a_card_that_lacks_a_cell_says_which_and_that_no_budget_was_reckoned_with():
    lacks = replace(decision("fill_in"), fill_in=(TurningCell("own_revenue_bound", "leave", "do", None),))
    said = rows_of(replace(TRIAL, card=lacks))["before"]
    assert said.values["cells"] == [Sentence("decisions.cell.own_revenue_bound", {})]
    assert "without a budget" in spoken(said, "en")
    assert "未计预算" in spoken(said, "zh")


def test_units_that_nobody_counted_are_needed_and_not_told_as_there():
    """Miners of a list that has no source: what a trial needs was told as how many there are."""
    for known, key in ((None, "trials.lead_unknown"), (4000, "trials.lead")):
        made = chapter(replace(TRIAL, units=replace(TRIAL.units, known=known, choice="lottery")))
        assert made.blocks[0].said[0].key == key


def test_a_line_of_points_has_its_own_steps_lead_and_note():
    made = chapter(replace(TRIAL, units=replace(TRIAL.units, choice="threshold")))
    assert made.blocks[0].said[0].key == "trials.lead_points"
    assert [each.key for each in made.blocks[4].said] == [
        f"trials.step.{key}" for key in ("list", "points", "before", "run", "fill", "read")
    ]
    assert made.blocks[-1].said[-1] == Sentence("trials.note.by_points", {})


def test_fewer_units_than_are_needed_and_whole_groups_are_told():
    """291 are needed, and there are 290."""
    made = chapter(replace(TRIAL, units=replace(TRIAL.units, needed=291, clusters=True)))
    short = Sentence("trials.short", {"looked_for": points(0.05), "needed": 291})
    groups = Sentence("trials.lead_clusters", {"unit": UNIT, "size": 12.0, "correlation": 0.25})
    assert made.blocks[0].said[1:] == (short, groups)


@pytest.mark.parametrize(
    ("cost", "up_to", "key", "said"),
    [(None, None, "open", 0.0), (9.9, None, "yes", 9.9), (10.0, None, "no", 10.0), (11.0, 5.0, "no", 11.0)],
)
def test_a_trial_is_worth_what_it_costs_or_not_or_nobody_says(cost, up_to, key, said):
    found = chapter(replace(TRIAL, value_of_information=TrialWorth(10.0, cost, "yuan", up_to, 3.0, 0.6))).blocks[1]
    values = {"value": Amount(10.0, "yuan"), "cost": Amount(said, "yuan")}
    assert found.said[0] == Sentence(f"trials.worth.{key}", values)
    assert len(found.said) == 1 + (up_to is not None)


def test_without_a_gain_or_a_card_nothing_is_worth():
    need = replace(TRIAL, value_of_information=None)
    assert chapter(need).blocks[1] == Callout((Sentence("trials.worth.need", {}),), "do")
    abroad = replace(need, card=None)
    assert chapter(abroad).blocks[1] == Callout((Sentence("trials.worth.no_card", {}),))
    assert not {"bureau", "before"} & rows_of(abroad).keys()


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (None, Sentence("trials.cell.ask_cost", {})),
        ((0.0, 0.0, 0.0), Sentence("trials.cell.no_cost", {})),
        ((0.0, 0.0, 1.0), Amount(0.0, "yuan", (0.0, 1.0))),
        ((2.0, 2.0, 2.0), Amount(2.0, "yuan")),
    ],
)
def test_what_is_not_known_or_costs_nothing_is_said_so(cost, said):
    assert rows_of(replace(TRIAL, cost=cost))["cost"] == said


def test_logarithms_are_told_as_parts_and_ends_that_meet_are_none():
    noise = Noise(0.3, 0.3, 0.3, "own", None, None, ())
    units = replace(TRIAL.units, known=None)
    rows = rows_of(replace(TRIAL, transform="ln", noise=noise, smallest_at=(0.07, 0.07), units=units))
    assert rows["smallest"] == Amount(expm1(0.07), "share")
    reason = design_of(measure_of("retraining_coverage")).reason
    told_noise = {"sd": Amount(0.3, "ratio"), "units": None, "years": None, "reason": reason}
    assert rows["noise"] == Sentence("trials.noise.own", told_noise)
    number = {"treated": 150, "control": 140, "known": Sentence("trials.cell.unknown", {})}
    assert rows["number"] == Sentence("trials.cell.number", number)
    # Three years before the measure where units do not start alike.
    years = {"first_before": 2024, "before": 2026, "first": 2027, "read": 2030}
    assert rows["time"] == Sentence("trials.cell.time", years)
    ends = rows_of(replace(TRIAL, transform="ln"))["smallest"]
    assert ends == Amount(expm1(0.07), "share", (expm1(0.06), expm1(0.08)))


READ = TrialReading(
    place="230400", place_name=SaidText(HEGANG.en, HEGANG.zh), measure="retraining_coverage", outcome="months_at_work",
    transform="share", until=2029, ended=True, verdict="unclear", reasons=("leave_one_out", "pre_trends"), bound=0.3,
    effect=TrialEffect(0.1, 0.05, (0.02, 0.18), 61, 59), checks={"pre_trends": CheckResult(False, {})}, refused=None,
    needed=480, card_before=decision("try_small"), card_after=decision("leave"), effective=42.0, surprising=True,
)  # fmt: skip
FAILED = Sentence(
    "trials.reading.failed", {"checks": [Sentence(f"trials.check.{key}", {}) for key in READ.reasons]}
)  # fmt: skip
NEEDED, SURPRISING = (
    Sentence("trials.reading.needed", {"needed": 480}), Sentence("trials.reading.surprising", {"effective": 42.0})
)  # fmt: skip


def effect(value):
    return Sentence("trials.reading.effect", {"treated": 61, "control": 59, "until": 2029, "effect": value})


def test_an_answer_is_told_block_by_block():
    made = answer_chapter(READ)
    heading = Sentence("trials.reading.heading", {"name": NAME, "place": HEGANG})
    assert (made.key, made.heading) == ("trial_reading", heading)
    heads = ("trials.card.when", "trials.card.verdict", "trials.card.gain", "trials.card.chance")
    assert [told(block) for block in made.blocks] == [
        Callout((Sentence("trials.answer.unclear", {}), Sentence("trials.then.unclear", {}))),
        Passage((effect(points(0.1, (0.02, 0.18))), FAILED, NEEDED, SURPRISING)),
        (
            Sentence("trials.reading.table", {}), heads,
            [(Sentence("trials.reading.before", {}), Sentence("decisions.verdict.try_small", {}), None, None),
             (Sentence("trials.reading.after", {}), Sentence("decisions.verdict.leave", {}), None, None)],
            ((), False, "trial_cards"),
        ),
        (
            Sentence("trials.reading.checks_table", {}), ("trials.card.check", "trials.card.passed"),
            [(Sentence("trials.check.pre_trends", {}), Sentence("trials.head.no", {}))],
            ((), False, "trial_checks"),
        ),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "then"), [("yes", "yes"), ("no", "no"), ("harm", "no"), ("unclear", "unclear"), ("early", None)]
)
def test_what_follows_an_answer_is_that_of_the_protocol_and_too_early_has_nothing(verdict, then):
    said = answer_chapter(replace(READ, verdict=verdict)).blocks[0].said
    assert said[1:] == ((Sentence(f"trials.then.{then}", {}),) if then else ())


def test_checks_that_failed_are_told_where_the_answer_is_unclear_and_nothing_was_refused():
    refused = Bilingual("no", "否")
    plain = replace(READ, needed=None, surprising=False, checks={}, card_before=None, card_after=None)
    for record, said in (
        (replace(plain, verdict="yes"), (effect(points(0.1, (0.02, 0.18))),)),
        (replace(plain, reasons=()), (effect(points(0.1, (0.02, 0.18))),)),
        (replace(plain, refused=refused, effect=None), (Sentence("trials.reading.refused", {"reason": refused}),)),
        (replace(plain, transform="ln"),
         (effect(Amount(expm1(0.1), "share", (expm1(0.02), expm1(0.18)))), FAILED)),
    ):  # fmt: skip
        assert [told(block) for block in answer_chapter(record).blocks[1:]] == [Passage(said)]
