"""Whether a trial is worth its money, on planted worlds: how often the sign that the card gives is the right one.

Each programme of a city gives the draws of its gain and what a trial costs there. In a world the mean over places is
one of these draws; studies tell it with the error that they have, and places lie around it as they do. The card's
worth less its cost is then held against what a thousand trials in that world really change: done where the answer says
so instead of where studies alone say so. Prints a table as CSV.

    python benchmarks/trial_worth.py [WORLDS] [CITY ...]
"""

import csv
import sys

import numpy as np

from relode.decisions.gains import gain_grounds, value_of_trial
from relode.decisions.programme_decisions import seen_by
from relode.decisions.rule import thresholds
from relode.model.opening.opening_world import world
from relode.panel import load
from relode.places import find_city
from relode.plan.asked.request import PlanRequest, command
from relode.plan.decided_run import DecisionBasis
from relode.plan.trials.stage import stage

TRIALS = 1000


def right_signs(gain, seen, worlds, rng):
    """Shares of worlds in which the sign is right: of the card, and of the naive rule that a trial always pays."""
    grounds = gain_grounds(gain, gain, True, True, seen)
    left = len(gain.account.years) - thresholds()["trial_years"].value
    told, average = float(gain.here.std()), float(gain.average.std())
    places = np.sqrt(max(told**2 - average**2, 0.0))
    error = gain.error / seen
    right = always = 0
    for _ in range(worlds):
        mean = rng.choice(gain.average)
        studies = mean + average * rng.standard_normal()
        card = value_of_trial(studies, told, error) * left - grounds.trial_cost
        here = mean + places * rng.standard_normal(TRIALS)
        answer = here + error * rng.standard_normal(TRIALS)
        believed = studies + told**2 / (told**2 + error**2) * (answer - studies)
        real = (here * ((believed > 0) * 1.0 - (studies > 0))).mean() * left - grounds.trial_cost
        right += np.sign(card) == np.sign(real)
        always += real > 0
    return right / worlds, always / worlds


def main(worlds, cities):
    writer = csv.writer(sys.stdout)
    writer.writerow(("city", "programme", "worlds", "sign_right", "always_worth_it_right"))
    panel, rng, every = load(), np.random.default_rng(1), []
    for city in cities:
        place, asked = find_city(city), PlanRequest(futures=80)
        money = command(panel, place, asked)
        basis = DecisionBasis.of(panel, place, asked, money)
        for each in basis.judged(stage(world(panel), place, asked, money)):
            if each.gain is not None:
                lever = each.asked.programme.lever
                shares = right_signs(each.gain, max(seen_by(lever), 1e-6), worlds, rng)
                every.append(shares)
                writer.writerow((city, lever, worlds, *(round(share, 3) for share in shares)))
                sys.stdout.flush()
    writer.writerow(("all", "", worlds * len(every), *(round(float(share), 4) for share in np.mean(every, axis=0))))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, sys.argv[2:] or ["hegang", "fuxin", "baotou"])
