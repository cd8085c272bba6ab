import csv
import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from relode.errors import RelodeError
from relode.measures.leontief import (
    flegg_location_quotient,
    leontief_inverse,
    output_multipliers,
    regional_coefficients,
    technical_coefficients,
    total_effects,
    total_output,
)

# Column sums stay below .9: every such table is productive.
productive = arrays(np.float64, (4, 4), elements=st.floats(0, 1)).map(lambda a: 0.9 * a / (a.sum(axis=0) + 0.1))


def long_table(path):
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    return {(row["iotables_row"], row["iotables_col"]): float(row["values"] or 0) for row in rows}


def wide_table(path):
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    return {row[0]: dict(zip(rows[0][1:], row[1:], strict=True)) for row in rows[1:]}


GERMANY = ("agriculture", "industry", "construction", "trade", "business_services", "other_services")


def test_germany_1995_has_the_published_output_multipliers(benchmarks):
    table = long_table(benchmarks / "io_textbook" / "germany_1995_long.csv")
    groups = [name if name == "construction" else f"{name}_group" for name in GERMANY]
    flows = [[table[row, column] for column in groups] for row in groups]
    coefficients = technical_coefficients(flows, [table["output", column] for column in groups])
    published = [1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782]  # Beutel, Eurostat manual
    assert output_multipliers(coefficients).round(4).tolist() == published


def test_the_netherlands_2000_have_the_published_effects_on_pay(benchmarks):
    table = wide_table(benchmarks / "io_textbook" / "netherlands_2000.csv")
    groups = [f"{name}_group" for name in ("agriculture", "mining", "manufacturing", "utilities")]
    groups += ["construction_group", "services_group"]
    numbers = {row: np.array([float(table[row][column]) for column in groups]) for row in table if row != "net_tax"}
    coefficients = technical_coefficients([numbers[row] for row in groups], numbers["output_bp"])
    effects = total_effects(coefficients, numbers["compensation_employees"] / numbers["output_bp"])
    assert effects.round(3).tolist() == [0.263, 0.099, 0.306, 0.212, 0.465, 0.493]  # SPICOSA


@pytest.mark.slow
def test_china_2012_has_its_mean_multiplier_and_gives_back_its_output(benchmarks):
    with gzip.open(benchmarks / "china_io_tables" / "china_2012_139.csv.gz", "rt", encoding="utf-8") as file:
        rows = {row["Code"]: row for row in csv.DictReader(file)}
    sectors = [code for code in rows if code in rows[code] and code[0].isdigit()]
    flows = np.array([[float(rows[i][j] or 0) for j in sectors] for i in sectors])
    output = np.array([float(rows[i]["GO"]) for i in sectors])
    coefficients = technical_coefficients(flows, output)
    assert len(sectors) == 139
    assert output_multipliers(coefficients).mean() == pytest.approx(3.11, abs=0.005)
    demand = output - coefficients @ output
    net = np.linalg.solve(np.eye(139) - coefficients, demand)
    np.testing.assert_allclose(net, output, rtol=1e-9)


