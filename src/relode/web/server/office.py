"""A server that others reach: the names under which it is asked, and the token of who may begin and stop runs."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERYWHERE = frozenset({"0.0.0.0", "::"})
COOKIE, UNLOCK, HEADER = "relode_token", "/unlock", "authorization"
"""Where a browser keeps the token, the address that gives it one, and where a program says it."""


@dataclass(frozen=True)
class Office:
    """`names` under which the server may be asked; `token` that what writes must bring, "" on this machine alone."""

    names: frozenset[str] = frozenset(LOOPBACK)
    token: str = field(default="", repr=False)

    def lets_write(self, request: Request) -> bool:
        """Whether a request that changes something brings the token, where there is one."""
        return not self.token or any(
            secrets.compare_digest(given.encode(), self.token.encode()) for given in _given(request)
        )

    def unlocked(self, request: Request) -> Response | None:
        """The answer to the address with the token: a cookie, and the first page; None for a wrong token."""
        given = request.query_params.get("token", "")
        if not self.token or not secrets.compare_digest(given.encode(), self.token.encode()):
            return None
        response = RedirectResponse("/", 303)
        response.set_cookie(COOKIE, self.token, httponly=True, samesite="strict", max_age=31_536_000)
        return response


def office(host: str, names: Collection[str]) -> Office:
    """The names and the token of a server at `host`: none is needed where only this machine reaches it."""
    if host in LOOPBACK:
        return Office(frozenset({*LOOPBACK, *names}))
    own = () if host in EVERYWHERE else (host,)
    return Office(frozenset({*LOOPBACK, *own, *(name.casefold() for name in names)}), secrets.token_urlsafe(16))


def _given(request: Request) -> list[str]:
    """The tokens that a request brings, of its cookies and of its header."""
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(request.headers.get("cookie", ""))
    except CookieError:
        cookies.clear()
    kind, _, said = request.headers.get(HEADER, "").partition(" ")
    return [*([cookies[COOKIE].value] if COOKIE in cookies else []), *([said] if kind.casefold() == "bearer" else [])]
