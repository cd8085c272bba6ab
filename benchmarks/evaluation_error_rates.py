"""How often each verdict comes on panels whose truth is known: `python -m benchmarks.evaluation_error_rates [COUNT]`.

Prints, for each planted truth, coverage of the 95 % interval and the share of each verdict, with the protocol's rules;
placebos in place and the correction for several outcomes are left out, so a run with placebos says "effect" less often.
"""

import sys
from collections import Counter

import numpy as np

from relode.evaluation import checks, staggered, study, verdict
from relode.evaluation.policies import protocol
from studies.evaluation.simulated_panels import Truth, simulated_panel

PRACTICAL = 0.02
TRUTHS = {
    "no effect": Truth(),
    "effect of one practical size": Truth(effect=0.02),
    "effect of two": Truth(effect=0.04),
    "no effect, treated grow 1 % a year faster": Truth(trend=0.01),
    "no effect, treated gain 3 % two years before": Truth(anticipation=0.03),
    "no effect, shock of 3 % to half of the provinces": Truth(common_shock=0.03),
}


def judged(truth: Truth, seed: int) -> tuple[bool, str]:
    """Whether the interval covers the truth, and the verdict."""
    rules = protocol()["rules"]
    found = study(simulated_panel(truth, np.random.default_rng(seed)), horizon=5)
    estimate = staggered(found)
    made = [
        checks.pre_trends(estimate, found, rules["pre_years"], rules["level"], rules["target_power"]),
        checks.sensitivity(estimate, found, rules["pre_years"], rules["violation"]),
        checks.wild_bootstrap(found, rules["level"], 199, seed),
        checks.placebo_in_time(found, rules["placebo_shifts"], rules["level"]),
    ]
    said = verdict(estimate, {c.name: c for c in made}, PRACTICAL, rules["widest"])
    return estimate.low <= truth.effect <= estimate.high, said.kind


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    for name, truth in TRUTHS.items():
        results = [judged(truth, 1000 + i) for i in range(count)]
        kinds = Counter(kind for _, kind in results)
        shares = {kind: round(n / count, 3) for kind, n in sorted(kinds.items())}
        print(f"{name}: coverage {np.mean([covered for covered, _ in results]):.3f}, {shares}", flush=True)
