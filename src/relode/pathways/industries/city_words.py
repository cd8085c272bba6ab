"""The industries of a city in words: what the order is worth, then each candidate with reasons for and against."""

from collections.abc import Iterable, Sequence
from functools import cache

from relode.facts import rows
from relode.language import Amount, Bilingual, ByLanguage, Clauses, Sentence, Word, plain_cell, with_label
from relode.pathways.industries.city_backtest import SPAN
from relode.pathways.industries.city_candidates_record import CityCandidate, CityIndustries
from relode.pathways.industries.city_model import Precedent
from relode.pathways.industries.city_scores import GAIN, ORIGINS, is_ordered, score
from relode.pathways.industries.concordance import shipped_table, zone_name

REASONS = 2
LEAST_SHARE = 0.001
HITS = {"full": "full", "null": "strong_null"}
"""Models whose hits are told, by the place in the sentence."""
SMALL = 0.05
"""Log-odds below which a part is no reason."""
FEW_MATERIALS, FAR = 4, 100.0
"""An industry of more materials lacks none; what is nearer is in reach. [km]"""
FEW_LISTINGS = 10
"""New listings of an industry in five years below which its growth is no reason for it."""
FEW_PLACES = 0.05
"""Share of places with as many people that have a listed firm of the industry: less is few and speaks against it, so
much or more speaks for it. An assumption. [share]"""
ZONES, LISTINGS, MAP = ("zone_catalogue_2018",), ("listings_2025",), ("county_points",)
SCORED = (*ZONES, *LISTINGS, "cluster_list")
"""Sources of the hindcast."""

Said = dict[str, Sentence | None]


def city_words(industries: CityIndustries) -> tuple[Sentence, ...]:
    """What is known of the city, what the set is worth, and what the chances mean."""
    key = "industries.established" if industries.established else "industries.unnamed_established"
    return (
        *own_words(industries),
        *((_unmapped(industries.mapped.unmapped),) if industries.mapped.unmapped else ()),
        Sentence(key, {"industries": industries.established}),
        order_words(industries),
        *hindcast_words(),
        Sentence("industries.meaning", {}),
    )


def own_words(industries: CityIndustries) -> tuple[Sentence, ...]:
    """Of which prefecture a county's set is; its zones, listed firms and what the zones name."""
    prefecture = Sentence("industries.from_prefecture", {"place": industries.place, "unit": industries.unit})
    return (*((prefecture,) if industries.is_of_prefecture else ()), _published_words(industries))


def _published_words(industries: CityIndustries) -> Sentence:
    if not industries.zone_count and not industries.listed_firms:
        return Sentence("industries.nothing_published", {})
    values = {
        "zones": Amount(industries.zone_count, "count", None, ZONES),
        "firms": Amount(industries.listed_firms, "count", None, LISTINGS),
        "mentions": Amount(industries.mapped.mentions, "count", None, ZONES),
        "share": Amount(industries.mapped.share or 0.0, "share", None, ZONES),
    }
    return Sentence("industries.own", values)


def order_words(industries: CityIndustries) -> Sentence:
    """How many candidates there are, and whether their order means anything."""
    if not industries.candidates:
        return Sentence("industries.none", {})
    key = "industries.ordered" if is_ordered() else "industries.set"
    return Sentence(key, {"count": len(industries.candidates), "place": industries.unit})


def hindcast_words() -> tuple[Sentence, ...]:
    """How often the model hit in the listed prefectures, and what it had over the strong null, there and in all."""
    questions = (*(f"listings_{origin}" for origin in ORIGINS), "zones_listings", "zones_clusters")
    keys = ("first", "second", "third", "zones", "clusters")
    groups = {"all": "industries.hindcast", "resource": "industries.resource_hindcast"}
    gains = (
        Sentence(key, {k: _gain(question, group) for k, question in zip(keys, questions, strict=True)})
        for group, key in groups.items()
    )
    return (_hits(max(ORIGINS)), *gains)


def _hits(origin: int) -> Sentence:
    """How many of the industries that came were among ten that the model, and that the strong null, named first."""
    found = {key: score(f"listings_{origin}", model, "recall_at_10", "resource") for key, model in HITS.items()}
    shares = {key: Amount(one.value, "share", (one.low, one.high), LISTINGS) for key, one in found.items()}
    return Sentence("industries.hits", {"origin": origin, "years": SPAN, "events": found["full"].events, **shares})


