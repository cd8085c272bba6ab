"""Error rates of the rule on worlds whose truth is planted: truth, noisy evidence, posterior, verdict.

The rule sees draws of the posterior and no truth. Effects are in practical sizes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from relode.arrays import Values
from relode.measures.sampling_error import effective_size, share_interval
from relode.plan.verdicts.evidence import Evidence
from relode.plan.verdicts.rule import CANNOT_TELL, DO, LEAVE, ORDER, CardVerdict, verdict
from relode.plan.verdicts.verdict_tables import ROOM, Band, aims, published_band, sizes
from relode.shipped_tables import rows
from relode.streams import stream

EFFECTS = (0.0, 1.0, 1.5, 2.0, 3.0)
"""Planted effects in practical sizes."""
EXPECTED = 2.0
"""A measure is planned at the dose that should give this many practical sizes: widths follow from it."""
CORRELATION = 0.5
"""Of the errors of any two levers in one world: what they share, such as how jobs answer to spending."""
ZERO_SHARE = 0.15
"""Prior probability that a lever does nothing, the middle of the table of levers."""
FARTHEST = 6.0
"""Else the prior is flat between this many practical sizes of harm and of good: it favours no verdict."""
PRIOR_DRAWS, DRAWS = 4096, 256
"""Draws that are reweighted, and those of the posterior that the rule sees: half of the 512 of a plan."""
HARMFUL = 0.1
"""Share of measures that worsen another outcome by two practical sizes, unknown beforehand."""
OTHER, OTHER_SPREAD = "empty_homes", 0.5
"""The outcome that may be worsened, and the error with which that is measured, in practical sizes."""
NINETY = 2 * 1.6448536269514722
"""A 90 % interval in standard deviations."""
VALUE_ADDED_PER_WORKER = 110_000.0
"""Of a city in the middle, yuan of 2020. It moves cost and band alike, so that no verdict depends on it."""


@dataclass(frozen=True)
class Planted:
    """One measure of a planted world, and what the rule said of it with two seeds of draws.

    `width` is that of its 90 % interval in practical sizes.
    """

    world: int
    lever: str
    width: float
    effect: float
    harm: bool
    kind: str
    again: str


def shipped_widths() -> dict[str, float]:
    """Lever -> width of the 90 % interval of its effect at the planned dose, in practical sizes."""
    return {row["lever"]: EXPECTED * float(row["width"]) for row in rows(ROOM, "effect_widths")}


def planted_worlds(
    seed: int,
    count: int,
    widths: Mapping[str, float],
    overconfidence: float = 1.0,
    doses: Sequence[float] = (1.0,),
) -> tuple[Planted, ...]:
    """`count` worlds with a measure of each lever of `widths`.

    `overconfidence`: how many times as wide the real errors are as the posterior believes, 1 for an honest one.
    `doses`: those to choose from, 1 the one that effects and widths are given for; both grow with the dose.
    """
    trials: list[Planted] = []
    for world in range(count):
        rng = stream("planted_truth", (seed, world))
        effects = rng.choice(EFFECTS, len(widths))
        harms = rng.random(len(widths)) < HARMFUL
        errors = overconfidence * correlated(rng, len(widths))
        streams = (stream("planted_draws_to_choose", (seed, world)), stream("planted_draws_to_tell", (seed, world)))
        for (lever, width), effect, harm, error in zip(widths.items(), effects, harms, errors, strict=True):
            spread = width / NINETY
            seen = effect + spread * error
            seen_other = -EXPECTED * harm + OTHER_SPREAD * rng.standard_normal()
            kinds = [judged(lever, seen, spread, seen_other, stream, doses) for stream in streams]
            trials.append(Planted(world, lever, width, float(effect), bool(harm), *kinds))
    return tuple(trials)


def correlated(rng: np.random.Generator, count: int) -> Values:
    """Errors of the levers of one world, standard normal, any two with the same correlation, (lever,)."""
    common, own = rng.standard_normal(), rng.standard_normal(count)
    return np.asarray(np.sqrt(CORRELATION) * common + np.sqrt(1 - CORRELATION) * own)


def posterior(seen: float, spread: float, rng: np.random.Generator) -> Values:
    """Draws of an effect whose noisy measurement is `seen`, with error `spread`: the prior reweighted, (draw,).

    In practical sizes.
    """
    prior = np.where(rng.random(PRIOR_DRAWS) < ZERO_SHARE, 0.0, rng.uniform(-FARTHEST, FARTHEST, PRIOR_DRAWS))
    fit = -0.5 * ((seen - prior) / spread) ** 2
    weight = np.exp(fit - fit.max())
    return np.asarray(rng.choice(prior, DRAWS, p=weight / weight.sum()))


def judged(
    lever: str,
    seen: float,
    spread: float,
    seen_other: float,
    rng: np.random.Generator,
    doses: Sequence[float] = (1.0,),
) -> str:
    """The verdict on what was measured: the effect on the aim with its error, and that on another outcome.

    Among several doses the best verdict is chosen in other draws, as cards do.
    """
    dose = doses[0]
    if len(doses) > 1:
        draws = _drawn(seen, spread, seen_other, rng)
        said = [_said(lever, draws, each) for each in doses]
        best = max(range(len(doses)), key=lambda at: (ORDER.index(said[at].kind), said[at].works, said[at].effect[1]))
        dose = doses[best]
    return _said(lever, _drawn(seen, spread, seen_other, rng), dose).kind


def _drawn(seen: float, spread: float, seen_other: float, rng: np.random.Generator) -> tuple[Values, Values, Values]:
    """Effect and effect on another outcome in practical sizes, and what is paid over what was planned, (draw,) each."""
    effect = posterior(seen, spread, rng)
    return effect, rng.normal(seen_other, OTHER_SPREAD, DRAWS), rng.lognormal(0.0, 0.1, DRAWS)


def _said(lever: str, drawn: tuple[Values, Values, Values], dose: float) -> CardVerdict:
    effect, side, paid = drawn
    known, band = sizes(), published_band(lever, VALUE_ADDED_PER_WORKER)
    if band is None:
        raise ValueError(f"{lever}: no published cost")
    aim = aims()[lever].outcome
    other = OTHER if aim != OTHER else "emissions"
    evidence = Evidence(
        lever=lever,
        effect=dose * effect * known[aim],
        cost=dose * _middle(band) * paid,
        gained=dose * effect / EXPECTED,
        others={other: side * known[other]},
        left_out=effect,
        assured=True,
    )
    return verdict(evidence, known, band)


def _middle(band: Band) -> float:
    """What a measure costs that gives what is expected: the middle of the published band."""
    return float(np.sqrt(band.low * band.high))


@dataclass(frozen=True)
class Rate:
    """How often something happened, with a 90 % interval that allows for errors shared within a world.

    `high` is the upper 95 % limit.
    """

    name: str
    times: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share; 0 where it could not happen."""
        return self.times / self.of if self.of else 0.0


