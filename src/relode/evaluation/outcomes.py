"""Outcomes of the panel as a study takes them: one row a place and year, transformed as the protocol says."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from relode.errors import RelodeError
from relode.evaluation.policies import PastPolicy, overlapping, protocol
from relode.evaluation.study import Refused, Study, study
from relode.language import Amount


def outcome_names() -> tuple[str, ...]:
    """The outcomes that the protocol names."""
    return tuple(protocol()["outcomes"])


def study_of(panel: xr.Dataset, policy: PastPolicy, outcome: str, least_treated: int | None = None) -> Study:
    """The study of a policy and an outcome, refused where the protocol's rules say that nothing can be learnt.

    `least_treated` places are asked for, those of the protocol if None. Years are the longest run in which the
    protocol's share of the treated places have the outcome. Raises RelodeError for an outcome that the protocol does
    not name, and Refused.
    """
    if outcome not in outcome_names():
        raise RelodeError("unknown_outcome", name=outcome, known=", ".join(outcome_names()))
    rules = protocol()["rules"]
    both = {name: at for name, at in overlapping(policy).items() if _overlaps(*at)}
    if both:
        name, (own, other) = max(both.items(), key=lambda item: item[1][0])
        shares = {"treated": own, "controls": other}
        raise Refused("study_overlap", other=name, **{k: Amount(round(v, 4), "share") for k, v in shares.items()})
    table = outcome_table(panel, policy, outcome)
    data = study(
        table, horizon=policy.horizon, least_pre_periods=rules["least_pre_periods"],
        balanced_share=rules["balanced_share"],
    )  # fmt: skip
    least = rules["least_treated"] if least_treated is None else least_treated
    if len(data.treated) < least:
        raise Refused("study_few_treated", count=len(data.treated), least=least)
    if len(data.controls) < rules["least_controls"]:
        raise Refused("study_few_controls", count=len(data.controls), least=rules["least_controls"])
    return data


def outcome_table(panel: xr.Dataset, policy: PastPolicy, outcome: str) -> pd.DataFrame:
    """Columns place, year, outcome, first_year, cluster, flag; a logarithm of what is not positive is missing.

    Refused where the figures do not cover enough treated places.
    """
    places = sorted({*policy.first_years, *policy.controls} & set(panel["place"].to_numpy().tolist()))
    years = [int(y) for y in panel["year"].to_numpy() if policy.first <= y <= policy.last]
    cells = panel.sel(quantity=outcome, place=places, year=years)
    values = cells["value"].to_numpy()
    if protocol()["outcomes"][outcome]["transform"] == "ln":
        values = np.log(np.where(values > 0, values, np.nan))
    else:
        values = 100 * values
    own, published = np.array([code in policy.first_years for code in places]), np.isfinite(values).any(axis=0)
    covered = np.isfinite(values[own]).mean(axis=0) >= protocol()["rules"]["covered_share"]
    known = published.copy()  # a census comes every ten years: those between are no gap
    known[published] = _longest_run(covered[published])
    count = int(known.sum())
    if not count:
        raise Refused("study_outcome_missing", lacking=sorted(policy.first_years), count=len(policy.first_years))
    return pd.DataFrame(
        {
            "place": np.repeat(places, count),
            "year": np.tile(np.array(years)[known], len(places)),
            "outcome": values[:, known].ravel(),
            "first_year": np.repeat([policy.first_years.get(code, 0) for code in places], count),
            "cluster": np.repeat([code[:2] for code in places], count),
            "flag": cells["flag"].to_numpy()[:, known].ravel(),
        }
    )


def _longest_run(known: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The longest run of years without a gap, the later one of two as long."""
    kept, start = (0, 0), 0
    for end in range(1, len(known) + 1):
        if not known[end - 1]:
            start = end
        elif end - start >= kept[1] - kept[0]:
            kept = (start, end)
    within = np.arange(len(known))
    return (within >= kept[0]) & (within < kept[1])


def within_provinces(data: Study) -> Study | None:
    """Outcomes as differences from the other untreated places of the province, where it has at least two.

    None where fewer than the protocol's treated places lie in such a province.
    """
    rows = data.table
    untreated = rows[rows["first_year"] == 0]
    sums = untreated.groupby(["cluster", "year"])["outcome"].agg(["sum", "count"]).reset_index()
    rows = rows.merge(sums[sums["count"] >= 2], on=["cluster", "year"])
    own = rows["outcome"].where(rows["first_year"] == 0, 0.0)
    mean = (rows["sum"] - own) / (rows["count"] - (rows["first_year"] == 0))
    kept = rows.assign(outcome=rows["outcome"] - mean)[list(data.table.columns)]
    near = replace(data, table=kept.sort_values(["place", "year"]).reset_index(drop=True))
    return near if len(near.treated) >= protocol()["rules"]["least_treated"] else None


def _overlaps(treated: float, controls: float) -> bool:
    rules = protocol()["rules"]
    return bool(treated >= rules["overlap_share"] and treated >= rules["overlap_ratio"] * controls)
