"""The answer of `relode pathways` as text for a terminal or a pipe: no colours, nothing cut off."""

from relode.language import Language, Sentence, interval_text, joined, labelled, name, say, spoken
from relode.language.text_columns import aligned
from relode.pathways.chains.candidates import Candidate, cluster_name
from relode.pathways.chains.conditions_text import condition_lines, county_line, energy_text, missing_lines, track_lines
from relode.pathways.chains.feasibility_text import candidate_lines, verdict_lines
from relode.pathways.successors import Pathways


def pathways_text(found: Pathways, language: Language) -> str:
    """Base rates, then the candidates in no order with what they start from and what is missing."""
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
    if found.candidates:
        counted = Sentence("findings.candidates.some", {"count": len(found.candidates), "place": found.place})
        lines += [spoken(counted, language), *verdict_lines(found, language)]
        lines += [*([] if found.energy is None else [energy_text(found.energy, language)]), ""]
        lines += [line for candidate in found.candidates for line in _candidate(candidate, language)]
    return "\n".join(lines)


def _candidate(candidate: Candidate, language: Language) -> list[str]:
    lists = {
        "reasons": [say(f"report.next.reason.{reason}", language) for reason in candidate.reasons],
        "own_cluster": [cluster_name(cluster, language) for cluster in candidate.own_clusters],
        "has": [name("material", m, language) for m in candidate.has],
        "hosts": [place.name(language) for place in candidate.hosts],
        "examples": [place.name(language) for place in candidate.examples],
        "missing": [say(f"report.missing.{m}", language) for m in candidate.missing],
    }
    title = candidate.name_zh if language == "zh" else candidate.name_en
    said = ((say(f"report.next.{key}", language), joined(words, language)) for key, words in lists.items() if words)
    conditions = [f"  {line}" for line in condition_lines(candidate, language)]
    assessed = [f"  {line}" for line in (*candidate_lines(candidate, language), *conditions)]
    return [title, *(f"  {labelled(label, text, language)}" for label, text in said), *assessed]
