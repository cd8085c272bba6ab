"""A run tells its decisions in every medium."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

import relode as rl
from relode.answers.plan_answer import plan_text
from relode.decisions.chapter import ORDER
from relode.decisions.decision_text import decision_object
from relode.language import LANGUAGES, spoken
from relode.places import find
from relode.plan.asked.request import PlanRequest, command
from relode.plan.decided_run import DecisionBasis
from relode.plan.making.plan_text import gist, headline
from relode.plan.making.planning import head
from relode.report.plan_sheets import plan_tables

HEGANG = find("hegang")


@pytest.fixture(scope="module")
def record():
    panel, asked = rl.panel.load(), PlanRequest()
    money = command(panel, HEGANG, asked)
    return replace(head(HEGANG, asked, money, ""), decisions=DecisionBasis.of(panel, HEGANG, asked, money).on(None))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headline_names_what_is_decided(record, language):
    said = spoken(headline(record, HEGANG), language)
    first = record.decisions.of("do")[0]
    assert first.name == "replace_one_leaver_in_n"
    assert {"en": "replace fewer of the teachers", "zh": "教师离岗后少补或不补"}[language] in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_gist_counts_what_the_table_beneath_names_and_names_the_bureau_where_nothing_begins(record, language):
    said = spoken(gist(record, HEGANG), language)
    counts = {kind: len(found) for kind in ORDER if (found := record.decisions.of(kind))}
    assert [int(number) for number in re.findall(r"\d+", said)] == [*counts.values()]
    waiting = replace(record.decisions, decisions=record.decisions.of("fill_in"))
    stopped = replace(record, decisions=waiting)
    assert spoken(gist(stopped, HEGANG), language) == spoken(headline(stopped, HEGANG), language)


def _plain(value):
    import json

    return json.loads(json.dumps(value))


def test_the_workbook_has_the_decisions(record):
    tables = list(plan_tables(record))
    assert [table.sheet for table in tables][:2] == ["decisions", "decision_steps"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_prints_the_decisions_first(record, language):
    told = {"plan": _plain(record.record()), "place": {"code": HEGANG.code}, "not_moved": [], "run": str(Path("r"))}
    lines = plan_text(told, language).splitlines()
    assert {"en": "do now: replace fewer", "zh": "现在办理"}[language] in lines[0]
    text = "\n".join(lines)
    assert {"en": "Do now", "zh": "现在办理"}[language] in text
    assert {"en": "What the verdict turns on", "zh": "决定结论的资料"}[language] in text


def test_a_decision_for_scripts_has_texts_in_both_languages_and_who_has_each_cell(record):
    told = [decision_object(each) for each in record.decisions.decisions]
    for each in told:
        assert each["first_step"]["en"]
        assert each["bureau"]["zh"]
        assert {"kind", "name", "verdict", "reason", "law", "channel", "cost", "fill_in"} <= each.keys()
        for cell in each["fill_in"]:
            assert cell["bureau"]["zh"]
            assert cell["verdict_low"] != cell["verdict_high"]
