"""What comes of promises: start, completion, phase, delay and jobs, each from counted rows, and the year's shock.

Rows that were found by searching for endings give no rate: cohorts with a denominator, projects of a list that was
not drawn up by outcome, and programmes with a common rule do.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from io import StringIO
from pathlib import Path
from typing import Annotated

import numpy as np

from relode.arrays import Array
from relode.errors import RelodeError
from relode.facts import rows
from relode.record import Blank, Doc, Record
from relode.streams import stream

Row = Mapping[str, str]

NO_RATE = frozenset({"huaibei24", "zhangzhou21", "wmc_all", "sc600_2015", "bt_ind22"})
"""Cohorts whose starts are of other contracts than their denominator; the sum of three other rows; and those picked for
success: contracts singled out for pushing, a list drawn up after the starts."""
LIMITS = np.linspace(0.3, 0.99, 24)
MONTHS = np.geomspace(1.0, 60.0, 24)
"""Grid of the share that begins in the end, and of the months after which 63 % of it have."""
SPREADS = np.geomspace(2.0, 200.0, 12)
"""Grid of the size of the beta distribution of cohorts: 2 is as wide as can be, 200 nearly the same everywhere."""
SETTLED = 2022
"""Plants announced until then have had four years: whether they began is known."""
READ_IN = 2026
"""Year in which the plants of the list were last looked at."""
COLUMNS_OF_LEDGER = ("id", "stage", "denominator", "months_since", "started_n", "producing_n")
COUNTED = "first rows"
BIG = "criterion:"


@dataclass(frozen=True)
class PromiseRate(Record):
    """A share that rests on counted rows."""

    stage: Annotated[str, Doc("what happens: start, completion, phase, delay, jobs, shock")]
    of: Annotated[Blank, Doc("for deals of which stage")]
    median: Annotated[float, Doc("median of the rate", "unit")]
    low: Annotated[float, Doc("5 % quantile", "unit")]
    high: Annotated[float, Doc("95 % quantile", "unit")]
    unit: Annotated[str, Doc("unit of the three")]
    count: Annotated[int, Doc("projects behind it")]
    rows: Annotated[tuple[str, ...], Doc("rows of the facts that it rests on", shape="row")]


@dataclass(frozen=True)
class CohortFit:
    """Draws of the share that comes in the end and of the months it takes, and the rows behind them."""

    share: Array
    months: Array
    spread: Array
    rows: tuple[str, ...]
    count: int


def fitted_curve(counts: Sequence[tuple[float, float, float]], rng: np.random.Generator, draws: int) -> Array:
    """Draws (draw, parameter) of share, months and spread of `happened of n by month m`, cohorts apart by a beta.

    `counts` are (happened, n, months). Flat over the grid; beta-binomial with mean share * (1 - exp(-m / months)).
    """
    cells, chance = _posterior(tuple(counts))
    return np.asarray(cells[np.searchsorted(chance, rng.random(draws), side="right")])


@lru_cache(maxsize=32)
def _posterior(counts: tuple[tuple[float, float, float], ...]) -> tuple[Array, Array]:
    """The cells of the grid, (cell, parameter), and the running sum of their chances, (cell,)."""
    from scipy.special import gammaln  # its library starts slowly

    happened, total, since = (np.array(column)[:, None, None, None] for column in zip(*counts, strict=True))
    share, months, spread = np.meshgrid(LIMITS, MONTHS, SPREADS, indexing="ij")
    mean = share * (1 - np.exp(-since / months))
    a, b = mean * spread, (1 - mean) * spread
    log = gammaln(happened + a) + gammaln(total - happened + b) - gammaln(total + spread)
    log = (log - gammaln(a) - gammaln(b) + gammaln(spread)).sum(axis=0)
    chance = np.exp(log - log.max()).ravel().cumsum()
    chance = chance / chance[-1]
    chance[-1] = 1.0
    return np.stack([share.ravel(), months.ravel(), spread.ravel()], axis=1), chance


def counts_of(table: Sequence[Row], happened: str, of: str) -> list[tuple[str, float, float, float]]:
    """Id, how many, of how many, after how many months: of the rows that count all. [months]"""
    result = []
    for row in table:
        ends = [float(end) for end in row["months_since"].split("-") if end]  # the middle of a span such as 10-34
        if row[happened] and row[of] and ends:
            since = sum(ends) / len(ends)
            result.append((row["id"], float(row[happened]), float(row[of]), max(since, 1.0)))
    return result


def cohort_rows(stage: str, own: Sequence[Row] = ()) -> list[Row]:
    """Cohorts of a stage that may give a rate, the user's own ones among them."""
    return [row for row in (*rows("deal_rates_china"), *own) if row["stage"] == stage and row["id"] not in NO_RATE]


