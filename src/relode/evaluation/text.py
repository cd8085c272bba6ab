"""An evaluation in words: sentences with their figures, and a terminal's lines of them."""

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

from relode.evaluation.checks import NO_EFFECT
from relode.evaluation.past_policy import Evaluation, per_dose, practical_size, readable
from relode.evaluation.policies import protocol
from relode.evaluation.record import OutcomeAnswer, PolicyAnswer
from relode.evaluation.shipped_findings import Finding, finding
from relode.language import Amount, Language, Sentence, spoken, with_label
from relode.places.place import by_code
from relode.story import Column, Table
from relode.story.columns import IN_TEXT
from relode.vocabulary import Label

SIZES = ("largest", "usual", "effect", "lowest", "highest", "low", "high", "without_neighbours")
"""Entries of a check's detail that are sizes of the outcome."""
NAMED = 3
"""Places that a refusal names, of many."""
SOURCES = {
    "budget_expenditure": ("city_fiscal", "yearbook_panel"),
    "budget_revenue": ("city_fiscal", "yearbook_panel"),
    "gdp_real_index": ("gdp_revised",),
    "secondary_share": ("gdp_first",),
    "population_resident_reported": ("population_annual",),
    "population": ("census2010", "census2020"),
    "house_price": ("house_listing",),
    "co2_emissions": ("edgar",),
    "government_debt": ("local_debt_tables", "rating_reports"),
}
"""Sources of the outcomes, as their tables name them."""


def evaluation_text(evaluations: Sequence[Evaluation], language: Language) -> str:
    """What `relode evaluate` prints: for each outcome the verdict, then what it rests on."""
    parts = evaluation_sentences(evaluations)
    lines = ["\n".join(f"{'  ' * (at > 0)}{spoken(s, language)}" for at, s in enumerate(part)) for part in parts]
    return "\n\n".join(lines)


def evaluation_sentences(evaluations: Sequence[Evaluation]) -> tuple[tuple[Sentence, ...], ...]:
    """The same, a part an outcome: first the verdict, then what it rests on."""
    policy = evaluations[0].policy
    parts: list[tuple[Sentence, ...]] = [(Sentence("evaluation.answer.title", {"policy": policy_name(policy.name)}),)]
    if policy.left_out:
        parts.append((Sentence("evaluation.answer.left_out", {"places": _places(policy.left_out)}),))
    for each in evaluations:
        shown = finding(each)
        verdict = with_label(Label(each.outcome), verdict_words(shown))
        parts.append((verdict, *basis_words(shown), *_notes(each)))
    drawn = [each.settings.placebos or "placebo_in_place" in each.checks for each in evaluations]
    if not all(drawn):
        parts.append((Sentence("evaluation.answer.no_placebos", {}),))
    return tuple(parts)


def progress_words(outcome: str, done: int) -> Sentence:
    """How far the placebos of an outcome are."""
    draws = protocol()["rules"]["placebo_draws"]
    return Sentence("evaluation.answer.progress", {"outcome": Label(outcome), "done": done, "all": draws})


def policy_name(name: str) -> Sentence:
    """The name of a policy for readers."""
    return Sentence(f"evaluation.policy.{name}", {})


def verdict_words(evaluated: Finding) -> Sentence:
    """The verdict as a sentence with its numbers."""
    sizes = {"effect": evaluated.effect, "low": evaluated.low, "high": evaluated.high, "bound": evaluated.bound}
    values: dict[str, object] = {"horizon": evaluated.horizon, "reason": reason_words(evaluated)}
    values |= {name: size_of(evaluated.outcome, size) for name, size in sizes.items() if size is not None}
    return Sentence(f"evaluation.verdict.{'refused' if evaluated.refused else _told(evaluated)}", values)


def _told(evaluated: Finding) -> str:
    """The verdict; where its bound lies outside of the interval, paths that part later are allowed for in it."""
    ends = (abs(end) for end in (evaluated.low, evaluated.high) if end is not None)
    drifts = evaluated.verdict == NO_EFFECT and (evaluated.bound or 0.0) > max(ends, default=inf) * (1 + 1e-9)
    return f"{evaluated.verdict}_drift" if drifts else evaluated.verdict


def short_verdict(evaluated: Finding) -> Sentence:
    """The verdict in a few words, for a table."""
    bound = {} if evaluated.bound is None else {"bound": size_of(evaluated.outcome, evaluated.bound)}
    return Sentence(f"evaluation.short.{evaluated.verdict}", bound)


def answer_table(answer: PolicyAnswer) -> Table:
    """The verdict on each outcome of an answer, and its estimate with the 95 % interval."""

    def verdict(each: OutcomeAnswer) -> Sentence:
        bound = {} if each.bound is None else {"bound": _readable_size(each.outcome, each.bound)}
        return Sentence(f"evaluation.short.{each.verdict}", bound)

    columns = (
        Column("report.past.outcome", lambda each: Label(each.outcome)),
        Column("report.past.verdict", verdict, format=IN_TEXT),
        Column("report.past.estimate", _estimate, format=IN_TEXT),
    )
    return Table(Sentence("report.past.caption", {}), columns, answer.outcomes)


def _estimate(each: OutcomeAnswer) -> Sentence | None:
    if each.effect is None:
        return None
    sizes = zip(("effect", "low", "high"), (each.effect.value, *each.effect.interval_95), strict=True)
    return Sentence("report.past.span", {name: _readable_size(each.outcome, size) for name, size in sizes})


