"""An evaluation in words."""

from collections.abc import Sequence
from typing import Any

from relode import vocabulary
from relode.errors import RelodeError
from relode.evaluation.past_policy import Evaluation, per_dose, readable
from relode.evaluation.policies import protocol
from relode.evaluation.shipped_findings import Finding, finding
from relode.language import Language, joined, labelled, say
from relode.places.place import by_code

SIZES = ("largest", "effect", "lowest", "highest", "low", "high", "without_neighbours")
"""Entries of a check's detail that are sizes of the outcome."""


def evaluation_text(found: Sequence[Evaluation], language: Language) -> str:
    """What `relode evaluate` prints: for each outcome the verdict, then what it rests on."""
    policy = found[0].policy
    lines = [say("evaluation.answer.title", language, policy=policy_name(policy.name, language)), ""]
    if policy.left_out:
        lines += [say("evaluation.answer.left_out", language, places=_names(policy.left_out, language)), ""]
    for each in found:
        shown = finding(each)
        label = vocabulary.quantity(each.outcome).label(language)
        lines.append(labelled(label, verdict_text(shown, language), language))
        lines += [f"  {line}" for line in (*basis_lines(shown, language), *_notes(each, language))]
        lines.append("")
    if not found[0].settings.placebos:
        lines.append(say("evaluation.answer.no_placebos", language))
    return "\n".join(lines).rstrip()


def progress_text(outcome: str, done: int, language: Language) -> str:
    """How far the placebos of an outcome are."""
    label, draws = vocabulary.quantity(outcome).label(language), protocol()["rules"]["placebo_draws"]
    return say("evaluation.answer.progress", language, outcome=label, done=done, all=draws)


def policy_name(name: str, language: Language) -> str:
    """The name of a policy for readers."""
    return say(f"evaluation.policy.{name}", language)


def verdict_text(found: Finding, language: Language) -> str:
    """The verdict as a sentence with its numbers."""
    values: dict[str, Any] = {"horizon": found.horizon, "reason": reason_text(found, language)}
    for name, size in (("effect", found.effect), ("low", found.low), ("high", found.high)):
        if size is not None:
            values[name] = size_text(found.outcome, size, language, signed=True)
    if found.bound is not None:
        values["bound"] = size_text(found.outcome, found.bound, language)
    kind = "refused" if found.refused else found.verdict
    return say(f"evaluation.verdict.{kind}", language, **values)


def short_verdict(found: Finding, language: Language) -> str:
    """The verdict in a few words, for a table."""
    bound = "" if found.bound is None else size_text(found.outcome, found.bound, language)
    return say(f"evaluation.short.{found.verdict}", language, bound=bound)


def reason_text(found: Finding, language: Language) -> str:
    """Why nothing is identified, "" where something is."""
    if found.refused:
        values = {name: value for name, value in found.refused.items() if name != "key"}
        if "other" in values:
            values["other"] = policy_name(str(values["other"]), language)
        values |= {k: [_place(str(c), language) for c in values[k]] for k in ("lacking",) if k in values}
        return RelodeError(str(found.refused["key"]), **values).say(language).rstrip(".\u3002")
    if not found.reasons:
        return ""
    reason = found.reasons[0]
    if reason == "too_wide":
        sizes = {"bound": found.bound or 0.0, "widest": protocol()["rules"]["widest"] * practical_size(found.outcome)}
        return say("evaluation.reason.too_wide", language,
                   **{name: size_text(found.outcome, size, language) for name, size in sizes.items()})  # fmt: skip
    return say(f"evaluation.reason.{reason}", language, **_detail(found, reason, language))


def size_text(outcome: str, size: float, language: Language, *, signed: bool = False) -> str:
    """A size of an outcome, given in its unit after the transform: percent or points."""
    value = readable(outcome, size)
    is_share = protocol()["outcomes"][outcome]["transform"] == "ln"
    number = f"{100 * value if is_share else value:{'+' if signed else ''}.1f}".replace("-", "\u2212")
    return say(f"evaluation.answer.{'percent' if is_share else 'points'}", language, value=number)


def passed_text(passed: bool | None, language: Language) -> str:
    """Whether a check was passed, in a word."""
    return say(f"evaluation.passed.{ {True: 'yes', False: 'no', None: 'unknown'}[passed] }", language)


def basis_lines(found: Finding, language: Language) -> list[str]:
    """What a verdict rests on: places and years, the practical size, checks, other designs."""
    if found.effect is None:
        return []
    checks = [
        labelled(say(f"evaluation.check.{name}", language), passed_text(check["passed"], language), language)
        for name, check in found.checks.items()
    ]
    designs = [
        say("evaluation.answer.design", language, name=say(f"evaluation.design.{name}", language),
            **{k: size_text(found.outcome, v, language, signed=True) for k, v in each.items()})
        for name, each in found.designs.items()
    ]  # fmt: skip
    lines = [
        say("evaluation.answer.places", language, treated=found.treated, controls=found.controls, first=found.first,
            last=found.last, below=found.below),
        say("evaluation.answer.practical", language,
            size=size_text(found.outcome, practical_size(found.outcome), language)),
        say("evaluation.answer.checks", language, checks=joined(checks, language)),
        say("evaluation.answer.designs", language, designs=joined(designs, language)),
    ]  # fmt: skip
    if found.dropped:
        lines.append(say("evaluation.answer.dropped", language, places=_names(found.dropped, language)))
    return lines


def practical_size(outcome: str) -> float:
    """The protocol's practical size of an outcome."""
    return float(protocol()["outcomes"][outcome]["practical"])


def _notes(found: Evaluation, language: Language) -> list[str]:
    if found.estimate is None:
        return []
    lines = []
    if found.estimate.notes:
        lines.append(say("evaluation.answer.notes", language, notes=" / ".join(found.estimate.notes)))
    dose = per_dose(found)
    if dose:
        per = size_text(found.outcome, dose["effect_per_dose"], language, signed=True)
        values = {"unit": dose["dose_unit"], "effect": per, "mean": f"{dose['mean_dose']:.3g}"}
        lines.append(say("evaluation.answer.per_dose", language, **values))
    return lines


def _detail(found: Finding, reason: str, language: Language) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for key, value in found.checks[reason].items():
        if key in SIZES and isinstance(value, float):
            shown[key] = size_text(found.outcome, value, language, signed=True)
        elif key == "weakest":
            shown[key] = _place(str(value), language)
        else:
            shown[key] = f"{value:.3f}" if isinstance(value, float) else value
    return shown


def _place(name: str, language: Language) -> str:
    """A place or a province by its code, as checks name them."""
    code = f"{name.removeprefix('province ')}0000" if name.startswith("province ") else name
    return by_code()[code].name(language) if code in by_code() else name


def _names(codes: Sequence[str], language: Language) -> str:
    return joined([by_code()[code].name(language) for code in codes], language)