def starts(stage: str, rng: np.random.Generator, draws: int, own: Sequence[Row] = ()) -> CohortFit:
    """How many contracts ("contract"), or projects of a yearly list ("approved"), begin in the end, as reported."""
    return _fit(counts_of(cohort_rows(stage, own), "started_n", "denominator"), rng, draws)


def completions(rng: np.random.Generator, draws: int, own: Sequence[Row] = ()) -> CohortFit:
    """How many of those that began produce in the end: Chinese cohorts, and American plants after four years."""
    counted = counts_of(cohort_rows("contract", own), "producing_n", "started_n")
    begun, settled = announced_starts()
    producing = sum(_status(row) in ("producing", "closed") for row in settled)
    age = 12 * float(np.mean([READ_IN - int(row["promised_year"]) for row in settled]))
    fit = _fit([*counted, ("us_pvp", float(producing), float(begun), age)], rng, draws)
    return replace(fit, rows=(*(each[0] for each in counted), *(row["id"] for row in settled)))


def _fit(counted: Sequence[tuple[str, float, float, float]], rng: np.random.Generator, draws: int) -> CohortFit:
    curve = fitted_curve([each[1:] for each in counted], rng, draws)
    ids = tuple(each[0] for each in counted)
    return CohortFit(curve[:, 0], curve[:, 1], curve[:, 2], ids, int(sum(each[2] for each in counted)))


@cache
def announced_plants() -> tuple[Row, ...]:
    """American plants since 2017 by the criterion of their size, not by outcome."""
    return tuple(row for row in rows("deals_abroad") if row["selection"].startswith(BIG))


def announced_starts() -> tuple[int, tuple[Row, ...]]:
    """How many of the plants announced until SETTLED are being built or were; and all of these plants."""
    settled = [row for row in announced_plants() if row["promised_year"] and int(row["promised_year"]) <= SETTLED]
    return sum(_status(row) in ("producing", "under construction", "closed") for row in settled), tuple(settled)


def _status(row: Row) -> str:
    return row["note"].removeprefix("tracker status: ").partition(";")[0]


@cache
def delays() -> tuple[Array, Array, tuple[str, ...]]:
    """Years between promised and first output: the steps of a product-limit estimate, (step,), the chances, the rows.

    A plant that does not produce yet is later than its age; one that was cancelled says nothing of delay. What is left
    of the chance after the last step stands at that step: later still, by how much nobody knows.
    """
    known: list[tuple[float, bool]] = []
    used = []
    for row in announced_plants():
        promised = re.search(r"promised first output (\d{4})", row["note"])
        came = re.search(r"(?<!promised )first output (\d{4})", row["note"])
        if promised is None or _status(row) in ("cancelled", "paused"):
            continue
        late = (int(came[1]) if came else READ_IN) - int(promised[1])
        if came or late >= 0:
            known.append((float(late), came is not None))
            used.append(row["id"])
    steps = sorted({late for late, came in known if came})
    left, chances = 1.0, []
    for step in steps:
        at_risk = sum(late >= step for late, _ in known)
        came_now = sum(came and late == step for late, came in known)
        chances.append(left * came_now / at_risk)
        left *= 1 - came_now / at_risk
    chances[-1] += left
    return np.maximum(np.array(steps), 0.0), np.array(chances), tuple(used)


@cache
def counted_jobs() -> tuple[Array, tuple[str, ...]]:
    """Jobs that came over jobs promised of every deal of a list that was counted and not chosen, (deal,), and rows."""
    counted = [row for row in rows("deals_abroad") if row["selection"].startswith(COUNTED) and row["realised_share"]]
    return np.array([float(row["realised_share"]) for row in counted]), tuple(row["id"] for row in counted)


@cache
def built_phases() -> tuple[Array, tuple[str, ...]]:
    """Built over promised capacity of projects that produce, (project,), with rows, none found by endings. [0-1]"""
    counted = [
        row
        for row in rows("deals_china")
        if row["found_by"].startswith(("neutral", "list"))
        and row["realised_share_of"].startswith("capacity")
        and row["producing"] in ("y", "part")
        and row["realised_share"]
    ]
    return np.minimum([float(row["realised_share"]) for row in counted], 1.0), tuple(row["id"] for row in counted)


@cache
def year_shock() -> tuple[float, tuple[str, ...]]:
    """Standard deviation between years of the log-odds that awards of one programme are met, and its rows."""
    audited = [row for row in rows("deal_rates_abroad") if row["id"].startswith("oh_") and row["n_deals"]]
    by_year: dict[str, list[tuple[float, float]]] = {}
    for row in audited:
        by_year.setdefault(row["outcome_year"], []).append((float(row["n_met"]), float(row["n_deals"])))
    shares = [sum(met for met, _ in each) / sum(n for _, n in each) for each in by_year.values()]
    odds = np.log(np.array(shares) / (1 - np.array(shares)))
    return float(odds.std(ddof=1)), tuple(row["id"] for row in audited)


