"""Connections of the server: a deadline for each, and a limit, so that silent clients cannot lock others out."""

from asyncio import BaseTransport, TimerHandle
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from relode.language import LANGUAGES, say
from relode.web.server.limits import RETRY_AFTER

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
