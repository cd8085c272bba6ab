"""The sentences of a planning run, said in either language when its record is made."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce

import numpy as np

from relode.horizon import OPENING_YEAR
from relode.language import LANGUAGES, Amount, Language, joined, name, number_text, say, spoken
from relode.language.names import has_name
from relode.model.policy.policy_file import Policy
from relode.plan.conditions import Seen
from relode.plan.decisions import items
from relode.plan.discovery import Discovery
from relode.plan.discovery_text import failure_words
from relode.plan.finding import Candidate
from relode.plan.signposts import Signpost
from relode.plan.stage import Stage
from relode.plan.standing import Verdict
from relode.plan.thresholds import Threshold
from relode.vocabulary import quantity

LETTERS = "ABCDEFGH"


def both(said: Callable[[Language], str]) -> dict[str, str]:
    """What is said, in both languages."""
    return {language: said(language) for language in LANGUAGES}


def money_words(on: Stage, language: Language) -> str:
    """What the money figures of the plan rest on: the first sentence of a plan."""
    own = on.world.opening.data.sel(place=on.place.code)
    revenue = float(own["value"].sel(quantity="budget_revenue"))
    said = {}
    for figure in ("budget_revenue", "debt"):
        rule = str(own["rule"].sel(quantity=figure).item())
        kind, _, way = rule.partition(":")
        said[figure] = name("opening_rule", way, language) if way else say("planning.observed", language)
        said[f"{figure}_kind"] = say(f"planning.rests.{kind}", language)
    return say(
        "planning.money",
        language,
        place=on.place.name(language),
        year=OPENING_YEAR,
        revenue=number_text(revenue, "100 million yuan", language),
        budget=number_text(on.asked.budget * revenue, "100 million yuan", language),
        share=number_text(on.asked.budget, "share", language),
        **said,
    )


def item_name(item: tuple[str, str], language: Language) -> str:
    """A lever, with its sector where it has one."""
    lever, sector = item
    label = say(f"planning.lever.{lever}", language)
    return say("planning.item", language, lever=label, sector=name("sector", sector, language)) if sector else label


def found_title(candidate: Candidate, number: int, language: Language) -> str:
    """A plan by what it spends most on."""
    order = np.argsort(-candidate.weights, kind="stable")
    largest = [items()[i] for i in order[:2] if candidate.weights[i] > 0]
    labels = [item_name(item, language) for item in largest]
    return say("planning.title", language, letter=LETTERS[number], measures=say_and(labels, language))


def say_and(labels: Sequence[str], language: Language) -> str:
    """Two labels or one."""
    return reduce(lambda a, b: say("planning.and", language, first=a, second=b), labels)


def fails_words(
    found: Discovery, factors: Mapping[str, Seen], plan: Policy, thresholds: Sequence[Threshold], language: Language
) -> str:
    """When the plan fails, after what failing means."""
    sentence = spoken(failure_words(found, factors), language)
    if not thresholds:
        return sentence
    aims = joined([threshold_words(threshold, language) for threshold in thresholds], language)
    return say("planning.fails", language, plan=plan.title(language), thresholds=aims, sentence=sentence)


def threshold_words(threshold: Threshold, language: Language) -> str:
    """A threshold as a phrase."""
    side = "least" if threshold.comparison.startswith(">") else "most"
    label, level = quantity(threshold.quantity).label(language), number_text(threshold.level, "share", language)
    return say(f"planning.threshold.{side}", language, quantity=label, level=level, year=OPENING_YEAR)


def signpost_words(other: Policy, sign: Signpost, language: Language) -> str:
    """A rule for changing to the other plan and what it gained."""
    unit = quantity(sign.rule.quantity).unit
    gain = Amount(sign.gain, "persons", sign.gain_90)
    low, high = (number_text(end, "persons", language, "sign") for end in sign.gain_90)
    return say(
        f"planning.signpost.{sign.rule.side}",
        language,
        quantity=quantity(sign.rule.quantity).label(language),
        level=number_text(sign.rule.level, unit, language),
        plan=other.title(language),
        futures=sign.futures,
        triggered=number_text(sign.triggered, "share", language),
        gain=number_text(gain.value, "persons", language, "sign"),
        low=low,
        high=high,
    )


def tag_words(tag: str, standing: Verdict | None, language: Language, *, why: str = "") -> str:
    """What a tag means here."""
    if tag == "no_ranking" and standing is not None:
        best, kept = (number_text(v, "share", language) for v in (standing.best_share, standing.kept))
        return say("plan.tag.no_ranking", language, best=best, kept=kept)
    if tag == "no_simulator":
        known = has_name("left_out", why)
        reason = name("left_out", why, language) if known else say(f"planning.why_not.{why or 'unknown'}", language)
        return say("planning.tag.no_simulator", language, why=reason)
    return say(f"planning.tag.{tag}", language)
