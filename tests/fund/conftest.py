"""Places made by hand: what money may go to, without a simulator."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import numpy as np
import pytest

from relode.facts import fingerprint
from relode.fund.allocation import FundPool, weights
from relode.fund.fund_asked import FundAsked
from relode.fund.fund_records import (
    Allocation,
    CountyMoney,
    Curve,
    CurvePoint,
    FundedAges,
    FundedGain,
    FundedPlace,
    FundedStep,
    FundRecord,
    LastYuan,
    Net,
    NetPlace,
    PlaceCards,
    TriedDose,
    Unfunded,
)
from relode.fund.funding import error_rates
from relode.plan.cards.card_records import Card, Effect
from relode.plan.estimate import Estimate
from relode.plan.verdicts.evidence import Evidence
from relode.plan.verdicts.rule import CANNOT_TELL, DO_IF_GRANTED, verdict
from relode.plan.verdicts.verdict_tables import Band, sizes
from relode.records import versioned
from relode.runs import run_folder
from relode.runs.fund_runs import FolderKept

HALVES = {"choosing": slice(0, None, 2), "printing": slice(1, None, 2)}
FUTURES, YEARS = 4, (2026, 2027)
STARTED = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
PLACE_UNITS = {
    **dict.fromkeys(("funder", "city", "others"), "yuan per year"),
    **dict.fromkeys(("jobs", "equity"), "person-years"),
    **dict.fromkeys(("low_skilled", "high_skilled"), "persons"),
    "services": "yuan",
}


def made_place(code, doses, need=0.2, ceiling=1e12, cards=None, spending=1e10):
    """A place of four futures. `doses`: measure -> [(dose, yuan a year, job-years, services)], alike in each future."""
    tried, gains = [], []
    for name, own in doses.items():
        for dose, yuan, jobs, services in own:
            tried.append(TriedDose(name, dose, DO_IF_GRANTED, yuan, yuan))
            gains.append([np.full(FUTURES, each) for each in (jobs, services, yuan)])
    kinds = dict.fromkeys(doses, DO_IF_GRANTED) | (cards or {})
    own = [
        SimpleNamespace(name=name, granted_kind=kind, unit="share", verdict=SimpleNamespace(kind=kind))
        for name, kind in kinds.items()
    ]
    on = SimpleNamespace(**HALVES, years=YEARS, drawn=SimpleNamespace(count=FUTURES))
    return SimpleNamespace(
        code=code,
        on=on,
        candidate=SimpleNamespace(ceiling=ceiling, spending=SimpleNamespace(spending=spending)),
        cards=SimpleNamespace(place=code, need=need, tried=tuple(tried), cards=tuple(own)),
        gains=np.array(gains).reshape(len(tried), 3, FUTURES),
    )


def made_pool(places, budget):
    """A pool of such places."""
    by_code = {place.code: place for place in places}
    return FundPool(
        by_code,
        budget,
        {code: place.candidate.ceiling for code, place in by_code.items()},
        weights({code: place.cards.need for code, place in by_code.items()}),
    )


@pytest.fixture
def place():
    return made_place


@pytest.fixture
def pool():
    return made_pool


@pytest.fixture
def undecided():
    """A verdict that is none."""
    return CANNOT_TELL


def gain(value, unit, spread=0.5):
    """A gain with an interval around it; the mean is a little more than the median."""
    return FundedGain(Estimate(value, unit, (value * (1 - spread), value * (1 + spread))), value * 1.01)


def made_fund_record():
    """Hegang is funded, Jixi is not; 1,000 job-years of which 400 come from others."""
    money, jobs = "yuan per year", "person-years"
    kept = [Estimate(value, "share", (value - 0.1, value + 0.1)) for value in (0.7, 0.75, 0.6, 0.58)]
    nothing = {name: FundedGain(Estimate(0.0, unit, (0.0, 0.0)), 0.0) for name, unit in PLACE_UNITS.items()}
    hegang = FundedPlace(
        "230400", 13.7e9, 2023, ("census2020",), 1.2e9, 2e8, {"fund": 2, "leave": 9, "cannot_tell": 13},
        (FundedStep("schooling_spending", 0.01, "share", 2026, 2035, True),),
        (Unfunded("cluster_support.other_manufacturing", "not_missed"),),
        funder=gain(1e8, money), city=gain(1e6, money), others=gain(2e6, money), worst=1.4e8, jobs=gain(1000.0, jobs),
        services=gain(3e8, "yuan"), equity=gain(1500.0, jobs), job_year=Estimate(1e6, "yuan", (5e5, 2e6)),
        low_skilled=gain(100.0, "persons"), high_skilled=gain(50.0, "persons"), need=0.3, weight=1.5,
        kept_nothing=kept[0], kept=kept[1],
    )  # fmt: skip
    jixi = FundedPlace(
        "230300", 26.1e9, 2024, ("census2020",), 2.3e9, 0.0, {"fund": 0, "leave": 20, "cannot_tell": 4}, (), (),
        **nothing, worst=0.0, job_year=None, need=0.1, weight=0.5, kept_nothing=kept[2], kept=kept[2],
    )  # fmt: skip
    gains = {"jobs": hegang.jobs, "services": hegang.services, "equity": hegang.equity}
    mix = Allocation(
        "mix", 1.2e8, 1.5e8, hegang.funder, 1.4e8, ("230400",), (1.01e8,), gains,
        hegang.job_year, {"jobs": 0.1, "equity": 0.0},
    )  # fmt: skip
    frontier = (*(replace(mix, criterion=name) for name in ("jobs", "equity")), mix, replace(mix, criterion="spread"))
    net = Net(
        40, gain(1000.0, jobs), gain(1000.0, jobs), gain(-300.0, jobs), gain(-100.0, jobs), gain(600.0, jobs),
        gain(90.0, "persons"), gain(-20.0, "persons"), gain(-30.0, "persons"),
        Estimate(400.0, jobs, (200.0, 600.0)), 0.9, ("230300",), (gain(-300.0, jobs),),
        (NetPlace("230400", True, gain(1000.0, jobs), gain(90.0, "persons"), kept[0], kept[1]),
         NetPlace("230300", False, gain(-300.0, jobs), gain(-20.0, "persons"), kept[2], kept[3])),
        1e-15,
    )  # fmt: skip
    return FundRecord(
        "230000", {"budget": "150M"}, "relode fund heilongjiang --budget 150M", 1.5e8, 2026, 2035, 2020, 80, 1,
        (0.09, 0.04, 0.15), {"jobs": 0.8, "equity": 0.9}, (), ("232700",), (hegang, jixi), mix, frontier,
        (Curve("230400", "schooling_spending", "share",
               (CurvePoint(0.01, Estimate(1e8, money, (9e7, 2e8)), Estimate(1000.0, jobs, (500.0, 1500.0))),)),),
        gain(100.0, "persons"), gain(50.0, "persons"), gain(150.0, "persons"), gain(40.0, "persons"),
        (FundedAges("230400", Estimate(5e5, "persons", (4e5, 6e5)), gain(150.0, "persons"), gain(40.0, "persons"),
              (6e5, 5e5)),
         FundedAges("230300", Estimate(8e5, "persons", (7e5, 9e5)), nothing["low_skilled"], nothing["low_skilled"],
              None)),
        LastYuan(0.1, 1e7, Estimate(50.0, jobs, (20.0, 90.0)), Estimate(2e6, "yuan", (1e6, 4e6)), (4e4, 3e5), ()),
        net, error_rates(), (CountyMoney("230183", None),),
    )  # fmt: skip


def made_card():
    """Schooling, judged by the rule on ten draws that agree."""
    ten = np.ones(10)
    band = Band(50_000.0, 200_000.0, 25_000.0, "yuan per job-year", ("corbi2019_cost",))
    said = verdict(Evidence("schooling_spending", 0.002 * ten, 1e5 * ten, ten, {}, None, True), sizes(), band)
    return Card(
        name="schooling_spending", lever="schooling_spending", sector="", verdict=said, money="granted",
        assured_kind="", granted_kind=said.kind, need=None, dose=0.02, unit="share", start=2026, until=2035, tried=(),
        effects=(Effect("job_years", Estimate(0.002, "share"), None, 2.0, 1.0),), on_top=None,
        yuan=Estimate(1e8, "yuan", (9e7, 1.1e8)), payments=(), pots=(), job_year=Estimate(1e5, "yuan"), gainers=(),
        telling=None, evidence_grade="quasi_experiment", examined=True,
    )  # fmt: skip


def made_fund_run(folder, name, record=None, cards=()):
    """A run folder as `relode fund` leaves it, but for its drawn files."""
    run = folder / name
    run.mkdir(parents=True)
    asked = FundAsked("heilongjiang", "150M", futures=80)
    about = run_folder.manifest("fund", asked.record(), fingerprint(), STARTED, 1).record()
    about |= {} if record else {"finished": None}
    run_folder.write_json(run / "manifest.json", versioned("manifest", about))
    tried = tuple(TriedDose(card.name, card.dose, "do_if_granted", 1e8, 1e8) for card in cards)
    FolderKept(run, 80).save(PlaceCards("230400", 1e9, 0.3, cards, tried), np.zeros((len(tried), 3, 80)))
    if record:
        run_folder.write_compact(run / "fund.json", versioned("fund", {"fund": record.record()}))
        (run / "fund.csv").write_text("place\n", encoding="utf-8")
    return run


@pytest.fixture
def a_card():
    return made_card()


@pytest.fixture
def fund_record():
    return made_fund_record()
