"""Where uncertainty comes from: samples, unknowns and words, on made-up figures."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from relode.language import LANGUAGES
from relode.plan.uncertainty import jobs_uncertainty as module
from relode.plan.uncertainty.jobs_text import convergence_words, sensitivity_record
from relode.plan.uncertainty.jobs_uncertainty import JobsUncertainty, Recombined
from relode.plan.uncertainty.records import JobsSpread, ScreenedUnknown, VarianceShare, percent
from relode.plan.uncertainty.sensitivity import Effects, Indices
from relode.plan.uncertainty.unknowns import MECHANISMS, PATHS, Unknown, _is_assumed, _varying


def unknown(name, group="mines", kind="parameter", assumed=False, order=(0, 1, 2, 3)):
    return Unknown(kind, name, group, assumed, np.array(order))


EVERY = (
    *(unknown(path, path, "path", path == "nation") for path in PATHS),
    unknown("a", assumed=True, order=(3, 1, 0, 2)),
    unknown("b"),
    unknown("c", "homes"),
    unknown("pull", "luck", assumed=True),
)


def test_what_is_an_unknown_and_what_of_it_can_be_measured():
    (found,) = _varying("split", "public_budget", "money", True, np.array([3.0, 1.0, 2.0]), "services")
    assert (found.order.tolist(), found.item, found.assumed, found.group) == ([1, 2, 0], "services", True, "money")
    assert found.name == "public_budget_services:split"
    assert replace(found, kind="parameter", item="").name == "public_budget"
    assert _varying("parameter", "a", "mines", False, np.full(3, 2.0)) == []
    assert [one.name for one in EVERY if one.is_measurable] == ["a", "b", "c"]
    assert [_is_assumed(source) for source in ("assumption", "a;assumption", "assumptions", "a")] == [
        True,
        True,
        False,
        False,
    ]
    assert MECHANISMS["people"] == "luck"
    assert (MECHANISMS["labour"], MECHANISMS["budget"], MECHANISMS["land"]) == ("people", "money", "homes")
    quantity = unknown("revenue", "opening", "opening")
    assert quantity.label("en") == "General public budget revenue in the opening year"
    assert unknown("prices", "prices", "path").label("en") == "prices of what is mined"


def test_parts_that_are_taken_together():
    effects = Effects(
        ("a", "b", "c", "d", "e", "f", "g", "h"), np.array([1.0, 9, 8, 7, 6, 5, 4, 0]), np.zeros(8), np.zeros(8)
    )
    every = (*EVERY[:3], *(unknown(name) for name in "abcdefgh"), EVERY[-1])
    paths = {"prices": ("prices",), "nation": ("nation",), "luck": ("luck", "pull")}
    assert module._apart(every, effects) == {**{name: (name,) for name in "bcdefg"}, **paths, "rest": ("a", "h")}
    few = Effects(("a", "b"), np.array([1.0, 2.0]), np.zeros(2), np.zeros(2))
    assert module._apart((*EVERY[:3], unknown("a"), unknown("b")), few).keys() == {"a", "b", "prices", "nation", "luck"}
    assert module._by_assumption(EVERY) == {
        "assumed": ("nation", "a"), "sourced": ("prices", "luck", "b", "c", "pull"),
    }  # fmt: skip
    assert module._measurable(EVERY) == ("a", "b", "c")


@pytest.mark.parametrize(("futures", "counts"), [(255, (256,)), (256, (1024, 2048)), (512, (1024, 2048))])
def test_fewer_futures_than_256_are_looked_at_with_a_quarter_of_the_sample(futures, counts):
    examined = Recombined(SimpleNamespace(futures=SimpleNamespace(count=futures)), EVERY)
    assert module._counts(examined) == counts


def test_an_unknown_by_itself_is_picked_by_its_rank_and_several_from_one_future():
    examined = Recombined(SimpleNamespace(futures=SimpleNamespace(count=4)), EVERY)
    sample = pd.DataFrame({"a": [0.0, 0.3, 1.0], "mines": [0.0, 0.3, 1.0]})
    found = module._picks(examined, {"a": ("a",), "mines": ("b", "c")}, sample)
    assert {name: at.tolist() for name, at in found.items()} == {"a": [3, 1, 2], "b": [0, 1, 3], "c": [0, 1, 3]}


def test_jobs_of_many_samples_are_computed_in_parts(monkeypatch):
    monkeypatch.setattr(module, "recombined", lambda *given: given[2])
    monkeypatch.setattr(
        module, "evaluate", lambda part, _: SimpleNamespace(at_end=lambda name: {"employment": part["a"] * 1.0}[name])
    )
    picks = {"a": np.arange(5000), "b": np.arange(5000)}
    assert Recombined(None, ()).jobs(picks).tolist() == list(range(5000))


@pytest.fixture
def examined(monkeypatch):
    """Jobs are 100 and ten times the future that `a` is from; samples and seeds that were asked for."""
    asked = []
    monkeypatch.setattr(Recombined, "jobs", lambda _, picks: 100.0 + 10 * picks["a"] + 0 * next(iter(picks.values())))
    monkeypatch.setattr(module, "_indices", lambda _, parts, seed: asked.append((dict(parts), seed)) or module._Sampled(
        indices_of(tuple(parts)), np.array([1.0, 3.0]), 10 * len(asked)))  # fmt: skip
    monkeypatch.setattr(
        module,
        "_screened",
        lambda _, seed: asked.append(seed) or Effects(("a", "b", "c"), np.array([3.0, 2, 1]), np.zeros(3), np.zeros(3)),
    )
    return asked


def indices_of(factors, first=None, half=0.05, change=0.01):
    first = np.linspace(0.4, 0.1, len(factors)) if first is None else np.array(first)
    return Indices(
        tuple(factors), first, np.full(len(factors), half), first + 0.2, np.full(len(factors), half / 2), change
    )


def test_jobs_are_looked_at_by_group_by_single_unknown_and_by_assumption(examined):
    """By hand: futures of 100 to 130 jobs, a standard deviation of 11.18."""
    ground = SimpleNamespace(futures=SimpleNamespace(count=4))
    found = module.jobs_uncertainty(ground, EVERY, 5)
    groups, screening, singles, assumed = examined
    assert groups == (
        {"prices": ("prices",), "nation": ("nation",), "luck": ("luck", "pull"), "mines": ("a", "b"), "homes": ("c",)},
        5,
    )
    assert screening == 6
    assert (list(singles[0]), singles[1]) == (["a", "b", "c", "prices", "nation", "luck"], 7)
    assert (list(assumed[0]), assumed[1]) == (["assumed", "sourced"], 8)
    assert found.assumed == pytest.approx((0.6, 0.025))
    assert (found.mean, found.spread, found.rows) == (2.0, 1.0, 10 + 30)
    assert found.spread_drawn == pytest.approx(np.sqrt(125))
    assert found.worth == found.singles.worth_measuring_first({"a", "b", "c"})
    assert found.worth[0] == "a"


def made(**changes):
    groups = indices_of(("prices", "mines"), (0.2, 0.5), 0.08, 0.03)
    singles = indices_of(("a", "b", "c", "rest"), (0.1, 0.4, 0.3, 0.2), 0.06, 0.09)
    effects = Effects(("a", "b", "c"), np.array([1.0, 3.0, 2.0]), np.array([0.1, 0.3, 0.2]), np.array([7.0, 8.0, 9.0]))
    plain = JobsUncertainty(groups, effects, singles, (0.45, 0.04), 1000.0, 250.0, 200.0, 640, ("b", "c"))
    return replace(plain, **changes)


NAMED = tuple(unknown(name, "opening", "opening") for name in ("population", "wage", "revenue"))


def test_the_record_has_each_share_beside_its_name_the_largest_first():
    every = tuple(replace(one, of=name) for one, name in zip(NAMED, ("population", "wage", "revenue"), strict=True))
    found = sensitivity_record(renamed(made()), every, 2035)
    assert (found.quantity, found.year, found.unknowns) == ("employment", 2035, 3)
    jobs = found.jobs
    assert (jobs.mean, jobs.spread, jobs.spread_drawn, jobs.samples, jobs.converged) == (
        1000.0,
        250.0,
        200.0,
        640,
        True,
    )
    assert (jobs.assumed_share, jobs.assumed_share_half_length_95) == (0.45, 0.04)
    assert (jobs.widest_half_length_95, jobs.largest_change_between_halves) == (0.08, 0.09)
    labels = {one.name: {language: one.label(language) for language in LANGUAGES} for one in every}
    prices = {"en": "prices of what is mined", "zh": "矿产品价格"}
    assert jobs.groups[1] == VarianceShare("prices", prices, 0.2, 0.08, 0.4, 0.04)
    assert jobs.groups[0].name == "mines"
    assert [one.name for one in jobs.singles] == ["wage", "revenue", "rest", "population"]
    assert jobs.singles[0] == VarianceShare("wage", labels["wage"], 0.4, 0.06, 0.6, 0.03)
    assert jobs.singles[2].label["en"] == "all other unknowns together"
    assert jobs.screened == (
        ScreenedUnknown("wage", labels["wage"], 3.0, 0.3, 8.0),
        ScreenedUnknown("revenue", labels["revenue"], 2.0, 0.2, 9.0),
        ScreenedUnknown("population", labels["population"], 1.0, 0.1, 7.0),
    )
    assert jobs.worth_measuring_first == ("wage", "revenue")
    spread, assumed, worth = (said.replace("\N{NO-BREAK SPACE}", " ") for said in found.sentences["en"])
    assert "jobs in 2035 differ by 250" in spread
    assert "45 % (± 4 %)" in assumed
    assert f"{labels['wage']['en']}, {labels['revenue']['en']}" in worth
    assert "40 % (± 6 %)" in worth
    one = sensitivity_record(renamed(made(worth=("c",))), every, 2035).sentences["en"][2]
    assert "30\N{NO-BREAK SPACE}% (± 6\N{NO-BREAK SPACE}%)" in one
    more = sensitivity_record(renamed(made(assumed=(1.3, 0.04), worth=())), every, 2035).sentences["zh"]
    assert "100%" in more[1]
    assert more[2] != sensitivity_record(renamed(made()), every, 2035).sentences["zh"][2]


def renamed(of):
    """The same of people, wages and revenue in the place of a, b and c."""
    names = {"a": "population", "b": "wage", "c": "revenue", "rest": "rest"}
    singles = replace(of.singles, factors=tuple(names[each] for each in of.singles.factors))
    effects = replace(of.effects, factors=tuple(names[each] for each in of.effects.factors))
    return replace(of, singles=singles, effects=effects, worth=tuple(names[each] for each in of.worth))


def test_no_more_than_twelve_unknowns_are_kept_and_three_named():
    names = tuple(f"x{number}" for number in range(14))
    every = tuple(replace(unknown("wage", "opening", "opening"), item=name) for name in names)
    keys = tuple(one.name for one in every)
    effects = Effects(keys, np.arange(14.0), np.zeros(14), np.zeros(14))
    singles = indices_of(keys)
    found = sensitivity_record(made(effects=effects, singles=singles, worth=keys[:4]), every, 2035)
    assert [one.name for one in found.jobs.screened] == [f"wage_x{number}" for number in range(13, 1, -1)]
    assert len(found.jobs.singles) == 14
    label = every[0].label("en")
    assert found.sentences["en"][2].count(label) == 3


def spread_of(**changes):
    plain = JobsSpread(1000.0, 250.0, 250.0, 0.4, 0.05, 1234, True, 0.07, 0.02, (), (), (), ())
    return replace(plain, **changes)


def test_how_sure_the_shares_are_is_told_with_samples_and_a_spread_that_differs():
    sure = convergence_words(spread_of(), "en").replace("\N{NO-BREAK SPACE}", " ")
    assert "1,234" in sure
    assert "7 %" in sure
    assert "2 %" in sure
    unsure = convergence_words(spread_of(converged=False), "en").replace("\N{NO-BREAK SPACE}", " ")
    assert unsure != sure
    for ratio, is_told in ((1.04, False), (1.06, True), (0.96, False), (0.94, True)):
        said = convergence_words(spread_of(spread=250.0 * ratio), "en")
        assert ("recombined spread is" in said) == is_told, ratio
        assert (f"{ratio:g}" in said) == is_told
    assert [percent(share, "en") for share in (-0.01, 0.064, 0.066)] == ["0\u00a0%", "6\u00a0%", "7\u00a0%"]
    assert percent(0.5, "zh") == "50%"
