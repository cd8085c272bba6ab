"""Decisions of eight cities by two seeds and before and after a change, and shipped facts beside those of prefectures.

python benchmarks/decisions_of_cities.py facts             what is present by whom; facts that are contradicted
python benchmarks/decisions_of_cities.py seeds [FUTURES]   verdicts of eight cities by seeds 1 and 2
python benchmarks/decisions_of_cities.py cards FILE        write the cards of eight cities by seed 1
python benchmarks/decisions_of_cities.py changed FILE FILE cards that differ between two such files, and in what
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xarray as xr

import relode as rl
from relode.calibration.fitting.draws import draw_futures
from relode.calibration.scores.conditioning import conditioned
from relode.decisions.accounts import CityAccounts
from relode.decisions.deciding import decided
from relode.decisions.decision_records import Decisions
from relode.decisions.local_facts import local_figures
from relode.evidence.shipped_draws import shipped_draws
from relode.facts import rows
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.model.opening.opening_world import world
from relode.model.results import one_city, stored_paths
from relode.outlook.one_future.statement import predictive
from relode.panel.coal_mines import mines_of
from relode.places import Place, by_code, find, official
from relode.plan.asked.pots import pots_of, spending_of
from relode.plan.decided_run import purses

CITIES = ("hegang", "fuxin", "yulin", "baotou", "jinchang", "heihe", "datong", "yichun-heilongjiang")
SEEDS, HORIZON, FUTURES = (1, 2), 2035, 128
CALLED = {"do", "do_if_granted"}


def contradicted(panel: xr.Dataset) -> tuple[Counter[str], list[str]]:
    """Fact, state and who says so -> places; and places whose state contradicts what ships."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    ships = {
        "clusters": {row["place"] for row in rows("cluster_hosts")},
        "listed_firms": {row["place"] for row in rows("listed_firm_industries")},
        "zones": {row["place"] for row in rows("development_zones_2018") if row["industries"]},
    }
    for place in (by_code()[code] for code in official() if by_code()[code].level == "prefecture"):
        facts = local_figures(panel, place, HORIZON).facts
        counts.update(f"{name}: {fact.state} by {fact.by}" for name, fact in facts.items())
        counts.update(f"ships {name}" for name, places in ships.items() if place.code in places)
        working = any(mine.status == "Operating" for mine in mines_of(place.code))
        counts["ships working mines"] += working
        absent = {name for name, fact in facts.items() if fact.state == "absent"}
        if "industry" in absent and any(place.code in each for each in ships.values()):
            wrong.append(f"{place.slug}: industry")
        if working and absent & {"mining", "closing_mines"}:
            wrong.append(f"{place.slug}: mining")
    return counts, wrong


def by_city(panel: xr.Dataset, futures: int, seed: int) -> Iterator[tuple[Place, Decisions]]:
    """Decisions of each city with accounts."""
    opened = world(panel, OPENING_YEAR)
    drawn = draw_futures(opened, futures, HORIZON - OPENING_YEAR, seed, known=True)
    around = stored_paths(drawn)
    for place in map(find, CITIES):
        here = conditioned(one_city(drawn, place.code, around), predictive(panel, place), 2)
        money = purses(pots_of(panel, place, spending_of(panel, place)), HORIZON - FIRST_PLAN_YEAR + 1)
        yield place, decided(
            place.code, rl.needs.of(panel, place, HORIZON, seed), local_figures(panel, place, HORIZON), money,
            CityAccounts(here, seed), shipped_draws(), HORIZON, seed,
        )  # fmt: skip


def agreement(panel: xr.Dataset, futures: int) -> None:
    """Print the verdicts of both seeds where they differ, how many agree, and how many move from do to leave."""
    first, second = (dict(by_city(panel, futures, seed)) for seed in SEEDS)
    pairs = []
    for place, told in first.items():
        other = {each.name: each.verdict for each in second[place].decisions}
        counts = Counter(each.verdict for each in told.decisions)
        print(f"{place.slug}: {', '.join(f'{kind} {count}' for kind, count in counts.items())}")
        for each in told.decisions:
            pairs.append((each.verdict, other[each.name]))
            if each.verdict != other[each.name]:
                print(f"  {each.name}: {each.verdict} by seed {SEEDS[0]}, {other[each.name]} by seed {SEEDS[1]}")
    moved = sum("leave" in pair and not CALLED.isdisjoint(pair) for pair in pairs)
    agree = sum(a == b for a, b in pairs)
    print(f"{agree} of {len(pairs)} verdicts agree, {moved} move between do, granted or not, and leave")


def written_cards(panel: xr.Dataset, file: Path) -> None:
    """Write the cards of each city by the first seed."""
    told = by_city(panel, FUTURES, SEEDS[0])
    cards = {place.slug: {each.name: each.record() for each in made.decisions} for place, made in told}
    file.write_text(json.dumps(cards), encoding="utf-8")


def changed(before: Path, after: Path) -> None:
    """Print the cards that differ between two files: verdict, reason and mean gain, before and after."""
    old, new = (json.loads(file.read_text(encoding="utf-8")) for file in (before, after))
    count = 0
    for city, cards in new.items():
        for name in {**old[city], **cards}:
            one, two = old[city].get(name), cards.get(name)
            count += one != two
            if one != two:
                print(f"{city} {name}: {_in_short(one)} -> {_in_short(two)}")
    print(f"{count} of {sum(map(len, new.values()))} cards differ")


def _in_short(card: dict[str, Any] | None) -> str:
    if card is None:
        return "no card"
    gain = "" if card["gain"] is None else f", gain {card['gain']['gain']['value']:.6g}"
    return f"{card['verdict']} ({card['reason']}{gain})"


if __name__ == "__main__":
    what, *rest = sys.argv[1:] or [""]
    if what == "facts":
        counts, wrong = contradicted(rl.panel.load())
        print("\n".join(f"{count:4} {name}" for name, count in sorted(counts.items())))
        print(f"{len(wrong)} contradicted: {', '.join(wrong) or 'none'}")
    elif what == "seeds":
        agreement(rl.panel.load(), int(rest[0]) if rest else FUTURES)
    elif what == "cards" and len(rest) == 1:
        written_cards(rl.panel.load(), Path(rest[0]))
    elif what == "changed" and len(rest) == 2:
        changed(Path(rest[0]), Path(rest[1]))
    else:
        sys.exit(__doc__)
