"""The bust of mining after 2011 as an experiment: exposure to prices of coal and ores, with errors that know of it.

A place's exposure is its mining share of jobs before, spread over the commodities of its minerals, times how much each
price changed in constant yuan. No library of ours has errors for such designs, so this one formula is written here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import StringIO

import numpy as np
import pandas as pd
import scipy
import xarray as xr

from relode import shipped_tables
from relode.errors import RelodeError
from relode.evaluation.checks import EFFECT, NO_EFFECT, NOT_IDENTIFIED
from relode.evaluation.designs import Floats
from relode.evaluation.policies import protocol
from relode.facts import rows
from relode.panel import load
from relode.places import all_places, official
from studies import write

UNPRICED = "none"


@dataclass(frozen=True)
class ShiftShareEffect:
    """The effect of one unit of exposure (or of one job in mining), its error, and how many shocks it rests on."""

    effect: float
    standard_error: float
    low: float
    high: float
    effective_shocks: float
    places: int


def shift_share(
    outcome: Floats, shares: Floats, shocks: Floats, controls: Floats, treatment: Floats | None = None
) -> ShiftShareEffect:
    """Least squares of the outcome on shares @ shocks beside controls; with `treatment`, that is its instrument.

    `outcome` (place,), `shares` (place, shock), `shocks` (shock,), `controls` (place, control) with a constant. The
    error lets residuals of places with like shares go together; the interval takes t with effective shocks less one.
    Raises RelodeError where shares tell fewer than two shocks apart. Source: adao2019.
    """
    exposure = shares @ shocks
    projection = controls @ np.linalg.lstsq(controls, np.column_stack([exposure, outcome]), rcond=None)[0]
    x, y = exposure - projection[:, 0], outcome - projection[:, 1]
    if np.linalg.matrix_rank(shares) < 2 or not (np.abs(x) > 1e-12).any():
        raise RelodeError("bust_one_shock")
    d = x if treatment is None else treatment - controls @ np.linalg.lstsq(controls, treatment, rcond=None)[0]
    effect = float(x @ y / (x @ d))
    residual = y - effect * d
    shock_part = np.linalg.lstsq(shares, x, rcond=None)[0]
    error = float(np.sqrt(np.sum((shock_part * (shares.T @ residual)) ** 2)) / abs(x @ d))
    weights = shares.sum(axis=0) / shares.sum()
    effective = float(1 / np.sum(weights**2))
    half = float(scipy.stats.t.ppf(0.975, max(effective - 1, 1))) * error
    return ShiftShareEffect(effect, error, effect - half, effect + half, effective, len(outcome))


def bust_table(panel: xr.Dataset) -> pd.DataFrame:
    """For each outcome of the protocol, before and after, and for other jobs per mining job: estimate and verdict.

    A row each.

    `effect` is for an exposure of one standard deviation of places (outcomes), or other jobs for each mining job
    (multiplier). `before` rows ask the same of the five years before the top, where nothing should be seen.
    """
    settings = protocol()["bust"]
    codes, shares, names = exposures(panel)
    shocks = np.array([price_changes()[name] for name in names])
    spread = float((shares @ shocks).std(ddof=1))
    top, end, early = settings["price_from"][-1], settings["price_to"][-1], settings["first"]
    table = []
    for outcome in settings["outcomes"]:
        for period, (start, stop) in {"before": (early, top), "after": (top, end)}.items():
            values = np.log(panel["value"].sel(quantity=outcome, place=codes, year=[start, stop]).to_numpy())
            table.append(_row(outcome, period, values[:, 1] - values[:, 0], shares, shocks, spread))
    table.append(_multiplier(panel, codes, shares, shocks))
    return pd.DataFrame(table)


def exposures(panel: xr.Dataset) -> tuple[list[str], Floats, list[str]]:
    """Listed prefectures with a mining share, their shares of jobs by commodity, and the commodities' names."""
    year = protocol()["bust"]["shares_year"]
    listed = official()
    share = panel["value"].sel(quantity="mining_employment_share", year=year).to_series()
    codes = [
        p.code for p in all_places()
        if p.level == "prefecture" and p.in_partition and p.code in listed and np.isfinite(share[p.code])
    ]  # fmt: skip
    mixes = [_mix(listed[code].resource_detail, listed[code].main_resource) for code in codes]
    names = sorted({name for mix in mixes for name in mix if name != UNPRICED})
    return (
        codes,
        np.array([[share[c] * mix.get(n, 0.0) for n in names] for c, mix in zip(codes, mixes, strict=True)]),
        names,
    )


