"""What every request passes: host, method, origin, size, a place in the queue, a limit of time, strict headers."""

import asyncio
import logging
import re
import traceback
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from relode.web.server.limits import (
    BODY_SECONDS,
    CALLS_LOGGED,
    FILE_SECONDS,
    FILED,
    LANES,
    LONGEST_LOGGED,
    LONGEST_QUERY,
    POSTED,
    RETRY_AFTER,
    Limits,
    lane_of,
    largest_body,
)
from relode.web.server.office import UNLOCK, Office
from relode.web.server.problems import problem
from relode.web.server.turns import Turns

LOG = logging.getLogger("relode.web")

HEADERS = {
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


EMBEDDED = re.compile(r"/map|/compare/[^/]+/[a-z0-9_]+|/city/[^/]+/(picture/[a-z0-9_]+|plans/[^/]+/one)")
"""What may stand in a frame of a page of another host."""
CLICKED = ("heavy", "simulator")
"""Lanes of what a page of another host opens by a person's click alone."""


class Lane:
    """A queue of limited length before a limited number of places."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.places = asyncio.Semaphore(limits.running)
        self.waiting = 0

    async def enter(self) -> bool:
        """Wait for a place; False at once if too many wait already."""
        if self.places.locked() and self.waiting >= self.limits.waiting:
            return False
        self.waiting += 1
        try:
            await self.places.acquire()
        finally:
            self.waiting -= 1
        return True


class Guard:
    """ASGI application around another; `office` has the names under which it may be asked, and who may write."""

    def __init__(self, app: ASGIApp, office: Office | None = None, turns: Turns | None = None) -> None:
        self.app = app
        self.turns = turns or Turns()
        self.office = office or Office()
        self.lanes = {name: Lane(limits) for name, limits in LANES.items()}
        self.files = Lane(Limits(1, 3, FILE_SECONDS))
        self.running: set[asyncio.Future[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with a problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = Answer(scope, send)
        request = Request(scope)
        refused = self.refused(request)
        if refused is not None:
            await answer.refuse(*refused)
        elif scope["path"] == UNLOCK and (unlocked := self.office.unlocked(request)) is not None:
            await unlocked(scope, receive, answer.send)
        elif scope["method"] == "POST" and scope["path"] == FILED:
            await self.filed(scope, receive, answer)
        elif scope["method"] == "POST":
            await self.posted(scope, receive, answer, BODY_SECONDS)
        else:
            await self.queued({**scope, "method": "GET"}, receive, answer)
        level = logging.WARNING if answer.status >= 400 else logging.INFO
        LOG.log(level, "%s %r %s%s", short(scope["method"]), short(scope["path"]), answer.status, answer.defect)

    def refused(self, request: Request) -> tuple[int, str] | None:
        """Status and problem of a request that is not even looked at."""
        host = split(f"//{request.headers.get('host', '')}").hostname
        length = request.headers.get("content-length", "0")
        if host not in self.office.names:
            return 421, "host"
        is_posted = request.method == "POST" and POSTED.fullmatch(request.url.path) is not None
        if request.method not in ("GET", "HEAD") and not is_posted:
            return 405, "method"
        if is_posted and not is_own(request):
            return 403, "foreign"
        if is_posted and not self.office.lets_write(request):
            return 403, "no_token"
        if is_foreign(request):
            return 403, "foreign_page"
        if len(request.scope["query_string"]) > LONGEST_QUERY or len(request.url.path) > LONGEST_QUERY:
            return 414, "too_long"
        if (
            "transfer-encoding" in request.headers
            or not length.isdecimal()
            or int(length) > largest_body(request.url.path)
        ):
            return 413, "too_large"
        return None

    async def filed(self, scope: Scope, receive: Receive, answer: "Answer") -> None:
        """One file at a time is held in memory."""
        if not await self.files.enter():
            await answer.refuse(429, "busy")
            return
        try:
            await self.posted(scope, receive, answer, FILE_SECONDS)
        finally:
            self.files.places.release()

    async def posted(self, scope: Scope, receive: Receive, answer: "Answer", seconds: float) -> None:
        """Read the body of a request that changes something, then run it."""
        try:
            async with asyncio.timeout(seconds):
                body = await Request(scope, receive).body()
        except (TimeoutError, ClientDisconnect):
            await answer.refuse(408, "too_slow_body")
            return
        messages = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def again() -> Message:
            return next(messages, None) or await receive()

        await self.queued(scope, again, answer)

    async def queued(self, scope: Scope, receive: Receive, answer: "Answer") -> None:
        """Run the request in its lane; a client that has gone meanwhile is not served."""
        lane = self.lanes[lane_of(scope["path"])]
        if not await lane.enter():
            await answer.refuse(429, "busy")
            return
        if scope["method"] == "GET" and await Request(scope, receive).is_disconnected():
            lane.places.release()
            return
        self.turns.begin()
        task = asyncio.ensure_future(self.app(scope, receive, answer.send))
        # A thread cannot be stopped: its place stays taken until it ends, whatever the client was told.
        self.running.add(task)
        task.add_done_callback(lambda _: self.ended(lane, task))
        done, _ = await asyncio.wait({task}, timeout=lane.limits.seconds)
        if not done:
            await answer.refuse(503, "too_slow")
            return
        error = task.exception()
        if error is not None:
            answer.defect = f" {told(error)}"
            await answer.refuse(500, "defect", kind=type(error).__name__)

    def ended(self, lane: Lane, task: asyncio.Future[None]) -> None:
        """Another may have the place of a request that has come to its end."""
        self.running.discard(task)
        lane.places.release()
        self.turns.end()


def is_own(request: Request) -> bool:
    """Whether a request that changes something comes from a page of this server, or from a program.

    A browser names the origin of what it posts; a page of another host can post a form, but no JSON.
    """
    site, origin = (request.headers.get(name) for name in ("sec-fetch-site", "origin"))
    if site not in (None, "same-origin"):
        return False
    if origin is not None:
        return split(origin).netloc == request.headers.get("host")
    return site == "same-origin" or request.headers.get("content-type", "").startswith("application/json")


def is_foreign(request: Request) -> bool:
    """Whether a page of another host asks for something else than to open a page of this one.

    Browsers say where a request comes from. What computes long is opened from elsewhere only by a person's click.
    """
    get = request.headers.get
    if get("sec-fetch-site") not in ("cross-site", "same-site"):
        return False
    if get("sec-fetch-dest") == "iframe" and EMBEDDED.fullmatch(request.url.path):
        return False
    is_opened = get("sec-fetch-mode") == "navigate" and get("sec-fetch-dest") == "document"
    return not is_opened or (lane_of(request.url.path) in CLICKED and get("sec-fetch-user") != "?1")


def split(address: str) -> SplitResult:
    """The parts of an address, all empty where it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def short(text: str) -> str:
    """A text of a request for one line of the log."""
    return text if len(text) <= LONGEST_LOGGED else f"{text[:LONGEST_LOGGED]}... ({len(text)})"


def told(error: BaseException) -> str:
    """A defect for one line of the log: what it is and the calls that led there, the innermost last."""
    calls = [f"{Path(call.filename).name}:{call.lineno}" for call in traceback.extract_tb(error.__traceback__)]
    said = str(error).encode("unicode_escape").decode("ascii")
    return f"{type(error).__name__}: {short(said)} at {' '.join(calls[-CALLS_LOGGED:])}"


class Answer:
    """What is sent back: once, with the headers of the house; of a HEAD request no body."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope = scope
        self.sender = send
        self.status = 0
        self.defect = ""
        self.is_closed = False

    async def send(self, message: Message) -> None:
        """Pass a message on, unless the request was answered otherwise."""
        if self.is_closed:
            return
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = {name.decode() for name, _ in message["headers"]}
            # What has a policy of its own says there who may frame it.
            given |= {"x-frame-options"} if "content-security-policy" in given else set()
            more = [(k.encode(), v.encode()) for k, v in HEADERS.items() if k not in given]
            message = {**message, "headers": [*message["headers"], *more]}
        elif self.scope["method"] == "HEAD":
            message = {**message, "body": b""}
        await self.sender(message)

    async def refuse(self, status: int, key: str, **values: object) -> None:
        """Answer with a problem instead; nothing more is sent afterwards."""
        if self.status:
            self.is_closed = True
            return
        response = problem(Request(self.scope), status, key, **values)
        if status == 405:
            response.headers["allow"] = "GET, HEAD, POST" if POSTED.fullmatch(self.scope["path"]) else "GET, HEAD"
        if status in (429, 503):
            response.headers["retry-after"] = str(RETRY_AFTER)
        await response(self.scope, _nothing, self.send)
        self.is_closed = True


async def _nothing() -> Message:
    return {"type": "http.disconnect"}
