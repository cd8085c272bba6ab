"""Outlooks and score tables as lines of text, in both languages."""

from collections.abc import Sequence
from itertools import groupby

from relode.language import Language, number_text, say
from relode.language.numbers import MINUS
from relode.language.text_columns import aligned
from relode.outlook.ahead.forecasts import Forecast, Outlook
from relode.outlook.backcasts.backcast import Backcast, ScoreRow

SMALLEST_CHANCE = 0.01
LEAST_COVERAGE = 0.8
"""Below this share of outcomes in 90 % bands no chance is read from them."""

COLUMNS = ("method", "n", "mae", "crps", "coverage_50", "coverage_90", "skill")


def outlook_text(found: Outlook, language: Language) -> str:
    """The outlook of a city: one paragraph a quantity, then what could not be forecast and why."""
    title = say("outlook.city.title", language, place=found.place.name(language), until=found.years[-1])
    parts = [title, *(_paragraph(each, found, language) for each in found.forecasts)]
    if found.missing:
        reasons = (
            say(f"outlook.missing.{each.reason}", language, quantity=target_label(each.quantity, language))
            for each in found.missing
        )
        parts.append("\n".join([say("outlook.city.missing", language), *reasons]))
    return "\n\n".join(parts)


def forecast_notes(each: Forecast, language: Language) -> list[str]:
    """What a reader must know of a forecast: the chance of a fall, the method and its coverage, its tags."""
    chance = say("outlook.city.fall", language, origin=each.origin, chance=chance_text(each.chance_of_fall, language))
    return [
        *([chance] if chances_hold(each) else []),
        *([say("outlook.city.steady", language)] if each.price_base else []),
        _coverage(each, language),
        *(say(f"outlook.tag.{tag}", language, measured_until=each.measured_until) for tag in each.tags),
    ]


def chances_hold(each: Forecast) -> bool:
    """Whether bands held often enough so far ahead that a chance read from them means something."""
    return each.by_horizon[max(each.by_horizon)].coverage_90 >= LEAST_COVERAGE


def _paragraph(each: Forecast, found: Outlook, language: Language) -> str:
    figures = {name: _figure(values[-1], each, language) for name, values in each.quantiles.items()}
    base = say("outlook.city.price_base", language, year=each.price_base) if each.price_base else ""
    key = {"quantity": target_label(each.quantity, language), "until": found.years[-1], "origin": each.origin}
    opening = _figure(each.opening, each, language)
    line = say("outlook.city.line", language, **key, opening=opening, base=base, **figures)
    return "\n".join([line, *forecast_notes(each, language)])


def _coverage(each: Forecast, language: Language) -> str:
    measured = each.measured
    shares = {
        "measured": measured.coverage_90,
        "low": measured.coverage_90_low,
        "high": measured.coverage_90_high,
        "far": each.by_horizon[max(each.by_horizon)].coverage_90,
    }
    return say(
        "outlook.city.coverage",
        language,
        method=method_label(each.method, language),
        n=f"{measured.n:,}",
        origins=measured.origins,
        ahead=max(each.by_horizon),
        **{name: percent(share, language) for name, share in shares.items()},
    )


def _figure(value: float | None, each: Forecast, language: Language) -> str:
    return number_text(0.0 if value is None else value, each.unit, language)


def backcast_text(found: Backcast, language: Language, group: str = "all") -> str:
    """The score table of one group of places with its reading, one block a target, origin and mode."""
    chosen = [row for row in found.scores if row.group == group]
    blocks = groupby(chosen, key=lambda row: (row.target, row.origin, row.horizon, row.mode))
    parts = [_block(list(rows), language) for _, rows in blocks]
    return "\n\n".join([*parts, say("outlook.table.legend", language)])


def _block(rows: Sequence[ScoreRow], language: Language) -> str:
    first = rows[0]
    title = say(
        "outlook.table.title",
        language,
        target=target_label(first.target, language),
        origin=first.origin,
        horizon=first.horizon,
        mode=say(f"outlook.mode.{first.mode}", language),
        group=say(f"outlook.group.{first.group}", language),
    )
    head = [say(f"outlook.table.column.{name}", language) for name in COLUMNS]
    lines = [head, *(_cells(row, language) for row in sorted(rows, key=lambda row: row.crps))]
    unit = say(f"outlook.table.unit_{first.unit}", language)
    return "\n".join([title, *aligned(lines), f"{unit} {reading(rows, language)}"])


def _cells(row: ScoreRow, language: Language) -> list[str]:
    factor, places = (1, 4) if row.unit == "logarithm" else (100, 2)
    mark = f" {say('outlook.table.benchmark', language)}" if row.method == row.benchmark else ""
    coverage, gained = row.coverage_90_interval, row.skill_interval_95
    return [
        method_label(row.method, language) + mark,
        str(row.n),
        f"{factor * row.mae:.{places}f}",
        f"{factor * row.crps:.{places}f}",
        f"{row.coverage_50:.2f}",
        f"{row.coverage_90:.2f} [{coverage[0]:.2f}, {coverage[1]:.2f}]",
        f"{row.skill:+.3f} [{gained[0]:+.3f}, {gained[1]:+.3f}]",
    ]


def reading(rows: Sequence[ScoreRow], language: Language) -> str:
    """In words: whether the best method of a block is better than the benchmark."""
    best = min(rows, key=lambda row: row.crps)
    benchmark = method_label(best.benchmark, language)
    if best.skill <= 0 or (best.method == best.benchmark and best.mode == best.benchmark_mode):
        return say("outlook.table.reading_benchmark", language, benchmark=benchmark)
    low, high = best.skill_interval_95
    ends = {name: percent(value, language, 1) for name, value in (("low", low), ("high", high))}
    named = {"method": method_label(best.method, language), "benchmark": benchmark, **ends}
    if low <= 0:
        return say("outlook.table.reading_tie", language, **named)
    return say("outlook.table.reading_better", language, **named, skill=percent(best.skill, language, 1))


def percent(share: float, language: Language, places: int = 0) -> str:
    """A share in per cent, in whole ones or with so many `places`."""
    number = f"{100 * share:.{places}f}"
    sign = MINUS if number.startswith("-") and float(number) != 0 else ""
    return say("outlook.percent", language, number=sign + number.removeprefix("-"))


def chance_text(chance: float, language: Language) -> str:
    """A chance in whole per cent; never 0 or 100, which no statistical forecast can promise."""
    if chance > 1 - SMALLEST_CHANCE:
        return say("outlook.nearly_certain", language)
    return say("outlook.nearly_impossible", language) if chance < SMALLEST_CHANCE else percent(chance, language)


def target_label(name: str, language: Language) -> str:
    """A target's name for readers."""
    return say(f"outlook.target.{name}", language)


def method_label(name: str, language: Language) -> str:
    """A method's name for readers; the name itself for one that was brought along."""
    try:
        return say(f"outlook.method.{name}", language)
    except KeyError:
        return name
