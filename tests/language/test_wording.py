"""What no sentence of a reader says: terms that officials do not use, keys of the code, one unit twice."""

import re

import pytest

from relode.language import LANGUAGES, sentence_keys
from relode.language.sentences import sentence

TERMS = {
    "zh": {
        "后续产业": "接续替代产业", "可能的出路": "接续替代产业", "有保障的资金": "本级财力", "上级资金": "注明渠道",
        "送审讨论稿": "征求意见稿", "产业补贴": "财政奖补", "部门补贴": "财政奖补", "国际组织 −": "删去",
        "实际意义门槛": "达到预期效果的最低标准",
    },
    "en": {
        "is to be done with money that is assured": "nothing is forbidden", "nothing here to work on": "not assessed",
        "did not meet the published experiments of this lever, or": "failed and untested are opposites",
    },
}  # fmt: skip
"""Language -> a term that a reader stumbles over -> what is written instead."""
ALLOWED = {"country.plan.money"}
"""Abroad nobody knows which channel there is."""
TEMPLATES = {"country.template.head"}
"""A comment in a file that the user edits names the keys of that file."""
KEY = re.compile(r"(?<![\w{/.`-])[a-z]+(?:_[a-z0-9]+)+(?![\w}/.`])", re.ASCII)
"""A key of the code outside a placeholder, a path or code."""
TECHNICAL = (
    "calibration",
    "cli",
    "equations",
    "ensemble",
    "errors",
    "template",
    "simulate",
    "replay",
    "workbook",
    "web",
    "mcp",
)
"""Files whose readers type such keys, or read them in files."""
RATIOS = ("units.yuan_per_yuan", "units.yuan_per_yuan_of_income")
"""Yuan for a yuan is a unit."""
TWICE = re.compile(r"(元/元|/年/年|人/人|万人万|亿元亿|per year per year|persons persons|yuan yuan|% per cent)")


def texts(language):
    return {key: sentence(key, language) for key in sentence_keys()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_has_a_term_that_officials_do_not_use(language):
    found = {(key, term) for key, text in texts(language).items() for term in TERMS[language] if term in text.lower()}
    assert {(key, TERMS[language][term]) for key, term in found if key not in ALLOWED} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_says_a_key_of_the_code(language):
    found = {key: KEY.findall(text) for key, text in texts(language).items() if key.split(".")[0] not in TECHNICAL}
    assert {key for key, words in found.items() if words} <= TEMPLATES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_has_a_unit_twice(language):
    found = [key for key, text in texts(language).items() if TWICE.search(text)]
    assert [key for key in found if key not in RATIOS] == []


def test_a_total_is_not_called_per_person():
    """A place has its income in yuan and each person in yuan a person: the words of outcomes say which."""
    zh = texts("zh")
    totals = [key for key in zh if key.endswith((".income", ".total_income")) and "人均" in zh[key]]
    assert totals == []


@pytest.mark.parametrize("text", ["判断cost_per_job_year的值", "每年1亿元/元", "争取上级资金5亿元"])
def test_the_faults_are_seen_where_they_are(text):
    """Each pattern finds a planted fault."""
    assert KEY.search(text) or TWICE.search(text) or any(term in text for term in TERMS["zh"])
