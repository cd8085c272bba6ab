"""The answer of `relode pathways` in words: candidates, conditions, named places, and a terminal's lines of them."""

from collections.abc import Sequence

from relode import shipped_tables
from relode.language import Amount, Bilingual, Clauses, Language, Sentence, Word, spoken, with_label
from relode.pathways.chains.base_rates import BaseRate, Track
from relode.pathways.chains.candidates import Candidate, cluster_name
from relode.pathways.chains.chain import Source
from relode.pathways.chains.conditions import Demand, Energy, Scale
from relode.pathways.industries.city_words import candidate_title, city_words, labelled_reasons
from relode.pathways.successors import Pathways
from relode.places import official
from relode.story import Column, Table
from relode.story.columns import IN_TEXT
from relode.story.text import table_lines

CENSUSES = ("census2010", "census2020")
"""Sources of what became of places."""
MAP = ("county_points",)
"""Source of distances."""


def condition_words(candidate: Candidate) -> tuple[Sentence, ...]:
    """Least scale, demand, and what is doubtful in the table of chains; what has no source is in `missing`."""
    said = {"scale": map(scale_words, candidate.scale), "demand": map(demand_words, candidate.demand)}
    return (
        *(with_label(Sentence(f"conditions.label.{key}", {}), line) for key, lines in said.items() for line in lines),
        *(Sentence("conditions.caveat", {"reason": reason}) for reason in caveat_words(candidate)),
    )


def caveat_words(candidate: Candidate) -> list[Bilingual]:
    """Why something in the table of chains is doubtful."""
    return [Bilingual(caveat.reason_en, caveat.reason_zh) for caveat in candidate.doubts]


def scale_words(scale: Scale) -> Sentence:
    """A least size and the year of its rule."""
    size = Amount(scale.threshold, scale.unit, None, (scale.source,))
    values = {
        "product": Bilingual(scale.product_en, scale.product_zh),
        "bound": Sentence(f"conditions.bound.{scale.bound}", {"size": size}),
        "label": Bilingual(scale.label_en, scale.label_zh),
    }
    return Sentence("conditions.scale_old" if scale.may_have_lapsed else "conditions.scale", values)


def demand_words(demand: Demand) -> Sentence:
    """What a source says of demand."""
    values: dict[str, object] = {
        "label": Bilingual(demand.label_en, demand.label_zh),
        "from_year": demand.from_year,
        "to_year": demand.to_year,
    }
    if demand.subject_kind == "material":
        values["subject"] = Word("material", demand.subject)
    if demand.kind == "growth":
        values["times"] = _span(demand, "ratio")
    elif demand.kind == "target":
        values["size"] = _span(demand, demand.unit)
    return Sentence(f"conditions.demand.{demand.kind}", values)


def near_words(source: Source) -> Sentence:
    """Where the nearest place with a material is."""
    distance = Amount(source.distance, "km", None, MAP)
    values = {"material": Word("material", source.material), "place": source.place, "distance": distance}
    return Sentence("conditions.chain.near", values)


def material_words(chain: Candidate) -> tuple[Sentence, ...]:
    """What is at hand, where the rest is, what no listed place has, and what no table locates."""
    materials = chain.materials
    if materials is None:
        return ()
    groups: dict[str, list[object]] = {
        "at_hand": [Word("material", one) for one in materials.at_hand],
        "nearby": [near_words(source) for source in materials.sources],
        "bought": [Word("material", one) for one in materials.to_be_bought],
        "unknown": [Word("material", one) for one in materials.unknown_inputs],
    }
    return tuple(
        with_label(Sentence(f"conditions.chain.state.{state}", {}), Clauses(tuple(said)))
        for state, said in groups.items()
        if said
    )


