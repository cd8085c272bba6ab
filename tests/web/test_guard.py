"""Requests that the server refuses: one clear page or problem, strict headers, one bounded line in the log."""

import logging

import pytest
from starlette.responses import PlainTextResponse

from relode.web.server.app import application
from relode.web.server.guard import Guard

OWN = {"origin": "http://127.0.0.1:8600"}
FORM = {"budget": "5%", "horizon": "2035", "size": "quick"}
IMAGE = {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
FRAME = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}
OPENED = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
PICTURE = "/city/hegang/picture/population_change"
"""A page that another page may show in a frame."""


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "relode", "", "[::1", "192.0.2.1:8600", "0.0.0.0"]
)
def test_another_host_name_is_refused(client, host):
    assert client.get("/api/state", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8600", "localhost", "LOCALHOST:1", "[::1]:8600"])
def test_loopback_names_are_answered(client, host):
    assert client.get("/api/state", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("query", "headers", "language"),
    [
        ("?lang=zh", {"cookie": "lang=en", "accept-language": "en"}, "zh-CN"),
        ("", {"cookie": "lang=zh", "accept-language": "en"}, "zh-CN"),
        ("?lang=fr", {"cookie": "lang=zh"}, "zh-CN"),
        ("", {"accept-language": "fr, zh-CN;q=0.8, en;q=0.9"}, "en"),
        ("", {"accept-language": "fr, ZH-CN;q=0.9, en;q=0.8"}, "zh-CN"),
        ("", {"accept-language": "en;q=0.9, zh"}, "zh-CN"),
        ("", {"accept-language": "zh;q=x, en;q=0.9"}, "zh-CN"),
        ("", {"accept-language": "fr"}, "en"),
        ("", {}, "en"),
    ],
)
def test_the_language_is_that_of_the_address_of_the_cookie_or_of_the_browser(client, query, headers, language):
    assert f'<html lang="{language}">' in client.get(f"/{query}", headers=headers).text


def test_a_browser_without_a_language_gets_that_of_the_server(client_of):
    pages = client_of(Guard(application(language="zh")))
    assert '<html lang="zh-CN">' in pages.get("/").text
    assert '<html lang="en">' in pages.get("/", headers={"accept-language": "en"}).text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_get_and_head_are_answered(client, method):
    answer = client.ask(method, "/cities")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


def test_head_has_the_headers_of_get_and_no_body(client):
    head = client.ask("HEAD", "/")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(client.get("/").content)


def test_a_long_address_and_a_large_body_are_refused(client):
    assert client.get("/cities?q=" + "x" * 4097).status_code == 414
    assert client.get("/" + "x" * 4097).status_code == 414
    assert client.ask("GET", "/", content=b"x" * 4097).status_code == 413
    assert client.ask("GET", "/", headers={"transfer-encoding": "chunked"}).status_code == 413
    assert client.ask("POST", "/city/hegang/plans", content=b"x" * 4097, headers=OWN).status_code == 413


@pytest.mark.parametrize("address", ["/", "/nothing", "/static/page.css", "/api/state", "/city/hegang/x"])
def test_every_answer_has_the_strict_headers(client, address):
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


def test_what_may_be_framed_has_a_policy_of_its_own(client):
    headers = client.get(PICTURE).headers
    assert headers.get_list("content-security-policy") == [headers["content-security-policy"]]
    assert "frame-ancestors *" in headers["content-security-policy"]
    assert "x-frame-options" not in headers


@pytest.mark.parametrize("path", ["/static/..%2f..%2fpyproject.toml", "/static/%2e%2e/app.py", "/static/app.py",
                                  "/city/..%2f..%2fetc%2fpasswd", "/static/../../../etc/passwd"])  # fmt: skip
def test_no_address_reaches_the_file_system(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"content-type": "text/plain"}, 403),
        ({"sec-fetch-site": "cross-site", "content-type": "application/json"}, 403),
        ({"sec-fetch-site": "none", "content-type": "application/json"}, 403),
        ({"origin": "http://127.0.0.1:8601", "content-type": "application/json"}, 403),
        ({"origin": "http://[::1"}, 403),
        ({"content-type": "application/json; charset=utf-8"}, 404),
        ({"sec-fetch-site": "same-origin"}, 404),
        # Behind a proxy a page has the proxy's origin.
        ({"sec-fetch-site": "same-origin", "origin": "https://planning.example"}, 404),
        (OWN, 404),
    ],
)
def test_only_own_pages_and_programs_change_something(client, headers, status):
    """There is no such run: 404 says that the request came through."""
    assert client.ask("POST", "/api/plans/hegang/none/cancel", headers=headers).status_code == status


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("address", "how", "status"),
    [
        (f"{PICTURE}.svg", IMAGE, 403),
        ("/cities", IMAGE, 403),
        ("/cities", FRAME, 403),
        (PICTURE, FRAME, 200),
        ("/api/state", {"sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}, 403),
        ("/cities", OPENED, 200),
    ],
)
def test_a_page_of_another_host_opens_pages_and_loads_nothing_else(client, site, address, how, status):
    assert client.get(address, headers={"sec-fetch-site": site, **how}).status_code == status


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_own_pages_and_addresses_that_a_person_types_are_answered(client, site):
    assert client.get("/cities", headers={"sec-fetch-site": site, **OPENED}).status_code == 200


@pytest.mark.parametrize("part", ["seed=-1", "unitl=2040", "seed=1&seed=2"])
def test_an_unknown_part_of_a_programs_address_is_named(client, part):
    answer = client.get(f"/api/outlook/hegang?{part}", headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert part.partition("=")[0] in answer.json()["detail"]
    assert "until" in answer.json()["detail"]


@pytest.mark.parametrize("budget", ["1e-300", "1e-300M", "0.0000000000001M", "0.00000001%", "0.0%"])
def test_a_budget_that_is_nothing_is_refused(client, budget):
    assert client.ask("POST", "/api/plans/hegang", json={"budget": budget}).status_code == 400
    assert client.ask("POST", "/city/hegang/plans", data={**FORM, "budget": budget}, headers=OWN).status_code == 400


def test_a_line_of_the_log_is_one_line_and_bounded(client, caplog):
    with caplog.at_level(logging.INFO, "relode.web"):
        client.get("/city/" + "%0a%1b" * 1500)
        client.ask("A" * 9000, "/")
        client.get("/")
    assert [len(record.getMessage()) < 1000 for record in caplog.records] == [True] * 3
    assert not any("\n" in record.getMessage() or "\x1b" in record.getMessage() for record in caplog.records)


async def broken(*_):
    raise ValueError("x\n" * 4000)


async def broken_late(scope, receive, send):
    await PlainTextResponse("begun")(scope, receive, send)
    raise ValueError("late")


@pytest.mark.parametrize(("app", "status"), [(broken, 500), (broken_late, 200)])
def test_a_defect_is_one_line_in_the_log_that_says_where(client_of, caplog, app, status):
    with caplog.at_level(logging.INFO):
        answer = client_of(Guard(app)).get("/api/state")
    assert answer.status_code == status
    (said,) = [record.getMessage() for record in caplog.records if record.name == "relode.web"]
    assert "ValueError" in said
    assert "test_guard.py" in said
    assert "\n" not in said
    assert len(said) < 1000
