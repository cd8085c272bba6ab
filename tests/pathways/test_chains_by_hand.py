"""Chains, what they rest on and what is said of them: rows that ship read by hand, and made-up answers."""

from dataclasses import replace

import pytest

from relode.facts import rows
from relode.pathways import candidates
from relode.pathways.chains import chain as chain_module
from relode.pathways.chains.base_rates import DecadeChange, Track, came_by_2024, tracks
from relode.pathways.chains.candidates import made_materials
from relode.pathways.chains.chain import (
    Chain,
    ChainMaterials,
    Source,
    chain,
    chain_materials,
    material_sites,
    nearest_source,
    nearest_without_record,
    starting_places,
    zone_materials,
)
from relode.pathways.chains.conditions import Demand, Energy, Scale, demands, doubts, energy_at, scales
from relode.pathways.chains.shipped_figures import NEWEST, PlaceFigures, Shipped, place_figures_of, shipped
from relode.pathways.successors import pathways
from relode.places import by_code, find, great_circle_distance, official
from studies.pathways.known_2020 import as_csv

BAOTOU, HEGANG, YULIN, BEIJING = (find(name) for name in ("baotou", "hegang", "yulin", "beijing"))
CENSUSES = ("census2010", "census2020")


def by_industry(name):
    return {one.industry: one for one in candidates(name)}


def test_a_chain_of_baotou_is_its_rows():
    """S01: light and ion-adsorption rare earths, iron, boron; classes 0932, then 3232, then 3254, 3240 and 3985."""
    assert chain("S01", BAOTOU) == Chain(
        "S01", ("light rare earths", "iron"), ("boron",), ("32", "39"), ("32", "39")
    )  # fmt: skip
    assert chain("S07", HEGANG).last == ("25", "26")
    assert chain("S05", HEGANG).last == ("44",)
    assert "steel" in chain("S06", HEGANG).needs
    assert "steel" in chain("S06", HEGANG, frozenset({"steel"})).has
    one = by_industry("baotou")["S01"]
    assert one.stages == {"resource": ("09",), "processing": ("32",), "advanced": ("32", "39")}
    assert (one.name_en, one.name("en"), one.name("zh")) == (
        "Rare-earth functional materials and permanent magnets", one.name_en, "稀土功能材料与永磁材料",
    )  # fmt: skip
    assert (one.has, one.needs) == (("light rare earths", "iron"), ("ion-adsorption rare earths", "boron"))
    assert (one.own_clusters, one.clusters) == (("NAMC49",), ("NAMC49", "NAMC38", "NAMC23"))
    hosts = {row["place"] for row in rows("cluster_hosts") if row["cluster_id"] in one.clusters}
    known = {code for code in hosts - {BAOTOU.code} if by_code()[code].level != "province"}
    assert {place.code for place in one.hosts} == known
    assert [place.slug for place in one.examples] == ["ganzhou"]
    assert (one.group, one.certainty, one.sources) == ("new materials", "medium", ("own_taxonomy", "cluster_list"))
    assert one.evidence.certainty == "medium"
    assert by_industry("baotou")["S12"].sources == ("own_taxonomy",)
    assert one.could_start == len(starting_places()["S01"] - {BAOTOU.code})
    assert [by_industry("baotou")[key].reasons for key in ("S01", "S05", "S12")] == [
        ("resource", "cluster", "pursued"), ("pursued",), ("resource",),
    ]  # fmt: skip


def test_what_no_table_tells_of_a_chain():
    """Scales of S01, S02 and S05, demand of S01 alone; S20 is made in divisions 42 and 77, which need little energy."""
    found = by_industry("baotou")
    rest = ("division_employment", "scale_threshold", "energy_price", "demand", "competing_projects")
    assert {key: found[key].missing for key in ("S01", "S02", "S06", "S20")} == {
        "S01": ("division_employment", "energy_price", "competing_projects"),
        "S02": ("division_employment", "energy_price", "demand", "competing_projects"),
        "S06": rest,
        "S20": ("division_employment", "scale_threshold", "demand", "competing_projects"),
    }


