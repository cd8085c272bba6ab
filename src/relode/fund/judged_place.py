"""One place that money may go to: its stage, every measure judged with the funder's money, what each dose gains."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import xarray as xr

from relode.arrays import Values
from relode.fund.fund_asked import FundAsked, FundCandidate
from relode.fund.fund_records import PlaceCards, TriedDose
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.futures import Futures
from relode.model.links import StoredPath
from relode.model.opening.opening_world import World
from relode.plan.asked.plan_asked import Command
from relode.plan.asked.pots import pots_of
from relode.plan.cards.card_making import GRANTED, TriedMeasure, card, tried_measures
from relode.plan.cards.city_rule import Judge, judge
from relode.plan.estimate import rounded
from relode.plan.making.plan_making import worst_tenth
from relode.plan.trials.bundles import Trial
from relode.plan.trials.judged import JOBS
from relode.plan.trials.stage import Stage, stage

KINDS = ("jobs", "services", "funder")
"""What is kept of each dose, the second axis of gains: job-years, yuan of services for those who stay, yuan a year."""


class PlaceStore(Protocol):
    """Where the work on places is kept, so that a run can go on."""

    def load(self, code: str) -> tuple[PlaceCards, Values] | None:
        """What is kept of a place, None where nothing is: cards, gains (KINDS, future), each kind in its unit."""

    def save(self, cards: PlaceCards, gains: Values) -> None:
        """Keep a place, whole or not at all; `gains` is (KINDS, future)."""


@dataclass(frozen=True)
class JudgedPlace:
    """A candidate on its stage with the rule, its cards, and the gains of every dose tried, (dose, KINDS, future)."""

    candidate: FundCandidate
    on: Stage
    rule: Judge
    cards: PlaceCards
    gains: Values

    @property
    def code(self) -> str:
        """Code of the place."""
        return self.candidate.place.code


def judged_place(
    panel: xr.Dataset,
    opened: World,
    candidate: FundCandidate,
    asked: FundAsked,
    drawn: Futures,
    stored: StoredPath,
    kept: PlaceStore,
) -> JudgedPlace:
    """A candidate in the futures of all places; what is kept of it is not tried again."""
    place, money = candidate.place, candidate.ceiling
    pots = pots_of(panel, place, candidate.spending)
    command = Command(money, 0.0, money, candidate.spending, pots)
    on = stage(opened, place, asked.of_place(), command, drawn, stored)
    rule = judge(on)
    before = kept.load(place.code)
    if before is None:
        measures = tried_measures(on, rule, (GRANTED,))
        before = (
            place_cards(rule, candidate, measures),
            np.stack([gains_of(on, t) for each in measures for t in each.trials]),
        )
        kept.save(*before)
    return JudgedPlace(candidate, on, rule, *before)


def place_cards(rule: Judge, candidate: FundCandidate, measures: list[TriedMeasure]) -> PlaceCards:
    """What is written of a place: its cards, and every dose tried in the order of the array of gains."""
    on = rule.on
    return PlaceCards(
        candidate.place.code,
        rounded(candidate.ceiling),
        rounded(need(on)),
        tuple(card(rule, each) for each in measures),
        tuple(
            _tried(on, each.measure.name, tried.verdict, trial)
            for each in measures
            for tried, trial in zip(each.tried, each.trials, strict=True)
        ),
    )


def _tried(on: Stage, name: str, verdict: str, trial: Trial) -> TriedDose:
    yuan = funder_yuan(trial)[on.choosing]
    return TriedDose(name, trial.bundle[0].dose, verdict, float(yuan.mean()), worst_tenth(yuan))


def gains_of(on: Stage, trial: Trial) -> Values:
    """Job-years, services for those who stay [yuan over the years], the funder's yuan a year: (KINDS, future)."""
    return np.stack([trial.bought[JOBS], services_for_those_who_stay(on, trial), funder_yuan(trial)])


def services_for_those_who_stay(on: Stage, trial: Trial) -> Values:
    """Services per person gained, for the people who live there if nothing is done, over all years. [yuan] (future,)

    People who come for the money do not count as gained services, nor is it a gain that fewer share them.
    """
    people = on.base["population"].mean(axis=1)
    return np.asarray(trial.plain["services_per_person"] * people * len(on.years))


def funder_yuan(trial: Trial) -> Values:
    """What the funder pays in a year, in each future: the city's part and that of budgets above it. [yuan] (future,)"""
    years = trial.pots_by_year["granted"].shape[1]
    return np.asarray(trial.pots["granted"] / years)


def today(on: Stage) -> Values:
    """Jobs in the year before plans begin, (future,). [persons]"""
    before = on.ground.futures.years.index(FIRST_PLAN_YEAR - 1)
    return np.asarray(on.nothing.quantities["employment"][0][:, before])


def kept_jobs(on: Stage, employment: Values) -> Values:
    """The part of today's jobs that is left in the last year of a path (future, year), (future,)."""
    return np.asarray(employment[:, -1] / today(on))


def need(on: Stage) -> float:
    """The part of its jobs that a place loses by the horizon if nothing is done: the median of the choosing half.

    Limits: a place that gains jobs: 0.
    """
    left = kept_jobs(on, on.base["employment"])[on.choosing]
    return max(0.0, 1.0 - float(np.median(left)))
