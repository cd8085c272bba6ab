"""Findings as they ship: the text of their tables by hand, read again, and whom each policy reached."""

import csv
import json
from dataclasses import replace
from io import StringIO

import numpy as np
import pandas as pd
import pytest

from relode import shipped_tables
from relode.evaluation.checks import Check, Verdict
from relode.evaluation.designs import DesignEstimate
from relode.evaluation.past_policy import Evaluation, EvaluationSettings
from relode.evaluation.policies import PastPolicy, policy, protocol
from relode.evaluation.shipped_findings import (
    finding,
    policy_shown,
    province_transfers,
    reached,
    shipped,
    shipped_policies,
    shipped_verdicts,
)
from relode.evaluation.study import Refused
from relode.language import Amount
from relode.places import find
from studies.evaluation.past_policy import tables, written

PATH = pd.DataFrame(
    {"event_year": [-1, 0], "effect": [0.0, 0.12345678], "standard_error": [np.nan, 0.05], "low": [np.nan, 0.025],
     "high": [np.nan, 0.225]}
)  # fmt: skip
ESTIMATE = DesignEstimate("staggered", 0.1, 0.05, 0.02, 0.3, PATH, 0.1, 0.05, 11, 22)
ASKED = PastPolicy("own", {"230400": 2014}, ("140100",), 2005, 2018, 4, below=("x", "y", "z"))
EVALUATED = Evaluation(
    ASKED, "budget_revenue", EvaluationSettings(), Verdict("effect", ("a", "b"), 0.4), ESTIMATE,
    {"pre_trends": Check("pre_trends", True, {"largest": np.float64(0.12345678), "count": np.int64(3)})},
    {"imputation": replace(ESTIMATE, design="imputation", effect=0.11, low=0.03, high=0.31)}, (1.5, -2.0),
    (2006, 2017), ("140200",), ("230400",),
)  # fmt: skip
REFUSED = Evaluation(
    ASKED, "population", EvaluationSettings(), Verdict("not_identified", ("refused",)),
    refused=Refused("study_overlap", other="clusters", treated=Amount(0.5, "share"), controls=Amount(0.25, "share")),
)  # fmt: skip


def test_tables_of_findings_are_written_as_by_hand():
    texts = written(tables([EVALUATED, REFUSED]))
    rows = [*csv.DictReader(StringIO(texts.pop("verdicts")))]
    assert rows == [
        {
            "policy": "own", "outcome": "budget_revenue", "verdict": "effect", "bound": "0.4", "effect": "0.1",
            "standard_error": "0.05", "low": "0.02", "high": "0.3", "treated": "11", "controls": "22",
            "first": "2006", "last": "2017", "below": "3", "horizon": "4", "reasons": "a;b",
            "checks": '{"pre_trends": {"count": 3, "largest": 0.123457, "passed": true}}',
            "designs": '{"imputation": {"effect": 0.11, "high": 0.31, "low": 0.03}}', "refused": "{}",
            "dropped": '["140200"]',
        },
        {
            "policy": "own", "outcome": "population", "verdict": "not_identified", "bound": "", "effect": "",
            "standard_error": "", "low": "", "high": "", "treated": "0", "controls": "0", "first": "0", "last": "0",
            "below": "3", "horizon": "4", "reasons": "refused", "checks": "{}", "designs": "{}",
            "refused": '{"controls": 0.25, "key": "study_overlap", "other": "clusters", "treated": 0.5}',
            "dropped": "[]",
        },
    ]  # fmt: skip
    assert list(rows[0]) == list(shipped("plan_2013", "verdicts").columns)
    line = "0,0.123457,0.05,0.025,0.225,budget_revenue"
    assert texts == {
        "paths": "event_year,effect,standard_error,low,high,outcome,design\n"
        f"-1,0,,,,budget_revenue,staggered\n{line},staggered\n"
        f"-1,0,,,,budget_revenue,imputation\n{line},imputation\n",
        "placebos": "outcome,draw,ratio\nbudget_revenue,0,1.5\nbudget_revenue,1,-2\n",
    }


def test_without_an_estimate_there_are_no_paths():
    assert written(tables([REFUSED]))["paths"] == "outcome\n"


