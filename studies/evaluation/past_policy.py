"""What past policy did, of one policy of the protocol, with placebos: python -m studies.evaluation.past_policy NAME."""

import json
import sys
from typing import Any

import pandas as pd
import xarray as xr

from relode.evaluation.past_policy import Evaluation, EvaluationSettings, evaluate
from relode.evaluation.policies import policy
from relode.evaluation.shipped_findings import COLUMNS, PACKED, finding
from relode.panel import load
from relode.usual import SEED
from studies import write


def findings_of(panel: xr.Dataset, name: str) -> dict[str, pd.DataFrame]:
    """verdicts (one row an outcome), paths (event year by outcome and design), placebos (draws by outcome)."""
    return tables(evaluate(panel, policy(name), settings=EvaluationSettings(placebos=True, seed=SEED)))


def tables(evaluations: list[Evaluation]) -> dict[str, pd.DataFrame]:
    """The tables of some evaluations. Columns as `findings_of` has them."""
    paths = [
        each.path.assign(outcome=one.outcome, design=design)
        for one in evaluations
        if one.estimate is not None
        for design, each in {one.settings.design: one.estimate, **one.beside}.items()
    ]
    draws = [(one.outcome, i, ratio) for one in evaluations for i, ratio in enumerate(one.ratios)]
    return {
        "verdicts": pd.DataFrame([_verdict_row(one) for one in evaluations]),
        "paths": pd.concat(paths, ignore_index=True) if paths else pd.DataFrame({"outcome": []}),
        "placebos": pd.DataFrame(draws, columns=["outcome", "draw", "ratio"]),
    }


def _verdict_row(one: Evaluation) -> dict[str, Any]:
    result = finding(one)
    plain = {name: getattr(result, name) for name in COLUMNS}
    packed = {name: json.dumps(getattr(result, name), sort_keys=True, ensure_ascii=False) for name in PACKED}
    return {"policy": one.policy.name, **plain, "reasons": ";".join(result.reasons), **packed}


def written(result: dict[str, pd.DataFrame]) -> dict[str, str]:
    """Kind -> the text that is shipped. Columns as `findings_of` has them."""
    return {kind: table.to_csv(index=False, float_format="%.6g", lineterminator="\n") for kind, table in result.items()}


if __name__ == "__main__":
    for kind, text in written(findings_of(load(), sys.argv[1])).items():
        write(f"evaluation/findings/{sys.argv[1]}.{kind}", text)
