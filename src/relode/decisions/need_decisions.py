"""Needs as decisions: what the room of needs found sure, its law and channel, what it costs, what is asked for."""

from collections.abc import Sequence

from relode.decisions.decision_records import (
    Decision,
    DecisionChannel,
    DecisionCost,
    DecisionLaw,
    TurningCell,
)
from relode.decisions.programmes import lawful
from relode.decisions.purses import Purse, channel_for
from relode.decisions.rule import (
    Grounds,
    NeedGrounds,
    verdict,
    with_missing,
)
from relode.horizon import FIRST_PLAN_YEAR
from relode.needs.needs_records import NeedMeasure
from relode.needs.service import remedies, services


def need_decision(measure: NeedMeasure, purses: Sequence[Purse] = ()) -> Decision:
    """A need as the rule has it. The need's own list says what is sure; law, channel and its room stand beside it."""
    remedy = remedies()[measure.name]
    law = lawful(remedy.law) if remedy.law else "allowed"
    said = verdict(need_grounds(measure, law != "not_allowed"))
    channel = channel_for(remedy.channels, purses)
    held = next((each for each in purses if channel and each.channel == channel), None)
    return Decision(
        kind="need",
        name=measure.name,
        lever="",
        service=measure.service,
        verdict=said.kind,
        reason=f"need_{reason_of_measure(measure, said.reason)}",
        because=(),
        law=DecisionLaw(law, remedy.law),
        channel=DecisionChannel(
            "own", channel, False, held.room if held else None, sources=held.sources if held else ()
        ),
        amount=measure.dose or None,
        year=measure.year,
        fact=None,
        gain=None,
        cost=need_cost(measure),
        fill_in=tuple(TurningCell(each.cell, each.low, each.high, None) for each in said.turned),
    )


def reason_of_measure(measure: NeedMeasure, said: str) -> str:
    """The rule's reason; of a surplus that is gone once those who leave are not replaced, that."""
    return "leavers_enough" if said == "no_need" and measure.reason.key == "needs.reason.leavers_enough" else said


def need_cost(measure: NeedMeasure) -> DecisionCost | None:
    """What a need costs in all, spread evenly over the years until it must be met. None where no source says."""
    cost = measure.cost
    if cost is None:
        return None
    years = range(FIRST_PLAN_YEAR, max(measure.year, FIRST_PLAN_YEAR) + 1)
    low, high = (end / len(years) for end in cost.interval_90 or (cost.value, cost.value))
    each = cost.value / len(years)
    by_year = {str(year): each for year in years}
    return DecisionCost(each, low, high, {}, by_year, 0.0, ";".join(cost.sources), True)


def _uncounted(measure: NeedMeasure) -> tuple[str, ...]:
    """Cells of a service of which no source counts what is there: without them nobody can say that it is enough."""
    if measure.reason.key != "needs.reason.no_capacity":
        return ()
    return next(each.cells for each in services() if each.key == measure.service)


def need_grounds(measure: NeedMeasure, is_lawful: bool) -> Grounds:
    """What the rule sees of a need: what the room of needs found, and the cells that it waits for.

    A measure that costs nothing beyond what is paid today needs no pot.
    """
    sure, cost = measure.verdict == "do", measure.cost is not None
    grounds = Grounds(
        lawful=is_lawful,
        there=True,
        needed=measure.verdict != "leave",
        paid="assured",
        need=NeedGrounds(sure=sure, cost_known=cost),
    )
    no, yes = {"need": NeedGrounds(False, True)}, {"need": NeedGrounds(True, True)}
    for cell in measure.fill_in or _uncounted(measure):
        grounds = with_missing(grounds, cell, no, yes)
    if measure.verdict == "cannot_tell" and measure.reason.key == "needs.reason.norms_disagree":
        grounds = with_missing(grounds, "norm", no, yes)
    return grounds
