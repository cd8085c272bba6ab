"""Accounts of real cities in a few futures, opened once."""

import numpy as np
import pytest

from relode.calibration.fitting.draws import draw_futures
from relode.decisions.accounts import CityAccounts
from relode.horizon import OPENING_YEAR
from relode.model.opening.opening_world import world
from relode.model.results import one_city, stored_paths
from relode.places import find

CITIES = ("hegang", "yulin", "baotou", "datong")
HORIZON, FUTURES = 2035, 64


@pytest.fixture(scope="session")
def drawn(panel):
    """A few futures of all places, and the stored paths in them."""
    futures = draw_futures(world(panel, OPENING_YEAR), FUTURES, HORIZON - OPENING_YEAR, 1, known=True)
    return futures, stored_paths(futures)


@pytest.fixture(scope="session")
def accounts(drawn):
    """City -> its accounts."""
    futures, stored = drawn
    return {city: CityAccounts(one_city(futures, find(city).code, stored), 1) for city in CITIES}


@pytest.fixture(scope="session", params=CITIES)
def city(request, accounts):
    """The accounts of one city."""
    return accounts[request.param]


@pytest.fixture(scope="session")
def yuan(city):
    """A sum that such a city may get a year: .2 % of its output. [yuan per year]"""
    return float(0.002 * np.median(city.nothing.values["output"]) * 1e8)
