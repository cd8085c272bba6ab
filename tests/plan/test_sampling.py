from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from scipy.stats import qmc

from relode import shipped_tables
from relode.errors import RelodeError
from relode.language import LANGUAGES
from relode.language.numbers import unit_word
from relode.plan.uncertainty.factors import Factor, deep_uncertainties, factors_of, names
from relode.plan.uncertainty.sensitivity import futures


def factor(name, kind="uniform", first=None, second=None, lower=None, upper=None, choices=()):
    words = {"label_en": name, "label_zh": name, "unit": "1", "source": "assumption", "reason_en": "", "reason_zh": ""}
    return Factor(1, name, kind=kind, first=first, second=second, lower=lower, upper=upper, choices=choices, **words)


KINDS = {
    "uniform": (factor("u", lower=-2.0, upper=3.0), stats.uniform(-2, 5)),
    "normal": (factor("n", "normal", 1.0, 2.0), stats.norm(1, 2)),
    "normal_between": (
        factor("m", "normal", 1.0, 2.0, 0.0, 4.0),
        stats.truncnorm((0 - 1) / 2, (4 - 1) / 2, loc=1, scale=2),
    ),
    "lognormal": (factor("l", "lognormal", 0.3, 0.5), stats.lognorm(0.5, scale=0.3)),
    "beta": (factor("b", "beta", 4.0, 3.0, 0.0, 2.0), stats.beta(4, 3, scale=2)),
}


def test_the_table_has_all_31_items_of_the_list():
    assert sorted({f.item for f in deep_uncertainties()}) == list(range(1, 32))


def test_each_assumed_range_has_a_reason_in_both_languages_and_a_unit_with_a_word():
    for f in deep_uncertainties():
        assert f.reason_en.endswith(".")
        assert f.reason_zh.endswith("。")
        assert all(f.label(language) for language in LANGUAGES)
        if f.unit not in ("year", "variant"):
            assert all(unit_word(f.unit, language) is not None for language in LANGUAGES)


@pytest.mark.parametrize("method", ["sobol", "latin_hypercube"])
def test_the_same_seed_gives_the_same_bits_and_another_seed_others(method):
    first, again, other = (futures(deep_uncertainties(), 64, seed, method) for seed in (7, 7, 8))
    numbers = first.select_dtypes("number").columns
    assert first[numbers].to_numpy().tobytes() == again[numbers].to_numpy().tobytes()
    assert first.equals(again)
    assert not first.equals(other)


def test_a_sample_is_labelled_and_says_how_it_was_drawn():
    table = futures(deep_uncertainties(), 32, 5)
    assert list(table.columns) == names(deep_uncertainties())
    assert table.index.name == "future"
    assert table.attrs == {"seed": 5, "method": "sobol", "count": 32}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["sobol", "latin_hypercube"])
def test_each_kind_follows_its_distribution(kind, method):
    f, distribution = KINDS[kind]
    values = futures([f], 1024, 3, method)[f.name]
    # Evenly spread points: far nearer than a random sample, whose distance would be about 0.03.
    assert stats.kstest(values, distribution.cdf).statistic < 0.004


def test_the_logit_of_a_logit_normal_is_normal():
    values = futures([factor("g", "logit_normal", 0.25, 0.8, 0.0, 1.0)], 1024, 1)["g"]
    assert stats.kstest(np.log(values / (1 - values)), stats.norm(np.log(1 / 3), 0.8).cdf).statistic < 0.004


def test_choices_are_equally_likely():
    counts = futures([factor("c", "choice", choices=("x", "y"))], 256, 1)["c"].value_counts()
    assert counts.to_dict() == {"x": 128, "y": 128}


def test_sobol_futures_fill_the_space_more_evenly_than_random_ones():
    table = futures([factor(name, lower=0.0, upper=1.0) for name in "abcd"], 256, 2)
    random = np.random.default_rng(2).uniform(size=(256, 4))
    assert qmc.discrepancy(table.to_numpy()) < qmc.discrepancy(random) / 4


def test_no_value_is_infinite_where_a_distribution_has_no_end():
    table = futures([factor(name, "normal", 0.0, 1.0) for name in "abcdef"], 4096, 11)
    assert np.isfinite(table.to_numpy()).all()


@pytest.mark.parametrize(("count", "near"), [(0, "1, 2"), (3, "2, 4"), (100, "64, 128"), (1000, "512, 1024")])
def test_a_count_that_spoils_the_balance_of_sobol_points_is_refused_with_those_beside_it(count, near):
    with pytest.raises(RelodeError, match=f"powers of two .* ask for one of {near},"):
        futures(deep_uncertainties(), count, 1)


def test_a_latin_hypercube_takes_any_count_from_one_on():
    f = factor("f", lower=0.0, upper=1.0)
    assert len(futures([f], 1, 1)) == len(futures([f], 1, 1, "latin_hypercube")) == 1
    assert sorted((futures([f], 3, 1, "latin_hypercube")["f"] * 3).astype(int)) == [0, 1, 2]
    with pytest.raises(RelodeError, match="ask for one of 1, 2,"):
        futures([f], 0, 1, "latin_hypercube")


@pytest.mark.parametrize(
    "bad",
    [
        factor("f", "triangular", lower=0.0, upper=1.0),
        factor("f", lower=1.0, upper=1.0),
        factor("f", lower=0.0),
        factor("f", first=1.0, lower=0.0, upper=1.0),
        factor("f", "normal", 0.0, 0.0),
        factor("f", "lognormal", -1.0, 1.0),
        factor("f", "beta", 4.0, 3.0),
        factor("f", "logit_normal", 2.0, 1.0, 0.0, 1.0),
        factor("f", "choice", choices=("x",)),
        replace(factor("f", lower=0.0, upper=1.0), source="hearsay"),
    ],
)
def test_factors_that_make_no_distribution_are_refused_by_name(bad):
    with pytest.raises(RelodeError, match="f"):
        futures([bad], 8, 1)


def test_factors_named_twice_none_at_all_and_unknown_methods_are_refused():
    f = factor("f", lower=0.0, upper=1.0)
    for call in (lambda: futures([f, f], 8, 1), lambda: futures([], 8, 1), lambda: futures([f], 8, 1, "halton")):
        with pytest.raises(RelodeError):
            call()


def test_a_table_with_other_columns_or_words_for_numbers_is_refused():
    with pytest.raises(RelodeError, match="columns"):
        factors_of("name\na\n", "factors.csv")
    shipped = shipped_tables.text("relode.plan.uncertainty", "deep_uncertainties")
    assert factors_of(shipped, "factors.csv") == deep_uncertainties()
    with pytest.raises(RelodeError, match=r"\[2\]"):
        factors_of(shipped.replace("-0.04", "low", 1), "factors.csv")
