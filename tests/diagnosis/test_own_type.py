from dataclasses import replace

import numpy as np
import pytest

from relode.diagnosis.life_cycle.own_type import (
    CANNOT_TELL,
    chances,
    half_width,
    may_speak,
    own_type,
    shipped_coefficients,
    shipped_scores,
)
from relode.diagnosis.life_cycle.own_type_features import FEATURES, NAMES, REACH, Features, features, standardised
from relode.diagnosis.life_cycle.own_type_moved import moved_of
from relode.errors import RelodeError
from relode.panel import load
from relode.places import TYPES, find
from studies.diagnosis.own_type import coefficients_csv

SLUGS = ["hegang", "heihe", "baotou", "panjin", "beijing"]


@pytest.mark.parametrize("year", [2013, 2023])
@pytest.mark.parametrize("name", SLUGS)
def test_probabilities_add_up_to_one_and_contributions_to_the_log_odds(panel, name, year):
    found = own_type(panel, find(name), year)
    assert sum(found.probabilities.values()) == pytest.approx(1, abs=1e-12)
    odds = found.probabilities[found.most_probable] / found.probabilities[found.against]
    assert found.log_odds == pytest.approx(np.log(odds), abs=1e-12)
    record = found.record()
    assert record["base"] + sum(record["contributions"].values()) == pytest.approx(record["log_odds"], abs=1e-12)
    weights = [abs(reason["contribution"]) for reason in record["reasons"]]
    assert len(weights) == 3
    assert weights == sorted(weights, reverse=True)


def test_the_most_probable_type_has_the_highest_probability_and_lies_in_its_interval(panel):
    found = own_type(panel, find("hegang"))
    assert found.probabilities[found.most_probable] == max(found.probabilities.values())
    for name, (low, high) in found.intervals_90.items():
        assert 0 <= low <= found.probabilities[name] <= high <= 1


def test_a_city_is_judged_by_the_fit_that_left_out_its_province(panel):
    place = find("hegang")
    own = features(panel, 2013).of(place.code)
    expected = chances(own, shipped_coefficients()[place.province])
    assert list(own_type(panel, place).probabilities.values()) == pytest.approx(expected.tolist(), abs=1e-15)
    assert "110000" not in shipped_coefficients()  # no listed place in Beijing: nothing to leave out
    whole = chances(features(panel, 2013).of("110000"), shipped_coefficients()[""])
    assert list(own_type(panel, find("beijing")).probabilities.values()) == pytest.approx(whole.tolist(), abs=1e-15)


def test_figures_after_the_window_change_nothing(panel):
    noisy = load()
    later = noisy["year"].values > 2013
    noisy["value"].values[:, :, later] *= np.random.default_rng(5).uniform(0.5, 2, noisy["value"].shape)[:, :, later]
    np.testing.assert_array_equal(features(panel, 2013).standard, features(noisy, 2013).standard)
    assert own_type(panel, find("hegang")) == own_type(noisy, find("hegang"))


def test_a_users_own_figure_moves_the_probabilities(panel):
    moved_panel = load()
    at = {"quantity": "mining_employment_share", "place": "230400", "year": 2010}
    moved_panel["value"].loc[at] = 0.0
    assert own_type(panel, find("hegang")).probabilities != own_type(moved_panel, find("hegang")).probabilities


def test_neither_label_nor_ore_nor_policy_is_a_feature():
    asked = set()

    def look(quantity, _):
        asked.add(quantity)
        return np.ones(2)

    for take in FEATURES.values():
        take(look, 2013)
    assert len(asked) == 11
    assert not {name for name in asked if any(word in name for word in ("exhausted", "resource", "coal", "transfer"))}


def test_a_city_without_accounts_is_not_filled_in_and_says_what_is_missing(panel):
    found = own_type(panel, find("yanbian"))
    assert (found.verdict, found.why) == (CANNOT_TELL, "figures_missing")
    assert set(found.missing) == {"gdp_per_resident", "secondary_share", "gdp_growth", "secondary_share_change"}
    assert found.record()["probabilities"] == dict.fromkeys(TYPES)


def test_a_city_with_one_census_is_told_from_that_census_only(panel):
    laiwu = find("371200")
    assert own_type(panel, laiwu, 2023).missing
    assert own_type(panel, laiwu, 2023).why == "figures_missing"


@pytest.mark.parametrize("name", ["renqiu", "hebei"])
def test_a_county_or_province_has_no_own_type(panel, name):
    place = find({"hebei": "130000"}.get(name, name))
    assert own_type(panel, place).why == "not_a_prefecture"


def test_an_unknown_window_is_refused(panel):
    with pytest.raises(RelodeError, match="2013, 2023"):
        own_type(panel, find("hegang"), 2016)


