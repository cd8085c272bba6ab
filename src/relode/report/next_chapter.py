"""What the chapter on pathways shows beside its pictures: what could come next, named places, and the chains behind."""

from typing import Any

from relode.facts import references
from relode.language import Language, joined, name, say
from relode.pathways import Candidate, Pathways, cluster_name
from relode.pathways.chains.conditions_text import (
    county_line,
    demand_text,
    energy_text,
    material_lines,
    missing_lines,
    scale_text,
    track_lines,
)
from relode.pathways.industries.city_words import candidate_rows, candidate_title, city_lines, points

Table = dict[str, Any]


def next_chapter(found: Pathways, language: Language) -> dict[str, Any]:
    """Lines, tables and details of the chapter, all in words."""
    return {
        "tracks": [*track_lines(found, language), county_line(language)],
        "industries": [] if found.industries is None else city_lines(found.industries, language),
        "candidates": [_candidate(found, at, language) for at in range(len(found.candidates))],
        "parts": _parts(found, language),
        "missing": missing_lines(found, language),
        "energy": "" if found.energy is None else energy_text(found.energy, language),
        "chains": [_chain(one, language) for one in found.chains],
        "references": _references(found),
    }


def _candidate(found: Pathways, at: int, language: Language) -> dict[str, Any]:
    """An industry that could come next: chance, reasons for and against, precedents, what to check."""
    one = found.candidates[at]
    rows = [{"label": label, "lines": [text]} for label, text in candidate_rows(one, language, with_parts=False)]
    return {"title": candidate_title(one, language), "sources": one.sources, "rows": rows}


def _parts(found: Pathways, language: Language) -> Table:
    """The parts of each score in log-odds, which add up to it; unscored industries are left out."""
    scored = [one for one in found.candidates if one.score is not None]
    parts = list(dict.fromkeys(part for one in scored for part in one.contributions))
    heads = [
        say("report.next.table.industry", language),
        *(say(f"industries.part.{part}", language) for part in ("base", *parts)),
        say("report.next.table.score", language),
    ]
    rows = [
        [
            one.unit.name(language),
            points(one.base),
            *(points(one.contributions[part]) for part in parts),
            "" if one.score is None else points(one.score),
        ]
        for one in scored
    ]
    return {"heads": heads, "rows": rows, "numeric": heads[1:]}


def _chain(one: Candidate, language: Language) -> dict[str, Any]:
    """A hand-made chain: why it starts here, where its materials are, places, conditions, what is missing."""
    lists = {
        "report.next.own_cluster": [cluster_name(cluster, language) for cluster in one.own_clusters],
        "report.next.hosts": [place.name(language) for place in one.hosts],
        "report.next.examples": [place.name(language) for place in one.examples],
        "report.next.missing": [say(f"report.missing.{missing}", language) for missing in one.missing],
        "report.next.certainty": [name("certainty", one.certainty, language)],
    }
    inside = {key: [joined(words, language)] for key, words in lists.items() if words}
    reasons = [say(f"report.next.reason.{reason}", language) for reason in one.reasons]
    divisions = [
        say(
            "report.next.stage",
            language,
            stage=name("stage", stage, language),
            divisions=joined([f"{code} {name('division', code, language)}" for code in codes], language),
        )
        for stage, codes in one.stages.items()
    ]
    doubts = [doubt.reason_zh if language == "zh" else doubt.reason_en for doubt in one.doubts]
    lines = {
        "report.next.reasons": [joined(reasons, language)],
        "report.next.materials": material_lines(one, language),
        "conditions.label.scale": [scale_text(scale, language) for scale in one.scale],
        "conditions.label.demand": [demand_text(demand, language) for demand in one.demand],
        "report.next.divisions": divisions,
        **inside,
        "conditions.label.doubt": doubts,
    }
    rows = [{"label": say(key, language), "lines": text} for key, text in lines.items() if text]
    return {"title": _title(one, language), "sources": one.sources, "rows": rows}


def _references(found: Pathways) -> list[str]:
    """The rules and outlooks that the conditions come from."""
    scales = [each.source for one in found.chains for each in one.scale]
    keys = dict.fromkeys([*scales, *(each.source for one in found.chains for each in one.demand)])
    return [f"{row['authors']} {row['year']}, {row['title']}" for row in (references()[key] for key in keys)]


def _title(one: Candidate, language: Language) -> str:
    return one.name_zh if language == "zh" else one.name_en
