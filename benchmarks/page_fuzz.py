"""Odd requests over all routes of the page: how many, what was answered, and every answer that is a defect.

    python benchmarks/page_fuzz.py [--count 100000] [--seed 1] [--runs FOLDER] [--futures 8]

Requests are made in this process, without a socket: paths of every route with sound and odd parts, known and unknown
queries, headers, methods and bodies. An answer of 500 or above is a defect, but for 503, which is counted: what is not
there (no simulator with `--futures 0`) and what took too long on a busy machine. The same seed asks the same.
"""

import argparse
import asyncio
import json
import logging
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote, urlencode

from relode.model.policy.levers import levers
from relode.web.plan_runs import plans_routes
from relode.web.plan_runs.run_process import PlanRuns
from relode.web.server.app import application
from relode.web.server.guard import Guard

SOUND = {
    "name": ["hegang", "鹤岗", "230400", "renqiu"],
    "first": ["hegang", "fuxin"],
    "second": ["fuxin", "sansha"],
    "question": ["stand", "next", "ahead", "act", "past", "unknown"],
    "quantity": ["population_change", "house_price", "population"],
    "year": ["2020", "2010", "2024"],
    "group": ["peers", "type"],
    "key": ["population_change", "mining_share", "plan_cards", "plan_employment"],
    "shown": ["employment", "gdp_real"],
    "plan": ["plan", "granted", "own"],
    "run": [],
}
ODD = [
    "", ".", "..", "../..", "%2e%2e%2f", "\x00", "\n", "é" * 40, "鹤" * 60, "x" * 300, "-1", "1e999", "nan", "inf",
    "0", "99999999999999999999999", "²", "٣", "\ud800", "'", '"><script>', "{{7*7}}", "${x}", "=1+1", "[]", "{}",
    "null", "true", "/etc/passwd", "a/b", "ji", "suzhou", "\u202e", "\ufeff", "%", "%zz", "&", "#", "?", "a=b",
]  # fmt: skip
PARTS = ["lang", "q", "type", "resource", "province", "listed", "sort", "down", "a", "b", "width", "theme", "keep",
         "until", "shock", "show", "budget", "view", "quantity", "year", "seed", "horizon", "nonsense"]  # fmt: skip
VALUES = ["en", "zh", "1", "2035", "2050", "0.05", "price_fall", "levels", "map", "bubbles", "wide", "narrow", "dark",
          "360",
          "house_price", "declining", "coal", "hegang", "population_change", "2020"]  # fmt: skip
METHODS = ["GET"] * 30 + ["POST"] * 6 + ["HEAD"] * 2 + ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get", "X" * 50]
HEADERS = {
    "host": ["127.0.0.1", "localhost:8600", "[::1]", "[::1", "", "evil.example", "127.0.0.1:x", "a@127.0.0.1", "\xff"],
    "origin": ["http://127.0.0.1", "http://[::1", "null", "", "http://evil.example", "\xff\x00"],
    "sec-fetch-site": ["same-origin", "cross-site", "same-site", "none", "x"],
    "sec-fetch-mode": ["navigate", "cors", ""],
    "sec-fetch-dest": ["document", "image", ""],
    "sec-fetch-user": ["?1", "?0"],
    "accept-language": ["zh-CN,zh;q=0.9", "en;q=.", ";q=,;q=9e9", "x" * 500, "*", "zh;q=" + "9" * 400],
    "content-length": ["0", "-1", "x", "99999999999", "²".encode().decode("latin-1"), ""],
    "content-type": ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""],
    "cookie": ["lang=zh", "lang=\xff", "a=b; lang=en", "=" * 100],
    "transfer-encoding": ["chunked"],
}
BODIES = [
    b"", b"{}", b"[]", b"null", b"{", b"\xff\xfe", b"[" * 3000, b'{"budget": "5%"}', b'{"budget": "1e-300M"}', b"=&=&=",
    b'{"budget": 5}', b'{"horizon": 1e999}', b'{"size": "quick", "horizon": 2035, "x": 1}', b"budget=5%25&horizon=2035",
    b"budget=%ff&horizon=9", b'{"scenario": "subsidy=nan"}', b'{"keep": "jobs=nan"}', b"a=1&" * 60,
]  # fmt: skip


