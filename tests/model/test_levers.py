"""Levers and their costs are data: complete, bounded, sourced, in the vocabulary, and as the pages print them."""

import csv
import runpy
from importlib.resources import files
from pathlib import Path

import pytest

from marked_parts import page
from relode.facts import source_keys
from relode.language import LANGUAGES, has_sentence, say, unit_name
from relode.model.policy.levers import (
    EVIDENCE_GRADES,
    GROUPS,
    PAYERS,
    SUBSIDISED_SECTORS,
    drawn_costs,
    lever_costs,
    levers,
)
from relode.model.state import LEVERS
from relode.vocabulary import quantities

DOCS = Path(__file__).parents[2] / "docs"


def references() -> set[str]:
    content = files("relode.facts").joinpath("references.csv").read_text(encoding="utf-8")
    return {row["key"] for row in csv.DictReader(content.splitlines())}


def test_levers_are_those_of_a_year_of_the_vocabulary_and_of_the_bill():
    """A lever is a file of `model/levers`, a field of `state.Levers`, a quantity, and what it costs."""
    named = [name for name, each in quantities().items() if each.kind == "lever"]
    assert list(levers()) == list(LEVERS) == named
    assert {cost.lever for cost in lever_costs()} == set(LEVERS)


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_can_be_left_alone_and_its_lag_lies_in_its_range(name):
    lever = levers()[name]
    assert lever.lower == 0 < lever.upper
    assert 0 <= lever.lag_lower <= lever.lag <= lever.lag_upper
    assert lever.reason.en != lever.reason.zh != ""


def test_only_subsidy_and_cluster_support_are_by_sector():
    assert [name for name, lever in levers().items() if lever.by_sector] == ["subsidy", "cluster_support"]
    assert len(set(SUBSIDISED_SECTORS)) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_the_tables_has_words(language):
    for lever in levers().values():
        assert lever.evidence_grade in EVIDENCE_GRADES
        assert lever.group in GROUPS
        parts = {"dose": lever.dose_of, "cost": lever.cost, "channel": lever.channel, "grade": lever.evidence_grade}
        assert all(has_sentence(f"levers.{part}.{key}") for part, key in parts.items())
    for cost in lever_costs():
        assert cost.payer in PAYERS
        assert say(f"levers.item.{cost.item}", language)
        assert say(f"levers.payer.{cost.payer}", language)
        assert unit_name(cost.unit, language)


def test_every_source_is_a_reference_a_source_or_an_assumption():
    known = references() | source_keys()
    assert {key for lever in levers().values() for key in lever.source.split(";")} <= known
    assert {key for cost in lever_costs() for key in cost.source.split(";")} <= known | {"identity"}


def test_every_lever_costs_something():
    assert all(cost.value > 0 for cost in lever_costs())


def test_a_cost_lies_in_its_range_and_says_why():
    for cost in lever_costs():
        assert 0 <= cost.lower <= cost.value <= cost.upper
        assert cost.reason.en != cost.reason.zh != ""


def test_what_is_assumed_has_a_range_and_what_follows_from_the_definition_has_none():
    for cost in lever_costs():
        assert (cost.source == "identity") == (cost.value == cost.lower == cost.upper == 1), cost
        if cost.is_assumed:
            assert cost.lower < cost.upper


def test_derived_costs_follow_from_the_printed_figures():
    """Each from two published figures; two significant digits are stored, so half of the second may differ."""
    value = {(cost.lever, cost.item): cost for cost in lever_costs()}
    assert value["early_retirement_share", "central_award"].value == pytest.approx(1e11 / 1.8e6 / 1e4, abs=0.05)
    assert value["retraining_coverage", "person"].lower == pytest.approx(1e11 / 5e7 / 1e4, abs=0.005)
    assert value["demolition_rate", "floor_area"].value == pytest.approx(1.74e12 / 6.26e6 / 80 / 1e4, abs=0.005)
    assert value["demolition_rate", "floor_area"].upper == pytest.approx(1.74e12 / 6.26e6 / 60 / 1e4, abs=0.005)
    rail = value["connectivity_spending", "railway_km"]
    assert (rail.lower, rail.upper) == pytest.approx((17e6 * 6.1478 / 1e8, 21e6 * 6.1478 / 1e8), abs=0.005)
    wind_and_sun = value["renewable_build_out", "capital"]
    assert wind_and_sun.value == pytest.approx(857 * 1000 * 6.4508 / 1e8, abs=0.0005)
    assert wind_and_sun.upper == pytest.approx(1325 * 1000 * 6.4508 / 1e8, abs=0.0006)
    land = value["remediation_spending", "hectare"]
    assert land.lower < (729e6 + 258e6) / 4082 / 1e4 < land.value + 0.5
    assert land.value < 300e6 / 1129 / 1e4 < land.upper


def test_the_same_seed_gives_the_same_draws():
    one, two, other = drawn_costs(50, 7), drawn_costs(50, 7), drawn_costs(50, 8)
    assert all((one[key] == two[key]).all() for key in one)
    assert any((one[key] != other[key]).any() for key in one)


def test_drawn_costs_stay_in_their_range():
    drawn = drawn_costs(1000, seed=3)
    for cost in lever_costs():
        values = drawn[cost.lever, cost.item]
        assert cost.lower <= values.min() <= values.max() <= cost.upper


@pytest.mark.parametrize(("language", "name"), [("en", "levers.md"), ("zh", "levers.zh.md")])
def test_the_page_prints_the_tables_as_they_are(language, name):
    text = (DOCS / name).read_text(encoding="utf-8")
    written = runpy.run_path(str(DOCS / "levers.py"), run_name="docs.levers")
    assert all("\n".join(lines(language)) in text for lines in written["PARTS"].values()), "make data rule=page_levers"
    assert page(text, language, written["PARTS"]) == text


def test_a_page_is_renewed_between_its_marks_and_nowhere_else():
    text = "before <!-- a --> old <!-- end a --> between <!-- b --> kept <!-- end b --> after"
    made = page(text, "en", {"a": lambda language: [f"new in {language}"]})
    assert made == text.replace("<!-- a --> old <!-- end a -->", "<!-- a -->\n\nnew in en\n\n<!-- end a -->")


def test_the_page_says_what_most_levers_rest_on_as_the_table_does():
    grades = [lever.evidence_grade for lever in levers().values()]
    assert set(grades) == {"quasi_experiment", "correlation"}
    assert grades.count("quasi_experiment") > len(grades) / 2
    english, chinese = ((DOCS / page).read_text(encoding="utf-8") for page in ("levers.md", "levers.zh.md"))
    assert "**No lever has experimental evidence.** Most rest on quasi-experiments" in english
    assert "**没有一项杠杆有实验证据。** 多数依据准实验" in chinese
