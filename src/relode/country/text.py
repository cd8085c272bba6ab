"""The answer on a place of the user's own country in words."""

from collections.abc import Iterator

import numpy as np

from relode.country.accounts import shipped_quantities
from relode.country.answer import CountryAnswer
from relode.country.outlook import CountryForecast, CountryOutlook
from relode.country.policies import CountryEffect
from relode.country.records import CountryOpened, CountryPlan, CountrySimulation
from relode.country.standing import CountryFigure, CountryStanding, SectionStanding
from relode.evaluation.checks import EFFECT, NO_EFFECT
from relode.facts.shipped import SECTION_LETTERS
from relode.language import Amount, Sentence, Word
from relode.outlook.forecasters.pooled_rules import STAYS
from relode.plan.making.plan_text import lever_words
from relode.shipped_tables import rows
from relode.vocabulary import Label

SOURCES = ("own_table",)
PLANNED = (*SOURCES, "assumption")
"""What figures of a plan rest on: the tables, and what is taken as in China."""
WHOLE = 0.9995
"""From this share on all counts are told as having a section: what is left is below a tenth of a per cent."""
SHOWN = 8
"""Sections and peers that the text names; the record has all."""


def unanswered_words(answer: CountryAnswer) -> tuple[Sentence, ...]:
    """Chapters that cannot be answered, and what is lacking."""
    return tuple(
        Sentence(
            "country.unanswered", {"chapter": Sentence(f"country.chapter.{one.chapter}", {}), "reason": one.reason}
        )
        for one in answer.unanswered
    )


def closing_words(answer: CountryAnswer) -> Sentence:
    """What all of it was learnt from."""
    if answer.simulator is not None or answer.plan is not None:
        return Sentence("country.two_evidences", {})
    forecasts = () if answer.outlook is None else answer.outlook.forecasts
    of_china = any(each.census is not None and not each.census.own for each in forecasts)
    return Sentence(f"country.{'own_but_for_bands' if of_china else 'own_evidence'}", {})


def standing_words(standing: CountryStanding, answer: CountryAnswer) -> Iterator[Sentence]:
    """Where it stands, beside the table of its figures."""
    if answer.currency.en:
        yield Sentence("country.currency", {"currency": answer.currency})
    if standing.sections:
        yield Sentence("country.sections", {"counted": Sentence(f"country.counted.{standing.counted}", {})})
        yield from (_section(each) for each in standing.sections[:SHOWN])
        if standing.covered_share is not None and standing.covered_share < WHOLE:
            yield Sentence("country.covered", {"share": Amount(standing.covered_share, "share")})
        if standing.mining_share is None:
            yield Sentence("country.mining_not_known", {})
        else:
            key = "depends" if standing.depends_on_mining else "depends_not"
            yield Sentence(f"country.{key}", {"share": Amount(standing.mining_share, "share")})
    if standing.peers:
        yield Sentence("country.peers", {"peers": [each.place for each in standing.peers[:SHOWN]]})
    if standing.no_measures is not None:
        yield Sentence("country.no_measures", {"reason": standing.no_measures})
    if standing.missing:
        known = shipped_quantities()
        yield Sentence("country.missing", {"names": [known[name].label for name in standing.missing]})


def told_unit(name: str) -> str:
    """How a quantity is told: shares per cent, all else as the tables have it."""
    return "share" if name == "unemployment_rate" or name.endswith("_share") else "1"


def told_change(each: CountryFigure | CountryEffect, change: float, unit: str = "share") -> Amount:
    """A change as a share; of rates in their own unit, which is a share, and of what has no logarithms as it stands."""
    if each.relative:
        return Amount(float(np.expm1(change)), unit)
    return Amount(change, "share change" if each.quantity == "unemployment_rate" else "1")


def _section(each: SectionStanding) -> Sentence:
    values = {
        "section": Word("section", SECTION_LETTERS[each.section]),
        "share": Amount(each.share, "share"),
        "quotient": Amount(each.location_quotient, "1"),
    }
    if each.share_before is None:
        return Sentence("country.section.alone", values)
    return Sentence("country.section.moved", {**values, "before": Amount(each.share_before, "share")})


def outlook_words(outlook: CountryOutlook) -> Iterator[Sentence]:
    """What may happen by itself."""
    for each in outlook.forecasts:
        yield from forecast_words(each)
    for lacking in outlook.missing:
        yield Sentence("country.no_forecast", {
            "label": lacking.label, "reason": Sentence(f"country.why_not.{lacking.reason}", {}),
        })  # fmt: skip
    if any(each.score is not None for each in outlook.forecasts):
        values = {kind: _held_at_turns(kind) for kind in ("first_reversal", "reversals")}
        yield Sentence("country.score.reversal", values)


def _held_at_turns(nations: str) -> Amount:
    """Outcomes that such bands held where planted nations of a kind turned, with the 90 % interval."""
    keys = {"of": nations, "times": "turn", "band": "ships"}
    (row,) = (each for each in rows("relode.country", "bands_of_nations") if keys.items() <= each.items())
    low, high = float(row["held_p05"]), float(row["held_p95"])
    return Amount(float(row["held"]), "share", (low, high), ("assumption",))


