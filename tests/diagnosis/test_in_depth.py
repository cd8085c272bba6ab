"""The diagnosis in depth: what is said, what is missing and why, and a place whose verdicts are known."""

import json
import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import relode as rl
from relode.diagnosis import profile
from relode.diagnosis.depth import in_depth as in_depth_module
from relode.diagnosis.depth.economy_text import jobs_chapter, type_chapter
from relode.diagnosis.depth.in_depth import UNKNOWN, in_depth
from relode.diagnosis.depth.text import chapters, missing_words
from relode.diagnosis.life_cycle.own_type_features import WINDOWS
from relode.diagnosis.profiles.paths import items
from relode.diagnosis.statistics.resilience import OUTCOMES
from relode.language import LANGUAGES, sentence_keys, spoken
from relode.panel import load
from relode.panel.overrides import Override
from relode.places import all_places, find
from relode.story.text import chapter_text

PLACES = [place for place in all_places() if place.level != "province"]
NAMED = (
    "hegang",
    "heihe",
    "yulin-shaanxi",
    "baotou",
    "panjin",
    "haixi",
    "renqiu",
    "beijing",
    "sansha",
    "laiwu",
    "2114Z1",
)
SAMPLE = sorted({*PLACES[::97], *map(find, NAMED)}, key=lambda place: place.code)
FIELDS = {
    "own_type_2023",
    "moved_from_label",
    "resilience",
    "left_of_bust",
    "decomposition",
    "growth_by_sector",
    "variety",
    "location_quotients",
    "ages",
    "migrants_by_origin",
    "paths",
    "decoupling",
    "surroundings",
    "neighbours",
    "spillover",
    "large_city",
    "composite",
    "judgements",
}


def depth(panel, name):
    return in_depth(panel, profile(panel, find(name)))


@pytest.mark.parametrize("place", SAMPLE, ids=lambda place: place.slug)
def test_every_place_has_a_record_and_words_in_both_languages(panel, place):
    found = in_depth(panel, profile(panel, place))
    record = found.record()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record.keys() >= FIELDS
    for language in LANGUAGES:
        told = [line for chapter in chapters(found) for line in chapter_text(chapter, language).splitlines() if line]
        for text in (*told, *(spoken(each, language) for each in missing_words(found.missing))):
            assert text
            assert not re.search(r"[{}]|\bnan\b|\binf\b|\bNone\b", text), text


def test_sources_of_a_chapter_are_those_of_each_year_that_its_figures_are_of(monkeypatch):
    """Every cell has a source of its own here: quantity and year. A ratio has those of its parts."""

    def cell(_panel, _code, name, year):
        return SimpleNamespace(sources=(f"{name} {year}",))

    monkeypatch.setattr(in_depth_module, "number", cell)
    found = {part: set(keys) for part, keys in in_depth_module._all_sources(None, find("hegang")).items()}
    parts = {"budget_self_sufficiency_ratio": ("budget_revenue", "budget_expenditure")}
    chapter_of = {"people": "people", "housing": "housing", "money": "money", "budget": "money"}
    told = {"house_price", "housing_area_per_person", "loans", "government_debt", *parts}
    for item in items():
        if item.quantity in told:
            for name in parts.get(item.quantity, (item.quantity,)):
                for year in (item.start, item.end):
                    assert f"{name} {year}" in found[chapter_of[item.theme]]
    assert {f"value_added_secondary_first_published {year}" for year in (2010, 2018, 2023)} < found["jobs"]
    for part in ("jobs", "space", "composite", "peers"):
        assert {"population 2010", "population 2020"} <= found[part]
    for part in ("space", "composite", "peers"):
        assert "gdp_real_index 2019" in found[part]
    assert "gdp_first_published 2020" in found["composite"]
    assert {"house_price 2023"} <= found["space"] & found["peers"]
    assert {f"gdp_first_published {year}" for year in WINDOWS} < found["type"]
    assert "mining_employment_share 2010" in found["resilience"]
    for name, phases in OUTCOMES.items():
        assert {f"{name} {year}" for phase in phases for year in (phase.start, phase.end)} < found["resilience"]
    monkeypatch.setattr(in_depth_module, "number", lambda *_: None)
    assert set(in_depth_module._all_sources(None, find("hegang")).values()) == {()}


