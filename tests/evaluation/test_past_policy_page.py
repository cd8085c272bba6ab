"""The pages on past policy print what ships."""

import importlib.util
from pathlib import Path

import pytest

from studies.evaluation.bust import shipped_bust

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def script():
    where = importlib.util.spec_from_file_location("past_policy_script", DOCS / "past_policy.py")
    module = importlib.util.module_from_spec(where)
    where.loader.exec_module(module)
    return module


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_tables_of_the_pages_are_those_that_ship(script, language):
    page = (DOCS / script.PAGES[language]).read_text(encoding="utf-8")
    assert script.START in page
    assert script.renewed(page, language) == page


def test_the_multiplier_and_its_interval_are_quoted_as_they_ship():
    row = shipped_bust().set_index("outcome").loc["multiplier"]
    quoted = (f"{float(row['effect']):.2f}".lstrip("0"), f"{float(row['low']):.1f}", f"{float(row['high']):.1f}")
    english = (DOCS / "past-policy.md").read_text(encoding="utf-8")
    assert f"({quoted[0]} other jobs, {quoted[1]} to {quoted[2]})" in english
    chinese = (DOCS / "past-policy.zh.md").read_text(encoding="utf-8").replace("\u2212", "-")
    assert f"其他岗位0{quoted[0]}，区间{quoted[1]}至{quoted[2]}" in chinese
