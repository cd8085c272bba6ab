"""Start the server and keep it until it is told to stop."""

import logging
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn

from relode.errors import RelodeError
from relode.language import Language, say
from relode.panel.overrides import Override
from relode.web.pages.page_cache import panel, take, warm_pages
from relode.web.plan_runs.run_queue import PlanRuns
from relode.web.server.allocator import keep_giving_back, keep_little
from relode.web.server.app import application
from relode.web.server.connections import BACKLOG, PatientConnection
from relode.web.server.guard import LOOPBACK, Guard
from relode.web.server.turns import Turns
from relode.web.what_if.filed_paths import KEPT
from relode.web.what_if.simulator import Simulator

GRACE = 5
"""Seconds that requests have to end when the server is told to stop."""


def serve(host: str, port: int, language: Language, runs: Path, own: Sequence[Override] = ()) -> None:
    """Serve the page at `host` and `port` until interrupted; plan runs lie in the folder `runs`.

    `own` figures stand in the place of shipped ones on every page and in every run that is started there.

    Raises RelodeError where it cannot listen there.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    keep_little()
    keep_giving_back()
    listening = _listening(host, port)
    turns = Turns()
    simulator = Simulator(turns=turns, kept=KEPT)
    take(own)
    warm_pages()
    simulator.start()
    plans = PlanRuns(runs, own=panel().attrs["overrides"])
    plans.start()
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    print(say("web.serve.ready", language, address=address), file=sys.stderr, flush=True)
    config = uvicorn.Config(
        Guard(application(simulator, plans), {*LOOPBACK, host}, turns),
        http=PatientConnection,
        backlog=BACKLOG,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=GRACE,
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        plans.close()


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind, protocol)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except (OSError, OverflowError) as error:
        raise RelodeError("web.cannot_listen", host=host, port=port, reason=error) from error
    made.listen(BACKLOG)
    return made
