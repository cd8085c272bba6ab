"""What the evidence answers from invented rows, and how shipped tables are read."""

from dataclasses import replace
from math import log

import pytest

import relode.evidence
from relode import shipped_tables
from relode.errors import RelodeError
from relode.evidence import evidence_answer as answers
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
from relode.evidence.record import EffectSpread, EvidenceScore, EvidenceStudy, LeverEffect, ThinEvidence
from relode.evidence.studies import families, fingerprint

from .test_rows_by_hand import study

NUMBERS = {f"{of}_{at}": step + plus for plus, of in ((0.0, "average"), (0.5, "here")) for step, at in (
    (0.01, "p05"), (0.02, "median"), (0.03, "p95"), (0.04, "above"))} | {"average_bound": 0.061}  # fmt: skip


def test_an_answer_on_a_lever_counts_its_rows():
    """Of a lever: two rows of one group, of which one tells a sign; another is of money, another a shock."""
    sign = study(
        family="D", effect_id="e2", printed="", low="", high="", conversion="sign", transfer="direct", price=""
    )
    rows = [
        study(family="D"),
        sign,
        study(family="D", effect_id="e3", holds="money", cluster="c3"),
        study(family="D", effect_id="e4", shock="yes"),
    ]
    effects = {("subsidy", "measure", "D"): NUMBERS, ("subsidy", "money", "D"): NUMBERS}
    kinds = measured(rows)
    assert {key: [each.effect_id for each in of] for key, of in kinds.items()} == {
        (("subsidy", "measure"), "D"): ["e1", "e2"], (("subsidy", "money"), "D"): ["e3"],
    }  # fmt: skip
    other = study(family="D", effect_id="e5", lever="elder_care")
    found = answers._answer([*rows, other], {**effects, ("elder_care", "measure", "D"): NUMBERS}, 1.5, "subsidy")
    family = families()["D"]
    first = LeverEffect(
        "subsidy", "measure", "D", family.outcome, family.unit, family.standard_dose, EffectSpread(0.02, 0.01, 0.03),
        EffectSpread(0.52, 0.51, 0.53), ("own",), "shown", 0.04, 0.54, prior_range().get(("subsidy", "measure", "D")),
        2, 1, 1, 1, 1,
    )  # fmt: skip
    assert found.effects[0] == first
    assert first.other_priors is not None
    assert (found.effects[1].holds, found.effects[1].studies, found.effects[1].signs_only) == ("money", 1, 0)
    assert (found.lever, found.own_studies, found.largest_rhat, found.same_for_every_city) == ("subsidy", 0, 1.5, True)
    assert [each.id for each in found.studies] == ["e1", "e2", "e3", "e4"]
    assert found.fingerprint == fingerprint([*rows, other])
    assert {row.group for row in found.scores} <= {"all", "own", "lever subsidy"}
    assert {"all", "own"} < {row.group for row in found.scores}
    own = answers._answer([*rows, replace(other, own=True)], {**effects, ("elder_care", "measure", "D"): NUMBERS}, 1.0,
                          None)  # fmt: skip
    assert (own.effects[0].other_priors, own.own_studies, len(own.effects)) == (None, 1, 3)
    assert len(own.scores) == len(shipped_scores())


def test_a_study_is_told_whole():
    told = answers._study(study(shock="yes"))
    assert told == EvidenceStudy(
        "e1", "Zhu (2019)", "c1", "subsidy", "C", pytest.approx(log(1.1)), pytest.approx(log(1.05)),
        pytest.approx(log(1.2)), None, 10.0, "percent", "percent", 2.0, "zone", "law", 7.0, "near", "abstract", "own",
        False, True, 3.0, "yuan", "budget", "zhu", "p. 7", "own", "",
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
    names.append("average_bound")
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
