"""When doing nothing fails: slices, boxes, tests of their sides, resamples and words, on futures counted by hand."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from relode.decisions.options import Threshold
from relode.errors import RelodeError
from relode.language import Amount, Sentence
from relode.plan.failure import discovery, failing_text
from relode.plan.failure import failing as failing_module
from relode.plan.failure.boxes import BoxFit, Restriction, checked, fit, inside, quasi_p, significant
from relode.plan.failure.discovery import Discovery, _kept_share, _too_plain, chosen_box, when_it_fails
from relode.plan.failure.failing import failing
from relode.plan.failure.failing_text import Factor, condition_words, conditions_words, joined_conditions
from relode.plan.failure.prim import _best, _cut, _free_count, _gains, _peeled, trajectory
from relode.plan.making.plan_records import Failing
from relode.vocabulary import Label


def held(said):
    """The values of a sentence or an error: `values` by another way than that of a table."""
    return vars(said)["values"]


def test_a_cut_lies_between_values_that_differ():
    """By hand on 0, 1, 2, 2, 10: at .75 the place is the second 2, cut above 1; at .25 it is 1, cut below 2."""
    ordered = np.array([[0.0], [1.0], [2.0], [2.0], [10.0]])
    assert _cut(ordered, 0.75).tolist() == [1.5]
    assert _cut(ordered, 0.25).tolist() == [1.5]
    assert _cut(ordered, 0.5).tolist() == [6.0]
    assert _cut(ordered, 0.1).tolist() == [0.5]
    assert _cut(ordered, 0.9).tolist() == [6.0]
    assert _cut(np.full((3, 1), 4.0), 0.9).tolist() == _cut(np.full((3, 1), 4.0), 0.1).tolist() == [4.0]


def test_the_gain_of_a_slice_is_the_rise_of_the_density_for_each_future_lost():
    found = _gains(0.5, np.array([6, 3, 0]), np.array([8, 4, 0]), np.array([2, 0, 8]))
    assert found.tolist() == [0.125, 0.0, 0.0]


def test_of_equal_gains_that_which_leaves_more_factors_free_goes_then_the_first():
    free = (np.full(2, -np.inf), np.full(2, np.inf))
    one, two = (np.array([0.5, -np.inf]), np.array([0.7, np.inf])), (np.array([0.5, -np.inf]), np.array([np.inf, 0.5]))
    assert [_free_count(ends) for ends in (free, one, two)] == [2, 1, 0]
    assert _best([two, one, one], np.array([0.2, 0.2, 0.2])) == 1
    assert _best([one, two], np.array([0.1, 0.2])) == 1
    assert _best([one, two], np.array([0.0, -0.2])) is None


def test_the_slice_that_is_peeled_holds_most_successes():
    """By hand: of 0 to 19 the upper half fails; a twentieth from below goes first, to between 0 and 1."""
    table, fails = pd.DataFrame({"a": np.arange(20.0)}), np.arange(20) >= 10
    free = (np.array([-np.inf]), np.array([np.inf]))
    low, high = _peeled(table.to_numpy(), fails, free, 0.05, 0.05)
    assert (low.tolist(), high.tolist()) == ([0.5], [np.inf])
    low, high = _peeled(-table.to_numpy(), fails, free, 0.05, 0.05)
    assert (low.tolist(), high.tolist()) == ([-np.inf], [-0.5])
    assert _peeled(table.to_numpy(), fails, free, 0.05, 0.96) is None  # 19 of 20 would be left
    assert _peeled(table.to_numpy(), fails, free, 0.05, 0.95) is not None


def test_a_box_ends_with_failures_alone_and_is_named_by_its_sides():
    table = pd.DataFrame({"a": np.arange(40.0), "b": [0.0, 1.0] * 20})
    fails = (np.arange(40) >= 20) & (np.arange(40) % 2 == 0)
    last = trajectory(table, fails)[-1]
    assert last["a"].high == np.inf
    assert 17 < last["a"].low < 20
    assert last["b"] == Restriction(high=0.5)
    assert trajectory(table, fails)[0] == {}
    for wrong in ({"peel": 0.0}, {"paste": 0.5}, {"least_mass": 0.0}):
        with pytest.raises(RelodeError) as refused:
            trajectory(table, fails, **wrong)
        assert held(refused.value)["name"] == next(iter(wrong))


TABLE = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0], "b": [0.0, 0.0, 1.0, 2.0]})
FAILS = np.array([False, True, True, False])


def test_how_well_a_box_tells_failures_is_counted():
    box = {"a": Restriction(1.0, 2.0), "b": Restriction(high=0.5)}
    assert inside(TABLE, box).tolist() == [False, True, False, False]
    assert inside(TABLE, {"a": Restriction(1.0, 2.0)}).tolist() == [False, True, True, False]
    found = BoxFit(inside=10, failing_inside=6, failing=8, futures=40)
    assert (found.coverage, found.density, found.base_rate) == (0.75, 0.6, 0.2)
    assert found.harmonic_mean == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert fit(TABLE, FAILS, box) == BoxFit(1, 1, 2, 4)
    assert Restriction(1.0).sides() == {"low"}
    assert Restriction(high=1.0).sides() == {"high"}
    assert Restriction(0.0, 1.0).sides() == {"low", "high"}


def test_a_side_matters_where_as_many_failures_by_chance_are_rare():
    """Sixteen futures of four levels of a and two of b: 3 of the 4 inside fail, 4 of 8 without a, 3 of 8 without b."""
    table = pd.DataFrame({"a": np.repeat([0.0, 1.0, 2.0, 3.0], 4), "b": [0.0, 1.0] * 8})
    fails = np.zeros(16, dtype=bool)
    fails[[0, 2, 4, 8]] = True
    box = {"a": Restriction(high=1.5), "b": Restriction(high=0.5)}
    assert fit(table, fails, box) == BoxFit(4, 3, 4, 16)
    expected = {"a": {"high": binom.sf(2, 4, 0.5)}, "b": {"high": binom.sf(2, 4, 3 / 8)}}
    assert quasi_p(table, fails, box) == {name: pytest.approx(sides) for name, sides in expected.items()}
    both = {"a": Restriction(0.5, 1.5)}
    assert set(quasi_p(table, fails, both)["a"]) == {"low", "high"}
    # One of the 4 inside fails: by chance as often as not below 1.5 (3 of 8), less often above .5 (2 of 12).
    assert significant(table, fails, both, 0.9, 4) == both
    assert significant(table, fails, both, 0.8, 4) == {"a": Restriction(high=1.5)}
    assert significant(table, fails, both, 0.3, 4) == {}
    assert significant(table, fails, box, 0.2, 4) == {"b": box["b"]}  # .3125 and .1333 of chance
    assert significant(table, fails, box, 0.5, 2) == box
    assert significant(table, fails, box, 0.5, 1) == {"b": box["b"]}
    assert significant(table, fails, box, 0.01, 4) == {}


@pytest.mark.parametrize("wrong", [np.zeros(4), np.zeros(3, dtype=bool), np.zeros((4, 1), dtype=bool)])
def test_failures_are_one_truth_for_each_future(wrong):
    assert checked(TABLE, FAILS).tolist() == FAILS.tolist()
    with pytest.raises(RelodeError):
        checked(TABLE, wrong)


@pytest.mark.parametrize(
    ("failing_count", "futures", "why"),
    [
        (0, 80, "never_fails"),
        (80, 80, "always_fails"),
        (19, 80, "too_few"),
        (20, 80, None),
        (60, 80, None),
        (61, 80, "too_few"),
    ],
)
def test_twenty_failures_and_twenty_others_are_needed(failing_count, futures, why):
    assert _too_plain(np.arange(futures) < failing_count) == why


def test_a_factor_is_kept_where_a_resample_restricts_it_on_the_same_side():
    box = {"a": Restriction(1.0, 2.0)}
    others = [{"a": Restriction(0.5)}, {"a": Restriction(high=3.0)}, {"b": Restriction(1.0)}, {}]
    assert _kept_share("a", box, others) == 0.5
    assert _kept_share("a", {"a": Restriction(1.0)}, others) == 0.25


def known(count=200):
    """Futures of which those below .3 of `a` fail."""
    rng = np.random.default_rng(3)
    table = pd.DataFrame({"a": rng.random(count), "b": rng.random(count)})
    return table, (table["a"] < 0.3).to_numpy()


def test_what_is_told_is_stable_and_denser_than_chance(monkeypatch):
    table, fails = known()
    box = chosen_box(table, fails)
    assert list(box) == ["a"]
    good, bad = BoxFit(10, 9, 10, 30), BoxFit(9, 3, 10, 30)

    def found(others, fits, resamples=10):
        monkeypatch.setattr(discovery, "_resampled", lambda *_: (others, fits))
        return when_it_fails(table, fails, None, resamples)

    same, other = [box] * 7 + [{}] * 3, [box] * 6 + [{}] * 4
    told = found(same, [good] * 10)
    assert (told.reason, told.box, told.kept_shares) == (None, box, {"a": 0.7})
    assert (told.density_90, told.coverage_90) == ((0.9, 0.9), (0.9, 0.9))
    assert told.gain_90 == pytest.approx((0.9 - 1 / 3,) * 2)
    assert told.fit == fit(table, fails, box)
    assert (found(other, [good] * 10).reason, found(other, [good] * 10).box) == ("unstable", {})
    assert (found(same, [good] * 5).reason, found(same, [good] * 4).reason) == (None, "unstable")
    none = found(same, [good] * 8 + [bad] * 2)
    assert (none.reason, none.box, none.density_90[1]) == ("no_better", {}, pytest.approx(0.9))
    with pytest.raises(RelodeError):
        when_it_fails(table, fails, None, 0)
    assert when_it_fails(table, np.zeros(200, dtype=bool), None, 1).fit == BoxFit(200, 0, 0, 200)


def test_resamples_are_judged_where_they_did_not_look():
    table, fails = known()
    boxes, fits = discovery._resampled(table, fails, np.random.default_rng(1), 12)
    assert len(boxes) == len(fits) == 12
    rng = np.random.default_rng(1)
    drawn = rng.integers(200, size=200)
    out = sorted(set(range(200)) - set(drawn.tolist()))
    assert fits[0] == fit(table.iloc[out], fails[out], boxes[0])
    assert boxes[0] == chosen_box(table.iloc[drawn], fails[drawn])
    few = np.arange(200) == 3
    held, none = discovery._resampled(table, few, np.random.default_rng(1), 12)
    assert len(held) == 12
    assert none == []  # the one failure is in the resample or out of it, never in both


def test_the_record_of_failing_has_the_box_and_how_well_it_tells(monkeypatch):
    quantities = {"employment": np.array([[2.0, 1.0], [2.0, 1.9]]), "population": np.array([[4.0, 4.0], [4.0, 2.0]])}
    asked = (Threshold("employment", ">=", 0.9), Threshold("population", ">", 0.1))
    on = SimpleNamespace(
        asked=SimpleNamespace(parsed=asked, seed=1, horizon=2035), nothing=SimpleNamespace(quantities=quantities)
    )
    box = {"resource_price": Restriction(high=0.812345678), "birth_ratio": Restriction(0.5, 0.75)}
    seen = []
    result = Discovery(box, BoxFit(30, 20, 25, 80), None, {}, (0.6, 0.7))
    monkeypatch.setattr(failing_module, "conditions", lambda _: None)
    monkeypatch.setattr(failing_module, "when_it_fails", lambda _, fails, __: seen.append(fails.tolist()) or result)
    bounds = (("resource_price", None, 0.81235), ("birth_ratio", 0.5, 0.75))
    assert failing(on) == Failing(
        ("employment>=0.9", "population>0.1"), "", bounds, 0.8, 0.66667, (0.6, 0.7), 0.3125, 2
    )
    assert seen == [[True, False]]
    assert failing_text.UNITS == {
        "resource_price": "ratio", "national_growth": "share per year", "interest_rate": "share per year",
        "carbon_price": "yuan per t", "birth_ratio": "ratio", "own_output_shock": "rank", "own_appeal_shock": "rank",
        "remaining_life": "years",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("restriction", "factor", "key", "values"),
    [
        (Restriction(1.0), "birth_ratio", "above", {"low": Amount(1.0, "ratio")}),
        (Restriction(high=2.0), "birth_ratio", "below", {"high": Amount(2.0, "ratio")}),
        (Restriction(1.0, 2.0), "remaining_life", "between",
         {"low": Amount(1.0, "years"), "high": Amount(2.0, "years")}),
        (Restriction(0.25), "own_output_shock", "rank_above", {"low": Amount(0.25, "share")}),
        (Restriction(high=0.25), "own_output_shock", "rank_below", {"high": Amount(0.25, "share")}),
        (Restriction(0.25, 0.5), "own_appeal_shock", "rank_between",
         {"low": Amount(0.25, "share"), "high": Amount(0.5, "share")}),
    ],
)  # fmt: skip
def test_a_condition_is_told_by_the_sides_that_it_has(restriction, factor, key, values):
    said = condition_words(restriction, factor, 2035)
    assert said.key == f"plan.condition.{key}"
    assert held(said) == {"factor": Factor(factor, 2035), **values}


def test_conditions_and_thresholds_of_a_record_are_joined():
    bounds = (("birth_ratio", None, 0.5), ("remaining_life", 10.0, None), ("own_output_shock", 0.1, 0.2))
    record = Failing(("employment>=0.9", "debt_ratio<1.5"), "", bounds, 0.8, 0.6, (0.5, 0.7), 0.3, 80)
    first, second, third = (
        condition_words(Restriction(*ends), name, 2035)
        for name, ends in (
            ("birth_ratio", (-np.inf, 0.5)),
            ("remaining_life", (10.0,)),
            ("own_output_shock", (0.1, 0.2)),
        )
    )

    def shown(sentence):
        """Without the labels, which are objects of their own."""
        if "first" in held(sentence):
            return shown(held(sentence)["first"]), shown(held(sentence)["second"])
        return sentence.key, [value for name, value in held(sentence).items() if name != "factor"]

    joined = joined_conditions(record, 2035)
    assert joined.key == "plan.fails.and"
    assert shown(joined) == ((shown(first), shown(second)), shown(third))
    said = conditions_words(record, 2035)
    assert said.key == "plan.fails.mostly"
    shares = {"base": 0.3, "density": 0.6, "coverage": 0.8, "density_low": 0.5, "density_high": 0.7}
    assert {name: held(said)[name] for name in shares} == {
        name: Amount(value, "share") for name, value in shares.items()
    }
    assert held(said)["futures"] == 80
    assert "density_low" not in held(conditions_words(Failing((), "", bounds, 0.8, 0.6, None, 0.3, 80), 2035))
    least, most = failing_text.thresholds_words(record)
    assert least == Sentence("planning.threshold.least", {
        "quantity": Label("employment", within=True), "level": Amount(0.9, "share"), "year": 2020})  # fmt: skip
    assert (most.key, held(most)["level"]) == ("planning.threshold.most", Amount(1.5, "share"))
