"""What every request passes: host, method, origin, size, strict headers, one line in the log."""

import asyncio
import logging
import re
import traceback
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from relode.web.server.problems import problem

LOG = logging.getLogger("relode.web")
NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
"""Host names that the server answers to: any other one may be a page that had its name moved to this machine."""
HEADERS = {
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
LONGEST_QUERY = 4096
"""Bytes of a path or a query string."""
LARGEST_BODY, LARGEST_FILE = 4096, 20_100_000
"""Bytes of a body: a run needs one of a few settings; a file of figures is as large as the command line reads, and
what a form puts around it."""
LONGEST_LOGGED, CALLS_LOGGED = 200, 5
"""Letters of a part of a request in a line of the log, and calls that lead to a defect."""
FILED = "/own"
"""The address that takes a file of figures."""
POSTED = re.compile(rf"{FILED}(/forget)?|/(city/[^/]+/plans|api/plans/[^/]+|provinces)(/[^/]+/cancel)?")
"""Addresses that change something: they begin and stop runs, and give and take away own figures."""
EMBEDDED = re.compile(r"/map|/compare/[^/]+/[a-z0-9_]+|/city/[^/]+/(picture/[a-z0-9_]+|plans/[^/]+/one)")
"""What may be shown in a frame of a page of another host."""


class Guard:
    """ASGI application around another."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with a problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        status, defect = 0, ""

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = {name.decode() for name, _ in message["headers"]}
                # What has a policy of its own says there who may frame it.
                given |= {"x-frame-options"} if "content-security-policy" in given else set()
                more = [(k.encode(), v.encode()) for k, v in HEADERS.items() if k not in given]
                message = {**message, "headers": [*message["headers"], *more]}
            elif scope["method"] == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        refused = _refused(request)
        if refused is None:
            method = "POST" if scope["method"] == "POST" else "GET"
            task = asyncio.ensure_future(self.app({**scope, "method": method}, receive, answer))
            await asyncio.wait({task})
            if (error := task.exception()) is not None:
                defect = f" {_described(error)}"
                if not status:
                    await problem(request, 500, "defect", kind=type(error).__name__)(scope, receive, answer)
        else:
            response = problem(request, *refused)
            if refused[0] == 405:
                response.headers["allow"] = "GET, HEAD, POST" if POSTED.fullmatch(scope["path"]) else "GET, HEAD"
            await response(scope, receive, answer)
        level = logging.WARNING if status >= 400 else logging.INFO
        LOG.log(level, "%s %r %s%s", _short(scope["method"]), _short(scope["path"]), status, defect)


def _refused(request: Request) -> tuple[int, str] | None:
    """Status and problem of a request that is not passed on."""
    path, length = request.url.path, request.headers.get("content-length", "0")
    if _split(f"//{request.headers.get('host', '')}").hostname not in NAMES:
        return 421, "host"
    is_posted = request.method == "POST" and POSTED.fullmatch(path) is not None
    if request.method not in ("GET", "HEAD") and not is_posted:
        return 405, "method"
    if is_posted and not _is_own(request):
        return 403, "foreign"
    if _is_foreign(request):
        return 403, "foreign_page"
    if len(request.scope["query_string"]) > LONGEST_QUERY or len(path) > LONGEST_QUERY:
        return 414, "too_long"
    largest = LARGEST_FILE if path == FILED else LARGEST_BODY
    if "transfer-encoding" in request.headers or not length.isdecimal() or int(length) > largest:
        return 413, "too_large"
    return None


def _is_own(request: Request) -> bool:
    """Whether a request that changes something comes from a page of this server, or from a program.

    Browsers say it in `Sec-Fetch-Site`, older ones name the origin of what they post. A page of another host can post
    a form, but no JSON.
    """
    site, origin = (request.headers.get(name) for name in ("sec-fetch-site", "origin"))
    if site is not None:
        return site == "same-origin"
    if origin is not None:
        return _split(origin).netloc == request.headers.get("host")
    return request.headers.get("content-type", "").startswith("application/json")


def _is_foreign(request: Request) -> bool:
    """Whether a page of another host requests something other than to open a page of this one."""
    get = request.headers.get
    if get("sec-fetch-site") not in ("cross-site", "same-site"):
        return False
    if get("sec-fetch-dest") == "iframe" and EMBEDDED.fullmatch(request.url.path):
        return False
    return (get("sec-fetch-mode"), get("sec-fetch-dest")) != ("navigate", "document")


def _split(address: str) -> SplitResult:
    """The parts of an address, all empty for a text that is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _short(text: str) -> str:
    """A text of a request for one line of the log."""
    return text if len(text) <= LONGEST_LOGGED else f"{text[:LONGEST_LOGGED]}... ({len(text)})"


def _described(error: BaseException) -> str:
    """A defect for one line of the log: what it is and the calls that led there, the innermost last."""
    calls = [f"{Path(call.filename).name}:{call.lineno}" for call in traceback.extract_tb(error.__traceback__)]
    said = str(error).encode("unicode_escape").decode("ascii")
    return f"{type(error).__name__}: {_short(said)} at {' '.join(calls[-CALLS_LOGGED:])}"
