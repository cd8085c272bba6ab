"""Published answers of policy evaluation, through the designs that `relode evaluate` uses."""

import numpy as np
import pandas as pd
import pytest

from relode import evaluation


@pytest.fixture(scope="module")
def folder(benchmarks):
    return benchmarks / "policy_eval"


@pytest.fixture(scope="module")
def teenagers(folder):
    table = pd.read_csv(folder / "mpdta.csv")
    return evaluation.study(table, place="countyreal", outcome="lemp", first_year="first.treat", cluster=None)


@pytest.fixture(scope="module")
def california(folder):
    table = pd.read_csv(folder / "prop99_california_smoking.csv")
    table["first_year"] = (table["state"] == "California") * 1989
    return evaluation.study(table, place="state", outcome="packs_per_capita", cluster=None)


def expected(folder, kind):
    table = pd.read_csv(folder / "expected_R_did_aggte.csv")
    return table[(table["scenario"] == "mpdta_nev_dr") & (table["type"] == kind)]


def test_minimum_wages_and_teenagers_at_work_are_those_of_the_r_package(teenagers, folder):
    found = evaluation.staggered(teenagers, by_cluster=False, base="varying")
    dynamic, simple = expected(folder, "dynamic"), expected(folder, "simple").iloc[0]
    # All digits that R printed; two linear-algebra libraries differ in the last ones.
    assert found.effect == pytest.approx(dynamic["overall_att"].iloc[0], abs=1e-12)
    assert found.standard_error == pytest.approx(dynamic["overall_se"].iloc[0], abs=1e-9)
    assert found.overall == pytest.approx(simple["overall_att"], abs=1e-12)
    assert found.overall_error == pytest.approx(simple["overall_se"], abs=1e-9)
    path = found.path.set_index("event_year")
    np.testing.assert_allclose(path.loc[dynamic["egt"], "effect"], dynamic["att_egt"], atol=1e-12)
    np.testing.assert_allclose(path.loc[dynamic["egt"], "standard_error"], dynamic["se_egt"], atol=1e-9)


def test_tobacco_in_california_is_as_printed_by_three_designs(california):
    rng = np.random.default_rng(1)
    double = evaluation.synthetic_difference_in_differences(california, seed=1, draws=20)
    control = evaluation.synthetic_control(california, rng=rng, placebo_places=3)
    assert round(double.effect, 3) == -15.604
    assert round(control.effect, 3) == -19.620


def test_weights_of_places_and_years_are_those_of_the_paper(california, folder):
    (fit,) = evaluation.synthetic_difference_in_differences(california, seed=1, draws=20).fitted
    places = pd.read_csv(folder / "expected_prop99_unit_weights_omega.csv").set_index("state")["omega_sdid"]
    # Arkansas is .030 in the file, with which the weights add up to 1.026: a misprint of .003.
    places["Arkansas"] = 0.003
    own = fit.get_unit_weights_df().set_index("unit")["weight"].reindex(places.index, fill_value=0)
    np.testing.assert_allclose(own, places, atol=5.1e-4)  # three digits are printed
    years = pd.read_csv(folder / "expected_prop99_time_weights_lambda.csv").set_index("year")["lambda_sdid"]
    own = fit.get_time_weights_df().set_index("period")["weight"].reindex(years.index, fill_value=0)
    np.testing.assert_allclose(own, years, atol=5.1e-4)
