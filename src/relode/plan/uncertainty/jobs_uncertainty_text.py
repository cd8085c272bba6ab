"""Where the uncertainty comes from, as a record and as sentences."""

from collections.abc import Mapping, Sequence

import numpy as np

from relode.language import LANGUAGES, Language, joined, number_text, say
from relode.model.policy.policy_file import Policy
from relode.plan.estimate import rounded
from relode.plan.uncertainty.jobs_uncertainty import QUANTITY, REST, JobsUncertainty
from relode.plan.uncertainty.plan_numbers import percent
from relode.plan.uncertainty.sensitivity import Indices
from relode.plan.uncertainty.uncertainty_records import (
    OutcomeUncertainty,
    ScreenedUnknown,
    SensitivityRecord,
    VarianceShare,
)
from relode.plan.uncertainty.unknowns import GROUPS, Unknown

APART = 0.05
"""A spread that differs by more from that of the futures as drawn is told. A choice of this project."""
SHOWN = 12
"""So many of the screened unknowns are kept, the largest first."""
TOLD = 3
"""So many unknowns are named in a sentence; the tables have all."""


def sensitivity_record(
    uncertainty: Mapping[str, JobsUncertainty], every: Sequence[Unknown], plan: Policy, horizon: int
) -> SensitivityRecord:
    """What a plan run tells of it: shares with half the length of their 95 % intervals, and sentences."""
    labels = _labels(every)
    outcomes = {name: _outcome(each, labels) for name, each in uncertainty.items()}
    sentences = {
        language: tuple(_sentences(outcomes, plan.title(language), horizon, language)) for language in LANGUAGES
    }
    return SensitivityRecord(QUANTITY, horizon, plan.name, len(every), outcomes, sentences)


def _labels(every: Sequence[Unknown]) -> dict[str, dict[Language, str]]:
    groups: dict[str, dict[Language, str]] = {
        name: {language: say(f"planning.uncertainty.group.{name}", language) for language in LANGUAGES}
        for name in GROUPS
    }
    single = {unknown.name: {language: unknown.label(language) for language in LANGUAGES} for unknown in every}
    return groups | single | {REST: {language: say("planning.uncertainty.rest", language) for language in LANGUAGES}}


def _outcome(uncertainty: JobsUncertainty, labels: Mapping[str, Mapping[Language, str]]) -> OutcomeUncertainty:
    indices = (uncertainty.groups, uncertainty.singles)
    return OutcomeUncertainty(
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


def _sentences(outcomes: Mapping[str, OutcomeUncertainty], title: str, horizon: int, language: Language) -> list[str]:
    both = len(outcomes) == 2
    values: dict[str, object] = {"horizon": horizon, "plan": title}
    for prefix, outcome in zip(("", "gain_"), outcomes.values(), strict=False):
        values |= {
            f"{prefix}spread": number_text(outcome.spread, "persons", language),
            f"{prefix}share": percent(min(outcome.assumed_share, 1.0), language),
            f"{prefix}half": percent(outcome.assumed_share_half_length_95, language),
            "mean": number_text(outcome.mean, "persons", language),
        }
    said = [
        say(f"planning.uncertainty.{'spread' if both else 'spread_only'}", language, **values),
        say(f"planning.uncertainty.{'assumed' if both else 'assumed_only'}", language, **values),
    ]
    return said + [_worth(name, outcome, language) for name, outcome in outcomes.items()]


def _worth(name: str, outcome: OutcomeUncertainty, language: Language) -> str:
    """What is worth measuring first for an outcome."""
    worth = outcome.worth_measuring_first
    of = say(f"planning.uncertainty.outcome.{name}", language)
    if not worth:
        return say("planning.uncertainty.worth_none", language, outcome=of)
    by_name = {each.name: each for each in outcome.singles}
    best = by_name[worth[0]]
    return say(
        f"planning.uncertainty.{'worth' if len(worth) == 1 else 'worth_also'}",
        language,
        outcome=of,
        labels=joined([by_name[each].label[language] for each in worth[:TOLD]], language),
        share=percent(best.first, language),
        half=percent(best.first_half_length_95, language),
    )


def convergence_words(outcome: OutcomeUncertainty, language: Language) -> str:
    """How many samples, and whether they were enough."""
    said = say(
        f"planning.uncertainty.{'converged' if outcome.converged else 'not_converged'}",
        language,
        rows=number_text(outcome.samples, "1", language, "exact"),
        widest=percent(outcome.widest_half_length_95, language),
        change=percent(outcome.largest_change_between_halves, language),
    )
    ratio = outcome.spread / outcome.spread_drawn
    if abs(ratio - 1) <= APART:
        return said
    more = say("planning.uncertainty.apart", language, ratio=number_text(round(ratio, 2), "ratio", language))
    return said + (" " if language == "en" else "") + more
