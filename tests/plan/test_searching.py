"""The search: known fronts, constraints, and a stopped search taken up again bit for bit."""

import json
import resource
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.plan.generations import Settings
from relode.plan.searching import search

SETTINGS = Settings((0.0,) * 5, (1.0,) * 5, 3, 1, 40, 12, seed=3, subject="test")


def spheres(decisions):
    """DTLZ2: on the front the squares of three objectives add up to 1; the constraint leaves out half of it."""
    a, b = np.pi / 2 * decisions[:, 0], np.pi / 2 * decisions[:, 1]
    radius = 1 + ((decisions[:, 2:] - 0.5) ** 2).sum(axis=1)
    objectives = radius[:, None] * np.column_stack([np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)])
    return objectives, decisions[:, :1] - 0.5


class Interrupted(Exception):
    pass


def stopped_after(calls):
    """The evaluation, which fails after so many calls."""
    done = []

    def evaluate(decisions):
        if len(done) == calls:
            raise Interrupted
        done.append(len(decisions))
        return spheres(decisions)

    return evaluate


def bits(found):
    return found.decisions.tobytes(), found.objectives.tobytes(), found.evaluated


def test_the_search_comes_close_to_a_known_front(tmp_path):
    found = search(spheres, replace(SETTINGS, population=60, generations=40), tmp_path / "g.jsonl")
    radius = np.sqrt((found.objectives**2).sum(axis=1))
    assert len(found.objectives) > 30
    assert np.quantile(radius, 0.9) < 1.05
    assert (found.decisions[:, 0] <= 0.5).all()


def test_it_does_better_than_as_many_random_plans(tmp_path):
    found = search(spheres, SETTINGS, tmp_path / "g.jsonl")
    random = np.random.default_rng(1).uniform(size=(found.evaluated, 5))
    radius = [
        np.sort(np.sqrt((o**2).sum(axis=1)))[: len(found.objectives)] for o in (found.objectives, spheres(random)[0])
    ]
    assert radius[0].mean() < radius[1].mean()


@pytest.mark.parametrize("calls", [0, 1, 7])
def test_an_interrupted_and_resumed_search_equals_an_uninterrupted_one(tmp_path, calls):
    whole = search(spheres, SETTINGS, tmp_path / "whole.jsonl")
    path = tmp_path / "stopped.jsonl"
    with pytest.raises(Interrupted):
        search(stopped_after(calls), SETTINGS, path)
    resumed = search(stopped_after(12 - calls), SETTINGS, path)
    assert bits(resumed) == bits(whole)
    assert (whole.replayed, resumed.replayed > 0) == (0, calls > 0)
    assert path.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


@pytest.mark.parametrize("cut", [1, 40, 5000])
def test_a_line_torn_while_it_was_written_is_evaluated_again(tmp_path, cut):
    path = tmp_path / "g.jsonl"
    whole = search(spheres, SETTINGS, path)
    content = path.read_bytes()
    path.write_bytes(content[:-cut])
    assert bits(search(spheres, SETTINGS, path)) == bits(whole)
    assert path.read_bytes() == content


def test_a_settings_line_torn_while_it_was_written_starts_anew(tmp_path):
    path = tmp_path / "g.jsonl"
    whole = search(spheres, SETTINGS, path)
    content = path.read_bytes()
    path.write_bytes(content[:20])
    assert bits(search(spheres, SETTINGS, path)) == bits(whole)
    assert path.read_bytes() == content


def test_a_finished_search_is_replayed_without_evaluating(tmp_path):
    path = tmp_path / "g.jsonl"
    whole = search(spheres, SETTINGS, path)
    again = search(stopped_after(0), SETTINGS, path)
    assert bits(again) == bits(whole)
    assert again.replayed == again.evaluated == 480


def test_progress_is_told_after_each_generation(tmp_path):
    told = []
    search(spheres, SETTINGS, tmp_path / "g.jsonl", lambda done, asked: told.append((done, asked)))
    assert told == [(i, 12) for i in range(1, 13)]


