"""What past policy did: designs of two libraries, checks by default, and a verdict that may be "not identified".

`study` refuses what no design can answer; `designs` and `synthetic_designs` call diff-diff and pysyncon; `checks` are
what an estimate must stand; `verdict` puts it into one of three words by a rule; `protocol.toml` holds outcomes,
policies, controls and practical sizes, written down before estimates were seen.
"""

from relode.evaluation.checks import Check, Verdict, verdict
from relode.evaluation.designs import DesignEstimate, imputation, staggered
from relode.evaluation.study import Refused, Study, study
from relode.evaluation.synthetic_designs import (
    augmented_synthetic_control,
    synthetic_control,
    synthetic_difference_in_differences,
)

__all__ = [
    "Check",
    "DesignEstimate",
    "Refused",
    "Study",
    "Verdict",
    "augmented_synthetic_control",
    "imputation",
    "staggered",
    "study",
    "synthetic_control",
    "synthetic_difference_in_differences",
    "verdict",
]
