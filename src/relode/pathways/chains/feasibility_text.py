"""Feasibility in words: what the order is worth first, then each candidate with its parts."""

from relode.facts.sections import SECTION_LETTERS
from relode.language import Language, joined, labelled, name, number_text, say
from relode.language.numbers import MINUS
from relode.pathways.chains.candidates import Candidate
from relode.pathways.chains.chain import Source
from relode.pathways.chains.feasibility import DRAWS, TOP, Feasibility, OrderChange, OrderVerdict
from relode.pathways.chains.ingredients import Ingredients
from relode.pathways.successors import Pathways


def feasibility_text(found: Pathways, language: Language) -> list[str]:
    """Lines for a terminal: verdict, caveats, and the candidates in the order of their table."""
    lines = [*verdict_lines(found, language), ""]
    return lines + [line for candidate in found.candidates for line in candidate_lines(candidate, language)]


def verdict_lines(found: Pathways, language: Language) -> list[str]:
    """The verdict, and what it is worth."""
    if found.verdict is None:
        return [say("feasibility.no_candidates", language)]
    caveats = [say(f"feasibility.{key}", language, draws=DRAWS) for key in ("lead", "unproven", "hindsight")]
    return [verdict_text(found.verdict, found.candidates, language), *caveats]


def verdict_text(verdict: OrderVerdict, candidates: tuple[Candidate, ...], language: Language) -> str:
    """One sentence: a set without order, one that comes first, or a single chain."""
    if len(candidates) == 1:
        return say("feasibility.single", language, industry=_title(candidates[0], language))
    names = [_title(one, language) for one in candidates if one.industry in verdict.industries]
    if "no_ranking" in verdict.tags:
        return say("feasibility.set", language, count=len(names), industries=joined(names, language))
    first = next(one for one in candidates if one.feasibility and one.feasibility.first_share == verdict.first_share)
    share = number_text(verdict.first_share, "share", language)
    return say("feasibility.first", language, industry=_title(first, language), share=share, count=len(candidates))


def candidate_lines(candidate: Candidate, language: Language) -> list[str]:
    """Score and ranks, parts, inputs, what is unknown, and what would change most; nothing if it is not scored."""
    found = candidate.feasibility
    if found is None:
        return []
    parts = [
        labelled(say(f"feasibility.part.{part}", language), points(value), language)
        for part, value in found.contributions.items()
    ]
    more = [joined(parts, language), *near_lines(found.ingredients, language), *detail_lines(candidate, language)]
    return [rank_line(candidate, found, language), *(f"  {line}" for line in more)]


def rank_line(candidate: Candidate, found: Feasibility, language: Language) -> str:
    """Score, share of draws among the first, and the interval of ranks."""
    low, high = found.rank_interval_90
    words = {"score": points(found.score), "share": number_text(found.top_share, "share", language)}
    head = say("feasibility.candidate", language, industry=_title(candidate, language), top=TOP, **words)
    return labelled(head, _ranks(low, high, language), language)


def detail_lines(candidate: Candidate, language: Language) -> list[str]:
    """What must be bought or is not located or unknown, who tried, and what would change most."""
    found = candidate.feasibility
    if found is None:
        return []
    change = found.what_would_change
    terms = found.ingredients
    lines = [*_strengths(terms, language), *_unknown(terms, language), *_tried(candidate, language)]
    return lines if change is None else [*lines, _change(change, language)]


def near_lines(terms: Ingredients, language: Language) -> list[str]:
    """Where the nearest place with each missing material is."""
    return [near_text(source, language, "feasibility.near") for source in terms.sources]


def near_text(source: Source, language: Language, key: str = "conditions.chain.near") -> str:
    """Where a material is, in the sentence `key`."""
    return say(
        key,
        language,
        material=name("material", source.material, language),
        place=source.place.name(language),
        distance=number_text(round(source.distance), "count", language),
    )


def _strengths(terms: Ingredients, language: Language) -> list[str]:
    """The location quotients behind the strength in sections, and the college share where the chain asks for skills."""
    lines = []
    if terms.sections:
        said = [
            say(
                "feasibility.section",
                language,
                section=name("section", SECTION_LETTERS[section], language),
                quotient=number_text(quotient, "ratio", language),
            )
            for section, quotient in terms.sections
        ]
        between = say("conditions.tracks.between", language)
        lines.append(say("feasibility.sections", language, sections=between.join(said)))
    if terms.college is not None and terms.skills:
        own, peers = (number_text(share, "share", language) for share in terms.college)
        lines.append(say("feasibility.college", language, own=own, peers=peers))
    return lines


def _unknown(terms: Ingredients, language: Language) -> list[str]:
    lines = []
    for key, materials in (("bought", terms.to_be_bought), ("not_located", terms.unknown_inputs)):
        if materials:
            names = joined([name("material", material, language) for material in materials], language)
            lines.append(say(f"feasibility.{key}", language, materials=names))
    if terms.unknown:
        parts = [say(f"feasibility.part.{part}", language) for part in terms.unknown]
        lines.append(say("feasibility.unknown", language, parts=joined(parts, language)))
    return lines


def _tried(candidate: Candidate, language: Language) -> list[str]:
    """Who is on record and who is not, though it could; nothing where nobody else could."""
    if not candidate.without_record:
        return []
    tried = len({*candidate.hosts, *candidate.examples})
    places = joined([place.name(language) for place in candidate.without_record], language)
    return [say("feasibility.tried", language, tried=tried, count=candidate.could_start, places=places)]


def _change(change: OrderChange, language: Language) -> str:
    gain = points(change.gain)
    if change.material:
        material = name("material", change.material, language)
        return say("feasibility.change_material", language, material=material, gain=gain)
    return say(f"feasibility.change.{change.contribution}", language, gain=gain)


def points(value: float) -> str:
    """Points to two digits, with a true minus sign."""
    return f"{round(value, 2) + 0.0:.2f}".replace("-", MINUS)


def _title(candidate: Candidate, language: Language) -> str:
    return candidate.name_zh if language == "zh" else candidate.name_en


def _ranks(low: int, high: int, language: Language) -> str:
    if low == high:
        return say("feasibility.rank", language, low=low)
    return say("feasibility.ranks", language, low=low, high=high)
