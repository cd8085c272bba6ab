"""The table of measures in words: groups of rows by verdict, for the brief and for the annex."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from relode.language import Sentence, joined
from relode.plan.making.measure_rows import MeasureRow
from relode.story.words import Words

VERDICTS = ("do", "do_if_granted", "cannot_tell", "leave")


def grouped_rows(rows: Iterable[MeasureRow], words: Words) -> list[dict[str, Any]]:
    """The rows of one verdict after the other, in words."""
    return [
        {"kind": kind, "name": _kind_words(kind, words), "rows": [_cells(row, words) for row in each]}
        for kind, each in groupby(rows, key=lambda row: row.kind)
    ]


def _kind_words(kind: str, words: Words) -> Markup:
    return words.say(f"verdicts.kind.{kind}" if kind in VERDICTS else f"brief.group.{kind}")


def _cells(row: MeasureRow, words: Words) -> dict[str, Markup]:
    def told(parts: Sequence[Sentence]) -> Markup:
        return Markup(joined([words.html(part) for part in parts], words.language))

    return {
        "measures": told(row.measures),
        "years": words.html(row.years) if row.years else Markup(""),
        "money": words.figure(row.money, "full") if row.money else Markup(""),
        "payers": told(row.payers),
        "effect": words.html(row.effect) if row.effect else Markup(""),
        "why": words.html(row.why) if row.why else Markup(""),
    }
