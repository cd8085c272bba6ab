"""Findings of our own as rows for the model: each is evidence or examination, never both, and knows its last year."""

from dataclasses import dataclass

import numpy as np

from relode.evaluation.policies import protocol
from relode.evaluation.shipped_findings import Finding, shipped_policies, shipped_verdicts
from relode.evaluation.verdict import NOT_IDENTIFIED

KIND = "own_evaluation"
EVIDENCE, EXAMINATION = "evidence", "examination"


@dataclass(frozen=True)
class OwnEvaluation:
    """An identified estimate for a lever: the mean effect on treated places, in the outcome's unit.

    `standard_error` is that of the interval which allows for parting trends; `transport_width` is added to it (in
    squares) where the estimate is asked of a single other city: the larger of the spread between designs and half the
    range of leaving one place or province out. `use` is evidence or examination.
    """

    policy: str
    lever: str
    outcome: str
    effect: float
    standard_error: float
    transport_width: float
    horizon: int
    last_outcome_year: int
    use: str
    kind: str = KIND


def own_evaluations(use: str, origin: int | None = None) -> tuple[OwnEvaluation, ...]:
    """Rows of one use; with `origin` only those whose last outcome year lies before it: backcasts stay blind."""
    result = (
        _row(finding)
        for name in shipped_policies() if protocol()["policies"][name]["lever"]
        for finding in shipped_verdicts(name) if finding.verdict != NOT_IDENTIFIED
    )  # fmt: skip
    return tuple(row for row in result if row.use == use and (origin is None or row.last_outcome_year < origin))


def _row(finding: Finding) -> OwnEvaluation:
    entry, robust = protocol()["policies"][finding.policy], finding.checks["sensitivity"]
    designs = [finding.effect or 0.0, *(each["effect"] for each in finding.designs.values())]
    left_out = finding.checks["leave_one_out"]
    half_range = (left_out.get("highest", 0.0) - left_out.get("lowest", 0.0)) / 2
    return OwnEvaluation(
        policy=finding.policy,
        lever=entry["lever"],
        outcome=finding.outcome,
        effect=finding.effect or 0.0,
        standard_error=(robust["high"] - robust["low"]) / (2 * 1.959964),
        transport_width=float(max(np.std(designs, ddof=1), half_range)),
        horizon=finding.horizon,
        last_outcome_year=finding.last,
        use=entry["use"],
    )
