"""What hundreds of odd or many requests do to the server: no defect, nothing lost, flat memory."""

import importlib
import inspect
import os
import pkgutil
import random
import re
import resource
import shutil
import socket
import subprocess
import sys
import threading
import time
from functools import _lru_cache_wrapper
from http.client import HTTPConnection
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

import relode.web
from relode.web.pages.choices import SHOCKS
from relode.web.plan_runs.run_queue import PlanRuns
from relode.web.server import shapes
from relode.web.server.app import application
from relode.web.what_if.simulator import Simulator

SECONDS = float(os.environ.get("RELODE_LOAD_SECONDS", "300"))
CLIENTS = 8
WARM = 240
"""Seconds within which a server must be warm, programs compiled."""
GIGABYTE = 2**30 / 1e6
"""What a warm server may take. [MB]"""
QUESTIONS = ("stand", "next", "ahead", "act", "past", "unknown")
MOST_KEPT = 1500
"""Entries of all caches of pages together."""
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
ALLOWED = {200, 302, 400, 404, 429}
CITIES = ("hegang", "fushun", "datong", "fuxin", "huainan", "panzhihua", "karamay", "daqing")


@pytest.fixture(scope="module")
def simulator(ground):
    made = Simulator(count=8)
    made.grounds = dict.fromkeys(("", *SHOCKS), ground)
    made.state = "ready"
    return made


@pytest.fixture
def served(plan_runs_folder, tmp_path):
    """A server as a user starts it, in a process of its own, warmed up: its address and its process number."""
    folder = tmp_path / "runs"
    shutil.copytree(plan_runs_folder, folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "relode", "serve", "--port", str(port), "--language", "en"]
    command += ["--output", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = ("127.0.0.1", port)
        until = time.monotonic() + WARM
        try:
            while status(address, "/city/hegang/what-if.json?retraining_coverage=0.1") != 200:
                assert process.poll() is None
                assert time.monotonic() < until
                time.sleep(1)
            yield address, process.pid
        finally:  # else a server that is late would be waited for without end
            process.terminate()


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
    address, process = served
    seen, memory = [], []
    end = time.monotonic() + SECONDS
    threads = [threading.Thread(target=ask, args=(address, seed, end, seen)) for seed in range(CLIENTS)]
    for thread in threads:
        thread.start()
    while time.monotonic() < end:
        time.sleep(min(5.0, max(0.1, end - time.monotonic())))
        memory.append(megabytes(process))
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
    assert [pair for pair in seen if pair[1] not in ALLOWED] == []
    assert len(seen) > 20 * SECONDS / 10
    # The caches fill in the first half; after it a tenth of growth is allowed for the allocator's habits.
    assert memory[-1] < 1.1 * memory[len(memory) // 2]
    assert memory[-1] < GIGABYTE


@pytest.fixture
def few_descriptors(tmp_path):
    """Address of a server that may open 256 files and connections, as some systems set it."""
    command = ["sh", "-c", 'ulimit -n 256; exec "$@"', "sh", sys.executable, "-m", "relode", "serve", "--port", "0"]
    with subprocess.Popen(
        [*command, "--output", str(tmp_path)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        (port,) = re.findall(r"http://127\.0\.0\.1:(\d+)/", process.stderr.readline())
        yield "127.0.0.1", int(port)
        process.terminate()


@pytest.mark.slow
def test_300_clients_that_never_end_their_headers_lock_nobody_out_of_256_descriptors(few_descriptors):
    silent = []
    for _ in range(300):
        made = socket.create_connection(few_descriptors, timeout=60)
        made.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        silent.append(made)
    answers = [status(few_descriptors, path) for path in ("/", "/api/state", "/city/renqiu")]
    for made in silent:
        made.close()
    assert answers == [200, 200, 200]


@pytest.fixture
def described(simulator, plan_runs_folder, tmp_path):
    """The interface for programs as its own schema describes it; plan runs that are begun never end."""
    folder = tmp_path / "runs"
    shutil.copytree(plan_runs_folder, folder)
    plans = PlanRuns(folder, [sys.executable, "-c", "import sys; sys.stdin.read()"])
    plans.start()
    yield schemathesis.openapi.from_asgi("/api/openapi.json", application(simulator, plans))
    plans.close()


@pytest.mark.slow
def test_no_odd_request_is_a_defect_and_every_answer_keeps_the_schema(described):
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) >= 13
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
        def ask_oddly(case):
            case.call_and_validate(checks=[not_a_server_error, response_schema_conformance])

        ask_oddly()


def test_what_pages_keep_is_bounded_one_by_one_and_together():
    """What a reader may ask for anew is kept so many times at most; without a limit is only what there is one of."""
    limits = {}
    for found in pkgutil.walk_packages(relode.web.__path__, "relode.web."):
        for kept in vars(importlib.import_module(found.name)).values():
            if isinstance(kept, _lru_cache_wrapper) and kept.__module__.startswith("relode.web"):
                is_asked = kept is not shapes.shape_of and bool(inspect.signature(kept).parameters)
                limits[f"{kept.__module__}.{kept.__qualname__}"] = kept.cache_info().maxsize if is_asked else 1
    assert len(limits) >= 20
    assert [name for name, most in limits.items() if most is None] == []
    assert sum(limits.values()) <= MOST_KEPT
