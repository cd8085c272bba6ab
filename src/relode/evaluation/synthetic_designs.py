"""Synthetic comparisons: for each treated place a weighted mean of places that were never treated.

Weights come from diff-diff (synthetic control, synthetic difference-in-differences) and pysyncon (augmented form, and
synthetic control with predictors). Where many places are treated, each has its own comparison; how far chance alone
goes is seen from untreated places that are treated for the sake of the argument.
"""

import warnings
from collections.abc import Callable, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

from relode.evaluation.designs import DesignEstimate, Floats, heard
from relode.evaluation.study import Study

Weigh = Callable[[Floats, Floats, int], Floats]
"""Outcomes of donors (year, donor), of one place (year,), number of years before treatment -> weights of donors."""

Prepare = Callable[[Floats, Floats, int], Weigh]
"""The same arguments with the mean of a cohort's places -> how to weigh for the places of that cohort."""


def synthetic_control(study: Study, *, rng: np.random.Generator, placebo_places: int = 40) -> DesignEstimate:
    """Weights that are no less than 0 and add up to 1, on outcomes before treatment. Source: abadie2010.

    Example:
        >>> from relode import evaluation
        >>> import numpy as np
        >>> import pandas as pd
        >>> jobs, years = {"a": 5, "b": 7, "c": 3}, range(2010, 2016)
        >>> rows = [(p, y, jobs[p] + (p == "a" and y >= 2013), 2013 * (p == "a")) for p in jobs for y in years]
        >>> table = pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year"])
        >>> found = evaluation.study(table, cluster=None)
        >>> round(evaluation.synthetic_control(found, rng=np.random.default_rng(1)).effect, 3)
        1.0
    """
    return _many("synthetic_control", study, lambda *_: simplex_weights, rng, placebo_places)


def augmented_synthetic_control(study: Study, *, rng: np.random.Generator, placebo_places: int = 40) -> DesignEstimate:
    """Synthetic control whose remaining misfit before treatment is corrected by a ridge. Source: benmichael2021."""
    return _many("augmented_synthetic_control", study, _augmented_for, rng, placebo_places)


def synthetic_difference_in_differences(study: Study, *, seed: int, draws: int = 200) -> DesignEstimate:
    """Weights for places and for years, cohort by cohort, weighed by treated places. Source: arkhangelsky2021.

    Errors come from placebos among the untreated; those of cohorts are added as if independent.
    """
    from diff_diff import SyntheticDiD

    rows, result, notes = study.table, [], []
    for cohort in study.cohorts:
        part = rows[rows["first_year"].isin((0, cohort)) & (rows["year"] < cohort + (study.horizon or 10_000))]
        part = part.assign(ever=(part["first_year"] > 0).astype(int))
        post = sorted(y for y in set(part["year"]) if y >= cohort)
        with heard() as heard_here:
            fit = SyntheticDiD(n_bootstrap=draws, seed=seed).fit(
                part, outcome="outcome", treatment="ever", unit="place", time="year", post_periods=post
            )
        notes += heard_here
        result.append((cohort, part.loc[part["ever"] == 1, "place"].nunique(), fit))
    share = np.array([n for _, n, _ in result]) / sum(n for _, n, _ in result)
    effect = float(share @ np.array([fit.att for *_, fit in result]))
    error = float(np.sqrt(share**2 @ np.array([fit.se for *_, fit in result]) ** 2))
    half = 1.959964 * error
    path = mean_path([(n, cohort, _gap(fit)) for cohort, n, fit in result])
    return DesignEstimate(
        "synthetic_difference_in_differences", effect, error, effect - half, effect + half, path, effect, error,
        len(study.treated), len(study.controls), tuple(dict.fromkeys(notes)), [fit for *_, fit in result],
    )  # fmt: skip


def simplex_weights(donors: Floats, own: Floats, before: int) -> Floats:
    """Weights of a synthetic control on the outcomes before treatment, by the library's Frank-Wolfe steps."""
    from diff_diff.utils import compute_sdid_unit_weights

    noise = float(np.diff(donors[:before], axis=0).std(ddof=1))
    values = compute_sdid_unit_weights(
        donors[:before], own[:before], 1e-6 * noise, intercept=False, min_decrease=1e-5 * noise
    )
    return np.asarray(values)


def _pysyncon() -> ModuleType:
    """The library; compiling its docstrings for the first time warns of an escape, which tells a user nothing."""
    with warnings.catch_warnings():
        for category in (SyntaxWarning, DeprecationWarning):
            warnings.simplefilter("ignore", category)
        return import_module("pysyncon")


def _augmented_for(donors: Floats, mean: Floats, before: int) -> Weigh:
    """The ridge's strength is found once for a cohort, on the mean of its places: else each place takes minutes."""
    strength = _augmented(donors, mean, before, None).lambda_
    return lambda others, own, years: np.asarray(_augmented(others, own, years, strength).W)


