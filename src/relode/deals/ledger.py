"""A ledger of the user's own: what it adds to the rates of promises, and how well the rates foretell a cohort."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Annotated

import numpy as np

from relode.deals.promises import (
    PromiseRate,
    Row,
    cohort_rows,
    completions,
    counts_of,
    fitted_curve,
    starts,
    summary,
)
from relode.errors import RelodeError
from relode.record import Doc, Record
from relode.streams import stream
from relode.usual import SEED

COLUMNS_OF_LEDGER = ("id", "stage", "denominator", "months_since", "started_n", "producing_n")
LEDGER_STAGES = ("contract", "approved")
ENDLESS = 1e9
"""Months after which nothing more begins: what the rule without age takes for every cohort."""
DRAWS = 2000


@dataclass(frozen=True)
class CohortScore(Record):
    """How a rule foretells cohorts that it has not seen."""

    rule: Annotated[str, Doc("by_age: share and months; pooled: one share for all ages")]
    cohorts: Annotated[int, Doc("cohorts foretold, each from all others", "count")]
    coverage_90: Annotated[float, Doc("part of them inside the 90 % interval", "share")]
    log_score: Annotated[float, Doc("mean log chance of what came", "1")]
    mae: Annotated[float, Doc("mean absolute error of the share", "share")]


@dataclass(frozen=True)
class LearntLedger(Record):
    """What a ledger adds."""

    path: Annotated[str, Doc("the file")]
    cohorts: Annotated[int, Doc("cohorts of the ledger", "count")]
    before: Annotated[tuple[PromiseRate, ...], Doc("rates without it", shape="stage")]
    after: Annotated[tuple[PromiseRate, ...], Doc("rates with it", shape="stage")]
    scores: Annotated[tuple[CohortScore, ...], Doc("how well cohorts are foretold", shape="rule")]


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
    if row["stage"] not in LEDGER_STAGES:
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


def learnt(path: Path, seed: int = SEED) -> LearntLedger:
    """What a ledger adds to the rates of starts and completions, with the scores of the rates with it.

    Raises RelodeError for a ledger that cannot be read.
    """
    own = read_ledger(path)
    return LearntLedger(str(path), len(own), _rates(seed, ()), _rates(seed, own), cohort_scores(seed, own))


def _rates(seed: int, own: Sequence[Row]) -> tuple[PromiseRate, ...]:
    rng = stream("deal", seed)
    result = []
    for stage in LEDGER_STAGES:
        fit = starts(stage, rng, DRAWS, own)
        result.append(summary("start", stage, fit.share, "share", fit.count, fit.rows))
    fit = completions(rng, DRAWS, own)
    return (*result, summary("completion", "contract", fit.share, "share", fit.count, fit.rows))


def cohort_scores(seed: int, own: Sequence[Row] = ()) -> tuple[CohortScore, ...]:
    """Each cohort of contracts foretold from all others: with its age, and beside it one share for all ages."""
    counted = [each[1:] for each in counts_of(cohort_rows("contract", own), "started_n", "denominator")]
    ageless = [(happened, count, ENDLESS) for happened, count, _ in counted]
    return tuple(_scored(rule, table, seed) for rule, table in (("by_age", counted), ("pooled", ageless)))


def _scored(rule: str, counted: Sequence[tuple[float, float, float]], seed: int) -> CohortScore:
    from scipy.special import gammaln  # its library starts slowly

    rng = stream("deal_scores", seed)
    held, log, error = [], [], []
    for at, (happened, count, months) in enumerate(counted):
        share, after, spread = fitted_curve([*counted[:at], *counted[at + 1 :]], rng, DRAWS).T
        mean = share * (1 - np.exp(-months / after))
        a, b = mean * spread, (1 - mean) * spread
        told = rng.binomial(int(count), np.clip(rng.beta(a, b), 0, 1))
        low, high = np.quantile(told, (0.05, 0.95))
        held.append(low <= happened <= high)
        ways = gammaln(count + 1) - gammaln(happened + 1) - gammaln(count - happened + 1)
        chance = ways + gammaln(happened + a) + gammaln(count - happened + b) - gammaln(count + spread)
        chance = chance - gammaln(a) - gammaln(b) + gammaln(spread)
        log.append(float(np.log(np.exp(chance).mean())))
        error.append(abs(float(mean.mean()) - happened / count))
    return CohortScore(rule, len(counted), float(np.mean(held)), float(np.mean(log)), float(np.mean(error)))
