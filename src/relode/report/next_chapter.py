"""What the chapter on pathways shows beside its pictures: named places, tables of the candidates, and their details."""

from typing import Any

from relode.facts import references
from relode.language import Language, joined, name, say
from relode.pathways import Candidate, Pathways, cluster_name
from relode.pathways.chains.conditions_text import (
    county_line,
    demand_text,
    energy_text,
    missing_lines,
    scale_text,
    track_lines,
)
from relode.pathways.chains.feasibility_text import detail_lines, near_text, points, rank_line, verdict_lines

Table = dict[str, Any]


def next_chapter(found: Pathways, language: Language) -> dict[str, Any]:
    """Lines, tables and details of the chapter, all in words."""
    return {
        "tracks": [*track_lines(found, language), county_line(language)],
        "missing": missing_lines(found, language),
        "verdict": verdict_lines(found, language),
        "energy": "" if found.energy is None else energy_text(found.energy, language),
        "candidates": _candidates(found, language),
        "parts": _parts(found, language),
        "details": [_details(one, language) for one in found.candidates],
        "references": _references(found),
    }


def _candidates(found: Pathways, language: Language) -> Table:
    """One candidate a row: what it has, what is nearest, who is on record, and the ranks that the weights allow."""
    heads = [
        say(f"report.next.table.{head}", language) for head in ("industry", "has", "near", "tried", "could", "ranks")
    ]
    rows = []
    for one in found.candidates:
        terms = None if one.feasibility is None else one.feasibility.ingredients
        at_hand = () if terms is None else terms.at_hand
        near = [near_text(source, language) for source in (() if terms is None else terms.sources)]
        ranks = "" if one.feasibility is None else _span(*one.feasibility.rank_interval_90, language)
        rows.append(
            [
                _title(one, language),
                joined([name("material", material, language) for material in at_hand], language),
                say("conditions.tracks.between", language).join(near),
                str(len({*one.hosts, *one.examples})),
                str(one.could_start or ""),
                ranks,
            ]
        )
    return {"heads": heads, "rows": rows, "numeric": heads[3:]}


def _parts(found: Pathways, language: Language) -> Table:
    """The parts of each score, which add up to it; blank where no figure is known."""
    scored = [(one, one.feasibility) for one in found.candidates if one.feasibility is not None]
    parts = list(dict.fromkeys(part for _, feasibility in scored for part in feasibility.contributions))
    heads = [
        say("report.next.table.industry", language),
        *(say(f"feasibility.part.{part}", language) for part in parts),
        say("report.next.table.score", language),
    ]
    rows = [
        [
            _title(one, language),
            *(points(f.contributions[part]) if part in f.contributions else "" for part in parts),
            points(f.score),
        ]
        for one, f in scored
    ]
    return {"heads": heads, "rows": rows, "numeric": heads[1:]}


def _details(one: Candidate, language: Language) -> dict[str, Any]:
    """What does not fit into a row: reasons, clusters, divisions, places, conditions, and what is missing."""
    lists = {
        "report.next.reasons": [say(f"report.next.reason.{reason}", language) for reason in one.reasons],
        "report.next.own_cluster": [cluster_name(cluster, language) for cluster in one.own_clusters],
        "report.next.hosts": [place.name(language) for place in one.hosts],
        "report.next.examples": [place.name(language) for place in one.examples],
        "report.next.missing": [say(f"report.missing.{missing}", language) for missing in one.missing],
        "report.next.certainty": [name("certainty", one.certainty, language)],
    }
    inside = {key: [joined(words, language)] for key, words in lists.items() if words}
    divisions = [
        say(
            "report.next.stage",
            language,
            stage=name("stage", stage, language),
            divisions=joined([f"{code} {name('division', code, language)}" for code in codes], language),
        )
        for stage, codes in one.stages.items()
    ]
    score = [] if one.feasibility is None else [rank_line(one, one.feasibility, language)]
    doubts = [doubt.reason_zh if language == "zh" else doubt.reason_en for doubt in one.doubts]
    lines = {
        "report.next.reasons": inside.pop("report.next.reasons", []),
        "report.next.assessed": [*score, *detail_lines(one, language)],
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
    scales = [each.source for one in found.candidates for each in one.scale]
    keys = dict.fromkeys([*scales, *(each.source for one in found.candidates for each in one.demand)])
    return [f"{row['authors']} {row['year']}, {row['title']}" for row in (references()[key] for key in keys)]


def _span(low: int, high: int, language: Language) -> str:
    return str(low) if low == high else say("report.next.table.between", language, low=low, high=high)


def _title(one: Candidate, language: Language) -> str:
    return one.name_zh if language == "zh" else one.name_en