def error_rates(planted: Sequence[Planted]) -> tuple[Rate, ...]:
    """The rates that the rule is judged by.

    False do: of measures without an effect. Power: of harmless measures with twice the practical size. False leave: of
    measures with more than the practical size. Wrong do: of all "do", those with no more than it or with a harm.
    Agreement of two seeds of draws, and flips from do to leave.
    """
    inert = [each for each in planted if each.effect == 0]
    twice = [each for each in planted if each.effect == EXPECTED and not each.harm]
    works = [each for each in planted if each.effect > 1]
    done = [each for each in planted if each.kind == DO]
    return (
        _rate("false_do", inert, [each.kind == DO for each in inert]),
        _rate("power", twice, [each.kind == DO for each in twice]),
        _rate("false_leave", works, [each.kind == LEAVE for each in works]),
        _rate("wrong_do", done, [each.effect <= 1 or each.harm for each in done]),
        _rate("cannot_tell", planted, [each.kind == CANNOT_TELL for each in planted]),
        _rate("agreement", planted, [each.kind == each.again for each in planted]),
        _rate("flips", planted, [{each.kind, each.again} == {DO, LEAVE} for each in planted]),
    )


def _rate(name: str, cards: Sequence[Planted], happened: Sequence[bool]) -> Rate:
    if not cards:
        return Rate(name, 0, 0, 0.0, 1.0)
    times, share = sum(happened), sum(happened) / len(cards)
    low, high = share_interval(share, effective_size(len(cards), 0.0, _design_effect(cards, happened)))
    return Rate(name, times, len(cards), low, high)


def _design_effect(cards: Sequence[Planted], happened: Sequence[bool]) -> float:
    """Variance of the share, worlds drawn as wholes, over that of independent cards; at least 1."""
    share = sum(happened) / len(cards)
    if share in (0, 1):
        return 1.0
    worlds: dict[int, float] = {}
    for card, yes in zip(cards, happened, strict=True):
        worlds[card.world] = worlds.get(card.world, 0.0) + yes - share
    return max(1.0, sum(value**2 for value in worlds.values()) / (len(cards) * share * (1 - share)))


def power_by_width(
    seed: int, count: int, widths: Iterable[float], overconfidence: float
) -> dict[float, tuple[Rate, ...]]:
    """Width of the 90 % interval in practical sizes -> the rates where every lever has it."""
    return {
        width: error_rates(planted_worlds(seed, count, dict.fromkeys(shipped_widths(), width), overconfidence))
        for width in widths
    }


def apart(planted: Sequence[Planted], seed: int, count: int) -> tuple[Planted, ...]:
    """The same cards with numbers of worlds that no other seed has, so that seeds can be counted together."""
    return tuple(replace(each, world=each.world + seed * count) for each in planted)