@given(productive)
def test_the_inverse_is_the_sum_of_all_rounds(table):
    rounds = sum(np.linalg.matrix_power(table, k) for k in range(400))  # .9^400 is below 1e-18
    np.testing.assert_allclose(leontief_inverse(table), rounds, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(leontief_inverse(table), np.linalg.inv(np.eye(4) - table), rtol=1e-10, atol=1e-12)


@given(productive, arrays(np.float64, 4, elements=st.floats(0, 1e6)))
def test_output_covers_what_industries_and_final_demand_take(table, demand):
    output = total_output(table, demand)
    np.testing.assert_allclose(output, table @ output + demand, rtol=1e-9, atol=1e-9)
    assert (output >= demand - 1e-9).all()


@given(productive)
def test_a_unit_per_output_gives_the_output_multipliers(table):
    np.testing.assert_allclose(total_effects(table, np.ones(4)), output_multipliers(table), rtol=1e-10)
    assert (output_multipliers(table) >= 1 - 1e-12).all()


@given(productive, st.permutations(range(4)))
def test_renaming_industries_renames_the_multipliers(table, order):
    renamed = output_multipliers(table[order][:, order])
    np.testing.assert_allclose(renamed, output_multipliers(table)[order], rtol=1e-10)


def test_without_flows_demand_is_output():
    assert output_multipliers(np.zeros((3, 3))).tolist() == [1, 1, 1]
    assert total_output(np.zeros((2, 2)), [3, 4]).tolist() == [3, 4]


def test_coefficients_do_not_depend_on_the_unit_of_money():
    flows, output = np.array([[10.0, 4.0], [2.0, 8.0]]), np.array([100.0, 40.0])
    assert technical_coefficients(flows, output).tolist() == [[0.1, 0.1], [0.02, 0.2]]
    np.testing.assert_allclose(technical_coefficients(flows * 1e4, output * 1e4), technical_coefficients(flows, output))


def test_the_quotient_is_that_of_a_calculation_by_hand():
    # A tenth of the nation's jobs: 10 of 200, 30 of 200; shares .05 and .15; log2(1.1)^.3 = .5514.
    quotient = flegg_location_quotient([10, 30], [200, 200])
    small = np.log2(1.1) ** 0.3
    np.testing.assert_allclose(quotient, small * np.array([[0.5, 1 / 3], [3.0, 1.5]]), rtol=1e-12)
    assert small == pytest.approx(0.5514, abs=1e-4)


def test_a_place_that_is_the_nation_buys_as_the_nation_does():
    jobs = np.array([5.0, 1.0, 9.0])
    np.testing.assert_allclose(flegg_location_quotient(jobs, jobs), 1, rtol=1e-12)
    table = np.array([[0.1, 0.2, 0.0], [0.0, 0.1, 0.3], [0.2, 0.0, 0.1]])
    np.testing.assert_allclose(regional_coefficients(table, flegg_location_quotient(jobs, jobs)), table, rtol=1e-12)


def test_without_the_exponent_the_size_of_the_place_does_not_matter():
    quotient = flegg_location_quotient([1, 2, 3], [10, 10, 10], exponent=0)
    assert quotient[0, 1] == pytest.approx(0.5)
    assert quotient[2, 0] == pytest.approx(3)


@given(arrays(np.float64, 4, elements=st.floats(0.01, 1)), st.floats(0, 1))
def test_a_place_never_supplies_more_than_the_nation_needs(share, exponent):
    table = np.full((4, 4), 0.2)
    regional = regional_coefficients(table, flegg_location_quotient(share * 100, np.full(4, 100.0), exponent))
    assert (regional <= table).all()
    assert (output_multipliers(regional) <= output_multipliers(table) + 1e-12).all()


def test_an_industry_that_is_not_there_neither_supplies_nor_buys():
    quotient = flegg_location_quotient([0, 5], [10, 10])
    assert quotient[0].tolist() == [0, 0]
    assert quotient[1, 0] == 0


@pytest.mark.parametrize(
    "wrong",
    [[[1.0, 0.0], [0.0, 0.5]], [[0.0, 2.0], [0.5, 0.0]], [[0.5, 0.5], [0.5, 0.5]], [[1.2, 0.1], [0.1, 0.1]]],
)
def test_tables_that_use_up_all_they_make_are_refused(wrong):
    for measure in (leontief_inverse, output_multipliers):
        with pytest.raises(RelodeError, match="not productive"):
            measure(wrong)
    with pytest.raises(RelodeError, match="not productive"):
        total_output(wrong, [1, 1])
    with pytest.raises(RelodeError, match="not productive"):
        total_effects(wrong, [1, 1])


def test_negative_missing_and_misshapen_tables_are_refused():
    with pytest.raises(RelodeError, match="negative"):
        leontief_inverse([[0.1, -0.1], [0.0, 0.1]])
    with pytest.raises(RelodeError, match="missing"):
        leontief_inverse([[0.1, np.nan], [0.0, 0.1]])
    with pytest.raises(RelodeError, match="one row and one column"):
        leontief_inverse(np.zeros((2, 3)))
    with pytest.raises(RelodeError, match="no output"):
        technical_coefficients(np.zeros((2, 2)), [1, 0])
    with pytest.raises(RelodeError, match="do not"):
        technical_coefficients(np.zeros((2, 2)), [1, 1, 1])
    with pytest.raises(RelodeError, match="do not"):
        total_output(np.zeros((2, 2)), [1, 1, 1])
    with pytest.raises(RelodeError, match="do not"):
        total_effects(np.zeros((2, 2)), [1, 1, 1])
    with pytest.raises(RelodeError, match="do not"):
        regional_coefficients(np.zeros((2, 2)), np.zeros((3, 3)))


def test_places_that_cannot_be_are_refused():
    with pytest.raises(RelodeError, match="more jobs"):
        flegg_location_quotient([20, 1], [10, 10])
    with pytest.raises(RelodeError, match="negative"):
        flegg_location_quotient([1, 1], [10, 10], exponent=-0.1)
    with pytest.raises(RelodeError, match="no count in any place"):
        flegg_location_quotient([0, 1], [0, 10])
    with pytest.raises(RelodeError, match="no count in any industry"):
        flegg_location_quotient([0, 0], [10, 10])
    with pytest.raises(RelodeError, match="do not"):
        flegg_location_quotient([1, 1], [10, 10, 10])
