"""Studies, conversions, answers and forecasts of the evidence from invented rows, each figure worked out beside it."""

import csv
from dataclasses import replace
from math import log, sqrt
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import norm

import relode.evidence
from relode import shipped_tables
from relode.errors import RelodeError
from relode.evidence import evidence_answer as answers
from relode.evidence import prediction
from relode.evidence.conversions import Dose, Printed, WorkerOutput, percent, spread_of, worker_output, worth_of
from relode.evidence.evidence_answer import (
    independent,
    lever_of,
    lever_studies,
    measured,
    prior_range,
    shipped_effects,
    shipped_scores,
    thin,
)
from relode.evidence.posterior import SCALARS, EffectDraws
from relode.evidence.prediction import NextNumber, crps, expected, next_number, normal_log, place, quantiles
from relode.evidence.record import EffectSpread, EvidenceScore, EvidenceStudy, LeverEffect, ThinEvidence
from relode.evidence.shipped_draws import read_draws, written
from relode.evidence.studies import Family, Price, PublishedStudy, families, fingerprint, studies_of
from relode.evidence.summary import _quantiles, summary
from relode.evidence.synthesis import rows_of

FULL = {
    "effect_id": "e1", "study": "Zhu (2019)", "cluster": "c1", "lever": "subsidy", "family": "C", "printed": "10",
    "printed_unit": "percent", "low": "5", "high": "20", "interval_basis": "printed_se", "sign": "1", "dose": "2",
    "dose_low": "1", "dose_high": "4", "dose_unit": "zone", "dose_source": "law", "worth": "", "horizon_years": "7",
    "transfer": "near", "verified": "abstract", "holds": "own", "shock": "no", "scored": "yes", "price": "3",
    "price_low": "2", "price_high": "5", "price_unit": "yuan", "price_source": "budget", "source": "zhu",
    "read_in": "p. 7", "conversion": "percent",
}  # fmt: skip


def study(**changes):
    (found,) = studies_of([{**FULL, **changes}], "own.csv")
    return found


def test_a_row_is_read_whole():
    """ln 1.1, between ln 1.05 and ln 1.2; half of that over 1.645 is its error."""
    width = (log(1.2) - log(1.05)) / 2 / 1.645
    assert study() == PublishedStudy(
        "e1", "Zhu (2019)", "c1", "subsidy", "C", pytest.approx(log(1.1)), pytest.approx(log(1.05)),
        pytest.approx(log(1.2)), pytest.approx(width), 0.0, None, 10.0, "percent", "percent", Dose(2.0, 1.0, 4.0),
        "zone", "law", 7.0, "near", "abstract", "own", False, True, Price(3.0, "yuan", 2.0, 5.0, "budget"), "zhu",
        "p. 7", False,
    )  # fmt: skip


def test_a_range_of_versions_adds_to_what_the_conversion_adds():
    """A dose from 1 to 4 spreads by ln 4 / 3.29, of an effect of 5 for 2 that many times 2.5; squares add up."""
    of_dose = log(4) / 3.29 * 2.5
    plain = study(conversion="effect_for_dose", printed="5")
    assert (plain.y, plain.low, plain.high) == (2.5, 2.5, 10.0)
    assert (plain.spread, plain.error) == (pytest.approx(of_dose), pytest.approx(7.5 / 3.29))
    ranged = study(conversion="effect_for_dose", printed="5", interval_basis="versions")
    assert (ranged.spread, ranged.error) == (pytest.approx(sqrt(of_dose**2 + (7.5 / 3.29) ** 2)), None)
    bare = study(conversion="effect_for_dose", printed="5", low="", high="", interval_basis="")
    assert (bare.spread, bare.error, bare.low) == (pytest.approx(of_dose), None, None)


def test_money_for_jobs_turns_an_interval_round():
    """25,000 a job where a worker makes 103,082 dollars: the dearer end is the smaller log."""
    worth = {"conversion": "cost", "worth": "USA 2009", "printed": "25000", "low": "20000", "high": "50000"}
    found, made = study(**worth), worker_output()["USA 2009"]
    assert (found.low, found.y, found.high) == tuple(
        pytest.approx(log(made.value / cost)) for cost in (50000, 25000, 20000)
    )
    assert found.spread == pytest.approx(log(143500 / 136000) / 3.29)
    euro = study(**worth, printed_unit="euro of 2009")
    assert euro.y == pytest.approx(log(made.value / 1.39 / 25000))
    with pytest.raises(RelodeError) as caught:
        study(**{**worth, "printed": "-5", "low": "", "high": ""}, sign="")
    assert (caught.value.key, vars(caught.value)["values"]["value"]) == ("evidence.no_logarithm", "-5")


