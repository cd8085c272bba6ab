"""Rules of the server by hand: lanes, limits, origins, languages, turns, the pace of a run, an order."""

import asyncio
import threading

import pytest
from starlette.requests import Request

from relode.web.plan_runs.plan_order import Order
from relode.web.plan_runs.run_pace import SIGNS, USUAL, is_further, share_done
from relode.web.server import limits
from relode.web.server.guard import Answer, Lane, is_foreign, is_own, short, told
from relode.web.server.limits import Limits, lane_of, largest_body
from relode.web.server.speaking import language_of
from relode.web.server.turns import Turns


def request(path="/", query="", method="GET", **headers):
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": given})


@pytest.mark.parametrize(
    ("path", "lane"),
    [
        ("/city/hegang/act", "simulator"),
        ("/what-if.json", "simulator"),
        ("/city/hegang/what-if.csv", "simulator"),
        ("/compare/measure", "simulator"),
        ("/city/hegang/what-if/figure/3", "simulator"),
        ("/city/hegang/picture/a.svg", "heavy"),
        ("/a.png", "heavy"),
        ("/a.xlsx", "heavy"),
        ("/city/hegang/report", "heavy"),
        ("/map.json", "heavy"),
        ("/own", "heavy"),
        ("/cities", "heavy"),
        ("/cities.csv", "heavy"),
        ("/city/hegang/picture/a", "heavy"),
        ("/city/hegang/plans/x/file/a", "heavy"),
        ("/city/hegang", "page"),
        ("/city/hegang/stand", "page"),
        ("/city/hegang/next", "page"),
        ("/city/hegang/ahead", "page"),
        ("/city/hegang/past", "page"),
        ("/city/hegang/unknown", "page"),
        ("/city/hegang/what-if-pictures.json", "page"),
        ("/city/hegang/plans/x", "page"),
        ("/city/hegang/plans/x/brief", "page"),
        ("/city/hegang/plans/x/one", "page"),
        ("/city/hegang/plans/x/embed", "page"),
        ("/industry/a", "page"),
        ("/provinces", "page"),
        ("/provinces/x", "page"),
        ("/compare", "page"),
        ("/deal", "page"),
        ("/api/outlook/hegang", "page"),
        ("/api/plans/x/y", "light"),
        ("/", "light"),
        ("/api/state", "light"),
        ("/static/page.css", "light"),
        ("/city/hegang/plans", "light"),
        ("/city/a/b/c", "light"),
    ],
)
def test_a_path_waits_in_the_lane_of_what_it_costs(path, lane):
    assert lane_of(path) == lane


def test_what_is_in_memory_never_waits_for_what_computes():
    lanes = limits.LANES
    computing = [lanes[name].running for name in ("page", "heavy", "simulator")]
    assert all(0 < each < lanes["light"].running for each in computing)
    assert sum(computing) < 8
    assert lanes["light"].waiting > max(each.waiting for name, each in lanes.items() if name != "light")
    assert all(each.waiting > each.running for each in lanes.values())
    assert (largest_body("/own") > 20_000_000, largest_body("/own/forget"), largest_body("/")) == (True, 4096, 4096)
    posted = [
        "/own",
        "/own/forget",
        "/city/a/plans",
        "/city/a/plans/x/cancel",
        "/city/a/plans/x/resume",
        "/api/plans/a",
        "/provinces",
        "/provinces/x/cancel",
    ]
    other = ["/", "/own/x", "/city/a", "/city/a/plans/x", "/city/a/plans/x/delete", "/api/plans", "/provinces/x"]
    assert [bool(limits.POSTED.fullmatch(path)) for path in (*posted, *other)] == [True] * 8 + [False] * 7


