"""The answer on a place of the user's own country in words."""

from collections.abc import Iterator

import numpy as np

from relode.country.country_answer import CountryAnswer
from relode.country.country_outlook import STAYS, CountryForecast, CountryOutlook
from relode.country.country_policies import CountryEffect
from relode.country.country_simulation import CountrySimulation
from relode.country.country_standing import CountryFigure, CountryStanding, SectionStanding
from relode.evaluation.verdict import EFFECT, NO_EFFECT
from relode.facts.sections import SECTION_LETTERS
from relode.language import Amount, Bilingual, Language, Sentence, Word, spoken
from relode.measures import place_measures_text
from relode.pathways import entry_text
from relode.vocabulary import quantity

SOURCES = ("own_table",)
SHOWN = 8
"""Sections and peers that the text names; the record has all."""


def country_text(found: CountryAnswer, language: Language) -> str:
    """The whole answer for a terminal."""
    head = {"place": found.place_name, "code": found.place, "country": found.country}
    parts = [[spoken(Sentence("country.head", head), language)], _said(found.notices, language)]
    if found.diagnosis is not None:
        parts.append(_said(_standing(found.diagnosis, found), language))
        if found.diagnosis.measures is not None:
            parts.append([place_measures_text(found.diagnosis.measures, language)])
    if found.pathways is not None:
        parts.append([spoken(Sentence("country.heading.pathways", {}), language), entry_text(found.pathways, language)])
    if found.outlook is not None:
        parts.append(_said(_outlook(found.outlook), language))
    if found.evaluation is not None:
        parts.append(_said(_evaluation(found.evaluation), language))
    lacking = [
        Sentence(
            "country.unanswered", {"chapter": Sentence(f"country.chapter.{one.chapter}", {}), "reason": one.reason}
        )
        for one in found.unanswered
    ]
    if found.simulator is not None:
        parts.append(_said(_simulator(found.simulator), language))
    closing = "own_evidence" if found.simulator is None else "two_evidences"
    parts.append(_said((*lacking, Sentence(f"country.{closing}", {})), language))
    return "\n\n".join("\n".join(part) for part in parts if part)


def _said(sentences: Iterator[Sentence] | tuple[Sentence, ...], language: Language) -> list[str]:
    return [spoken(each, language) for each in sentences]


def _standing(found: CountryStanding, answer: CountryAnswer) -> Iterator[Sentence]:
    yield Sentence("country.heading.diagnosis", {})
    if answer.currency.en:
        yield Sentence("country.currency", {"currency": answer.currency})
    for figure in found.figures:
        yield from _figure(figure)
    if found.sections:
        yield Sentence("country.sections", {"counted": Sentence(f"country.counted.{found.counted}", {})})
        yield from (_section(each) for each in found.sections[:SHOWN])
        key = "depends" if found.depends_on_mining else "depends_not"
        yield Sentence(f"country.{key}", {"share": _amount(found.mining_share or 0.0, "share")})
    if found.peers:
        yield Sentence("country.peers", {"peers": [each.place_name for each in found.peers[:SHOWN]]})
    if found.no_measures is not None:
        yield Sentence("country.no_measures", {"reason": found.no_measures})
    if found.missing:
        yield Sentence("country.missing", {"names": ", ".join(found.missing)})


def _figure(figure: CountryFigure) -> Iterator[Sentence]:
    values: dict[str, object] = {
        "label": figure.label,
        "year": figure.year,
        "value": _amount(figure.value, "1"),
        "rank": figure.rank,
        "places": figure.places,
        "median": _amount(figure.median, "1"),
    }
    if figure.peers_median is None:
        yield Sentence("country.figure.alone", values)
    else:
        yield Sentence("country.figure.beside", {**values, "peers": _amount(figure.peers_median, "1")})
    if figure.change is not None and figure.change_median is not None:
        rates = (_yearly(figure, each) for each in (figure.change, figure.change_median))
        change, median = rates
        yield Sentence("country.figure.change", {"first": figure.first_year, "change": change, "median": median})


def _yearly(figure: CountryFigure, change: float) -> Amount:
    """A yearly change as a share; of rates in their own unit, which is a share."""
    if figure.quantity == "unemployment_rate":
        return _amount(change, "share change")
    return _amount(float(np.expm1(change)), "share per year")


def _section(each: SectionStanding) -> Sentence:
    values = {
        "section": Word("section", SECTION_LETTERS[each.section]),
        "share": _amount(each.share, "share"),
        "quotient": _amount(each.location_quotient, "1"),
    }
    if each.share_before is None:
        return Sentence("country.section.alone", values)
    return Sentence("country.section.moved", {**values, "before": _amount(each.share_before, "share")})


