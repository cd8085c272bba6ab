"""Page two of a brief, for the bureaus: first steps, money by pot, every figure to be filled in."""

from collections.abc import Sequence

from relode.decisions import decision_money, decision_text
from relode.decisions.decision_records import Decision, Decisions
from relode.language import Bilingual, Clauses, Sentence
from relode.language.spoken import plain_cell
from relode.places import Place
from relode.plan.asked.pots import Pot
from relode.plan.asked.pots_text import pot_amount, pot_basis, pot_name
from relode.report.bureaus import asked_of_bureaus
from relode.report.content import CityResult
from relode.story import Block, Chapter, Column, Passage, Table
from relode.vocabulary import Label

LISTED = 3
"""Projects of a list with their first steps on page two: the annex has all."""


def page_two(result: CityResult) -> Chapter | None:
    """What the bureaus need of the run: first steps, money by pot, every figure to be filled in; None without a run."""
    record = result.planned
    if record is None or record.decisions is None:
        return None
    decisions = record.decisions
    later = [each for kind in ("do_if_granted", "do_on_terms", "try_small") for each in decisions.of(kind)]
    listed = [each for each in later if each.project is not None]
    shown = tuple(each for each in later if each.project is None or each in listed[:LISTED])
    blocks: list[Block] = []
    if shown:
        blocks.append(steps_table(shown, decisions))
    if len(listed) > LISTED:
        blocks.append(Passage((Sentence("brief.projects_more", {"count": len(listed) - LISTED}),), "note"))
    if pots := [pot for pot in record.pots if pot.name != "others" and pot.amount is not None]:
        blocks.append(pots_table(pots, result.place))
    if decisions.of("fill_in"):
        blocks.append(fill_in_table(result, decisions))
    return Chapter("page_two", Sentence("brief.heading.more", {"place": result.place}), tuple(blocks))


def steps_table(shown: Sequence[Decision], record: Decisions) -> Table:
    """What is to be applied for or tried: what is here and what it costs, first step and stages, who and by when."""
    columns = (
        Column("decisions.column.measure", decision_text.name_of, width=1.3),
        Column("brief.column.here", lambda each: _here(each, record.place), width=2.3, format="full"),
        Column("decisions.column.first_step", _steps, width=3),
        Column("decisions.column.bureau", decision_text.bureau_of, is_whole=True),
        Column("decisions.column.date", decision_text.date_of, width=1.6),
    )
    return Table(Sentence("decisions.table.steps", {}), columns, shown, record.sources)


def _here(decision: Decision, place: str) -> Sentence | Bilingual:
    """What is here of what it needs, what it costs in a year and the money that is known; of a project its reason."""
    if decision.project is not None:
        return decision_text.reason_of(decision)
    said, cost = list[Sentence](), decision_money.cost_of(decision)
    if decision.fact is not None and decision.fact.state == "present":
        said.append(decision.fact.said)
    if cost is not None:
        trial = decision_money.trial_cost(decision)
        said.append(Sentence("brief.cost" if trial is None else "brief.cost_of_trial", {"cost": cost, "trial": trial}))
    if decision.channel.room is not None and (money := decision_money.money_of(decision, place)) is not None:
        said.append(money)
    return plain_cell(Clauses(tuple(said)))


def _steps(decision: Decision) -> Sentence | Bilingual:
    """What to do first, then the stages."""
    first, stages = decision_text.first_step(decision), decision_text.stages_of(decision)
    return first if stages is None else Sentence("brief.steps", {"first": first, "stages": stages})


def pots_table(pots: Sequence[Pot], place: Place) -> Table:
    """What facts say of each pot of which something is known."""
    columns = (
        Column("plans.pot.table.pot", lambda pot: pot_name(pot, place.code)),
        Column("plans.pot.table.amount", pot_amount, width=1.4),
        Column("plans.pot.table.how", lambda pot: pot_basis(pot).parts[0], width=2),
        Column(
            "brief.column.cell", lambda pot: Label(pot.cell) if pot.cell and pot.how != "observed" else None, width=2
        ),
    )
    return Table(Sentence("plans.pot.table.caption", {}), columns, pots)


def fill_in_table(result: CityResult, record: Decisions) -> Table:
    """Every bureau with the cells that it has, what they decide, what is known here, and the verdicts at both ends."""
    columns = (
        Column("decisions.column.who", "bureau", is_whole=True),
        Column("decisions.column.cell", "cells", width=2),
        Column("brief.column.decides", "measures", width=1.6),
        Column("brief.column.known", "known_cell", width=3, format="full"),
        Column("brief.column.ends", "ends", width=1.2, is_whole=True),
    )
    return Table(Sentence("decisions.table.fill_in", {}), columns, asked_of_bureaus(result, record), record.sources)
