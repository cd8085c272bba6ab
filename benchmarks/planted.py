"""Cards of planted worlds: `python -m benchmarks.planted [--until HH:MM] [--worlds N] [--full-runs | --longer-fits]`.

Studies are drawn from planted effects, the synthesis is fitted to them, and the rule judges what it is given in eight
cities, whose accounts run once. Kinds take turns, so that a stop at any time leaves as many worlds of each; each world
is kept as it is done and a later run goes on after the last.
"""

import argparse
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path

import numpy as np

import relode as rl
from relode.calibration.fitting.draws import draw_futures
from relode.calibration.scores.conditioning import conditioned
from relode.decisions.account_runs import increments
from relode.decisions.accounts import UNIT, CityAccounts, own_unit
from relode.decisions.local_facts import local_figures
from relode.decisions.programme_decisions import programmed
from relode.decisions.programmes import programmes
from relode.errors import NoVerdict, RelodeError
from relode.evidence.sampling import draws
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.model.opening.opening_world import world
from relode.model.results import one_city, stored_paths
from relode.needs import of as needs_of
from relode.outlook.one_future.statement import predictive
from relode.places import find_city
from relode.plan.asked.pots import pots_of, spending_of
from relode.plan.decided_run import purses
from studies import OWN
from studies.evidence.planted_studies import planted_rows, planted_studies
from studies.plan.planted_rates import CARDS, cards_of, cards_text, keep_cards, kept_cards
from studies.plan.planted_worlds import (
    FITTED,
    SAME_STUDIES,
    PlantedCard,
    PlantedCity,
    World,
    lever_cards,
    many_studies,
    need_cards,
    number,
    pair_of,
    planted_cards,
    planted_truth,
)

CITIES = ("hegang", "fuxin", "yulin", "panzhihua", "baotou", "jinchang", "heihe", "datong")
FUTURES, HORIZON, SEED, WORLDS = 256, 2035, 1, 100
HALVES = 2
"""Parts of the futures that each tell the one future."""
MANY: Mapping[str, int] = {"retraining_coverage": 1, "subsidy": 3, "renewable_build_out": 10}
"""Further studies of a winner that has many, so that its average's posterior sd is one practical size or so."""


def opened_cities() -> tuple[list[PlantedCity], list[CityAccounts]]:
    """The cities with their facts, pots and accounts, in the same futures."""
    panel = rl.panel.load()
    futures = draw_futures(world(panel, OPENING_YEAR), FUTURES, HORIZON - OPENING_YEAR, SEED, known=True)
    around, cities, runs = stored_paths(futures), [], []
    for slug in CITIES:
        began, place = time.process_time(), find_city(slug)
        here = conditioned(one_city(futures, place.code, around), predictive(panel, place), HALVES)
        accounts = CityAccounts(here, SEED)
        pots = purses(pots_of(panel, place, spending_of(panel, place)), HORIZON - FIRST_PLAN_YEAR + 1)
        figures = local_figures(panel, place, HORIZON)
        asked = tuple(programmed(each, figures, pots, HORIZON) for each in programmes())
        told = iter(accounts([each.request for each in asked if each.request is not None]))
        try:
            needs = needs_of(panel, place, HORIZON, SEED)
        except NoVerdict:
            needs = None
        of = {name: float(np.mean(accounts.base(name))) for name in ("output", "jobs")}
        worth = {"output": 1.0, "income": 1.0, "jobs": of["output"] * 1e8 / (of["jobs"] * 1e4)}
        cities.append(PlantedCity(slug, asked, tuple(next(told) if e.request else None for e in asked), needs, worth))
        runs.append(accounts)
        print(f"{slug}: accounts, {time.process_time() - began:.1f} s of processor time", flush=True)
    return cities, runs


def ran(cities: Sequence[PlantedCity], kind: World, at: int) -> list[PlantedCard]:
    """The cards of one world; a world's studies also carry those kinds that differ by facts alone."""
    pairs = planted_rows({}).pairs
    truth = planted_truth(cities, pairs, kind, SEED, at)
    of = {pair_of(each)[0][0]: pair_of(each) for each in cities[0].asked if each.programme.outcome != "need"}
    averages = {of[lever]: value for lever, value in truth.averages.items() if of[lever] in pairs}
    more = many_studies(truth, cities, MANY) if kind == "studied" else None
    found = planted_studies(SEED, number(kind, at), averages, more)
    cards = planted_cards(cities, truth, found, kind, at)
    if kind == "none":
        cards += need_cards(cities, truth, at)
    if kind == "one":
        levers = [each.programme.lever for each in cities[0].asked]
        cards += lever_cards(cities, levers.index(truth.winners[0]), truth, found, "unlawful", at)
    return cards


def gathered(folder: Path) -> list[PlantedCard]:
    """The cards of all worlds that have run, those of this computer and those in the table, by world and kind."""
    texts = [
        *(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.csv"))),
        *([kept_cards()] if CARDS.exists() else []),
    ]
    found: dict[tuple[int, World], list[PlantedCard]] = {}
    for text in texts:
        of_text: dict[tuple[int, World], list[PlantedCard]] = {}
        for card in cards_of(text):
            fitted = SAME_STUDIES.get(card.kind, card.kind)
            of_text.setdefault((card.world, fitted), []).append(card)
        found = of_text | found
    return [card for key in sorted(found, key=lambda key: (key[0], FITTED.index(key[1]))) for card in found[key]]


def left(cards: Sequence[PlantedCard], worlds: int) -> Iterator[tuple[int, World]]:
    """Worlds that have not run, in their order: one of each kind, then the next."""
    done = {(card.world, card.kind) for card in cards}
    return ((at, kind) for at in range(worlds) for kind in FITTED if (at, kind) not in done)


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
    """Worlds that are left, until the time is up."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--until", default="", help="HH:MM")
    parser.add_argument("--worlds", type=int, default=WORLDS)
    parser.add_argument("--full-runs", action="store_true")
    parser.add_argument("--longer-fits", action="store_true")
    asked = parser.parse_args()
    folder = OWN / "planted"
    folder.mkdir(parents=True, exist_ok=True)
    cities, accounts = opened_cities()
    if asked.longer_fits:
        longer_fits(cities)
        return
    if asked.full_runs:
        print(f"largest difference: {full_runs(cities, accounts):.2%}")
        return
    for at, kind in left(gathered(folder), asked.worlds):
        if asked.until and datetime.now().strftime("%H:%M") >= asked.until:
            break
        began, path = time.process_time(), folder / f"{at:03}_{kind}.csv"
        part = path.with_suffix(".part")
        part.write_text(cards_text(ran(cities, kind, at)), encoding="utf-8", newline="\n")
        part.replace(path)
        print(f"world {at} {kind}: {time.process_time() - began:.1f} s of processor time", flush=True)
    keep_cards(cards_text(gathered(folder)))


if __name__ == "__main__":
    main()
