"""Where the uncertainty comes from, as a record and as sentences."""

from collections.abc import Mapping, Sequence

import numpy as np

from relode.language import LANGUAGES, Language, joined, number_text, say
from relode.plan.estimate import rounded
from relode.plan.uncertainty.jobs_uncertainty import QUANTITY, REST, JobsUncertainty
from relode.plan.uncertainty.records import (
    JobsSpread,
    ScreenedUnknown,
    SensitivityRecord,
    VarianceShare,
    percent,
)
from relode.plan.uncertainty.sensitivity import Indices
from relode.plan.uncertainty.unknowns import GROUPS, Unknown

APART = 0.05
"""A spread that differs by more from that of the futures as drawn is told. A choice of this project."""
SHOWN = 12
"""So many of the screened unknowns are kept, the largest first."""
TOLD = 3
"""So many unknowns are named in a sentence; the tables have all."""


def sensitivity_record(
    uncertainty: JobsUncertainty | None, every: Sequence[Unknown], horizon: int
) -> SensitivityRecord:
    """What a plan run tells of it: shares with half the length of their 95 % intervals, and sentences."""
    jobs = None if uncertainty is None else _spread(uncertainty, _labels(every))
    sentences = {language: () if jobs is None else tuple(_sentences(jobs, horizon, language)) for language in LANGUAGES}
    return SensitivityRecord(QUANTITY, horizon, len(every), jobs, sentences)


def _labels(every: Sequence[Unknown]) -> dict[str, dict[Language, str]]:
    groups: dict[str, dict[Language, str]] = {
        name: {language: say(f"planning.uncertainty.group.{name}", language) for language in LANGUAGES}
        for name in GROUPS
    }
    single = {unknown.name: {language: unknown.label(language) for language in LANGUAGES} for unknown in every}
    return groups | single | {REST: {language: say("planning.uncertainty.rest", language) for language in LANGUAGES}}


def _spread(uncertainty: JobsUncertainty, labels: Mapping[str, Mapping[Language, str]]) -> JobsSpread:
    indices = (uncertainty.groups, uncertainty.singles)
    return JobsSpread(
        mean=uncertainty.mean,
        spread=uncertainty.spread,
        spread_drawn=uncertainty.spread_drawn,
        assumed_share=uncertainty.assumed[0],
        assumed_share_half_length_95=uncertainty.assumed[1],
        samples=uncertainty.rows,
        converged=uncertainty.converged,
        widest_half_length_95=max(float(max(i.first_half_length.max(), i.total_half_length.max())) for i in indices),
        largest_change_between_halves=max(i.half_change for i in indices),
        groups=_shares(uncertainty.groups, labels),
        singles=_shares(uncertainty.singles, labels),
        screened=tuple(
            ScreenedUnknown(
                uncertainty.effects.factors[i],
                labels[uncertainty.effects.factors[i]],
                rounded(float(uncertainty.effects.size[i])),
                rounded(float(uncertainty.effects.size_half_length[i])),
                rounded(float(uncertainty.effects.spread[i])),
            )
            for i in np.argsort(-uncertainty.effects.size, kind="stable")[:SHOWN]
        ),
        worth_measuring_first=tuple(uncertainty.worth),
    )


def _shares(of: Indices, labels: Mapping[str, Mapping[Language, str]]) -> tuple[VarianceShare, ...]:
    return tuple(
        VarianceShare(
            of.factors[i],
            labels[of.factors[i]],
            *(rounded(float(values[i])) for values in (of.first, of.first_half_length, of.total, of.total_half_length)),
        )
        for i in np.argsort(-of.first, kind="stable")
    )


def _sentences(jobs: JobsSpread, horizon: int, language: Language) -> list[str]:
    values: dict[str, object] = {
        "horizon": horizon,
        "spread": number_text(jobs.spread, "persons", language),
        "share": percent(min(jobs.assumed_share, 1.0), language),
        "half": percent(jobs.assumed_share_half_length_95, language),
    }
    said = [say(f"planning.uncertainty.{key}", language, **values) for key in ("spread", "assumed")]
    return [*said, _worth(jobs, language)]


def _worth(jobs: JobsSpread, language: Language) -> str:
    """What is worth measuring first."""
    worth = jobs.worth_measuring_first
    if not worth:
        return say("planning.uncertainty.worth_none", language)
    by_name = {each.name: each for each in jobs.singles}
    best = by_name[worth[0]]
    return say(
        f"planning.uncertainty.{'worth' if len(worth) == 1 else 'worth_also'}",
        language,
        labels=joined([by_name[each].label[language] for each in worth[:TOLD]], language),
        share=percent(best.first, language),
        half=percent(best.first_half_length_95, language),
    )


def convergence_words(jobs: JobsSpread, language: Language) -> str:
    """How many samples, and whether they were enough."""
    said = say(
        f"planning.uncertainty.{'converged' if jobs.converged else 'not_converged'}",
        language,
        rows=number_text(jobs.samples, "1", language, "exact"),
        widest=percent(jobs.widest_half_length_95, language),
        change=percent(jobs.largest_change_between_halves, language),
    )
    ratio = jobs.spread / jobs.spread_drawn
    if abs(ratio - 1) <= APART:
        return said
    more = say("planning.uncertainty.apart", language, ratio=number_text(round(ratio, 2), "ratio", language))
    return said + (" " if language == "en" else "") + more
