"""Facts that age: by when to look for newer ones. Answers, report and page say so of what they use past its date."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from relode import shipped_tables
from relode.errors import RelodeError


@dataclass(frozen=True)
class Expiry:
    """A source that ages: look for a newer one by `look_again`; the reason in both languages."""

    source: str
    look_again: date
    reason_en: str
    reason_zh: str


@cache
def expiries() -> tuple[Expiry, ...]:
    """Every source that ages, in the order of its table."""
    rows = shipped_tables.rows("relode.facts", "expiry")
    return tuple(
        Expiry(row["source"], date.fromisoformat(row["look_again"]), row["reason_en"], row["reason_zh"]) for row in rows
    )


def today() -> date:
    """The day by which facts are judged: the machine's, or that of the variable RELODE_TODAY.

    Raises RelodeError for a variable that is no date.
    """
    result = os.environ.get("RELODE_TODAY", "")
    try:
        return date.fromisoformat(result) if result else date.today()
    except ValueError as error:
        raise RelodeError("not_a_date", variable="RELODE_TODAY", value=result) from error


def aged(sources: Iterable[str]) -> tuple[Expiry, ...]:
    """Those of the source keys whose date has passed today, the longest ago first. Raises RelodeError as `today`."""
    used = set(sources)
    return tuple(each for each in expired(today()) if each.source in used)


def expired(today: date) -> tuple[Expiry, ...]:
    """Sources whose date has passed by `today`, the longest ago first."""
    past = (each for each in expiries() if each.look_again < today)
    return tuple(sorted(past, key=lambda each: (each.look_again, each.source)))
