"""Two places of Heilongjiang judged with accounts made by hand: what money may go to, without a simulator."""

from datetime import UTC, datetime
from functools import cache

import pytest

import relode as rl
from relode.decisions.deciding import decisions_of, judged
from relode.decisions.local_facts import local_figures
from relode.decisions.purses import Purse
from relode.evidence.shipped_draws import shipped_draws
from relode.facts import fingerprint
from relode.fund.allocation import JudgedPlace
from relode.fund.funding import recorded
from relode.fund.request import FundCandidate, FundGround, FundRequest, province_of
from relode.places import find
from relode.plan.asked.pots import Spending
from relode.record import versioned
from relode.runs import run_folder, whole_files

from ..decisions.test_deciding import accounts

STARTED = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
ASKED = FundRequest(province="heilongjiang", budget="3B", futures=80)
NAMES = ("hegang", "jixi")
CEILING = 2e9


@cache
def made_places():
    """Hegang and Jixi with needs, and programmes in 200 futures whose money does what services do."""
    panel, found = rl.panel.load(), []
    for name in NAMES:
        place = find(name)
        figures, needs = local_figures(panel, place, 2035), rl.needs.of(panel, place)
        purse = Purse("granted", "", "assured", (CEILING, CEILING), "")
        each = judged(place.code, figures, (purse,), accounts, shipped_draws(), 2035, 1)
        found.append(JudgedPlace(place.code, decisions_of(place.code, needs, figures, each, 2035, 1), each, needs))
    return tuple(found)


@cache
def made_fund_record():
    """The record of a run on both."""
    spending = Spending(2023, 1.3e10, 2e9, ("census2020",), ())
    candidates = tuple(FundCandidate(find(name), spending, CEILING) for name in NAMES)
    ground = FundGround((province_of("heilongjiang"),), 3e9, candidates, (), (find("daxinganling"),), ())
    return recorded(ground, ASKED, made_places())


def made_fund_run(folder, name, record):
    """A run folder as `relode fund` leaves it, but for its drawn files."""
    run = folder / name
    run.mkdir(parents=True)
    about = run_folder.manifest("fund", ASKED.record(), fingerprint(), STARTED, 1).record()
    whole_files.write_json(run / "manifest.json", versioned("manifest", about))
    whole_files.write_compact(run / "fund.json", versioned("fund", {"fund": record.record()}))
    return run


@pytest.fixture(scope="session")
def places():
    return made_places()


@pytest.fixture(scope="session")
def fund_record():
    return made_fund_record()