@cache
def price_changes() -> Mapping[str, float]:
    """Commodity -> log change of its price in constant yuan between the protocol's two spans of years."""
    settings = protocol()["bust"]
    macro = {(r["quantity"], int(r["year"])): float(r["value"]) for r in rows("macro") if r["quantity"] in MACRO}
    values: dict[str, dict[int, float]] = {}
    for row in rows("prices"):
        year = int(row["year"])
        if (MACRO[0], year) in macro:
            rate = macro[MACRO[1], year] if row["unit"].startswith("USD") else 1.0
            values.setdefault(row["commodity"], {})[year] = float(row["commodity_price"]) * rate / macro[MACRO[0], year]
    spans = [settings["price_from"], settings["price_to"]]
    return {
        name: float(np.diff([np.log(np.mean([path[y] for y in span])) for span in spans])[0])
        for name, path in values.items()
        if all(y in path for span in spans for y in span)
    }


MACRO = ("consumer_price_index", "exchange_rate")


def _mix(details: tuple[str, ...], main: str) -> dict[str, float]:
    """Commodity -> weight of a place's minerals, equal among them; by the main resource where none is named."""
    known = {r["resource"] for r in rows("resource_prices") if r["level"] == "resource_detail"}
    named = [("resource_detail", d) for d in details if d in known] or [("main_resource", main)]
    values: dict[str, float] = {}
    for level, resource in named:
        for row in rows("resource_prices"):
            if (row["level"], row["resource"]) == (level, resource):
                commodity = row["commodity"]
                values[commodity] = values.get(commodity, 0.0) + float(row["commodity_weight"]) / len(named)
    return values


def _row(outcome: str, period: str, change: Floats, shares: Floats, shocks: Floats, spread: float) -> dict[str, object]:
    known = np.isfinite(change)
    if known.sum() < protocol()["bust"]["least_places"]:
        blank: dict[str, float | None] = dict.fromkeys(("effect", "standard_error", "low", "high"))
        unknown = {"verdict": NOT_IDENTIFIED, "reason": "few_places", "bound": None, "effective_shocks": None}
        return {"outcome": outcome, "period": period, **blank, **unknown, "places": int(known.sum())}
    controls = np.column_stack([np.ones(known.sum()), shares[known].sum(axis=1)])
    result = shift_share(change[known], shares[known], shocks, controls)
    sizes = {name: spread * getattr(result, name) for name in ("effect", "standard_error", "low", "high")}
    practical = protocol()["outcomes"][outcome]["practical"]
    return {"outcome": outcome, "period": period, **sizes, **_judged(result, sizes, practical)}


def _multiplier(panel: xr.Dataset, codes: list[str], shares: Floats, shocks: Floats) -> dict[str, object]:
    """Other jobs for each mining job from census to census, mining jobs moved by prices."""
    cells = panel["value"].sel(place=codes, year=[2010, 2020])
    total, mining = (cells.sel(quantity=q).to_numpy() for q in ("employment_all_sections", "employment_mining"))
    # Long-form samples differ in size between the censuses: each year's jobs are taken as parts of the nation's.
    scale = np.nansum(total[:, 0]) / np.nansum(total[:, 1])
    lost = (mining[:, 1] * scale - mining[:, 0]) / total[:, 0]
    others = ((total[:, 1] - mining[:, 1]) * scale - (total[:, 0] - mining[:, 0])) / total[:, 0]
    known = np.isfinite(lost) & np.isfinite(others)
    controls = np.column_stack([np.ones(known.sum()), shares[known].sum(axis=1)])
    result = shift_share(others[known], shares[known], shocks, controls, lost[known])
    sizes = {name: getattr(result, name) for name in ("effect", "standard_error", "low", "high")}
    return {"outcome": "multiplier", "period": "2010-2020", **sizes, **_judged(result, sizes, 0.1)}


def _judged(effect: ShiftShareEffect, sizes: Mapping[str, float], practical: float) -> dict[str, object]:
    rules = protocol()
    reason, bound = "", max(abs(sizes["low"]), abs(sizes["high"]))
    if effect.effective_shocks < rules["bust"]["least_effective_shocks"]:
        verdict, reason = NOT_IDENTIFIED, "few_shocks"
    elif sizes["low"] > 0 or sizes["high"] < 0:
        verdict = EFFECT
    elif bound > rules["rules"]["widest"] * practical:
        verdict, reason = NOT_IDENTIFIED, "too_wide"
    else:
        verdict = NO_EFFECT
    return {
        "verdict": verdict, "reason": reason, "bound": bound, "effective_shocks": effect.effective_shocks,
        "places": effect.places,
    }  # fmt: skip


@cache
def shipped_bust() -> pd.DataFrame:
    """The table that ships. Columns as `bust_table`."""
    content = shipped_tables.text("relode.evaluation", "findings/bust")
    return pd.read_csv(StringIO(content), keep_default_na=False, na_values=["NaN"])


if __name__ == "__main__":
    text = bust_table(load()).to_csv(index=False, float_format="%.6g", lineterminator="\n")
    write("evaluation/findings/bust", text)
