"""Rows for the model, and what ships of findings."""

import numpy as np
import pytest

from relode.evaluation.evaluation_text import basis_words, short_verdict, verdict_words
from relode.evaluation.own_evaluation import EVIDENCE, EXAMINATION, own_evaluations
from relode.evaluation.policies import protocol
from relode.evaluation.policies_of_place import policy_shown, province_transfers, reached
from relode.evaluation.shipped_findings import shipped, shipped_policies, shipped_verdicts
from relode.language import spoken
from relode.places import find


def test_findings_that_ship_have_every_outcome_of_the_protocol():
    assert set(shipped_policies()) == set(protocol()["policies"])
    for name in shipped_policies():
        assert [found.outcome for found in shipped_verdicts(name)] == list(protocol()["outcomes"])


def test_a_row_is_evidence_or_examination_and_never_both():
    evidence, examined = own_evaluations(EVIDENCE), own_evaluations(EXAMINATION)
    assert not {(r.policy, r.outcome) for r in evidence} & {(r.policy, r.outcome) for r in examined}
    assert {entry["use"] for entry in protocol()["policies"].values()} <= {EVIDENCE, EXAMINATION}


def test_only_identified_estimates_of_a_lever_become_rows():
    rows = own_evaluations(EXAMINATION)
    assert rows
    for row in rows:
        found = next(f for f in shipped_verdicts(row.policy) if f.outcome == row.outcome)
        assert found.verdict in ("effect", "no_effect_beyond")
        assert row.lever == protocol()["policies"][row.policy]["lever"] != ""
        assert row.standard_error > found.standard_error  # parting trends are allowed for


def test_a_backcast_sees_no_estimate_whose_outcomes_came_later():
    every = own_evaluations(EXAMINATION)
    years = {row.last_outcome_year for row in every}
    for origin in (2010, 2016, 2017, 2021, 2025):
        assert own_evaluations(EXAMINATION, origin) == tuple(r for r in every if r.last_outcome_year < origin)
    assert own_evaluations(EXAMINATION, min(years)) == ()


def test_transport_width_is_the_larger_of_designs_and_leaving_one_out():
    row = next(r for r in own_evaluations(EXAMINATION) if r.outcome == "gdp_real_index")
    found = next(f for f in shipped_verdicts(row.policy) if f.outcome == row.outcome)
    designs = np.std([found.effect, *(d["effect"] for d in found.designs.values())], ddof=1)
    left = found.checks["leave_one_out"]
    assert row.transport_width == pytest.approx(max(designs, (left["highest"] - left["lowest"]) / 2))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_shipped_finding_can_be_said(language):
    for name in shipped_policies():
        for found in shipped_verdicts(name):
            assert spoken(verdict_words(found), language)
            assert spoken(short_verdict(found), language)
            assert bool([spoken(each, language) for each in basis_words(found)]) == (found.effect is not None)


def test_a_verdict_is_one_of_three_and_never_without_a_reason():
    for name in shipped_policies():
        for found in shipped_verdicts(name):
            assert found.verdict in ("effect", "no_effect_beyond", "not_identified")
            assert bool(found.reasons) == (found.verdict == "not_identified")
            assert found.verdict != "no_effect_beyond" or found.bound > 0


def test_placebos_of_every_estimate_ship():
    for name in shipped_policies():
        draws = shipped(name, "placebos").groupby("outcome").size() if len(shipped(name, "placebos")) else {}
        for found in shipped_verdicts(name):
            if found.effect is not None:
                assert draws[found.outcome] == protocol()["rules"]["placebo_draws"]


def test_a_place_knows_how_it_is_in_the_estimates():
    assert reached(find("hegang"))["exhausted_transfers"] == "treated"
    assert reached(find("fuxin"))["exhausted_transfers"] == "left_out"
    assert reached(find("610800"))["exhausted_transfers"] == "control"
    assert policy_shown(find("hegang")) == "exhausted_transfers"
    assert [row["year"] for row in province_transfers(find("hegang"))] == ["2013", "2020"]
