"""Difference-in-differences designs: each is one call of diff-diff, and gives the same record."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy

from relode.evaluation.study import Study

NAMES = {"outcome": "outcome", "unit": "place", "time": "year", "first_treat": "first_year"}


@dataclass(frozen=True)
class DesignEstimate:
    """What a design found.

    `effect` is the mean over the study's horizon (all years after treatment if it has none), in the outcome's unit;
    `path` has event_year, effect, standard_error, low, high (95 %), the year before treatment 0 by construction;
    `overall` is the library's own total, which weighs places and years; `notes` are the library's warnings.
    """

    design: str
    effect: float
    standard_error: float
    low: float
    high: float
    path: pd.DataFrame
    overall: float
    overall_error: float
    treated_count: int
    control_count: int
    notes: tuple[str, ...] = ()
    fitted: Any = field(default=None, repr=False)


def staggered(study: Study, *, method: str = "dr", by_cluster: bool = True, base: str = "universal") -> DesignEstimate:
    """Group-time effects against places never treated, averaged by years since treatment.

    `base` "varying" gives effects before treatment as changes from year to year. Source: callaway_santanna2021.

    Example:
        >>> from relode import evaluation
        >>> import pandas as pd
        >>> jobs, years = {"a": 5, "b": 7, "c": 6}, range(2010, 2016)
        >>> rows = [(p, y, jobs[p] + (p == "a" and y >= 2013), 2013 * (p == "a")) for p in jobs for y in years]
        >>> table = pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year"])
        >>> found = evaluation.study(table, cluster=None)
        >>> round(evaluation.staggered(found, method="reg", by_cluster=False).effect, 6)
        1.0
    """
    from diff_diff import CallawaySantAnna

    with heard() as notes:
        fit = CallawaySantAnna(
            estimation_method=method, cluster="cluster" if by_cluster else None, base_period=base
        ).fit(study.table, aggregate="event_study", **NAMES)
    event_study_effects = fit.event_study_effects
    index = [int(e) for e in fit.event_study_vcov_index]
    post = [e for e in index if e >= 0 and (study.horizon is None or e < study.horizon)]
    weights = np.array([1 / len(post) if e in post else 0.0 for e in index])
    effect = float(weights @ np.array([event_study_effects[e]["effect"] for e in index]))
    error = float(np.sqrt(weights @ fit.event_study_vcov @ weights))
    path = pd.DataFrame(
        [(int(e), v["effect"], v["se"], *v["conf_int"]) for e, v in sorted(event_study_effects.items())], columns=PATH
    )
    return _estimate("staggered", study, effect, error, path, fit.overall_att, fit.overall_se, by_cluster, notes, fit)


def windowed(estimate: DesignEstimate, before: int, horizon: int | None) -> Any:
    """The library's event study from `before` years ahead of treatment to the horizon.

    Farther years rest on single cohorts, and a test or a bound that takes the largest of all would rest on them.
    """
    fit = estimate.fitted
    index = [int(e) for e in fit.event_study_vcov_index]
    kept = [i for i, e in enumerate(index) if -before <= e < (horizon or 10_000)]
    names = {index[i] for i in kept} | {-1}
    return replace(
        fit,
        event_study_effects={e: v for e, v in fit.event_study_effects.items() if int(e) in names},
        event_study_vcov=fit.event_study_vcov[np.ix_(kept, kept)],
        event_study_vcov_index=[fit.event_study_vcov_index[i] for i in kept],
    )


def imputation(study: Study, *, by_cluster: bool = True) -> DesignEstimate:
    """Untreated outcomes imputed from places and years without treatment. Source: borusyak_jaravel_spiess2024.

    Example:
        >>> from relode import evaluation
        >>> import pandas as pd
        >>> jobs, years = {"a": 5, "b": 7, "c": 6}, range(2010, 2016)
        >>> rows = [(p, y, jobs[p] + (p == "a" and y >= 2013), 2013 * (p == "a")) for p in jobs for y in years]
        >>> table = pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year"])
        >>> found = evaluation.study(table, cluster=None)
        >>> round(evaluation.imputation(found, by_cluster=False).effect, 6)
        1.0
    """
    from diff_diff import ImputationDiD

    settings = {"cluster": "cluster" if by_cluster else None, "pretrends": True, "horizon_max": None}
    with heard() as notes:
        whole = ImputationDiD(**settings).fit(study.table, **NAMES)
        kept = study.table if study.horizon is None else _within(study)
        fit = whole if study.horizon is None else ImputationDiD(**settings).fit(kept, **NAMES)
        events = whole.aggregate("event_study")
    path = pd.DataFrame(
        {
            "event_year": events.event_time.astype(int),
            "effect": events.att,
            "standard_error": events.se,
            "low": events.conf_int_lower,
            "high": events.conf_int_upper,
        }
    )
    return _estimate(
        "imputation", study, fit.overall_att, fit.overall_se, path,
        whole.overall_att, whole.overall_se, by_cluster, notes, whole,
    )  # fmt: skip


PATH = ["event_year", "effect", "standard_error", "low", "high"]


def _within(study: Study) -> pd.DataFrame:
    """Rows up to the horizon of each treated place, so that the library's mean is over the horizon."""
    rows = study.table
    late = (rows["first_year"] > 0) & (rows["year"] >= rows["first_year"] + (study.horizon or 0))
    return rows[~late]


def _estimate(
    design: str, study: Study, effect: float, error: float, path: pd.DataFrame, overall: float, overall_error: float,
    by_cluster: bool, notes: list[str], fitted: object,
) -> DesignEstimate:  # fmt: skip
    freedom = study.table["cluster"].nunique() - 1 if by_cluster else np.inf
    half = float(scipy.stats.t.ppf(0.975, freedom)) * error
    return DesignEstimate(
        design, float(effect), float(error), effect - half, effect + half, path, float(overall), float(overall_error),
        len(study.treated), len(study.controls), tuple(dict.fromkeys(notes)), fitted,
    )  # fmt: skip


@contextmanager
def heard() -> Iterator[list[str]]:
    """The warnings of a library as notes of the estimate: they are shown and do not stop a run."""
    notes: list[str] = []
    with warnings.catch_warnings(record=True) as caught, np.errstate(all="ignore"):
        warnings.simplefilter("always")
        yield notes
    notes.extend(str(w.message) for w in caught if not issubclass(w.category, DeprecationWarning | FutureWarning))


Floats = npt.NDArray[np.float64]
