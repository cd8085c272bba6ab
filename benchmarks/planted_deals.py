"""Verdicts on 500 planted deals: the truth is drawn, the facts are as a city sees them, the rule says what to do.

Truth of a deal: its but-for share, from the range of what a city can see of other bids; all else from the published
ranges by which deals are drawn. Gain and loss are the expected net of the city under the planted parameters. Prints
and writes error rates by kind of contract: `python benchmarks/planted_deals.py [--deals 500] [--write]`.
"""

import argparse
import csv
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from relode.deals.appraisal import terms_of
from relode.deals.deal import Deal
from relode.deals.flows import DealDraws, drawn, flows, regiven
from relode.deals.judgement import but_for_range, case_of, judged, under_all_terms, with_term
from relode.deals.returns import city_net
from relode.streams import stream

TABLE = Path(__file__).parents[1] / "docs" / "planted_deals.csv"
KINDS = ("paid_before", "paid_on_investment", "paid_on_production", "paid_on_jobs", "claw_back")
DRAWS = 4000
PLANTED = (
    "displacement",
    "utilisation",
    "recovery_alive",
    "recovery_failed",
    "overrun",
    "idle_value",
    "failure_months",
)
HEAD = (
    *("kind", "deals", "lose", "gain", "sign_when_it_loses", "sign_when_it_loses_upper_95", "sign", "sign_if"),
    *("called_when_it_gains", "as_told", "sign_all", "always_if", "always_if_all_accept", "none"),
)


@dataclass(frozen=True)
class Planted:
    """A deal as offered, its true net as offered and as told, and what the rule says."""

    kind: str
    verdict: str
    true_net: float
    called_net: float
    holds: bool
    if_net: float
    accepted_net: float


def offered(kind: str, rng: np.random.Generator) -> Deal:
    """A deal as a city sees it, all fields given."""
    investment = float(np.exp(rng.uniform(np.log(5e7), np.log(3e9))))
    jobs = investment / 1e8 * float(np.exp(rng.uniform(np.log(10), np.log(170))))
    output = investment * float(rng.uniform(1.28, 3.08))
    tax = output * float(rng.uniform(0.008, 0.10))
    grant = investment * float(np.exp(rng.uniform(np.log(0.002), np.log(0.12))))
    trigger = {"paid_before": "signing", "claw_back": "signing"}.get(kind, kind.removeprefix("paid_on_"))
    held = {"returned_if_missed": 1, "secured_by": "bank_guarantee"} if kind == "claw_back" else {}
    gives = [{"what": "grant", "amount": grant, "paid_on": trigger, "basis": "published programme", **held}]
    if rng.random() < 0.4:
        gives.append({"what": "tax_relief", "amount": "50%", "years": 5, "basis": "law"})
    if rng.random() < 0.4:
        works = grant * float(rng.uniform(0.1, 1.0))
        gives.append({"what": "works", "amount": works, "paid_on": "investment", "basis": "plan"})
    stage = str(rng.choice(["contract", "land_paid", "building"]))
    bids = str(rng.choice(["none", "heard", "written_offer"]))
    return Deal.model_validate(
        {
            "project": {"name": "planted", "stage": stage, "build_years": float(rng.integers(1, 4))},
            "promise": {"investment": investment, "jobs": round(jobs), "output": output, "tax": tax, "due": 2030},
            "give": gives,
            "local": {
                "others_bid": bids,
                "city_part_of_tax": float(rng.uniform(0.2, 0.5)),
                "staff_from_elsewhere": float(rng.uniform(0.05, 0.2)),
            },
        }
    )


