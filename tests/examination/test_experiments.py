"""Published rows and their setups: what is read of them, and what is refused."""

import csv
from io import StringIO

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.examination.experiments import experiments, outcomes, read_experiments, shipped
from relode.facts import rows
from relode.language import LANGUAGES

PUBLISHED = (
    "effect_id", "study", "lever", "outcome", "horizon_years", "estimate", "low", "high", "verified", "transfer", "use"
)  # fmt: skip
GOOD = {
    "effect_id": "mine", "study": "Own (2026)", "lever": "spending", "outcome": "gdp_multiplier", "horizon_years": "2",
    "estimate": "0.6", "low": "0.2", "high": "1.0", "verified": "table", "transfer": "direct", "use": "examine",
    "shock": "spending", "dose": "0.01", "unit": "share of GDP per year", "places": "hegang;fuxin",
}  # fmt: skip


@pytest.fixture
def own(tmp_path):
    """Reads a table of one experiment that differs from a good one, with further rows if any."""

    def read(*more, **changed):
        table = [{**GOOD, **changed}, *more]
        out = StringIO()
        writer = csv.DictWriter(out, list(dict.fromkeys(name for row in table for name in row)), restval="")
        writer.writeheader()
        writer.writerows(table)
        path = tmp_path / "own.csv"
        path.write_text(out.getvalue(), encoding="utf-8")
        return read_experiments(path)

    return read


def by_id(effect_id):
    return next(own for own in experiments() if own.effect_id == effect_id)


def test_every_published_effect_is_set_up_or_says_why_not_in_both_languages():
    assert [own.effect_id for own in experiments()] == [row["effect_id"] for row in rows("published_effects")]
    for own in experiments():
        assert own.set_up or all(own.reason(language) for language in LANGUAGES), own.effect_id


def test_every_setup_gives_its_reason_in_both_languages():
    first = {row["effect_id"]: row for row in reversed(shipped("setups"))}
    assert [name for name, row in first.items() if not (row["reason_en"] and row["reason_zh"])] == []


def test_a_study_has_one_use():
    uses = {}
    for own in experiments():
        uses.setdefault(own.study, set()).add(own.use)
    assert {study: found for study, found in uses.items() if len(found) > 1} == {}


def test_a_group_has_eight_places_and_they_are_in_the_simulator_once():
    for row in shipped("place_groups"):
        assert len(set(row["places"].split(";"))) == 8, row["name"]


def test_every_outcome_that_is_tested_for_no_effect_has_a_practical_size():
    tested = {own.outcome.name for own in experiments() if own.set_up and own.by_sign and own.estimate == 0}
    assert len(tested) >= 5
    assert all(outcomes()[name].practical_size > 0 for name in tested)


def test_the_row_of_guo_is_one_per_cent_of_output_for_one_year_paid_from_above():
    own = by_id("guo2016_gdp")
    (shock,) = own.shocks
    assert (shock.kind, shock.instrument, shock.dose, shock.years, shock.outside_share) == (
        "spending", "public_services_spending", 0.01, 1, 1.0,
    )  # fmt: skip
    assert (own.horizon, own.estimate, own.low, own.use, own.by_sign) == (1, 0.6, None, "fit", False)
    assert (own.outcome.quantity, own.outcome.measure, own.outcome.base) == ("gdp_real", "cumulated_ratio", "money")


def test_the_bust_falls_in_four_steps_and_is_over_in_the_fifth_year():
    from relode.examination.paired_runs import profile

    (shock,) = by_id("zhang2023_bust_gdp").shocks
    assert profile(shock, 7) == pytest.approx([0, 0.25, 0.5, 0.75, 1, 0, 0])
    assert np.exp(shock.dose) == pytest.approx(0.5, abs=0.002)  # the dose is rounded to two digits


def test_a_lasting_dose_begins_in_the_year_after_the_opening():
    from relode.examination.paired_runs import profile

    (shock,) = by_id("alder2016_gdp").shocks
    assert profile(shock, 4).tolist() == [0, 1, 1, 1]


def test_the_cut_of_2016_has_three_parts_and_retirement_is_compared_under_the_same_closures():
    assert [s.instrument for s in by_id("ge2025_jobs").shocks] == ["extraction_cut", "early_retirement_share", "coal"]
    assert [s.both for s in by_id("bertoni2021_other").shocks] == [False, True]


