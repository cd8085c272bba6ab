"""Facts that age: by when to look for newer ones. `make facts` and the page on data name what is past its date."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from relode import shipped_tables


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


def expired(today: date) -> tuple[Expiry, ...]:
    """Sources whose date has passed by `today`, the longest ago first."""
    past = (each for each in expiries() if each.look_again < today)
    return tuple(sorted(past, key=lambda each: (each.look_again, each.source)))
