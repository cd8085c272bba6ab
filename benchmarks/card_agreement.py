"""Cards of real cities with two seeds: `python benchmarks/card_agreement.py [CITY ...]`.

The verdicts of `relode plan CITY --budget 5%` with 512 futures of seed 1 beside those of seed 2, with the money that
each is told on: share of cards that agree, and every card that does not. Nothing is written. A minute and a half a city
on two idle cores.
"""

import sys

import relode as rl
from relode.places import find_city
from relode.plan.asked.plan_asked import PlanAsked, command
from relode.plan.making.planning import planned_on
from relode.plan.trials.stage import opened_world, stage
from relode.plan.verdicts.rule import DO, DO_IF_GRANTED, LEAVE

CITIES = ("hegang", "fuxin", "yulin", "baotou", "jinchang", "heihe", "panzhihua", "datong")
FUTURES, SEEDS = 512, (1, 2)


def kinds(city: str, seed: int) -> dict[str, str]:
    """Card -> verdict."""
    panel, place, asked = rl.panel.load(), find_city(city), PlanAsked(futures=FUTURES, seed=seed)
    on = stage(opened_world(panel), place, asked, command(panel, place, asked))
    first = next(planned_on(on, lambda *_: None))
    return {card.name: card.verdict.kind for card in first.record.cards}


def compared(cities: tuple[str, ...]) -> None:
    """A line a city, and the sums."""
    agree = flips = count = 0
    for city in cities:
        one, two = (kinds(city, seed) for seed in SEEDS)
        apart = {name: (one[name], two[name]) for name in one if one[name] != two[name]}
        flips += sum({DO, DO_IF_GRANTED} & set(pair) != set() and LEAVE in pair for pair in apart.values())
        agree, count = agree + len(one) - len(apart), count + len(one)
        print(f"{city}: {len(one) - len(apart)} of {len(one)} agree; {apart}", flush=True)
    print(f"all: {agree} of {count} ({agree / count:.1%}); from do or do if granted to leave: {flips}")


if __name__ == "__main__":
    compared(tuple(sys.argv[1:]) or CITIES)
