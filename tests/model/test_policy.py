"""Policies are dated data: what is read is what was written, and what is wrong is refused with what is allowed."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.policy.levers import SUBSIDISED_SECTORS, levers
from relode.model.policy.policy_file import (
    LeverStep,
    Policy,
    lever_paths,
    policies,
    policy_of_text,
    read_policy,
    write_policy,
)

HEAD = 'name = "n"\ntitle_en = "t"\ntitle_zh = "t"\ndescription_en = "d"\ndescription_zh = "d"\n'
TRAINING = '[[steps]]\nlever = "retraining_coverage"\nfrom = 2026\nuntil = 2030\nvalue = 0.5\n'
YEARS = np.arange(2024, 2036)


def refused(text: str) -> RelodeError:
    with pytest.raises(RelodeError) as caught:
        policy_of_text(text, "mine.toml")
    for language in ("en", "zh"):
        assert "mine.toml" in caught.value.say(language)
    return caught.value


def changed(old: str, new: str) -> str:
    assert old in TRAINING
    return HEAD + TRAINING.replace(old, new)


# --- what ships ---


def test_ten_policies_ship():
    assert policies() == [
        *("cluster_bid", "connectivity", "do_nothing", "managed_shrinkage", "mixed_plan"),
        *("renewables_on_damaged_land", "retraining", "schooling", "slower_extraction_with_a_fund", "tax_relief"),
    ]


@pytest.mark.parametrize("name", policies())
def test_a_shipped_policy_says_what_it_does_and_why_in_both_languages(name):
    policy = read_policy(name)
    assert policy.name == name
    assert policy.place == ""
    assert all((policy.title("en"), policy.title("zh"), policy.description("en"), policy.description("zh")))
    assert all(step.reason_en and step.reason_zh and step.start >= 2026 for step in policy.steps)


@pytest.mark.parametrize("name", policies())
def test_a_shipped_policy_is_the_same_after_writing_and_reading(name):
    assert policy_of_text(write_policy(read_policy(name)), name) == read_policy(name)


def test_doing_nothing_moves_no_lever():
    assert not any(path.any() for path in lever_paths(read_policy("do_nothing"), YEARS).values())


def test_every_other_policy_moves_each_lever_that_it_names():
    for name in set(policies()) - {"do_nothing"}:
        policy = read_policy(name)
        paths = lever_paths(policy, np.arange(2026, 2046))
        assert [lever for lever, path in paths.items() if path.any()] == policy.levers() != []


def test_managed_shrinkage_takes_housing_down_and_keeps_services():
    assert {"demolition_rate", "public_services_spending"} <= set(read_policy("managed_shrinkage").levers())


# --- doses over the years ---


def test_a_dose_lasts_from_its_first_to_its_last_year():
    path = lever_paths(policy_of_text(HEAD + TRAINING, ""), YEARS)["retraining_coverage"]
    assert path.tolist() == [0, 0, 0.5, 0.5, 0.5, 0.5, 0.5, 0, 0, 0, 0, 0]


def test_a_ramp_rises_in_equal_steps_to_the_full_value():
    path = lever_paths(policy_of_text(HEAD + TRAINING + "ramp = 3\n", ""), YEARS)["retraining_coverage"]
    assert path.tolist() == [0, 0, 0.125, 0.25, 0.375, 0.5, 0.5, 0, 0, 0, 0, 0]


def test_a_lever_by_sector_has_a_column_for_each_sector():
    text = HEAD + TRAINING.replace("retraining_coverage", "subsidy").replace("0.5", "0.05") + 'sector = "renewables"\n'
    path = lever_paths(policy_of_text(text, ""), YEARS)["subsidy"]
    assert path.shape == (len(YEARS), len(SUBSIDISED_SECTORS))
    assert path.sum(axis=0).round(9).tolist() == [0, 0, 0.25, 0, 0]


def test_steps_of_one_lever_follow_each_other():
    text = HEAD + TRAINING + TRAINING.replace("2026", "2031").replace("2030", "2032").replace("0.5", "0.2")
    path = lever_paths(policy_of_text(text, ""), [2030, 2031, 2032, 2033])["retraining_coverage"]
    assert path.tolist() == [0.5, 0.2, 0.2, 0]


def test_the_order_of_years_does_not_matter():
    policy = read_policy("mixed_plan")
    backwards = lever_paths(policy, YEARS[::-1])
    assert all((path == backwards[name][::-1]).all() for name, path in lever_paths(policy, YEARS).items())


# --- written and read again ---

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@st.composite
def policy(draw):
    steps = []
    for name in draw(st.lists(st.sampled_from(sorted(levers())), unique=True, max_size=6)):
        lever, start = levers()[name], draw(st.integers(1990, 2090))
        length = draw(st.integers(0, 10))
        steps.append(
            LeverStep(
                lever=name,
                start=start,
                until=start + length,
                value=draw(st.floats(lever.lower, lever.upper)),
                sector=draw(st.sampled_from(SUBSIDISED_SECTORS)) if lever.by_sector else "",
                ramp=draw(st.integers(0, length)),
                reason_en=draw(texts),
                reason_zh=draw(texts),
            )
        )
    words = [draw(texts) for _ in range(4)]
    place = draw(st.sampled_from(["", "hegang", "鹤岗", "230400"]))
    return Policy(draw(texts.filter(bool)), *words, steps=tuple(steps), place=place)


@settings(deadline=None)  # the first example reads the tables of places
@given(policy())
def test_what_is_written_reads_back_equal(made):
    assert policy_of_text(write_policy(made), "") == made


def test_a_file_is_read_by_its_path(tmp_path):
    made = replace(read_policy("retraining"), name="ours", place="hegang")
    (tmp_path / "ours.toml").write_text(write_policy(made), encoding="utf-8")
    assert read_policy(tmp_path / "ours.toml") == read_policy(str(tmp_path / "ours.toml")) == made


@pytest.mark.parametrize("page", ["levers.md", "levers.zh.md"])
def test_the_example_of_the_page_can_be_read(page):
    text = (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8")
    example = policy_of_text(text.split("```toml\n")[1].split("```")[0], page)
    assert example.place == "hegang"
    doses = lever_paths(example, range(2026, 2030))["retraining_coverage"]
    assert doses.round(9).tolist() == [0.15, 0.3, 0.45, 0.6]


# --- what is refused ---


def test_an_unknown_name_is_answered_by_the_list():
    with pytest.raises(RelodeError, match="managed_shrinkage") as caught:
        read_policy("moon_base")
    assert caught.value.key == "policy.unknown_policy"


def test_a_missing_file_and_one_that_is_no_text_are_refused(tmp_path):
    with pytest.raises(RelodeError) as caught:
        read_policy(tmp_path / "none.toml")
    assert caught.value.key == "policy.unreadable"
    (tmp_path / "gbk.toml").write_bytes("name = '鹤岗'".encode("gbk"))
    with pytest.raises(RelodeError) as caught:
        read_policy(tmp_path / "gbk.toml")
    assert caught.value.key == "policy.not_utf8"


def test_broken_toml_is_refused_with_its_line():
    error = refused(HEAD + "[[steps]]\nlever = \n")
    assert error.key == "policy.not_toml"
    assert error.values["line"] == "7"


def test_toml_that_ends_too_early_is_refused_with_its_last_line():
    assert refused('name = "n"\ntitle_en = [1').values["line"] == "2"


def test_an_unknown_lever_is_answered_by_the_list():
    error = refused(changed("retraining_coverage", "magic"))
    assert "steps[1] magic" in str(error)
    assert all(name in str(error) for name in levers())


def test_an_unknown_or_missing_sector_is_answered_by_the_list():
    for sector in ("", 'sector = "mining"\n'):
        error = refused(changed("retraining_coverage", "cluster_support") + sector)
        assert error.key == "policy.unknown_sectors"
        assert all(name in str(error) for name in SUBSIDISED_SECTORS)


def test_a_sector_for_a_lever_of_the_whole_city_is_refused():
    assert refused(HEAD + TRAINING + 'sector = "renewables"\n').key == "policy.sectors_not_wanted"


@pytest.mark.parametrize("value", ["1.01", "-0.1", "nan", "inf", "-inf"])
def test_a_value_out_of_range_is_answered_by_the_range(value):
    error = refused(changed("0.5", value))
    assert error.key == "policy.values_out_of_range"
    assert "[0, 1]" in str(error)


def test_overlapping_steps_of_one_lever_are_refused():
    error = refused(HEAD + TRAINING + TRAINING.replace("2030", "2031").replace("2026", "2030"))
    assert error.key == "policy.overlapping_steps"
    assert "steps[1] retraining_coverage 2026-2030, steps[2] retraining_coverage 2030-2031" in str(error)


def test_two_sectors_of_one_lever_do_not_overlap():
    step = TRAINING.replace("retraining_coverage", "cluster_support")
    text = HEAD + step + 'sector = "renewables"\n' + step + 'sector = "processing"\n'
    assert len(policy_of_text(text, "").steps) == 2


def test_an_end_before_the_beginning_is_refused():
    assert refused(changed("2030", "2025")).key == "policy.until_before_from"


@pytest.mark.parametrize(("old", "new"), [("2026", "1989"), ("2030", "2101")])
def test_a_year_out_of_reach_is_refused(old, new):
    assert refused(changed(old, new)).key == "policy.years_out_of_range"


@pytest.mark.parametrize("ramp", [-1, 5])
def test_a_ramp_that_does_not_fit_is_refused(ramp):
    assert refused(HEAD + TRAINING + f"ramp = {ramp}\n").key == "policy.ramps_too_long"


def test_missing_fields_are_named():
    error = refused(changed("value = 0.5\n", ""))
    assert error.key == "policy.missing_fields"
    assert "steps[1] value" in str(error)
    assert "title_en" in str(refused(TRAINING))


def test_unknown_fields_are_named_with_what_is_allowed():
    error = refused(HEAD + TRAINING + "amount = 3\n")
    assert error.key == "policy.unknown_fields"
    assert "steps[1] amount" in str(error)
    assert "until" in str(error)


@pytest.mark.parametrize(
    ("old", "new"),
    [("2026", "2026.0"), ("2026", '"2026"'), ("0.5", "true"), ("0.5", '"half"'), ('"retraining_coverage"', "3")],
)
def test_a_field_of_the_wrong_type_is_refused(old, new):
    error = refused(changed(old, new))
    assert error.key == "policy.wrong_types"
    assert new.strip('"').removesuffix(".0").lower() in str(error).lower()


def test_steps_that_are_no_tables_are_refused():
    assert refused(HEAD + "steps = [1, 2]\n").key == "policy.not_a_table"
    assert refused(HEAD + 'steps = "many"\n').key == "policy.wrong_types"


def test_an_empty_name_is_refused():
    assert refused((HEAD + TRAINING).replace('"n"', '""')).key == "policy.empty_name"


def test_a_place_that_does_not_exist_is_refused_with_near_names():
    with pytest.raises(RelodeError, match="hegang"):
        policy_of_text('place = "hegan"\n' + HEAD + TRAINING, "mine.toml")


def test_of_many_offenders_three_are_named_and_the_rest_counted():
    assert "(+2)" in str(refused(HEAD + 5 * TRAINING.replace("retraining_coverage", "magic")))


@pytest.mark.parametrize("name", policies())
def test_a_shipped_policy_begins_with_the_plan_and_lasts_as_it_says(name):
    policy = read_policy(name)
    spans = {step.until - step.start + 1 for step in policy.steps}
    assert not policy.steps or min(step.start for step in policy.steps) == FIRST_PLAN_YEAR
    for words, years in (("five years", 5), ("ten years", 10), ("from 2026 to 2035", 10)):
        assert words not in policy.description_en or years in spans
