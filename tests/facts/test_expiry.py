"""Facts that age carry a date."""

from datetime import date

import pytest

from relode.answers.answer_text import diagnosis_text, explanation_text
from relode.answers.journey import diagnosed_in_depth
from relode.diagnosis import explain
from relode.errors import RelodeError
from relode.facts import source_keys
from relode.facts.licences import aged, expired, expiries, today
from relode.panel import load
from relode.report.pieces import source_entry


def test_a_source_expires_the_day_after_its_date():
    assert "wpp2024" not in {each.source for each in expired(date(2026, 12, 31))}
    assert "wpp2024" in {each.source for each in expired(date(2027, 1, 1))}


def test_what_expired_longest_ago_comes_first():
    dates = [each.look_again for each in expired(date(2040, 1, 1))]
    assert len(dates) == len(expiries()) > 10
    assert dates == sorted(dates)


def test_every_source_that_ages_ships_once_and_says_why_in_both_languages():
    keys = [each.source for each in expiries()]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= source_keys()
    assert all(each.reason_en and each.reason_zh for each in expiries())


WORDS = {"en": "look again (due by 2026-12-31): asking prices move within a year.",
         "zh": "请核对（应于2026-12-31前复查）：挂牌价一年内就会变动。"}  # fmt: skip


@pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=pytest.mark.slow)])
@pytest.mark.parametrize(("day", "is_said"), [("2026-12-31", False), ("2027-01-01", True)])
def test_a_reader_is_told_that_a_figure_used_is_past_its_date(monkeypatch, language, day, is_said):
    monkeypatch.setenv("RELODE_TODAY", day)
    told = diagnosis_text(diagnosed_in_depth("hegang"), language)
    price = explanation_text(explain(load(), "hegang", "house_price", 2023), language)
    listed = source_entry("house_listing", 1, language)["aged"]
    assert [WORDS[language] in text for text in (told, price, listed)] == [is_said] * 3


def test_nothing_is_said_of_a_source_that_is_not_used(monkeypatch):
    monkeypatch.setenv("RELODE_TODAY", "2040-01-01")
    assert aged(["census2010", "own"]) == ()
    assert [each.source for each in aged(["wpp2024", "census2010"])] == ["wpp2024"]


def test_a_day_that_is_none_is_refused(monkeypatch):
    monkeypatch.setenv("RELODE_TODAY", "soon")
    with pytest.raises(RelodeError, match="RELODE_TODAY"):
        today()
    monkeypatch.delenv("RELODE_TODAY")
    assert today() == date.today()