@pytest.mark.parametrize(
    ("changes", "key", "said"),
    [
        ({"horizon_years": "-1"}, "not_positive", {}), ({"horizon_years": "0"}, "not_positive", {}),
        ({"dose": "0"}, "not_positive", {}), ({"horizon_years": "x"}, "not_a_number", {"field": "horizon_years"}),
        ({"sign": "-1"}, "sign_against_number", {"sign": -1, "printed": 10.0}),
        ({"low": "11"}, "interval", {"low": 11.0, "printed": 10.0, "high": 20.0}),
        ({"high": "9"}, "interval", {"high": 9.0}), ({"low": ""}, "half_interval", {}),
        ({"high": ""}, "half_interval", {}), ({"printed": ""}, "half_interval", {}),
        ({"printed": "", "low": "", "high": "", "sign": ""}, "no_effect", {}),
        ({"printed": "nan"}, "not_a_number", {"field": "printed", "value": "nan"}),
        ({"dose_low": "x"}, "not_a_number", {"field": "dose_low"}), ({"price_high": "x"}, "not_a_number", {}),
        ({"price_unit": ""}, "lacks", {}), ({"price_source": ""}, "lacks", {}),
        ({"study": " "}, "lacks", {"field": "study"}),
        ({"conversion": "sign"}, "unknown", {"field": "conversion", "value": "sign"}),
        ({"conversion": "x"}, "unknown", {"field": "conversion", "value": "x"}),
        ({"sign": "2"}, "unknown", {"field": "sign"}), ({"holds": "x"}, "unknown", {"field": "holds", "value": "x"}),
        ({"verified": "x"}, "unknown", {"field": "verified"}), ({"transfer": "x"}, "unknown", {"field": "transfer"}),
        ({"family": "x"}, "unknown", {"field": "family"}),
        ({"conversion": "cost", "worth": "DDR 1980"}, "no_worth", {"worth": "DDR 1980"}),
    ],
)  # fmt: skip
def test_a_row_that_contradicts_itself_is_refused(changes, key, said):
    with pytest.raises(RelodeError) as caught:
        study(**changes)
    told = vars(caught.value)["values"]
    assert (caught.value.key, told["where"]) == (f"evidence.{key}", "own.csv, line 2, e1")
    assert {name: told[name] for name in said} == said


def test_numbers_at_their_limits_are_none_of_these():
    """An estimate at either end of its interval, no effect beside a positive sign, horizons of part of a year."""
    for changes in ({"low": "10"}, {"high": "10"}, {"printed": "0", "low": "-1", "high": "1"}, {"horizon_years": "0.5"},
                    {"sign": ""}, {"price": "", "price_unit": ""}):  # fmt: skip
        assert study(**changes).effect_id == "e1"
    assert study(price="", price_unit="").price is None
    alone = study(printed="", low="", high="", sign="+1", conversion="sign")
    assert (alone.y, alone.sign, alone.conversion, alone.printed) == (None, 1, "sign", None)


def test_an_id_stands_once_and_lines_are_counted_from_two():
    with pytest.raises(RelodeError) as caught:
        studies_of([FULL, {**FULL, "effect_id": "e2"}, FULL], "own.csv")
    assert vars(caught.value)["values"] == {"where": "own.csv", "offenders": ["e1"]}
    with pytest.raises(RelodeError, match=r"own\.csv, line 3, e2"):
        studies_of([FULL, {**FULL, "effect_id": "e2", "family": "x"}], "own.csv")


def test_the_mark_of_rows_changes_with_everything_that_a_fit_reads_and_nothing_else():
    changes = {
        "effect_id": "e9", "cluster": "c9", "lever": "x", "family": "D", "holds": "money", "y": 0.9, "error": 0.9,
        "spread": 0.9, "sign": 1, "transfer": "far", "verified": "memory", "shock": True,
    }  # fmt: skip
    marks = [fingerprint([replace(study(), **{name: value})]) for name, value in changes.items()]
    assert len({fingerprint([study()]), *marks}) == 1 + len(changes)
    assert {len(mark) for mark in marks} == {16}
    for name in ("study", "printed", "source", "read_in", "dose_unit"):
        assert fingerprint([replace(study(), **{name: "other"})]) == fingerprint([study()])


