"""Browser sessions with figures of their own: a random cookie leads to them, and nobody else sees them."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from relode.panel.overrides import Override
from relode.web.pages.page_cache import SHIPPED, Figures

if TYPE_CHECKING:
    from relode.web.own_figures.own_chapter import ChangedFigure
    from relode.web.what_if.what_if_page import WhatIfs

COOKIE = "relode_session"
MOST = 8
"""Sessions with own figures; the one that gave them first loses them to another one."""
FREE = ("/own", "/favicon.ico", "/static/")
"""What is answered to a browser whose own figures are gone, or begins so: where it can give them again."""


@dataclass
class Session:
    """What a browser sees: figures, the name of the file that was given, what they change, answers to levers."""

    figures: Figures
    name: str = ""
    changes: "tuple[ChangedFigure, ...]" = ()
    what_ifs: "WhatIfs | None" = None


class Sessions:
    """Those with own figures by their cookie; every other browser sees the figures of the `start` of the server."""

    def __init__(self, start: Sequence[Override] = ()) -> None:
        self.start = Session(Figures(start) if start else SHIPPED)
        self._given: OrderedDict[str, Session] = OrderedDict()
        self._changing = threading.Lock()

    def of(self, request: Request) -> Session | None:
        """The session of a request; None if its own figures are no longer here."""
        key = request.cookies.get(COOKIE, "")
        return self._given.get(key) if key else self.start

    def give(self, request: Request, session: Session, response: Response) -> None:
        """Show a browser the figures of a session of its own from now on."""
        key = secrets.token_urlsafe(24)
        with self._changing:
            self._drop(request.cookies.get(COOKIE, ""))
            self._given[key] = session
            while len(self._given) > MOST:
                self._drop(next(iter(self._given)))
        is_secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, key, httponly=True, samesite="lax", secure=is_secure)

    def forget(self, request: Request, response: Response) -> None:
        """Show a browser the figures of the start again."""
        with self._changing:
            self._drop(request.cookies.get(COOKIE, ""))
        response.delete_cookie(COOKIE)

    def _drop(self, key: str) -> None:
        session = self._given.pop(key, None)
        if session is not None and session.what_ifs is not None:
            session.what_ifs.simulator.is_given_up = True


def session_of(request: Request) -> Session:
    """The session whose figures a request is about."""
    session: Session = request.scope["relode.session"]
    return session
