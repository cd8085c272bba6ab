import json

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.pathways import entry_report, entry_text
from relode.pathways.entry.entry_forecast import forecast, surroundings_of
from relode.pathways.entry.explanation import base_log_odds, parts, related_by_industry, surroundings_by_place
from relode.pathways.entry.questions import EXIT
from relode.pathways.entry.transitions import Task


@pytest.fixture(scope="module")
def report(world, borders):
    return entry_report(world, "p007", borders, draws=20)


@pytest.mark.parametrize("question", ["entry", "exit"])
def test_parts_add_up_to_the_log_odds_and_split_by_name(world, borders, question):
    around = surroundings_of(world, borders)
    chosen = {"question": EXIT} if question == "exit" else {}
    found = forecast(world, around, np.random.default_rng(0), **chosen)
    for place in (0, 77):
        added = parts(found.model, found.learnt, place)
        total = base_log_odds(found.model) + sum(added.values())
        np.testing.assert_allclose(total, found.log_odds[place], atol=1e-9)
        for industry in (0, 11):
            related = related_by_industry(found.model, found.learnt, place, industry)
            near = surroundings_by_place(found.model, found.learnt, around, place, industry)
            assert related.sum() == pytest.approx(added["related"][industry], abs=1e-9)
            assert near.sum() == pytest.approx(added["surroundings"][industry], abs=1e-9)
            assert related[industry] == 0
            assert near[place] == 0


def test_the_report_is_plain_data_and_says_what_an_entry_is(report):
    again = json.loads(json.dumps(report.record()))
    assert again["entry"]["absent_in"] == [2004, 2005]
    assert again["entry"]["present_in"] == [2006, 2007]
    assert again["entry"]["smallest_visible_count"] == 3
    assert again["score"]["null"] == "strong_null"
    assert {"density", "diversity_x_ubiquity", "market_size", "strong_null"} < set(again["score"]["models"])


def test_every_candidate_shows_its_reasons_and_they_add_up(report):
    probabilities = [candidate.probability for candidate in report.candidates]
    assert probabilities == sorted(probabilities, reverse=True)
    for candidate in report.candidates:
        total = candidate.base + sum(candidate.contributions.values())
        assert total == pytest.approx(candidate.log_odds, abs=1e-9)
        for part, names in (("related", "related_by_industry"), ("surroundings", "surroundings_by_place")):
            named = sum(item.value for item in getattr(candidate, names))
            assert named == pytest.approx(candidate.contributions[part], abs=1e-9)
        low, high = candidate.entered_when_alike.interval_95
        assert low <= candidate.entered_when_alike.share <= high


def test_only_absent_industries_are_candidates(world, report):
    there = world.sel(place="p007", year=[2004, 2005]).max("year")
    assert all(there.sel(industry=candidate.industry) == 0 for candidate in report.candidates)
    assert report.base_rates.this_place_candidates == int((there == 0).sum())


def test_a_table_without_regions_borders_or_code_groups_works(world):
    bare = world.drop_vars("region").assign_coords(industry=[f"name {i}" for i in range(world.sizes["industry"])])
    found = entry_report(bare, "p007", draws=5)
    assert found.model.held_out == "place"
    assert all(c.contributions["surroundings"] == 0 for c in found.candidates)


def test_units_do_not_matter_where_counts_are_only_scaled(world):
    """Firms in tens: presence and growth are the same, and so is the threshold of visibility."""
    first = entry_report(world, "p007", draws=5).score.models["market_size"]["auc"]
    second = entry_report(world * 10, "p007", draws=5).score.models["market_size"]["auc"]
    assert second == pytest.approx(first, abs=0.01)


def test_few_events_are_met_with_few_terms(world):
    few = entry_report(world.isel(place=slice(0, 60)), "p007", draws=5)
    assert few.model.name == "three_terms"
    assert few.model.events_learnt_from < 20 * 9


def test_single_years_may_be_asked_for(world):
    found = entry_report(world.isel(year=slice(2, 5)), "p007", task=Task(window=1), draws=5)
    assert found.entry.present_in == (2006,)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_text_names_base_rate_null_and_smallness(report, language):
    text = entry_text(report, language)
    null, small = {"en": ("strong null", "had just 3"), "zh": ("强基准", "恰好只有3")}[language]
    assert null in text
    assert small in text
    assert report.candidates[0].industry in text
    assert "nan" not in text


def test_an_unknown_place_is_answered_by_near_ones(world):
    with pytest.raises(RelodeError, match="near it are p"):
        entry_report(world, "p07")


def test_the_same_seed_gives_the_same_report(world, borders, report):
    assert entry_report(world, "p007", borders, draws=20) == report
