"""A server that is killed in the middle of a plan run: the run ends with it, and what was found stays to be read."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest

from relode.runs import whole_files

LONG = 420
"""Seconds within which a small run must be done on a machine that others use too."""
JSON = {"content-type": "application/json"}


class Server:
    """A server as a user starts it, in a process of its own, here with empty pictures."""

    def __init__(self, folder, environment):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command = [sys.executable, "-m", "relode", "serve", "--port", str(self.port), "--output", str(folder)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, env=environment, **quiet)
        self.until(lambda: self.ask("GET", "/api/state")[0] == 200)

    def ask(self, method, path, body=None):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body and json.dumps(body), JSON if method == "POST" else {})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except OSError:
            return 0, None
        finally:
            connection.close()

    def until(self, condition):
        end = time.monotonic() + LONG
        while not condition():
            assert time.monotonic() < end
            assert self.process.poll() is None
            time.sleep(0.3)

    def end(self, how):
        os.kill(self.process.pid, how)
        self.process.wait(30)


SMALL = """
import os
from relode.runs import report_runs
from relode.web.pages import choices
from relode.web.what_if.simulator import Simulator
os.nice = lambda _: 0
report_runs.write_documents = lambda *_: None
Simulator.start = lambda _: None
"""
"""Nobody opens documents or moves levers, and nobody else is at the pages, for whom the run would make way."""


@pytest.mark.slow
def test_the_run_of_a_killed_server_is_stopped_and_what_it_found_is_read(undrawn_environment, tmp_path):
    environment = undrawn_environment(SMALL)
    server = Server(tmp_path / "served", environment)
    status, begun = server.ask("POST", "/api/plans/hegang", {"budget": "4%"})
    assert status == 202
    address = f"/api/plans/hegang/{begun['run']}"
    server.until(lambda: server.ask("GET", address)[0] == 200)
    folder = tmp_path / "served" / begun["run"]
    assert whole_files.is_held(folder)
    server.end(signal.SIGKILL)
    end = time.monotonic() + 10
    while whole_files.is_held(folder):  # the process of the run goes with its server
        assert time.monotonic() < end
        time.sleep(0.1)

    server = Server(tmp_path / "served", environment)
    assert server.ask("GET", f"{address}/progress")[1]["state"] == "stopped"
    decisions = server.ask("GET", address)[1]["plan"]["decisions"]  # what was known before is still there to read
    assert decisions["money"]["budget"] > 0
    server.end(signal.SIGTERM)