def energy_words(energy: Energy) -> Sentence:
    """The coal power at hand beside the nation's."""
    about: dict[str, object] = {"year": energy.year, "place": energy.unit}
    if not energy.capacity or energy.per_person is None:
        return Sentence("conditions.energy_none", about)
    power, people = "gem_coal_power", "census2020"
    figures = {
        "capacity": Amount(energy.capacity, "MW", None, (power,)),
        "own": Amount(energy.per_person, "kW", None, (power, people)),
        "nation": Amount(energy.nation, "kW", None, (power, people)),
    }
    return Sentence("conditions.energy", {**about, **figures})


def county_words() -> Sentence:
    """What the structure of counties tells of mining's decline: how far the best of the methods misses."""
    mining = [
        row
        for row in shipped_tables.rows("relode.pathways", "county_scores")
        if (row["group"], row["target"]) == ("mining", "mining")
    ]
    best = min(mining, key=lambda row: float(row["mean_error"]))
    key = "conditions.counties.benchmark" if best["method"] == "national_ratio" else "conditions.counties.better"
    error = Amount(float(best["mean_error"]) / 100, "share change", None, CENSUSES)
    return Sentence(key, {"count": Amount(int(best["count"]), "count", None, CENSUSES), "error": error})


def gap_words(pathways: Pathways) -> tuple[Sentence, ...]:
    """Why no candidate is named, or what the candidates do without, and what to do about it."""
    entry = official().get(pathways.place.code)
    resources = [] if entry is None else [Word("resource_detail", token) for token in entry.resource_detail]
    values = {"place": pathways.place, "resources": resources}
    return tuple(Sentence(f"conditions.missing.{reason}", values) for reason in pathways.missing)


def track_words(pathways: Pathways) -> tuple[Sentence, ...]:
    """Who diversified and who did not among the nearest peers and the city's type, and who tried one of its chains."""
    groups = {group: [track for track in pathways.tracks if track.group == group] for group in ("peers", "type", "own")}
    return (*(said for group, tracks in groups.items() for said in _of_group(group, tracks)), *_tried(pathways))


def _of_group(group: str, tracks: Sequence[Track]) -> list[Sentence]:
    known = [track for track in tracks if track.diversified is not None]
    if not known:
        return []
    if group == "own":
        key = "conditions.tracks.own_yes" if known[0].diversified else "conditions.tracks.own_no"
        return [Sentence(key, {"place": known[0].place})]
    did = [track.place for track in known if track.diversified]
    did_not = [track.place for track in known if not track.diversified]
    values = {"group": Sentence(f"charts.groups.{group}", {}), "part": _count(len(did)), "whole": _count(len(known))}
    lines = [Sentence("conditions.tracks.some" if did else "conditions.tracks.none", {**values, "places": did})]
    if group == "peers" and did_not:
        lines.append(Sentence("conditions.tracks.not", {"places": did_not}))
    return lines


def _tried(pathways: Pathways) -> list[Sentence]:
    peers = [track for track in pathways.tracks if track.group == "peers"]
    titles = {one.industry: one for one in pathways.chains}
    if not peers or not titles:
        return []
    on_record = {track.place: [titles[i] for i in track.industries if i in titles] for track in peers}
    said = tuple(
        Sentence("conditions.tracks.with", {"place": place, "industries": industries})
        for place, industries in on_record.items()
        if industries
    )
    if not said:
        return [Sentence("conditions.tracks.tried_none", {"count": _count(len(peers))})]
    return [Sentence("conditions.tracks.tried", {"places": Clauses(said), "count": _count(len(peers) - len(said))})]


def _count(number: int) -> Amount:
    return Amount(number, "count", None, CENSUSES)


def _span(demand: Demand, unit: str) -> Sentence:
    """The ends that a source gives, or its one figure."""
    factor, unit = (1000, "MW") if unit == "GW" else (1, unit)
    low, high = (Amount(factor * (end or 0.0), unit, None, (demand.source,)) for end in (demand.low, demand.high))
    kind = {"ratio": "times", "MW": "power"}.get(unit, "size")
    if low == high:
        return Sentence(f"conditions.one.{kind}", {"low": low})
    return Sentence(f"conditions.span.{kind}", {"low": low, "high": high})


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
