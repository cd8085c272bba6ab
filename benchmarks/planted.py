"""How near planted worlds are to longer computing: `python -m benchmarks.planted --full-runs | --longer-fits`."""

import argparse
from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from relode.decisions.account_runs import increments
from relode.decisions.accounts import UNIT, CityAccounts, own_unit
from relode.errors import RelodeError
from relode.evidence.sampling import draws
from studies.evidence.planted_studies import planted_rows, planted_studies
from studies.plan.planted_cards import SEED, opened_cities
from studies.plan.planted_worlds import PlantedCity, number, pair_of, planted_truth


def full_runs(cities: Sequence[PlantedCity], accounts: Sequence[CityAccounts], count: int = 20) -> float:
    """Largest part by which runs of money and own effect together differ from what is linear between 0 and 1 %.

    Own effects of one to three practical sizes; the part is of the change in the run. Runs that the simulator cannot
    follow are named and not counted.
    """
    rng, worst, at = np.random.default_rng(SEED), 0.0, 0
    while count:
        city, runs = cities[at % len(cities)], accounts[at % len(cities)]
        at += 1
        requests = [each.request for each in city.asked if each.request is not None]
        request = requests[int(rng.integers(len(requests)))]
        size = float(rng.uniform(0.02, 0.06))
        money, unit = increments(runs.snapshot, runs.money(request)), own_unit(runs, request)
        whole = own_unit(runs, request, size)
        both = type(money)(
            **{each.name: getattr(money, each.name) + getattr(whole, each.name) for each in fields(money)}
        )
        try:
            told = [run.more(runs.nothing, request.outcome).mean() for run in runs.runs([money, unit, both])]
        except RelodeError as error:
            print(f"{city.slug} {request.lever} {size:.3f}: {error}", flush=True)
            continue
        count, linear = count - 1, told[0] + size / UNIT * told[1]
        worst = max(worst, abs(told[2] - linear) / abs(told[2]))
        print(f"{city.slug} {request.lever} {size:.3f}: run {told[2]:.4g}, linear {linear:.4g}", flush=True)
    return worst


def longer_fits(cities: Sequence[PlantedCity], count: int = 3) -> None:
    """How far the average effects of worlds are from those of a fit with three chains of 400 draws after 250."""
    pairs = planted_rows({}).pairs
    for at in range(count):
        truth = planted_truth(cities, pairs, "one", SEED, at)
        of = {pair_of(each)[0][0]: pair_of(each) for each in cities[0].asked if pair_of(each) in pairs}
        found = planted_studies(SEED, number("one", at), {pair: truth.averages[lever] for lever, pair in of.items()})
        long = replace(found, fit=draws(found.table, at))
        for lever, pair in of.items():
            short, whole = (each.expected(pair).average for each in (found, long))
            above = [(each > truth.averages[lever]).mean() for each in (short, whole)]
            off = (short.mean() - whole.mean()) / whole.std()
            print(
                f"{at} {lever}: mean {off:+.2f} sd, sd {short.std() / whole.std():.2f} times, above {above}", flush=True
            )


def main() -> None:
    """One of the two."""
    parser = argparse.ArgumentParser()
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--full-runs", action="store_true")
    which.add_argument("--longer-fits", action="store_true")
    asked = parser.parse_args()
    cities, accounts = opened_cities()
    if asked.longer_fits:
        longer_fits(cities)
    else:
        print(f"largest difference: {full_runs(cities, accounts):.2%}")


if __name__ == "__main__":
    main()
