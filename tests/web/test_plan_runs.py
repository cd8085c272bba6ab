"""Plan runs on the page: one at a time, begun, followed and stopped; bad requests are refused in words."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time

import pytest

from relode.decisions.request import PlanRequest
from relode.places import find
from relode.runs import whole_files
from relode.web.plan_runs.plan_order import Order
from relode.web.plan_runs.run_process import PlanRuns
from relode.web.server.app import application
from relode.web.server.guard import Guard

HEGANG = find("hegang")
PROCESS = """
import json, pathlib, sys, threading, os, time
order = json.loads(sys.stdin.readline())
pathlib.Path({folder!r}, "process").write_text(str(os.getpid()))
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(130)), daemon=True).start()
for line in {lines!r}:
    print(json.dumps(line) if isinstance(line, dict) else line, flush=True)
    time.sleep(0.15)
time.sleep({seconds})
sys.exit({code})
"""
"""Stands in for the process of a run: says its lines, waits, and ends."""
OWN = {"origin": "http://127.0.0.1:8600"}
FORM = {"budget": "5%", "horizon": "2035"}


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def posting_with(client_of, tmp_path):
    """A client of a server whose runs say `lines`, wait and end with `code`."""
    made = []

    def make(lines=(), seconds=60, code=0):
        script = PROCESS.format(folder=str(tmp_path), lines=list(lines), seconds=seconds, code=code)
        plans = PlanRuns(tmp_path / "runs", [sys.executable, "-c", script])
        made.append(plans)
        return client_of(Guard(application(None, plans)))

    yield make
    for each in made:
        each.close()


@pytest.fixture
def posting(posting_with):
    """A client of a server whose runs take long."""
    return posting_with()


def begun(client, **changed):
    """The address of the page of a run that was begun by the form."""
    answer = client.ask("POST", "/city/hegang/plans", data={**FORM, **changed}, headers=OWN)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def progress(client, address):
    return client.get(f"/api/plans/hegang/{address.rpartition('/')[2]}/progress?lang=en").json()


def test_a_run_is_begun_followed_and_stopped_on_the_page(posting):
    address = begun(posting)
    page = posting.get(f"{address}?lang=en")
    assert page.status_code == 200
    assert "Cancel this run" in page.text
    assert progress(posting, address)["state"] == "running"
    assert address in posting.get("/city/hegang/plans").text
    assert "A plan is being made" in posting.get("/city/hegang/act?lang=en").text
    assert posting.ask("POST", f"{address}/cancel", data={}, headers=OWN).status_code == 303
    stopped = posting.get(f"{address}?lang=en").text
    assert "Stopped before its end" in stopped
    assert "Cancel this run" not in stopped
    assert begun(posting, horizon="2040") != address


@pytest.mark.parametrize(
    ("language", "said"), [("en", "A plan of Hegang is being made"), ("zh", "正在编制鹤岗市的方案")]
)
def test_a_second_run_is_refused_in_words_while_one_runs(posting, language, said):
    address = begun(posting)
    for place, form in (("hegang", {**FORM, "horizon": "2040"}), ("fuxin", FORM)):
        answer = posting.ask("POST", f"/city/{place}/plans?lang={language}", data=form, headers=OWN)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
        assert said in answer.text
        assert posting.get(f"/api/plans/{place}").json()["runs"] == []
    answer = posting.ask("POST", "/api/plans/fuxin", json={})
    assert (answer.status_code, answer.json()["code"]) == (503, "web.plan_under_way")
    assert begun(posting) == address  # the same run is not begun twice
    posting.ask("POST", f"{address}/cancel", data={}, headers=OWN)
    assert posting.ask("POST", "/api/plans/fuxin", json={}).status_code == 202


def test_progress_is_heard_part_by_part_and_noise_is_not(posting_with):
    said = [{"what": "unheard", "done": 0, "of": 0}, "noise of a library"]
    said += [{"what": what, "done": 1, "of": 1} for what in ("begun", "page_one", "document")]
    client = posting_with(said)
    address, seen = begun(client), []
    until(lambda: seen.append(progress(client, address)) or seen[-1]["what"] == "document")
    assert list(dict.fromkeys(each["what"] for each in seen))[-3:] == ["begun", "page_one", "document"]
    assert "unheard" not in [each["what"] for each in seen]
    shares = [each["share"] for each in seen]
    assert shares == sorted(shares)
    assert 0 < shares[-1] < 1


def test_a_run_that_cannot_be_made_says_why(posting_with):
    reason = {"en": "the budget is too small", "zh": "预算过小"}
    client = posting_with([{"what": "refused", "reason": reason}], seconds=0, code=2)
    address = begun(client)
    until(lambda: progress(client, address)["state"] == "failed")
    assert reason["en"] in client.get(f"{address}?lang=en").text
    assert reason["zh"] in client.get(f"{address}?lang=zh").text


def test_a_run_that_ends_without_a_result_says_so_and_another_may_begin(posting_with):
    client = posting_with(seconds=0, code=1)
    address = begun(client)
    until(lambda: progress(client, address)["state"] == "failed")
    assert "ended without a result" in client.get(f"{address}?lang=en").text
    assert begun(client, horizon="2040") != address


def test_the_process_of_a_run_goes_with_its_server(tmp_path):
    """A server in a process of its own begins a run and is killed."""
    begin = f"""
