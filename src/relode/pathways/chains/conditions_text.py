"""Conditions and named places in words."""

from collections.abc import Sequence

from relode.language import Language, joined, labelled, name, number_text, say
from relode.pathways.chains.candidates import Candidate
from relode.pathways.chains.chain import Source
from relode.pathways.chains.chain_conditions import Demand, Energy, Scale
from relode.pathways.chains.tracks import Track
from relode.pathways.counties.county_scores import BENCHMARK, shipped_county_scores
from relode.pathways.successors import Pathways
from relode.places import official


def condition_lines(candidate: Candidate, language: Language) -> list[str]:
    """Least scale, demand, and what is doubtful in the table of chains; what has no source is in `missing`."""
    lines = []
    for key, said in {
        "scale": [scale_text(one, language) for one in candidate.scale],
        "demand": [demand_text(one, language) for one in candidate.demand],
    }.items():
        lines += [labelled(say(f"conditions.label.{key}", language), line, language) for line in said]
    for doubt in candidate.doubts:
        reason = doubt.reason_zh if language == "zh" else doubt.reason_en
        lines.append(say("conditions.doubt", language, reason=reason))
    return lines


def scale_text(scale: Scale, language: Language) -> str:
    """A least size and the year of its rule."""
    product = scale.product_zh if language == "zh" else scale.product_en
    key = "conditions.scale_old" if scale.may_have_lapsed else "conditions.scale"
    size = number_text(scale.threshold, scale.unit, language, "exact" if language == "en" else "")
    bound = say(f"conditions.bound.{scale.bound}", language, size=size)
    label = scale.label_zh if language == "zh" else scale.label_en
    return say(key, language, product=product, bound=bound, label=label)


def demand_text(demand: Demand, language: Language) -> str:
    """What a source says of demand."""
    words: dict[str, object] = {"label": demand.label_zh if language == "zh" else demand.label_en}
    if demand.subject_kind == "material":
        words["subject"] = name("material", demand.subject, language)
    if demand.kind == "growth":
        words["times"] = _span(demand, "ratio", language)
    elif demand.kind == "target":
        words["size"] = _span(demand, demand.unit, language)
    return say(
        f"conditions.demand.{demand.kind}", language, from_year=demand.from_year, to_year=demand.to_year, **words
    )


def near_text(source: Source, language: Language) -> str:
    """Where the nearest place with a material is."""
    return say(
        "conditions.chain.near",
        language,
        material=name("material", source.material, language),
        place=source.place.name(language),
        distance=number_text(round(source.distance), "count", language),
    )


def material_lines(chain: Candidate, language: Language) -> list[str]:
    """What is at hand, where the rest is, what no listed place has, and what no table locates."""
    found = chain.materials
    if found is None:
        return []
    groups = {
        "at_hand": [name("material", one, language) for one in found.at_hand],
        "nearby": [near_text(source, language) for source in found.sources],
        "bought": [name("material", one, language) for one in found.to_be_bought],
        "unknown": [name("material", one, language) for one in found.unknown_inputs],
    }
    between = say("conditions.tracks.between", language)
    return [
        labelled(say(f"conditions.chain.state.{state}", language), between.join(said), language)
        for state, said in groups.items()
        if said
    ]


def energy_text(energy: Energy, language: Language) -> str:
    """The coal power at hand beside the nation's."""
    if not energy.capacity or energy.per_person is None:
        return say("conditions.energy_none", language, year=energy.year, place=energy.unit.name(language))
    return say(
        "conditions.energy",
        language,
        capacity=_power(energy.capacity, language),
        own=number_text(energy.per_person, "ratio", language),
        nation=number_text(energy.nation, "ratio", language),
        year=energy.year,
        place=energy.unit.name(language),
    )


def county_line(language: Language) -> str:
    """What the structure of counties tells of mining's decline: how far the best of the methods misses."""
    errors = {
        row["method"]: float(row["mean_error"])
        for row in shipped_county_scores()
        if (row["group"], row["target"]) == ("mining", "mining")
    }
    best = min(errors, key=errors.__getitem__)
    count = next(int(row["count"]) for row in shipped_county_scores() if row["group"] == "mining")
    key = "conditions.counties.benchmark" if best == BENCHMARK else "conditions.counties.better"
    return say(key, language, count=count, error=number_text(errors[best], "1", language))


def missing_lines(found: Pathways, language: Language) -> list[str]:
    """Why no candidate is named, or what the candidates do without, and what to do about it."""
    entry = official().get(found.place.code)
    resources = [] if entry is None else [name("resource_detail", token, language) for token in entry.resource_detail]
    words = {"place": found.place.name(language), "resources": joined(resources, language)}
    return [say(f"conditions.missing.{reason}", language, **words) for reason in found.missing]


def track_lines(found: Pathways, language: Language) -> list[str]:
    """Who diversified and who did not among the nearest peers and the city's type, and who tried one of its chains."""
    lines = []
    for group in ("peers", "type", "own"):
        lines += _of_group(group, [track for track in found.tracks if track.group == group], language)
    return [*lines, *_tried(found, language)]


def _of_group(group: str, tracks: Sequence[Track], language: Language) -> list[str]:
    known = [track for track in tracks if track.diversified is not None]
    if not known:
        return []
    if group == "own":
        own = known[0]
        key = "conditions.tracks.own_yes" if own.diversified else "conditions.tracks.own_no"
        return [say(key, language, place=own.place.name(language))]
    did = [track.place.name(language) for track in known if track.diversified]
    not_did = [track.place.name(language) for track in known if not track.diversified]
    words = {"group": say(f"charts.groups.{group}", language), "part": len(did), "whole": len(known)}
    key = "conditions.tracks.some" if did else "conditions.tracks.none"
    lines = [say(key, language, places=joined(did, language), **words)]
    if group == "peers" and not_did:
        lines.append(say("conditions.tracks.not", language, places=joined(not_did, language)))
    return lines


def _tried(found: Pathways, language: Language) -> list[str]:
    peers = [track for track in found.tracks if track.group == "peers"]
    titles = {one.industry: one.name_zh if language == "zh" else one.name_en for one in found.chains}
    if not peers or not titles:
        return []
    on_record = {track.place: [titles[i] for i in track.industries if i in titles] for track in peers}
    said = [
        say("conditions.tracks.with", language, place=place.name(language), industries=joined(industries, language))
        for place, industries in on_record.items()
        if industries
    ]
    if not said:
        return [say("conditions.tracks.tried_none", language, count=len(peers))]
    rest = len(peers) - len(said)
    return [
        say(
            "conditions.tracks.tried",
            language,
            places=say("conditions.tracks.between", language).join(said),
            count=rest,
        )
    ]


def _power(megawatt: float, language: Language) -> str:
    """Power as plans of each language write it: in MW, or in kW."""
    value, unit = (megawatt * 1000, "kW") if language == "zh" else (megawatt, "MW")
    return number_text(value, unit, language, "" if language == "zh" else "exact")


def _span(demand: Demand, unit: str, language: Language) -> str:
    ends = [demand.low or 0.0, demand.high or 0.0]
    if unit == "GW":
        texts = [_power(end * 1000, language) for end in ends]
    else:
        # A multiple is given as its source gives it, to two digits.
        texts = [f"{end:g}" if unit == "ratio" else number_text(end, unit, language) for end in ends]
    low, high = texts
    return low if low == high else say("conditions.span", language, low=low, high=high)
