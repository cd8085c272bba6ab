"""The chapter on evidence: what to expect of each lever in a new place, how next studies were met, each study."""

from collections.abc import Sequence
from functools import partial
from math import exp, expm1

from relode.evidence.evidence_answer import SIMPLE
from relode.evidence.evidence_record import EffectSpread, EvidenceAnswer, EvidenceScore, EvidenceStudy, LeverEffect
from relode.language import Amount, Sentence
from relode.story import Block, Chapter, Column, Passage, PictureSpot, Table

LOGS, COSTS, POINTS = ("C", "D", "E", "F", "I"), ("B", "Bc"), ("H",)
"""Families told in per cent, as job-years for what a worker makes in a year, and in points of people trained."""
STUDIED = ("spending", "public_jobs", "mining_shock", "elder_care", "industrial_park")
"""What the table calls a lever and the simulator does not."""
SOURCES = ("published_effects",)
OWN = ("synthesis", "as_shipped")
"""Forecasts of ours that are set beside the simple ones: of the next printed number, and what ships."""
SHOWN = ("all", "numbers", "signs", "own", "money")
"""Groups of the table of scores; files have all of them."""


def chapter(record: EvidenceAnswer) -> Chapter:
    """The evidence, whole or of one lever, as blocks."""
    lead: tuple[Sentence, ...] = (Sentence("evidence.same_everywhere", {}),)
    blocks: list[Block] = [Passage(lead), Passage((Sentence("evidence.reading", {}),), "note")]
    if record.own_studies:
        blocks.append(Passage((Sentence("evidence.own_studies", {"count": record.own_studies}),)))
    if record.effects:
        blocks.append(effects_table(record))
        if record.lever is not None:
            blocks += [PictureSpot(forest_key(each)) for each in record.effects]
        if any(effect.other_priors for effect in record.effects):
            blocks.append(priors_table(record))
    if record.thin:
        blocks.append(Passage((Sentence("evidence.thin_lead", {}),)))
        blocks += [Passage((_thin(each.lever, each.reason, each.studies),), "bullet") for each in record.thin]
    blocks += [*_how_sure(record)]
    if record.lever is not None and record.studies:
        blocks.append(studies_table(record.studies))
    return Chapter("evidence", Sentence("evidence.heading", {}), tuple(blocks))


def lever_words(lever: str) -> Sentence:
    """The name of a lever, or of what studies call one."""
    return Sentence(f"evidence.lever.{lever}" if lever in STUDIED else f"planning.lever.{lever}", {})


def forest_key(effect: LeverEffect) -> str:
    """The key of the picture of an outcome."""
    return f"evidence_forest_{effect.holds}_{effect.family}"


def _thin(lever: str, reason: str, studies: int) -> Sentence:
    why = Sentence(f"evidence.thin.{reason}", {})
    return Sentence("evidence.thin_row", {"lever": lever_words(lever), "count": studies, "reason": why})


def readers_size(family: str, y: float) -> float:
    """An effect as readers are told it: logs as a change in per cent, costs as jobs for money, points as a share."""
    if family in LOGS:
        return expm1(y)
    if family in COSTS:
        return exp(y)
    return y / 100 if family in POINTS else y


def readers_unit(family: str) -> str:
    """The unit of that."""
    return "share change" if family in POINTS else "share" if family in LOGS else "ratio"


def _told(family: str, spread: EffectSpread) -> Amount:
    low, value, high = (readers_size(family, y) for y in (spread.p05, spread.median, spread.p95))
    return Amount(value, readers_unit(family), (low, high), SOURCES)


def effects_table(record: EvidenceAnswer) -> Table:
    """One row a lever and outcome: the mean over places and a new place, 90 % intervals."""
    columns = (
        Column("evidence.column.lever", lambda row: lever_words(row.lever), width=1.5),
        Column("evidence.column.holds", lambda row: Sentence(f"evidence.holds.{row.holds}", {})),
        Column("evidence.column.outcome", lambda row: Sentence(f"evidence.family.{row.family}", {}), width=2),
        Column("evidence.column.average", lambda row: _told(row.family, row.average), width=1.6),
        Column("evidence.column.here", lambda row: _told(row.family, row.here), width=1.6),
        Column("evidence.column.above", lambda row: Amount(row.average_above, "share", None, SOURCES)),
        Column("evidence.column.here_above", lambda row: Amount(row.here_above, "share", None, SOURCES)),
        Column("evidence.column.rows", _rows),
    )
    caption = Sentence("evidence.effects_caption", {"rhat": record.largest_rhat})
    order = sorted(record.effects, key=lambda row: (row.holds == "money", row.lever, row.family))
    return Table(caption, columns, order, SOURCES, sheet="evidence")