import sys, time
from pathlib import Path
from relode.places import find
from relode.decisions.request import PlanRequest
from relode.web.plan_runs.run_process import PlanRuns
script = {PROCESS.format(folder=str(tmp_path), lines=[], seconds=60, code=0)!r}
PlanRuns(Path({str(tmp_path)!r}), [sys.executable, "-c", script]).send(find("hegang"), PlanRequest())
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", begin]) as server:
        until(lambda: (tmp_path / "process").exists() and (tmp_path / "process").read_text(), 120)
        server.kill()
    process = int((tmp_path / "process").read_text())

    def is_gone():
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        return False

    until(is_gone)


def test_a_run_that_another_process_works_on_is_followed_and_not_stopped(client_of, undrawn_plan_runs_folder, tmp_path):
    name = next(undrawn_plan_runs_folder.iterdir()).name
    shutil.copytree(undrawn_plan_runs_folder / name, tmp_path / name)
    about = json.loads((tmp_path / name / "manifest.json").read_text())
    (tmp_path / name / "manifest.json").write_text(json.dumps({**about, "finished": None}))
    client = client_of(Guard(application(None, PlanRuns(tmp_path))))
    address = f"/city/hegang/plans/{name}"
    assert progress(client, address)["state"] == "stopped"
    with whole_files.held(tmp_path / name):
        page = client.get(f"{address}?lang=en").text
        assert "Another process works on it" in page
        assert "Cancel this run" not in page
        answer = client.ask("POST", f"{address}/cancel", data={}, headers=OWN)
        assert answer.status_code == 409


@pytest.mark.parametrize("headers", [{}, {"origin": "null"}, {"origin": "http://evil.example"}])
def test_a_page_of_another_host_begins_nothing(posting, headers):
    for address in ("/city/hegang/plans", "/api/plans/hegang"):
        answer = posting.ask("POST", address, content=b"budget=5%25&horizon=2035", headers=headers)
        assert answer.status_code == 403
    assert posting.get("/api/plans/hegang").json()["runs"] == []


@pytest.mark.parametrize(
    "form",
    [
        {},
        {**FORM, "budget": "nan"},
        {**FORM, "budget": "inf"},
        {**FORM, "budget": "7"},
        {**FORM, "budget": "90000%"},
        {**FORM, "bonds": "9000B"},
        {**FORM, "keep": "joy=1"},
        {**FORM, "generations": "20"},
        {**FORM, "budget": "-1"},
        {**FORM, "horizon": "1900"},
        {**FORM, "horizon": "2035.5"},
        {**FORM, "horizon": "²035"},
        {**FORM, "size": "huge"},
        {f"x{i}": "1" for i in range(60)},
    ],
)
def test_a_form_that_does_not_fit_is_refused_in_words(posting, form):
    answer = posting.ask("POST", "/city/hegang/plans?lang=en", data=form, headers=OWN)
    assert answer.status_code == 400
    assert "<h1>This cannot be answered</h1>" in answer.text


def test_get_changes_nothing(posting):
    run = begun(posting)
    for address in (f"{run}/cancel", f"/api/plans/hegang/{run.rpartition('/')[2]}/cancel"):
        answer = posting.get(f"{address}?lang=en")
        assert answer.status_code == 405
        assert "does not answer GET" in answer.text
    assert progress(posting, run)["state"] == "running"


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"{bad", "body"),
        (b"[]", "body"),
        (b'{"budget": 0.05}', "budget"),
        (b'{"generations": 20}', "generations"),
        (b'{"horizon": 1900, "size": 1}', "horizon, size"),
    ],
)
def test_a_body_that_does_not_fit_is_a_problem_that_names_the_part(posting, content, where):
    answer = posting.ask("POST", "/api/plans/hegang", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert f"does not fit: {where}." in answer.json()["detail"]


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/plans/hegang/nothing", 404, "web.unknown_run"),
        ("/api/plans/hegang/nothing/progress", 404, "web.unknown_run"),
        ("/api/plans/hegang/..%2f..%2fetc", 404, None),
        ("/api/plans/nowhere", 404, "unknown_place"),
    ],
)
def test_an_unknown_run_is_not_found(posting, address, status, code):
    answer = posting.get(address)
    assert answer.status_code == status
    assert code in (None, answer.json()["code"])


def test_a_server_without_a_folder_of_runs_starts_none(client):
    answer = client.ask("POST", "/api/plans/hegang", json={})
    assert (answer.status_code, answer.json()["code"]) == (503, "web.plans_absent")
    assert "starts no plan runs" in client.get("/city/hegang/plans?lang=en").text


def test_many_clients_that_begin_the_same_run_get_one(posting):
    names = []
    threads = [threading.Thread(target=lambda: names.append(begun(posting))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names) == 8
    assert len(set(names)) == 1


def test_an_order_without_words_is_the_plan_of_the_command():
    """A program that leaves its money out is answered as `relode plan` is."""
    given, typed = Order(), PlanRequest()
    assert [getattr(given, name) for name in ("budget", "bonds", "granted")] == [
        getattr(typed, name) for name in ("budget", "bonds", "granted")
    ]


def test_an_order_of_a_run_has_its_limits():
    plain = Order()
    assert (plain.budget, plain.bonds, plain.granted) == ("", "", "")
    for good in (
        {"budget": "x" * 20},
        {"bonds": "x" * 20},
        {"granted": "x" * 20},
        {"horizon": 2030},
        {"horizon": 2050},
    ):
        assert Order(**good).model_dump().items() >= good.items()
    for bad in (
        {"budget": "x" * 21},
        {"bonds": "x" * 21},
        {"granted": "x" * 21},
        {"horizon": 2029},
        {"horizon": 2051},
        {"size": "long"},
        {"no": 1},
    ):
        with pytest.raises(ValueError, match="validation"):
            Order(**bad)
