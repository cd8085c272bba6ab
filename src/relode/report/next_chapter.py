"""What the chapter on pathways shows beside its pictures: what could come next, named places, and the chains behind."""

from dataclasses import dataclass

from relode.facts import references
from relode.language import Amount, Sentence, Word, plain_cell
from relode.pathways import Candidate, CityCandidate, Pathways, cluster_name
from relode.pathways.chains.pathways_text import (
    CENSUSES,
    caveat_words,
    county_words,
    demand_words,
    energy_words,
    gap_words,
    material_words,
    scale_words,
    track_words,
)
from relode.pathways.industries.city_words import (
    SCORED,
    candidate_reasons,
    candidate_title,
    city_words,
    log_odds,
    part_name,
)
from relode.story import Column, Table


@dataclass(frozen=True)
class Details:
    """An industry or chain with all that is said of it: a label and its lines, and the sources of both."""

    title: Sentence
    rows: tuple[tuple[Sentence, tuple[Sentence, ...]], ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class NextChapter:
    """Sentences, tables and details of the chapter; `references` are rules and outlooks as they are quoted."""

    tracks: tuple[Sentence, ...]
    industries: tuple[Sentence, ...]
    candidates: tuple[Details, ...]
    parts: Table
    missing: tuple[Sentence, ...]
    energy: Sentence | None
    chains: tuple[Details, ...]
    references: tuple[str, ...]
    censuses: tuple[str, ...] = CENSUSES
    published: tuple[str, ...] = SCORED


def next_chapter(pathways: Pathways) -> NextChapter:
    """All that the chapter says."""
    return NextChapter(
        tracks=(*track_words(pathways), county_words()),
        industries=() if pathways.industries is None else city_words(pathways.industries),
        candidates=tuple(_candidate(one) for one in pathways.candidates),
        parts=score_parts(pathways),
        missing=gap_words(pathways),
        energy=None if pathways.energy is None else energy_words(pathways.energy),
        chains=tuple(_chain(one) for one in pathways.chains),
        references=_references(pathways),
    )


def _candidate(one: CityCandidate) -> Details:
    """An industry that could come next: chance, reasons for and against, precedents, what to check."""
    rows = tuple((label, (text,)) for label, text in candidate_reasons(one, with_parts=False))
    return Details(candidate_title(one), rows, one.sources)


def score_parts(pathways: Pathways) -> Table:
    """The parts of each score in log-odds, which add up to it; industries without a score are left out."""
    scored = [one for one in pathways.candidates if one.score is not None]
    parts = dict.fromkeys(part for one in scored for part in one.with_base)
    columns = (
        Column("report.next.table.industry", "unit"),
        *(_points(part_name(part), part) for part in parts),
        _points(Sentence("report.next.table.score", {})),
    )
    return Table(Sentence("report.next.table.parts", {}), columns, scored, SCORED)


def _points(name: Sentence, part: str = "") -> Column:
    """A column of log-odds: those of a part, or of the whole score."""

    def points(one: CityCandidate) -> Amount:
        return log_odds(one.with_base[part] if part else one.score or 0.0, one)

    return Column(name, points, format=".2f")


def _chain(one: Candidate) -> Details:
    """A hand-made chain: why it starts here, where its materials are, places, conditions, what is missing."""
    lists: dict[str, list[object]] = {
        "report.next.own_cluster": [cluster_name(cluster) for cluster in one.own_clusters],
        "report.next.hosts": [*one.hosts],
        "report.next.examples": [*one.examples],
        "report.next.missing": [Sentence(f"report.missing.{missing}", {}) for missing in one.missing],
        "report.next.certainty": [Word("certainty", one.certainty)],
    }
    lines: dict[str, tuple[Sentence, ...]] = {
        "report.next.reasons": (plain_cell([Sentence(f"report.next.reason.{reason}", {}) for reason in one.reasons]),),
        "report.next.materials": material_words(one),
        "conditions.label.scale": tuple(map(scale_words, one.scale)),
        "conditions.label.demand": tuple(map(demand_words, one.demand)),
        "report.next.divisions": tuple(_stage(stage, codes) for stage, codes in one.stages.items()),
        **{key: (plain_cell(words),) for key, words in lists.items() if words},
        "conditions.label.caveat": tuple(map(plain_cell, caveat_words(one))),
    }
    rows = tuple((Sentence(key, {}), said) for key, said in lines.items() if said)
    return Details(plain_cell(one), rows, one.sources)


def _stage(stage: str, codes: tuple[str, ...]) -> Sentence:
    divisions = [Sentence("report.next.division", {"code": code, "name": Word("division", code)}) for code in codes]
    return Sentence("report.next.stage", {"stage": Word("stage", stage), "divisions": divisions})


def _references(pathways: Pathways) -> tuple[str, ...]:
    """The rules and outlooks that the conditions come from, as the table of references has them."""
    scales = [each.source for one in pathways.chains for each in one.scale]
    keys = dict.fromkeys([*scales, *(each.source for one in pathways.chains for each in one.demand)])
    return tuple("{authors} {year}, {title}".format_map(references()[key]) for key in keys)