def test_demand_is_told_for_materials_that_start_the_chain_and_are_not_replaced():
    """Of two kinds of rare earths a place with light ones is told of those alone, one with neither of both."""
    assert [one.subject for one in by_industry("baotou")["S01"].demand] == ["light rare earths"]
    assert [one.subject for one in by_industry("ningbo")["S01"].demand] == [
        "light rare earths", "ion-adsorption rare earths",
    ]  # fmt: skip


def test_conditions_are_the_cells_of_their_rows():
    label = ("Ministry of Industry and Information Technology 2016", "工业和信息化部2016年")
    first = Scale("separation of mixed rare-earth ore, as oxides", "混合型稀土矿冶炼分离（以氧化物计）",
                  8000.0, "t per year", 2016, "at_least", False, *label, "miit2016")  # fmt: skip
    assert scales("S01")[0] == first
    assert [one.may_have_lapsed for one in (*scales("S01"), *scales("S02"))] == [False, False, True]
    iea = ("International Energy Agency 2025, stated policies", "国际能源署2025年既定政策情景", "iea2025")
    assert demands("none", ["cobalt"]) == (Demand("material", "cobalt", "growth", 1.5, 1.6, "times", 2024, 2040, *iea),)
    capped = Demand(
        "industry", "S07", "capped", None, None, "", 2023, None, "six ministries 2023", "六部门2023年", "ndrc2023"
    )
    assert demands("S07", ["coal"]) == (capped,)
    (doubt,) = doubts("S22")
    assert (doubt.published, doubt.meant, doubt.source) == ("3072", "3073", "gb4754")
    assert doubt.reason_en.startswith("class 3072 of")
    assert doubt.reason_zh.startswith("链表所列")


def test_energy_of_a_place_stands_beside_that_of_the_partition():
    """By hand: 600 and 300 MW over 1 and 2 million people are 0.3 kW each; Hegang has 0.6."""
    figures = PlaceFigures(2020, {HEGANG.code: 600.0, BAOTOU.code: 300.0, "x": 9.0},
                           {HEGANG.code: 1e6, BAOTOU.code: 2e6, "x": 5.0}, (HEGANG.code, BAOTOU.code))  # fmt: skip
    assert energy_at(figures, HEGANG) == Energy(HEGANG, 2020, 600.0, 0.6, pytest.approx(0.3))
    assert energy_at(figures, YULIN) == Energy(YULIN, 2020, 0.0, None, pytest.approx(0.3))
    assert energy_at(replace(figures, coal_power={}), HEGANG) is None
    county = find("wudalianchi")
    assert energy_at(figures, county).unit == find("heihe")
    assert energy_at(figures, replace(county, parent="")).unit.code == county.code


def test_materials_of_plants_are_those_of_places_that_have_one():
    newest = {
        row["place"]: float(row["coal_power_capacity"]) for row in rows("power_capacity") if row["year"] == "2024"
    }
    steel = {row["place"] for row in rows("assets") if row["kind"] == "steel_plant" and row["asset_capacity"]}
    for code in list(official())[::9]:
        found, zones = made_materials(by_code()[code]), zone_materials().get(code, frozenset())
        evident = {row["material"] for row in chain_module.evident_rows() if row["place"] == code}
        power = {"coal power or hydropower", "fly ash"} if newest.get(code, 0) > 0 else set()
        expected = power | ({"steel"} if code in steel else set()) | evident | zones
        assert found == expected, code
    assert {"magnesium", "salt"} <= made_materials(YULIN)


