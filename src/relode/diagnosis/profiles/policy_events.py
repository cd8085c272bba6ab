"""Which national policies of the table of events applied to a place: that they did, not what they did."""

import re

from relode.facts import rows
from relode.places import Place, official


def applied(place: Place) -> list[dict[str, str]]:
    """Rows of `policy_events.csv` that named the place, or all places of a list on which it is; oldest first."""
    named = {row["event_id"] for row in rows("policy_event_places") if row["place"] == place.code}
    lines = [row for row in rows("policy_events") if row["event_id"] in named or _by_list(row["treated_list"], place)]
    return sorted(lines, key=lambda row: row["date"])


def _by_list(treated: str, place: Place) -> bool:
    entry = official().get(place.code)
    if entry is None:
        return False
    batch = re.fullmatch(r"resource_cities\.csv exhausted_year=(\d{4})", treated)
    if batch:
        return entry.is_exhausted and entry.exhausted_year == int(batch[1])
    return treated == "resource_cities.csv" or "resource-based" in treated
