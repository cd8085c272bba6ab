"""A place without a simulator: its ages decide, or ask for cells; of programmes and money nothing is known."""

from dataclasses import replace

import pytest

from relode.language import LANGUAGES, spoken
from relode.needs import of
from relode.places import find
from relode.plan.asked.request import PlanRequest
from relode.plan.decided_run import counted_alone
from relode.plan.making.plan_text import headline, why_words
from relode.plan.making.planning import head

COUNTY = find("renqiu")


@pytest.fixture(scope="module")
def decided(panel):
    return counted_alone(panel, COUNTY, PlanRequest())


def test_its_decisions_are_its_needs_and_nothing_else(decided, panel):
    """No school, bed or home of a county is published: every need asks for the cell that would tell."""
    needs = of(panel, COUNTY, PlanRequest().horizon, PlanRequest().seed)
    assert sorted(each.name for each in decided.decisions) == sorted(each.name for each in needs.measures)
    assert {each.verdict for each in decided.decisions} == {"fill_in"}
    teachers = next(each for each in decided.decisions if each.name == "replace_one_leaver_in_n")
    assert {each.cell for each in teachers.fill_in} == {"teachers_by_birth", "pupils_by_school"}
    assert decided.futures == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_headline_is_what_is_decided_and_why_there_is_no_more_is_said(decided, language):
    record = head(COUNTY, PlanRequest(), None, "not_a_prefecture")
    without = spoken(headline(record, COUNTY), language)
    assert without == spoken(why_words(record, COUNTY), language)
    assert {"en": "are not judged", "zh": "不作测算"}[language] in without
    told = spoken(headline(replace(record, decisions=decided), COUNTY), language)
    assert told != without
    assert COUNTY.name(language) in told
