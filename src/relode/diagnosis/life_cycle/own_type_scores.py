"""How good the life-cycle model is on provinces that it did not see, beside two simple rules."""

from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, fields
from functools import cache

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from relode import shipped_tables
from relode.arrays import Array
from relode.diagnosis.life_cycle.own_type_features import NAMES, features
from relode.diagnosis.life_cycle.own_type_fit import HeldOut, Labels, held_out
from relode.places import TYPES, by_code, official
from relode.streams import stream

DRAWS = 2000
SEED = 1
BINS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
LABEL_WINDOW = 2013


@dataclass(frozen=True)
class TypeScore:
    """A measure on held-out provinces with its 95 % interval (whole provinces drawn again); `cities` scored."""

    predictor: str
    measure: str
    value: float
    low: float
    high: float
    cities: int


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


@cache
def shipped_scores() -> tuple[TypeScore, ...]:
    """The scores of `own_type_scores.csv`, computed once from the shipped panel."""
    return tuple(
        TypeScore(r["predictor"], r["measure"], float(r["value"]), float(r["low"]), float(r["high"]), int(r["cities"]))
        for r in shipped_tables.rows("relode.diagnosis", "own_type_scores")
    )


def may_speak(among: tuple[TypeScore, ...]) -> bool:
    """Whether verdicts may be given: held out, the model beats the type shares (and so the majority class).

    The whole interval of its gain must be above 0, in log score and in accuracy. The log score was asked for before
    anything was scored; accuracy was added after, and only makes the rule stricter.
    """
    gains = {s.measure: s.low for s in among if s.predictor == "type_shares"}
    return all(gains[f"{measure}_gain_of_model"] > 0 for measure in ("log_score", "accuracy"))


def scores_csv(rows: tuple[TypeScore, ...]) -> str:
    """The text of `own_type_scores.csv`, six decimals."""
    lines = [",".join(field.name for field in fields(TypeScore))]
    lines += [",".join(f"{c:.6f}" if isinstance(c, float) else str(c) for c in astuple(row)) for row in rows]
    return "\n".join(lines) + "\n"
