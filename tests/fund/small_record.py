"""A small record of a province's money by hand: three places, three programmes, four payments."""

from dataclasses import replace

from relode.decisions.decision_records import (
    Decision,
    DecisionChannel,
    DecisionCost,
    DecisionLaw,
    Decisions,
    DrawnNumber,
    GainRecord,
)
from relode.fund.fund_records import FundedPlace, FundedProgramme, FundPayment, FundRecord, PaidGain, ProvincePot

HEGANG, JIXI, FUXIN = "230400", "230300", "210900"


def drawn(value, unit="persons"):
    return DrawnNumber(value, unit, (value / 2, value * 2))


def decision(name, verdict, *, yuan=None, gain=None, kind="programme", channel=""):
    cost = None if yuan is None else DecisionCost(yuan, yuan, yuan, {}, {}, 0.0, "", True)
    return Decision(
        kind, name, name if kind == "programme" else "", "", verdict, "not_lawful", (), DecisionLaw("allowed", ()),
        DecisionChannel("granted", channel, False, None), None, None, None, gain, cost, (), None,
    )  # fmt: skip


def need(name, verdict="do", *, yuan=None, channel=""):
    return decision(name, verdict, yuan=yuan, kind="need", channel=channel)


GAIN = GainRecord(
    "jobs", drawn(3.0), drawn(5.0), drawn(20.0), drawn(80.0), 0.97, 0.83, 0.0, None, None, 0.0, 0.0, 0.0, 0.0, 0.0,
    1.0, False, 3, 0.0, 0.0, 0.0,
)  # fmt: skip
SUBSIDY = decision("subsidy", "do", yuan=9e7, gain=GAIN)
ROADS = decision("connectivity_spending", "try_small", yuan=7e7, gain=replace(GAIN, yardstick=drawn(0.0)))
SCHOOLS = decision("schooling_spending", "leave")


def of(place, spending, year, ceiling, *decisions):
    return FundedPlace(place, spending, year, ceiling, Decisions(place, 2035, 80, 1, decisions, ("census2020",)))


RECORD = FundRecord(
    province="210000,230000",
    asked={},
    command="relode fund",
    budget=1e9,
    start=2026,
    horizon=2035,
    price_year=2020,
    futures=80,
    seed=1,
    absorbable=(0.09, 0.04, 0.15),
    unpublished=("230500",),
    absent=("232700",),
    counties=("230183", "211381"),
    payments=(
        FundPayment(JIXI, "merge_schools", "need", 3e6, 1e6, 2e6),
        FundPayment(HEGANG, "merge_schools", "need", 5e6, 4e6, 6e6),
        FundPayment(FUXIN, "subsidy", "programme", 4e7, 1e7, 7e6),
        FundPayment(HEGANG, "connectivity_spending", "trial", 8e6, 9e5, 3e5),
    ),
    gains=(PaidGain("subsidy", drawn(11.0), drawn(21.0)),),
    unpaid=(FundPayment(JIXI, "subsidy", "programme", 6e7, 0.0, 0.0), FundPayment(HEGANG, "x", "need", 2e7, 0.0, 0.0)),
    programmes=(
        FundedProgramme(SUBSIDY, (HEGANG, JIXI, FUXIN), {"do": 1, "try_small": 2}, 0.61, ()),
        FundedProgramme(ROADS, (HEGANG, JIXI), {"try_small": 2}, 0.52, (FUXIN,)),
        FundedProgramme(SCHOOLS, (), {}, None, ()),
    ),
    places=(
        of(
            HEGANG, 1.3e10, 2023, 3e8, need("merge_schools", yuan=5e6, channel="schools_programme"),
            need("take_down_homes"), SUBSIDY, ROADS, SCHOOLS,
        ),
        of(
            JIXI, 1.4e10, 2022, 4e8, need("merge_schools", yuan=3e6), need("take_down_homes", yuan=0.0),
            decision("subsidy", "fill_in"), decision("connectivity_spending", "fill_in"), SCHOOLS,
        ),
        of(
            FUXIN, 1.5e10, 2021, 5e8, need("merge_schools", "leave"), need("take_down_homes", yuan=7e6), SUBSIDY,
            SCHOOLS,
        ),
    ),
    pots=(ProvincePot("230000", "exhausted_transfer", 2.567e9, 2020, ("exhausted_transfers_2020",)),),
    sources=("census2020",),
)  # fmt: skip
