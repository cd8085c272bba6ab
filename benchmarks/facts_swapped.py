"""Do rows of a plan rest on the facts that they name? Twenty pairs of cities drawn at random.

Of a pair, for each row in which the two differ: the facts that the first city's row names, replaced by the second's,
must give the second's row, and all other facts replaced must leave the first's row as it is. A row is its
recommendation and amount; null if the city has none. Failures are printed, and the exit code is 1 if there is one.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from relode.answers.decisions_answer import covered
from relode.decisions.industries import industry_facts, industry_rows
from relode.decisions.judged import programme_facts, programme_rows
from relode.decisions.mines import mine_facts, mines_decided
from relode.decisions.money import money_decisions
from relode.decisions.records import Decision
from relode.decisions.services import service_facts, services_decided
from relode.evidence.shipped_draws import shipped_draws
from relode.panel import load
from relode.places import Place
from relode.usual import HORIZON, SEED

PAIRS = 20
INDUSTRY = {
    "resource_detail": "resources", "materials": "materials", "zone_industries": "zones", "listed_firms": "listed",
    "clusters": "clusters", "plants": "plants",
}  # fmt: skip
"""Fact that a row on an industry names -> field of the facts."""
LISTS = ("exhausted_list", "exhausted_city_transfer", "coal_place", "restructuring", "heavy_debt_rules")
"""Facts of money that stand in lists by place, not in the panel."""
Rows = dict[str, Decision]
Said = tuple[str, float | None] | None
Maker = Callable[[Place, Place, frozenset[str]], Rows]
"""Rows of the first place with these facts replaced by the second's."""
PANEL = load()


def by_id(rows: Sequence[Decision]) -> Rows:
    """Rows by their id."""
    return {row.id: row for row in rows}


def said(rows: Rows, key: str) -> Said:
    """What is compared of a row."""
    row = rows.get(key)
    return None if row is None else (row.recommendation, None if row.amount is None else float(f"{row.amount:.6g}"))


def merged(one: Mapping[str, Any], other: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """The first's facts with those of `names` as the second has them."""
    keys = [key for key in dict.fromkeys((*one, *other)) if key != "place"]
    found = {key: source[key] for key in keys if key in (source := other if key in names else one)}
    return found | ({"place": one["place"]} if "place" in one else {})


@cache
def facts_of(room: str, place: Place) -> Mapping[str, Any]:
    """All facts of a room."""
    if room == "service":
        facts = service_facts(PANEL, place)
        return {key: value for key, value in facts.items() if value is not None or not key.startswith("own:")}
    return mine_facts(place, PANEL) if room == "mine" else programme_facts(PANEL, place, HORIZON)


def services(one: Place, other: Place, names: frozenset[str]) -> Rows:
    """Rows on services."""
    return by_id(services_decided(merged(facts_of("service", one), facts_of("service", other), names), PANEL))


def mines(one: Place, other: Place, names: frozenset[str]) -> Rows:
    """Rows on mines."""
    return by_id(mines_decided(merged(facts_of("mine", one), facts_of("mine", other), names)))


def programmes(one: Place, other: Place, names: frozenset[str]) -> Rows:
    """Rows on programmes: the draw of the effect in a place is that of the first."""
    facts = merged(facts_of("programme", one), facts_of("programme", other), names)
    return by_id(programme_rows(facts, one.code, None, {}, shipped_draws(), SEED))


def industries(one: Place, other: Place, names: frozenset[str]) -> Rows:
    """Rows on industries."""
    theirs = industry_facts(PANEL, other)
    fields = {field: getattr(theirs, field) for name, field in INDUSTRY.items() if name in names}
    return by_id(industry_rows(replace(industry_facts(PANEL, one), **fields)))


def money(one: Place, other: Place, names: frozenset[str]) -> Rows:
    """Rows on money. Facts of lists go with the place: if they are replaced, the others are put into the second."""
    home, source = (other, one) if names.intersection(LISTS) else (one, other)
    few = PANEL.sel(place=list(dict.fromkeys((one.code, other.code, one.province, other.province)))).copy(deep=True)
    at = few.get_index("place")
    moved = [name in names if home is one else name not in names for name in few["quantity"].to_numpy()]
    for name, values in few.data_vars.items():
        if values.dims[:2] == ("quantity", "place"):
            grid = values.to_numpy().copy()
            grid[moved, at.get_loc(home.code)] = grid[moved, at.get_loc(source.code)]
            few[name] = (values.dims, grid)
    return by_id(money_decisions(few, home, None))


ROOMS: Mapping[str, Maker] = {
    "service": services, "mine": mines, "money": money, "industry": industries, "programme": programmes
}  # fmt: skip


def faults(one: Place, other: Place) -> list[str]:
    """What goes wrong of each row in which two places differ."""
    found = []
    for room, made in ROOMS.items():
        ours, theirs = made(one, other, frozenset()), made(other, one, frozenset())
        for key, row in ours.items():
            if said(ours, key) == said(theirs, key):
                continue
            names = frozenset(fact.key for fact in row.facts)
            everything = _every(room, one, other, names)
            for what, replaced, wanted in (
                ("named facts do not give", names, theirs), ("other facts move", everything - names, ours)
            ):  # fmt: skip
                got = said(made(one, other, replaced), key)
                if got != said(wanted, key):
                    found.append(f"{one.slug} {other.slug} {key}: {what}: {got} for {said(wanted, key)}")
    return found


def _every(room: str, one: Place, other: Place, names: frozenset[str]) -> frozenset[str]:
    """All facts of a room; of the lists of money those that the row names: others cannot be moved without them."""
    if room == "money":
        return frozenset(PANEL["quantity"].to_numpy().tolist()) - frozenset(LISTS) | names.intersection(LISTS)
    if room == "industry":
        return frozenset(INDUSTRY)
    return frozenset((*facts_of(room, one), *facts_of(room, other)))


def pairs() -> bool:
    """Whether all pairs are without fault."""
    places, rng = covered(PANEL), np.random.default_rng(1)
    found = []
    for _ in range(PAIRS):
        one, other = (places[at] for at in rng.choice(len(places), 2, replace=False))
        found += faults(one, other)
    print("\n".join([*found, f"{len(found)} faults in {PAIRS} pairs"]))
    return not found


if __name__ == "__main__":
    sys.exit(not pairs())
