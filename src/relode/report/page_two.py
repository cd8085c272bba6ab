"""Page two of a brief, for the bureaus: first steps, money by pot, every figure to be filled in."""

from dataclasses import replace

from relode.decisions import chapter as told
from relode.decisions import decision_text
from relode.decisions.decision_records import Decisions
from relode.language import Sentence
from relode.needs import Needs
from relode.plan.asked.pots_text import pot_amount, pot_basis, pot_name
from relode.plan.making.plan_records import PlanRecord
from relode.report.content import CityResult
from relode.report.page_one import bureau_of, cell_of
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
        blocks.append(told.steps_table(replace(decisions, decisions=shown)))
    if len(listed) > LISTED:
        blocks.append(Passage((Sentence("brief.projects_more", {"count": len(listed) - LISTED}),), "note"))
    if record.pots:
        blocks.append(pots_table(record))
    if decisions.of("fill_in"):
        blocks.append(fill_in_table(decisions, result.needs))
    return Chapter("page_two", Sentence("brief.heading.more", {"place": result.place}), tuple(blocks))


def pots_table(record: PlanRecord) -> Table:
    """What facts say of each pot."""
    columns = (
        Column("plans.pot.table.pot", pot_name),
        Column("plans.pot.table.amount", pot_amount, width=1.4),
        Column("plans.pot.table.how", lambda pot: pot_basis(pot)[0], width=2),
        Column(
            "brief.column.cell", lambda pot: Label(pot.cell) if pot.cell and pot.how != "observed" else None, width=2
        ),
    )
    return Table(Sentence("plans.pot.table.caption", {}), columns, [pot for pot in record.pots if pot.name != "others"])


def fill_in_table(record: Decisions, needs: Needs | None) -> Table:
    """Every cell with who has it, what it decides, what is known here, and the verdicts at both ends."""
    columns = (
        Column("decisions.column.cell", cell_of, width=2),
        Column("decisions.column.who", bureau_of),
        Column("brief.column.decides", lambda one: decision_text.names_of(one.decisions), width=2),
        Column("brief.column.known", lambda one: _known_here(one, needs), width=2),
        Column("brief.column.ends", told.ends_of, width=1.4, is_whole=True),
    )
    caption = Sentence("decisions.table.fill_in", {})
    return Table(caption, columns, told.asked_lines([record]), record.sources)


def _known_here(one: told.AskedLine, needs: Needs | None) -> list[Sentence]:
    """What sources say of the services and programmes that turn on a cell: capacity, facts, money."""
    found: dict[str, Sentence] = {}
    for each in one.decisions:
        service = needs.service(each.service) if needs is not None and each.service else None
        counted = None if service is None else service.capacity or service.counted
        if service is not None and counted is not None and counted.unit in ("persons", "count"):
            values = {"name": service.name, "value": counted, "year": counted.year}
            found[service.service] = Sentence("brief.known.capacity", values)
        elif each.fact is not None and each.fact.state == "present":
            found[each.fact.by] = each.fact.said
        elif (money := decision_text.money_of(each)) is not None:
            found[each.channel.pot] = money
    return list(found.values())
