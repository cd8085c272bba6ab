"""A plan as text for a terminal or a pipe: no colours, nothing cut off."""

from collections.abc import Mapping
from typing import Any

from relode.decisions.decision_chapter import chapter
from relode.language import Language, plain_value, say, spoken
from relode.places import by_code
from relode.plan.making.plan_records import OwnPolicy, PlanRecord
from relode.plan.making.plan_text import (
    fails_words,
    headline,
    kept_words,
    outcome_words,
    why_words,
)
from relode.record import decoded
from relode.story.text import chapter_text
from relode.story.text_columns import aligned


def plan_text(record: Mapping[str, Any], language: Language) -> str:
    """What the plans come to, or why there are none, and where the report is."""
    return "\n".join(
        [
            *plan_lines(record, language),
            *(
                say("cli.plan.not_moved", language, name=n["quantity"], followers=", ".join(n["followers"]))
                for n in record["not_moved"]
            ),
            say("cli.plan.brief", language, path=f"{record['run']}/brief.{language}.html"),
            say("cli.plan.report", language, path=f"{record['run']}/report.{language}.html"),
            say("cli.plan.document", language, path=f"{record['run']}/plan.{language}.docx"),
            say("cli.plan.tables", language, path=f"{record['run']}/tables.{language}.xlsx"),
        ]
    )


def plan_lines(record: Mapping[str, Any], language: Language) -> list[str]:
    """What the run says in a sentence, the money, then a line for each measure with its verdict and why."""
    if record["plan"] is None:
        return [say("report.summary.no_plan", language)]
    planned, place = decoded(PlanRecord, record["plan"]), by_code()[record["place"]["code"]]
    lines = [spoken(headline(planned, place), language)]
    decided = [] if planned.decisions is None else ["", chapter_text(chapter(planned.decisions), language)]
    if decided and planned.why_not:
        lines.append(spoken(why_words(planned, place), language))
    lines += decided
    lines += [spoken(each, language) for kept in planned.kept for each in kept_words(kept, planned.horizon)]
    if planned.own is not None:
        lines += ["", *own_lines(planned.own, language)]
    return [*lines, *(spoken(each, language) for each in fails_words(planned)), ""]


def own_lines(own: OwnPolicy, language: Language) -> list[str]:
    """The user's own policy: how it is seen, and what it changes."""
    rows = [
        [str(plain_value(cell, language)) for cell in (outcome_words(each.outcome), each.amount)]
        for each in own.effects
    ]
    return [say("plans.title.own", language), say("plans.own.how", language), *aligned(rows), ""]
