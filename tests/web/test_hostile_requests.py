"""Requests that nobody of ours sends: refused in words, one bounded line in the log, no defect."""

import logging
import socket
import threading
import time
from contextlib import suppress
from http.client import HTTPResponse

import pytest
import uvicorn

from relode.web.pages import downloads
from relode.web.server import serve
from relode.web.server.app import application
from relode.web.server.guard import Guard
from relode.web.server.serve import PatientConnection

OWN = {"origin": "http://127.0.0.1:8600"}
FORM = {"budget": "5%", "horizon": "2035", "size": "quick"}


def test_half_an_address_as_host_or_origin_is_refused(client):
    assert client.get("/", headers={"host": "[::1"}).status_code == 421
    answer = client.ask("POST", "/city/hegang/plans", data=FORM, headers={"origin": "http://[::1"})
    assert answer.status_code == 403


@pytest.mark.parametrize("part", ["seed=-1", "unitl=2040", "seed=1&seed=2"])
def test_a_part_that_a_program_asks_for_and_nobody_knows_is_refused_and_named(client, part):
    answer = client.get(f"/api/outlook/hegang?{part}", headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert part.partition("=")[0] in answer.json()["detail"]
    assert "until" in answer.json()["detail"]


def test_the_language_may_be_asked_for_everywhere(client):
    assert client.get("/api/explain/hegang/population/2020?lang=zh").status_code == 200


@pytest.mark.parametrize("budget", ["1e-300", "1e-300M", "0.0000000000001M", "0.00000001%", "0.0%"])
def test_a_budget_that_is_nothing_is_refused(client, budget):
    assert client.ask("POST", "/api/plans/hegang", json={"budget": budget}).status_code == 400
    assert client.ask("POST", "/city/hegang/plans", data={**FORM, "budget": budget}, headers=OWN).status_code == 400


IMAGE = {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
FRAME = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe", "sec-fetch-user": "?1"}
OPENED = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
CLICKED = {**OPENED, "sec-fetch-user": "?1"}


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("address", "how", "status"),
    [
        ("/city/hegang/picture/population_change.svg", IMAGE, 403),
        ("/city/hegang", IMAGE, 403),
        ("/city/hegang", FRAME, 403),
        ("/api/state", {"sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}, 403),
        ("/api", OPENED, 200),
        ("/cities", OPENED, 403),
        ("/cities", CLICKED, 200),
    ],
)
def test_a_page_of_another_host_starts_no_work(client, site, address, how, status):
    assert client.get(address, headers={"sec-fetch-site": site, **how}).status_code == status


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_own_pages_and_addresses_that_a_person_types_are_answered(client, site):
    headers = {"sec-fetch-site": site, **OPENED}
    assert client.get("/cities", headers=headers).status_code == 200


@pytest.mark.parametrize("start", "=+-@＝＋－＠")
def test_no_cell_of_a_csv_file_is_a_formula(start):
    cells = [f"{before}{start}1+1" for before in ("", " ", "\u3000", "\u00a0", "\n", "\r", "\t", " \n")]
    assert [downloads.escaped(cell) for cell in cells] == [f"'{cell}" for cell in cells]


@pytest.mark.parametrize("cell", ["Hegang", " Hegang", "鹤岗", "a=b", 5, -1.5])
def test_other_cells_stay_as_they_are(cell):
    assert downloads.escaped(cell) == cell


def test_a_line_of_the_log_is_one_line_and_bounded(client, caplog):
    with caplog.at_level(logging.INFO, "relode.web"):
        client.get("/city/" + "%0a%1b" * 1500)
        client.ask("A" * 9000, "/")
        client.get("/")
    assert [len(record.getMessage()) < 1000 for record in caplog.records] == [True] * 3
    assert not any("\n" in record.getMessage() or "\x1b" in record.getMessage() for record in caplog.records)


async def broken(*_):
    raise ValueError("x\n" * 4000)


def test_a_defect_is_one_line_in_the_log_that_says_where(client_of, caplog):
    with caplog.at_level(logging.WARNING):
        answer = client_of(Guard(broken)).get("/api/state")
    assert answer.status_code == 500
    assert answer.json()["code"] == "defect"
    assert len(caplog.records) == 1
    said = caplog.records[0].getMessage()
    assert "ValueError" in said
    assert "test_hostile_requests.py" in said
    assert "\n" not in said
    assert len(said) < 1000


@pytest.fixture
def listening(monkeypatch):
    """Port of a server whose clients have half a second, and five places."""
    monkeypatch.setattr(serve, "REQUEST_SECONDS", 0.5)
    monkeypatch.setattr(serve, "MOST_CONNECTIONS", 5)
    config = uvicorn.Config(Guard(application()), port=0, http=PatientConnection, log_level="critical")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not running.started and time.monotonic() < until:
        time.sleep(0.02)
    yield running.servers[0].sockets[0].getsockname()[1]
    running.should_exit = True
    thread.join(10)


def test_beyond_all_places_a_request_is_answered_with_429_and_when_to_come_again(listening):
    """Nine clients at once where there are five places: nobody's connection is cut."""
    asked = b"GET /api/state HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    made = [socket.create_connection(("127.0.0.1", listening), timeout=10) for _ in range(9)]
    time.sleep(0.1)
    answers = []
    for each in made:
        with each, each.makefile("rb") as answer:
            each.sendall(asked)
            answers.append(answer.read())
    status = [answer.split(b" ", 2)[1] for answer in answers]
    assert sorted(status) == [b"200"] * 5 + [b"429"] * 4
    for answer in (answer for answer, code in zip(answers, status, strict=True) if code == b"429"):
        assert b"retry-after: 2" in answer
        assert answer.rpartition(b"\r\n\r\n")[2].decode()


def opened(port, sent):
    made = socket.create_connection(("127.0.0.1", port), timeout=10)
    made.sendall(sent)
    return made


def is_closed(made, within):
    """Whether the server closes a connection within so many seconds."""
    made.settimeout(within)
    try:
        return made.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def is_refused(made):
    """Whether the server tells the rest of an answer that begins a connection's end, 429, and closes it."""
    made.settimeout(0.05)
    try:
        return b"429 Too Many Requests" in made.makefile("rb").read()
    except TimeoutError:
        return False


def answered(port):
    with opened(port, b"GET /api/state HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n") as made:
        return made.makefile("rb").read().startswith(b"HTTP/1.1 200")


def test_a_request_that_does_not_come_to_its_end_is_given_up_however_it_trickles(listening):
    with opened(listening, b"GET / HTTP/1.1\r\n") as silent, opened(listening, b"GET / HTTP/1.1\r\nX: ") as trickling:
        begin = time.monotonic()
        while not is_closed(trickling, 0.1):
            with suppress(ConnectionError):  # closed since it was last looked at: the next look sees it
                trickling.sendall(b"x")
            assert time.monotonic() - begin < 5
        assert is_closed(silent, 5)


def test_a_second_request_of_a_connection_has_a_deadline_too(listening):
    whole = b"GET /api/state HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with opened(listening, whole) as made:
        answer = HTTPResponse(made)
        answer.begin()
        answer.read()
        made.sendall(whole[:20])
        assert is_closed(made, 5)


def test_silent_clients_beyond_the_limit_lock_nobody_out(listening, monkeypatch):
    monkeypatch.setattr(serve, "REQUEST_SECONDS", 60.0)  # the limit closes them, not the deadline
    silent = [opened(listening, b"GET / HTTP/1.1\r\n") for _ in range(12)]
    assert answered(listening)
    assert sum(is_closed(made, 0.05) or is_refused(made) for made in silent) >= 7
    for made in silent:
        made.close()
