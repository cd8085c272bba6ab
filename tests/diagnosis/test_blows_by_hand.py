"""Blows beside similar cities, on a country of a dozen places whose every change is known."""

from math import exp, expm1, sqrt
from statistics import mean, stdev

import pytest

from relode.diagnosis.statistics.resilience import OUTCOMES, _verdict, log_changes, resilience
from relode.places import by_code, find

from .small_panel import small

BUST, AFTER = ("price_bust", "resistance", 2012, 2016), ("price_bust", "recovery", 2016, 2019)
TO_2018 = ("price_bust", "recovery", 2016, 2018)
SUDDEN, BACK = ("year_2020", "resistance", 2019, 2020), ("year_2020", "recovery", 2020, 2023)
TIMES = {BUST: 1, TO_2018: 3, AFTER: 0.5, SUDDEN: -1, BACK: 2}
"""Phase -> how many times its own number the logarithm of a place changes."""
PHASES = {
    "gdp_real_index": (BUST, AFTER, SUDDEN, BACK),
    "value_added_secondary_first_published": (BUST, TO_2018, SUDDEN, BACK),
    "average_wage": (BUST, TO_2018),
    "loans": (BUST, AFTER, SUDDEN, BACK),
    "deposits": (BUST, AFTER, SUDDEN, BACK),
}
HEGANG = "230400"
HOME = {"230200": 0.0, "230300": 0.1, "230500": 0.2, "230600": 0.3, "230700": 0.4, "230800": 0.5}
CHANGES = {HEGANG: 1.0, **HOME, "220100": 0.95, "230900": 0.7, "231000": 0.7, "231200": 0.7, "130982": 0.7}
SHARES = {HEGANG: 0.01, "230200": 0.01, "230300": 0.049, "230500": 0.03, "230600": 0.02, "230700": 0.02, "230800": 0.04,
          "220100": 0.03, "220200": 0.02, "230900": 0.0099, "231000": 0.05, "130982": 0.03}  # fmt: skip
FLAGS = {
    ("average_wage", "230200", 2018): "computed;spike",
    ("gdp_real_index", HEGANG, 2019): "imputed;computed",
    ("gdp_real_index", HEGANG, 2020): "level_break;imputed",
}


def path(change):
    """Year -> figure of a place with this number."""
    middle = 100 * exp(change)
    after = middle * exp(0.5 * change)
    fallen = after * exp(-change)
    return {2012: 100, 2016: middle, 2018: middle * exp(3 * change), 2019: after, 2020: fallen,
            2023: fallen * exp(2 * change)}  # fmt: skip


def has_figure(outcome, place):
    """Of loans five places of the province have figures, of deposits four, all places of the rest."""
    left_out = {"loans": ("230200",), "deposits": ("230200", "230300")}.get(outcome, ())
    return place not in left_out


@pytest.fixture(scope="module")
def country():
    cells = {("mining_employment_share", place, 2010): share for place, share in SHARES.items()}
    cells |= {
        (outcome, place, year): value
        for outcome in PHASES
        for place, change in CHANGES.items()
        if has_figure(outcome, place)
        for year, value in path(change).items()
    }
    return small(cells, flags=FLAGS)


STUDENT = {4: 2.131847, 5: 2.015048, 6: 1.943180}


@pytest.mark.parametrize("outcome", PHASES)
@pytest.mark.parametrize("group", ["province", "nation"])
def test_a_city_stands_beside_similar_ones_as_a_hand_computes(country, outcome, group):
    found = [each for each in resilience(country, find("hegang")) if (each.outcome, each.group) == (outcome, group)]
    assert [(each.blow, each.phase, each.start, each.end) for each in found] == list(PHASES[outcome])
    for each, phase in zip(found, PHASES[outcome], strict=True):
        others = {**HOME, **({"220100": 0.95} if group == "nation" else {})}
        kept = [d for place, d in others.items() if has_figure(outcome, place)]
        if outcome == "average_wage" and phase == TO_2018:
            kept = [d for place, d in others.items() if place != "230200"]  # its figure is doubtful
        times, count = TIMES[phase], len(kept)
        assert (each.place.code, each.count, each.unit) == (HEGANG, count, "share")
        assert each.change == pytest.approx(expm1(times))
        assert each.expected == pytest.approx(expm1(times * mean(kept)))
        gap = times * (1 - mean(kept))
        assert each.excess == pytest.approx(expm1(gap))
        if count < 5:
            assert (each.interval_90, each.verdict, each.why) == (None, "cannot tell", "group_too_small")
            continue
        half = STUDENT[count - 1] * abs(times) * stdev(kept) * sqrt(1 + 1 / count)
        assert each.interval_90 == pytest.approx((expm1(gap - half), expm1(gap + half)), rel=2e-3, abs=1e-4)
        low, high = gap - half, gap + half
        assert (each.verdict, each.why) == ("above" if low > 0 else "below" if high < 0 else "alike", "")
        doubts = {2019: {"imputed"}, 2020: {"imputed", "level_break"}} if outcome == "gdp_real_index" else {}
        assert each.flags == tuple(sorted(doubts.get(each.start, set()) | doubts.get(each.end, set())))


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("renqiu", {"not_a_prefecture"}),
        ("230900", {"nobody_similar"}),  # just below one per cent
        ("231000", {"nobody_similar"}),  # five per cent
        ("231200", {"no_exposure"}),
        ("220200", {"no_figures"}),
    ],
)
def test_a_place_without_comparison_says_why(country, place, why):
    found = resilience(country, by_code()[place] if place.isdigit() else find(place))
    assert {each.why for each in found} == why
    assert {each.verdict for each in found} == {"cannot tell"}
    assert len(found) == 2 * sum(map(len, OUTCOMES.values()))


@pytest.mark.parametrize("flag", ["imputed", "level_break", "suspect_growth_2020", "spike", "sum_mismatch"])
def test_a_doubtful_figure_of_either_year_is_not_compared(flag):
    cells = {("loans", place, year): 2.0 for place in ("230300", "230400", "230500") for year in (2012, 2016)}
    marked = {("loans", "230300", 2012): f"computed;{flag}", ("loans", "230400", 2016): flag,
              ("loans", "230500", 2012): "computed"}  # fmt: skip
    assert log_changes(small(cells, flags=marked), "loans", 2012, 2016) == {"230500": 0.0}


def test_changes_are_of_prefectures_with_both_figures_above_nought():
    cells = {("loans", "230300", 2012): 4.0, ("loans", "230300", 2016): 2.0, ("loans", "230400", 2012): 1.0}
    cells |= {("loans", "230500", 2012): 0.0, ("loans", "230500", 2016): 1.0}
    cells |= {("loans", "130982", 2012): 1.0, ("loans", "130982", 2016): 1.0}
    assert log_changes(small(cells), "loans", 2012, 2016) == pytest.approx({"230300": -0.693147}, abs=1e-6)


@pytest.mark.parametrize(
    ("interval", "verdict"),
    [((0, 1), "alike"), ((-1, 0), "alike"), ((-1, 1), "alike"), ((0.1, 1), "above"), ((-1, -0.1), "below"),
     (None, "alike")],
)  # fmt: skip
def test_a_verdict_needs_an_interval_on_one_side_of_nought(interval, verdict):
    assert _verdict(interval) == verdict
