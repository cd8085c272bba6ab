"""A plan as text for a terminal or a pipe: no colours, nothing cut off."""

from collections.abc import Mapping
from typing import Any

from relode.decisions.chapter import chapter
from relode.language import Language, Sentence, labelled, plain_value, say, spoken
from relode.places import by_code
from relode.plan.cards.card_records import Card
from relode.plan.cards.card_text import ORDER, card_words, dose, measure_words, money
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.plan_text import (
    alternative_words,
    fails_words,
    headline,
    kept_words,
    money_words,
    neighbours_words,
    published_cells,
    published_words,
)
from relode.records import decoded
from relode.story.text import chapter_text
from relode.story.text_columns import aligned


def plan_text(record: Mapping[str, Any], language: Language) -> str:
    """What the plans come to, or why there are none, and where the report is."""
    return "\n".join(
        [
            *_plan_lines(record, language),
            *(
                say("cli.plan.not_moved", language, name=n["quantity"], followers=", ".join(n["followers"]))
                for n in record["not_moved"]
            ),
            say("cli.plan.report", language, path=f"{record['run']}/report.{language}.html"),
            say("cli.plan.document", language, path=f"{record['run']}/plan.{language}.docx"),
            say("cli.plan.tables", language, path=f"{record['run']}/tables.{language}.xlsx"),
        ]
    )


def _plan_lines(record: Mapping[str, Any], language: Language) -> list[str]:
    """What the run says in a sentence, the money, then a line for each measure with its verdict and why."""
    if record["plan"] is None:
        return [say("report.summary.no_plan", language)]
    planned, place = decoded(PlanRecord, record["plan"]), by_code()[record["place"]["code"]]
    lines = [spoken(headline(planned, place), language)]
    if planned.published is not None:
        lines += [spoken(each, language) for each in published_words(planned.published, place)]
        rows = [[str(plain_value(c, language)) for c in published_cells(each)] for each in planned.published.measures]
        return [*lines, "", *aligned(rows), ""]
    lines += [spoken(each, language) for each in money_words(planned)] if not planned.why_not else []
    if planned.decisions is not None:
        lines += ["", chapter_text(chapter(planned.decisions), language)]
    for kind in () if planned.decisions is not None else ORDER:
        cards = planned.kinds(kind)
        if cards:
            lines += ["", say(f"verdicts.kind.{kind}", language)]
            lines += [f"  {card_line(card, language)}" for card in cards]
    if planned.decisions is None:
        lines += ["", *(spoken(alternative_words(plan), language) for plan in planned.alternatives)]
    lines += [spoken(each, language) for kept in planned.kept for each in kept_words(kept, planned.horizon)]
    if planned.neighbours is not None:
        lines.append(spoken(neighbours_words(planned.neighbours), language))
    return [*lines, *(spoken(each, language) for each in fails_words(planned)), ""]


def card_line(card: Card, language: Language) -> str:
    """A card in a line: the measure, its dose and cost, and why it is judged so."""
    reasons = (" " if language == "en" else "").join(spoken(each, language) for each in list(card_words(card))[:2])
    label = spoken(measure_words(card.lever, card.sector), language)
    if card.yuan is None:
        return labelled(label, reasons, language)
    values = {"dose": dose(card.dose, card.unit), "yuan": money(card.yuan.value), "reason": reasons}
    return labelled(label, spoken(Sentence("plans.card.line", values), language), language)
