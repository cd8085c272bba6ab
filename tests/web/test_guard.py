"""What no request gets past."""

import asyncio
import logging
from types import SimpleNamespace

import pytest
from starlette.responses import PlainTextResponse

from relode import allocator
from relode.web.server import guard as guard_module
from relode.web.server import limits, serve
from relode.web.server.app import application
from relode.web.server.guard import Guard, Lane
from relode.web.server.limits import LARGEST_BODY, LONGEST_QUERY, Limits, lane_of


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "relode", ""])
def test_another_host_name_is_refused(client, host):
    assert client.get("/api/state", headers={"host": host}).status_code == 421


def test_who_asks_for_no_language_gets_that_of_the_server(client_of):
    pages = client_of(Guard(application(language="zh")))
    assert '<html lang="zh-CN">' in pages.get("/").text
    assert '<html lang="en">' in pages.get("/", headers={"accept-language": "en"}).text


@pytest.mark.parametrize("host", ["127.0.0.1:8600", "localhost", "LOCALHOST:1", "[::1]:8600"])
def test_loopback_names_are_answered(client, host):
    assert client.get("/api/state", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_get_and_head_are_answered(client, method):
    answer = client.ask(method, "/cities")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


def test_head_has_the_headers_of_get_and_no_body(client):
    head = client.ask("HEAD", "/")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(client.get("/").content)


def test_a_long_address_and_a_body_are_refused(client):
    assert client.get("/cities?q=" + "x" * LONGEST_QUERY).status_code == 414
    assert client.get("/" + "x" * (LONGEST_QUERY + 1)).status_code == 414
    assert client.ask("GET", "/", content=b"x" * (LARGEST_BODY + 1)).status_code == 413
    assert client.ask("GET", "/", headers={"transfer-encoding": "chunked"}).status_code == 413


@pytest.mark.parametrize("address", ["/", "/nothing", "/static/page.css", "/api/state", "/city/hegang/x"])
def test_every_answer_has_the_strict_headers(client, address):
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/static/..%2f..%2fpyproject.toml", "/static/%2e%2e/app.py", "/static/app.py",
                                  "/city/..%2f..%2fetc%2fpasswd", "/static/../../../etc/passwd"])  # fmt: skip
