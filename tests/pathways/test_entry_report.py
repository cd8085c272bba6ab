import json

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.pathways import entry_report, entry_text
from relode.pathways.entry.entry_forecast import forecast, surroundings_of
from relode.pathways.entry.questions import EXIT, base_log_odds, parts, related_by_industry, surroundings_by_place
from relode.pathways.entry.report import _alike
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
    scores, gain = again["score"]["models"], again["score"]["gain_over_null"]
    for measure in ("auc", "average_precision"):
        nulls = ("density", "diversity_x_ubiquity", "market_size", "strong_null")
        best = max(nulls, key=lambda name: scores[name][measure])
        assert gain[measure]["null"] == best
        assert gain[measure]["value"] == pytest.approx(scores[again["model"]["name"]][measure] - scores[best][measure])
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
        alike = candidate.entered_when_alike
        assert alike.interval_95[0] <= alike.share <= alike.interval_95[1]


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


def odds(chance):
    return np.log(chance / (1 - chance))


def test_cells_called_alike_have_about_the_same_probability_however_few_they_are(world, borders):
    found = forecast(world, surroundings_of(world, borders), np.random.default_rng(0))
    lines = found.test.scores[found.name][found.test.cells]
    for line in (lines.max(), lines.max() + 0.2, np.median(lines)):
        alike = _alike(found, float(line))
        near = lines[np.abs(lines - line) <= 0.25]
        assert alike.cells == min(len(near), 1000)
        assert odds(alike.from_to[0]) >= line - 0.25 - 1e-9
        assert odds(alike.from_to[1]) <= line + 0.25 + 1e-9
    nothing = _alike(found, float(lines.max()) + 1)
    assert (nothing.cells, nothing.from_to, nothing.share, nothing.interval_95) == (0, None, None, None)


def test_an_industry_that_no_place_has_any_more_is_not_offered_and_is_named(world, report):
    best = report.candidates[0].industry
    left = world.copy()
    left.loc[{"year": [2004, 2005], "industry": best}] = 0
    found = entry_report(left, "p007", draws=5, top=24)
    assert best not in [candidate.industry for candidate in found.candidates]
    assert [(notice.kind, notice.count, notice.names) for notice in found.notices] == [("gone_industries", 1, (best,))]
    assert f"1 industries that no place of the table has in its latest years ({best}" in entry_text(found, "en")


def test_borders_of_unknown_places_are_counted(world, borders):
    found = entry_report(world, "p007", [*borders, ("p007", "q1"), ("q2", "q1")], draws=5)
    assert [(notice.kind, notice.count, notice.names) for notice in found.notices] == [
        ("unknown_in_borders", 2, ("q1", "q2"))
    ]


def numbered(world):
    """Places with codes 00985 to 01134, as text with leading zeros."""
    return world.assign_coords(place=[f"{number + 985:05d}" for number in range(world.sizes["place"])])


def test_lost_leading_zeros_are_named_with_the_remedy(world):
    padded = numbered(world)
    bare = padded.assign_coords(place=[str(int(place)) for place in padded["place"].to_numpy()])
    with pytest.raises(RelodeError, match="there is 990: leading zeros"):
        entry_report(bare, "00990")
    with pytest.raises(RelodeError, match="there is 00990: leading zeros"):
        entry_report(padded, "990")
    with pytest.raises(RelodeError, match="2 codes of the border file are those of the table but for leading zeros"):
        entry_report(padded, "00990", [("990", "991"), ("00992", "00993")])
    kinds = {notice.kind: notice for notice in entry_report(bare, "990", draws=5).notices}
    assert kinds["place_codes"].count == 15
    assert "place_codes" not in {notice.kind for notice in entry_report(padded, "00990", draws=5).notices}


def test_a_place_and_an_industry_have_their_names_beside_their_codes(world):
    named = world.assign_coords(
        place_name=("place", [f"Town {number}" for number in range(world.sizes["place"])]),
        industry_name=("industry", [f"trade {number}" for number in range(world.sizes["industry"])]),
    )
    found = entry_report(named, "Town 7", draws=5)
    assert (found.place, found.place_name) == ("p007", "Town 7")
    first = found.candidates[0]
    assert first.industry_name == f"trade {int(first.industry) - 10}"
    assert f"1. {first.industry} {first.industry_name}: " in entry_text(found, "en")
    twice = named.assign_coords(place_name=("place", ["Town"] * world.sizes["place"]))
    with pytest.raises(RelodeError, match="called Town: p000 Town, p001 Town"):
        entry_report(twice, "Town")
    assert all(part.name is None or " trade " in part.name for part in first.related_by_industry)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_text_names_base_rate_null_and_smallness(report, language):
    text = entry_text(report, language)
    null, small = {"en": ("strong null", "had just 3"), "zh": ("强基准", "恰好只有3")}[language]
    assert null in text
    assert small in text
    assert "2004-2005" in text
    assert report.candidates[0].industry in text
    assert "nan" not in text


def test_an_unknown_place_is_answered_by_near_ones(world):
    with pytest.raises(RelodeError, match="near it are p"):
        entry_report(world, "p07")


def test_the_same_seed_gives_the_same_report(world, borders, report):
    assert entry_report(world, "p007", borders, draws=20) == report
