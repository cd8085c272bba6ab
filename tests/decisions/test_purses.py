"""Which money pays a programme, and what a verdict takes it for, purse by purse."""

from dataclasses import replace

import pytest

from relode.decisions.programmes import abroad, programmes
from relode.decisions.purses import Purse, channel_for, paid_by, purse_for, uses_of

OF = {each.key: each for each in programmes()}
ZONE, SUBSIDY, LAND, TRAINING = (
    OF[key] for key in ("cluster_support", "subsidy", "remediation_spending", "retraining_coverage")
)
OWN = Purse("own", "", "at_most", (0.0, 2e9), "own_revenue_bound")
KNOWN = replace(OWN, known="known", room=(0.5, 2e9))
BONDS = Purse("bonds", "special_bonds", "known", (0.5, 3e7), "government_debt_limit")
LOAN = Purse("granted", "", "ask", None, "grants")
TOLD = replace(LOAN, known="known", room=(3e8, 5e8))
MINES = Purse("granted", "subsidence_mining_district", "known", (1e8, 4e8), "mines")
SMALL = replace(MINES, room=(5e8, 5e6), cell="small")
HELD = replace(MINES, room=None, cell="unknown")
ASKED = Purse("granted", "subsidence_mining_district", "ask", None, "channel_subsidence_mining_district")
GIVEN = Purse("granted", "", "assured", (1e6, 1e6), "given")


@pytest.mark.parametrize(
    ("programme", "purses", "found"),
    [
        (ZONE, (KNOWN, BONDS, MINES, GIVEN), GIVEN),
        (ZONE, (BONDS, MINES, KNOWN), KNOWN),
        (ZONE, (replace(KNOWN, room=(0.0, 2e9)), BONDS), BONDS),
        (ZONE, (replace(KNOWN, room=None), BONDS), BONDS),
        (ZONE, (replace(KNOWN, known="at_most"), BONDS), BONDS),
        (ZONE, (OWN, replace(BONDS, room=(0.0, 3e7)), MINES), MINES),
        (ZONE, (OWN, replace(BONDS, room=None), MINES), MINES),
        (ZONE, (OWN, replace(BONDS, known="at_most"), MINES), MINES),
        (SUBSIDY, (OWN, BONDS), OWN),
        (ZONE, (OWN, SMALL, MINES), MINES),
        (ZONE, (OWN, MINES, SMALL), MINES),
        (ZONE, (HELD, replace(MINES, room=(0.0, 0.5))), replace(MINES, room=(0.0, 0.5))),
        (ZONE, (MINES, TOLD), TOLD),
        (SUBSIDY, (OWN, TOLD), TOLD),
        (SUBSIDY, (OWN, LOAN), LOAN),
        (SUBSIDY, (OWN, replace(TOLD, channel="x")), OWN),
        (SUBSIDY, (BONDS,), None),
        (ZONE, (OWN,), ASKED),
        (TRAINING, (OWN, LOAN), Purse("granted", "employment_subsidy", "ask", None, "channel_employment_subsidy")),
        (ZONE, (), ASKED),
        (abroad(ZONE), (OWN,), OWN),
        (abroad(ZONE), (), None),
    ],
)  # fmt: skip
def test_assured_money_comes_first_then_known_own_money_then_bonds_then_the_largest_grant(programme, purses, found):
    assert purse_for(programme, purses) == found


def test_a_channel_of_places_on_a_list_is_not_taken_for_open():
    """Land may be paid by exhausted cities' money, by that of mining districts, or by what is open to any place."""
    assert channel_for(("exhausted_transfer", "housing_subsidy"), [OWN, MINES]) == "housing_subsidy"
    assert channel_for(("subsidence_mining_district", "housing_subsidy"), [OWN, BONDS]) == "housing_subsidy"
    assert channel_for(("exhausted_transfer", "subsidence_mining_district"), [OWN, MINES]) == MINES.channel
    assert channel_for(("exhausted_transfer",), [OWN, MINES]) == ""
    assert channel_for(("exhausted_transfer", "housing_subsidy"), [OWN]) == "exhausted_transfer"
    assert channel_for((), [OWN]) == channel_for((), [MINES]) == ""


@pytest.mark.parametrize(
    ("purse", "paid"),
    [
        (None, "none"),
        (replace(OWN, room=(0.0, 0.0)), "none"),
        (replace(OWN, room=(0.0, 0.5)), "assured"),
        (replace(OWN, room=None), "assured"),
        (BONDS, "assured"),
        (MINES, "granted"),
        (HELD, "granted"),
        (replace(MINES, room=(0.0, 0.0)), "none"),
        (GIVEN, "assured"),
    ],
)
def test_what_a_purse_is_to_a_verdict(purse, paid):
    assert paid_by(purse) == paid


def test_the_yardstick_is_works_only_where_a_channel_may_not_pay_services():
    told = [uses_of(each) for each in (None, OWN, BONDS, MINES, replace(MINES, channel="employment_subsidy"),
                                       replace(MINES, channel="no such channel"))]  # fmt: skip
    assert told == ["services", "services", "works", "works", "services", "works"]
