"""Decisions with figures that all differ, for tests that look where each figure is told."""

from dataclasses import replace

from relode.decisions.decision_records import (
    Decision,
    DecisionChannel,
    DecisionCost,
    DecisionLaw,
    Decisions,
    DrawnNumber,
    GainRecord,
    ListedProject,
    ProjectGain,
    SaidText,
    TurningCell,
)
from relode.decisions.local_facts import LocalFact

COST = DecisionCost(40e6, 30e6, 60e6, {"city": 4e7}, {"2026": 4e7}, 7e6, "assumption", False)
GAIN = GainRecord(
    outcome="output",
    own_effect=DrawnNumber(11e6, "yuan per year", (10e6, 12e6)),
    money_effect=DrawnNumber(21e6, "yuan per year", (20e6, 22e6)),
    yardstick=DrawnNumber(31e6, "yuan per year", (30e6, 32e6)),
    gain=DrawnNumber(41e6, "yuan per year", (40e6, 42e6)),
    average_above=0.91,
    chance_here=0.62,
    gain_per_million=1.5e6,
    break_even=53e6,
    printed_most=5e6,
    worst_tenth=-2e6,
    worst_tenth_here=-3e6,
    yardstick_chance=0.73,
    yardstick_per_million=0.9e6,
    yardstick_worst_tenth=-4e6,
    doses=1.25,
    extrapolated=True,
    studies=6,
    trial_value=8e6,
    trial_cost=9e6,
    seen=0.84,
)
OF_JOBS = replace(
    GAIN,
    outcome="jobs",
    gain=DrawnNumber(410.0, "persons", (400.0, 420.0)),
    gain_per_million=2.5,
    yardstick_per_million=1.25,
    printed_most=None,
    worst_tenth=-20.0,
    worst_tenth_here=-30.0,
    yardstick_worst_tenth=-40.0,
)
FACT = LocalFact("present", "own", (), (), 800.0, ("user",))
ZONE = Decision(
    kind="programme",
    name="cluster_support",
    lever="cluster_support",
    service="",
    verdict="do",
    reason="good",
    because=(),
    law=DecisionLaw("conditional", ("l016", "l012")),
    channel=DecisionChannel("bonds", "special_bonds", True, (3e7, 3e7)),
    amount=None,
    year=None,
    fact=None,
    gain=GAIN,
    cost=COST,
    fill_in=(),
)
BONUS = replace(
    ZONE,
    name="talent_subsidy",
    lever="talent_subsidy",
    law=DecisionLaw("conditional", ("l087",)),
    channel=DecisionChannel("granted", "employment_subsidy", False, None),
    gain=None,
)
BEDS = replace(
    ZONE,
    kind="need",
    name="hospital_to_nursing_beds",
    lever="",
    service="hospital_beds",
    reason="need_good",
    law=DecisionLaw("allowed", ()),
    channel=DecisionChannel("own", "", False, None),
    amount=1234.0,
    year=2031,
    gain=None,
    cost=None,
)
WORKS = replace(
    ZONE,
    kind="project",
    name="Dear Works",
    lever="",
    verdict="do_on_terms",
    reason="project_do_on_terms",
    law=DecisionLaw("allowed", ()),
    channel=DecisionChannel("own", "", False, None),
    gain=None,
    project=ListedProject(
        kind="deal",
        where="list.xlsx!Projects!7",
        reason=SaidText("It pays on terms.", "有条件可行。"),
        first_step=SaidText("Ask for terms.", "先谈条件。"),
        bureau=SaidText("trade bureau", "商务局"),
        net_of_city=6e6,
        worst_of_city=-5e6,
        gain=ProjectGain(
            net_jobs=DrawnNumber(110.0, "persons", (100.0, 120.0)),
            money_effect=DrawnNumber(210.0, "persons", (200.0, 220.0)),
            yardstick=DrawnNumber(310.0, "persons", (300.0, 320.0)),
            gain=DrawnNumber(-90.0, "persons", (-95.0, -80.0)),
            chance_here=0.15,
            gain_per_million=-3.0,
            yardstick_per_million=5.0,
            worst_tenth=-99.0,
        ),
    ),
)


def waits(decision, *cells, **changed):
    """The decision to be filled in by these cells."""
    turning = tuple(TurningCell(cell, "leave", "do", None) for cell in cells)
    return replace(decision, **{"verdict": "fill_in", "reason": "turns", "fill_in": turning, **changed})


def of_place(*decisions, place="230400", futures=80, faults=None):
    """The decisions of a place in the order of their verdicts."""
    return Decisions(place, 2035, futures, 1, decisions, ("a_source",), faults)
