"""The table of studies: conversions by hand, agreement with what was published, and refusals."""

import csv
import tomllib
from importlib.resources import files
from math import log

import pytest

from relode.errors import RelodeError
from relode.evidence.conversions import CONVERSIONS, Dose, Printed, worker_output
from relode.evidence.evidence_answer import bases, context
from relode.evidence.studies import COLUMNS, families, read_studies, studies
from relode.evidence.synthesis import rows_of
from relode.facts import rows
from relode.language import say

from ..tables_read import cases

BY_HAND = {
    "as_printed": (Printed(1.5, Dose(1), 0, 1), 1.5),
    "percent": (Printed(50, Dose(1), 0, 1), log(1.5)),
    "growth": (Printed(1.6, Dose(1), 0, 10), 0.16),
    "effect_for_dose": (Printed(0.004, Dose(0.001), 0, 5), 4.0),
    "effect_for_dose_log": (Printed(0.002, Dose(0.004), 0, 1), log(0.5)),
    # 100,000 a worker, 25,000 a job: four job-years for what one worker makes.
    "cost": (Printed(25_000, Dose(1), 100_000, 1), log(4)),
    "jobs_for_money": (Printed(4, Dose(1), 100_000, 1), log(4)),
}


@pytest.mark.parametrize("name", CONVERSIONS)
def test_each_conversion_gives_what_was_computed_by_hand(name):
    printed, expected = BY_HAND[name]
    assert CONVERSIONS[name](printed) == pytest.approx(expected)


def test_a_workers_output_is_output_over_employed_persons():
    """United States 2009: 14,418.7 billion dollars, 139.877 million people."""
    assert worker_output()["USA 2009"].value == pytest.approx(103_081.55, abs=0.01)


def test_rows_that_facts_have_are_as_published():
    published = {row["effect_id"]: row for row in rows("published_effects")}
    shared = [study for study in studies() if study.effect_id in published]
    assert len(shared) == 87
    for study in shared:
        row = published[study.effect_id]
        assert (study.study, study.transfer, study.horizon) == (
            row["study"],
            row["transfer"],
            float(row["horizon_years"]),
        )
        # Costs are printed in dollars and euro there, and in yuan of 2020 here; a table was read of one study since.
        if study.conversion in ("as_printed", "growth") and study.effect_id != "nakamura2014_gdp":
            assert study.printed == float(row["estimate"])
        if study.y is None:
            assert study.sign == float(row["estimate"])


def test_common_scales_are_those_of_the_facts():
    """Apart from costs: value added per worker has other sources here, a job created in Britain lies .4 higher."""
    common = {row["effect_id"]: row for row in rows("effects_common_scale")}
    assert [study.effect_id for study in studies()] == list(common)
    far = {}
    for study in studies():
        row = common[study.effect_id]
        assert (study.family, study.cluster, study.lever) == (row["family"], row["cluster"], row["lever"])
        if study.y is not None and abs(study.y - float(row["y"])) > 1e-3:
            far[study.effect_id] = abs(study.y - float(row["y"]))
    assert {families()[study.family].name for study in studies() if study.effect_id in far} == {"B", "Bc"}
    assert sorted(name for name, gap in far.items() if gap > 0.13) == ["criscuolo2012_cost"]


def test_sixty_five_rows_are_scored_and_no_shock_is_among_them():
    scored = [study for study in studies() if study.scored]
    assert (len(scored), sum(study.y is None for study in scored)) == (65, 14)
    assert not any(study.shock for study in scored)


def test_a_price_of_a_dose_has_unit_and_source():
    priced = [study.price for study in studies() if study.price]
    assert len(priced) > 40
    assert all(price.unit and price.source for price in priced)


GOOD = {
    "effect_id": "mine_1", "study": "Own (2026)", "cluster": "Own", "lever": "cluster_support", "family": "C",
    "printed": "0.05", "low": "0.01", "high": "0.09", "sign": "", "dose": "1", "dose_unit": "zone",
    "horizon_years": "5", "transfer": "direct", "verified": "table", "holds": "own_and_money", "source": "own",
}  # fmt: skip


def table(tmp_path, **changes):
    row = {**GOOD, **changes}
    path = tmp_path / "own.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    return path


def test_a_users_study_is_read_with_its_standard_error(tmp_path):
    (study,) = read_studies(table(tmp_path))
    assert (study.y, study.own, study.conversion) == (0.05, True, "as_printed")
    assert study.error == pytest.approx(0.04 / 1.645)


def test_what_a_study_does_not_say_has_a_default_and_what_it_says_is_kept(tmp_path):
    (study,) = read_studies(table(tmp_path))
    assert (study.dose_source, study.printed_unit, study.read_in, study.price) == ("study", "", "", None)
    assert not study.shock
    assert not study.scored
    assert (study.sign, study.spread) == (None, 0.0)
    told = {"dose_source": "budget", "printed_unit": "share", "read_in": "p. 7", "shock": "yes", "scored": "yes"}
    price = {"price": "3", "price_unit": "yuan", "price_source": "law", "price_high": "4"}
    (study,) = read_studies(table(tmp_path, **told, **price))
    assert (study.dose_source, study.printed_unit, study.read_in) == ("budget", "share", "p. 7")
    assert study.shock
    assert study.scored
    assert (study.price.value, study.price.low, study.price.high, study.price.unit) == (3.0, None, 4.0, "yuan")
    for lacking in ("price_unit", "price_source"):
        with pytest.raises(RelodeError, match="price_unit, price_source"):
            read_studies(table(tmp_path, **{**price, lacking: ""}))


