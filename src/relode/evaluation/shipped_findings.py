"""What evaluations of the shipped policies found: computed once with placebos, and shipped as tables.

`make data` writes them anew when what they were computed from changes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import StringIO
from typing import Any

import pandas as pd

from relode import shipped_tables
from relode.errors import RelodeError
from relode.evaluation.past_policy import Evaluation
from relode.evaluation.policies import PastPolicy, policy, protocol
from relode.facts import rows
from relode.language import Amount
from relode.places import Place

COLUMNS = (
    "outcome", "verdict", "bound", "effect", "standard_error", "low", "high", "treated", "controls", "first", "last",
    "below", "horizon",
)  # fmt: skip
PACKED = ("checks", "designs", "refused", "dropped")


@dataclass(frozen=True)
class Finding:
    """What is said of an outcome of a policy, in the outcome's unit after the protocol's transform.

    `checks` is name -> passed and its numbers, `designs` name -> effect, low and high, `refused` the key of an error
    with its values, empty where something was estimated.
    """

    policy: str
    outcome: str
    verdict: str
    reasons: tuple[str, ...]
    bound: float | None
    effect: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    treated: int
    controls: int
    first: int
    last: int
    below: int
    horizon: int
    checks: Mapping[str, Mapping[str, Any]]
    designs: Mapping[str, Mapping[str, float]]
    refused: Mapping[str, Any]
    dropped: list[str]


def finding(one: Evaluation) -> Finding:
    """What is said of an evaluation."""
    estimate, refused = one.estimate, one.refused
    return Finding(
        policy=one.policy.name,
        outcome=one.outcome,
        verdict=one.verdict.kind,
        reasons=one.verdict.reasons,
        bound=one.verdict.bound,
        effect=None if estimate is None else estimate.effect,
        standard_error=None if estimate is None else estimate.standard_error,
        low=None if estimate is None else estimate.low,
        high=None if estimate is None else estimate.high,
        treated=0 if estimate is None else estimate.treated_count,
        controls=0 if estimate is None else estimate.control_count,
        first=0 if one.years is None else one.years[0],
        last=0 if one.years is None else one.years[1],
        below=len(one.policy.below),
        horizon=one.policy.horizon,
        checks={c.name: {"passed": c.passed, **_rounded(c.detail)} for c in one.checks.values()},
        designs={name: _rounded({"effect": e.effect, "low": e.low, "high": e.high}) for name, e in one.beside.items()},
        refused={} if refused is None else {"key": refused.key, **_refusal(refused)},
        dropped=list(one.dropped),
    )


def shipped_verdicts(name: str) -> tuple[Finding, ...]:
    """The shipped findings of a policy, in the protocol's order of outcomes."""
    findings = []
    for row in shipped(name, "verdicts").to_dict("records"):
        values: dict[str, Any] = {str(k): None if isinstance(v, float) and v != v else v for k, v in row.items()}
        packed = {k: json.loads(str(values[k])) for k in PACKED}
        reasons = tuple(str(values["reasons"] or "").split(";")) if values["reasons"] else ()
        fields: dict[str, Any] = {k: values[k] for k in COLUMNS} | packed
        findings.append(Finding(policy=name, reasons=reasons, **fields))
    return tuple(findings)


def _refusal(refused: RelodeError) -> dict[str, object]:
    filled = refused.values  # noqa: PD011 - a mapping of ours
    plain = {name: v.value if isinstance(v, Amount) else v for name, v in filled.items()}
    return {name: v if isinstance(v, int | float | list) else str(v) for name, v in plain.items()}


def _rounded(detail: Any) -> dict[str, Any]:
    plain = {k: v.item() if hasattr(v, "item") else v for k, v in detail.items()}
    return {k: float(f"{v:.6g}") if isinstance(v, float) else v for k, v in plain.items()}


@cache
def shipped(name: str, kind: str) -> pd.DataFrame:
    """A shipped table of a policy of the protocol: "verdicts", "paths" or "placebos".

    Columns as `findings_of` has them.
    """
    content = shipped_tables.text("relode.evaluation", f"findings/{name}.{kind}")
    return pd.read_csv(StringIO(content), keep_default_na=False, na_values=[""])


@cache
def shipped_policies() -> tuple[str, ...]:
    """Names of the policies whose findings ship; a wheel built without a source ships none."""
    names = protocol()["policies"]
    return tuple(name for name in names if shipped_tables.exists("relode.evaluation", f"findings/{name}.verdicts"))


IN_ORDER = ("exhausted_transfers", "demonstration_zones", "plan_2013", "clusters", "low_carbon_pilots")
"""Of several policies the first is drawn: money first, then places, then plans."""


@cache
def _policy(name: str) -> PastPolicy:
    return policy(name)


def reached(place: Place) -> dict[str, str]:
    """Policy -> how the place is in its estimates: treated, control, left_out or below; absent where it is not."""
    texts = {}
    for name in shipped_policies():
        asked = _policy(name)
        groups = {
            "treated": asked.first_years, "left_out": asked.left_out, "below": asked.below, "control": asked.controls
        }  # fmt: skip
        kind = next((kind for kind, codes in groups.items() if place.code in codes), None)
        if kind:
            texts[name] = kind
    return texts


def policy_shown(place: Place) -> str | None:
    """The policy whose pictures a page of the place shows; None where none reached it."""
    kinds = reached(place)
    return next((name for name in IN_ORDER if kinds.get(name) in ("treated", "left_out", "below")), None)


def province_transfers(place: Place) -> list[dict[str, str]]:
    """Transfers to exhausted cities of the place's province, oldest first; cities' own are not published."""
    return sorted(
        (
            row for row in rows("transfers")
            if row["place"] == place.province and row["quantity"] == "exhausted_city_transfer"
        ),
        key=lambda row: row["year"],
    )  # fmt: skip