def planted(kind: str, number: int, seed: int) -> Planted:
    """One planted deal, judged by its truth."""
    rng = stream("planted_deals", (seed, number))
    deal = offered(kind, rng)
    draws = drawn(deal, number, DRAWS)
    run = flows(deal, draws)
    case = case_of(deal, draws, run, False)
    verdict = judged(case)
    low, high = but_for_range(deal.local.others_bid)
    true_but_for = float(rng.uniform(low, high))
    middle = (low + high) / 2
    # The truth: one value of each uncertain parameter, the chance of events as it is with them.
    truth = drawn(deal, 100_000 + number, DRAWS)
    at = int(rng.integers(DRAWS))
    fixed = {name: np.full(DRAWS, getattr(truth, name)[at]) for name in PLANTED}
    truth = replace(truth, **fixed)
    true_run = flows(deal, truth)
    true_net = city_net(deal, true_run).mean(true_but_for)
    told = deal
    _, turning = terms_of(deal, draws, run, case)
    holds, called_net = False, 0.0
    if verdict == "sign":
        holds, called_net = True, true_net
    elif verdict == "sign_if":
        needed = case.net.break_even or 0.0
        if turning:
            for term in turning:
                told = with_term(told, term)
            kept = true_but_for * kept_value(deal, told, truth)
            called_net = city_net(told, regiven(true_run, told, truth)).mean(kept)
            holds = True
        else:
            holds = true_but_for >= needed
            called_net = true_net if middle >= needed else 0.0
    everything = under_all_terms(deal)
    under_it = city_net(everything, regiven(true_run, everything, truth))
    if_net = under_it.mean(true_but_for * kept_value(deal, everything, truth))
    return Planted(kind, verdict, true_net, called_net, holds, if_net, under_it.mean(true_but_for))


def kept_value(deal: Deal, changed: Deal, truth: DealDraws) -> float:
    """What a firm that keeps its promise still gets under other terms, of what it was offered.

    The share of firms that only come because of an offer goes with its size: it falls by so much.
    """
    one = np.ones(1)
    promised = {"begun": one, "completed": one, "phase": one, "take_up": one, "begun_year": 0 * one, "delay": 0 * one}
    keeps = replace(truth.first(1), **promised, life=np.full(1, 21.0))
    worth = [sum(float((gift.paid - gift.back).sum()) for gift in flows(each, keeps).gifts) for each in (deal, changed)]
    return max(worth[1] / worth[0], 0.0) if worth[0] > 0 else 1.0


def upper(wrong: int, count: int) -> float:
    """Upper 95 % limit of a share (Clopper-Pearson, one-sided)."""
    from scipy.stats import beta

    return 1.0 if wrong == count else float(beta.ppf(0.95, wrong + 1, count - wrong))


def row(kind: str, cases: list[Planted]) -> dict[str, object]:
    """Error rates of one kind of contract, or of all; nets in millions of yuan a deal."""
    lose = [one for one in cases if one.true_net < 0]
    gain = [one for one in cases if one.true_net > 0]
    wrong = sum(one.verdict == "sign" for one in lose)
    called = sum(one.verdict in ("sign", "sign_if") and one.holds for one in gain)
    mean = {
        "as_told": np.mean([one.called_net for one in cases]),
        "sign_all": np.mean([one.true_net for one in cases]),
        "always_if": np.mean([one.if_net for one in cases]),
        "always_if_all_accept": np.mean([one.accepted_net for one in cases]),
        "none": 0.0,
    }
    return {
        "kind": kind,
        "deals": len(cases),
        "lose": len(lose),
        "gain": len(gain),
        "sign_when_it_loses": f"{wrong / len(lose):.3f}" if lose else "",
        "sign_when_it_loses_upper_95": f"{upper(wrong, len(lose)):.3f}" if lose else "",
        "sign": sum(one.verdict == "sign" for one in cases),
        "sign_if": sum(one.verdict == "sign_if" for one in cases),
        "called_when_it_gains": f"{called / len(gain):.3f}" if gain else "",
        **{name: f"{float(value) / 1e6:.2f}" for name, value in mean.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--deals", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    cases = [planted(KINDS[number % len(KINDS)], number, asked.seed) for number in range(asked.deals)]
    table = [row(kind, [one for one in cases if one.kind == kind]) for kind in KINDS]
    table.append(row("all", cases))
    for each in table:
        print(each)
    if asked.write:
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEAD, lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)


if __name__ == "__main__":
    main()
