"""Deals as commands answer them: several side by side, of another country under its law, faults by field."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from relode.answers import deals_answer
from relode.answers.deals_answer import (
    AppraisedFiles,
    _field,
    appraisals_text,
    appraised_files,
    appraised_values,
    learnt_ledger,
    reviewed_values,
    reviewed_workbook,
)
from relode.errors import RelodeError
from relode.language import Amount, Sentence, plain_cell, say
from relode.story import Chapter, Passage
from relode.story.text import chapter_text


def memo(name):
    """A chapter with a sum."""
    return Chapter(name, Sentence("report.sources.lead", {}), (Passage((plain_cell(SUM),)),))


SUM = Amount(3.0, "yuan")


@pytest.fixture
def told(monkeypatch):
    """Chapters by the names of their deals."""
    monkeypatch.setattr(deals_answer, "chapter", lambda one: memo(one.name))
    monkeypatch.setattr(deals_answer, "annex", lambda one: memo(f"annex of {one.name}"))
    monkeypatch.setattr(deals_answer, "side_by_side", lambda deals: memo("+".join(one.name for one in deals)))

    def deals(*names, country=None):
        setting = SimpleNamespace(country=country, unit="halvo")
        return AppraisedFiles(
            tuple(SimpleNamespace(name=name, stated=SimpleNamespace(setting=setting)) for name in names)
        )

    return deals


def test_several_deals_stand_side_by_side_before_their_memos_and_one_stands_alone(told):
    assert told("a").chapters == (memo("a"),)
    assert told("a", "b").chapters == (memo("a+b"), memo("a"), memo("b"))
    assert told("a", "b").annexes == (memo("annex of a"), memo("annex of b"))


def test_chapters_of_another_country_say_so_first_and_are_in_its_money(told):
    tag = Passage((Sentence("deals.own_country", {"country": "Halvia"}),), "note")
    for chapter, name in zip(told("a", country="Halvia").chapters, "a", strict=True):
        first, second = chapter.blocks
        assert (chapter.key, first) == (name, tag)
        assert second.said[0].values["value"] == replace(SUM, unit="halvo")


def test_memos_as_text_end_with_where_the_rest_is(told):
    text = appraisals_text(told("a", "b"), "en")
    memos = "\n\n".join([chapter_text(memo("a"), "en")] * 3)  # side by side and each alone: all of the same words here
    assert text == f"{memos}\n\n{say('deals.annex_option', 'en')}"


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (("project", "place", 0), "deal.project.place"),
        (("project", "project", 0), "deal.project"),
        (("give", "amount", 0), "deal.give.0.amount"),
        (("give", "give", 2), "deal.give.2"),
    ],
)
def test_a_field_is_named_by_its_section_and_a_gift_by_its_number(field, said):
    assert _field("deal", *field) == said


def test_values_that_state_no_deal_are_refused_or_are_a_fault_of_the_list():
    with pytest.raises(RelodeError) as refused:
        appraised_values({"project": {}})
    assert (refused.value.key, refused.value.values["where"]) == ("deals.no_name", "deal.project.name")
    bad = [{"project": {}}, {"project": {"name": "Mill", "place": "atlantis"}}, {"project": "no mapping"},
           {"project": {"name": 3}, "gift": {}}]  # fmt: skip
    faults = reviewed_values(bad).faults
    assert list(dict.fromkeys((each.project, each.where) for each in faults)) == [
        ("", "projects.0"), ("Mill", "projects.1"), ("", "projects.2"), ("", "projects.3")
    ]  # fmt: skip


def test_what_was_asked_goes_to_what_appraises_and_chance_has_the_usual_seed(monkeypatch, tmp_path):
    asked = []

    def keeps(name, answer):
        return lambda *values, **named: asked.append((name, values, named)) or answer

    one = SimpleNamespace(deal="deal")
    for name, answer in (
        ("read_deals", [one, one]), ("appraised", "judged"), ("read_ledger", ("own",)), ("reviewed", "list"),
        ("learnt", "learnt"),
    ):  # fmt: skip
        monkeypatch.setattr(deals_answer, name, keeps(name, answer))
    assert appraised_files([tmp_path]) == AppraisedFiles(("judged", "judged"))
    judged = ("appraised", ("deal", None, 1), {"own_rates": ()})
    assert asked == [("read_deals", (tmp_path,), {}), judged, judged]
    asked.clear()
    monkeypatch.setattr("relode.country.load_country", lambda _: "of")
    monkeypatch.setattr("relode.country.deals.under_own_law", lambda *values: (values, "there"))
    appraised_files([tmp_path], "p", tmp_path, 3, tmp_path)
    judged = ("appraised", (("of", "deal", "p"), "there", 3), {"own_rates": ("own",)})
    assert asked == [
        ("read_ledger", (tmp_path,), {}), ("read_deals", (tmp_path,), {"is_china": False}), judged, judged
    ]  # fmt: skip
    asked.clear()
    reviewed_workbook(tmp_path)
    learnt_ledger(tmp_path)
    assert asked == [("reviewed", (tmp_path, None, 1), {}), ("learnt", (tmp_path, 1), {})]
