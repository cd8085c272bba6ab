"""The answer of `relode pathways` in words: sentences with their figures, and a terminal's lines of them."""

from relode.language import Amount, Language, Sentence, spoken, with_label
from relode.pathways.chains.base_rates import BaseRate
from relode.pathways.chains.candidates import Candidate, cluster_name
from relode.pathways.chains.conditions_text import (
    CENSUSES,
    condition_words,
    county_words,
    energy_words,
    gap_words,
    material_words,
    track_words,
)
from relode.pathways.industries.city_words import candidate_title, city_words, labelled_reasons
from relode.pathways.successors import Pathways
from relode.story import Column, Table
from relode.story.columns import IN_TEXT
from relode.story.text import table_lines


def pathways_text(pathways: Pathways, language: Language) -> str:
    """Base rates, then what could come next with reasons for and against, then the chains that explain it.

    Example:
        >>> found = rl.pathways.from_shipped(rl.places.find("hegang"))
        >>> print(rl.pathways.pathways_text(found, "en").splitlines()[0])
        Hegang: what could come next, as far as published facts tell
    """

    def lines(sentences: tuple[Sentence, ...]) -> list[str]:
        return [spoken(each, language) for each in sentences]

    said = [spoken(Sentence("conditions.heading", {"place": pathways.place}), language), ""]
    said += [
        spoken(Sentence("report.next.base_rates_text", {}), language),
        *table_lines(rate_table(pathways.base_rates), language),
        "",
    ]
    said += lines(
        (Sentence("conditions.tracks.meaning", {}), *track_words(pathways), county_words(), *gap_words(pathways))
    )
    said.append("")
    if pathways.industries is not None:
        said += [*lines(city_words(pathways.industries)), ""]
    for one in pathways.candidates:
        said += [spoken(candidate_title(one), language), *_indented(lines(labelled_reasons(one)))]
    if pathways.chains:
        said += ["", *lines(chains_opening(pathways)), ""]
    for chain in pathways.chains:
        said += [chain.name(language), *_indented(lines(chain_words(chain)))]
    return "\n".join(said)


def rate_table(rates: tuple[BaseRate, ...]) -> Table:
    """What became of places like it."""
    columns = (
        Column("report.table.group", lambda rate: Sentence(f"charts.groups.{rate.group}", {}), width=0.22),
        Column("report.table.outcome", lambda rate: Sentence(f"charts.base_rates.{rate.outcome}", {}), width=0.32),
        Column("report.table.happened", _counted, width=0.2),
        Column("report.table.interval", _spanned, format=IN_TEXT, width=0.26),
    )
    return Table(Sentence("document.industries.rates", {}), columns, rates, CENSUSES)


def _counted(rate: BaseRate) -> Sentence:
    return Sentence("cli.of", {"part": rate.happened, "whole": rate.count})


def _spanned(rate: BaseRate) -> Sentence:
    return Sentence("cli.span", {"figure": Amount(rate.share, "share", rate.share_interval_90, CENSUSES)})


def chains_opening(pathways: Pathways) -> tuple[Sentence, ...]:
    """How many chains there are, that they are hindsight, and the energy at hand."""
    return (
        Sentence("findings.chains.some", {"count": len(pathways.chains), "place": pathways.place}),
        Sentence("report.next.hindsight", {}),
        *(() if pathways.energy is None else (energy_words(pathways.energy),)),
    )


def chain_words(candidate: Candidate) -> tuple[Sentence, ...]:
    """All that is said of a chain."""
    lists: dict[str, list[object]] = {
        "reasons": [Sentence(f"report.next.reason.{reason}", {}) for reason in candidate.reasons],
        "own_cluster": [cluster_name(cluster) for cluster in candidate.own_clusters],
        "hosts": [*candidate.hosts],
        "examples": [*candidate.examples],
        "missing": [Sentence(f"report.missing.{missing}", {}) for missing in candidate.missing],
    }
    labelled = (with_label(Sentence(f"report.next.{key}", {}), words) for key, words in lists.items() if words)
    return (*labelled, *material_words(candidate), *condition_words(candidate))


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]
