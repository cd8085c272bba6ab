"""How forecasts did at past origins: the scores that ship, of rules (`scores.csv`) and of the simulator, in words.

`python -m studies run outlook_scores backcast` makes them again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Annotated

from relode import shipped_tables
from relode.arrays import Interval
from relode.language import Amount, Language, Sentence, spoken
from relode.outlook.ahead.outlook_text import age_scores, target
from relode.record import Doc, Record
from relode.story import Column, Table
from relode.story.text import table_lines

SIMULATED = ("simulator", "combination")
"""Methods of the table of the simulator that the table of rules does not have."""


@dataclass(frozen=True)
class ScoreRow(Record):
    """Scores of a method in a group of places; `skill` is against `benchmark` in `benchmark_mode`.

    Both are scored over the same places and years. Errors are in `unit`: logarithms of the quantity, or shares.
    """

    target: Annotated[str, Doc("what is forecast")]
    origin: Annotated[int, Doc("year in which the method stands")]
    horizon: Annotated[int, Doc("years ahead", "years")]
    mode: Annotated[str, Doc("what the method is given of the time after the origin")]
    method: Annotated[str, Doc("method")]
    group: Annotated[str, Doc("group of places")]
    unit: Annotated[str, Doc("logarithm or share: scale of the errors")]
    benchmark: Annotated[str, Doc("method to beat, named beforehand")]
    benchmark_mode: Annotated[str, Doc("mode in which the benchmark is scored")]
    n: Annotated[int, Doc("places")]
    mae: Annotated[float, Doc("mean absolute error of the median", "unit")]
    crps: Annotated[float, Doc("continuous ranked probability score", "unit")]
    coverage_50: Annotated[float, Doc("outcomes inside 50 % bands", "share")]
    coverage_90: Annotated[float, Doc("outcomes inside 90 % bands", "share")]
    coverage_90_interval: Annotated[Interval, Doc("its 95 % interval", "share", shape="low, high")]
    skill: Annotated[float, Doc("share of the benchmark's score that is saved", "share")]
    skill_interval_95: Annotated[Interval, Doc("its 95 % interval", "share", shape="low, high")]


@dataclass(frozen=True)
class Backcast(Record):
    """The scores that ship."""

    scores: Annotated[tuple[ScoreRow, ...], Doc("one a method and group", shape="score")]


def backcast() -> Backcast:
    """Every score that ships, by target, origin, horizon and mode.

    Example:
        >>> rl.outlook.backcast().scores[0].benchmark
        'pooled_ar1'
    """
    rules = shipped_tables.rows("relode.outlook", "scores")
    about = {row["target"]: {name: row[name] for name in ("unit", "benchmark", "benchmark_mode")} for row in rules}
    simulated = [
        {
            **row,
            **about[row["target"]],
            "benchmark_mode": row["mode"],
            **{f"coverage_90_interval_{end}": row[f"coverage_90_{end}"] for end in ("low", "high")},
            **{f"skill_interval_95_{end}": row[f"over_benchmark_{end}"] for end in ("low", "high")},
            "skill": row["over_benchmark"],
        }
        for row in shipped_tables.rows("relode.calibration", "backcast")
        if row["method"] in SIMULATED
    ]
    found = [_row(row) for row in (*rules, *simulated)]
    order = list(dict.fromkeys((row.target, row.origin, row.horizon, row.mode) for row in found))
    return Backcast(tuple(sorted(found, key=lambda row: order.index((row.target, row.origin, row.horizon, row.mode)))))


def _row(row: dict[str, str]) -> ScoreRow:
    return ScoreRow(
        target=row["target"],
        origin=int(row["origin"]),
        horizon=int(row["horizon"]),
        mode=row["mode"],
        method=row["method"],
        group=row["group"],
        unit=row["unit"],
        benchmark=row["benchmark"],
        benchmark_mode=row["benchmark_mode"],
        n=int(row["n"]),
        mae=float(row["mae"]),
        crps=float(row["crps"]),
        coverage_50=float(row["coverage_50"]),
        coverage_90=float(row["coverage_90"]),
        coverage_90_interval=(float(row["coverage_90_interval_low"]), float(row["coverage_90_interval_high"])),
        skill=float(row["skill"]),
        skill_interval_95=(float(row["skill_interval_95_low"]), float(row["skill_interval_95_high"])),
    )


def backcast_text(backcast: Backcast, language: Language, group: str = "all") -> str:
    """The score table of one group of places with its reading, one block a target, origin and mode."""
    chosen = [row for row in backcast.scores if row.group == group]
    blocks = groupby(chosen, key=lambda row: (row.target, row.origin, row.horizon, row.mode))
    parts = [_block(list(rows), language) for _, rows in blocks]
    return "\n\n".join([*parts, *_ages(group, language), spoken(Sentence("outlook.table.legend", {}), language)])


def _ages(group: str, language: Language) -> list[str]:
    """Scores of ages, a block an origin and what was given; none for a group that they are not made for."""
    shown = {"ages": "ages", "bias": "bias", "mean_error": "mean_absolute_error", "nobody_moves": "nobody_moves"}
    columns = tuple(Column(f"outlook.table.column.{key}", itemgetter(field))
                    for key, field in {**shown, "coverage_90": "coverage_90"}.items())  # fmt: skip
    blocks = []
    for (start, people), rows in groupby(age_scores(group), key=lambda row: (row["start"], row["people"])):
        about = {"origin": int(start), "given": Sentence(f"outlook.table.given.{people}", {})}
        lines = table_lines(Table(None, columns, tuple(rows)), language)
        blocks.append("\n".join([spoken(Sentence("outlook.table.ages", about), language), *lines]))
    return blocks


def _block(rows: Sequence[ScoreRow], language: Language) -> str:
    first = rows[0]
    about = {
        "target": target(first.target),
        "origin": first.origin,
        "horizon": first.horizon,
        "mode": Sentence(f"outlook.mode.{first.mode}", {}),
        "group": Sentence(f"outlook.group.{first.group}", {}),
    }
    title = spoken(Sentence("outlook.table.title", about), language)
    unit = spoken(Sentence(f"outlook.table.unit_{first.unit}", {}), language)
    table = table_lines(score_table(sorted(rows, key=lambda row: row.crps)), language)
    return "\n".join([title, *table, f"{unit} {spoken(reading(rows), language)}"])


def score_table(rows: Sequence[ScoreRow]) -> Table:
    """Errors, coverage and skill of each method; logarithms as they are, other errors in per cent or points."""
    factor, places = (1, 4) if rows[0].unit == "logarithm" else (100, 2)
    shown: Mapping[str, Callable[[ScoreRow], object]] = {
        "method": _called,
        "n": lambda row: row.n,
        "mae": lambda row: f"{factor * row.mae:.{places}f}",
        "crps": lambda row: f"{factor * row.crps:.{places}f}",
        "coverage_50": lambda row: f"{row.coverage_50:.2f}",
        "coverage_90": lambda row: "{:.2f} [{:.2f}, {:.2f}]".format(row.coverage_90, *row.coverage_90_interval),
        "skill": lambda row: "{:+.3f} [{:+.3f}, {:+.3f}]".format(row.skill, *row.skill_interval_95),
    }
    return Table(None, tuple(Column(f"outlook.table.column.{name}", field) for name, field in shown.items()), rows)


def method(row: ScoreRow) -> Sentence:
    """The name of a row's method."""
    return Sentence(f"outlook.method.{row.method}", {})


def _called(row: ScoreRow) -> Sentence:
    """The method, marked where the others are measured by it."""
    named = method(row)
    return Sentence("outlook.table.is_benchmark", {"method": named}) if row.method == row.benchmark else named


def reading(rows: Sequence[ScoreRow]) -> Sentence:
    """In words: whether the best method of a block is better than the benchmark."""
    best = min(rows, key=lambda row: row.crps)
    benchmark = Sentence(f"outlook.method.{best.benchmark}", {})
    if best.skill <= 0 or (best.method == best.benchmark and best.mode == best.benchmark_mode):
        return Sentence("outlook.table.reading_benchmark", {"benchmark": benchmark})
    low, high = (Amount(end, "share") for end in best.skill_interval_95)
    named = {"method": method(best), "benchmark": benchmark, "low": low, "high": high}
    if low.value <= 0:
        return Sentence("outlook.table.reading_tie", named)
    return Sentence("outlook.table.reading_better", {**named, "skill": Amount(best.skill, "share")})
