"""The draws that ship: written by one fit, read by whoever asks, with a fingerprint of the rows they come from."""

from functools import cache

import numpy as np

from relode import shipped_tables
from relode.errors import RelodeError
from relode.evidence.posterior import SCALARS, EffectDraws
from relode.evidence.studies import fingerprint, studies
from relode.evidence.synthesis import Rows, rows_of


def read_draws(text: str, rows: Rows) -> EffectDraws:
    """Draws of a text that `written` made from these rows."""
    table = dict(line.split(",", 1) for line in text.splitlines()[1:])
    about = table.pop("about").split(",")
    numbers = {name: np.fromstring(line, sep=",") for name, line in table.items()}
    effects = np.stack([numbers[f"effect_{at}"] for at in range(rows.design.shape[1])], axis=1)
    spread = np.stack([numbers[f"family_spread_{at}"] for at in range(len(rows.families))], axis=1)
    scalars = {name: numbers[name] for name in SCALARS}
    rhat, effective, divergent = map(float, about[2:5])
    return EffectDraws(scalars, effects, spread, rows.kinds, rows.families, rows.pairs, rhat, effective, int(divergent))


@cache
def shipped_draws() -> EffectDraws:
    """The draws that ship. Raises RelodeError where they do not come from the rows that ship."""
    text = shipped_tables.text("relode.evidence", "evidence_draws")
    if text.split("\n")[1].split(",")[1] != fingerprint(studies()):
        raise RelodeError("evidence.stale_draws")
    return read_draws(text, rows_of(studies()))
