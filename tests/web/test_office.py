"""A server for an office: names by list, a token for what writes, from a second address."""

import os
import shutil
import subprocess
import sys

import pytest

from relode.web.plan_runs.run_queue import PlanRuns
from relode.web.server.app import application
from relode.web.server.guard import Guard
from relode.web.server.office import COOKIE, LOOPBACK, Office, office

HERE = {"host": "relode.office.example:8600"}
PLAN = {"budget": "5%", "horizon": "2035", "size": "quick"}
OWN = {**HERE, "sec-fetch-site": "same-origin"}


@pytest.fixture
def plans(tmp_path):
    return PlanRuns(tmp_path)


@pytest.fixture
def asking(client_of, plans):
    return client_of(Guard(application(None, plans), Office(frozenset({*LOOPBACK, "relode.office.example"}), "secret")))


def test_only_listed_names_are_answered(asking):
    assert asking.get("/api/state", headers=HERE).status_code == 200
    assert asking.get("/api/state", headers={"host": "192.0.2.2:8600"}).status_code == 421


@pytest.mark.parametrize("brought", [{}, {"cookie": f"{COOKIE}=other"}, {"authorization": "Bearer other"},
                                     {"cookie": "\x7f=;;", "authorization": "Basic secret"}])  # fmt: skip
def test_what_writes_needs_the_token(asking, plans, brought):
    answer = asking.ask("POST", "/city/hegang/plans", data=PLAN, headers={**OWN, **brought})
    assert answer.status_code == 403
    assert plans._jobs == {}


@pytest.mark.parametrize("brought", [{"cookie": f"{COOKIE}=secret"}, {"authorization": "Bearer secret"}])
def test_who_brings_the_token_may_write(asking, plans, brought):
    answer = asking.ask("POST", "/city/hegang/plans", data=PLAN, headers={**OWN, **brought})
    assert answer.status_code == 303
    assert len(plans._jobs) == 1


def test_the_address_that_is_printed_gives_a_browser_the_token(asking):
    answer = asking.get("/unlock?token=secret", headers=HERE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert f"{COOKIE}=secret" in cookie
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "set-cookie" not in asking.get("/unlock?token=other", headers=HERE).headers


def test_this_machine_alone_needs_no_token():
    assert not office("127.0.0.1", ()).token
    away, other = office("0.0.0.0", ["Relode.Office"]), office("0.0.0.0", ["relode.office"])
    assert away.names == {*LOOPBACK, "relode.office"}
    assert len(away.token) > 20
    assert away.token != other.token


SERVED = """
ip link set lo up && ip addr add 192.0.2.1/32 dev lo && ip addr add 192.0.2.2/32 dev lo
"$PYTHON" -m relode serve --host 0.0.0.0 --name 192.0.2.1 --port 8655 --output "$FOLDER" --language en 2>"$FOLDER/log" &
server=$!
for _ in $(seq 240); do grep -q unlock "$FOLDER/log" && break; sleep 0.5; done
ask() { "$PYTHON" - "$@" <<'END'
import http.client, sys
address, method, host, *more = sys.argv[1:]
link = http.client.HTTPConnection(address, 8655, timeout=60, source_address=("192.0.2.2", 0))
heads = {"Host": host, "Content-Type": "application/json", **dict(each.split(": ", 1) for each in more)}
link.request(method, "/api/state" if method == "GET" else "/api/plans/hegang/none/cancel", "{}", heads)
print(link.getresponse().status)
END
}
token=$(grep -o 'token=.*' "$FOLDER/log" | head -1 | cut -d= -f2)
ask 192.0.2.1 GET 192.0.2.1:8655
ask 192.0.2.1 GET 192.0.2.9:8655
ask 192.0.2.1 POST 192.0.2.1:8655
ask 192.0.2.1 POST 192.0.2.1:8655 "Authorization: Bearer $token"
kill $server
"""


@pytest.mark.slow
def test_colleagues_at_another_address_read_under_a_listed_name_and_write_with_the_token(tmp_path):
    """In a network of its own: the server is asked from 192.0.2.2, which it does not know."""
    apart = ["unshare", "--net", "--map-root-user"]
    usable = shutil.which("unshare") and shutil.which("ip") and not subprocess.run([*apart, "true"]).returncode
    if not usable:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no network namespaces on this machine")
    environment = {**os.environ, "PYTHON": sys.executable, "FOLDER": str(tmp_path)}
    done = subprocess.run([*apart, "bash", "-c", SERVED], env=environment, capture_output=True, text=True, timeout=300)
    read, unnamed, unproven, proven = done.stdout.split()
    assert (read, unnamed, unproven) == ("200", "421", "403"), done.stderr + (tmp_path / "log").read_text()
    assert proven == "404"  # it may write; there is no such run
