"""Industries of a place: chain, gap, firm, test."""

from dataclasses import replace

import pytest

from relode.decisions.industries import industry_decisions, industry_facts, industry_rows, main_industries
from relode.language import LANGUAGES, plain_value
from relode.places import by_code, official

from ..tables_read import cases

HEGANG, JINCHANG = "230400", "620300"


def facts_of(code):
    return industry_facts(None, by_code()[code])


@pytest.mark.parametrize("case", cases("industry_rows"), ids=lambda case: f"{case['place']} {case['has']}")
def test_a_main_industry_is_upgraded_and_never_a_successor(case):
    ids = [each.id for each in industry_decisions(None, by_code()[case["place"]])]
    assert case["has"] in ids
    assert case["lacks"] not in ids


def test_lists_never_say_do_and_every_row_asks_for_two_facts(panel):
    places = [by_code()[code] for code in official() if by_code()[code].level == "prefecture"]
    every = [each for place in places for each in industry_decisions(panel, place)]
    assert {each.recommendation for each in every} <= {"more_data", "not_now"}
    assert all(len(each.asks) == 2 and each.kind == "industry" for each in every)
    assert len({each.id for each in every}) > 40
    for each in every:
        for text in (each.name, each.reason, each.first_step, each.bureau, *(ask.decides for ask in each.asks)):
            assert all("{" not in plain_value(text, language) for language in LANGUAGES)


def test_chains_of_new_materials_stand_first_and_an_industry_has_one_row():
    for code in (HEGANG, JINCHANG, "150200", "360700"):
        keys = [each.id.removeprefix("industry:") for each in industry_rows(facts_of(code))]
        kinds = [
            "chain" if key.startswith("chain") else "upgrade" if key.startswith("upgrade") else "z" for key in keys
        ]
        assert kinds == sorted(kinds)
        units = [key.removeprefix("upgrade_") for key in keys]
        assert len(set(units)) == len(units)


def test_the_gap_is_the_first_stage_without_a_record_after_one_that_has_one():
    """Raw and refined nickel in Jinchang: parts are the gap. Without its raw material the gap is the same."""

    def gap(facts):
        row = next(each for each in industry_rows(facts) if each.id == "industry:chain_nickel_cobalt")
        return plain_value(row.reason.values["gap"], "en"), row.amount

    own = facts_of(JINCHANG)
    assert gap(own) == ("parts and components", 2)
    assert gap(replace(own, resources=frozenset())) == ("parts and components", 1)
    assert gap(replace(own, zones={**own.zones, "电池": 1})) == ("client industry", 3)


def test_rows_hang_on_the_facts_of_the_place_alone():
    """All facts of another place give its rows, and each fact that a row rests on is among those that it names."""
    own, other = facts_of(HEGANG), facts_of(JINCHANG)
    moved = replace(own, **{name: value for name, value in vars(other).items() if name != "place"})
    assert [each.id for each in industry_rows(moved)] == [each.id for each in industry_rows(other)]
    named = {fact.key: fact.value for fact in industry_rows(own)[0].facts}
    assert named["resource_detail"] == "; ".join(sorted(own.resources))
    assert set(named) == {"resource_detail", "materials", "zone_industries", "listed_firms", "clusters", "plants"}


def test_a_plant_or_a_zone_that_works_up_an_own_material_makes_a_main_industry():
    own = replace(facts_of(HEGANG), zones={}, listed={}, plants={}, materials=frozenset({"coal"}))
    assert main_industries(own) == {}
    assert main_industries(replace(own, plants={"4411": 700.0})) == {"4411": 1}
    assert main_industries(replace(own, zones={"煤化工": 2})) == {"252": 2}
    assert main_industries(replace(own, zones={"煤化工": 2}, materials=frozenset())) == {}
