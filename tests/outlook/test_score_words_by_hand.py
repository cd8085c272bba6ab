"""Tables of scores in words, of made-up scores."""

from dataclasses import replace

import pytest

from relode.language import Amount, Sentence, spoken
from relode.outlook.ahead import outlook_text as text
from relode.outlook.backcasts.backcast import Backcast, ScoreRow


def scored(method="pooled_ar1", **changes):
    plain = ScoreRow(
        target="gdp_real",
        origin=2013,
        horizon=6,
        mode="national_given",
        method=method,
        group="all",
        unit="logarithm",
        benchmark="pooled_ar1",
        benchmark_mode="national_given",
        n=296,
        cells=1776,
        mae=0.05678,
        crps=0.03456,
        crps_interval_95=(0.03, 0.04),
        coverage_50=0.512,
        coverage_90=0.876,
        coverage_90_interval=(0.8, 0.95),
        skill=0.0,
        skill_interval_95=(0.0, 0.0),
        pit=(0.1,) * 10,
    )
    return replace(plain, **changes)


def test_scores_are_told_in_digits_of_their_scale():
    other = scored("mine", unit="share", mae=0.01, skill=0.125, skill_interval_95=(-0.0625, 0.25))
    named = Sentence("outlook.table.is_benchmark", {"method": Sentence("outlook.method.pooled_ar1", {})})
    assert [*next(iter(text.score_table([scored()]).cells()))] == [
        named, 296, "0.0568", "0.0346", "0.51", "0.88 [0.80, 0.95]", "+0.000 [+0.000, +0.000]",
    ]  # fmt: skip
    assert [*next(iter(text.score_table([other]).cells()))] == [
        "mine", 296, "1.00", "3.46", "0.51", "0.88 [0.80, 0.95]", "+0.125 [-0.062, +0.250]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"skill": 0.2, "skill_interval_95": (0.1, 0.3)}, "better"),
        ({"skill": 0.2, "skill_interval_95": (0.0, 0.3)}, "tie"),
        ({"skill": 0.0, "skill_interval_95": (0.1, 0.3)}, "benchmark"),
        ({"skill": 0.2, "skill_interval_95": (0.1, 0.3), "method": "pooled_ar1"}, "benchmark"),
        ({"skill": 0.2, "skill_interval_95": (0.1, 0.3), "method": "pooled_ar1", "mode": "nothing_given"}, "better"),
    ],
)
def test_the_best_method_is_read_against_the_benchmark(change, key):
    rows = [scored(), scored(**{"method": "mine", "crps": 0.01, **change})]
    found = text.reading(rows)
    assert found.key == f"outlook.table.reading_{key}"
    if key != "benchmark":
        low, high = change["skill_interval_95"]
        assert (found.values["low"], found.values["high"]) == (Amount(low, "share"), Amount(high, "share"))
    if key == "better":
        assert found.values["skill"] == Amount(0.2, "share")


def test_the_table_of_a_group_has_a_block_for_each_case_the_best_method_first():
    rows = (scored(), scored("mine", crps=0.01), scored(origin=2019), scored(group="resource"))
    found = text.backcast_text(Backcast(rows, 1), "en")
    first, second, *ages, legend = found.split("\n\n")
    assert first.index("mine") < first.index("0.0346")
    assert "2013" in first
    assert "2019" in second
    assert legend == spoken(Sentence("outlook.table.legend", {}), "en")
    assert text.backcast_text(Backcast(rows, 1), "en", "resource").count("\n\n") == 1
    assert [each.split()[7] for each in ages] == ["2000,", "2010,", "2010,"]
    assert "-9.9 [-15.3, -5.4]" in ages[1]