@pytest.mark.parametrize(
    "change", [{"seed": 4}, {"generations": 13}, {"subject": "another city"}, {"upper": (2.0,) * 5}]
)
def test_a_file_of_another_search_is_refused(tmp_path, change):
    path = tmp_path / "g.jsonl"
    search(spheres, SETTINGS, path)
    with pytest.raises(RelodeError, match=next(iter(change))):
        search(spheres, replace(SETTINGS, **change), path)


@pytest.mark.parametrize("line", ["not json\n", "[1]\n", '{"decisions": [[1]]}\n', '{"decisions": [["x"]]}\n'])
def test_a_file_that_is_not_of_generations_is_refused_with_the_line(tmp_path, line):
    path = tmp_path / "g.jsonl"
    search(spheres, SETTINGS, path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([lines[0], line, *lines[2:]]), encoding="utf-8")
    with pytest.raises(RelodeError, match="line 2"):
        search(spheres, SETTINGS, path)


def test_a_generation_of_other_decisions_is_refused(tmp_path):
    path = tmp_path / "g.jsonl"
    search(spheres, SETTINGS, path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    third = json.loads(lines[3])
    third["decisions"][0][0] += 1e-9
    path.write_text("".join([*lines[:3], json.dumps(third) + "\n", *lines[4:]]), encoding="utf-8")
    with pytest.raises(RelodeError, match="line 4"):
        search(spheres, SETTINGS, path)


def test_plans_that_break_a_constraint_are_never_found(tmp_path):
    found = search(lambda d: (spheres(d)[0], np.ones((len(d), 1))), SETTINGS, tmp_path / "g.jsonl")
    assert found.decisions.shape == (0, 5)
    assert found.evaluated == 480


@pytest.mark.parametrize(
    "evaluate",
    [
        lambda d: (spheres(d)[0][:, :2], spheres(d)[1]),
        lambda d: (spheres(d)[0], np.zeros(len(d))),
        lambda d: (spheres(d)[0] * np.nan, spheres(d)[1]),
    ],
    ids=["objectives", "constraints", "missing"],
)
def test_evaluations_of_another_shape_or_missing_are_refused_and_not_written(tmp_path, evaluate):
    path = tmp_path / "g.jsonl"
    with pytest.raises(RelodeError, match="40 plans"):
        search(evaluate, SETTINGS, path)
    assert len(path.read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"lower": (0.0,)},
        {"lower": (1.0,) * 5},
        {"upper": (np.inf,) * 5},
        {"lower": (), "upper": ()},
        {"objectives": 1},
        {"population": 3},
        {"generations": 0},
    ],
)
def test_bad_bounds_and_counts_are_refused(tmp_path, change):
    with pytest.raises(RelodeError):
        search(spheres, replace(SETTINGS, **change), tmp_path / "g.jsonl")


def test_the_first_plans_pull_single_levers(tmp_path):
    seen = []

    def evaluate(decisions):
        seen.append(decisions)
        return spheres(decisions)

    search(evaluate, SETTINGS, tmp_path / "g.jsonl")
    alone = (seen[0] > 0).sum(axis=1) == 1
    assert alone.sum() == len(SETTINGS.lower)
    assert set(map(tuple, seen[0][alone])) == set(map(tuple, np.eye(5)))


@contextmanager
def room_for(size):
    """A disk on which no file grows beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_up_leaves_whole_generations_and_the_search_goes_on_when_there_is_room(tmp_path):
    path = tmp_path / "g.jsonl"
    whole = search(spheres, SETTINGS, tmp_path / "whole.jsonl")
    size = (tmp_path / "whole.jsonl").stat().st_size
    with room_for(size // 2), pytest.raises(RelodeError, match="cannot be written"):
        search(spheres, SETTINGS, path)
    assert path.read_bytes().endswith(b"\n")
    assert (tmp_path / "whole.jsonl").read_bytes().startswith(path.read_bytes())
    assert bits(search(spheres, SETTINGS, path)) == bits(whole)
