"""Firms that are known to have their seat in a place: at least so many."""

import pytest

from relode.facts import rows
from relode.pathways import city_industries
from relode.pathways.industries.city_table import listed_here

from ...tables_read import cases


@pytest.mark.parametrize("case", cases("listed_here"), ids=lambda case: f"{case['place']} {case['industry']}")
def test_seats_are_completed_and_firms_stand_under_their_industry(case):
    """Counted by hand: rows of the compilation, less firms under another industry, and firms that it lacks."""
    assert listed_here(case["place"])[case["industry"]] == int(case["firms"])


def test_a_row_that_moves_a_firm_finds_it_in_the_compilation():
    here = {(row["place"], row["industry"], row["year"]) for row in rows("listed_firm_industries")}
    moved = [row for row in rows("listed_firms_read") if row["replaces"]]
    assert len(moved) >= 4
    assert all((row["place"], row["replaces"], row["year"]) in here for row in moved)


def test_completed_seats_reach_the_pathways():
    """Baotou: six firms of the compilation and two that it lacks; magnets are no graphite."""
    baotou, yulin = city_industries("baotou"), city_industries("yulin")
    assert (baotou.listed_firms, yulin.listed_firms) == (8, 2)
    assert "309" not in baotou.established_industries
    assert {"323"} <= set(baotou.established_industries)
    assert {"26"} <= set(yulin.established_industries)
