"""What may come of a deal, in draws: chances, sizes, years and shares; the same seed gives the same ones."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np

from relode.arrays import Array
from relode.deals.deal import Deal
from relode.deals.defaults import Default, local_orders
from relode.deals.promises import (
    announced_starts,
    built_phases,
    completions,
    counted_jobs,
    delays,
    expit,
    logit,
    resampled,
    starts,
    year_shock,
)
from relode.streams import stream
from relode.usual import SEED

DRAWS = 20_000


@dataclass(frozen=True)
class DealDraws:
    """What may come of a deal, (draw,) each: chances, sizes, years and shares."""

    begun: Array
    begun_year: Array
    completed: Array
    delay: Array
    phase: Array
    take_up: Array
    life: Array
    ramp_first: Array
    ramp_second: Array
    utilisation: Array
    but_for: Array
    displacement: Array
    leakage: Array
    local_orders: Array
    city_part: Array
    recovery_failed: Array
    recovery_alive: Array
    failure_months: Array
    idle_upkeep: Array
    idle_value: Array
    reservation_wage: Array
    average_wage: Array
    land_price: Array
    overrun: Array
    tax: Array
    build_years: Array

    def first(self, count: int) -> "DealDraws":
        """The first `count` draws."""
        return replace(self, **{field.name: getattr(self, field.name)[:count] for field in fields(self)})


def uniform(default: Default, rng: np.random.Generator, draws: int) -> Array:
    """Draws of a default between its ends, (draw,). [unit of the default]"""
    return rng.uniform(default.low, default.high, draws)


def drawn(deal: Deal, seed: int = SEED, draws: int = DRAWS, own_rates: tuple[Mapping[str, str], ...] = ()) -> DealDraws:
    """Draws of what may come of `deal`: the same seed gives the same ones, and all deals of a list the same shock."""
    rng, known = stream("deal", seed), deal.setting.defaults
    shock = rng.normal(0.0, year_shock()[0], draws)
    size = rng.random(draws)
    done = rng.random(draws)
    stage = deal.project.stage
    start_share, months, real = _start(stage, rng, draws, own_rates, known)
    discount = uniform(known["size_discount"], rng, draws)
    reference = known["size_reference"].value
    larger = np.log(max(deal.promise.investment or reference, 1.0) / reference)
    odds = logit(start_share * real) - discount * max(larger, 0.0) + shock
    begun = np.ones(draws) if stage in ("building", "producing") else (size < expit(odds)).astype(float)
    finish = completions(rng, draws, own_rates).share
    completed = np.ones(draws) if stage == "producing" else (done < expit(logit(finish) + shock)).astype(float)
    steps, chances, _ = delays()
    late = rng.choice(steps, size=draws, p=chances / chances.sum())
    local, promise = deal.local, deal.promise
    came, _ = counted_jobs()  # that a plant never came is in the stages before
    stated = {"tax": promise.tax, "output": promise.output, "investment": promise.investment}
    overrun = deal.works.overrun_class
    return DealDraws(
        begun=begun,
        begun_year=np.zeros(draws) if stage in ("building", "producing") else np.floor(rng.exponential(months / 12)),
        completed=completed,
        delay=np.zeros(draws) if stage == "producing" else late,
        phase=np.ones(draws) if stage == "producing" else _phase(deal, rng, draws),
        take_up=np.minimum(resampled(came[came > 0], rng, draws), 1.0),
        life=_life(rng, draws, known),
        ramp_first=np.ones(draws) if stage == "producing" else uniform(known["ramp_first"], rng, draws),
        ramp_second=np.ones(draws) if stage == "producing" else uniform(known["ramp_second"], rng, draws),
        utilisation=uniform(known["utilisation"], rng, draws),
        but_for=uniform(known[f"but_for_{local.others_bid}"], rng, draws),
        displacement=uniform(known["displacement"], rng, draws),
        leakage=np.full(draws, local.staff_from_elsewhere)
        if local.staff_from_elsewhere is not None
        else uniform(known["leakage"], rng, draws),
        local_orders=local_orders(rng, draws),
        city_part=np.full(draws, local.city_part_of_tax)
        if local.city_part_of_tax is not None
        else uniform(known["city_part_of_tax"], rng, draws),
        recovery_failed=uniform(known["recovery_failed"], rng, draws),
        recovery_alive=uniform(known["recovery_alive"], rng, draws),
        failure_months=uniform(known["failure_months"], rng, draws),
        idle_upkeep=uniform(known["idle_upkeep"], rng, draws),
        idle_value=uniform(known["idle_value"], rng, draws),
        reservation_wage=uniform(known["reservation_wage"], rng, draws),
        average_wage=uniform(known["average_wage"], rng, draws),
        land_price=uniform(known["land_price"], rng, draws),
        overrun=uniform(known[f"overrun_{overrun}" if overrun else "overrun_standard_civil"], rng, draws),
        tax=_tax(stated, rng, draws, known),
        build_years=np.full(draws, deal.project.build_years)
        if deal.project.build_years is not None
        else uniform(known["build_years"], rng, draws),
    )


def _start(
    stage: str, rng: np.random.Generator, draws: int, own: tuple[Mapping[str, str], ...], known: Mapping[str, Default]
) -> tuple[Array, Array, Array]:
    """Share that begins in the end, months until it does, and how much of it is real, (draw,) each."""
    fit = starts("approved" if stage == "land_paid" else "contract", rng, draws, own)
    real = uniform(known["real_start"], rng, draws)
    if stage != "intention":
        return fit.share, fit.months, real
    begun, settled = announced_starts()
    announced = rng.beta(begun + 0.5, len(settled) - begun + 0.5, draws)
    signed = uniform(known["contract_from_intention"], rng, draws)
    return np.minimum(announced, fit.share * signed), fit.months, np.ones(draws)


def _phase(deal: Deal, rng: np.random.Generator, draws: int) -> Array:
    """Built share of the promise, (draw,): phase 1 where less than the whole is built and phase 1 is stated."""
    built = resampled(built_phases()[0], rng, draws)
    first = first_phase(deal)
    return built if first is None else np.where(built < (1 + first) / 2, first, 1.0)


def first_phase(deal: Deal) -> float | None:
    """Phase 1 over the whole promise, by jobs or else by investment; None where it is not stated. [0-1]"""
    promise = deal.promise
    for part, whole in ((promise.phase1_jobs, promise.jobs), (promise.phase1_investment, promise.investment)):
        if part is not None and whole:
            return part / whole
    return None


def _life(rng: np.random.Generator, draws: int, known: Mapping[str, Default]) -> Array:
    """Whole years of production, (draw,): exit rates of new firms, scaled since larger ones live longer."""
    scale = uniform(known["exit_scale"], rng, draws)
    chance = rng.random(draws)
    horizon = int(known["horizon"].value)
    left, life = np.ones(draws), np.full(draws, float(horizon + 1))
    for year in range(1, horizon + 1):
        told = max(each for each in (1, 2, 3, 4, 8) if each <= year)
        left = left * (1 - scale * known[f"exit_year_{told}"].value)
        life = np.where((chance > left) & (life > horizon), float(year), life)
    return life


def _tax(
    stated: Mapping[str, float | None], rng: np.random.Generator, draws: int, known: Mapping[str, Default]
) -> Array:
    """Promised tax a year, (draw,): as stated, else from output, else from investment. [yuan]"""
    if stated["tax"] is not None:
        return np.full(draws, stated["tax"])
    output = stated["output"]
    if output is None:
        share = uniform(known["output_over_investment"], rng, draws)
        return share * (stated["investment"] or 0.0) * uniform(known["tax_over_output"], rng, draws)
    return output * uniform(known["tax_over_output"], rng, draws)