def _outlook(found: CountryOutlook) -> Iterator[Sentence]:
    yield Sentence("country.heading.outlook", {})
    for each in found.forecasts:
        yield from _forecast(each)
    for lacking in found.missing:
        yield Sentence("country.no_forecast", {
            "label": lacking.label, "reason": Sentence(f"country.why_not.{lacking.reason}", {}),
        })  # fmt: skip


def _forecast(each: CountryForecast) -> Iterator[Sentence]:
    at = each.years.index(each.scored_until)
    low, high = each.p05[at], each.p95[at]
    yield Sentence("country.forecast", {
        "label": each.label, "origin": each.origin, "opening": _amount(each.opening, "1"), "year": each.scored_until,
        "median": Amount(each.median[at], "1", (low, high), SOURCES), "fall": _amount(each.chance_of_fall, "share"),
    })  # fmt: skip
    yield Sentence("country.forecast_far", {
        "year": each.years[-1], "median": Amount(each.median[-1], "1", (each.p05[-1], each.p95[-1]), SOURCES),
    })  # fmt: skip
    score = each.score
    values = {
        "rule": Sentence(f"country.rule.{each.tried}", {}),
        "skill": _amount(score.skill, "1"),
        "low": _amount(score.skill_90[0], "1"),
        "high": _amount(score.skill_90[1], "1"),
        "origins": len(score.origins),
        "cases": _count(score.cases),
        "held": _amount(score.coverage_90, "share"),
    }
    used = "rule" if each.method != STAYS else "no_rule" if each.tried == STAYS else "stays"
    yield Sentence(f"country.score.{used}", values)


def _evaluation(found: tuple[CountryEffect, ...]) -> Iterator[Sentence]:
    yield Sentence("country.heading.evaluation", {})
    for each in found:
        names = {"policy": each.policy, "label": each.label}
        if each.refused is not None:
            yield Sentence("country.effect.refused", {**names, "reason": each.refused})
            continue
        assert each.effect is not None
        assert each.interval_95 is not None
        unit = "share change" if each.quantity == "unemployment_rate" else "share"
        sizes = [each.effect, *each.interval_95]
        low, high = (_size(size, unit) for size in sizes[1:])
        values = {**names, "effect": _size(sizes[0], unit), "low": low, "high": high, "treated": each.treated,
                  "controls": each.controls}  # fmt: skip
        if each.verdict == EFFECT:
            yield Sentence("country.effect.effect", values)
        elif each.verdict == NO_EFFECT:
            yield Sentence("country.effect.none", {**values, "bound": _size(each.bound or 0.0, unit)})
        else:
            reasons = [Sentence(f"country.check.{reason}", {}) for reason in each.reasons]
            yield Sentence("country.effect.not_identified", {**values, "reasons": reasons})


def _simulator(found: CountrySimulation) -> Iterator[Sentence]:
    yield Sentence("country.heading.simulator", {})
    yield Sentence("country.uncalibrated", {})
    for kind in ("given", "computed", "as_in_china"):
        names = [each.quantity for each in found.opening if each.kind == kind]
        if names:
            yield Sentence(f"country.opening.{kind}", {"year": found.opening_year, "names": ", ".join(names)})
    yield Sentence("country.opening.always", {})
    if found.held_places:
        yield Sentence("country.opening.held", {"count": found.held_places})
    for path in found.paths:
        unit = "share" if path.quantity == "unemployment_rate" else "1"
        ends = (path.p05[-1], path.p95[-1])
        yield Sentence("country.path", {
            "label": _label(path.quantity), "first": found.years[0], "last": found.years[-1],
            "opening": _amount(path.median[0], unit), "median": Amount(path.median[-1], unit, ends, SOURCES),
        })  # fmt: skip
    for score in found.scores:
        values = {"origin": score.origin, "horizon": score.horizon, "error": _amount(score.error, "1"),
                  "without": _amount(score.no_change, "1"), "skill": _amount(score.skill, "1"),
                  "low": _amount(score.skill_90[0], "1"), "high": _amount(score.skill_90[1], "1"),
                  "label": _label(score.quantity)}  # fmt: skip
        better = "better" if score.skill_90[0] > 0 else "worse" if score.skill_90[1] < 0 else "alike"
        yield Sentence("country.simulator_score", {**values, "judged": Sentence(f"country.judged.{better}", {})})
    if not found.scores:
        yield Sentence("country.no_simulator_score", {})


def _label(name: str) -> Bilingual:
    return Bilingual(en=quantity(name).label_en, zh=quantity(name).label_zh)


def _size(value: float, unit: str) -> Amount:
    return _amount(value if unit == "share change" else float(np.expm1(value)), unit)


def _count(value: float) -> Amount:
    return _amount(float(value), "count")


def _amount(value: float, unit: str) -> Amount:
    return Amount(value, unit, None, SOURCES)