def test_families_are_read_by_their_columns():
    (row,) = [row for row in shipped_tables.rows("relode.evidence", "families") if row["family"] == "C"]
    assert families()["C"] == Family("C", 0.1, row["unit"], row["outcome"], row["standard_dose"])
    assert len({"C", row["unit"], row["outcome"], row["standard_dose"]}) == 4


@pytest.mark.parametrize(
    ("dose", "spread"),
    [(Dose(2.0, 1.0, 4.0), log(4) / 3.29), (Dose(2.0), 0.0), (Dose(2.0, None, 4.0), 0.0), (Dose(2.0, 1.0), 0.0),
     (Dose(2.0, 0.0, 4.0), 0.0), (Dose(2.0, 0.5, 0.9), log(1.8) / 3.29)],
)  # fmt: skip
def test_a_dose_spreads_by_the_log_of_its_range(dose, spread):
    assert dose.spread == pytest.approx(spread)


@pytest.mark.parametrize(
    ("conversion", "spread"),
    [("effect_for_dose", 2 * log(4) / 3.29), ("effect_for_dose_log", log(4) / 3.29), ("cost", 0.3),
     ("jobs_for_money", 0.3), ("percent", 0.0)],
)  # fmt: skip
def test_what_a_conversion_adds_is_of_its_dose_or_of_what_a_worker_makes(conversion, spread):
    dose, worth = Dose(2.0, 1.0, 4.0), WorkerOutput(1e5, 0.3)
    assert spread_of(conversion, dose, worth, -2.0) == pytest.approx(spread)
    assert spread_of("cost", dose, None, 1.0) == 0.0


def test_what_a_worker_makes_is_in_the_money_of_the_study():
    """United States 2009: 14,418.739 billion over 139.877 million persons, between 136 and 143.5 million."""
    dollars = worth_of("USA 2009", "US dollars", "x")
    assert dollars.value == pytest.approx(14418.739e9 / 139.877e6)
    assert dollars.spread == pytest.approx(log(143.5 / 136) / 3.29)
    assert worth_of("USA 2009", "euro", "x") == WorkerOutput(pytest.approx(dollars.value / 1.39), dollars.spread)
    assert percent(Printed(-50.0, Dose(1), 0, 1)) == pytest.approx(log(0.5))


NUMBERS = {f"{of}_{at}": step + plus for plus, of in ((0.0, "average"), (0.5, "here")) for step, at in (
    (0.01, "p05"), (0.02, "median"), (0.03, "p95"), (0.04, "above"))}  # fmt: skip


def test_an_answer_on_a_lever_counts_its_rows():
    """Of a lever: two rows of one group, of which one tells a sign; another is of money, another a shock."""
    sign = study(effect_id="e2", printed="", low="", high="", conversion="sign", transfer="direct", price="")
    rows = [study(), sign, study(effect_id="e3", holds="money", cluster="c3"), study(effect_id="e4", shock="yes")]
    effects = {("subsidy", "measure", "C"): NUMBERS, ("subsidy", "money", "C"): NUMBERS}
    kinds = measured(rows)
    assert {key: [each.effect_id for each in of] for key, of in kinds.items()} == {
        (("subsidy", "measure"), "C"): ["e1", "e2"], (("subsidy", "money"), "C"): ["e3"],
    }  # fmt: skip
    other = study(effect_id="e5", lever="elder_care")
    found = answers._answer([*rows, other], {**effects, ("elder_care", "measure", "C"): NUMBERS}, 1.5, "subsidy")
    family = families()["C"]
    first = LeverEffect(
        "subsidy", "measure", "C", family.outcome, family.unit, family.standard_dose, EffectSpread(0.02, 0.01, 0.03),
        EffectSpread(0.52, 0.51, 0.53), 0.04, 0.54, prior_range().get(("subsidy", "measure", "C")), 2, 1, 1, 1, 1,
    )  # fmt: skip
    assert found.effects[0] == first
    assert (found.effects[1].holds, found.effects[1].studies, found.effects[1].signs_only) == ("money", 1, 0)
    assert (found.lever, found.own_studies, found.largest_rhat, found.same_for_every_city) == ("subsidy", 0, 1.5, True)
    assert [each.id for each in found.studies] == ["e1", "e2", "e3", "e4"]
    assert found.fingerprint == fingerprint([*rows, other])
    assert {row.group for row in found.scores} <= {"all", "own", "lever subsidy"}
    assert {"all", "own"} < {row.group for row in found.scores}
    own = answers._answer([*rows, replace(other, own=True)], {**effects, ("elder_care", "measure", "C"): NUMBERS}, 1.0,
                          None)  # fmt: skip
    assert (own.effects[0].other_priors, own.own_studies, len(own.effects)) == (None, 1, 3)
    assert len(own.scores) == len(shipped_scores())


