"""Needs of all listed places, as they ship."""

from collections.abc import Iterable, Iterator

import xarray as xr

from relode.errors import NoVerdict
from relode.needs.chapter import FIRST
from relode.needs.national import COUNTED
from relode.needs.needs_records import Needs
from relode.needs.reckoning import of
from relode.panel import load
from relode.places import Place, by_code, official
from studies import as_csv, write


def row_of(needs: Needs) -> dict[str, object]:
    """A row of the shipped table."""
    primary, old = needs.service("primary"), needs.service("pensions")
    teachers = needs.service("teachers_primary")
    money = next((each for each in needs.money if each.year == needs.year), None)
    row: dict[str, object] = {
        "place": needs.place.code,
        "primary_before": f"{primary.at(FIRST).users.value:.0f}",
        "primary_after": f"{primary.at(needs.year).users.value:.0f}",
        "old_growth": f"{old.at(needs.year).users.value / old.at(FIRST).users.value - 1:.3f}",
        "pupils_a_teacher": _shown(
            None if teachers.capacity is None else teachers.at(needs.year).users.value / teachers.capacity.value, ".2f"
        ),
    }
    for key in COUNTED:
        service = needs.service(key)
        row[f"{key}_sure"] = _shown(None if service.capacity is None else service.at(needs.year).sure, ".0f")
        row[f"{key}_verdict"] = service.verdict
    row["budget"] = _shown(None if money is None else money.stays.value, ".3f")
    row["follows"] = _shown(None if money is None else money.follows.value, ".3f")
    return row


def _shown(value: float | None, style: str) -> str:
    return "" if value is None else format(value, style)


def rows(panel: xr.Dataset, places: Iterable[Place] | None = None) -> Iterator[dict[str, object]]:
    """A row for each listed place with ages, or of `places`; in the order of their codes."""
    listed = [by_code()[code] for code in sorted(official())] if places is None else places
    for place in listed:
        try:
            needs = of(panel, place)
        except NoVerdict:
            continue
        yield row_of(needs)


if __name__ == "__main__":
    write("needs/national_needs", as_csv(rows(load())))
