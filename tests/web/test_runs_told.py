"""How a run ended is told truly, also after the server was started again; it is held from its first second."""

import csv
import json
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from relode.decisions.request import PlanRequest
from relode.errors import RelodeError
from relode.language import LANGUAGES
from relode.places import find
from relode.plan.making import planning
from relode.runs import report_runs as runs
from relode.runs import run_folder, whole_files
from relode.web.plan_runs import run_pace
from relode.web.plan_runs.plan_run_text import progress_text
from relode.web.plan_runs.queue_file import FILE, Job, read_queue
from relode.web.plan_runs.run_queue import PLACES, PlanRuns

HEGANG = find("hegang")
PROCESS = """
import fcntl, json, os, pathlib, sys, threading, time
order = json.loads(sys.stdin.readline())
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(130)), daemon=True).start()
if {makes}:
    from relode.runs import run_folder, whole_files
    from relode.facts import fingerprint
    from relode.record import versioned
    from datetime import datetime
    started = datetime.fromisoformat(order["started"]) if order["started"] else None
    settings = dict(place=order["place"], overrides=[], plan=order["plan"])
    path = pathlib.Path(order["folder"])
    if started:
        path = path / run_folder.run_name("hegang", started, settings, fingerprint())
        path.mkdir()
        about = run_folder.manifest("plan", settings, fingerprint(), started, 1).record() | dict(finished=None)
        whole_files.write_json(path / "manifest.json", versioned("manifest", about))
    with whole_files.held(path):
        print(json.dumps(dict(what="begun", done=0, of=1)), flush=True)
        time.sleep({seconds})
        sys.exit({code})
time.sleep({seconds})
sys.exit({code})
"""
"""Stands in for the process of a run: makes its folder and holds it, or not, waits, and ends."""


def told_of(job, run=None, *others):
    runs = PlanRuns(None)
    runs._jobs.update({each.name: each for each in (*others, job)})
    return runs._told(job, run)


def test_how_far_a_run_is_by_hand():
    """One that runs and two that wait; a run of a place tells of three steps, one of a province of its places."""
    first, second, third = (Job(name, HEGANG, {}, state) for name, state in
                            (("a", "running"), ("b", "waiting"), ("c", "waiting")))  # fmt: skip
    ahead = [told_of(each, None, *(other for other in (first, second, third) if other is not each)).ahead
             for each in (first, third)]  # fmt: skip
    assert ahead == [0, 2]
    found = told_of(second, None, first)
    assert (found.name, found.state, found.ahead, found.of, found.changed, found.share) == ("b", "waiting", 1, 3, 0, 0)
    on_disk = SimpleNamespace(changed=lambda: 77)
    assert told_of(second, on_disk).changed == 77
    judged = Job("d", HEGANG, {}, "running", PLACES, 3, 12)
    assert (told_of(judged).share, told_of(judged).done, told_of(judged).of) == (0.25, 3, 12)
    ended = Job("e", HEGANG, {}, "failed", "begun", 0, 1, {"en": "why"})
    assert (told_of(ended).share, told_of(ended).of, told_of(ended).reason) == (0, 1, {"en": "why"})


def test_how_far_a_run_on_disk_is_by_hand():
    runs = PlanRuns(None)
    run = SimpleNamespace(is_finished=False, is_worked_on=False, changed=lambda: 5)

    def said(of=run, **changed):
        found = runs.progress_of(HEGANG, "a", of and SimpleNamespace(**{**vars(of), **changed}))
        return found.state, found.share

    assert said() == ("stopped", 0)
    assert said(is_worked_on=True) == ("elsewhere", 0)
    assert said(is_finished=True) == ("done", 1)
    with pytest.raises(RelodeError, match="a"):
        said(None)
    found = runs.progress_of(HEGANG, "a", run)
    assert (found.what, found.done, found.of, found.ahead, found.changed) == ("", 0, 3, 0, 5)
    runs._jobs["a"] = Job("a", HEGANG, {}, "waiting")
    assert said() == said(is_worked_on=True) == ("waiting", 0)
    assert said(is_finished=True) == ("done", 1)
    runs._jobs["a"].state = "failed"
    assert (said()[0], said(is_worked_on=True)[0]) == ("failed", "elsewhere")
    runs._jobs["a"].state = "done"
    assert said()[0] == "stopped"
    runs._jobs["a"] = Job("a", find("fuxin"), {}, "waiting")
    assert said()[0] == "stopped"


def asked(horizon=2035):
    return PlanRequest(horizon=horizon, futures=128)


def until(condition, seconds=40):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def server(tmp_path):
    """Starts a server on the same folder again and again; the one before is closed, or its queue file is kept."""
    made = []

    def start(makes=True, seconds=60, code=0, kept=None):
        for each in made:
            each.close()
        if kept is not None:
            (tmp_path / FILE).write_text(kept)
        script = PROCESS.format(makes=makes, seconds=seconds, code=code)
        found = PlanRuns(tmp_path, [sys.executable, "-c", script])
        found.start()
        made.append(found)
        return found

    yield start
    for each in made:
        each.close()