def test_no_address_reaches_the_file_system(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "root:" not in answer.text


async def slow(scope, receive, send):
    await asyncio.sleep(0.3)
    await PlainTextResponse("done")(scope, receive, send)


def test_beyond_the_queue_a_client_is_told_when_to_come_back(client_of, portal, monkeypatch):
    monkeypatch.setattr(guard_module, "LANES", dict.fromkeys(limits.LANES, Limits(1, 1, 5.0)))
    client = client_of(Guard(slow))

    async def four():
        return await asyncio.gather(*(client.http.get("/x") for _ in range(4)))

    answers = portal.call(four)
    assert sorted(a.status_code for a in answers) == [200, 200, 429, 429]
    assert {a.headers.get("retry-after") for a in answers if a.status_code == 429} == {"2"}


def test_what_takes_too_long_is_given_up_and_keeps_its_place_until_it_ends(client_of, portal, monkeypatch):
    monkeypatch.setattr(guard_module, "LANES", dict.fromkeys(limits.LANES, Limits(1, 1, 0.1)))
    guard = Guard(slow)
    client = client_of(guard)
    answer = client.get("/x")
    assert answer.status_code == 503
    assert guard.lanes["light"].places.locked()
    portal.call(asyncio.sleep, 0.4)
    assert not guard.lanes["light"].places.locked()


async def never_done(scope, receive, send):
    if scope["path"] != "/names.json":
        await asyncio.Event().wait()
    await PlainTextResponse("done")(scope, receive, send)


SLOW = ("/city/hegang/next", "/api/diagnose/hegang", "/cities", "/city/hegang/report", "/city/hegang/tables.xlsx",
        "/city/hegang/what-if.json", "/compare/measure", "/city/hegang/picture/x.png")  # fmt: skip


def test_eight_calls_that_never_end_keep_no_light_page_waiting(client_of, portal):
    client = client_of(Guard(never_done))

    async def light_among_slow():
        waiting = [asyncio.ensure_future(client.http.get(path)) for path in SLOW for _ in range(12)]
        await asyncio.sleep(0.1)
        answer = await asyncio.wait_for(client.http.get("/names.json"), 5)
        done = [each for each in waiting if each.done() and each.result().status_code == 200]
        for each in waiting:
            each.cancel()
        return answer.status_code, done

    assert portal.call(light_among_slow) == (200, [])


def test_all_slow_calls_together_leave_connections_to_light_ones():
    slow = [each for name, each in limits.LANES.items() if name != "light"]
    taken = sum(each.running + each.waiting for each in slow)
    assert taken + limits.LANES["light"].running <= serve.MOST_CONNECTIONS
    # Of the 256 files that some systems let a process open, 64 are left for files and the listening socket.
    assert serve.MOST_CONNECTIONS + serve.MOST_REFUSED <= 256 - 64


def test_a_lane_lets_go_of_places(portal):
    async def through():
        lane = Lane(Limits(1, 0, 1.0))
        entered = [await lane.enter(), await lane.enter()]
        lane.places.release()
        return [*entered, await lane.enter()]

    assert portal.call(through) == [True, False, True]


@pytest.mark.parametrize(
    ("path", "lane"),
    [
        ("/", "light"), ("/static/page.css", "light"), ("/city/hegang", "page"), ("/cities", "heavy"),
        ("/city/hegang/picture/x.svg", "heavy"), ("/city/hegang/report", "heavy"), ("/city/hegang/act", "simulator"),
        ("/city/hegang/what-if.json", "simulator"), ("/api/what-if/hegang", "simulator"),
        ("/city/hegang/what-if/employment.svg", "simulator"), ("/city/hegang/what-if-pictures.json", "page"),
        ("/api/state", "light"), ("/city/hegang/number/population/2020", "light"), ("/city/hegang/plans", "light"),
        ("/city/hegang/next", "page"), ("/api/diagnose/hegang", "page"), ("/compare", "page"),
        ("/city/hegang/plans/x", "page"), ("/api/plans/hegang", "light"), ("/api/plans/hegang/x", "light"),
        ("/api/what-a-next-version-answers/hegang", "page"),
    ],
)  # fmt: skip
def test_a_lever_does_not_wait_behind_pictures(path, lane):
    assert lane_of(path) == lane


def test_a_refusal_leaves_one_line_in_the_log(client, caplog):
    with caplog.at_level(logging.WARNING, "relode.web"):
        client.get("/city/nowhere%0A")
    assert len(caplog.records) == 1
    assert "\n" not in caplog.records[0].getMessage()


def test_the_allocator_is_told_to_keep_little_where_it_is_that_of_glibc(monkeypatch):
    told = []
    library = SimpleNamespace(
        mallopt=lambda *values: told.append(values), malloc_trim=lambda kept: told.append((kept,))
    )
    monkeypatch.setattr(allocator.ctypes, "CDLL", lambda _: library)
    monkeypatch.setattr(allocator.sys, "platform", "linux")
    allocator.keep_little()
    allocator.give_back()
    # M_ARENA_MAX, M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of malloc.h
    assert told == [(-8, 2), (-3, 8 * 2**20), (-1, 32 * 2**20), (0,)]
    allocator.one_pool()
    assert told.pop() == (-8, 1)
    monkeypatch.setattr(allocator.sys, "platform", "darwin")
    allocator.give_back()
    monkeypatch.setattr(allocator.sys, "platform", "linux")
    del library.malloc_trim  # another C library
    allocator.keep_little()
    assert len(told) == 4
