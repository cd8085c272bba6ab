"""What `relode evidence` answers with: the shipped draws, or a fit of the shipped studies and a user's own."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from relode import shipped_tables
from relode.errors import RelodeError
from relode.evidence.record import (
    ContextStudy,
    EffectSpread,
    EvidenceAnswer,
    EvidenceScore,
    EvidenceStudy,
    Interval,
    LeverEffect,
    ThinEvidence,
)
from relode.evidence.studies import (
    Family,
    Kind,
    PublishedStudy,
    families,
    fingerprint,
    kind_of,
    read_studies,
    studies,
)
from relode.evidence.words import enough, word_of
from relode.facts import rows as fact_rows
from relode.language import LANGUAGES, Sentence, has_sentence, spoken
from relode.usual import SEED

ROOM = "relode.evidence"
NOT_READ = "not_read"
STUDIED = frozenset({"spending", "public_jobs", "mining_shock", "elder_care", "industrial_park"})
"""What the table calls a lever and the simulator does not."""
SIMPLE = ("no_effect", "grand_mean", "lever_mean", "pooled_priors", "simulator")
"""Forecasts that every other is set beside."""


Outcome = tuple[str, str, str]
"""A lever, what its rows hold, a family."""


def evidence_answer(lever: str | None = None, own: Path | None = None) -> EvidenceAnswer:
    """The evidence on `lever`, its key or its name, or on all; with studies of `own` fitted again.

    Raises RelodeError for a lever that no row speaks of, for a table that cannot be read,
    and where NumPyro is not installed, which only a fit needs.

    Example:
        >>> rl.evidence.expected("cluster_support").same_for_every_city
        True
    """
    if own is None:
        return _answer(studies(), *shipped_effects(), lever)
    table = (*studies(), *read_studies(own))
    lever = lever_of(lever, table)
    if find_spec("numpyro") is None:
        raise RelodeError("fit_needs_numpyro")
    # Only a fit needs arrays: what ships is told in half the time without.
    from relode.evidence.sampling import draws
    from relode.evidence.summary import summary
    from relode.evidence.synthesis import rows_of

    fit = draws(rows_of(table), SEED)
    return _answer(table, summary(table, fit), fit.rhat, lever)


def measured(table: Sequence[PublishedStudy]) -> dict[tuple[Kind, str], list[PublishedStudy]]:
    """Lever, what it holds and family -> its rows, without shocks, which are no measures."""
    result: dict[tuple[Kind, str], list[PublishedStudy]] = {}
    for study in table:
        if not study.shock:
            result.setdefault((kind_of(study), study.family), []).append(study)
    return result


@cache
def shipped_effects() -> tuple[Mapping[Outcome, Mapping[str, float]], float]:
    """What the shipped draws say of each lever and outcome, and the largest R-hat of their chains.

    [unit of the family, chances 0-1; 1] Raises RelodeError where they do not come from the rows that ship.
    """
    rows = shipped_tables.rows(ROOM, "evidence_effects")
    if {row["fingerprint"] for row in rows} != {fingerprint(studies())}:
        raise RelodeError("evidence.stale_draws")
    names = [f"{of}_{at}" for of in ("average", "here") for at in ("p05", "median", "p95", "above")]
    names.append("average_bound")
    effects = {(r["lever"], r["holds"], r["family"]): {name: float(r[name]) for name in names} for r in rows}
    return effects, float(rows[0]["rhat"])


def lever_words(lever: str) -> Sentence:
    """The name of a lever, or of what studies call one."""
    return Sentence(f"evidence.lever.{lever}" if lever in STUDIED else f"planning.lever.{lever}", {})


def lever_of(text: str | None, table: Sequence[PublishedStudy]) -> str | None:
    """The lever of that key, or of that name in either language; None of None.

    Raises RelodeError for one that neither a row speaks of nor `thin_evidence.csv` names.
    """
    if text is None:
        return None
    levers = list(dict.fromkeys([*(study.lever for study in table), *(row.lever for row in thin(table))]))
    names = {key: lever for lever in levers for key in (lever, *_names(lever))}
    if text.casefold() not in names:
        raise RelodeError("evidence.unknown_lever", lever=text, allowed=", ".join(levers))
    return names[text.casefold()]


def _names(lever: str) -> list[str]:
    words = lever_words(lever)
    return [spoken(words, language).casefold() for language in LANGUAGES] if has_sentence(words.key) else []


def _answer(
    table: Sequence[PublishedStudy], effects: Mapping[Outcome, Mapping[str, float]], rhat: float, lever: str | None
) -> EvidenceAnswer:
    lever = lever_of(lever, table)
    own = [study for study in table if lever in (None, study.lever)]
    is_shipped = not any(study.own for study in table)
    return EvidenceAnswer(
        effects=tuple(
            _effect(rows, kind, families()[family], effects[(*kind, family)], is_shipped)
            for (kind, family), rows in measured(own).items()
        ),
        scores=tuple(row for row in shipped_scores() if lever is None or row.group in ("all", "own", f"lever {lever}")),
        studies=tuple(map(_study, own)),
        thin=tuple(row for row in thin(table) if lever in (None, row.lever)),
        context=context(lever),
        lever=lever,
        same_for_every_city=True,
        fingerprint=fingerprint(table),
        own_studies=sum(study.own for study in table),
        largest_rhat=rhat,
    )


def _effect(
    rows: Sequence[PublishedStudy], kind: Kind, family: Family, numbers: Mapping[str, float], is_shipped: bool
) -> LeverEffect:
    average, here = (
        EffectSpread(*(numbers[f"{of}_{at}"] for at in ("median", "p05", "p95"))) for of in ("average", "here")
    )
    return LeverEffect(
        *kind, family.name, family.outcome, family.unit, family.standard_dose,
        average=average,
        here=here,
        bases=tuple(dict.fromkeys(base_of(study.effect_id)[0] for study in rows)),
        word=word_of(numbers["average_bound"], family.name) if kind[1] == "measure" and enough() else None,
        average_above=numbers["average_above"],
        here_above=numbers["here_above"],
        other_priors=prior_range().get((*kind, family.name)) if is_shipped else None,
        studies=len(rows),
        clusters=len({s.cluster for s in rows}),
        direct=sum(s.transfer == "direct" for s in rows),
        signs_only=sum(s.y is None for s in rows),
        priced=sum(s.price is not None for s in rows),
    )  # fmt: skip


@cache
def bases() -> Mapping[str, tuple[str, str]]:
    """Published row -> what the paper counted, so that its effect is a part of that, and where that was read."""
    return {row["effect_id"]: (row["base"], row["base_read"]) for row in shipped_tables.rows(ROOM, "study_bases")}


def base_of(effect_id: str) -> tuple[str, str]:
    """What a row counted and where that was read; of a user's own row `own` and nothing."""
    return bases().get(effect_id, ("own", ""))