def candidate_title(candidate: CityCandidate) -> Sentence:
    """The industry and its chance."""
    if candidate.probability is None:
        return Sentence("industries.candidate_unscored", {"industry": candidate.unit})
    return Sentence("industries.candidate", {"industry": candidate.unit, "chance": candidate_chance(candidate)})


def candidate_chance(candidate: CityCandidate) -> Sentence:
    """Its chance, or that it has no score."""
    if candidate.probability is None:
        return Sentence("industries.unscored", {})
    return _chance(candidate.probability, candidate.sources)


def candidate_reasons(candidate: CityCandidate, *, with_parts: bool = True) -> list[tuple[Sentence, Sentence]]:
    """Label and text of all that is said of a candidate."""
    names = {row["industry_id"]: Bilingual(row["name_en"], row["name_zh"]) for row in rows("successor_industries")}
    result: dict[str, object] = {
        "why": [Sentence(f"industries.why.{one}", {}) for one in candidate.why],
        "for": Clauses(tuple(reasons_for(candidate))),
        "against": Clauses(tuple(reasons_against(candidate))),
        "went": None if candidate.score is None else _precedents(candidate.went),
        "did_not": _precedents(candidate.did_not),
        "check": Sentence(f"industries.check.{first_check(candidate.unit.industry)}", {}),
        "chains": [names[one] for one in candidate.chains],
        "parts": parts_words(candidate) if with_parts else [],
    }
    return [
        (Sentence(f"industries.label.{key}", {}), plain_cell(said))
        for key, said in result.items()
        if said and said != Clauses(())
    ]


def labelled_reasons(candidate: CityCandidate) -> tuple[Sentence, ...]:
    """The same, each after its label."""
    return tuple(with_label(label, text) for label, text in candidate_reasons(candidate))


def reasons_for(candidate: CityCandidate) -> list[Sentence]:
    """The two strongest reasons for it that a fact can be given for, the strongest part first."""
    said: Said = {
        "zones": _zones(candidate),
        "inputs": _materials(candidate),
        "related": _listed("for.related", "industries", candidate.related),
        "surroundings": _listed("for.surroundings", "places", candidate.around),
        "size": _size("for.size", candidate) if candidate.share_of_size >= FEW_PLACES else None,
        "industry": _nation("for.industry", candidate) if candidate.recent >= FEW_LISTINGS else None,
    }
    added = candidate.contributions
    facts = [part for part in ("zones", "inputs") if said[part]]
    said |= {part: _not_borne_out(candidate, part, said[part]) for part in facts if added.get(part, 0) < -SMALL}
    parts = sorted((part for part in said if added.get(part, 0) > SMALL and part not in facts), key=lambda p: -added[p])
    return _there(said[part] for part in (*facts, *parts))[:REASONS]


def _size(key: str, candidate: CityCandidate) -> Sentence:
    return Sentence(f"industries.{key}", {"share": _chance(candidate.share_of_size, LISTINGS)})


def _not_borne_out(candidate: CityCandidate, part: str, reason: Sentence | None) -> Sentence:
    """A reason that a planner gives, where its part of the score speaks against it."""
    values = {"reason": reason, "value": log_odds(candidate.contributions[part], candidate)}
    return Sentence("industries.for.not_borne_out", values)


def reasons_against(candidate: CityCandidate) -> list[Sentence]:
    """The two strongest reasons against it that a fact can be given for, the strongest part first."""
    added = candidate.contributions
    said: Said = {
        "size": _size("against.size", candidate) if candidate.share_of_size < FEW_PLACES else None,
        "industry": _against_industry(candidate),
        "zones": _unnamed(candidate),
        "related": _listed("against.related", "industries", candidate.lacking),
        "surroundings": None if candidate.around else Sentence("industries.against.surroundings", {}),
        "inputs": _far(candidate),
    }
    parts = sorted((part for part in said if added.get(part, 0) < -SMALL), key=lambda part: added[part])
    sentences = _there(said[part] for part in parts)
    rivals = Sentence("industries.against.rivals", {"rivals": Amount(candidate.rivals, "count", None, ZONES)})
    rest = [*([rivals] if candidate.rivals else []), *_there([said["zones"]])]
    return [*sentences, *(each for each in rest if each not in sentences)][:REASONS]