def forecast_words(each: CountryForecast) -> Iterator[Sentence]:
    """One quantity ahead, and how such forecasts did."""
    at = each.years.index(each.scored_until)
    low, high, unit = each.p05[at], each.p95[at], told_unit(each.quantity)
    yield Sentence("country.forecast", {
        "label": each.label, "origin": each.origin, "opening": Amount(each.opening, unit), "year": each.scored_until,
        "median": Amount(each.median[at], unit, (low, high)), "fall": Amount(each.chance_of_fall, "share"),
    })  # fmt: skip
    if each.years[-1] > each.scored_until:
        far = Amount(each.median[-1], unit, (each.p05[-1], each.p95[-1]))
        yield Sentence("country.forecast_far", {"year": each.years[-1], "median": far})
    score = each.score
    if score is None:
        yield _census_words(each)
        return
    values = {
        "rule": Sentence(f"country.rule.{each.method}", {}),
        "still": Amount(each.still, "share"),
        "skill": Amount(score.skill, "1"),
        "low": Amount(score.skill_90[0], "1"),
        "high": Amount(score.skill_90[1], "1"),
        "origins": len(score.origins),
        "cases": Amount(score.cases, "count"),
        "held": Amount(score.coverage_90, "share"),
    }
    used = "no_rule" if each.method == STAYS else "rule" if score.skill_90[0] > 0 else "stays"
    yield Sentence(f"country.score.{used}", values)


def _census_words(each: CountryForecast) -> Sentence:
    """How weak an outlook from counts many years apart is."""
    score = each.census
    assert score is not None
    values = {
        "counts": [str(year) for year in score.counts[-2:]],
        "places": each.places,
        "cases": Amount(score.cases, "count"),
    }
    if score.least_elsewhere is None:
        held = Amount(score.held, "share")
        return Sentence("country.score.own_counts", {**values, "held": held, "count": len(score.counts)})
    held, least = Amount(score.held, "share", score.held_90, ("assumption",)), Amount(score.least_elsewhere, "share")
    return Sentence("country.score.two_counts", {**values, "held": held, "least": least})


def evaluation_words(effects: tuple[CountryEffect, ...]) -> Iterator[Sentence]:
    """What past policies did."""
    for each in effects:
        names = {"policy": each.policy, "label": each.label}
        if each.refused is not None:
            yield Sentence("country.effect.refused", {**names, "reason": each.refused})
            continue
        assert each.effect is not None
        assert each.interval_95 is not None
        effect, low, high = (told_change(each, size) for size in (each.effect, *each.interval_95))
        values = {**names, "effect": effect, "low": low, "high": high, "treated": each.treated,
                  "controls": each.controls}  # fmt: skip
        if each.verdict == EFFECT:
            yield Sentence("country.effect.effect", values)
        elif each.verdict == NO_EFFECT:
            yield Sentence("country.effect.none", {**values, "bound": told_change(each, each.bound or 0.0)})
        else:
            reasons = [Sentence(f"country.check.{reason}", {}) for reason in each.reasons]
            yield Sentence("country.effect.not_identified", {**values, "reasons": reasons})
        if each.treated_from_start:
            yield Sentence("country.effect.from_start", {**names, "count": each.treated_from_start})
        if each.design == "synthetic_control":
            yield Sentence("country.effect.few", {**names, "treated": each.treated})


def simulator_words(simulation: CountrySimulation) -> Iterator[Sentence]:
    """What the simulator does with the place, and how it did in the past."""
    yield Sentence("country.uncalibrated", {})
    yield from opening_words(simulation)
    for path in simulation.paths:
        unit, low, middle, high = told_unit(path.quantity), *(path.nothing[band] for band in ("p05", "median", "p95"))
        yield Sentence("country.path", {
            "label": Label(path.quantity), "first": path.years[0], "last": path.years[-1],
            "opening": Amount(middle[0], unit), "median": Amount(middle[-1], unit, (low[-1], high[-1])),
        })  # fmt: skip
    for score in simulation.scores:
        values = {"origin": score.origin, "horizon": score.horizon, "error": Amount(score.error, "1"),
                  "without": Amount(score.no_change, "1"), "skill": Amount(score.skill, "1"),
                  "low": Amount(score.skill_90[0], "1"), "high": Amount(score.skill_90[1], "1"),
                  "label": Label(score.quantity)}  # fmt: skip
        better = "better" if score.skill_90[0] > 0 else "worse" if score.skill_90[1] < 0 else "alike"
        yield Sentence("country.simulator_score", {**values, "judged": Sentence(f"country.judged.{better}", {})})
    if not simulation.scores:
        yield Sentence("country.no_simulator_score", {})


def plan_words(plan: CountryPlan) -> Iterator[Sentence]:
    """What it rests on: the tag, money, doing nothing, effects of the country, and what it opens from."""
    yield Sentence("country.plan.tag", {})
    currency = plan.currency if plan.currency.en else Sentence("country.plan.own_currency", {})
    yield Sentence("country.plan.prices", {"currency": currency, "year": plan.opening_year})
    yield Sentence("country.plan.futures", {"futures": plan.futures, "start": plan.start, "horizon": plan.horizon})
    if plan.outlook:
        yield Sentence("country.plan.outlook", {"labels": [Label(name) for name in plan.outlook]})
    for effect in plan.local:
        ends = (effect.low, effect.high)
        yield Sentence("country.plan.local", {
            "lever": lever_words(effect.lever), "source": effect.source,
            "bought": Sentence(f"country.bought.{effect.bought.replace(' ', '_').replace('-', '_')}", {}),
            "effect": Amount(effect.effect, "1", ends, PLANNED),
        })  # fmt: skip
    yield from opening_words(plan)


def opening_words(opened: CountryOpened) -> Iterator[Sentence]:
    """What the opening was given, and what it takes from China."""
    for kind in ("given", "computed", "as_in_china"):
        names = [each.quantity for each in opened.opening if each.kind == kind]
        if names:
            yield Sentence(f"country.opening.{kind}", {"year": opened.opening_year, "names": ", ".join(names)})
    yield Sentence("country.opening.always", {})
    if opened.held_places:
        yield Sentence("country.opening.held", {"count": opened.held_places})
