"""The answer of `relode pathways` as text for a terminal or a pipe: no colours, nothing cut off."""

from relode.language import Language, Sentence, interval_text, joined, labelled, say, spoken
from relode.language.text_columns import aligned
from relode.pathways.chains.candidates import Candidate, cluster_name
from relode.pathways.chains.conditions_text import (
    condition_lines,
    county_line,
    energy_text,
    material_lines,
    missing_lines,
    track_lines,
)
from relode.pathways.industries.city_words import candidate_lines, city_lines
from relode.pathways.successors import Pathways


def pathways_text(found: Pathways, language: Language) -> str:
    """Base rates, then what could come next with reasons for and against, then the chains that explain it."""
    head = [say(f"report.table.{column}", language) for column in ("group", "outcome", "happened", "interval")]
    rates = [
        [
            say(f"charts.groups.{rate.group}", language),
            say(f"charts.base_rates.{rate.outcome}", language),
            say("cli.of", language, part=rate.happened, whole=rate.count),
            interval_text(rate.share_interval_90, "share", language),
        ]
        for rate in found.base_rates
    ]
    lines = [say("conditions.heading", language, place=found.place.name(language)), ""]
    lines += [say("report.next.base_rates_text", language), *aligned([head, *rates]), ""]
    lines += [say("conditions.tracks.meaning", language), *track_lines(found, language)]
    lines += [county_line(language), *missing_lines(found, language), ""]
    if found.industries is not None:
        lines += [*city_lines(found.industries, language), ""]
    lines += [line for one in found.candidates for line in candidate_lines(one, language)]
    if found.chains:
        counted = Sentence("findings.chains.some", {"count": len(found.chains), "place": found.place})
        lines += ["", spoken(counted, language), say("report.next.hindsight", language)]
        lines += [*([] if found.energy is None else [energy_text(found.energy, language)]), ""]
        lines += [line for chain in found.chains for line in _chain(chain, language)]
    return "\n".join(lines)


def _chain(candidate: Candidate, language: Language) -> list[str]:
    lists = {
        "reasons": [say(f"report.next.reason.{reason}", language) for reason in candidate.reasons],
        "own_cluster": [cluster_name(cluster, language) for cluster in candidate.own_clusters],
        "hosts": [place.name(language) for place in candidate.hosts],
        "examples": [place.name(language) for place in candidate.examples],
        "missing": [say(f"report.missing.{m}", language) for m in candidate.missing],
    }
    title = candidate.name_zh if language == "zh" else candidate.name_en
    said = ((say(f"report.next.{key}", language), joined(words, language)) for key, words in lists.items() if words)
    more = [f"  {line}" for line in (*material_lines(candidate, language), *condition_lines(candidate, language))]
    return [title, *(f"  {labelled(label, text, language)}" for label, text in said), *more]
