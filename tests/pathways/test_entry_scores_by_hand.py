"""Scores, forecasts and reports of entry on tables of a few cells, by hand."""

from math import log

import numpy as np
import pytest
import xarray as xr
from scipy.stats import beta

from relode.errors import RelodeError
from relode.facts.table_labels import Labels
from relode.pathways.entry import report
from relode.pathways.entry.additive_model import (
    AdditiveModel,
    Calibration,
    chance,
)
from relode.pathways.entry.backtest import Backtest, folds, interval, model_scores, recall_at, score_draws
from relode.pathways.entry.entry_forecast import (
    EntryForecast,
    _parent_groups,
    _short_codes,
    check_border_codes,
    notices,
    surroundings_of,
)
from relode.pathways.entry.entry_record import AlikeCells, EntryMeaning, EntryModel, EntryNotice, EntryRates, NamedPart
from relode.pathways.entry.questions import (
    ENTRY,
    parts,
)
from relode.pathways.entry.terms import Borders, Terms
from relode.pathways.entry.transitions import Task, Transition, absent, gone, present, transitions


def test_the_middle_95_per_cent_of_draws_and_ten_of_a_place():
    draws = np.arange(101.0)
    assert interval(draws) == pytest.approx((2.5, 97.5))
    assert interval(draws, 0.9) == pytest.approx((5.0, 95.0))
    scores = np.arange(12.0)[None, ::-1]
    events = np.zeros((1, 12), dtype=bool)
    events[0, 9:11] = True
    assert recall_at(scores, np.ones((1, 12), dtype=bool), events) == 0.5


def test_folds_are_no_more_than_there_are_units():
    assert folds(np.array([0, 1, 1]), 5, np.random.default_rng(0)).tolist() == [1, 0, 0]
    found = folds(np.repeat(np.arange(3), [5, 2, 2]), 2, np.random.default_rng(0))
    assert len(set(found[5:])) == 1
    assert found[0] != found[5]


def backtested(**changes):
    """A backtest of three places in two regions, with four industries."""
    values = np.array([[2.0, 1.0, 0.0, -1.0], [1.5, 0.5, -0.5, -1.5], [1.8, 0.8, -0.2, -1.2]])
    events = np.array([[True, False, False, True], [True, False, True, False], [False, True, False, False]])
    cells = np.array([[True] * 4, [True, True, True, False], [False, True, True, True]])
    scores = dict.fromkeys(("density", "diversity_x_ubiquity", *ENTRY.models), -values) | {"full": values}
    return Backtest(ENTRY, scores, cells, events, np.array([0, 0, 1]))._replace(**changes)


def test_scores_of_a_model_are_over_all_places_or_some():
    everything = model_scores(backtested(), "full")
    assert list(everything) == [
        "auc", "average_precision", "recall_at_10", "auc_within_places", "auc_within_industries", "slope",
        "predicted_over_observed", "log_loss_skill",
    ]  # fmt: skip
    # Pairs of events 2, 1.5, .8, -.5, -1 and others 1, .5, 0, -.2, -1.2: 5, 5, 4, 1 and 1 of five are below.
    assert everything["auc"] == pytest.approx(16 / 25)
    assert everything["recall_at_10"] == 1.0
    # 2 and -1 over 1 and 0: 2 of 4; 1.5 and -.5 over .5: 1 of 2; .8 over -.2 and -1.2: all.
    assert everything["auc_within_places"] == pytest.approx((0.5 + 0.5 + 1) / 3)
    # Without the second place: 2, .8 and -1 are above 4, 3 and 1 of 1, 0, -.2 and -1.2.
    some = model_scores(backtested(), "full", np.array([True, False, True]))
    assert (some["auc"], some["auc_within_places"]) == pytest.approx((8 / 12, 0.75))
    assert "slope" not in model_scores(backtested(), "density")
    line = backtested().scores["full"][backtested().cells]
    assert everything["predicted_over_observed"] == pytest.approx(chance(line).sum() / 5)
    assert everything["log_loss_skill"] == pytest.approx(1 - np.mean(
        np.logaddexp(0, line) - line * backtested().events[backtested().cells]) / log(2))  # fmt: skip


