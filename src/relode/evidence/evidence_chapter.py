"""The chapter on evidence: what to expect of each lever in a new place, and each study with its source."""

from collections.abc import Sequence
from math import exp, expm1

from relode.evidence.evidence_answer import NOT_READ, lever_words
from relode.evidence.record import ContextStudy, EffectSpread, EvidenceAnswer, EvidenceStudy, LeverEffect
from relode.evidence.scored import SOURCES, bell_curve_gain, how_sure, in_short
from relode.evidence.words import BOUND, PRACTICAL, enough, word_rates
from relode.language import Amount, Sentence, has_sentence
from relode.language.numbers import unit_key
from relode.story import Block, Chapter, Column, Passage, PictureSpot, Table

LOGS, COSTS, POINTS = ("C", "D", "E", "F", "I"), ("B", "Bc"), ("H",)
"""Families told in per cent, as job-years for what a worker makes in a year, and in points of people trained."""


def chapter(record: EvidenceAnswer) -> Chapter:
    """The evidence, whole or of one lever, as blocks: of one with its studies, of all with every score."""
    blocks: list[Block] = [Passage((Sentence("evidence.same_everywhere", {}),))]
    blocks.append(Passage((Sentence("evidence.reading", {}),), "note"))
    if record.lever is None:
        blocks.append(Passage(words_said()))
    if record.own_studies:
        blocks.append(Passage((Sentence("evidence.own_studies", {"count": record.own_studies}),)))
    effects = in_order(record)
    if record.lever is not None:
        blocks += [Passage((_expected(record, each),), "bullet", SOURCES) for each in effects]
    if effects:
        blocks.append(effects_table(record))
    if record.lever is not None:
        blocks += [PictureSpot(forest_key(each)) for each in effects]
        if record.studies:
            blocks += [studies_table(record.studies), conversions_table(record.studies)]
        if record.context:
            blocks.append(Passage((Sentence("evidence.context_lead", {}),)))
        blocks += [
            Passage((Sentence("evidence.context_row", {"study": each.study, "base": _base(each)}),), "bullet", SOURCES)
            for each in record.context
        ]
    if record.thin:
        blocks.append(Passage((Sentence("evidence.thin_lead", {}),)))
        blocks += [Passage((said,), "bullet") for said in thin_words(record)]
    blocks += how_sure(record) if record.lever is None else [in_short(record)]
    if any(effect.other_priors for effect in effects):
        blocks.append(priors_table(record))
    return Chapter("evidence", Sentence("evidence.heading", {}), tuple(blocks))


def in_order(record: EvidenceAnswer) -> list[LeverEffect]:
    """Effects of measures first, of money alone after them."""
    return sorted(record.effects, key=lambda row: (row.holds == "money", row.lever, row.family))


def rows_behind(record: EvidenceAnswer, effect: LeverEffect) -> list[EvidenceStudy]:
    """The studies of a lever on an outcome, as far as the synthesis uses them."""
    is_money = effect.holds == "money"
    return [row for row in record.studies if row.used and (row.holds == "money") == is_money
            and (row.lever, row.family) == (effect.lever, effect.family)]  # fmt: skip


def _expected(record: EvidenceAnswer, effect: LeverEffect) -> Sentence:
    """What to expect of a lever on an outcome, after what was studied and when, and on how much that rests."""
    rows = rows_behind(record, effect)
    tenths = round(10 * effect.here_above)
    share = {10: "all", 0: "none"}.get(tenths, "some")
    numbers = effect.studies - effect.signs_only
    basis = {"numbers": numbers, "signs": effect.signs_only, "clusters": effect.clusters, "direct": effect.direct}
    return Sentence("evidence.expected", {
        "outcome": Sentence(f"evidence.family.{effect.family}", {}),
        "average": _told(effect.family, effect.average), "here": _told(effect.family, effect.here),
        "tenths": Sentence(f"evidence.tenths.{share}", {"count": tenths}), "least": _least(effect.family),
        "doses": list({(row.dose, row.dose_unit): dose_words(row) for row in rows}.values()),
        "horizon": horizon_words(rows),
        "basis": Sentence("evidence.basis.few" if numbers < 2 else "evidence.basis.several", basis),
    })  # fmt: skip


def _least(family: str) -> str:
    """What an effect of no avail is to readers: nothing, or for money as many jobs as it would pay anyway."""
    return "1" if family in COSTS else "0"