def context(lever: str | None = None) -> tuple[ContextStudy, ...]:
    """Studies on a lever (None: all) whose numbers were not read: they never enter the synthesis."""
    return tuple(
        ContextStudy(row["effect_id"], row["study"], row["lever"], *base_of(row["effect_id"]))
        for row in fact_rows("published_effects")
        if row["verified"] == NOT_READ and lever in (None, row["lever"])
    )


def _study(s: PublishedStudy) -> EvidenceStudy:
    price = s.price
    return EvidenceStudy(
        s.effect_id, s.study, s.cluster, s.lever, s.family, s.y, s.low, s.high, s.sign, s.printed, s.printed_unit,
        s.conversion, s.dose.value, s.dose_unit, s.dose_source, s.horizon, s.transfer, s.verified, s.holds,
        not s.shock, s.scored, price.value if price else None, price.unit if price else None,
        price.source if price else None, s.source, s.read_in, *base_of(s.effect_id),
    )  # fmt: skip


def lever_studies(lever: str) -> tuple[EvidenceStudy, ...]:
    """The shipped rows of a lever, none where none speaks of it."""
    return tuple(_study(study) for study in studies() if study.lever == lever)


def independent(rows: Sequence[EvidenceStudy]) -> tuple[int, int]:
    """Independent groups among rows that hold a measure's own doing: how many, and from places like these. [count]"""
    own = [row for row in rows if row.holds != "money" and row.used]
    return len({row.cluster for row in own}), len({row.cluster for row in own if row.transfer == "direct"})


def thin(table: Sequence[PublishedStudy]) -> tuple[ThinEvidence, ...]:
    """Measures of `thin_evidence.csv`, with how many rows hold their own doing."""
    rows = shipped_tables.rows(ROOM, "thin_evidence")
    return tuple(
        ThinEvidence(row["lever"], sum(s.lever == row["lever"] and s.holds != "money" for s in table), row["reason"])
        for row in rows
    )


@cache
def prior_range() -> Mapping[tuple[str, str, str], tuple[float, float]]:
    """Outcome -> lowest and highest median of the mean over places under other priors. [unit of the family]"""
    medians: dict[tuple[str, str, str], list[float]] = {}
    for row in shipped_tables.rows(ROOM, "prior_sensitivity"):
        medians.setdefault((row["lever"], row["holds"], row["family"]), []).append(float(row["average_median"]))
    return {key: (min(values), max(values)) for key, values in medians.items()}


@cache
def shipped_scores() -> tuple[EvidenceScore, ...]:
    """Scores of all forecasts on left-out clusters."""
    return tuple(map(_score, shipped_tables.rows(ROOM, "evidence_scores")))


def _score(row: Mapping[str, str]) -> EvidenceScore:
    def ends(name: str) -> Interval:
        return float(row[f"{name}_low"]), float(row[f"{name}_high"])

    numbers: dict[str, Any] = {}
    for name in ("coverage_50", "coverage_80", "coverage_90", "crps"):
        numbers[name] = float(row[name]) if row[name] else None
        numbers[f"{name}_range"] = ends(name) if row[name] else None
    return EvidenceScore(
        row["forecast"], row["group"], int(row["n"]), int(row["numbers"]), **numbers,
        log_score=float(row["log_score"]), log_score_range=ends("log_score"),
        above={name: (float(row[f"above_{name}"]), *ends(f"above_{name}")) for name in SIMPLE},
    )  # fmt: skip
