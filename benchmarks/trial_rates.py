"""What trials promise, on planted worlds: power, false answers, bands, early looks. Prints a table as CSV.

A world has units whose outcome moves by itself as planned for, lots that are drawn as the sheet draws them, and an
effect of 0 or of the smallest that the trial is said to see. It is read as `relode trial --read` reads a sheet.

    python benchmarks/trial_rates.py [WORLDS] [KIND]
"""

import csv
import sys
from math import sqrt

import numpy as np
import pandas as pd

from relode.evaluation.checks import EFFECT, Verdict
from relode.evaluation.designs import staggered
from relode.evaluation.study import study
from relode.measures.power import LEVEL, POWER, design_effect, honest_pass, smallest_effect
from relode.trials.reading import answer_of, judged
from relode.trials.sheet import FilledSheet, lots

FIRST, YEARS = 2027, 3
KINDS = ("share_of_persons", "log_of_firms", "clusters")
HEAD = ("kind", "units", "effect", "worlds", "promised", "yes", "harm", "no", "unclear", "early_yes", "band_95")


def world(kind, effect, count, rng, seed):
    """A filled sheet. Persons are at work the whole year or not at all, the most that a share can spread."""
    drawn = np.array(lots(count, seed))
    groups = np.arange(count)
    years = range(FIRST - (1 if kind == "share_of_persons" else 3), FIRST + YEARS)
    if kind == "share_of_persons":
        chance = 0.5 + effect * (drawn - 0.5)
        after = np.where(rng.random(count) < chance, 1.0, 0.0)
        values = np.column_stack([np.ones(count), *[after] * YEARS])
    else:
        if kind == "clusters":  # ten units each, drawn together
            groups = np.arange(count) // SIZE
            drawn = np.array(lots(count // SIZE, seed))[groups]
        moves = rng.normal(0, STEP, (count, len(years)))
        if kind == "clusters":
            shared = rng.normal(0, STEP, (count // SIZE, len(years)))[groups]
            moves = sqrt(1 - CORRELATION) * moves + sqrt(CORRELATION) * shared
        values = moves.cumsum(axis=1) + rng.normal(0, 1, (count, 1))
        values += effect * drawn[:, None] * (np.array(years) >= FIRST)
    rows = [
        (f"u{i}", year, values[i, t], FIRST if drawn[i] else 0, f"g{groups[i]}")
        for i in range(count) for t, year in enumerate(years)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year", "cluster"])


STEP, SIZE, CORRELATION = 0.15, 10, 0.1
# From the year before to the mean of three years of a random walk: steps count 1, 2/3 and 1/3.
MOVED = STEP * sqrt(1 + 4 / 9 + 1 / 9)


def planned(kind, count):
    """The smallest effect that is promised."""
    if kind == "share_of_persons":
        return smallest_effect(0.5, count / 2, count / 2, power=POWER)
    spread = MOVED * sqrt(design_effect(SIZE, CORRELATION)) if kind == "clusters" else MOVED
    freedom = count // SIZE - 2 if kind == "clusters" else None
    return smallest_effect(spread, count / 2, count / 2, freedom, power=POWER / honest_pass())


def sheet_of(table, kind, looked_for, seed, until):
    same = kind == "share_of_persons"
    return FilledSheet(
        "230400", "Hegang", "Hegang", "subsidy", "insured_employees", "ln", FIRST, YEARS, seed, 128, 0, same, until,
        looked_for, table[table["year"] <= until],
    )  # fmt: skip


def looked_at(sheet, part):
    """The answer of a sheet before its end."""
    estimate = staggered(study(sheet.table, horizon=YEARS, least_pre_periods=1))
    if answer_of(Verdict(EFFECT), estimate, False, part) == "early":  # the checks take most of the time
        return "early"
    estimate, _, verdict, _ = judged(sheet)
    return answer_of(verdict, estimate, False, part)


def rates(kind, count, is_planted, worlds):
    smallest = planned(kind, count)
    effect, told, held, early = smallest if is_planted else 0.0, [], 0, 0
    for at in range(worlds):
        rng = np.random.default_rng([at, count, is_planted])
        table = world(kind, effect, count, rng, at)
        estimate, _, said, _ = judged(sheet_of(table, kind, smallest, at, FIRST + YEARS - 1))
        answer = answer_of(said, estimate, True, 1.0)
        told.append(answer)
        held += estimate.low <= effect <= estimate.high
        # A yes at the end can't come too early.
        early += answer != "yes" and any(
            looked_at(sheet_of(table, kind, smallest, at, year), (year - FIRST + 1) / YEARS) == "yes"
            for year in range(FIRST, FIRST + YEARS - 1)
        )
    share = {name: told.count(name) / worlds for name in ("yes", "harm", "no", "unclear")}
    promised = POWER if is_planted else LEVEL
    return (kind, count, round(effect, 4), worlds, promised, *(round(share[n], 3) for n in share),
            round(early / worlds, 3), round(held / worlds, 3))  # fmt: skip


def main(worlds, only=KINDS):
    writer = csv.writer(sys.stdout)
    writer.writerow(HEAD)
    for kind, count in zip(KINDS, (600, 200, 400), strict=True):
        for is_planted in (True, False) if kind in only else ():
            writer.writerow(rates(kind, count, is_planted, worlds))
            sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400, sys.argv[2:] or KINDS)