def _augmented(donors: Floats, own: Floats, before: int, strength: float | None) -> Any:
    library = _pysyncon()

    years, names = range(len(own)), [f"donor {i:04d}" for i in range(donors.shape[1])]
    long = pd.concat(
        pd.DataFrame({"unit": name, "year": years, "y": values})
        for name, values in [("own", own), *zip(names, donors.T, strict=True)]
    )
    prepared = library.Dataprep(
        foo=long, predictors=["y"], predictors_op="mean", dependent="y", unit_variable="unit", time_variable="year",
        treatment_identifier="own", controls_identifier=names, time_predictors_prior=range(before),
        time_optimize_ssr=range(before),
    )  # fmt: skip
    synth = library.AugSynth()
    synth.fit(prepared, lambda_=strength, use_covariates=False)
    return synth


def _many(design: str, study: Study, prepare: Prepare, rng: np.random.Generator, placebo_places: int) -> DesignEstimate:
    wide = study.table.pivot(index="year", columns="place", values="outcome")
    first = study.table.groupby("place")["first_year"].first()
    donors = list(study.controls)
    gaps: list[tuple[int, int, pd.Series]] = []
    pools: list[Floats] = []
    with heard() as notes:
        for cohort in study.cohorts:
            own = [p for p in study.treated if first[p] == cohort]
            before = int((wide.index < cohort).sum())
            weigh = prepare(wide[donors].to_numpy(float), wide[own].mean(axis=1).to_numpy(float), before)
            gaps += [(1, cohort, _gap_of(wide, place, donors, cohort, weigh)) for place in own]
            stand_in = sorted(rng.choice(donors, min(placebo_places, len(donors)), replace=False))
            placebo = [
                mean_effect(_gap_of(wide, p, [d for d in donors if d != p], cohort, weigh), cohort, study.horizon)
                for p in stand_in
            ]
            pools.append(np.array([rng.choice(placebo, len(own)).sum() for _ in range(2000)]))
    path = mean_path(gaps)
    effects = [mean_effect(gap, cohort, study.horizon) for _, cohort, gap in gaps]
    chance = np.sum(pools, axis=0) / len(gaps)
    effect, error = float(np.mean(effects)), float(np.std(chance, ddof=1))
    low, high = effect - np.quantile(chance, [0.975, 0.025])
    return DesignEstimate(
        design, effect, error, float(low), float(high), path, effect, error, len(study.treated), len(donors),
        tuple(dict.fromkeys(notes)), {"paths": gaps, "chance": chance},
    )  # fmt: skip


def gaps_of(study: Study, places: Sequence[str], donors: Sequence[str], cohort: int) -> list[pd.Series]:
    """The gap of each place, (year,), in the unit of the outcome, to its synthetic control of the other `donors`.

    As if all were treated from `cohort` on.
    """
    wide = study.table.pivot(index="year", columns="place", values="outcome")
    return [_gap_of(wide, place, [d for d in donors if d != place], cohort, simplex_weights) for place in places]


def _gap_of(wide: pd.DataFrame, place: str, donors: list[str], cohort: int, weigh: Weigh) -> pd.Series:
    before = int((wide.index < cohort).sum())
    own, others = wide[place].to_numpy(float), wide[donors].to_numpy(float)
    return pd.Series(own - others @ weigh(others, own, before), index=wide.index)


def mean_effect(gap: pd.Series, cohort: int, horizon: int | None) -> float:
    """Mean gap from the first year of treatment on, in the unit of the outcome; `gap` is (year,)."""
    return float(gap[(gap.index >= cohort) & (gap.index < cohort + (horizon or 10_000))].mean())


def _gap(fit: Any) -> pd.Series:
    """Treated minus synthetic by year, 0 on average before treatment."""
    before, after = list(fit.pre_periods), list(fit.post_periods)
    treated = np.concatenate([fit.treated_pre_trajectory, fit.treated_post_trajectory])
    other = np.concatenate([fit.synthetic_pre_trajectory, fit.synthetic_post_trajectory])
    gap = pd.Series(treated - other, index=[*before, *after])
    return gap - gap[before].mean()


def mean_path(gaps: Sequence[tuple[int, int, pd.Series]]) -> pd.DataFrame:
    """Mean gap by years since treatment, in the unit of the outcome, from number of places, cohort and gap (year,)."""
    long = pd.concat(
        pd.DataFrame({"event_year": gap.index - cohort, "gap": gap.to_numpy() * n, "n": n}) for n, cohort, gap in gaps
    )
    sums = long.groupby("event_year")[["gap", "n"]].sum()
    return pd.DataFrame({"event_year": sums.index.astype(int), "effect": (sums["gap"] / sums["n"]).to_numpy()})