def test_the_multiplier_above_one_is_the_sign_of_the_multiplier_less_one():
    own = by_id("polconn_gdp")
    assert own.by_sign
    assert own.outcome.less == 1


def test_an_own_row_is_an_experiment_without_new_code(own):
    (found,) = own()
    assert found.set_up
    assert found.places == ("230400", "210900")
    assert (found.low, found.high, found.horizon) == (0.2, 1.0, 2)


def test_a_price_a_lever_and_public_jobs_are_experiments_too(own):
    found = own(
        {**GOOD, "effect_id": "b", "shock": "price", "instrument": "coal", "dose": "-0.7", "unit": "log points"},
        {**GOOD, "effect_id": "c", "shock": "lever", "instrument": "tax_relief", "dose": "0.1", "unit": "share"},
        {**GOOD, "effect_id": "d", "shock": "public_jobs", "dose": "0.02", "unit": "share of jobs"},
        {**GOOD, "effect_id": "e", "shock": "lever", "lever": "talent_subsidy", "dose": "3",
         "unit": "10 thousand yuan per person"},
    )  # fmt: skip
    assert [x.shocks[0].instrument for x in found] == [
        "public_services_spending", "coal", "tax_relief", "public_services_spending", "talent_subsidy",
    ]  # fmt: skip


def test_further_rows_of_an_experiment_add_shocks(own):
    more = {"effect_id": "mine", "shock": "lever", "instrument": "extraction_cut", "dose": "0.2", "unit": "share"}
    (found,) = own({**dict.fromkeys(GOOD, ""), **more, "arm": "both"})
    assert [(s.instrument, s.both) for s in found.shocks] == [
        ("public_services_spending", False),
        ("extraction_cut", True),
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"dose": ""}, "dose is empty"),
        ({"unit": ""}, "unit is empty"),
        ({"places": ""}, "places is empty"),
        ({"shock": ""}, "shock is empty"),
        ({"dose": "much"}, "dose is much and no number"),
        ({"dose": "nan"}, "dose is nan and no number"),
        ({"unit": "miles"}, "unit cannot be miles"),
        ({"shock": "prayer"}, "shock cannot be prayer"),
        ({"use": "exam"}, "use cannot be exam"),
        ({"outcome": "happiness"}, "does not have the outcome happiness"),
        ({"low": "0.7"}, "interval from 0.7 to 1.0 contradicts the estimate 0.6"),
        ({"high": "0.5"}, "contradicts"),
        ({"low": "1.0", "high": "0.2"}, "contradicts"),
        ({"low": ""}, "contradicts"),
        ({"horizon_years": "0"}, "horizon of 0 years"),
        ({"horizon_years": "26"}, "horizon of 26 years"),
        ({"outcome": "log_gdp_sign", "low": "", "high": ""}, "estimate is 0.6"),
        ({"outcome": "gdp_multiplier_above_one_sign", "estimate": "0", "low": "", "high": ""}, "no practical size"),
        ({"places": "atlantis"}, "atlantis"),
        ({"shock": "lever", "lever": "magic"}, "instrument cannot be magic"),
        ({"shock": "lever", "lever": "subsidy", "unit": "share per year"}, "sector cannot be"),
        ({"shock": "price", "instrument": "bitcoin"}, "instrument cannot be bitcoin"),
    ],
)
def test_what_cannot_be_run_is_refused_with_its_row_and_a_remedy(own, changed, said):
    with pytest.raises(RelodeError, match="mine") as refused:
        own(**changed)
    assert said in refused.value.say("en")
    assert refused.value.say("zh")


def test_a_study_with_two_uses_and_an_effect_that_comes_twice_are_refused(own):
    with pytest.raises(RelodeError, match="more than one use: Own"):
        own({**GOOD, "effect_id": "b", "use": "fit"})
    with pytest.raises(RelodeError, match="more than once: mine"):
        own(GOOD)


def test_a_file_without_the_columns_or_rows_is_refused(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("effect_id,study\na,b\n")
    with pytest.raises(RelodeError, match="lacks columns: lever, outcome, horizon_years"):
        read_experiments(path)
    path.write_text("effect_id,study\n")
    with pytest.raises(RelodeError, match="holds no experiment"):
        read_experiments(path)
    with pytest.raises(RelodeError, match="cannot be read"):
        read_experiments(tmp_path / "nowhere.csv")
