"""Two programs written from one page of equations give one answer."""

from dataclasses import replace

import jax.numpy as jnp
import numpy as np
import pytest

from relode.model.links import StoredPath

from . import transcription
from .worlds import in_numpy, in_year, opened, stepped, world

PLACES = 6
YEARS = 30
SAME = 1e-9  # relative: a few thousand roundings of 1e-16 each, grown over 30 years; a wrong term shows at 1e-3
NOTHING = 1e-12  # 10^8 yuan, 10^4 people, ha or log: what is nothing in one program is a rounding in the other


def differences(ours, theirs):
    """Largest relative difference of each field that both have."""
    both = [name for name in vars(ours).keys() & vars(theirs).keys() if getattr(ours, name) is not None]
    found = {}
    for name in both:
        a, b = np.asarray(getattr(ours, name)), np.asarray(getattr(theirs, name))
        assert a.shape == b.shape, name
        found[name] = float((np.maximum(np.abs(a - b) - NOTHING, 0) / np.maximum(np.abs(a), 1e-300)).max())
    return found


def assert_same(found, when):
    wrong = {name: value for name, value in found.items() if not value < SAME}
    assert not wrong, (when, wrong)


@pytest.mark.parametrize(("seed", "smoothing"), [(1, 1.0), (2, 0.5)])
def test_an_independent_transcription_gives_the_same_thirty_years(seed, smoothing):
    made = world(seed, PLACES, YEARS)
    params = replace(made.params, smoothing=jnp.asarray(smoothing))
    for _ in both_programs(made, params):
        pass


@pytest.mark.slow
def test_mines_that_close_by_a_calendar_close_in_the_transcription_too():
    made = world(1, PLACES, YEARS)
    left = jnp.linspace(1.0, 0.2, YEARS)[:, None] * jnp.ones(PLACES)
    closing = replace(made, observed=replace(made.observed, capacity_left=left))
    ore = [np.array(flows.extraction) for _, flows in both_programs(closing, made.params)]
    free = [np.array(flows.extraction) for _, flows in both_programs(made, made.params)]
    assert ore[-1].sum() < 0.9 * free[-1].sum()


def test_one_city_in_a_stored_world_lives_as_it_does_among_all():
    made = world(3, PLACES, YEARS)
    among_all = list(both_programs(made, made.params))
    alone = replace(
        made,
        observed=one_place(made.observed),
        levers=one_place(made.levers),
        exogenous=replace(
            made.exogenous,
            **{
                name: getattr(made.exogenous, name)[:, :1]
                for name in ("productivity_shock", "house_price_shock", "amenity_shock")
            },
        ),
    )
    stored = [(np.array(flows.pull)[:, :1], np.array(flows.push)[:, :1]) for _, flows in among_all]
    for (state, _), (theirs, _) in zip(both_programs(alone, made.params, stored), among_all, strict=True):
        assert_same(differences(in_numpy(state), one_place(in_numpy(theirs))), "alone")


def one_place(record):
    """The first place of every array that has places."""
    names = vars(record)
    return type(record)(**{n: x[..., :1] if np.ndim(x) and x.shape[-1] == PLACES else x for n, x in names.items()})


def both_programs(made, params, stored=None):
    """State and flows of each year by the simulator, each found the same by the transcription."""
    p = in_numpy(params)
    state, anchors = opened(made.observed, params)
    ours, kept = transcription.opening(in_numpy(made.observed), p)
    assert vars(ours).keys() == vars(state).keys()
    assert not vars(anchors).keys() - vars(kept).keys()
    assert_same(differences(ours, in_numpy(state)), "opening")
    assert_same(differences(kept, in_numpy(anchors)), "what is kept of the opening")
    for year in range(YEARS):
        levers, exogenous = (in_year(tree, year) for tree in (made.levers, made.exogenous))
        around = StoredPath(*map(jnp.asarray, stored[year])) if stored else made.links
        state, flows = stepped(state, params, levers, exogenous, anchors, around)
        outside = (in_numpy(record) for record in (levers, exogenous))
        own_stored = stored[year] if stored else None
        ours, own_flows = transcription.year(ours, p, *outside, kept, made.kernel, own_stored)
        assert_same(differences(ours, in_numpy(state)), f"stocks after year {year}")
        assert_same(differences(own_flows, in_numpy(flows)), f"flows of year {year}")
        assert vars(flows).keys() - vars(own_flows).keys() == set()
        yield state, flows
