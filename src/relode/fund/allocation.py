"""Where the money goes: measures of all places by their return for a criterion, until the money is used."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from relode.arrays import Values
from relode.fund.judged_place import KINDS, JudgedPlace
from relode.plan.asked.pots import YUAN
from relode.plan.making.plan_making import Choice, Filled, FittedBundle, Made, filled, made, needed, ordered
from relode.plan.trials.financing import Part
from relode.plan.trials.measure_list import measures
from relode.plan.verdicts.rule import DO_IF_GRANTED

Name = tuple[str, str]
"""Code of a place and name of a measure."""
MIX = "mix"
"""The asked criteria together, each as a part of what the money gains of it when it serves nothing else."""

SPREAD = "spread"
"""What is proposed, with the money spread over all places by their public spending: nobody gets more than its part."""
UNFLOORED = "unfloored"
"""What would be proposed without floors: what they cost is what it gains more."""


@dataclass(frozen=True)
class FundOffer(Choice):
    """A dose of a measure in a place that may be funded; `row` is its place in the array of gains."""

    place: str
    row: int

    @property
    def name(self) -> Name:
        """What there is one of in an allocation."""
        return self.place, self.part.measure.name


@dataclass(frozen=True)
class FundPool:
    """All places with what they were judged to be worth; `weights` of their job-years by need, 1 on average.

    `budget` and `ceilings` in yuan a year.
    """

    places: Mapping[str, JudgedPlace]
    budget: float
    ceilings: Mapping[str, float]
    weights: Mapping[str, float]

    def gain(self, offer: FundOffer, criterion: str) -> Values:
        """What an offer gains of a criterion, in proportion where it was made smaller, (future,).

        In the unit of the criterion.
        """
        place = self.places[offer.place]
        own = place.gains[offer.row, KINDS.index("services" if criterion == "services" else "jobs")]
        whole = place.cards.tried[offer.row].yuan
        return np.asarray(own * (self.weights[offer.place] if criterion == "equity" else 1.0) * offer.yuan / whole)

    def yuan(self, offer: FundOffer) -> Values:
        """What an offer costs the funder in a year, (future,). [yuan/yr]"""
        place = self.places[offer.place]
        return np.asarray(
            place.gains[offer.row, KINDS.index("funder")] * offer.yuan / place.cards.tried[offer.row].yuan
        )

    @property
    def choosing(self) -> slice:
        """The half of the futures in which doses and allocations are chosen."""
        return next(iter(self.places.values())).on.choosing


def weights(needs: Mapping[str, float]) -> dict[str, float]:
    """Weights of job-years by need: the part of its jobs that a place loses over the mean of all places.

    Limits: nobody loses: 0 everywhere, and the criterion says nothing.
    """
    mean = float(np.mean(list(needs.values())))
    return {code: need / mean if mean > 0 else 0.0 for code, need in needs.items()}


def spread(pool: FundPool, floors: Mapping[str, float]) -> FundPool:
    """The same places, none of which gets more than its part of all public spending, or its floor.

    Limits: the parts add up to the money, where no ceiling is lower and no floor higher.
    """
    spending = {code: place.candidate.spending.spending for code, place in pool.places.items()}
    total = sum(spending.values())
    parts = {code: max(pool.budget * own / total, floors.get(code, 0.0)) for code, own in spending.items()}
    return replace(pool, ceilings={code: min(part, pool.ceilings[code]) for code, part in parts.items()})


def worth_funding(place: JudgedPlace) -> dict[str, list[int]]:
    """Measure -> rows of the doses that the rule says to fund in the choosing half, where its card does so too."""
    sure = {card.name for card in place.cards.cards if card.granted_kind == DO_IF_GRANTED}
    counts: dict[str, list[int]] = {}
    for row, tried in enumerate(place.cards.tried):
        if tried.verdict == DO_IF_GRANTED and tried.measure in sure:
            counts.setdefault(tried.measure, []).append(row)
    return counts


def offers(pool: FundPool, value: Callable[[FundOffer], float]) -> list[FundOffer]:
    """Everything that is worth funding and has a value, the best return for the funder's money first."""
    by_name = {each.name: each for each in measures()}
    result = []
    for code, place in pool.places.items():
        for measure, at in worth_funding(place).items():
            for row in at:
                tried = place.cards.tried[row]
                offer = FundOffer(Part(by_name[measure], tried.dose, True), 0.0, tried.yuan, tried.worst, code, row)
                gain = value(offer)
                if gain > 0 and tried.yuan > 0:
                    back = gain / (tried.yuan / YUAN)
                    result.append(FundOffer(offer.part, back, offer.yuan, offer.yuan_worst, code, row))
    return sorted(result, key=lambda each: (-each.back, each.name, each.part.dose))


