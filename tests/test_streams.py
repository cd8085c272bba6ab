"""Do two streams of one run ever draw the same numbers, and is chance drawn anywhere but in a named stream?"""

import ast
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from relode.model.policy.levers import drawn_costs, drawn_lags
from relode.streams import STREAMS, stream

SOURCE = Path(__file__).parents[1] / "src" / "relode"
STILL_SHARED = {frozenset({"prior_scores", "spending_split"})}
"""Where a yuan arrives is drawn with the numbers of the prior scores. All fits and the backcast were made so, and those
scores that a fit keeps are replaced by its own: a number of its own waits for the next fit."""


def pairs_that_share(streams):
    """Pairs of streams of one run with the same numbers. A seed with a zero behind it is the seed itself to NumPy."""
    runs = defaultdict(list)
    for name, each in streams.items():
        numbers = each.numbers
        while numbers and numbers[-1] == 0:
            numbers = numbers[:-1]
        runs[each.run, numbers].append(name)
    return {frozenset(pair) for names in runs.values() for pair in combinations(names, 2)}


def test_two_streams_of_a_run_never_share_a_number_but_for_the_pair_named_here():
    assert pairs_that_share(STREAMS) == STILL_SHARED


def test_streams_that_share_a_number_are_found():
    own = STREAMS["lever_lag"]
    assert pairs_that_share({"lever_lag": own, "again": own}) == {frozenset({"lever_lag", "again"})}
    assert pairs_that_share({"lever_lag": own, "again": own._replace(run="another")}) == set()
    assert (np.random.default_rng([5, 0]).random(3) == np.random.default_rng(5).random(3)).all()
    zero = own._replace(numbers=(0,)), own._replace(numbers=())
    assert pairs_that_share(dict(zip("ab", zero, strict=True))) == {frozenset("ab")}


@pytest.mark.parametrize("seed", [0, 1, 7, 2**31, 2**62 + 3])
def test_a_stream_is_the_generator_of_its_seed_and_numbers(seed):
    for name, beside in (("exogenous_series", seed), ("lever_lag", [seed, 6])):
        assert (stream(name, seed).random(5) == np.random.default_rng(beside).random(5)).all()
    assert (stream("next_round", seed, 2).random(5) == np.random.default_rng([seed, 12]).random(5)).all()


NUMBERS = {
    "lever_cost": 5, "lever_lag": 6, "assumed_opening": 1, "prior_scores": 2, "spending_split": 2, "posterior_order": 3,
    "uninformed_directions": 4, "next_round": 10,
}  # fmt: skip
"""Numbers that the shipped fits and all kept runs were drawn with; every other stream is that of its seed alone."""


def test_a_run_that_is_made_again_is_drawn_with_the_same_numbers():
    for name in STREAMS:
        beside = [9, *((NUMBERS[name],) if name in NUMBERS else ())]
        assert stream(name, 9).random() == np.random.default_rng(beside).random(), name


OTHERWISE = {"prior_parameters": "priors", "mining_changes_dealt_anew": "multipliers"}
"""Streams that are alone in a run whose name is none of their words."""


def test_what_is_drawn_together_is_known_and_a_stream_that_is_alone_in_its_run_says_it_in_its_name():
    runs = defaultdict(set)
    for name, each in STREAMS.items():
        runs[each.run].add(name)
        assert stream(name, 1)
    together = {run: names for run, names in runs.items() if len(names) > 1}
    assert together == {
        "futures": {"exogenous_series", "lever_cost", "lever_lag", "assumed_opening", "prior_scores", "spending_split",
                    "posterior_order"},
        "fit": {"uninformed_directions", "next_round"},
    }  # fmt: skip
    alone = {name: each.run for name, each in STREAMS.items() if each.run not in together}
    unsaid = {name: run for name, run in alone.items() if not set(run.split("_")) <= set(name.split("_"))}
    assert unsaid == OTHERWISE


def test_streams_of_one_run_are_not_correlated():
    distinct = [name for name, each in STREAMS.items() if each.run == "futures" and name != "spending_split"]
    drawn = np.stack([stream(name, 1).standard_normal(4000) for name in distinct])
    # Four and a half standard errors of a correlation of 4,000 independent pairs.
    assert np.abs(np.corrcoef(drawn) - np.eye(len(drawn))).max() < 4.5 / np.sqrt(4000)


def test_a_name_that_is_not_known_and_a_turn_without_a_number_are_refused():
    with pytest.raises(KeyError):
        stream("dice", 1)
    with pytest.raises(KeyError):
        stream("exogenous_series", 1, 1)


def opened(tree):
    """Names of the streams that a module opens, and the lines that draw chance in another way."""
    names, others = [], []
    for node in ast.walk(tree):
        of_numpy = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)
        if of_numpy and node.value.attr == "random" and node.attr in {"default_rng", "seed", "RandomState"}:
            others.append(node.lineno)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "stream":
            name, seed, *_ = node.args
            names.append(name.value)
            if isinstance(seed, ast.Constant):
                others.append(node.lineno)
    return names, sorted(others)


def test_chance_is_drawn_from_named_streams_alone_and_each_is_used():
    found = {path.relative_to(SOURCE): opened(ast.parse(path.read_text("utf-8"))) for path in SOURCE.rglob("*.py")}
    others = {str(path): lines for path, (_, lines) in found.items() if lines}
    assert list(others) == ["streams.py"]
    beside = [path for folder in ("studies", "benchmarks") for path in (SOURCE.parents[1] / folder).rglob("*.py")]
    names = [each for each, _ in (*found.values(), *(opened(ast.parse(path.read_text("utf-8"))) for path in beside))]
    assert {name for each in names for name in each} == set(STREAMS)


def test_the_search_for_other_chance_finds_it():
    module = "a = np.random.default_rng(3)\nb = stream('forecast', 4)\nc = stream('forecast', seed)\n"
    assert opened(ast.parse(module)) == (["forecast", "forecast"], [1, 2])


def test_lags_and_costs_of_levers_are_not_drawn_alike():
    drawn = {**drawn_lags(4000, 1), **drawn_costs(4000, 1)}
    varied = np.stack([each for each in drawn.values() if each.min() < each.max()])
    ranks = varied.argsort(axis=1).argsort(axis=1)
    # Five standard errors of a rank correlation of 4,000 independent pairs.
    assert np.abs(np.corrcoef(ranks) - np.eye(len(ranks))).max() < 5 / np.sqrt(4000)
