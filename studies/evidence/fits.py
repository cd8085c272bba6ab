"""Fits of the synthesis: python -m studies.evidence.fits draws|priors.

draws: evidence_draws.csv, one fit of all rows, and evidence_effects.csv, what it says of each lever and outcome.
priors: prior_sensitivity.csv, what other priors would have said. Fits that do not ship are kept as text, each for what
it hangs on: what a stopped run goes on with.
"""

import csv
import hashlib
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple
from functools import cache
from importlib.metadata import version
from io import StringIO

import numpy as np

from relode.evidence import posterior, synthesis
from relode.evidence.posterior import PRIORS, SCALARS, EffectDraws
from relode.evidence.prediction import expected
from relode.evidence.sampling import WHOLE, draws
from relode.evidence.shipped_draws import read_draws
from relode.evidence.studies import PublishedStudy, fingerprint, studies
from relode.evidence.summary import summary
from relode.evidence.synthesis import rows_of
from studies import as_csv, own_folder, write
from studies.fingerprints import of_module

SEED = 1
ONE_CHAIN = WHOLE._replace(chains=1)
"""Chains of the many fits that do not ship."""
SAMPLING, WORLDS = "relode.evidence.sampling", "studies.evidence.worlds"


DIGITS = "{:.4g}"


def written(draws: EffectDraws, table: Sequence[PublishedStudy], seed: int) -> str:
    """Draws as CSV: one line a quantity, four digits; the first tells fingerprint, seed and diagnostics."""
    out = StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(["quantity", *(f"draw_{i}" for i in range(draws.count))])
    about = [fingerprint(table), seed, f"{draws.rhat:.4g}", f"{draws.effective:.0f}", draws.divergent]
    lines.writerow(["about", *about, *[""] * (draws.count - len(about))])
    for name in SCALARS:
        lines.writerow([name, *(DIGITS.format(x) for x in draws.scalars[name])])
    for name, array in (("effect", draws.effects), ("family_spread", draws.family_spread)):
        for at, column in enumerate(array.T):
            lines.writerow([f"{name}_{at}", *(DIGITS.format(x) for x in column)])
    return out.getvalue()


@cache
def behind(*modules: str) -> dict[str, str]:
    """What a fit hangs on: the rows as the model reads them, priors, the code of `modules`, versions of the sampler.

    Comments, docstrings and how a row is told move nothing.
    """
    numbers = repr([each.tolist() if isinstance(each, np.ndarray) else each for each in astuple(rows_of(studies()))])
    constants = [posterior.PRIORS, posterior.SCALARS, posterior.BETA, posterior.HALF_NORMALS, posterior.NORMALS,
                 synthesis.BLUR, synthesis.SIGNIFICANT, synthesis.WIDER]  # fmt: skip
    return {
        "rows": hashlib.sha256(numbers.encode()).hexdigest(),
        "constants": repr(constants),
        **{module: of_module(module) for module in modules},
        **{name: version(name) for name in ("jax", "numpyro")},
    }


def part(name: str, at: str, settings: object, make: Callable[[], str], *modules: str) -> str:
    """The text of fit `at`: as an earlier run left it, or made and left for the next."""
    folder = own_folder(f"evidence-{name}", {"settings": repr(settings), **behind(SAMPLING, *modules)})
    path = folder / f"{at}.csv"
    if not path.exists():
        text = make()
        unfinished = path.with_suffix(".part")
        unfinished.write_text(text, encoding="utf-8", newline="\n")
        unfinished.replace(path)
    return path.read_text(encoding="utf-8")


def shipped() -> None:
    """One fit of all rows, and its draws."""
    start = time.process_time()
    fit = draws(rows_of(studies()), SEED)
    seconds = round(time.process_time() - start, 1)
    print(f"fit: {seconds} s of processor time, R-hat {fit.rhat:.3f}, {fit.effective:.0f} independent draws at least,"
          f" {fit.divergent} diverged", flush=True)  # fmt: skip
    text = written(fit, studies(), SEED)
    write("evidence/evidence_draws", text)
    told_effects(text)


def told_effects(text: str) -> None:
    """What draws, as they are written, say of each lever and outcome."""
    fit = read_draws(text, rows_of(studies()))
    about = {"rhat": f"{fit.rhat:.4g}", "fingerprint": fingerprint(studies())}
    write("evidence/evidence_effects", as_csv([
        {"lever": lever, "holds": holds, "family": family, **{name: f"{x:.6g}" for name, x in numbers.items()}, **about}
        for (lever, holds, family), numbers in summary(studies(), fit).items()
    ]))  # fmt: skip


VARIATIONS = {
    "as_shipped": {},
    "half_place": {"place_sd": PRIORS["place_sd"] / 2},
    "twice_place": {"place_sd": PRIORS["place_sd"] * 2},
    "half_lever": {"lever_sd": 0.25, "both_sd": 0.25},
    "twice_lever": {"lever_sd": 1.0, "both_sd": 1.0},
    "mean_nought": {"mean": 0.0},
    "half_error": {"error": PRIORS["error"] / 2},
    "twice_error": {"error": PRIORS["error"] * 2},
    "far_same": {"far": 1.0, "far_log_sd": 0.01},
}


def fit_under(name: str, priors: Mapping[str, float]) -> EffectDraws:
    """A fit of all rows under other priors."""
    rows = rows_of(studies())
    text = part(f"priors-{name}", "fit", (ONE_CHAIN, priors), lambda: written(
        draws(rows, SEED, effort=ONE_CHAIN, priors=priors), studies(), SEED
    ))  # fmt: skip
    return read_draws(text, rows)


def sensitivity() -> None:
    """What other priors would have said."""
    ends = [f"{of}_{at}" for of in ("average", "here") for at in ("p05", "median", "p95")]
    names = ("priors", "lever", "holds", "family", *ends)
    lines = []
    for name, change in VARIATIONS.items():
        fit, rng = fit_under(name, {**PRIORS, **change}), np.random.default_rng(SEED)
        for kind, family in rows_of(studies()).pairs:
            says = expected(fit, kind, family, rng)
            numbers = [
                f"{x:.4g}" for values in (says.average, says.here) for x in np.quantile(values, (0.05, 0.5, 0.95))
            ]
            lines.append(dict(zip(names, [name, *kind, family, *numbers], strict=True)))
        print(name, flush=True)
    write("evidence/prior_sensitivity", as_csv(lines))


if __name__ == "__main__":
    {"draws": shipped, "priors": sensitivity}[sys.argv[1]]()
