"""Cards of planted worlds, for `planted_rates`: the eight cities' accounts run once, then a world takes a fit.

Studies are drawn from planted effects, the synthesis is fitted to them, and the rule judges what it is given. Finished
worlds are kept in `.studies`, by what the rule read, so that a stopped run goes on; `--until HH:MM` stops it.
"""

import argparse
import lzma
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np

import relode as rl
from relode.calibration.fitting.draws import draw_futures
from relode.calibration.scores.conditioning import conditioned
from relode.decisions.accounts import CityAccounts
from relode.decisions.local_facts import local_figures
from relode.decisions.programme_decisions import programmed
from relode.decisions.programmes import programmes
from relode.errors import NoVerdict
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.model.opening.opening_world import world
from relode.model.results import one_city, stored_paths
from relode.needs import of as needs_of
from relode.outlook.one_future.statement import predictive
from relode.places import find_city
from relode.plan.asked.pots import pots_of, spending_of
from relode.plan.decided_run import purses
from studies import own_folder
from studies.evidence.planted_studies import planted_rows, planted_studies
from studies.fingerprints import basis
from studies.plan.planted_rates import CARDS, cards_of, cards_text
from studies.plan.planted_worlds import (
    FITTED,
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
from studies.rules import rules

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


def finished(folder: Path) -> dict[tuple[int, World], Path]:
    """Where the cards of each world go, by its number and kind, in their order: one of each kind, then the next."""
    return {(at, kind): folder / f"{at:03}_{kind}.csv" for at in range(WORLDS) for kind in FITTED}


def main() -> None:
    """Worlds that are left, until the time is up; the table when all have run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--until", default="99:99", help="HH:MM")
    until = parser.parse_args().until
    worlds = finished(own_folder("planted", basis(rules()["planted_cards"])))
    cities, _ = opened_cities()
    for (at, kind), path in worlds.items():
        if path.exists():
            continue
        if datetime.now().strftime("%H:%M") >= until:
            raise SystemExit("stopped; the next run goes on")
        part = path.with_suffix(".part")
        part.write_text(cards_text(ran(cities, kind, at)), encoding="utf-8", newline="\n")
        part.replace(path)
    cards = [card for path in worlds.values() for card in cards_of(path.read_text(encoding="utf-8"))]
    CARDS.write_bytes(lzma.compress(cards_text(cards).encode("utf-8")))


if __name__ == "__main__":
    main()
