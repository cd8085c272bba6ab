"""Plan runs that the server starts: one at a time, a short queue, followed, cancelled, gone on with."""

import asyncio
import json
import sys
import threading
import time
from functools import partial

import pytest

from relode.decisions.request import PlanRequest
from relode.errors import RelodeError
from relode.places import find
from relode.web.plan_runs.plan_order import Order
from relode.web.plan_runs.plan_request import settings
from relode.web.plan_runs.run_queue import WAITING, PlanRuns
from relode.web.server import guard as guard_module
from relode.web.server.app import application
from relode.web.server.guard import Guard

HEGANG = find("hegang")
PROCESS = """
import json, sys, threading, os, time
order = json.loads(sys.stdin.readline())
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(130)), daemon=True).start()
for line in {lines!r}:
    print(json.dumps(line) if isinstance(line, dict) else line, flush=True)
    time.sleep(0.15)
time.sleep({seconds})
sys.exit({code})
"""
"""Stands in for the process of a run: says what it is told to say, waits, and ends."""


def asked(horizon, size="quick"):
    return settings(HEGANG, {"budget": "5%", "horizon": str(horizon), "size": size})


def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def runs_with(tmp_path):
    """Plan runs whose processes say `lines`, wait and end with `code`."""
    made = []

    def make(lines=(), seconds=60, code=0):
        script = PROCESS.format(lines=list(lines), seconds=seconds, code=code)
        found = PlanRuns(tmp_path / "runs", [sys.executable, "-c", script])
        found.start()
        made.append(found)
        return found

    yield make
    for each in made:
        each.close()


def test_one_runs_the_others_wait_and_beyond_the_queue_a_run_is_refused(runs_with):
    plans = runs_with()
    names = [plans.send(HEGANG, asked(2030))]
    until(lambda: plans.progress(HEGANG, names[0]).state == "running")
    names += [plans.send(HEGANG, asked(2031 + i)) for i in range(WAITING)]
    assert [plans.progress(HEGANG, name).state for name in names] == ["running", *["waiting"] * WAITING]
    assert [plans.progress(HEGANG, name).ahead for name in names] == [0, 1, 2, 3]
    with pytest.raises(RelodeError, match="wait already"):
        plans.send(HEGANG, asked(2040))
    assert plans.send(HEGANG, asked(2031)) == names[1]  # the same run is not asked for twice
    plans.cancel(HEGANG, names[0])
    until(lambda: plans.progress(HEGANG, names[1]).state == "running")
    assert plans.progress(HEGANG, names[0]).state == "cancelled"


def test_progress_is_heard_part_by_part_and_noise_is_not(runs_with):
    said = [{"what": "unheard", "done": 0, "of": 0}, "noise of a library"]
    said += [{"what": what, "done": 1, "of": 1} for what in ("page_one", "uncertainty", "document")]
    plans = runs_with(said)
    name = plans.send(HEGANG, asked(2030))
    seen = []
    until(lambda: seen.append(plans.progress(HEGANG, name).what) or seen[-1] == "document")
    assert list(dict.fromkeys(seen))[-3:] == ["page_one", "uncertainty", "document"]
    assert "unheard" not in seen
    assert plans.progress(HEGANG, name).of == 1


def test_a_run_that_is_refused_or_fails_says_so(runs_with):
    reason = {"en": "the budget is too small", "zh": "预算过小"}
    plans = runs_with([{"what": "refused", "reason": reason}], seconds=0, code=2)
    name = plans.send(HEGANG, asked(2030))
    until(lambda: plans.progress(HEGANG, name).state == "failed")
    assert plans.progress(HEGANG, name).reason == reason


def test_a_process_ends_when_its_server_is_gone(runs_with):
    plans = runs_with()
    name = plans.send(HEGANG, asked(2030))
    until(lambda: plans.progress(HEGANG, name).state == "running")
    process = plans._jobs[name].process
    process.stdin.close()
    assert process.wait(10) == 130


def test_a_run_of_another_place_is_not_found(runs_with):
    plans = runs_with()
    name = plans.send(HEGANG, asked(2030))
    for refused in (plans.progress, plans.cancel, plans.go_on):
        with pytest.raises(RelodeError, match="no plan run"):
            refused(find("fuxin"), name)


@pytest.fixture
def posting(client_of, runs_with):
    """A client of a server that starts runs which take long."""
    return client_of(Guard(application(None, runs_with())))


OWN = {"origin": "http://127.0.0.1:8600"}
FORM = {"budget": "5%", "horizon": "2035", "size": "quick"}