def test_a_study_is_told_whole():
    told = answers._study(study(shock="yes"))
    assert told == EvidenceStudy(
        "e1", "Zhu (2019)", "c1", "subsidy", "C", pytest.approx(log(1.1)), pytest.approx(log(1.05)),
        pytest.approx(log(1.2)), None, 10.0, "percent", "percent", 2.0, "zone", "law", 7.0, "near", "abstract", "own",
        False, True, 3.0, "yuan", "budget", "zhu", "p. 7",
    )  # fmt: skip
    bare = answers._study(study(price=""))
    assert (bare.used, bare.price, bare.price_unit, bare.price_source) == (True, None, None, None)
    rows = [replace(bare, cluster=at, holds=holds, used=used, transfer=transfer) for at, holds, used, transfer in (
        ("a", "own", True, "direct"), ("a", "own", True, "far"), ("b", "own_and_money", True, "near"),
        ("c", "money", True, "direct"), ("d", "own", False, "direct"))]  # fmt: skip
    assert independent(rows) == (2, 1)
    assert {row.lever for row in lever_studies("spending")} == {"spending"}
    assert lever_studies("nothing") == ()


def test_measures_with_thin_evidence_count_the_rows_of_their_own_doing():
    rows = [study(lever="talent_subsidy"), study(lever="talent_subsidy", holds="money"), study(lever="subsidy")]
    told = {each.lever: each for each in thin(rows)}
    assert told["talent_subsidy"] == ThinEvidence("talent_subsidy", 1, "sign_of_large_cities")
    assert told["demolition_rate"].studies == 0


def test_shipped_numbers_are_read_by_their_columns():
    """Of the first line of each table, and of all lines of other priors the lowest and the highest median."""
    line = next(row for row in shipped_tables.rows("relode.evidence", "evidence_effects"))
    names = [f"{of}_{at}" for of in ("average", "here") for at in ("p05", "median", "p95", "above")]
    effects, rhat = shipped_effects()
    assert effects[line["lever"], line["holds"], line["family"]] == {name: float(line[name]) for name in names}
    assert rhat == float(line["rhat"])
    rows = shipped_tables.rows("relode.evidence", "prior_sensitivity")
    medians = [float(row["average_median"]) for row in rows
               if (row["lever"], row["holds"], row["family"]) == ("central_transfer", "money", "A")]  # fmt: skip
    assert prior_range()["central_transfer", "money", "A"] == (min(medians), max(medians))
    assert min(medians) < max(medians)
    row = {
        "forecast": "pool", "group": "signs", "n": "9", "numbers": "5", "log_score": "-1", "log_score_low": "-2",
        "log_score_high": "0", "crps": "0.5", "crps_low": "0.4", "crps_high": "0.6", "coverage_50": "", "coverage_80":
        "0.8", "coverage_80_low": "0.7", "coverage_80_high": "0.85", "coverage_90": "0.9", "coverage_90_low": "0.88",
        "coverage_90_high": "0.95",
    }  # fmt: skip
    simple = ("no_effect", "grand_mean", "lever_mean", "pooled_priors", "simulator")
    for at, name in enumerate(simple):
        row |= {f"above_{name}": f"{at}", f"above_{name}_low": f"{at - 1}", f"above_{name}_high": f"{at + 2}"}
    assert answers._score(row) == EvidenceScore(
        "pool", "signs", 9, 5, None, None, 0.8, (0.7, 0.85), 0.9, (0.88, 0.95), 0.5, (0.4, 0.6), -1.0, (-2.0, 0.0),
        {name: (at, at - 1, at + 2) for at, name in enumerate(simple)},
    )  # fmt: skip


