import json
import os
import re
import shutil
import subprocess
import sys
import time
from functools import partial
from http.client import HTTPConnection
from typing import NamedTuple

import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from relode.web.server.app import application
from relode.web.server.guard import Guard

WARM = 240
"""Seconds within which a server must be warm, with nothing to compile, on a machine that others use too."""


class Client:
    """Asks an application in this process, without a socket."""

    def __init__(self, app, portal):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self.http = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8600")
        self.portal = portal

    def get(self, address, **more):
        return self.ask("GET", address, **more)

    def ask(self, method, address, **more):
        answer = self.portal.call(partial(self.http.request, method, address, **more))
        self.http.cookies.clear()
        return answer


@pytest.fixture(scope="session")
def portal():
    with start_blocking_portal() as opened:
        yield opened


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A cache folder that an installation made ready, and the environment of a server that finds it there."""
    folder = tmp_path_factory.mktemp("prepared")
    # The tests have a store of compiled programs of their own.
    environment = {name: value for name, value in os.environ.items() if name != "JAX_COMPILATION_CACHE_DIR"}
    environment["XDG_CACHE_HOME"] = str(folder)
    command = [sys.executable, "-m", "relode", "serve", "--prepare"]
    subprocess.run(command, check=True, timeout=300, env=environment)
    return folder, environment


class Served(NamedTuple):
    """A warm server: its address, the number of its process, what `prepared` had before it and has with it warm."""

    address: tuple[str, int]
    process: int
    before: dict[str, int]
    warm: dict[str, int]


@pytest.fixture(scope="session")
def served(plan_runs_folder, prepared, tmp_path_factory):
    """A server as a user starts it, in a process of its own, warmed up, the first after an installation.

    It may open 256 files and connections, as some systems set it; its folder of runs has what nobody of ours wrote.
    """
    folder = tmp_path_factory.mktemp("served") / "runs"
    shutil.copytree(plan_runs_folder, folder)
    add_hostile(folder)
    command = ["sh", "-c", 'ulimit -n 256; exec "$@"', "sh", sys.executable, "-m", "relode", "serve", "--port", "0"]
    command += ["--language", "en", "--output", str(folder)]
    log, before = folder.with_name("log"), files(prepared[0])
    settings = {"stdout": subprocess.DEVNULL, "env": prepared[1]}
    with log.open("w") as told, subprocess.Popen(command, stderr=told, **settings) as process:
        until = time.monotonic() + WARM
        try:
            while (found := re.search(r"http://127\.0\.0\.1:(\d+)/", log.read_text())) is None or not is_warm(found[1]):
                assert process.poll() is None
                assert time.monotonic() < until
                time.sleep(0.3)
            address = ("127.0.0.1", int(found[1]))
            assert b'"employment"' in body(address, "/city/hegang/what-if.json?retraining_coverage=0.5")
            yield Served(address, process.pid, before, files(prepared[0]))
        finally:  # else a server that is late would be waited for without end
            process.terminate()


def add_hostile(folder):
    """Beside the runs 3,000 that were begun and left, and records and manifests of all sizes and depths."""
    sound = next(folder.iterdir())
    about = json.loads((sound / "manifest.json").read_text())
    for i in range(3000):
        (folder / f"hegang-20200101-{i:08x}").mkdir()
        (folder / f"hegang-20200101-{i:08x}" / "manifest.json").write_text(json.dumps({**about, "finished": None}))
    for i, (name, content) in enumerate(
        [
            ("plan.json", b"[" * 70_000_000),
            ("plan.json", b'{"schema": "plan/6", "plan": [' + b"1," * 35_000_000 + b"1]}"),
            ("plan.json", b'{"schema": "plan/6", "plan": [' + b'{"a": 1},' * 800_000 + b"1]}"),
            ("manifest.json", b'{"command": "plan", "settings": [' + b"[1]," * 15_000_000 + b"1]}"),
        ]
    ):
        shutil.copytree(sound, folder / f"hegang-20190101-hostile{i}")
        (folder / f"hegang-20190101-hostile{i}" / name).write_bytes(content)
    shutil.copytree(sound, folder / "hegang-20190101-sparse")
    with (folder / "hegang-20190101-sparse" / "plan.json").open("r+b") as stream:
        stream.truncate(5_000_000_000)


def is_warm(port):
    """Whether the simulator answers, with the shocks that are made ready behind it."""
    connection = HTTPConnection("127.0.0.1", int(port), timeout=120)
    try:
        connection.request("GET", "/api/state")
        return b'"demand_cap"' in connection.getresponse().read()
    except OSError:
        return False
    finally:
        connection.close()


def files(folder):
    """Name of each file below the folder -> the number of the file: another one if it was written anew."""
    return {path.name: path.stat().st_ino for path in folder.rglob("*") if path.is_file()}


def body(address, path):
    """What is answered."""
    connection = HTTPConnection(*address, timeout=120)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


@pytest.fixture(scope="session")
def client(portal):
    """The whole page behind its guard, without a simulator."""
    return Client(Guard(application()), portal)


@pytest.fixture
def client_of(portal):
    """A client of any application."""
    return partial(Client, portal=portal)
