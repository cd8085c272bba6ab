"""Rows of studies, their conversions and their arrays, each figure worked out beside it."""

from dataclasses import replace
from math import log, sqrt

import numpy as np
import pytest

from relode import shipped_tables
from relode.errors import RelodeError
from relode.evidence.conversions import Dose, Printed, WorkerOutput, percent, spread_of, worker_output, worth_of
from relode.evidence.studies import Family, Price, PublishedStudy, families, fingerprint, studies_of
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