def test_draws_are_of_whole_units_and_the_same_for_all_models():
    test = backtested()
    drawn = score_draws(test, ("full", "density"), np.random.default_rng(1), draws=60)
    # Both regions once: .64 as above; the first twice: 2 and 1.5 above all of 1, .5 and 0, -.5 and -1 above none.
    assert {round(value, 9) for value in drawn["full"][:, 0]} == {0.64, 0.5, 1.0}
    assert drawn["full"][:, 0] + drawn["density"][:, 0] == pytest.approx(np.ones(60))
    only = score_draws(test, ("full",), np.random.default_rng(1), draws=5, places=np.array([False, False, True]))
    assert only["full"][:, 0] == pytest.approx(np.ones(5))


def test_a_summary_has_gains_over_the_best_null_and_counts():
    found = report.score_summary(backtested(), "full", np.random.default_rng(1), 40)
    assert (found.cells, found.events, found.held_out_units) == (10, 5, 2)
    auc, precision = (model_scores(backtested(), "full")[name] for name in ("auc", "average_precision"))
    bar = model_scores(backtested(), "density")
    gains = {name: (one.null, one.value) for name, one in found.gain_over_null.items()}
    assert gains == {
        "auc": ("density", pytest.approx(auc - bar["auc"])),
        "average_precision": ("density", pytest.approx(precision - bar["average_precision"])),
    }
    assert list(found.models) == ["density", "diversity_x_ubiquity", *ENTRY.models]
    # Regions drawn alone have areas of .5 and 1, the bar what is left to 1.
    assert found.intervals_95["auc"] == pytest.approx((0.5, 1.0))
    assert found.gain_over_null["auc"].interval_95 == pytest.approx((0.0, 1.0))
    low, high = found.gain_over_null["average_precision"].interval_95
    assert low <= found.gain_over_null["average_precision"].value <= high != pytest.approx(1.0)


def forecasted(**changes):
    """Two places and four industries of 2004 and 2005; log-odds are sums of market size, `related` and a base."""
    model = AdditiveModel(("market_size", "related", "mean_size"), -1.0, np.array([2.0, 3.0, 0.5]),
                          np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.5, 9.0, 2.0]), 30, 90)  # fmt: skip
    ones = np.ones((3, 4))
    learnt = Terms({"market_size": ones * 0.7, "related": ones * 0.2, "mean_size": ones * 4.0},
                   ones * 0.5, ones * 0.25, np.full((4, 4), 0.1), np.full((4, 4), 0.3))  # fmt: skip
    base, outcome = np.zeros((2, 3, 4)), np.zeros((2, 3, 4))
    base[0, 0, 0], base[1, 2, 0] = 7.0, 2.0
    outcome[0] = [[2.0, 0, 0, 3.0], [9.0, 0, 1.0, 0], [5.0, 8.0, 0, 0]]
    later = Transition(base, outcome, (2002, 2003), (2004, 2005))
    earlier = Transition(base, outcome, (2001, 2002), (2003, 2004))
    cells = np.array([[False, True, True, False], [False] * 4, [True] * 4])
    line = np.array([[9.0, 0.0, log(3), 9.0], [0.0] * 4, [1.0] * 4])
    plain = EntryForecast(
        ENTRY, "full", model, learnt, Borders(), line, cells, backtested(), (earlier, later), (2004, 2005)
    )
    return plain._replace(**changes)


def test_an_entry_begins_the_year_after_the_base_and_is_small_at_the_smallest_count():
    """By hand: entries had 2, 3, 9, 1 and 8 in their first year, and 2 is the smallest count of the base."""
    found = report._what_an_entry_is(forecasted(), Task())
    assert found == EntryMeaning((2004, 2005), (2006, 2007), 2.0, 0.4)
    # Five years between two columns, outcomes two columns later.
    earlier, later = forecasted().tested
    wide = later._replace(base_years=(2000, 2005), outcome_years=(2015, 2020))
    far = report._what_an_entry_is(forecasted(tested=(earlier, wide), base_years=(2015, 2020)), Task(lead=2))
    assert (far.absent_in, far.present_in) == ((2015, 2020), (2030, 2035))


