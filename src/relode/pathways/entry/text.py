"""The answer of `entry_report` in words: sentences with their figures."""

from collections.abc import Sequence

from relode.language import Amount, Language, Sentence, spoken
from relode.pathways.entry.entry_record import (
    AlikeCells,
    EntryCandidate,
    EntryNotice,
    EntryReport,
    EntryScore,
    NamedPart,
)

SOURCES = ("own_table",)
"""Every figure comes from the table that was given."""
PARTS = ("market_size", "related", "surroundings", "siblings", "calibration")


def entry_text(report: EntryReport, language: Language) -> str:
    """The whole answer for a terminal."""
    return "\n".join(spoken(each, language) for each in entry_sentences(report))


def entry_sentences(report: EntryReport) -> tuple[Sentence, ...]:
    """What an entry is, base rates, candidates with reasons, scores, cautions."""
    candidates = [
        said for rank, candidate in enumerate(report.candidates, 1) for said in _candidate(candidate, rank)
    ] or [Sentence("entry.none", {})]
    return (*_opening(report), *candidates, *_scores(report), Sentence("entry.descriptive", {}))


def _opening(report: EntryReport) -> tuple[Sentence, ...]:
    entry, rates = report.entry, report.base_rates
    named_place = " ".join(part for part in (report.place, report.place_name) if part)
    smallest = _count(entry.smallest_visible_count)
    years = {"absent": _years(entry.absent_in), "present": _years(entry.present_in)}
    return (
        Sentence("entry.head", {"place": named_place, "years": years["present"]}),
        *(_notice(notice) for notice in report.notices),
        Sentence("entry.what", {**years, "smallest": smallest}),
        Sentence("entry.small", {"smallest": smallest, "share": _share(entry.share_entering_at_smallest_count)}),
        Sentence(
            "entry.base_rate",
            {
                "all": _share(rates.all_places),
                "candidates": _count(rates.this_place_candidates),
                "expected": _count(rates.this_place_expected_entries),
                "mean": _share(rates.this_place_expected),
            },
        ),
        Sentence(f"entry.model.{report.model.name}", {"events": _count(report.model.events_learnt_from)}),
    )


def _candidate(candidate: EntryCandidate, rank: int) -> tuple[Sentence, ...]:
    added = candidate.contributions
    named_industry = " ".join(part for part in (candidate.industry, candidate.industry_name) if part)
    first = {
        "probability": _share(candidate.probability),
        "industry_rate": _share(candidate.industry_base_rate),
        "alike": _alike(candidate.entered_when_alike),
    }
    second = {
        "total": _ratio(candidate.log_odds),
        "base": _ratio(candidate.base),
        "above": _ratio(candidate.above_what_size_explains),
        "industry_part": _ratio(added["industry"]),
        **{part: _ratio(added[part]) for part in PARTS},
    }
    named = (("related", candidate.related_by_industry), ("surroundings", candidate.surroundings_by_place))
    return (
        Sentence("entry.candidate", {"rank": rank, "industry": named_industry, **first}),
        Sentence("entry.parts", second),
        *(Sentence(f"entry.{part}", {"names": _named(items)}) for part, items in named if len(items) > 1),
    )


def _alike(alike: AlikeCells) -> Sentence:
    if alike.share is None or alike.interval_95 is None or alike.from_to is None:
        return Sentence("entry.alike.none", {})
    ends = zip(("from", "to", "low", "high"), (*alike.from_to, *alike.interval_95), strict=True)
    figures = {"cells": _count(alike.cells), "share": _share(alike.share)}
    return Sentence("entry.alike.some", {**figures, **{name: _share(value) for name, value in ends}})


def _notice(notice: EntryNotice) -> Sentence:
    return Sentence(f"entry.notice.{notice.kind}", {"count": _count(notice.count), "names": ", ".join(notice.names)})


def _scores(report: EntryReport) -> tuple[Sentence, ...]:
    score, model = report.score, report.model
    about = {
        "held": Sentence(f"entry.score.{model.held_out}", {"count": _count(score.held_out_units)}),
        "learnt": _transition(model.learnt_in_backtest),
        "scored": _transition(model.scored_in_backtest),
        "events": _count(score.events),
        "cells": _count(score.cells),
    }
    lines = [_score_line(name, values) for name, values in score.models.items()]
    return (Sentence("entry.score.head", about), *lines, *_gain(score, model.name))


def _score_line(name: str, values: dict[str, float]) -> Sentence:
    figures = {"auc": values["auc"], "precision": values["average_precision"], "recall": values["recall_at_10"]}
    named = {"model": Sentence(f"entry.name.{name}", {})}
    return Sentence("entry.score.line", {**named, **{key: _ratio(value) for key, value in figures.items()}})


def _gain(score: EntryScore, name: str) -> tuple[Sentence, ...]:
    gains = {"auc": score.gain_over_null["auc"], "precision": score.gain_over_null["average_precision"]}
    ends = {
        f"{measure}{end}": _ratio(value)
        for measure, gain in gains.items()
        for end, value in zip(("", "_low", "_high"), (gain.value, *gain.interval_95), strict=True)
    }
    best = {f"{measure}_null": Sentence(f"entry.name.{gain.null}", {}) for measure, gain in gains.items()}
    is_gained = min(gain.interval_95[0] for gain in gains.values()) > 0
    fit = score.models[name]
    fitted = {"slope": _ratio(fit["slope"]), "ratio": _ratio(fit["predicted_over_observed"])}
    return (
        Sentence("entry.score.gain", {**ends, **best}),
        *(() if is_gained else (Sentence("entry.score.no_gain", {}),)),
        Sentence("entry.score.calibration", fitted),
    )


def _named(items: Sequence[NamedPart]) -> list[Sentence]:
    return [
        Sentence("entry.rest", {"value": _ratio(item.value)})
        if item.name is None
        else Sentence("entry.named", {"name": item.name, "value": _ratio(item.value)})
        for item in items
    ]


def _years(years: Sequence[int]) -> Sentence | int:
    return Sentence("entry.years", {"first": years[0], "last": years[-1]}) if len(years) > 1 else years[0]


def _transition(years: Sequence[Sequence[int]]) -> Sentence:
    before, after = years
    return Sentence("entry.transition", {"before": _years(before), "after": _years(after)})


def _share(value: float) -> Amount:
    return Amount(value, "share", None, SOURCES)


def _ratio(value: float) -> Amount:
    return Amount(value, "1", None, SOURCES)


def _count(value: float) -> Amount:
    return Amount(value, "count", None, SOURCES)
