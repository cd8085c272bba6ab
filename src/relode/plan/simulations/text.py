"""A simulation in words: sentences and tables with their figures, and a terminal's lines of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import xarray as xr

from relode.calibration.draws import posterior
from relode.language import Amount, Bilingual, Language, Sentence, spoken
from relode.model.opening.closing_calendar import dated
from relode.model.opening.opening_state import observed_words
from relode.model.policy.policy_file import Policy
from relode.model.shocks import CLOSING_CALENDAR
from relode.panel.coal_mines import TRACKER
from relode.plan.simulations.simulation import SHOWN, PolicyGain, Simulation, capacity_left
from relode.story import Column, Table
from relode.story.columns import IN_TEXT
from relode.story.text import table_lines
from relode.vocabulary import Label, quantity

SOURCES = ("simulator",)


def simulation_text(simulation: Simulation, language: Language) -> str:
    """What was run and what it rests on, the table, who gains, and balances."""

    def lines(sentences: list[Sentence]) -> list[str]:
        return [spoken(each, language) for each in sentences]

    bands = band_table(simulation.bands, simulation.without if simulation.policy else None)
    said = [
        *lines(opening_words(simulation)),
        "",
        *table_lines(bands, language),
        *lines([Sentence("simulate.closing", {"year": simulation.futures.world.year})]),
    ]
    if simulation.gains:
        said += ["", *lines(gain_words(simulation))]
    if simulation.balances:
        said += ["", *table_lines(balance_table(simulation), language)]
    rate = Amount(round(simulation.city_years_per_second), "count", None, SOURCES)
    return "\n".join([*said, *lines([Sentence("simulate.speed", {"rate": rate})])])


def opening_words(simulation: Simulation) -> list[Sentence]:
    """What was run, and what it rests on."""
    world = simulation.futures.world
    head = {"place": simulation.place, "start": world.year, "until": simulation.futures.years[-1]}
    counts = {"futures": simulation.futures.count, "places": len(world.codes) - 1, "seed": simulation.futures.seed}
    return [
        Sentence("simulate.head", {**head, **counts}),
        policy_words(simulation.policy),
        *([Sentence("simulate.shock", {"shock": simulation.shock})] if simulation.shock else []),
        *mine_words(simulation),
        observed_words(world.opening, simulation.place.code),
        _left_out(world.opening.excluded),
        Sentence(f"simulate.{'calibrated' if posterior(world.year) else 'uncalibrated'}", {}),
    ]


def mine_words(simulation: Simulation) -> list[Sentence]:
    """What the list of coal mines leaves open in the place, or closes if the closing calendar is laid over."""
    year, left = simulation.futures.years[-1], (capacity_left(simulation) or (None,))[-1]
    is_calendar = (simulation.shock or "").partition("@")[0] == CLOSING_CALENDAR
    if left is None:
        return [Sentence("simulate.calendar_none", {})] if is_calendar else []
    count, mines = dated(simulation.place.code, simulation.futures.world.year)
    values = {"left": Amount(left, "share", None, (TRACKER,)), "year": year}
    if not is_calendar:
        return [Sentence("simulate.open_mines", values)]
    return [Sentence("simulate.calendar", {"mines": mines, "dated": count, **values})]


def policy_words(policy: Policy | None) -> Sentence:
    """Which policy is set, or that none is."""
    if policy is None:
        return Sentence("simulate.nothing", {})
    return Sentence("simulate.policy", {"policy": Bilingual(policy.title("en"), policy.title("zh"))})


def band_table(bands: xr.Dataset, without: xr.Dataset | None) -> Table:
    """Quantities at the start, ten years on and at the end.

    Both tables hold (band, year); `without` is that without the policy, None where none is set.
    """
    first, last = (int(bands["year"][at]) for at in (0, -1))
    years = sorted({min(first + 10, last), last})

    def of_year(name: str, table: xr.Dataset, year: int) -> Column:
        return Column(Sentence(f"simulate.column.{name}", {"year": year}), lambda each: _band(table, each, year))

    columns = (
        Column("simulate.column.quantity", Label),
        Column(Sentence("simulate.column.opening", {"year": first}), lambda each: _at(bands, each, "median", first)),
        *(of_year("band", bands, year) for year in years),
        *(() if without is None else (of_year("nothing", without, last),)),
    )
    return Table(None, tuple(replace(each, format=IN_TEXT) for each in columns), SHOWN, SOURCES)


def gain_words(simulation: Simulation) -> list[Sentence]:
    """Who gains, a sentence a total."""
    head = Sentence("simulate.gain.head", {"year": simulation.gains[0].year})
    return [head, *(Sentence("simulate.gain.item", {"gain": _gain(gain)}) for gain in simulation.gains)]


def balance_table(simulation: Simulation) -> Table:
    """The largest relative error of each balance."""
    errors = simulation.balances
    columns = (
        Column("simulate.column.balance", lambda name: Sentence(f"simulate.balance.{name}", {})),
        Column("simulate.column.error", lambda name: _error(errors[name]), format=IN_TEXT),
    )
    return Table(None, columns, tuple(errors), SOURCES)


def _error(error: float) -> Sentence:
    return Sentence("simulate.error", {"value": Amount(error, "1")})


def _left_out(excluded: Mapping[str, str]) -> Sentence:
    """How many units are left out, by the first thing that each lacks."""
    counts = Counter(excluded.values())
    reasons = [Sentence(f"simulate.lacks.{reason}", {"count": count}) for reason, count in counts.items()]
    return Sentence("simulate.left_out", {"count": len(excluded), "reasons": reasons})


def _at(table: xr.Dataset, name: str, band: str, year: int) -> Amount:
    return Amount(float(table[name].sel(band=band, year=year)), quantity(name).unit, None, SOURCES)


def _band(table: xr.Dataset, name: str, year: int) -> Sentence:
    middle, low, high = (_at(table, name, band, year) for band in ("median", "p05", "p95"))
    return Sentence("simulate.band", {"middle": replace(middle, interval_90=(low.value, high.value))})


def _gain(gain: PolicyGain) -> Sentence:
    unit = quantity(gain.quantity).unit
    amounts = {"own": gain.own, "others": gain.others, "total": gain.own + gain.others}
    figures = {name: Amount(value, unit, None, SOURCES) for name, value in amounts.items()}
    line = Sentence("simulate.gain.line", {"quantity": Label(gain.quantity), **figures})
    if not gain.own > 0 > gain.others:
        return line
    share = Amount(min(-gain.others / gain.own, 1.0), "share", None, SOURCES)
    return Sentence("simulate.gain.with_taken", {"line": line, "share": share})
