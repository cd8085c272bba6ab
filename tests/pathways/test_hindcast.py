import dataclasses
import json
from importlib import import_module

import numpy as np
import pytest
import xarray as xr

from relode.facts import rows
from relode.pathways.chains.figures_of_panel import known_at
from relode.pathways.chains.hindcast import EVERY, MORE, hindcast, hindcast_places, listed_prefectures
from relode.pathways.chains.hindcast_outcomes import came_by_2024, expected_hits, hindcast_scores, outcome, outcomes
from relode.places import find

chain_module, candidates_module, outcomes_module = (
    import_module(f"relode.pathways.chains.{name}") for name in ("chain", "candidates", "hindcast_outcomes")
)
TABLES = ("value_chain_links", "resource_materials", "successor_industries", "auxiliary_materials")
CACHED = ("auxiliary_materials", "_links", "_materials", "yielded_materials", "starting_places")


@pytest.fixture
def only_geography(monkeypatch):
    """Tables of chains without examples and clusters, and every table of outcomes out of reach."""

    def without_outcomes(table):
        assert table in TABLES, table
        hidden = {"example_places": "", "cluster_ids": ""}
        return tuple({**row, **{k: v for k, v in hidden.items() if k in row}} for row in rows(table))

    def refused(table):
        raise AssertionError(table)

    for name in CACHED:
        getattr(chain_module, name).cache_clear()
    monkeypatch.setattr(chain_module, "rows", without_outcomes)
    monkeypatch.setattr(candidates_module, "rows", refused)
    monkeypatch.setattr(outcomes_module, "rows", refused)
    yield
    for name in CACHED:
        getattr(chain_module, name).cache_clear()


def altered_after_2010(panel):
    later = panel["year"].values > 2010
    noise = panel["value"].values.copy()
    noise[:, :, later] = np.random.default_rng(3).integers(1, 10**7, noise[:, :, later].shape)
    return panel.assign(value=(panel["value"].dims, noise))


def without_after_2010(panel):
    return panel.where(panel["year"] <= 2010)


@pytest.fixture(scope="module")
def seen_openly(panel):
    """The hindcasts with every table and every year there."""
    known = known_at(panel, 2010)
    return {place: hindcast(panel, place, known).record() for place in hindcast_places()}


@pytest.mark.usefixtures("only_geography")
@pytest.mark.parametrize("change", [altered_after_2010, without_after_2010])
def test_nothing_after_2010_changes_a_hindcast(panel, change, seen_openly):
    after = change(panel[["value"]])
    assert not after["value"].equals(panel["value"])
    known = known_at(after, 2010)
    assert {place: hindcast(after, place, known).record() for place in seen_openly} == seen_openly


def test_figures_of_2010_do_change_hindcasts(panel):
    """The test above could not fail if hindcasts looked at nothing."""
    values = panel[["value"]].copy(deep=True)
    values["value"].loc[{"quantity": "employment_manufacturing", "year": 2010}] *= np.where(
        values["place"].values == find("jinchang").code, 20, 1
    )
    place = find("jinchang")
    assert hindcast(values, place).scores != hindcast(panel, place).scores


def test_a_place_by_another_name_has_the_same_hindcast(panel):
    place = find("baotou")
    renamed = dataclasses.replace(place, slug="elsewhere", name_en="Elsewhere", name_zh="别处")
    assert hindcast(panel, place).scores == hindcast(panel, renamed).scores


def test_the_order_of_places_in_the_panel_changes_no_hindcast(panel):
    backwards: xr.Dataset = panel[["value"]].isel(place=slice(None, None, -1))
    for name in ("jinchang", "baotou"):
        one, other = hindcast(panel, find(name)), hindcast(backwards, find(name))
        # Sums over places in another order.
        assert one.scores == pytest.approx(other.scores, abs=1e-9)
        assert [f.rank_interval_90 for f in one.feasibilities] == [f.rank_interval_90 for f in other.feasibilities]


def test_rivals_are_no_part_of_a_hindcast(panel):
    for found in hindcast(panel, find("jinchang")).feasibilities:
        assert "saturation" not in found.contributions
        assert abs(sum(found.contributions.values()) - found.score) <= 1e-12


def test_the_twelve_places_follow_the_rule():
    places = hindcast_places()
    assert [place.slug for place in places[:2]] == ["jinchang", "baotou"]
    codes = [p.code for p in listed_prefectures() if p not in places[:2]]
    assert [place.code for place in places[2:]] == codes[::EVERY][:MORE]
    assert len(set(places)) == 12


def test_the_record_is_plain_json_and_says_that_the_list_is_hindsight(panel):
    for one in outcomes(panel):
        record = one.hindcast.record()
        assert json.loads(json.dumps(record, allow_nan=False)) == record
        assert "candidates_are_hindsight" in record["tags"]


def test_what_came_is_a_hit_or_passed_over_or_not_listed(panel):
    for one in outcomes(panel):
        assert sorted((*one.hits, *one.passed_over, *one.not_listed)) == sorted(one.came)


def test_jinchang_makes_nickel_materials_by_2024():
    assert "S02" in came_by_2024(find("jinchang"))


def test_a_random_pick_of_three_hits_as_often_as_three_of_all(panel):
    found = hindcast(panel, find("baotou"))
    came = found.industries[:2]
    # Two outcomes, each with the chance 3 / n.
    assert expected_hits(found, came, "random", 3) == pytest.approx(2 * 3 / len(found.industries), abs=1e-12)


@pytest.mark.parametrize("method", ["score", "random", "national_mix"])
def test_a_method_that_picks_everything_hits_everything(panel, method):
    found = hindcast(panel, find("baotou"))
    assert expected_hits(found, found.industries, method, len(found.industries)) == len(found.industries)


def test_an_unlisted_place_has_an_empty_hindcast(panel):
    found = hindcast(panel, find("beijing"))
    assert found.industries == ()
    assert found.verdict is None
    assert outcome(found).hits == ()


def test_scores_are_measured_where_something_came(panel):
    scores = hindcast_scores(panel)
    assert {score.group for score in scores} == {"twelve", "all_listed_prefectures"}
    assert all(score.lead == 0 for score in scores if score.method == "score")
    assert all(score.lead_low <= score.lead <= score.lead_high for score in scores)