def value_for(
    pool: FundPool, criterion: str, criteria: Sequence[str], floors: Mapping[str, float]
) -> Callable[[FundOffer], float]:
    """What an offer is worth for a criterion: its median gain in the choosing half; for the mix, see MIX.

    In the unit of the criterion.
    """
    half = pool.choosing
    if criterion != MIX:
        return lambda offer: float(np.median(pool.gain(offer, criterion)[half]))
    reach = {}
    for each in criteria:
        alone = allocated(pool, offers(pool, value_for(pool, each, criteria, floors)), pool.budget, floors)
        reach[each] = sum(float(np.median(pool.gain(offer, each)[half])) for offer in alone.taken.values())
    result = {each: most for each, most in reach.items() if most > 0}

    def mixed(offer: FundOffer) -> float:
        parts = [float(np.median(pool.gain(offer, each)[half])) / most for each, most in result.items()]
        return sum(parts) / len(criteria)

    return mixed


def allocated(
    pool: FundPool, offered: Sequence[FundOffer], budget: float, floors: Mapping[str, float]
) -> Filled[Name, FundOffer]:
    """Floors first, each by the best returns of its place, then the rest of the money by return over all places.

    A place gets no more than its ceiling.
    """

    def ceiling(offer: FundOffer) -> tuple[str, float]:
        return offer.place, pool.ceilings[offer.place]

    start: dict[Name, FundOffer] = {}
    for code, floor in sorted(floors.items()):
        own = [offer for offer in offered if offer.place == code]
        start |= filled(own, floor, _name, ceiling=ceiling).taken
    return filled(offered, budget, _name, start, ceiling)


def _name(offer: FundOffer) -> Name:
    return offer.name


@dataclass
class Runs:
    """Bundles of places run whole and without each part, none of them twice."""

    pool: FundPool
    _found: dict[tuple[str, tuple[Part, ...]], Made | None] = field(default_factory=dict)

    def made(self, code: str, chosen: FittedBundle) -> Made | None:
        """The bundle of a place with its trial, and the trial without each part."""
        bundle = ordered(chosen.bundle)
        if (code, bundle) not in self._found:
            self._found[code, bundle] = made(
                self.pool.places[code].on, FittedBundle(bundle, chosen.smaller, chosen.left)
            )
        return self._found[code, bundle]


@dataclass(frozen=True)
class Settled:
    """An allocation whose places miss each of their measures: place -> its bundle as it was run.

    `smaller`, `left`: offers made smaller, and worth it without money left; `not_missed`: worth it alone, and not
    missed beside what the place gets.
    """

    taken: Mapping[Name, FundOffer]
    made: Mapping[str, Made]
    smaller: tuple[Name, ...]
    left: tuple[Name, ...]
    not_missed: tuple[Name, ...]


def settled(pool: FundPool, runs: Runs, offered: Sequence[FundOffer], floors: Mapping[str, float]) -> Settled:
    """Allocate, leave out what a place does not miss, and allocate again until each is missed where it is funded."""
    out: dict[Name, None] = {}
    while True:
        result = allocated(pool, [offer for offer in offered if offer.name not in out], pool.budget, floors)
        whole = dict(_bundles(pool, result.taken))
        kept = {code: _needed(pool, runs, code, bundle) for code, bundle in whole.items()}
        gone = [
            (code, part.measure.name)
            for code, bundle in whole.items()
            for part in bundle
            if part not in (kept[code].fitted.bundle if kept[code] else ())  # type: ignore[union-attr]
        ]
        if not gone:
            every = {code: plan for code, plan in kept.items() if plan is not None}
            return Settled(result.taken, every, result.smaller, result.left, tuple(out))
        out |= dict.fromkeys(gone)


def _bundles(pool: FundPool, taken: Mapping[Name, FundOffer]) -> Iterator[tuple[str, tuple[Part, ...]]]:
    for code in pool.places:
        own = tuple(offer.part for (place, _), offer in taken.items() if place == code)
        if own:
            yield code, ordered(own)


def _needed(pool: FundPool, runs: Runs, code: str, bundle: tuple[Part, ...]) -> Made | None:
    whole = runs.made(code, FittedBundle(bundle, (), ()))
    assert whole is not None
    return needed(whole, pool.choosing, lambda chosen: runs.made(code, chosen))[0]
