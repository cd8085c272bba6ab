"""A run tells its decisions in every medium."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

import relode as rl
from relode.answers import plan_answer
from relode.answers.plan_answer import own_lines, plan_lines, plan_text
from relode.decisions.chapter import ORDER, chapter
from relode.decisions.decision_records import Decisions
from relode.decisions.decision_text import decision_object
from relode.language import LANGUAGES, Sentence, say, spoken
from relode.places import find
from relode.plan.asked.request import PlanRequest, command
from relode.plan.decided_run import DecisionBasis
from relode.plan.estimate import Estimate
from relode.plan.making.plan_records import KeepAnswer, OwnEffect, OwnPolicy
from relode.plan.making.plan_text import gist, headline, kept_words, money_words, why_words
from relode.plan.making.planning import head
from relode.report.plan_sheets import plan_tables
from relode.story.text import chapter_text

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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_tells_money_only_where_a_plan_can_be_made_and_why_where_none_can(language, monkeypatch):
    """In this order: headline, why or money, decisions, what is left, own policy; each part where it is."""
    monkeypatch.setattr(plan_answer, "headline", lambda *_: Sentence("report.summary.no_plan", {}))

    def lines(of):
        return plan_lines({"plan": of and _plain(of.record()), "place": {"code": HEGANG.code}}, language)

    def said(*sentences):
        return [spoken(each, language) for each in sentences]

    kept = KeepAnswer("people", 0.9, Estimate(0.7, "ratio", (0.6, 0.8)), 0.1, None, None, None)
    own = OwnPolicy(1.0, 2.0, (), (OwnEffect("debt", Estimate(3.0, "yuan", None), None, 0.5),), None)
    bare = head(HEGANG, PlanRequest(), None, "")
    known = replace(bare, decisions=Decisions(HEGANG.code, 2035, 0, 1, (), ()), kept=(kept,), own=own)
    money, first = said(*money_words(bare)), say("report.summary.no_plan", language)
    told, left = ["", chapter_text(chapter(known.decisions), language)], said(*kept_words(kept, 2035))
    assert lines(known) == [first, *money, *told, *left, "", *own_lines(own, language), ""]
    assert lines(bare) == [first, *money, ""]
    stopped = replace(known, why_not="no_census", kept=(), own=None)
    assert lines(stopped) == [first, *said(why_words(stopped, HEGANG)), *told, ""]
    assert lines(replace(stopped, decisions=None)) == [first, ""]
    assert lines(None) == [first]
    row = own_lines(own, language)[2]
    assert row.startswith({"en": "debt", "zh": "债务"}[language])
    assert "3" in row


def test_what_is_not_moved_and_where_the_files_are_stands_beneath():
    moved = [{"quantity": "population", "followers": ["a", "b"]}]
    told = {"plan": None, "place": {"code": HEGANG.code}, "not_moved": moved, "run": "r"}
    lines = plan_text(told, "en").splitlines()
    assert "population" in lines[-4]
    assert "a, b" in lines[-4]
    for line, file in zip(lines[-3:], ("r/report.en.html", "r/plan.en.docx", "r/tables.en.xlsx"), strict=True):
        assert file in line
