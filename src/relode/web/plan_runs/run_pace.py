"""How far a plan run is in time: where each sign of life usually comes, and how fast this run has been so far."""

SIGNS = {
    ("", 0): 0.0,
    ("begun", 0): 0.03,
    ("page_one", 1): 0.16,
    ("uncertainty", 1): 0.67,
    ("document", 1): 0.72,
    ("end", 0): 1.0,
}
"""Signs of life in their order, and the part of the time of a run at which each comes: the mean of two timed runs of
Hegang, with 128 and with 512 futures, beside other work (`tests/web/run_times.csv`). The parts differ between runs: in
these two the bar is off by at most a thirteenth of the whole, and by a thirtieth on average."""
USUAL = 80.0
"""Seconds of a whole run, before it has shown how fast it is."""


def share_done(what: str, done: int, taken: float, heard: float, now: float) -> float:
    """The part of the time of a run that has gone by, 0 to 1: it grows with time and never beyond the next sign.

    `taken`, `heard` and `now` are times in seconds: when the run was taken up, when it said `what` and `done`, and now.
    """
    shares = list(SIGNS.values())
    at = list(SIGNS).index((what, done)) if (what, done) in SIGNS else 0
    here, following = shares[at], shares[at + 1]
    speed = here / (heard - taken) if here and heard > taken else 1 / USUAL
    return min(here + (now - heard) * speed, following)


def is_further(what: str, done: int, known: str, parts: int) -> bool:
    """Whether one sign of life comes after another that was heard before it."""
    signs = list(SIGNS)
    return (what, done) in SIGNS and (
        (known, parts) not in SIGNS or signs.index((what, done)) > signs.index((known, parts))
    )
