"""Refusals, and the queue and list of plan runs, by hand."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from starlette.requests import Request

from relode.errors import NoVerdict, RelodeError
from relode.language import Sentence
from relode.places import find
from relode.web.plan_runs import plans_page, run_queue, run_shelf
from relode.web.plan_runs.queue_file import Job, read_queue, write_queue
from relode.web.plan_runs.run_queue import PlanRuns, Progress
from relode.web.server import problems

HEGANG, JIXI = find("hegang"), find("jixi")
SAID = Sentence("charts.sectors.primary", {})


def asked(path="/api/x"):
    return Request({"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []})


@pytest.mark.parametrize(
    ("error", "status", "again"),
    [
        (RelodeError("unknown_place", name="x"), 404, None),
        (RelodeError("web.unknown_run", run="a", place="b"), 404, None),
        (RelodeError("web.run_not_stopped", run="a"), 409, None),
        (RelodeError("web.warming"), 503, "2"),
        (RelodeError("web.failed"), 503, None),
        (RelodeError("web.plans_full", waiting=3), 429, "60"),
        (RelodeError("web.unknown_parts", offenders=["a"]), 400, None),
    ],
)
def test_a_refusal_has_its_status_and_says_when_to_come_again(error, status, again):
    response = problems.refusal(asked(), error)
    content = json.loads(response.body)
    assert (response.status_code, content["status"], content["code"], response.headers.get("retry-after")) == (
        status,
        status,
        error.key,
        again,
    )
    assert content["detail"] == error.say("en")
    assert response.media_type == "application/problem+json"
    assert json.loads(problems.refusal(asked("/what-if.json"), error).body)["status"] == status
    assert issubclass(NoVerdict, RelodeError)


class Shelf:
    def __init__(self, name="run", *, finished=False, current=True, worked=False, plan=None, overrides=()):
        self.name, self.is_finished, self.is_current, self.is_worked_on = name, finished, current, worked
        self.plan, self.folder, self.place = plan or {"budget": "5%"}, f"/runs/{name}", HEGANG.code
        self.manifest = {"settings": {"overrides": list(overrides)}}
        self.started = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)

    def changed(self):
        return 77


@pytest.fixture
def runs(tmp_path, monkeypatch):
    on_disk = []
    monkeypatch.setattr(run_queue, "listed", lambda *_: on_disk)
    made = PlanRuns(tmp_path)
    made.on_disk = on_disk
    return made


def settings(budget="5%"):
    return SimpleNamespace(record=lambda: {"budget": budget})


def test_three_runs_wait_and_the_same_one_is_not_made_twice(runs):
    names = [runs.send(HEGANG, settings(f"{at}%")) for at in range(1, 4)]
    assert len(set(names)) == 3
    with pytest.raises(RelodeError):
        runs.send(HEGANG, settings("9%"))
    told = [runs.progress(HEGANG, name) for name in names]
    assert [(each.state, each.ahead, each.of, each.share) for each in told] == [
        ("waiting", 0, 3, 0.0),
        ("waiting", 1, 3, 0.0),
        ("waiting", 2, 3, 0.0),
    ]
    runs.cancel(HEGANG, names[0])
    assert [runs.progress(HEGANG, name).ahead for name in names[1:]] == [0, 1]
    assert runs.progress(HEGANG, names[0]).state == "cancelled"
    job = runs._jobs[names[1]]
    job.state, job.what, job.done, job.of = "running", "places", 1, 4
    assert (runs.progress(HEGANG, names[1]).share, runs.progress(HEGANG, names[2]).ahead) == (0.25, 1)
    assert [each.name for each in runs.jobs(HEGANG)] == names[1:]
    assert (runs.jobs(JIXI), runs.place_of(names[0]), runs.place_of("x"), runs.asked("x")) == ([], HEGANG, None, {})
    assert runs.asked(names[2]) == {"budget": "3%"}
    for place, name in ((JIXI, names[1]), (HEGANG, "x"), (HEGANG, names[0])):
        with pytest.raises(RelodeError):
            runs.cancel(place, name)
    with pytest.raises(RelodeError):
        PlanRuns(None).send(HEGANG, settings())


@pytest.mark.parametrize(
    ("shelf", "is_taken"),
    [
        (Shelf(finished=True), True),
        (Shelf(worked=True), True),
        (Shelf(), "again"),
        (Shelf(current=False, finished=True), False),
        (Shelf(plan={"budget": "1%"}, finished=True), False),
        (Shelf(overrides=({"a": 1},), finished=True), False),
    ],
)
def test_a_run_that_is_done_is_shown_and_one_that_is_not_is_gone_on_with(runs, shelf, is_taken):
    runs.on_disk.append(shelf)
    name = runs.send(HEGANG, settings())
    assert (name == "run") == bool(is_taken)
    order = runs._jobs[name].order if name in runs._jobs else {}
    assert order.get("resume") == {"again": True, True: None, False: False}[is_taken]
    if is_taken == "again":
        assert order == {
            "place": HEGANG.code,
            "plan": {"budget": "5%"},
            "overrides": [],
            "resume": True,
            "folder": "/runs/run",
            "started": "",
        }


def test_a_run_on_disk_is_done_elsewhere_or_stopped(runs):
    for shelf, state, share in (
        (Shelf(finished=True), "done", 1.0),
        (Shelf(worked=True), "elsewhere", 0.0),
        (Shelf(), "stopped", 0.0),
    ):
        runs.on_disk[:] = [shelf]
        assert runs.progress(HEGANG, "run") == Progress("run", state, "", 0, 3, 0, 77, {}, share)
    with pytest.raises(RelodeError):
        runs.progress(HEGANG, "other")
    assert runs.go_on(HEGANG, "run") == "run"
    with pytest.raises(RelodeError):  # it waits already
        runs.go_on(HEGANG, "run")
    for shelf in (Shelf("b", finished=True), Shelf("b", current=False)):
        runs.on_disk[:] = [shelf]
        with pytest.raises(RelodeError):
            runs.go_on(HEGANG, "b")


def test_signs_of_life_are_taken_in_their_order(runs):
    job = Job("a", HEGANG, {}, "running")
    for message in (
        {"what": "page_one", "done": 1, "of": 3},
        {"what": "begun", "done": 0, "of": 3},
        {"what": "noise", "done": 5, "of": 9},
    ):
        runs._hear(job, json.dumps(message))
    assert (job.what, job.done, job.of) == ("page_one", 1, 3)
    runs._hear(job, json.dumps({"what": "places", "done": 2, "of": 8}))
    assert (job.what, job.done, job.of) == ("places", 2, 8)
    runs._hear(job, "no message")
    runs._hear(job, json.dumps({"what": "refused", "reason": {"en": "why"}}))
    assert (job.reason, job.what) == ({"en": "why"}, "places")


def test_twenty_ends_of_runs_are_remembered(runs):
    for at in range(22):
        runs._jobs[f"old{at}"] = Job(f"old{at}", HEGANG, {}, "done")
    runs.send(HEGANG, settings())
    assert [name for name in runs._jobs if name.startswith("old")] == [f"old{at}" for at in range(2, 22)]


def test_a_queue_on_disk_comes_back_and_a_run_without_a_folder_waits_again(tmp_path):
    order = {"plan": {"a": 1}, "overrides": [], "resume": False, "started": "s"}
    states = ("waiting", "running", "stopped", "cancelled", "failed", "done", "elsewhere")
    begun = datetime(2026, 1, 2, tzinfo=UTC)
    jobs = [
        Job(f"r{at}", HEGANG, order, state, reason={"en": "e", "zh": "z"}, begun=begun)
        for at, state in enumerate(states)
    ]
    jobs.append(Job("r9", JIXI, {**order, "resume": True}, "running", begun=begun))
    (tmp_path / "r9").mkdir()
    write_queue(tmp_path, jobs)
    found = read_queue(tmp_path)
    assert [(each.name, each.state) for each in found] == [
        ("r0", "waiting"),
        ("r1", "waiting"),
        ("r2", "stopped"),
        ("r3", "cancelled"),
        ("r4", "failed"),
        ("r9", "stopped"),
    ]
    assert (found[0].reason, found[0].begun, found[0].place) == ({"en": "e", "zh": "z"}, begun, HEGANG)
    assert found[0].order == {**order, "place": HEGANG.code, "folder": str(tmp_path)}
    assert found[-1].order["folder"] == str(tmp_path / "r9")
    assert read_queue(tmp_path / "none") == []
    kept = json.loads((tmp_path / ".queue.json").read_text())
    for change in (
        {"name": "../x"},
        {"state": "done"},
        {"begun": "2026-01-02"},
        {"order": {**order, "resume": 1}},
        {"order": {**order, "plan": []}},
        {"order": {**order, "overrides": {}}},
        {"order": {**order, "started": 1}},
    ):
        bad = {**kept, "jobs": [{**kept["jobs"][0], **change}]}
        (tmp_path / ".queue.json").write_text(json.dumps(bad))
        assert read_queue(tmp_path) == []
    (tmp_path / ".queue.json").write_text(json.dumps({**kept, "jobs": kept["jobs"][:1]}))
    assert len(read_queue(tmp_path)) == 1


def test_a_line_of_the_list_of_runs_and_what_its_form_lets_choose(monkeypatch):
    monkeypatch.setattr(plans_page, "asked_text", lambda plan, _: plan["budget"])
    monkeypatch.setattr(plans_page, "state_text", lambda progress, _: progress.state)
    monkeypatch.setattr(plans_page, "_finding", lambda *_: SAID)
    at = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    progress = Progress("run", "done", "", 0, 3, 0, 0, {})
    line = plans_page._line(progress, at, None, Shelf(finished=True), HEGANG, "en")
    assert line == {"name": "run", "begun": "2026-01-02 03:04", "asked": "5%", "state": "done", "finding": SAID}
    waiting = plans_page._line(progress, at, {"budget": "7%"}, None, HEGANG, "en")
    assert (waiting["asked"], waiting["finding"]) == ("7%", None)
    assert plans_page._line(progress, at, None, Shelf(), HEGANG, "en")["finding"] is None
    chosen = plans_page.choices({})
    assert (chosen["budget"], chosen["horizon"], chosen["sizes"]) == ("", "2035", {"quick": 128, "standard": 512})
    assert (
        plans_page.choices({"budget": "1%", "horizon": "2040"})["budget"],
        plans_page.choices({"horizon": "2040"})["horizon"],
    ) == ("1%", "2040")


def test_the_state_of_a_file_is_zeros_while_there_is_none(tmp_path):
    file = tmp_path / "a"
    assert run_shelf._state(file) == (0, 0, 0, 0)
    file.write_bytes(b"abc")
    assert run_shelf._state(file)[3] == 3
    assert run_shelf._printed("a\udcff") == "a\\udcff"
    manifest = {
        "settings": {"place": "p", "plan": {"x": 1}},
        "command": "plan",
        "finished": None,
        "started": "2026-01-02T03:04:05+00:00",
        "data_fingerprint": "f",
        "versions": {"relode": "0"},
    }
    run = run_shelf.ShelfRun("r", tmp_path, manifest)
    assert (run.place, run.plan, run.is_finished, run.is_current, run.changed(), run.is_older) == (
        "p",
        {"x": 1},
        False,
        False,
        0,
        False,
    )
    province = run_shelf.ShelfRun("r", tmp_path, {**manifest, "command": "fund", "finished": "x"})
    assert (province.plan, province.is_finished) == (manifest["settings"], True)
