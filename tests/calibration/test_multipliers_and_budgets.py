from dataclasses import replace

import numpy as np
import pytest

from relode.calibration.targets import budgets
from relode.calibration.targets.budgets import SkillGain
from relode.calibration.targets.estimates import TABLES, figure, shipped
from relode.calibration.targets.observed import logarithm
from relode.errors import RelodeError
from relode.facts import source_keys
from relode.language import say
from studies.calibration.budget_relations import budget_rows
from studies.calibration.multipliers import (
    Multiplier,
    changes,
    multipliers,
    out_of_province_gain,
    stands,
)


def test_a_multiplier_put_in_comes_out_also_in_provinces_not_seen():
    of = changes()
    made = {**of.outcomes, "other_jobs": 0.8 * of.mining + np.random.default_rng(1).normal(0, 0.02, len(of.mining))}
    known = replace(of, outcomes=made)
    assert multipliers(known)[0].value == pytest.approx(0.8, abs=0.05)  # about six of its standard errors
    assert out_of_province_gain(known).low > 0


def test_a_multiplier_stands_only_with_one_sign_a_silent_placebo_and_a_gain():
    samples = ("all", "with_controls", "mining")
    own = tuple(Multiplier("other_jobs", sample, 0.5, 0.1, 100) for sample in samples)
    silent = tuple(Multiplier("public_sector", sample, 0.0, 0.1, 100) for sample in samples)
    loud = tuple(replace(each, value=0.5) for each in silent)
    turned = (replace(own[0], value=-0.5), *own[1:])
    assert stands((*own, *silent), SkillGain(0.1, 0.05, 0.15, 100))
    assert not stands((*own, *loud), SkillGain(0.1, 0.05, 0.15, 100))
    assert not stands((*turned, *silent), SkillGain(0.1, 0.05, 0.15, 100))
    assert not stands((*own, *silent), SkillGain(0.1, -0.05, 0.25, 100))
    assert not stands((*own, *silent), SkillGain(0.1, 0.0, 0.2, 100))


def test_county_jobs_follow_mining_jobs_but_so_do_public_posts_so_the_multiplier_does_not_stand():
    assert (figure("multipliers", "all", "other_jobs").low or 0) > 0
    assert (figure("multipliers", "with_controls", "public_sector").low or 0) > 0
    assert figure("multipliers", "all", "stands").value == 0


def test_revenue_that_moves_with_output_one_for_one_has_slope_one(past):
    made = replace(past, budget_revenue=0.1 * past.gdp_nominal)
    assert budgets.revenue_growth(made).coefficients[0] == pytest.approx(1)
    assert budgets.revenue_over_output(made, "declining").coefficients[0] == pytest.approx(0.1)
    assert budgets.revenue_gain(made).value == pytest.approx(1)


def test_a_gap_that_halves_each_year_has_persistence_one_half(past):
    start = np.random.default_rng(3).normal(0, 1, len(past.codes))
    gap = start[:, None] * 0.5 ** np.arange(25)
    made = replace(past, budget_expenditure=np.exp(logarithm(past.budget_revenue) + gap))
    for with_place_effects in (True, False):
        assert budgets.gap_persistence(made, with_place_effects).coefficients[0] == pytest.approx(0.5)


def test_the_rows_of_the_table_of_budgets_are_those_of_a_made_up_past(facts, past):
    """Revenue is a tenth of output; a gap that lasts, by type, and one that halves each year from 2003 on."""
    lasting = np.array(
        [{"": 0.0, "growing": 0.2, "mature": 0.4, "declining": 0.6, "regenerating": 0.8}[t] for t in past.types]
    )
    passing = np.random.default_rng(3).normal(0, 0.05, len(past.codes))
    gap = lasting[:, None] + passing[:, None] * 0.5 ** np.maximum(np.array(past.years) - 2003, 0)
    revenue = 0.1 * past.gdp_nominal
    made = replace(past, budget_revenue=revenue, budget_expenditure=revenue * np.exp(gap))
    found = {(row.subject, row.quantity): row for row in budget_rows(facts, made)}
    assert found["all", "revenue_growth_on_output"].value == pytest.approx(1)
    assert found["all", "revenue_decade_on_output"].value == pytest.approx(1)
    # With an effect of each place what lasts is none of the persistence; without one it is nearly all of it.
    assert found["all", "gap_persistence_lower"].value == pytest.approx(0.5)
    assert found["all", "gap_persistence_upper"].value > 0.9
    assert found["all", "revenue_growth_gain"].value == pytest.approx(1)
    for kind, lasts in (
        ("unlisted", 0.0),
        ("growing", 0.2),
        ("mature", 0.4),
        ("declining", 0.6),
        ("regenerating", 0.8),
    ):
        assert found[kind, "revenue_over_output_2013"].value == pytest.approx(0.1)
        # By 2013 a thousandth of the passing gap, itself of a twentieth, is left.
        assert found[kind, "revenue_over_expenditure_2013"].value == pytest.approx(np.exp(-lasts), rel=1e-4)


def test_transfers_per_city_lie_between_the_least_and_the_most_of_the_provinces():
    found = figure("budget_relations", "2020", "transfer_per_exhausted_city")
    assert found.n == 19
    assert 1 < found.value < 10  # 22.3 billion yuan over 69 cities are 3.2 each (100 million yuan)


@pytest.mark.parametrize("table", TABLES)
def test_shipped_tables_name_known_sources_and_reasons(table, written):
    for row in shipped(table):
        assert set(row.sources) <= source_keys()
        assert not row.reason or say(f"calibration.reasons.{row.reason}", "zh")
    assert written(table).splitlines()[1].startswith(shipped(table)[0].subject)


def test_unknown_tables_and_figures_are_named():
    with pytest.raises(RelodeError, match="no table nonsense"):
        shipped("nonsense")
    with pytest.raises(RelodeError, match="no nonsense for 2010"):
        figure("migration_gravity", "2010", "nonsense")


def test_a_rule_of_budgets_is_scored_on_the_years_after_its_fit_alone(past):
    """Revenue moves as output does to 2010 and twice as much after it: half of the error is left."""
    later = np.array(past.years) > 2010
    level = logarithm(past.gdp_nominal)
    twice = level + np.where(later, level - level[:, [past.years.index(2010)]], 0)
    made = replace(past, budget_revenue=np.exp(twice))
    assert budgets.revenue_gain(made).value == pytest.approx(0.5)