def test_rates_are_of_the_backtest_and_expectations_of_the_place():
    """By hand: 5 of 10 cells were entered, in three places; chances of a half and of three quarters here."""
    assert report._base_rates(forecasted(), 0) == EntryRates(
        0.5, pytest.approx(0.625), 2, pytest.approx(1.25), pytest.approx(5 / 3)
    )
    assert report._base_rates(forecasted(), 1) == EntryRates(0.5, 0.0, 0, 0.0, pytest.approx(5 / 3))


def test_cells_are_alike_within_a_quarter_of_log_odds():
    """By hand: around .75 lie 1 and .5, just a quarter away and not entered, and .8 that was."""
    found = report._alike(forecasted(), 0.75)
    low, high = beta.ppf([0.025, 0.975], 1.5, 2.5)
    assert found == AlikeCells(
        3, (pytest.approx(chance(np.array(0.5))), pytest.approx(chance(np.array(1.0)))), pytest.approx(1 / 3),
        (pytest.approx(low), pytest.approx(high)),
    )  # fmt: skip
    assert report._alike(forecasted(), 3.0) == AlikeCells(0, None, None, None)
    many = np.linspace(-0.2, 0.2, 4000).reshape(4, 1000)
    test = backtested(scores={"full": many}, cells=np.ones((4, 1000), dtype=bool), events=many > 0)
    nearest = report._alike(forecasted(test=test), 0.0)
    assert (nearest.cells, nearest.share) == (1000, 0.5)
    assert nearest.from_to == (pytest.approx(0.4875, abs=1e-3), pytest.approx(0.5125, abs=1e-3))


LABELS = Labels(("a", "b", "c", "d"), ("Ant", "Bee", "Cow", "Dog"))


def test_the_three_largest_parts_are_named_and_the_others_summed():
    found = report._largest(np.array([0.1, -4.0, 2.0, 3.0]), LABELS)
    names = (LABELS.shown(1), LABELS.shown(3), LABELS.shown(2))
    assert found == (
        *(NamedPart(name, value) for name, value in zip(names, (-4.0, 3.0, 2.0), strict=True)),
        NamedPart(None, pytest.approx(0.1)),
    )
    alone = report._largest(np.array([0.0, 5.0, 0.0, 0.0]), LABELS)
    assert alone == (NamedPart(LABELS.shown(1), 5.0), NamedPart(None, 0.0))


def test_a_candidate_has_the_parts_of_its_cell():
    """By hand: size 2 (.7 - .5), industry .5 (4 - 2) + .3, related 3 x .2; base -1 + 2 x .5 + .5 x 2."""
    places = Labels(("x", "y", "z"), (None, None, None))
    found = report._candidate(forecasted(), places, LABELS, 0, 2)
    assert (found.industry, found.industry_name) == ("c", "Cow")
    assert found.contributions == pytest.approx(
        {"market_size": 0.4, "industry": 1.3, "related": 0.6, "surroundings": 0, "siblings": 0, "calibration": 0}
    )
    assert (found.base, found.log_odds, found.probability) == pytest.approx((1.0, log(3), 0.75))
    assert found.above_what_size_explains == pytest.approx(0.6)
    # The third industry was entered in one of the three places that lacked it.
    assert found.industry_base_rate == pytest.approx(1 / 3)
    assert found.entered_when_alike == report._alike(forecasted(), log(3))
    assert [part.value for part in found.related_by_industry] == pytest.approx([0.15, 0.15, 0.15, 0.15])
    assert [part.name for part in found.related_by_industry][:3] == [LABELS.shown(i) for i in (0, 1, 2)]
    assert [part.name for part in found.surroundings_by_place] == [None]


def test_a_calibrated_model_has_a_part_that_takes_off_what_the_top_was_told_too_high():
    """By hand: 1 + .4 + 1.3 + .6 are 3.3; half of what lies above 2 is taken off."""
    bent = forecasted().model._replace(calibration=Calibration(np.array([2.0]), 0.0, np.array([1.0, -0.5])))
    assert parts(bent, forecasted().learnt, 0)["calibration"][2] == pytest.approx(-0.65)


