"""Ages of the compulsory stages of school at a place: six years of primary school and three of junior, or five and four."""

from functools import cache

from relode.facts import rows
from relode.places.place import Place

AGES = {
    "six_three": {"primary": (6, 11), "junior": (12, 14), "senior": (15, 17)},
    "five_four": {"primary": (6, 10), "junior": (11, 14), "senior": (15, 17)},
}
"""System of school -> stage -> first and last age of its pupils."""
USUAL = "six_three"


@cache
def _systems() -> dict[str, dict[str, str]]:
    return {row["place"]: row for row in rows("school_systems")}


def school_system(place: Place) -> str:
    """six_three, five_four or unclear; a county has that of its prefecture, a place without a row the usual one."""
    known = _systems()
    row = known.get(place.code) or known.get(place.code[:4] + "00")
    return USUAL if row is None else row["school_system"]


def school_ages(stage: str, system: str) -> tuple[int, int]:
    """First and last age of pupils of a stage (primary, junior, senior); those of `unclear` systems are the usual ones.

    Limits: six_three: 6 to 11, 12 to 14; five_four: 6 to 10, 11 to 14; senior schools are the same in both.
    """
    return AGES.get(system, AGES[USUAL])[stage]
