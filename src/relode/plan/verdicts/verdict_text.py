"""A verdict in words: its kind, the reason with figures, what it worsens. All deferred sentences."""

from relode.language import Amount, Sentence
from relode.plan.verdicts.rule import CardVerdict, Harm
from relode.plan.verdicts.verdict_tables import TIMES_TOO_DEAR, practical_sizes

SHARE = "share"


def kind_words(verdict: CardVerdict) -> Sentence:
    """Do, do if granted, leave or cannot tell."""
    return Sentence(f"verdicts.kind.{verdict.kind}", {})


def outcome_words(outcome: str) -> Sentence:
    """The name of an outcome of a card."""
    return Sentence(f"verdicts.outcome.{outcome}", {})


def reason_words(verdict: CardVerdict) -> Sentence:
    """Why, in one sentence with its figures."""
    values: dict[str, object] = {
        "gain": gain_words(verdict),
        "size": _size(verdict.aim),
        "share": Amount(verdict.works, SHARE),
        "rest": Amount(1 - verdict.works, SHARE),
    }
    if verdict.missing:
        values["missing"] = Sentence(f"verdicts.missing.{verdict.missing}", {})
    if verdict.reason == "too_dear":
        values["times"] = Amount(TIMES_TOO_DEAR, "ratio")
    if verdict.band is not None:
        values["cost"] = cost_words(verdict)
        for name, end in zip(("suspicious", "band_low", "band_high"), verdict.band, strict=True):
            values[name] = Amount(end, verdict.band_unit, None, verdict.band_sources)
    for condition in verdict.conditions:
        if condition.name == "works":
            values["needed"] = Amount(condition.needed, SHARE)
        if condition.name == "plan_needs_it":
            values["needless"] = Amount(1 - condition.share, SHARE)
    if worst := worst_harm(verdict):
        values["harm"] = outcome_words(worst.outcome)
        values["harm_size"] = _size(worst.outcome)
        values["harm_share"] = Amount(worst.share, SHARE)
    return Sentence(f"verdicts.reason.{verdict.kind}.{verdict.reason}", values)


def worst_harm(verdict: CardVerdict) -> Harm | None:
    """Of what the measure worsens, and is not known for, that which it worsens in most futures."""
    unknown = [harm for harm in verdict.harms if not harm.known]
    return max(unknown, key=lambda harm: harm.share, default=None)


def harms_words(verdict: CardVerdict) -> Sentence | None:
    """What the measure worsens by more than the practical size; None where it worsens nothing."""
    if not verdict.harms:
        return None
    return Sentence("verdicts.harms", {"harms": [outcome_words(harm.outcome) for harm in verdict.harms]})


def gain_words(verdict: CardVerdict) -> Sentence:
    """The effect on the aim: median with its 90 % interval, good positive."""
    low, middle, high = verdict.effect
    effect = Amount(middle, practical_sizes()[verdict.aim].unit, (low, high))
    return Sentence("verdicts.gain.more", {"outcome": outcome_words(verdict.aim), "effect": effect})


def cost_words(verdict: CardVerdict) -> Sentence:
    """What a unit of the aim costs: median with its 90 % interval, as far as it has ends.

    Raises ValueError where no cost was published to judge it by: a defect of ours.
    """
    if verdict.unit_cost is None:
        raise ValueError(f"{verdict.lever} has no cost")
    low, middle, high = (None if end is None else Amount(end, verdict.band_unit) for end in verdict.unit_cost)
    if middle is None:
        return Sentence("verdicts.cost.endless", {})
    if high is None:
        return Sentence("verdicts.cost.open", {"cost": middle, "low": low})
    return Sentence("verdicts.cost.known", {"cost": middle, "low": low, "high": high})


def _size(outcome: str) -> Amount:
    row = practical_sizes()[outcome]
    return Amount(row.size, row.unit)