def request(rng, routes, runs):
    """One odd request: method, path, query, headers, body."""
    template = rng.choice(routes)

    def part(match):
        name = match[1].partition(":")[0]
        sound = runs if name == "run" else SOUND.get(name, [])
        value = rng.choice(sound) if sound and rng.random() < 0.6 else rng.choice(ODD)
        return value

    path = re.sub(r"\{([^}]*)\}", part, template)
    if rng.random() < 0.05:
        path += rng.choice(ODD)
    names = [*PARTS, *levers(), "subsidy_sector"]
    asked = [(rng.choice(names), rng.choice(VALUES if rng.random() < 0.6 else ODD)) for _ in range(rng.randrange(4))]
    query = urlencode([(k, v.encode("utf-8", "surrogatepass")) for k, v in asked])
    if rng.random() < 0.03:
        query = rng.choice(["%ff", "&&&", "=", "x" * 5000, "a" * 4096, "%"])
    headers = {"host": "127.0.0.1"}
    for name in rng.sample(list(HEADERS), rng.randrange(4)):
        if rng.random() < 0.5:
            headers[name] = rng.choice(HEADERS[name])
    return rng.choice(METHODS), path, query, headers, rng.choice(BODIES)


async def ask(app, method, path, query, headers, body):
    """Status and content of an answer."""
    known = path.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http", "method": method,
        "path": known, "raw_path": quote(known).encode(), "root_path": "", "query_string": query.encode("latin-1"),
        "headers": [(k.encode(), v.encode("latin-1", "replace")) for k, v in headers.items()],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8600),
    }  # fmt: skip
    messages = [{"type": "http.request", "body": body, "more_body": False}]
    seen = {"status": 0, "body": b""}

    async def receive():
        if messages:
            return messages.pop()
        await asyncio.Event().wait()

    async def send(message):
        seen["status"] = message.get("status", seen["status"])
        seen["body"] += message.get("body", b"")

    await app(scope, receive, send)
    return seen["status"], seen["body"]


def is_defect(status):
    """Whether an answer says that the page is broken."""
    if status < 500:
        return status < 200
    return status != 503


async def fuzz(app, routes, runs, count, seed, seconds=float("inf"), at_once=8):
    """Counts of statuses, and the requests whose answer is a defect; nothing new is asked after so many seconds."""
    statuses, defects = Counter(), []
    rng = random.Random(seed)
    left = iter(range(count))
    end = time.monotonic() + seconds

    async def client():
        for _ in left:
            if time.monotonic() > end:
                return
            asked = request(rng, routes, runs)
            status, content = await ask(app, *asked)
            statuses[status] += 1
            if is_defect(status):
                defects.append((status, asked, content[:200]))

    await asyncio.gather(*(client() for _ in range(at_once)))
    return statuses, defects


def routes_of(app):
    """The paths of all routes, those of included routers too."""
    paths = {getattr(route, "path", "") for route in [*app.routes, *plans_routes.router.routes]}
    paths |= set(app.openapi()["paths"])
    return sorted(path for path in paths if path)


def server(runs, futures):
    """The page behind its guard, with a small simulator unless `futures` is 0; runs that are begun never end."""
    simulator = None
    if futures:
        from relode.web.what_if.simulator import Simulator

        simulator = Simulator(count=futures)
        simulator.warm()
    plans = PlanRuns(runs, [sys.executable, "-c", "import sys; sys.stdin.read()"])
    app = application(simulator, plans)
    return Guard(app), routes_of(app), plans


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--runs", type=Path)
    parser.add_argument("--futures", type=int, default=8)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    app, routes, plans = server(asked.runs, asked.futures)
    names = [path.name for path in asked.runs.iterdir() if not path.name.startswith(".")] if asked.runs else []
    begin = time.perf_counter()
    statuses, defects = asyncio.run(fuzz(app, routes, names, asked.count, asked.seed, asked.seconds))
    plans.close()
    seconds = time.perf_counter() - begin
    print(f"{sum(statuses.values())} requests over {len(routes)} routes in {seconds:.0f} s, seed {asked.seed}")
    print(json.dumps(dict(sorted(statuses.items()))))
    print(f"defects: {len(defects)}")
    for status, request_, content in defects[:10]:
        print(status, request_, content)
    return bool(defects)


if __name__ == "__main__":
    sys.exit(main())
