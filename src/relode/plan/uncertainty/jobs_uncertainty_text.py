"""Where the doubt comes from, as a record and as sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from relode.language import LANGUAGES, Language, joined, number_text, say
from relode.model.policy.policy_file import Policy
from relode.plan.estimate import rounded
from relode.plan.uncertainty.jobs_uncertainty import QUANTITY, REST, JobsUncertainty
from relode.plan.uncertainty.plan_numbers import percent
from relode.plan.uncertainty.sensitivity import Indices
from relode.plan.uncertainty.unknowns import GROUPS, Unknown

Record = Mapping[str, Any]
APART = 0.05
"""A spread that differs by more from that of the futures as drawn is told. A choice of this project."""
SHOWN = 12
"""So many of the screened unknowns are kept, the largest first."""
TOLD = 3
"""So many unknowns are named in a sentence; the tables have all."""


def sensitivity_record(
    uncertainty: Mapping[str, JobsUncertainty], every: Sequence[Unknown], plan: Policy, horizon: int
) -> dict[str, Any]:
    """What `plan.json` holds of the doubts: shares with half the length of their 95 % intervals, and sentences."""
    labels = _labels(every)
    record = {
        "quantity": QUANTITY,
        "year": horizon,
        "plan": plan.name,
        "unknowns": len(every),
        "outcomes": {name: _outcome(doubt, labels) for name, doubt in uncertainty.items()},
    }
    titles = {language: plan.title(language) for language in LANGUAGES}
    return record | {"sentences": {language: _sentences(record, titles[language], language) for language in LANGUAGES}}


def _labels(every: Sequence[Unknown]) -> dict[str, dict[Language, str]]:
    groups: dict[str, dict[Language, str]] = {
        name: {language: say(f"planning.doubt.group.{name}", language) for language in LANGUAGES} for name in GROUPS
    }
    single = {unknown.name: {language: unknown.label(language) for language in LANGUAGES} for unknown in every}
    return groups | single | {REST: {language: say("planning.doubt.rest", language) for language in LANGUAGES}}


def _outcome(doubt: JobsUncertainty, labels: Mapping[str, Mapping[Language, str]]) -> dict[str, Any]:
    indices = (doubt.groups, doubt.singles)
    return {
        "mean": doubt.mean,
        "spread": doubt.spread,
        "spread_drawn": doubt.spread_drawn,
        "assumed_share": doubt.assumed[0],
        "assumed_share_half_length_95": doubt.assumed[1],
        "samples": doubt.rows,
        "converged": doubt.converged,
        "widest_half_length_95": max(float(max(i.first_half_length.max(), i.total_half_length.max())) for i in indices),
        "largest_change_between_halves": max(i.half_change for i in indices),
        "groups": _shares(doubt.groups, labels),
        "singles": _shares(doubt.singles, labels),
        "screened": [
            {
                "name": doubt.effects.factors[i],
                "label": labels[doubt.effects.factors[i]],
                "effect": rounded(float(doubt.effects.size[i])),
                "effect_half_length_95": rounded(float(doubt.effects.size_half_length[i])),
                "effect_spread": rounded(float(doubt.effects.spread[i])),
            }
            for i in np.argsort(-doubt.effects.size, kind="stable")[:SHOWN]
        ],
        "worth_measuring_first": list(doubt.worth),
    }


def _shares(of: Indices, labels: Mapping[str, Mapping[Language, str]]) -> list[dict[str, Any]]:
    return [
        {
            "name": of.factors[i],
            "label": labels[of.factors[i]],
            "first": rounded(float(of.first[i])),
            "first_half_length_95": rounded(float(of.first_half_length[i])),
            "total": rounded(float(of.total[i])),
            "total_half_length_95": rounded(float(of.total_half_length[i])),
        }
        for i in np.argsort(-of.first, kind="stable")
    ]


def _sentences(record: Record, title: str, language: Language) -> list[str]:
    outcomes = record["outcomes"]
    both = len(outcomes) == 2
    values = {"horizon": record["year"], "plan": title}
    for prefix, outcome in zip(("", "gain_"), outcomes.values(), strict=False):
        values |= {
            f"{prefix}spread": number_text(outcome["spread"], "persons", language),
            f"{prefix}share": percent(min(outcome["assumed_share"], 1.0), language),
            f"{prefix}half": percent(outcome["assumed_share_half_length_95"], language),
            "mean": number_text(outcome["mean"], "persons", language),
        }
    said = [
        say(f"planning.doubt.{'spread' if both else 'spread_only'}", language, **values),
        say(f"planning.doubt.{'assumed' if both else 'assumed_only'}", language, **values),
    ]
    return said + [_worth(name, outcome, language) for name, outcome in outcomes.items()]


def _worth(name: str, outcome: Record, language: Language) -> str:
    """What is worth measuring first for an outcome."""
    worth = outcome["worth_measuring_first"]
    of = say(f"planning.doubt.outcome.{name}", language)
    if not worth:
        return say("planning.doubt.worth_none", language, outcome=of)
    by_name = {each["name"]: each for each in outcome["singles"]}
    best = by_name[worth[0]]
    return say(
        f"planning.doubt.{'worth' if len(worth) == 1 else 'worth_also'}",
        language,
        outcome=of,
        labels=joined([by_name[each]["label"][language] for each in worth[:TOLD]], language),
        share=percent(best["first"], language),
        half=percent(best["first_half_length_95"], language),
    )


def convergence_words(outcome: Record, language: Language) -> str:
    """How many samples, and whether they were enough."""
    said = say(
        f"planning.doubt.{'converged' if outcome['converged'] else 'not_converged'}",
        language,
        rows=number_text(outcome["samples"], "1", language, "exact"),
        widest=percent(outcome["widest_half_length_95"], language),
        change=percent(outcome["largest_change_between_halves"], language),
    )
    ratio = outcome["spread"] / outcome["spread_drawn"]
    if abs(ratio - 1) <= APART:
        return said
    more = say("planning.doubt.apart", language, ratio=number_text(round(ratio, 2), "ratio", language))
    return said + (" " if language == "en" else "") + more
