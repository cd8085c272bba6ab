"""The life-cycle model: fit with whole provinces left out, and how good it is on them, beside two simple rules."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass, fields

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Array
from relode.diagnosis.life_cycle.own_type import LABEL_WINDOW, TypeScore, chances
from relode.diagnosis.life_cycle.own_type_features import NAMES, features
from relode.panel import load
from relode.places import TYPES, by_code, official
from relode.streams import stream
from studies import write

Labels = NDArray[np.int64]


PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
"""On squared coefficients of standardised features, per city."""


INNER_FOLDS = 5
"""Folds of whole provinces in which the penalty is chosen, inside the provinces that are not held out."""


STEPS = 50


TOLERANCE = 1e-9


@dataclass(frozen=True)
class HeldOut:
    """Probabilities (city, type) for each city from the fit without its province, and those fits.

    `coefficients` maps the province left out ("" for none) to (type, 1 + feature), the constant first.
    """

    probabilities: Array
    coefficients: dict[str, Array]
    penalties: dict[str, float]


def held_out(table: Array, labels: Labels, provinces: NDArray[np.str_], types: int) -> HeldOut:
    """Leave out one province at a time; the penalty is chosen anew each time, inside the other provinces.

    `table` (city, feature) is standardised and has no NaN; `labels` are 0 to types - 1.
    """
    coefficients, penalties = {}, {}
    probabilities = np.full((len(labels), types), np.nan)
    for province in ("", *np.unique(provinces).tolist()):
        kept = provinces != province
        penalty = chosen_penalty(table[kept], labels[kept], provinces[kept], types)
        coefficients[province] = fit(table[kept], labels[kept], penalty, types)
        penalties[province] = penalty
        probabilities[~kept] = chances(table[~kept], coefficients[province])
    return HeldOut(probabilities, coefficients, penalties)


def chosen_penalty(table: Array, labels: Labels, provinces: NDArray[np.str_], types: int) -> float:
    """The penalty with the best mean log score in folds of whole provinces, the first if equal.

    `table` is (city, feature), `provinces` (city,).
    """
    fold = np.unique(provinces, return_inverse=True)[1] % INNER_FOLDS
    losses = [sum(_fold_loss(table, labels, fold == f, p, types) for f in range(INNER_FOLDS)) for p in PENALTIES]
    return PENALTIES[int(np.argmin(losses))]


def _fold_loss(table: Array, labels: Labels, out: NDArray[np.bool_], penalty: float, types: int) -> float:
    coefficients = fit(table[~out], labels[~out], penalty, types)
    given = chances(table[out], coefficients)[np.arange(int(out.sum())), labels[out]]
    return float(-np.log(given).sum())


def fit(table: Array, labels: Labels, penalty: float, types: int) -> Array:
    """Coefficients (type, 1 + feature) with the least mean log loss plus half the penalty on their squares.

    The constants are free and sum to 0; Newton steps, halved until the loss falls. Source: lecessie1992.
    Limits: penalty large: the shares of the types for every city; no feature: the same.
    """
    design = np.hstack([np.ones((len(table), 1)), table])
    truth = np.eye(types)[labels]
    ridge = np.full(design.shape[1], penalty)
    ridge[0] = 0.0
    values = np.zeros((types, design.shape[1]))
    for _ in range(STEPS):
        step = _newton_step(design, truth, ridge, values)
        values = _damped(design, truth, ridge, values, step)
        if np.abs(step).max() < TOLERANCE:
            break
    return values


def _newton_step(design: Array, truth: Array, ridge: Array, values: Array) -> Array:
    count, width = design.shape
    types = truth.shape[1]
    p = chances(design[:, 1:], values)
    gradient = (truth - p).T @ design / count - ridge * values
    curve = np.einsum("nk,kl->nkl", p, np.eye(types)) - np.einsum("nk,nl->nkl", p, p)
    hessian = np.einsum("nkl,ni,nj->kilj", curve, design, design, optimize=True) / count
    at = np.arange(types)
    hessian[at, :, at, :] += np.diag(ridge)
    # Only differences between the constants matter. This pins their sum at 0 and moves nothing else.
    hessian[:, 0, :, 0] += 1.0
    size = types * width
    return np.asarray(np.linalg.solve(hessian.reshape(size, size), gradient.ravel()).reshape(types, width))


def _damped(design: Array, truth: Array, ridge: Array, values: Array, step: Array) -> Array:
    before = _loss(design, truth, ridge, values)
    for halvings in range(30):
        tried = values + step * 0.5**halvings
        if _loss(design, truth, ridge, tried) <= before:
            return np.asarray(tried)
    return values


def _loss(design: Array, truth: Array, ridge: Array, values: Array) -> float:
    scores = design @ values.T
    top = scores.max(axis=1)
    normal = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
    return float((normal - (scores * truth).sum(axis=1)).mean() + 0.5 * (ridge * values**2).sum())


DRAWS = 2000


SEED = 1


BINS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class LabelledCities:
    """The labelled cities with every feature: standardised features, labels (positions in TYPES) and provinces."""

    places: tuple[str, ...]
    table: Array
    labels: Labels
    provinces: NDArray[np.str_]


def trial(panel: xr.Dataset) -> LabelledCities:
    """The listed prefectures whose features of 2010-2013 are complete."""
    result = features(panel, LABEL_WINDOW)
    complete = np.asarray(np.isfinite(result.standard).all(axis=1))
    rows = [i for i, code in enumerate(result.places) if complete[i] and code in official()]
    places = tuple(result.places[i] for i in rows)
    labels = np.array([TYPES.index(official()[code].type) for code in places], dtype=np.int64)
    return LabelledCities(
        places, result.standard[rows], labels, np.array([by_code()[code].province for code in places])
    )


def rivals(on: LabelledCities) -> dict[str, HeldOut | Array]:
    """The model and two rules on the same held-out provinces: shares of the types elsewhere, and mining share alone.

    Probabilities are (city, type), mining share (city,).
    """
    count = len(TYPES)
    mining = on.table[:, [NAMES.index("mining_employment_share")]]
    return {
        "model": held_out(on.table, on.labels, on.provinces, count),
        "type_shares": _shares_elsewhere(on),
        "mining_share": held_out(mining, on.labels, on.provinces, count),
    }


def _shares_elsewhere(on: LabelledCities) -> Array:
    """For each city the shares of the types in the other provinces: the majority class, as probabilities."""
    truth = np.eye(len(TYPES))[on.labels]
    return np.stack([truth[on.provinces != province].mean(axis=0) for province in on.provinces])


def scores(on: LabelledCities, result: dict[str, HeldOut | Array]) -> Iterator[TypeScore]:
    """Accuracy and mean log score of each rival, and what the model gains on the others, city by city.

    What was `found` is as `rivals` gives it: (city, type), mining share (city,).
    """
    each = {name: _per_city(on, _probabilities(rival)) for name, rival in result.items()}
    for name, measures in each.items():
        for measure, values in measures.items():
            yield _score(on, name, measure, values)
            if name != "model":
                yield _score(on, name, f"{measure}_gain_of_model", each["model"][measure] - values)


def _probabilities(rival: HeldOut | Array) -> Array:
    return rival.probabilities if isinstance(rival, HeldOut) else rival


def _per_city(on: LabelledCities, chance: Array) -> dict[str, Array]:
    right = chance[np.arange(len(on.labels)), on.labels]
    return {"accuracy": (chance.argmax(axis=1) == on.labels).astype(float), "log_score": np.log(right)}


def _score(on: LabelledCities, predictor: str, measure: str, values: Array) -> TypeScore:
    low, high = province_interval(on.provinces, lambda weight: np.asarray(weight @ values / weight.sum(axis=1)))
    return TypeScore(predictor, measure, float(values.mean()), low, high, len(values))


def province_interval(provinces: NDArray[np.str_], statistic: Callable[[Array], Array]) -> tuple[float, float]:
    """95 % interval of a statistic of weights (draw, city): whole provinces drawn again with replacement.

    In the unit of the statistic.
    """
    home = np.unique(provinces, return_inverse=True)[1]
    count = int(home.max()) + 1
    rng = stream("own_type_scores", SEED)
    weight = rng.multinomial(count, np.full(count, 1 / count), size=DRAWS).astype(float)[:, home]
    low, high = np.nanquantile(statistic(weight), [0.025, 0.975])
    return float(low), float(high)


def calibration_table(on: LabelledCities, chance: Array) -> pd.DataFrame:
    """Calibration of held-out probabilities, all pairs of city and type: `predicted` and `observed` shares by bin.

    `chance` is (city, type).

    `low` and `high` bound the observed share (95 %, provinces drawn again). Units: shares 0-1, `pairs` a count.
    """
    truth = np.eye(len(TYPES))[on.labels]
    where = np.digitize(chance, BINS[1:-1])
    return pd.DataFrame([_bin(on, chance, truth, where == i, i) for i in range(len(BINS) - 1) if (where == i).any()])


def _bin(on: LabelledCities, chance: Array, truth: Array, inside: NDArray[np.bool_], number: int) -> dict[str, float]:
    hits, pairs = (inside * truth).sum(axis=1), inside.sum(axis=1)

    def share(weight: Array) -> Array:
        total = weight @ pairs
        empty = np.full(len(total), np.nan)
        return np.asarray(np.divide(weight @ hits, total, out=empty, where=total > 0))

    low, high = province_interval(on.provinces, share)
    return {
        "from": BINS[number],
        "to": BINS[number + 1],
        "pairs": float(pairs.sum()),
        "predicted": float(chance[inside].mean()),
        "observed": float(hits.sum() / pairs.sum()),
        "low": low,
        "high": high,
    }


def ranking_table(on: LabelledCities, chance: Array) -> pd.DataFrame:
    """For each type, the chance that a city of it was given a higher probability of it than a city of another. [1]

    `chance` is (city, type); the table has a row for each type.

    Held-out provinces; .5 is guessing. `low` and `high`: 95 %, provinces drawn again. It may be well above a half where
    accuracy gains nothing: the rare types are ranked rightly and still less probable than the common one.
    """
    return pd.DataFrame([_ranking(on, chance[:, i], on.labels == i, name) for i, name in enumerate(TYPES)])


def _ranking(on: LabelledCities, chance: Array, own: NDArray[np.bool_], name: str) -> dict[str, object]:
    above = np.sign(chance[own][:, None] - chance[~own]) / 2 + 0.5

    def share(weight: Array) -> Array:
        pairs = weight[:, own].sum(axis=1) * weight[:, ~own].sum(axis=1)
        wins = ((weight[:, own] @ above) * weight[:, ~own]).sum(axis=1)
        empty = np.full(len(pairs), np.nan)
        return np.asarray(np.divide(wins, pairs, out=empty, where=pairs > 0))

    low, high = province_interval(on.provinces, share)
    return {"type": name, "cities": int(own.sum()), "ranking": float(above.mean()), "low": low, "high": high}


def confusion_table(on: LabelledCities, chance: Array) -> pd.DataFrame:
    """Cities by official type (rows) and most probable type of held-out provinces (columns), counts."""
    counts = np.zeros((len(TYPES), len(TYPES)), dtype=int)
    np.add.at(counts, (on.labels, chance.argmax(axis=1)), 1)
    return pd.DataFrame(counts, index=list(TYPES), columns=list(TYPES))


def scores_csv(rows: tuple[TypeScore, ...]) -> str:
    """The text of `own_type_scores.csv`, six decimals."""
    lines = [",".join(field.name for field in fields(TypeScore))]
    lines += [",".join(f"{c:.6f}" if isinstance(c, float) else str(c) for c in astuple(row)) for row in rows]
    return "\n".join(lines) + "\n"


def coefficients_csv(coefficients: Mapping[str, Array]) -> str:
    """The text of `own_type.csv`: one row for each province left out and type, eight decimals.

    Coefficients are (type, 1 + feature).
    """
    lines = [",".join(("left_out", "type", "base", *NAMES))]
    for province, table in coefficients.items():
        for name, row in zip(TYPES, table, strict=True):
            lines.append(",".join((province, name, *(f"{value:.8f}" for value in row))))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    on = trial(load())
    result = rivals(on)
    model = result["model"]
    assert isinstance(model, HeldOut)
    write("diagnosis/own_type", coefficients_csv(model.coefficients))
    write("diagnosis/own_type_scores", scores_csv(tuple(scores(on, result))))
