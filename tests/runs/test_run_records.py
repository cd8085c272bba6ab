"""What a run folder is called and holds, and what is said of a record that is another's or cannot be read."""

import json
from datetime import UTC, datetime

import pytest

from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.record import schema
from relode.runs import report_runs, run_folder
from relode.runs.fund_folder import read_fund

STARTED = datetime(2026, 3, 1, 8, 30, 15, 999, tzinfo=UTC)


def test_a_run_is_named_by_place_day_and_eight_letters_of_what_it_rests_on():
    """Settings in another order are the same run; another value, other facts or an accent are not."""
    name = run_folder.run_name("hegang", STARTED, {"a": 1, "b": "é"}, "f")
    assert name.startswith("hegang-20260301-")
    assert len(name) == len("hegang-20260301-") + 8
    assert run_folder.run_name("hegang", STARTED, {"b": "é", "a": 1}, "f") == name
    others = (({"a": 2, "b": "é"}, "f"), ({"a": 1, "b": "é"}, "g"), ({"a": 1, "b": "e"}, "f"))
    assert name not in [run_folder.run_name("hegang", STARTED, *each) for each in others]


def test_a_manifest_has_what_is_needed_to_make_the_run_again():
    record = run_folder.manifest("plan", {"place": "230400"}, "f", STARTED, 7).record()
    assert (record["command"], record["settings"], record["seed"]) == ("plan", {"place": "230400"}, 7)
    assert (record["data_fingerprint"], record["started"]) == ("f", "2026-03-01T08:30:15+00:00")
    assert datetime.fromisoformat(record["finished"]).tzinfo == UTC
    assert {"python", "relode", "numpy", "jax"} < record["versions"].keys()
    assert "census" in record["tables"]
    assert run_folder.manifest("plan", {}, "f", STARTED).seed is None


@pytest.mark.parametrize(
    ("content", "is_run"),
    [
        ({"command": "plan", "settings": {}}, True),
        ({"command": "fund", "settings": {}}, False),
        ({"command": "plan", "settings": []}, False),
        ({"command": "plan"}, False),
        ({"settings": {}}, False),
        ([], False),
    ],
)
def test_a_run_of_another_command_or_without_settings_is_none(tmp_path, content, is_run):
    (tmp_path / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    if is_run:
        assert run_folder.read_manifest(tmp_path) == content
        assert run_folder.read_manifest(tmp_path, ("fund", "plan")) == content
        return
    with pytest.raises(RelodeError) as caught:
        run_folder.read_manifest(tmp_path)
    assert (caught.value.key, caught.value.values) == ("not_a_run", {"folder": tmp_path})


@pytest.mark.parametrize(("found", "told"), [("plan/0", "plan/0"), (None, "plan/1"), ("", "plan/1")])
def test_a_record_of_another_version_is_told_with_both(tmp_path, found, told):
    (tmp_path / "plan.json").write_text(json.dumps({"schema": found, "plan": None}), encoding="utf-8")
    with pytest.raises(RelodeError) as caught:
        run_folder.read_record(tmp_path)
    assert caught.value.key == "other_version"
    assert caught.value.values == {"folder": tmp_path, "found": told, "needed": schema("plan")}


def test_a_run_without_a_plan_has_none_and_one_of_another_shape_is_damaged(tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({"schema": schema("plan"), "plan": None}), encoding="utf-8")
    assert run_folder.read_plan(tmp_path) is None
    path.write_text(json.dumps({"schema": schema("plan"), "plan": {"state": 1}}), encoding="utf-8")
    with pytest.raises(RelodeError) as caught:
        run_folder.read_plan(tmp_path)
    assert (caught.value.key, caught.value.values["folder"]) == ("damaged_run", tmp_path)


def test_a_damaged_part_is_told_by_its_reason_or_its_kind(tmp_path):
    for reason, told in (("missing", "missing"), (EOFError(), "EOFError"), (ValueError("short"), "short")):
        error = run_folder.damaged(tmp_path, tmp_path / "a", tmp_path / "b", reason)
        assert error.key == "damaged_part"
        assert error.values == {"run": tmp_path, "path": tmp_path / "a", "remove": tmp_path / "b", "reason": told}


def refused_fund(run):
    with pytest.raises(RelodeError) as caught:
        read_fund(run)
    return caught.value.key, caught.value.values


def test_a_record_of_a_province_that_is_none_is_refused(tmp_path):
    path = tmp_path / "fund.json"
    assert refused_fund(tmp_path) == ("fund.not_a_run", {"folder": tmp_path})
    path.write_text('{"schema": "fund/0"}', encoding="utf-8")
    other = ("other_version", {"folder": tmp_path, "found": "fund/0", "needed": schema("fund")})
    assert refused_fund(tmp_path) == other
    path.write_text(json.dumps({"schema": schema("fund"), "fund": {"province": 1}}), encoding="utf-8")
    key, values = refused_fund(tmp_path)
    assert (key, values["run"], values["path"], values["remove"]) == ("damaged_part", tmp_path, path, path)
    # A record of 16 million bytes is read, a larger one is not.
    path.write_bytes(b'{"schema": "fund/0"}'.ljust(16_000_000))
    assert refused_fund(tmp_path) == other
    path.write_bytes(b'{"schema": "fund/0"}'.ljust(16_000_001))
    assert refused_fund(tmp_path)[0] == "fund.not_a_run"


def made(folder, name, **changed):
    about = {
        "command": "plan", "settings": {"place": "230400", "plan": None}, "data_fingerprint": fingerprint(),
        "started": "2026-01-01T00:00:00+00:00", "finished": "2026-01-01T00:10:00+00:00",
    }  # fmt: skip
    (folder / name).mkdir()
    (folder / name / "manifest.json").write_text(json.dumps({**about, **changed}), encoding="utf-8")
    return folder / name


@pytest.mark.parametrize(
    "changed",
    [
        {"settings": {"place": "210900", "plan": None}},
        {"settings": {"place": "230400"}},
        {"finished": None},
        {"data_fingerprint": "0"},
        {"command": "fund"},
    ],
)
def test_the_newest_run_is_of_the_place_was_asked_as_a_plan_ended_and_has_the_facts_of_today(tmp_path, changed):
    assert report_runs.newest_run(tmp_path, "230400") is None
    made(tmp_path, "b-other", **{"started": "2026-01-09T00:00:00+00:00", **changed})
    assert report_runs.newest_run(tmp_path, "230400") is None
    made(tmp_path, "c-old")
    newest = made(tmp_path, "a-new", started="2026-01-02T00:00:00+00:00")
    made(tmp_path, "d-old", started="2025-12-31T00:00:00+00:00")
    assert report_runs.newest_run(tmp_path, "230400") == newest


def test_settings_of_a_run_are_read_with_the_facts_of_today_alone(tmp_path):
    settings = {"place": "230400", "overrides": []}
    about, found = report_runs.settings_of(made(tmp_path, "a", settings=settings))
    assert (about["settings"], found.place, found.plan) == (settings, "230400", None)
    with pytest.raises(RelodeError) as caught:
        report_runs.settings_of(made(tmp_path, "b", settings=settings, data_fingerprint="0"))
    assert (caught.value.key, caught.value.values) == ("other_facts", {"run": tmp_path / "b"})
