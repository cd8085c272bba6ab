"""The industries of a city in words: what the order is worth, then each candidate with reasons for and against."""

import re
from collections.abc import Sequence
from functools import cache

from relode.facts import rows
from relode.language import Language, joined, labelled, name, number_text, say
from relode.language.numbers import MINUS
from relode.pathways.industries.city_backtest import ORIGINS
from relode.pathways.industries.city_candidates import CityCandidate, CityIndustries, Naming, Precedent
from relode.pathways.industries.city_scores import GAIN, is_ordered, score
from relode.pathways.industries.concordance import shipped_table
from relode.places import Place

REASONS = 2
LEAST_SHARE = 0.001
SMALL = 0.05
"""Log-odds below which a part is no reason."""
FEW_MATERIALS, FAR = 4, 100.0
"""An industry of more materials lacks none; what is nearer is in reach. [km]"""
FEW_LISTINGS = 10
"""New listings of an industry in five years below which its growth is no reason for it."""


def city_lines(found: CityIndustries, language: Language) -> list[str]:
    """What is known of the city, what the set is worth, and what the chances mean."""
    place, unit = found.place.name(language), found.unit.name(language)
    lines = [say("industries.from_prefecture", language, place=place, unit=unit)] if found.is_of_prefecture else []
    lines.append(own_line(found, language))
    if found.mapped.unmapped:
        lines.append(_unmapped(found.mapped.unmapped, language))
    named = joined([one.name(language) for one in found.established], language)
    key = "industries.established" if named else "industries.unnamed_established"
    lines.append(say(key, language, industries=named))
    return [*lines, order_line(found, language), *hindcast_lines(language), say("industries.meaning", language)]


def own_line(found: CityIndustries, language: Language) -> str:
    """How many zones and listed firms the city has, and how much of what the zones name has an industry."""
    if not found.zone_count and not found.listed_firms:
        return say("industries.nothing_published", language)
    share = found.mapped.share
    return say(
        "industries.own",
        language,
        zones=found.zone_count,
        firms=found.listed_firms,
        mentions=found.mapped.mentions,
        share=number_text(0.0 if share is None else share, "share", language),
    )


def order_line(found: CityIndustries, language: Language) -> str:
    """How many candidates there are, and whether their order means anything."""
    if not found.candidates:
        return say("industries.none", language)
    key = "industries.ordered" if is_ordered() else "industries.set"
    return say(key, language, count=len(found.candidates), place=found.unit.name(language))


def hindcast_lines(language: Language) -> list[str]:
    """What the full model had over the strong null, for all cities and for the listed prefectures."""
    questions = (*(f"listings_{origin}" for origin in ORIGINS), "zones_listings", "zones_clusters")
    keys = ("first", "second", "third", "zones", "clusters")
    said = []
    for group, key in (("all", "industries.hindcast"), ("resource", "industries.resource_hindcast")):
        gains = {k: _gain(q, group, language) for k, q in zip(keys, questions, strict=True)}
        said.append(say(key, language, **gains))
    return said


def candidate_title(candidate: CityCandidate, language: Language) -> str:
    """The industry and its chance."""
    industry = candidate.unit.name(language)
    if candidate.probability is None:
        return say("industries.candidate_unscored", language, industry=industry)
    return say("industries.candidate", language, industry=industry, chance=_share(candidate.probability, language))


def candidate_rows(candidate: CityCandidate, language: Language, *, with_parts: bool = True) -> list[tuple[str, str]]:
    """Label and text of all that is said of a candidate."""
    why = [say(f"industries.why.{one}", language) for one in candidate.why]
    names = {row["industry_id"]: row[f"name_{language}"] for row in rows("successor_industries")}
    chains = [names[one] for one in candidate.chains]
    lists = {
        "why": joined(why, language),
        "for": _sentences(reasons_for(candidate, language), language),
        "against": _sentences(reasons_against(candidate, language), language),
        "went": "" if candidate.score is None else _precedents(candidate.went, language),
        "did_not": _precedents(candidate.did_not, language),
        "check": say(f"industries.check.{first_check(candidate.unit.industry)}", language),
        "chains": joined(chains, language),
        "parts": parts_text(candidate, language) if with_parts else "",
    }
    return [(say(f"industries.label.{key}", language), text) for key, text in lists.items() if text]


def candidate_lines(candidate: CityCandidate, language: Language) -> list[str]:
    """The same for a terminal."""
    rows = [labelled(label, text, language) for label, text in candidate_rows(candidate, language)]
    return [candidate_title(candidate, language), *(f"  {row}" for row in rows)]


def reasons_for(candidate: CityCandidate, language: Language) -> list[str]:
    """The two strongest reasons for it that a fact can be given for, the strongest part first."""
    said = {
        "zones": _zones(candidate, language),
        "inputs": _materials(candidate, language),
        "related": _industries("for.related", [one.name(language) for one in candidate.related], language),
        "surroundings": _places(candidate.around, language),
        "size": say("industries.for.size", language, share=_share(candidate.share_of_size, language)),
        "industry": _nation("for.industry", candidate, language) if candidate.recent >= FEW_LISTINGS else "",
    }
    added = candidate.contributions
    facts = [part for part in ("zones", "inputs") if said[part]]
    parts = sorted((part for part in said if added.get(part, 0) > SMALL and part not in facts), key=lambda p: -added[p])
    return [said[part] for part in (*facts, *parts) if said[part]][:REASONS]


