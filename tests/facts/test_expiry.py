"""Facts that age carry a date."""

from datetime import date

from relode.facts import source_keys
from relode.facts.expiry import expired, expiries


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