def priors_table(record: EvidenceAnswer) -> Table:
    """What other priors would have said of the mean over places: lowest and highest median."""
    columns = (
        Column("evidence.column.lever", lambda row: lever_words(row.lever), width=1.5),
        Column("evidence.column.holds", lambda row: Sentence(f"evidence.holds.{row.holds}", {}), width=1.3),
        Column("evidence.column.outcome", lambda row: Sentence(f"evidence.family.{row.family}", {}), width=2),
        Column("evidence.column.average", lambda row: _told(row.family, row.average), width=1.6),
        Column("evidence.column.other_priors", _other_priors, width=1.6),
    )
    rows = [row for row in record.effects if row.other_priors is not None]
    return Table(Sentence("evidence.priors_caption", {}), columns, rows, SOURCES, sheet="evidence_priors")


def _other_priors(row: LeverEffect) -> Sentence | None:
    if row.other_priors is None:
        return None
    low, high = (Amount(readers_size(row.family, y), readers_unit(row.family), None, SOURCES) for y in row.other_priors)
    return Sentence("evidence.from_to", {"low": low, "high": high})


def _rows(row: LeverEffect) -> Sentence:
    return Sentence("evidence.rows", {"rows": row.studies, "clusters": row.clusters, "direct": row.direct})


def scored_chapter(record: EvidenceAnswer) -> Chapter:
    """The scores alone: how each forecast, the simulator among them, met studies that it had not seen."""
    return Chapter("evidence", Sentence("evidence.scores_heading", {}), tuple(_how_sure(record)))


def _how_sure(record: EvidenceAnswer) -> list[Block]:
    """The tables of scores, and what they say against the two forecasts that matter."""
    scores = {(row.forecast, row.group): row for row in record.scores}
    whole = scores["as_shipped", "all"]
    coverage = _scored(whole.coverage_90, whole.coverage_90_range, "share")
    lines: list[Sentence] = [Sentence("evidence.scored", {"rows": whole.n, "coverage": coverage})]
    for other in ("no_effect", "simulator"):
        gap = whole.above[other]
        lines.append(Sentence(f"evidence.gap.{other}.{_sureness(gap)}", {"gap": _gap(gap)}))
    own = scores.get(("as_shipped", "own"))
    if own is not None:
        gap = own.above["no_effect"]
        lines.append(Sentence(f"evidence.gap.own.{_sureness(gap)}", {"gap": _gap(gap), "rows": own.n}))
    wanted = SHOWN if record.lever is None else ("all", f"lever {record.lever}")
    rows = [row for row in record.scores if row.group in wanted]
    return [Passage(tuple(lines)), scores_table(rows), gaps_table(rows)]


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
    return Table(Sentence("evidence.scores_caption", {}), columns, rows, SOURCES, sheet="evidence_scores")


def gaps_table(rows: Sequence[EvidenceScore]) -> Table:
    """How much more the synthesis scores than each simple forecast, with 95 % intervals by clusters."""
    columns = (
        FORECAST,
        GROUP,
        *(Column(f"evidence.forecast.{name}", partial(_above, name)) for name in SIMPLE),
    )
    own = [row for row in rows if row.forecast in OWN]
    return Table(Sentence("evidence.gaps_caption", {}), columns, own, SOURCES, sheet="evidence_gaps")


def _group(row: EvidenceScore) -> Sentence:
    name, _, rest = row.group.partition(" ")
    if name == "lever":
        return lever_words(rest)
    return Sentence(f"evidence.group.{name}", {})


def studies_table(rows: Sequence[EvidenceStudy]) -> Table:
    """The studies of a lever, each with its source and how it was read."""
    columns = (
        Column("evidence.column.study", "study", width=2.2),
        Column("evidence.column.outcome", lambda row: Sentence(f"evidence.family.{row.family}", {}), width=2),
        Column("evidence.column.effect", _effect, width=1.4),
        Column("evidence.column.horizon", lambda row: Amount(row.horizon, "years", None, SOURCES)),
        Column("evidence.column.transfer", lambda row: Sentence(f"evidence.transfer.{row.transfer}", {})),
        Column("evidence.column.verified", lambda row: Sentence(f"evidence.verified.{row.verified}", {})),
        Column("evidence.column.read_in", "read_in", width=1.6),
        Column("evidence.column.used", lambda row: Sentence(f"evidence.used.{str(row.used).lower()}", {})),
        Column("evidence.column.row", "id", width=1.4),
    )
    caption = Sentence("evidence.studies_caption", {"count": len(rows)})
    return Table(caption, columns, rows, SOURCES, sheet="evidence_studies")


def _effect(row: EvidenceStudy) -> Amount | Sentence:
    if row.value is None:
        return Sentence(f"evidence.sign.{ {1: 'positive', 0: 'nought', -1: 'negative'}[row.sign or 0] }", {})
    ends = None
    if row.low is not None and row.high is not None:
        ends = (readers_size(row.family, row.low), readers_size(row.family, row.high))
    return Amount(readers_size(row.family, row.value), readers_unit(row.family), ends, (row.source,))
