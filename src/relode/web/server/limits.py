"""How much one request may ask for, and how many may wait."""

import re
from dataclasses import dataclass

LONGEST_QUERY = 4096
"""Bytes of a query string."""
LARGEST_BODY, LARGEST_FILE = 4096, 20_100_000
"""Bytes of a body: a run needs one of a few settings; a file of figures is as large as the command line reads, and
what a form puts around it."""
BODY_SECONDS, FILE_SECONDS = 5.0, 60.0
"""Seconds within which a body must have come, and a file."""
LONGEST_LOGGED = 200
"""Letters of a part of a request in a line of the log."""
CALLS_LOGGED = 5
"""Calls that a line of the log names of a defect."""
RETRY_AFTER = 2
"""Seconds after which a client that was turned away may ask again."""


@dataclass(frozen=True)
class Limits:
    """`running` requests at once in a lane, `waiting` behind them; `seconds` until an answer is given up."""

    running: int
    waiting: int
    seconds: float


PLAN_WAIT = 60
"""Seconds after which a plan run that was turned away may be asked for again."""
FILED = "/own"
"""The address that takes a file of figures."""
POSTED = re.compile(rf"{FILED}(/forget)?|/(city/[^/]+/plans|api/plans/[^/]+|provinces)(/[^/]+/(cancel|resume))?")
"""Addresses that change something: they begin, stop and go on with runs, and give and take away own figures."""


LANES = {
    "light": Limits(8, 256, 20.0),
    "page": Limits(3, 48, 60.0),
    "heavy": Limits(2, 32, 90.0),
    "simulator": Limits(2, 24, 30.0),
}
"""What is in memory is light and waits behind nothing that computes: pages of a place, pictures and reports, levers.

Those three together are fewer than the connections of the server, so that a light one always finds a place.
"""

HEAVY_ENDINGS = (".svg", ".png", ".xlsx", "/report", "/map.json", FILED)
SIMULATED = ("/act", "/what-if.json", "/what-if.csv", "/compare/measure")
COMPUTED = re.compile(
    r"/city/[^/]+(/(stand|next|ahead|past|unknown|what-if-pictures\.json))?|/city/[^/]+/plans/[^/]+(/brief|/one|/embed)?"
    r"|/industry/.*|/provinces(/.*)?|/compare|/deal.*|/api/(?!plans/)[^/]+/.*"
)
"""Pages and answers that are computed for a place when they are first asked for."""


def largest_body(path: str) -> int:
    """Bytes that the body of a request may have."""
    return LARGEST_FILE if path == FILED else LARGEST_BODY


def lane_of(path: str) -> str:
    """The lane of a path."""
    if path.endswith(SIMULATED) or "/what-if/" in path:
        return "simulator"
    if path.endswith(HEAVY_ENDINGS) or path.startswith("/cities") or "/picture/" in path or "/file/" in path:
        return "heavy"
    return "page" if COMPUTED.fullmatch(path) else "light"