def test_migrants_are_shares_of_all_residents_where_each_is_known(monkeypatch):
    values = {"migrants_same_county": 10.0, "migrants_same_province": 20.0, "migrants_other_province": 5.0,
              "population": 100.0}  # fmt: skip

    def cell(_panel, _code, name, year):
        return SimpleNamespace(value=values[name]) if name in values and year == 2020 else None

    monkeypatch.setattr(in_depth_module, "number", cell)
    assert in_depth_module.migrants_by_origin(None, find("hegang")) == {
        "migrants_same_county": 0.1, "migrants_same_province": 0.2, "migrants_other_province": 0.05,
    }  # fmt: skip
    del values["migrants_same_county"]
    assert in_depth_module.migrants_by_origin(None, find("hegang")) == {}


def test_what_no_source_holds_is_missing_for_every_city_with_the_reason(panel):
    missing = depth(panel, "hegang").record()["missing"]
    assert [gap["quantity"] for gap in missing if gap["reason"] == "no_source"] == list(UNKNOWN)
    assert "births_and_deaths" in UNKNOWN


def test_a_city_without_accounts_is_told_what_the_censuses_allow(panel):
    found = depth(panel, "yanbian")
    gaps = {(gap.part, gap.item): gap.reason for gap in found.missing}
    assert gaps["resilience", "gdp_real_index"] == "no_figures"
    assert gaps["decoupling", ""] == "no_figures"
    assert gaps["composite", ""] == "indicators_missing"
    assert {chapter.key for chapter in chapters(found)} >= {"jobs", "people", "space", "peers"}


def test_a_county_is_told_its_jobs_and_why_the_rest_is_not_there(panel):
    found = depth(panel, "renqiu")
    gaps = {gap.part: gap.reason for gap in found.missing}
    assert gaps["resilience"] == "not_a_prefecture"
    assert gaps["paths"] == gaps["ages"] == "county_level"
    assert found.decomposition.sections
    assert not found.quotients


def test_a_city_with_one_census_keeps_the_other_and_imputes_nothing(own_panel):
    kept = ("gdp", "house", "loan", "deposit")
    names = [str(q) for q in own_panel["quantity"].to_numpy() if not str(q).startswith(kept)]
    own_panel["value"].loc[{"place": find("hegang").code, "year": [2010], "quantity": names}] = np.nan
    found = depth(own_panel, "hegang")
    gaps = {gap.part: gap.reason for gap in found.missing}
    assert gaps["decomposition"] == "no_two_censuses"
    assert gaps["left_of_bust"] == "no_exposure"
    assert gaps["ages"] == "no_ages"
    assert [each.year for each in found.variety] == [2020]
    assert {chapter.key for chapter in chapters(found)} >= {"jobs", "housing", "emissions"}


def test_a_city_with_jobs_in_three_sections_is_diagnosed(own_panel):
    kept = ("employment_agriculture", "employment_mining", "employment_education")
    names = [str(q) for q in own_panel["quantity"].to_numpy() if str(q).startswith("employment_")]
    names = [n for n in names if n not in kept and n[11:] + "_employment_share" in own_panel["quantity"]]
    own_panel["value"].loc[{"place": find("hegang").code, "quantity": names, "year": [2010, 2020]}] = 0.0
    found = depth(own_panel, "hegang")
    assert sum(section.before > 0 for section in found.decomposition.sections) == 3
    assert all(np.isfinite((v.related, v.unrelated)).all() for v in found.variety)
    assert not any(re.search(r"\bnan\b", spoken(s, "en")) for chapter in chapters(found) for s in chapter.sentences)