def forest_key(effect: LeverEffect) -> str:
    """The key of the picture of an outcome."""
    return f"evidence_forest_{effect.holds}_{effect.family}"


def thin_words(record: EvidenceAnswer) -> tuple[Sentence, ...]:
    """Measures of which too little is known, and why."""
    return tuple(_thin(each.lever, each.reason, each.studies) for each in record.thin)


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
        Column("evidence.column.base", _bases, width=1.6),
        Column("evidence.column.outcome", lambda row: Sentence(f"evidence.family.{row.family}", {}), width=2),
        Column("evidence.column.average", lambda row: _told(row.family, row.average), width=1.6),
        Column("evidence.column.here", lambda row: _told(row.family, row.here), width=1.6),
        Column("evidence.column.price", lambda row: prices_told(rows_behind(record, row)), width=1.6),
        Column("evidence.column.word", _word, width=1.4),
        Column("evidence.column.horizon", lambda row: horizon_words(rows_behind(record, row))),
        Column("evidence.column.rows", _rows),
    )
    caption = Sentence("evidence.effects_caption", {"rhat": record.largest_rhat})
    return Table(caption, columns, in_order(record), SOURCES, sheet="evidence")


def _bases(row: LeverEffect) -> list[Sentence]:
    """What the studies counted."""
    return [Sentence(f"evidence.base.{each}", {}) for each in row.bases]


def _base(row: EvidenceStudy | ContextStudy) -> Sentence:
    """What a study counted, and where that was read."""
    base = Sentence(f"evidence.base.{row.base}", {})
    if not row.base_read:
        return base
    known = row.base_read != NOT_READ
    said = {"base": base, **({"where": row.base_read} if known else {})}
    return Sentence(f"evidence.base_read.{'read' if known else NOT_READ}", said)


def _word(row: LeverEffect) -> Sentence | None:
    return None if row.word is None else Sentence(f"evidence.word.{row.word}", {})


def prices_told(rows: Sequence[EvidenceStudy]) -> list[Sentence] | None:
    """What a dose costs where a study reports it, each price once; None where none does."""
    told = {(row.price, row.price_unit): _price(row) for row in rows if row.price is not None}
    return [each for each in told.values() if each is not None] or None


def words_said() -> tuple[Sentence, ...]:
    """The rule of the words, how often it is right on simulated tables, and what knowing the programme adds."""
    rates = word_rates()
    shares = {case: Amount(rates[case, 0], "share") for case in ("nothing_works", "nothing_on_average", "works")}
    least = min((more for case, more in rates if case == "works" and enough(more)), default=None)
    rule = Sentence("evidence.words.rule", {"practical": Amount(PRACTICAL / 10, "share"), "points": 5 * PRACTICAL,
                                            "sure": Amount(1 - BOUND, "share")})  # fmt: skip
    if enough():
        judged = Sentence("evidence.words.tested", dict(shares))
    else:
        key = "cannot" if least is not None else "cannot_at_all"
        judged = Sentence(f"evidence.words.{key}", {**shares, "more": least or max(more for _, more in rates)})
    return rule, judged, Sentence("evidence.words.bell_curve", {"gain": bell_curve_gain()})


def priors_table(record: EvidenceAnswer) -> Table:
    """What other priors would have said of the mean over places: lowest and highest median."""
    columns = (
        Column("evidence.column.lever", lambda row: lever_words(row.lever), width=1.5),
        Column("evidence.column.holds", lambda row: Sentence(f"evidence.holds.{row.holds}", {}), width=1.3),
        Column("evidence.column.outcome", lambda row: Sentence(f"evidence.family.{row.family}", {}), width=2),
        Column("evidence.column.average", lambda row: _told(row.family, row.average), width=1.6),
        Column("evidence.column.other_priors", _other_priors, width=1.6),
    )
    rows = [row for row in in_order(record) if row.other_priors is not None]
    return Table(Sentence("evidence.priors_caption", {}), columns, rows, SOURCES, True, "evidence_priors")


def _other_priors(row: LeverEffect) -> Sentence | None:
    if row.other_priors is None:
        return None
    low, high = (Amount(readers_size(row.family, y), readers_unit(row.family), None, SOURCES) for y in row.other_priors)
    return Sentence("evidence.from_to", {"low": low, "high": high})


