"""How forecasts met studies that they had not seen: tables of all scores, and what they say in a few sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from math import log
from statistics import NormalDist, fmean

from relode import shipped_tables
from relode.evidence.evidence_answer import SIMPLE, lever_words
from relode.evidence.record import EvidenceAnswer, EvidenceScore
from relode.evidence.studies import families, studies
from relode.language import Amount, Sentence
from relode.story import Block, Column, Passage, Table

SOURCES = ("published_effects",)
OWN = ("synthesis", "as_shipped")
"""Forecasts of ours that are set beside the simple ones: of the next printed number, and what ships."""
SHOWN = ("all", "numbers", "signs", "own", "money")
"""Groups of the table of scores; files have all of them."""


@cache
def bell_curve_gain() -> float:
    """Log score a number of what ships over one normal curve, of all numbers outside its own group. [log]"""
    table = {each.effect_id: each for each in studies()}
    ours = [(table[row["effect_id"]], float(row["log_score"]))
            for row in shipped_tables.rows("relode.evidence", "evidence_row_scores")
            if row["forecast"] == "as_shipped" and row["effect_id"] in table]  # fmt: skip
    sizes = {each.effect_id: each.y / families()[each.family].scale for each, _ in ours if each.y is not None}
    gains = []
    for study, score in ours:
        if study.effect_id in sizes:
            others = [size for name, size in sizes.items() if table[name].cluster != study.cluster]
            gains.append(score - log(NormalDist.from_samples(others).pdf(sizes[study.effect_id])))
    return fmean(gains)


def how_sure(record: EvidenceAnswer) -> list[Block]:
    """What the scores say in words, all of them, and where a simple forecast does better than what ships."""
    rows = [row for row in record.scores if row.group in SHOWN]
    return [in_short(record), scores_table(rows), gaps_table(rows), losses_table(record.scores)]


def in_short(record: EvidenceAnswer) -> Passage:
    """How what ships met unseen studies, against no effect and the simulator, and those of the lever asked for."""
    scores = {(row.forecast, row.group): row for row in record.scores}
    whole, own = scores["as_shipped", "all"], scores["as_shipped", "own"]
    coverage = _scored(whole.coverage_90, whole.coverage_90_range, "share")
    lines = [Sentence("evidence.scored", {"rows": whole.n, "coverage": coverage})]
    for key, gap in (("no_effect", whole.above["no_effect"]), ("simulator", whole.above["simulator"]),
                     ("own", own.above["no_effect"])):  # fmt: skip
        low, value, high = (round(x, 2) for x in (gap[1], gap[0], gap[2]))
        told = Amount(value, "ratio", (low, high), SOURCES)
        lines.append(Sentence(f"evidence.gap.{key}.{_sureness(gap)}", {"gap": told, "rows": own.n}))
    of_lever = scores.get(("as_shipped", f"lever {record.lever}"))
    if of_lever is not None and of_lever.coverage_90 is not None:
        held = round(of_lever.coverage_90 * of_lever.numbers)
        lines.append(Sentence("evidence.scored_lever", {"numbers": of_lever.numbers, "held": held}))
    return Passage(tuple(lines), sources=SOURCES)


def _sureness(gap: tuple[float, float, float]) -> str:
    return "better" if gap[1] > 0 else "worse" if gap[2] < 0 else "open"


def _gap(gap: tuple[float, float, float]) -> Amount:
    return Amount(gap[0], "ratio", gap[1:], SOURCES)


def _above(name: str, row: EvidenceScore) -> Amount:
    return _gap(row.above[name])


def _scored(value: float | None, ends: tuple[float, float] | None, unit: str) -> Amount | None:
    return None if value is None else Amount(value, unit, ends, SOURCES)


FORECAST = Column("evidence.column.forecast", lambda row: Sentence(f"evidence.forecast.{row.forecast}", {}), width=2.2)
GROUP = Column("evidence.column.group", lambda row: _group(row), width=1.3)


def scores_table(rows: Sequence[EvidenceScore]) -> Table:
    """How each forecast met the studies that it had not seen, with 95 % intervals by clusters."""
    columns = (
        FORECAST,
        GROUP,
        Column("evidence.column.count", lambda row: str(row.n)),
        Column("evidence.column.coverage_50", lambda row: _scored(row.coverage_50, row.coverage_50_range, "share")),
        Column("evidence.column.coverage_80", lambda row: _scored(row.coverage_80, row.coverage_80_range, "share")),
        Column("evidence.column.coverage_90", lambda row: _scored(row.coverage_90, row.coverage_90_range, "share")),
        Column("evidence.column.crps", lambda row: _scored(row.crps, row.crps_range, "ratio")),
        Column("evidence.column.log_score", lambda row: _scored(row.log_score, row.log_score_range, "ratio")),
    )
    return Table(Sentence("evidence.scores_caption", {}), columns, rows, SOURCES, True, "evidence_scores")


def gaps_table(rows: Sequence[EvidenceScore]) -> Table:
    """How much more the synthesis scores than each simple forecast, with 95 % intervals by clusters."""
    columns = (
        FORECAST,
        GROUP,
        *(Column(f"evidence.forecast.{name}", partial(_above, name)) for name in SIMPLE),
    )
    own = [row for row in rows if row.forecast in OWN]
    return Table(Sentence("evidence.gaps_caption", {}), columns, own, SOURCES, sheet="evidence_gaps")


@dataclass(frozen=True)
class Loss:
    """A simple forecast that scores better on a group of rows than what ships."""

    group: EvidenceScore
    forecast: str
    score: str
    ours: float
    theirs: float


def losses(scores: Sequence[EvidenceScore]) -> list[Loss]:
    """Where a simple forecast scores better than what ships, by group of SHOWN."""
    found = {(row.forecast, row.group): row for row in scores}
    result = []
    for group in SHOWN:
        own = found["as_shipped", group]
        for forecast in (*SIMPLE, "simulator_recalibrated"):
            other = found[forecast, group]
            if other.log_score > own.log_score:
                result.append(Loss(own, forecast, "log_score", own.log_score, other.log_score))
            if own.crps is not None and other.crps is not None and other.crps < own.crps:
                result.append(Loss(own, forecast, "crps", own.crps, other.crps))
    return result


def losses_table(scores: Sequence[EvidenceScore]) -> Table:
    """Those of `losses`, one a line."""
    columns = (
        Column("evidence.column.group", lambda row: _group(row.group), width=1.3),
        Column("evidence.column.better", lambda row: Sentence(f"evidence.forecast.{row.forecast}", {}), width=2.2),
        Column("evidence.column.score", lambda row: Sentence(f"evidence.column.{row.score}", {})),
        Column("evidence.column.ours", "ours", format=".2f"),
        Column("evidence.column.theirs", "theirs", format=".2f"),
    )
    return Table(Sentence("evidence.losses_caption", {}), columns, losses(scores), SOURCES, sheet="evidence_losses")


def _group(row: EvidenceScore) -> Sentence:
    name, _, rest = row.group.partition(" ")
    if name == "lever":
        return lever_words(rest)
    return Sentence(f"evidence.group.{name}", {})
