"""Plans from a notebook: the calls of the documentation, as they stand there."""

import pytest

import relode as rl
from relode.errors import RelodeError


def test_a_plan_keeps_to_what_it_was_asked_for(panel):
    record = rl.plan.plans("hegang", "300M", bonds="20M", horizon=2032, panel=panel).record
    assert (record.horizon, record.seed) == (2032, 1)
    assert (record.decisions.money.budget, record.decisions.money.secured) == (300e6, 20e6)


def test_plans_are_a_line_and_a_table_of_decisions_in_a_notebook(result):
    found = result.record.decisions.decisions
    assert repr(result).startswith(f"Plans of Hegang (230400): {len(found)} decisions, ")
    table = result.table("zh")
    assert list(table["id"]) == [each.id for each in found]
    assert list(table["recommendation"]) == [each.recommendation for each in found]
    assert result._repr_html_()


def test_an_unknown_place_is_refused(panel):
    with pytest.raises(RelodeError, match="atlantis"):
        rl.plan.plans("atlantis", panel=panel)
