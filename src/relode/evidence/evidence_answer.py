"""What the command answers with: the shipped draws, or a fit of the shipped studies and a user's own."""

from importlib.util import find_spec
from pathlib import Path

from relode.errors import RelodeError
from relode.evidence.evidence_record import EvidenceAnswer, evidence
from relode.evidence.shipped_draws import shipped_draws
from relode.evidence.studies import read_studies, studies

SEED = 1


def evidence_answer(lever: str | None = None, own: Path | None = None) -> EvidenceAnswer:
    """The evidence on `lever`, or on all; with a user's studies of `own` the synthesis is fitted again.

    Raises RelodeError for a lever that no row speaks of, for a table that cannot be read,
    and where NumPyro is not installed, which only a fit needs.
    """
    if own is None:
        return evidence(studies(), shipped_draws(), lever)
    table = (*studies(), *read_studies(own))
    if find_spec("numpyro") is None:
        raise RelodeError("fit_needs_numpyro")
    from relode.evidence.sampling import draws
    from relode.evidence.synthesis import rows_of

    return evidence(table, draws(rows_of(table), SEED), lever)