def test_a_range_of_versions_widens_and_is_no_standard_error(tmp_path):
    """By hand: half of .01 to .09 over 1.645; without an interval there is neither."""
    (study,) = read_studies(table(tmp_path, interval_basis="specifications"))
    assert study.error is None
    assert study.spread == pytest.approx(0.04 / 1.645, rel=1e-3)
    (study,) = read_studies(table(tmp_path, low="", high=""))
    assert (study.low, study.high, study.error, study.spread) == (None, None, None, 0.0)
    (study,) = read_studies(table(tmp_path, low="0.05", high="0.05"))
    assert study.error is None


@pytest.mark.parametrize(("sign", "said"), [("-1", -1), ("0", 0), ("+1", 1), (" 1 ", 1)])
def test_a_study_may_say_a_sign_alone(tmp_path, sign, said):
    (study,) = read_studies(table(tmp_path, printed="", low="", high="", sign=sign))
    assert (study.y, study.sign, study.conversion, study.error) == (None, said, "sign", None)
    with pytest.raises(RelodeError, match="none of -1, 0, 1"):
        read_studies(table(tmp_path, sign="2"))
    with pytest.raises(RelodeError):
        read_studies(table(tmp_path, conversion="sign"))


@pytest.mark.parametrize("field", ["family", "dose", "dose_unit", "horizon_years", "cluster", "source"])
def test_a_study_that_lacks_a_cell_is_refused_with_its_row(tmp_path, field):
    with pytest.raises(RelodeError, match=f"line 2, mine_1 lacks {field}"):
        read_studies(table(tmp_path, **{field: ""}))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sign": "-1"}, "contradicts the number"),
        ({"low": "0.06", "high": "0.09"}, "does not hold its estimate"),
        ({"low": ""}, "half an interval"),
        ({"printed": "", "low": "", "high": ""}, "neither a number"),
        ({"printed": "much"}, "is no number"),
        ({"family": "Q"}, "none of A, B"),
        ({"transfer": "abroad"}, "none of direct, near, far"),
        ({"horizon_years": "0"}, "number of years above 0"),
        ({"dose": "0"}, "number of years above 0"),
        ({"high": ""}, "half an interval"),
        ({"printed": "", "sign": "1"}, "half an interval"),
        ({"low": "0.01", "high": "0.04"}, "does not hold its estimate"),
        ({"printed": "inf"}, "is no number"),
        ({"conversion": "magic"}, "none of as_printed"),
        ({"conversion": "cost", "worth": "DEU 2011"}, "DEU 2011"),
        ({"effect_id": "guo2016_gdp"}, "ship already: guo2016_gdp"),
    ],
)
def test_contradictions_are_refused_with_a_remedy(tmp_path, changes, says):
    with pytest.raises(RelodeError, match=says):
        read_studies(table(tmp_path, **changes))


def test_a_table_without_columns_is_refused(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("effect_id,study\nmine,Own\n", encoding="utf-8")
    with pytest.raises(RelodeError, match="cluster"):
        read_studies(path)
    assert set(COLUMNS) <= set(GOOD)


@pytest.mark.parametrize("case", cases("study_bases"), ids=lambda case: case["effect_id"])
def test_a_study_counts_what_its_paper_counts(case):
    """The base of each row, on what outcome it is, whether the synthesis uses it, and whether its base was read."""
    outcomes = {"A": "output", "B": "jobs", "Bc": "jobs", "C": "output", "D": "jobs", "E": "income", "F": "price",
                "G": "jobs", "H": "jobs", "I": "investment"}  # fmt: skip
    (study,) = [each for each in studies() if each.effect_id == case["effect_id"]] or [None]
    base, read = bases()[case["effect_id"]]
    assert (base, "no" if read == "not_read" else "yes") == (case["base"], case["read"])
    assert read
    assert (outcomes[study.family] if study else "") == case["outcome"]
    assert case["use"] == ("context" if study is None else "shock" if study.shock else "synthesis")


def test_every_row_has_a_base_of_the_closed_list_in_both_languages():
    own = {study.effect_id for study in studies()} | {row["effect_id"] for row in rows("effects_common_scale")}
    own |= {each.id for each in context()}
    assert own == set(bases()) == {case["effect_id"] for case in cases("study_bases")}
    words = tomllib.loads(files("relode.language").joinpath("evidence.toml").read_text(encoding="utf-8"))["base"]
    assert {base for base, _ in bases().values()} | {"own"} == set(words)
    assert all(say(f"evidence.base.{base}", "en") != say(f"evidence.base.{base}", "zh") for base in words)


def test_studies_whose_numbers_were_not_read_never_enter_the_fit():
    unread = {row["effect_id"]: row for row in rows("published_effects") if row["verified"] == "not_read"}
    assert (
        set(unread)
        == {each.id for each in context()}
        == {case["effect_id"] for case in cases("study_bases") if case["use"] == "context"}
    )
    assert {(row["use"], row["estimate"], row["low"], row["high"]) for row in unread.values()} == {
        ("context", "", "", "")
    }
    entered = [study.effect_id for study in studies()]
    assert not set(unread) & {*entered, *(row["effect_id"] for row in rows("effects_common_scale"))}
    fit = rows_of(studies())
    assert len(fit.z) == len(entered)
    assert fit.used.sum() == sum(case["use"] == "synthesis" for case in cases("study_bases"))


def test_a_study_that_was_not_read_is_refused_where_it_would_enter(tmp_path):
    with pytest.raises(RelodeError) as caught:
        read_studies(table(tmp_path, verified="not_read"))
    assert (caught.value.key, caught.value.values["value"]) == ("evidence.unknown", "not_read")
