"""Industries of a place: the chain that exists, the stage that is absent, who hosts it, what would decide.

Chains of new materials stand first, from raw to refined to part to client (`material_stages.csv`); then the upgrade of
main industries, which are no successors; then what else zones name or a material starts. Lists never say "do": each row
asks for the two facts that decide. A firm that is not listed and a zone that names nothing are in no table, so a stage
without a record is not known, and not absent for sure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import xarray as xr

from relode import shipped_tables
from relode.decisions.records import Decision, MissingFact, Text, UsedFact
from relode.errors import RelodeError
from relode.facts import rows
from relode.language import Bilingual, Sentence
from relode.panel import newest
from relode.pathways.chains.candidates import cluster_name
from relode.pathways.industries.city_candidates import materials_of, recent_listings, unit_of, with_listings
from relode.pathways.industries.city_table import ABOLISHED, industry_materials, listed_here, zone_rows
from relode.pathways.industries.concordance import ELSEWHERE, read, units, words_of
from relode.places import Place, by_code, official

STAGES = ("raw", "refined", "part", "client")
NAMED, UPGRADES, CANDIDATES = 4, 3, 5
"""Places that a row names, rows of main industries, rows of other industries: the most of each."""
CLUSTER = 100
"""A national cluster comes before any count of zones or firms."""
POWER, STEEL = "4411", "31"
"""The industries of coal power and of steel, which tables of plants tell of."""
CENSUS = range(2020, 2021)
JOBS = ("mining_employment_share", "employment_manufacturing")


@dataclass(frozen=True)
class IndustryFacts:
    """What a prefecture is known to have: nothing else of the place moves its rows.

    `zones`: the words that its development zones name, with how many name each; `listed`: industry -> firms with their
    seat here; `plants`: industry -> capacity or count of plants of the tables of assets.
    """

    place: str
    resources: frozenset[str]
    materials: frozenset[str]
    zones: Mapping[str, int]
    listed: Mapping[str, int]
    clusters: frozenset[str]
    plants: Mapping[str, float]
    jobs: tuple[UsedFact, ...] = ()


def industry_facts(panel: xr.Dataset | None, place: Place) -> IndustryFacts:
    """The facts of the prefecture of a place. Raises RelodeError for a place of which no zones and listings ship."""
    unit = unit_of(place)
    inside = {unit.code, *(code for code in official() if by_code()[code].parent == unit.code)}
    inside |= {code for code, into in ABOLISHED.items() if into == unit.code}
    listed: dict[str, int] = {}
    for name, firms in listed_here(unit.code).items():
        for one in read("listings", name):
            listed[one] = listed.get(one, 0) + firms
    zones: dict[str, int] = {}
    for row in zone_rows().get(unit.code, ()):
        for word in words_of(row["industries"]):
            zones[word] = zones.get(word, 0) + 1
    power = [float(row["coal_power_capacity"]) for row in rows("power_capacity") if row["place"] == unit.code]
    steel = [row for row in rows("assets") if row["place"] in inside and row["kind"] == "steel_plant"]
    working = sum(row["status"] == "operating" for row in steel)
    plants = {POWER: max(power, default=0.0), STEEL: float(working)}
    found = [] if panel is None else [each for name in JOBS for each in newest(panel, unit, (name,), CENSUS)]
    return IndustryFacts(
        unit.code,
        frozenset(detail for code in inside if (entry := official().get(code)) for detail in entry.resource_detail),
        materials_of(unit),
        zones,
        listed,
        frozenset(row["cluster_id"] for row in rows("cluster_hosts") if row["place"] in inside),
        {key: value for key, value in plants.items() if value > 0},
        tuple(UsedFact(e.quantity, e.place, e.value, e.unit, e.year, e.sources, e.flags) for e in found),
    )


def industry_decisions(panel: xr.Dataset | None, place: Place) -> tuple[Decision, ...]:
    """Rows on the industries of a place's prefecture; none where no zones and listings of it ship.

    Without a panel the shares of jobs are not among the facts; no row hangs on them.
    """
    try:
        facts = industry_facts(panel, place)
    except RelodeError:
        return ()
    return industry_rows(facts)


def industry_rows(facts: IndustryFacts) -> tuple[Decision, ...]:
    """Chains of new materials that a stage of is here, the longest part of them first, then main industries, others."""
    chains = [_chain(facts, chain) for chain in dict.fromkeys(row["chain"] for row in _stages())]
    found = [each for each in chains if each is not None]
    return (*sorted(found, key=lambda each: -(each.amount or 0)), *_upgrades(facts), *_candidates(facts))


def _chain(facts: IndustryFacts, chain: str) -> Decision | None:
    """The row of a chain of which a stage before the client is here; None where there is none.

    The gap is the first stage without a record after the first that has one: feed from elsewhere is no gap.
    """
    here = {stage: _signs(facts, chain, stage) for stage in STAGES}
    if not any(here[stage] for stage in STAGES[:-1]):
        return None
    first = next(at for at, stage in enumerate(STAGES) if here[stage])
    gap = next((stage for stage in STAGES[first:] if not here[stage]), None)
    name = Sentence(f"industry_rows.chain.{chain}", {})
    hosts = [by_code()[each] for each in _hosts(chain)[gap] if each != facts.place][:NAMED] if gap else []
    clusters = [each for stage in STAGES[1:] for each in _row(chain, stage)["clusters"].split(";") if each]
    own, others = (
        [cluster_name(each) for each in dict.fromkeys(clusters) if (each in facts.clusters) == here_too]
        for here_too in (True, False)
    )
    classes = [one for stage in STAGES[1:-1] for one in _row(chain, stage)["industries"].split(";") if one]
    firms = sum(facts.listed.get(one, 0) for one in dict.fromkeys(classes))
    values = {
        "name": name,
        "here": [
            Sentence("industry_rows.stage_here", {"stage": _stage(stage), "signs": here[stage]})
            for stage in STAGES
            if here[stage]
        ],
        "gap": _stage(gap) if gap else name,
        "hosts": hosts or Sentence("industry_rows.no_host", {}),
        "clusters": (Sentence("industry_rows.own_cluster", {"clusters": own}) if own else others[:NAMED])
        or Sentence("industry_rows.no_cluster", {}),
        "firms": firms,
    }  # fmt: skip
    kind = "whole" if gap is None else "gap"
    return _decision(
        facts, f"chain_{chain}", name, "more_data", Sentence(f"industry_rows.reason.{kind}", values),
        Sentence(f"industry_rows.first.{gap or 'whole'}", {}), float(sum(map(bool, here.values()))), ("feed", "buyer"),
    )  # fmt: skip


def _stage(stage: str) -> Sentence:
    return Sentence(f"industry_rows.stage.{stage}", {})


def _signs(facts: IndustryFacts, chain: str, stage: str) -> list[Text]:
    """What says that a stage of a chain is here: a resource, a material at hand, words of zones, a national cluster."""
    row = _row(chain, stage)
    found: list[Text] = []
    if facts.resources & _cells(row["resources"]):
        found.append(Sentence("industry_rows.sign.resource", {}))
    if facts.materials & _cells(row["materials"]):
        found.append(Sentence("industry_rows.sign.material", {}))
    words = [word for word in facts.zones if any(part in word for part in _cells(row["words"]))]
    if words:
        count = sum(facts.zones[word] for word in words)
        found.append(Sentence("industry_rows.sign.zones", {"count": count}))
    found += [Sentence("industry_rows.sign.cluster", {"cluster": cluster_name(each)})
              for each in sorted(facts.clusters & _cells(row["clusters"]))]  # fmt: skip
    return found


def _cells(text: str) -> frozenset[str]:
    return frozenset(filter(None, text.split(";")))


@cache
def _stages() -> tuple[dict[str, str], ...]:
    return shipped_tables.rows("relode.decisions", "material_stages")


@cache
def _row(chain: str, stage: str) -> dict[str, str]:
    return next(row for row in _stages() if (row["chain"], row["stage"]) == (chain, stage))


@cache
def _hosts(chain: str) -> dict[str, list[str]]:
    """Stage -> codes of prefectures that have a sign of it: hosts of clusters first, then by zones that name it."""
    found: dict[str, dict[str, int]] = {stage: {} for stage in STAGES}
    for stage in STAGES:
        row, counts = _row(chain, stage), found[stage]
        for each in rows("cluster_hosts"):
            if each["cluster_id"] in _cells(row["clusters"]) and by_code()[each["place"]].level != "province":
                counts[each["place"]] = counts.get(each["place"], 0) + CLUSTER
        for code, zones in zone_rows().items():
            count = sum(any(part in zone["industries"] for part in _cells(row["words"])) for zone in zones)
            if count and code:
                counts[code] = counts.get(code, 0) + count
        for code, entry in official().items():
            if _cells(row["resources"]) & set(entry.resource_detail):
                counts[by_code()[code].parent if by_code()[code].level in ("county", "district") else code] = 1
    return {
        stage: sorted((c for c in counts if c in by_code()), key=lambda c: (-counts[c], c))
        for stage, counts in found.items()
    }


def main_industries(facts: IndustryFacts) -> dict[str, int]:
    """Main industries that are here -> signs of them: firms, clusters, plants, or a zone that works up an own material.

    They are upgraded, never offered as successors.
    """
    named = _named(facts)
    signs: dict[str, int] = dict(facts.listed)
    for cluster in facts.clusters:
        for one in read("clusters", cluster):
            signs[one] = signs.get(one, 0) + CLUSTER
    for one in facts.plants:
        signs[one] = signs.get(one, 0) + 1
    for one, count in named.items():
        if facts.materials & set(industry_materials().get(one, ())):
            signs[one] = signs.get(one, 0) + count
    return {one: count for one, count in signs.items() if units()[one].kind in ("goods", "energy", "extraction")}


def _named(facts: IndustryFacts) -> dict[str, int]:
    """Industry -> times that zones name it."""
    found: dict[str, int] = {}
    for word, count in facts.zones.items():
        for one in read("zones", word):
            found[one] = found.get(one, 0) + count
    return found


def _in_chains(facts: IndustryFacts) -> frozenset[str]:
    """Industries of stages that are here of chains of new materials: they have a row already."""
    return frozenset(
        one
        for row in _stages()
        if row["stage"] in STAGES[1:-1] and _chain(facts, row["chain"]) and _signs(facts, row["chain"], row["stage"])
        for one in _cells(row["industries"])
    )


def _upgrades(facts: IndustryFacts) -> list[Decision]:
    """Rows of main industries, those with most signs first: extending or renewing what is here."""
    main = {one: count for one, count in main_industries(facts).items() if one not in _in_chains(facts)}
    first = sorted(main, key=lambda one: (-main[one], one))[:UPGRADES]
    return [
        _decision(
            facts, f"upgrade_{one}", Sentence("industry_rows.upgrade", {"industry": _unit(one)}), "more_data",
            Sentence("industry_rows.reason.upgrade", {
                "industry": _unit(one), "firms": facts.listed.get(one, 0), "zones": _named(facts).get(one, 0),
            }),
            Sentence("industry_rows.first.upgrade", {}), None, ("orders", "plant_age"),
        )
        for one in first
    ]  # fmt: skip


def _candidates(facts: IndustryFacts) -> list[Decision]:
    """Rows of industries that are not here and that zones name or a material at hand starts, by how many name them."""
    closed, named = {*main_industries(facts), *_in_chains(facts)}, _named(facts)
    at_hand = {one: len(facts.materials & set(industry_materials().get(one, ()))) for one in units()}
    open_to = [one for one, unit in units().items()
               if unit.kind not in ELSEWHERE and one not in closed and (named.get(one) or at_hand[one])]  # fmt: skip
    open_to.sort(key=lambda one: (-named.get(one, 0), -at_hand[one], one))
    result = []
    for one in open_to[:CANDIDATES]:
        hosts = [by_code()[code] for code in _made_in()[one] if code != facts.place][:NAMED]
        left = one in _left_the_nation()
        reason = Sentence(f"industry_rows.reason.{'left' if left else 'candidate'}", {
            "industry": _unit(one), "zones": named.get(one, 0), "rivals": _rivals()[one], "materials": at_hand[one],
            "hosts": hosts or Sentence("industry_rows.no_host", {}),
        })  # fmt: skip
        first = Sentence("industry_rows.first.candidate", {})
        result.append(
            _decision(
                facts, one, _unit(one), "not_now" if left else "more_data", reason, first, None, ("works", "buyer")
            )
        )
    return result


@cache
def _made_in() -> dict[str, list[str]]:
    """Industry -> codes of prefectures with a national cluster of it, then those with most listed firms of it."""
    counts: dict[str, dict[str, int]] = {one: {} for one in units()}
    for row in rows("cluster_hosts"):
        for one in read("clusters", row["cluster_id"]) if by_code()[row["place"]].level != "province" else ():
            counts[one][row["place"]] = counts[one].get(row["place"], 0) + CLUSTER
    for row in rows("listed_firm_industries"):
        for one in read("listings", row["industry"]) if row["place"] in by_code() else ():
            counts[one][row["place"]] = counts[one].get(row["place"], 0) + int(row["new_listings"])
    return {one: sorted(found, key=lambda code: (-found[code], code)) for one, found in counts.items()}


@cache
def _rivals() -> dict[str, int]:
    """Industry -> places whose zones name it."""
    found = dict.fromkeys(units(), 0)
    for zones in zone_rows().values():
        for one in {one for zone in zones for word in words_of(zone["industries"]) for one in read("zones", word)}:
            found[one] += 1
    return found


@cache
def _left_the_nation() -> frozenset[str]:
    """Industries with a class of listings of which no firm was listed anywhere in ten years."""
    recent, before = recent_listings()
    return frozenset(
        one for one, count in zip(units(), recent + before, strict=True) if count == 0 and one in with_listings()
    )


def _unit(industry: str) -> Bilingual:
    return Bilingual(units()[industry].name_en, units()[industry].name_zh)


def _decision(
    facts: IndustryFacts, key: str, name: Text, recommendation: str, reason: Text, first: Text, stages: float | None,
    asks: tuple[str, str],
) -> Decision:  # fmt: skip
    """A row; `stages`: how many of the four stages of a chain are here, None of a row that is no chain."""
    return Decision(
        id=f"industry:{key}", kind="industry", stage="", name=name, group="here", recommendation=recommendation,
        reason=reason, first_step=first, bureau=Sentence("bureaus.industry", {}), month=None, article=(),
        amount=stages, interval_90=None, unit="" if stages is None else "count", year=None, cost=None, payer="",
        channel="", facts=_used(facts),
        asks=tuple(
            MissingFact(
                f"industry_{each}",
                Sentence(f"bureaus.{WHO[each]}", {}),
                Sentence(f"industry_rows.ask.{each}", {}),
                None,
            )
            for each in asks
        ),
    )  # fmt: skip


WHO = {"feed": "land", "buyer": "investment", "orders": "industry", "plant_age": "industry", "works": "industry"}
"""Fact that decides -> the bureau that has it."""


def _used(facts: IndustryFacts) -> tuple[UsedFact, ...]:
    """The facts that a row rests on, as texts of the lists that they come from."""
    lists = {
        "resource_detail": (facts.resources, "plan2013"),
        "materials": (facts.materials, "own_taxonomy"),
        "zone_industries": ((f"{word} {count}" for word, count in facts.zones.items()), "zone_catalogue_2018"),
        "listed_firms": ((f"{one} {count}" for one, count in facts.listed.items()), "listings_2025"),
        "clusters": (facts.clusters, "cluster_list"),
        "plants": ((f"{one} {value:g}" for one, value in facts.plants.items()), "gem_coal_power"),
    }
    texts = tuple(
        UsedFact(key, facts.place, "; ".join(sorted(values)) or None, "", None, (source,))
        for key, (values, source) in lists.items()
    )
    return (*texts, *facts.jobs)