def reasons_against(candidate: CityCandidate, language: Language) -> list[str]:
    """The two strongest reasons against it that a fact can be given for, the strongest part first."""
    added = candidate.contributions
    far = candidate.sites[0] if 0 < len(candidate.sites) <= FEW_MATERIALS and not candidate.at_hand else None
    far = None if far is None or far.distance < FAR else far
    said = {
        "size": say("industries.against.size", language, share=_share(candidate.share_of_size, language))
        if added.get("size", 0) < 0
        else "",
        "industry": _against_industry(candidate, language),
        "zones": _unnamed(candidate, language),
        "related": _industries("against.related", [one.name(language) for one in candidate.lacking], language),
        "surroundings": "" if candidate.around else say("industries.against.surroundings", language),
        "inputs": ""
        if far is None
        else say(
            "industries.against.inputs",
            language,
            material=name("material", far.material, language),
            place=far.place.name(language),
            distance=number_text(round(far.distance), "count", language),
        ),
    }
    parts = sorted((part for part in said if added.get(part, 0) < -SMALL), key=lambda part: added[part])
    found = [said[part] for part in parts if said[part]]
    rivals = [say("industries.against.rivals", language, rivals=candidate.rivals)] if candidate.rivals else []
    return [*found, *rivals, *([said["zones"]] if said["zones"] and said["zones"] not in found else [])][:REASONS]


@cache
def _checks() -> dict[str, str]:
    return {one: row["check"] for row in shipped_table("first_checks") for one in row["industries"].split(";")}


def first_check(industry: str) -> str:
    """What to look at first on the ground: the key of a sentence."""
    return _checks()[industry]


def parts_text(candidate: CityCandidate, language: Language) -> str:
    """The parts that add up to the log-odds, in points; empty without a score."""
    if candidate.score is None:
        return ""
    parts = {"base": candidate.base, **candidate.contributions}
    return joined(
        [f"{say(f'industries.part.{part}', language)} {points(value)}" for part, value in parts.items()], language
    )


def points(value: float) -> str:
    """Log-odds to two digits, with a true minus sign."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", MINUS)


def _against_industry(candidate: CityCandidate, language: Language) -> str:
    if candidate.has_left_the_nation:
        return say("industries.against.left", language)
    return _nation("against.industry", candidate, language) if candidate.recent < FEW_LISTINGS else ""


def _nation(key: str, candidate: CityCandidate, language: Language) -> str:
    return say(f"industries.{key}", language, recent=candidate.recent, before=candidate.before)


def _unnamed(candidate: CityCandidate, language: Language) -> str:
    if candidate.named_by:
        return ""
    key = "industries.against.zones" if candidate.zone_count else "industries.against.no_zones"
    return say(key, language, zones=candidate.zone_count)


def _zones(candidate: CityCandidate, language: Language) -> str:
    """The zones that name it, with their words as published in Chinese; in English, which has neither, their kind."""
    named = candidate.named_by
    if not named:
        return ""
    if language == "zh":
        said = [
            say("industries.for.zone", language, zone=one.zone, words=joined(list(one.words), language))
            for one in named
        ]
    else:
        said = [_zones_of(level, named, language) for level in dict.fromkeys(one.level for one in named)]
    return say("industries.for.zones", language, zones=joined(said, language))


def _zones_of(level: str, named: Sequence[Naming], language: Language) -> str:
    years = sorted({one.approved[:4] for one in named if one.level == level})
    kind = say(f"industries.level.{level}", language)
    return say("industries.for.zones_unnamed", language, level=kind, years=joined(years, language))


def _unmapped(words: dict[str, int], language: Language) -> str:
    """Words of zones without an industry: named in Chinese, counted in English."""
    if language == "zh":
        return say("industries.unmapped", language, words=joined(list(words), language))
    return say("industries.unmapped_count", language, count=sum(words.values()))


def _materials(candidate: CityCandidate, language: Language) -> str:
    named = [name("material", one, language) for one in candidate.at_hand]
    return say("industries.for.inputs", language, materials=joined(named, language)) if named else ""


def _industries(key: str, named: list[str], language: Language) -> str:
    return say(f"industries.{key}", language, industries=joined(named, language)) if named else ""


def _places(places: Sequence[Place], language: Language) -> str:
    named = joined([place.name(language) for place in places], language)
    return say("industries.for.surroundings", language, places=named) if named else ""


def _precedents(found: Sequence[Precedent], language: Language) -> str:
    if not found:
        return say("industries.none_alike", language)
    said = [say("industries.year", language, place=one.place.name(language), year=one.year) for one in found]
    return joined(said, language)


def _sentences(said: list[str], language: Language) -> str:
    return say("conditions.tracks.between", language).join(said)


def _gain(question: str, group: str, language: Language) -> str:
    one = score(question, GAIN, "average_precision", group)
    value, low, high = (f"{number:.3f}".replace("-", MINUS) for number in (one.value, one.low, one.high))
    return say("industries.gain", language, value=value, low=low, high=high)


def _share(share: float, language: Language) -> str:
    """Two digits are all that the model can tell; below a thousandth, none."""
    if share < LEAST_SHARE:
        return say("industries.below", language, share=_percent(LEAST_SHARE, language))
    return _percent(float(f"{share:.1g}" if share < 0.1 else f"{share:.2g}"), language)


def _percent(share: float, language: Language) -> str:
    """A share in per cent without zeros at the end, which would claim digits that it does not have."""
    return (
        re.sub(r"\.?0+(?=\D*$)", "", number_text(share, "share", language)) if share < 0.1 else _whole(share, language)
    )


def _whole(share: float, language: Language) -> str:
    return re.sub(r"\.\d+", "", number_text(share, "share", language))
