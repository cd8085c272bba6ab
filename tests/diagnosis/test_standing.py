from math import expm1

import pytest

from relode.diagnosis.statistics.place_standing import left_of_bust, quotients_of, rank_of
from relode.diagnosis.statistics.whole_panel import shipped
from relode.panel.number import number
from relode.places import find


def test_a_rank_is_given_only_where_it_may_be_shown():
    table = shipped("composite")
    for row in table.to_dict("records"):
        rank = rank_of(table, find(row["slug"]))
        assert (rank.rank is None) == (not row["is_shown"])
        assert rank.interval_90 == (row["low"], row["high"])
        assert rank.count == len(table)


def test_a_place_without_rank_says_why():
    table = shipped("composite")
    assert rank_of(table, find("beijing")).why == "not_listed"
    assert rank_of(table, find("yanbian")).why == "indicators_missing"


def test_quotients_of_a_city_are_between_their_ends_the_surest_first():
    found = quotients_of(shipped("quotients"), find("hegang"))
    assert len(found) == 20
    assert found[0].section == "mining"
    assert all(q.interval_90[0] <= q.shrunken <= q.interval_90[1] for q in found)
    lows = [q.interval_90[0] for q in found]
    assert lows == sorted(lows, reverse=True)
    assert not found[-1].is_above


def test_what_is_left_of_the_bust_is_the_slope_times_the_own_share(panel):
    table, place = shipped("persistence"), find("hegang")
    share = number(panel, place.code, "mining_employment_share", 2010)
    found = {(each.outcome, each.year): each for each in left_of_bust(table, place, share)}
    for row in table.to_dict("records"):
        each = found[row["outcome"], row["year"]]
        assert each.gap == pytest.approx(expm1(row["slope"] * share.value), abs=1e-12)
        assert each.interval_90[0] <= each.gap <= each.interval_90[1]
    assert {year for (outcome, year), each in found.items() if each.is_told and outcome == "average_wage"} == {
        2016,
        2018,
    }


def test_without_a_mining_share_nothing_is_left_to_say(panel):
    assert left_of_bust(shipped("persistence"), find("hegang"), None) == ()
    share = number(panel, find("renqiu").code, "mining_employment_share", 2010)
    assert left_of_bust(shipped("persistence"), find("renqiu"), share) == ()
