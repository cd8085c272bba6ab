"""Decisions of eight cities by two seeds, and shipped facts of all listed prefectures beside them.

python benchmarks/decisions_of_cities.py facts             what is present by whom; facts that are contradicted
python benchmarks/decisions_of_cities.py seeds [FUTURES]   verdicts of eight cities by seeds 1 and 2
"""

import sys
from collections import Counter
from collections.abc import Iterator

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
SEEDS, HORIZON = (1, 2), 2035


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
    moved = sum({"do", "leave"} == set(pair) for pair in pairs)
    print(f"{sum(a == b for a, b in pairs)} of {len(pairs)} verdicts agree, {moved} move between do and leave")


if __name__ == "__main__":
    what, *rest = sys.argv[1:] or [""]
    if what == "facts":
        counts, wrong = contradicted(rl.panel.load())
        print("\n".join(f"{count:4} {name}" for name, count in sorted(counts.items())))
        print(f"{len(wrong)} contradicted: {', '.join(wrong) or 'none'}")
    elif what == "seeds":
        agreement(rl.panel.load(), int(rest[0]) if rest else 128)
    else:
        sys.exit(__doc__)
