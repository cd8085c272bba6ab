"""Start the server and keep it until it is told to stop."""

import logging
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic

import uvicorn

from relode.allocator import keep_giving_back, keep_little
from relode.cache_folder import CACHE
from relode.errors import RelodeError
from relode.language import Language, say
from relode.panel.overrides import Override
from relode.runs.whole_files import check_room
from relode.web.own_figures.sessions import Sessions
from relode.web.pages.page_cache import Figures, showing, warm_pages
from relode.web.plan_runs.run_process import PlanRuns
from relode.web.server.app import application
from relode.web.server.guard import Guard
from relode.web.what_if.filed_paths import KEPT, are_kept
from relode.web.what_if.simulator import Simulator

HOST = "127.0.0.1"
"""The server listens to this machine alone: what lets others in is a proxy with log-in."""
BACKLOG = 64
"""Connections that the system holds until the server takes them."""
MOST_AT_ONCE = 128
"""Connections and answers under way; beyond them a client is answered with 503."""
GRACE = 5
"""Seconds that requests have to end when the server is told to stop."""
NEEDED = 300_000_000
"""Bytes that compiled programs and the paths of all places take, with some room."""


def serve(port: int, language: Language, runs: Path, own: Sequence[Override] = ()) -> None:
    """Serve the page at 127.0.0.1 and `port` until interrupted; plan runs lie in the folder `runs`.

    `own` figures take the place of shipped ones on every page and in every run that is started there.

    Raises RelodeError if it cannot listen there.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    keep_little()
    keep_giving_back()
    bound = listening(HOST, port)
    sessions = Sessions(own)
    with showing(sessions.start.figures):
        warm_pages()
    simulator = Simulator(figures=sessions.start.figures, kept=KEPT)
    simulator.start()
    plans = PlanRuns(runs)
    address = f"http://{HOST}:{bound.getsockname()[1]}/"
    print(say("web.serve.ready", language, address=address), file=sys.stderr, flush=True)
    config = uvicorn.Config(
        Guard(application(simulator, plans, language, sessions)),
        backlog=BACKLOG,
        limit_concurrency=MOST_AT_ONCE,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=GRACE,
    )
    try:
        uvicorn.Server(config).run(sockets=[bound])
    finally:
        plans.close()


def prepare(language: Language, own: Sequence[Override] = ()) -> None:
    """Compile and compute what the first server would, and leave it to later ones in the cache folder; serve nothing.

    `own` figures have paths of their own. Raises RelodeError where the folder cannot be written or lacks room.
    """
    keep_little()
    begin = monotonic()
    check_room(CACHE, NEEDED, "web.cache_full")
    try:
        CACHE.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=CACHE):
            pass
    except OSError as error:
        raise RelodeError("web.cache_not_written", folder=CACHE, reason=error.strerror) from error
    print(say("web.serve.preparing", language, folder=CACHE), file=sys.stderr, flush=True)
    simulator = Simulator(figures=Figures(own), kept=KEPT, is_served=False)
    simulator.warm()
    if not all(are_kept(ground.futures, KEPT) for ground in simulator.grounds.values()):
        raise RelodeError("web.cache_not_written", folder=KEPT, reason=RelodeError("web.paths_lost"))
    print(say("web.serve.prepared", language, seconds=round(monotonic() - begin)), file=sys.stderr)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises RelodeError where it cannot."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind, protocol)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
    except (OSError, OverflowError) as error:
        raise RelodeError("web.cannot_listen", host=host, port=port, reason=error) from error
    made.listen(BACKLOG)
    return made
