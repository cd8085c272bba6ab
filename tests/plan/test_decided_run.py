"""Pots of a plan as purses of decisions."""

from relode.decisions.purses import Purse
from relode.plan.asked.pots import A_YEAR, IN_ALL, Pot
from relode.plan.decided_run import purses
from relode.plan.estimate import Estimate


def test_what_is_known_in_all_is_spread_over_the_years_and_what_nobody_knows_is_asked():
    """300 million in all over ten years are 30 million a year; an upper end is not assured; firms are no purse."""
    pots = (
        Pot("own", Estimate(2e9, A_YEAR, (0.0, 2e9)), "at_most", (2025,), (), cell="own_revenue_bound"),
        Pot("granted", None, "ask", (), (), "subsidence_mining_district", (), "subsidence_investment_received"),
        Pot("granted", None, "none", (), ()),
        Pot("bonds", Estimate(3e8, IN_ALL), "observed", (2025,), (), "special_bonds", (), "government_debt_limit"),
        Pot("others", None, "measures", (), ()),
    )
    assert purses(pots, 10) == (
        Purse("own", "", "at_most", (0.0, 2e9), "own_revenue_bound"),
        Purse("granted", "subsidence_mining_district", "ask", None, "subsidence_investment_received"),
        Purse("bonds", "special_bonds", "known", (3e7, 3e7), "government_debt_limit"),
    )
