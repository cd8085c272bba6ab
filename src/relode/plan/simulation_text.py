"""A simulation as lines of text, in both languages."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import xarray as xr

from relode.calibration.fitting.posterior_draws import posterior
from relode.language import Language, joined, number_text, say
from relode.language.text_columns import aligned
from relode.model.opening.opening_state import observed_text
from relode.model.state import LEVERS
from relode.plan.simulation import SHOWN, Gain, Simulation
from relode.plan.why import Why
from relode.vocabulary import quantity


def simulation_text(found: Simulation, language: Language) -> str:
    """What was run and what it rests on, the table, who gains, balances and causes if they were asked for."""
    world = found.futures.world
    head = {"place": found.place.name(language), "start": world.year, "until": found.futures.years[-1]}
    counts = {"futures": found.futures.count, "places": len(world.codes) - 1, "seed": found.futures.seed}
    lines = [say("simulate.head", language, **head, **counts)]
    if found.policy is None:
        lines.append(say("simulate.nothing", language))
    else:
        lines.append(say("simulate.policy", language, policy=found.policy.title(language)))
    calibrated = "calibrated" if posterior(world.year) else "uncalibrated"
    if found.shock:
        lines.append(say("simulate.shock", language, shock=found.shock))
    lines += [
        observed_text(world.opening, found.place.code, language),
        _left_out(world.opening.excluded, language),
        say(f"simulate.{calibrated}", language),
        "",
        *aligned(_table(found, language)),
        say("simulate.closing", language),
        *_gains(found, language),
        *(_why(found.why, world.year, language) if found.why else []),
        *_balances(found, language),
        say("simulate.speed", language, rate=f"{found.city_years_per_second:,.0f}"),
    ]
    return "\n".join(lines)


def _left_out(excluded: Mapping[str, str], language: Language) -> str:
    """How many units are left out, by the first thing that each lacks."""
    reasons = [
        say(f"simulate.lacks.{reason}", language, count=count) for reason, count in Counter(excluded.values()).items()
    ]
    return say("simulate.left_out", language, count=len(excluded), reasons=joined(reasons, language))


def _table(found: Simulation, language: Language) -> list[list[str]]:
    first, last = found.futures.years[0], found.futures.years[-1]
    years = sorted({min(first + 10, last), last})
    columns = [("quantity", {}), ("opening", {"year": first}), *(("band", {"year": year}) for year in years)]
    columns += [("nothing", {"year": last})] if found.policy else []
    rows = [[say(f"simulate.column.{n}", language, **v) for n, v in (*columns, ("tags", {}))]]
    for name in SHOWN:
        row = [quantity(name).label(language), _at(found.bands, name, "median", first, language)]
        row += [_band(found.bands, name, year, language) for year in years]
        row += [_band(found.without, name, last, language)] if found.policy else []
        tags = found.tags[name] or ("calibrated",)
        rows.append([*row, joined([say(f"simulate.tag.{tag}", language) for tag in tags], language)])
    return rows


def _at(table: xr.Dataset, name: str, band: str, year: int, language: Language) -> str:
    return number_text(float(table[name].sel(band=band, year=year)), quantity(name).unit, language)


def _band(table: xr.Dataset, name: str, year: int, language: Language) -> str:
    middle, low, high = (_at(table, name, band, year, language) for band in ("median", "p05", "p95"))
    return say("simulate.band", language, middle=middle, low=low, high=high)


def _gains(found: Simulation, language: Language) -> list[str]:
    if not found.gains:
        return []
    head = say("simulate.gain.head", language, year=found.gains[0].year)
    return ["", head, *(f"- {_gain(gain, language)}" for gain in found.gains)]


def _gain(gain: Gain, language: Language) -> str:
    unit = quantity(gain.quantity).unit
    amounts = {"own": gain.own, "others": gain.others, "total": gain.own + gain.others}
    texts = {name: number_text(value, unit, language, "sign") for name, value in amounts.items()}
    line = say("simulate.gain.line", language, quantity=quantity(gain.quantity).label(language), **texts)
    if gain.own > 0 > gain.others:
        share = number_text(min(-gain.others / gain.own, 1.0), "share", language)
        line += say("simulate.gain.taken", language, share=share)
    return line


def _why(why: Why, start: int, language: Language) -> list[str]:
    unit = why.unit
    figures = {name: number_text(getattr(why, name), unit, language) for name in ("opening", "value")}
    label = quantity(why.quantity).label(language)
    head = say("simulate.why.head", language, quantity=label, start=start, year=why.year, **figures)
    rows = [[say(f"simulate.column.{name}", language) for name in ("mechanism", "amount")]]
    change: dict[str, Any] = {**why.contributions, "remainder": why.remainder}
    for name, value in sorted(change.items(), key=lambda item: -abs(item[1])):
        text = quantity(name).label(language) if name in LEVERS else say(f"simulate.why.{name}", language)
        rows.append([text, number_text(value, unit, language, "sign")])
    return ["", head, *aligned(rows), say("simulate.why.shared", language)]


def _balances(found: Simulation, language: Language) -> list[str]:
    if not found.balances:
        return []
    rows = [[say(f"simulate.column.{name}", language) for name in ("balance", "error")]]
    rows += [[say(f"simulate.balance.{name}", language), f"{error:.1e}"] for name, error in found.balances.items()]
    return ["", *aligned(rows)]