def _rows(row: LeverEffect) -> Sentence:
    return Sentence("evidence.rows", {"rows": row.studies, "clusters": row.clusters, "direct": row.direct})


def horizon_words(rows: Sequence[EvidenceStudy]) -> Sentence:
    """How many years after the dose the effects are."""
    low, high = (of(row.horizon for row in rows) for of in (min, max))
    key = "years_from" if low < high else "year" if high == 1 else "years"
    return Sentence(f"evidence.{key}", {"low": low, "high": high})


def dose_words(row: EvidenceStudy) -> Sentence:
    """What a study looked at; a user's own unit as it is written."""
    return _with_unit("dose", row.dose, row.dose_unit, row.source)


def _printed(row: EvidenceStudy) -> Sentence | None:
    return None if row.printed is None else _with_unit("printed", row.printed, row.printed_unit, row.source)


def _with_unit(kind: str, number: float, unit: str, source: str) -> Sentence:
    """A number in a unit of the table of studies."""
    key = f"evidence.{kind}.{unit_key(unit)}"
    value = Amount(number, "share" if unit.startswith("share") else "1", None, (source,), "short")
    return Sentence(key if has_sentence(key) else "evidence.as_written", {"value": value, "unit": unit})


def studies_table(rows: Sequence[EvidenceStudy]) -> Table:
    """The studies of a lever, each with its key, what was done, and where and how it was read."""
    columns = (
        Column("evidence.column.study", named, width=2.4),
        Column("evidence.column.dose", dose_words, width=1.8),
        Column("evidence.column.base", _base, width=2.4),
        Column("evidence.column.outcome", lambda row: Sentence(f"evidence.family.{row.family}", {}), width=2),
        Column("evidence.column.effect", effect_told, width=1.4),
        Column("evidence.column.horizon", lambda row: horizon_words([row])),
        Column("evidence.column.transfer", lambda row: Sentence(f"evidence.transfer.{row.transfer}", {})),
        Column("evidence.column.verified", _read, width=2),
        Column("evidence.column.used", lambda row: Sentence(f"evidence.used.{str(row.used).lower()}", {})),
    )
    caption = Sentence("evidence.studies_caption", {"count": len(rows)})
    return Table(caption, columns, rows, SOURCES, sheet="evidence_studies")


def conversions_table(rows: Sequence[EvidenceStudy]) -> Table:
    """What each study prints, how that was brought to the common scale, and what its dose costs."""
    columns = (
        Column("evidence.column.study", named, width=2.4),
        Column("evidence.column.printed", _printed, width=1.8),
        Column("evidence.column.conversion", lambda row: Sentence(f"evidence.conversion.{row.conversion}", {})),
        Column("evidence.column.dose", dose_words, width=1.8),
        Column("evidence.column.dose_source", lambda row: _from(row.dose_source)),
        Column("evidence.column.price", _price, width=1.8),
        Column("evidence.column.price_source", lambda row: _from(row.price_source)),
    )
    return Table(Sentence("evidence.conversions_caption", {}), columns, rows, SOURCES, True, "evidence_conversions")


def named(row: EvidenceStudy) -> str:
    """A study and the key of its row."""
    return f"{row.study} · {row.id}"


def _read(row: EvidenceStudy) -> Sentence:
    how = Sentence(f"evidence.verified.{row.verified}", {})
    return Sentence("report.labelled", {"label": how, "text": row.read_in}) if row.read_in else how


def _from(source: str | None) -> Sentence | str | None:
    key = f"evidence.dose_source.{source}"
    return Sentence(key, {}) if has_sentence(key) else source


def _price(row: EvidenceStudy) -> Sentence | None:
    if row.price is None or row.price_unit is None:
        return None
    return _with_unit("price", row.price, row.price_unit, row.price_source or row.source)


def effect_told(row: EvidenceStudy) -> Amount | Sentence:
    """The effect of a study with its interval as readers are told it, or in words where it tells a sign only."""
    if row.value is None:
        return Sentence(f"evidence.sign.{ {1: 'positive', 0: 'nought', -1: 'negative'}[row.sign or 0] }", {})
    ends = None
    if row.low is not None and row.high is not None:
        ends = (readers_size(row.family, row.low), readers_size(row.family, row.high))
    return Amount(readers_size(row.family, row.value), readers_unit(row.family), ends, (row.source,))