def test_what_was_learnt_and_held_out_is_told():
    years = ((2001, 2002), (2003, 2004)), ((2002, 2003), (2004, 2005))
    terms_of = {"market_size": 2.0, "related": 3.0, "mean_size": 0.5}
    assert report._model(forecasted()) == EntryModel("full", terms_of, 30, 90, "place", *years, False)
    known = forecasted(around=Borders(adjacent=np.ones(1), region=np.zeros(3)))
    assert report._model(known) == EntryModel("full", terms_of, 30, 90, "region", *years, True)


@pytest.mark.parametrize(
    ("codes", "short"),
    [
        (["0123", "1234", "123"], []),  # one begins with 0: none was lost
        (["1234", "123", "999"], ["123", "999"]),
        (["12345", "123"], []),  # two digits apart
        (["123", "12"], []),  # too short for a code
        (["1234", "12a"], []),
        (["1234", "2345"], []),
        (["1234", "123", "12345"], []),
    ],
)
def test_codes_with_a_digit_less_may_have_lost_a_zero(codes, short):
    assert _short_codes(codes) == short


def test_notices_name_three_of_what_is_odd():
    base = np.zeros((2, 2, 3))
    base[0, 1, 1] = 1.0
    places = Labels(("1234", "123"), (None, None))
    industries = Labels(("a", "b", "c"), (None, None, None))
    pairs = [("123", "9"), ("8", "7"), ("6", "9")]
    assert notices(base, places, industries, pairs) == (
        EntryNotice("gone_industries", 2, ("a", "c")),
        EntryNotice("unknown_in_borders", 4, ("9", "8", "7")),
        EntryNotice("place_codes", 1, ("123",)),
    )
    numbered = Labels(("1234", "987", "1111"), (None, None, None))
    assert notices(base, places, numbered, [])[-1] == EntryNotice("industry_codes", 1, ("987",))


def test_borders_whose_codes_lack_zeros_are_refused_with_a_count():
    check_border_codes([("01", "02"), ("x", "9")], ["01", "02"])
    with pytest.raises(RelodeError, match="1 > 01") as error:
        check_border_codes([("1", "2"), ("1", "x")], ["01", "02"])
    assert error.value.values["count"] == 2


def test_industries_are_grouped_by_all_but_their_last_character_or_as_told():
    assert _parent_groups(["101", "102", "201"], None).tolist() == [0, 0, 1]
    assert _parent_groups(["c1", "c2", "d1"], None).tolist() == [0, 0, 1]
    for codes in (["1", "2"], ["11", "123"], ["ab", "cd"]):
        assert _parent_groups(codes, None) is None
    assert _parent_groups(["a", "b", "c"], {"a": "x", "c": "x"}).tolist() == [1, 0, 1]
    table = xr.DataArray(np.zeros((1, 2, 2)), dims=("year", "place", "industry"),
                         coords={"year": [1], "place": ["p", "q"], "industry": ["11", "12"]})  # fmt: skip
    plain = surroundings_of(table)
    assert (plain.adjacent, plain.second_ring, plain.region) == (None, None, None)
    near = surroundings_of(table.assign_coords(region=("place", ["s", "r"])), [("p", "q")])
    assert (near.adjacent.toarray().tolist(), near.region.tolist()) == ([[0, 1], [1, 0]], [1, 0])


def test_what_is_absent_present_or_gone_is_so_in_all_years():
    window = np.array([[[0.0, 1.0, 0.0, 2.0]], [[0.0, 0.0, 3.0, 2.0]]])
    assert absent(window).tolist() == [[True, False, False, False]]
    assert present(window).tolist() == [[False, False, False, True]]
    assert gone(window).tolist() == [True, False, False, False]
    with pytest.raises(RelodeError, match="take 8"):
        transitions(np.zeros((5, 1, 1)), tuple(range(5)), Task(window=2, lead=3, shift=2))
