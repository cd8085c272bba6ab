"""One outcome with many treated places: placebos drawn in blocks, and the designs that stand beside the main one."""

import numpy as np
import pandas as pd
import pytest

from relode.evaluation import past_policy, staggered
from relode.evaluation.checks import Check, Verdict, placebo_in_place
from relode.evaluation.designs import DesignEstimate, imputation
from relode.evaluation.past_policy import EvaluationSettings, interval
from relode.evaluation.policies import PastPolicy, protocol
from relode.evaluation.study import Study, within_provinces
from relode.evaluation.synthetic_designs import (
    synthetic_control,
    synthetic_difference_in_differences,
)
from relode.evaluation.tested import ExaminedStudy
from relode.places.place import by_code
from relode.streams import stream

TREATED, CONTROLS = ("130900", "131000", "131100", "140100", "150500"), ("150800", "150900", "152200", "220300",
           "220800", "230200", "230800", "231200")  # fmt: skip


@pytest.fixture(scope="module")
def study():
    """Five treated in 2007 with a gain of 1, eight not; half of both in either of two provinces."""
    rng = np.random.default_rng(6)
    rows = []
    for at, code in enumerate((*TREATED, *CONTROLS)):
        own = code in TREATED
        rows += [(code, y, rng.normal(0, 0.1) + own * (y >= 2007), 2007 * own, "pq"[at % 2]) for y in range(2000, 2010)]
    return Study(pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year", "cluster"]), 3, ("z",), ("y",))


@pytest.fixture
def examined(study, monkeypatch):
    """The study, and a made-up main estimate with what it must stand."""
    main = staggered(study)
    made = {"sensitivity": Check("sensitivity", True, {"low": 0.5, "high": 1.5})}
    monkeypatch.setattr(ExaminedStudy, "checked", lambda _, near: (main, {**made, "near": Check("near", None, near)}))
    return ExaminedStudy(study, (), None)


def evaluated(examined, settings, done=(), progress=None):
    of = PastPolicy("own", dict.fromkeys(TREATED, 2007), CONTROLS, 2000, 2009, 3)
    return past_policy._evaluated(of, "secondary_share", examined, settings, done, progress)


def test_placebos_are_drawn_in_blocks_of_twenty_up_to_those_of_the_protocol(examined, study, monkeypatch):
    """Of 45 placebos 38 are there: progress is told at 40 and at the end, and the check is made then."""
    monkeypatch.setitem(protocol()["rules"], "placebo_draws", 45)
    monkeypatch.setattr(past_policy, "_designs", lambda main, *_: (main, {}))
    told, done = [], [float(at % 7 - 3) for at in range(50)]
    found = evaluated(examined, EvaluationSettings(placebos=True, seed=4), done[:38], lambda *each: told.append(each))
    assert [(outcome, len(ratios)) for outcome, ratios in told] == [("secondary_share", 40), ("secondary_share", 45)]
    rng = stream("placebos_in_place", 4)
    check, ratios = placebo_in_place(staggered(study), study, 45, 0.05, rng, done[:38])
    assert (found.checks["placebo_in_place"], found.ratios) == (check, tuple(ratios))
    assert (found.years, found.dropped, found.treated, found.treated_from_start) == (
        (2000, 2009), ("z",), TREATED, ("y",),
    )  # fmt: skip
    again = evaluated(examined, EvaluationSettings(placebos=True, seed=4), done)
    assert (again.ratios, again.checks["placebo_in_place"].detail["draws"]) == (tuple(done[:45]), 45)
    without = evaluated(examined, EvaluationSettings(seed=4), done[:3])
    assert ("placebo_in_place" in without.checks, without.ratios) == (False, tuple(done[:3]))


def test_near_places_are_those_of_the_policy(examined, monkeypatch):
    """Qiqihar and Suihua are farther than 150 km from every treated place; Hengshui and Cangzhou lie beside others."""
    monkeypatch.setattr(past_policy, "_designs", lambda main, *_: (main, {}))
    monkeypatch.setattr(past_policy, "near_treated", lambda treated, others: (treated, others))
    near = evaluated(examined, EvaluationSettings()).checks["near"].detail
    assert near == ([by_code()[code] for code in TREATED], [by_code()[code] for code in CONTROLS])


def test_the_design_that_is_asked_for_is_judged_and_the_others_stand_beside_it(examined, study):
    found = evaluated(examined, EvaluationSettings(design="imputation", seed=3))
    rng = stream("past_policy_designs", 3)
    effects = {
        "staggered": staggered(study),
        "imputation": imputation(study),
        "synthetic_difference_in_differences": synthetic_difference_in_differences(study, seed=3, draws=50),
        "synthetic_control": synthetic_control(study, rng=rng),
    }
    effects["within_provinces"] = staggered(within_provinces(study))
    judged = effects.pop("imputation")
    assert (found.estimate.design, found.estimate.effect) == ("imputation", pytest.approx(judged.effect))
    assert found.verdict == Verdict("effect")
    assert {name: (each.effect, each.standard_error) for name, each in found.beside.items()} == {
        name: pytest.approx((each.effect, each.standard_error)) for name, each in effects.items()
    }
    assert {each.design for name, each in found.beside.items() if name != "within_provinces"} == set(effects) - {
        "within_provinces"
    }


def test_an_interval_is_as_much_narrower_as_that_of_a_normal():
    """1.644854 / 1.959964 of either side: .1 below and .3 above; half of the probability takes .674490."""
    of = DesignEstimate("x", 1.0, 0.1, 0.9, 1.3, pd.DataFrame(), 1.0, 0.1, 1, 1)
    for share, errors in ((0.9, 1.644854), (0.5, 0.67449)):
        part = errors / 1.959964
        assert interval(of, share) == pytest.approx((1 - 0.1 * part, 1 + 0.3 * part), rel=1e-6)
    assert interval(of, 0.95) == pytest.approx((0.9, 1.3))
