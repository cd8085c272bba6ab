"""What a run said is to be done, and what of it was done and paid: a sheet that is written, filled and read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from openpyxl.utils import get_column_letter

from relode.decisions.records import Decision, Sum
from relode.errors import RelodeError
from relode.facts.readers.own_workbook import read_workbook
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import LANGUAGES, Language, plain_value, say
from relode.record import Doc, Record
from relode.story.form import FormSheet, form_bytes
from relode.trials.sheet import number_of
from relode.usual import HORIZON

TO_DO = ("do", "secure", "pilot")
"""Recommendations that are due."""
STATES = ("yes", "part", "no")
COLUMNS = ("decision", "step", "bureau", "planned", "done", "paid")


@dataclass(frozen=True)
class Done(Record):
    """What a sheet says of a decision."""

    state: Annotated[str | None, Doc("yes, part or no; null where nobody says")]
    paid: Annotated[float | None, Doc("paid in the year, null where nobody says", "yuan")]


@dataclass(frozen=True)
class DueDecision(Record):
    """A decision that the run said to do, what it was to pay in the year, and what was done and paid."""

    decision: Annotated[Decision, Doc("as the run has it")]
    yuan: Annotated[float | None, Doc("planned for the year, all payers; null where nothing is told", "yuan")]
    done: Annotated[Done, Doc("what the sheet says")]


def due_in(decisions: Sequence[Decision], year: int, done: Mapping[str, Done]) -> tuple[DueDecision, ...]:
    """What was to be done, what of it was to be paid in the year, and what was done. Keys of `done` are ids."""
    return tuple(
        DueDecision(
            each,
            planned(each.cost, year),
            done.get(each.id, Done(None, None)),
        )
        for each in decisions
        if each.recommendation in TO_DO and each.group != "common"
    )


def planned(cost: Sum | None, year: int) -> float | None:
    """Cost of a decision in a year of the plan [yuan]; a sum in all is spread evenly. None if no source prices it."""
    if cost is None or not FIRST_PLAN_YEAR <= year <= HORIZON:
        return None
    return cost.value if cost.unit == "yuan per year" else cost.value / (HORIZON - FIRST_PLAN_YEAR + 1)


def with_due(template: Path, decisions: Sequence[Decision], year: int, language: Language) -> bytes:
    """The workbook of own figures at `template` with a sheet of what is due in front, done and paid to be filled."""
    lines = []
    for each in due_in(decisions, year, {}):
        words = (each.decision.name, each.decision.first_step, each.decision.bureau)
        lines.append(
            [*(str(plain_value(of, language)) for of in words), None if each.yuan is None else round(each.yuan)]
        )
    head = [say(f"trials.due.{name}", language) for name in COLUMNS]
    widths = (40, 60, 24, 18, 14, 18)
    return form_bytes([FormSheet(say("trials.due.sheet", language), head, lines, widths=widths, frozen="B2")], template)


def read_due(path: Path, decisions: Sequence[Decision]) -> dict[str, Done]:
    """What was done and paid, by id of the decision; empty for a file without the sheet.

    Raises RelodeError with the cell for a decision that the run does not have, one that stands twice, a word that is
    not one of the three, and no sum.
    """
    if path.suffix.lower() != ".xlsx":
        return {}
    names = {say("trials.due.sheet", language) for language in LANGUAGES}
    sheet = next((each for each in read_workbook(path) if each.name in names), None)
    if sheet is None:
        return {}
    known = {str(plain_value(each.name, language)): each.id for each in decisions for language in LANGUAGES}
    heads = {say(f"trials.due.{name}", language): name for name in COLUMNS for language in LANGUAGES}
    states = {say(f"trials.due.{state}", language): state for state in STATES for language in LANGUAGES}
    at = {heads[cell]: i for i, cell in enumerate(sheet.rows[0][1]) if cell in heads}
    filled = ("decision", "done", "paid")
    if missing := [name for name in filled if name not in at]:
        raise RelodeError("trials.due_heads", sheet=sheet.name, missing=missing)
    result: dict[str, Done] = {}
    for row, cells in sheet.rows[1:]:
        text = {name: cells[at[name]] if at[name] < len(cells) else "" for name in filled}
        cell = {name: f"{get_column_letter(at[name] + 1)}{row}" for name in filled}
        where = {name: f"{sheet.name}!{cell[name]}" for name in filled}
        if refused := [name for name in filled if cell[name] in sheet.refused]:
            raise RelodeError("trials.no_number", cell=where[refused[0]], value=text[refused[0]])
        key, done = known.get(text["decision"]), text["done"].casefold()
        if key is None or key in result:
            raise RelodeError(
                "trials.due_decision", cell=where["decision"], value=text["decision"], known=sorted(known)
            )
        if done and done not in states:
            raise RelodeError("trials.due_state", cell=where["done"], value=text["done"], known=list(states))
        paid = number_of(text["paid"], where["paid"], least=0.0) if text["paid"] else None
        result[key] = Done(states.get(done), paid)
    return result
