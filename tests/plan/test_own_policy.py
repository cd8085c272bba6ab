"""A policy of the user's own, compared in a plan run beside the shipped ones."""

import pytest

from relode.decisions.request import OWN, PlanRequest
from relode.errors import RelodeError
from relode.model.policy.policy_file import read_policy, write_policy
from relode.runs.planning_runs import own_policy


def test_it_survives_the_manifest_and_leaves_no_trace_where_there_is_none():
    request = PlanRequest(own=write_policy(read_policy("retraining")))
    assert PlanRequest(**request.record()) == request
    assert request.own_policies[0].name == OWN
    assert request.own_policies[0].steps == read_policy("retraining").steps
    assert "own" not in PlanRequest().record()


def test_what_is_no_policy_is_refused():
    with pytest.raises(RelodeError, match="--policy"):
        PlanRequest(own="nonsense")


def test_a_policy_of_another_city_is_refused(tmp_path):
    file = tmp_path / "what_if.toml"
    file.write_text('place = "fuxin"\n' + write_policy(read_policy("retraining")), encoding="utf-8")
    assert own_policy(str(file), "阜新")
    with pytest.raises(RelodeError, match="hegang"):
        own_policy(str(file), "hegang")
