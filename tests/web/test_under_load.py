"""What hundreds of odd or many requests do to the server: no defect, nothing lost, flat memory."""

import os
import random
import resource
import shutil
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from relode.web.pages.choices import SHOCKS
from relode.web.plan_runs.run_process import PlanRuns
from relode.web.server.app import application
from relode.web.what_if.simulator import Simulator

SECONDS = float(os.environ.get("RELODE_LOAD_SECONDS", "90"))
CLIENTS = 8
MOST_GROWTH = 0.1
"""Share of its memory by which a server may grow in half of five minutes: the allocator's habits."""
MOST = 900
"""What a warm server may take beside folders that nobody of ours wrote. [MB]"""
QUESTIONS = ("stand", "next", "ahead", "act", "past", "unknown")
MIX = (
    "/",
    "/cities?type={type}&sort=house_price",
    "/city/{city}/{question}?lang={language}",
    "/city/{city}/picture/population_change.svg",
    "/city/{city}/number/population_change/2020",
    "/api/diagnose/{city}",
    "/city/{city}/what-if.json?retraining_coverage={share:.4f}",
    "/city/{city}/what-if.json?subsidy=0.0{digits}&until=2040",
    "/city/{city}/plans",
    "/api/plans/{city}",
    "/city/nowhere",
    "/city/hegang/what-if.json?subsidy=7",
)
ALLOWED = {200, 302, 400, 404}
CITIES = ("hegang", "fushun", "datong", "fuxin", "huainan", "panzhihua", "karamay", "daqing")


@pytest.fixture(scope="module")
def simulator(ground):
    made = Simulator(count=8)
    made.grounds = dict.fromkeys(("", *SHOCKS), ground)
    made.state = "ready"
    return made


def status(address, path):
    """Status of an answer, 0 while nobody answers."""
    connection = HTTPConnection(*address, timeout=120)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except OSError:
        return 0
    finally:
        connection.close()


def megabytes(process):
    """Memory of a process that is not on disk."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def ask(address, seed, until, seen):
    """Ask one request after another until the time is over; statuses go to `seen`."""
    rng = random.Random(seed)
    while time.monotonic() < until:
        path = rng.choice(MIX).format(
            city=rng.choice(CITIES),
            type=rng.choice(("", "declining", "mature")),
            question=rng.choice(QUESTIONS),
            language=rng.choice(("en", "zh")),
            share=rng.random(),
            digits=rng.randrange(10_000),
        )
        seen.append((path, status(address, path)))


@pytest.mark.slow
def test_mixed_requests_of_eight_clients_leave_memory_flat_and_lose_nothing(served):
    """Over 90 seconds, or as many as RELODE_LOAD_SECONDS says."""
    address, process = served.address, served.process
    seen, memory = [], []
    begin = time.monotonic()
    end = begin + SECONDS
    threads = [threading.Thread(target=ask, args=(address, seed, end, seen)) for seed in range(CLIENTS)]
    for thread in threads:
        thread.start()
    while time.monotonic() < end:
        time.sleep(min(1.0, max(0.1, end - time.monotonic())))
        memory.append((time.monotonic() - begin, megabytes(process)))
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    assert [pair for pair in seen if pair[1] not in ALLOWED] == []
    assert len(seen) > 2 * SECONDS
    # The caches fill in the first third; after it growth is a straight line, carried on to half of five minutes.
    seconds, taken = np.array([each for each in memory if each[0] > SECONDS / 3]).T
    print(f"{len(seen)} answers, {taken[0]:.0f} to {taken[-1]:.0f} MB")
    assert 150 * np.polyfit(seconds, taken, 1)[0] < MOST_GROWTH * taken[0]
    assert max(taken) < MOST


@pytest.fixture
def described(simulator, plan_runs_folder, tmp_path):
    """The interface for programs as its own schema describes it; plan runs that are begun never end."""
    import schemathesis  # takes seconds, which every run of any test would wait

    folder = tmp_path / "runs"
    shutil.copytree(plan_runs_folder, folder)
    plans = PlanRuns(folder, [sys.executable, "-c", "import sys; sys.stdin.read()"])
    yield schemathesis.openapi.from_asgi("/api/openapi.json", application(simulator, plans))
    plans.close()


@pytest.mark.slow
def test_no_odd_request_is_a_defect_and_every_answer_keeps_the_schema(described):
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import response_schema_conformance

    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) >= 12
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=30, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
        def ask_oddly(case):
            case.call_and_validate(checks=[not_a_server_error, response_schema_conformance])

        ask_oddly()