@cache
def _checks() -> dict[str, str]:
    return {one: row["check"] for row in shipped_table("first_checks") for one in row["industries"].split(";")}


def first_check(industry: str) -> str:
    """What to look at first on the ground: the key of a sentence."""
    return _checks()[industry]


def parts_words(candidate: CityCandidate) -> list[Sentence]:
    """The parts that add up to the log-odds, in points; none without a score."""
    return [
        Sentence("industries.part_of", {"part": part_name(part), "value": log_odds(value, candidate)})
        for part, value in candidate.with_base.items()
    ]


def part_name(part: str) -> Sentence:
    """What a part is called."""
    return Sentence(f"industries.part.{part}", {})


def log_odds(value: float, candidate: CityCandidate) -> Amount:
    """Log-odds of a candidate."""
    return Amount(value, "1", None, candidate.sources)


def _there(said: Iterable[Sentence | None]) -> list[Sentence]:
    return [each for each in said if each is not None]


def _against_industry(candidate: CityCandidate) -> Sentence | None:
    if candidate.has_left_the_nation:
        return Sentence("industries.against.left", {})
    return _nation("against.industry", candidate) if candidate.recent < FEW_LISTINGS else None


def _nation(key: str, candidate: CityCandidate) -> Sentence:
    counts = {"recent": candidate.recent, "before": candidate.before}
    return Sentence(f"industries.{key}", {k: Amount(count, "count", None, LISTINGS) for k, count in counts.items()})


def _unnamed(candidate: CityCandidate) -> Sentence | None:
    if candidate.named_by:
        return None
    key = "industries.against.zones" if candidate.zone_count else "industries.against.no_zones"
    return Sentence(key, {"zones": Amount(candidate.zone_count, "count", None, ZONES)})


def _far(candidate: CityCandidate) -> Sentence | None:
    """The nearest material that is out of reach, of an industry that needs few and has none at hand."""
    if candidate.at_hand or not 0 < len(candidate.sites) <= FEW_MATERIALS or candidate.sites[0].distance < FAR:
        return None
    far = candidate.sites[0]
    distance = Amount(far.distance, "km", None, MAP)
    values = {"material": Word("material", far.material), "place": far.place, "distance": distance}
    return Sentence("industries.against.inputs", values)


def _zones(candidate: CityCandidate) -> Sentence | None:
    """The zones that name it, in Chinese with their words as published."""
    named = candidate.named_by
    if not named:
        return None
    said = [Sentence("industries.for.zone", {"zone": one.zone, "words": one.words}) for one in named]
    return Sentence("industries.for.zones", {"zones": ByLanguage([zone_name(one.zone).en for one in named], said)})


def _unmapped(words: dict[str, int]) -> Sentence:
    """Words of zones without an industry: named in Chinese, counted in English."""
    count = Amount(sum(words.values()), "count", None, ZONES)
    counted = Sentence("industries.unmapped_count", {"count": count})
    said = ByLanguage(counted, Sentence("industries.unmapped", {"words": list(words)}))
    return plain_cell(said)


def _materials(candidate: CityCandidate) -> Sentence | None:
    return _listed("for.inputs", "materials", [Word("material", one) for one in candidate.at_hand])


def _listed(key: str, name: str, values: Sequence[object]) -> Sentence | None:
    return Sentence(f"industries.{key}", {name: list(values)}) if values else None


def _precedents(precedents: Sequence[Precedent]) -> list[Sentence]:
    if not precedents:
        return [Sentence("industries.none_alike", {})]
    return [Sentence("industries.year", {"place": one.place, "year": one.year}) for one in precedents]


def _gain(question: str, group: str) -> Sentence:
    one = score(question, GAIN, "average_precision", group)
    ends = {"value": one.value, "low": one.low, "high": one.high}
    return Sentence("industries.gain", {name: Amount(value, "1", None, SCORED) for name, value in ends.items()})


def _chance(share: float, sources: tuple[str, ...]) -> Sentence:
    """Two digits are all that the model can tell; below a thousandth, none."""
    if share < LEAST_SHARE:
        return Sentence("industries.below", {"share": Amount(LEAST_SHARE, "share", None, sources)})
    return Sentence("industries.about", {"share": Amount(share, "share", None, sources)})