def test_a_form_of_the_page_begins_a_run_and_leads_to_it(posting):
    answer = posting.ask("POST", "/city/hegang/plans", data=FORM, headers=OWN)
    assert answer.status_code == 303
    page = posting.get(f"{answer.headers['location']}?lang=en")
    assert page.status_code == 200
    assert "Cancel this run" in page.text
    name = answer.headers["location"].rpartition("/")[2]
    assert posting.get(f"/api/plans/hegang/{name}/progress").json()["state"] in ("waiting", "running")
    assert name in posting.get("/city/hegang/plans").text
    answer = posting.ask("POST", f"/city/hegang/plans/{name}/cancel", data={}, headers=OWN)
    assert answer.status_code == 303
    assert posting.get(f"/api/plans/hegang/{name}/progress").json()["state"] == "cancelled"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "null"},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:8601"},
        {"origin": "https://127.0.0.1.evil.example:8600"},
        {"sec-fetch-site": "cross-site", **OWN},
        {"sec-fetch-site": "same-site", "content-type": "application/json"},
        {"origin": "http://evil.example", "content-type": "application/json"},
    ],
)
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
        {**FORM, "scenario": "subsidy=7"},
        {**FORM, "scenario": "nonsense=1"},
        {**FORM, "scenario": "&".join(f"x{i}=1" for i in range(60))},
        {f"x{i}": "1" for i in range(60)},
    ],
)
def test_a_form_that_does_not_fit_is_refused_in_words(posting, form):
    answer = posting.ask("POST", "/city/hegang/plans?lang=en", data=form, headers=OWN)
    assert answer.status_code == 400
    assert "<h1>This cannot be answered</h1>" in answer.text


def test_the_levers_of_a_scenario_go_along_as_a_policy():
    sent = settings(HEGANG, {**FORM, "scenario": "retraining_coverage=0.5&subsidy=0.02&shock=price_fall&until=2040"})
    assert {step.lever: step.value for step in sent.own_policies[0].steps} == {
        "retraining_coverage": 0.5,
        "subsidy": 0.02,
    }
    assert settings(HEGANG, {**FORM, "scenario": "until=2040"}).own == ""


def test_a_large_or_chunked_body_is_refused(posting):
    assert posting.ask("POST", "/city/hegang/plans", content=b"x" * 5000, headers=OWN).status_code == 413
    chunked = {**OWN, "transfer-encoding": "chunked"}
    assert posting.ask("POST", "/city/hegang/plans", content=b"x", headers=chunked).status_code == 413


def test_get_changes_nothing(posting):
    name = posting.ask("POST", "/city/hegang/plans", data=FORM, headers=OWN).headers["location"].rpartition("/")[2]
    for what in ("cancel", "resume"):
        for address in (f"/city/hegang/plans/{name}/{what}", f"/api/plans/hegang/{name}/{what}"):
            answer = posting.get(f"{address}?lang=en")
            assert answer.status_code == 405
            assert "does not answer GET" in answer.text
    assert posting.get(f"/api/plans/hegang/{name}/progress").json()["state"] in ("waiting", "running")


def test_a_full_queue_says_when_to_ask_again(posting):
    answers = [
        posting.ask("POST", "/api/plans/hegang", json={"horizon": 2030 + i, "size": "quick"})
        for i in range(WAITING + 3)
    ]
    assert [answer.status_code for answer in answers[:WAITING]] == [202] * WAITING
    assert answers[-1].status_code == 429
    assert answers[-1].headers["retry-after"] == "60"
    assert answers[-1].json()["code"] == "web.plans_full"
    page = posting.ask("POST", "/city/hegang/plans", data={**FORM, "horizon": "2044"}, headers=OWN)
    assert (page.status_code, page.headers["retry-after"]) == (429, "60")


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


def test_a_body_that_does_not_come_is_given_up(portal, monkeypatch):
    monkeypatch.setattr(guard_module, "BODY_SECONDS", 0.05)
    sent = []

    async def send(message):
        sent.append(message)

    headers = {**OWN, "host": "127.0.0.1:8600", "content-length": "6"}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/city/hegang/plans",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    portal.call(Guard(application()), scope, partial(asyncio.sleep, 5), send)
    assert sent[0]["status"] == 408


def test_many_threads_that_ask_for_the_same_run_get_one(runs_with):
    plans = runs_with()
    names = []
    threads = [threading.Thread(target=lambda: names.append(plans.send(HEGANG, asked(2030)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(names)) == 1
    assert len(plans.jobs(HEGANG)) == 1
    assert json.dumps(plans.asked(names[0]))


def test_an_order_without_words_is_the_plan_of_the_command():
    """A program that leaves its money out is answered as `relode plan` is."""
    given, typed = Order(), PlanRequest()
    assert [getattr(given, name) for name in ("budget", "bonds", "granted")] == [
        getattr(typed, name) for name in ("budget", "bonds", "granted")
    ]
