"""What could come next: a set with reasons and what to check, and what became of places like it."""

from collections.abc import Sequence

from relode.language import Clauses, Sentence, Word
from relode.pathways import Pathways
from relode.pathways.chains.pathways_text import rate_table
from relode.pathways.industries.city_candidates_record import CityCandidate
from relode.pathways.industries.city_model import Precedent
from relode.pathways.industries.city_words import (
    SCORED,
    candidate_chance,
    first_check,
    order_words,
    own_words,
    reasons_against,
    reasons_for,
)
from relode.report.content import CityResult
from relode.report.document.parts import Cell, blank, body, chapter, grid, heading, heads, note
from relode.story.blocks import Block, Chapter, PictureSpot, Table

MOST = 9
"""So many industries have a row; the others are named below the table."""
CHAINS, NAMED = 8, 5
"""So many chains are named, and places of each."""
CHAIN_SOURCES = ("own_taxonomy",)


def industries(result: CityResult, pictures: frozenset[str]) -> Chapter:
    """The chapter on industries."""
    pathways = result.pathways
    blocks: list[Block] = [heading("like_it"), body(Sentence("document.industries.base_rates", {}))]
    blocks.append(rate_table(pathways.base_rates))
    blocks.append(heading("candidates"))
    if pathways.industries is None or not pathways.candidates:
        blocks.append(body(Sentence("document.industries.none", {"place": result.place})))
    else:
        blocks.append(body(*own_words(pathways.industries), order_words(pathways.industries), sources=SCORED))
        blocks.append(candidates(pathways))
        rest = pathways.candidates[MOST:]
        if rest:
            blocks.append(note(Sentence("document.industries.rest", {"industries": [one.unit for one in rest]})))
        blocks.append(note(Sentence("document.industries.chance", {}), sources=SCORED))
    judged = result.planned is not None
    if pathways.candidates and not judged:
        blocks.append(precedents(pathways))
    if pathways.chains and not judged:
        blocks.append(chains(pathways))
    elif pathways.chains:
        named = list(pathways.chains[:CHAINS])
        blocks.append(body(Sentence("document.industries.chains", {"chains": named, "place": result.place})))
    blocks += [PictureSpot(key) for key in ("value_chain",) if key in pictures]
    blocks.append(body(Sentence("document.industries.own_check", {}), blank("projects_in_talks")))
    return chapter("industries", tuple(blocks))


def candidates(pathways: Pathways) -> Table:
    """Each industry with the strongest reason for and against it and what to look at first."""
    rows = tuple(_candidate(one) for one in pathways.candidates[:MOST])
    head = heads("column", "industry", "chance", "why", "for", "against", "check")
    widths = (0.15, 0.11, 0.12, 0.21, 0.19, 0.22)
    return grid(Sentence("document.industries.table", {}), head, rows, widths, SCORED)


def precedents(pathways: Pathways) -> Table:
    """Who among places alike went the way of each industry, and who named it and did not."""
    rows = tuple((one.unit, _places(one.went), _places(one.did_not)) for one in pathways.candidates[:MOST])
    head = heads("column", "industry", "went", "did_not")
    return grid(Sentence("document.industries.precedents", {}), head, rows, (0.28, 0.36, 0.36), SCORED)


def _places(result: Sequence[Precedent]) -> Cell:
    """Places with their years, in one cell."""
    said = [Sentence("industries.year", {"place": one.place, "year": one.year}) for one in result[:NAMED]]
    return Sentence("depth.cell.plain", {"value": said}) if said else "–"


def chains(pathways: Pathways) -> Table:
    """The value chains that start from what the place has, and what each would lack."""
    rows = tuple(
        (
            one,
            [Word("material", each) for each in one.has] or "–",
            [Word("material", each) for each in one.needs] or "–",
            list(one.examples[:NAMED]) or "–",
        )
        for one in pathways.chains[:CHAINS]
    )
    head = heads("column", "chain", "at_hand", "lacking", "examples")
    return grid(Sentence("document.industries.chains_table", {}), head, rows, (0.22, 0.22, 0.28, 0.28), CHAIN_SOURCES)


def _candidate(one: CityCandidate) -> tuple[Cell, ...]:
    return (
        one.unit,
        candidate_chance(one),
        [Sentence(f"industries.why.{why}", {}) for why in one.why],
        Clauses(tuple(reasons_for(one)[:1])) if reasons_for(one) else "–",
        Clauses(tuple(reasons_against(one)[:1])) if reasons_against(one) else "–",
        Sentence(f"industries.check.{first_check(one.unit.industry)}", {}),
    )