def test_a_lever_is_asked_for_by_key_or_name():
    rows = [study(), study(lever="elder_care")]
    assert (lever_of("SUBSIDY", rows), lever_of("elder care", rows), lever_of(None, rows)) == (
        "subsidy", "elder_care", None,
    )  # fmt: skip
    with pytest.raises(RelodeError) as caught:
        lever_of("x", rows)
    assert vars(caught.value)["values"]["allowed"].startswith("subsidy, elder_care, demolition_rate")


def test_what_a_notebook_asks_for_is_there():
    assert relode.evidence.published is relode.evidence.studies.studies
    assert relode.evidence.expected is answers.evidence_answer
    assert relode.evidence.read_studies.__name__ == "read_studies"
    assert relode.evidence.families is families
    assert relode.evidence.draws.__name__ == "shipped_draws"
    with pytest.raises(AttributeError):
        _ = relode.evidence.nothing


def test_rows_are_arrays_in_units_of_their_family():
    """Family C in tenths, A in ones; groups of one row or of a shock have no share of their own."""
    sign = {"printed": "", "low": "", "high": "", "conversion": "sign", "sign": "-1", "cluster": "c1"}
    table = [
        study(), study(effect_id="e2", family="A", conversion="as_printed", low="", high="", cluster="c2", dose_low=""),
        study(effect_id="e3", **sign, holds="money", transfer="far", verified="memory"),
        study(effect_id="e4", cluster="c2", shock="yes", transfer="direct", verified="table"),
    ]  # fmt: skip
    rows, names = rows_of(table), tuple(families())
    assert (rows.kinds, rows.families) == ((("subsidy", "measure"), ("subsidy", "money")), names)
    assert rows.pairs == ((rows.kinds[0], "C"), (rows.kinds[0], "A"), (rows.kinds[1], "C"))
    a, c = names.index("A"), names.index("C")
    assert rows.family.tolist() == [c, a, c, c]
    for at, (kind, family, pair) in enumerate(((0, c, 0), (0, a, 1), (1, c, 2), (0, c, 0))):
        ones = [0, 1 + kind, 3 + family, 3 + len(names) + pair]
        assert np.flatnonzero(rows.design[at]).tolist() == ones
        assert set(rows.design[at]) == {0.0, 1.0}
    assert rows.design.shape == (4, 6 + len(names))
    assert rows.in_cluster.tolist() == [[1], [0], [1], [0]]
    assert (rows.far.tolist(), rows.reading.tolist()) == ([0.5, 0.5, 1, 0], [1, 1, 3, 0])
    y, error = log(1.1) * 10, table[0].error * 10
    assert rows.z.tolist() == pytest.approx([y, 10.0, 0.0, y])
    assert rows.error.tolist() == pytest.approx([error, 1.0, 10.0, error])
    assert (rows.is_number.tolist(), rows.has_error.tolist()) == ([True, True, False, True], [True, False, False, True])
    assert (rows.sign.tolist(), rows.used.tolist()) == ([0, 0, -1, 0], [True, True, True, False])
    wide = rows_of([replace(table[0], spread=0.3)])
    assert wide.spread.tolist() == pytest.approx([3.0])
    assert wide.in_cluster.shape == (1, 0)


KINDS = (("a", "measure"), ("b", "measure"))
SCALAR = {name: np.array([0.1 + at / 10, 0.2 + at / 10]) for at, name in enumerate(SCALARS)}
DRAWN = EffectDraws(
    SCALAR, np.array([[1.0, 2.0, 4.0, 8.0, 16.0, 32.0], [0.1, 0.2, 0.4, 0.8, 1.6, 3.2]]),
    np.array([[0.5, 0.6], [0.7, 0.8]]), KINDS, ("A", "C"), ((KINDS[1], "C"),), 1.01, 300.0, 2,
)  # fmt: skip


