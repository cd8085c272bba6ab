"""Some hundred odd requests over all routes; `benchmarks/page_fuzz.py` makes a hundred thousand."""

import asyncio
import runpy
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

DRIVER = Path(__file__).parents[2] / "benchmarks" / "page_fuzz.py"


@pytest.fixture(scope="module")
def driver():
    return runpy.run_path(str(DRIVER))


def run(coroutine):
    """In a thread of its own: a browser of another test may keep this one's loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@pytest.mark.slow
def test_odd_requests_over_all_routes_are_no_defects(driver):
    app, routes, _ = driver["server"](None, 0)
    assert len(routes) >= 40
    statuses, defects = run(driver["fuzz"](app, routes, [], 300, 20261126))
    assert defects == []
    assert sum(statuses.values()) == 300
    assert {200, 404, 405, 421} <= set(statuses)


def test_the_driver_notices_a_defect(driver):
    async def broken(scope, receive, send):
        del scope, receive
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    statuses, defects = run(driver["fuzz"](broken, ["/"], [], 20, 1))
    assert statuses == {500: 20}
    assert len(defects) == 20