def test_a_lane_lets_in_as_many_as_it_says_and_no_more_wait():
    async def asked():
        lane = Lane(Limits(1, 2, 5.0))
        assert await lane.enter()
        waiting = [asyncio.ensure_future(lane.enter()) for _ in range(2)]
        await asyncio.sleep(0)
        assert lane.waiting == 2
        assert not await lane.enter()
        lane.places.release()
        assert await waiting[0]
        assert lane.waiting == 1
        waiting[1].cancel()
        await asyncio.sleep(0)
        assert lane.waiting == 0

    asyncio.run(asked())


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({}, False),
        ({"content_type": "application/json"}, True),
        ({"content_type": "application/json; charset=utf-8"}, True),
        ({"content_type": "text/plain"}, False),
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "cross-site", "content_type": "application/json"}, False),
        ({"sec_fetch_site": "none", "content_type": "application/json"}, False),
        ({"origin": "http://here:1", "host": "here:1"}, True),
        ({"origin": "http://here:2", "host": "here:1", "content_type": "application/json"}, False),
        ({"origin": "http://[", "host": "here:1"}, False),
        ({"origin": "null", "host": "here:1", "sec_fetch_site": "same-origin"}, False),
    ],
)
def test_what_changes_something_comes_from_an_own_page_or_a_program(headers, is_ours):
    assert is_own(request(method="POST", **headers)) == is_ours


CLICK = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
FRAME = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "iframe"}


@pytest.mark.parametrize(
    ("path", "headers", "foreign"),
    [
        ("/", {}, False),
        ("/", {"sec_fetch_site": "same-origin"}, False),
        ("/", {"sec_fetch_site": "none"}, False),
        ("/", {"sec_fetch_site": "cross-site"}, True),
        ("/", {"sec_fetch_site": "same-site"}, True),
        ("/", CLICK, False),
        ("/", {**CLICK, "sec_fetch_site": "same-site"}, False),
        ("/", {**CLICK, "sec_fetch_mode": "no-cors"}, True),
        ("/", {**CLICK, "sec_fetch_dest": "image"}, True),
        ("/map.json", CLICK, True),
        ("/map.json", {**CLICK, "sec_fetch_user": "?1"}, False),
        ("/city/hegang/act", CLICK, True),
        ("/city/hegang/act", {**CLICK, "sec_fetch_user": "?0"}, True),
        ("/city/hegang", CLICK, False),
        ("/map", FRAME, False),
        ("/compare/a/b_2", FRAME, False),
        ("/city/a/picture/pyramid", FRAME, False),
        ("/city/a/plans/x/one", FRAME, False),
        ("/", FRAME, True),
        ("/city/a", FRAME, True),
        ("/city/a/plans/x", FRAME, True),
    ],
)
def test_a_page_of_another_host_may_open_pages_and_frame_what_is_made_for_it(path, headers, foreign):
    assert is_foreign(request(path, **headers)) == foreign


def test_lines_of_the_log_are_bounded():
    assert (short("x" * 200), short("x" * 201)) == ("x" * 200, "x" * 200 + "... (201)")

    def deep(at):
        if at:
            deep(at - 1)
        raise ValueError("a\nb")

    with pytest.raises(ValueError, match="a") as caught:
        deep(9)
    said = told(caught.value)
    assert said.startswith("ValueError: a\\nb at ")
    calls = said.partition(" at ")[2].split()
    assert len(calls) == 5
    assert {call.partition(":")[0] for call in calls} == {"test_rules_by_hand.py"}
    assert int(calls[-1].partition(":")[2]) > int(calls[0].partition(":")[2])  # the innermost raises, below the call


def test_an_answer_is_sent_once_with_the_headers_of_the_house_unless_it_has_its_own():
    sent = []

    async def sender(message):
        sent.append(message)

    async def asked():
        answer = Answer({"type": "http", "method": "HEAD", "path": "/", "query_string": b"", "headers": []}, sender)
        await answer.send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-security-policy", b"own")]}
        )
        await answer.send({"type": "http.response.body", "body": b"text"})
        await answer.refuse(503, "too_slow")
        await answer.send({"type": "http.response.body", "body": b"late"})
        return answer

    answer = asyncio.run(asked())
    assert (answer.status, answer.is_closed, answer.defect, len(sent)) == (200, True, "", 2)
    names = [name for name, _ in sent[0]["headers"]]
    assert names.count(b"content-security-policy") == 1
    assert b"x-frame-options" not in names
    assert b"x-content-type-options" in names
    assert sent[1]["body"] == b""