def test_a_centre_adds_the_mean_the_family_the_lever_and_both():
    """What no row speaks of is drawn from the spread of all."""
    free = np.random.default_rng(3).standard_normal((2, 2))
    cases = (
        (KINDS[1], "C", [1 + 4 + 16 + 32, 0.1 + 0.4 + 1.6 + 3.2]),
        (KINDS[0], "A", np.array([1 + 2 + 8, 0.1 + 0.2 + 0.8]) + SCALAR["both_sd"] * free[1]),
        (("x", "measure"), "C",
         np.array([1 + 16, 0.1 + 1.6]) + SCALAR["lever_sd"] * free[0] + SCALAR["both_sd"] * free[1]),
    )  # fmt: skip
    for kind, family, centre in cases:
        assert DRAWN.centre(kind, family, np.random.default_rng(3)) == pytest.approx(centre)
    assert DRAWN.count == 2


def test_places_spread_by_their_family_and_more_where_they_are_far():
    for given, far in (((), 0.0), ((0.5,), 0.5), ((1.0,), 1.0)):
        sd = np.exp(SCALAR["log_place_sd"] + np.array([0.6, 0.8]) + SCALAR["log_far"] * far)
        assert DRAWN.place_sd("C", *given) == pytest.approx(sd)


def test_a_new_place_is_unusual_with_its_chance_and_then_three_times_as_wide():
    draws, dice = SimpleNamespace(scalars={"unusual": np.full(6, 0.4)}), np.random.default_rng(5)
    width = np.where(dice.random(6) < 0.4, 3.0, 1.0)
    assert set(width) == {1.0, 3.0}
    expected_here = 2.0 + width * 0.5 * dice.standard_normal(6)
    found = place(draws, np.full(6, 2.0), np.full(6, 0.5), np.random.default_rng(5))
    assert found == pytest.approx(expected_here)


def test_an_expected_effect_is_in_the_unit_of_its_family():
    """Tenths of family C."""
    dice = np.random.default_rng(2)
    centre = DRAWN.centre(KINDS[1], "C", dice)
    here = place(DRAWN, centre, DRAWN.place_sd("C"), dice)
    found = expected(DRAWN, KINDS[1], "C", np.random.default_rng(2))
    assert found.average == pytest.approx(0.1 * centre)
    assert found.here == pytest.approx(0.1 * here)


def test_a_summary_has_quantiles_and_the_chance_above_nought():
    """101 values from -1 to 99: 5 % below 4, half below 49, 99 of 101 above 0."""
    assert _quantiles("here", np.arange(-1.0, 100.0)) == {
        "here_p05": pytest.approx(4.0), "here_median": pytest.approx(49.0), "here_p95": pytest.approx(94.0),
        "here_above": pytest.approx(99 / 101),
    }  # fmt: skip
    found = summary([study(lever="b"), study(effect_id="e2", lever="a", shock="yes")], DRAWN)
    assert list(found) == [("b", "measure", "C")]
    assert found["b", "measure", "C"]["average_median"] == pytest.approx(0.1 * (53 + 5.3) / 2)


PRINTING = {"number_significant": 0.8, "number_not": 0.4, "published": 0.3}


def forecast(selected=True):
    return NextNumber(np.array([1.0, -0.5]), np.array([0.4, 0.5]), np.array([0.9, -0.3]), np.array([0.25, 0.5]),
                      PRINTING, selected)  # fmt: skip


def significant(z, error):
    return norm.cdf((z - 1.96 * error) / (0.2 * error)), norm.cdf((-z - 1.96 * error) / (0.2 * error))


def printed(z, error):
    told = sum(significant(z, error))
    return told * 0.8 + (1 - told) * 0.4 * 0.3


def test_a_forecast_weighs_results_by_how_likely_they_are_printed():
    own = [printed(1.0, 0.4), printed(-0.5, 0.5)]
    assert forecast().weights() == pytest.approx(own)
    assert forecast(False).weights().tolist() == [1.0, 1.0]
    density = [norm.pdf(0.7, 0.9, 0.5), norm.pdf(0.7, -0.3, sqrt(0.5))]
    seen = [printed(0.7, 0.4), printed(0.7, 0.5)]
    expected_log = log(np.mean(np.multiply(density, seen)) / np.mean(own))
    assert forecast().log_density(0.7) == pytest.approx(expected_log)
    assert forecast(False).log_density(0.7) == pytest.approx(log(np.mean(density)))
    assert forecast(False).log_density(1e3) == pytest.approx(log(1e-12))
    assert normal_log(np.array(1.0), np.array(0.5), np.array(4.0)) == pytest.approx(norm.logpdf(1.0, 0.5, 2.0))


