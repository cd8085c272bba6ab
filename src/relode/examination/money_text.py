"""The figures from money to jobs as lines of text."""

from relode.examination.effect_text import number_of
from relode.examination.examination_record import MoneyAnswer
from relode.examination.money_tables import MoneyFigure
from relode.language import Amount, Language, Sentence, plain_cell, spoken
from relode.places import find
from relode.story.text_columns import aligned

HEADS = ("table", "place", "figure", "horizon", "simulated", "above")
SOURCES = ("simulator",)


def money_text(answer: MoneyAnswer, language: Language) -> str:
    """What was run, and a row a figure."""
    head = Sentence("examine.money.head", {"draws": answer.draws, "seed": answer.seed})
    heads = [Sentence(f"examine.money.column.{name}", {}) for name in HEADS]
    rows = [[spoken(cell, language) for cell in row] for row in (heads, *map(_row, answer.figures))]
    return "\n".join([spoken(head, language), "", *aligned(rows)])


def _row(row: MoneyFigure) -> list[Sentence]:
    ends = {"value": row.median, "low": row.p05, "high": row.p95}
    endless = Sentence("examine.endless", {})
    span = {name: endless if value is None else number_of(value, SOURCES) for name, value in ends.items()}
    place = Sentence("examine.money.coal", {}) if row.place == "coal" else find(row.place)
    return [
        Sentence(f"examine.money.table.{row.table}", {}),
        plain_cell(place),
        Sentence(f"examine.money.figure.{row.figure}", {}),
        Sentence("examine.number", {"value": Amount(row.horizon or 0.0, "1", None, SOURCES)}),
        Sentence("examine.interval", span),
        Sentence("examine.share", {"value": Amount(row.above or 0.0, "share", None, SOURCES)}),
    ]