def test_the_verdicts_of_a_constructed_city_are_those_it_was_made_for(own_panel):
    """A copy of Hegang: output doubles in the bust, prices stay, children and emissions multiply."""
    at = find("hegang").code

    def put(quantity, year, value):
        own_panel["value"].loc[{"place": at, "quantity": quantity, "year": year}] = value

    peers_like = {2002: 95.0, 2003: 100.0, 2011: 190.0, 2012: 200.0, 2013: 230.0, 2015: 330.0, 2016: 400.0, 2017: 420.0}
    for year, value in {**peers_like, 2019: 400.0, 2020: 100.0, 2022: 100.0, 2023: 1000.0}.items():
        put("gdp_real_index", year, value)
        put("co2_emissions", year, 2 * value if year < 2016 else 800.0)
    for year in (2010, 2020):
        put("age_0_14", year, 150_000.0)
        put("age_15_59", year, 500_000.0)
        put("age_15_64", year, 525_000.0)
        put("age_60_plus", year, 50_000.0)
    put("budget_self_sufficiency_ratio", 2014, 0.1)
    put("budget_self_sufficiency_ratio", 2023, 0.9)
    found = depth(own_panel, "hegang")
    response = {(r.outcome, r.start, r.group): r for r in found.responses}
    assert response["gdp_real_index", 2012, "nation"].change == pytest.approx(1.0, abs=1e-12)
    assert response["gdp_real_index", 2012, "nation"].verdict == "above"
    assert response["gdp_real_index", 2019, "nation"].verdict == "below"
    assert response["gdp_real_index", 2020, "nation"].verdict == "above"
    assert [each.state for each in found.decouplings] == [
        "expansive_coupling",
        "expansive_coupling",
        "strong_decoupling" if 800.0 > 800.0 else "weak_decoupling",
    ]
    assert (found.ages.change, found.ages.entrants, found.ages.leavers) == (0.0, 10_000.0, 5_000.0)
    assert found.ages.balance == pytest.approx(0.01, abs=1e-12)
    assert found.ages.dependants == pytest.approx((0.4, 0.4), abs=1e-12)
    budget = next(p for p in found.paths if (p.item.quantity, p.item.start) == ("budget_self_sufficiency_ratio", 2014))
    assert (budget.change, budget.verdict) == (pytest.approx(0.8, abs=1e-12), "above")


def test_no_rank_is_shown_that_spans_more_than_a_third(panel):
    for name in ("hegang", "baotou", "longyan", "jixi"):
        rank = depth(panel, name).rank
        low, high = rank.interval_90
        assert (rank.rank is not None) == ((high - low) / rank.count <= 1 / 3)


@pytest.mark.slow
def test_figures_of_the_users_own_reach_the_parts():
    own = Override("230400", "loans", 2016, 1_000.0, "own count", 2)
    found = depth(load([own]), "hegang")
    loans = next(r for r in found.responses if (r.outcome, r.start, r.group) == ("loans", 2012, "nation"))
    assert loans.change > 1
    assert loans.verdict == "above"


@pytest.mark.slow
def test_every_key_that_is_named_at_run_time_has_its_words(panel):
    keys = set(sentence_keys())
    gaps = [gap for name in NAMED for gap in depth(panel, name).missing]
    assert {f"depth.part.{gap.part}" for gap in gaps} | {f"depth.why.{gap.reason}" for gap in gaps} <= keys


def test_revised_figures_are_told_beside_growth_of_more_than_one_span(panel):
    found = depth(panel, "hegang")  # Heilongjiang revised its growth
    assert len(found.growth_by_sector) > 1

    def told(each):
        return "depth.jobs.revised" in [said.key for said in jobs_chapter(each).sentences]

    assert told(found)
    assert not told(replace(found, growth_by_sector=found.growth_by_sector[:1]))
    assert not told(depth(panel, "panzhihua"))


def test_empty_homes_are_the_figure_that_the_simulator_opens_with():
    """Typed once: diagnosis tells it, what may happen starts from it, and it is unknown no more."""
    own = Override("230400", "housing_vacancy", 2024, 0.3, "")
    panel = load([own])
    depth = in_depth(panel, "hegang")
    assert depth.empty_homes.value == rl.outlook.predictive(panel, "hegang").homes.vacancy == 0.3
    assert "vacancy" not in [gap.part for gap in depth.missing]
    housing = next(chapter for chapter in chapters(depth) if chapter.key == "housing")
    for language, said in (("en", "30 % of homes stood empty in 2024"), ("zh", "住房空置率为30%")):
        assert said in " ".join(spoken(each, language) for each in housing.sentences).replace("\N{NO-BREAK SPACE}", " ")
    without = in_depth(load(), "hegang")
    assert without.empty_homes is None
    assert "vacancy" in [gap.part for gap in without.missing]


@pytest.mark.parametrize(
    ("interval", "key"),
    [((0.0, 0.2), "within"), ((-0.2, 0.0), "within"), ((0.01, 0.2), "beyond"), ((-0.2, -0.01), "beyond")],
)
def test_a_move_from_the_label_counts_where_its_interval_leaves_nought(panel, interval, key):
    depth = in_depth(panel, "hegang")
    chapter = type_chapter(replace(depth, moved=replace(depth.moved, interval_90=interval)))
    assert f"depth.type.{key}_uncertainty" in [said.key for said in chapter.sentences]
