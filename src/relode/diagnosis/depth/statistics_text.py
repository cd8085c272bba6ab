"""The deeper diagnosis as sentences with the figures of the records, and how its chapters are put together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from relode.diagnosis.life_cycle.own_type import REASONS, OwnType, Reason, TypeScore, shipped_scores
from relode.diagnosis.profiles.peers import Judgement
from relode.diagnosis.statistics.decomposition import Decomposition
from relode.diagnosis.statistics.resilience import Response
from relode.diagnosis.statistics.space import LARGE, LargeCity, Surroundings
from relode.language import Amount, Sentence, Word
from relode.places import Place
from relode.story import Chapter, Column, Passage, Table


def chapter_of(key: str, said: Iterable[Sentence], tables: Iterable[Table], sources: tuple[str, ...]) -> Chapter:
    """The chapter `key`: a bullet a sentence, then its tables that have rows."""
    bullets = (Passage((each,), "bullet", sources) for each in said)
    return Chapter(key, Sentence(f"depth.chapter.{key}", {}), (*bullets, *(each for each in tables if each.rows)))


def table_of(key: str, columns: Iterable[Column], rows: Sequence[object], sources: tuple[str, ...]) -> Table:
    """The table `key`, opened by the reader of a page."""
    return Table(Sentence(f"depth.table.{key}", {}), tuple(columns), rows, sources, folded=True)


def column(name: str, field: str | Callable[[Any], object], style: str = "interval") -> Column:
    """A column whose figures bring their units."""
    return Column(f"depth.column.{name}", field, format=style)


@dataclass(frozen=True)
class ProvinceOf:
    """The name of a place's province, without the word that tells it from cities."""

    place: Place

    def name(self, language: str) -> str:
        """The name in `language`."""
        return self.place.province_zh if language == "zh" else self.place.province_en


def span(start: int, end: int) -> Sentence:
    """A cell with two years."""
    return Sentence("depth.cell.span", {"start": start, "end": end})


def verdict(name: str) -> Sentence:
    """A cell with a verdict."""
    return Sentence(f"depth.verdict.{name.replace(' ', '_')}", {})


def own_type_words(own_type: OwnType) -> tuple[Sentence, ...]:
    """Probabilities, the verdict or why there is none, and the reasons that weigh most."""
    if not own_type.probabilities:
        labels = [Sentence(f"diagnosis.feature.{name}", {}) for name in own_type.missing]
        return (Sentence(f"diagnosis.own_type.{own_type.why}", {"place": own_type.place, "missing": labels}),)
    chances = {name: Amount(value, "share") for name, value in own_type.probabilities.items()}
    said = Sentence("diagnosis.own_type.probabilities", {"start": own_type.year - 3, "end": own_type.year, **chances})
    return said, _verdict(own_type), _reasons(own_type)


def _verdict(own_type: OwnType) -> Sentence:
    values = {"place": own_type.place, "type": Word("type", own_type.most_probable or "")}
    if own_type.why == "model_no_better":
        share = {name: Amount(_score(name).value, "share") for name in ("model", "type_shares")}
        values |= {"model": share["model"], "majority": share["type_shares"], "cities": _score("model").cities}
    return Sentence(f"diagnosis.own_type.{own_type.why or 'told'}", values)


def _score(predictor: str) -> TypeScore:
    return next(s for s in shipped_scores() if (s.predictor, s.measure) == (predictor, "accuracy"))


def _reasons(own_type: OwnType) -> Sentence:
    values = {"type": Word("type", own_type.most_probable or ""), "against": Word("type", own_type.against or "")}
    listed = [_reason(reason) for reason in own_type.contributions[:REASONS]]
    return Sentence("diagnosis.own_type.reasons", {**values, "reasons": listed})


def _reason(reason: Reason) -> Sentence:
    side = "above" if reason.standard >= 0 else "below"
    effect = "for" if reason.contribution >= 0 else "against"
    feature = Sentence(f"diagnosis.feature.{reason.feature}", {})
    return Sentence(f"diagnosis.reason.{side}_{effect}", {"feature": feature})


def resilience_words(response: Response) -> Sentence:
    """What one outcome did in one phase beside similar cities, or why that cannot be told."""
    values: dict[str, object] = {
        "place": response.place,
        "outcome": Sentence(f"diagnosis.outcome.{response.outcome}", {}),
        "start": response.start,
        "end": response.end,
        "group": Sentence(f"diagnosis.group.{response.group}", {}),
        "count": response.count,
    }
    if response.change is None or response.expected is None or response.excess is None:
        return Sentence(f"diagnosis.resilience.{response.why}", values)
    if not response.why:
        values |= {"moved": _moved(response.change), "expected": _moved(response.expected)}
    else:
        values |= {"change": Amount(response.change, "share"), "expected": Amount(response.expected, "share")}
    values |= {"excess": Amount(response.excess, "share", response.interval_90)}
    return Sentence(f"diagnosis.resilience.{response.why or response.verdict}", values)


def _moved(change: float) -> Sentence:
    return Sentence(f"diagnosis.moved.{'rose' if change >= 0 else 'fell'}", {"change": Amount(change, "share")})


def decomposition_words(decomposition: Decomposition) -> Sentence:
    """What the change of jobs adds up to."""
    if not decomposition.sections:
        return Sentence(f"diagnosis.decomposition.{decomposition.why}", {"place": decomposition.place})
    change = decomposition.total("after") - decomposition.total("before")
    amounts = {part: Amount(decomposition.total(part), "persons") for part in ("nation", "industry", "place")}
    values = {"city": decomposition.place, "change": Amount(change, "persons"), **amounts}
    return Sentence(f"diagnosis.decomposition.{'rose' if change >= 0 else 'fell'}", values)


def surroundings_words(surroundings: Surroundings) -> Sentence:
    """Whether a city fares as its neighbours do."""
    values = {"place": surroundings.place, "outcome": Sentence(f"diagnosis.outcome.{surroundings.outcome}", {})}
    if surroundings.kind is None:
        return Sentence(f"diagnosis.space.{surroundings.why}", values)
    return Sentence(f"diagnosis.space.{surroundings.kind if surroundings.found else 'not_found'}", values)


def large_city_words(place: Place, city: LargeCity) -> Sentence:
    """How far the nearest large city is."""
    distance, least = Amount(round(city.distance), "km"), Amount(LARGE, "persons")
    values = {"place": place, "city": city.city, "distance": distance, "least": least}
    return Sentence("diagnosis.space.large_city", values)


def judgement_words(judgement: Judgement) -> Sentence:
    """Whether a judgement holds for every kind of peers."""
    values: dict[str, object] = {
        "place": judgement.place,
        "outcome": Sentence(f"diagnosis.outcome.{judgement.outcome}", {}),
        "count": sum(standing.verdict != "cannot tell" for standing in judgement.standings),
    }
    texts: list[str] = []
    for verdict in ("below", "among", "above"):
        names = [s.definition for s in judgement.standings if s.verdict == verdict]
        if names:
            texts.append(verdict)
            values[verdict] = [Sentence(f"diagnosis.definition.{name}", {}) for name in names]
    if judgement.verdict == "depends":
        return Sentence(f"diagnosis.peers.depends_{'_'.join(texts)}", values)
    return Sentence(f"diagnosis.peers.{judgement.verdict.replace(' ', '_')}", values)
