"""The answer on a place of the user's own country as chapters: one list for the terminal, the page and a notebook."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import numpy as np

from relode.country.accounts import shipped_quantities
from relode.country.answer import CountryAnswer
from relode.country.outlook import CountryForecast, CountryOutlook
from relode.country.policies import CountryEffect
from relode.country.standing import CountryFigure, CountryStanding, SectionStanding
from relode.evaluation.checks import EFFECT, NO_EFFECT
from relode.facts.shipped import SECTION_LETTERS
from relode.language import Amount, Language, Sentence, Word, spoken
from relode.measures.one_place_text import place_measures_sentences
from relode.needs.chapter import own_chapter
from relode.outlook.forecasters.pooled_rules import STAYS
from relode.pathways.entry.text import entry_sentences
from relode.shipped_tables import rows
from relode.story import Chapter, Column, Heading, Passage, PictureSpot, Table
from relode.story.blocks import Block
from relode.story.text import chapter_text

SOURCES = ("own_table",)
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


def findings(answer: CountryAnswer) -> list[Sentence]:
    """What a reader should know first, one sentence a chapter."""
    said = []
    if answer.diagnosis is not None:
        said += [each for each in standing_words(answer.diagnosis, answer) if each.key.startswith("country.depends")]
    if answer.outlook is not None:
        said += [next(forecast_words(each)) for each in answer.outlook.forecasts[:1]]
    return said


def chapters(answer: CountryAnswer, pictures: Collection[str] = ()) -> list[Chapter]:
    """The chapters that the tables can fill, in the order of a city's report; spots for those of `pictures`."""
    made = []
    if answer.diagnosis is not None:
        drawn = _spots(pictures, "country_structure")
        sentences = [each for each in standing_words(answer.diagnosis, answer)
                     if not (drawn and each.key.startswith("country.section"))]  # fmt: skip
        blocks = [*_passages(sentences), *drawn]
        if answer.diagnosis.figures:
            blocks.append(figures_table(answer.diagnosis.figures))
        if answer.diagnosis.measures is not None:
            blocks += _titled("measures", place_measures_sentences(answer.diagnosis.measures))
        made.append(_chapter("diagnosis", blocks))
    if answer.pathways is not None:
        opening = entry_sentences(answer.pathways)
        blocks = [*_passages(opening[:2]), *_spots(pictures, "country_entry"), *_titled("candidates", opening[2:])]
        made.append(_chapter("pathways", blocks))
    if answer.outlook is not None:
        drawn = _spots(pictures, *(f"country_{each.quantity}" for each in answer.outlook.forecasts))
        made.append(_chapter("outlook", [*drawn, *_titled("forecasts", outlook_words(answer.outlook))]))
    if answer.needs is not None:
        how = Sentence("country.how_needs", {"counted": answer.needs.services[0].years[0].year})
        made.append(_chapter("needs", own_chapter(answer.needs, how).blocks))
    if answer.evaluation is not None:
        made.append(_chapter("evaluation", _passages(evaluation_words(answer.evaluation))))
    return made


def _chapter(key: str, blocks: Iterable[Block]) -> Chapter:
    return Chapter(key, Sentence(f"country.page.{key}", {}), tuple(blocks))


def _passages(sentences: Iterable[Sentence]) -> list[Block]:
    return [Passage((said,), sources=SOURCES) for said in sentences]


def _titled(key: str, sentences: Iterable[Sentence]) -> list[Block]:
    return [Heading(Sentence(f"country.{key}", {})), *_passages(sentences)]


def _spots(pictures: Collection[str], *keys: str) -> list[Block]:
    return [PictureSpot(key) for key in keys if key in pictures]


def figures_table(figures: Sequence[CountryFigure]) -> Table:
    """What the accounts tell, beside all places and peers."""
    fields: dict[str, Callable[[CountryFigure], object]] = {
        "figure": lambda row: Sentence("country.label", {"label": row.label}),
        "value": lambda row: Amount(row.value, told_unit(row.quantity)),
        "year": lambda row: str(row.year),
        "rank": lambda row: Sentence("country.rank", {"rank": row.rank, "places": row.places}),
        "median": lambda row: Amount(row.median, told_unit(row.quantity)),
        "peers": lambda row: None if row.peers_median is None else Amount(row.peers_median, told_unit(row.quantity)),
        "since": lambda row: None if row.first_year is None else str(row.first_year),
        "change": lambda row: _a_year(row, row.change),
        "others": lambda row: _a_year(row, row.change_median),
    }
    columns = tuple(
        Column(f"country.column.{name}", field, format="sign" if name in ("change", "others") else "level")
        for name, field in fields.items()
    )
    return Table(Sentence("country.figures", {}), columns, figures, SOURCES)


def _a_year(row: CountryFigure, change: float | None) -> Amount | None:
    return None if change is None else told_change(row, change, "share per year")


def country_text(answer: CountryAnswer, language: Language) -> str:
    """The whole answer for a terminal."""
    head = {"place": answer.place_name, "code": answer.place, "country": answer.country}
    named = "head_by_code" if answer.place_name.en == answer.place else "head"
    said = (Sentence(f"country.{named}", head), *answer.notices), (*unanswered_words(answer), closing_words(answer))
    first, last = ("\n".join(spoken(each, language) for each in part) for part in said)
    return "\n\n".join([first, *(chapter_text(each, language) for each in chapters(answer)), last])
