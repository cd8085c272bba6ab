"""Whether a place may get the money of a channel, by the list, region, status or climate that its rules name."""

from dataclasses import dataclass
from typing import Annotated, Literal

from relode.errors import RelodeError
from relode.facts import rows
from relode.language import Sentence
from relode.panel.coal_mines import mines_of
from relode.places import Place, local_facts, official, place_of
from relode.record import Doc, Record

Answer = Literal["yes", "no", "ask"]
HEAT = "heat"
"""Use of a channel that hangs on the climate: where homes are not heated from a network there is nothing to pay."""
HEATED = ("yes", "part")


@dataclass(frozen=True)
class Eligibility(Record):
    """Whether a place may get the money of a channel, and the fact that says so."""

    channel: Annotated[str, Doc("key of funding_channels")]
    place: Annotated[str, Doc("code of the place")]
    answer: Annotated[str, Doc("yes, no, or ask: no list that ships tells it")]
    reason: Annotated[Sentence, Doc("the fact that says so")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]


def eligible(channel: str, place: Place | str, use: str = "") -> Eligibility:
    """Whether the place may get the money of a channel, for one `use` of it if that is given.

    By the columns eligible_by (what decides), eligible_if and eligible_else (the answers where it holds and where
    not) of funding_channels. Heat is paid where the place is heated from a network. Raises RelodeError for an unknown
    channel or place.

    Example:
        >>> eligible("exhausted_transfer", "hegang").answer, eligible("exhausted_transfer", "yulin").answer
        ('yes', 'no')
    """
    place = place_of(place)
    row = next((row for row in rows("funding_channels") if row["id"] == channel), None)
    if row is None:
        raise RelodeError("unknown_channel", channel=channel, known=[each["id"] for each in rows("funding_channels")])
    holds, values, sources = _holds(row, place)
    answer = "ask" if holds is None else row["eligible_if"] if holds else row["eligible_else"]
    key = f"{row['eligible_by']}_{'unknown' if holds is None else 'yes' if holds else 'no'}"
    heating = local_facts(place).get("central_heating")
    if use == HEAT and answer != "no" and (heating is None or not heating.decides or heating.value not in HEATED):
        is_known = heating is not None and heating.decides
        answer, key = ("no", "heat_no") if is_known else ("ask", "heat_unknown")
        values, sources = {}, heating.sources if heating is not None else ()
    reason = Sentence(f"channels.eligible.{key}", values)
    return Eligibility(channel, place.code, answer, reason, (*row["source"].split(";"), *sources))


def _holds(row: dict[str, str], place: Place) -> tuple[bool | None, dict[str, object], tuple[str, ...]]:
    """Whether what decides holds for the place, None where nothing that ships tells; its values and sources."""
    entry = official().get(place.code)
    match row["eligible_by"]:
        case "any":
            return True, {}, ()
        case "exhausted_list":
            is_on = entry is not None and entry.is_exhausted
            return is_on, {"year": entry.exhausted_year} if entry is not None and is_on else {}, ("plan2013",)
        case "listed_262":
            return entry is not None, {}, ("plan2013",)
        case "province":
            return place.province in row["eligible_values"].split(";"), {}, ()
        case "coal_mine":
            working = sum(mine.status == "Operating" for mine in mines_of(place.code))
            if not working and entry is not None and "coal" in entry.resource_detail:
                return None, {}, ("coal_mines_gem",)
            return working > 0, {"count": working}, ("coal_mines_gem",)
        case "zero_carbon_park":
            fact = local_facts(place).get("zero_carbon_park")
            if fact is None or not (fact.decides or fact.value == "no"):
                return None, {}, ()
            return fact.value != "no", {"park": fact.said}, fact.sources
        case _:
            return None, {}, ()
