"""Cases that an adviser can read: each speaks of one lever, names quantities that exist, and says where it is from."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest
from tests.model.policy_case import DIRECTIONS, case_of_text, levers_without_case, read_cases

from relode.errors import RelodeError
from relode.model.policy.levers import levers
from relode.model.policy.policy_file import lever_paths
from relode.vocabulary import quantities

FOLDER = Path(__file__).parent / "cases"
CASES = read_cases(FOLDER)
# Quantities of the model that the panel does not have.
OF_THE_MODEL = {
    *("debt", "unemployment_rate", "extraction", "reserves", "stabilisation_fund", "damaged_land", "housing_stock"),
}


def test_every_lever_has_a_case():
    assert len(CASES) >= 16
    assert levers_without_case(CASES) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_names_quantities_directions_and_years_that_exist(case):
    assert case.expected
    for item in case.expected:
        assert item.quantity in quantities() or item.quantity in OF_THE_MODEL
        assert item.direction in DIRECTIONS
        assert case.step.start <= item.by <= 2045


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_no_effect_is_expected_before_the_shortest_lag_but_that_on_the_budget(case):
    effects = [item for item in case.expected if item.quantity not in ("debt", "budget_revenue")]
    assert all(item.by >= case.step.start + levers()[case.step.lever].lag_lower for item in effects)


def test_most_cases_also_expect_what_the_lever_costs():
    costs = {("debt", "up"), ("debt", "not_down"), ("budget_revenue", "down")}
    paying = [case for case in CASES if costs & {(item.quantity, item.direction) for item in case.expected}]
    assert len(paying) > len(CASES) / 2


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_says_why_in_both_languages_with_a_source(case):
    content = files("relode.facts").joinpath("references.csv").read_text(encoding="utf-8")
    known = {row["key"] for row in csv.DictReader(content.splitlines())} | {"assumption"}
    assert set(case.source.split(";")) <= known
    assert case.reason_en != case.reason_zh
    assert case.situation("en") != case.situation("zh")


def test_a_case_is_a_policy_of_one_step():
    for case in CASES:
        paths = lever_paths(case.policy(), [case.step.start])
        assert [name for name, path in paths.items() if path.any()] == [case.step.lever]


def test_the_file_of_a_case_has_its_name():
    assert [case.name for case in CASES] == sorted(path.stem for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('direction = "up"', 'direction = "sideways"', "policy.wrong_choices"),
        ("by = 2029", "by = 2025", "policy.wrong_choices"),
        ('"subsidy"', '"magic"', "policy.unknown_levers"),
        ("value = 0.03", "value = 3", "policy.values_out_of_range"),
        ('source = "zhang2017"\n', "", "policy.missing_fields"),
        ('quantity = "debt"', "quantity = 1", "policy.wrong_types"),
        ("from = 2026", "from = ", "policy.not_toml"),
    ],
)
def test_a_bad_case_is_refused(old, new, key):
    text = (FOLDER / "subsidy_brings_jobs.toml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(RelodeError) as caught:
        case_of_text(text.replace(old, new), "case.toml")
    assert caught.value.key == key