def test_a_sign_alone_is_told_where_no_number_is_printed():
    """Of what is significant a fifth tells its sign alone; of the rest, where it is published, six of ten."""
    above, below = zip(*(significant(z, error) for z, error in ((1.0, 0.4), (-0.5, 0.5))), strict=True)
    nought = np.mean([(1 - a - b) * 0.6 * 0.3 for a, b in zip(above, below, strict=True)])
    whole = np.maximum([np.mean(below) * 0.2, nought, np.mean(above) * 0.2], 1e-6)
    assert forecast().sign_chances() == pytest.approx(whole / whole.sum())


def test_a_next_number_has_its_place_at_its_distance_and_its_error(monkeypatch):
    """Without a printed error it is drawn; read in an abstract, and far."""
    row = study(lever="b", transfer="far", low="", high="", dose_low="")
    dice = np.random.default_rng(7)
    centre = DRAWN.centre(KINDS[1], "C", dice)
    effect = place(DRAWN, centre, DRAWN.place_sd("C", 1.0), dice)
    error = np.exp(SCALAR["error_log_mean"] + SCALAR["error_log_spread"] * dice.standard_normal(2))
    variance = error**2 + SCALAR["reading_sd"] ** 2
    found = next_number(DRAWN, row, np.random.default_rng(7), True)
    assert (found.error, found.variance, found.effect) == (
        pytest.approx(error), pytest.approx(variance), pytest.approx(effect),
    )  # fmt: skip
    assert found.result == pytest.approx(effect + np.sqrt(variance) * dice.standard_normal(2))
    assert found.selected
    monkeypatch.setattr(prediction, "observed", lambda *given: given[-1])
    assert next_number(DRAWN, row, np.random.default_rng(7), False) is False


def test_quantiles_and_scores_go_by_weight_whatever_the_order():
    """Weights 1, 2 and 1 of 1, 2 and 4: middles at .125, .5 and .875 of all."""
    values, weights = np.array([4.0, 1.0, 2.0]), np.array([1.0, 1.0, 2.0])
    assert quantiles(values, weights, (0.125, 0.3125, 0.5, 0.875, 0.99)) == pytest.approx((1, 1.5, 2, 4, 4))
    # E|X - 3| = (2 + 2 + 1) / 4; E|X - X'| / 2 = (1/4 x 1/2 x 1 + 1/4 x 1/4 x 3 + 1/2 x 1/4 x 2).
    assert crps(values, weights, 3.0) == pytest.approx(1.25 - (0.125 + 0.1875 + 0.25))


def test_draws_are_written_with_what_they_come_from_and_read_again():
    """Quantities in the order of the file that ships; rhat, effective draws and steps that diverged in one line."""
    table = [study(lever="a", family="A", conversion="as_printed"), study(effect_id="e2", lever="b")]
    rows = rows_of(table)
    count = rows.design.shape[1]
    dice = np.random.default_rng(1)
    scalars = {name: np.round(dice.normal(size=6), 2) for name in SCALARS}
    of = EffectDraws(scalars, np.round(dice.normal(size=(6, count)), 2),
                     np.round(dice.normal(size=(6, len(rows.families))), 2), rows.kinds, rows.families, rows.pairs,
                     1.0123, 345.0, 7)  # fmt: skip
    text = written(of, table, 5)
    lines = [*csv.reader(text.splitlines())]
    assert lines[0] == ["quantity", *(f"draw_{at}" for at in range(6))]
    assert lines[1] == ["about", fingerprint(table), "5", "1.012", "345", "7", ""]
    shipped = [line.split(",")[0] for line in shipped_tables.text("relode.evidence", "evidence_draws").splitlines()]
    names = [line[0] for line in lines]
    assert names[: 2 + len(SCALARS)] == shipped[: 2 + len(SCALARS)]
    again = read_draws(text, rows)
    assert all(np.array_equal(again.scalars[name], scalars[name]) for name in SCALARS)
    assert np.array_equal(again.effects, of.effects)
    assert np.array_equal(again.family_spread, of.family_spread)
    assert (again.rhat, again.effective, again.divergent, again.kinds, again.pairs) == (
        1.012, 345.0, 7, rows.kinds, rows.pairs,
    )  # fmt: skip