def state(plans, name):
    return plans.progress(HEGANG, name).state


@pytest.mark.slow
def test_own_cancel_stop_failure_and_another_process_are_told_apart(server, tmp_path):
    plans = server()
    name = plans.send(HEGANG, asked())
    until(lambda: whole_files.is_held(tmp_path / name))
    assert state(plans, name) == "running"
    plans.cancel(HEGANG, name)
    assert state(plans, name) == "cancelled"  # also while its process has not let go yet
    until(lambda: not whole_files.is_held(tmp_path / name))
    assert state(plans, name) == "cancelled"
    with whole_files.held(tmp_path / name):
        until(lambda: state(plans, name) == "elsewhere")  # once the process that let go has been reaped
        with pytest.raises(RelodeError, match="not stopped"):
            plans.go_on(HEGANG, name)
    plans.go_on(HEGANG, name)
    until(lambda: whole_files.is_held(tmp_path / name) and state(plans, name) == "running")
    plans = server(seconds=0, code=1)  # the server is stopped and started again
    until(lambda: not whole_files.is_held(tmp_path / name))
    assert state(plans, name) == "stopped"
    plans.go_on(HEGANG, name)
    until(lambda: state(plans, name) == "failed")
    texts = {progress_text(plans.progress(HEGANG, name), language) for language in ("en", "zh")}
    assert any("by itself" in text for text in texts)
    plans = server(code=0)
    assert state(plans, name) == "failed"  # known after a start too
    plans.go_on(HEGANG, name)
    until(lambda: state(plans, name) == "running")


def test_a_run_that_failed_before_it_had_a_folder_can_be_tried_again(server):
    plans = server(makes=False, seconds=0, code=1)
    name = plans.send(HEGANG, asked())
    until(lambda: state(plans, name) == "failed")
    assert plans.go_on(HEGANG, name) == name
    until(lambda: plans._jobs[name].heard > 0 and state(plans, name) == "failed")


def test_runs_that_wait_are_there_after_a_start_and_cancelled_ones_do_not_begin(server):
    plans = server()
    names = [plans.send(HEGANG, asked(2035 + i)) for i in range(3)]
    until(lambda: state(plans, names[0]) == "running")
    plans.cancel(HEGANG, names[1])
    plans = server()
    assert [state(plans, name) for name in names[:2]] == ["stopped", "cancelled"]
    until(lambda: state(plans, names[2]) == "running")
    assert plans.asked(names[2])["horizon"] == 2037


@pytest.mark.slow
def test_a_run_whose_server_was_killed_is_stopped_if_it_left_a_folder_and_waits_if_not(server, tmp_path):
    plans = server()
    names = [plans.send(HEGANG, asked(2035 + i)) for i in range(2)]
    until(lambda: (tmp_path / names[0]).exists())
    kept = json.loads((tmp_path / FILE).read_text())
    for job in kept["jobs"]:
        job["state"] = "running"
    plans = server(kept=json.dumps(kept))
    until(lambda: not whole_files.is_held(tmp_path / names[0]))
    assert state(plans, names[0]) == "stopped"
    assert state(plans, names[1]) in ("waiting", "running")


@pytest.mark.parametrize(
    "kept",
    ["", "[", "[]", "{}", '{"jobs": 5}', '{"jobs": [{}]}', "[" * 100_000,
     '{"jobs": [{"name": "../x", "place": "230400", "state": "waiting", "begun": "2026-01-01T00:00:00+00:00",'
     ' "reason": {}, "order": {"plan": {}, "resume": true, "started": ""}}]}'],
)  # fmt: skip
def test_a_queue_that_cannot_be_read_is_told_in_one_line_and_nothing_waits(tmp_path, caplog, kept):
    (tmp_path / FILE).write_text(kept)
    assert read_queue(tmp_path) == []
    assert len(caplog.records) == 1
    assert len(caplog.records[0].getMessage()) < 400


@pytest.mark.slow
def test_two_servers_on_one_folder_do_not_take_up_the_same_queue(server, tmp_path):
    plans = server()
    names = [plans.send(HEGANG, asked(2035 + i)) for i in range(2)]
    other = PlanRuns(tmp_path, [sys.executable, "-c", "raise SystemExit"])
    other.start()
    assert other.jobs(HEGANG) == []
    until(lambda: whole_files.is_held(tmp_path / names[0]))
    assert state(other, names[0]) == "elsewhere"
    other.close()
    assert len(json.loads((tmp_path / FILE).read_text())["jobs"]) == 2


class FirstSecondError(RuntimeError):
    """Ends a run in its first second."""


