"""A plan as text for a terminal or a pipe: no colours, nothing cut off."""

from collections.abc import Mapping
from typing import Any

from relode.decisions.decision_chapter import chapter
from relode.language import Language, say, spoken
from relode.places import by_code
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.plan_text import headline
from relode.record import decoded
from relode.story.text import chapter_text


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
    return [spoken(headline(planned, place), language), "", chapter_text(chapter(planned.decisions), language), ""]
