"""`relode replay`: a run made again is the same to the last bit, or what differs is listed."""

import json
import shutil

import pytest

from relode.record import schema
from relode.runs.replay_runs import differences


def test_every_differing_value_is_found_with_its_path():
    before = {"run": "a", "x": 1.0, "y": [1, {"z": 0.1}], "gone": 1, "flag": True, "same": "s"}
    now = {"run": "b", "x": 1.0, "y": [1, {"z": 0.1 + 1e-17 + 2e-17}], "new": 2, "flag": 1, "same": "s"}
    assert list(differences(before, now, "city.json")) == [
        ("city.json/y/1/z", 0.1, 0.1 + 1e-17 + 2e-17),
        ("city.json/gone", 1, "–"),
        ("city.json/flag", True, 1),
        ("city.json/new", "–", 2),
    ]
    assert list(differences({"y": [1, 2]}, {"y": [1]}, "plan.json")) == [("plan.json/y", [1, 2], [1])]


@pytest.mark.slow  # Hegang is computed once more, twice
@pytest.mark.usefixtures("undrawn")
def test_a_run_is_the_same_again_and_a_changed_one_is_told(relode, undrawn_hegang_record, tmp_path):
    """What is compared are records and results, no picture."""
    run = tmp_path / "run"
    shutil.copytree(undrawn_hegang_record["run"], run)
    done = relode("replay", run, "--json")
    record = json.loads(done.stdout)
    assert (done.returncode, record["same_results"], record["differing"]) == (0, True, [])
    assert record["compared"] > 10_000
    about, city = (json.loads((run / name).read_text(encoding="utf-8")) for name in ("manifest.json", "city.json"))
    about["versions"]["numpy"] = "1.0"
    about["tables"]["census"] = "0" * 12
    about["data_fingerprint"] = "0" * 64
    city["place"]["slug"] = "hegang-of-old"
    for name, content in (("manifest.json", about), ("city.json", city)):
        (run / name).write_text(json.dumps(content), encoding="utf-8")
    done = relode("replay", run, "--json")
    assert done.returncode == 2
    told = {(each["kind"], each["where"]) for each in json.loads(done.stdout)["differing"]}
    assert told == {("version", "numpy"), ("fact", "census"), ("value", "city.json/place/slug")}


def test_a_run_that_did_not_end_has_nothing_to_compare(relode, tmp_path):
    about = {
        "schema": schema("manifest"),
        "command": "plan",
        "settings": {"place": "230400", "overrides": []},
        "finished": None,
    }
    (tmp_path / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    done = relode("replay", tmp_path)
    assert (done.returncode, "did not come to its end" in done.stderr) == (2, True)
