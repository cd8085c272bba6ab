"""An industry: the resource cities where it could come next, what speaks for it there, and where it stands already."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from relode.language import Amount, Language, Sentence, Word
from relode.pathways.industries.city_candidates_record import CityCandidate
from relode.pathways.industries.city_words import LISTINGS, ZONES, candidate_chance
from relode.pathways.industries.industry_places import IndustryPlaces, industry_places
from relode.places import Place, official
from relode.report import pieces
from relode.story import Column, Link, Table
from relode.web.server.rendering import render

SOURCES = (*ZONES, *LISTINGS, "plan2013")


@dataclass(frozen=True)
class _Row:
    place: Place
    candidate: CityCandidate


def industry_page(request: Request, language: Language, industry: str) -> Response:
    """The page of an industry. Raises RelodeError for one that no city chooses."""
    found = industry_places(industry)
    content = {
        "industry": found.unit.name(language),
        "finding": _finding(found),
        "nation": Sentence(
            "web.industry.nation",
            {
                "recent": Amount(found.recent, "count", None, LISTINGS),
                "before": Amount(found.before, "count", None, LISTINGS),
                "named": Amount(found.named, "count", None, ZONES),
            },
        ),
        "established": found.established,
        "places": _table(found),
        "sources": [pieces.source_entry(key, i, language) for i, key in enumerate(SOURCES, 1)],
    }
    return render(request, "industry.html.j2", language, content)


def _finding(found: IndustryPlaces) -> Sentence:
    counts = {"count": len(found.candidates), "all": found.all_places, "established": len(found.established)}
    return Sentence("web.industry.finding", counts)


def _table(found: IndustryPlaces) -> Table:
    columns = (
        Column("web.column.place", lambda row: Link(row.place, f"/city/{row.place.slug}/next"), width=2),
        Column("web.column.type", lambda row: Word("type", official()[row.place.code].type)),
        Column("web.industry.chance", lambda row: candidate_chance(row.candidate)),
        Column("web.industry.own", lambda row: _own(row.candidate), format="+whole"),
        Column("web.industry.zones", lambda row: len(row.candidate.named_by) or None),
        Column(
            "web.industry.materials", lambda row: [Word("material", each) for each in row.candidate.at_hand] or None
        ),
    )
    rows = [_Row(*each) for each in found.candidates]
    return Table(Sentence("web.industry.table", {}), columns, rows, SOURCES)


def _materials(candidate: CityCandidate) -> list[Word]:
    return [Word("material", each) for each in candidate.at_hand]


def _own(candidate: CityCandidate) -> Amount | None:
    own = candidate.own_conditions
    return None if own is None else Amount(own, "share", None, candidate.sources)
