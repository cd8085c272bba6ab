"""Least scale, demand, energy and doubts: each with a source, and missing where there is none."""

import csv
import re
from importlib.resources import files

import pytest

from relode import shipped_tables
from relode.facts import rows, source_keys
from relode.language import LANGUAGES, number_text, spoken
from relode.pathways import candidates, from_shipped
from relode.pathways.chains.chain import shipped_rows
from relode.pathways.chains.conditions import demands, doubts, energy_at, scales
from relode.pathways.chains.pathways_text import (
    condition_words,
    county_words,
    energy_words,
    gap_words,
    scale_words,
    track_words,
)
from relode.pathways.chains.shipped_figures import place_figures_of, shipped
from relode.places import all_places, find, official

LISTED = [place for place in all_places() if place.code in official()]
HAN = re.compile(r"[\u3400-\u9fff]")


def references():
    content = files("relode.facts").joinpath("references.csv").read_text(encoding="utf-8")
    return {row["key"] for row in csv.DictReader(content.splitlines())}


@pytest.mark.parametrize("table", ["scale_thresholds", "demand_outlook", "chain_doubts"])
def test_every_row_has_a_source_and_an_industry_or_material(table):
    industries = {row["industry_id"] for row in rows("successor_industries")}
    materials = {row["from"] for row in rows("value_chain_links") if row["from_kind"] == "resource"}
    for row in shipped_rows(table):
        assert row["source"] in references() | source_keys()
        subject = row.get("industry") or row["subject"]
        assert subject in (materials if row.get("subject_kind") == "material" else industries)


def test_what_has_no_source_is_missing_for_the_candidate():
    for place in LISTED[::7]:
        for candidate in candidates(place):
            assert ("scale_threshold" in candidate.missing) == (candidate.scale == ())
            assert ("demand" in candidate.missing) == (candidate.demand == ())
            assert {"division_employment", "competing_projects"} <= set(candidate.missing)


def test_coal_chemicals_need_half_a_million_tonnes_of_olefins_and_are_capped():
    assert [(one.threshold, one.bound) for one in scales("S07")] == [(500_000, "more_than"), (1_000_000, "more_than")]
    assert [one.kind for one in demands("S07", ["coal"])] == ["capped"]


def test_a_least_scale_is_written_as_each_language_writes_it():
    assert "more than 500,000 t a year" in spoken(scale_words(scales("S07")[0]), "en").replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "大于50万吨/年" in spoken(scale_words(scales("S07")[0]), "zh")


def test_sanitary_ceramics_in_the_chain_of_advanced_ceramics_are_flagged():
    named = {row["from"] for row in rows("value_chain_links") if row["to_industry"] == "S22"}
    for doubt in doubts("S22"):
        assert doubt.published in named, "the facts are mended: take the doubt out"
        assert doubt.meant not in named
    assert [(doubt.published, doubt.meant) for doubt in doubts("S22")] == [("3072", "3073")]


def test_hegang_has_more_coal_power_a_person_than_the_nation():
    # 1,400 MW at the end of 2020 over 891,271 people.
    energy = energy_at(shipped().known, find("hegang"))
    assert energy.capacity == 1400
    assert energy.per_person == pytest.approx(1000 * 1400 / 891_271, rel=1e-12)
    assert 0.5 < energy.nation < energy.per_person


def test_the_nation_has_no_coal_power_a_person_where_nobody_is_known():
    """By hand: 1,400 MW over 700,000 people are 2 kW each."""
    hegang = find("hegang")
    assert energy_at(place_figures_of(2020, {hegang.code: 1400.0}, {}), hegang) is None
    energy = energy_at(place_figures_of(2020, {hegang.code: 1400.0}, {hegang.code: 700_000.0}), hegang)
    assert (energy.per_person, energy.nation) == (2.0, 2.0)


def test_a_county_has_the_energy_of_the_unit_that_it_lies_in():
    energy = energy_at(shipped().known, find("wudalianchi"))
    assert energy.unit == find("heihe")
    assert energy.record()["unit"]["slug"] == "heihe"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["beijing", "2114Z1", "luquan", "changle", "shanghai"])
def test_a_place_without_chains_or_sections_is_told_why_and_what_to_do(name, language):
    found = from_shipped(find(name))
    lines = [spoken(each, language) for each in gap_words(found)]
    assert len(lines) == len(found.missing) > 0
    assert not any("{" in line for line in lines)
    if not found.chains:
        assert any("--table" in line for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_on_counties_says_how_far_the_benchmark_misses(language):
    benchmark = next(
        r
        for r in shipped_tables.rows("relode.pathways", "county_scores")
        if (r["group"], r["target"], r["method"]) == ("mining", "mining", "national_ratio")
    )
    assert number_text(float(benchmark["mean_error"]), "1", language) in spoken(county_words(), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", LISTED[::9], ids=lambda place: place.slug)
def test_every_condition_can_be_said(place, language):
    found = from_shipped(place)
    said = [line for chain in found.chains for line in condition_words(chain)]
    lines = [spoken(each, language) for each in (*said, energy_words(found.energy), *track_words(found))]
    assert not any("{" in line or "None" in line for line in lines)
    assert all(bool(HAN.search(line)) == (language == "zh") for line in lines)


@pytest.mark.parametrize("place", LISTED[::9], ids=lambda place: place.slug)
def test_named_places_are_those_that_the_base_rates_count(place):
    found = from_shipped(place)
    for rate in found.base_rates:
        known = [t.outcomes[rate.outcome] for t in found.tracks if t.group == rate.group and rate.outcome in t.outcomes]
        assert (len(known), sum(known)) == (rate.count, rate.happened)
    assert [track.place for track in found.tracks if track.group == "own"] == [place]
