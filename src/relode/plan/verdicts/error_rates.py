"""The measured error rates of the rule as a table that ships, and what they come to beside what was asked."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from relode.plan.verdicts.planted_worlds import Planted, Rate, apart, error_rates, power_by_width, shipped_widths
from relode.plan.verdicts.verdict_tables import ROOM
from relode.shipped_tables import rows

SEEDS, WORLDS = (1, 2, 3), 300
WIDTHS = (0.5, 1.0, 1.5, 1.75, 2.0, 2.25, 2.5, 3.0, 4.0, 6.0, 10.0)
WORLDS_BY_WIDTH = 100
DOSES = (1.0, 3.0, 9.0)
"""Doses to choose from, as cards do: the largest, a third and a ninth of it."""
OVERCONFIDENCE = (1.0, 2.0)
MOST_FALSE_DO, LEAST_POWER, LEAST_AGREEMENT = 0.05, 0.8, 0.9
"""What was asked before any rate was seen: the upper 95 % limit of false "do", power, agreement of two seeds."""
COLUMNS = ("table", "key", "overconfidence", "rate", "times", "of", "low", "high")


@dataclass(frozen=True)
class RateRow:
    """A rate of `table` (seed, all, lever, chosen or width); `key` is the seed, the lever or the width."""

    table: str
    key: str
    overconfidence: float
    rate: Rate


def rate_rows(by_seed: Sequence[Sequence[Planted]]) -> Iterator[RateRow]:
    """Rates of each seed, of all together and of each lever in all."""
    for seed, planted in zip(SEEDS, by_seed, strict=True):
        yield from _named("seed", str(seed), 1.0, error_rates(planted))
    together = [each for seed, planted in zip(SEEDS, by_seed, strict=True) for each in apart(planted, seed, WORLDS)]
    yield from _named("all", "all", 1.0, error_rates(together))
    for lever in shipped_widths():
        yield from _named("lever", lever, 1.0, error_rates([each for each in together if each.lever == lever]))


def chosen_rows(by_seed: Sequence[Sequence[Planted]]) -> Iterator[RateRow]:
    """Rates of all seeds together where the dose is chosen; "wrong do" is left out, since it depends on the dose."""
    together = [each for seed, planted in zip(SEEDS, by_seed, strict=True) for each in apart(planted, seed, WORLDS)]
    yield from _named("chosen", "all", 1.0, (rate for rate in error_rates(together) if rate.name != "wrong_do"))


def width_rows(overconfidence: float) -> Iterator[RateRow]:
    """Rates where every lever has the same width."""
    for width, result in power_by_width(SEEDS[0], WORLDS_BY_WIDTH, WIDTHS, overconfidence).items():
        yield from _named("width", f"{width:g}", overconfidence, result)


def table_text(lines: Iterable[RateRow]) -> str:
    """The table as it ships."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in lines:
        rate = row.rate
        ends = (f"{rate.low:.5f}", f"{rate.high:.5f}")
        writer.writerow((row.table, row.key, f"{row.overconfidence:g}", rate.name, rate.times, rate.of, *ends))
    return out.getvalue()


def shipped_rates() -> tuple[RateRow, ...]:
    """The table that ships."""
    return tuple(
        RateRow(
            row["table"],
            row["key"],
            float(row["overconfidence"]),
            Rate(row["rate"], int(row["times"]), int(row["of"]), float(row["low"]), float(row["high"])),
        )
        for row in rows(ROOM, "error_rates")
    )


def met(rate: Rate) -> bool | None:
    """Whether a rate of all worlds is as asked; None where nothing was asked."""
    return {
        "false_do": rate.high <= MOST_FALSE_DO,
        "power": rate.share >= LEAST_POWER,
        "agreement": rate.share >= LEAST_AGREEMENT,
        "flips": rate.times == 0,
    }.get(rate.name)


def widest(lines: Iterable[RateRow]) -> float | None:
    """The widest interval, in practical sizes, up to which power and false "do" are as asked; None where no width is.

    Of an honest posterior.
    """
    bad = [
        float(row.key)
        for row in lines
        if (row.table, row.overconfidence) == ("width", 1.0) and met(row.rate) is False
    ]  # fmt: skip
    good = [width for width in WIDTHS if not bad or width < min(bad)]
    return max(good, default=None)


def _named(table: str, key: str, overconfidence: float, rates: Iterable[Rate]) -> Iterator[RateRow]:
    return (RateRow(table, key, overconfidence, rate) for rate in rates)
