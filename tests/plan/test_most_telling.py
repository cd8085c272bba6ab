"""The unknown that tells most of whether a measure works, and what a trial would have to measure."""

import numpy as np
import pytest

from relode.language import LANGUAGES, Sentence, spoken
from relode.plan.verdicts.evidence import Evidence
from relode.plan.verdicts.most_telling import most_telling, telling_words, trial_half_width, trial_words
from relode.plan.verdicts.rule import verdict
from relode.plan.verdicts.verdict_tables import sizes

DRAWS = 256


def unknowns(seed=1, count=30):
    rng = np.random.default_rng(seed)
    return {f"u{i}": rng.standard_normal(DRAWS) for i in range(count)}


def test_an_unknown_that_decides_alone_tells_nearly_all():
    known = unknowns()
    told = most_telling(known, known["u7"], 0.0, 1)
    assert told.name == "u7"
    # Half of the draws are below 0: the limit is at the edge of two of the eight groups.
    assert 0.9 < told.share <= 1.0
    assert told.low <= told.share <= told.high <= 1.0


def test_the_part_explained_is_that_of_a_case_computed_by_hand():
    # Sixteen draws in eight pairs. It works in both of the upper four pairs, in none of three and in one of the fourth:
    # mean 9/16; total 16 * 9/16 * 7/16 = 3.9375; within one pair 2 * .5^2 = .5; between (3.9375 - .5) / 3.9375 =
    # .87302; adjusted 1 - .12698 * 15 / 8 = .76190.
    unknown = np.arange(16.0)
    works = np.array([0.0] * 7 + [1.0] * 9)
    assert most_telling({"u": unknown}, works, 0.5, 1).share == pytest.approx(0.76190, abs=1e-5)  # as printed
    # It works in both of the second pair and in the upper four: each of eight groups is of one kind.
    works[:] = [0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]
    assert most_telling({"u": unknown}, works, 0.5, 1).share == 1


def test_it_is_found_however_it_acts_and_in_whatever_unit():
    known = unknowns()
    twofold = -np.abs(known["u3"])  # both a low and a high value are bad: no rank correlation
    assert most_telling(known, twofold, np.median(twofold), 1).name == "u3"
    scaled = {name: np.exp(5 * values) for name, values in known.items()}
    assert most_telling(scaled, twofold, np.median(twofold), 1).share == pytest.approx(
        most_telling(known, twofold, np.median(twofold), 1).share
    )


@pytest.mark.slow
def test_where_nothing_tells_nothing_is_named():
    rng = np.random.default_rng(3)
    named = [most_telling(unknowns(seed), rng.standard_normal(DRAWS), 0.0, seed) for seed in range(100, 140)]
    assert sum(each is not None for each in named) <= 6  # 5 % of 40 are 2; more than 6 happen in 1 of 300 cases
    assert most_telling(unknowns(), np.ones(DRAWS), 0.0, 1) is None
    assert most_telling({}, rng.standard_normal(DRAWS), 0.0, 1) is None


@pytest.mark.slow
def test_the_interval_holds_what_more_draws_say():
    rng = np.random.default_rng(4)
    many, noise = rng.standard_normal(50_000), rng.standard_normal(50_000)
    truth = most_telling({"u": many}, many + noise, 0.0, 1).share
    inside = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        few, other = rng.standard_normal(DRAWS), rng.standard_normal(DRAWS)
        told = most_telling({"u": few}, few + other, 0.0, seed)
        inside += told.low <= truth <= told.high
    assert inside >= 30  # nine in ten of 40 are 36; fewer than 30 happen in 1 of 100 cases


def test_the_same_seed_gives_the_same_answer():
    known = unknowns()
    effect = known["u1"] + known["u2"]
    assert most_telling(known, effect, 0.0, 9) == most_telling(known, effect, 0.0, 9)


def judged(effect):
    count = len(effect)
    return verdict(Evidence("subsidy", effect, np.ones(count), np.ones(count), {}, None, True), sizes(), None)


def test_a_trial_must_be_as_good_as_the_median_is_far_from_the_size():
    # Median .3 %, size .1 %: .2 points; eight in ten are above the size where the size is .8416 spreads below, and a
    # 90 % interval is 1.6449 spreads to either side: .2 * 1.64485 / .84162 = .39088 points.
    found = judged(np.array([0.002, 0.003, 0.004]))
    assert trial_half_width(found) == pytest.approx(0.0039088, abs=1e-7)  # as printed
    assert trial_half_width(judged(np.array([-0.004, -0.001, 0.0]))) == pytest.approx(0.0039088, abs=1e-7)  # as printed


def test_both_are_said_in_both_languages():
    known = unknowns()
    told = most_telling(known, known["u7"], 0.0, 1)
    for language in LANGUAGES:
        assert spoken(telling_words(Sentence("verdicts.outcome.debt", {}), told), language)
        assert "±0.391" in spoken(trial_words(judged(np.array([0.002, 0.003, 0.004]))), language)
