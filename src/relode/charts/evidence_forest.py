"""The studies of a lever as a forest: each with its interval, the mean over places and a new place below."""

import pandas as pd

from relode.charts.dots import dot_rows
from relode.charts.picture import Picture
from relode.charts.style import Drawing
from relode.evidence.evidence_chapter import SOURCES, forest_key, lever_words, readers_size, readers_unit
from relode.evidence.evidence_record import EvidenceAnswer, LeverEffect
from relode.language import Language, Sentence, say


def forest(record: EvidenceAnswer, effect: LeverEffect, language: Language) -> Picture:
    """The picture of one outcome of a lever: a row for each study with a number, and the two forecasts."""
    family = effect.family
    lines = []
    for row in record.studies:
        holds = "money" if row.holds == "money" else "measure"
        if (row.lever, holds, row.family) == (effect.lever, effect.holds, family) and row.value is not None:
            ends = [None if end is None else readers_size(family, end) for end in (row.low, row.high)]
            lines.append((f"{row.study} · {row.id}", readers_size(family, row.value), *ends))
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
