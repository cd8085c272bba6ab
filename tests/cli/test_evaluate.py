"""`relode evaluate`: refusals by exit code, and the record of a policy that cannot be told apart."""

import json

import pytest

from relode.runs import evaluation_runs


def test_a_policy_that_cannot_be_told_apart_is_a_verdict(relode):
    done = relode("evaluate", "declining_2013", "--outcome", "gdp_real_index", "--json")
    answer = json.loads(done.stdout)
    assert (answer["policy"], answer["outcome"], answer["verdict"]) == (
        "declining_2013", "gdp_real_index", "not_identified"
    )  # fmt: skip
    assert answer["effect"] is None


def test_all_outcomes_come_in_one_object(relode):
    answer = json.loads(relode("evaluate", "declining_2013", "--json").stdout)
    assert len(answer["outcomes"]) == 9


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("place,year,dose\nhegang,2012,3\n", "without one unit"),
        ("place,year\nhegang,2012\nhegang,2012\n", "more than once"),
        ("place,year\nhegang,2012\nfuxin,2010\n", "cannot be told apart"),
        ("place,year\nnantong,2002\n", "are needed"),
    ],
)
def test_a_bad_file_is_refused_with_exit_code_two(relode, tmp_path, content, said):
    path = tmp_path / "mine.csv"
    path.write_text(content, encoding="utf-8")
    done = relode("evaluate", str(path), "--outcome", "gdp_real_index")
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""


@pytest.mark.slow
def test_places_treated_from_the_start_are_named_and_judged_without(relode, tmp_path, monkeypatch):
    """The second command says in words what the first computed."""
    found, computed = [], evaluation_runs.evaluation_run
    monkeypatch.setattr(evaluation_runs, "evaluation_run", lambda *of: found or found.extend(computed(*of)) or found)
    starts = {
        "hangzhou": 1990,
        "wenzhou": 1995,
        **dict.fromkeys(("jiaxing", "huzhou", "shaoxing", "taizhou-zhejiang"), 2008),
    }
    starts |= {"nantong": 2008, "yangzhou": 2009}
    path = tmp_path / "mine.csv"
    path.write_text("place,year\n" + "".join(f"{place},{year}\n" for place, year in starts.items()), encoding="utf-8")
    done = relode("evaluate", str(path), "--outcome", "gdp_real_index", "--json")
    answer = json.loads(done.stdout)
    assert (answer["treated_from_start"], len(answer["treated"])) == (["330100", "330300"], 6)
    done = relode("evaluate", str(path), "--outcome", "gdp_real_index", "--language", "en")
    assert "treated in the first year with figures already: Hangzhou, Wenzhou" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing",), "exhausted_transfers"),
        (("declining_2013", "--design", "guess"), "staggered"),
        (("declining_2013", "--outcome", "happiness"), "gdp_real_index"),
    ],
)
def test_an_unknown_policy_design_or_outcome_is_refused(relode, arguments, said):
    done = relode("evaluate", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
