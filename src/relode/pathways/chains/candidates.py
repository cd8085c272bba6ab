"""Value chains that start from what a city has: a set with facts, not a ranking."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from pydantic import computed_field

from relode.facts import rows
from relode.language import Bilingual
from relode.pathways.chains.chain import (
    Basis,
    ChainMaterials,
    alternatives,
    auxiliary_materials,
    chain_materials,
    evident_rows,
    nearest_without_record,
    needing_divisions,
    own_materials,
    starting_places,
    zone_materials,
)
from relode.pathways.chains.chain import chain as chain_of
from relode.pathways.chains.conditions import ChainCaveat, Demand, Scale, demands, doubts, scales
from relode.places import Place, by_code, official, place_of
from relode.record import Doc, Hidden, Record

NAMED = 5
"""How many places without a record are named."""
STAGES = ("resource", "processing", "advanced", "final_use")


@dataclass(frozen=True)
class Candidate(Record):
    """A successor industry and why it is in the set of a city."""

    industry: Annotated[str, Doc("code of the industry")]
    name_en: Annotated[str, Doc("English name")]
    name_zh: Annotated[str, Doc("Chinese name")]
    group: Annotated[str, Doc("group of industries"), Hidden]
    reasons: Annotated[tuple[str, ...], Doc("why it is in the set: resource, cluster, pursued", shape="reason")]
    has: Annotated[tuple[str, ...], Doc("the chain's materials that the city's resources yield", shape="material")]
    needs: Annotated[tuple[str, ...], Doc("its other materials", shape="material")]
    own_clusters: Annotated[tuple[str, ...], Doc("its national clusters that the city hosts", shape="cluster")]
    clusters: Annotated[tuple[str, ...], Doc("its national clusters", shape="cluster")]
    hosts: Annotated[tuple[Place, ...], Doc("other places that host one of them: hindsight", shape="place")]
    examples: Annotated[tuple[Place, ...], Doc("other places known to pursue it: hindsight", shape="place")]
    stages: Annotated[
        dict[str, tuple[str, ...]], Doc("divisions of GB/T 4754 that each stage is made in, two digits", shape="stage")
    ]
    missing: Annotated[tuple[str, ...], Doc("what no table tells of it", shape="gap")]
    certainty: Annotated[str, Doc("how certain the chain is"), Hidden]
    sources: Annotated[tuple[str, ...], Doc("keys of the sources"), Hidden]
    scale: Annotated[tuple[Scale, ...], Doc("least sizes of a new plant", shape="rule")] = ()
    demand: Annotated[tuple[Demand, ...], Doc("what sources say of demand", shape="outlook")] = ()
    doubts: Annotated[tuple[ChainCaveat, ...], Doc("known defects of the table of chains", shape="defect")] = ()
    could_start: Annotated[int, Doc("other listed places with a material of the chain", "count")] = 0
    without_record: Annotated[
        tuple[Place, ...], Doc("the nearest of them that are neither host nor example", shape="place")
    ] = ()
    materials: Annotated[ChainMaterials | None, Doc("where its materials are")] = None

    @computed_field
    @property
    def evidence(self) -> Basis:
        """How certain it is, and what it rests on."""
        return Basis(self.certainty, self.sources)

    def name(self, language: str) -> str:
        """The name in `language`."""
        return self.name_zh if language == "zh" else self.name_en


def candidates(place: Place | str) -> tuple[Candidate, ...]:
    """The successor industries that start from a resource of the place, whose cluster it hosts, or that it pursues.

    In the order of the table of industries, which means nothing. Raises RelodeError for an unknown name.

    Example:
        >>> rl.pathways.candidates("hegang")[0].name_en
        'Lithium batteries and battery materials'
    """
    place = place_of(place)
    materials = own_materials(official().get(place.code)) | made_materials(place)
    result = (_candidate(row, place, materials) for row in rows("successor_industries"))
    return tuple(candidate for candidate in result if candidate.reasons)


@cache
def made_materials(place: Place) -> frozenset[str]:
    """Materials that plants of the place give (coal power with its ash, steel), its zones name, or all know it has."""
    power = any(r["place"] == place.code and float(r["coal_power_capacity"]) > 0 for r in _newest_power())
    steel = any(r["place"] == place.code and r["kind"] == "steel_plant" and r["asset_capacity"] for r in rows("assets"))
    plants = {plant for plant, there in (("coal_power", power), ("steel_plant", steel)) if there}
    made = {row["material"] for row in rows("plant_materials") if row["plant"] in plants}
    made |= {row["material"] for row in evident_rows() if row["place"] == place.code}
    return frozenset(made) | zone_materials().get(place.code, frozenset())


@cache
def _newest_power() -> tuple[dict[str, str], ...]:
    newest = max((int(row["year"]) for row in rows("power_capacity")), default=0)
    return tuple(row for row in rows("power_capacity") if int(row["year"]) == newest)


def cluster_name(cluster: str) -> Bilingual:
    """The name of a national cluster.

    Example:
        >>> rl.pathways.cluster_name("NAMC01").en
        'Shenzhen new-generation information and communication'
    """
    row = next(row for row in rows("clusters") if row["cluster_id"] == cluster)
    return Bilingual(row["name_en"], row["name_zh"])


def _candidate(row: dict[str, str], place: Place, materials: frozenset[str]) -> Candidate:
    links = [link for link in rows("value_chain_links") if link["to_industry"] == row["industry_id"]]
    chain = [link["from"] for link in links if link["from_kind"] == "resource"]
    has = tuple(material for material in chain if material in materials)
    clusters = tuple(filter(None, row["cluster_ids"].split(";")))
    own = tuple(cluster for cluster in clusters if place.code in _hosts().get(cluster, ()))
    starts = any((row["industry_id"], material) not in auxiliary_materials() for material in has)
    pursued = place.code in row["example_places"].split(";")
    why = {"resource": starts, "cluster": bool(own), "pursued": pursued}
    reasons = tuple(reason for reason, true in why.items() if true)
    hosts = [code for cluster in clusters for code in _hosts().get(cluster, ()) if code != place.code]
    examples = [code for code in row["example_places"].split(";") if code != place.code]
    on_record = frozenset((*hosts, *examples))
    starting = [
        material
        for material in chain
        if (row["industry_id"], material) not in auxiliary_materials()
        and (material in materials or not alternatives(row["industry_id"], material) & materials)
    ]
    scale, demand = scales(row["industry_id"]), demands(row["industry_id"], starting)
    return Candidate(
        industry=row["industry_id"],
        name_en=row["name_en"],
        name_zh=row["name_zh"],
        group=row["group"],
        reasons=reasons,
        has=has,
        needs=tuple(material for material in chain if material not in materials),
        own_clusters=own,
        clusters=clusters,
        hosts=_places(hosts),
        examples=_places(examples),
        stages=_stages(links),
        missing=_missing(row["industry_id"], place, scale, demand),
        scale=scale,
        demand=demand,
        doubts=doubts(row["industry_id"]),
        certainty=row["certainty"],
        sources=("own_taxonomy", "cluster_list") if clusters else ("own_taxonomy",),
        could_start=len(starting_places()[row["industry_id"]] - {place.code}),
        without_record=nearest_without_record(row["industry_id"], place, on_record, NAMED),
        materials=chain_materials(chain_of(row["industry_id"], place, made_materials(place)), place),
    )


def _missing(industry: str, place: Place, scale: tuple[Scale, ...], demand: tuple[Demand, ...]) -> tuple[str, ...]:
    """What no table tells of a candidate; the price of energy where its divisions need much of it."""
    needs_energy = bool(set(chain_of(industry, place).divisions) & needing_divisions("energy"))
    absent = {
        "division_employment": True,
        "scale_threshold": not scale,
        "energy_price": needs_energy,
        "demand": not demand,
        "competing_projects": True,
    }
    return tuple(key for key, is_absent in absent.items() if is_absent)


def _stages(links: list[dict[str, str]]) -> dict[str, tuple[str, ...]]:
    """Stage -> divisions of GB/T 4754 that it is made in (two digits)."""
    industries = [link for link in links if link["from_kind"] != "resource"]
    return {
        stage: tuple(dict.fromkeys(link["from"][:2] for link in industries if link["stage"] == stage))
        for stage in STAGES
        if any(link["stage"] == stage for link in industries)
    }


@cache
def _hosts() -> dict[str, tuple[str, ...]]:
    """Cluster -> codes of its known host places."""
    hosts: dict[str, tuple[str, ...]] = {}
    for row in rows("cluster_hosts"):
        hosts[row["cluster_id"]] = (*hosts.get(row["cluster_id"], ()), row["place"])
    return hosts


def _places(codes: Iterable[str]) -> tuple[Place, ...]:
    """Places by code, each once; a province stands for a host that is not known more closely and is left out."""
    known = by_code()
    return tuple(known[code] for code in dict.fromkeys(codes) if known[code].level != "province")
