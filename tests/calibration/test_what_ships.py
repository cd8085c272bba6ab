"""The tables of this room that ship are what its functions give of the shipped facts, digit by digit."""

from dataclasses import astuple

import pytest

from relode.calibration import KINDS, computed, correlation, moments, process
from relode.calibration.prices.price_table import Process
from relode.calibration.targets.estimates import ShippedEstimate, as_csv, figure, shipped
from relode.calibration.targets.migration import distance_gain, flows, gravity
from studies.calibration.budget_relations import budget_rows

SIX_DIGITS = 2e-6
"""Tables have six decimals; sums in another order move the last."""


def test_targets_are_the_moments_of_the_shipped_past(past):
    targets = {name: each.target for name, each in moments().items()}
    distance = targets.pop("migration_distance")  # that of the table of migration, which takes longest
    assert distance == pytest.approx(figure("migration_gravity", "2010", "distance_elasticity").value, abs=SIX_DIGITS)
    assert computed(past, tuple(targets)) == pytest.approx(list(targets.values()), abs=SIX_DIGITS)


def test_relations_of_budgets_are_those_of_the_shipped_past(facts, past):
    found, there = tuple(budget_rows(facts, past)), shipped("budget_relations")
    assert [(row.subject, row.quantity, row.n, row.sources) for row in found] == [
        (row.subject, row.quantity, row.n, row.sources) for row in there
    ]
    for row, other in zip(found, there, strict=True):
        for name in ("value", "standard_error", "low", "high"):
            assert getattr(row, name) == pytest.approx(getattr(other, name), abs=SIX_DIGITS), (row.quantity, name)


def test_migration_of_2020_is_that_of_the_shipped_flows():
    moves = flows(2020)
    found, there = gravity(moves), figure("migration_gravity", "2020", "distance_elasticity")
    assert (found.elasticity, found.standard_error) == pytest.approx(
        (there.value, there.standard_error), abs=SIX_DIGITS
    )
    assert found.n == there.n
    gain = figure("migration_gravity", "2020", "deviance_gain")
    assert distance_gain(moves) == pytest.approx((gain.value, gain.low, gain.high), abs=SIX_DIGITS)


def test_the_process_and_the_correlations_of_each_kind_are_those_of_the_table():
    def value(subject, quantity):
        return figure("price_process", subject, quantity).value

    for kind in KINDS:
        names = ("reversion", "volatility", "long_run_volatility", "drift")
        assert process(kind) == Process(**{name: value(kind, name) for name in names})
    matrix = correlation()
    for i, one in enumerate(KINDS):
        assert matrix[i, i] == 1
        for j in range(i + 1, len(KINDS)):
            assert matrix[i, j] == matrix[j, i] == value(f"{one}:{KINDS[j]}", "correlation")


def test_a_table_is_written_with_six_decimals_and_read_again():
    rows = [
        ShippedEstimate("a", "b", 1.5, 0.25, None, None, 7, ("x", "y"), "why"),
        ShippedEstimate("c", "d", float("nan"), None, -1.0, 2.0, 0, ("x",)),
    ]
    assert as_csv(rows) == (
        "subject,quantity,value,standard_error,low,high,n,sources,reason\n"
        "a,b,1.500000,0.250000,,,7,x;y,why\n"
        "c,d,,,-1.000000,2.000000,0,x,\n"
    )
    (first, *_) = shipped("price_process")
    assert astuple(figure("price_process", first.subject, first.quantity)) == astuple(first)