def test_a_model_that_wins_may_speak():
    assert may_speak(tuple(replace(score, low=0.01) for score in shipped_scores()))


def test_every_prefecture_alike_gives_no_feature_and_outliers_are_kept_in_reach():
    table = np.column_stack([np.ones(40), np.r_[np.zeros(39), 1000.0]])
    found = standardised(table, [True] * 40)
    assert (found[:, 0] == 0).all()
    assert found.max() == REACH


def test_replicates_all_alike_leave_no_doubt_and_two_apart_the_known_width():
    assert (half_width(np.full((9, 2), 0.3)) == 0).all()
    # (2 - 1) / 2 * (0.1^2 + 0.1^2) = 0.01, its root 0.1, times 1.645
    assert half_width(np.array([[0.2], [0.4]]))[0] == pytest.approx(0.16448536, abs=1e-8)


def test_writing_and_reading_the_coefficients_changes_nothing():
    assert coefficients_csv(shipped_coefficients()).splitlines()[0] == ",".join(("left_out", "type", "base", *NAMES))
    assert len(shipped_coefficients()) == 26
    assert {table.shape for table in shipped_coefficients().values()} == {(4, 1 + len(NAMES))}


def test_a_type_is_judged_by_hand_from_the_fit_without_its_province(monkeypatch):
    """Two types of four have scores: 1 + 2 of the first feature against 0, of a city at .5 there: odds of e squared."""
    from relode.diagnosis.life_cycle import own_type as module

    def fit(base, slope):
        table = np.zeros((4, 1 + len(NAMES)))
        table[TYPES.index("mature"), :2] = base, slope
        table[[TYPES.index("growing"), TYPES.index("regenerating")], 0] = -50.0
        return table

    fits = {"": fit(9.0, 9.0), "230000": fit(1.0, 2.0), "110000": fit(3.0, 0.0)}
    monkeypatch.setattr(module, "shipped_coefficients", lambda: fits)
    monkeypatch.setattr(module, "may_speak", lambda _: True)
    own = np.zeros((1, len(NAMES)))
    own[0, 0], own[0, 1] = 0.5, -3.0
    found = module.judged(Features(("230400",), own, own), find("hegang"), 2023)
    high = 1 / (1 + np.exp(-2))
    assert found.probabilities["mature"] == pytest.approx(high)
    assert found.probabilities["declining"] == pytest.approx(1 - high)
    assert (found.verdict, found.why, found.most_probable, found.against) == ("mature", "", "mature", "declining")
    assert (found.base, found.log_odds, found.year) == (pytest.approx(1), pytest.approx(2), 2023)
    first = found.contributions[0]
    assert (first.feature, first.standard, first.contribution) == (NAMES[0], 0.5, pytest.approx(1))
    assert [each.feature for each in found.contributions[1:3]] == list(NAMES[1:3])
    # Fits without one province give chances at 2 and 3: 1.645 times the root of half the squares about their mean.
    apart = 1 / (1 + np.exp(-3)) - high
    half = 1.6448536 * np.sqrt(0.5 * 2 * (apart / 2) ** 2)
    assert found.intervals_90["mature"] == pytest.approx((high - half, min(1, high + half)))
    assert found.is_listed
    assert [each.feature for each in found.weightiest] == list(NAMES[:3])


def test_below_a_half_there_is_no_verdict_and_a_half_itself_is_one(monkeypatch):
    from relode.diagnosis.life_cycle import own_type as module

    monkeypatch.setattr(module, "may_speak", lambda _: True)
    assert [module._why_not(each) for each in (0.49, 0.5, 0.51)] == ["below_half", "", ""]
    monkeypatch.setattr(module, "may_speak", lambda _: False)
    assert module._why_not(0.9) == "model_no_better"


def test_a_move_is_the_change_of_the_chance_of_the_label_with_its_interval(panel):
    found = moved_of(panel, find("hegang"))
    assert found.label == "declining"
    assert sum(found.interval_90) / 2 == pytest.approx(found.change, abs=1e-12)
    for year, chance in ((2013, found.then), (2023, found.now)):
        assert own_type(panel, find("hegang"), year).probabilities["declining"] == chance
    fits = [fit for province, fit in shipped_coefficients().items() if province]
    then, now = (features(panel, year).of("230400") for year in (2013, 2023))
    at = TYPES.index("declining")
    steps = np.array([chances(now, fit)[at] - chances(then, fit)[at] for fit in fits])
    half = 1.6448536 * np.sqrt((len(steps) - 1) / len(steps) * ((steps - steps.mean()) ** 2).sum())
    assert found.interval_90[1] - found.change == pytest.approx(half, rel=1e-6)
    assert moved_of(panel, find("beijing")) is None
