"""The list of a place with accounts of the simulator: every programme that is asked for is judged by them."""

import pytest

from relode.decisions.deciding import decided
from relode.decisions.local_facts import local_figures
from relode.decisions.programme_decisions import programmed
from relode.decisions.programmes import programmes
from relode.decisions.purses import Purse
from relode.evidence.shipped_draws import shipped_draws
from relode.places import find

PURSES = (
    Purse("own", "", "at_most", (0.0, 2e9), "own_revenue_bound"),
    Purse("granted", "exhausted_transfer", "known", (2.5e8, 4.3e8), "exhausted_city_transfer_received"),
    Purse("bonds", "special_bonds", "known", (3e7, 3e7), "government_debt_limit"),
)


@pytest.fixture(scope="module")
def figures(panel):
    return local_figures(panel, find("hegang"), 2035)


def test_programmes_are_judged_by_accounts_of_the_simulator(accounts, figures):
    """Each that is asked for has a gain, and its yardstick is that of the account, in the mean of the futures."""
    city = accounts["hegang"]
    found = decided("230400", None, figures, PURSES, city, shipped_draws(), 2035, 1)
    assert found.futures == city.snapshot.count
    gains = {each.name: each.gain for each in found.decisions if each.gain is not None}
    asked = [programmed(each, figures, PURSES, 2035).request for each in programmes()]
    requests = [each for each in asked if each is not None]
    assert gains.keys() == {each.lever for each in requests}
    for request, account in zip(requests, city(requests), strict=True):
        assert gains[request.lever].yardstick.value == pytest.approx(account.yardstick.mean(), rel=1e-3)
