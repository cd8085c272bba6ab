"""Named streams of chance, defined once: the same seed gives each its own numbers, whatever else is drawn.

A seed is what a person types or a module fixes. What it is drawn for is a run (the futures of a city, a fit, one
estimate); within a run each stream has a number of its own. Two runs may have the same numbers: they never meet.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np


class Stream(NamedTuple):
    """What a stream is drawn for, and the numbers that go with the seed; none for the seed as it is."""

    run: str
    numbers: tuple[int, ...] = ()


STREAMS: Mapping[str, Stream] = {
    # the futures of a city
    "exogenous_series": Stream("futures"),
    "lever_cost": Stream("futures", (5,)),
    "lever_lag": Stream("futures", (6,)),
    "assumed_opening": Stream("futures", (1,)),
    "prior_scores": Stream("futures", (2,)),
    "spending_split": Stream("futures", (2,)),
    "posterior_order": Stream("futures", (3,)),
    # parameters from their priors alone; levers are those of the futures
    "prior_parameters": Stream("priors"),
    # the fit
    "uninformed_directions": Stream("fit", (4,)),
    "next_round": Stream("fit", (10,)),
    # unknowns of a plan
    # planted nations: the seed is (seed, kind, world)
    "planted_nations": Stream("planted_nations"),
    # forecasts and their scores
    "forecast": Stream("forecast"),
    "pooled_forecast": Stream("pooled_forecast"),
    "forecast_score": Stream("forecast_score"),
    "forecast_skill": Stream("forecast_skill"),
    "provinces_drawn_again": Stream("provinces_drawn_again"),
    "folds_of_provinces": Stream("folds_of_provinces"),
    "coverage_of_bands": Stream("coverage_of_bands"),
    "ages_ahead": Stream("ages_ahead"),
    "country_ages": Stream("country_ages"),
    "people_futures": Stream("people_futures"),
    # estimates from the panel
    "placebos_in_place": Stream("placebos"),
    "past_policy_designs": Stream("past_policy"),
    "spillover": Stream("spillover"),
    "persistence": Stream("persistence"),
    "moran_chance": Stream("moran"),
    "local_moran": Stream("local_moran"),
    "composite_ranks": Stream("composite"),
    "own_type_scores": Stream("own_type"),
    "eigenvector_start": Stream("eigenvector"),
    "industry_model_folds": Stream("industry_model"),
    "industry_hindcast_folds": Stream("industry_hindcast"),
    "industry_hindcast_scores": Stream("industry_scores"),
    "county_scores": Stream("county_scores"),
    "entry_report": Stream("entry_report"),
    "targets_drawn_again": Stream("targets"),
    "gain_on_naive": Stream("gain"),
    "migration_gravity": Stream("migration"),
    "mining_changes_dealt_anew": Stream("multipliers"),
    "price_scores": Stream("price_scores"),
    # what comes of the promises of a deal
    "deal": Stream("deal"),
    "deal_orders": Stream("deal_orders"),
    "planted_deals": Stream("planted_deals"),
    # what studies elsewhere let us expect, and its scores
    "evidence_fit": Stream("evidence_fit"),
    "worlds_of_studies": Stream("worlds_of_studies"),
    "word_worlds": Stream("word_worlds"),
    "next_number": Stream("next_number"),
    "evidence_scores": Stream("evidence_scores"),
    "clusters_drawn_again": Stream("clusters_drawn_again"),
    "expected_effect": Stream("expected_effect"),
    # how one place differs from the average: the seed is (seed, place)
    "effect_in_a_place": Stream("effect_in_a_place"),
    # accounts of measures
    # which draw of the evidence goes with which future
    # which draw of a lever's own effect goes with which future: the seed is (seed, lever)
    "levers_by_hand": Stream("levers_by_hand"),
    # which places of a province a trial is in
    "places_of_a_trial": Stream("places_of_a_trial"),
    # which units of a trial get the measure, and its draws of a gain after it was read
    "lots_of_a_trial": Stream("lots_of_a_trial"),
    # a country of the user's own
    "country_outlook": Stream("country_outlook"),
}  # fmt: skip


def stream(name: str, seed: int | tuple[int, ...], turn: int = 0) -> np.random.Generator:
    """The stream `name` of a seed. Same name, seed and turn, same numbers.

    `turn` counts streams that follow each other under one name, such as rounds of a fit: it adds to the last number.
    Raises KeyError for a name that is not in STREAMS, and for a turn where the stream has no number to add it to.
    """
    *first, last = STREAMS[name].numbers or (None,)
    if turn and last is None:
        raise KeyError(name, turn)
    numbers = (*first, *(() if last is None else (last + turn,)))
    return np.random.default_rng([*(seed if isinstance(seed, tuple) else (seed,)), *numbers])
