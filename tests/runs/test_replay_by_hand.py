"""A run that is made again, over small records: what is compared, what differs, and how it is said."""

import json
from datetime import date

import pytest

from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.facts.shipped import table_digests
from relode.language import say
from relode.record import schema
from relode.runs import replay_runs, run_folder
from relode.runs.replay_runs import Differing, Replay, differences, replay_text, replayed

CITY = {"run": "here", "version": "1", "x": 1.5, "list": [1, [2, 3], {}], "text": "a"}
PLAN = {"plan": None, "data_fingerprint": "0"}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A run of Hegang, and what is found when it is made again."""
    now = {"city.json": dict(CITY), "plan.json": dict(PLAN)}
    about = {
        "command": "plan", "settings": {"place": "230400", "overrides": []}, "versions": run_folder.versions(),
        "data_fingerprint": fingerprint(), "tables": dict(table_digests()), "started": "2026-03-01T23:30:00+00:00",
        "finished": "2026-03-02T00:10:00+00:00",
    }  # fmt: skip
    asked = []
    about |= {"schema": schema("manifest")}
    about["settings"] |= {"plan": {}}
    for name, record in (("city.json", CITY), ("plan.json", PLAN)):
        (tmp_path / name).write_text(json.dumps(record), encoding="utf-8")

    def again(settings, made):
        asked.append((settings.place, made))
        return now

    monkeypatch.setattr(replay_runs, "_made_again", again)
    monkeypatch.setattr(replay_runs, "city_record", lambda made: made["city.json"])
    monkeypatch.setattr(replay_runs, "plan_record", lambda made, run: made["plan.json"] if run == str(tmp_path) else {})

    def replay(**changed):
        (tmp_path / "manifest.json").write_text(json.dumps({**about, **changed}), encoding="utf-8")
        return replayed(tmp_path)

    return replay, now, asked, about


def test_a_run_that_is_the_same_again_has_all_its_values_compared(run, tmp_path):
    """Leaves: here, 1, 1.5, 1, 2, 3, a of the city and null, 0 of the plan."""
    replay, _, asked, _ = run
    assert replay() == Replay(str(tmp_path), 9, True, ())
    assert asked == [("230400", date(2026, 3, 1))]


def test_versions_facts_and_values_that_differ_are_listed_in_this_order(run):
    replay, now, _, about = run
    now["city.json"] |= {"run": "there", "x": 1.25, "list": [1, [2, 4], {"new": [5]}], "text": ["a"]}
    now["plan.json"] |= {"plan": {"a": 1}, "version": "2"}
    found = replay(
        versions={**about["versions"], "numpy": "0.1", "gone": "3"},
        tables={**about["tables"], "census": "000", "gone": "111"}, data_fingerprint="0",
    )  # fmt: skip
    numpy, census = about["versions"]["numpy"], about["tables"]["census"]
    assert found.differing == (
        Differing("version", "numpy", "0.1", numpy),
        Differing("version", "gone", "3", "–"),
        Differing("fact", "census", "000", census),
        Differing("fact", "gone", "111", "–"),
        Differing("value", "city.json/x", "1.5", "1.25"),
        Differing("value", "city.json/list/1/1", "3", "4"),
        Differing("value", "city.json/list/2/new", "–", "[1]"),
        Differing("value", "city.json/text", "a", "[1]"),
        Differing("value", "plan.json/plan", "None", "[1]"),
    )
    assert (found.compared, found.same_results) == (9, False)


def test_other_facts_of_a_run_that_did_not_write_its_tables_down_are_one_line(run):
    replay, _, _, about = run
    found = replay(data_fingerprint="0123456789abcdef", tables=None)
    assert found.differing == (Differing("fact", "data_fingerprint", "0123456789ab", fingerprint()[:12]),)
    assert found.same_results
    assert replay(tables={**about["tables"], "gone": "1"}).differing == ()  # the facts are those of the run


def test_a_run_that_did_not_end_or_whose_record_is_none_is_refused(run, tmp_path):
    replay, *_ = run
    with pytest.raises(RelodeError) as caught:
        replay(finished=None)
    assert (caught.value.key, caught.value.values) == ("replay.unfinished", {"run": tmp_path})
    (tmp_path / "plan.json").write_text("[]", encoding="utf-8")
    with pytest.raises(RelodeError) as caught:
        replay()
    assert (caught.value.key, caught.value.values) == ("damaged_run", {"folder": tmp_path, "reason": "plan.json"})


@pytest.mark.parametrize(
    ("before", "now", "where", "expected"),
    [
        ({"run": 1}, {"run": 2}, "city.json", []),
        ({"run": 1}, {"run": 2}, "other.json", [("other.json/run", 1, 2)]),
        ({"a": {"run": 1}}, {"a": {"run": 2}}, "plan.json", [("plan.json/a/run", 1, 2)]),
        (True, 1, "x", [("x", True, 1)]),
        (0, False, "x", [("x", 0, False)]),
        (True, True, "x", []),
        (1, 1.0, "x", []),
        ([1], {"a": 1}, "x", [("x", [1], {"a": 1})]),
        ({"a": 1}, [1], "x", [("x", {"a": 1}, [1])]),
        ([1, 2], [1], "x", [("x", [1, 2], [1])]),
        ([], [1], "x", [("x", [], [1])]),
        ([1, 2], [1, 3], "x", [("x/1", 2, 3)]),
    ],
)
def test_one_value_is_held_against_another(before, now, where, expected):
    assert list(differences(before, now, where)) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"), (1e-17, "1e-17"), (float("inf"), "inf"), (3, "3"), (True, "True"), (None, "None"), ("a", "a"),
        ([1, 2, 3], "[3]"), ({"a": 1}, "[1]"), ([], "[0]"),
    ],
)  # fmt: skip
def test_a_differing_value_is_told_whole_and_of_a_list_how_long_it_is(value, text):
    assert replay_runs._text(value) == text


def test_of_each_kind_ten_are_told_and_all_are_counted():
    values = [Differing("value", f"v{at}", f"b{at}", f"n{at}") for at in range(11)]
    found = Replay("run", 40, False, (Differing("version", "numpy", "1", "2"), *values))
    assert replay_text(found, "en").splitlines() == [
        say("replay.differs", "en", run="run", count=40),
        say("replay.version", "en", count=1),
        say("replay.line", "en", where="numpy", before="1", now="2"),
        say("replay.value", "en", count=11),
        *(say("replay.line", "en", where=f"v{at}", before=f"b{at}", now=f"n{at}") for at in range(10)),
    ]
    assert replay_text(Replay("run", 40, True, ()), "zh") == say("replay.same", "zh", run="run", count=40)
    fact = Replay("run", 40, True, (Differing("fact", "census", "a", "b"),))
    assert replay_text(fact, "en").splitlines()[1] == say("replay.fact", "en", count=1)
