"""How often the word on a programme is right: study tables drawn from a known truth, each fitted by the synthesis.

`python -m studies.evidence.words` writes word_rates.csv: a row a case and number of further studies of each programme.
Tables have the shipped rows, gaps and errors; all that a case does not say is a draw of the shipped posterior.
"""

from dataclasses import replace
from functools import partial

import numpy as np

from relode.arrays import Array
from relode.evidence.sampling import Effort, draws
from relode.evidence.shipped_draws import shipped_draws
from relode.evidence.studies import kind_of, studies
from relode.evidence.summary import summary
from relode.evidence.synthesis import Rows, rows_of
from relode.evidence.words import FALSE, PRACTICAL, TRUE, word_of
from relode.streams import stream
from studies import as_csv, write
from studies.evidence.fits import SEED, WORLDS, part
from studies.evidence.worlds import published

ALL_PRINTED = {"published": 1.0, "negative": 1.0, "number_significant": 1.0, "number_not": 1.0}
ONE_SIDED = {"published": 0.0, "negative": 0.0, "number_significant": 1.0, "number_not": 1.0}
"""Every result is printed as a number; only significant positive ones are."""
NO_SPREAD = {"log_place_sd": -20.0, "unusual": 0.0}
CASES = {
    "nothing_works": (0.0, {**ONE_SIDED, **NO_SPREAD}),
    "nothing_on_average": (0.0, ONE_SIDED),
    "works": (2 * PRACTICAL, ALL_PRINTED),
}
"""Case -> mean over places that is true of every programme [scale of the family], and what else holds."""
MORE = (0, 3, 10)
"""Further studies of each programme, each a group of its own: tried until words are right often enough."""
EFFORT = Effort(1, 300, 250)
BEHIND = ("studies.evidence.words", WORLDS, "relode.evidence.words")
COUNT = 20
"""Worlds of a case."""


def table_with(more: int) -> Rows:
    """The shipped rows, with `more` further studies of each programme like those that it has."""
    own = {(kind_of(each), each.family): each for each in studies() if kind_of(each)[1] == "measure" and not each.shock}
    extra = [replace(each, cluster=f"{pair} {at}") for pair, each in own.items() for at in range(more)]
    return rows_of([*studies(), *extra])


def world(rows: Rows, case: str, at: int) -> tuple[dict[str, Array], Rows]:
    """World number `at` of a case: its truth, and the studies that are printed of it. [scale of the family]"""
    mean, holds = CASES[case]
    rng = stream("word_worlds", (SEED, at))
    posterior = shipped_draws()
    one = int(rng.integers(posterior.count))
    truth: dict[str, Array] = {name: np.asarray(values[one]) for name, values in posterior.scalars.items()}
    truth |= {name: np.asarray(value) for name, value in holds.items()}
    effects = posterior.effects[one].copy()
    first = rows.design.shape[1] - len(rows.pairs)
    for pair, (kind, _) in enumerate(rows.pairs):
        if kind[1] == "measure":
            row = int(np.argmax(rows.design[:, first + pair]))
            effects[first + pair] += mean - rows.design[row] @ effects
    truth |= {
        "effects": effects,
        "family_spread": posterior.family_spread[one],
        "clusters": np.asarray(rng.standard_normal(rows.in_cluster.shape[1])),
    }
    return truth, published(rows, truth, rng)


def shown(case: str, more: int, at: int) -> str:
    """Programmes and outcomes of which the synthesis of a world says "shown", and how many there are, as text."""
    rows = table_with(more)
    fit = draws(world(rows, case, at)[1], at, effort=EFFORT, kept=EFFORT.draws)
    words = [word_of(says["average_bound"], family)
             for (_, holds, family), says in summary(studies(), fit).items() if holds == "measure"]  # fmt: skip
    return f"{words.count('shown')},{len(words)},{fit.rhat:.3f}"


def rates(case: str, more: int) -> dict[str, str]:
    """A line of the table: the share of programmes that are shown in the worlds of a case, with its standard error."""
    found = [part("words", f"{case}-{more}-{at}", (EFFORT, CASES), partial(shown, case, more, at), *BEHIND)
             for at in range(COUNT)]  # fmt: skip
    parts = np.array([[float(x) for x in text.split(",")] for text in found])
    shares = parts[:, 0] / parts[:, 1]
    line = {"case": case, "more": str(more), "worlds": str(COUNT), "shown": f"{shares.mean():.3f}",
            "error": f"{shares.std() / COUNT**0.5:.3f}", "rhat": f"{np.median(parts[:, 2]):.2f}"}  # fmt: skip
    print(line, flush=True)
    return line


def main() -> None:
    """Fit every world, as far as an earlier run has not, and write the shares."""
    lines: list[dict[str, str]] = []
    for more in MORE:
        lines += [rates(case, more) for case in CASES]
        false, _, true = (float(line["shown"]) for line in lines[-3:])
        if false <= FALSE and true >= TRUE:
            break
    write("evidence/word_rates", as_csv(lines))


if __name__ == "__main__":
    main()
