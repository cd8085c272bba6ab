"""Tidy tables for pictures: one row a mark, every number that is drawn, nothing that is not."""

import pandas as pd

from relode.outlook.ahead.forecasts import Outlook
from relode.outlook.backcasts.backcast import Backcast
from relode.outlook.backcasts.targets import NOTHING_GIVEN

SCORE_KEYS = ["target", "origin", "horizon", "mode", "method", "group", "unit", "n"]


def bands(outlook: Outlook) -> pd.DataFrame:
    """History and bands of an outlook: quantity, unit, year, part, value, p05, p25, p75, p95. Columns in this order.

    `part` is "history" (bands are NaN) or "forecast" (`value` is the median); `measured` is False where no error
    was measured so far ahead. The year of the newest fact is in both parts, with bands of no width, so that lines
    meet.
    """
    rows: list[dict[str, object]] = []
    for each in outlook.forecasts:
        key = {"quantity": each.quantity, "unit": each.unit}
        rows += [{**key, "year": y, "part": "history", "value": v, "measured": True} for y, v in each.history]
        point = dict.fromkeys(("value", "p05", "p25", "p75", "p95"), each.opening)
        rows.append({**key, "year": each.origin, "part": "forecast", **point, "measured": True})
        for i, year in enumerate(outlook.years):
            if year > each.origin:
                ends = {name: each.quantiles[name][i] for name in ("p05", "p25", "p75", "p95")}
                measured = year <= each.scored_until
                value = each.quantiles["median"][i]
                rows.append({**key, "year": year, "part": "forecast", "value": value, **ends, "measured": measured})
    return pd.DataFrame(rows)


def coverage(backcast: Backcast, group: str = "all") -> pd.DataFrame:
    """Measured coverage of 50 and 90 % bands: one row a method and nominal share, 95 % interval where there is one."""
    table = _of_group(backcast, group)
    halves = table[SCORE_KEYS].assign(nominal=0.5, measured=table["coverage_50"])
    wide = table[SCORE_KEYS].assign(
        nominal=0.9,
        measured=table["coverage_90"],
        low=table["coverage_90_interval_low"],
        high=table["coverage_90_interval_high"],
    )
    return pd.concat([halves, wide], ignore_index=True)


def skills(backcast: Backcast, group: str = "all") -> pd.DataFrame:
    """Skill against the named benchmark with its 95 % interval, best first within each target, origin and mode.

    A row each.
    """
    table = _of_group(backcast, group)
    ends = {"skill_interval_95_low": "low", "skill_interval_95_high": "high"}
    kept = table[[*SCORE_KEYS, "benchmark", "benchmark_mode", "crps", "skill", *ends]].rename(columns=ends)
    kept["is_benchmark"] = (kept["method"] == kept["benchmark"]) & (kept["mode"] == kept["benchmark_mode"])
    return kept.sort_values(["target", "origin", "horizon", "mode", "skill"], ascending=[True] * 4 + [False])


def chances(backcast: Backcast, group: str = "all") -> pd.DataFrame:
    """Histogram of predicted chances of an outcome below the true one (PIT): ten bins, 0.1 each if bands are true.

    A row each target, origin and bin.
    """
    rows = [
        {
            **{key: getattr(row, key) for key in SCORE_KEYS},
            "low": i / 10,
            "high": (i + 1) / 10,
            "share": share,
        }
        for row in backcast.scores
        if row.group == group
        for i, share in enumerate(row.pit)
    ]
    return pd.DataFrame(rows)


def groups(backcast: Backcast, method: str, mode: str = NOTHING_GIVEN) -> pd.DataFrame:
    """Scores of one method by group of places. A row each."""
    table = backcast.table()
    return table[(table["method"] == method) & (table["mode"] == mode)].reset_index(drop=True)


def _of_group(backcast: Backcast, group: str) -> pd.DataFrame:
    table = backcast.table()
    return table[table["group"] == group].reset_index(drop=True)