@pytest.mark.parametrize("name", ["clusters", "exhausted_transfers"])
def test_findings_are_read_as_their_table_has_them(name):
    """An empty cell is no number; what was refused has no estimate."""
    text = shipped_tables.text("relode.evaluation", f"findings/{name}.verdicts")
    rows = [*csv.DictReader(StringIO(text))]
    for row, found in zip(rows, shipped_verdicts(name), strict=True):
        for field in ("bound", "effect", "standard_error", "low", "high"):
            assert getattr(found, field) == (float(row[field]) if row[field] else None)
        for field in ("treated", "controls", "first", "last", "below", "horizon"):
            assert getattr(found, field) == int(row[field])
        for field in ("checks", "designs", "refused", "dropped"):
            assert getattr(found, field) == json.loads(row[field])
        told = (found.policy, found.outcome, found.verdict, found.reasons)
        assert told == (
            name,
            row["outcome"],
            row["verdict"],
            tuple(row["reasons"].split(";")) if row["reasons"] else (),
        )
    assert {row["effect"] == "" for row in rows} == {True, False}
    assert {row["bound"] == "" for row in rows} == {True, False}


def test_findings_are_of_the_years_of_the_protocol():
    """The earliest and the last year of any outcome are those of the window, or the window ends after the figures."""
    for name in set(shipped_policies()) - {"declining_2013"}:
        entry, found = protocol()["policies"][name], [each for each in shipped_verdicts(name) if each.first]
        assert (min(each.first for each in found), max(each.last for each in found)) == (entry["first"], entry["last"])
        assert {each.horizon for each in found} == {entry["horizon"]}
    # Those of declining type are of the plan: they are looked at in its years.
    declining, plan = (protocol()["policies"][name] for name in ("declining_2013", "plan_2013"))
    assert [declining[each] for each in ("first", "last", "horizon")] == [
        plan[each] for each in ("first", "last", "horizon")
    ]


def test_a_window_ends_with_the_horizon_of_the_last_that_came_in_it():
    """Five years from the last treated on; before the zones, which came in the year after the transfers' window."""
    for name in ("exhausted_transfers", "plan_2013", "declining_2013", "low_carbon_pilots"):
        asked = policy(name)
        assert asked.last == max(asked.first_years.values()) + asked.horizon - 1
    assert policy("exhausted_transfers").last == min(policy("demonstration_zones").first_years.values()) - 1


def test_the_bust_is_looked_at_from_census_to_census():
    """Jobs of 2010 and 2020 are known; prices fell after the first of them, and figures begin as those of the plan."""
    bust = protocol()["bust"]
    assert (bust["shares_year"] % 10, bust["last"] - bust["shares_year"]) == (0, 10)
    assert (bust["price_from"][0], bust["first"]) == (bust["shares_year"], policy("plan_2013").first)


@pytest.mark.parametrize(
    ("place", "kinds", "shown"),
    [
        # Fuxin had a pilot of its own; Huozhou is a county.
        ("fuxin", {"exhausted_transfers": "left_out", "plan_2013": "treated", "declining_2013": "treated",
                   "low_carbon_pilots": "treated", "clusters": "control"}, "exhausted_transfers"),
        ("huozhou", {"exhausted_transfers": "below", "plan_2013": "below", "declining_2013": "below"},
         "exhausted_transfers"),
        ("tongling", {"exhausted_transfers": "treated", "plan_2013": "treated", "declining_2013": "treated",
                      "demonstration_zones": "treated"}, "exhausted_transfers"),
        ("daqing", {"plan_2013": "treated", "demonstration_zones": "treated"}, "demonstration_zones"),
        ("suqian", {"plan_2013": "treated", "clusters": "treated"}, "plan_2013"),
        ("nanjing", {"low_carbon_pilots": "treated", "clusters": "treated", "plan_2013": "control"}, "clusters"),
    ],
)  # fmt: skip
def test_a_place_is_treated_a_control_left_out_or_below_and_the_first_of_its_policies_is_shown(place, kinds, shown):
    found = reached(find(place))
    assert {name: kind for name, kind in found.items() if name in kinds} == kinds
    assert {kind for name, kind in found.items() if name not in kinds} <= {"control"}
    assert policy_shown(find(place)) == shown


def test_transfers_are_those_of_the_province_to_exhausted_cities_by_year():
    """As published of Heilongjiang in 2013: 20.4 hundred million yuan; of Beijing none."""
    found = province_transfers(find("hegang"))
    years = [row["year"] for row in found]
    assert years == sorted(years)
    assert {(row["place"], row["quantity"]) for row in found} == {("230000", "exhausted_city_transfer")}
    assert [row["value"] for row in found if row["year"] == "2013"] == ["20.4"]
    assert province_transfers(find("beijing")) == []


def test_what_was_refused_has_the_key_of_its_error_and_plain_values():
    refused = Refused("study_few_treated", count=3, least=5, places=["a", "b"], where=find("hegang").code)
    assert finding(replace(REFUSED, refused=refused)).refused == {
        "key": "study_few_treated",
        "count": 3,
        "least": 5,
        "places": ["a", "b"],
        "where": "230400",
    }
