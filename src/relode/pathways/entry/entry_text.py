"""The answer of `entry_report` in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from relode.language import Language, number_text, say

Report = Mapping[str, Any]


def entry_text(report: Report, language: Language) -> str:
    """The whole answer for a reader: what an entry is, base rates, candidates with reasons, scores, cautions."""
    lines = [*_opening(report, language)]
    for rank, candidate in enumerate(report["candidates"], start=1):
        lines += _candidate(candidate, rank, language)
    if not report["candidates"]:
        lines.append(say("entry.none", language))
    return "\n".join([*lines, *_scores(report, language), say("entry.descriptive", language)])


def _opening(report: Report, language: Language) -> list[str]:
    entry, rates, model = report["entry"], report["base_rates"], report["model"]
    smallest = f"{entry['smallest_visible_count']:g}"
    absent, coming = _years(entry["absent_in"]), _years(entry["present_in"])
    return [
        say("entry.head", language, place=report["place"], years=coming),
        say("entry.what", language, absent=absent, present=coming, smallest=smallest),
        say(
            "entry.small",
            language,
            smallest=smallest,
            share=_share(entry["share_entering_at_smallest_count"], language),
        ),
        say(
            "entry.base_rate",
            language,
            all=_share(rates["all_places"], language),
            candidates=rates["this_place_candidates"],
            expected=f"{rates['this_place_expected_entries']:.1f}",
            mean=_share(rates["this_place_expected"], language),
        ),
        say(f"entry.model.{model['name']}", language, events=f"{model['events_learnt_from']:,}"),
    ]


def _candidate(candidate: Report, rank: int, language: Language) -> list[str]:
    alike, added = candidate["entered_when_alike"], candidate["contributions"]
    low, high = (_share(value, language) for value in alike["interval_95"])
    first = say(
        "entry.candidate",
        language,
        rank=rank,
        industry=candidate["industry"],
        probability=_share(candidate["probability"], language),
        industry_rate=_share(candidate["industry_base_rate"], language),
        cells=f"{alike['cells']:,}",
        alike=_share(alike["share"], language),
        low=low,
        high=high,
    )
    second = say(
        "entry.parts",
        language,
        total=_signed(candidate["log_odds"]),
        base=_signed(candidate["base"]),
        above=_signed(candidate["above_what_size_explains"]),
        industry_part=_signed(added["industry"]),
        **{part: _signed(added[part]) for part in ("market_size", "related", "surroundings", "siblings")},
    )
    named = [
        say(f"entry.{part}", language, names=_named(candidate[key], language))
        for part, key in (("related", "related_by_industry"), ("surroundings", "surroundings_by_place"))
        if len(candidate[key]) > 1
    ]
    return [first, second, *named]


def _scores(report: Report, language: Language) -> list[str]:
    score, model = report["score"], report["model"]
    held = say(f"entry.score.{model['held_out']}", language, count=score["held_out_units"])
    learnt, scored = (
        f"{_years(years[0])} > {_years(years[1])}"
        for years in (model["learnt_in_backtest"], model["scored_in_backtest"])
    )
    counts = {name: f"{score[name]:,}" for name in ("events", "cells")}
    lines = [say("entry.score.head", language, held=held, learnt=learnt, scored=scored, **counts)]
    lines += [_score_line(name, values, language) for name, values in score["models"].items()]
    return [*lines, *_gain(score, model["name"], language)]


def _score_line(name: str, values: Report, language: Language) -> str:
    return say(
        "entry.score.line",
        language,
        model=say(f"entry.name.{name}", language),
        auc=f"{values['auc']:.3f}",
        precision=f"{values['average_precision']:.3f}",
        recall=f"{values['recall_at_10']:.3f}",
    )


def _gain(score: Report, name: str, language: Language) -> list[str]:
    gains = {"auc": score["gain_over_null"]["auc"], "precision": score["gain_over_null"]["average_precision"]}
    numbers: dict[str, str] = {}
    for measure, gain in gains.items():
        ends = zip(("", "_low", "_high"), (gain["value"], *gain["interval_95"]), strict=True)
        numbers |= {measure + end: _signed(value, 3) for end, value in ends}
    lines = [say("entry.score.gain", language, **numbers)]
    if min(gain["interval_95"][0] for gain in gains.values()) <= 0:
        lines.append(say("entry.score.no_gain", language))
    fit = score["models"][name]
    slope, ratio = f"{fit['slope']:.2f}", f"{fit['predicted_over_observed']:.2f}"
    return [*lines, say("entry.score.calibration", language, slope=slope, ratio=ratio)]


def _named(items: Sequence[Report], language: Language) -> str:
    texts = [
        say("entry.named", language, name=item["name"], value=_signed(item["value"]))
        if item["name"] is not None
        else say("entry.rest", language, value=_signed(item["value"]))
        for item in items
    ]
    return say("entry.comma", language).join(texts)


def _years(years: Sequence[int]) -> str:
    return f"{years[0]}-{years[-1]}" if len(years) > 1 else str(years[0])


def _share(value: float, language: Language) -> str:
    return number_text(value, "share", language)


def _signed(value: float, places: int = 2) -> str:
    return f"{value:+.{places}f}".replace("-", "\N{MINUS SIGN}")
