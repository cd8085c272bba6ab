"""How far a plan run is in time: where each sign of life usually comes, and how fast this run has been so far."""

SIGNS = {
    ("", 0): 0.0,
    ("begun", 0): 0.05,
    ("money", 1): 0.1,
    ("report", 0): 0.2,
    ("cards", 1): 0.6,
    ("cards", 2): 0.75,
    ("cards", 3): 0.85,
    ("uncertainty", 1): 0.9,
    ("end", 0): 1.0,
}
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
