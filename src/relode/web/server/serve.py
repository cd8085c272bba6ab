"""Start the server and keep it until it is told to stop."""

import logging
import socket
import sys
from asyncio import BaseTransport, TimerHandle
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from relode.allocator import keep_giving_back, keep_little
from relode.cache_folder import CACHE
from relode.errors import RelodeError
from relode.language import LANGUAGES, Language, say
from relode.panel.overrides import Override
from relode.runs.whole_files import check_room
from relode.web.pages.page_cache import panel, take, warm_pages
from relode.web.plan_runs.run_queue import PlanRuns
from relode.web.server.app import application
from relode.web.server.guard import Guard
from relode.web.server.limits import RETRY_AFTER
from relode.web.server.office import EVERYWHERE, UNLOCK, office
from relode.web.server.turns import Turns
from relode.web.what_if.filed_paths import KEPT, are_kept
from relode.web.what_if.simulator import Simulator

REQUEST_SECONDS = 10.0
"""Seconds within which a whole request must have come, however it trickles."""
ANSWER_SECONDS = 180.0
"""Seconds after which a client that does not read its answer is given up: above the limits of all lanes."""
MOST_CONNECTIONS = 128
"""Connections kept at once: below the 256 descriptors that some systems give a process."""
BACKLOG = 64
"""Connections that the system keeps until the server takes them, and takes at once."""
MOST_REFUSED = 48
"""Connections beyond those whose request is read and answered with 429; beyond these too a connection is cut."""


def _busy() -> bytes:
    """The answer to a request that there is no room for, in both languages: whoever asks was not looked at."""
    text = "\n".join(say("web.problem.busy", language) for language in LANGUAGES).encode()
    head = (
        f"HTTP/1.1 429 Too Many Requests\r\nretry-after: {RETRY_AFTER}\r\ncontent-type: text/plain; charset=utf-8\r\n"
        f"content-length: {len(text)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + text


REFUSED: "set[PatientConnection]" = set()
"""Connections that are told to come again."""


class PatientConnection(H11Protocol):
    """A connection that is closed if its request does not come, or if others need its place while it waits."""

    deadline: TimerHandle | None = None
    since = 0.0
    has_begun = False
    is_refused = False

    @property
    def is_answering(self) -> bool:
        """Whether a request has come whole and its answer is under way."""
        return self.cycle is not None and not self.cycle.response_complete

    def connection_made(self, transport: BaseTransport) -> None:
        """A client is there: if there are too many, the one that has waited longest without a request goes.

        One that has begun to ask, or has had an answer, is cut; one that is still to ask is told to come again.
        """
        super().connection_made(transport)  # type: ignore[arg-type]
        self.since = self.loop.time()
        self._watch(REQUEST_SECONDS)
        if len(self.connections) > MOST_CONNECTIONS:
            idle: list[Any] = [each for each in self.connections if not getattr(each, "is_answering", False)]
            least = min(idle, key=lambda each: each.since)
            if least.has_begun or len(REFUSED) >= MOST_REFUSED:
                least.give_up()
            else:
                least.refuse()

    def data_received(self, data: bytes) -> None:
        """Part of a request: it does not move the deadline of the whole."""
        if self.is_refused:
            if not self.transport.is_closing():
                self.transport.write(_busy())
                self.transport.close()
            return
        self.has_begun = True
        was_answering = self.is_answering
        super().data_received(data)
        if self.is_answering and not was_answering:
            self._watch(ANSWER_SECONDS)

    def on_response_complete(self) -> None:
        """The next request may come."""
        self.since = self.loop.time()
        self._watch(REQUEST_SECONDS)
        super().on_response_complete()
        if self.is_answering:
            self._watch(ANSWER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._watch(None)
        REFUSED.discard(self)
        super().connection_lost(exc)

    def refuse(self) -> None:
        """Its place is free from now on; its request is answered with 429 when it comes."""
        self.is_refused = True
        self.connections.discard(self)
        REFUSED.add(self)

    def give_up(self) -> None:
        """Close the connection at once; its place is free from now on."""
        self.connections.discard(self)
        self.transport.abort()

    def _watch(self, seconds: float | None) -> None:
        if self.deadline is not None:
            self.deadline.cancel()
        self.deadline = None if seconds is None else self.loop.call_later(seconds, self.give_up)


GRACE = 5
"""Seconds that requests have to end when the server is told to stop."""
NEEDED = 300_000_000
"""Bytes that compiled programs and the paths of all places take, with some room."""


def serve(
    host: str, port: int, language: Language, runs: Path, own: Sequence[Override] = (), names: Sequence[str] = ()
) -> None:
    """Serve the page at `host` and `port` until interrupted; plan runs lie in the folder `runs`.

    Where others reach it, it is asked under `names` alone, and what begins or stops runs needs the token that is said.

    `own` figures stand in the place of shipped ones on every page and in every run that is started there.

    Raises RelodeError where it cannot listen there.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    keep_little()
    keep_giving_back()
    bound = listening(host, port)
    turns = Turns()
    simulator = Simulator(turns=turns, kept=KEPT)
    take(own)
    warm_pages()
    simulator.start()
    plans = PlanRuns(runs, own=panel().attrs["overrides"])
    plans.start()
    address = f"http://{f'[{host}]' if ':' in host else host}:{bound.getsockname()[1]}/"
    print(say("web.serve.ready", language, address=address), file=sys.stderr, flush=True)
    known = office(host, names)
    if known.token:
        at = next(iter(names), host)
        unlock = f"http://{f'[{at}]' if ':' in at else at}:{bound.getsockname()[1]}{UNLOCK}?token={known.token}"
        key = "office" if names or host not in EVERYWHERE else "office_unnamed"
        print(say(f"web.serve.{key}", language, address=unlock), file=sys.stderr, flush=True)
    config = uvicorn.Config(
        Guard(application(simulator, plans, language), known, turns),
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
    take(own)
    simulator = Simulator(kept=KEPT, is_served=False)
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