def test_sites_of_a_material_are_places_of_the_list_plants_at_work_and_what_is_evident():
    found = material_sites()
    steel = [r["place"] for r in rows("assets") if r["kind"] == "steel_plant" and r["place"]
             and r["status"] in ("operating", "operating-pre-retirement")]  # fmt: skip
    own = [code for code, entry in official().items() if "steel" in chain_module.own_materials(entry)]
    assert [place.code for place in found["steel"]] == list(dict.fromkeys([*own, *steel]))
    coal = [code for code, entry in official().items() if "coal" in chain_module.own_materials(entry)]
    assert [place.code for place in found["coal"]] == coal
    assert YULIN in found["magnesium"]
    named = [row["industries"] for row in rows("development_zones_2018") if row["place"] == HEGANG.code]
    words = {row["word"]: row["material"] for row in chain_module.shipped_rows("zone_materials")}
    told = {material for word, material in words.items() if any(word in text for text in named)}
    assert told <= zone_materials()[HEGANG.code]
    assert "graphite" in told
    assert "nickel" not in zone_materials()[HEGANG.code]


def test_the_nearest_other_place_with_a_material_is_found():
    others = [place for place in material_sites()["graphite"] if place != HEGANG and place.longitude is not None]
    best = min(others, key=lambda place: great_circle_distance(HEGANG, place))
    found = nearest_source("graphite", HEGANG)
    assert (found.material, found.place) == ("graphite", best)
    assert found.distance == pytest.approx(great_circle_distance(HEGANG, best), rel=1e-9)
    assert nearest_source("no such thing", HEGANG) is None


def test_five_places_without_a_record_are_named_the_nearest_first():
    start = starting_places()["S07"]
    on_record = frozenset({"610800", "150600"})
    left = [by_code()[code] for code in start - on_record - {HEGANG.code}]
    order = sorted(
        (place for place in left if place.longitude is not None), key=lambda p: great_circle_distance(HEGANG, p)
    )
    assert nearest_without_record("S07", HEGANG, on_record, 4) == tuple(order[:4])
    one = by_industry("hegang")["S07"]
    told = {place.code for place in (*one.hosts, *one.examples)}
    rest = [place for place in order if place.code not in told]
    assert one.without_record == nearest_without_record("S07", HEGANG, frozenset(told), 5)
    assert len(one.without_record) == 5
    assert len(rest) > 5


def test_materials_of_a_chain_are_at_hand_near_nowhere_or_unknown():
    made = Chain("S01", ("iron",), ("boron", "light rare earths", "ion-adsorption rare earths", "moonstone"), (), ())
    found = chain_materials(made, BEIJING)
    kinds = [nearest_source(one, BEIJING) for one in ("light rare earths", "ion-adsorption rare earths")]
    nearer = min(kinds, key=lambda source: source.distance)
    assert found == ChainMaterials(("iron",), (nearest_source("boron", BEIJING), nearer), (), ("moonstone",))
    near = {"nickel": None, "copper": None, "cobalt": Source("cobalt", YULIN, 5.0), "salt": None}
    assert chain_module._without_farther("S02", near) == {"cobalt": near["cobalt"], "salt": None}
    # Of alternatives that no place has the first by name is left to be bought.
    assert chain_module._without_farther("S02", {"nickel": None, "copper": None}) == {"copper": None}


def test_what_came_is_of_clusters_that_a_place_hosts_or_what_it_is_an_example_of_with_what_lies_in_it():
    """Yizhou is an example of S02 and S15 and lies in Hami; Shihezi hosts a cluster of S05."""
    assert came_by_2024(BAOTOU) == ("S01", "S05", "S06")
    hami = by_code()[by_code()["650502"].parent]
    assert {"S02", "S15"} <= set(came_by_2024(hami))
    assert "S05" in came_by_2024(by_code()["659001"])
    for place in (find("jinchang"), find("ganzhou"), find("weinan"), find("jiaozuo")):
        inside = {place.code, *(code for code, one in by_code().items() if one.parent == place.code)}
        hosts = {row["cluster_id"] for row in rows("cluster_hosts") if row["place"] in inside}
        assert came_by_2024(place) == tuple(
            row["industry_id"]
            for row in rows("successor_industries")
            if hosts & set(row["cluster_ids"].split(";")) or inside & set(row["example_places"].split(";"))
        )


