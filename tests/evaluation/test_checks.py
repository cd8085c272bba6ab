"""Checks notice what was planted, and the rule puts the verdict that its docstring says."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import scipy.stats

from relode.errors import RelodeError
from relode.evaluation import DesignEstimate, checks, staggered, study, verdict
from relode.evaluation.checks import Check
from relode.record import schema
from relode.runs.evaluation_runs import _draws
from studies.evaluation.simulated_panels import Truth, simulated_panel

RULE = {"practical": 0.02, "widest": 5.0}


def made(seed=1, **truth):
    found = study(simulated_panel(Truth(**truth), np.random.default_rng(seed)), horizon=5)
    return found, staggered(found)


@pytest.mark.slow
def test_a_trend_of_the_treated_is_noticed_before_treatment():
    found, estimate = made(trend=0.01)
    assert checks.pre_trends(estimate, found, 6, 0.05, 0.8).passed is False
    assert checks.placebo_in_time(found, [2, 3, 4], 0.05).passed is False
    found, estimate = made()
    assert checks.pre_trends(estimate, found, 6, 0.05, 0.8).passed is True


def test_the_trend_that_the_test_would_miss_shrinks_with_the_noise():
    missed = []
    for noise in (0.02, 0.005):
        found, estimate = made(noise=noise)
        missed.append(checks.pre_trends(estimate, found, 6, 0.05, 0.8).detail["missed_trend"])
    assert missed[1] < missed[0] / 2


@pytest.mark.slow
def test_a_clear_effect_stands_every_check():
    found, estimate = made(effect=0.06)
    rng = np.random.default_rng(1)
    made_checks = [
        checks.pre_trends(estimate, found, 6, 0.05, 0.8),
        checks.sensitivity(estimate, found, 6, 0.5),
        checks.wild_bootstrap(found, 0.05, 199, 1),
        checks.leave_one_out(estimate, found),
        checks.placebo_in_time(found, [2, 3, 4], 0.05),
        checks.placebo_in_place(estimate, found, 40, 0.05, rng)[0],
    ]
    assert [c.name for c in made_checks if not c.passed] == []
    assert verdict(estimate, {c.name: c for c in made_checks}, **RULE).kind == "effect"


def test_the_sensitivity_interval_grows_with_the_violation():
    found, estimate = made(effect=0.06)
    widths = [np.diff([c.detail["low"], c.detail["high"]])[0] for c in
              (checks.sensitivity(estimate, found, 6, m) for m in (0.0, 0.5, 1.0))]  # fmt: skip
    assert widths[0] < widths[1] < widths[2]


def test_an_effect_of_one_place_does_not_stand_leaving_it_out():
    found, _ = made(treated_share=0.05)
    one = found.treated[0]
    bump = found.table["outcome"] + 2.0 * (
        (found.table["place"] == one) & (found.table["year"] >= found.table["first_year"])
    )
    moved = study(found.table.assign(outcome=bump), horizon=5)
    check = checks.leave_one_out(staggered(moved), moved)
    assert check.passed is False
    assert one in (
        check.detail["weakest"],
        *moved.table[moved.table["place"] == one]["cluster"].head(1).map("province {}".format),
    )


def test_placebos_in_place_go_on_where_they_were_stopped():
    found, estimate = made(effect=0.06)
    whole, ratios = checks.placebo_in_place(estimate, found, 6, 0.05, np.random.default_rng(5))
    again, resumed = checks.placebo_in_place(estimate, found, 6, 0.05, np.random.default_rng(5), ratios[:3])
    assert resumed == ratios
    assert again == whole


def test_neighbours_that_move_with_the_treated_are_noticed():
    found, _ = made()
    near = frozenset(found.controls[:20])
    assert checks.spillovers(found, near, 0.05).passed is True
    moved = found.table["outcome"] + 0.05 * (found.table["place"].isin(near) & (found.table["year"] >= 2008))
    assert checks.spillovers(study(found.table.assign(outcome=moved), horizon=5), near, 0.05).passed is False
    assert checks.spillovers(found, frozenset(), 0.05).passed is None


def estimate(effect, error):
    return DesignEstimate(
        "x", effect, error, effect - 2 * error, effect + 2 * error, pd.DataFrame(), effect, error, 9, 9
    )


def fine(low, high, **failed):
    names = ("pre_trends", "placebo_in_time", "spillovers", "wild_bootstrap", "placebo_in_place", "leave_one_out")
    found = {name: Check(name, not failed.get(name, False), {}) for name in names}
    return found | {"sensitivity": Check("sensitivity", low > 0 or high < 0, {"low": low, "high": high})}


@pytest.mark.parametrize(
    ("effect", "error", "bounds", "failed", "kind", "reason"),
    [
        (0.06, 0.01, (0.02, 0.1), {}, "effect", ()),
        (0.06, 0.01, (0.02, 0.1), {"pre_trends": True}, "not_identified", ("pre_trends",)),
        (0.06, 0.01, (0.02, 0.1), {"wild_bootstrap": True}, "not_identified", ("wild_bootstrap",)),
        (0.06, 0.01, (-0.01, 0.1), {}, "not_identified", ("sensitivity",)),
        (0.01, 0.01, (-0.03, 0.05), {}, "no_effect_beyond", ()),
        (0.01, 0.01, (-0.03, 0.05), {"spillovers": True}, "not_identified", ("spillovers",)),
        (0.01, 0.05, (-0.2, 0.1), {}, "not_identified", ("too_wide",)),
    ],
)
def test_the_verdict_follows_the_rule(effect, error, bounds, failed, kind, reason):
    found = verdict(estimate(effect, error), fine(*bounds, **failed), **RULE)
    assert (found.kind, found.reasons) == (kind, reason)
    if kind == "no_effect_beyond":
        assert found.bound == 0.05


def test_the_chance_of_an_earlier_start_is_that_of_a_t_with_a_degree_less_than_clusters():
    found, _ = made()
    check = checks.placebo_in_time(found, [2], 0.05)
    rows = found.table[found.table["year"] < found.cohorts[0]]
    earlier = rows.assign(first_year=(rows["first_year"] > 0) * (found.cohorts[0] - 2))
    estimate = staggered(replace(found, table=earlier, horizon=2))
    ratio, freedom = estimate.effect / estimate.standard_error, found.table["cluster"].nunique() - 1
    assert check.detail["p_value"] == pytest.approx(2 * scipy.stats.t.sf(abs(ratio), freedom), rel=1e-9)


@pytest.mark.parametrize("content", [
    "[", "[1.0]", "{}", '{"schema": "placebos/0", "ratios": [1.0]}', '{"schema": "SCHEMA"}',
    '{"schema": "SCHEMA", "ratios": 1.0}', '{"schema": "SCHEMA", "ratios": [1.0, "2"]}',
])  # fmt: skip
def test_a_file_of_placebos_that_is_none_is_refused(tmp_path, content):
    path = tmp_path / "placebos.json"
    path.write_text('{"schema": "SCHEMA", "ratios": [1.0, 2.5]}'.replace("SCHEMA", schema("placebos")))
    assert _draws(path) == [1.0, 2.5]
    path.write_text(content.replace("SCHEMA", schema("placebos")))
    with pytest.raises(RelodeError, match=str(path)):
        _draws(path)