@pytest.mark.slow
def test_a_run_is_held_before_anything_is_computed(tmp_path, monkeypatch):
    seen = []

    def first(*_, **__):
        seen.extend((path.name, whole_files.is_held(path)) for path in tmp_path.iterdir() if path.is_dir())
        raise FirstSecondError

    monkeypatch.setattr(runs, "result_of", first)
    with pytest.raises(FirstSecondError):
        runs.plan("hegang", [], tmp_path, PlanRequest(futures=128))
    assert [held for _, held in seen] == [True]
    assert run_folder.read_manifest(tmp_path / seen[0][0])["finished"] is None
    assert not whole_files.is_held(tmp_path / seen[0][0])


def test_page_one_and_the_record_of_a_run_are_there_before_the_simulator_runs(tmp_path, monkeypatch):
    real, heard = planning.planning, []

    def money_alone(*asked):
        yield next(real(*asked))
        raise FirstSecondError

    monkeypatch.setattr(planning, "planning", money_alone)
    monkeypatch.setattr(runs, "drawings", lambda _: {})
    with pytest.raises(FirstSecondError):
        runs.plan("hegang", [], tmp_path, PlanRequest(futures=128), lambda what, *_: heard.append(what))
    assert heard == ["begun", "page_one"]
    (run,) = (path for path in tmp_path.iterdir() if path.is_dir())
    briefs = {f"brief.{language}.html" for language in LANGUAGES}
    assert {path.name for path in run.iterdir() if path.suffix} == {"manifest.json", "city.json", "plan.json", *briefs}
    assert run_folder.read_plan(run).state == "decided"


@pytest.mark.slow
def test_a_run_that_is_refused_leaves_no_folder(tmp_path, monkeypatch):
    def refused(*_):
        raise RelodeError("web.absent")
        yield

    monkeypatch.setattr(planning, "planning", refused)
    with pytest.raises(RelodeError):
        runs.plan("hegang", [], tmp_path, PlanRequest(futures=128))
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == []


def test_the_bar_moves_with_time_at_the_pace_of_the_run_and_never_beyond_the_next_sign():
    signs = [key for key in run_pace.SIGNS if key[0] != "end"]
    whole = 300.0  # a slow run that keeps the usual proportions
    for at, (what, done) in enumerate(signs):
        heard = run_pace.SIGNS[what, done] * whole
        following = list(run_pace.SIGNS.values())[at + 1]
        times = [heard + part * (following * whole - heard) for part in (0.0, 0.25, 0.5, 1.0)]
        shares = [run_pace.share_done(what, done, 0.0, heard, time) for time in times]
        assert shares == sorted(shares)
        assert run_pace.share_done(what, done, 0.0, heard, 1e6) == following
        if heard:
            assert shares == pytest.approx([time / whole for time in times])
    assert list(run_pace.SIGNS.values()) == sorted(run_pace.SIGNS.values())


def timed_runs():
    """Signs of life of two runs whose times were taken: futures -> (what, done, seconds) in their order."""
    rows = list(csv.DictReader((Path(__file__).parent / "run_times.csv").read_text().splitlines()))
    return {
        futures: [(r["what"], int(r["done"]), float(r["seconds"])) for r in rows if r["futures"] == futures]
        for futures in ("128", "512")
    }


@pytest.mark.parametrize("futures", ["128", "512"])
def test_the_bar_of_a_timed_run_never_goes_back_and_is_off_by_a_twentieth_on_average(futures):
    heard_of = timed_runs()[futures]
    whole = heard_of[-1][2]
    what, done, heard, shares = "", 0, 0.0, []
    for second in range(int(whole)):
        for name, part, at in heard_of[:-1]:
            if at <= second and run_pace.is_further(name, part, what, done):
                what, done, heard = name, part, at
        shares.append(run_pace.share_done(what, done, 0.0, heard, second))
    gaps = [abs(share - second / whole) for second, share in enumerate(shares)]
    assert shares == sorted(shares)
    assert max(gaps) < 0.1
    assert sum(gaps) / len(gaps) < 0.05


def test_the_parts_of_a_run_are_the_mean_of_the_timed_ones():
    runs = [{(name, part): at / found[-1][2] for name, part, at in found} for found in timed_runs().values()]
    for sign, share in list(run_pace.SIGNS.items())[1:]:
        # Two digits, and two signs at nearly the same time are kept apart by a hundredth.
        assert share == pytest.approx(sum(run[sign] for run in runs) / 2, abs=0.011)


def test_what_was_heard_before_does_not_move_the_bar_back():
    assert run_pace.is_further("uncertainty", 1, "page_one", 1)
    assert not run_pace.is_further("page_one", 1, "uncertainty", 1)
    assert not run_pace.is_further("noise", 1, "page_one", 1)


def test_many_threads_that_change_the_queue_leave_a_whole_file(server, tmp_path):
    plans = server()
    threads = [threading.Thread(target=plans.send, args=(HEGANG, asked(2035))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(json.loads((tmp_path / FILE).read_text())["jobs"]) == 1