def reason_words(evaluated: Finding) -> Sentence | None:
    """Why nothing is identified, None where something is."""
    if evaluated.refused:
        return _refusal(evaluated.refused)
    if not evaluated.reasons:
        return None
    reason = evaluated.reasons[0]
    if reason == "too_wide":
        widest = protocol()["rules"]["widest"] * practical_size(evaluated.outcome)
        sizes = {"bound": evaluated.bound or 0.0, "widest": widest}
        return Sentence(
            "evaluation.reason.too_wide", {k: size_of(evaluated.outcome, size) for k, size in sizes.items()}
        )
    return Sentence(f"evaluation.reason.{reason}", _detail(evaluated, reason))


def size_of(outcome: str, size: float) -> Amount:
    """A size of an outcome, given in its unit after the transform: per cent or points."""
    return _readable_size(outcome, readable(outcome, size))


def _readable_size(outcome: str, value: float) -> Amount:
    """A size that is in the outcome's unit already."""
    sources = SOURCES.get(outcome, ())
    if protocol()["outcomes"][outcome]["transform"] == "ln":
        return Amount(value, "share", None, sources)
    return Amount(value / 100, "share change", None, sources)


def span_words(evaluated: Finding) -> Sentence | None:
    """The estimate with its interval, None where there is none."""
    if evaluated.effect is None or evaluated.low is None or evaluated.high is None:
        return None
    return Sentence("report.past.span", sizes_of(evaluated.outcome, {"effect": evaluated.effect, "low": evaluated.low,
                                                                  "high": evaluated.high}))  # fmt: skip


def sizes_of(outcome: str, sizes: Mapping[str, float]) -> dict[str, Amount]:
    """Sizes of an outcome by name."""
    return {name: size_of(outcome, size) for name, size in sizes.items()}


def basis_words(evaluated: Finding) -> tuple[Sentence, ...]:
    """What a verdict rests on: places and years, the practical size, checks, other designs."""
    if evaluated.effect is None:
        return ()
    passed = {True: "yes", False: "no", None: "unknown"}
    checks = [
        with_label(Sentence(f"evaluation.check.{name}", {}),
                   Sentence(f"evaluation.passed.{passed[check['passed']]}", {}))
        for name, check in evaluated.checks.items()
    ]  # fmt: skip
    designs = [
        Sentence("evaluation.answer.design",
                 {"name": Sentence(f"evaluation.design.{name}", {}), **sizes_of(evaluated.outcome, each)})
        for name, each in evaluated.designs.items()
    ]  # fmt: skip
    counts = {"treated": evaluated.treated, "controls": evaluated.controls, "below": evaluated.below}
    dropped = Sentence("evaluation.answer.dropped", {"places": _places(evaluated.dropped)})
    return (
        Sentence("evaluation.answer.places", {**counts, "first": evaluated.first, "last": evaluated.last}),
        Sentence(
            "evaluation.answer.practical", {"size": size_of(evaluated.outcome, practical_size(evaluated.outcome))}
        ),
        Sentence("evaluation.answer.checks", {"checks": checks}),
        *((Sentence("evaluation.answer.designs", {"designs": designs}),) if designs else ()),
        *((dropped,) if evaluated.dropped else ()),
    )


def _notes(evaluation: Evaluation) -> list[Sentence]:
    if evaluation.estimate is None:
        return []
    lines = []
    if evaluation.settings.design == "synthetic_control" and not evaluation.beside:
        lines.append(Sentence("evaluation.answer.few", {"least": protocol()["rules"]["least_treated"]}))
    if evaluation.treated_from_start:
        lines.append(Sentence("evaluation.answer.from_start", {"places": _places(evaluation.treated_from_start)}))
    if evaluation.estimate.notes:
        lines.append(Sentence("evaluation.answer.notes", {"notes": list(evaluation.estimate.notes)}))
    dose = per_dose(evaluation)
    if dose is not None:
        per, mean = size_of(evaluation.outcome, dose.effect_per_dose), Amount(dose.mean_dose, "1", None, ("user",))
        lines.append(Sentence("evaluation.answer.per_dose", {"unit": dose.dose_unit, "effect": per, "mean": mean}))
    return lines


def _detail(evaluated: Finding, reason: str) -> dict[str, object]:
    sources = SOURCES.get(evaluated.outcome, ())
    shown: dict[str, object] = {}
    for key, value in evaluated.checks[reason].items():
        if key in SIZES and isinstance(value, float):
            shown[key] = size_of(evaluated.outcome, value)
        elif key == "weakest":
            shown[key] = _place(str(value))
        else:
            shown[key] = Amount(value, "1", None, sources) if isinstance(value, float) else value
    return shown


def _refusal(refused: Mapping[str, Any]) -> Sentence:
    """Why a question was refused: places and policies by name, shares as figures."""
    values = {name: _in_words(value) for name, value in refused.items() if name != "key"}
    return Sentence(f"errors.{refused['key']}", values)


def _in_words(value: object) -> object:
    if isinstance(value, list):
        named = [_in_words(each) for each in value]
        more = {"places": named[:NAMED], "more": len(named) - NAMED}
        return Sentence("evaluation.answer.first_places", more) if len(named) > NAMED else named
    if isinstance(value, float):
        return Amount(value, "share", None, ("policy_documents",))
    if isinstance(value, str) and value in protocol()["policies"]:
        return policy_name(value)
    return _place(value) if isinstance(value, str) else value


def _place(name: str) -> object:
    """A place or a province by its code, as checks name them."""
    code = f"{name.removeprefix('province ')}0000" if name.startswith("province ") else name
    return by_code().get(code, name)


def _places(codes: Sequence[str]) -> list[object]:
    return [by_code()[code] for code in codes]
