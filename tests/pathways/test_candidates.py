import json
from functools import cache

import pytest

from relode.diagnosis import profile
from relode.facts import rows, source_keys
from relode.language import LANGUAGES, sentence
from relode.pathways import candidates, successors
from relode.pathways.chains.candidates import made_materials, own_materials
from relode.pathways.chains.chain import starting_places
from relode.places import all_places, by_code, find, official

LISTED = [place for place in all_places() if place.code in official()]
started = cache(candidates)
"""Chains that start at each place, as several tests ask it of all."""


def chain(industry):
    links = rows("value_chain_links")
    return [r["from"] for r in links if (r["to_industry"], r["from_kind"]) == (industry, "resource")]


def auxiliary(industry):
    return {row["material"] for row in rows("auxiliary_materials") if row["industry_id"] == industry}


def hosts(cluster):
    return {r["place"] for r in rows("cluster_hosts") if r["cluster_id"] == cluster}


def by_industry(name):
    return {candidate.industry: candidate for candidate in candidates(find(name))}


@pytest.mark.slow
def test_what_a_candidate_has_is_of_its_chain_and_of_the_city():
    some = 0
    for place in LISTED:
        materials = own_materials(official()[place.code]) | made_materials(place)
        for candidate in started(place):
            links = chain(candidate.industry)
            assert set(candidate.has) == set(links) & materials
            assert set(candidate.needs) == set(links) - materials
            assert ("resource" in candidate.reasons) == bool(set(candidate.has) - auxiliary(candidate.industry))
            some += bool(candidate.has)
    assert some > 200


def test_nothing_that_starts_from_a_material_of_the_city_is_left_out():
    for place in LISTED:
        materials = own_materials(official()[place.code]) | made_materials(place)
        expected = {
            row["industry_id"]
            for row in rows("successor_industries")
            if set(chain(row["industry_id"])) & materials - auxiliary(row["industry_id"])
            or place.code in row["example_places"].split(";")
            or any(place.code in hosts(cluster) for cluster in row["cluster_ids"].split(";") if cluster)
        }
        assert {candidate.industry for candidate in started(place)} == expected


def test_a_chain_starts_where_a_material_is_that_starts_it():
    own = {place.code: own_materials(official()[place.code]) for place in LISTED}
    for industry, places in starting_places().items():
        starts = set(chain(industry)) - auxiliary(industry)
        assert places == {code for code, materials in own.items() if starts & materials}, industry


def test_every_place_that_pursues_an_industry_is_told_of_it():
    for row in rows("successor_industries"):
        for code in row["example_places"].split(";"):
            assert row["industry_id"] in {candidate.industry for candidate in started(by_code()[code])}


def test_baotou_has_light_rare_earths_and_steel_and_hegang_coal_power():
    assert "light rare earths" in own_materials(official()[find("baotou").code])
    assert {"steel", "fly ash"} <= made_materials(find("baotou"))
    assert "coal power or hydropower" in made_materials(find("hegang"))
    assert made_materials(find("heihe")) <= {"coal power or hydropower", "fly ash"}
    assert made_materials(find("jingxing-mining-district")) == set()  # it has neither power plant nor steelworks


def test_an_auxiliary_material_is_one_of_the_chain():
    assert all(row["material"] in chain(row["industry_id"]) for row in rows("auxiliary_materials"))


def test_the_citys_materials_come_from_its_resources_by_the_table():
    table = {(row["resource_detail"], row["material"]) for row in rows("resource_materials")}
    entry = official()[find("jinchang").code]
    assert "nickel" in own_materials(entry)
    assert all(any((token, m) in table for token in entry.resource_detail) for m in own_materials(entry))
    assert own_materials(None) == frozenset()


def test_every_material_of_the_table_starts_a_chain():
    started = {row["from"] for row in rows("value_chain_links") if row["from_kind"] == "resource"}
    assert {row["material"] for row in rows("resource_materials") if row["material"]} <= started


def test_jinchang_may_make_nickel_materials_and_shares_their_cluster():
    candidate = by_industry("jinchang")["S02"]
    assert "nickel" in candidate.has
    assert candidate.own_clusters == ("NAMC55",)
    assert candidate.reasons == ("resource", "cluster", "pursued")
    assert len(hosts("NAMC55")) == 4
    assert {place.code for place in candidate.hosts} == hosts("NAMC55") - {find("jinchang").code}


def test_baotou_hosts_the_rare_earth_cluster_of_2024():
    candidate = by_industry("baotou")["S01"]
    year = {row["cluster_id"]: (row["year"], row["name_zh"]) for row in rows("clusters")}
    assert [year[cluster][0] for cluster in candidate.own_clusters] == ["2024"]
    assert "稀土" in year[candidate.own_clusters[0]][1]


@pytest.mark.parametrize("name", ["hegang", "jinchang", "baotou", "ganzhou", "renqiu"])
def test_no_place_is_its_own_host_or_example(name):
    for candidate in by_industry(name).values():
        assert find(name) not in candidate.hosts
        assert find(name) not in candidate.examples


def test_every_candidate_has_a_source_names_and_words_for_what_is_missing():
    for place in LISTED[::10]:
        for candidate in candidates(place):
            assert set(candidate.sources) <= source_keys()
            assert candidate.name_en
            assert candidate.name_zh
            for key in candidate.missing:
                assert all(sentence(f"report.missing.{key}", language) for language in LANGUAGES)


@pytest.mark.parametrize("name", ["beijing", "suzhou-jiangsu"])
def test_a_place_that_is_not_listed_says_that_its_resources_are_unknown(panel, name):
    found = successors(panel, profile(panel, find(name)))
    assert "resources_of_unlisted_place" in found.missing
    assert all(candidate.has == () and candidate.reasons == ("cluster",) for candidate in found.chains)


def test_a_listed_place_does_not_say_so(panel):
    assert "resources_of_unlisted_place" not in successors(panel, profile(panel, find("hegang"))).missing


def test_a_place_where_no_chain_starts_says_so(panel):
    nowhere = next(place for place in LISTED if not started(place))
    assert "no_chain_starts_here" in successors(panel, profile(panel, nowhere)).missing


@pytest.mark.parametrize("name", ["hegang", "beijing", "2114Z1", "renqiu"])
def test_the_record_is_plain_json(panel, name):
    record = successors(panel, profile(panel, find(name))).record()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert {"ranked", "hindcast", "mapped_share", "chains", "tags"} <= record.keys()
    assert {"place", "base_rates", "candidates"} <= record.keys()


@pytest.mark.parametrize("name", ["hegang", "jinchang", "baotou"])
def test_places_without_a_record_could_start_the_chain_and_are_neither_host_nor_example(name):
    for candidate in by_industry(name).values():
        others = {place.code for place in candidate.without_record}
        assert not others & {place.code for place in (*candidate.hosts, *candidate.examples, find(name))}
        for code in others:
            assert set(chain(candidate.industry)) & own_materials(official()[code])
        assert len(others) <= candidate.could_start
