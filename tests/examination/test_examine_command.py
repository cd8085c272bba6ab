"""`relode examine`: rows with their standing, an own table, and refusals."""

import json

import pytest


@pytest.fixture
def examine(relode):
    return lambda *arguments: relode("examine", *arguments)


OWN = """effect_id,study,lever,outcome,horizon_years,estimate,low,high,verified,transfer,use,shock,dose,unit,places
mine,Own (2026),spending,gdp_multiplier,2,0.6,0.2,1.0,table,direct,examine,spending,0.01,share of GDP per year,{places}
"""


@pytest.mark.slow
def test_an_own_experiment_runs_and_the_same_seed_gives_the_same_bits(examine, tmp_path):
    (tmp_path / "own.csv").write_text(OWN.format(places="hegang"), encoding="utf-8")
    asked = ("--table", "own.csv", "--draws", "32", "--seed", "3", "--json")
    code, out, _ = examine(*asked)
    record = json.loads(out)
    (row,) = record["experiments"]
    assert (code, row["id"], row["set_up"], row["places"]) == (0, "mine", True, ["230400"])
    assert row["p05"] <= row["median"] <= row["p95"]
    assert examine(*asked)[1] == out


def test_what_cannot_be_set_up_is_said_without_an_engine(examine):
    code, out, _ = examine("--experiment", "qin2017", "--json")
    (row,) = json.loads(out)["experiments"]
    assert (code, row["set_up"], row["passed"]) == (0, False, False)
    assert row["reason"].startswith("Not set up: Losing the stop")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--experiment", "nothing2026"), "No experiment is called nothing2026"),
        (("--experiment", "guo2016_gdp", "--draws", "5"), "5 draws cannot be run"),
        (("--table", "nowhere.csv"), "nowhere.csv cannot be read"),
        (("--table", "own.csv"), "own.csv, mine: places is empty"),
    ],
)
def test_bad_input_is_refused_with_exit_code_two(examine, tmp_path, arguments, said):
    (tmp_path / "own.csv").write_text(OWN.format(places=""), encoding="utf-8")
    code, out, error = examine(*arguments)
    assert (code, out) == (2, "")
    assert said in error
