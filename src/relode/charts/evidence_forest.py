"""The studies of a lever as a forest: each with its interval or its sign, below them the two forecasts."""

import pandas as pd

from relode.charts.style import Drawing, Picture, dot_rows
from relode.evidence.evidence_answer import lever_words
from relode.evidence.evidence_chapter import (
    effect_told,
    forest_key,
    named,
    readers_size,
    readers_unit,
    rows_behind,
)
from relode.evidence.evidence_record import EvidenceAnswer, LeverEffect
from relode.evidence.evidence_scored import SOURCES
from relode.language import Language, Sentence, say, spoken, with_label


def forest(record: EvidenceAnswer, effect: LeverEffect, language: Language) -> Picture:
    """The picture of one outcome of a lever: a row for each study, without a dot where it tells a sign only, and the
    two forecasts."""
    family = effect.family
    lines = []
    for row in rows_behind(record, effect):
        size = [None if y is None else readers_size(family, y) for y in (row.value, row.low, row.high)]
        told = effect_told(row)
        sign = spoken(with_label(named(row), told), language) if isinstance(told, Sentence) else named(row)
        lines.append((sign, *size))
    for name in ("average", "here"):
        spread = getattr(effect, name)
        size = [readers_size(family, y) for y in (spread.median, spread.p05, spread.p95)]
        lines.append((say(f"evidence.picture.{name}", language), *size))
    table = pd.DataFrame(lines, columns=["study", "value", "low", "high"]).astype(
        dict.fromkeys(("value", "low", "high"), float)
    )
    unit = readers_unit(family)

    def draw(width: int) -> Drawing:
        factor = 100 if unit in ("share", "share change") else 1
        shown = table.assign(**{name: table[name] * factor for name in ("value", "low", "high")})
        axis = {"share": "percent", "share change": "points"}.get(unit, "ratio")
        own = say("evidence.picture.here", language)
        return dot_rows(shown, "study", say(f"evidence.picture.{axis}", language), width, language, own)

    values = {"lever": lever_words(effect.lever), "outcome": Sentence(f"evidence.family.{family}", {})}
    title = Sentence("evidence.picture.title", values)
    return Picture(
        forest_key(effect), title, Sentence("evidence.picture.subtitle", {}), table, draw, SOURCES, (), language, unit
    )
