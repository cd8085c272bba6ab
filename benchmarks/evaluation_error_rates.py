"""How often each verdict comes on panels whose truth is known: `python -m benchmarks.evaluation_error_rates [COUNT]`.

Writes, for each planted truth, coverage of the 95 % interval and the share of each verdict, with the protocol's rules,
to `docs/evaluation_error_rates.csv`; placebos in place and the correction for several outcomes are left out, so a run
with placebos says "effect" less often. Beside it how often a plain comparison would say "effect".
"""

import csv
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import ttest_ind

from relode.evaluation import checks, staggered, study, verdict
from relode.evaluation.policies import protocol
from studies.evaluation.simulated_panels import Truth, simulated_panel

PRACTICAL = 0.02
TABLE = Path(__file__).parents[1] / "docs" / "evaluation_error_rates.csv"
KINDS = ("effect", "no_effect_beyond", "not_identified")
TRUTHS = {
    "no_effect": Truth(),
    "one_practical_size": Truth(effect=PRACTICAL),
    "two_practical_sizes": Truth(effect=2 * PRACTICAL),
    "treated_grow_faster": Truth(trend=0.01),
    "treated_gain_before": Truth(anticipation=0.03),
    "shock_to_half_of_provinces": Truth(common_shock=0.03),
}


def plain(panel: pd.DataFrame, level: float) -> bool:
    """Whether a t test tells the change of treated places, before and after the first wave, from that of others."""
    after = panel["year"] >= panel.loc[panel["first_year"] > 0, "first_year"].min()
    mean = panel.groupby(["place", after.rename("after")])["outcome"].mean().unstack()
    treated = panel.groupby("place")["first_year"].first() > 0
    change = mean[True] - mean[False]
    return bool(ttest_ind(change[treated], change[~treated], equal_var=False).pvalue < level)


def judged(truth: Truth, seed: int) -> tuple[bool, str, bool]:
    """Whether the interval covers the truth, the verdict, and whether a plain comparison says "effect"."""
    rules = protocol()["rules"]
    panel = simulated_panel(truth, np.random.default_rng(seed))
    found = study(panel, horizon=5)
    estimate = staggered(found)
    made = [
        checks.pre_trends(estimate, found, rules["pre_years"], rules["level"], rules["target_power"]),
        checks.sensitivity(estimate, found, rules["pre_years"], rules["violation"]),
        checks.wild_bootstrap(found, rules["level"], 199, seed),
        checks.placebo_in_time(found, rules["placebo_shifts"], rules["level"]),
    ]
    said = verdict(estimate, {c.name: c for c in made}, PRACTICAL, rules["widest"])
    return estimate.low <= truth.effect <= estimate.high, said.kind, plain(panel, rules["level"])


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    lines = []
    for name, truth in TRUTHS.items():
        results = [judged(truth, 1000 + i) for i in range(count)]
        covered, verdicts, plainly = zip(*results, strict=True)
        kinds = Counter(verdicts)
        shares = (sum(covered), *(kinds[kind] for kind in KINDS), sum(plainly))
        lines.append([name, count, *(f"{share / count:.3f}" for share in shares)])
        print(lines[-1], flush=True)
    head = ["truth", "panels", "coverage_95", *KINDS, "effect_plainly"]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *lines])