def resampled(values: Array, rng: np.random.Generator, draws: int) -> Array:
    """A value a draw, (draw,), by the Bayesian bootstrap: how sure the rows are is in it. [as `values`]"""
    weights = rng.dirichlet(np.ones(len(values)), size=draws)
    at = (weights.cumsum(axis=1) < rng.random((draws, 1))).sum(axis=1)
    return np.asarray(values[np.minimum(at, len(values) - 1)])


def logit(share: Array) -> Array:
    """Log-odds of a share, (draw,). [1]"""
    kept = np.clip(share, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(kept / (1 - kept)))


def expit(odds: Array) -> Array:
    """Share of log-odds, (draw,). [0-1]"""
    return np.asarray(1 / (1 + np.exp(-odds)))


def summary(stage: str, of: str, values: Array, unit: str, count: int, ids: Sequence[str]) -> PromiseRate:
    """A rate as it is told; `values` are its draws, (draw,)."""
    low, median, high = np.quantile(values, (0.05, 0.5, 0.95))
    return PromiseRate(stage, of, float(median), float(low), float(high), unit, count, tuple(ids))


def rates_of(stage: str, seed: int, own: tuple[Row, ...] = ()) -> tuple[PromiseRate, ...]:
    """The rates that a deal of a stage rests on, with their rows."""
    rng = stream("deal", seed)
    result = []
    if stage in ("intention", "contract", "land_paid"):
        fit = starts("approved" if stage == "land_paid" else "contract", rng, 4000, own)
        result.append(summary("start", stage, fit.share, "share", fit.count, fit.rows))
    if stage == "intention":
        begun, settled = announced_starts()
        share = rng.beta(begun + 0.5, len(settled) - begun + 0.5, 4000)
        result.append(summary("announced", stage, share, "share", len(settled), [row["id"] for row in settled]))
    if stage != "producing":
        fit = completions(rng, 4000, own)
        result.append(summary("completion", stage, fit.share, "share", fit.count, fit.rows))
        built, ids = built_phases()
        result.append(summary("phase", stage, built, "share", len(built), ids))
        steps, chances, ids = delays()
        late = rng.choice(steps, size=4000, p=chances / chances.sum())
        result.append(summary("delay", stage, late, "years", len(ids), ids))
    came, ids = counted_jobs()
    result.append(summary("jobs", stage, came, "share", len(came), ids))
    sd, ids = year_shock()
    result.append(PromiseRate("shock", stage, sd, sd, sd, "1", len(ids), ids))
    return tuple(result)


def read_ledger(path: Path) -> tuple[Row, ...]:
    """Cohorts of a ledger (CSV), in the columns of the shipped table.

    Raises RelodeError that names file, line and column for the first fault.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RelodeError("unreadable_file", path=path, reason=error) from error
    table = list(csv.DictReader(StringIO(text)))
    if not table:
        raise RelodeError("deals.ledger_empty", path=path)
    for column in COLUMNS_OF_LEDGER:
        if column not in table[0]:
            raise RelodeError("deals.ledger_column", path=path, column=column)
    return tuple(_checked(row, path, line) for line, row in enumerate(table, 2))


def _checked(row: Mapping[str, str], path: Path, line: int) -> Row:
    if row["stage"] not in ("contract", "approved"):
        raise RelodeError("deals.ledger_stage", path=path, line=line, value=row["stage"])
    whole = _whole(row, "denominator", path, line, None)
    begun = _whole(row, "started_n", path, line, whole)
    _whole(row, "producing_n", path, line, begun if begun is not None else whole)
    try:
        months = [float(end) for end in (row["months_since"] or "").split("-")]
    except ValueError as error:
        values = {"column": "months_since", "value": row["months_since"]}
        raise RelodeError("deals.ledger_number", path=path, line=line, **values) from error
    if min(months) < 0:
        raise RelodeError("deals.ledger_number", path=path, line=line, column="months_since", value=row["months_since"])
    return {column: row[column] or "" for column in COLUMNS_OF_LEDGER}


def _whole(row: Mapping[str, str], column: str, path: Path, line: int, most: int | None) -> int | None:
    text = (row[column] or "").strip()
    if not text and column != "denominator":
        return None
    if not text.isdecimal() or (most is not None and int(text) > most) or (column == "denominator" and int(text) == 0):
        raise RelodeError("deals.ledger_number", path=path, line=line, column=column, value=text)
    return int(text)