GREW, SHRANK = DecadeChange(0.1, 0.3, 0.2, 0.1), DecadeChange(-0.1, 0.1, 0.1, 0.1)


def test_what_became_of_a_place_is_compared_with_nothing_and_with_its_error():
    assert GREW.outcomes == {"grew": True, "shrank": False, "diversified": True, "diversified_beyond_nation": True}
    assert SHRANK.outcomes == {"grew": False, "shrank": True, "diversified": False, "diversified_beyond_nation": False}
    assert DecadeChange(None, 0.3, 0.05, 0.1).outcomes == {"diversified": True, "diversified_beyond_nation": False}
    for one in (
        DecadeChange(None, None, 0.2, 0.1),
        DecadeChange(None, 0.3, None, 0.1),
        DecadeChange(None, 0.3, 0.2, None),
    ):
        assert one.outcomes == {}
    found = tracks({"own": [HEGANG], "peers": [BAOTOU, YULIN]}, {HEGANG.code: GREW, BAOTOU.code: SHRANK})
    assert found == (
        Track("own", HEGANG, GREW.outcomes, came_by_2024(HEGANG)),
        Track("peers", BAOTOU, SHRANK.outcomes, came_by_2024(BAOTOU)),
        Track("peers", YULIN, {}, came_by_2024(YULIN)),
    )
    assert [one.diversified for one in found] == [True, False, None]


def test_what_ships_is_written_and_read_back_cell_by_cell():
    known = place_figures_of(2020, {"230400": 1400.0}, {"230400": 891271.5, "150200": 3.0, "230000": 7.0})
    assert known.partition == ("230400", "150200")
    made = Shipped(known, {"150200": SHRANK, "230400": DecadeChange(0.25, None, None, None)},
                   {"230400": (BAOTOU, YULIN), "150200": ()})  # fmt: skip
    assert as_csv(made, ("a", "b")).splitlines() == [
        "place,coal_power_capacity,population,people,gain,beyond_nation,error,peers,source",
        "150200,,3,-0.1,0.1,0.1,0.1,,a;b",
        "230400,1400,891271.5,0.25,,,,150200;610800,a;b",
    ]
    row = chain_module.shipped_rows(f"known_{NEWEST}")[40]
    found, code = shipped(), row["place"]
    assert (found.known.year, found.known.population[code]) == (2020, float(row["population"]))
    assert found.known.coal_power.get(code, "") == (
        float(row["coal_power_capacity"]) if row["coal_power_capacity"] else ""
    )
    change = found.changes[code]
    assert [change.people, change.gain, change.beyond_nation, change.error] == [
        float(row[name]) for name in ("people", "gain", "beyond_nation", "error")
    ]
    assert [place.code for place in found.peers[code]] == row["peers"].split(";")


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("hegang", ()),
        ("ningbo", ("resources_of_unlisted_place",)),
        ("sanya", ("resources_of_unlisted_place", "no_chain_unlisted")),
        ("luquan", ("no_chain_starts_here",)),
    ],
)
def test_a_place_is_told_what_is_not_known_of_it(name, missing):
    place = find(name)
    found = pathways(place, place_figures_of(2020, {}, {}), {HEGANG.code: GREW}, [HEGANG])
    assert found.missing == missing
    assert bool(found.chains) == (not missing or name == "ningbo")
    assert (found.place, found.energy) == (place, None)
    assert {track.group for track in found.tracks} >= {"own", "peers"}
    assert [track.place for track in found.tracks if track.group == "own"] == [place]
    assert found.base_rates[0].group == "peers"
    assert found.tags == ("no_ranking", "listings_are_survivors", "chains_are_hindsight")
