import os
import subprocess
import sys
from functools import partial

import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from relode.web.server.app import application
from relode.web.server.guard import Guard


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


@pytest.fixture(scope="session")
def client(portal):
    """The whole page behind its guard, without a simulator."""
    return Client(Guard(application()), portal)


@pytest.fixture
def client_of(portal):
    """A client of any application."""
    return partial(Client, portal=portal)