@pytest.mark.parametrize(
    ("query", "headers", "language"),
    [
        ("lang=zh", {"cookie": "lang=en", "accept_language": "en"}, "zh"),
        ("", {"cookie": "lang=zh", "accept_language": "en"}, "zh"),
        ("lang=fr", {"cookie": "lang=zh"}, "zh"),
        ("", {"accept_language": "fr, zh-CN;q=0.8, en;q=0.9"}, "en"),
        ("", {"accept_language": "fr, ZH-CN;q=0.9, en;q=0.8"}, "zh"),
        ("", {"accept_language": "en;q=0.9, zh"}, "zh"),
        ("", {"accept_language": "zh;q=x, en;q=0.9"}, "zh"),
        ("", {"accept_language": "fr"}, "en"),
        ("", {}, "en"),
    ],
)
def test_the_language_is_asked_for_stored_or_preferred(query, headers, language):
    assert language_of(request(query=query, **headers)) == language


def test_what_is_computed_ahead_gives_way_while_a_page_is_made_but_not_for_ever():
    turns = Turns(longest=0.05)
    assert turns.give_way() < 0.04
    turns.begin()
    turns.begin()
    turns.end()
    assert turns.pages == 1
    assert turns.give_way() >= 0.05
    longer = Turns(longest=9.0)
    longer.begin()
    threading.Timer(0.05, longer.end).start()
    assert 0.01 < longer.give_way() < 5
    assert longer.pages == 0


def test_the_share_of_a_run_grows_with_time_up_to_the_next_sign():
    """By hand: at page one, 16 % of a run after 8 seconds, a second is worth 2 %; before any sign one of 80."""
    assert share_done("page_one", 1, 100.0, 108.0, 113.0) == pytest.approx(0.16 + 5 * 0.02)
    assert share_done("page_one", 1, 100.0, 108.0, 999.0) == 0.67
    assert share_done("", 0, 100.0, 100.0, 101.0) == pytest.approx(1 / USUAL)
    assert share_done("", 0, 100.0, 100.0, 199.0) == 0.03
    assert share_done("begun", 0, 100.0, 100.0, 104.0) == pytest.approx(0.03 + 4 / 80)
    assert share_done("noise", 7, 100.0, 100.0, 101.0) == pytest.approx(1 / 80)
    assert list(SIGNS.values()) == sorted(SIGNS.values())
    assert (min(SIGNS.values()), max(SIGNS.values())) == (0, 1)
    asked = [
        ("begun", 0, "", 0),
        ("", 0, "begun", 0),
        ("begun", 0, "begun", 0),
        ("page_one", 1, "noise", 3),
        ("noise", 3, "", 0),
        ("document", 1, "page_one", 1),
    ]
    assert [is_further(*each) for each in asked] == [True, False, False, True, False, True]


def test_an_order_of_a_run_has_its_limits():
    plain = Order()
    assert (plain.budget, plain.bonds, plain.granted, plain.keep, plain.size, plain.scenario) == (
        "",
        "",
        "",
        "",
        "standard",
        "",
    )
    for good in (
        {"budget": "x" * 20},
        {"bonds": "x" * 20},
        {"granted": "x" * 20},
        {"keep": "x" * 40},
        {"scenario": "x" * 2000},
        {"horizon": 2030},
        {"horizon": 2050},
        {"size": "quick"},
    ):
        assert Order(**good).model_dump().items() >= good.items()
    for bad in (
        {"budget": "x" * 21},
        {"bonds": "x" * 21},
        {"granted": "x" * 21},
        {"keep": "x" * 41},
        {"scenario": "x" * 2001},
        {"horizon": 2029},
        {"horizon": 2051},
        {"size": "long"},
        {"no": 1},
    ):
        with pytest.raises(ValueError, match="validation"):
            Order(**bad)
